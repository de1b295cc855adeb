"""Obligations that a viewer may see, with the facts from which their state is derived."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When

from parindex.core.calendar import WorkCalendar
from parindex.core.obligations import Facts, Progress, State, state
from parindex.records.models import (
    Comment,
    DateChange,
    Extension,
    Obligation,
    Review,
    Submission,
    Target,
    TaskAgency,
)
from parindex.records.permissions import NotFound, Viewer

_COLUMNS = (
    "id",
    "task_id",
    "agency_id",
    "kind",
    "periods",
    "opens",
    "due",
    "first_due",
    "cancelled_on",
    "superseded_on",
    "has_draft",
    "last_sent_on",
    "last_returned",
    "accepted_on",
)


@dataclass(frozen=True)
class Line:
    """One obligation as pages that show many of them need it; `state` is that of the viewer's day."""

    id: UUID
    task_id: UUID
    agency_id: UUID
    kind: str
    periods: list[str]
    opens: date | None
    due: date | None
    first_due: date | None
    facts: Facts
    on: date

    @cached_property
    def state(self) -> State:
        return state(self.facts, self.on, WorkCalendar.load())

    @property
    def progress(self) -> Progress:
        return Progress.of(self.due, self.state, self.on)


def visible(viewer: Viewer) -> QuerySet[Obligation]:
    """Own agencies' duties, those that an own agency supports, or all for those who oversee."""
    of_programme = _in_force(viewer)
    if viewer.everywhere("see_all_duties"):
        return of_programme
    own = viewer.agencies("see_own_duties")
    supported = TaskAgency.objects.filter(task=OuterRef("task"), agency__in=own, part=TaskAgency.Part.SUPPORTING)
    return of_programme.filter(Q(agency__in=own) | Exists(supported))


def own(viewer: Viewer) -> QuerySet[Obligation]:
    """The duties that the viewer's own agencies owe; who oversees all sits in an agency too."""
    return _in_force(viewer).filter(agency__in=viewer.seats)


def everyones(viewer: Viewer) -> QuerySet[Obligation]:
    """All duties of the programme, for totals alone: never shown one by one to those who may not see them."""
    return _in_force(viewer)


def _in_force(viewer: Viewer) -> QuerySet[Obligation]:
    return Obligation.objects.filter(programme_id=viewer.programme_id, task__item__part__plan__withdrawn=False)


def with_facts(obligations: QuerySet[Obligation], on: date) -> QuerySet[Obligation]:
    """Add what had happened to each obligation by the end of a day."""
    sent = Submission.objects.filter(obligation=OuterRef("pk"), sent_on__lte=on)
    reviewed = Q(review__on__lte=on)
    stands = Q(review__revoked_on__isnull=True) | Q(review__revoked_on__gt=on)
    accepted = reviewed & Q(review__outcome=Review.Outcome.ACCEPTED)
    sent_back = (reviewed & Q(review__outcome=Review.Outcome.RETURNED)) | (accepted & ~stands)
    last = sent.order_by("-number").annotate(
        sent_back=Case(When(sent_back, then=Value(True)), default=Value(False), output_field=BooleanField())
    )
    return obligations.annotate(
        has_draft=Exists(Submission.objects.filter(obligation=OuterRef("pk"), sent_on__isnull=True)),
        last_sent_on=Subquery(last.values("sent_on")[:1]),
        last_returned=Subquery(last.values("sent_back")[:1]),
        accepted_on=Subquery(sent.filter(accepted & stands).order_by("number").values("sent_on")[:1]),
    )


def with_lateness_past(obligations: QuerySet[Obligation]) -> QuerySet[Obligation]:
    """Add `was_late`: a later date was given when the one before it had already passed."""
    too_late = DateChange.objects.filter(obligation=OuterRef("pk"), kind=DateChange.Kind.EXTENDED, on__gt=F("old_due"))
    return obligations.annotate(was_late=Exists(too_late))


def facts_of(obligation: Obligation) -> Facts:
    """The facts of an obligation that came through `with_facts`."""
    noted: Any = obligation
    return Facts(
        due=obligation.due,
        opens=obligation.opens,
        cancelled_on=obligation.cancelled_on,
        superseded_on=obligation.superseded_on,
        has_draft=noted.has_draft,
        last_sent_on=noted.last_sent_on,
        last_returned=bool(noted.last_returned),
        accepted_on=noted.accepted_on,
    )


def lines(obligations: QuerySet[Obligation], on: date) -> list[Line]:
    """One query, plain values: pages hold thousands of these."""
    rows = with_facts(obligations, on).values_list(*_COLUMNS)
    return [
        Line(
            row[0], row[1], row[2], row[3], row[4], row[5], row[6], row[7],
            Facts(row[6], row[5], row[8], row[9], row[10], row[11], bool(row[12]), row[13]),
            on,
        )
        for row in rows
    ]  # fmt: skip


def find(viewer: Viewer, obligation_id: UUID) -> Obligation:
    """One obligation with its task and agency, or NotFound."""
    found = (
        with_lateness_past(with_facts(visible(viewer), viewer.on))
        .select_related("task__item__part__plan", "agency", "term", "occurrence", "created")
        .filter(pk=obligation_id)
        .first()
    )
    if found is None:
        raise NotFound("obligation")
    return found


def state_of(obligation: Obligation, on: date) -> State:
    """The state on a day of an obligation that came through `with_facts`."""
    return state(facts_of(obligation), on, WorkCalendar.load())


BUCKETS = ("late", "today", "week", "later", "waiting", "sent", "done")


@dataclass(frozen=True)
class DutyRow:
    """A duty as a list shows it."""

    obligation: Obligation
    state: State


def duties(viewer: Viewer, obligations: QuerySet[Obligation] | None = None) -> dict[str, list[DutyRow]]:
    """The viewer's own duties by what to do now: late, today, this week, later, waiting for a date, sent, done.

    A returned duty stands where its date puts it: it is to be done again. Upcoming ones are in `later`.
    """
    wanted = own(viewer) if obligations is None else obligations
    rows = (
        with_lateness_past(with_facts(wanted, viewer.on))
        .select_related("task__item__part", "agency")
        .order_by("due", "task__item__part__order", "task__item__order", "task__order", "agency__sort_key")
    )
    found: dict[str, list[DutyRow]] = {bucket: [] for bucket in BUCKETS}
    week_ends = viewer.on + timedelta(days=6 - viewer.on.weekday())
    for obligation in rows:
        row = DutyRow(obligation, state_of(obligation, viewer.on))
        if row.state.counts:
            found[_bucket(row, viewer.on, week_ends)].append(row)
    return found


def _bucket(row: DutyRow, on: date, week_ends: date) -> str:
    if row.state.done:
        return "done"
    if row.state.review == "waiting":
        return "sent"
    due = row.obligation.due
    if due is None:
        return "waiting"
    if due < on:
        return "late"
    if due == on:
        return "today"
    return "week" if due <= week_ends else "later"


def undated(viewer: Viewer) -> list[DutyRow]:
    """Duties that wait for the viewer to enter their date, those of one task side by side."""
    if not viewer.everywhere("change_duty"):
        return []
    return duties(viewer, visible(viewer).filter(due__isnull=True))["waiting"]


def same_wait(viewer: Viewer, obligation: Obligation) -> list[Obligation]:
    """Other agencies' duties of the same task that wait for the same date, in the order of the agencies."""
    if obligation.due or not viewer.everywhere("change_duty"):
        return []
    alike = visible(viewer).filter(
        task_id=obligation.task_id, term_id=obligation.term_id, occurrence_id=obligation.occurrence_id,
        due__isnull=True, cancelled_on__isnull=True, superseded_on__isnull=True,
    )  # fmt: skip
    return list(alike.exclude(pk=obligation.pk).select_related("agency").order_by("agency__sort_key"))


def extensions(obligation: Obligation) -> list[Extension]:
    """What was asked of an obligation that the caller may see, newest first."""
    return list(obligation.extensions.select_related("asked_by", "decided_by").order_by("-asked_at"))


def date_changes(obligation: Obligation) -> list[DateChange]:
    """What happened to the date of an obligation that the caller may see, oldest first."""
    return list(obligation.date_changes.select_related("by").order_by("at"))


def comments(obligation: Obligation) -> list[Comment]:
    """What has been said about an obligation that the caller may see, oldest first."""
    return list(obligation.comments.select_related("by").order_by("at"))


def targets(obligation: Obligation) -> list[Target]:
    """The targets of its task that are in force."""
    return list(obligation.task.targets.filter(replaced=False))


def total(of: Iterable[Line]) -> Progress:
    """The progress of many obligations: sums, never means."""
    found = Progress()
    for line in of:
        found += line.progress
    return found


def by(of: Iterable[Line], field: str) -> dict[UUID, list[Line]]:
    """Lines grouped by one of their keys (`task_id`, `agency_id`)."""
    grouped: dict[UUID, list[Line]] = defaultdict(list)
    for line in of:
        grouped[getattr(line, field)].append(line)
    return grouped
