"""Taking files of dossiers in by the screen: upload, columns, preview, progress, the account, undo."""

import csv
import io
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parindex.config.work import take_in
from parindex.core.errors import InputError
from parindex.documents.writing.spreadsheet import Column, write_table
from parindex.indicators.sources import SourceMapping as Mapping
from parindex.indicators.sources import load_mapping
from parindex.indicators.sources.sheet import heading_of
from parindex.records.actions import dossier_import as actions
from parindex.records.models import DossierImport
from parindex.records.permissions import NotFound
from parindex.records.queries import agency as agencies
from parindex.records.queries import dossier_import as queries
from parindex.web.downloads import download, spreadsheet
from parindex.web.forms.attempt import attempt, sent
from parindex.web.forms.dossier_import import (
    TABLES,
    LookForm,
    MappingForm,
    SaveMappingForm,
    UploadForm,
    column_rows,
    offered,
    said,
    title_of,
    unknown_words,
)
from parindex.web.sorting import page_of

# A stage's word, tone and sign.
STAGES = {
    "uploaded": (gettext_lazy("chờ chọn cột"), "soon", "edit"),
    "ready": (gettext_lazy("chờ xác nhận"), "soon", "eye"),
    "waiting": (gettext_lazy("đang xếp hàng"), "open", "clock"),
    "running": (gettext_lazy("đang nhập"), "open", "player-play"),
    "stalled": (gettext_lazy("bị gián đoạn"), "late", "alert-triangle"),
    "failed": (gettext_lazy("không nhập được"), "late", "alert-triangle"),
    "done": (gettext_lazy("đã nhập"), "done", "circle-check"),
    "undone": (gettext_lazy("đã hoàn tác"), "off", "arrow-back-up"),
}
# What the worker is at, in the order in which it happens.
PHASES = (
    ("đọc", gettext_lazy("Đọc tệp")), ("đối chiếu", gettext_lazy("Đối chiếu với kho")),
    ("ghi", gettext_lazy("Ghi vào kho")),
)  # fmt: skip
MOST_OTHERS = 20  # imports from elsewhere that are listed
TEMPLATES = {"dossiers": "generic", "procedures": "generic-procedures", "register_counts": "generic-register"}


@require_GET
def imports(request: HttpRequest) -> HttpResponse:
    return _draw_list(request, UploadForm())


def _draw_list(request: HttpRequest, form: UploadForm, status: int = 200) -> HttpResponse:
    page = page_of(request, queries.visible(request.viewer))
    titles = dict(TABLES)
    rows = [(one, titles.get(one.mapping.get("table", "dossiers"), ""), *STAGES[queries.stage(one, request.at)])
            for one in page]  # fmt: skip
    others = [
        (one, titles.get(one.table, one.table), STAGES["undone" if undone else "done"])
        for one, undone in queries.brought_otherwise(request.viewer)
    ]
    context = {
        "form": form, "page": page, "rows": rows, "tables": TABLES, "others": others[:MOST_OTHERS],
        "more_others": max(len(others) - MOST_OTHERS, 0),
    }  # fmt: skip
    return render(request, "dossier_import/imports.html", context, status=status)


@require_POST
def upload(request: HttpRequest) -> HttpResponse:
    request.viewer.require("import_dossiers")
    form = UploadForm(request.POST, request.FILES)
    one, status = attempt(
        form, lambda data: actions.upload(request.viewer, data["file"].name, data["file"].chunks(), data["table"])
    )
    if one:
        return redirect("dossier_mapping", one.pk)
    return _draw_list(request, form, status)


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Nhập số liệu hồ sơ"), reverse("dossier_imports"))]


@require_http_methods(["GET", "POST"])
def mapping(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Which column is which; ?cach-doc= begins with a saved or shipped mapping."""
    one = queries.find(request.viewer, import_id)
    if one.asked_at or one.done_at:
        return redirect("dossier_import", one.pk)
    key, seen = request.GET.get("cach-doc", ""), queries.seen(one)
    base = queries.mapping(request.viewer, key) if key else queries.draft(one)
    names = [agency.name for agency in agencies.in_force(request.viewer)]
    form = MappingForm(sent(request), initial=MappingForm.of(base, one.version), base=base, agencies=names)
    headings, personal = offered(seen.get("headings", []))
    status = 200
    if request.method == "POST":
        done, status = attempt(form, lambda data: actions.read_by(
            request.viewer, one.pk, form.mapping(base, request.POST, headings), data["version"]
        ))  # fmt: skip
        if done:
            return redirect("dossier_preview", one.pk)
    context = _columns(request, base, seen, headings) | {
        "one": one, "form": form, "headings": headings, "personal": personal, "crumbs": _crumbs(), "base": base,
        "key": key, "look": LookForm(initial={"sheet": base.sheet, "header_row": base.header_row or None}),
        "known": [known[:2] for known in queries.mappings(request.viewer) if known[2].table == base.table],
        "unknown": unknown_words(base.table, seen.get("unknown", [])), "table": dict(TABLES)[base.table],
    }  # fmt: skip
    return render(request, "dossier_import/mapping.html", context, status=status)


def _columns(request: HttpRequest, base: Mapping, seen: dict[str, Any], headings: list[str]) -> dict[str, Any]:
    """Our columns with what is chosen for them, and the headings that nobody has chosen."""
    if request.method == "POST":
        chosen = {key.removeprefix("c-"): value for key, value in request.POST.items() if key.startswith("c-")}
    else:
        found = {name: heading_of(headings, spec.headings) for name, spec in base.columns.items() if spec.headings}
        chosen = {name: heading for name, heading in found.items() if heading}
    samples = {
        heading: next((str(row[at]) for row in seen.get("rows", []) if at < len(row) and row[at]), "")
        for at, heading in enumerate(seen.get("headings", []))
    }
    first, others = column_rows(base, chosen, samples)
    unused = [heading for heading in headings if heading not in chosen.values()]
    return {"columns": first, "others": others, "unused": unused}


@require_POST
def look_again(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Look for the headings elsewhere in the file."""
    form = LookForm(request.POST)
    one, _status = attempt(form, lambda data: actions.look_again(
        request.viewer, import_id, data["sheet"].strip(), data["header_row"] or 0
    ))  # fmt: skip
    if one:
        messages.success(request, _("Đã đọc lại tiêu đề."))
    for error in (error for errors in form.errors.values() for error in errors):
        messages.error(request, error)
    return redirect("dossier_mapping", queries.find(request.viewer, import_id).pk)


@require_GET
def preview(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """What an import would do: nothing has been written."""
    one = queries.find(request.viewer, import_id)
    if one.asked_at or one.done_at:
        return redirect("dossier_import", one.pk)
    seen = queries.seen(one)
    if not one.preview.get("summary") or "columns" not in seen:
        return redirect("dossier_mapping", one.pk)
    table = one.mapping.get("table", "dossiers")
    context = {
        "one": one, "crumbs": _crumbs(), "summary": one.preview["summary"], "headings": seen["headings"],
        "rows": seen["rows"], "columns": [(title_of(table, name), said) for name, said in seen["columns"].items()],
        "understood": [[said(table, name, row.get(name)) for name in seen["columns"]] for row in seen["understood"]],
        "rejects": seen["rejects"][:50], "unknown": unknown_words(table, seen["unknown"]),
        "save_form": SaveMappingForm(initial={"name": _own_name(one)}), "table": dict(TABLES)[table],
    }  # fmt: skip
    return render(request, "dossier_import/preview.html", context)


def _own_name(one: DossierImport) -> str:
    """The name of a mapping that was saved here before, to write it over."""
    return "" if one.mapping_name == queries.GUESSED or one.mapping_name in TEMPLATES.values() else one.mapping_name


@require_POST
def save_mapping(request: HttpRequest, import_id: UUID) -> HttpResponse:
    form = SaveMappingForm(request.POST)
    saved, _status = attempt(form, lambda data: actions.save_mapping(request.viewer, import_id, data["name"]))
    one = queries.find(request.viewer, import_id)
    if saved:
        messages.success(request, _("Đã lưu cách đọc “%s”; lần sau chọn lại ở bước chọn cột.") % saved.name)
    for error in (error for errors in form.errors.values() for error in errors):
        messages.error(request, error)
    return redirect("dossier_preview", one.pk)


@require_GET
def mapping_yaml(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """The mapping as the file that the command line reads."""
    one = queries.find(request.viewer, import_id)
    return download("cach-doc.yaml", queries.draft(one).to_yaml().encode(), "application/yaml")


@require_POST
def confirm(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """The order and its place in the queue are one step: nothing is promised that no worker will find."""
    version = request.POST.get("version", "")
    try:
        with transaction.atomic():
            one = actions.confirm(request.viewer, import_id, int(version) if version.isdigit() else None)
            take_in.enqueue(str(one.pk))
    except InputError as error:
        messages.error(request, str(error))
        return redirect("dossier_import", import_id)
    return redirect("dossier_import", one.pk)


@require_GET
def one(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """How far an import is, and its account once it is done; htmx asks for the middle of it again and again."""
    found = queries.find(request.viewer, import_id)
    stage = queries.stage(found, request.at)
    if stage == "uploaded":
        return redirect("dossier_mapping", found.pk)
    if stage == "ready":
        return redirect("dossier_preview", found.pk)
    word, tone, sign = STAGES[stage]
    names = [name for name, _title in PHASES]
    at = names.index(found.phase) if found.phase in names else -1
    context = {
        "one": found, "stage": stage, "word": word, "tone": tone, "sign": sign, "summary": found.summary,
        "crumbs": _crumbs(), "running": stage in ("waiting", "running"),
        "phases": [(title, place < at, place == at) for place, (_name, title) in enumerate(PHASES)],
        "waits_long": queries.waits_long(found, request.at), "has_rejects": queries.rejects_path(found).is_file(),
        "table": dict(TABLES)[found.mapping.get("table", "dossiers")],
    }  # fmt: skip
    polled = request.htmx and not request.htmx.boosted
    template = "dossier_import/progress.html" if polled else "dossier_import/import.html"
    return render(request, template, context)


@require_GET
def rejects(request: HttpRequest, import_id: UUID, kind: str) -> HttpResponse:
    """The refused rows, as CSV or as a sheet; neither holds a cell that acts as a formula."""
    found = actions.rejects(request.viewer, import_id)
    if kind == "csv":
        return download("dong-bi-loai.csv", found, "text/csv; charset=utf-8")
    heads, *rows = csv.reader(io.StringIO(found.decode("utf-8-sig")))
    return spreadsheet(request, _("Dòng bị loại"), write_table(_("Dòng bị loại"), [Column(one) for one in heads], rows))


@require_POST
def discard(request: HttpRequest, import_id: UUID) -> HttpResponse:
    actions.discard(request.viewer, import_id)
    messages.success(request, _("Đã bỏ tệp; nội dung tệp đã bị xóa."))
    return redirect("dossier_imports")


@require_http_methods(["GET", "POST"])
def undo(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """Ask once more, then bring back what was before."""
    found = queries.find(request.viewer, import_id)
    if not found.lake_import or found.undone_at:
        raise NotFound("dossier_import")
    problem, status = "", 200
    if request.method == "POST":
        try:
            actions.undo(request.viewer, import_id)
        except InputError as error:
            problem, status = str(error), 422
        else:
            messages.success(request, _("Đã hoàn tác; số liệu trở lại như trước lượt nhập này."))
            return redirect("dossier_import", import_id)
    context = {"one": found, "summary": found.summary, "problem": problem, "crumbs": _crumbs()}
    return render(request, "dossier_import/undo.html", context, status=status)


@require_GET
def template(request: HttpRequest, table: str) -> HttpResponse:
    """An empty sheet whose headings the shipped mappings read."""
    request.viewer.require("import_dossiers")
    if table not in TEMPLATES:
        raise NotFound("template")
    columns = load_mapping(TEMPLATES[table]).columns
    heads = [Column(spec.headings[0], width=22) for spec in columns.values() if spec.headings]
    title = str(dict(TABLES)[table])
    return spreadsheet(request, _("Mẫu %s") % title, write_table(title, heads, []))
