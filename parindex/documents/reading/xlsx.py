"""Reads .xlsx: each sheet is a table, the lines above its headings paragraphs; numbers as their cells show them.

What its author hid - sheets, rows, columns - is left out, as in print, and the document's notes say so.

The XML is read directly: a percentage is stored as 1 and shown as 100%, and only the cell's format tells.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml import etree

from parindex.core.errors import InputError
from parindex.core.tables import Block, Cell, Document, Paragraph, Row, Table
from parindex.documents.limits import LIMITS, Limits
from parindex.documents.package import open_package, read_xml, related_part, relations
from parindex.documents.reading.grid import compact
from parindex.documents.reading.paragraphs import split_lines, to_paragraphs
from parindex.documents.reading.xlsx_hidden import Filled, Position, hidden_parts, without_hidden
from parindex.documents.reading.xlsx_numbers import BUILT_IN, show

_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_REFERENCE = re.compile(r"([A-Z]{1,3})(\d{1,7})$")
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_HEADINGS = 3  # a row with so many filled cells belongs to a table; fewer, above it, is a title or a letterhead
_BLANKS = 10_000


def read_xlsx(data: bytes, limits: Limits = LIMITS) -> Document:
    """Read a workbook; InputError when it is damaged, locked or larger than `limits`."""
    with open_package(data, limits) as package:
        main = related_part(package, "", "officeDocument", "xl/workbook.xml", limits)
        root = read_xml(package, main, limits)
        if root is None or root.find(f"{_S}sheets") is None:
            raise InputError("Tệp .xlsx không có trang tính nào đọc được; hãy mở bằng Excel rồi lưu lại")
        workbook = _Workbook(package, main, root, limits)
        blocks = tuple(workbook.blocks())
        return Document("xlsx", blocks, tuple(workbook.notes))


@dataclass
class _Look:
    number_format: str = ""
    bold: bool = False


class _Workbook:
    def __init__(self, package: zipfile.ZipFile, main: str, root: etree._Element, limits: Limits) -> None:
        self.package, self.main, self.root, self.limits = package, main, root, limits
        properties = root.find(f"{_S}workbookPr")
        self.mac_epoch = properties is not None and properties.get("date1904") in ("1", "true")
        self.strings = [_text(item) for item in self._part("sharedStrings", f"{_S}si")]
        self.looks = self._looks()
        self.cells = 0
        self.notes: list[str] = []

    def blocks(self) -> Iterator[Block]:
        targets = relations(self.package, self.main, self.limits)
        number = 0
        for sheet in self.root.iter(f"{_S}sheet"):
            kind, path = targets.get(sheet.get(_ID, ""), ("", ""))
            root = read_xml(self.package, path, self.limits) if kind == "worksheet" else None
            if root is None:
                continue
            name = sheet.get("name", "")
            if sheet.get("state", "visible") != "visible":
                self.notes.append(f"Trang tính “{name}” đang ẩn nên không đọc; nếu cần, hãy bỏ ẩn rồi tải lên lại")
                continue
            titles, table = self._sheet(root, name, number + 1)
            yield from titles
            if table:
                number += 1
                yield replace(table, sheet=name)

    def _part(self, kind: str, tag: str) -> Iterator[etree._Element]:
        root = read_xml(self.package, related_part(self.package, self.main, kind, f"xl/{kind}.xml"), self.limits)
        return root.iter(tag) if root is not None else iter(())

    def _looks(self) -> list[_Look]:
        root = next(self._part("styles", f"{_S}styleSheet"), None)
        if root is None:
            return []
        formats = {item.get("numFmtId"): item.get("formatCode", "") for item in root.iter(f"{_S}numFmt")}
        fonts = [font.find(f"{_S}b") is not None for font in root.iterfind(f"{_S}fonts/{_S}font")]
        looks = []
        for item in root.iterfind(f"{_S}cellXfs/{_S}xf"):
            key, font = item.get("numFmtId", "0"), item.get("fontId", "0")
            code = formats.get(key) or BUILT_IN.get(int(key) if key.isdecimal() else 0, "")
            looks.append(_Look(code, font.isdecimal() and int(font) < len(fonts) and fonts[int(font)]))
        return looks

    def _sheet(self, root: etree._Element, name: str, number: int) -> tuple[list[Paragraph], Table | None]:
        merges = _merges(root, self.limits)
        hidden = hidden_parts(root)
        rows: dict[int, Filled] = {}
        row_number = 0
        for element in root.iterfind(f"{_S}sheetData/{_S}row"):
            given = element.get("r", "")
            row_number = int(given) if given.isdecimal() else row_number + 1
            filled = self._row(element)
            if filled:
                rows[row_number] = filled
        rows, merges, left_out = without_hidden(rows, merges, hidden)
        self.notes += [f"Trang tính “{name}”: {what}" for what in left_out]
        first = next((place for place, cells in sorted(rows.items()) if _is_heading(place, cells, merges)), None)
        if first is None:
            first = min(rows, default=0)
        above = [place for place in sorted(rows) if place < first]
        titles = [paragraph for place in above for _, found in sorted(rows[place].items()) for paragraph in found]
        return titles, _table({place: rows[place] for place in sorted(rows) if place >= first}, merges, number)

    def _row(self, element: etree._Element) -> Filled:
        filled, column = {}, -1
        for cell in element.iterchildren(f"{_S}c"):
            found = _REFERENCE.match(cell.get("r", ""))
            column = _column(found[1]) if found else column + 1
            look = self._look(cell)
            text = self._value(cell, look)
            if text.strip():
                self.cells += 1
                if self.cells > self.limits.cells:
                    raise InputError(f"Trang tính có hơn {self.limits.cells} ô; hãy chia thành nhiều tệp nhỏ hơn")
                lines = [replace(line, bold=look.bold) for line in split_lines(text)]
                filled[column] = to_paragraphs(lines)
        return {place: found for place, found in filled.items() if found}

    def _look(self, cell: etree._Element) -> _Look:
        style = cell.get("s", "0")
        return self.looks[int(style)] if style.isdecimal() and int(style) < len(self.looks) else _Look()

    def _value(self, cell: etree._Element, look: _Look) -> str:
        kind, value = cell.get("t", "n"), cell.findtext(f"{_S}v") or ""
        if kind == "inlineStr":
            inline = cell.find(f"{_S}is")
            return _text(inline) if inline is not None else ""
        if kind == "s":
            return self.strings[int(value)] if value.isdecimal() and int(value) < len(self.strings) else ""
        if kind == "b":
            return "TRUE" if value == "1" else "FALSE"
        if kind == "n" and value:
            return show(value, look.number_format, self.mac_epoch)
        return _unescape(value)


def _text(item: etree._Element) -> str:
    """The words of a shared or inline string: plain or in runs, without phonetic guides."""
    parts = [item.findtext(f"{_S}t") or "", *(run.findtext(f"{_S}t") or "" for run in item.iterchildren(f"{_S}r"))]
    return _unescape("".join(parts))


def _unescape(text: str) -> str:
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def _merges(root: etree._Element, limits: Limits) -> dict[Position, Position]:
    """Return (row, column) of each merged range's first cell -> its (rows, columns)."""
    found = {}
    for item in root.iterfind(f"{_S}mergeCells/{_S}mergeCell"):
        ends = [_REFERENCE.match(end) for end in item.get("ref", "").split(":")]
        if len(ends) == 2 and ends[0] and ends[1]:
            (top, left), (bottom, right) = ((int(end[2]), _column(end[1])) for end in ends if end)
            columns = min(right - left + 1, limits.span)
            found[(top, left)] = (bottom - top + 1, columns)
    return found


def _is_heading(row: int, cells: Filled, merges: dict[Position, Position]) -> bool:
    narrow = sum(merges.get((row, column), (1, 1))[1] <= 2 for column in cells)
    return len(cells) >= _HEADINGS and narrow >= 2


def _table(rows: dict[int, Filled], merges: dict[Position, Position], number: int) -> Table | None:
    if not rows:
        return None
    first, last = min(rows), max(rows)
    places = range(first, last + 1) if last - first < len(rows) + _BLANKS else sorted(rows)
    used = {column for cells in rows.values() for column in cells}
    made = []
    for order, place in enumerate(places, start=1):
        cells = []
        for column, found in sorted(rows.get(place, {}).items()):
            height, width = merges.get((place, column), (1, 1))
            cells.append(Cell(found, column, width, min(height, last - place + 1)))
        made.append(Row(order, tuple(cells)))
    whole = _with_empty_cells(made, used)
    columns = tuple(sorted({cell.column for row in whole for cell in row.cells}))
    return Table(number, compact(whole), first_row=first, sheet_columns=columns)


def _with_empty_cells(rows: list[Row], used: set[int]) -> tuple[Row, ...]:
    """Give filled rows their empty cells too, as the other formats have them."""
    covered: dict[int, int] = {}
    made = []
    for row in rows:
        taken = {column for cell in row.cells for column in range(cell.column, cell.column + cell.columns)}
        taken |= {column for column, until in covered.items() if until >= row.number}
        empty = [Cell(column=column) for column in used - taken] if row.cells else []
        for cell in row.cells:
            if cell.rows > 1:
                covered |= dict.fromkeys(range(cell.column, cell.column + cell.columns), row.number + cell.rows - 1)
        made.append(replace(row, cells=tuple(sorted((*row.cells, *empty), key=lambda cell: cell.column))))
    return tuple(made)
