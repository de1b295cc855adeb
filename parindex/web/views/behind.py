"""What stands behind a number: the page and the sheets of one of its sides, ?phan=numerator|denominator|missed."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from parindex.records.queries import behind as queries
from parindex.records.queries.indicator import names, whose
from parindex.web import behind
from parindex.web.downloads import spreadsheet
from parindex.web.matrix import Asked, who
from parindex.web.misread import misread, refuse_misread
from parindex.web.sorting import page_of

PER_PAGE = 100


@require_GET
def rows(request: HttpRequest, code: str, agency_id: UUID | None = None) -> HttpResponse:
    wanted = request.GET.get("trang", "1")
    number = min(max(1, int(wanted)), 1_000_000) if wanted.isascii() and wanted.isdigit() else 1
    asked, found = _found(request, code, agency_id, number, PER_PAGE)
    page = page_of(request, range(found.total), PER_PAGE)
    if page.number != number:
        found = _found(request, code, agency_id, page.number, PER_PAGE)[1]
    known = names(request.viewer)
    sides = behind.sides_of(found)
    context = {
        "found": found, "card": found.card, "who": who(found.whose), "asked": asked, "sides": sides,
        "here": next(side for side in sides if side.key == found.part), "sum": behind.sum_of(found),
        "unfinished": asked.unfinished(request.on), "rows": behind.lines_of(found, request.on, known),
        "register": behind.register_of(found, known), "amounts": behind.amounts_title(found.card), "page": page,
        "pieces": behind.pieces(found.total), "query": asked.query(),
        "crumbs": [(_("Số liệu hồ sơ"), f"{reverse('indicators')}?{asked.query(ten=None, loai=None)}")],
    }  # fmt: skip
    return render(request, "indicator/rows.html", context)


@require_GET
def xlsx(request: HttpRequest, code: str, agency_id: UUID | None = None) -> HttpResponse:
    asked, found = _found(request, code, agency_id, behind.piece_of(request), behind.MOST)
    behind.misread_piece(request, found.total)
    refuse_misread(request)
    data = behind.sheet(found, asked, who(found.whose), request, names(request.viewer))
    side = next(one for one in behind.sides_of(found) if one.key == found.part)
    name = ", ".join((found.card.short, side.title, who(found.whose), *behind.piece_name(request, found.total)))
    return spreadsheet(request, name, data, asked.file_period)


def _found(
    request: HttpRequest, code: str, agency_id: UUID | None, page: int, per: int
) -> tuple[Asked, queries.Behind]:
    asked, part = Asked.of(request), behind.part_of(request)
    of = whose(request.viewer, agency_id, asked.words, asked.kinds)
    found = queries.behind(request.viewer, code, of, asked.period, asked.scheme, part, page, per)
    if request.GET.get("phan") != found.part:
        misread(request, "phan", next(side.title for side in behind.sides_of(found) if side.key == found.part))
    return asked, found
