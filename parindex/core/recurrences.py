"""From named points in time to days: months, quarters and years once, and the RFC 5545 rules of what recurs."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from dateutil.rrule import rrulestr

from parindex.core.dates import DateRange, Period, PeriodKind, last_day

MONTHS: dict[str, int] = {"month": 1, "quarter": 3, "half": 6, "nine_months": 9, "year": 12}
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_PLACE = {"first": 0, "middle": 1, "last": 2}


class Unreadable(Exception):
    """Words that name no time that exists, or none that can be known."""


class WorkCalendar(Protocol):
    """What is asked of a calendar: whether a day is worked."""

    def is_working(self, day: date) -> bool: ...


@dataclass(frozen=True)
class Point:
    """A time as it is named: any of its parts may be missing, `each` holds units named without a number.

    Edges are first, middle, last (đầu, giữa, cuối), end (hết) or whole (cả); `shift` counts periods ahead (tháng sau,
    quý sau), `year_shift` years from the plan's year (năm sau, năm trước); `plain` marks 4/2023 without "tháng".
    """

    day: int | None = None
    day_edge: str | None = None
    weekday: int | None = None
    month: int | None = None
    month_edge: str | None = None
    quarter: int | None = None
    edge: str | None = None
    half: str | None = None
    count: tuple[int, str] | None = None
    bare: int | None = None
    roman: bool = False
    plain: bool = False
    year: int | None = None
    year_shift: int | None = None
    shift: int = 0
    each: frozenset[str] = frozenset()

    def joined(self, **parts: Any) -> "Point":
        """Return the point with more parts; Unreadable when a part is named twice."""
        for name, value in parts.items():
            if name != "each" and getattr(self, name) not in (None, 0, False) and getattr(self, name) != value:
                raise Unreadable
        each = self.each | parts.pop("each", frozenset())
        return replace(self, each=each, **parts)

    @property
    def has_day(self) -> bool:
        return self.day is not None or self.day_edge is not None or self.weekday is not None

    @property
    def placed(self) -> bool:
        return self.month is not None or self.quarter is not None

    @property
    def unit(self) -> str | None:
        """The unit when the point is only a unit without a number: quý, năm, 06 tháng."""
        if replace(self, edge=None) == Point(each=self.each) and len(self.each) == 1 and self.edge in (None, "whole"):
            return next(iter(self.each))
        if self.count and self.count[1] in ("week", "month", "quarter", "year") and self == Point(count=self.count):
            return "count"
        return None

    @property
    def shape(self) -> str:
        for name in ("day", "month", "quarter"):
            if getattr(self, name) is not None or (name == "day" and self.has_day):
                return name
        return "edge" if self.edge or self.half else "year"


def once(point: Point, year: int) -> DateRange:
    """Return the days that a point names in `year` or in its own; `start` is None where only an end is meant."""
    year = point.year if point.year is not None else year + (point.year_shift or 0)
    if not 1990 <= year <= 2100 or point.shift or point.bare is not None:
        raise Unreadable
    try:
        return _once(point, year)
    except ValueError as error:
        raise Unreadable from error


def _once(point: Point, year: int) -> DateRange:
    month = _month(point)
    if point.has_day:
        if month is None:
            raise Unreadable
        return _day_of_month(point, year, month)
    if point.count:
        return _months_of_year(point, year)
    if month is not None:
        return _part_of_month(point.edge or point.half and "half " + point.half, year, month)
    if point.quarter is not None:
        quarter = Period(year, "quarter", point.quarter)
        if point.half:
            raise Unreadable
        if point.edge in _PLACE:
            chosen = Period(year, "month", 3 * point.quarter - 2 + _PLACE[point.edge])
            return chosen.range
        return DateRange(None if point.edge == "end" else quarter.start, quarter.end)
    if point.each - {"year"} or (point.year is None and point.year_shift is None and not point.each):
        raise Unreadable
    return _part_of_year(point, year)


def _month(point: Point) -> int | None:
    if point.month is not None:
        return point.month
    if point.month_edge is None:
        return None
    if point.quarter is not None:
        return 3 * point.quarter - 2 + _PLACE[point.month_edge]
    if "quarter" in point.each or point.month_edge == "middle":
        raise Unreadable
    if point.year is None and point.year_shift is None and "year" not in point.each:
        raise Unreadable
    return 1 if point.month_edge == "first" else 12


def _day_of_month(point: Point, year: int, month: int) -> DateRange:
    end = last_day(year, month)
    if point.day is not None:
        return DateRange(None, date(year, month, point.day))
    if point.day_edge in ("first", "last"):
        return DateRange(None, date(year, month, 1) if point.day_edge == "first" else end)
    raise Unreadable


def _part_of_month(edge: str | None, year: int, month: int) -> DateRange:
    first, end = date(year, month, 1), last_day(year, month)
    days = {
        None: (first, end),
        "whole": (first, end),
        "end": (None, end),
        "first": (first, date(year, month, 10)),
        "middle": (date(year, month, 11), date(year, month, 20)),
        "last": (date(year, month, 21), end),
        "half first": (first, date(year, month, 15)),
        "half last": (date(year, month, 16), end),
    }
    return DateRange(*days[edge])


def _months_of_year(point: Point, year: int) -> DateRange:
    number, unit = point.count or (0, "")
    if unit != "month" or point.edge not in ("first", "last") or not 1 <= number <= 12 or point.quarter:
        raise Unreadable
    if point.edge == "first":
        return DateRange(date(year, 1, 1), last_day(year, number))
    return DateRange(date(year, 13 - number, 1), date(year, 12, 31))


def _part_of_year(point: Point, year: int) -> DateRange:
    first, end = date(year, 1, 1), date(year, 12, 31)
    if point.half:
        return Period(year, "half", 1 if point.half == "first" else 2).range
    days = {
        None: (first, end),
        "whole": (first, end),
        "first": (first, date(year, 3, 31)),
        "middle": (None, date(year, 6, 30)),
    }
    return DateRange(*days.get(point.edge, (None, end)))


@dataclass(frozen=True)
class Frequency:
    """How often: every `interval` periods of a kind."""

    kind: PeriodKind
    interval: int = 1

    @classmethod
    def every(cls, number: int, unit: str) -> "Frequency":
        """Return every `number` weeks, months, quarters or years; Unreadable when a year is not parted evenly."""
        months: dict[int, PeriodKind] = {1: "month", 3: "quarter", 6: "half", 9: "nine_months", 12: "year"}
        if unit == "week" and number == 1:
            return cls("week")
        if unit == "year" and 1 <= number <= 20:
            return cls("year", number)
        number = number * 3 if unit == "quarter" else number
        if unit in ("month", "quarter") and number in months:
            return cls(months[number])
        if unit in ("month", "quarter") and number in (2, 4):
            return cls("month", number)
        raise Unreadable

    def periods(self, year: int) -> list[Period]:
        """Return the periods that belong to a year; a week belongs to the year of its Thursday (ISO 8601)."""
        if self.kind == "week":
            last = date(year, 12, 28).isocalendar().week
            return [Period(year, "week", number) for number in range(1, last + 1)]
        if self.kind == "month":
            return [Period(year, "month", number) for number in range(self.interval, 13, self.interval)]
        return [Period(year, self.kind, number) for number in range(1, 12 // MONTHS[self.kind] + 1)]


@dataclass(frozen=True)
class Anchor:
    """The due day inside a period: `month` counts from 0 at the period's first month (or later, into the next ones).

    `day` is 1-31, or negative from the month's end; `only` is the one period number that it serves.
    """

    month: int
    day: int = -1
    only: int | None = None
    working: bool = False
    back: int = 0


def anchor(point: Point | None, frequency: Frequency, before: bool) -> Anchor:
    """Return the due day that a point names in each period; `before` makes it the day before the point's first day."""
    if frequency.kind == "week":
        raise Unreadable
    length = MONTHS[frequency.kind]
    if point is None:
        return Anchor(length - 1)
    month, only = _anchor_month(point, frequency)
    first, last = _anchor_days(point)
    if point.day_edge == "last_working":
        return Anchor(month, only=only, working=True, back=int(before))
    if not before:
        if point.quarter is not None and point.month_edge is None and point.edge in (None, "end") and not point.has_day:
            month = (3 * point.quarter - 1) if frequency.kind == "year" else month
        return _settled(Anchor(month, last, only), length)
    if point.quarter is not None and point.month_edge is None and not point.has_day:
        month = 3 * point.quarter - 3
    if point.edge == "end":
        raise Unreadable
    if first == 1:
        # The day before a period's own first day closes the period that ends there.
        return Anchor((month or length) - 1, -1, only)
    return _settled(Anchor(month, first - 1, only), length)


def _anchor_month(point: Point, frequency: Frequency) -> tuple[int, int | None]:
    length, yearly = MONTHS[frequency.kind], frequency.kind in ("year", "nine_months")
    ahead = 12 * (point.year_shift or 0)
    if point.year_shift is not None and point.year_shift < 0:
        raise Unreadable
    named = point.month
    if named is None and point.quarter is not None:
        named = 3 * point.quarter - 2 + _PLACE[point.month_edge or (point.edge if point.edge in _PLACE else "last")]
    if named is not None:
        if not 1 <= named <= 12:
            raise Unreadable
        if yearly:
            return named - 1 + ahead, None
        if ahead or frequency.kind == "month":
            raise Unreadable
        return (named - 1) % length, (named - 1) // length + 1
    if point.month_edge is not None:
        place = {"first": 0, "middle": (length - 1) // 2, "last": length - 1}[point.month_edge]
        return place + ahead + length * point.shift, None
    if "month" in point.each and point.shift:
        return length - 1 + point.shift, None
    if yearly and (point.has_day and point.day is not None):
        raise Unreadable
    if point.edge == "first" and not point.has_day and frequency.kind != "month":
        return {"quarter": 0, "year": 2}.get(frequency.kind, length - 1) + ahead, None
    if point.edge == "middle" and frequency.kind in ("quarter", "year"):
        return {"quarter": 1, "year": 5}[frequency.kind] + ahead, None
    return length - 1 + ahead + length * point.shift, None


def _anchor_days(point: Point) -> tuple[int, int]:
    if point.day is not None:
        if not 1 <= point.day <= 31:
            raise Unreadable
        return point.day, point.day
    if point.day_edge:
        return (1, 1) if point.day_edge == "first" else (-1, -1)
    if point.edge and (point.month is not None or "month" in point.each):
        return {"first": (1, 10), "middle": (11, 20), "last": (21, -1), "end": (1, -1), "whole": (1, -1)}[point.edge]
    if point.half:
        if point.month is None and "month" not in point.each:
            raise Unreadable
        return (1, 15) if point.half == "first" else (16, -1)
    return 1, -1


def _settled(found: Anchor, length: int) -> Anchor:
    """A day that is always the last of its month is written so: one meaning, one rule."""
    if length == 1 and found.only is None:
        return replace(found, day=-1) if found.day == 31 else found
    months = {(found.month + length * k) % 12 + 1 for k in range(12 // length)} if not found.only else set()
    if found.only:
        months = {found.month + length * (found.only - 1) + 1}
    if (
        found.day > 0
        and all(found.day >= last_day(2023, month).day for month in months)
        and (months != {2} or found.day > 28)
    ):
        return replace(found, day=-1)
    return found


def occurrences(
    anchors: Iterable[Anchor | int], frequency: Frequency, year: int, is_working: Callable[[date], bool]
) -> tuple[list[tuple[date, Period]], str]:
    """Return the due days with the periods they close, ascending, and the RFC 5545 rules (one a line) beneath them.

    An anchor that is a number is a weekday, 0 for Monday.
    """
    found: dict[date, Period] = {}
    rules: dict[str, set[int]] = {}
    for place in anchors:
        if isinstance(place, int):
            rule, dates = _weekly(place, frequency, year)
            rules[rule] = set()
        else:
            dates = _monthly(place, frequency, year, is_working, rules)
        found.update(dates)
    head = "FREQ=YEARLY" if frequency.kind in ("year", "nine_months") else "FREQ=MONTHLY"
    if frequency.kind == "year" and frequency.interval > 1:
        head += f";INTERVAL={frequency.interval}"
    lines = []
    for tail, months in rules.items():
        # BYSETPOS picks within the interval of FREQ: a day of each month needs the month.
        if "BYSETPOS" in tail and frequency.interval == 1:
            head = "FREQ=MONTHLY"
        named = "" if not months else ";BYMONTH=" + ",".join(str(month) for month in sorted(months))
        lines.append(tail if frequency.kind == "week" else f"{head}{named};{tail}")
    return sorted(found.items()), "\n".join(lines)


def _weekly(weekday: int, frequency: Frequency, year: int) -> tuple[str, dict[date, Period]]:
    if frequency.kind != "week":
        raise Unreadable
    rule = f"FREQ=WEEKLY;BYDAY={_WEEKDAYS[weekday]}"
    weeks = frequency.periods(year)
    return rule, dict(zip(_days(rule, weeks[0].start, weeks[-1].end), weeks, strict=True))


def _monthly(
    place: Anchor, frequency: Frequency, year: int, is_working: Callable[[date], bool], rules: dict[str, set[int]]
) -> dict[date, Period]:
    if frequency.kind == "week":
        raise Unreadable
    periods = [period for period in frequency.periods(year) if place.only in (None, period.number)]
    counts = [(period.number - 1) * MONTHS[frequency.kind] + place.month for period in periods]
    if frequency.interval > 1 and frequency.kind == "month":
        counts = [period.number - 1 + place.month for period in periods]
    months = {count % 12 + 1 for count in counts}
    named = ",".join(str(month) for month in sorted(months))
    tail = _tail(place, short=2 in months)
    rules.setdefault(tail, set())
    if frequency.kind != "month" or frequency.interval > 1:
        rules[tail] |= months
    first, last = (date(year + count // 12, count % 12 + 1, 1) for count in (counts[0], counts[-1]))
    days = _days(f"FREQ=MONTHLY;BYMONTH={named};{tail}", first, last_day(last.year, last.month))
    found = {}
    for day, period in zip(days, periods, strict=True):
        while place.working and not is_working(day):
            day -= timedelta(days=1)
        found[day - timedelta(days=place.back)] = period
    return found


def _tail(place: Anchor, short: bool) -> str:
    if place.working:
        return "BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1"
    if place.day in (29, 30) and short:
        return "BYMONTHDAY=" + ",".join(str(day) for day in range(28, place.day + 1)) + ";BYSETPOS=-1"
    return f"BYMONTHDAY={-1 if place.day == 31 else place.day}"


def _days(rule: str, first: date, last: date) -> list[date]:
    start = datetime(first.year, first.month, first.day)  # noqa: DTZ001 - a day, not an instant
    until = datetime(last.year, last.month, last.day)  # noqa: DTZ001
    return [found.date() for found in rrulestr(rule, dtstart=start).between(start, until, inc=True)]
