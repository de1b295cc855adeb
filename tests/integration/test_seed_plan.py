"""The real plan: every task whole, with its agencies, deadline and targets; its three warnings and no others."""

import html
import re
from datetime import date, timedelta

import pytest
import yaml

from parindex.core.agencies import Registry
from parindex.core.calendar import WorkCalendar
from parindex.core.plans import PlanReading, read_plan
from parindex.core.words import normalise
from parindex.documents.reading import read_document
from tests.shared import shared

ROWS = 60


@pytest.fixture(scope="module")
def reading() -> PlanReading:
    path = shared("seed/plan-2023.md")
    return read_plan(read_document(path.read_bytes(), path.name), Registry.load(), calendar=WorkCalendar.load())


@pytest.fixture(scope="module")
def expected() -> dict:
    return yaml.safe_load(shared("seed/plan-2023.expected.yaml").read_text("utf-8"))


def stopped(phrase: str | None) -> str:
    """A deadline without its final stop, which does not matter."""
    return (phrase or "").rstrip(" .;")


def tasks_beside(reading, expected):
    for wanted_item, item in zip(expected["items"], reading.items, strict=True):
        for wanted, task in zip(wanted_item["tasks"], item.tasks, strict=True):
            yield f"{item.label}: {wanted['starts']}", wanted, task


def test_its_parts_items_and_tasks(reading, expected):
    assert [(item.section, item.number, item.title) for item in reading.items] == [
        (item["section"], str(item["number"]), item["title"]) for item in expected["items"]
    ]
    counts = (len({item.section for item in reading.items}), len(reading.items), len(reading.tasks))
    assert counts == tuple(expected["counts"].values())


def test_each_task_with_its_agencies_and_words_of_time(reading, expected):
    for name, wanted, task in tasks_beside(reading, expected):
        assert task.text.startswith(wanted["starts"]), name
        assert list(task.lead) == wanted["lead"], name
        assert list(task.supporting) == wanted.get("with", []), name
        assert stopped(task.phrase) == stopped(wanted["phrase"]), name
        assert task.lead_agencies, name


def test_the_schedule_of_each_task(reading, expected):
    for name, wanted, task in tasks_beside(reading, expected):
        assert [term.kind for term in task.schedule] == [term["kind"] for term in wanted["schedule"]], name
        for want, term in zip(wanted["schedule"], task.schedule, strict=True):
            assert term.start == want.get("start"), name
            if want["kind"] == "once":
                assert term.due == (want["due"],), name
            elif want["kind"] == "recurring":
                assert term.due == tuple(recurring_days(want)), name
            elif want["kind"] == "event":
                assert term.trigger == want["trigger"], name


def recurring_days(want: dict) -> list[date]:
    """The days of 2023 on which a duty recurs: the last of each period, or the day that the phrase fixes."""
    ends = {"monthly": range(1, 13), "quarterly": (3, 6, 9, 12), "half-yearly": (6, 12), "yearly": (12,)}[want["freq"]]
    if "due" not in want:
        return [last_day(month) for month in ends]
    fixed = re.fullmatch(r"(\d\d)-(\d\d)", want["due"])
    if fixed:
        return [date(2023, int(fixed[1]), int(fixed[2]))]
    day = int(re.search(r"day (\d+)", want["due"])[1])
    return [date(2023, month, day) for month in ends]


def last_day(month: int) -> date:
    return date(2023 + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def test_the_thresholds(reading, expected):
    for name, wanted, task in tasks_beside(reading, expected):
        want = wanted.get("target")
        if want is None:
            assert [t for t in task.targets if t["place"] == "task"] == [], name
            continue
        assert task.targets, name
        for key in ("at_least", "increase_at_least"):
            if key in want:
                number, unit = re.fullmatch(r"(\d+)\s*(.+)", str(want[key])).groups()
                assert (number, unit) in [(t.get(key), t["unit"]) for t in task.targets], name
        if "except" in want:
            assert any(t["except"] for t in task.targets), name


def test_every_word_of_the_source_stands_in_one_task_in_its_order(reading):
    """The words of the source's column of tasks, cut at no bullet: the tasks put together are the same words."""
    column = source_column(2)
    told = words(" ".join(task.text for task in reading.tasks))
    repeated = next(w for w in reading.warnings if w.kind == "duplicate_task")
    item = next(item for item in reading.items if item.label == repeated.place)
    twice = words(item.tasks[-1].text)
    places = [at for at in range(len(column)) if column[at : at + len(twice)] == twice]
    assert len(places) == 2
    once = column[: places[1]] + column[places[1] + len(twice) :]
    assert told == once


def test_every_word_of_the_other_columns_stands_in_the_reading(reading):
    assert words(" ".join(item.title for item in reading.items)) == [
        word for row in source_rows() if not is_section(row) for word in words(row[1])
    ]
    phrases = words(" ".join(task.phrase for task in reading.tasks))
    assert sorted(phrases) == sorted(source_column(4))


def source_rows() -> list[list[str]]:
    """The rows of the table as the file has them, cut at tabs, without the heading and rules."""
    found = []
    for line in shared("seed/plan-2023.md").read_text("utf-8").splitlines():
        cells = line.split("\t")
        if len(cells) >= 5 and not line.startswith(("STT", "--")):
            found.append([*cells, "", ""][:6])
    return found


def is_section(row: list[str]) -> bool:
    return bool(re.fullmatch(r"[IVX]+", plain(row[0])))


def source_column(column: int) -> list[str]:
    return [word for row in source_rows() if not is_section(row) for word in words(row[column])]


def plain(cell: str) -> str:
    return normalise(html.unescape(re.sub(r"<[^>]+>", " ", cell)))


def words(cell: str) -> list[str]:
    """The words of a cell; bullets and the numbers of points are none."""
    unnumbered = re.sub(r"(?:^|(?<=\s))\d\.\s", " ", plain(cell))
    return [word for word in (re.sub(r"[^\w%]+", "", part) for part in unnumbered.split()) if word]


def test_its_three_warnings_and_no_false_ones(reading, expected):
    assert [warning.place for warning in reading.warnings] == [w["item"] for w in expected["warnings"]]
    assert [warning.kind for warning in reading.warnings] == ["date_outside_year", "duplicate_task", "numbering"]
    assert reading.unread == ()
    assert all(not task.queries for task in reading.tasks)


def test_every_row_is_accounted_for(reading):
    rows = [account.row for account in reading.accounts if account.table == 1]
    assert rows == list(range(1, ROWS + 1))
    became = [account.became for account in reading.accounts if account.table == 1]
    assert (became.count("item"), became.count("heading"), became.count("unread")) == (32, 9, 0)


def test_what_the_plan_says_of_itself(reading, expected):
    plan, want = reading.plan, expected["plan"]
    assert (plan.title, plan.issuer, plan.year) == (want["title"], want["issuer"], want["year"])
    assert (plan.number, plan.issued, plan.place) == (None, None, "Tuy Phước")
    assert plan.signed_by == {"title": "PHÓ CHỦ TỊCH", "name": "Nguyễn Hùng Tân"}
    base = want["baseline"]
    assert plan.baseline == {
        "year": base["year"],
        "total": str(base["total"]),
        "max": str(base["max"]),
        "rank": base["rank"],
        "of": base["of"],
        "decision": base["decision"],
        "decision_date": base["decision_date"].isoformat(),
        "parts": [{"name": p["name"], "score": str(p["score"]), "max": str(p["max"])} for p in base["parts"]],
    }


def test_the_duties_of_the_organisation(reading):
    organisation = reading.plan.organisation
    assert [duty.number for duty in organisation] == ["1", "2", "3", "4", None]
    own_plan, reports = organisation[0].tasks
    assert own_plan.lead == reports.lead == ("Các cơ quan chuyên môn thuộc huyện", "UBND các xã, thị trấn")
    assert [term.kind for term in own_plan.schedule] == ["reference"]
    assert [(term.kind, term.frequency) for term in reports.schedule] == [
        ("recurring", "month"),
        ("recurring", "quarter"),
    ]
    assert len(reports.lead_keys) > 13
    (yearly,) = organisation[2].tasks
    assert (yearly.lead, [term.frequency for term in yearly.schedule]) == (("Phòng Nội vụ",), ["year"])


def test_the_reading_survives_json(reading):
    assert PlanReading.from_json(reading.to_json()) == reading
