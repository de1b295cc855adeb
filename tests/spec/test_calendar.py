"""Runs the calendar's cases and holds the calendar against an independent list of holidays."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import holidays
import pytest
import yaml

from parindex.core.calendar import DueDate, WorkCalendar
from parindex.core.schedules import Within

FOLDER = Path(__file__).parent
CASES = yaml.safe_load((FOLDER / "calendar.yaml").read_text("utf-8"))
DIFFERENCES = yaml.safe_load((FOLDER / "calendar_differences.yaml").read_text("utf-8"))["differences"]


@pytest.fixture(scope="module")
def calendar() -> WorkCalendar:
    return WorkCalendar.load()


def _start(value: date | str) -> date | datetime:
    return datetime.fromisoformat(value) if isinstance(value, str) else value


def _named(cases: list[dict]) -> list:
    return [pytest.param(case, id="-".join(str(value) for value in case.values())[:60]) for case in cases]


@pytest.mark.parametrize("case", _named(CASES["days"]))
def test_a_day(case: dict, calendar: WorkCalendar) -> None:
    assert calendar.is_working(case["day"]) is case["working"]
    assert case["why"] in calendar.why(case["day"])


@pytest.mark.parametrize("case", _named(CASES["due"]))
def test_a_due_date(case: dict, calendar: WorkCalendar) -> None:
    count = Decimal(str(case["working_days"]))
    found: DueDate = calendar.due(_start(case["from"]), count, received=case.get("received", False))
    assert (found.day, found.half) == (case["due"], case.get("half"))
    if "skipped" in case:
        assert len(found.skipped) == case["skipped"]


@pytest.mark.parametrize("case", _named(CASES["within"]))
def test_the_end_of_a_stretch(case: dict, calendar: WorkCalendar) -> None:
    found = calendar.within_due(_start(case["from"]), Within(case["count"], case["unit"]))
    assert found.day == case["due"], found.says


@pytest.mark.parametrize("case", _named(CASES["late"]))
def test_lateness(case: dict, calendar: WorkCalendar) -> None:
    assert calendar.working_days_after(case["due"], case["done"]) == case["days"]


def test_every_difference_from_the_library_is_known(calendar: WorkCalendar) -> None:
    first, last = calendar.rules.first_year, calendar.rules.last_year
    # One year more: the library keeps a swap with the year of its day off, not of its Saturday.
    library = holidays.country_holidays("VN", years=range(first, last + 2))
    every = (date(first, 1, 1) + timedelta(days=n) for n in range((date(last, 12, 31) - date(first, 1, 1)).days + 1))
    found = {day: calendar.is_working(day) for day in every if library.is_working_day(day) != calendar.is_working(day)}
    assert found == {entry["day"]: entry["ours"] == "worked" for entry in DIFFERENCES}
    assert all(entry["reason"] for entry in DIFFERENCES)


@pytest.mark.parametrize(("ours", "theirs"), [("Giỗ Tổ Hùng Vương", "Giỗ Tổ Hùng Vương"), ("mùng 1", "Tết Nguyên Đán")])
def test_lunar_days_agree_with_the_library(calendar: WorkCalendar, ours: str, theirs: str) -> None:
    years = range(calendar.rules.first_year, calendar.rules.last_year + 1)
    library = holidays.country_holidays("VN", years=years, language="vi", observed=False)
    expected = {
        day for day, name in library.items() if theirs in name.replace("Ngày ", "").split("; ") and day.year >= 2012
    }
    assert {day for day, rule in calendar.rules.days.items() if rule.name.endswith(ours)} == expected
