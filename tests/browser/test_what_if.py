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
    office.page.get_by_label("Thử III.6a", exact=True).fill("100")
    result.get_by_text("Điểm đã đổi").wait_for()
    assert result.inner_text() != before
    office.page.get_by_label("Muốn đạt số điểm").fill("85")
    result.get_by_role("heading", name="Đạt từ 85 điểm").wait_for()
    office.look("what_if-changed")
    office.follow("Bỏ mọi thay đổi", within=office.page.get_by_role("main"))
    assert office.page.get_by_label("Thử III.6a", exact=True).input_value() == ""
