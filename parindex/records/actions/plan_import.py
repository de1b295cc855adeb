"""Uploading a plan, mending its reading, and setting it aside. Confirming is in actions/plan.py."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from parindex.core.agencies import Registry
from parindex.core.calendar import WorkCalendar
from parindex.core.errors import InputError
from parindex.core.plan_differences import same_plan
from parindex.core.plan_meaning import Meaning
from parindex.core.plan_reading import Place, PlanItem, PlanReading, PlanTask
from parindex.core.plan_tasks import TaskWords
from parindex.core.plans import read_plan
from parindex.core.tables import Document, Paragraph, Table
from parindex.core.words import fold, normalise
from parindex.documents.reading import read_document
from parindex.records.actions import file as files
from parindex.records.actions.history import expect, record
from parindex.records.models import Agency, Import, Plan, Programme
from parindex.records.permissions import NotFound, Viewer
from parindex.records.queries import plan_import as imports
from parindex.records.queries.plan_import import Address


@transaction.atomic
def upload(by: Viewer, data: bytes, name: str, year: int | None = None) -> Import:
    """Read an uploaded plan; nothing of the programme changes until it is confirmed.

    `year` is for a document that does not say its own.
    """
    by.require("import_plan")
    programme = Programme.objects.get(pk=by.programme_id)
    file = files.keep(by, data, name)
    document = read_document(data, name)
    reading = read_plan(document, Registry.load(), year, WorkCalendar.load())
    if not reading.items:
        raise InputError(f"“{name}”: không tìm thấy bảng nhiệm vụ hoặc nhiệm vụ có nhãn nào; hãy kiểm tra lại tệp.")
    added = _added_agencies(by)
    items = (replace(i, tasks=tuple(_with_added(task, added) for task in i.tasks)) for i in reading.items)
    with_keys = replace(reading, items=tuple(items))
    became = {(account.table, account.row): account.became for account in reading.accounts}
    created = Import.objects.create(
        programme=programme, name=normalise(name)[:255], file=file, plan=_same_plan(by, reading),
        original=with_keys.to_json(), reading=with_keys.to_json(), source=_source(document, became),
        created_at=by.at, created_by_id=by.user_id,
    )  # fmt: skip
    record(by, "upload", created, f"Tải lên kế hoạch “{created.name}”: {len(reading.tasks)} nhiệm vụ")
    return created


def _known_here(by: Viewer, task: PlanTask) -> PlanTask:
    """Agencies that the office has added to the programme answer to their names too, where rules/ knew none."""
    return _with_added(task, _added_agencies(by))


def _added_agencies(by: Viewer) -> dict[str, Agency]:
    return {agency.folded: agency for agency in Agency.objects.filter(programme_id=by.programme_id)}


def _with_added(task: PlanTask, added: dict[str, Agency]) -> PlanTask:
    return replace(
        task,
        lead_keys=tuple(task.lead_keys) + _added(task.lead, task.lead_keys, added),
        supporting_keys=tuple(task.supporting_keys) + _added(task.supporting, task.supporting_keys, added),
    )


def _added(names: tuple[str, ...], keys: tuple[str, ...], added: dict[str, Agency]) -> tuple[str, ...]:
    found = (added.get(fold(name)) for name in names)
    return tuple(agency.key for agency in found if agency and agency.key not in keys)


def _same_plan(by: Viewer, reading: PlanReading) -> Plan | None:
    plans = Plan.objects.filter(programme_id=by.programme_id, withdrawn=False)
    read = reading.plan
    return next((plan for plan in plans if same_plan(read.title, read.number, plan.title, plan.number)), None)


def _source(document: Document, became: dict[tuple[int | None, int], str]) -> list[dict[str, Any]]:
    """The document's rows and paragraphs as plain text, for showing beside the reading."""
    found: list[dict[str, Any]] = []
    counted = 0
    for block in document.blocks:
        if isinstance(block, Paragraph):
            counted += 1
            found.append(
                {"paragraph": counted, "page": block.page, "cells": [[block.whole]],
                 "became": became.get((None, counted), "")}
            )  # fmt: skip
        elif isinstance(block, Table):
            found += [
                {"table": block.number, "row": row.number, "page": row.page, "sheet": block.sheet,
                 "printed_row": row.number + block.first_row - 1,
                 "cells": [[p.whole for p in cell.paragraphs] for cell in row.cells],
                 "columns": [cell.column for cell in row.cells],
                 "became": became.get((block.number, row.number), "")}
                for row in block.rows
            ]  # fmt: skip
    return found


def _held(by: Viewer, import_id: UUID, version: int | None) -> Import:
    """The import, held for this transaction, still open, and as the person saw it."""
    imports.find(by, import_id)
    found = Import.objects.select_for_update().get(pk=import_id)
    if found.confirmed_id or found.discarded_at:
        raise InputError("Bản nhập này đã được xác nhận hoặc đã bỏ, không sửa được nữa.")
    expect(found, version)
    return found


def _task_json(reading: dict[str, Any], address: Address) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    block = reading["items"] if address.block == "items" else reading["plan"]["organisation"]
    if not 0 <= address.item < len(block) or not 0 <= address.task < len(block[address.item]["tasks"]):
        raise NotFound("task")
    tasks = block[address.item]["tasks"]
    return tasks, tasks[address.task]


@transaction.atomic
def edit_task(
    by: Viewer, import_id: UUID, address: Address, fields: dict[str, str], version: int | None = None
) -> Import:
    """Put a person's words in the place of what was read; agencies, deadline and targets are understood anew.

    `fields` may hold text, lead, with (names parted by ; or new lines), phrase, product, note.
    """
    found = _held(by, import_id, version)
    tasks, before = _task_json(found.reading, address)
    if not normalise(fields.get("text", before["text"])):
        raise InputError("Nhiệm vụ không thể để trống; nếu không phải nhiệm vụ, hãy dùng “Bỏ dòng này”.")
    after = reread(by, PlanTask.from_json(before), fields, _year(found), _title_of(found, address))
    tasks[address.task] = after.to_json()
    _settle(by, found, after.place)
    _saved(by, found, "edit_import", f"Sửa nhiệm vụ “{after.text[:80]}”", _changes(before, tasks[address.task]))
    return found


def reread(by: Viewer, task: PlanTask, fields: dict[str, str], year: int, title: str | None) -> PlanTask:
    """A task after a person has set some of its words; what they decided is no longer asked."""

    def said(key: str, before: str | None) -> str | None:
        return normalise(fields.get(key, before or "")) or None

    lead = fields.get("lead", "; ".join(task.lead))
    supporting = fields.get("with", "; ".join(task.supporting))
    words = TaskWords(
        text=said("text", task.text) or "", place=task.place, phrase=said("phrase", task.phrase),
        agencies=tuple((role, names) for role, names in (("lead", lead), ("supporting", supporting)) if names.strip()),
        product=said("product", task.product),
        note=said("note", task.note),
    )  # fmt: skip
    meaning = Meaning(Registry.load(), year, date(year, 1, 1), WorkCalendar.load())
    return _known_here(by, replace(meaning.task(words, title, ""), queries=()))


def _settle(by: Viewer, found: Import, place: Place) -> None:
    """What was queried at the place of a task that a person has just written is answered by it."""
    for warning in found.reading["warnings"]:
        at = Place.from_json(warning.get("at", {}))
        same_rows = at.table == place.table and bool(set(at.rows) & set(place.rows) or at.table is None)
        if same_rows and at.paragraph is not None and at.paragraph == place.paragraph:
            warning.setdefault("settled_by", by.name)


def _year(found: Import) -> int:
    return int(found.reading["plan"]["year"])


def _title_of(found: Import, address: Address) -> str | None:
    return found.reading["items"][address.item].get("title") if address.block == "items" else None


def _changes(before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    shown = ("text", "lead", "with", "phrase", "product", "note")
    return {key: [before.get(key), after.get(key)] for key in shown if before.get(key) != after.get(key)}


def _saved(by: Viewer, found: Import, verb: str, words: str, changes: dict[str, Any] | None = None) -> None:
    found.edits += 1
    found.save(update_fields=["reading", "edits", "version"])
    record(by, verb, found, words, changes=changes)


@transaction.atomic
def edit_item(by: Viewer, import_id: UUID, index: int, fields: dict[str, str], version: int | None = None) -> Import:
    """Set an item's section, section title, number or title."""
    found = _held(by, import_id, version)
    if not 0 <= index < len(found.reading["items"]):
        raise NotFound("item")
    item = found.reading["items"][index]
    before = dict(item)
    for key in ("section", "section_title", "number", "title"):
        if key in fields:
            item[key] = normalise(fields[key]) or None
    changes = {key: [before.get(key), item.get(key)] for key in fields if before.get(key) != item.get(key)}
    if "title" in changes:  # thresholds in an item's title hold for its tasks
        for task in item["tasks"]:
            task["targets"] = list(reread(by, PlanTask.from_json(task), {}, _year(found), item["title"]).targets)
    _saved(by, found, "edit_import", f"Sửa mục {item.get('section') or ''}.{item.get('number') or ''}", changes)
    return found


@transaction.atomic
def add_task(
    by: Viewer, import_id: UUID, block: str, index: int, fields: dict[str, str], version: int | None = None
) -> Import:
    """Add a task to an item: one that the reading missed."""
    found = _held(by, import_id, version)
    items = found.reading["items"] if block == "items" else found.reading["plan"]["organisation"]
    if not 0 <= index < len(items):
        raise NotFound("item")
    if not normalise(fields.get("text", "")):
        raise InputError("Hãy ghi nội dung nhiệm vụ.")
    place = Place.from_json(items[index].get("place", {}))
    title = items[index].get("title")
    task = reread(by, PlanTask(text="", place=place), fields, _year(found), title)
    items[index]["tasks"].append(task.to_json())
    _saved(by, found, "edit_import", f"Thêm nhiệm vụ “{task.text[:80]}”", {"text": [None, task.text]})
    return found


@transaction.atomic
def drop_task(by: Viewer, import_id: UUID, address: Address, why: str, version: int | None = None) -> Import:
    """Take a task out of the reading, with a reason; the words stay in the import."""
    found = _held(by, import_id, version)
    if not why.strip():
        raise InputError("Hãy ghi lý do bỏ dòng này.")
    tasks, dropped = _task_json(found.reading, address)
    del tasks[address.task]
    found.reading.setdefault("dropped", []).append(
        {"task": dropped, "why": why.strip(), "block": address.block, "item": address.item, "at": address.task}
    )
    changes = {"text": [dropped["text"], None]}
    _saved(by, found, "edit_import", f"Bỏ dòng “{dropped['text'][:80]}”: {why.strip()}", changes)
    return found


@transaction.atomic
def restore_dropped(by: Viewer, import_id: UUID, index: int, version: int | None = None) -> Import:
    """Put a dropped task back where it stood; `index` counts the dropped ones from 0."""
    found = _held(by, import_id, version)
    dropped = found.reading.get("dropped", [])
    if not 0 <= index < len(dropped):
        raise NotFound("dropped")
    one = dropped.pop(index)
    items = found.reading["items"] if one.get("block", "items") == "items" else found.reading["plan"]["organisation"]
    items[_home(items, one)]["tasks"].insert(one.get("at", 0), one["task"])
    _saved(
        by, found, "edit_import", f"Lấy lại dòng “{one['task']['text'][:80]}”", {"text": [None, one["task"]["text"]]}
    )
    return found


def _home(items: list[dict[str, Any]], dropped: dict[str, Any]) -> int:
    """The item that a dropped task comes from; where that was not noted, the one that shares its rows."""
    if "item" in dropped:
        return int(dropped["item"])
    at = Place.from_json(dropped["task"].get("place", {}))
    places = [Place.from_json(item.get("place", {})) for item in items]
    near = (n for n, place in enumerate(places) if place.table == at.table and set(place.rows) & set(at.rows))
    return next(near, len(items) - 1)


@transaction.atomic
def settle_warning(by: Viewer, import_id: UUID, index: int, version: int | None = None) -> Import:
    """Note that a person has looked at a warning."""
    found = _held(by, import_id, version)
    warnings = found.reading["warnings"]
    if not 0 <= index < len(warnings):
        raise NotFound("warning")
    warnings[index]["settled_by"] = by.name
    _saved(by, found, "settle_warning", f"Đã xem cảnh báo: {warnings[index]['message'][:160]}")
    return found


@transaction.atomic
def take_row_as_task(
    by: Viewer, import_id: UUID, unread: int, section: str, fields: dict[str, str], version: int | None = None
) -> Import:
    """Make an item with one task of words that stayed unread."""
    found = _held(by, import_id, version)
    rows = found.reading["unread"]
    if not 0 <= unread < len(rows):
        raise NotFound("unread")
    place = Place.from_json(rows[unread]["place"])
    task = reread(by, PlanTask(text=rows[unread]["text"], place=place), fields, _year(found), None)
    titles = {item["section"]: item["section_title"] for item in found.reading["items"]}
    item = PlanItem(section or None, titles.get(section), None, None, place, (task,))
    found.reading["items"].append(item.to_json())
    del rows[unread]
    _saved(by, found, "edit_import", f"Đưa dòng chưa đọc thành nhiệm vụ: “{task.text[:80]}”")
    return found


@transaction.atomic
def set_aside_unread(by: Viewer, import_id: UUID, unread: int, why: str, version: int | None = None) -> Import:
    """Say that words that stayed unread assign nothing, with a reason; the words stay in the import."""
    found = _held(by, import_id, version)
    rows = found.reading["unread"]
    if not 0 <= unread < len(rows):
        raise NotFound("unread")
    if not why.strip():
        raise InputError("Hãy ghi lý do vì sao dòng này không phải nhiệm vụ.")
    row = rows.pop(unread)
    found.reading.setdefault("set_aside", []).append({"unread": row, "why": why.strip()})
    changes = {"text": [row["text"], None]}
    _saved(by, found, "edit_import", f"Bỏ qua dòng chưa đọc “{row['text'][:80]}”: {why.strip()}", changes)
    return found


@transaction.atomic
def choose_plan(by: Viewer, import_id: UUID, plan_id: UUID | None, version: int | None = None) -> Import:
    """Say which plan in force the document amends, or that it is a plan of its own."""
    found = _held(by, import_id, version)
    plan = None
    if plan_id:
        plan = Plan.objects.filter(pk=plan_id, programme_id=by.programme_id, withdrawn=False).first()
        if plan is None:
            raise NotFound("plan")
    found.plan = plan
    found.save(update_fields=["plan", "version"])
    record(by, "choose_plan", found, f"Là bản sửa đổi của “{plan.title[:80]}”" if plan else "Là kế hoạch mới")
    return found


@transaction.atomic
def discard(by: Viewer, import_id: UUID, version: int | None = None) -> Import:
    """Set an unconfirmed import aside; its file and reading are kept."""
    found = _held(by, import_id, version)
    found.discarded_at = by.at
    found.save(update_fields=["discarded_at", "version"])
    record(by, "discard", found, f"Bỏ bản nhập “{found.name}”")
    return found
