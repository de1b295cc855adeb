"""Reads .html: paragraphs and tables in reading order, spans and nested lists, whatever the encoding."""

import re
from dataclasses import dataclass, field

from lxml import etree

from parindex.core.errors import InputError
from parindex.core.tables import Block, Cell, Document
from parindex.documents.encodings import decode
from parindex.documents.limits import LIMITS, Limits
from parindex.documents.reading.grid import GridRow, table_of
from parindex.documents.reading.html_flow import Flow, parse, walk_children
from parindex.documents.reading.paragraphs import to_paragraphs

_DECLARATION = re.compile(r"^\s*<\?xml[^>]*\?>")
_GROUPS = ("thead", "tbody", "tfoot")


def read_html(data: bytes, limits: Limits = LIMITS) -> Document:
    """Read a page; InputError when it cannot be parsed or is larger than `limits`."""
    return Document("html", tuple(html_blocks(decode(data), limits=limits)))


def html_blocks(text: str, first_table: int = 1, limits: Limits = LIMITS) -> list[Block]:
    """Return the blocks of a page or of a piece of one; its tables are numbered from `first_table`."""
    text = _DECLARATION.sub("", text)
    if not text.strip():
        return []
    reader = _Reader(first_table, limits)
    reader.read(parse(text))
    return reader.blocks


@dataclass
class _Reader:
    number: int
    limits: Limits
    blocks: list[Block] = field(default_factory=list)
    cells: int = 0

    def read(self, root: etree._Element) -> None:
        try:
            flow = Flow(self._table).walk(root)
        except RecursionError as error:
            raise InputError("Tệp HTML lồng nhau quá sâu; hãy lưu lại bằng Word hoặc trình duyệt") from error
        self._flush(flow)

    def _flush(self, flow: Flow) -> None:
        self.blocks.extend(to_paragraphs(flow.lines))
        flow.lines = []

    def _table(self, element: etree._Element, flow: Flow) -> None:
        self._flush(flow)
        rows = _rows(element)
        if _is_layout(element, rows):
            for _, row in rows:
                for cell in _cells(row):
                    inner = Flow(self._table).walk(cell)
                    self._flush(inner)
            return
        for child in element.iterchildren("caption"):
            self.blocks.extend(to_paragraphs(Flow().walk(child).lines))
        table = table_of([self._row(row, header) for header, row in rows], self.number)
        if table:
            self.blocks.append(table)
            self.number += 1

    def _row(self, row: etree._Element, header: bool) -> GridRow:
        cells = []
        for cell in _cells(row):
            self.cells += 1
            if self.cells > self.limits.cells:
                raise InputError(f"Bảng có hơn {self.limits.cells} ô; hãy chia tệp thành nhiều tệp nhỏ hơn")
            columns, rows = self._span(cell, "colspan"), self._span(cell, "rowspan")
            cells.append(Cell(to_paragraphs(Flow().walk(cell).lines), columns=columns, rows=rows))
        return GridRow(cells, header=header, after_page_break=_breaks_page(row))

    def _span(self, cell: etree._Element, name: str) -> int:
        found = re.match(r"\s*(\d{1,6})", cell.get(name) or "")
        return min(max(int(found[1]), 1), self.limits.span) if found else 1


def _rows(table: etree._Element) -> list[tuple[bool, etree._Element]]:
    rows = []
    for child in walk_children(table):
        if child.tag == "tr":
            rows.append((False, child))
        elif child.tag in _GROUPS:
            rows.extend((child.tag == "thead", row) for row in child.iterchildren("tr"))
    return rows


def _cells(row: etree._Element) -> list[etree._Element]:
    return [child for child in walk_children(row) if child.tag in ("td", "th")]


def _is_layout(table: etree._Element, rows: list[tuple[bool, etree._Element]]) -> bool:
    """A table that only places things: its widest row is narrow, and a table of several rows stands in a cell."""
    width = max((len(_cells(row)) for _, row in rows), default=0)
    inner = [found for found in table.iter("table") if found is not table]
    return bool(inner) and width <= 2 and any(len(_rows(found)) > 1 for found in inner)


def _breaks_page(row: etree._Element) -> bool:
    style = (row.get("style") or "").replace(" ", "").lower()
    return "page-break-before:always" in style or "break-before:page" in style
