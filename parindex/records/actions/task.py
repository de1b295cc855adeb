"""What a plan's words make of a task, and mending its targets: as the office understands them, with reasons."""

from typing import Any
from uuid import UUID

from django.db import transaction

from parindex.core.errors import InputError
from parindex.core.plan_reading import PlanItem, PlanTask
from parindex.core.target_sayings import kind_of, say_target
from parindex.core.targets import Target as Threshold
from parindex.core.words import fold, normalise
from parindex.records.actions.history import expect, record
from parindex.records.models import Agency, Item, Target, Task, TaskAgency, Term
from parindex.records.permissions import NotFound, Viewer
from parindex.records.queries import task as tasks

LONGEST_INDICATOR = 60


def _held(by: Viewer, task_id: UUID, reason: str, version: int | None) -> tuple[Task, str]:
    """The task, held for this transaction and as the person saw it, and the reason that they gave."""
    tasks.find(by, task_id)
    by.require("change_duty")
    task = Task.objects.select_for_update().get(pk=task_id)
    if not normalise(reason):
        raise InputError("Hãy ghi lý do sửa chỉ tiêu, ví dụ số văn bản điều chỉnh.")
    if task.retired_id:
        raise InputError("Nhiệm vụ này không còn trong kế hoạch nên không sửa chỉ tiêu được.")
    expect(task, version)
    task.save(update_fields=["version"])
    return task, normalise(reason)


def _standing(task: Task, target_id: UUID) -> Target:
    found = task.targets.filter(pk=target_id, replaced=False).first()
    if found is None:
        raise NotFound("target")
    return found


def _indicator(indicator: str) -> str:
    named = normalise(indicator)
    if len(named) > LONGEST_INDICATOR:
        raise InputError(f"Mã chỉ tiêu thống kê dài quá {LONGEST_INDICATOR} ký tự; hãy ghi mã ngắn.")
    return named


@transaction.atomic
def add_target(
    by: Viewer, task_id: UUID, threshold: Threshold, reason: str, indicator: str = "", version: int | None = None
) -> Target:
    """Set a further threshold for a task."""
    task, reason = _held(by, task_id, reason, version)
    last = task.targets.order_by("-order").first()
    target = Target.objects.create(
        programme_id=task.programme_id, task=task, order=last.order + 1 if last else 0, data=threshold.to_json(),
        indicator=_indicator(indicator),
    )  # fmt: skip
    _note(by, task, "add_target", f"Thêm chỉ tiêu: {reason}", [None, target.data])
    return target


@transaction.atomic
def change_target(
    by: Viewer, task_id: UUID, target_id: UUID, threshold: Threshold, reason: str, indicator: str = "",
    version: int | None = None,
) -> Target:  # fmt: skip
    """Put a threshold in the place of another; figures that were handed in stay with the one they were given for.

    The plan's own words are kept, and while the kind stays also exceptions, comparison, year and strictness.
    """
    task, reason = _held(by, task_id, reason, version)
    old = _standing(task, target_id)
    kept: tuple[str, ...] = ("words", "place")
    if kind_of(threshold.to_json()) == kind_of(old.data):
        kept += ("except", "against", "by", "strict")
    data = threshold.to_json() | {key: old.data[key] for key in kept if old.data.get(key)}
    old.replaced = True
    old.save(update_fields=["replaced"])
    target = Target.objects.create(
        programme_id=task.programme_id, task=task, order=old.order, data=data, indicator=_indicator(indicator)
    )
    _note(by, task, "change_target", f"Sửa chỉ tiêu: {reason}", [old.data, data])
    return target


@transaction.atomic
def remove_target(by: Viewer, task_id: UUID, target_id: UUID, reason: str, version: int | None = None) -> Target:
    """Take a threshold away; figures handed in for it stay to be read."""
    task, reason = _held(by, task_id, reason, version)
    old = _standing(task, target_id)
    old.replaced = True
    old.save(update_fields=["replaced"])
    _note(by, task, "remove_target", f"Bỏ chỉ tiêu: {reason}", [old.data, None])
    return old


def _note(by: Viewer, task: Task, verb: str, words: str, pair: list[dict[str, Any] | None]) -> None:
    said = [say_target(data) if data else None for data in pair]
    record(by, verb, task, words, changes={"chỉ tiêu": said})


def fill(task: Task, item: PlanItem, source: PlanTask) -> Task:
    """Give a task the words of a reading (unsaved)."""
    task.text, task.phrase = source.text, source.phrase or ""
    task.lead_names, task.supporting_names = list(source.lead), list(source.supporting)
    task.product, task.note = source.product or "", source.note or ""
    task.place, task.doubtful = source.place.to_json(), source.doubtful
    task.folded = fold(" ".join([item.title or "", source.text, *source.lead, source.phrase or ""]))
    return task


def terms_of(task: Task, source: PlanTask) -> list[Term]:
    """The terms of a reading as rows of a task (unsaved)."""
    return [
        Term(
            programme_id=task.programme_id, task=task, order=n, kind=term.kind, trigger=term.trigger or "",
            data=term.to_json(),
        )
        for n, term in enumerate(source.schedule)
    ]  # fmt: skip


def target_of(task: Task, order: int, data: dict[str, Any], indicator: str = "") -> Target:
    """A target of a reading as a row of a task (unsaved)."""
    return Target(programme_id=task.programme_id, task=task, order=order, data=data, indicator=indicator)


def replace_targets(task: Task, source: PlanTask) -> None:
    """Targets that stay keep their figures; one that takes another's place in the same unit keeps its indicator."""
    left = list(task.targets.filter(replaced=False))
    indicators = {(old.order, old.data.get("unit")): old.indicator for old in left}
    for n, data in enumerate(source.targets):
        same = next((old for old in left if old.data == data), None)
        if same is None:
            target_of(task, n, data, indicators.get((n, data.get("unit")), "")).save()
        else:
            left.remove(same)
    task.targets.filter(pk__in=[old.pk for old in left]).update(replaced=True)


def restore(task: Task, before: dict[str, Any], agencies: dict[str, Agency]) -> None:
    """Put a task back as it was; `before` is what the amendment noted of it."""
    task.item = Item.objects.select_related("part").get(pk=before["item"])
    source = PlanTask.from_json(before["task"])
    place = PlanItem(task.item.part.number, task.item.part.title, task.item.number, task.item.title, source.place)
    fill(task, place, source)
    task.version += 1
    task.save()
    TaskAgency.objects.filter(task=task).delete()
    write_agencies(task, source, agencies)
    for model, kept in ((Term, before["terms"]), (Target, before["targets"])):
        model.objects.filter(task=task).update(replaced=True)
        model.objects.filter(task=task, pk__in=kept).update(replaced=False)


def write_agencies(task: Task, source: PlanTask, agencies: dict[str, Agency]) -> None:
    """Write who leads and who supports a task, of the agencies of its programme."""
    parts = ((TaskAgency.Part.LEAD, source.lead_keys), (TaskAgency.Part.SUPPORTING, source.supporting_keys))
    TaskAgency.objects.bulk_create(
        TaskAgency(programme_id=task.programme_id, task=task, agency=agencies[key], part=part)
        for part, keys in parts
        for key in dict.fromkeys(keys)
        if key in agencies
    )
