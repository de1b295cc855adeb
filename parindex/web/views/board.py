"""The board: agencies by months, the list behind a number, whom to remind today."""

from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from parindex.core.obligations import Progress
from parindex.documents.writing.picture import Square, heat_map
from parindex.documents.writing.spreadsheet import Column, write_table
from parindex.records.actions import comment as comments
from parindex.records.permissions import NotFound
from parindex.records.queries import agency as agencies
from parindex.records.queries import board as boards
from parindex.web.downloads import spreadsheet
from parindex.web.formats import day
from parindex.web.reminded import say_reminded

# So many of those who are late stand above the table; a phone's first screen has room for them.
MOST_BEHIND = 5


def tone(progress: Progress, month: date, on: date) -> str:
    """The colour of a cell: what asks for action wins; months to come are pale."""
    if not progress.all:
        return "off"
    if progress.late:
        return "late"
    if progress.accepted == progress.all:
        return "done"
    if progress.waiting:
        return "sent"
    return "off" if month > on.replace(day=1) else "soon" if month == on.replace(day=1) else "open"


@require_GET
def board(request: HttpRequest) -> HttpResponse:
    found = boards.board(request.viewer)
    rows = [
        (
            row,
            [(month, cell, tone(cell, month, request.on)) for month, cell in zip(found.months, row.cells, strict=True)],
        )
        for row in found.rows
    ]
    behind = sorted((row for row in found.rows if row.total.late), key=lambda row: -row.total.late)
    context = {
        "board": found,
        "rows": rows,
        "behind": behind[:MOST_BEHIND],
        "more_behind": len(behind[MOST_BEHIND:]),
        "to_remind": boards.to_remind(request.viewer),
    }
    return render(request, "board/board.html", context)


@require_GET
def picture(request: HttpRequest) -> HttpResponse:
    """The board as a heat map: of the duties due by the day the share that is accepted; what is not due yet is grey."""
    found = boards.board(request.viewer)
    months = [
        f"T{month.month}" if month.year == found.months[0].year else f"T{month.month}/{month.year}"
        for month in found.months
    ]
    squares = [
        Square(
            row.agency.name,
            name,
            cell.due_accepted / cell.due if cell.due else None,
            f"{cell.accepted}/{cell.all}" if cell.all else "",
        )
        for row in found.rows
        for name, cell in zip(months, row.cells, strict=True)
    ]
    title = _("Việc đã duyệt trên số việc của tháng, đến %s (xám: chưa đến hạn)") % day(request.on)
    drawn = heat_map(title, _("Mỗi ô là một cơ quan trong một tháng; bảng bên dưới có cùng số liệu."),
                     [row.agency.name for row in found.rows], months, squares)  # fmt: skip
    return HttpResponse(drawn, content_type="image/svg+xml")


@require_GET
def xlsx(request: HttpRequest) -> HttpResponse:
    found = boards.board(request.viewer)
    columns = [Column(_("Cơ quan"), width=40)]
    for month in found.months:
        columns += [
            Column(_("T%(m)d/%(y)d: đã duyệt") % {"m": month.month, "y": month.year}, "whole"),
            Column(_("đến hạn"), "whole"),
        ]
    columns += [Column(_("Cả năm: đã duyệt"), "whole"), Column(_("tổng số"), "whole"), Column(_("Trễ"), "whole")]
    rows = [
        [
            row.agency.name,
            *(n for cell in row.cells for n in (cell.accepted, cell.all)),
            row.total.accepted,
            row.total.all,
            row.total.late,
        ]
        for row in found.rows
    ]
    return spreadsheet(
        request,
        _("Bảng theo dõi"),
        write_table(_("Bảng theo dõi theo cơ quan và tháng"), columns, rows, _notes(request)),
    )


def _notes(request: HttpRequest) -> list[str]:
    notes = [_("Số liệu đến ngày %s.") % day(request.on)]
    return notes + [_("Số liệu giả định.")] if request.programme.invented else notes


@require_GET
def cell(request: HttpRequest, agency_id: UUID, month: int) -> HttpResponse:
    """The duties behind one number; `month` is like 202306, 0 for the whole year."""
    agency = agencies.find(request.viewer, agency_id)
    try:
        first = date(month // 100, month % 100, 1) if month else None
    except ValueError as error:
        raise NotFound("month") from error
    rows = boards.cell(request.viewer, agency_id, first)
    if not rows:
        raise NotFound("board")
    return render(request, "board/cell.html", {"agency": agency, "month": first, "rows": rows})


@require_http_methods(["GET", "POST"])
def remind(request: HttpRequest) -> HttpResponse:
    """The list of those to remind today, with one button."""
    request.viewer.require("remind")
    if request.method == "POST":
        chosen = [UUID(value) for value in request.POST.getlist("duty")]
        say_reminded(request, comments.remind(request.viewer, chosen))
        return redirect("reminders")
    return render(request, "board/remind.html", {"rows": boards.to_remind(request.viewer)})
