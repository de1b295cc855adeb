"""Lateness against a referee that walks day by day, legal periods that share out the year, letters on the wall."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from parindex.core.apologies import LateFacts, Letter, missing, on_show, posting_served, posting_span, stage
from parindex.core.calendar import WorkCalendar
from parindex.core.dates import Period, period_of, span, whole_periods
from parindex.core.dossier_rules import DossierRule, load_dossier_rules
from parindex.core.timeliness import (
    Clock,
    DossierTimes,
    Pause,
    days_between,
    effective_due,
    is_late,
    standing,
)

CALENDAR = WorkCalendar.load()
RULES = load_dossier_rules()
DAY, TICK = timedelta(days=1), timedelta(microseconds=1)
ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
FIRST = datetime(2023, 4, 20, 8, tzinfo=ZONE)

# Around the holidays at the end of April; coarse, so that instants often fall together.
moments = st.integers(0, 30 * 6).map(lambda step: (FIRST + timedelta(hours=4 * step)).astimezone(UTC))
clocks = st.builds(Clock, st.sampled_from(["instant", "day"]), st.just(ZONE), st.booleans())


@st.composite
def dossiers(draw: st.DrawFn) -> tuple:
    """A dossier with up to four pauses: any order, overlapping, without ends, upside down, after the end."""
    received = draw(moments)
    due = draw(st.none() | moments)
    finished = draw(st.none() | moments.filter(lambda at: at >= received))
    ends = st.none() | moments
    pauses = draw(st.lists(st.builds(Pause, moments, ends, st.sampled_from(["pause", "supplement"])), max_size=4))
    supplement = draw(st.sampled_from(["restarts", "adds"]))
    rule = RULES.on(received.date())
    rule = DossierRule(**{**vars(rule), "supplement": supplement})
    return received, due, pauses, finished, draw(clocks), rule


class Referee:
    """The same rule told slowly: one day after another, and one pause after another."""

    def __init__(self, received, due, pauses, finished, clock, rule) -> None:
        self.due, self.clock = due, clock
        self.limit = due and (due if clock.due_is == "instant" else self.night(self.day(due)))
        self.counts, self.still = {}, received
        self.open_from = None
        for at, pause in sorted(enumerate(pauses), key=lambda pair: pair[1].start):
            late = self.limit is not None and pause.start > self.limit
            over = finished is not None and pause.start >= finished
            upside_down = pause.end is not None and pause.end < pause.start
            self.counts[at] = not (late or over or upside_down)
            if not self.counts[at]:
                continue
            if pause.end is None:
                self.open_from = self.open_from or pause.start
            if self.limit is None or (self.open_from and finished is None):
                continue
            self.stop(pause, min(each for each in (pause.end, finished) if each), received, rule)

    def stop(self, pause, end, received, rule) -> None:
        reached = self.limit
        if not self.clock.due_includes_pauses:
            if pause.kind == "supplement" and rule.supplement == "restarts":
                given_days = self.worked(self.day(received), self.day(self.due))
                self.limit = self.at(self.walk(self.day(max(end, self.still)), given_days))
            else:
                days = self.worked(self.day(max(pause.start, self.still)), self.day(end))
                self.limit = self.at(self.walk(self.day(self.limit), days)) if days else self.limit
        last = end if self.clock.due_is == "instant" else self.night(self.day(end))
        self.limit, self.still = max(self.limit, reached, last), max(self.still, end)

    @staticmethod
    def day(at: datetime) -> date:
        return at.astimezone(ZONE).date()

    @staticmethod
    def night(day: date) -> datetime:
        return datetime.combine(day + DAY, time(), ZONE).astimezone(UTC) - TICK

    def at(self, day: date) -> datetime:
        if self.clock.due_is == "day":
            return self.night(day)
        return datetime.combine(day, self.due.astimezone(ZONE).time(), ZONE).astimezone(UTC)

    @staticmethod
    def worked(after: date, until: date) -> int:
        count = 0
        while after < until:
            after += DAY
            count += CALENDAR.is_working(after)
        return count

    @staticmethod
    def walk(day: date, count: int) -> date:
        while count:
            day += DAY
            count -= CALENDAR.is_working(day)
        return day


@settings(max_examples=500)
@given(dossier=dossiers())
def test_the_limit_is_walked(dossier: tuple) -> None:
    found, referee = effective_due(*dossier, CALENDAR), Referee(*dossier)
    assert found.limit == referee.limit
    assert list(found.counts) == [referee.counts[at] for at in range(len(dossier[2]))]
    assert found.open_pause_from == referee.open_from
    assert found.doubt == ""


@settings(max_examples=500)
@given(dossier=dossiers(), at=moments, ending=st.sampled_from(["resolved", "refused", "withdrawn"]))
def test_each_dossier_stands_in_one_way(dossier: tuple, at: datetime, ending: str) -> None:
    received, _, pauses, finished, clock, _ = dossier
    found = effective_due(*dossier, CALENDAR)
    stops = tuple((p.start, p.end) for p, counts in zip(pauses, found.counts, strict=True) if counts)
    times = DossierTimes(received, found.limit, finished, ending, stops, found.open_pause_from)
    stands = standing(times, at, clock, CALENDAR)
    exists, ended = received <= at, finished is not None and finished <= at
    paused = any(start <= at and (end is None or at < end) for start, end in stops)
    past = found.limit is not None and (finished if ended else at) > found.limit
    if not exists:
        assert stands is None
    elif ended:
        assert (stands == "withdrawn") is (ending == "withdrawn")
        assert ending == "withdrawn" or (stands == "late") is past
    else:
        assert (stands == "paused") is paused
        assert paused or (stands == "overdue") is past
        assert found.open_pause_from or not (paused and past), "no limit lies before the end of a pause that counts"
    still = not ended and paused
    assert is_late(stands) is (exists and past and not still and not (ended and ending == "withdrawn"))


@given(dossier=dossiers(), later=moments)
def test_time_alone_never_makes_a_late_dossier_on_time(dossier: tuple, later: datetime) -> None:
    received, _, pauses, finished, clock, _ = dossier
    found = effective_due(*dossier, CALENDAR)
    stops = tuple((p.start, p.end) for p, counts in zip(pauses, found.counts, strict=True) if counts)
    times = DossierTimes(received, found.limit, finished, "resolved", stops, found.open_pause_from)
    moment = found.limit and max(found.limit + TICK, received)
    if moment and is_late(standing(times, moment, clock, CALENDAR)):
        assert is_late(standing(times, max(moment, later), clock, CALENDAR))


@given(day=st.dates(date(2023, 1, 3), date(2023, 12, 20)), due=st.dates(date(2023, 1, 3), date(2023, 12, 20)))
def test_days_between_are_walked(day: date, due: date) -> None:
    expected = Referee.worked(day, due) if day <= due else -Referee.worked(due, day)
    assert days_between(day, due, CALENDAR) == expected


kinds = st.sampled_from(["month", "quarter", "half", "year"])
schemes = st.sampled_from(["calendar", "legal"])


@given(day=st.dates(date(2000, 1, 1), date(2100, 1, 1)), kind=kinds, scheme=schemes)
def test_every_day_lies_in_one_period_of_a_kind(day: date, kind: str, scheme: str) -> None:
    period = period_of(day, kind, scheme)
    assert day in span(period, scheme)
    around = whole_periods(day - 800 * DAY, day + 800 * DAY, kind, scheme)
    assert [each for each in around if day in span(each, scheme)] == [period]
    days = [span(each, scheme) for each in around]
    assert all(later.start - earlier.end == DAY for earlier, later in zip(days, days[1:], strict=False))


@given(year=st.integers(1990, 2100), kind=kinds, scheme=schemes)
def test_the_periods_of_a_year_share_it_out(year: int, kind: str, scheme: str) -> None:
    whole = span(Period(year, "year"), scheme)
    parts = [span(each, scheme) for each in whole_periods(whole.start, whole.end, kind, scheme)]
    assert (parts[0].start, parts[-1].end) == (whole.start, whole.end)
    assert len(parts) == {"month": 12, "quarter": 4, "half": 2, "year": 1}[kind]
    nine = span(Period(year, "nine_months"), scheme)
    assert (nine.start, nine.end) == (whole.start, span(Period(year, "quarter", 3), scheme).end)


wall_days = st.dates(date(2023, 1, 3), date(2023, 10, 30))


@given(start=wall_days, cut=st.none() | st.integers(0, 60), days=st.integers(1, 60), after=st.integers(-5, 70))
def test_a_letter_is_shown_then_served_or_cut_short(start: date, cut: int | None, days: int, after: int) -> None:
    until, day = None if cut is None else start + cut * DAY, start + after * DAY
    hung = min(days, days if cut is None else cut + 1)
    assert on_show(start, until, day, days) is (0 <= after < hung)
    assert posting_served(start, until, day, days) is (after >= days and hung == days)
    window = posting_span(start, until, days)
    assert (window.end - window.start).days + 1 == hung


@given(
    due=wall_days,
    gaps=st.lists(st.integers(0, 12), min_size=4, max_size=4),
    steps=st.integers(0, 5),
    on=st.integers(0, 90),
)
def test_a_case_only_moves_forward(due: date, gaps: list[int], steps: int, on: int) -> None:
    days = [due + DAY]
    for gap in gaps:
        days.append(days[-1] + gap * DAY)
    explained, written, signed, sent, posted = (day if at < steps else None for at, day in enumerate(days))
    letters = (Letter(1, written, None, "", signed, sent, posted),) if written else ()
    facts = LateFacts(due, late=True, explained_on=explained, letters=letters)
    rule, order = RULES.on(due), ["explain", "draft", "sign_send", "post", "done"]
    today, tomorrow = (stage(facts, due + on * DAY + ahead * DAY, rule) for ahead in (0, 1))
    assert order.index(today) <= order.index(tomorrow)
    left = missing(facts, due + on * DAY, rule, CALENDAR)
    shown = posted is not None and posted <= due + on * DAY
    assert bool(left) is not shown
    assert all(each.due and CALENDAR.is_working(each.due) for each in left)
