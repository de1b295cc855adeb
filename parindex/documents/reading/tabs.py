"""Reads runs of tab-separated lines as one table; a blank line between its rows is a page break."""

from collections.abc import Sequence

from parindex.core.tables import Cell, Table
from parindex.documents.reading.grid import GridRow, table_of
from parindex.documents.reading.inline_cells import cell_paragraphs


def is_tab_row(line: str) -> bool:
    """Tell whether a line has cells parted by tabs (a tab that only indents is none)."""
    return "\t" in line.lstrip(" ").rstrip("\r\n") and line.count("\t") >= 1 and bool(line.strip())


def read_tab_table(lines: Sequence[str], start: int, number: int) -> tuple[Table | None, int]:
    """Read the table that starts at `lines[start]`; return it and the index after its last row."""
    rows, after, width = [], start, lines[start].count("\t") + 1
    broken = False
    position = start
    while position < len(lines):
        line = lines[position]
        if not line.strip() and "\t" not in line:
            broken, position = True, position + 1
            continue
        text, following = _whole_row(lines, position)
        columns = text.count("\t") + 1
        if columns == 1 and (broken or not _row_follows(lines, following)):
            break
        if broken and columns != width and columns < 3:
            break
        rows.append(_row(text, width, broken))
        width = max(width, columns)
        broken, position, after = False, following, following
    return table_of(rows, number), after


def _row(text: str, width: int, broken: bool) -> GridRow:
    texts = text.split("\t")
    if len(texts) == 1:
        return GridRow([Cell(cell_paragraphs(texts[0]), 0, width)], after_page_break=broken)
    cells = [Cell(cell_paragraphs(_unquoted(cell)), column) for column, cell in enumerate(texts)]
    return GridRow(cells, after_page_break=broken)


def _row_follows(lines: Sequence[str], position: int) -> bool:
    return position < len(lines) and is_tab_row(lines[position])


def _whole_row(lines: Sequence[str], position: int) -> tuple[str, int]:
    """Join the lines of a row whose quoted cell holds line breaks, as spreadsheets paste them."""
    text = lines[position]
    last = text.rsplit("\t", 1)[-1]
    if not (last.startswith('"') and last.count('"') % 2):
        return text, position + 1
    for end in range(position + 1, min(position + 200, len(lines))):
        text = f"{text}\n{lines[end]}"
        if lines[end].count('"') % 2:
            return text, end + 1
    return lines[position], position + 1


def _unquoted(cell: str) -> str:
    if len(cell) >= 2 and cell[0] == cell[-1] == '"' and ("\n" in cell or '""' in cell):
        return cell[1:-1].replace('""', '"')
    return cell
