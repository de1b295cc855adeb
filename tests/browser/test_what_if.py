"""In a browser: a change moves the index without a reload, and one click puts all back."""

import pytest

pytestmark = pytest.mark.browser


def test_a_change_moves_the_index_at_once_and_goes_back(visit):
    office = visit("noivu")
    office.open("/cham-diem/bo-tieu-chi/")
    office.follow("Thử", exact=True)
    office.look("what_if")
    result = office.page.locator("#what-if-result")
    before = result.inner_text()
    target = office.page.get_by_label("Con số muốn đạt (%) III.6a", exact=True)
    row = office.page.get_by_role("row").filter(has=target)
    assert row.get_by_text("đã đổi").count() == 0
    target.fill("100")
    result.get_by_text("Điểm đã đổi").wait_for()
    row.get_by_text("đã đổi").wait_for()
    assert result.inner_text() != before
    office.page.get_by_label("Muốn đạt số điểm").fill("85")
    result.get_by_role("heading", name="Đạt từ 85 điểm").wait_for()
    office.look("what_if-changed")
    office.follow("Bỏ mọi thay đổi", within=office.page.get_by_role("main"))
    assert target.input_value() == ""


def test_each_criterion_is_tried_in_the_fields_of_its_method(visit):
    office = visit("noivu")
    office.open("/cham-diem/thu/")
    marked = office.page.get_by_role("main").get_by_text("đã đổi", exact=True)
    office.page.get_by_label("Pano, áp phích I.3", exact=True).click()
    marked.first.wait_for()
    assert marked.count() == 1
    office.page.get_by_label("Kết quả I.4", exact=True).select_option("yes")
    office.page.get_by_label("Ngày hoàn thành I.4", exact=True).fill("20/6/2023")
    marked.nth(1).wait_for()
    office.look("what_if-answers")
