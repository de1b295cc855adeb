"""Reads .pdf with text: ruled tables, which may go on over pages, and paragraphs, in reading order."""

import io
import logging
import struct
import zlib
from collections.abc import Iterator
from dataclasses import replace

import pdfplumber
from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfplumber.page import Page
from pdfplumber.utils.exceptions import MalformedPDFException, PdfminerException

from parindex.core.errors import InputError
from parindex.core.tables import Block, Document, Paragraph
from parindex.documents.limits import LIMITS, Limits
from parindex.documents.reading.paragraphs import continues, to_paragraphs
from parindex.documents.reading.pdf_layout import Layout, lay_out
from parindex.documents.reading.pdf_paragraphs import Column
from parindex.documents.reading.pdf_pitch import Pitches
from parindex.documents.reading.pdf_prose import prose
from parindex.documents.reading.pdf_running import Running
from parindex.documents.reading.pdf_tables import Piece, join_pieces, to_piece
from parindex.documents.reading.pdf_words import TextLine

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
_STRETCH = 32  # pages read together: among them what repeats on each is found
_BORDER = 5.4  # points between the edge of a table and the text around it, as Word sets them

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


def _read(pages: list[Page], limits: Limits) -> Document:
    blocks: list[Block | Piece] = []
    pictures: list[int] = []
    running, pitches, cells = Running(len(pages)), Pitches(), 0
    for start in range(0, len(pages), _STRETCH):
        layouts = []
        for number, page in enumerate(pages[start : start + _STRETCH], start=start + 1):
            layouts.append(lay_out(page, number))
            page.close()
            cells += sum(len(table.cells) for table in layouts[-1].tables)
            if cells > limits.cells:
                raise InputError(f"Bảng có hơn {limits.cells} ô; hãy chia tệp thành nhiều tệp nhỏ hơn")
        pictures += [layout.number for layout in layouts if layout.picture]
        running.strip(layouts)
        pitches.learn(lines for layout in layouts for table in layout.tables for lines in table.cells)
        edges = _right_edges(layouts)
        for layout, right in zip(layouts, edges, strict=True):
            _add(blocks, layout, right, pitches)
    if not blocks:
        raise InputError(_NO_TEXT)
    notes = tuple(f"Trang {number} là ảnh quét, không có lớp chữ nên chưa đọc được" for number in pictures)
    return Document("pdf", tuple(join_pieces(blocks)), notes)


def _right_edges(layouts: list[Layout]) -> list[float]:
    """Where text ends on the right, on each page: a page of short lines alone does not show it, others do."""
    shown = [_wraps(layout.lines) for layout in layouts]
    edges: dict[float, float] = {}
    for layout, known in zip(layouts, shown, strict=True):
        found = _widest(layout) if known else max((table.grid.xs[-1] - _BORDER for table in layout.tables), default=0.0)
        edges[layout.width] = max(edges.get(layout.width, 0.0), found)
    return [
        _widest(layout) if known else max(_widest(layout), edges[layout.width])
        for layout, known in zip(layouts, shown, strict=True)
    ]


def _widest(layout: Layout) -> float:
    return max((line.x1 for line in layout.lines), default=0.0)


def _wraps(lines: list[TextLine]) -> bool:
    """Tell whether a sentence goes on from one line to the next, so that the first of them is full."""
    return any(continues(above.text, below.text) for above, below in zip(lines, lines[1:], strict=False))


def _add(blocks: list[Block | Piece], layout: Layout, right: float, pitches: Pitches) -> None:
    """Add what a page holds to the blocks of the pages before; its first paragraph may go on with their last."""
    for place, part in enumerate(_parts(layout, right, pitches, blocks[-1] if blocks else None)):
        last = blocks[-1] if blocks else None
        if place == 0 and isinstance(last, Paragraph) and isinstance(part, Paragraph) and _goes_over(last, part):
            blocks[-1] = replace(last, text=f"{last.text} {part.text}")
        else:
            blocks.append(part)


def _goes_over(before: Paragraph, after: Paragraph) -> bool:
    """Tell whether the first lines of a page go on with the last paragraph of the page before."""
    return not after.mark and before.bold == after.bold and continues(before.text, after.text)


def _parts(layout: Layout, right: float, pitches: Pitches, last: Block | Piece | None) -> Iterator[Block | Piece]:
    before = last if isinstance(last, Piece) else None
    lines = layout.lines
    left = min((line.x0 for line in lines), default=0.0)
    for table in [*layout.tables, None]:
        until = table.grid.ys[0] if table else float("inf")
        above = [line for line in lines if line.bottom <= until + 2]
        lines = [line for line in lines if line.bottom > until + 2]
        yield from to_paragraphs(prose(above, Column(left, right, indents=True), layout.number))
        if table:
            yield to_piece(table, layout.number, before, pitches)
