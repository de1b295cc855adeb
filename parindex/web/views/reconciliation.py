"""What an auditor looks at: sources side by side, dossiers that they tell differently, and doubtful pauses."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from parindex.documents.writing.spreadsheet import Column, write_table
from parindex.records.queries import reconciliation as queries
from parindex.records.queries.indicator import names
from parindex.records.queries.reconciliation import Doubt
from parindex.web import matrix
from parindex.web import reconciliation as tables
from parindex.web.downloads import spreadsheet
from parindex.web.formats import day, moment
from parindex.web.matrix import Asked
from parindex.web.misread import refuse_misread
from parindex.web.sorting import page_of


@require_GET
def reconcile(request: HttpRequest) -> HttpResponse:
    """?khac=khac-nhau leaves only the figures of one kind."""
    asked = Asked.of(request)
    found, known = queries.reconciliation(request.viewer, asked.period, asked.scheme), names(request.viewer)
    lines = tables.lines(found.comparisons, known)
    only = tables.kind_of(request)
    told = tables.told(found.disagreements.rows, known)
    page = page_of(request, told)
    cards, rows = tables.grid([line for line in lines if only in (None, line.kind)])
    context = {
        "asked": asked, "cards": cards, "rows": rows, "compared": len(lines),
        "kinds": tables.choices(lines),
        "only": tables.KINDS[only][0] if only else "", "page": page, "query": asked.query(),
        "lacking": tables.lacking(found.disagreements.lacking),
        "periods": asked.periods(request.on), "schemes": matrix.SCHEMES,
    }  # fmt: skip
    return render(request, "reconciliation/sources.html", context)


@require_GET
def reconcile_xlsx(request: HttpRequest) -> HttpResponse:
    asked = Asked.of(request)
    refuse_misread(request)
    found, known = queries.reconciliation(request.viewer, asked.period, asked.scheme), names(request.viewer)
    lines, told = tables.lines(found.comparisons, known), tables.told(found.disagreements.rows, known)
    data = tables.sheet(request, asked, lines, told, tables.lacking(found.disagreements.lacking))
    return spreadsheet(request, _("Đối chiếu nguồn"), data, asked.file_period)


@require_GET
def pauses(request: HttpRequest) -> HttpResponse:
    """Pauses to ask about, by agency."""
    asked = Asked.of(request)
    found, known = queries.doubtful_pauses(request.viewer, asked.period, asked.scheme), names(request.viewer)
    counted: dict[str, int] = {}
    for one in found:
        counted[_agency(one, known)] = counted.get(_agency(one, known), 0) + 1
    page = page_of(request, sorted(found, key=lambda one: (_agency(one, known), one.start)))
    context = {
        "asked": asked, "page": page, "rows": [(_agency(one, known), one) for one in page], "query": asked.query(),
        "counted": sorted(counted.items(), key=lambda pair: (-pair[1], pair[0])), "schemes": matrix.SCHEMES,
        "periods": asked.periods(request.on),
    }  # fmt: skip
    return render(request, "reconciliation/pauses.html", context)


@require_GET
def pauses_xlsx(request: HttpRequest) -> HttpResponse:
    asked = Asked.of(request)
    refuse_misread(request)
    found, known = queries.doubtful_pauses(request.viewer, asked.period, asked.scheme), names(request.viewer)
    titles = (
        _("Cơ quan"),
        _("Mã hồ sơ"),
        _("Dừng từ"),
        _("Dừng đến"),
        _("Lý do ghi"),
        _("Điều cần hỏi"),
        _("Được tính"),
    )
    rows = [
        [_agency(one, known), one.code, moment(one.start), moment(one.end), one.reason, "; ".join(one.doubts),
         one.counts]
        for one in found
    ]  # fmt: skip
    notes = [_("Số liệu đến hết ngày %s.") % day(request.on)]
    notes += [_("SỐ LIỆU GIẢ ĐỊNH")] if request.programme.invented else []
    data = write_table(_("Tạm dừng cần xem, %s") % asked.period.says, [Column(one) for one in titles], rows, notes)
    return spreadsheet(request, _("Tạm dừng cần xem"), data, asked.file_period)


def _agency(one: Doubt, known: dict[str, str]) -> str:
    return known.get(one.agency or "", one.agency or _("(nguồn không ghi)"))
