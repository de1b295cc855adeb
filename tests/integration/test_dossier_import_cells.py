"""Cells in odd forms: days, numbers, codes and blanks are read rightly, or their row is listed and says what to do."""

import pytest

from parindex.core.errors import InputError
from parindex.indicators.sources import SourceMapping, load_mapping
from parindex.indicators.sources.codes import BACK, CUT, FRONT
from parindex.indicators.staging import OUTSIDE, UNREAD
from parindex.indicators.staging_dossiers import NO_CODE, ROUNDED
from tests.factories.extract_files import AT, HEAD, csv_of, held, listed, row, sheet, taken, text

HEADS = HEAD.split(",")
KINDS = pytest.mark.parametrize("write", [csv_of, sheet], ids=["csv", "xlsx"])
NO_DAY, NO_NUMBER = UNREAD["instant"], UNREAD["number"]


def cells(code: object = "A-1", received: object = "01/06/2023", due: object = "", finished: object = "") -> list:
    return [code, "Phòng Tư pháp", received, due, finished]


# Days

FORMS = [
    "01/06/2023", "2023-06-02", "3.6.2023", "4-6-2023", "05/06/2023 08:30", "2023/06/06", "2023/06/07 08:30",
    "08:30 08/06/2023", "45086", "20230610", "2023-06-11T08:00:00+07:00", "12/06/2023 8h30", "13/06/2023 08:30 SA",
    "14/06/2023 3:30:00 CH", "15/06/2023 11:30 PM", "45093.5", " 17/06/2023 ", "2023-06-18 08:30:00.000",
    "19/6/2023 00:00", "20/06/2023\u00a008:30",
]  # fmt: skip


@KINDS
def test_days_in_every_form_within_one_column(tmp_path, write):
    told = taken(tmp_path, write(tmp_path, HEADS, *(cells(f"A-{at:02}", day) for at, day in enumerate(FORMS, 1))))
    assert (told.new, told.rejected) == (len(FORMS), 0)
    assert held(tmp_path, "code, month(received_day), day(received_day)") == [
        (f"A-{at:02}", 6, at) for at in range(1, len(FORMS) + 1)
    ]


def test_the_afternoon_is_the_afternoon(tmp_path):
    taken(tmp_path, csv_of(tmp_path, HEADS, cells("A-1", "14/06/2023 3:30:00 CH"), cells("A-2", "14/06/2023 3:30 SA")))
    assert held(tmp_path, "hour(received AT TIME ZONE 'Asia/Ho_Chi_Minh')") == [(3,), (15,)]


def test_days_of_a_spreadsheet_are_days_as_numbers_too(tmp_path):
    taken(tmp_path, sheet(tmp_path, HEADS, cells("A-1", 45078, 45085.6875, 45084)))
    assert held(tmp_path, "day(received_day), day(due_day), day(finished_day)") == [(1, 8, 7)]


UNREADABLE = {
    "Ngày 7 tháng 6 năm 2023": NO_DAY,
    "15 Jun 2023": NO_DAY,
    "45079,5": NO_DAY,
    "2": NO_DAY,
    "x": NO_DAY,
    "chưa xong": NO_DAY,
    "08/06/20233": NO_DAY,
    "8/6/23": OUTSIDE,
    "23-06-08": OUTSIDE,
    "08/06/3023": OUTSIDE,
    "99999": OUTSIDE,
}


@KINDS
def test_due_days_that_nobody_can_read_refuse_their_rows_with_what_stands_there(tmp_path, write):
    rows = [cells(f"B-{n}", due=written) for n, written in enumerate(UNREADABLE)]
    told = taken(tmp_path, write(tmp_path, HEADS, cells("A-1"), *rows))
    assert (told.new, told.rejected) == (1, len(rows))
    assert listed(tmp_path) == [
        (str(at), written, why, "bị loại") for at, (written, why) in enumerate(UNREADABLE.items(), 3)
    ]


NOTHING = ("-", "–", "—", "null", "NULL", "N/A", "#N/A", "00/00/0000", "0000-00-00 00:00:00")


@KINDS
def test_signs_for_nothing_are_blanks_where_a_day_may_be_missing(tmp_path, write):
    rows = [cells(f"A-{n}", "01/06/2023", sign, sign) for n, sign in enumerate(NOTHING)]
    told = taken(tmp_path, write(tmp_path, HEADS, *rows))
    assert (told.new, told.rejected) == (len(NOTHING), 0)
    assert set(held(tmp_path, "due_day, finished")) == {(None, None)}


@KINDS
def test_a_blank_day_and_one_that_cannot_be_read_are_told_apart(tmp_path, write):
    rows = [
        cells("A-2", ""),
        cells("A-3", " \u00a0"),
        cells("A-4", "-"),
        cells("A-5", "bữa kia"),
        cells("A-6", "31/06/2023"),
    ]
    told = taken(tmp_path, write(tmp_path, HEADS, cells("A-1"), *(one[:3] + ["08/06/2023", ""] for one in rows)))
    assert (told.new, told.rejected) == (1, 5)
    assert [(line, why) for line, _, why, _ in listed(tmp_path)] == [
        ("3", "để trống"), ("4", "để trống"), ("5", "để trống"), ("6", NO_DAY), ("7", NO_DAY),
    ]  # fmt: skip
    shown = {line: value for line, value, *_ in listed(tmp_path)}
    assert (shown["7"], "bữa kia" in shown["6"]) == ("31/06/2023", False), "a word may be a name"


def test_a_file_of_refused_rows_says_what_stands_in_the_first_where_it_may(tmp_path):
    with pytest.raises(InputError, match=r"dòng 2, cột “Ngày tiếp nhận”: không đọc được ngày giờ.*: “31/06/2023”\)"):
        taken(tmp_path, csv_of(tmp_path, HEADS, cells("A-1", "31/06/2023")))
    with pytest.raises(InputError, match="không đọc được ngày giờ") as error:
        taken(tmp_path, csv_of(tmp_path, HEADS, cells("A-1", "Nguyễn Thị Kín")))
    assert "Kín" not in str(error.value)
    with pytest.raises(InputError, match=r"cột “Ngày tiếp nhận”: để trống\)"):
        taken(tmp_path, csv_of(tmp_path, HEADS, cells("A-1", "", "08/06/2023")))


@KINDS
@pytest.mark.parametrize("rows", [1, 40])
def test_the_month_first_is_refused_until_the_mapping_says_so(tmp_path, write, rows):
    """Read with the day first, half of them are other days and nothing tells."""
    days = [(f"06/{1 + n % 12:02}/2023", f"06/{13 + n % 15}/2023", f"06/{14 + n % 15}/2023") for n in range(rows)]
    path = write(tmp_path, HEADS, *(cells(f"A-{n:02}", *day) for n, day in enumerate(days)))
    with pytest.raises(InputError, match=r"cột “Ngày .*” ghi tháng trước ngày.*khai dạng ngày"):
        taken(tmp_path, path)
    named = SourceMapping.from_json(load_mapping("generic").to_json() | {"dates": ["%m/%d/%Y"]})
    assert taken(tmp_path, path, named).new == rows
    assert {month for (month,) in held(tmp_path, "month(received_day)")} == {6}


@KINDS
def test_both_ways_in_one_column_are_refused(tmp_path, write):
    rows = [cells(f"A-{n}", f"06/{n}/2023") for n in range(13, 20)]
    with pytest.raises(InputError, match="ghi lẫn hai kiểu thì xuất lại"):
        taken(tmp_path, write(tmp_path, HEADS, *rows, cells("A-1", "20/06/2023"), cells("A-2", "05/06/2023")))


def test_a_slip_of_one_finger_refuses_its_row_alone(tmp_path):
    rows = [cells(f"A-{n}", f"{n}/06/2023") for n in range(1, 30)]
    told = taken(tmp_path, csv_of(tmp_path, HEADS, *rows, cells("B-1", "06/14/2023")))
    assert (told.new, told.rejected) == (29, 1)


def test_days_that_a_spreadsheet_has_turned_are_refused(tmp_path):
    """It takes 05/06 for the sixth of May where it counts months first, and leaves 15/06 as words."""
    turned = [cells(f"A-{n}", f"2023-{n:02}-06") for n in range(1, 13)]
    left = [cells(f"B-{n}", f"{n}/06/2023") for n in range(13, 29)]
    with pytest.raises(InputError, match="có vẻ đã bị Excel đảo ngày với tháng.*không mở bằng Excel"):
        taken(tmp_path, sheet(tmp_path, HEADS, *turned, *left))


# Numbers


NUMBERED = [*HEADS, "Số giao dịch", "Số ngày theo quy định"]
READABLE = {
    "1.234": 1234,
    "1,234": 1234,
    "1 234": 1234,
    "1\u00a0234": 1234,
    "12.0": 12,
    "12,00": 12,
    "1.234.567": 1234567,
    "0": 0,
}


@KINDS
def test_whole_numbers_with_their_thousands_parted(tmp_path, write):
    rows = [[*cells(f"A-{n}"), written, "5,5"] for n, written in enumerate(READABLE)]
    assert taken(tmp_path, write(tmp_path, NUMBERED, *rows)).new == len(rows)
    assert held(tmp_path, "code, payments, legal_days") == [
        (f"A-{n}", value, 5.5) for n, value in enumerate(READABLE.values())
    ]


@KINDS
def test_what_is_no_number_refuses_its_row(tmp_path, write):
    faulty = ("1.234,5", "12.34.5", "5 ngày", "x", "1,2,3")
    rows = [[*cells(f"B-{n}"), one, ""] for n, one in enumerate(faulty)]
    rows += [[*cells(f"C-{n}"), "", one] for n, one in enumerate(faulty)]
    told = taken(tmp_path, write(tmp_path, NUMBERED, [*cells("A-1"), "-", "-"], *rows))
    assert (told.new, told.rejected) == (1, len(rows))
    assert [(line, why) for line, _, why, _ in listed(tmp_path)] == [(str(n + 3), NO_NUMBER) for n in range(len(rows))]


@KINDS
def test_a_fraction_is_no_count_and_a_thousand_no_number_of_days(tmp_path, write):
    rows = [[*cells("A-1"), "1", "2"], [*cells("A-2"), "1,5", "2"], [*cells("A-3"), "1", "1.234"]]
    assert taken(tmp_path, write(tmp_path, NUMBERED, *rows)).new == 1
    assert [(line, value) for line, value, *_ in listed(tmp_path)] == [("3", "1,5"), ("4", "1.234")]


@KINDS
def test_months_of_a_register_that_cannot_be_read_are_told_from_blank_ones(tmp_path, write):
    rows = [
        ["Phòng A", "T6/2023", "5"],
        ["Phòng B", "Quý II/2023", "5"],
        ["Phòng C", "06/23", "5"],
        ["Phòng D", "", "5"],
    ]
    rows += [["Phòng E", "06/2023", "-"], ["Phòng G", "06/2023", "năm"], ["Phòng H", "06/2023", "0"]]
    taken(tmp_path, write(tmp_path, ["Cơ quan", "Tháng", "Số hồ sơ"], *rows), "generic-register")
    assert held(tmp_path, "agency, period, count", "register_counts") == [
        ("Phòng A", "2023-06", 5),
        ("Phòng H", "2023-06", 0),
    ]
    month = UNREAD["period"]
    assert [(line, value, why) for line, value, why, _ in listed(tmp_path)] == [
        ("3", "Quý II/2023", month), ("4", "06/23", month), ("5", "", "để trống"), ("6", "'-", "để trống"),
        ("7", "(không hiện: có thể là dữ liệu cá nhân)", NO_NUMBER),
    ]  # fmt: skip


# Codes


@KINDS
def test_spaces_of_every_kind_around_and_within_codes(tmp_path, write):
    codes = [" A-1", "A-2\u00a0", "\u200bA-3", "A-\u200b4", "\ufeffA-5", "A-6\u2007", "A\u20608"]
    assert taken(tmp_path, write(tmp_path, HEADS, *map(cells, codes))).new == len(codes)
    assert [code for (code,) in held(tmp_path)] == ["A-1", "A-2", "A-3", "A-4", "A-5", "A-6", "A8"]


@KINDS
def test_signs_for_nothing_and_totals_are_no_codes(tmp_path, write):
    codes = ("-", "–", "x", "X", "null", "N/A", "Tổng", "CỘNG:")
    told = taken(tmp_path, write(tmp_path, HEADS, cells("A-1"), *(cells(code, due="08/06/2023") for code in codes)))
    assert (told.new, told.rejected) == (1, len(codes))
    assert [(line, why) for line, _, why, _ in listed(tmp_path)] == [(str(n + 3), NO_CODE) for n in range(len(codes))]


@KINDS
def test_codes_that_became_numbers_are_refused(tmp_path, write):
    codes = ("1,23457E+11", "1.2E+10", "5E+12", "1234567.0")
    told = taken(tmp_path, write(tmp_path, HEADS, cells("A-1"), *map(cells, codes)))
    assert (told.new, told.rejected) == (1, len(codes))
    assert listed(tmp_path) == [(str(n), code, ROUNDED, "bị loại") for n, code in enumerate(codes, 3)]


def test_codes_longer_than_a_number_keeps_are_refused_where_a_spreadsheet_made_numbers_of_them(tmp_path):
    told = taken(
        tmp_path, sheet(tmp_path, HEADS, cells(12345678901234567), cells(9876543210987654321), cells(123456789012))
    )
    assert (told.new, told.rejected) == (1, 2)
    assert [(line, why) for line, _, why, _ in listed(tmp_path)] == [("2", CUT), ("3", CUT)]
    assert held(tmp_path) == [("123456789012",)]


def test_in_a_text_file_zeros_tell_of_it_and_other_digits_that_all_is_well(tmp_path):
    cut = [cells(f"1234567890{n}123000") for n in range(10, 16)]
    told = taken(tmp_path, csv_of(tmp_path, HEADS, cells("A-1"), *cut))
    assert (told.new, told.rejected) == (1, 6)
    assert taken(tmp_path, csv_of(tmp_path, HEADS, *cut, cells("123456789012345678"))).new == 7


def test_long_codes_that_are_words_in_a_spreadsheet_are_kept(tmp_path):
    codes = [f"1234567890123456{n}" for n in range(10, 20)]
    assert taken(tmp_path, sheet(tmp_path, HEADS, *map(cells, codes))).new == 10
    assert [code for (code,) in held(tmp_path)] == codes


def test_a_zero_that_is_lost_among_codes_of_one_length(tmp_path):
    codes = [*(f"0{n}" for n in range(1_234_567, 1_234_577)), "1234590", "98765432"]
    told = taken(tmp_path, csv_of(tmp_path, HEADS, *map(cells, codes)))
    assert (told.new, told.rejected) == (11, 1)
    assert listed(tmp_path) == [("12", "1234590", FRONT, "bị loại")]


def test_numbers_in_a_row_are_no_codes_with_zeros_lost(tmp_path):
    assert taken(tmp_path, csv_of(tmp_path, HEADS, *map(cells, range(9_999_980, 10_000_030)))).new == 50


def test_a_zero_that_is_lost_is_seen_by_what_the_lake_holds(tmp_path):
    taken(tmp_path, csv_of(tmp_path, HEADS, cells("0123"), cells("00456"), cells("789")))
    with pytest.raises(InputError, match=r"2 mã chỉ khác mã đã có.*số 0 bị mất ở đầu \(dòng 2, 3\).*cột mã là chữ"):
        taken(
            tmp_path, sheet(tmp_path, HEADS, cells(123), cells(456), cells(789), cells(1000)), at=AT.replace(year=2027)
        )
    assert [code for (code,) in held(tmp_path)] == ["00456", "0123", "789"]


@KINDS
def test_and_by_the_file_itself(tmp_path, write):
    with pytest.raises(InputError, match=r"1 mã chỉ khác mã đã có.*\(dòng 3\)"):
        taken(tmp_path, write(tmp_path, HEADS, cells("0123"), cells("123")))


@KINDS
def test_a_procedure_that_lost_its_last_zero(tmp_path, write):
    codes = [f"1.00{n}" for n in range(1001, 1009)]
    path = write(tmp_path, ["Mã thủ tục", "Tên thủ tục"], *([code, "Khai sinh"] for code in [*codes, "1.00119", "KS2"]))
    told = taken(tmp_path, path, "generic-procedures")
    assert (told.new, told.rejected) == (9, 1)
    assert listed(tmp_path) == [("10", "1.00119", BACK, "bị loại")]


def test_zeros_that_a_spreadsheet_was_made_to_keep(tmp_path):
    lines = ['="0123"', '"=""0456"""', "\t0789"]
    assert taken(tmp_path, text(tmp_path, HEAD, *(row(code) for code in lines))).new == 3
    assert [code for (code,) in held(tmp_path)] == ["0123", "0456", "0789"]
