"""A plan written as an official document: its layout, and the seed read back the same."""

import io

import pytest
from docx import Document as open_docx

from parindex.core.agencies import Registry
from parindex.core.plans import read_plan
from parindex.documents.writing.plan import write_plan
from tests.factories.documents import cells, read
from tests.factories.word_package import faults
from tests.shared import shared

TASKS = [
    {"text": "Rà soát", "lead": ["Phòng Nội vụ"], "with": ["Phòng Tư pháp"], "phrase": "Hàng quý"},
    {"text": "Báo cáo", "lead": ["Phòng Nội vụ"], "with": ["Phòng Tư pháp"], "phrase": "Quý II/2023"},
]
PLAN = {"title": "Cải cách hành chính năm 2023", "number": None, "issuer": "UBND huyện Tuy Phước", "year": 2023}


def table_of(tasks: list[dict]) -> list[list[str]]:
    item = {"section": "I", "section_title": "CHỈ ĐẠO", "number": "1", "title": "Kế hoạch", "tasks": tasks}
    return cells(read(write_plan({"plan": PLAN, "items": [item]}), "a.docx"), 2)


def test_the_nth_task_stands_beside_the_nth_deadline_and_one_agency_serves_all():
    assert table_of(TASKS) == [
        ["STT", "Nội dung", "Nhiệm vụ, giải pháp", "Cơ quan thực hiện", "Thời gian thực hiện", "Ghi chú"],
        ["I", "CHỈ ĐẠO"],
        [
            "1",
            "Kế hoạch",
            "- Rà soát - Báo cáo",
            "Phòng Nội vụ chủ trì, phối hợp với Phòng Tư pháp",
            "- Hàng quý - Quý II/2023",
            "",
        ],
    ]


def test_a_task_without_what_others_have_gets_a_row_of_its_own():
    rows = table_of([TASKS[0], {"text": "Gửi", "lead": [], "phrase": None}])
    assert rows[2][2:] == ["- Rà soát", "Phòng Nội vụ chủ trì, phối hợp với Phòng Tư pháp", "Hàng quý", ""]
    assert rows[3] == ["- Gửi", "", "", ""]


def test_the_page_is_that_of_the_decree():
    document = open_docx(io.BytesIO(write_plan({"plan": PLAN, "items": []})))
    section = document.sections[0]
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert (round(section.left_margin.mm), round(section.right_margin.mm)) == (30, 15)
    assert document.styles["Normal"].font.name == "Times New Roman"


@pytest.mark.shared
def test_the_seed_written_and_read_back_is_the_same_plan():
    registry = Registry.load(None)
    seed = read_plan(read(shared("seed/plan-2023.md").read_bytes(), "plan-2023.md"), registry).to_json()
    written = write_plan(seed)
    assert faults(written) == []
    again = read_plan(read(written, "plan.docx"), registry).to_json()
    assert drop_places(again["plan"]) == drop_places(seed["plan"])
    assert drop_places(again["items"]) == drop_places(seed["items"])
    assert again["unread"] == []


def drop_places(value):
    """The same JSON without where the words stood, which a new document changes."""
    if isinstance(value, dict):
        return {key: drop_places(inner) for key, inner in value.items() if key != "place" or isinstance(inner, str)}
    return [drop_places(inner) for inner in value] if isinstance(value, list) else value
