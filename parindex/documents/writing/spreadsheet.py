"""Writes one table as .xlsx: numbers as numbers, dates as dates, text always as text and never as a formula."""

import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

Kind = Literal["text", "whole", "decimal", "percent", "date"]
Value = str | int | float | Decimal | date | datetime | bool | None

_FORMATS: dict[Kind, str] = {
    "text": "@",
    "whole": "#,##0",
    "decimal": "#,##0.00",
    "percent": "0.0%",
    "date": "dd/mm/yyyy",
}
_FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
_STARTS_FORMULA = tuple("=+-@\t\r")
_LONGEST, _EXACT_DIGITS = 32_767, 15  # what a cell holds; digits that a spreadsheet's number keeps
_ROWS = 1_048_576


@dataclass(frozen=True)
class Column:
    """A column: its heading, how its values show, its width in characters (None: by the heading and the values).

    A percent is given as a fraction: 0.25 shows as 25,0%.
    """

    title: str
    kind: Kind = "text"
    width: float | None = None


def write_table(
    title: str, columns: Sequence[Column], rows: Iterable[Sequence[Value]], notes: Sequence[str] = ()
) -> bytes:
    """Return the .xlsx: title, headings (frozen, with a filter, repeated on each printed page), rows, notes below.

    Booleans show as có and không, None as an empty cell. ValueError when a row has another length than `columns` or
    there are more rows than a sheet holds.
    """
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(stream, options) as workbook:
        base = {"font_name": "Times New Roman", "font_size": 12, "valign": "top"}
        cell = base | {"border": 1, "text_wrap": True}
        sheet = workbook.add_worksheet(sheet_name(title))
        sheet.write_string(0, 0, cell_text(title), workbook.add_format(base | {"bold": True, "font_size": 14}))
        heading = workbook.add_format(cell | {"bold": True, "align": "center", "bg_color": "#E8EEF4"})
        for place, column in enumerate(columns):
            sheet.write_string(2, place, cell_text(column.title), heading)
        formats = {kind: workbook.add_format(cell | {"num_format": code}) for kind, code in _FORMATS.items()}
        guarded = workbook.add_format(cell | {"num_format": "@", "quote_prefix": True})
        widths = [len(column.title) + 3 for column in columns]
        last = 2
        for last, row in enumerate(rows, start=3):
            if len(row) != len(columns) or last >= _ROWS:
                raise ValueError(f"row {last - 2}: {len(row)} values for {len(columns)} columns, or too many rows")
            for place, (value, column) in enumerate(zip(row, columns, strict=True)):
                shown = _write(sheet, (last, place), value, formats[column.kind], guarded)
                widths[place] = max(widths[place], min(shown + 2, 60))
        _set_up(sheet, columns, widths, last)
        for place, note in enumerate(notes, start=last + 2):
            sheet.write_string(place, 0, cell_text(note), workbook.add_format(base | {"italic": True}))
    return stream.getvalue()


def _set_up(sheet: Worksheet, columns: Sequence[Column], widths: list[int], last: int) -> None:
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width or widths[place])
    if columns:
        sheet.autofilter(2, 0, last, len(columns) - 1)
    sheet.freeze_panes(3, 0)
    sheet.repeat_rows(2)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _write(sheet: Worksheet, at: tuple[int, int], value: Any, shown_as: Format, guarded: Format) -> int:
    """Write one value by its type; return about how many characters it shows."""
    row, column = at
    if value is None or value == "":
        sheet.write_blank(row, column, None, shown_as)
        return 0
    if isinstance(value, bool):
        return _write_text(sheet, at, "có" if value else "không", shown_as)
    if isinstance(value, date):
        moment = value.replace(tzinfo=None) if isinstance(value, datetime) else value
        sheet.write_datetime(row, column, moment, shown_as)
        return 10
    if isinstance(value, int | float | Decimal):
        digits = len(Decimal(str(value)).normalize().as_tuple().digits) if Decimal(str(value)).is_finite() else 99
        if digits > _EXACT_DIGITS:
            return _write_text(sheet, at, str(value), shown_as)
        sheet.write_number(row, column, float(value), shown_as)
        return len(f"{value:,}")
    text = cell_text(str(value))
    # Kept as text when somebody edits the cell or saves the sheet as CSV.
    return _write_text(sheet, at, text, guarded if text.startswith(_STARTS_FORMULA) else shown_as)


def _write_text(sheet: Worksheet, at: tuple[int, int], text: str, shown_as: Format) -> int:
    sheet.write_string(*at, text, shown_as)
    return max(map(len, text.splitlines()), default=0)


def cell_text(text: str) -> str:
    """Words as a cell holds them: no control characters, no longer than a cell."""
    return _CONTROLS.sub("", text)[:_LONGEST]


def sheet_name(title: str) -> str:
    """A title as the name of a sheet."""
    return _FORBIDDEN.sub(" ", cell_text(title))[:31].strip() or "Bảng"
