"""What an auditor looks at: sources and the register side by side, dossiers told differently, doubtful pauses."""

from dataclasses import dataclass
from datetime import datetime

from parindex.core.calendar import WorkCalendar
from parindex.core.dates import Period, Scheme, span
from parindex.core.dossier_rules import load_dossier_rules
from parindex.core.timeliness import VIETNAM, Clock, Pause, PauseKind, audit_pauses, due_limit_of
from parindex.indicators.compare import Comparison, Disagreement, compare_sources, disagreements
from parindex.indicators.dossiers import Dossier, paused_dossiers
from parindex.records.permissions import Viewer
from parindex.records.queries.indicator import keys
from parindex.records.queries.lake import lake_of
from parindex.records.queries.late_case import end_of


@dataclass(frozen=True)
class Reconciliation:
    """Figures of a period by agency and source, and the dossiers under way in it that sources tell differently."""

    comparisons: list[Comparison]
    disagreements: list[Disagreement]


@dataclass(frozen=True)
class Doubt:
    """A pause that an auditor asks about, and why."""

    dossier: Dossier
    start: datetime
    end: datetime | None
    kind: str
    reason: str
    counts: bool
    doubts: list[str]


def reconciliation(viewer: Viewer, period: Period, scheme: Scheme) -> Reconciliation:
    """Of all agencies for overseers, of one's own for others: also where only one of the sources names it."""
    mine, lake, days = keys(viewer), lake_of(viewer), span(period, scheme)
    if not lake.exists():
        return Reconciliation([], [])
    assert days.start and days.end
    as_of = end_of(viewer.on)
    compared = compare_sources(
        lake, start=days.start, end=days.end, kind=period.kind, as_of=as_of, scheme=scheme
    )  # fmt: skip
    told = [
        one
        for one in disagreements(lake, as_of=as_of)
        if any(
            dossier.received_day <= days.end and (dossier.finished_day is None or dossier.finished_day >= days.start)
            for dossier in one.dossiers
        )
    ]
    if mine is not None:
        compared = [one for one in compared if one.agency in mine]
        told = [one for one in told if any(dossier.agency in mine for dossier in one.dossiers)]
    return Reconciliation(compared, told)


def doubtful_pauses(viewer: Viewer, period: Period, scheme: Scheme) -> list[Doubt]:
    """Pauses that began in the period within a day of the due date then in force, or have no reason."""
    mine, lake, days = keys(viewer), lake_of(viewer), span(period, scheme)
    if not lake.exists():
        return []
    assert days.start and days.end
    found = []
    for dossier in paused_dossiers(lake, days.start, days.end, as_of=end_of(viewer.on), agencies=mine):
        for doubt in _doubts(dossier):
            if days.start <= doubt.start.astimezone(VIETNAM).date() <= days.end:
                found.append(doubt)
    return found


def _doubts(dossier: Dossier) -> list[Doubt]:
    """The rows keep no clock of their source: whether due dates are days shows in when the first late instant falls."""
    by_day = bool(dossier.due_day and dossier.overdue_day and dossier.overdue_day > dossier.due_day)
    moved = Clock("day" if by_day else "instant")
    unmoved = dossier.first_due is not None and dossier.due_limit == due_limit_of(dossier.first_due, moved)
    clock = Clock(moved.due_is, due_includes_pauses=unmoved)
    pauses = [Pause(one.start, one.end, _kind(one.kind), one.reason) for one in dossier.pauses]
    counts = {id(pause): one.counts for pause, one in zip(pauses, dossier.pauses, strict=True)}
    doubts = audit_pauses(
        dossier.received, dossier.first_due, pauses, dossier.finished, clock,
        load_dossier_rules().on(dossier.received_day), WorkCalendar.load(),
    )  # fmt: skip
    return [
        Doubt(dossier, pause.start, pause.end, pause.kind, pause.reason or "", counts[id(pause)], said)
        for pause, said in doubts
    ]


def _kind(kind: str | None) -> PauseKind:
    return "supplement" if kind == "supplement" else "pause"
