"""The one place that says early, on time, late: the last instant still on time, and how a dossier stands at an instant.

Judged on the first due date, moved only by pauses and supplements that count (Decree 61/2018, Article 19.4); a new date
promised later never makes a late dossier on time. Instants decide; working days only measure how much.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Literal
from zoneinfo import ZoneInfo

from parindex.core.calendar import DueDate, WorkCalendar
from parindex.core.dossier_rules import DossierRule
from parindex.core.errors import InputError

DueIs = Literal["instant", "day"]
PauseKind = Literal["pause", "supplement"]
Ending = Literal["resolved", "refused", "withdrawn"]
# How a dossier stands. Ended: early, on_time, in_time (one of the two: the calendar does not hold the year), late,
# resolved (without a due date), withdrawn. Open: within, overdue, paused, without_due.
Standing = Literal[
    "early", "on_time", "in_time", "late", "resolved", "withdrawn", "within", "overdue", "paused", "without_due"
]

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")
_TICK = timedelta(microseconds=1)
_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Clock:
    """How a source tells due dates: as instants, or as days whose end is the last moment; and in which time zone.

    `due_includes_pauses`: the source has moved its due dates already, so closed pauses do not move them again.
    """

    due_is: DueIs = "instant"
    zone: tzinfo = VIETNAM
    due_includes_pauses: bool = False

    def local_day(self, instant: datetime) -> date:
        return instant.astimezone(self.zone).date()

    def end_of_day(self, day: date) -> datetime:
        """The last microsecond of a local day."""
        return datetime.combine(day + _DAY, time(), self.zone).astimezone(UTC) - _TICK


@dataclass(frozen=True)
class Pause:
    """A stretch during which the clock stood still; `end` None: the source tells no end."""

    start: datetime
    end: datetime | None
    kind: PauseKind = "pause"
    reason: str | None = None


@dataclass(frozen=True)
class Move:
    """What one pause did: whether it counts, how many working days it moved the limit by, and the limit after it."""

    pause: Pause
    counts: bool
    working_days: int = 0
    limit: datetime | None = None
    restarted: bool = False


@dataclass(frozen=True)
class EffectiveDue:
    """The last instant still on time, and how it came about.

    `limit` is None without a due date, and where a pause reaches into years that the calendar does not hold (`doubt`
    says so). `counts` follows the order of the pauses as they were given. `open_pause_from`: from then on the dossier
    is paused until it is finished.
    """

    limit: datetime | None
    counts: tuple[bool, ...] = ()
    open_pause_from: datetime | None = None
    moves: tuple[Move, ...] = ()
    doubt: str = ""


def due_limit_of(due: datetime, clock: Clock) -> datetime:
    """The last instant still on time for a due date that nothing moves: itself, or the end of its local day."""
    return due if clock.due_is == "instant" else clock.end_of_day(clock.local_day(due))


def effective_due(
    received: datetime,
    first_due: datetime | None,
    pauses: Sequence[Pause],
    finished: datetime | None,
    clock: Clock,
    rule: DossierRule,
    calendar: WorkCalendar,
) -> EffectiveDue:
    """Move the first due date by the pauses that count.

    A pause counts when it starts no later than the limit in force and before the dossier is finished. It moves the
    limit by the working days that it lasted; a supplement restarts the clock where the law says so: as many working
    days as were first given, from when the papers were complete. Overlapping stretches are not counted twice, and the
    limit never lies before the end of a pause that counts. Without an end a pause lasts until the dossier is finished.
    """
    walk = _Walk(received, first_due, finished, clock, rule, calendar)
    order = sorted(range(len(pauses)), key=lambda at: pauses[at].start)
    moves: dict[int, Move] = {}
    try:
        for at in order:
            moves[at] = walk.move(pauses[at])
    except InputError as error:
        counts = tuple(walk.may_count(pause) for pause in pauses)
        return EffectiveDue(None, counts, walk.open_from, tuple(moves.values()), str(error))
    counts = tuple(moves[at].counts for at in range(len(pauses)))
    return EffectiveDue(walk.limit, counts, walk.open_from, tuple(moves[at] for at in order))


class _Walk:
    """The clock of one dossier, told its pauses in the order of their starts."""

    def __init__(
        self,
        received: datetime,
        first_due: datetime | None,
        finished: datetime | None,
        clock: Clock,
        rule: DossierRule,
        calendar: WorkCalendar,
    ) -> None:
        self.received, self.first_due, self.finished = received, first_due, finished
        self.clock, self.rule, self.calendar = clock, rule, calendar
        self.limit = due_limit_of(first_due, clock) if first_due else None
        self.still_until = received  # the clock is accounted for up to here
        self.open_from: datetime | None = None

    def may_count(self, pause: Pause) -> bool:
        in_time = self.limit is None or pause.start <= self.limit
        whole = pause.end is None or pause.end >= pause.start
        return in_time and whole and (self.finished is None or pause.start < self.finished)

    def move(self, pause: Pause) -> Move:
        if not self.may_count(pause):
            return Move(pause, counts=False, limit=self.limit)
        if pause.end is None and self.open_from is None:
            self.open_from = pause.start
        ends = [end for end in (pause.end, self.finished) if end]
        open_still = self.open_from is not None and self.finished is None
        if self.limit is None or open_still or not ends:
            return Move(pause, counts=True, limit=self.limit)
        end = min(ends)
        before = self.limit
        restarts = pause.kind == "supplement" and self.rule.supplement == "restarts"
        if self.clock.due_includes_pauses:
            days, restarts = 0, False
        elif restarts:
            days = self._restart(max(end, self.still_until))
        else:
            days = self._working_days(max(pause.start, self.still_until), end)
            self.limit = self._later(self.limit, days)
        self.limit = max(self.limit, before, due_limit_of(end, self.clock))
        self.still_until = max(self.still_until, end)
        return Move(pause, True, days, self.limit, restarts)

    def _restart(self, start: datetime) -> int:
        """Give the working days first given once more, from `start`; the time of day stays that of the due date."""
        assert self.first_due
        days = self._working_days(self.received, self.first_due)
        self.limit = self._later(self._at_due_time(self.clock.local_day(start)), days)
        return days

    def _working_days(self, start: datetime, end: datetime) -> int:
        return self.calendar.working_days_after(self.clock.local_day(start), self.clock.local_day(end))

    def _later(self, limit: datetime, days: int) -> datetime:
        if days == 0:
            return limit
        return self._at_due_time(self.calendar.nth_after(self.clock.local_day(limit), days))

    def _at_due_time(self, day: date) -> datetime:
        assert self.first_due
        if self.clock.due_is == "day":
            return self.clock.end_of_day(day)
        moment = self.first_due.astimezone(self.clock.zone).time()
        return datetime.combine(day, moment, self.clock.zone).astimezone(UTC)


@dataclass(frozen=True)
class DossierTimes:
    """What a standing is judged by. `stops` are the pauses that count, as (start, end); None: see open_pause_from."""

    received: datetime
    due_limit: datetime | None
    finished: datetime | None = None
    ending: Ending | None = None
    stops: tuple[tuple[datetime, datetime | None], ...] = ()
    open_pause_from: datetime | None = None


def standing(times: DossierTimes, at: datetime, clock: Clock, calendar: WorkCalendar) -> Standing | None:
    """How the dossier stands at an instant; None when it had not been received yet. Refused counts as resolved."""
    if times.received > at:
        return None
    if times.finished and times.finished <= at:
        return _ended(times, times.finished, clock, calendar)
    if times.open_pause_from and times.open_pause_from <= at:
        return "paused"
    if any(start <= at and end and at < end for start, end in times.stops):
        return "paused"
    if times.due_limit is None:
        return "without_due"
    return "overdue" if at > times.due_limit else "within"


def _ended(times: DossierTimes, finished: datetime, clock: Clock, calendar: WorkCalendar) -> Standing:
    if times.ending == "withdrawn":
        return "withdrawn"
    if times.due_limit is None:
        return "resolved"
    if finished > times.due_limit:
        return "late"
    before = days_between(clock.local_day(finished), clock.local_day(times.due_limit), calendar)
    if before is None:
        return "in_time"
    return "early" if before > 0 else "on_time"


def is_late(found: Standing | None) -> bool:
    """Whether the dossier owes an apology: resolved late, or open and overdue."""
    return found in ("late", "overdue")


def days_between(day: date, due_day: date, calendar: WorkCalendar) -> int | None:
    """Working days from `day` to the due day: positive while some are left, negative when late by as many.

    None where the calendar does not hold one of the years. A dossier may be late by 0 working days: by hours, or by
    days off.
    """
    try:
        if day <= due_day:
            return calendar.working_days_after(day, due_day)
        return -calendar.working_days_after(due_day, day)
    except InputError:
        return None


def apology_day(due_day: date, calendar: WorkCalendar) -> date | None:
    """The first working day after the due day: it places a late dossier in a period of apologies. None: not held."""
    try:
        return calendar.next_working(due_day + _DAY)
    except InputError:
        return None


def apology_due(due_day: date, rule: DossierRule, calendar: WorkCalendar) -> DueDate:
    """The last day for the apology that the law asks for in advance, and the sentence of how it was counted."""
    return calendar.due_before(due_day, rule.apology_days_before)


def pause_doubts(pause: Pause, due_limit: datetime | None) -> list[str]:
    """What an auditor asks about a pause: why it began within a day of the due date, and what its reason was."""
    doubts = []
    if due_limit and timedelta() <= due_limit - pause.start <= _DAY:
        doubts.append("bắt đầu trong vòng một ngày trước hạn trả")
    if not (pause.reason and pause.reason.strip()):
        doubts.append("không ghi lý do")
    return doubts


def audit_pauses(
    received: datetime,
    first_due: datetime | None,
    pauses: Sequence[Pause],
    finished: datetime | None,
    clock: Clock,
    rule: DossierRule,
    calendar: WorkCalendar,
) -> list[tuple[Pause, list[str]]]:
    """The pauses that an auditor asks about, with the questions; each against the limit in force when it began."""
    found = effective_due(received, first_due, pauses, finished, clock, rule, calendar)
    limit = due_limit_of(first_due, clock) if first_due else None
    doubts = []
    for move in found.moves:
        doubts.append((move.pause, pause_doubts(move.pause, limit)))
        limit = move.limit
    told = {id(pause) for pause, _said in doubts}
    # Where the calendar ends, the later pauses can be asked for their reason alone.
    doubts += [(pause, pause_doubts(pause, None)) for pause in pauses if id(pause) not in told]
    return [(pause, said) for pause, said in doubts if said]
