"""Which lines of a file are rows of data, and whose cells stand in their columns: nothing shifts or goes unsaid."""

import pytest

from parindex.cli import main
from parindex.core.agencies import Registry
from parindex.core.errors import InputError
from parindex.indicators.importing import preview
from parindex.indicators.sources import SourceMapping, load_mapping
from tests.factories.extract_files import AT, HEAD, ROW, held, listed, row, sheet, taken, text

WIDE = "Mã hồ sơ,Ngày tiếp nhận,Ngày hẹn trả,Ngày hoàn thành,Lĩnh vực,Kết quả xử lý,Ghi chú"
COMMA = "A-{},01/06/2023,08/06/2023,07/06/2023,Đất đai, môi trường,Đã giải quyết,{}"
NO_COLUMN = "có chữ ở ô không thuộc cột nào của dòng tiêu đề (thường do dấu phẩy không nằm trong dấu nháy kép)"


@pytest.mark.parametrize("rows", [3, 40, 5000])
def test_a_comma_that_shifts_every_row_is_seen(tmp_path, rows):
    """No row tells what is usual: each has one cell more than the headings, as where nothing is ever quoted."""
    lines = [COMMA.format(n, "Nguyễn Thị Kín Đáo") for n in range(rows)]
    good = 'B-1,01/06/2023,08/06/2023,07/06/2023,"Đất đai, môi trường",Đã giải quyết,ghi chú,'
    told = taken(tmp_path, text(tmp_path, WIDE, *lines, good))
    assert (told.read, told.new, told.rejected) == (rows + 1, 1, rows)
    assert listed(tmp_path) == [(str(n + 2), "", NO_COLUMN, "bị loại") for n in range(rows)]


def test_a_row_that_a_comma_shifts_among_others_is_seen(tmp_path):
    good = [f'A-{n},01/06/2023,08/06/2023,07/06/2023,"Đất đai, môi trường",Đã giải quyết,' for n in range(3000)]
    lines = [WIDE, *good, COMMA.format("x", "ghi chú"), good[0].replace("A-0", "B-0")]
    told = taken(tmp_path, text(tmp_path, *lines))
    assert (told.read, told.new, told.rejected) == (3002, 3001, 1)
    assert [(line, value) for line, value, *_ in listed(tmp_path)] == [("3002", "")]


def test_empty_cells_at_the_end_of_every_row_are_no_fault_and_words_there_are(tmp_path):
    lines = [f"{ROW.replace('A-1', f'A-{n}')},," for n in range(3000)]
    lines[2900] = "A-x,Phòng, Tư pháp,01/06/2023,08/06/2023,07/06/2023,"
    lines[2950] = f"{ROW.replace('A-1', 'A-y')}, \u00a0 ,"
    told = taken(tmp_path, text(tmp_path, HEAD, *lines))
    assert (told.read, told.new, told.rejected) == (3000, 2999, 1)
    assert listed(tmp_path) == [("2902", "", NO_COLUMN, "bị loại")]


def test_one_empty_cell_too_many_is_told_and_taken_unless_other_rows_prove_bare_commas(tmp_path):
    """With the last cell empty, a row that a comma shifted looks like one with an empty cell too many."""
    good = [f"A-{n},01/06/2023,08/06/2023,07/06/2023,Đất đai,Đã giải quyết,x" for n in range(40)]
    lines = [WIDE, *good, "", COMMA.format("e", "")]
    told = taken(tmp_path, text(tmp_path, *lines))
    assert (told.read, told.new, told.rejected) == (41, 41, 0)
    assert [(line, kind) for line, _, _, kind in listed(tmp_path)] == [("43", "cảnh báo")]
    assert any("thừa một ô trống" in words and "dòng 43" in words for words in told.warnings)
    (tmp_path / "more").mkdir()
    told = taken(tmp_path / "more", text(tmp_path, *lines, COMMA.format("f", "x")))
    assert (told.read, told.new, told.rejected) == (42, 40, 2)
    assert [(line, kind) for line, _, _, kind in listed(tmp_path / "more")] == [("43", "bị loại"), ("44", "bị loại")]


def test_notes_beside_the_table_of_a_spreadsheet_are_told_of_and_refuse_nothing(tmp_path):
    told = taken(tmp_path, sheet(tmp_path, HEAD.split(","), [*ROW.split(","), None, "đã gọi điện"]))
    assert (told.read, told.new, told.rejected) == (1, 1, 0)
    assert [words for words in told.warnings if "không có tiêu đề" in words] == [
        "Cột thứ 7 có chữ ở 1 dòng mà không có tiêu đề: không đọc cột này."
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
    told = taken(tmp_path, text(tmp_path, *lines), "wabo")
    assert (told.events, told.read, told.new, told.rejected) == (3, 4, 2, 2)
    assert [(line, words) for line, _, words, _ in listed(tmp_path)] == [
        ("5", "thiếu ô so với số cột của tệp"),
        ("3", f"có sự kiện {NO_COLUMN}"),
    ]


def test_lines_are_those_of_the_file_below_blank_lines_and_cells_of_several_lines(tmp_path):
    lines = [HEAD, "", 'A-1,"Phòng', 'Tư pháp",01/06/2023,08/06/2023,', "", "A-2,thiếu", "", "A-3,x,bậy,,", ""]
    lines += ["A-4,x,bậy,,"]
    told = taken(tmp_path, text(tmp_path, *lines))
    assert (told.read, told.new, told.rejected) == (4, 1, 3)
    assert [line for line, *_ in listed(tmp_path)] == ["5", "7", "9"], "a cell of two lines is one row"


def test_an_open_quote_says_how_much_it_swallows(tmp_path):
    lines = [HEAD, ROW, 'A-2,"Phòng Tư pháp,01/06/2023,08/06/2023,', *(ROW.replace("A-1", f"B-{n}") for n in range(7))]
    told = taken(tmp_path, text(tmp_path, *lines))
    assert told.new == 1
    assert "cả 7 dòng sau nó cũng không đọc được" in listed(tmp_path)[0][2]


BELOW = "không phải dòng dữ liệu: chỉ có chữ ở một, hai ô và nằm dưới dòng dữ liệu cuối cùng"
SIGNED = [
    (),
    (None, None, "Tuy Phước, ngày 30 tháng 6 năm 2023"),
    ("Tổng cộng: 120", 120),
    ("Người lập biểu", "Chủ tịch"),
]


def test_blank_rows_are_no_rows_and_what_stands_below_the_table_is_listed(tmp_path):
    rows = [HEAD.split(","), ROW.split(","), (), [" ", "\u00a0"], row("A-2").split(","), *SIGNED, ["Nguyễn Văn An"]]
    told = taken(tmp_path, sheet(tmp_path, *rows))
    assert (told.read, told.new, told.rejected) == (2, 2, 0)
    assert listed(tmp_path) == [(str(line), "", BELOW, "không tính") for line in (7, 8, 9, 10)]
    assert any("4 dòng dưới bảng không phải dòng dữ liệu" in words and "dòng 7, 8" in words for words in told.warnings)
    assert held(tmp_path) == [("A-1",), ("A-2",)]


@pytest.mark.parametrize("whole", [True, False], ids=["with all separators", "with none at the end"])
def test_the_same_in_a_csv(tmp_path, whole):
    below = [",,,,", "Người lập biểu,,,,", "Tổng cộng: 120,,,,", ",,,,Nguyễn Văn An"]
    below = below if whole else [",".join(line.rstrip(",").split(",")) or "   " for line in below[:3]]
    told = taken(tmp_path, text(tmp_path, HEAD, ROW, ",,,,", "", row("A-2"), *below))
    assert (told.read, told.new, told.rejected) == (2, 2, 0)
    assert [(line, why) for line, _, why, _ in listed(tmp_path)] == [(str(7 + n), BELOW) for n in range(len(below) - 1)]


def test_rows_with_hardly_a_cell_among_others_are_refused_as_before(tmp_path):
    told = taken(
        tmp_path, text(tmp_path, HEAD, "Tổng cộng: 5,,,,", ROW, "I. Đất đai,,,,", "A-3,,,,", ",x,bậy,08/06/2023,")
    )
    assert (told.read, told.new, told.rejected) == (5, 1, 4)
    assert {line for line, *_ in listed(tmp_path)} == {"2", "4", "5", "6"}
    assert {kind for *_, kind in listed(tmp_path)} == {"bị loại"}


def test_a_table_of_signatures_alone_is_refused_not_passed_over(tmp_path):
    with pytest.raises(InputError, match="cả 2 dòng đều bị loại"):
        taken(tmp_path, text(tmp_path, HEAD, "Người lập biểu,,,,", "Chủ tịch,,,,"))


PROCEDURES = ("Mã thủ tục,Tên thủ tục", "1.001,Khai sinh", "KS2,Khai tử", "1.003,Kết hôn", "Người lập biểu,")
REGISTER = ("Cơ quan,Tháng,Số hồ sơ", "Phòng Tư pháp,06/2023,12", "Tổng cộng,,12")


@pytest.mark.parametrize(
    ("mapping", "rows", "read"), [("generic-procedures", PROCEDURES, 3), ("generic-register", REGISTER, 1)]
)
def test_other_tables_end_in_the_same_way(tmp_path, mapping, rows, read):
    told = taken(tmp_path, text(tmp_path, *rows), mapping)
    assert (told.read, told.new, told.rejected) == (read, read, 0)
    assert [(line, kind) for line, *_, kind in listed(tmp_path)] == [(str(len(rows)), "không tính")]


def test_a_file_of_refused_rows_alone_is_refused_and_its_rows_are_listed(tmp_path):
    path = text(tmp_path, HEAD, "A-1,x,bậy,,", "A-2,thiếu", "A-3,x,bậy,,")
    with pytest.raises(InputError, match=r"không dòng nào dùng được, cả 3 dòng đều bị loại.*dòng 3: thiếu ô"):
        taken(tmp_path, path)
    assert len(listed(tmp_path)) == 3
    assert held(tmp_path) == []
    assert not (tmp_path / "lake" / "dossiers").exists()
    told = preview(path, load_mapping("generic"), Registry.load(), at=AT).summary
    assert "không dòng nào dùng được" in told.warnings[0]
    assert taken(tmp_path, text(tmp_path, HEAD)).read == 0, "a day without a change is no fault"


def test_the_command_says_so_and_exits_2(tmp_path, capsys):
    path = text(tmp_path, HEAD, "A-1,x,bậy,,")
    call = ["dossiers", "import", str(path), "--mapping", "generic", "--lake", str(tmp_path / "lake")]
    assert main([*call, "--rejects", str(tmp_path / "r.csv")]) == 2
    out, said = capsys.readouterr()
    assert "không dòng nào dùng được" in said and out == ""
    assert [line for line, *_ in listed(tmp_path)] == ["2"]
    assert main([*call, "--preview"]) == 0
    assert "không dòng nào dùng được" in capsys.readouterr().out


def test_of_two_columns_with_one_heading_it_is_said_which_is_read(tmp_path):
    head = f"{HEAD},Ghi chú,NGAY_TIEP_NHAN"
    told = taken(tmp_path, text(tmp_path, head, f"{ROW},x,01/06/2023", f"{row('A-2')},y,", f"{row('A-3')},z, "))
    assert told.new == 3
    assert [words for words in told.warnings if "cùng tiêu đề" in words] == [
        "Cột thứ 3 và cột thứ 7 cùng tiêu đề “Ngày tiếp nhận”: đọc cột đầu, không đọc cột sau."
    ]
    told = taken(tmp_path, text(tmp_path, head, f"{ROW},x,", "A-2,Phòng Tư pháp,,08/06/2023,,y,02/06/2023"))
    assert any("kể cả 1 dòng chỉ cột sau có chữ" in words for words in told.warnings)


def test_columns_of_one_heading_that_contradict_each_other_are_refused(tmp_path):
    path = text(tmp_path, f"{HEAD},Ngày hẹn trả", f"{ROW},08/06/2023", f"{row('A-2')},09/06/2023")
    with pytest.raises(InputError, match=r"cột thứ 4 và cột thứ 6 cùng tiêu đề “Ngày hẹn trả” mà khác nhau ở 1 dòng"):
        taken(tmp_path, path)
    assert held(tmp_path) == []
    generic = load_mapping("generic").to_json()
    second = SourceMapping.from_json(generic | {"columns": generic["columns"] | {"due": "Ngày hẹn trả (lặp)"}})
    assert taken(tmp_path, path, second).new == 2
    assert held(tmp_path, "code, day(due_day)") == [("A-1", 8), ("A-2", 9)], "whoever names the second reads it"


def test_one_heading_under_two_merged_ones_is_two_columns(tmp_path):
    rows = [
        ["Cơ quan", "Tháng", "Đã giải quyết", None, "Đang giải quyết"],
        [None, None, "Số hồ sơ", "Quá hạn", "Số hồ sơ"],
        ["Phòng Tư pháp", "06/2023", 12, 1, 5],
    ]
    with pytest.raises(InputError, match="cột thứ 3 và cột thứ 5 cùng tiêu đề"):
        taken(tmp_path, sheet(tmp_path, *rows), "generic-register")


@pytest.mark.parametrize("line", ["A-2,Phòng, Tư pháp,01/06/2023,08/06/2023,07/06/2023", "A-2,thiếu", '"A-2,Phòng'])
def test_a_row_that_nobody_can_read_is_in_a_full_extract_all_the_same(tmp_path, line):
    full = SourceMapping.from_json(load_mapping("generic").to_json() | {"extract": "full"})
    taken(tmp_path, text(tmp_path, HEAD, ROW, row("A-2"), row("A-3")), full)
    told = taken(tmp_path, text(tmp_path, HEAD, ROW, line), full, AT.replace(year=2027))
    assert (told.unchanged, told.rejected, told.retired) == (1, 1, 1)
    assert held(tmp_path) == [("A-1",), ("A-2",)], "A-3 alone is gone"
