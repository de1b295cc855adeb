"""A criteria set read from the table of points of a decision: what is read, and what is listed cell by cell."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from parindex.cli import main
from parindex.core.criteria_reading import load_set
from parindex.core.criteria_table import Draft, read_table
from parindex.core.errors import InputError
from parindex.documents.reading import read_document
from tests.factories.criteria_books import HEADING, book

# Rows from row 5 of the sheet on: two titles, a blank row and the heading stand above.
ROWS = (
    ("I", "CHỈ ĐẠO, ĐIỀU HÀNH", 5),
    (1, "Hoàn thành kế hoạch", 2, "100%: 2; từ 80% đến dưới 100%: (b/a)*2; dưới 80%: 0", "- Báo cáo năm\n- Sản phẩm"),
    (2, "Công khai thủ tục", 3),
    ("2.1", "Ban hành kế hoạch", "0,5", "có: 0,5; không: 0", "Kế hoạch"),
    ("2.2", "Văn bản sai", 2.5, "Mỗi văn bản sai trừ 0,25 điểm"),
    ("II", "KHẢO SÁT", 2, "Từ 90% trở lên: 2; dưới 90%: 0"),
    (None, "Tổng cộng", 7),
)


def read(rows: Any = ROWS, **more: Any) -> Draft:
    return read_table(read_document(book(rows, **more), "bo.xlsx"), "bo.xlsx")


def lines(draft: Draft) -> dict[str, str]:
    waiting, found = list(draft.fields.values()), {}
    while waiting:
        each = waiting.pop(0)
        found[each["id"]] = f"{each['max']} {each.get('method', {}).get('name', '-')}"
        waiting = each.get("criteria", []) + waiting
    return found


def listed(draft: Draft) -> dict[str, str]:
    return {each.cell: each.message for each in draft.unread}


def test_a_table_becomes_a_set():
    draft = read()
    assert lines(draft) == {
        **{
            "I": "5 -",
            "I.1": "2 linear",
            "I.2": "3 -",
            "I.2.1": "0.5 yes_no",
            "I.2.2": "2.5 deduction",
            "II": "2 steps",
        }
    }
    assert (draft.unread, draft.problems) == ([], [])
    found = draft.check()
    assert (found.name, found.max, found.example, found.levels) == ("12-qd-ubnd@2024", 7, False, ("commune",))
    assert (found.decision.number, found.decision.date) == ("12/QĐ-UBND", date(2024, 1, 10))
    assert (found.decision.issuer, found.valid_to) == ("UBND huyện Mẫu", date(2024, 12, 31))
    first = next(each for each in found.walk() if each.id == "I.1")
    assert first.evidence == ("Báo cáo năm", "Sản phẩm")
    assert first.notes[0].startswith("Cách chấm ghi trong bảng: 100%: 2")
    assert first.status == "found"


def test_words_that_are_not_understood_are_left_to_a_person_and_listed():
    draft = read((("I", "Chung", 1), ("1", "Thái độ", 1, "Căn cứ mức độ thực hiện")))
    (leaf,) = draft.leaves()
    assert (leaf["method"], leaf["status"]) == ({"name": "judgement"}, "unknown")
    assert "Căn cứ mức độ thực hiện" in leaf["notes"][0]
    assert listed(draft)["D6"].startswith("cách chấm: không hiểu")
    draft.check()


@pytest.mark.parametrize(
    ("rows", "cell", "words"),
    [
        ((*ROWS[:4], *ROWS[5:]), "C7", "I.2 cộng lại là 0,5, khác điểm tối đa 3"),
        ((("I", "A", 2), (1, "B", 1), ("II", "C", 1)), "C5", "I cộng lại là 1, khác điểm tối đa 2"),
        ((("I", "A", 1), ("I", "B", 1)), "B6", "mã I đã có ở dòng 5"),
        ((("I", "A", 1), ("1/1", "B", 1)), "A6", "không hiểu số thứ tự này"),
        ((("I", "A", 1), ("II", "B", None)), "C6", "II thiếu điểm tối đa"),
        ((("I", "A", 1), (None, "Tổng điểm", 3)), "C6", "các lĩnh vực cộng lại là 1, khác tổng điểm 3"),
    ],
)
def test_what_must_be_mended_is_said_by_cell(rows: Any, cell: str, words: str):
    draft = read(rows)
    assert words in {each.cell: each.message for each in draft.problems}[cell]
    with pytest.raises(InputError, match=r"bo\.xlsx, ô [A-Z]\d+: "):
        draft.check()


def test_a_scale_in_rows_below_its_criterion():
    rows = (
        ("1", "Chỉ đạo", 2),
        ("1.1", "Mức độ hoàn thành", 2),
        (None, "Hoàn thành 100% kế hoạch: 2"),
        (None, "Từ 80% đến dưới 100%", 1),
        (None, "Dưới 80%", 0),
    )
    draft = read(rows)
    assert lines(draft) == {"1": "2 -", "1.1": "2 steps"}
    assert [each["points"] for each in draft.leaves()[0]["method"]["steps"]] == ["2", "1", "0"]


def test_a_scale_in_the_cell_of_its_title():
    title = "Mức độ hoàn thành\nkế hoạch năm\n- Từ 80% trở lên: 2\n- Dưới 80%: 0"
    draft = read((("I", "A", 2), ("1", title, 2)))
    assert lines(draft) == {"I": "2 -", "I.1": "2 steps"}
    assert draft.leaves()[0]["title"] == "Mức độ hoàn thành kế hoạch năm"


def test_unnumbered_lines_whose_points_add_up_are_parts():
    rows = (("1", "Tuyên truyền", 2), (None, "- Có kế hoạch", "0,5"), (None, "- Có chuyên mục", "1,5"))
    assert lines(read(rows)) == {"1": "2 -", "1a": "0.5 judgement", "1b": "1.5 judgement"}


def test_levels_in_columns_of_their_own_with_merged_cells():
    rows = (
        (None, None, "Kịp thời", 1, "có: 1; không: 0"),
        (None, None, "Đầy đủ", 2, "có: 2; không: 0"),
        (None, "Họp dân", "Đủ kỳ", 1, "có: 1; không: 0"),
    )
    heading = ("Lĩnh vực", "Tiêu chí", "Tiêu chí thành phần", "Điểm tối đa", "Cách chấm")
    draft = read(rows, heading=heading, merges={"A5:A7": "I. Chỉ đạo", "B5:B6": "Báo cáo"})
    assert lines(draft) == {
        **{"I": "4 -", "I.1": "3 -", "I.1.1": "1 yes_no", "I.1.2": "2 yes_no", "I.2": "1 -", "I.2.1": "1 yes_no"}
    }
    assert draft.problems == []
    draft.check()


def test_evidence_that_stands_once_for_several_criteria():
    rows = (("I", "A", 2), (1, "B", 1), (2, "C", 1))
    draft = read(rows, merges={"E6:E7": "Báo cáo chung"})
    assert [each["evidence"] for each in draft.leaves()] == [["Báo cáo chung"], ["Báo cáo chung"]]


def test_numbers_that_are_printed_whole():
    rows = (
        ("I", "A", 3),
        ("I.1", "B", 1),
        ("I.2", "C", 2),
        ("I.2.a", "D", 1),
        ("I.2.b", "E", 1),
        ("II", "F", 2),
        ("II.1", "G", 1),
        ("II.1a", "G", 1),
        ("II.2a", "G", 1),
        ("KS", "H", 1),
        ("KS.1", "K", 1),
    )
    draft = read(rows)
    assert list(lines(draft)) == ["I", "I.1", "I.2", "I.2.a", "I.2.b", "II", "II.1", "II.1a", "II.2a", "KS", "KS.1"]
    assert (list(draft.fields), draft.problems) == (["01-a", "02-f", "03-h"], [])


def test_headings_over_two_rows_and_again_on_a_new_page():
    heading = ("STT", "Tiêu chí", None, None)
    rows = (
        (None, None, "Điểm tối đa", "Điểm tự chấm"),
        ("I", "A", 1),
        ("STT", "Tiêu chí", "Điểm tối đa", "Điểm tự chấm"),
        ("II", "B", 1, 1),
    )
    draft = read(rows, heading=heading, merges={"C4:D4": "Điểm"})
    assert list(lines(draft)) == ["I", "II"]
    assert listed(draft)["D8"] == "cột “Điểm tự chấm” không dùng để chấm; đã giữ trong notes"
    assert draft.leaves()[1]["notes"] == ["Điểm tự chấm: 1"]


def test_nothing_is_dropped():
    """Every word of the table is in the set or in the list."""
    rows = (
        (None, "Dòng mồ côi", None),
        ("I", "Chỉ đạo", 2, "chấm theo nhóm", None, "Ghi riêng"),
        ("01/01", "Kiểm tra", "hai điểm", "xem xét"),
        (1, "Báo cáo", "2đ", "tùy mức"),
        (2, None, 0, "chưa rõ"),
        (None, None, "1", None),
        (None, "Tổng cộng", "bảy", "tổng xem xét"),
    )
    draft = read(rows, heading=(*HEADING, "Cột lạ"), merges={"A12:F12": "Ghi chú: tính đến 15/12"})
    said = json.dumps(draft.to_json(), ensure_ascii=False, default=str)
    words = [str(cell) for row in rows for cell in row if isinstance(cell, str)] + ["Ghi chú: tính đến 15/12"]
    assert [word for word in words if word.removesuffix("đ") not in said] == ["Tổng cộng"]
    where = listed(draft) | {each.cell: each.message for each in draft.problems}
    assert {"B5", "A7", "C7", "F6", "D8", "C11", "A12"} <= set(where)
    assert "hai điểm" in json.dumps(draft.fields, ensure_ascii=False)


def test_a_cell_is_named_as_the_sheet_names_it():
    draft = read((("I", "A", 1, "xem xét"),), left=2)
    assert list(listed(draft)) == ["F5"]


def test_a_number_goes_below_its_own_group():
    draft = read((("I", "A", 3), ("1", "B", 1), ("2.1", "C", 1), ("3", "D", 1), ("3a", "E", 1)))
    assert list(lines(draft)) == ["I", "I.1", "I.2.1", "I.3", "I.3a"]
    assert listed(draft)["B7"] == "không có dòng nào phía trên mà số này thuộc về, không phải 1"


def test_a_decision_without_number_is_an_example():
    draft = read((("I", "A", 1, "có: 1; không: 0"),), titles=("Bảng điểm",))
    assert draft.check().example
    assert any("không thấy, nên bộ này là bộ ví dụ" in each for each in draft.assumed)


def test_a_file_without_a_table_of_points():
    with pytest.raises(InputError, match="Không thấy bảng điểm trong tệp bo.xlsx"):
        read((("I", "A", "B"),), heading=("STT", "Nhiệm vụ", "Cơ quan"))
    with pytest.raises(InputError, match="không có dòng nào đánh số"):
        read(((None, "A", 1),))


def call(capsys, *words: str) -> tuple[int, str, str]:
    code = main(["score", "set", *words])
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.fixture
def file(tmp_path: Path) -> str:
    (tmp_path / "bo.xlsx").write_bytes(book(ROWS))
    return str(tmp_path / "bo.xlsx")


def test_the_command_writes_a_folder_that_scores(file: str, capsys, tmp_path: Path):
    folder = tmp_path / "bo"
    code, out, _ = call(capsys, file, "--into", str(folder))
    assert code == 0
    assert "# Đọc được 2 lĩnh vực, 4 tiêu chí, 7 điểm; 0 tiêu chí chưa hiểu cách chấm." in out
    assert out.endswith("# Dùng được; hãy xem lại các phần trên.\n")
    # All that is printed together is YAML: a document for each file.
    assert len(list(yaml.safe_load_all(out))) == 3
    assert load_set(str(folder)).max == 7
    assert call(capsys, file, "--into", str(folder))[0] == 2


def test_the_command_for_machines(file: str, capsys, tmp_path: Path):
    found = json.loads(call(capsys, file, "--json")[1])
    assert list(found) == ["counts", "set", "fields", "problems", "unread", "assumed", "error"]
    assert (found["counts"]["criteria"], found["error"]) == (4, None)
    (tmp_path / "sai.xlsx").write_bytes(book((("I", "A", 2), (1, "B", 1))))
    code, out, _ = call(capsys, str(tmp_path / "sai.xlsx"), "--json")
    assert code == 0
    assert json.loads(out)["error"] == "sai.xlsx, ô C5: I cộng lại là 1, khác điểm tối đa 2; hãy sửa một trong hai"
    code, out, err = call(capsys, file, "--yaml")
    assert next(yaml.safe_load_all(out))["max"] == "7"
    assert "Bảng không nói, tạm ghi:" in err


def test_a_sheet_or_a_file_that_is_not_there_is_exit_2(file: str, capsys, tmp_path: Path):
    code, out, err = call(capsys, file, "--sheet", "Khác")
    assert (code, out) == (2, "")
    assert "trang tính “Khác”" in err
    assert call(capsys, str(tmp_path / "khong-co.xlsx"))[0] == 2


def test_words_below_the_table_in_the_numbers_column_are_no_criterion():
    draft = read((*ROWS, ("Ghi chú: điểm làm tròn hai chữ số",), ("Thang điểm: 7",)))
    assert draft.problems == [] and lines(draft) == lines(read())
    assert draft.check().notes == ("Ghi chú: điểm làm tròn hai chữ số", "Thang điểm: 7")


def test_a_lettered_number_stands_beside_where_only_so_the_maxima_add_up():
    beside = (
        ("I", "CHỈ ĐẠO", 3), (1, "Kế hoạch", 1, "có: 1; không: 0"), ("1b", "Tin, bài", 1, "có: 1; không: 0"),
        (2, "Khác", 1, "có: 1; không: 0"),
    )  # fmt: skip
    found = read(beside)
    assert (list(lines(found)), found.problems) == (["I", "I.1", "I.1b", "I.2"], [])
    assert [each["id"] for each in next(iter(found.fields.values()))["criteria"]] == ["I.1", "I.1b", "I.2"]
    parts = (("I", "CHỈ ĐẠO", 2), *beside[1:])
    below = next(iter(read(parts).fields.values()))["criteria"]
    assert [each["id"] for each in below] == ["I.1", "I.2"] and [each["id"] for each in below[0]["criteria"]] == [
        "I.1b"
    ]


def test_where_the_maxima_leave_a_doubt_nothing_is_moved_and_it_is_said():
    doubtful = (
        ("I", "CHỈ ĐẠO", 3), (1, "Kế hoạch", 1, "có: 1; không: 0"), ("1b", "Tin", 1, "có: 1; không: 0"),
        (2, "Khác", 1, "có: 1; không: 0"), ("2b", "Bài", 1, "có: 1; không: 0"),
    )  # fmt: skip
    assert [each.message for each in read(doubtful).problems] == [
        "I cộng lại là 2, khác điểm tối đa 3; hãy sửa một trong hai"
    ]
