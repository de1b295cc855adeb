"""The whole on one page: the index of the day with its gaps, what moved, and who is late with duties and dossiers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from parindex.core.gaps import Gap
from parindex.core.ranking import Entry, rank
from parindex.records.models import Agency, Baseline, Task
from parindex.records.permissions import Viewer
from parindex.records.queries import baseline, commendation, scorecard, snapshot
from parindex.records.queries import criteria_set as sets
from parindex.records.queries import goal as goals
from parindex.records.queries import obligation as obligations
from parindex.records.queries.commendation import LateCounts
from parindex.records.queries.goal import Aimed
from parindex.records.queries.obligation import Line
from parindex.records.queries.scorecard import Scored
from parindex.records.queries.snapshot import Since

_MOST = 5


@dataclass(frozen=True)
class WorstGap:
    """A criterion that lacks points today: the next day that something of its tasks is due, the `task` that it is of
    (else the first; None without any), and how many of their duties are late.
    """

    gap: Gap
    task: Task | None
    next_due: date | None
    late: int


@dataclass(frozen=True)
class Late:
    """How many of what an agency owes are late; of its dossiers, how many of these are still open, `overdue`. `opens`:
    the viewer may see which.
    """

    agency: Agency
    late: int
    of: int
    opens: bool
    overdue: int = 0

    @property
    def resolved(self) -> int:
        """Of late dossiers those that were resolved late."""
        return self.late - self.overdue


@dataclass(frozen=True)
class Ranks:
    """Our rank among last year's published scores of peers: with what is secured, if the year ended today, and with
    all that can still be had.
    """

    year: int
    of: int
    secured: int
    today: int
    most: int


@dataclass(frozen=True)
class Overview:
    """`scored` and `aimed` are None where no set is in use for the district, `since` where no snapshot is a week
    old.
    """

    scored: Scored | None
    last: Baseline | None
    aimed: Aimed | None
    ranks: Ranks | None
    since: Since | None
    worst: tuple[WorstGap, ...]
    late_duties: tuple[Late, ...]
    late_dossiers: tuple[Late, ...]
    duties: int
    dossiers: LateCounts


def overview(viewer: Viewer) -> Overview:
    """For those who see all scores: a card without what may not be seen yet would be another index for every reader. A
    constant number of queries.
    """
    viewer.require("see_all_scores")
    criteria = sets.in_use(viewer, "district")
    scored = scorecard.authority(viewer, criteria) if criteria else None
    lines = [one for one in obligations.lines(obligations.everyones(viewer), viewer.on) if one.state.counts]
    agencies = list(Agency.objects.filter(programme_id=viewer.programme_id).order_by("sort_key"))
    counts = commendation.late_counts(viewer)
    duties, dossiers = _late_duties(viewer, lines, agencies), _late_dossiers(viewer, agencies, counts)
    return Overview(
        scored,
        baseline.of(viewer, baseline.year_before(viewer)),
        goals.aimed(viewer, scored) if scored else None,
        _ranks(viewer, scored) if scored else None,
        snapshot.since(viewer, scored) if scored else None,
        _worst(viewer, scored, lines) if scored else (),
        tuple(duties[:_MOST]),
        tuple(dossiers[:_MOST]),
        sum(one.late for one in duties),
        LateCounts(*(sum(getattr(one, name) for one in counts.values()) for name in ("late", "resolved", "overdue"))),
    )


def _is_late(line: Line, on: date) -> bool:
    return bool(line.progress.late) and line.due is not None and line.due < on


def _worst(viewer: Viewer, scored: Scored, lines: Iterable[Line]) -> tuple[WorstGap, ...]:
    by_task: dict[UUID, list[Line]] = {}
    for line in lines:
        by_task.setdefault(line.task_id, []).append(line)
    found = []
    for gap in scored.account.gaps.largest()[:_MOST]:
        tie = scored.tied.get(gap.id or "")
        tasks = tie.tasks if tie else ()
        owed = [line for task in tasks for line in by_task.get(task, ())]
        ahead = [
            (line.due, line.task_id) for line in owed if line.due and line.due >= viewer.on and not line.state.done
        ]  # fmt: skip
        due, key = min(ahead, default=(None, tasks[0] if tasks else None))
        late = sum(1 for line in owed if _is_late(line, viewer.on))
        found.append(WorstGap(gap, scored.tasks[key] if key else None, due, late))
    return tuple(found)


def _late_duties(viewer: Viewer, lines: Sequence[Line], agencies: Sequence[Agency]) -> list[Late]:
    """Of everybody, as the board tells them, the most late first."""
    late: dict[UUID, int] = {}
    every: dict[UUID, int] = {}
    for line in lines:
        every[line.agency_id] = every.get(line.agency_id, 0) + 1
        late[line.agency_id] = late.get(line.agency_id, 0) + _is_late(line, viewer.on)
    own, sees_all = viewer.agencies("see_own_duties"), viewer.everywhere("see_all_duties")
    rows = [
        Late(one, late[one.pk], every[one.pk], sees_all or one.pk in own) for one in agencies if late.get(one.pk)
    ]  # fmt: skip
    return sorted(rows, key=lambda row: -row.late)


def _late_dossiers(viewer: Viewer, agencies: Sequence[Agency], found: Mapping[str, LateCounts]) -> list[Late]:
    """Of everybody, as the table of indicators tells them, the most late first."""
    own, sees_all = viewer.agencies("see_own_dossiers"), viewer.everywhere("see_all_dossiers")
    rows = [
        Late(
            one,
            found[one.key].settled.late,
            found[one.key].settled.of,
            sees_all or one.pk in own,
            found[one.key].overdue,
        )
        for one in agencies
        if one.key in found and found[one.key].settled.late
    ]
    return sorted(rows, key=lambda row: -row.late)


def _ranks(viewer: Viewer, scored: Scored) -> Ranks | None:
    year, card = baseline.year_before(viewer), scored.card
    peers = {one.name: one.points for one in baseline.peers(viewer, year) if one.name != card.unit}
    if not peers:
        return None
    found = scored.account.projection
    most = found.whole.secured + found.whole.possible
    places = [_place(scored, points, peers) for points in (found.whole.secured, found.today, most)]
    return Ranks(year, len(peers) + 1, *places)


def _place(scored: Scored, points: Fraction, peers: Mapping[str, Decimal]) -> int:
    entries = [Entry(scored.card.unit, "", points), *(Entry(name, "", Fraction(each)) for name, each in peers.items())]
    return rank(entries, scored.card.criteria_set.ranking)[0].rank or 0
