"""What a task's schedule makes an agency owe, and in which state a duty is on a day. No clock, no tables."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Literal, Protocol

from parindex.core.dates import DateRange, Period
from parindex.core.errors import InputError
from parindex.core.schedules import Kind, Term
from parindex.core.words import fold

OPENS_BEFORE = timedelta(days=30)
DUE_SOON = timedelta(days=7)
_SAYS_MONTHLY = re.compile(r"\b(hang thang|moi thang)\b")


class WorkingDays(Protocol):
    """A calendar that counts working days: those after `due`, up to and with `until`."""

    def working_days_after(self, due: date, until: date) -> int: ...


@dataclass(frozen=True)
class Duty:
    """One obligation to be: `due` None waits for a person to enter it; `term` indexes the task's terms."""

    kind: Kind
    term: int
    due: date | None
    opens: date | None
    periods: tuple[str, ...]
    says: str


@dataclass(frozen=True)
class Duties:
    """`owed` are created, `earlier` are listed only, `events` are the terms that wait for something to happen."""

    owed: tuple[Duty, ...] = ()
    earlier: tuple[Duty, ...] = ()
    events: tuple[int, ...] = ()


def answers_monthly(text: str) -> bool:
    """Whether a task's own words ask for a monthly answer."""
    return bool(_SAYS_MONTHLY.search(fold(text)))


def plan_duties(
    terms: tuple[Term, ...], text: str, year: int, takes_effect: date, continuous_every: Literal["month", "quarter"]
) -> Duties:
    """Return what each lead agency of a task owes in a plan for `year` that takes effect on a day.

    Equal dates merge into one duty that lists the periods it serves. A reference that also recurs is one duty whose
    date a person enters. Dates before the plan takes effect are listed, never owed.
    """
    recurs_by_reference = {"reference", "recurring"} <= {term.kind for term in terms}
    every: Literal["month", "quarter"] = "month" if answers_monthly(text) else continuous_every
    found: list[Duty] = []
    waiting: list[Duty] = []
    events: list[int] = []
    for index, term in enumerate(terms):
        if term.kind == "event":
            events.append(index)
        elif term.kind == "reference":
            waiting.append(Duty("reference", index, None, None, (), term.says))
        elif term.kind == "continuous":
            found += _continuous(term, index, year, every)
        elif not (term.kind == "recurring" and recurs_by_reference):
            found += _dated(term, index)
    merged = _merge(found)
    owed = [duty for duty in merged if duty.due and duty.due >= takes_effect]
    earlier = [duty for duty in merged if duty.due and duty.due < takes_effect]
    return Duties((*owed, *waiting), tuple(earlier), tuple(events))


def opens(due: date, start: date | None) -> date:
    """A duty opens 30 days before it is due or when its period begins, whichever is earlier."""
    month_before = due - OPENS_BEFORE
    return min(month_before, start) if start else month_before


def _dated(term: Term, index: int) -> list[Duty]:
    periods = term.periods or (None,) * len(term.due)
    return [
        Duty(
            term.kind,
            index,
            due,
            opens(due, period.start if period else term.start),
            (period.label,) if period else (),
            term.says,
        )
        for due, period in zip(term.due, periods, strict=True)
    ]


def _continuous(term: Term, index: int, year: int, every: Literal["month", "quarter"]) -> list[Duty]:
    count = 12 if every == "month" else 4
    periods = (Period(year, every, number) for number in range(1, count + 1))
    how = "hằng tháng, chậm nhất ngày cuối tháng" if every == "month" else "hằng quý, chậm nhất ngày cuối quý"
    says = f"{term.says}: báo cáo kết quả {how}"
    return [
        Duty("continuous", index, p.end, opens(p.end, p.start), (p.label,), says)
        for p in periods
        if term.start is None or p.end >= term.start
    ]


def _merge(duties: Iterable[Duty]) -> list[Duty]:
    by_due: dict[date, Duty] = {}
    for duty in duties:
        assert duty.due
        same = by_due.get(duty.due)
        if same is None:
            by_due[duty.due] = duty
            continue
        says = same.says if duty.says in same.says else f"{same.says}; {duty.says}"
        first_open = min(day for day in (same.opens, duty.opens) if day)
        periods = tuple(dict.fromkeys(same.periods + duty.periods))
        by_due[duty.due] = Duty(same.kind, same.term, same.due, first_open, periods, says)
    return [by_due[due] for due in sorted(by_due)]


Timing = Literal["waiting", "upcoming", "open", "due_soon", "today", "late", "met", "met_late"]
Workflow = Literal["nothing", "draft", "sent", "cancelled", "superseded"]
ReviewState = Literal["none", "waiting", "returned", "accepted"]


@dataclass(frozen=True)
class Facts:
    """What has happened to one obligation by a day: sendings and reviews after that day are left out by the reader.

    `accepted_on` is the day on which the submission that stands accepted was sent.
    """

    due: date | None
    opens: date | None
    cancelled_on: date | None = None
    superseded_on: date | None = None
    has_draft: bool = False
    last_sent_on: date | None = None
    last_returned: bool = False
    accepted_on: date | None = None


@dataclass(frozen=True)
class State:
    """Deadline, workflow and review are three things; `late_days` counts working days after the
    due date, None where the working calendar does not hold the year."""

    timing: Timing
    workflow: Workflow
    review: ReviewState
    late_days: int | None = 0

    @property
    def counts(self) -> bool:
        """Cancelled and superseded duties leave every count."""
        return self.workflow not in ("cancelled", "superseded")

    @property
    def done(self) -> bool:
        return self.counts and self.review == "accepted"

    @property
    def key(self) -> str:
        """The one word by which a screen colours it; what asks for action wins."""
        if not self.counts:
            return self.workflow
        if self.done:
            return "done_late" if self.timing == "met_late" else "done"
        if self.review == "waiting":
            return "sent"
        if self.review == "returned" and self.timing != "late":
            return "returned"
        return self.timing


def state(facts: Facts, on: date, calendar: WorkingDays) -> State:
    """Derive an obligation's state on a day.

    Lateness is counted in working days from the due date to the first submission that was later accepted; while one
    waits for review, to that one; else to the day itself. Without a due date nothing is on time and nothing is late.
    """
    review: ReviewState = "none"
    if facts.accepted_on:
        review = "accepted"
    elif facts.last_sent_on:
        review = "returned" if facts.last_returned else "waiting"
    workflow: Workflow = "nothing"
    if facts.cancelled_on and facts.cancelled_on <= on:
        workflow = "cancelled"
    elif facts.superseded_on and facts.superseded_on <= on:
        workflow = "superseded"
    elif review in ("accepted", "waiting"):
        workflow = "sent"
    elif facts.has_draft:
        workflow = "draft"
    if facts.due is None:
        return State("waiting", workflow, review)
    handed_in = facts.accepted_on or (facts.last_sent_on if review == "waiting" else None)
    late_days = _late_days(facts.due, handed_in or on, calendar)
    return State(_timing(facts, handed_in, on), workflow, review, late_days)


def _late_days(due: date, until: date, calendar: WorkingDays) -> int | None:
    if until <= due:
        return 0
    try:
        return calendar.working_days_after(due, until)
    except InputError:
        return None


def _timing(facts: Facts, handed_in: date | None, on: date) -> Timing:
    assert facts.due
    if handed_in:
        return "met" if handed_in <= facts.due else "met_late"
    if facts.due < on:
        return "late"
    if facts.due == on:
        return "today"
    if facts.due - on <= DUE_SOON:
        return "due_soon"
    return "open" if facts.opens is None or facts.opens <= on else "upcoming"


@dataclass(frozen=True)
class Progress:
    """Accepted of those due by the day, and accepted of all; sums of children, never means."""

    due: int = 0
    due_accepted: int = 0
    all: int = 0
    accepted: int = 0
    late: int = 0
    waiting: int = 0

    def __add__(self, other: "Progress") -> "Progress":
        return Progress(
            self.due + other.due,
            self.due_accepted + other.due_accepted,
            self.all + other.all,
            self.accepted + other.accepted,
            self.late + other.late,
            self.waiting + other.waiting,
        )

    @classmethod
    def of(cls, due: date | None, state: State, on: date) -> "Progress":
        """The progress of one obligation on a day."""
        if not state.counts:
            return cls()
        is_due = due is not None and due <= on
        done = state.done
        return cls(
            due=int(is_due),
            due_accepted=int(is_due and done),
            all=1,
            accepted=int(done),
            late=int(state.timing == "late"),
            waiting=int(state.review == "waiting"),
        )


@dataclass(frozen=True)
class Proof:
    """A piece of evidence offered for an obligation, with the time it speaks of."""

    name: str
    effective: DateRange = field(default=DateRange(None, None))


def proves_period(proof: Proof, periods: tuple[str, ...], since: date | None, until: date | None) -> bool:
    """Whether the evidence speaks of the time that the duty is about.

    A duty that serves periods asks for evidence of one of them; one without asks for evidence of some day from
    `since` (when it could first be done) to `until` (when it was due, or is handed in late), None for no bound.
    """
    if periods:
        return any(proof.effective.overlaps(Period.parse(label).range) for label in periods)
    return proof.effective.overlaps(DateRange(since, until))
