"""Places cells with spans on a grid, as HTML lays out its tables, and makes the rows of the table model."""

from bisect import bisect_left
from dataclasses import dataclass, field, replace

from parindex.core.tables import Cell, Row, Table


@dataclass
class GridRow:
    """A row under construction: its cells in order, without the columns that a merged cell above covers."""

    cells: list[Cell] = field(default_factory=list)
    page: int | None = None
    after_page_break: bool = False
    header: bool = False


def place(rows: list[GridRow]) -> tuple[Row, ...]:
    """Return numbered rows whose cells have columns; a column covered from above by a merged cell is passed over."""
    covered: dict[int, int] = {}
    placed = []
    for number, row in enumerate(rows, start=1):
        cells, column = [], 0
        for cell in row.cells:
            while covered.get(column, 0) > 0:
                column += 1
            cells.append(replace(cell, column=column))
            for offset in range(cell.columns):
                covered[column + offset] = cell.rows
            column += cell.columns
        covered = {place: left - 1 for place, left in covered.items() if left > 1}
        placed.append(Row(number, tuple(cells), row.page, row.after_page_break, row.header))
    return tuple(placed)


def table_of(rows: list[GridRow], number: int, sheet: str | None = None, hidden: bool = False) -> Table | None:
    """Return the table, or None when no cell holds a word."""
    placed = compact(place(rows))
    if not any(cell.paragraphs for row in placed for cell in row.cells):
        return None
    return Table(number, placed, sheet, hidden)


def compact(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Drop the grid columns in which no cell begins, so that columns are those a reader sees."""
    starts = sorted({cell.column for row in rows for cell in row.cells})
    if (
        not starts
        or starts == list(range(len(starts)))
        and all(cell.column + cell.columns <= len(starts) for row in rows for cell in row.cells)
    ):
        return rows
    return tuple(replace(row, cells=tuple(_compacted(cell, starts) for cell in row.cells)) for row in rows)


def _compacted(cell: Cell, starts: list[int]) -> Cell:
    first = bisect_left(starts, cell.column)
    return replace(cell, column=first, columns=max(bisect_left(starts, cell.column + cell.columns) - first, 1))
