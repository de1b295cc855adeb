"""Taking files of dossiers in by the screen: upload, columns, preview, progress, the account, undo."""

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
from parindex.records.queries import dossier_import as queries
from parindex.web.downloads import download, spreadsheet
from parindex.web.forms.attempt import attempt, sent
from parindex.web.forms.dossier_import import (
    TABLES,
    MappingForm,
    SaveMappingForm,
    UploadForm,
    column_rows,
    unknown_words,
)
from parindex.web.sorting import page_of

# A stage's word and tone.
STAGES = {
    "uploaded": (gettext_lazy("chờ chọn cột"), "soon"),
    "ready": (gettext_lazy("chờ xác nhận"), "soon"),
    "waiting": (gettext_lazy("đang xếp hàng"), "open"),
    "running": (gettext_lazy("đang nhập"), "open"),
    "stalled": (gettext_lazy("bị gián đoạn"), "late"),
    "failed": (gettext_lazy("không nhập được"), "late"),
    "done": (gettext_lazy("đã nhập"), "done"),
    "undone": (gettext_lazy("đã hoàn tác"), "off"),
}
TEMPLATES = {"dossiers": "generic", "procedures": "generic-procedures", "register_counts": "generic-register"}


@require_GET
def imports(request: HttpRequest) -> HttpResponse:
    return _draw_list(request, UploadForm())


def _draw_list(request: HttpRequest, form: UploadForm, status: int = 200) -> HttpResponse:
    page = page_of(request, queries.visible(request.viewer))
    rows = [(one, *STAGES[queries.stage(one, request.at)]) for one in page]
    context = {"form": form, "page": page, "rows": rows, "tables": TABLES}
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
    if one.asked_at:
        return redirect("dossier_import", one.pk)
    headings = one.preview.get("headings", [])
    key = request.GET.get("cach-doc", "")
    base = queries.mapping(request.viewer, key) if key else Mapping.from_json(one.mapping)
    form = MappingForm(sent(request), initial=MappingForm.of(base, one.version), table=base.table)
    status = 200
    if request.method == "POST":
        done, status = attempt(form, lambda data: _read(request, one, form, base, headings, data["version"]))
        if done:
            return redirect("dossier_preview", one.pk)
    chosen = {name: heading_of(headings, spec.headings) or "" for name, spec in base.columns.items() if spec.headings}
    if request.method == "POST":
        chosen = {key.removeprefix("c-"): value for key, value in request.POST.items() if key.startswith("c-")}
    samples = {
        heading: next((str(row[at]) for row in one.preview.get("rows", []) if at < len(row) and row[at]), "")
        for at, heading in enumerate(headings)
    }
    context = {
        "one": one, "form": form, "headings": headings, "crumbs": _crumbs(), "base": base, "key": key,
        "columns": column_rows(base, chosen, samples), "save_form": SaveMappingForm(auto_id="save_%s"),
        "known": [known[:2] for known in queries.mappings(request.viewer) if known[2].table == base.table],
        "unknown": unknown_words(base.table, one.preview.get("unknown", [])),
    }  # fmt: skip
    return render(request, "dossier_import/mapping.html", context, status=status)


def _read(
    request: HttpRequest, one: DossierImport, form: MappingForm, base: Mapping, headings: list[str], version: int
) -> DossierImport:
    made = form.mapping(base, request.POST, headings)
    return actions.read_by(request.viewer, one.pk, made, made.name, version)


@require_GET
def preview(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """What an import would do: nothing has been written."""
    one = queries.find(request.viewer, import_id)
    if one.asked_at:
        return redirect("dossier_import", one.pk)
    if not one.preview.get("summary"):
        return redirect("dossier_mapping", one.pk)
    seen = one.preview
    context = {
        "one": one, "crumbs": _crumbs(), "summary": seen["summary"], "headings": seen["headings"], "rows": seen["rows"],
        "columns": seen["columns"].items(), "understood": _understood(seen), "rejects": seen["rejects"],
        "unknown": seen.get("unknown", []), "save_form": SaveMappingForm(auto_id="save_%s"),
    }  # fmt: skip
    return render(request, "dossier_import/preview.html", context)


def _understood(seen: dict[str, Any]) -> list[list[tuple[str, Any]]]:
    """The first rows as they are understood: only columns that the file has, with their headings."""
    shown = [(name, heading) for name, heading in seen["columns"].items()]
    return [[(heading, row.get(name)) for name, heading in shown] for row in seen["understood"]]


@require_POST
def save_mapping(request: HttpRequest, import_id: UUID) -> HttpResponse:
    form = SaveMappingForm(request.POST)
    saved, _status = attempt(form, lambda data: actions.save_mapping(request.viewer, import_id, data["name"]))
    one = queries.find(request.viewer, import_id)
    if saved:
        messages.success(request, _("Đã lưu cách đọc “%s”; lần sau chọn lại ở bước chọn cột.") % saved.name)
    else:
        messages.error(request, " ".join(error for errors in form.errors.values() for error in errors))
    return redirect("dossier_preview" if one.preview.get("summary") else "dossier_mapping", import_id)


@require_GET
def mapping_yaml(request: HttpRequest, import_id: UUID) -> HttpResponse:
    """The mapping as the file that the command line reads."""
    one = queries.find(request.viewer, import_id)
    return download("cach-doc.yaml", Mapping.from_json(one.mapping).to_yaml().encode(), "application/yaml")


@require_POST
def confirm(request: HttpRequest, import_id: UUID) -> HttpResponse:
    version = request.POST.get("version", "")
    one = actions.confirm(request.viewer, import_id, int(version) if version.isdigit() else None)
    transaction.on_commit(lambda: take_in.enqueue(str(one.pk)))
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
    word, tone = STAGES[stage]
    context = {
        "one": found, "stage": stage, "word": word, "tone": tone, "summary": found.summary, "crumbs": _crumbs(),
        "running": stage in ("waiting", "running"), "has_file": actions.path_of(found).is_file(),
    }  # fmt: skip
    template = "dossier_import/progress.html" if request.htmx else "dossier_import/import.html"
    return render(request, template, context)


@require_GET
def rejects(request: HttpRequest, import_id: UUID) -> HttpResponse:
    return download("dong-bi-loai.csv", actions.rejects(request.viewer, import_id), "text/csv; charset=utf-8")


@require_POST
def discard(request: HttpRequest, import_id: UUID) -> HttpResponse:
    actions.discard(request.viewer, import_id)
    messages.success(request, _("Đã bỏ tệp tải lên."))
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
