"""The calendar against a referee that walks day by day, on the real years and on generated ones."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from parindex.core.calendar import DEFAULT_HOURS, WorkCalendar
from parindex.core.calendar_rules import CalendarRules, DayRule, Reference
from parindex.core.schedules import Within

CALENDAR = WorkCalendar.load()
DAY = timedelta(days=1)
LAW = Reference("Luật", "high", "bản gốc")

days = st.dates(date(2012, 1, 3), date(2026, 6, 30))
counts = st.integers(0, 60)
halves = st.sampled_from(["morning", "afternoon"])


@st.composite
def calendars(draw: st.DrawFn) -> WorkCalendar:
    """A year with any weekdays off and any weekend days worked."""
    every = [date(2024, 1, 1) + n * DAY for n in range(366)]
    odd = draw(st.sets(st.sampled_from(every[:330]), max_size=60))
    kinds = {day: "swapped_work_day" if day.weekday() >= 5 else "holiday" for day in odd}
    rules = {day: DayRule(day, kind, "Ngày lễ", LAW, day if kind != "holiday" else None) for day, kind in kinds.items()}
    return WorkCalendar.of(CalendarRules(2024, 2024, rules, {}))


def walk(working: Callable[[date], bool], day: date, count: int) -> date:
    """The referee: one day at a time."""
    while count:
        day += DAY
        count -= working(day)
    return day


def walk_halves(working: Callable[[date], bool], day: date, half: str, count: Decimal) -> tuple[date, str]:
    """The referee for half-days: whole days keep the half, half a day goes to the next worked half."""
    day = walk(working, day, int(count))
    if count % 1:
        day, half = (day, "afternoon") if half == "morning" else (day + DAY, "morning")
    while not working(day):
        day, half = day + DAY, "morning"
    return day, half


@given(day=days, count=counts)
def test_whole_days_are_walked(day: date, count: int) -> None:
    expected = walk(CALENDAR.is_working, day, count)
    while not CALENDAR.is_working(expected):
        expected += DAY
    assert CALENDAR.due(day, count).day == expected


@given(day=days, half=halves, steps=st.integers(0, 40))
def test_half_days_are_walked(day: date, half: str, steps: int) -> None:
    count = Decimal(steps) / 2
    found = CALENDAR.due(day, count, half)
    assert (found.day, found.half) == walk_halves(CALENDAR.is_working, day, half, count)


@given(calendar=calendars(), day=st.dates(date(2024, 1, 1), date(2024, 9, 30)), count=st.integers(1, 20))
def test_any_calendar_is_walked(calendar: WorkCalendar, day: date, count: int) -> None:
    assert calendar.due(day, count).day == walk(calendar.is_working, day, count)


@given(calendar=calendars(), day=st.dates(date(2024, 1, 1), date(2024, 9, 30)), count=st.integers(1, 20))
def test_the_sentence_adds_up(calendar: WorkCalendar, day: date, count: int) -> None:
    """Calendar days less the days skipped are the working days, and every day skipped is off and on the way."""
    found = calendar.due(day, count)
    assert (found.day - day).days - len(found.skipped) == count
    assert all(day < info.day < found.day and not info.working for info in found.skipped)
    assert f"{(found.day - day).days} ngày theo lịch" in found.says
    assert f"còn {count} ngày làm việc" in found.says


@given(due=days, late=st.integers(-30, 90))
def test_lateness_is_counted_day_by_day(due: date, late: int) -> None:
    until = due + late * DAY
    expected = sum(CALENDAR.is_working(due + n * DAY) for n in range(1, late + 1))
    assert CALENDAR.working_days_after(due, until) == expected


@given(day=days, count=st.integers(1, 60))
def test_a_due_date_is_as_late_as_it_was_counted(day: date, count: int) -> None:
    assert CALENDAR.working_days_after(day, CALENDAR.due(day, count).day) == count


@given(day=days)
def test_neighbours(day: date) -> None:
    after, before = CALENDAR.next_working(day), CALENDAR.previous_working(day)
    assert before <= day <= after
    assert CALENDAR.is_working(after)
    assert CALENDAR.is_working(before)
    assert all(info.day == day or not info.working for info in CALENDAR.days(before, after)[1:-1])
    assert (before == after) is CALENDAR.is_working(day)


@given(first=days, more=st.integers(0, 5), at=st.times(), later=st.times(), count=st.integers(0, 20))
def test_who_comes_later_is_never_due_earlier(first: date, more: int, at: time, later: time, count: int) -> None:
    early, late = sorted((datetime.combine(first, at), datetime.combine(first + more * DAY, later)))
    order = {"morning": 0, "afternoon": 1, None: 0}
    dues = [CALENDAR.due(moment, count, received=True) for moment in (early, late)]
    assert (dues[0].day, order[dues[0].half]) <= (dues[1].day, order[dues[1].half])


@given(day=days, at=st.times())
def test_receipt_moves_only_after_the_last_hour_or_on_a_day_off(day: date, at: time) -> None:
    found = CALENDAR.due(datetime.combine(day, at), 1, received=True)
    moved = at > DEFAULT_HOURS.last_receipt or not CALENDAR.is_working(day)
    assert (found.start > day) is moved
    assert CALENDAR.is_working(found.start)


@given(day=days, count=st.integers(0, 120))
def test_a_stretch_of_days_ends_on_its_day_or_the_next_worked_one(day: date, count: int) -> None:
    found = CALENDAR.within_due(day, Within(count, "day"))
    assert found.day == CALENDAR.next_working(day + count * DAY)


@given(day=st.dates(date(2012, 1, 3), date(2023, 6, 30)), count=st.integers(0, 36))
def test_a_stretch_of_months_stays_in_its_month_before_it_rolls(day: date, count: int) -> None:
    found = CALENDAR.within_due(day, Within(count, "month"))
    months = day.year * 12 + day.month - 1 + count
    first = date(months // 12, months % 12 + 1, 1)
    last = (first + 31 * DAY).replace(day=1) - DAY
    assert found.day == CALENDAR.next_working(min(first + (day.day - 1) * DAY, last))


@given(day=days, at=st.times(), hours=st.integers(0, 200))
def test_hours_with_a_time_never_end_after_hours_without(day: date, at: time, hours: int) -> None:
    exact = CALENDAR.within_due(datetime.combine(day, at), Within(hours, "hour")).day
    assert exact <= CALENDAR.within_due(day, Within(hours, "hour")).day


@given(day=days, hours=st.integers(0, 200))
def test_eight_working_hours_are_a_working_day(day: date, hours: int) -> None:
    found = CALENDAR.within_due(day, Within(hours, "working_hour"))
    assert found.day == CALENDAR.due(day, -(-hours // 8)).day
