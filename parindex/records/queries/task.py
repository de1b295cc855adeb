"""One task with all its agencies."""

from collections import defaultdict
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q

from parindex.core.obligations import Progress
from parindex.records.models import Agency, Extension, Occurrence, Target, Task, TaskAgency, Term
from parindex.records.permissions import NotFound, Viewer
from parindex.records.queries import obligation as obligations
from parindex.records.queries.obligation import DutyRow


@dataclass(frozen=True)
class TaskDetail:
    task: Task
    leads: list[Agency]
    supporting: list[Agency]
    terms: list[Term]
    targets: list[Target]
    occurrences: list[Occurrence]
    duties: list[tuple[Agency, list[DutyRow]]]
    progress: Progress


def find(viewer: Viewer, task_id: UUID) -> Task:
    """A task of the viewer's programme (the plan's words are for all who see the plan), or NotFound."""
    viewer.require("see_plan")
    found = (
        Task.objects.filter(pk=task_id, programme_id=viewer.programme_id, item__part__plan__withdrawn=False)
        .select_related("item__part__plan", "introduced", "retired")
        .first()
    )
    if found is None:
        raise NotFound("task")
    return found


def detail(viewer: Viewer, task_id: UUID) -> TaskDetail:
    """A task with its agencies, terms, targets and those duties that the viewer may see."""
    task = find(viewer, task_id)
    parts = TaskAgency.objects.filter(task=task).select_related("agency").order_by("agency__sort_key")
    leads = [p.agency for p in parts if p.part == TaskAgency.Part.LEAD]
    supporting = [p.agency for p in parts if p.part == TaskAgency.Part.SUPPORTING]
    rows = (
        obligations.with_facts(obligations.visible(viewer).filter(task=task), viewer.on)
        .select_related("agency")
        .order_by("agency__sort_key", "due")
    )
    grouped: dict[Agency, list[DutyRow]] = defaultdict(list)
    progress = Progress()
    for obligation in rows:
        row = DutyRow(obligation, obligations.state_of(obligation, viewer.on))
        grouped[obligation.agency].append(row)
        progress += Progress.of(obligation.due, row.state, viewer.on)
    occurrences = (
        Occurrence.objects.filter(term__task=task)
        .filter(obligations__in=obligations.visible(viewer))
        .select_related("recorded_by", "term")
        .distinct()
        .order_by("happened_on")
    )
    terms, targets = task.terms.filter(replaced=False), task.targets.filter(replaced=False)
    return TaskDetail(
        task, leads, supporting, list(terms), list(targets), list(occurrences), list(grouped.items()), progress
    )


def events(viewer: Viewer) -> list[Term]:
    """Event terms that lay a duty on an agency for which the viewer may record what happened."""
    if not viewer.may("record_event"):
        return []
    terms = Term.objects.filter(
        programme_id=viewer.programme_id, kind="event", replaced=False, task__retired__isnull=True,
        task__item__part__plan__withdrawn=False,
    ).select_related("task__item__part")  # fmt: skip
    if not viewer.everywhere("record_event"):
        terms = terms.filter(
            task__agencies__agency__in=viewer.agencies("record_event"), task__agencies__part=TaskAgency.Part.LEAD
        )
    return list(
        terms.annotate(times=Count("occurrences", distinct=True, filter=_own_occurrences(viewer)))
        .distinct()
        .order_by("task__item__part__order", "task__item__order", "task__order", "order")
    )


def _own_occurrences(viewer: Viewer) -> Q:
    if viewer.everywhere("record_event"):
        return Q()
    return Q(occurrences__obligations__agency__in=viewer.agencies("record_event"))


def waiting_extensions(viewer: Viewer) -> list[Extension]:
    """Requests for a later date that wait for the viewer's decision."""
    if not viewer.everywhere("decide_extension"):
        return []
    return list(
        Extension.objects.filter(granted__isnull=True, obligation__in=obligations.visible(viewer))
        .filter(obligation__cancelled_on__isnull=True, obligation__superseded_on__isnull=True)
        .select_related("obligation__task__item__part", "obligation__agency", "asked_by")
        .order_by("asked_at")
    )
