"""One year of the working calendar for reading: what differs from the plain week, by which document, how surely."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parindex.core.calendar import WorkCalendar
from parindex.core.calendar_rules import is_working, weekday_name

CONFIDENCES: dict[str, str | Promise] = {"high": _("chắc chắn"), "medium": _("khá chắc"), "low": _("cần đối chiếu")}


@dataclass(frozen=True)
class DayShown:
    """A day that is not as its weekday would have it, or is in doubt; `sure` is False where somebody should check."""

    day: date
    weekday: str
    working: bool
    why: str
    document: str
    source: str
    confidence: str | Promise
    sure: bool


@dataclass(frozen=True)
class YearShown:
    """`months` are working days by month, January first; `years` are those that the calendar holds."""

    year: int
    years: list[int]
    days: list[DayShown]
    months: list[int]
    version: str

    @property
    def total(self) -> int:
        return sum(self.months)

    @property
    def unsure(self) -> int:
        return sum(not one.sure for one in self.days)


def of(asked: str, on: date) -> YearShown:
    """The year asked for, else that of the day, else the nearest that is held."""
    calendar = WorkCalendar.load()
    rules = calendar.rules
    years = list(range(rules.first_year, rules.last_year + 1))
    wanted = int(asked) if asked.isascii() and asked.isdecimal() and len(asked) == 4 else on.year
    year = min(max(wanted, rules.first_year), rules.last_year)
    special = sorted(day for day in rules.days.keys() | rules.doubts.keys() if day.year == year)
    return YearShown(year, years, [_day(calendar, day) for day in special], _months(calendar, year), calendar.version)


def _day(calendar: WorkCalendar, day: date) -> DayShown:
    rules = calendar.rules
    rule, doubt = rules.days.get(day), rules.doubts.get(day)
    confidence = rule.reference.confidence if rule else "low"
    return DayShown(
        day,
        weekday_name(day),
        is_working(rules, day),
        calendar.why(day),
        rule.reference.title if rule else "",
        doubt.source if doubt else rule.reference.source if rule else "",
        CONFIDENCES[confidence] if not doubt else CONFIDENCES["low"],
        confidence == "high" and doubt is None,
    )


def _months(calendar: WorkCalendar, year: int) -> list[int]:
    counts = [0] * 12
    day = date(year, 1, 1)
    while day.year == year:
        counts[day.month - 1] += is_working(calendar.rules, day)
        day += timedelta(days=1)
    return counts
