"""Mending the targets of a task: what a plan's words set, as the office understands them, with reasons."""

from typing import Any
from uuid import UUID

from django.db import transaction

from parindex.core.errors import InputError
from parindex.core.target_sayings import kind_of, say_target
from parindex.core.targets import Target as Threshold
from parindex.core.words import normalise
from parindex.records.actions.history import expect, record
from parindex.records.models import Target, Task
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
