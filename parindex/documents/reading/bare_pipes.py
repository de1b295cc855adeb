"""Reads tables whose cells are parted by a line that is exactly “|” and whose rows by two such lines.

An empty cell leaves two such lines as well, so the number of columns is found first: the one by which the fewest rows
come out ragged.
"""

import re
from collections.abc import Sequence

from parindex.core.tables import Cell, Paragraph, Table
from parindex.documents.reading.grid import GridRow, table_of
from parindex.documents.reading.paragraphs import to_paragraphs
from parindex.documents.reading.prose import prose_lines

_RAGGED, _SECTION, _EMPTY, _COLUMN = 1.0, 0.5, 0.05, 0.3
_SAMPLE, _WIDER = 400, 10
_NUMBERED = re.compile(r"(?:\d{1,3}(?:\.\d{1,3})*|[IVX]{1,5}|[A-Za-zđĐ])[.)]?$|\(?\d{1,2}\)?$")

Paragraphs = tuple[Paragraph, ...]


def is_bare_pipe(line: str) -> bool:
    """Tell whether a line is nothing but the bar between two cells."""
    return line.strip() == "|"


def read_bare_table(lines: Sequence[str], start: int, number: int) -> tuple[Table | None, int]:
    """Read the table whose first bar is `lines[start]`; return it and the index after its last bar."""
    cells: list[list[str]] = []
    bars: list[int] = []
    position, in_bar = start, False
    while position < len(lines):
        line = lines[position]
        if is_bare_pipe(line):
            if in_bar:
                bars[-1] += 1
            else:
                bars.append(1)
            in_bar = True
        elif in_bar and not line.strip():
            break
        elif in_bar:
            cells.append([line])
            in_bar = False
        else:
            cells[-1].append(line)
        position += 1
    if len(bars) == len(cells):  # the file ends inside its last cell
        bars.append(1)
    texts = [to_paragraphs(prose_lines(cell, True)) for cell in cells]
    rows = _rows(texts, bars)
    width = max(map(len, rows), default=0)
    return table_of([GridRow(_cells(rows, number, width)) for number in range(len(rows))], number), position


def _rows(texts: list[Paragraphs], bars: list[int]) -> list[list[Paragraphs]]:
    """Cut the cells into rows by the width that leaves the fewest of them ragged.

    A heading in two lines, the second under the first's last cell, gives the width away where the rest fits it.
    """
    if not texts:
        return []
    width, cost = _best_width(bars)
    above, below = _two_line_heading(bars)
    if below and len(texts) > above + below:
        rest = [1, *bars[above + below + 1 :]]
        if _layout(rest[: _SAMPLE + 1], above + below - 1)[0] < cost:
            heading = [texts[:above], texts[above : above + below]]
            return heading + _cut(texts[above + below :], rest, above + below - 1)
    return _cut(texts, bars, width)


def _best_width(bars: list[int]) -> tuple[int, float]:
    longest = chain = 1
    for gap in bars[1:-1]:
        chain = chain + 1 if gap == 1 else 1
        longest = max(longest, chain)
    sample = bars[: _SAMPLE + 1]
    costs = {
        width: _layout(sample, width)[0] + _COLUMN * (width - longest) for width in range(longest, longest + _WIDER)
    }
    best = min(costs, key=costs.__getitem__)
    return best, costs[best]


def _two_line_heading(bars: list[int]) -> tuple[int, int]:
    """Return how many cells the first two rows have, if each is parted from what follows by a row's end alone."""
    ends = [place for place, gap in enumerate(bars[1:-1], start=1) if gap != 1][:2]
    if bars[0] != 1 or len(ends) < 2 or any(bars[end] != 2 for end in ends) or ends[0] < 2 or ends[1] - ends[0] < 2:
        return 0, 0
    return ends[0], ends[1] - ends[0]


def _cut(texts: list[Paragraphs], bars: list[int], width: int) -> list[list[Paragraphs]]:
    _, steps = _layout(bars, width)
    row: list[Paragraphs] = [()] * min(bars[0] - 1, width - 1)
    rows = [row]
    for text, (breaks, trailing, leading) in zip(texts, [(False, 0, 0), *steps], strict=True):
        row = rows[-1]
        row.extend([()] * trailing)
        if breaks:
            row = [()] * leading
            rows.append(row)
        row.append(text)
    rows[-1].extend([()] * min(bars[-1] - 1, width - len(rows[-1])))
    return rows


Step = tuple[bool, int, int]


def _layout(bars: list[int], width: int) -> tuple[float, list[Step]]:
    """Return the least cost and, for each gap between cells, (row ends?, empty cells before the end, and after)."""
    costs = {min(bars[0], width): 0.0}
    chosen: list[dict[int, tuple[int, Step]]] = []
    for gap in bars[1:-1]:
        following: dict[int, float] = {}
        came: dict[int, tuple[int, Step]] = {}
        for used, cost in costs.items():
            for step, after, extra in _moves(gap, used, width):
                total = cost + extra
                if total < following.get(after, float("inf")):
                    following[after], came[after] = total, (used, step)
        costs = following
        chosen.append(came)
    ends = {used: cost + _raggedness(min(width, used + bars[-1] - 1), width) for used, cost in costs.items()}
    used = min(ends, key=ends.__getitem__)
    total, steps = ends[used], []
    for came in reversed(chosen):
        used, step = came[used]
        steps.append(step)
    return total, steps[::-1]


def _moves(gap: int, used: int, width: int) -> list[tuple[Step, int, float]]:
    moves: list[tuple[Step, int, float]] = []
    if used + gap <= width:
        moves.append(((False, gap - 1, 0), used + gap, _EMPTY * (gap - 1)))
    if gap >= 2 or used >= width:
        empty = max(gap - 2, 0)
        for trailing in range(min(empty, width - used), -1, -1):
            leading = min(empty - trailing, width - 1)
            cost = _raggedness(used + trailing, width) + _EMPTY * empty
            moves.append(((True, trailing, leading), leading + 1, cost))
    return moves


def _raggedness(used: int, width: int) -> float:
    if used == width:
        return 0.0
    return _SECTION if used <= 2 else _RAGGED


def _cells(rows: list[list[Paragraphs]], number: int, width: int) -> list[Cell]:
    """Give a short row its merged cells back, as the rows around it suggest."""
    row = rows[number]
    missing = width - len(row)
    if missing == 0 or not row:
        return [Cell(text) for text in row]
    if number == 0 and len(rows) > 1 and len(rows[1]) == missing + 1:  # a heading over several columns
        return [*(Cell(text, rows=2) for text in row[:-1]), Cell(row[-1], columns=missing + 1)]
    if number == 1 and len(row) + len(rows[0]) - 1 == width:
        return [Cell(text) for text in row]
    if len(row) >= 3 and _is_number_column(rows, width) and not _is_numbered(row[0]):
        return [*(Cell() for _ in range(missing)), *(Cell(text) for text in row)]
    return [*(Cell(text) for text in row[:-1]), Cell(row[-1], columns=missing + 1)]


def _is_number_column(rows: list[list[Paragraphs]], width: int) -> bool:
    full = [row[0] for row in rows[1:60] if len(row) == width]
    return bool(full) and sum(map(_is_numbered, full)) * 2 > len(full)


def _is_numbered(text: Paragraphs) -> bool:
    return len(text) == 1 and bool(_NUMBERED.match(text[0].whole))
