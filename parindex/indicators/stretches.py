"""The stretches of days that figures are counted for, and what counting needs to know of each day."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

import pyarrow as pa

from parindex.core.calendar import WorkCalendar
from parindex.core.dates import DateRange, Period, PeriodKind, Scheme, period_of, span, whole_periods

# Days outside are before or after everything that anybody counts; see judging.py.
FIRST, LAST = date(1990, 1, 1), date(2100, 12, 31)


@dataclass(frozen=True, order=True)
class Stretch:
    """Days from `start` to `end`, both included, under the label that the rows carry."""

    start: date
    end: date
    label: str


def bucket(at: int) -> int:
    """The number of the stretch at this place; even numbers are what lies before, between and after stretches."""
    return 2 * at + 1


def bucket_of(stretches: Sequence[Stretch], day: date) -> int:
    """In which bucket a day falls."""
    at = bisect_right(stretches, day, key=lambda stretch: stretch.start) - 1
    if at < 0:
        return 0
    return bucket(at) if day <= stretches[at].end else bucket(at) + 1


def stretches_of(
    start: date, end: date, kind: PeriodKind | None, scheme: Scheme, as_of_day: date
) -> tuple[Stretch, ...]:
    """The whole periods of one kind from `start` to `end`, none that begins after the day; without a kind the whole
    of `start` to `end`, under the label of the period that it is, if it is one.
    """
    if kind is None:
        found = [Stretch(start, end, _label(start, end, scheme))]
    else:
        periods = whole_periods(start, end, kind, scheme)
        found = [Stretch(*_days(span(period, scheme)), period.label) for period in periods]
    return tuple(sorted(one for one in found if one.start <= as_of_day))


def stretch_of(period: Period, scheme: Scheme) -> Stretch:
    """One period as a stretch."""
    return Stretch(*_days(span(period, scheme)), period.label)


def _label(start: date, end: date, scheme: Scheme) -> str:
    kinds: tuple[PeriodKind, ...] = ("year", "nine_months", "half", "quarter", "month")
    held = [period_of(end, kind, scheme) for kind in kinds]
    same = (period.label for period in held if period and span(period, scheme) == DateRange(start, end))
    return next(same, f"{start}/{end}")


def _days(found: DateRange) -> tuple[date, date]:
    assert found.start and found.end
    return found.start, found.end


@lru_cache(maxsize=32)
def days_table(stretches: tuple[Stretch, ...], calendar: WorkCalendar) -> pa.Table:
    """Each day with its bucket, how many working days there were up to it, the last working day before it, and the
    bucket of the first working day after it: null where the calendar does not hold that day's year.
    """
    first, last = date(calendar.rules.first_year, 1, 1), date(calendar.rules.last_year, 12, 31)
    days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    buckets = [bucket_of(stretches, day) for day in days]
    working = [first <= day <= last and calendar.is_working(day) for day in days]
    count, index, before, previous = 0, [], [], None
    for day, works in zip(days, working, strict=True):
        held = first <= day <= last
        before.append(previous)
        count += works
        index.append(count if held else None)
        previous = day if works else previous if held else None
    after: list[int | None] = [None] * len(days)
    following: int | None = None
    for at in range(len(days) - 1, -1, -1):
        after[at] = following if first <= days[at] + timedelta(days=1) <= last else None
        following = buckets[at] if working[at] else following
    return pa.table(
        {
            "day": pa.array(days, pa.date32()),
            "bucket": pa.array(buckets, pa.int16()),
            "working": pa.array(index, pa.int32()),
            "before": pa.array(before, pa.date32()),
            "after": pa.array(after, pa.int16()),
        }
    )
