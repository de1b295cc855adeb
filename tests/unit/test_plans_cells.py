"""Cells that say when and who by marks, in two columns, or for several rows at once."""

import pytest

from parindex.core.agencies import Registry
from parindex.core.plans import PlanReading, read_plan
from parindex.core.tables import Cell, Paragraph, Row, Table
from tests.factories.plan_documents import Merged, plan, table

HEADING = ["STT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời hạn"]
FIRST = ["1", "Rà soát thủ tục", "Phòng Nội vụ", "Phòng Tư pháp", "Quý II/2023"]


@pytest.fixture
def read():
    registry = Registry.load()
    return lambda *blocks: read_plan(plan(*blocks), registry)


def told(reading: PlanReading) -> list[tuple]:
    return [(item.label, task.lead, task.supporting, task.phrase) for item in reading.items for task in item.tasks]


@pytest.mark.parametrize("none", ["-", "–", "/", "...", "x", "Không", "không có", "//"])
def test_a_mark_for_none_names_nobody(read, none):
    reading = read(table(HEADING, ["1", "Rà soát thủ tục", "Phòng Nội vụ", none, "Quý II/2023"]))
    assert told(reading) == [("1", ("Phòng Nội vụ",), (), "Quý II/2023")]
    assert reading.warnings == ()


@pytest.mark.parametrize("ditto", ["-nt-", "nt", "//", "Như trên", "như trên.", '"', "”", "- nt -"])
def test_a_mark_for_as_above_says_what_stands_above(read, ditto):
    reading = read(
        table(HEADING, FIRST, [Merged("II. KIỂM TRA", columns=5)], ["2", "Kiểm tra", ditto, ditto, ditto]),
    )
    assert [row[1:] for row in told(reading)] == [(("Phòng Nội vụ",), ("Phòng Tư pháp",), "Quý II/2023")] * 2
    assert reading.warnings == ()


def test_as_above_goes_through_rows_and_through_the_lines_of_a_cell(read):
    reading = read(
        table(
            ["STT", "Nội dung", "Nhiệm vụ", "Cơ quan chủ trì", "Thời hạn"],
            ["1", "A", "- Một\n- Hai", "- Phòng Nội vụ\n- nt", "Quý I/2023"],
            ["2", "B", "Ba", "Phòng Tư pháp", "nt"],
            ["3", "C", "Bốn", "nt", "nt"],
        )
    )
    assert [row[1] for row in told(reading)] == [("Phòng Nội vụ",)] * 2 + [("Phòng Tư pháp",)] * 2
    assert [row[3] for row in told(reading)] == ["Quý I/2023"] * 4


def test_as_above_with_nothing_above_is_for_a_person(read):
    reading = read(table(HEADING, ["1", "Rà soát thủ tục", "Phòng Nội vụ", "", "nt"]))
    assert [warning.kind for warning in reading.warnings] == ["deadline_unread"]


def test_a_cell_merged_over_several_items_serves_each(read):
    reading = read(
        table(
            HEADING,
            ["1", "Một", Merged("Phòng Nội vụ", rows=3), "", Merged("Quý I/2023", rows=2)],
            ["2", "Hai", None, "", None],
            ["3", "Ba", None, "", "Quý II/2023"],
            ["4", "Bốn", "Phòng Tư pháp", "", "Quý III/2023"],
        )
    )
    assert [(row[1], row[3]) for row in told(reading)] == [
        (("Phòng Nội vụ",), "Quý I/2023"),
        (("Phòng Nội vụ",), "Quý I/2023"),
        (("Phòng Nội vụ",), "Quý II/2023"),
        (("Phòng Tư pháp",), "Quý III/2023"),
    ]
    assert reading.warnings == ()


def test_a_title_merged_over_several_numbered_rows_is_the_title_of_each(read):
    reading = read(
        table(
            ["STT", "Nội dung", "Nhiệm vụ", "Cơ quan chủ trì", "Thời hạn"],
            ["1", Merged("Công khai", rows=2), "Niêm yết", "Phòng Tư pháp", "Quý I/2023"],
            ["2", None, "Kiểm tra", "Phòng Nội vụ", "Quý II/2023"],
        )
    )
    assert [(item.number, item.title) for item in reading.items] == [("1", "Công khai"), ("2", "Công khai")]


@pytest.mark.parametrize(
    ("start", "end", "phrase", "begins", "due"),
    [
        ("01/3/2023", "31/5/2023", "từ 01/3/2023 đến 31/5/2023", "2023-03-01", "2023-05-31"),
        ("Tháng 4/2023", "Tháng 6/2023", "từ tháng 4/2023 đến tháng 6/2023", "2023-04-01", "2023-06-30"),
        ("-", "Quý III/2023", "Quý III/2023", "2023-07-01", "2023-09-30"),
    ],
)
def test_a_start_and_an_end_in_two_columns(read, start, end, phrase, begins, due):
    heading = ["STT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời gian bắt đầu", "Thời gian hoàn thành"]
    (task,) = read(table(heading, ["1", "Rà soát", "Phòng Nội vụ", start, end])).tasks
    assert task.phrase == phrase
    assert [(term.start.isoformat(), [day.isoformat() for day in term.due]) for term in task.schedule] == [
        (begins, [due])
    ]


def test_a_start_alone_is_never_the_due_date(read):
    heading = ["STT", "Nhiệm vụ", "Cơ quan chủ trì", "Ngày bắt đầu", "Ngày kết thúc"]
    (task,) = read(table(heading, ["1", "Rà soát", "Phòng Nội vụ", "01/3/2023", ""])).tasks
    assert (task.phrase, [term.due for term in task.schedule]) == ("từ 01/3/2023", [()])


def test_a_start_merged_over_two_items_goes_with_the_end_of_each(read):
    reading = read(
        table(
            ["STT", "Nhiệm vụ", "Cơ quan chủ trì", "Bắt đầu", "Kết thúc"],
            ["1", "Một", "Phòng Nội vụ", Merged("Tháng 2/2023", rows=2), "Tháng 4/2023"],
            ["2", "Hai", "Phòng Nội vụ", None, "Tháng 6/2023"],
        )
    )
    assert [row[3] for row in told(reading)] == [
        "từ tháng 2/2023 đến tháng 4/2023",
        "từ tháng 2/2023 đến tháng 6/2023",
    ]


def test_crosses_in_columns_of_quarters(read):
    reading = read(
        table(
            ["STT", "Nhiệm vụ", "Chủ trì", "Quý I", "Quý II", "Quý III", "Quý IV"],
            ["1", "Một", "Phòng Nội vụ", "x", "", "", ""],
            ["2", "Hai", "Phòng Nội vụ", "", "X", "", "✓"],
        )
    )
    assert [row[3] for row in told(reading)] == ["Quý I", "Quý II, Quý IV"]
    assert [[term.due[0].month for term in task.schedule] for task in reading.tasks] == [[3], [6, 12]]


def test_a_day_in_place_of_a_cross(read):
    heading = ["STT", "Nhiệm vụ", "Chủ trì", "Quý I", "Quý II"]
    (task,) = read(table(heading, ["1", "Một", "Phòng Nội vụ", "", "30/5/2023"])).tasks
    assert task.phrase == "30/5/2023"


def test_as_above_below_several_is_for_a_person(read):
    reading = read(
        table(
            ["STT", "Nội dung", "Nhiệm vụ", "Cơ quan chủ trì", "Thời hạn"],
            ["1", "A", "- Một\n- Hai", "- Phòng Nội vụ\n- Phòng Tư pháp", "Quý I/2023"],
            ["2", "B", "Ba", "nt", "nt"],
        )
    )
    assert (reading.tasks[2].lead, reading.tasks[2].queries) == (("Phòng Nội vụ", "Phòng Tư pháp"), ("lead",))


def test_words_in_a_column_of_beginnings_are_no_beginning(read):
    heading = ["STT", "Nhiệm vụ", "Cơ quan chủ trì", "Bắt đầu", "Kết thúc"]
    (task,) = read(table(heading, ["1", "Rà soát", "Phòng Nội vụ", "Thường xuyên", ""])).tasks
    assert task.phrase == "Thường xuyên"


def test_crosses_in_columns_of_months_below_one_heading(read):
    reading = read(
        table(
            ["STT", "Nhiệm vụ", "Chủ trì", Merged("Thời gian (tháng)", columns=3), None, None],
            ["", "", "", "1", "2", "3"],
            ["1", "Một", "Phòng Nội vụ", "", "x", "x"],
        )
    )
    assert told(reading)[0][3] == "Tháng 2, Tháng 3"


def test_a_number_that_the_format_gives_is_the_items_number(read):
    rows = [
        Row(
            number,
            (
                Cell((Paragraph("", mark=f"{number}."),), 0),
                *(Cell((Paragraph(text),), column) for column, text in enumerate(FIRST[1:], start=1)),
            ),
        )
        for number in (1, 2)
    ]
    heading = table(HEADING).rows[0]
    given = [heading, *(Row(row.number + 1, row.cells) for row in rows)]
    assert [item.number for item in read(Table(1, tuple(given))).items] == ["1", "2"]


UNDATED = ["STT", "Nhiệm vụ", "Cơ quan thực hiện", "Ghi chú"]


@pytest.mark.parametrize(
    ("text", "note", "phrase"),
    [
        ("Ban hành quy chế trước ngày 15/3/2023.", "", "trước ngày 15/3/2023"),
        ("Rà soát thủ tục, hoàn thành trong quý II/2023.", "", "hoàn thành trong quý II/2023"),
        ("Rà soát thủ tục.", "Hoàn thành trước 30/6/2023", "Hoàn thành trước 30/6/2023"),
        ("Rà soát thủ tục.", "Quý III/2023", "Quý III/2023"),
        ("Trả kết quả hồ sơ nộp trước ngày 15/3/2023.", "", None),
        ("Báo cáo trước ngày 15/3/2023 và trước ngày 15/9/2023.", "", None),
        ("Rà soát thủ tục.", "Theo quy định", None),
    ],
)
def test_a_deadline_in_the_words_or_the_note_is_proposed(read, text, note, phrase):
    reading = read(table(UNDATED, ["1", text, "Phòng Nội vụ", note]))
    (task,) = reading.tasks
    assert (task.phrase, task.queries) == (phrase, ("phrase",) if phrase else ())
    assert bool(task.schedule) is bool(phrase)
    assert [warning.kind for warning in reading.warnings] == ([] if phrase else ["other"])


def test_the_column_of_time_goes_before_the_words(read):
    text = "Ban hành quy chế trước ngày 15/3/2023."
    (task,) = read(table(HEADING, ["1", text, "Phòng Nội vụ", "", "Quý III/2023"])).tasks
    assert (task.phrase, task.queries) == ("Quý III/2023", ())
