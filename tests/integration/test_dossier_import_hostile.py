"""Hostile and clumsy files: a clear refusal within a memory limit, or the one faulty row listed with its line."""

import csv
import gzip
import resource
import subprocess
import sys
import zipfile
from datetime import UTC, datetime

import pytest
import xlsxwriter

from parindex.core.agencies import Registry
from parindex.core.errors import InputError
from parindex.core.loading import RuleError
from parindex.core.personal import HIDDEN
from parindex.indicators.engines import workbench
from parindex.indicators.importing import import_file, preview
from parindex.indicators.lake import Lake
from parindex.indicators.opening import open_extract
from parindex.indicators.sources import load_mapping
from tests.shared import ROOT

AT = datetime(2026, 1, 2, tzinfo=UTC)
HEAD = "Mã hồ sơ,Cơ quan xử lý,Ngày tiếp nhận,Ngày hẹn trả,Ngày hoàn thành"
ROW = "A-1,Phòng Tư pháp,01/06/2023,08/06/2023,07/06/2023"
MEMORY = 1_500 * 1024 * 1024  # bytes of memory that a refusal may take, Python and the engines included


def taken(tmp_path, path, mapping="generic", **more):
    return import_file(
        Lake.at(tmp_path / "lake"), path, load_mapping(mapping), Registry.load(), at=AT, by="thử", **more
    )


def text(tmp_path, *lines, name="a.csv", encoding="utf-8"):
    path = tmp_path / name
    path.write_bytes("".join(f"{line}\n" for line in lines).encode(encoding))
    return path


def bomb_xlsx(path):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", "<a/>")
        package.writestr("xl/worksheets/sheet1.xml", b" " * 300_000_000)


def entity_xlsx(path):
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("[Content_Types].xml", "<a/>")
        package.writestr("xl/workbook.xml", '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>')


def bomb_gz(path):
    with gzip.open(path, "wb") as out:
        for _ in range(300):
            out.write(b"1,2\n" * 500_000)


def zeros(path):
    with path.open("wb") as out:
        out.truncate(3 << 30)


def zeros_gz(path):
    with gzip.open(path, "wb") as out:
        out.write(b"\0" * 80_000_000)


def long_line(path):
    with path.open("wb") as out:
        for _ in range(200):
            out.write(b"a" * 1_000_000)


HOSTILE = {
    "bomb.xlsx": (bomb_xlsx, "bom nén"),
    "entity.xlsx": (entity_xlsx, "DOCTYPE"),
    "bomb.csv.gz": (bomb_gz, "bom nén"),
    "zeros.csv": (zeros, "NUL"),
    "zeros.csv.gz": (zeros_gz, "NUL"),
    "wide.csv": (lambda path: path.write_text(",".join(f"c{n}" for n in range(10_000)) + "\n"), "10000 cột"),
    "line.csv": (long_line, "không phải CSV"),
    "nul.csv": (lambda path: path.write_bytes(f"{HEAD}\n{ROW}\0\n".encode()), "NUL"),
    "latin.csv": (lambda path: path.write_bytes("M\xe3 h\xf4 s\xe5 \xff\xfe\xfc,x\n".encode("latin-1") * 9), "bảng mã"),
    "empty.csv": (lambda path: path.write_bytes(b""), "tệp rỗng"),
    "old.xls": (lambda path: path.write_bytes(b"\xd0\xcf\x11\xe0" + b"x" * 99), ".xls cũ"),
    "broken.csv.gz": (lambda path: path.write_bytes(b"\x1f\x8b\x08\x00" + b"x" * 99), "bị hỏng"),
    "other.csv": (lambda path: path.write_text("a,b\n1,2\n"), "không thấy cột mã hồ sơ"),
}
COMMAND = "import sys; from parindex.cli import main; sys.exit(main(sys.argv[1:]))"


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_clearly_and_within_memory(tmp_path, name):
    make, words = HOSTILE[name]
    make(tmp_path / name)
    call = ["dossiers", "import", str(tmp_path / name), "--mapping", "generic", "--lake", str(tmp_path / "lake")]
    with subprocess.Popen(
        [sys.executable, "-c", COMMAND, *call], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as command:
        out, said = command.communicate(timeout=90)
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert command.returncode == 2, said
    assert words in said
    assert "Traceback" not in said
    assert out == ""
    assert usage.ru_maxrss * 1024 < MEMORY
    assert not Lake.at(tmp_path / "lake").exists()
    assert not list((tmp_path / "lake" / ".scratch").glob("*"))


def test_lines_that_are_no_rows_are_listed_and_the_rest_is_taken(tmp_path):
    lines = [
        HEAD,
        ROW,
        "A-2,thừa,01/06/2023,08/06/2023,07/06/2023,x",
        "A-3,thiếu",
        ROW.replace("A-1", "A-4"),
        "A-5,x,bậy,,",
    ]
    told = taken(tmp_path, text(tmp_path, *lines), rejects=tmp_path / "r.csv")
    assert (told.read, told.new, told.rejected) == (5, 2, 3)
    assert listed(tmp_path) == [
        ("3", "", "nhiều ô hơn số cột của tệp (thường do dấu phẩy không nằm trong dấu nháy kép)", "bị loại"),
        ("4", "", "thiếu ô so với số cột của tệp", "bị loại"),
        ("6", HIDDEN, "để trống hoặc không đọc được ngày giờ", "bị loại"),
    ]


def listed(tmp_path):
    """The list of refused rows: line, value, reason, kind."""
    with (tmp_path / "r.csv").open(encoding="utf-8-sig", newline="") as file:
        return [(row["Dòng"], row["Giá trị"], row["Lý do"], row["Loại"]) for row in csv.DictReader(file)]


WIDE = "Mã hồ sơ,Ngày tiếp nhận,Ngày hẹn trả,Ngày hoàn thành,Lĩnh vực,Kết quả xử lý,Ghi chú"
COMMA = "A-{},01/06/2023,08/06/2023,07/06/2023,Đất đai, môi trường,Đã giải quyết,{}"
NO_COLUMN = "có chữ ở ô không thuộc cột nào của dòng tiêu đề (thường do dấu phẩy không nằm trong dấu nháy kép)"


@pytest.mark.parametrize("rows", [3, 40, 5000])
def test_a_comma_that_shifts_every_row_is_seen(tmp_path, rows):
    """No row tells what is usual: each has one cell more than the headings, as where nothing is ever quoted."""
    lines = [COMMA.format(n, "Nguyễn Thị Kín Đáo") for n in range(rows)]
    good = 'B-1,01/06/2023,08/06/2023,07/06/2023,"Đất đai, môi trường",Đã giải quyết,ghi chú,'
    told = taken(tmp_path, text(tmp_path, WIDE, *lines, good), rejects=tmp_path / "r.csv")
    assert (told.read, told.new, told.rejected) == (rows + 1, 1, rows)
    assert listed(tmp_path) == [(str(n + 2), "", NO_COLUMN, "bị loại") for n in range(rows)]


def test_a_row_that_a_comma_shifts_among_others_is_seen(tmp_path):
    good = [f'A-{n},01/06/2023,08/06/2023,07/06/2023,"Đất đai, môi trường",Đã giải quyết,' for n in range(3000)]
    lines = [WIDE, *good, COMMA.format("x", "ghi chú"), good[0].replace("A-0", "B-0")]
    told = taken(tmp_path, text(tmp_path, *lines), rejects=tmp_path / "r.csv")
    assert (told.read, told.new, told.rejected) == (3002, 3001, 1)
    assert [(line, value) for line, value, *_ in listed(tmp_path)] == [("3002", "")]


def test_empty_cells_at_the_end_of_every_row_are_no_fault_and_words_there_are(tmp_path):
    lines = [f"{ROW.replace('A-1', f'A-{n}')},," for n in range(3000)]
    lines[2900] = "A-x,Phòng, Tư pháp,01/06/2023,08/06/2023,07/06/2023,"
    lines[2950] = f"{ROW.replace('A-1', 'A-y')}, \u00a0 ,"
    told = taken(tmp_path, text(tmp_path, HEAD, *lines), rejects=tmp_path / "r.csv")
    assert (told.read, told.new, told.rejected) == (3000, 2999, 1)
    assert listed(tmp_path) == [("2902", "", NO_COLUMN, "bị loại")]


def test_one_empty_cell_too_many_is_told_and_taken_unless_other_rows_prove_bare_commas(tmp_path):
    """With the last cell empty, a row that a comma shifted looks like one with an empty cell too many."""
    good = [f"A-{n},01/06/2023,08/06/2023,07/06/2023,Đất đai,Đã giải quyết,x" for n in range(40)]
    lines = [WIDE, *good, "", COMMA.format("e", "")]
    told = taken(tmp_path, text(tmp_path, *lines), rejects=tmp_path / "r.csv")
    assert (told.read, told.new, told.rejected) == (41, 41, 0)
    assert [(line, kind) for line, _, _, kind in listed(tmp_path)] == [("43", "cảnh báo")]
    assert any("thừa một ô trống" in words and "dòng 43" in words for words in told.warnings)
    told = taken(tmp_path / "more", text(tmp_path, *lines, COMMA.format("f", "x")), rejects=tmp_path / "r.csv")
    assert (told.read, told.new, told.rejected) == (42, 40, 2)
    assert [(line, kind) for line, _, _, kind in listed(tmp_path)] == [("43", "bị loại"), ("44", "bị loại")]


def test_notes_beside_the_table_of_a_spreadsheet_are_told_of_and_refuse_nothing(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, HEAD.split(","))
        sheet.write_row(1, 0, ROW.split(","))
        sheet.write(1, 6, "đã gọi điện")
    told = taken(tmp_path, path)
    assert (told.read, told.new, told.rejected) == (1, 1, 0)
    assert [words for words in told.warnings if "không có tiêu đề" in words] == [
        "Cột thứ 7 của trang tính có chữ ở 1 dòng mà không có tiêu đề: không đọc cột này."
    ]


def test_an_event_with_words_in_no_column_refuses_its_case_and_lines_that_are_no_events_are_listed(tmp_path):
    head = "case:concept:name,concept:name,time:timestamp,case:startdate,case:deadline,case:enddate,case:channel"
    event = "v{},Nhận,2011-01-03T10:00:00+01:00,2011-01-03T10:00:00+01:00,2011-02-03T10:00:00+01:00,,{},"
    lines = [
        head,
        event.format(1, "Internet"),
        event.format(2, "Quầy, phòng 3").rstrip(","),
        event.format(3, "Internet"),
        "v4,Nhận",
    ]
    told = taken(tmp_path, text(tmp_path, *lines), "wabo", rejects=tmp_path / "r.csv")
    assert (told.events, told.read, told.new, told.rejected) == (3, 4, 2, 2)
    assert [(line, words) for line, _, words, _ in listed(tmp_path)] == [
        ("5", "thiếu ô so với số cột của tệp"),
        ("3", f"có sự kiện {NO_COLUMN}"),
    ]


def test_lines_are_those_of_the_file_below_blank_lines_and_cells_of_several_lines(tmp_path):
    lines = [HEAD, "", 'A-1,"Phòng', 'Tư pháp",01/06/2023,08/06/2023,', "", "A-2,thiếu", "", "A-3,x,bậy,,", ""]
    lines += ["A-4,x,bậy,,"]
    told = taken(tmp_path, text(tmp_path, *lines), rejects=tmp_path / "r.csv")
    assert (told.read, told.new, told.rejected) == (4, 1, 3)
    assert [line for line, *_ in listed(tmp_path)] == ["5", "7", "9"], "a cell of two lines is one row"


def test_an_open_quote_says_how_much_it_swallows(tmp_path):
    lines = [HEAD, ROW, 'A-2,"Phòng Tư pháp,01/06/2023,08/06/2023,', *(ROW.replace("A-1", f"B-{n}") for n in range(7))]
    told = taken(tmp_path, text(tmp_path, *lines), rejects=tmp_path / "r.csv")
    assert told.new == 1
    assert "cả 7 dòng sau nó cũng không đọc được" in listed(tmp_path)[0][2]


def test_words_of_a_refused_cell_cannot_become_a_formula(tmp_path):
    taken(tmp_path, text(tmp_path, HEAD, '=cmd|"/C calc",x,bậy,,'.replace('"', "")), rejects=tmp_path / "r.csv")
    path = text(tmp_path, HEAD, "A-1,x,=1+1,,")
    taken(tmp_path, path, rejects=tmp_path / "r.csv")
    assert "'=1+1" in (tmp_path / "r.csv").read_text("utf-8-sig")


PERSON, TELEPHONE, IDENTITY = "Nguyễn Thị Kín Đáo", "0903 123 456", "052190001234"


def test_people_in_shifted_rows_are_in_no_list_and_no_account(tmp_path):
    """Cells are missing on the left, so that names and numbers stand where days, flags and words should."""
    head = "Mã hồ sơ,Ngày tiếp nhận,Ngày hẹn trả,Ngày hoàn thành,Kênh tiếp nhận,Có phí,Số ngày theo quy định,Cơ quan"
    lines = [
        head,
        "A-1,01/06/2023,08/06/2023,07/06/2023,Trực tiếp,có,5,Phòng Tư pháp",
        f"A-2,{PERSON},{TELEPHONE},{IDENTITY},{PERSON},{PERSON},{PERSON},{TELEPHONE}",
        f"A-3,01/06/2023,{PERSON} 01/06/2023,31/06/2023,{TELEPHONE},{IDENTITY},{TELEPHONE},{IDENTITY}",
        f"A-4,01/06/2023,08/06/2023,07/06/2023,{TELEPHONE},{IDENTITY},5,{IDENTITY}",
        f"{IDENTITY},01/06/2023,08/06/2023,07/06/2023,Trực tiếp,có,5,Phòng Tư pháp",
        f"{IDENTITY},01/06/2023,09/06/2023,07/06/2023,Trực tiếp,có,5,Phòng Tư pháp",
    ]
    path = text(tmp_path, *lines)
    found = preview(path, load_mapping("generic"), Registry.load(), at=AT)
    told = taken(tmp_path, path, rejects=tmp_path / "r.csv")
    assert (told.read, told.new, told.rejected) == (6, 2, 4)
    said = f"{(tmp_path / 'r.csv').read_text('utf-8-sig')}{told.warnings}{found.rejects}{found.unknown}{found.summary}"
    for words in (PERSON, TELEPHONE, IDENTITY):
        assert words not in said
    shown = [value for line, value, *_ in listed(tmp_path) if line == "4"]
    assert shown == [HIDDEN, "31/06/2023", HIDDEN], "a day that there is not is shown, for people to mend"


def test_copies_of_a_file_are_for_nobody_else_to_read(tmp_path):
    text(tmp_path, HEAD, ROW, name="old.csv", encoding="utf-16")
    with gzip.open(tmp_path / "a.csv.gz", "wb") as out:
        out.write((tmp_path / "old.csv").read_bytes())
    scratch = tmp_path / "scratch"
    scratch.mkdir(0o755)
    db = workbench()
    assert open_extract(db, tmp_path / "a.csv.gz", scratch).headings[0] == "Mã hồ sơ"
    db.close()
    assert {one.name: one.stat().st_mode & 0o777 for one in scratch.iterdir()} == {
        "unpacked.csv": 0o600,
        "rewritten.csv": 0o600,
    }


@pytest.mark.parametrize(
    ("encoding", "delimiter"), [("utf-8-sig", ","), ("utf-16", ";"), ("utf-8", "\t"), ("utf-8", "|"), ("cp1258", ";")]
)
def test_encodings_and_delimiters_are_told_apart(tmp_path, encoding, delimiter):
    lines = [line.replace(",", delimiter) for line in (HEAD, ROW)]
    if encoding == "cp1258":
        lines = [combining(line) for line in lines]
    assert taken(tmp_path, text(tmp_path, *lines, encoding=encoding)).new == 1


def combining(line):
    """Windows-1258 writes tones behind their letters."""
    import unicodedata

    def apart(letter):
        whole = unicodedata.normalize("NFD", letter)
        tones = [mark for mark in whole if mark in "\u0300\u0301\u0303\u0309\u0323"]
        rest = unicodedata.normalize("NFC", "".join(mark for mark in whole if mark not in tones))
        return rest + "".join(tones)

    return "".join(map(apart, line))


DATES = [
    "2023-06-05", "2023-06-05 08:30", "2023-06-05T08:30:00", "2023-06-05T01:30:00Z", "2023-06-05T08:30:00+07:00",
    "05/06/2023", "5/6/2023 8:30", "05/06/2023 08:30:15", "05-06-2023", "05.06.2023 08:30", "20230605083000",
    "20230605", "45082", "45082.354166666664", "08:30 05/06/2023",
]  # fmt: skip


@pytest.mark.parametrize("written", DATES)
def test_a_day_is_understood_in_each_way_of_writing(tmp_path, written):
    path = text(tmp_path, HEAD, f"A-1,Phòng Tư pháp,{written},08/06/2023,")
    found = preview(path, load_mapping("generic"), Registry.load(), at=AT)
    assert [str(row["received_day"]) for row in found.understood] == ["2023-06-05"]


@pytest.mark.parametrize("written", ["31/02/2023", "06/2023", "hôm qua", "2023-13-01", "1/13/2023"])
def test_what_is_no_day_is_refused(tmp_path, written):
    told = taken(tmp_path, text(tmp_path, HEAD, f"A-1,Phòng Tư pháp,{written},08/06/2023,"))
    assert (told.read, told.rejected) == (1, 1)


def test_headings_stand_below_titles_and_in_two_merged_rows(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "SỔ THEO DÕI HỒ SƠ")
        sheet.merge_range(2, 2, 2, 4, "Thời gian")
        sheet.merge_range(2, 0, 3, 0, "Mã hồ sơ")
        sheet.merge_range(2, 1, 3, 1, "Cơ quan xử lý")
        sheet.write_row(3, 2, ["Ngày tiếp nhận", "Ngày hẹn trả", "Ngày hoàn thành"])
        day = book.add_format({"num_format": "dd/mm/yyyy hh:mm"})
        sheet.write_row(4, 0, ["A-1", "Phòng Tư pháp"])
        for column, moment in enumerate(
            (datetime(2023, 6, 1, 8), datetime(2023, 6, 8, 17), datetime(2023, 6, 9, 9)), 2
        ):
            sheet.write_datetime(4, column, moment, day)
    found = preview(path, load_mapping("generic"), Registry.load(), at=AT)
    assert found.summary.new == 1
    assert str(found.understood[0]["finished_day"]) == "2023-06-09"


FAULTY = {
    "columns:\n  code: A\n": "thiếu cột “received”",
    "columns:\n  received: A\n  ngay: B\n": "m.yaml:3: bảng dossiers không có cột “ngay”",
    "due_is: hour\ncolumns:\n  received: A\n": "m.yaml:1: due_is “hour” không có",
    "time_zone: Vietnam\ncolumns:\n  received: A\n": "m.yaml:1: không có múi giờ “Vietnam”",
    "colums:\n  received: A\n": "m.yaml:1: khóa “colums” không có",
    "columns:\n  received: A\n  channel: {column: B, values: {x: online}}\n": "không có giá trị “online”",
    "columns:\n  received: A\n  agency: ChuHoSo\n": "dữ liệu cá nhân",
    "shape: events\ncolumns:\n  received: A\n": "cần case",
    "columns: [\n": "YAML sai cú pháp",
    "delimiter: ab\ncolumns:\n  received: A\n": "m.yaml:1: delimiter",
}


@pytest.mark.parametrize("written", FAULTY)
def test_a_faulty_mapping_is_told_with_its_line(tmp_path, written):
    path = tmp_path / "m.yaml"
    path.write_text(written, "utf-8")
    with pytest.raises(RuleError) as error:
        load_mapping(str(path))
    assert FAULTY[written] in str(error.value)
    assert f"{path}:" in str(error.value)


def test_a_mapping_that_is_nowhere_is_told_with_those_that_are(tmp_path):
    with pytest.raises(InputError, match="generic.*wabo"):
        load_mapping(str(tmp_path / "nothing.yaml"))


def test_a_refused_file_leaves_the_size_of_the_disk_alone(tmp_path):
    path = text(tmp_path, "a,b", "1,2")
    with pytest.raises(InputError):
        taken(tmp_path, path)
    assert not list((tmp_path / "lake" / ".scratch").iterdir())
