"""The cases of tests/spec/deadlines.yaml, the shared phrases and plan, and what the command prints."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
import yaml

from parindex.cli import main
from parindex.core.dates import Period
from parindex.core.deadlines import read_deadline, say
from parindex.core.errors import InputError
from parindex.core.schedules import Schedule, Term
from tests.shared import shared

ROWS = yaml.safe_load((Path(__file__).parent.parent / "spec" / "deadlines.yaml").read_text("utf-8"))
CASES = [case for row in ROWS for case in row["cases"]]
FREQUENCIES = {"weekly": "week", "monthly": "month", "quarterly": "quarter", "half-yearly": "half", "yearly": "year"}


def written(term: Term, like: dict) -> dict:
    """A term as the spec writes it; `like` tells whether its days are listed or counted."""
    found: dict = {"from": term.start} if term.start else {}
    if term.kind == "once":
        return {"once": term.due[0], **found}
    if term.kind == "recurring":
        days = list(term.due)
        few = {"count": len(days), "first": days[:3], "last": days[-1]} if "count" in like else {"days": days}
        return {"recurring": term.frequency, **few}
    if term.kind == "event":
        within = {"within": f"{term.within.count} {term.within.unit}"} if term.within else {}
        return {"event": term.trigger, **within, **found}
    return {term.kind: True, **found}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["phrase"])
def test_spec(case):
    schedule = read_deadline(case["phrase"], 2023)
    likes = case["means"] + [{}] * len(schedule.terms)
    assert [written(term, like) for term, like in zip(schedule.terms, likes, strict=False)] == case["means"]
    assert schedule.unread == case.get("unread", "")
    assert schedule.phrase == case["phrase"]


def test_the_labelled_phrases():
    lines = shared("data/deadlines_dev_labelled.jsonl").read_text("utf-8").splitlines()
    wrong = []
    for line in lines:
        label = json.loads(line)
        schedule = read_deadline(label["phrase"], label["year"]).to_json()
        terms = [
            {key: term[key] for key in ("kind", "start", "due", "trigger", "within")} for term in schedule["terms"]
        ]
        if terms != label["terms"] or schedule["unread"]:
            wrong.append((label["phrase"], terms, schedule["unread"]))
    assert wrong == []


def test_every_shared_phrase_is_read_or_shown():
    lines = shared("data/deadlines_dev.tsv").read_text("utf-8").splitlines()[1:]
    read = [read_deadline(line.split("\t")[0], 2025) for line in lines]
    assert all(schedule.terms or schedule.unread for schedule in read)
    assert sum(not schedule.unread for schedule in read) >= 0.97 * len(read)


def test_the_shared_plan():
    plan = yaml.safe_load(shared("seed/plan-2023.expected.yaml").read_text("utf-8"))
    tasks = [task for item in plan["items"] for task in item["tasks"]]
    assert len(tasks) == plan["counts"]["tasks"]
    wrong = [
        task["phrase"] for task in tasks if not _agrees(read_deadline(str(task["phrase"]), 2023), task["schedule"])
    ]
    assert wrong == []


def _agrees(schedule: Schedule, expected: list[dict]) -> bool:
    terms = schedule.terms
    return (
        not schedule.unread
        and [term.kind for term in terms] == [label["kind"] for label in expected]
        and all(_as_expected(term, label) for term, label in zip(terms, expected, strict=True))
    )


def _as_expected(term: Term, label: dict) -> bool:
    if term.kind == "recurring":
        return term.frequency == FREQUENCIES[label["freq"]] and _days_expected(term, label.get("due"))
    due = [label["due"]] if "due" in label else []
    return list(term.due) == due and term.start == label.get("start") and term.trigger == label.get("trigger")


def _days_expected(term: Term, rule: str | None) -> bool:
    if rule is None:
        return list(term.due) == [period.end for period in term.periods if period]
    if rule == "day 30 of the quarter's last month":
        return [day.strftime("%m-%d") for day in term.due] == ["03-30", "06-30", "09-30", "12-30"]
    return [day.strftime("%m-%d") for day in term.due] == [rule]


def test_periods_say_what_each_day_closes():
    (term,) = read_deadline("hàng quý, trước ngày 10 tháng đầu quý sau", 2023).terms
    assert term.periods == tuple(Period(2023, "quarter", number) for number in (1, 2, 3, 4))
    assert term.due[-1] == date(2024, 1, 9)
    assert term.rule == "FREQ=MONTHLY;BYMONTH=1,4,7,10;BYMONTHDAY=9"


class Closed:
    """A calendar on which the last three days of every month are off."""

    def is_working(self, day: date) -> bool:
        return (day + timedelta(days=3)).month == day.month


def test_the_last_working_day_is_the_calendars():
    phrase = "ngày làm việc cuối cùng của tháng"
    (term,) = read_deadline(phrase, 2023, Closed()).terms
    assert term.due[:2] == (date(2023, 1, 28), date(2023, 2, 25))
    assert "thứ Hai đến thứ Sáu" not in term.says
    assert "thứ Hai đến thứ Sáu" in read_deadline(phrase, 2023).terms[0].says


def test_windows_and_first_years_are_said_in_words():
    assert "làm từ ngày 01 tháng 03" in read_deadline("Từ tháng 3 đến tháng 11 hằng năm", 2023).terms[0].says
    assert "tính từ năm 2023" in read_deadline("định kỳ 5 năm một lần", 2023).terms[0].says
    assert read_deadline("Trước khi trình duyệt", 2023).terms[0].says == "trước khi trình duyệt"


def test_said_back_for_people():
    assert say(read_deadline("Trước 15/4/2023", 2023).terms[0]) == "chậm nhất ngày 14/4/2023"
    assert say(read_deadline("Quý III/2023", 2023).terms[0]) == "trong quý III/2023"
    assert say(read_deadline("trước ngày 20 hàng tháng", 2023).terms[0]) == "hàng tháng, chậm nhất ngày 19"


@pytest.mark.parametrize("year", [1989, 2101, 0])
def test_a_year_out_of_range_is_the_callers_fault(year):
    with pytest.raises(InputError, match="1990"):
        read_deadline("hàng quý", year)


@pytest.mark.parametrize("phrase", ["", "  \n", "\u200b", "...", "x" * 3_000_000, "hàng năm và " * 500, "(" * 900])
def test_nothing_and_too_much_are_unread(phrase):
    assert read_deadline(phrase, 2023).terms == ()


def test_command_prints_json(capsys):
    assert main(["deadline", "read", "Khi có hồ sơ trễ hạn", "--year", "2023", "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert set(printed) == {"phrase", "terms", "unread"}
    assert printed["terms"][0]["trigger"] == "có hồ sơ trễ hạn"
    assert {"kind", "start", "due", "trigger", "within", "says"} <= set(printed["terms"][0])


def test_command_speaks_to_people(capsys):
    assert main(["deadline", "read", "Trước 15/12 hàng năm; sớm nhất", "--year", "2023"]) == 0
    printed = capsys.readouterr().out
    assert "Hạn: 14/12/2023 (năm 2023)" in printed
    assert "Chưa hiểu: “sớm nhất”" in printed


@pytest.mark.parametrize("call", [["hàng quý", "--year", "1989"], [" ", "--year", "2023"]])
def test_command_refuses_in_one_line(call, capsys):
    assert main(["deadline", "read", *call]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert len(captured.err.strip().splitlines()) == 1
