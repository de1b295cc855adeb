"""The queue: open dossiers by the time that is left."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from parindex.records.queries import behind as behinds
from parindex.records.queries import near_due as queries
from parindex.records.queries.indicator import names
from parindex.records.queries.lake import lake_of
from parindex.web import behind
from parindex.web.downloads import spreadsheet
from parindex.web.misread import refuse_misread
from parindex.web.near_due import Asked
from parindex.web.sorting import page_of

PER_PAGE = 20  # a phone shows each as a card: more are too long to thumb through


@require_GET
def near_due(request: HttpRequest) -> HttpResponse:
    asked = Asked.of(request)
    wanted = asked.wanted(request.on)
    asked_page = request.GET.get("trang", "1")
    number = min(max(1, int(asked_page)), 1_000_000) if asked_page.isascii() and asked_page.isdigit() else 1
    found = queries.queue(request.viewer, asked.agency, wanted, number, PER_PAGE)
    page = page_of(request, range(found.total), PER_PAGE)
    if page.number != number:
        found = queries.queue(request.viewer, asked.agency, wanted, page.number, PER_PAGE)
    kinds, known = queries.kinds(request.viewer, asked.agency, wanted), names(request.viewer)
    context = {
        "asked": asked, "kinds": kinds, "page": page, "said": asked.says(kinds.agencies),
        "rows": [behind.line(one, request.on, known) for one in found.rows],
        "pieces": behind.pieces(found.total), "may_foresee": request.viewer.may("write_case"),
    }  # fmt: skip
    return render(request, "near_due/near_due.html", context)


@require_GET
def xlsx(request: HttpRequest) -> HttpResponse:
    asked = Asked.of(request)
    wanted = asked.wanted(request.on)
    piece = behind.piece_of(request)
    found = queries.queue(request.viewer, asked.agency, wanted, piece, behind.MOST)
    behind.misread_piece(request, found.total)
    refuse_misread(request)
    said = asked.says(queries.kinds(request.viewer, asked.agency, wanted).agencies)
    more = [_("Chỉ gồm: %s.") % "; ".join(said)] if said else []
    known, imports = names(request.viewer), behinds.imports_of(lake_of(request.viewer))
    lines = [behind.line(one, request.on, known, imports) for one in found.rows]
    more += behind.part_note(found.total, piece)
    data = behind.sheet_of(_("Hồ sơ đang giải quyết"), lines, request, more)
    name = ", ".join((_("Hồ sơ sắp đến hạn"), *behind.piece_name(request, found.total)))
    return spreadsheet(request, name, data)
