"""Hostile and clumsy files: a clear refusal within a memory limit, or the one faulty row listed with its line."""

import gzip
import resource
import subprocess
import sys
import zipfile
from datetime import datetime

import pytest
import xlsxwriter

from parindex.core.agencies import Registry
from parindex.core.errors import InputError
from parindex.core.loading import RuleError
from parindex.core.personal import HIDDEN
from parindex.indicators.engines import workbench
from parindex.indicators.importing import preview
from parindex.indicators.lake import Lake
from parindex.indicators.opening import open_extract
from parindex.indicators.sources import load_mapping
from parindex.indicators.staging import UNREAD
from tests.factories.extract_files import AT, HEAD, ROW, listed, taken, text
from tests.shared import ROOT

MEMORY = 1_500 * 1024 * 1024  # bytes of memory that a refusal may take, Python and the engines included


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
    told = taken(tmp_path, text(tmp_path, *lines))
    assert (told.read, told.new, told.rejected) == (5, 2, 3)
    assert listed(tmp_path) == [
        ("3", "", "nhiều ô hơn số cột của tệp (thường do dấu phẩy không nằm trong dấu nháy kép)", "bị loại"),
        ("4", "", "thiếu ô so với số cột của tệp", "bị loại"),
        ("6", HIDDEN, UNREAD["instant"], "bị loại"),
    ]


def test_words_of_a_refused_cell_cannot_become_a_formula(tmp_path):
    taken(tmp_path, text(tmp_path, HEAD, ROW, "A-2,x,=1+1,,"))
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
    told = taken(tmp_path, path)
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
    told = taken(tmp_path, text(tmp_path, HEAD, ROW, f"A-2,Phòng Tư pháp,{written},08/06/2023,"))
    assert (told.read, told.new, told.rejected) == (2, 1, 1)


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
