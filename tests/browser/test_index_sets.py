"""In a browser: a decision's table becomes a set in use, and a published result becomes last year's."""

import pytest

from tests.factories.criteria_books import book
from tests.integration.test_criteria_sets import NAME, ROWS, table
from tests.unit import test_baseline_table as results

pytestmark = pytest.mark.browser


@pytest.fixture
def files(tmp_path):
    """A table of points whose total is wrong, and a table of results."""
    wrong = (*ROWS[:-1], (None, "Tổng cộng", 8))
    (tmp_path / "bo.xlsx").write_bytes(table(rows=wrong))
    (tmp_path / "ket-qua.xlsx").write_bytes(book(results.ROWS, heading=results.HEADING, titles=("KẾT QUẢ",)))
    return tmp_path


def test_a_table_becomes_a_set_that_scores(visit, files):
    office = visit("noivu")
    office.open("/cham-diem/bo-tieu-chi/")
    office.page.get_by_label("Bảng điểm kèm theo quyết định").set_input_files(files / "bo.xlsx")
    office.press("Tải lên và đọc")
    office.look("criteria_draft")
    assert "các lĩnh vực cộng lại là 7, khác tổng điểm 8" in office.words
    with office.expecting(422):
        office.press("Ban hành", exact=True)
    assert "đã xem và sửa" in office.notice()
    office.page.get_by_label("Tôi đã xem và sửa").check()
    office.press("Ban hành", exact=True)
    assert f"Đã ban hành {NAME}" in office.notice()
    office.look("criteria_set-imported")
    office.follow("Bộ tiêu chí", within=office.page.get_by_role("navigation", name="Đường dẫn"))
    office.page.get_by_label("Chấm", exact=True).select_option(label="cấp xã")
    office.page.get_by_label("Theo bộ tiêu chí").select_option(value=NAME)
    office.press("Chọn", exact=True)
    assert "Chưa có gì thay đổi" in office.words and "Mối gắn không giữ được" in office.words
    office.look("criteria_choose")
    office.press("Đã xem, chọn bộ này")
    assert f"cấp xã được chấm theo bộ {NAME}" in office.notice()
    office.look("criteria_sets-chosen")


def test_a_table_of_results_is_read_mended_and_loaded(visit, files):
    office = visit("noivu")
    office.open("/cham-diem/nam-truoc/")
    assert "76,03/100" in office.words and "23,97" in office.words
    office.follow("Nạp lại kết quả")
    office.page.get_by_label("Bảng kết quả").set_input_files(files / "ket-qua.xlsx")
    office.press("Đọc tệp")
    office.look("baseline_read")
    office.page.get_by_label("Tổng điểm").fill("18")
    with office.expecting(422):
        office.press("Nạp kết quả")
    assert "các phần cộng lại là 17,07, khác 18" in office.notice()
    office.page.get_by_label("Tổng điểm").fill("17,07")
    office.press("Nạp kết quả")
    assert "Đã nạp Kết quả năm 2022" in office.notice()
    office.look("baseline-loaded")
    office.open("/cham-diem/nam-truoc/")
    assert "17,07/25" in office.words and "đã thay ngày 15/6/2023" in office.words
    office.look("baselines-replaced")


def test_the_tasks_of_a_tie_are_narrowed_by_words(visit):
    """Without accents; what is ticked stays in sight, and Enter sends nothing."""
    office = visit("noivu")
    office.open("/cham-diem/gan/tuy-phuoc-huyen@2023/I.5/")
    shown = office.page.locator("#id_tasks > div:visible")
    every = shown.count()
    office.page.fill("#loc-nhiem-vu", "mot cua")
    lines = shown.all()
    assert 1 < len(lines) < every
    assert all("Một cửa" in line.inner_text() or line.locator("input").is_checked() for line in lines)
    office.page.press("#loc-nhiem-vu", "Enter")
    assert office.page.url.endswith("/cham-diem/gan/tuy-phuoc-huyen@2023/I.5/")
