"""Odd extracts: tables that begin anew, several sheets, other encodings. Read rightly, or refused in clear words."""

import unicodedata

import pytest

from parindex.core.errors import InputError
from parindex.indicators.sources import SourceMapping, load_mapping
from tests.factories.extract_files import HEAD, book, csv_of, held, listed, row, sheet, taken, text

HEADS, NEXT_TO = HEAD.split(","), (None, None)
KINDS = pytest.mark.parametrize("write", [csv_of, sheet], ids=["csv", "xlsx"])
READ = [("A-1", 1, 8, 7), ("A-2", 1, 8, 7)]
AGAIN = "lặp lại dòng tiêu đề"


def cells(code: str) -> list[str]:
    return row(code).split(",")


def read(folder) -> list[tuple]:
    """The days of each dossier: received, due, finished."""
    return held(folder, "code, day(received_day), day(due_day), day(finished_day)")


# Headings


@KINDS
def test_headings_on_each_page_are_told_and_no_rows(tmp_path, write):
    told = taken(tmp_path, write(tmp_path, HEADS, cells("A-1"), HEADS, [one.upper() for one in HEADS], cells("A-2")))
    assert (told.read, told.new, told.rejected) == (2, 2, 0)
    assert read(tmp_path) == READ
    assert listed(tmp_path) == [("3", "", AGAIN, "không tính"), ("4", "", AGAIN, "không tính")]
    assert "2 dòng lặp lại dòng tiêu đề, không tính (dòng 3, 4)." in told.warnings


MERGED = (
    ["Mã hồ sơ", "Cơ quan xử lý", "Thời gian", "", ""],
    ["", "", "Ngày tiếp nhận", "Ngày hẹn trả", "Ngày hoàn thành"],
)


@KINDS
def test_two_merged_rows_of_headings_below_a_title_are_found_each_time(tmp_path, write):
    rows = [["SỔ THEO DÕI HỒ SƠ"], ["Từ ngày 01/06/2023 đến ngày 30/06/2023"], [], *MERGED, cells("A-1"), *MERGED]
    told = taken(tmp_path, write(tmp_path, *rows, cells("A-2")))
    assert (told.read, told.new, told.rejected) == (2, 2, 0)
    assert read(tmp_path) == READ
    assert [(line, why) for line, _, why, _ in listed(tmp_path)] == [("7", AGAIN), ("8", AGAIN)]


@KINDS
def test_a_row_that_numbers_the_columns_is_part_of_the_headings(tmp_path, write):
    told = taken(tmp_path, write(tmp_path, HEADS, ["(1)", "(2)", "(3)", "(4)=(3)+5", "(5)"], cells("A-1")))
    assert (told.read, told.new) == (1, 1)
    told = taken(tmp_path, write(tmp_path, HEADS, ["A", "B", "1", "2", "3"], cells("A-2")))
    assert (told.read, told.new) == (1, 1)
    assert read(tmp_path) == READ


@KINDS
def test_a_second_table_with_the_same_columns_is_read_on_and_its_title_listed(tmp_path, write):
    told = taken(tmp_path, write(tmp_path, HEADS, cells("A-1"), [], ["II. Văn hóa"], HEADS, cells("A-2")))
    assert (told.read, told.new, told.rejected) == (3, 2, 1)
    assert read(tmp_path) == READ
    assert {(line, kind) for line, _, _, kind in listed(tmp_path)} == {("4", "bị loại"), ("5", "không tính")}


SECOND = {
    "columns elsewhere": (["Mã hồ sơ", "Ngày tiếp nhận", "Cơ quan xử lý", "Ngày hẹn trả", "Ngày hoàn thành"], ()),
    "two of them changed": (["Mã hồ sơ", "Cơ quan xử lý", "Ngày tiếp nhận", "Ngày hoàn thành", "Ngày hẹn trả"], ()),
    "other words": (["Số hồ sơ", "Đơn vị", "Hạn trả", "Ngày nhận", "Ngày trả"], ([], ["Khối hai"])),
}


@KINDS
@pytest.mark.parametrize("second", SECOND)
def test_a_second_table_with_other_columns_refuses_the_file(tmp_path, write, second):
    """Its cells would be read in the columns of the first: days that are swapped look like any others."""
    heads, between = SECOND[second]
    path = write(tmp_path, HEADS, cells("A-1"), *between, heads, cells("A-2"))
    with pytest.raises(InputError, match=rf"dòng {3 + len(between)} là dòng tiêu đề của một bảng khác.*tách mỗi bảng"):
        taken(tmp_path, path)
    assert held(tmp_path) == []


@KINDS
@pytest.mark.parametrize("total", [["Tổng cộng", "", "2", "", ""], ["", "Tổng cộng:", "", "", "2"]])
def test_a_row_of_totals_below_is_told_and_no_row(tmp_path, write, total):
    told = taken(tmp_path, write(tmp_path, HEADS, cells("A-1"), cells("A-2"), total))
    assert (told.read, told.new, told.rejected) == (2, 2, 0)
    assert [(line, kind) for line, *_, kind in listed(tmp_path)] == [("4", "không tính")]


@KINDS
def test_totals_with_a_day_are_no_dossier(tmp_path, write):
    rows = [HEADS, cells("A-1"), ["TỔNG CỘNG", "", "30/06/2023", "", ""], ["Tổng:", "5", "30/06/2023", "1", ""]]
    told = taken(tmp_path, write(tmp_path, *rows))
    assert (told.read, told.new, told.rejected) == (3, 1, 2)
    assert {line for line, *_ in listed(tmp_path)} == {"3", "4"}


@KINDS
def test_totals_of_a_register_are_no_agency(tmp_path, write):
    rows = [["Cơ quan", "Tháng", "Số hồ sơ"], ["Phòng Tư pháp", "06/2023", "1.234"], ["Tổng số", "06/2023", "1.234"]]
    told = taken(tmp_path, write(tmp_path, *rows), "generic-register")
    assert (told.read, told.rejected) == (2, 1)
    assert held(tmp_path, "agency, count", "register_counts") == [("phong-tu-phap", 1234)]
    assert listed(tmp_path)[0][2] == "là dòng tổng, không phải cơ quan"


# Columns


@KINDS
def test_empty_columns_at_the_end_change_nothing(tmp_path, write):
    told = taken(tmp_path, write(tmp_path, [*HEADS, "", ""], [*cells("A-1"), "", ""], [*cells("A-2"), "", ""]))
    assert (told.new, told.rejected) == (2, 0)
    assert read(tmp_path) == READ


@KINDS
def test_words_in_a_column_without_a_heading_are_told(tmp_path, write):
    told = taken(tmp_path, write(tmp_path, [*HEADS, "", ""], [*cells("A-1"), "", "gọi lại"], [*cells("A-2"), "", ""]))
    assert told.new == 2
    assert "Cột thứ 7 có chữ ở 1 dòng mà không có tiêu đề: không đọc cột này." in told.warnings


@KINDS
def test_a_column_named_twice_refuses_the_file_where_the_two_contradict(tmp_path, write):
    told = taken(tmp_path, write(tmp_path, [*HEADS, "ngày hẹn trả"], [*cells("A-1"), "08/06/2023"]))
    assert any("cùng tiêu đề “Ngày hẹn trả”: đọc cột đầu" in words for words in told.warnings)
    with pytest.raises(InputError, match="cột thứ 4 và cột thứ 6 .* khác nhau ở 1 dòng"):
        taken(tmp_path, write(tmp_path, [*HEADS, "ngày hẹn trả"], [*cells("A-2"), "09/06/2023"]))


# Sheets


@pytest.mark.parametrize("state", ["hidden", "very_hidden"])
def test_a_hidden_sheet_is_told_and_not_read(tmp_path, state):
    pages = {"Cũ": (state, [HEADS, cells("H-1")]), "Mới": ("seen", [HEADS, cells("A-1"), cells("A-2")])}
    told = taken(tmp_path, book(tmp_path, **pages))
    assert read(tmp_path) == READ
    assert "Chỉ đọc một trang tính; tệp còn “Cũ”, không đọc." in told.warnings


@pytest.mark.parametrize("first", [[["Sổ"], ["Phòng Nội vụ"]], []], ids=["cover", "empty"])
def test_the_sheet_with_the_table_is_read_whichever_it_is(tmp_path, first):
    taken(tmp_path, book(tmp_path, Bìa=("seen", first), Sổ=("seen", [HEADS, cells("A-1"), cells("A-2")])))
    assert read(tmp_path) == READ


def test_two_sheets_of_dossiers_are_refused_until_one_is_named(tmp_path):
    path = book(tmp_path, T5=("seen", [HEADS, cells("A-1")]), T6=("seen", [HEADS, cells("A-2")]))
    with pytest.raises(InputError, match=r"nhiều trang tính có bảng như vậy \(còn T6\)"):
        taken(tmp_path, path)
    assert held(tmp_path) == []
    generic = load_mapping("generic").to_json()
    for name in ("T5", "T6"):
        assert taken(tmp_path, path, SourceMapping.from_json(generic | {"sheet": name})).new == 1
    assert read(tmp_path) == READ


def test_a_file_without_the_table_says_which_columns_and_sheets_there_are(tmp_path):
    path = book(tmp_path, Bìa=("seen", [["Sổ", "0912345678"]]), Khác=("seen", [["x", "y"], [1, 2]]))
    with pytest.raises(
        InputError, match="không thấy cột mã hồ sơ.*Các cột của tệp: Sổ.*trang tính khác: Khác"
    ) as error:
        taken(tmp_path, path)
    assert "0912345678" not in str(error.value), "a row of data taken for headings may tell of people"


# Letters


def pieces(words: str, tones: str = "") -> str:
    """The same words with letters in pieces; of windows-1258, which has no others, only these tones stand apart."""
    apart = unicodedata.normalize("NFD", words)
    if not tones:
        return apart
    found = ""
    for letter in words:
        whole = unicodedata.normalize("NFD", letter)
        rest = unicodedata.normalize("NFC", "".join(mark for mark in whole if mark not in tones))
        found += rest + "".join(mark for mark in whole if mark in tones)
    return found


TONES = "\u0300\u0301\u0303\u0309\u0323"
PLAIN = [("A-1", "phong-tu-phap"), ("A-2", "phong-tu-phap")]


@pytest.mark.parametrize(
    ("encoding", "delimiter"),
    [("utf-8", ";"), ("utf-8-sig", "|"), ("utf-16", "\t"), ("utf-16-le", ","), ("utf-16-be", ";")],
)
def test_encodings_with_and_without_a_mark_and_separators(tmp_path, encoding, delimiter):
    path = csv_of(tmp_path, HEADS, cells("A-1"), cells("A-2"), delimiter=delimiter, encoding=encoding)
    assert taken(tmp_path, path).new == 2
    assert held(tmp_path, "code, agency") == PLAIN


@KINDS
def test_letters_in_pieces_are_the_same_letters(tmp_path, write):
    rows = [[pieces(cell) for cell in cells_] for cells_ in (HEADS, cells("A-1"), cells("A-2"))]
    taken(tmp_path, write(tmp_path, *rows))
    assert held(tmp_path, "code, agency") == PLAIN


@pytest.mark.parametrize("before", [0, 5_000], ids=["at once", "far below"])
def test_windows_1258_with_its_tones_apart(tmp_path, before):
    plain = ["code,agency,received,due,finished", *(f"P-{n},p,01/06/2023,," for n in range(before))]
    lines = [*plain, *(pieces(row(code), TONES) for code in ("A-1", "A-2"))]
    taken(tmp_path, text(tmp_path, *lines, encoding="cp1258"))
    assert [one for one in held(tmp_path, "code, agency") if one[0] in ("A-1", "A-2")] == PLAIN


TCVN3 = "M· hå s¬,C¬ quan xö lý,Ngµy tiÕp nhËn,Ngµy hÑn tr¶,Ngµy hoµn thµnh"
VNI = "Maõ hoà sô,Cô quan xöû lyù,Ngaøy tieáp nhaän,Ngaøy heïn traû,Ngaøy hoaøn thaønh"
BROKEN = HEAD.encode().decode("cp1252", "ignore")
OLD = {"TCVN3": TCVN3, "VNI": VNI, "UTF-8 taken for another": BROKEN}


@pytest.mark.parametrize("old", OLD)
@KINDS
def test_headings_in_letters_of_before_unicode_are_refused_in_words(tmp_path, write, old):
    with pytest.raises(InputError, match="chữ ở dòng tiêu đề không phải tiếng Việt Unicode.*chuyển tệp sang Unicode"):
        taken(tmp_path, write(tmp_path, OLD[old].split(","), cells("A-1")))


@pytest.mark.parametrize(
    "agency", ["Phßng T­ ph¸p", "Phoøng Tö phaùp", "Phòng Tư pháp".encode().decode("cp1252", "ignore")]
)
@KINDS
def test_so_are_cells(tmp_path, write, agency):
    with pytest.raises(InputError, match="cột “Cơ quan xử lý” không phải tiếng Việt Unicode"):
        taken(tmp_path, write(tmp_path, HEADS, [cell.replace("Phòng Tư pháp", agency) for cell in cells("A-1")]))
    assert held(tmp_path) == []


@KINDS
def test_words_of_other_tongues_are_no_old_letters(tmp_path, write):
    """Dutch, French, German and Danish words have letters that VNI uses in its own way."""
    agencies = ["Beëindigd", "Où aller", "Müller", "Ørsted på Sjælland", "Añejo", "Phòng Văn hóa và Thông tin"]
    taken(
        tmp_path,
        write(
            tmp_path,
            HEADS,
            *(row(f"A-{n}").split(",")[:1] + [one] + row("x").split(",")[2:] for n, one in enumerate(agencies)),
        ),
    )
    assert {one for (one,) in held(tmp_path, "agency")} >= set(agencies[:-1])


@pytest.mark.parametrize("words", [TCVN3, VNI])
def test_bytes_of_before_unicode_are_refused_in_words(tmp_path, words):
    with pytest.raises(InputError, match="không đọc được bảng mã của tệp.*TCVN3, VNI"):
        taken(tmp_path, text(tmp_path, words, row("A-1").replace("Phòng Tư pháp", "T­ ph¸p"), encoding="latin-1"))


@pytest.mark.parametrize("end", ["\r", "\r\n", "\n", "\r\r\n"])
def test_each_line_end(tmp_path, end):
    assert taken(tmp_path, csv_of(tmp_path, HEADS, cells("A-1"), cells("A-2"), end=end)).new == 2
    assert read(tmp_path) == READ


def test_line_ends_of_three_kinds_in_one_file_and_its_mark_once_more(tmp_path):
    written = f"\ufeff{HEAD}\r\n{row('A-1')}\n{row('A-2')}\r\ufeff{HEAD}\r\n\ufeff{row('A-3')}\n{row('A-4')},thừa\n"
    (tmp_path / "a.csv").write_text(written, "utf-8", newline="")
    told = taken(tmp_path, tmp_path / "a.csv")
    assert (told.read, told.new, told.rejected) == (4, 3, 1)
    assert [code for (code,) in held(tmp_path)] == ["A-1", "A-2", "A-3"]
    assert {(line, kind) for line, _, _, kind in listed(tmp_path)} == {("4", "không tính"), ("6", "bị loại")}


@KINDS
def test_line_breaks_in_quotes_are_spaces_in_words_and_refused_in_codes(tmp_path, write):
    rows = [[HEADS[0], "Cơ quan\nxử lý", *HEADS[2:]], [*cells("A-1")], ["A-2", "Phòng\r\nTư pháp", *cells("")[2:]]]
    taken(tmp_path, write(tmp_path, *rows))
    assert held(tmp_path, "code, agency") == PLAIN


def test_a_code_of_two_lines_is_refused(tmp_path):
    told = taken(tmp_path, csv_of(tmp_path, HEADS, cells("A-1"), cells("A\n-2")))
    assert (told.new, told.rejected) == (1, 1)
    assert listed(tmp_path)[0][2] == "mã có dấu xuống dòng; hãy sửa ô này"
