"""Writes Form 06/VPCP/KSTT as .xlsx in its own layout: two rows of headings, a line a field, the identity, notes."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from xlsxwriter.worksheet import Worksheet

from parindex.documents.writing.spreadsheet import cell_text, sheet_name

# Groups of columns with what stands below each; the field comes before them. The page shows the same.
HEADINGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Số lượng hồ sơ tiếp nhận", ("Tổng số", "Trực tuyến", "Trực tiếp, dịch vụ bưu chính", "Từ kỳ trước")),
    ("Số lượng hồ sơ đã giải quyết", ("Tổng số", "Trước hạn", "Đúng hạn", "Quá hạn")),
    ("Số lượng hồ sơ đang giải quyết", ("Tổng số", "Trong hạn", "Quá hạn")),
)
_NUMBERS = sum(len(below) for _title, below in HEADINGS)
_WIDTH = _NUMBERS + 2
_TOP = 5  # the first row of the headings
_FONT = {"font_name": "Times New Roman", "font_size": 12, "valign": "vcenter"}
UNKNOWN = "–"


@dataclass(frozen=True)
class Form06Line:
    """A field with its eleven numbers in the form's order; None where the source cannot tell."""

    field: str
    numbers: Sequence[int | None]


@dataclass(frozen=True)
class Form06Page:
    """What stands on the form around its lines."""

    authority: str
    reporter: str
    period: str
    until: str
    lines: Sequence[Form06Line]
    total: Form06Line
    notes: Sequence[str] = ()
    invented: bool = False


_LOOKS: dict[str, dict[str, Any]] = {
    "plain": {},
    "title": {"bold": True, "align": "center", "font_size": 14},
    "under": {"italic": True, "align": "center"},
    "strong": {"bold": True},
    "heading": {"bold": True, "align": "center", "border": 1, "text_wrap": True},
    "count": {"border": 1, "num_format": "#,##0"},
    "words": {"border": 1, "text_wrap": True, "quote_prefix": True},
    "place": {"border": 1, "align": "center"},
    "sum": {"border": 1, "num_format": "#,##0", "bold": True},
    "sum_words": {"border": 1, "bold": True},
    "unknown": {"border": 1, "align": "right"},
    "note": {"italic": True},
}


def write_form06(page: Form06Page) -> bytes:
    """Return the .xlsx. ValueError when a line has not one number for each column."""
    stream = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(stream, options) as workbook:
        formats = {name: workbook.add_format(_FONT | more) for name, more in _LOOKS.items()}
        sheet = workbook.add_worksheet(sheet_name("Biểu 06"))
        _head(sheet, page, formats)
        _headings(sheet, formats)
        last = _lines(sheet, page, formats)
        _foot(sheet, page, formats, last + 2)
        _set_up(sheet, last)
    return stream.getvalue()


def _head(sheet: Worksheet, page: Form06Page, formats: dict) -> None:
    sheet.write_string(0, 0, "Biểu số 06/VPCP/KSTT", formats["strong"])
    sheet.write_string(0, _WIDTH - 4, cell_text(f"Đơn vị báo cáo: {page.reporter}"), formats["plain"])
    sheet.write_string(1, 0, cell_text(page.authority), formats["plain"])
    sheet.write_string(1, _WIDTH - 4, "SỐ LIỆU GIẢ ĐỊNH" if page.invented else "", formats["strong"])
    title = "TÌNH HÌNH, KẾT QUẢ GIẢI QUYẾT THỦ TỤC HÀNH CHÍNH"
    sheet.merge_range(2, 0, 2, _WIDTH - 1, title, formats["title"])
    sheet.merge_range(3, 0, 3, _WIDTH - 1, cell_text(f"Kỳ báo cáo: {page.period} ({page.until})"), formats["under"])
    sheet.write_string(4, _WIDTH - 4, "Đơn vị tính: số hồ sơ TTHC", formats["under"])


def _headings(sheet: Worksheet, formats: dict) -> None:
    """Two rows that are merged, and a third with the columns' numbers, as the form has them."""
    style = formats["heading"]
    for column, title in enumerate(("STT", "Lĩnh vực giải quyết")):
        sheet.merge_range(_TOP, column, _TOP + 1, column, title, style)
    column = 2
    for title, below in HEADINGS:
        sheet.merge_range(_TOP, column, _TOP, column + len(below) - 1, title, style)
        for name in below:
            sheet.write_string(_TOP + 1, column, name, style)
            column += 1
    for column in range(_WIDTH):
        sheet.write_string(_TOP + 2, column, f"({column - 1})" if column > 1 else "AB"[column], style)


def _lines(sheet: Worksheet, page: Form06Page, formats: dict) -> int:
    row = _TOP + 2
    for place, line in enumerate(page.lines, 1):
        row += 1
        sheet.write_number(row, 0, place, formats["place"])
        sheet.write_string(row, 1, cell_text(line.field), formats["words"])
        _numbers(sheet, row, line, formats["count"], formats["unknown"])
    row += 1
    sheet.write_blank(row, 0, None, formats["sum_words"])
    sheet.write_string(row, 1, cell_text(page.total.field), formats["sum_words"])
    _numbers(sheet, row, page.total, formats["sum"], formats["unknown"])
    return row


def _numbers(sheet: Worksheet, row: int, line: Form06Line, style: object, unknown: object) -> None:
    if len(line.numbers) != _NUMBERS:
        raise ValueError(f"{line.field}: {len(line.numbers)} numbers for {_NUMBERS} columns")
    for column, number in enumerate(line.numbers, 2):
        if number is None:
            sheet.write_string(row, column, UNKNOWN, unknown)
        else:
            sheet.write_number(row, column, number, style)


def _foot(sheet: Worksheet, page: Form06Page, formats: dict, row: int) -> None:
    sheet.write_string(row, 0, identity(page.total), formats["strong"])
    for place, note in enumerate(page.notes, row + 1):
        sheet.write_string(place, 0, cell_text(note), formats["note"])


def identity(total: Form06Line) -> str:
    """Received is what was resolved and what is open, said with the numbers of the total."""
    received, resolved, left = (f"{total.numbers[at]:,}".replace(",", ".") for at in (0, 4, 8))
    return f"Cân đối: tiếp nhận (1) {received} = đã giải quyết (5) {resolved} + đang giải quyết (9) {left}."


def _set_up(sheet: Worksheet, last: int) -> None:
    sheet.set_column(0, 0, 6)
    sheet.set_column(1, 1, 40)
    sheet.set_column(2, _WIDTH - 1, 11)
    sheet.set_row(_TOP + 1, 48)
    sheet.freeze_panes(_TOP + 3, 2)
    sheet.repeat_rows(_TOP, _TOP + 2)
    sheet.print_area(0, 0, last + 20, _WIDTH - 1)
    sheet.set_paper(9)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
