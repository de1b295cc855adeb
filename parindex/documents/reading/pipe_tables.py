"""Reads Markdown's own tables: cells parted by |, a line of dashes under the headings or none at all."""

import re
from collections.abc import Sequence

from parindex.core.tables import Cell, Table
from parindex.documents.reading.grid import GridRow, table_of
from parindex.documents.reading.inline_cells import cell_paragraphs

_SEPARATOR = re.compile(r"\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
_BAR = re.compile(r"(?<!\\)\|")


def is_pipe_table(lines: Sequence[str], position: int) -> bool:
    """Tell whether a table starts here: a line of cells over a line of dashes, or two lines edged by bars."""
    line = lines[position]
    if "|" not in line or line.strip() == "|":
        return False
    below = lines[position + 1] if position + 1 < len(lines) else ""
    if _is_separator(below) and _BAR.search(line):
        return True
    return _edged(line) and (_edged(below) or line.strip().count("|") > 2)


def read_pipe_table(lines: Sequence[str], start: int, number: int) -> tuple[Table | None, int]:
    """Read the table that starts at `lines[start]`; return it and the index after its last row.

    A table that goes on after blank lines with the same number of columns is one table cut by a page.
    """
    rows: list[GridRow] = []
    position, after, broken = start, start, False
    width = len(_split(lines[start]))
    while position < len(lines):
        line = lines[position]
        if not line.strip():
            broken, position = True, position + 1
            continue
        if _is_separator(line) and "|" in line:
            position, after = position + 1, position + 1
            continue
        if not _BAR.search(line) or line.strip() == "|":
            break
        cells = _split(line)
        starts_anew = position + 1 < len(lines) and _is_separator(lines[position + 1])
        if broken and (len(cells) != width or not _edged(line) or starts_anew):
            break
        rows.append(GridRow([Cell(cell_paragraphs(text)) for text in cells], after_page_break=broken))
        position, after, broken = position + 1, position + 1, False
    return table_of(rows, number), after


def _is_separator(line: str) -> bool:
    return bool(_SEPARATOR.match(line)) and ("|" in line or "---" in line)


def _edged(line: str) -> bool:
    text = line.strip()
    return len(text) > 2 and text[0] == "|" and text[-1] == "|" and text[-2] != "\\"


def _split(line: str) -> list[str]:
    text = line.strip()
    text = text[1:] if text.startswith("|") else text
    text = text[:-1] if text.endswith("|") and not text.endswith("\\|") else text
    return [cell.replace("\\|", "|").strip() for cell in _BAR.split(text)]
