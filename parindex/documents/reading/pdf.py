"""Reads .pdf with text: ruled tables, which may go on over pages, and paragraphs, in reading order."""

import io
import logging
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, replace

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfplumber.page import Page
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from parindex.core.errors import InputError
from parindex.core.tables import Block, Cell, Document, Paragraph, Row, Table
from parindex.documents.limits import LIMITS, Limits
from parindex.documents.reading.grid import compact
from parindex.documents.reading.marks import is_bullet
from parindex.documents.reading.paragraphs import continues, to_paragraphs
from parindex.documents.reading.pdf_grid import Grid, Slot, find_grids
from parindex.documents.reading.pdf_prose import prose
from parindex.documents.reading.pdf_words import Column, TextLine, Word, to_lines, to_paragraph_lines, to_words

_LOCKED = "Tệp PDF có mật khẩu; hãy bỏ mật khẩu rồi tải lên lại"
_BROKEN = "Tệp PDF bị hỏng, không mở được; hãy xuất lại PDF từ Word hoặc tải lại tệp"
_NO_TEXT = (
    "Tệp PDF không có lớp chữ (bản quét ảnh), không đọc được; hãy dùng tệp .docx gốc, PDF xuất từ Word, hoặc cho"
    " nhận dạng chữ (OCR) rồi kiểm tra lại"
)
# How pdfminer and pdfplumber fail on damaged bytes: they trust what the file says of itself.
_DAMAGE: tuple[type[Exception], ...] = (
    PDFException,
    MalformedPDFException,
    *(ValueError, LookupError, TypeError, AttributeError, AssertionError, ArithmeticError),
    *(NotImplementedError, RecursionError, struct.error, zlib.error),
)
_MARGIN = 0.085  # of the page's height: where page numbers stand
_PADDING = 8.0

logging.getLogger("pdfminer").setLevel(logging.ERROR)


def read_pdf(data: bytes, limits: Limits = LIMITS) -> Document:
    """Read a PDF; InputError when it is damaged, locked, too long, or has no text at all.

    Pages that are pictures among pages with text are named in the document's notes.
    """
    try:
        with pdfplumber.open(io.BytesIO(data)) as pdf:
            if len(pdf.pages) > limits.pages:
                raise InputError(f"Tệp PDF có {len(pdf.pages)} trang, quá giới hạn {limits.pages}; hãy chia nhỏ tệp")
            return _read(pdf.pages, limits)
    except PdfminerException as error:
        locked = error.args and isinstance(error.args[0], PDFPasswordIncorrect | PDFEncryptionError)
        raise InputError(_LOCKED if locked else _BROKEN) from error
    except _DAMAGE as error:
        raise InputError(_BROKEN) from error


@dataclass
class _Piece:
    """A table of one page, before it is joined to those of other pages."""

    xs: list[float]
    rows: list[Row]
    page: int


def _read(pages: list[Page], limits: Limits) -> Document:
    blocks: list[Block | _Piece] = []
    empty, cells = [], 0
    for number, page in enumerate(pages, start=1):
        words = to_words(page.dedupe_chars().chars if _has_doubles(page) else page.chars)
        if not words and page.images:
            empty.append(number)
        before = blocks[-1] if blocks and isinstance(blocks[-1], _Piece) else None
        for place, part in enumerate(_page_parts(page, words, number, len(pages), before)):
            last = blocks[-1] if blocks else None
            if place == 0 and isinstance(last, Paragraph) and isinstance(part, Paragraph) and _goes_over(last, part):
                blocks[-1] = replace(last, text=f"{last.text} {part.text}")
                continue
            blocks.append(part)
            cells += sum(len(row.cells) for row in part.rows) if isinstance(part, _Piece) else 0
        page.close()
        if cells > limits.cells:
            raise InputError(f"Bảng có hơn {limits.cells} ô; hãy chia tệp thành nhiều tệp nhỏ hơn")
    if not blocks:
        raise InputError(_NO_TEXT)
    notes = tuple(f"Trang {number} là ảnh quét, không có lớp chữ nên chưa đọc được" for number in empty)
    return Document("pdf", tuple(_join(blocks)), notes)


def _goes_over(before: Paragraph, after: Paragraph) -> bool:
    """Tell whether the first lines of a page go on with the last paragraph of the page before."""
    return not after.mark and before.bold == after.bold and continues(before.text, after.text)


def _has_doubles(page: Page) -> bool:
    """Some programs print bold by drawing each letter twice, a hair apart."""
    chars = page.chars
    return any(
        one["text"] == other["text"] and abs(one["x0"] - other["x0"]) < 0.5 and abs(one["top"] - other["top"]) < 0.5
        for one, other in zip(chars, chars[1:], strict=False)
        if one["text"].strip()
    )


def _page_parts(
    page: Page, words: list[Word], number: int, pages: int, before: _Piece | None
) -> Iterator[Block | _Piece]:
    grids = [grid for grid in find_grids(page.edges) if len(grid.slots) > 1]  # a frame around words is no table
    inside: list[list[Word]] = [[] for _ in grids]
    outside: list[Word] = []
    for word in words:
        at = next((place for place, grid in enumerate(grids) if _holds(grid, word)), None)
        (outside if at is None else inside[at]).append(word)
    lines = [line for line in to_lines(outside) if pages == 1 or not _is_page_number(line, page, number)]
    tables = [(grid, _piece(grid, held, number, before)) for grid, held in zip(grids, inside, strict=True) if held]
    left = min((line.x0 for line in lines), default=0.0)
    right = max((line.x1 for line in lines), default=0.0)
    for grid, piece in [*tables, (None, None)]:
        until = grid.ys[0] if grid else float("inf")
        above = [line for line in lines if line.bottom <= until + 2]
        lines = [line for line in lines if line.bottom > until + 2]
        yield from to_paragraphs(prose(above, Column(left, right, indents=True), number))
        if piece:
            yield piece


def _is_page_number(line: TextLine, page: Page, number: int) -> bool:
    """A number alone in the upper or lower margin: the page's own, or one in the middle, where the decree puts it."""
    height, text = float(page.height), line.text.strip(" -–")
    if not text.isdecimal() or len(line.text) > 8:
        return False
    edge = line.bottom < height * _MARGIN or line.top > height * (1 - _MARGIN)
    middle = abs((line.x0 + line.x1) / 2 - float(page.width) / 2) < float(page.width) * _MARGIN
    return edge and (middle or text == str(number))


def _holds(grid: Grid, word: Word) -> bool:
    middle = (word.x0 + word.x1) / 2
    return grid.xs[0] <= middle <= grid.xs[-1] and grid.ys[0] - 1 <= word.middle <= grid.ys[-1] + 1


def _piece(grid: Grid, words: list[Word], page: int, before: _Piece | None) -> _Piece:
    """Fill the grid's slots with their words."""
    held: dict[int, list[Word]] = {}
    for word in words:
        middle = (word.x0 + word.x1) / 2
        at = min(range(len(grid.slots)), key=lambda place: _outside(grid.slots[place], middle, word.middle))
        held.setdefault(at, []).append(word)
    rows: dict[int, list[Cell]] = {}
    for place, slot in enumerate(grid.slots):
        goes_on = slot.row == 0 and _bulleted(before, slot.column)
        paragraphs = _cell_paragraphs(slot, held.get(place, []), page, goes_on)
        rows.setdefault(slot.row, []).append(Cell(paragraphs, slot.column, slot.columns, slot.rows))
    made = [Row(0, tuple(cells), page) for _, cells in sorted(rows.items())]
    return _Piece(grid.xs, made, page)


def _bulleted(before: _Piece | None, column: int) -> bool:
    cell = before.rows[-1].at(column) if before else None
    return cell is not None and any(is_bullet(paragraph.mark) for paragraph in cell.paragraphs)


def _outside(slot: Slot, x: float, y: float) -> float:
    return max(slot.x0 - x, x - slot.x1, 0.0) + max(slot.top - y, y - slot.bottom, 0.0)


def _cell_paragraphs(slot: Slot, words: list[Word], page: int, bulleted: bool) -> tuple[Paragraph, ...]:
    lines = to_lines(words)
    if not lines:
        return ()
    padding = min(min(line.x0 for line in lines) - slot.x0, _PADDING)
    left, right = slot.x0 + padding, slot.x1 - max(padding, 0.0)
    return to_paragraphs(to_paragraph_lines(lines, Column(left, right, bulleted=bulleted), page))


def _join(parts: list[Block | _Piece]) -> Iterator[Block]:
    """Make tables of the pieces; one that opens a page with the columns of the one that closed the page before is the
    same table."""
    number = 0
    pending: list[_Piece] = []
    for part in parts:
        if isinstance(part, _Piece):
            if pending and not _goes_on(pending[-1], part):
                number += 1
                yield _table(pending, number)
                pending = []
            pending.append(part)
        else:
            if pending:
                number += 1
                yield _table(pending, number)
                pending = []
            yield part
    if pending:
        yield _table(pending, number + 1)


def _goes_on(before: _Piece, after: _Piece) -> bool:
    if after.page != before.page + 1:
        return False
    if abs(before.xs[0] - after.xs[0]) > 6 or abs(before.xs[-1] - after.xs[-1]) > 6:
        return False
    shorter, longer = sorted((before.xs, after.xs), key=len)
    return all(min(abs(x - other) for other in longer) < 6 for x in shorter)


def _table(pieces: list[_Piece], number: int) -> Table:
    """Stack the pieces of a table; columns of a page on which some are merged are found by their places."""
    lines = max((piece.xs for piece in pieces), key=len)
    heading = [cell.text for cell in pieces[0].rows[0].cells]
    rows: list[Row] = []
    for order, piece in enumerate(pieces):
        at = [_nearest(lines, x) for x in piece.xs]
        cut = order > 0
        for row in piece.rows:
            cells = tuple(
                replace(cell, column=at[cell.column], columns=at[cell.column + cell.columns] - at[cell.column])
                for cell in row.cells
            )
            rows.append(Row(len(rows) + 1, cells, row.page, after_page_break=cut))
            cut = cut and [cell.text for cell in row.cells] == heading
    return Table(number, compact(tuple(rows)))


def _nearest(lines: list[float], x: float) -> int:
    return min(range(len(lines)), key=lambda place: abs(lines[place] - x))
