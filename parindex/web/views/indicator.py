"""Figures of indicators: the month matrix, the year of one, targets met and missed."""

from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from parindex.core.dates import Period, is_over
from parindex.core.indicators import GROUPS, load_cards
from parindex.documents.writing.picture import Point, lines
from parindex.records.queries import closure as closures
from parindex.records.queries import indicator as queries
from parindex.web import matrix, met_targets
from parindex.web.downloads import spreadsheet
from parindex.web.formats import day
from parindex.web.matrix import Asked
from parindex.web.misread import misread, refuse_misread


def _matrix(request: HttpRequest) -> tuple[Asked, queries.Matrix, list[queries.MatrixRow], str]:
    """What is asked for, its figures, and their rows in the order of a column."""
    asked = Asked.of(request)
    found = queries.matrix(request.viewer, asked.period, asked.scheme, [card.code for card in asked.cards])
    rows, sort = matrix.ordered(found, asked)
    matrix.misread_choices(request, asked, sort)
    return asked, found, rows, sort


@require_GET
def indicators(request: HttpRequest) -> HttpResponse:
    asked, found, rows, sort = _matrix(request)
    heads = [
        (card, matrix.said_targets(found.targets.get(card.code, [])), asked.query(sap=_turned(sort, card.code)),
         _order(sort, card.code))
        for card in found.cards
    ]  # fmt: skip
    drawn = [
        (row, [matrix.draw_cell(cell, asked.least) for cell in row.cells],
         asked.query(sap=sort, ten=None if row.agency else row.words))
        for row in rows
    ]  # fmt: skip
    closure = closures.in_force(request.viewer, asked.period, asked.scheme)
    context = {
        "closure": closure, "restated": len(closures.restatements(request.viewer, closure)) if closure else 0,
        "asked": asked, "unfinished": asked.unfinished(request.on), "found": found, "heads": heads, "rows": drawn,
        "total": [matrix.draw_cell(cell, asked.least) for cell in found.total],
        "groups": [(key, title, asked.query(nhom=key)) for key, title in GROUPS.items()],
        "periods": asked.periods(request.on), "schemes": matrix.SCHEMES, "sort": sort,
        "by_name": asked.query(sap="-ten" if sort == "ten" else "ten"), "query": asked.query(sap=sort),
        "may_import": request.viewer.may("import_dossiers"),
        "may_form": bool(rows) and any(map(request.viewer.may, ("see_own_dossiers", "see_all_dossiers"))),
        "all_open": request.viewer.everywhere("see_all_dossiers"),
    }  # fmt: skip
    return render(request, "indicator/matrix.html", context)


def _turned(sort: str, code: str) -> str:
    return f"-{code}" if sort == code else code


def _order(sort: str, code: str) -> str:
    return "" if sort.removeprefix("-") != code else "descending" if sort.startswith("-") else "ascending"


@require_GET
def xlsx(request: HttpRequest) -> HttpResponse:
    asked, found, rows, _sort = _matrix(request)
    refuse_misread(request)
    data = matrix.sheet(found, rows, request.programme.invented)
    return spreadsheet(request, _("Chỉ tiêu %s") % GROUPS[asked.group], data, asked.file_period)


def _year(request: HttpRequest, code: str, agency_id: UUID | None) -> tuple[Asked, queries.Year]:
    asked = Asked.of(request)
    if "ky" in getattr(request, "misread", {}):
        misread(request, "ky", _("năm %d") % asked.period.year)
    whose = queries.whose(request.viewer, agency_id, asked.words)
    return asked, queries.year(request.viewer, code, whose, asked.period.year, asked.scheme)


@require_GET
def year(request: HttpRequest, code: str, agency_id: UUID | None = None) -> HttpResponse:
    asked, found = _year(request, code, agency_id)
    before = {month.number: cell for month, cell in zip(_months(asked.period.year - 1), found.last_year, strict=True)}
    table = [
        (month, matrix.draw_cell(cell, asked.least), matrix.draw_cell(before[month.number], asked.least),
         asked.query(ky=month.label), not is_over(month, asked.scheme, request.on))
        for month, cell in zip(found.months, found.cells, strict=True)
    ]  # fmt: skip
    context = {
        "found": found, "asked": asked, "who": matrix.who(found.whose), "table": table,
        "opens": queries.may_open(request.viewer, found.whose.agency), "targets": matrix.said_targets(found.targets),
        "query": asked.query(), "crumbs": [(_("Số liệu hồ sơ"), f"{reverse('indicators')}?{asked.query(ten=None)}")],
    }  # fmt: skip
    return render(request, "indicator/year.html", context)


def _months(of: int) -> list[Period]:
    return [Period(of, "month", number) for number in range(1, 13)]


@require_GET
def year_xlsx(request: HttpRequest, code: str, agency_id: UUID | None = None) -> HttpResponse:
    asked, found = _year(request, code, agency_id)
    refuse_misread(request)
    data = matrix.year_sheet(found, asked.period.year, request.on, asked.scheme, request.programme.invented)
    name = _("Cả năm %s") % f"{found.card.short}, {matrix.who(found.whose)}"
    return spreadsheet(request, name, data, replace(asked, period=Period(asked.period.year, "year", 1)).file_period)


@require_GET
def year_picture(request: HttpRequest, code: str, agency_id: UUID | None = None) -> HttpResponse:
    """The year as a line beside last year's, with the plan's threshold."""
    asked, found = _year(request, code, agency_id)
    refuse_misread(request)
    this, last = str(asked.period.year), str(asked.period.year - 1)
    points = [
        Point(f"T{month.number}", this, None if cell.worth is None else float(cell.worth))
        for month, cell in zip(found.months, found.cells, strict=True)
        if is_over(month, asked.scheme, request.on)  # half a month would look like a fall
    ]
    points += [
        Point(f"T{number}", last, None if cell.worth is None else float(cell.worth))
        for number, cell in enumerate(found.last_year, 1)
    ]
    levels = [met_targets.level(target) for target in found.targets]
    drawn = lines(
        f"{found.card.short}, {matrix.who(found.whose)}",
        _("Từng tháng đã hết của năm %(this)s và %(last)s; bảng bên dưới có cùng số liệu.")
        % {"this": this, "last": last},
        [f"T{number}" for number in range(1, 13)], points, [one for one in levels if one is not None], found.card.unit,
    )  # fmt: skip
    return HttpResponse(drawn, content_type="image/svg+xml")


def _targets(request: HttpRequest) -> tuple[Asked, queries.Matrix]:
    """All that the plan sets a threshold for and dossiers can tell, in one matrix."""
    asked = Asked.of(request)
    codes = [code for code in queries.targets(request.viewer) if code in load_cards()]
    return asked, queries.matrix(request.viewer, asked.period, asked.scheme, codes)


@require_GET
def targets(request: HttpRequest) -> HttpResponse:
    """Who met and who missed each of the plan's targets, in the words of a report."""
    asked, found = _targets(request)
    context = {
        "asked": asked, "unfinished": asked.unfinished(request.on), "found": found,
        "said": met_targets.report(found),
        "periods": asked.periods(request.on), "schemes": matrix.SCHEMES, "query": asked.query(),
    }  # fmt: skip
    return render(request, "indicator/targets.html", context)


@require_GET
def targets_xlsx(request: HttpRequest) -> HttpResponse:
    asked, found = _targets(request)
    refuse_misread(request)
    data = met_targets.sheet(found, request.programme.invented, asked.unfinished(request.on))
    return spreadsheet(request, _("Đạt và chưa đạt"), data, asked.file_period)


@require_GET
def targets_picture(request: HttpRequest) -> HttpResponse:
    """The agencies by all indicators that have a target."""
    asked, found = _targets(request)
    refuse_misread(request)
    return _drawn(asked, found, found.rows, _("Chỉ tiêu của kế hoạch"))


@require_GET
def picture(request: HttpRequest) -> HttpResponse:
    """The matrix as a picture: agencies by the indicators of a group."""
    asked, found, rows, _sort = _matrix(request)
    refuse_misread(request)
    return _drawn(asked, found, rows, GROUPS[asked.group])


def _drawn(asked: Asked, found: queries.Matrix, rows: Sequence[queries.MatrixRow], title: str) -> HttpResponse:
    running = "" if found.over else _(" (kỳ chưa hết, đến %s)") % day(found.as_of)
    drawn = matrix.picture(found, rows, f"{title}, {asked.period.says}{running}")
    return HttpResponse(drawn, content_type="image/svg+xml")
