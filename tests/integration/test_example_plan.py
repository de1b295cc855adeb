"""The example plan reads without a doubt, has the facts of the real plan, and none of its sentences."""

import calendar
import contextlib
import io
import json
import re
from datetime import date

import pytest
import yaml

from parindex.cli import main
from parindex.core.agencies import Registry
from parindex.core.words import normalise
from tests.shared import ROOT, shared

PLAN = ROOT / "examples/tuy-phuoc-2023/plan.md"
YEAR = 2023
TASKS_BY_ITEM = {
    "I": [2, 1, 7, 1, 1, 2, 1],
    "II": [2],
    "III": [5, 1, 2, 1, 2, 3, 2],
    "IV": [2],
    "V": [2, 1],
    "VI": [3, 2, 1],
    "VII": [1, 3, 2, 4, 2, 2, 3, 3],
    "VIII": [1, 1],
    "IX": [6],
}
# The real plan gives May 2022 as the date of this task, a slip that the example does not repeat.
MENDED = {"I.3.5": [("once", "2023-05-01", ("2023-05-31",))]}
LONGEST_SHARED_RUN = 7


def read(path):
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        assert main(["plan", "read", str(path), "--json"]) == 0
    return json.loads(said.getvalue())


@pytest.fixture(scope="module")
def reading():
    return read(PLAN)


@pytest.fixture(scope="module")
def tasks(reading):
    return {
        f"{item['section']}.{item['number']}.{number}": task
        for item in reading["items"]
        for number, task in enumerate(item["tasks"], 1)
    }


@pytest.fixture(scope="module")
def expected():
    """The tasks of the real plan by their place; the example numbers the only item of section IX as 1."""
    data = yaml.safe_load(shared("seed/plan-2023.expected.yaml").read_text("utf-8"))
    found, section, number = {}, None, 0
    for item in data["items"]:
        number = number + 1 if item["section"] == section else 1
        section = item["section"]
        found |= {f"{section}.{number}.{order}": task for order, task in enumerate(item["tasks"], 1)}
    return found


def test_nine_parts_32_items_72_tasks(reading):
    found = {}
    for item in reading["items"]:
        found.setdefault(item["section"], []).append(len(item["tasks"]))
        assert item["number"] == str(len(found[item["section"]]))
    assert found == TASKS_BY_ITEM
    assert (len(found), sum(map(len, found.values())), sum(map(sum, found.values()))) == (9, 32, 72)


def test_nothing_is_doubted_and_nothing_unread(reading, tasks):
    assert reading["warnings"] == []
    assert reading["unread"] == []
    assert [place for place, task in tasks.items() if not task["lead_agencies"] or not task["schedule"]] == []


def test_the_facts_of_the_document(reading):
    plan = reading["plan"]
    assert (plan["issuer"], plan["place"], plan["year"]) == ("UBND huyện Tuy Phước", "Tuy Phước", YEAR)
    assert (plan["number"], plan["issued"]) == (None, None)
    baseline = plan["baseline"]
    parts = [(part["score"], part["max"]) for part in baseline.pop("parts")]
    assert baseline == {
        "year": 2022,
        "total": "76.03",
        "max": "100",
        "rank": 10,
        "of": 11,
        "decision": "264/QĐ-UBND",
        "decision_date": "2023-01-31",
    }
    assert parts == [("46.78", "60"), ("5.82", "10"), ("23.43", "30")]


def test_four_paragraphs_organise_the_year_and_the_first_asks_for_plans_and_reports(reading):
    organisation = reading["plan"]["organisation"]
    assert [duty["number"] for duty in organisation] == ["1", "2", "3", "4"]
    own_plan, report = organisation[0]["tasks"]
    assert [(len(task["lead_agencies"]), len(task["schedule"])) for task in (own_plan, report)] == [(25, 1), (25, 2)]
    assert [(term["kind"], len(term["due"])) for term in (*own_plan["schedule"], *report["schedule"])] == [
        ("reference", 0),
        ("recurring", 12),
        ("recurring", 4),
    ]


def test_it_says_that_it_is_an_example(reading):
    mark = "(Ví dụ – không phải văn bản thật)"
    assert mark in PLAN.read_text("utf-8").splitlines()[0]
    assert reading["plan"]["signed_by"] == {"title": "PHÓ CHỦ TỊCH", "name": "Người Ký Ví Dụ"}


@pytest.mark.parametrize(
    ("place", "threshold", "unit"),
    [
        ("I.2.1", "100", "%"),
        ("I.3.3", "1", "tin bài"),
        ("I.5.1", "1", "sáng kiến"),
        ("I.6.1", "100", "%"),
        ("III.3.1", "100", "%"),
        ("III.6.1", "100", "%"),
        ("III.7.1", "100", "%"),
        ("V.2.1", "100", "%"),
        ("VI.1.2", "2", "hình thức"),
        ("VI.1.3", "2", "hình thức"),
        ("VI.3.1", "100", "%"),
        ("VII.2.3", "100", "%"),
        ("VII.3.1", "100", "%"),
        ("VII.4.3", "100", "%"),
        ("VII.5.1", "100", "%"),
        ("VII.6.1", "5", "%"),
        ("VII.7.2", "30", "%"),
        ("VII.8.2", "100", "%"),
        ("VIII.1.1", "100", "%"),
        ("IX.1.5", "90", "%"),
    ],
)
def test_a_threshold_becomes_a_target(tasks, place, threshold, unit):
    assert (threshold, unit) in [(target.get("at_least"), target["unit"]) for target in tasks[place]["targets"]]


def test_an_increase_an_exception_and_a_time_on_show_are_targets_too(tasks):
    (increase,) = tasks["VIII.2.1"]["targets"]
    assert (increase["increase_at_least"], increase["unit"], increase["against"]) == ("20", "%", 2022)
    (satisfied,) = tasks["IX.1.5"]["targets"]
    assert satisfied["except"] == [{"what": "đất đai", "at_least": "80"}]
    assert [(t["lasts"], t["unit"]) for t in tasks["III.7.1"]["targets"] if "lasts" in t] == [("30", "ngày")]


def test_figures_of_the_past_are_no_targets(tasks):
    assert tasks["IX.1.3"]["targets"] == tasks["IX.1.4"]["targets"] == []


def test_dates_are_those_of_the_real_plan(tasks, expected):
    assert list(tasks) == list(expected)
    mine = {place: [found_term(term) for term in task["schedule"]] for place, task in tasks.items()}
    real = {place: [real_term(term) for term in task["schedule"]] for place, task in expected.items()}
    assert mine == real | MENDED


def found_term(term):
    return term["kind"], term["start"], tuple(term["due"])


def real_term(term):
    """A term of the hand-written reading with its rule worked out to dates of the year."""
    start = term["start"].isoformat() if term.get("start") else None
    if term["kind"] == "recurring":
        return term["kind"], start, tuple(day.isoformat() for day in days_of(term["freq"], term.get("due")))
    return term["kind"], start, (term["due"].isoformat(),) if term.get("due") else ()


def days_of(frequency, rule):
    if rule and re.fullmatch(r"\d\d-\d\d", str(rule)):
        return [date.fromisoformat(f"{YEAR}-{rule}")]
    step = {"monthly": 1, "quarterly": 3, "half-yearly": 6, "yearly": 12}[frequency]
    ends = [(month, calendar.monthrange(YEAR, month)[1]) for month in range(step, 13, step)]
    fixed = re.match(r"day (\d+) of", str(rule or ""))
    return [date(YEAR, month, min(int(fixed[1]), last) if fixed else last) for month, last in ends]


def test_agencies_are_those_of_the_real_plan(tasks, expected):
    registry, day = Registry.load(), date(YEAR, 4, 1)

    def resolved(names):
        return sorted({agency.name for name in names for agency in registry.resolve(name, day).agencies})

    mine = {place: (sorted(t["lead_agencies"]), sorted(t["with_agencies"])) for place, t in tasks.items()}
    real = {place: (resolved(t["lead"]), resolved(t.get("with", ()))) for place, t in expected.items()}
    assert mine == real


def test_no_sentence_is_taken_from_the_real_plan(reading):
    real = words(shared("seed/plan-2023.md").read_text("utf-8"))
    size = LONGEST_SHARED_RUN + 1
    taken = {tuple(real[start : start + size]) for start in range(len(real) - size + 1)}
    prose = PLAN.read_text("utf-8").split("<table>")[0].splitlines()
    in_table = [text for item in reading["items"] for text in (item["title"], *(t["text"] for t in item["tasks"]))]
    runs = [
        " ".join(mine[start : start + size])
        for text in (*prose, *in_table)
        for part in without_names(text)
        for mine in [words(part)]
        for start in range(len(mine) - size + 1)
        if tuple(mine[start : start + size]) in taken
    ]
    assert runs == []


def words(text):
    return re.findall(r"\w+", re.sub(r"<[^>]+>", " ", normalise(text)).casefold())


def without_names(text):
    """The parts of a text between names of agencies and titles of cited documents, which have only one wording."""
    cited = (
        r"(?:Quyết định|Kế hoạch|Thông báo|Công văn) số\s+\S* ?(?:ngày [\d/ ]+)?của (?:Văn phòng )?UBND (?:huyện|tỉnh)"
        r"|Bộ tiêu chí xã[^;]*"
    )
    registry = Registry.load()
    names = "|".join(re.escape(one.name) for one in (*registry.agencies, *registry.groups))
    return re.split(f"{cited}|{names}", text)
