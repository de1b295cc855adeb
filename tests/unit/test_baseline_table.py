"""A published result read from its table: what is read, and what is listed cell by cell."""

from decimal import Decimal

import pytest

from parindex.core.baseline_table import read_result
from parindex.core.baselines import check, code_of, totals, untold
from parindex.core.criteria_reading import load_set
from parindex.core.errors import InputError
from parindex.core.gaps import gaps_of_totals
from parindex.documents.reading import read_document
from tests.factories.criteria_books import book

DISTRICT = load_set("tuy-phuoc-huyen@2023")
DISTRICT_TITLES = {each.id: each.title for each in DISTRICT.walk()}
HEADING = ("STT", "Lĩnh vực, tiêu chí", "Điểm tối đa", "Điểm tự chấm", "Điểm đạt")
ROWS = (
    ("I", "Công tác chỉ đạo, điều hành", 12, 11, "9,25"),
    ("1", "Mức độ hoàn thành kế hoạch CCHC", 2, 2, "1,75"),
    ("2", "100% kế hoạch về CCHC cấp xã đạt chất lượng", 1, 1, 1),
    ("II", "Xây dựng và thực hiện VBQPPL", 3, 3, 2),
    ("KS", "Khảo sát lãnh đạo", 10, None, "5,82"),
    (None, "Tổng cộng", 25, 24, "17,07"),
)


def read(rows=ROWS, heading=HEADING, found=DISTRICT, **more):
    data = book(rows, heading=heading, titles=("KẾT QUẢ CHỈ SỐ CẢI CÁCH HÀNH CHÍNH NĂM 2022",), **more)
    return read_result(read_document(data, "ket-qua.xlsx"), "ket-qua.xlsx", found)


def lines(found):
    return [(code_of(line, DISTRICT), line.points, line.max) for line in found.result.lines]


def test_a_table_of_criteria_is_read_with_its_fields_and_total():
    found = read()
    assert lines(found) == [
        ("I", Decimal("9.25"), 12), ("I.1", Decimal("1.75"), 2), ("I.2", 1, 1), ("II", 2, 3),
        ("KS", Decimal("5.82"), 10),
    ]  # fmt: skip
    assert (found.result.total, found.result.max) == (Decimal("17.07"), 25)
    assert [(each.cell, each.text) for each in found.unread] == [("cột D", "Điểm tự chấm")]
    check(found.result)
    assert gaps_of_totals(totals(found.result, DISTRICT)).total == Decimal("7.93")


@pytest.mark.parametrize("head", ["Điểm đạt", "Kết quả", "Điểm thẩm định", "ĐIỂM\nĐẠT ĐƯỢC", "Điểm công bố năm 2022"])
def test_the_column_of_points_is_known_by_its_heading(head):
    rows = [row[:3] + row[4:] for row in ROWS]
    found = read(rows, heading=(*HEADING[:3], head))
    assert found.result.total == Decimal("17.07") and found.unread == []


def test_totals_alone_are_read_without_numbers_and_find_their_fields():
    rows = (
        ("Điểm chấm các lĩnh vực", 60, "46,78"),
        ("Lấy ý kiến lãnh đạo", 10, "5,82"),
        ("Mức độ hài lòng", 30, "23,43"),
        ("Tổng điểm", 100, "76,03"),
    )
    found = read(rows, heading=("Nội dung", "Điểm tối đa", "Điểm đạt"))
    assert lines(found) == [("I–VIII", Decimal("46.78"), 60), ("KS", Decimal("5.82"), 10), ("IX", Decimal("23.43"), 30)]
    assert found.unread == [] and found.result.total == Decimal("76.03")
    check(found.result)


def test_a_heading_may_have_two_rows():
    merges = {"A3:A4": "STT", "B3:B4": "Nội dung chấm điểm", "C3:C4": "Điểm tối đa", "D3:E3": "Điểm"}
    found = read(((None, None, None, "Tự chấm", "Đạt"), *ROWS), merges=merges)
    assert found.result == read().result and [each.cell for each in found.unread] == ["cột D"]


def test_a_share_is_no_number_of_points():
    found = read((("I", "Công tác chỉ đạo, điều hành", 12, "77%"),), heading=(*HEADING[:3], "Kết quả"))
    assert found.result.lines == () and [(each.cell, each.text) for each in found.unread] == [("D4", "77%")]


def test_points_and_maximum_may_share_a_cell():
    found = read((("Điểm chấm", "46,78/60"), ("Tổng", "46,78/60")), heading=("Nội dung", "Điểm"), found=None)
    assert [(line.points, line.max) for line in found.result.lines] == [(Decimal("46.78"), 60)]
    assert (found.result.total, found.result.max) == (Decimal("46.78"), 60)


def test_zero_is_not_blank_and_what_is_no_number_is_listed_with_its_cell():
    rows = [list(row[:3] + row[4:]) for row in ROWS]
    rows[1][3], rows[2][3], rows[3][3] = 0, None, "không chấm"
    found = read(rows, heading=(*HEADING[:3], "Điểm đạt"))
    assert lines(found)[:2] == [("I", Decimal("9.25"), 12), ("I.1", 0, 2)]
    assert [(each.cell, each.text) for each in found.unread] == [("D6", ""), ("D7", "không chấm")]


def test_a_blank_beside_its_lettered_neighbour_is_listed():
    rows = (("I", "Công tác chỉ đạo, điều hành", 12, 9), *((code, DISTRICT_TITLES[f"I.{code}"], 1, value)
            for code, value in (("3", None), ("3b", "0,5"))))  # fmt: skip
    found = read(rows, heading=(*HEADING[:3], "Điểm đạt"))
    assert lines(found) == [("I", 9, 12), ("I.3b", Decimal("0.5"), 1)]
    assert [each.cell for each in found.unread] == ["D5"]


def test_a_maximum_that_is_not_printed_comes_from_the_set_and_is_said():
    rows = [(row[0], row[1], row[4]) for row in ROWS[:4]]
    found = read(rows, heading=("STT", "Tiêu chí", "Điểm đạt"))
    assert lines(found)[1] == ("I.1", Decimal("1.75"), 2)
    assert any("tạm lấy 2 theo bộ tiêu chí" in doubt for doubt in found.doubts)
    assert any("không có dòng tổng" in doubt for doubt in found.doubts)


def test_a_renumbered_criterion_is_known_by_its_title():
    rows = (("I", "Công tác chỉ đạo, điều hành", 12, 9), ("7", "Mức độ hoàn thành kế hoạch CCHC", 2, 1))
    assert lines(read(rows, heading=(*HEADING[:3], "Điểm đạt")))[1] == ("I.1", 1, 2)


def test_a_number_with_another_title_is_doubted():
    rows = (("I", "Công tác chỉ đạo, điều hành", 12, 9), ("1", "Việc hoàn toàn khác hẳn", 2, 1))
    found = read(rows, heading=(*HEADING[:3], "Điểm đạt"))
    assert any("mã I.1 trong bộ tiêu chí là" in doubt for doubt in found.doubts)


def test_parts_that_do_not_make_their_group_are_doubted():
    rows = (
        ("I", "Công tác chỉ đạo, điều hành", 12, 9), ("9", "Nhóm", 3, 2), ("9.1", "Một", 1, 1), ("9.2", "Hai", 2, 0),
    )  # fmt: skip
    found = read(rows, heading=(*HEADING[:3], "Điểm đạt"))
    assert any("I.9 ghi 2 điểm, các thành phần cộng lại 1" in doubt for doubt in found.doubts)


@pytest.mark.parametrize(
    "heading", [("STT", "Tên", "Ghi chú"), ("STT", "Tiêu chí", "Ghi chú"), ("Điểm tối đa", "Điểm đạt", "x")]
)
def test_a_table_without_points_is_refused(heading):
    with pytest.raises(InputError, match="Không thấy bảng kết quả"):
        read((("1", "a", "b"),), heading=heading)


def test_a_row_whose_points_cannot_be_read_keeps_its_place_to_be_filled_in():
    """A letter in a number, or a blank, must not take the row away: the rest would be believed."""
    rows = (("I", ROWS[0][1], 12, 11, "9,5O"), *ROWS[1:3], ("II", ROWS[3][1], 3, 3, None), *ROWS[4:])
    found = read(rows)
    assert [code_of(row, DISTRICT) for row in found.rows] == ["I", "I.1", "I.2", "II", "KS"]
    assert [(row.title, row.points, row.max) for row in found.unfilled] == [
        (ROWS[0][1], None, 12), (ROWS[3][1], None, 3)
    ]  # fmt: skip
    assert {each.cell for each in found.unread} == {"cột D", "E4", "E7"} and found.skipped == 0
    assert untold(found.result) == (Decimal("8.50"), 12), "what the two rows hold together is told by no line"


def test_a_row_without_a_number_is_counted_as_skipped_but_our_own_rest_is_not():
    found = read((*ROWS[:-1], (None, "Điểm thưởng", 1, 1, 1), (None, "Chưa phân bổ", 1, 1, 1), ROWS[-1]))
    assert found.skipped == 1 and "Điểm thưởng: 1" in {each.text for each in found.unread}
