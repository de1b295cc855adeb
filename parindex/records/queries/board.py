"""Agencies by months: how many duties were due, how many are done."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from parindex.core.obligations import Progress
from parindex.records.models import Agency
from parindex.records.permissions import Viewer
from parindex.records.queries import obligation as obligations
from parindex.records.queries.obligation import DutyRow


@dataclass(frozen=True)
class BoardRow:
    """`cells` follow the board's months; `total` is their sum and what has no date yet."""

    agency: Agency
    cells: list[Progress]
    total: Progress
    opens: bool


@dataclass(frozen=True)
class Board:
    """`months` are first days of months, ascending; `totals` are column sums."""

    months: list[date]
    rows: list[BoardRow]
    totals: list[Progress]
    total: Progress


def board(viewer: Viewer) -> Board:
    """Totals of all agencies for everyone; a row `opens` where the viewer may see the list behind it."""
    viewer.require("see_board_totals")
    lines = [line for line in obligations.lines(obligations.everyones(viewer), viewer.on) if line.state.counts]
    months = sorted({line.due.replace(day=1) for line in lines if line.due})
    cells: dict[tuple[UUID, date | None], Progress] = defaultdict(Progress)
    for line in lines:
        cells[line.agency_id, line.due.replace(day=1) if line.due else None] += line.progress
    own = viewer.agencies("see_own_duties")
    sees_all = viewer.everywhere("see_all_duties")
    used = {line.agency_id for line in lines}
    rows = []
    for agency in Agency.objects.filter(programme_id=viewer.programme_id, pk__in=used).order_by("sort_key"):
        row = [cells[agency.pk, month] for month in months]
        total = sum(row, Progress()) + cells[agency.pk, None]
        rows.append(BoardRow(agency, row, total, sees_all or agency.pk in own))
    totals = [sum((row.cells[i] for row in rows), Progress()) for i in range(len(months))]
    return Board(months, rows, totals, sum((row.total for row in rows), Progress()))


def cell(viewer: Viewer, agency_id: UUID, month: date | None) -> list[DutyRow]:
    """The duties behind one number of the board that the viewer may see."""
    wanted = obligations.visible(viewer).filter(agency_id=agency_id)
    if month:
        wanted = wanted.filter(due__year=month.year, due__month=month.month)
    found = obligations.duties(viewer, wanted)
    return sorted(
        (row for bucket in found.values() for row in bucket),
        key=lambda row: (row.obligation.due is None, row.obligation.due or date.max),
    )


def to_remind(viewer: Viewer) -> list[DutyRow]:
    """Duties to remind today: late, due today or within a week, not handed in, and not yet reminded today."""
    if not viewer.may("remind"):
        return []
    wanted = obligations.everyones(viewer).exclude(reminders__on=viewer.on)
    found = obligations.duties(viewer, wanted)
    rows = found["late"] + found["today"] + found["week"] + found["later"]
    return [row for row in rows if row.state.key in ("late", "today", "due_soon", "returned")]
