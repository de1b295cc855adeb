"""Documents in the table model, written as briefly as a test can say them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from parindex.core.tables import Block, Cell, Document, Paragraph, Row, Table

_MARK = re.compile(r"([-+•]|\d+(?:\.\d+)*\.|[IVX]+\.|[a-zđ]\))\s+(?=\S)")


@dataclass(frozen=True)
class Merged:
    """A cell over several columns or rows; what it covers is written as None."""

    text: str
    columns: int = 1
    rows: int = 1


Written = str | Merged | None


def paragraph(line: str, **more: object) -> Paragraph:
    """A line as a paragraph, its typed bullet or number split off."""
    mark = _MARK.match(line)
    return Paragraph(line[mark.end() :] if mark else line, mark[1] if mark else "", **more)  # type: ignore[arg-type]


def bold(line: str) -> Paragraph:
    return paragraph(line, bold=True)


def table(*rows: Sequence[Written], number: int = 1, cut: Sequence[int] = ()) -> Table:
    """A table of written rows; lines of a cell are its paragraphs; `cut` are the rows that follow a page break."""
    made = []
    for row_number, row in enumerate(rows, start=1):
        cells = []
        for column, written in enumerate(row):
            if written is None:
                continue
            one = written if isinstance(written, Merged) else Merged(written)
            lines = tuple(paragraph(line) for line in one.text.split("\n") if line.strip())
            cells.append(Cell(lines, column, one.columns, one.rows))
        made.append(Row(row_number, tuple(cells), after_page_break=row_number in cut))
    return Table(number, tuple(made))


def document(*blocks: Block | str) -> Document:
    """A document of blocks; a string is a paragraph."""
    return Document("text", tuple(paragraph(block) if isinstance(block, str) else block for block in blocks))


def plan(*blocks: Block | str, title: str = "Kế hoạch thử năm 2023") -> Document:
    """A document with the head of a plan of the year 2023."""
    return document("KẾ HOẠCH", title, *blocks)
