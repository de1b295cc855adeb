"""Inclusive date ranges and the periods of a year: months, quarters, half-years, nine months, years.

Periods follow one of two schemes. `calendar`: from the first to the last day of their months. `legal` (Decree 09/2019
as Circular 09/2019/TT-NHNN repeats it): month M runs from day 15 of M-1 to day 14 of M, larger periods are unions of
such months, so that the year runs from 15/12 to 14/12. That nine months end on 14/9 is known by heart, not by source.
"""

import calendar
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

PeriodKind = Literal["week", "month", "quarter", "half", "nine_months", "year"]
Scheme = Literal["calendar", "legal"]
# The first day of a legal month, in the calendar month before.
_LEGAL_FIRST = 15
_MONTHS: dict[str, int] = {"month": 1, "quarter": 3, "half": 6, "nine_months": 9, "year": 12}
ROMAN = ("I", "II", "III", "IV")


@dataclass(frozen=True, order=True)
class DateRange:
    """Days from `start` to `end`, both included; None means open on that side."""

    start: date | None
    end: date | None

    def __contains__(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)

    def overlaps(self, other: "DateRange") -> bool:
        starts_in_time = self.start is None or other.end is None or self.start <= other.end
        ends_in_time = self.end is None or other.start is None or other.start <= self.end
        return starts_in_time and ends_in_time


def last_day(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


@dataclass(frozen=True, order=True)
class Period:
    """A reporting period; `number` counts from 1 within the year (always 1 for year and nine_months)."""

    year: int
    kind: PeriodKind
    number: int = 1

    @property
    def start(self) -> date:
        if self.kind == "week":
            return date.fromisocalendar(self.year, self.number, 1)
        return date(self.year, (self.number - 1) * _MONTHS[self.kind] + 1, 1)

    @property
    def end(self) -> date:
        if self.kind == "week":
            return date.fromisocalendar(self.year, self.number, 7)
        return last_day(self.year, self.number * _MONTHS[self.kind])

    @property
    def range(self) -> DateRange:
        return DateRange(self.start, self.end)

    @property
    def label(self) -> str:
        """The period as data writes it: 2023-W07, 2023-06, 2023-Q2, 2023-H1, 2023-9M, 2023."""
        return {
            "week": f"{self.year}-W{self.number:02d}",
            "month": f"{self.year}-{self.number:02d}",
            "quarter": f"{self.year}-Q{self.number}",
            "half": f"{self.year}-H{self.number}",
            "nine_months": f"{self.year}-9M",
            "year": f"{self.year}",
        }[self.kind]

    @property
    def says(self) -> str:
        """The period as people write it: quý II/2023, 6 tháng đầu năm 2023."""
        return {
            "week": f"tuần {self.number}/{self.year}",
            "month": f"tháng {self.number}/{self.year}",
            "quarter": f"quý {ROMAN[min(self.number, 4) - 1]}/{self.year}",
            "half": f"6 tháng {'đầu' if self.number == 1 else 'cuối'} năm {self.year}",
            "nine_months": f"9 tháng năm {self.year}",
            "year": f"năm {self.year}",
        }[self.kind]

    @classmethod
    def parse(cls, label: str) -> "Period":
        """Read a label back; ValueError when it is none."""
        year, _, rest = label.partition("-")
        if not rest:
            return cls(int(year), "year")
        if rest == "9M":
            return cls(int(year), "nine_months")
        kinds: dict[str, PeriodKind] = {"W": "week", "Q": "quarter", "H": "half"}
        if rest[0] in kinds:
            return cls(int(year), kinds[rest[0]], int(rest[1:]))
        return cls(int(year), "month", int(rest))


def day_said(day: date) -> str:
    """For sentences: 5/6/2023, as days are written on every page."""
    return f"{day.day}/{day.month}/{day.year}"


def span(period: Period, scheme: Scheme = "calendar") -> DateRange:
    """The days of a period under a scheme; weeks are the same under both."""
    if scheme == "calendar" or period.kind == "week":
        return period.range
    before = period.start - timedelta(days=1)
    return DateRange(before.replace(day=_LEGAL_FIRST), period.end.replace(day=_LEGAL_FIRST - 1))


def period_of(day: date, kind: PeriodKind, scheme: Scheme = "calendar") -> Period | None:
    """The period that holds a day; None in the three months that nine months leave out."""
    if kind == "week":
        year, week, _ = day.isocalendar()
        return Period(year, "week", week)
    months = day.year * 12 + day.month - 1
    if scheme == "legal" and day.day >= _LEGAL_FIRST:
        months += 1
    year, number = months // 12, months % 12 // _MONTHS[kind] + 1
    return Period(year, kind, number) if kind != "nine_months" or number == 1 else None


def is_over(period: Period, scheme: Scheme, day: date) -> bool:
    """Whether its last day is before the day: until then its figures are those of a part of it."""
    end = span(period, scheme).end
    return end is not None and end < day


def last_month(day: date) -> Period:
    """The newest calendar month that is over."""
    before = day.replace(day=1) - timedelta(days=1)
    return Period(before.year, "month", before.month)


def whole_periods(start: date, end: date, kind: PeriodKind, scheme: Scheme = "calendar") -> list[Period]:
    """The periods of a kind that lie wholly between two days, both included, in order."""
    first_year, last_year = start.year, end.year + 1
    numbers = range(1, 54) if kind == "week" else range(1, (12 // _MONTHS[kind]) + 1)
    every = (Period(year, kind, number) for year in range(first_year, last_year + 1) for number in numbers)
    return [period for period in every if _exists(period) and _inside(span(period, scheme), start, end)]


def _exists(period: Period) -> bool:
    return period.kind != "week" or period.number <= date(period.year, 12, 28).isocalendar().week


def _inside(days: DateRange, start: date, end: date) -> bool:
    return days.start is not None and days.end is not None and start <= days.start and days.end <= end
