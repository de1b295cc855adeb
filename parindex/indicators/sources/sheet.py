"""Finds, among the first rows of a file, the headings: below titles, in one row or in two merged ones."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from parindex.core.errors import InputError
from parindex.indicators.sources.columns import fold_heading
from parindex.indicators.sources.mapping import SourceMapping

LOOKED_AT = 30  # rows in which headings are looked for
_AGAIN = " (lặp)"
_NUMBER = re.compile(r"\(?([0-9]{1,3}|[A-Z])\)?(?:\s*=.*)?")
_LETTERS = "ABCDEFGHIJ"
_FEWEST = 3  # columns that a row of numbers numbers
Cells = Sequence[str | None]


@dataclass(frozen=True)
class Head:
    """The headings, each once and none empty, and how many rows stand above the first row of data."""

    headings: tuple[str, ...]
    above: int

    @property
    def titled(self) -> int:
        """How many columns there are up to the last that has a heading of its own."""
        told = (at for at, heading in enumerate(self.headings, 1) if not heading.startswith(f"(cột {at})"))
        return max(told, default=1)


def find_head(rows: Sequence[Cells], wanted: SourceMapping | None, name: str, header_row: int = 0) -> Head:
    """The row (or two) that has most of the headings that the mapping asks for; without one, the first full row."""
    if not any(any(_said(cell) for cell in row) for row in rows):
        raise InputError(f"{name}: tệp không có dòng nào; hãy chọn lại tệp.")
    found = _find(rows, wanted, name, header_row)
    below = rows[found.above] if found.above < len(rows) else ()
    return Head(found.headings, found.above + 1) if _is_numbering(below) else found


def _find(rows: Sequence[Cells], wanted: SourceMapping | None, name: str, header_row: int) -> Head:
    if header_row:
        if header_row > len(rows):
            raise InputError(f"{name}: header_row là {header_row} nhưng tệp chỉ có {len(rows)} dòng; hãy sửa cách đọc.")
        return _head(rows[header_row - 1], header_row)
    keys = _keys(wanted) if wanted else frozenset()
    best, found = 0, Head((), 0)
    for at, row in enumerate(rows[:LOOKED_AT]):
        for candidate in _candidates(rows, at, row):
            score = sum(1 for heading in candidate.headings if _names(heading) & keys)
            if score > best:
                best, found = score, candidate
    if best:
        return found
    first = next(at for at, row in enumerate(rows) if _width(row) > 1 or at == len(rows) - 1 or _width(row) == 1)
    widest = max(_width(row) for row in rows[:LOOKED_AT])
    full = next((at for at, row in enumerate(rows[:LOOKED_AT]) if _width(row) >= max(1, widest - 1)), first)
    return _head(rows[full], full + 1)


def known_headings(rows: Iterable[Cells], wanted: SourceMapping | None) -> int:
    """How many cells of a row are headings that the mapping asks for, at best."""
    keys = _keys(wanted) if wanted else frozenset()
    return max((sum(1 for cell in map(_said, row) if cell and fold_heading(cell) in keys) for row in rows), default=0)


def _is_numbering(row: Cells) -> bool:
    """Whether it numbers the columns, as forms do below their headings: (1), (2), (3)=(1)+(2); A, B, 1, 2."""
    told = [found[1] if (found := _NUMBER.fullmatch(cell)) else "" for cell in map(_said, row) if cell]
    numbers = [int(one) for one in told if one.isdigit()]
    letters = "".join(one for one in told if one.isalpha())
    running = numbers == list(range(1, len(numbers) + 1)) and letters == _LETTERS[: len(letters)]
    return len(told) >= _FEWEST and all(told) and running and told == sorted(told, key=str.isdigit)


def _candidates(rows: Sequence[Cells], at: int, row: Cells) -> list[Head]:
    """The row itself, and with the row below it where one of the two has gaps that the other fills (merged cells)."""
    found = [_head(row, at + 1)]
    below = rows[at + 1] if at + 1 < len(rows) else None
    if below and _width(row) and any(not _said(cell) for cell in (*row, *below)) and not _has_figures(below):
        found.append(_merged(row, below, at + 2))
    return found


def _merged(row: Cells, below: Cells, above: int) -> Head:
    """“Đã giải quyết” over “Đúng hạn”, “Quá hạn”: the lower cell is the heading, with the upper one before it."""
    width = max(len(row), len(below))
    joined, over = [], ""
    for at in range(width):
        upper = _said(row[at]) if at < len(row) else ""
        lower = _said(below[at]) if at < len(below) else ""
        over = upper or (over if lower else "")
        joined.append(f"{over}: {lower}" if lower and over and lower != over else lower or upper)
    return _head(joined, above)


def _has_figures(row: Cells) -> bool:
    return any(char.isdigit() for cell in row for char in _said(cell))


def _head(row: Cells, above: int) -> Head:
    names: list[str] = []
    for at, cell in enumerate(row):
        heading = _said(cell) or f"(cột {at + 1})"
        while heading in names:
            heading += _AGAIN
        names.append(heading)
    return Head(tuple(names), above)


def _names(heading: str) -> set[str]:
    """What a heading answers to: itself, and its own words under a merged one."""
    return {fold_heading(heading), fold_heading(heading.rpartition(": ")[2])}


def asked_headings(mapping: SourceMapping) -> frozenset[str]:
    """Every heading that a mapping asks for."""
    asked = [heading for spec in mapping.columns.values() for heading in spec.headings]
    return frozenset(
        filter(
            None,
            (
                *asked,
                *(spec.time for spec in mapping.columns.values()),
                mapping.case,
                mapping.activity_column,
                mapping.time_column,
            ),
        )
    )


def own_words(heading: str) -> frozenset[str]:
    """What stands in the file where `Head` has this heading: it, or one of two rows that became it."""
    while heading.endswith(_AGAIN):
        heading = heading.removesuffix(_AGAIN)
    upper, _, lower = heading.rpartition(": ")
    return frozenset(filter(None, (heading, upper, lower)))


def _keys(mapping: SourceMapping) -> frozenset[str]:
    return frozenset(map(fold_heading, asked_headings(mapping)))


def _said(cell: str | None) -> str:
    return " ".join(cell.split()) if cell else ""


def _width(row: Cells) -> int:
    return sum(1 for cell in row if _said(cell))


def heading_of(headings: Sequence[str], asked: Sequence[str]) -> str | None:
    """Which heading of the file is meant; a heading under a merged one answers to its own words too."""
    return next(iter(alike(headings, asked)), None)


def alike(headings: Sequence[str], asked: Sequence[str]) -> list[str]:
    """All headings that answer to the first of those asked for that is there: whole ones, else those under a merged
    one. More than one, where two columns have one heading.
    """
    whole: dict[str, list[str]] = {}
    under: dict[str, list[str]] = {}
    for heading in headings:
        once = _once(heading, headings)
        for words in dict.fromkeys((heading, once)):
            whole.setdefault(fold_heading(words), []).append(heading)
        if ": " in once:
            under.setdefault(fold_heading(once.rpartition(": ")[2]), []).append(heading)
    keys = [fold_heading(one) for one in asked]
    return next((whole.get(key) or under[key] for key in keys if key in whole or key in under), [])


def _once(heading: str, headings: Sequence[str]) -> str:
    """The heading as the file has it, of one that `_head` had to tell from another."""
    base = heading
    while base.endswith(_AGAIN) and base.removesuffix(_AGAIN) in headings:
        base = base.removesuffix(_AGAIN)
    return base
