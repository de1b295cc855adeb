"""Ruled tables of PDF pages -> rows of cells; a table that goes on over pages is one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from parindex.core.tables import Block, Cell, Paragraph, Row, Table
from parindex.documents.reading.grid import compact
from parindex.documents.reading.marks import is_bullet
from parindex.documents.reading.paragraphs import to_paragraphs
from parindex.documents.reading.pdf_grid import Slot
from parindex.documents.reading.pdf_layout import Filled
from parindex.documents.reading.pdf_paragraphs import Column, to_paragraph_lines
from parindex.documents.reading.pdf_pitch import Pitches
from parindex.documents.reading.pdf_words import TextLine

_PADDING = 8.0  # points: the widest white that cells are thought to have beside their words
_NEAR = 6.0  # points: rulings of two pages this close are one column's


@dataclass
class Piece:
    """A table of one page, before it is joined to those of other pages."""

    xs: list[float]
    rows: list[Row]
    page: int


def to_piece(filled: Filled, page: int, before: Piece | None, pitches: Pitches) -> Piece:
    """Make rows of a grid's cells; `before` is the table that ends the page before, if one does."""
    padding = _padding(filled)
    rows: dict[int, list[Cell]] = {}
    for slot, lines in zip(filled.grid.slots, filled.cells, strict=True):
        goes_on = slot.row == 0 and _bulleted(before, slot.column)
        paragraphs = _paragraphs(slot, lines, page, padding, goes_on, pitches)
        rows.setdefault(slot.row, []).append(Cell(paragraphs, slot.column, slot.columns, slot.rows))
    made = [Row(0, tuple(cells), page) for _, cells in sorted(rows.items())]
    return Piece(filled.grid.xs, made, page)


def _padding(filled: Filled) -> float:
    """The white that a table's cells have beside their words; some words are set in further, some stick out."""
    pairs = zip(filled.grid.slots, filled.cells, strict=True)
    found = sorted(max(min(line.x0 for line in lines) - slot.x0, 0.0) for slot, lines in pairs if lines)
    return min(found[len(found) // 4], _PADDING) if found else 0.0


def _bulleted(before: Piece | None, column: int) -> bool:
    cell = before.rows[-1].at(column) if before else None
    return cell is not None and any(is_bullet(paragraph.mark) for paragraph in cell.paragraphs)


def _paragraphs(
    slot: Slot, lines: list[TextLine], page: int, usual: float, bulleted: bool, pitches: Pitches
) -> tuple[Paragraph, ...]:
    if not lines:
        return ()
    padding = max(min(line.x0 for line in lines) - slot.x0, 0.0)
    padding = usual if padding > _PADDING else padding
    column = Column(slot.x0 + padding, slot.x1 - padding, bulleted=bulleted, pitches=pitches)
    return to_paragraphs(to_paragraph_lines(lines, column, page))


def join_pieces(parts: Iterable[Block | Piece]) -> Iterator[Block]:
    """Make tables of the pieces; one that opens a page with the columns of the one that closed the page before is the
    same table."""
    number = 0
    pending: list[Piece] = []
    for part in parts:
        if pending and not (isinstance(part, Piece) and _goes_on(pending[-1], part)):
            number += 1
            yield _table(pending, number)
            pending = []
        if isinstance(part, Piece):
            pending.append(part)
        else:
            yield part
    if pending:
        yield _table(pending, number + 1)


def _goes_on(before: Piece, after: Piece) -> bool:
    if after.page != before.page + 1:
        return False
    if abs(before.xs[0] - after.xs[0]) > _NEAR or abs(before.xs[-1] - after.xs[-1]) > _NEAR:
        return False
    shorter, longer = sorted((before.xs, after.xs), key=len)
    return all(min(abs(x - other) for other in longer) < _NEAR for x in shorter)


def _table(pieces: list[Piece], number: int) -> Table:
    """Stack the pieces of a table; columns of a page on which some are merged are found by their places.

    The rows that a page repeats from the table's head, and the first after them, come `after_page_break`.
    """
    lines = max((piece.xs for piece in pieces), key=len)
    head = [_texts(row) for row in pieces[0].rows]
    rows: list[Row] = []
    for order, piece in enumerate(pieces):
        at = [_nearest(lines, x) for x in piece.xs]
        cut = order > 0
        for place, row in enumerate(piece.rows):
            cells = tuple(
                replace(cell, column=at[cell.column], columns=at[cell.column + cell.columns] - at[cell.column])
                for cell in row.cells
            )
            rows.append(Row(len(rows) + 1, cells, row.page, after_page_break=cut))
            cut = cut and place < len(head) and _texts(row) == head[place]
    return Table(number, compact(tuple(rows)))


def _texts(row: Row) -> list[str]:
    return [cell.text for cell in row.cells]


def _nearest(lines: list[float], x: float) -> int:
    return min(range(len(lines)), key=lambda place: abs(lines[place] - x))
