"""Reads .docx: paragraphs and tables in reading order as Word prints them, deleted and hidden text left out."""

import zipfile
from dataclasses import dataclass, replace

from lxml import etree

from parindex.core.errors import InputError
from parindex.core.tables import Block, Cell, Document, Row, Table
from parindex.documents.limits import LIMITS, Limits
from parindex.documents.package import open_package, read_xml, related_part
from parindex.documents.reading.docx_styles import Numbering, Styles, W, is_on, value
from parindex.documents.reading.docx_text import ParagraphText, children, unwrapped
from parindex.documents.reading.grid import compact
from parindex.documents.reading.paragraphs import Line, split_lines, to_paragraphs

_THIN = 100  # twips (1.8 mm): a grid column that nobody sees, left by cells whose edges do not quite meet
_BREAK = f"{W}lastRenderedPageBreak"


def read_docx(data: bytes, limits: Limits = LIMITS) -> Document:
    """Read a Word document; InputError when it is damaged, locked or larger than `limits`."""
    with open_package(data, limits) as package:
        main = related_part(package, "", "officeDocument", "word/document.xml", limits)
        root = read_xml(package, main, limits)
        body = root.find(f"{W}body") if root is not None else None
        if body is None:
            raise InputError("Tệp .docx không có nội dung văn bản; hãy mở bằng Word rồi lưu lại")
        try:
            return Document("docx", tuple(_Reader(package, main, body, limits).read()))
        except RecursionError as error:
            raise InputError("Tệp .docx lồng bảng quá sâu; hãy mở bằng Word và đơn giản hóa bảng") from error


class _Reader:
    def __init__(self, package: zipfile.ZipFile, main: str, body: etree._Element, limits: Limits) -> None:
        def part(kind: str) -> etree._Element | None:
            return read_xml(package, related_part(package, main, kind, f"word/{kind}.xml", limits), limits)

        self.body, self.limits = body, limits
        self.styles, self.numbering = Styles(part("styles")), Numbering(part("numbering"))
        self.note_roots = {kind: part(f"{kind}s") for kind in ("footnote", "endnote")}
        self.notes: list[str] = []
        self.page: int | None = 1 if next(body.iter(_BREAK), None) is not None else None
        self.tables = self.cells = 0

    def read(self) -> list[Block]:
        blocks = self._blocks(self.body)
        for number, note in enumerate(self.notes, start=1):
            kind, _, name = note.partition(":")
            lines = self._note(kind, name)
            if lines:
                lines[0].mark = lines[0].mark or f"[{number}]"
            blocks.extend(to_paragraphs(lines))
        return blocks

    def _blocks(self, parent: etree._Element) -> list[Block]:
        blocks: list[Block] = []
        lines: list[Line] = []
        for child in unwrapped(parent):
            if child.tag == f"{W}p":
                self._paragraph(child, lines)
            elif child.tag == f"{W}tbl":
                blocks.extend(to_paragraphs(lines))
                lines = []
                blocks.extend(self._table_blocks(child))
        return [*blocks, *to_paragraphs(lines)]

    def _lines(self, parent: etree._Element) -> list[Line]:
        """The lines of a cell, a note or a text box; a table inside gives its cells' lines, row by row."""
        lines: list[Line] = []
        for child in unwrapped(parent):
            if child.tag == f"{W}p":
                self._paragraph(child, lines)
            elif child.tag == f"{W}tbl":
                for row in children(child, "tr"):
                    for cell in children(row, "tc"):
                        lines.extend(self._lines(cell))
        return lines

    def _paragraph(self, element: etree._Element, lines: list[Line]) -> None:
        properties = element.find(f"{W}pPr")
        name = value(properties, "pStyle")
        style = self.styles.get(name)
        found = ParagraphText(self.styles, style.bold).read(element)
        page = self.page
        if self.page is not None:
            page = self.page + found.breaks_before
            self.page += found.breaks
        self.notes.extend(found.notes)
        first = Line("", level=style.level, bold=found.is_bold, page=page)
        outline = value(properties, "outlineLvl")
        if outline and outline.isdecimal():
            first.level = int(outline) + 1 if int(outline) < 9 else 0
        if found.has_words:
            first.mark, first.indent = self._mark(properties, name)
        parts = split_lines("".join(found.text))
        if lines and lines[-1].text.endswith("\0"):  # its mark of paragraph was deleted: the two are one
            lines[-1].text = lines[-1].text[:-1] + parts[0].text
        else:
            lines.append(replace(first, text=parts[0].text))
        lines.extend(replace(first, text=part.text, mark="", soft=True) for part in parts[1:])
        if is_on(properties.find(f"{W}rPr") if properties is not None else None, "del"):
            lines[-1].text += "\0"
        for box in found.boxes:
            lines.extend(self._lines(box))

    def _mark(self, properties: etree._Element | None, name: str | None) -> tuple[str, int]:
        style = self.styles.get(name)
        list_id = value(properties, "numPr/numId") or style.list_id
        if not list_id or list_id == "0":
            return "", 0
        own = value(properties, "numPr/ilvl")
        if own and own.isdecimal():
            level = min(int(own), 8)
        else:
            tied = self.numbering.level_of_style(name, list_id)
            level = style.list_level if tied is None else tied
        return self.numbering.mark(list_id, level), level

    def _note(self, kind: str, name: str) -> list[Line]:
        root = self.note_roots.get(kind)
        for note in root.iterchildren(f"{W}{kind}") if root is not None else ():
            if note.get(f"{W}id") == name:
                return self._lines(note)
        return []

    def _table_blocks(self, element: etree._Element) -> list[Block]:
        rows = [row for row in children(element, "tr") if is_on(row.find(f"{W}trPr"), "del") is None]
        if _is_layout(rows):
            return [block for row in rows for cell in children(row, "tc") for block in self._blocks(cell)]
        self.tables += 1
        table = _TableReader(self, element).read(rows, self.tables)
        if table is None:
            self.tables -= 1
        return [table] if table else []

    def cell_lines(self, element: etree._Element) -> list[Line]:
        self.cells += 1
        if self.cells > self.limits.cells:
            raise InputError(f"Bảng có hơn {self.limits.cells} ô; hãy chia tệp thành nhiều tệp nhỏ hơn")
        return self._lines(element)


def _is_layout(rows: list[etree._Element]) -> bool:
    """A table that only places things: one or two cells wide, and a table of several rows stands in a cell."""
    cells = [list(children(row, "tc")) for row in rows]
    inner = [table for row in cells for cell in row for table in children(cell, "tbl")]
    narrow = max(map(len, cells), default=0) <= 2
    return narrow and any(len(list(children(table, "tr"))) > 1 for table in inner)


@dataclass
class _TableReader:
    reader: _Reader
    element: etree._Element

    def read(self, elements: list[etree._Element], number: int) -> Table | None:
        visible = _visible_columns(self.element)
        rows: list[list[Cell]] = []
        flags: list[tuple[int | None, bool, bool]] = []
        open_merges: dict[int, tuple[int, int]] = {}
        for element in elements:
            before = self.reader.page
            broken = _starts_page(element)
            rows.append(self._row(element, visible, rows, open_merges))
            page = before + 1 if before is not None and broken else before
            flags.append((page, broken and len(rows) > 1, bool(is_on(element.find(f"{W}trPr"), "tblHeader"))))
        if not any(cell.paragraphs for row in rows for cell in row):
            return None
        made = [Row(n, tuple(cells), *flag) for n, (cells, flag) in enumerate(zip(rows, flags, strict=True), start=1)]
        return Table(number, compact(tuple(made)))

    def _row(
        self,
        element: etree._Element,
        visible: list[int],
        rows: list[list[Cell]],
        open_merges: dict[int, tuple[int, int]],
    ) -> list[Cell]:
        cells: list[Cell] = []
        place = _count(element.find(f"{W}trPr"), "gridBefore", 0, self.reader.limits.span)
        for cell in children(element, "tc"):
            properties = cell.find(f"{W}tcPr")
            start, place = place, place + _count(properties, "gridSpan", 1, self.reader.limits.span)
            column, columns = _visible(visible, start, place)
            lines = self.reader.cell_lines(cell)
            merge = properties.find(f"{W}vMerge") if properties is not None else None
            continued = merge is not None and merge.get(f"{W}val", "continue") == "continue"
            if continued and column in open_merges:
                row, position = open_merges[column]
                rows[row][position] = replace(rows[row][position], rows=len(rows) - row + 1)
                continue
            joined = properties.find(f"{W}hMerge") if properties is not None else None
            if joined is not None and joined.get(f"{W}val", "continue") == "continue" and cells:
                cells[-1] = replace(cells[-1], columns=cells[-1].columns + columns)
                continue
            open_merges.pop(column, None)
            if merge is not None:
                open_merges[column] = (len(rows), len(cells))
            cells.append(Cell(to_paragraphs(lines), column, columns))
        return cells


def _count(parent: etree._Element | None, tag: str, default: int, largest: int) -> int:
    text = value(parent, tag)
    return min(max(int(text), default), largest) if text and text.isdecimal() else default


def _visible_columns(table: etree._Element) -> list[int]:
    """For each line of Word's grid, the number of visible columns before it."""
    grid = table.find(f"{W}tblGrid")
    edges = [0]
    for column in grid.iterchildren(f"{W}gridCol") if grid is not None else ():
        width = column.get(f"{W}w") or ""
        thin = width.isdecimal() and 0 < int(width) < _THIN
        edges.append(edges[-1] + (not thin))
    return edges


def _visible(edges: list[int], start: int, end: int) -> tuple[int, int]:
    def at(line: int) -> int:
        return edges[line] if line < len(edges) else edges[-1] + line - len(edges) + 1

    return at(start), max(at(end) - at(start), 1)


def _starts_page(row: etree._Element) -> bool:
    """Tell whether Word last printed a page break before the row's first word."""
    for element in row.iter(_BREAK, f"{W}t"):
        if element.tag == _BREAK:
            return True
        if (element.text or "").strip():
            return False
    return False
