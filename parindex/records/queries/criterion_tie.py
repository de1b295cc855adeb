"""What criteria are tied to, as the office keeps it, and the addresses by which tasks of the plan are named."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from uuid import UUID

from parindex.core.criteria import Criterion
from parindex.core.criterion_sources import Source, read_source
from parindex.core.errors import InputError
from parindex.records.models import CriterionTie, Task
from parindex.records.permissions import NotFound, Viewer
from parindex.records.queries import criteria_set as sets
from parindex.records.queries.scorecard import tasks_in_force


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


def of_task(viewer: Viewer, task_id: UUID) -> list[Criterion]:
    """The criteria of the authority's set that a task wins points for, in the order of the set."""
    try:
        criteria = sets.in_use(viewer, "district")
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
