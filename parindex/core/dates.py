"""Inclusive date ranges and the periods of a year: months, quarters, half-years, nine months, years."""

import calendar
from dataclasses import dataclass
from datetime import date
from typing import Literal

PeriodKind = Literal["week", "month", "quarter", "half", "nine_months", "year"]
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
