"""Form 06: the agency and the period are chosen on the page, which shows what the sheet holds."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from parindex.core.dates import span
from parindex.documents.writing.form06 import HEADINGS, Form06Line, Form06Page, identity, write_form06
from parindex.records.models import Agency
from parindex.records.permissions import NotFound
from parindex.records.queries import form06 as queries
from parindex.web.downloads import spreadsheet
from parindex.web.formats import day
from parindex.web.matrix import SCHEMES, Asked
from parindex.web.misread import refuse_misread


@require_GET
def form06(request: HttpRequest) -> HttpResponse:
    asked = Asked.of(request)
    page, agency = _page(request, asked)
    own: dict[str, Any] = {"co-quan": agency.pk} if agency else {}
    context = {
        "asked": asked, "made": page, "agency": agency, "agencies": queries.reporting(request.viewer),
        "may_all": request.viewer.everywhere("see_all_dossiers"), "headings": HEADINGS,
        "identity": identity(page.total), "periods": asked.periods(request.on), "schemes": SCHEMES,
        "query": asked.query(**own),
        "crumbs": [(_("Số liệu hồ sơ"), f"{reverse('indicators')}?{asked.query()}")],
    }  # fmt: skip
    return render(request, "form06/form06.html", context)


@require_GET
def xlsx(request: HttpRequest) -> HttpResponse:
    asked = Asked.of(request)
    refuse_misread(request)
    page, agency = _page(request, asked)
    name = _("Biểu 06 %s") % (agency.name if agency else _("Tất cả cơ quan"))
    return spreadsheet(request, name, write_form06(page), asked.file_period)


def _page(request: HttpRequest, asked: Asked) -> tuple[Form06Page, Agency | None]:
    """?co-quan= names one agency; without it all, and an agency's people their own."""
    made, agency = queries.form_06(request.viewer, _agency_of(request), asked.period, asked.scheme)
    days = span(asked.period, asked.scheme)
    page = Form06Page(
        authority=request.programme.authority,
        reporter=agency.name if agency else request.programme.authority,
        period=asked.period.says,
        until=_("từ %(a)s đến %(b)s, số liệu đến hết ngày %(c)s")
        % {"a": day(days.start), "b": day(days.end), "c": day(request.on)},
        lines=[Form06Line(row.field or _("(nguồn không ghi lĩnh vực)"), row.numbers) for row in made.rows],
        total=Form06Line(_("Tổng cộng"), made.total.numbers),
        notes=made.notes,
        invented=request.programme.invented,
    )
    return page, agency


def _agency_of(request: HttpRequest) -> UUID | None:
    """?co-quan= as an id; NotFound where it is none."""
    asked = request.GET.get("co-quan", "")
    try:
        return UUID(asked) if asked else None
    except ValueError:
        raise NotFound("agency") from None
