"""Real plans of other authorities: counted against the documents themselves, with no row or labelled line lost."""

import re
from pathlib import Path

import pytest

from parindex.core.agencies import Registry
from parindex.core.errors import InputError
from parindex.core.plans import PlanReading, read_plan
from parindex.core.tables import Document
from parindex.documents.reading import read_document
from tests.shared import shared

# (items, tasks, rows that assign no task), counted by eye in the documents.
COUNTED = {
    "dong-thap_552": (19, 19, 0),
    "ttg_2597": (25, 25, 0),
    "chinh-phu_03": (140, 140, 59),
    "bac-ninh_144": (19, 19, 0),
    "ha-noi_310": (6, 6, 0),
    "ha-noi_308": (7, 12, 0),
    "lai-chau_7360": (7, 9, 0),
    "quang-ngai_1627": (6, 24, 0),
    "dak-lak_012": (4, 18, 0),
    "can-tho_153": (17, 44, 0),
}
FACTS = {
    "dong-thap_552": ("552/KH-UBND", "UBND tỉnh Đồng Tháp", "2025-11-19", "Huỳnh Minh Tuấn"),
    "ttg_2597": ("2597/QĐ-TTg", "Thủ tướng Chính phủ", "2025-11-27", "Trần Hồng Hà"),
    "chinh-phu_03": ("03/NQ-CP", "Chính phủ", "2025-01-09", "Nguyễn Hòa Bình"),
    "bac-ninh_144": ("144/KH-UBND", "UBND tỉnh Bắc Ninh", "2025-11-24", "Mai Sơn"),
    "ha-noi_310": ("310/KH-UBND", "UBND thành phố Hà Nội", "2025-11-24", "Trương Việt Dũng"),
    "lai-chau_7360": ("7360/KH-UBND", "UBND tỉnh Lai Châu", "2025-11-19", "Tống Thanh Hải"),
    "quang-ngai_1627": ("1627/QĐ-UBND", "UBND tỉnh Quảng Ngãi", "2025-11-21", "Nguyễn Ngọc Sâm"),
    "can-tho_153": ("153/KH-UBND", "UBND thành phố Cần Thơ", "2025-11-17", "Trương Cảnh Tuyên"),
}
LABELLED = re.compile(
    r"(?:(?:Cơ quan|Đơn vị) (?:chủ trì|phối hợp|thực hiện)|Thời (?:gian|hạn) (?:thực hiện|hoàn thành))(?::| sau khi)"
)


@pytest.fixture(scope="module")
def registry() -> Registry:
    return Registry.load()


def document(name: str) -> Document:
    path = next(Path(shared("data/plans_dev")).glob(f"{name}*.md"))
    return read_document(path.read_bytes(), path.name)


def read(name: str, registry: Registry) -> PlanReading:
    return read_plan(document(name), registry)


@pytest.mark.parametrize("name", COUNTED)
def test_its_items_and_tasks(name, registry):
    reading = read(name, registry)
    assert (len(reading.items), len(reading.tasks), len(reading.unread)) == COUNTED[name]


@pytest.mark.parametrize("name", COUNTED)
def test_no_row_and_no_labelled_line_is_lost(name, registry):
    source, reading = document(name), read(name, registry)
    rows = [(table.number, row.number) for table in source.tables() for row in table.rows]
    assert [(a.table, a.row) for a in reading.accounts if a.table is not None] == rows
    lines = {at for at, p in enumerate(source.paragraphs(), start=1) if LABELLED.search(p.text)}
    assert lines <= {a.row for a in reading.accounts if a.table is None}
    unread = {(left.place.table, row) for left in reading.unread for row in left.place.rows}
    assert unread >= {(a.table, a.row) for a in reading.accounts if a.became == "unread" and a.table is not None}


@pytest.mark.parametrize("name", FACTS)
def test_what_it_says_of_itself(name, registry):
    plan = read(name, registry).plan
    assert (plan.number, plan.issuer, plan.issued.isoformat(), plan.signed_by["name"]) == FACTS[name]


@pytest.mark.parametrize("name", COUNTED)
def test_each_task_has_its_agency_and_time_or_is_queried(name, registry):
    reading = read(name, registry)
    queried = " ".join(warning.message for warning in reading.warnings)
    for item in reading.items:
        for task in item.tasks:
            assert task.text[:1] not in "-+•" and len(task.text) > 10
            assert task.lead or f"Chưa ghi cơ quan thực hiện “{task.text[:20]}" in queried
            dated = task.schedule and not task.schedule_unread
            assert dated or "phrase" in task.queries or "thời hạn" in queried


def test_duties_in_the_organisation_part(registry):
    said = {
        (name, task.phrase)
        for name in ("dong-thap_552", "ha-noi_308", "can-tho_153", "bac-ninh_144")
        for duty in read(name, registry).plan.organisation
        for task in duty.tasks
        if task.phrase
    }
    assert said >= {
        ("dong-thap_552", "trước ngày 30/11 hằng năm"),
        ("ha-noi_308", "trước ngày 20 hằng tháng"),
        ("ha-noi_308", "trước ngày 15 hằng tháng"),
        ("can-tho_153", "Định kỳ hằng năm (trước ngày 15 tháng 12)"),
        ("bac-ninh_144", "trước ngày 15/11 hằng năm"),
    }


def test_dates_before_the_day_of_issue_are_queried(registry):
    kinds = [w.kind for w in read("quang-ngai_1627", registry).warnings]
    assert kinds.count("due_before_issue") == 2


def test_criteria_for_scoring_are_no_plan(registry):
    with pytest.raises(InputError, match="không có bảng giao nhiệm vụ"):
        read("hai-phong_212", registry)


def test_another_authoritys_register_is_said_once(registry):
    warnings = read("dong-thap_552", registry).warnings
    assert [w.kind for w in warnings if w.place == "kế hoạch"] == ["other"]
    unknown = [w.message for w in warnings if w.kind == "agency_unknown"]
    assert len(unknown) == len(set(unknown))
