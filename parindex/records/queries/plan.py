"""The plan as a tree of parts, items and tasks, with progress that adds up."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from parindex.core.obligations import Progress
from parindex.records.models import Agency, Item, Part, Plan, PlanVersion, Target, Task, TaskAgency, Term
from parindex.records.permissions import NotFound, Viewer
from parindex.records.queries import obligation as obligations
from parindex.records.queries.obligation import Line

# What asks for action first stands for an agency that has several duties of one task.
URGENCY = (
    "late", "returned", "today", "due_soon", "open", "sent", "waiting", "upcoming", "done_late", "done",
    "cancelled", "superseded",
)  # fmt: skip


@dataclass(frozen=True)
class AgencyState:
    """One agency's worst state in one task."""

    agency: Agency
    key: str
    obligation_id: UUID


@dataclass
class TaskNode:
    task: Task
    progress: Progress = field(default_factory=Progress)
    agencies: list[AgencyState] = field(default_factory=list)
    targets: list[Target] = field(default_factory=list)
    events: list[Term] = field(default_factory=list)
    next_due: date | None = None


@dataclass
class ItemNode:
    item: Item
    tasks: list[TaskNode] = field(default_factory=list)
    progress: Progress = field(default_factory=Progress)


@dataclass
class PartNode:
    part: Part
    items: list[ItemNode] = field(default_factory=list)
    progress: Progress = field(default_factory=Progress)


@dataclass(frozen=True)
class PlanTree:
    plan: Plan
    version: PlanVersion
    parts: list[PartNode]
    progress: Progress
    agencies: list[Agency]


def plans(viewer: Viewer) -> QuerySet[Plan]:
    """Plans in force of the viewer's programme."""
    viewer.require("see_plan")
    return Plan.objects.filter(programme_id=viewer.programme_id, withdrawn=False).order_by("issued", "title")


def find(viewer: Viewer, plan_id: UUID) -> Plan:
    found = plans(viewer).filter(pk=plan_id).first()
    if found is None:
        raise NotFound("plan")
    return found


def versions(viewer: Viewer, plan: Plan) -> QuerySet[PlanVersion]:
    viewer.require("see_plan")
    return plan.versions.filter(undone_at__isnull=True).select_related("confirmed_by")


def tree(
    viewer: Viewer, plan: Plan, *, agency: UUID | None = None, state: str = "", month: int | None = None
) -> PlanTree:
    """The whole plan in a constant number of queries.

    Filters narrow the duties that are counted, and tasks left without any are left out; counts are of the duties that
    the viewer may see. A task that an amendment removed stays as long as duties from before it count.
    """
    version = versions(viewer, plan).last()
    if version is None:
        raise NotFound("plan")
    tasks = Task.objects.filter(item__part__plan=plan).select_related("item__part")
    tasks = tasks.order_by("item__part__order", "item__order", "order")
    lines = obligations.lines(obligations.visible(viewer).filter(task__item__part__plan=plan), viewer.on)
    filtered = [line for line in lines if _fits(line, agency, state, month)]
    agencies = {a.pk: a for a in Agency.objects.filter(programme_id=viewer.programme_id)}
    narrowed = bool(agency or state or month)
    counting = {line.task_id for line in filtered if line.state.counts}
    tasks = [task for task in tasks if task.retired_id is None or task.pk in counting]
    nodes = _task_nodes(tasks, obligations.by(filtered, "task_id"), agencies)
    events = _events(plan, agency)
    for node in nodes:
        node.events = events.get(node.task.pk, [])
    if narrowed:
        kept_by_event = bool(agency and not state and not month)
        nodes = [node for node in nodes if node.agencies or (kept_by_event and node.events)]
    parts = _fold_up(nodes)
    used = {line.agency_id for line in lines}
    listed = sorted((agencies[key] for key in used), key=lambda a: a.sort_key)
    return PlanTree(plan, version, parts, obligations.total(filtered), listed)


def _fits(line: Line, agency: UUID | None, state: str, month: int | None) -> bool:
    if agency and line.agency_id != agency:
        return False
    if state and line.state.key != state:
        return False
    return not month or (line.due is not None and line.due.month == month)


def _events(plan: Plan, agency: UUID | None) -> dict[UUID, list[Term]]:
    terms = Term.objects.filter(task__item__part__plan=plan, task__retired__isnull=True, kind="event", replaced=False)
    if agency:
        terms = terms.filter(task__agencies__agency=agency, task__agencies__part=TaskAgency.Part.LEAD)
    found: dict[UUID, list[Term]] = defaultdict(list)
    for term in terms:
        found[term.task_id].append(term)
    return found


def _task_nodes(tasks: list[Task], by_task: dict[UUID, list[Line]], agencies: dict[UUID, Agency]) -> list[TaskNode]:
    targets: dict[UUID, list[Target]] = defaultdict(list)
    for target in Target.objects.filter(task__in=[task.pk for task in tasks], replaced=False):
        targets[target.task_id].append(target)
    nodes = []
    for task in tasks:
        node = TaskNode(task, targets=targets[task.pk])
        for agency_id, lines in obligations.by(by_task.get(task.pk, ()), "agency_id").items():
            worst = min(lines, key=lambda line: URGENCY.index(line.state.key))
            node.agencies.append(AgencyState(agencies[agency_id], worst.state.key, worst.id))
            for line in lines:
                node.progress += line.progress
                if line.due and line.state.counts and not line.state.done:
                    node.next_due = min(node.next_due or line.due, line.due)
        node.agencies.sort(key=lambda state: state.agency.sort_key)
        nodes.append(node)
    return nodes


def _fold_up(nodes: list[TaskNode]) -> list[PartNode]:
    parts: list[PartNode] = []
    for node in nodes:
        item = node.task.item
        if not parts or parts[-1].part.pk != item.part_id:
            parts.append(PartNode(item.part))
        part = parts[-1]
        if not part.items or part.items[-1].item.pk != item.pk:
            part.items.append(ItemNode(item))
        part.items[-1].tasks.append(node)
        part.items[-1].progress += node.progress
        part.progress += node.progress
    return parts
