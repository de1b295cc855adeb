"""From the document to the plan: uploading, reading beside the source, confirming once, undoing."""

from collections import Counter
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parindex.records.actions import file as files
from parindex.records.actions import plan as plan_actions
from parindex.records.actions import plan_import as actions
from parindex.records.actions.history import Conflict
from parindex.records.models import Import, PlanVersion
from parindex.records.permissions import NotFound
from parindex.records.queries import plan as plans
from parindex.records.queries import plan_import as queries
from parindex.web import differences, formats, readings
from parindex.web.downloads import download
from parindex.web.forms.attempt import attempt, sent
from parindex.web.forms.plan_import import AgainForm, ConfirmForm, EffectForm, UndoForm, UploadForm, VersionForm


@require_http_methods(["GET", "POST"])
def imports(request: HttpRequest) -> HttpResponse:
    request.viewer.require("import_plan")
    form, again, status = UploadForm(sent(request), request.FILES or None), "again" in request.POST, 200
    if again:
        form = AgainForm(request.POST)
    if request.method == "POST":
        made, status = attempt(form, lambda data: _again(request, data) if again else _upload(request, data))
        if made:
            return redirect("import", made.pk)
    context = {
        "form": UploadForm() if again else form,
        "refused": form,
        "same": _same_open(request, form) if status == 409 and not again else None,
        "open_imports": queries.open_imports(request.viewer),
        "versions": queries.confirmed(request.viewer),
    }
    return render(request, "plan_import/imports.html", context, status=status)


def _upload(request: HttpRequest, data: dict[str, Any]) -> Import:
    """Reads the file; of one that is open already the person says first whether they want another import of it."""
    file = data["file"]
    whole = file.read()
    if queries.same_open(request.viewer, whole):
        raise Conflict(_("Tệp này giống hệt tệp của một bản nhập đang dở."))
    return actions.upload(request.viewer, whole, file.name, data["year"])


def _same_open(request: HttpRequest, form: Any) -> Import | None:
    file = form.cleaned_data["file"]
    file.seek(0)
    return queries.same_open(request.viewer, file.read())


def _again(request: HttpRequest, data: dict[str, Any]) -> Import:
    first = queries.find(request.viewer, data["again"])
    return actions.upload(request.viewer, files.read(first.file), first.name, first.original["plan"]["year"])


@require_GET
def preview(request: HttpRequest, import_id: UUID) -> HttpResponse:
    found = queries.find(request.viewer, import_id)
    if closed := _closed(request, found):
        return closed
    effect = EffectForm(request.GET if "hieu_luc" in request.GET else None)
    if effect.is_bound and effect.is_valid():
        request.session[_key(found)] = effect.cleaned_data["hieu_luc"].isoformat()
    day = taking_effect(request, found)
    if not effect.is_bound:
        effect = EffectForm(initial={"hieu_luc": day})
    context = preview_context(request, found, day) | {"effect": effect, "plans": _other_plans(request, found)}
    if found.plan:
        context["differences"] = queries.differences(request.viewer, found).differences
        context["same"] = queries.same_confirmed(request.viewer, found)
    return render(request, "plan_import/preview.html", context, status=422 if effect.errors else 200)


def _closed(request: HttpRequest, found: Import) -> HttpResponse | None:
    """Where the address of an import leads that is no longer open, and why."""
    if found.confirmed_id:
        messages.info(request, _("Bản nhập “%s” đã được xác nhận; đây là kế hoạch đang thực hiện.") % found.name)
        return redirect(reverse("plan") + f"?ke-hoach={found.confirmed.plan_id}")
    if found.discarded_at:
        messages.info(request, _("Bản nhập “%s” đã bỏ; hãy tải tệp lên lại nếu cần.") % found.name)
        return redirect("imports")
    return None


def open_import(request: HttpRequest, import_id: UUID) -> Import:
    """The import, while it may still be worked on; afterwards its pages are gone."""
    found = queries.find(request.viewer, import_id)
    if found.confirmed_id or found.discarded_at:
        raise NotFound("import")
    return found


def preview_context(request: HttpRequest, found: Import, day: date, only: str | None = None) -> dict[str, Any]:
    """What the preview and the pages of single rows draw."""
    shown = queries.preview(request.viewer, found, day)
    register = readings.Register(queries.members(shown.reading), queries.agency_names(request.viewer))
    return {
        "found": found,
        "reading": shown.reading,
        "preview": shown,
        "rows": readings.rows(shown, register, only),
        "warnings": readings.warnings(found.reading, shown.reading),
        "unread": [(index, readings.where(one.place), one) for index, one in enumerate(shown.reading.unread)],
        "dropped": list(enumerate(found.reading.get("dropped", ()))),
        "foot": readings.footing(shown, register, request.on),
        "day": day,
        "other_year": shown.reading.plan.year != request.programme.year,
    }


def _key(found: Import) -> str:
    return f"hieu-luc:{found.pk}"


def taking_effect(request: HttpRequest, found: Import) -> date:
    """The day that the person chose on the preview, else the plan's own date of issue, else today."""
    chosen = request.session.get(_key(found))
    return date.fromisoformat(chosen) if chosen else readings.proposed_day(found.reading, request.on)


def _other_plans(request: HttpRequest, found: Import) -> list[Any]:
    return [plan for plan in plans.plans(request.viewer) if plan.pk != found.plan_id]


@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest, import_id: UUID) -> HttpResponse:
    found = queries.find(request.viewer, import_id)
    if closed := _closed(request, found):
        return closed
    day = taking_effect(request, found)
    initial = {"day": day, "version": found.version}
    form, status = ConfirmForm(sent(request), initial=initial, amends=bool(found.plan)), 200
    ticked = set(request.POST.getlist("ticked"))
    if request.method == "POST":
        made, status = attempt(form, lambda data: _confirm(request, found, data, ticked))
        if made:
            messages.success(request, _done(request, made, ticked))
            return redirect(reverse("plan") + f"?ke-hoach={made.plan_id}")
        day = form.cleaned_data.get("day") or day
    context = _confirm_context(request, found, day, ticked) | {"form": form}
    return render(request, "plan_import/confirm.html", context, status=status)


def _confirm(request: HttpRequest, found: Import, data: dict[str, Any], ticked: set[str]) -> Any:
    return plan_actions.confirm(
        request.viewer, found.pk, data["day"], data["version"], ticked, data.get("decision", "")
    )


def _done(request: HttpRequest, version: PlanVersion, ticked: set[str]) -> str:
    """What a confirmation has changed, in numbers."""
    duties = formats.number(queries.made(request.viewer, version))
    if version.number == 1:
        return _("Đã xác nhận kế hoạch: tạo %s việc; các cơ quan đã thấy việc của mình.") % duties
    kinds = Counter(key.partition(":")[0] for key in ticked)
    return _(
        "Đã xác nhận sửa đổi: %(new)d nhiệm vụ mới, %(changed)d thay đổi, %(removed)d không còn; tạo %(duties)s việc, "
        "thay thế %(gone)d việc."
    ) % {
        "new": kinds["new"], "changed": kinds["changed"], "removed": kinds["removed"], "duties": duties,
        "gone": len(version.undo.get("superseded", ())),
    }  # fmt: skip


def _confirm_context(request: HttpRequest, found: Import, day: date, ticked: set[str]) -> dict[str, Any]:
    """What will happen: all tasks of a new plan; of an amendment the tasks that differ."""
    context = preview_context(request, found, day)
    tasks = context["preview"].tasks
    if found.plan:
        compared = queries.differences(request.viewer, found).differences
        if request.GET.get("chon") == "tat-ca":
            ticked = {plan_actions.difference_key(one) for one in compared}
        context["differences"] = differences.shown(compared, queries.agency_names(request.viewer), ticked)
        touched = {str(one.new.key) for one in compared if one.new}
        tasks = [task for task in tasks if str(task.placed.key) in touched]
    return context | readings.consequences(tasks, request.on)


@require_POST
def discard(request: HttpRequest, import_id: UUID) -> HttpResponse:
    found = open_import(request, import_id)
    form = VersionForm(request.POST)
    done, _status = attempt(form, lambda data: actions.discard(request.viewer, found.pk, data["version"]))
    if done:
        messages.success(request, _("Đã bỏ bản nhập “%s”; tệp và nội dung đã sửa vẫn được lưu.") % found.name)
        return redirect("imports")
    say_errors(request, form)
    return redirect("import", found.pk)


@require_POST
def choose_plan(request: HttpRequest, import_id: UUID) -> HttpResponse:
    found = open_import(request, import_id)
    chosen = next((p.pk for p in plans.plans(request.viewer) if str(p.pk) == request.POST.get("plan")), None)
    form = VersionForm(request.POST)
    done, _status = attempt(form, lambda data: actions.choose_plan(request.viewer, found.pk, chosen, data["version"]))
    if done:
        messages.success(request, _("Sẽ nhập như bản sửa đổi.") if chosen else _("Sẽ nhập như một kế hoạch mới."))
    say_errors(request, form)
    return redirect("import", found.pk)


def say_errors(request: HttpRequest, form: Any) -> None:
    """Where no form is drawn again, what an action refuses is said as a message."""
    for error in form.non_field_errors():
        messages.error(request, error)


@require_POST
def warning(request: HttpRequest, import_id: UUID, index: int) -> HttpResponse:
    found = open_import(request, import_id)
    if index < len(found.reading["warnings"]):
        actions.settle_warning(request.viewer, found.pk, index)
    return redirect(reverse("import", args=[found.pk]) + "#import-warnings")


@require_GET
def source(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """The uploaded file itself, as a download: no browser ever draws what came from outside."""
    found = queries.find(request.viewer, import_id)
    return download(found.name, files.read(found.file), "application/octet-stream")


@require_http_methods(["GET", "POST"])
def undo(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """Asks why; the reason stands in the history."""
    found = queries.find_confirmed(request.viewer, version_id)
    form, status = UndoForm(sent(request)), 200
    if request.method == "POST":
        done, status = attempt(form, lambda data: plan_actions.undo(request.viewer, found.pk, data["why"]))
        if done:
            messages.success(request, _("Đã hoàn tác; bản nhập mở lại để bạn sửa và xác nhận lần nữa."))
            return redirect("imports")
    return render(request, "plan_import/undo.html", {"version": found, "form": form}, status=status)
