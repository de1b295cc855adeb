"""Mending one row of an import: the words of a task or an item, a task added or dropped, a row that was not read."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from parindex.core.plan_reading import PlanItem, PlanReading, PlanTask, Unread
from parindex.records.actions import plan_import as actions
from parindex.records.models import Import
from parindex.records.permissions import NotFound
from parindex.records.queries.plan_import import Address
from parindex.web import readings
from parindex.web.forms.attempt import attempt, sent
from parindex.web.forms.plan_import import ItemForm, ReasonForm, TaskForm, UnreadForm, VersionForm
from parindex.web.views.plan_import import open_import, preview_context, say_errors, taking_effect


@require_http_methods(["GET", "POST"])
def row(request: HttpRequest, import_id: UUID, row: str) -> HttpResponse:
    """`row` is a task (items.3.1) or an item (items.3)."""
    found = open_import(request, import_id)
    is_task = row.count(".") == 2
    before = _task(found, row) if is_task else _item(found, row)
    kind: Any = TaskForm if is_task else ItemForm
    form, status = kind(sent(request), initial=kind.of(before) | {"version": found.version}), 200
    if request.method == "POST":
        done, status = attempt(form, lambda _data: _edit(request, found, row, form))
        if done:
            return _back(request, found, _key(row), _("Đã lưu; thời hạn, cơ quan và chỉ tiêu đã được đọc lại."))
    return _draw(request, found, _key(row), status, form=form, editing=row, version=found.version)


def _edit(request: HttpRequest, found: Import, row: str, form: Any) -> Import:
    version = form.cleaned_data["version"]
    if isinstance(form, TaskForm):
        return actions.edit_task(request.viewer, found.pk, Address.parse(row), form.words(), version)
    words = {key: form.cleaned_data[key] for key in ("section", "section_title", "number", "title")}
    return actions.edit_item(request.viewer, found.pk, _index(row)[1], words, version)


@require_http_methods(["GET", "POST"])
def add(request: HttpRequest, import_id: UUID, row: str) -> HttpResponse:
    """Adds a task to an item: one that the reading has missed."""
    found = open_import(request, import_id)
    block, index = _index(row)
    form, status = TaskForm(sent(request), initial={"version": found.version}), 200
    if request.method == "POST":
        done, status = attempt(
            form,
            lambda data: actions.add_task(request.viewer, found.pk, block, index, form.words(), data["version"]),
        )
        if done:
            return _back(request, found, _key(row), _("Đã thêm nhiệm vụ."))
    return _draw(request, found, _key(row), status, form=form, adding=True, version=found.version)


@require_http_methods(["GET", "POST"])
def drop(request: HttpRequest, import_id: UUID, row: str) -> HttpResponse:
    """Takes a task out of the reading; asks why."""
    found = open_import(request, import_id)
    _task(found, row)
    form, status = ReasonForm(sent(request), initial={"version": found.version}), 200
    if request.method == "POST":
        address = Address.parse(row)
        done, status = attempt(
            form, lambda data: actions.drop_task(request.viewer, found.pk, address, data["why"], data["version"])
        )
        if done:
            return _back(request, found, _key(row), _("Đã bỏ nhiệm vụ khỏi bản nhập."))
    return _draw(request, found, _key(row), status, form=form, dropping=row, version=found.version)


@require_POST
def restore(request: HttpRequest, import_id: UUID, index: int) -> HttpResponse:
    """Puts a dropped task back where it stood."""
    found = open_import(request, import_id)
    dropped = found.reading.get("dropped", [])
    home = f"{dropped[index].get('block')}-{dropped[index].get('item')}" if index < len(dropped) else ""
    form = VersionForm(request.POST)
    done, _status = attempt(
        form, lambda data: actions.restore_dropped(request.viewer, found.pk, index, data["version"])
    )
    if done:
        return _back(request, found, home, _("Đã lấy lại nhiệm vụ."))
    say_errors(request, form)
    return redirect(reverse("import", args=[found.pk]) + "#import-dropped")


@require_http_methods(["GET", "POST"])
def unread(request: HttpRequest, import_id: UUID, index: int) -> HttpResponse:
    """Makes a task of words that stayed unread."""
    found, words = _unread(request, import_id, index)
    if words is None:
        return _gone(request, found)
    form, status = UnreadForm(sent(request), initial=_first(found, words), sections=_sections(found)), 200
    if request.method == "POST":
        done, status = attempt(
            form,
            lambda data: actions.take_row_as_task(
                request.viewer, found.pk, index, data["section"], form.words(), data["version"]
            ),
        )
        if done:
            last = f"items-{len(done.reading['items']) - 1}"
            return _back(request, found, last, _("Đã đưa dòng chưa đọc thành nhiệm vụ."))
    return _draw_unread(request, found, index, words, status, form, ReasonForm(initial={"version": found.version}))


@require_http_methods(["GET", "POST"])
def aside(request: HttpRequest, import_id: UUID, index: int) -> HttpResponse:
    """Says that words that stayed unread assign nothing, and why."""
    found, words = _unread(request, import_id, index)
    if words is None:
        return _gone(request, found)
    if request.method == "GET":
        return redirect("import_unread", found.pk, index)
    form = ReasonForm(request.POST)
    done, status = attempt(
        form, lambda data: actions.set_aside_unread(request.viewer, found.pk, index, data["why"], data["version"])
    )
    if done:
        return _back(request, found, "import-unread", _("Đã bỏ qua dòng chưa đọc."))
    task = UnreadForm(initial=_first(found, words), sections=_sections(found))
    return _draw_unread(request, found, index, words, status, task, form)


def _index(row: str) -> tuple[str, int]:
    block, _dot, rest = row.partition(".")
    number = rest.partition(".")[0]
    if block not in ("items", "organisation") or not number.isdecimal():
        raise NotFound("row")
    return block, int(number)


def _key(row: str) -> str:
    return "{}-{}".format(*_index(row))


def _task(found: Import, row: str) -> PlanTask:
    reading = PlanReading.from_json(found.reading)
    parts = row.split(".")
    if len(parts) != 3 or not all(part.isdecimal() for part in parts[1:]):
        raise NotFound("row")
    blocks: Any = reading.items if parts[0] == "items" else reading.plan.organisation
    try:
        return blocks[int(parts[1])].tasks[int(parts[2])]
    except IndexError:
        raise NotFound("row") from None


def _item(found: Import, row: str) -> PlanItem:
    block, index = _index(row)
    items = PlanReading.from_json(found.reading).items
    if block != "items" or index >= len(items):
        raise NotFound("row")
    return items[index]


def _unread(request: HttpRequest, import_id: UUID, index: int) -> tuple[Import, Unread | None]:
    """The import and the row; None where somebody has dealt with it meanwhile."""
    found = open_import(request, import_id)
    rows = PlanReading.from_json(found.reading).unread
    return found, rows[index] if index < len(rows) else None


def _gone(request: HttpRequest, found: Import) -> HttpResponse:
    messages.info(request, _("Dòng chưa đọc này đã được xử lý."))
    return redirect("import", found.pk)


def _first(found: Import, words: Unread) -> dict[str, Any]:
    return {"text": words.text, "version": found.version}


def _sections(found: Import) -> list[tuple[str, str]]:
    titles = {item["section"]: item.get("section_title") for item in found.reading["items"] if item.get("section")}
    return [(section, f"{section}. {title or ''}".strip()) for section, title in titles.items()]


def _back(request: HttpRequest, found: Import, anchor: str, said: str) -> HttpResponse:
    """To the place that was worked on; what is said of a row is said in that row, where the person looks."""
    row = anchor.startswith(("items-", "organisation-"))
    anchor = f"row-{anchor}" if row else anchor
    messages.success(request, said, extra_tags=anchor if row else "")
    return redirect(reverse("import", args=[found.pk]) + (f"#{anchor}" if anchor else ""))


def _draw(request: HttpRequest, found: Import, key: str, status: int, **extra: Any) -> HttpResponse:
    context = preview_context(request, found, taking_effect(request, found), key)
    if not context["rows"]:
        raise NotFound("row")
    return render(request, "plan_import/row_page.html", context | extra | {"conflict": status == 409}, status=status)


def _draw_unread(
    request: HttpRequest, found: Import, index: int, words: Unread, status: int, form: UnreadForm, aside: ReasonForm
) -> HttpResponse:
    context = {
        "found": found, "index": index, "words": words, "place": readings.where(words.place), "form": form,
        "aside": aside, "version": found.version,
    }  # fmt: skip
    return render(request, "plan_import/unread.html", context, status=status)
