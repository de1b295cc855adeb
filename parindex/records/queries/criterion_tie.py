"""What criteria are tied to, as the office keeps it, and the addresses by which tasks of the plan are named."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from parindex.core.criteria import CriteriaSet, Criterion
from parindex.core.criteria_compare import compare
from parindex.core.criterion_sources import Source, read_source
from parindex.core.errors import InputError
from parindex.core.methods.yes_no_by_deadline import YesNoByDeadline
from parindex.records.models import CriterionTie, Obligation, Programme, Task
from parindex.records.permissions import NotFound, Viewer
from parindex.records.queries import criteria_set as sets
from parindex.records.queries import round as rounds
from parindex.records.queries import scorecard
from parindex.records.queries.scorecard import Scored, tasks_in_force


def find(viewer: Viewer, set_name: str, criterion: str) -> tuple[Criterion, CriterionTie | None]:
    """A scored criterion of a set with its tie, for the office; NotFound where the set has no such criterion."""
    viewer.require("manage_criteria")
    scored = {each.id: each for each in sets.load(viewer, set_name).walk() if each.method is not None}
    if criterion not in scored:
        raise NotFound("criterion")
    ties = CriterionTie.objects.filter(programme_id=viewer.programme_id, set_name=set_name, criterion=criterion)
    return scored[criterion], ties.prefetch_related("tasks", "leaders").first()


def source_of(tie: CriterionTie | None) -> Source | None:
    """Where the answer comes from; None: it is given by hand."""
    return read_source(tie.source) if tie else None


def named(viewer: Viewer) -> Iterator[tuple[str, Task]]:
    """Every task in force with its address PART.ITEM.ORDINAL, in the order of the plan."""
    ordinals: dict[UUID, int] = defaultdict(int)
    for task in tasks_in_force(viewer):
        ordinals[task.item_id] += 1
        yield f"{task.item.part.number}.{task.item.number}.{ordinals[task.item_id]}", task


def addresses(tasks: Sequence[tuple[str, Task]]) -> dict[str, list[Task]]:
    """Tasks by PART, PART.ITEM and PART.ITEM.ORDINAL, as plans number them."""
    found: dict[str, list[Task]] = defaultdict(list)
    for address, task in tasks:
        for part in (task.item.part.number, f"{task.item.part.number}.{task.item.number}", address):
            found[part].append(task)
    return found


def of_task(viewer: Viewer, task_id: UUID, level: str = "district") -> list[Criterion]:
    """The criteria of the set of a level that a task wins points for, in the order of the set."""
    try:
        criteria = sets.in_use(viewer, level)
    except InputError:
        criteria = None  # a set that cannot be read is told where sets are shown, not on every task
    if criteria is None:
        return []
    ids = set(
        CriterionTie.objects.filter(
            programme_id=viewer.programme_id, set_name=criteria.name, tasks=task_id
        ).values_list("criterion", flat=True)
    )  # fmt: skip
    return [each for each in criteria.walk() if each.id in ids]


@dataclass(frozen=True)
class OwnDeadline:
    """The last day of a criterion's own that no extension of a duty moves, and the points that are lost after it.

    `authority`: it is scored by it; else the agency that owes the duty is.
    """

    criterion: Criterion
    last_day: date
    lost: Decimal
    authority: bool


def own_deadlines(viewer: Viewer, obligation: Obligation) -> list[OwnDeadline]:
    """Those of the criteria that a duty wins points for, the authority's first."""
    year = Programme.objects.values_list("year", flat=True).get(pk=viewer.programme_id)
    found = []
    for level in ("district", obligation.agency.kind):
        for one in of_task(viewer, obligation.task_id, level):
            if isinstance(one.method, YesNoByDeadline) and one.method.late_points < one.method.limit:
                lost = one.method.limit - one.method.late_points
                found.append(OwnDeadline(one, one.method.last_day(year), lost, level == "district"))
    return found


@dataclass(frozen=True)
class Taken:
    """What a set takes over from the one whose place it takes: `ties` by the new id, and the criteria of the old set
    whose ties have no place in the new one.
    """

    old: CriteriaSet
    new: CriteriaSet
    ties: dict[str, CriterionTie]
    left: tuple[Criterion, ...]


def taken(viewer: Viewer, old: CriteriaSet, new: CriteriaSet) -> Taken:
    """The ties that a set would take over: those of criteria that are the same and have none of their own yet."""
    viewer.require("manage_criteria")
    ties = scorecard.ties_of(viewer, new, old)
    same, had = compare(old, new).scored, scorecard.ties_of(viewer, old)
    left = tuple(each for each in old.walk() if each.id in had and each.id not in same)
    return Taken(old, new, {id: row for id, row in ties.items() if row.set_name == old.name}, left)


@dataclass(frozen=True)
class Choosing:
    """What scoring a level by another set would change today: each unit's card by the set in use and by the other one,
    what it takes over, and the criteria whose answers are of no use there (id and title in the old set).
    """

    taken: Taken
    units: tuple[tuple[Scored, Scored], ...]

    @property
    def bare(self) -> list[Criterion]:
        """The criteria of the new set that are in no way in the old one."""
        known = set(compare(self.taken.old, self.taken.new).scored.values())
        return [each for each in self.taken.new.walk() if each.method is not None and each.id not in known]

    @property
    def unanswered(self) -> list[Criterion]:
        """The criteria of the old set that had an answer of some unit which the new set cannot use."""
        same = compare(self.taken.old, self.taken.new).scored
        lost = {
            id for before, after in self.units for id in before.origins
            if id not in same or same[id] not in after.origins
        }  # fmt: skip
        return [each for each in self.taken.old.walk() if each.id in lost]

    @property
    def differences(self) -> list[Fraction]:
        """By unit, by how many points its card changes."""
        return [after.card.total - before.card.total for before, after in self.units]


def choosing(viewer: Viewer, level: str, name: str) -> Choosing | None:
    """What choosing a set for a level would change; None where nothing scores it now, or the same set does. A constant
    number of queries.
    """
    viewer.require("manage_criteria")
    new = sets.load(viewer, name)
    try:
        old = sets.in_use(viewer, level)
    except (InputError, NotFound):
        old = None  # its text was tampered with: there is nothing to compare with
    if old is None or old.name == name:
        return None
    among = list(rounds.units(viewer, level)) if level in rounds.UNIT_LEVELS else []
    now = scorecard.scorecards(viewer, old, among, authority=not among)
    then = scorecard.scorecards(viewer, new, among, authority=not among, like=old)
    return Choosing(taken(viewer, old, new), tuple((now[key], then[key]) for key in now))
