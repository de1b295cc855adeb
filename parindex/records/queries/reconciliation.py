"""What an auditor looks at: sources and the register side by side, dossiers told differently, doubtful pauses."""

from dataclasses import dataclass
from datetime import datetime

from parindex.core.calendar import WorkCalendar
from parindex.core.dates import Period, Scheme, span
from parindex.core.dossier_rules import load_dossier_rules
from parindex.core.timeliness import VIETNAM, Clock, Pause, PauseKind, audit_pauses, due_limit_of
from parindex.indicators.compare import Comparison, Disagreements, compare_sources, disagreements
from parindex.indicators.dossiers import Dossier, paused_dossiers
from parindex.records.permissions import Viewer
from parindex.records.queries.indicator import keys
from parindex.records.queries.lake import lake_of, remembered
from parindex.records.queries.late_case import end_of


@dataclass(frozen=True)
class Reconciliation:
    """Figures of a period by agency and source, and the dossiers under way in it that sources tell differently."""

    comparisons: list[Comparison]
    disagreements: Disagreements


@dataclass(frozen=True)
class Doubt:
    """A pause that an auditor asks about, and why; `agency` as the dossier has it."""

    agency: str | None
    code: str
    procedure: str
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
        return Reconciliation([], Disagreements([], {}))
    assert days.start and days.end
    as_of, among = end_of(viewer.on), None if mine is None else tuple(sorted(mine))
    compared = compare_sources(
        lake, start=days.start, end=days.end, kind=period.kind, as_of=as_of, scheme=scheme
    )  # fmt: skip
    if mine is not None:
        compared = [one for one in compared if one.agency in mine]
    told = remembered(
        lake, ("disagreements", days, as_of, among),
        lambda: disagreements(lake, as_of=as_of, start=days.start, end=days.end, agencies=among),
    )  # fmt: skip
    return Reconciliation(compared, told)


def doubtful_pauses(viewer: Viewer, period: Period, scheme: Scheme) -> list[Doubt]:
    """Pauses that began in the period within a day of the due date then in force, or have no reason."""
    mine, lake, days, as_of = keys(viewer), lake_of(viewer), span(period, scheme), end_of(viewer.on)
    if not lake.exists():
        return []
    assert days.start and days.end
    start, end, among = days.start, days.end, None if mine is None else tuple(sorted(mine))

    def ask() -> list[Doubt]:
        paused = paused_dossiers(lake, start, end, as_of=as_of, agencies=among)
        found = [doubt for dossier in paused for doubt in _doubts(dossier)]
        return [one for one in found if start <= one.start.astimezone(VIETNAM).date() <= end]

    return remembered(lake, ("doubtful_pauses", days, as_of, among), ask)


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
        Doubt(
            dossier.agency,
            dossier.code,
            dossier.procedure_name or "",
            pause.start,
            pause.end,
            pause.kind,
            pause.reason or "",
            counts[id(pause)],
            said,
        )
        for pause, said in doubts
    ]


def _kind(kind: str | None) -> PauseKind:
    return "supplement" if kind == "supplement" else "pause"
