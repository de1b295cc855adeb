"""Rows and columns that the author of a spreadsheet hid: found and left out, as a reader of the sheet sees it."""

from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree

from parindex.core.tables import Paragraph

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ON = ("1", "true")
_NAMED = 10  # rows or columns that a note names; of more it tells the number

Position = tuple[int, int]
Filled = dict[int, tuple[Paragraph, ...]]
Merges = dict[Position, Position]


@dataclass(frozen=True)
class Hidden:
    """Hidden rows by their numbers in the sheet, hidden columns as (first, last), from 0."""

    rows: frozenset[int]
    columns: tuple[tuple[int, int], ...]

    def hides_column(self, column: int) -> bool:
        return any(first <= column <= last for first, last in self.columns)


def hidden_parts(root: etree._Element) -> Hidden:
    """Return the hidden rows and columns of a worksheet; a filter hides rows too."""
    rows, number = set(), 0
    for row in root.iterfind(f"{_S}sheetData/{_S}row"):
        given = row.get("r", "")
        number = int(given) if given.isdecimal() else number + 1
        if row.get("hidden") in _ON:
            rows.add(number)
    columns = tuple(
        (int(first) - 1, int(last) - 1)
        for column in root.iterfind(f"{_S}cols/{_S}col")
        if column.get("hidden") in _ON
        and (first := column.get("min", "")).isdecimal()
        and (last := column.get("max", "")).isdecimal()
    )
    return Hidden(frozenset(rows), columns)


def without_hidden(
    rows: dict[int, Filled], merges: Merges, hidden: Hidden
) -> tuple[dict[int, Filled], Merges, list[str]]:
    """Return the visible cells, their merged ranges, and in Vietnamese what was left out.

    A merged cell that begins in a hidden row or column and reaches out of it still shows its words: it moves.
    """
    if not hidden.rows and not hidden.columns:
        return rows, merges, []
    shown: dict[int, Filled] = {}
    spans = dict(merges)
    lost_rows: set[int] = set()
    lost_columns: set[int] = set()
    for row, cells in rows.items():
        for column, words in cells.items():
            height, width = merges.get((row, column), (1, 1))
            top = next((place for place in range(row, row + height) if place not in hidden.rows), None)
            left = next((place for place in range(column, column + width) if not hidden.hides_column(place)), None)
            if top is None:
                lost_rows.add(row)
            elif left is None:
                lost_columns.add(column)
            else:
                shown.setdefault(top, {})[left] = words
                if (top, left) != (row, column):
                    spans[top, left] = (row + height - top, column + width - left)
    return shown, spans, _notes(lost_rows, lost_columns)


def _notes(rows: set[int], columns: set[int]) -> list[str]:
    notes = []
    if rows:
        notes.append(f"bỏ qua hàng đang ẩn ({_names(map(str, sorted(rows)), len(rows), 'hàng')})")
    if columns:
        notes.append(f"bỏ qua cột đang ẩn ({_names(map(_letters, sorted(columns)), len(columns), 'cột')})")
    return [f"{note}; nếu cần, hãy bỏ ẩn hoặc bỏ lọc rồi tải lên lại" for note in notes]


def _names(names: Iterable[str], count: int, noun: str) -> str:
    return f"{count} {noun}" if count > _NAMED else ", ".join(names)


def _letters(column: int) -> str:
    letters, rest = "", column + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        letters = chr(ord("A") + digit) + letters
    return letters
