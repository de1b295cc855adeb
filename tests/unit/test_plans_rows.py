"""Rows that part an item's tasks, and headings in and above a table."""

import pytest

from parindex.core.agencies import Registry
from parindex.core.plans import read_plan
from tests.factories.plan_documents import Merged, plan, table
from tests.unit.test_plans_tables import FLAT, WITH_CONTENTS, told


@pytest.fixture
def read():
    registry = Registry.load()
    return lambda *blocks: read_plan(plan(*blocks), registry)


@pytest.mark.parametrize(
    ("second", "tasks"),
    [
        ("Tiếp tục kiểm tra việc niêm yết ở xã.", ["Niêm yết thủ tục.", "Tiếp tục kiểm tra việc niêm yết ở xã."]),
        ("Các thủ tục gồm đất đai, hộ tịch.", ["Niêm yết thủ tục. Các thủ tục gồm đất đai, hộ tịch."]),
    ],
)
def test_a_second_paragraph_is_a_task_when_it_begins_with_what_to_do(read, second, tasks):
    reading = read(
        table(WITH_CONTENTS, ["1", "A", f"Niêm yết thủ tục.\n{second}", "Phòng Tư pháp", "Thường xuyên", ""])
    )
    assert [task.text for task in reading.tasks] == tasks


@pytest.mark.parametrize(("heading", "before"), [(WITH_CONTENTS, ["1", "A"]), (FLAT, ["1"])])
def test_a_bullet_on_a_row_without_number_is_a_task_of_the_item(read, heading, before):
    more = [""] * (len(heading) - len(before) - 2)
    reading = read(
        table(
            heading,
            [*before, "Niêm yết thủ tục.", "Phòng Tư pháp", *more],
            [*("" for _ in before), "- Kiểm tra ở xã.", "", *more],
        )
    )
    assert [(row[1], row[2]) for row in told(reading)] == [
        ("Niêm yết thủ tục.", ("Phòng Tư pháp",)),
        ("Kiểm tra ở xã.", ("Phòng Tư pháp",)),
    ]


def test_headings_above_several_tables_are_the_sections_of_their_items(read):
    def rows(number, *texts):
        given = [[str(n), text, "Phòng Nội vụ", "", "", "Quý I/2023"] for n, text in enumerate(texts, start=1)]
        return table(FLAT, *given, number=number)

    reading = read("I. THỂ CHẾ", rows(1, "Báo cáo", "Kiểm tra"), "II. BỘ MÁY", "Gồm các việc sau.", rows(2, "Rà soát"))
    assert [(item.label, item.section_title) for item in reading.items] == [
        ("I.1", "THỂ CHẾ"),
        ("I.2", "THỂ CHẾ"),
        ("II.1", "BỘ MÁY"),
    ]
    assert reading.warnings == ()


def test_the_heading_above_the_only_table_is_no_section_of_it(read):
    reading = read("II. NHIỆM VỤ", table(FLAT, ["1", "Báo cáo", "Phòng Nội vụ", "", "", "Quý I/2023"]))
    assert [item.label for item in reading.items] == ["1"]


def test_sections_in_a_merged_row_and_groups_below_them(read):
    reading = read(
        table(
            FLAT,
            [Merged("I. THỂ CHẾ", columns=6), None, None, None, None, None],
            ["1", "Nhóm quy chế", "", "", "", ""],
            ["1.1", "Quy chế một cửa", "Phòng Nội vụ", "", "", "Quý I/2023"],
            ["1.2", "Quy chế phối hợp", "Phòng Nội vụ", "", "", "Quý I/2023"],
            ["2", "Báo cáo", "Phòng Nội vụ", "", "", "Quý II/2023"],
        )
    )
    assert [(item.label, item.group) for item in reading.items] == [
        ("I.1.1", "Nhóm quy chế"),
        ("I.1.2", "Nhóm quy chế"),
        ("I.2", None),
    ]


def test_deadlines_in_one_line_go_with_the_tasks_and_a_person_confirms(read):
    reading = read(
        table(WITH_CONTENTS, ["1", "A", "- Niêm yết\n- Kiểm tra", "Phòng Tư pháp", "Tháng 4/2023; Tháng 9/2023", ""])
    )
    assert [(task.phrase, task.queries) for task in reading.tasks] == [
        ("Tháng 4/2023", ("phrase",)),
        ("Tháng 9/2023", ("phrase",)),
    ]


def test_deadlines_in_one_line_are_all_those_of_a_single_task(read):
    (task,) = read(
        table(WITH_CONTENTS, ["1", "A", "- Niêm yết", "Phòng Tư pháp", "Tháng 4/2023; Tháng 9/2023", ""])
    ).tasks
    assert (len(task.schedule), task.queries) == (2, ())


def test_lines_of_a_narrow_column_are_tasks_only_where_they_begin_as_tasks(read):
    reading = read(
        table(
            FLAT,
            [
                "1",
                "Tổ chức hội nghị giữa Chủ tịch\nUBND xã với Nhân dân đợt 1.",
                "Phòng Nội vụ",
                "",
                "",
                "Trước ngày 15/4/2023\nTrước ngày 30/9/2023",
            ],
            ["", "Tổ chức hội nghị đợt 2.", "", "", "", ""],
            cut=[3],
        )
    )
    assert [(row[1], row[4]) for row in told(reading)] == [
        ("Tổ chức hội nghị giữa Chủ tịch UBND xã với Nhân dân đợt 1.", "Trước ngày 15/4/2023"),
        ("Tổ chức hội nghị đợt 2.", "Trước ngày 30/9/2023"),
    ]
