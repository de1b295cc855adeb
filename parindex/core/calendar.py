"""The working calendar: which days are worked and why, and due dates that say how they were counted."""

import hashlib
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Literal

from parindex.core import calendar_words as words
from parindex.core.calendar_rules import CalendarRules, day_month_year, is_working, load_calendar_rules
from parindex.core.dates import last_day
from parindex.core.errors import InputError
from parindex.core.loading import rules_folder
from parindex.core.schedules import Within

Half = Literal["morning", "afternoon"]

# Labour Code 2019, Article 105: eight hours a day. Working hours are counted in half-days of four.
WORKING_HOURS_A_DAY = 8
_HALF_DAY = Decimal("0.5")
# The longest stretch that is counted, in any unit: a hundred years of days. More is a slip of the pen.
_LONGEST = 36_500


@dataclass(frozen=True)
class OfficeHours:
    """When one office receives people (each site sets its own), and the last time that still counts for the day.

    `last_receipt` is Decree 61/2018, Article 18: what arrives after it is handed over on the next working day.
    """

    morning: tuple[time, time] = (time(7, 30), time(11, 30))
    afternoon: tuple[time, time] = (time(13, 30), time(16, 0))
    last_receipt: time = time(15, 0)

    def half_of(self, moment: time) -> Half:
        """The half-day of a time; the lunch break belongs to the afternoon that opens after it."""
        return "morning" if moment <= self.morning[1] else "afternoon"

    def span(self, half: Half) -> tuple[time, time]:
        return self.morning if half == "morning" else self.afternoon


DEFAULT_HOURS = OfficeHours()


@dataclass(frozen=True)
class DayInfo:
    """One day, whether it is worked, and why, in Vietnamese."""

    day: date
    working: bool
    why: str


@dataclass(frozen=True)
class DueDate:
    """The last acceptable day (and half-day, where it was counted in half-days) and how it was counted.

    `start` is day 0, after Article 18 moved it if it did. `skipped` are the days off that were passed over.
    `doubts` are the days on the way whose standing the calendar is not sure of.
    """

    day: date
    half: Half | None
    start: date
    says: str
    skipped: tuple[DayInfo, ...] = ()
    doubts: tuple[DayInfo, ...] = ()


@dataclass(frozen=True, eq=False)
class WorkCalendar:
    """The calendar of administrative offices: Monday to Friday, less days off, plus Saturdays worked by decision.

    Every question about a year that is not held raises InputError: nothing is ever guessed.
    """

    rules: CalendarRules = field(repr=False)
    version: str
    _working: list[date] = field(repr=False)

    @classmethod
    def load(cls, folder: Path | None = None) -> "WorkCalendar":
        """Read a folder of years (rules/calendar when None), once per folder. RuleError when it does not agree."""
        return _load(folder.resolve()) if folder else _shipped()

    @classmethod
    def of(cls, rules: CalendarRules) -> "WorkCalendar":
        first, last = date(rules.first_year, 1, 1), date(rules.last_year, 12, 31)
        every = (first + timedelta(days=n) for n in range((last - first).days + 1))
        working = [day for day in every if is_working(rules, day)]
        return cls(rules, _version(rules), working)

    def is_working(self, day: date) -> bool:
        self._must_hold(day)
        return is_working(self.rules, day)

    def why(self, day: date) -> str:
        """Why the day is worked or off, with what is not certain about it."""
        self._must_hold(day)
        return words.reason_with_doubt(self.rules, day)

    def days(self, start: date, end: date) -> list[DayInfo]:
        """Every day from `start` to `end`, both included."""
        if start > end:
            raise InputError(
                f"Ngày đầu {day_month_year(start)} sau ngày cuối {day_month_year(end)}; hãy đổi chỗ hai ngày."
            )
        self._must_hold(start)
        self._must_hold(end)
        every = (start + timedelta(days=n) for n in range((end - start).days + 1))
        return [DayInfo(day, is_working(self.rules, day), self.why(day)) for day in every]

    def next_working(self, day: date) -> date:
        """The first working day from `day` on: the day itself when it is worked."""
        self._must_hold(day)
        at = bisect_left(self._working, day)
        if at == len(self._working):
            self._must_hold(date(self.rules.last_year + 1, 1, 1))
        return self._working[at]

    def previous_working(self, day: date) -> date:
        """The last working day up to `day`: the day itself when it is worked."""
        self._must_hold(day)
        at = bisect_right(self._working, day)
        if at == 0:
            self._must_hold(date(self.rules.first_year - 1, 12, 31))
        return self._working[at - 1]

    def working_days_after(self, due: date, until: date) -> int:
        """Working days in (due, until]: how late `until` is for `due`; 0 when it is not late."""
        if until <= due:
            return 0
        self._must_hold(due)
        self._must_hold(until)
        return bisect_right(self._working, until) - bisect_right(self._working, due)

    def nth_after(self, day: date, count: int) -> date:
        """The count-th working day after `day`, count from 1."""
        self._must_hold(day)
        at = bisect_right(self._working, day) + count - 1
        if at >= len(self._working):
            self._must_hold(date(self.rules.last_year + 1, 1, 1))
        return self._working[at]

    def due_before(self, day: date, working_days: int) -> DueDate:
        """Count working days back from `day`, which is day 0: 1 is the last working day before it."""
        self._must_hold(day)
        at = bisect_left(self._working, day) - working_days
        if at < 0:
            self._must_hold(date(self.rules.first_year - 1, 12, 31))
        due = self._working[at]
        skipped = tuple(info for info in self.days(due, day - timedelta(days=1)) if not info.working)
        doubts = self._doubts(due - timedelta(days=1), day - timedelta(days=1))
        says = words.counted_back(self.rules, day, due, working_days, [info.day for info in skipped])
        return DueDate(due, None, day, says + words.doubts(doubts), skipped, doubts)

    def due(
        self,
        start: date | datetime,
        working_days: Decimal | int,
        half: Half | None = None,
        *,
        received: bool = False,
        hours: OfficeHours = DEFAULT_HOURS,
    ) -> DueDate:
        """Count working days from `start`, which is day 0.

        A time in `start` is Vietnam's, and gives the half-day when `half` is None. `working_days` is 0 or more in
        steps of 0.5: whole days keep the half-day; half a day leads from a morning to the afternoon and from an
        afternoon to the next working morning. With `received`, Decree 61/2018, Article 18: a dossier that arrives
        after 15:00, or on a day off, counts from the next working day's morning.
        """
        count = _steps(working_days)
        begin = start.date() if isinstance(start, datetime) else start
        moment = start.time() if isinstance(start, datetime) else None
        half = half or (hours.half_of(moment) if moment else None)
        day0, moved = self._received(begin, moment, hours) if received else (begin, "")
        assumed = half is None and count % 1 != 0
        half = "morning" if assumed or (moved and half) else half
        day, out = self._walk(day0, count, half)
        skipped = self._off(day0, day, with_first=count < 1)
        says = moved + words.counted(self.rules, day0, day, count, [info.day for info in skipped])
        if half and out:
            says += words.half_day(half, out, hours.span(out), count, assumed and not moved)
        if moved:
            skipped = self._off(begin, day0, with_first=True) + skipped
        doubts = self._doubts(begin - timedelta(days=1 if received or count < 1 else 0), day)
        return DueDate(day, out, day0, says + words.doubts(doubts), tuple(skipped), doubts)

    def within_due(self, start: date | datetime, within: Within, *, hours: OfficeHours = DEFAULT_HOURS) -> DueDate:
        """The end of a stretch of time counted from `start`, which is day 0.

        Days, months and hours run through days off and end on the next working day when their last day is off
        (Civil Code 2015, Articles 147 and 148; a month without that day ends on its last one). Working hours are
        half-days of four. Hours whose start has no time end on the latest day that they can.
        """
        if not 0 <= within.count <= _LONGEST:
            raise InputError(f"Thời hạn {within.count} phải từ 0 đến {_LONGEST}; hãy sửa số.")
        if within.unit == "working_day":
            return self.due(start, within.count, hours=hours)
        if within.unit == "working_hour":
            return self._working_hours_due(start, within.count, hours)
        begin = start.date() if isinstance(start, datetime) else start
        self._must_hold(begin)
        end = _plain_end(start, within)
        self._must_hold(end)
        rolled = self.next_working(end)
        skipped = tuple(self._off(end, rolled, with_first=True)) if rolled > end else ()
        doubts = self._doubts(end - timedelta(days=1), rolled)
        reasons = [(info.day, words.reason(self.rules, info.day)) for info in skipped]
        says = words.stretch(start, within, end, rolled, reasons) + words.doubts(doubts)
        return DueDate(rolled, None, begin, says, skipped, doubts)

    def _working_hours_due(self, start: date | datetime, count: int, hours: OfficeHours) -> DueDate:
        """Four hours are half a day; without a time nobody knows which half, so whole days are counted."""
        step = _HALF_DAY if isinstance(start, datetime) else Decimal(1)
        per_step = int(WORKING_HOURS_A_DAY * step)
        amount = -(-count // per_step) * step
        found = self.due(start, amount, hours=hours)
        says = words.working_hours(count, amount, WORKING_HOURS_A_DAY) + found.says
        return DueDate(found.day, found.half, found.start, says, found.skipped, found.doubts)

    def _received(self, day: date, moment: time | None, hours: OfficeHours) -> tuple[date, str]:
        """Day 0 of what is received at an office, and the words for its move ("" when it did not move)."""
        if not self.is_working(day):
            day0 = self.next_working(day)
            return day0, words.received_off(day, words.reason(self.rules, day), day0, hours.morning[0])
        if moment and moment > hours.last_receipt:
            day0 = self.next_working(day + timedelta(days=1))
            return day0, words.received_late(day, moment, hours.last_receipt, day0, hours.morning[0])
        return day, ""

    def _walk(self, day: date, count: Decimal, half: Half | None) -> tuple[date, Half | None]:
        self._must_hold(day)
        whole = int(count)
        if whole:
            day = self.nth_after(day, whole)
        if count % 1 and half == "morning":
            half = "afternoon"
        elif count % 1:
            day, half = day + timedelta(days=1), "morning"
        if not self.is_working(day):
            day, half = self.next_working(day), "morning" if half else None
        return day, half

    def _off(self, first: date, last: date, *, with_first: bool) -> list[DayInfo]:
        """The days off from `first` to `last`; `first` itself only where asked."""
        start = first if with_first else first + timedelta(days=1)
        return [info for info in self.days(start, last) if not info.working] if start <= last else []

    def _doubts(self, after: date, until: date) -> tuple[DayInfo, ...]:
        found = sorted(day for day in words.doubtful(self.rules) if after < day <= until)
        return tuple(DayInfo(day, is_working(self.rules, day), self.why(day)) for day in found)

    def _must_hold(self, day: date) -> None:
        first, last = self.rules.first_year, self.rules.last_year
        if not first <= day.year <= last:
            raise InputError(
                f"Lịch làm việc chưa có năm {day.year} (đang có {first}-{last}) nên không tính được; "
                f"hãy thêm tệp rules/calendar/{day.year}.yaml theo docs/howto/calendar.md."
            )


@lru_cache(maxsize=1)
def _shipped() -> WorkCalendar:
    """The calendar of rules/, without asking the disk where it lies for each of a page's thousand states."""
    return _load((rules_folder() / "calendar").resolve())


@lru_cache(maxsize=8)
def _load(folder: Path) -> WorkCalendar:
    return WorkCalendar.of(load_calendar_rules(folder))


def _version(rules: CalendarRules) -> str:
    """A name of the content: it changes with any day, name or document, and not with a comment."""
    parts = [repr(part[day]) for part in (rules.days, rules.doubts) for day in sorted(part)]
    digest = hashlib.sha256("\n".join(parts).encode()).hexdigest()
    return f"{rules.first_year}-{rules.last_year}/sha256:{digest[:8]}"


def _steps(working_days: Decimal | int) -> Decimal:
    count = Decimal(working_days)
    if not (count.is_finite() and 0 <= count <= _LONGEST) or count % _HALF_DAY:
        message = f"Số ngày làm việc “{working_days}” không hợp lệ; hãy ghi số từ 0 đến {_LONGEST}, theo bước 0,5."
        raise InputError(message)
    return count


def _plain_end(start: date | datetime, within: Within) -> date:
    """The last day of a stretch before any roll."""
    begin = start.date() if isinstance(start, datetime) else start
    if within.unit == "day":
        return begin + timedelta(days=within.count)
    if within.unit == "month":
        months = begin.year * 12 + begin.month - 1 + within.count
        year, month = months // 12, months % 12 + 1
        return date(year, month, min(begin.day, last_day(year, month).day))
    if isinstance(start, datetime):
        return (start + timedelta(hours=within.count)).date()
    return begin + timedelta(days=-(-within.count // 24))
