"""The late ledger: the board and the list, what is missing month by month, the year, and one foreseen."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from parindex.records.actions import late_case as actions
from parindex.records.queries import late_case as queries
from parindex.records.queries.late_case import Entry
from parindex.web import ledger as tables
from parindex.web.downloads import spreadsheet
from parindex.web.forms.attempt import attempt
from parindex.web.forms.late_case import ForeseeForm
from parindex.web.sorting import page_of


def _asked(request: HttpRequest) -> tuple[tables.Asked, list[Entry], dict[str, Any]]:
    """What the address asks for, the lines that it asks of, and what there is to choose from."""
    entries = queries.ledger(request.viewer)
    agencies = tables.agencies(entries)
    asked = tables.Asked.of(request, agencies)
    offered = {"asked": asked, "agencies": agencies, "months": tables.months(entries, asked.month)}
    return asked, asked.among(entries), offered | {"entries": entries}


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Hồ sơ trễ hạn"), reverse("ledger"))]


@require_GET
def ledger(request: HttpRequest) -> HttpResponse:
    asked, among, context = _asked(request)
    columns = tables.board(request, among)
    context |= {
        "columns": columns, "counts": tables.counts(among), "page": page_of(request, asked.rows(among)),
        "open": sum(one.count for one in columns if one.key in tables.OPEN), "sort": asked.sort,
        "may_foresee": request.viewer.may("write_case"), "filtered": bool(asked.agency or asked.month or asked.words),
    }  # fmt: skip
    return render(request, "late_case/ledger.html", context)


@require_GET
def xlsx(request: HttpRequest) -> HttpResponse:
    asked, among, _offered = _asked(request)
    return spreadsheet(request, _("Sổ hồ sơ trễ hạn"), tables.sheet(request, asked.rows(among)))


@require_GET
def missing(request: HttpRequest) -> HttpResponse:
    """What is still to do, by agency: the office prints it each month."""
    _what, among, context = _asked(request)
    groups = tables.missing_by_agency(among)
    late = sum(what.late_on(request.on) for _name, rows in groups for _one, what in rows)
    every = sum(len(rows) for _name, rows in groups)
    context |= {"groups": groups, "late": late, "all": every, "crumbs": _crumbs()}
    return render(request, "late_case/missing.html", context)


@require_GET
def missing_xlsx(request: HttpRequest) -> HttpResponse:
    _what, among, _offered = _asked(request)
    groups = tables.missing_by_agency(among)
    return spreadsheet(request, _("Việc còn thiếu"), tables.missing_sheet(request, groups))


@require_GET
def year(request: HttpRequest) -> HttpResponse:
    """What became of the year's late dossiers, agency by agency."""
    _what, among, context = _asked(request)
    rows, total, causes = tables.year(among)
    context |= {"rows": rows, "total": total, "causes": causes, "crumbs": _crumbs()}
    return render(request, "late_case/year.html", context)


@require_GET
def year_xlsx(request: HttpRequest) -> HttpResponse:
    _what, among, _offered = _asked(request)
    return spreadsheet(request, _("Tổng hợp hồ sơ trễ hạn"), tables.year_sheet(request, *tables.year(among)))


@require_http_methods(["GET", "POST"])
def foresee(request: HttpRequest) -> HttpResponse:
    """Opens a case for a dossier that is not late yet but will be."""
    request.viewer.require("write_case")
    form, status = ForeseeForm(initial={"code": request.GET.get("ma", "")[:120]}), 200
    if request.method == "POST":
        form = ForeseeForm(request.POST)
        made, status = attempt(
            form, lambda data: actions.foresee(request.viewer, data["code"], data["words"], data["source"])
        )
        if made:
            messages.success(request, _("Đã mở trường hợp dự kiến trễ; hãy giải trình và soạn thư xin lỗi trước hạn."))
            return redirect("late_case", made.pk)
    context = {"form": form, "crumbs": _crumbs()}
    return render(request, "late_case/foresee.html", context, status=status)
