"""The annex of a plan: its items as a table, the n-th task beside the n-th agency and the n-th deadline."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from docx.document import Document as DocxDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.shared import Mm, Pt
from docx.table import _Cell as DocxCell
from docx.table import _Row as DocxRow

from parindex.documents.reading.marks import split_mark

_SIZE = 12
_PAGE = 165  # millimetres between the margins
_TITLES = {
    "number": ("STT", 14),
    "title": ("Nội dung", 33),
    "text": ("Nhiệm vụ, giải pháp", 54),
    "agency": ("Cơ quan thực hiện", 30),
    "phrase": ("Thời gian thực hiện", 24),
    "product": ("Sản phẩm", 22),
    "note": ("Ghi chú", 15),
}

Task = Mapping[str, Any]


@dataclass
class _Line:
    """One row to come: a heading over all columns, or the cells of tasks by column name."""

    number: str = ""
    heading: str = ""
    cells: dict[str, list[str]] = field(default_factory=dict)
    goes_on: bool = False


def write_table(document: DocxDocument, items: Iterable[Mapping[str, Any]]) -> None:
    """Add the table of `items`, in the JSON shape of `plan read`. Columns that no item fills are left out, save those
    that every plan has."""
    items = list(items)
    columns = _columns(items)
    lines = list(_lines(items))
    table = document.add_table(rows=1 + len(lines), cols=len(columns))
    table.style = "Table Grid"
    table.autofit = False
    for name, column in zip(columns, table.columns, strict=True):
        column.width = _width(name, columns)
    rows = list(table.rows)
    _headings(rows[0], columns)
    merged: list[list[DocxCell]] = []
    for row, line in zip(rows[1:], lines, strict=True):
        cells = list(row.cells)
        _widths(cells, columns)
        if line.heading:
            _fill(cells[0], [line.number], bold=True, centred=True)
            _fill(cells[1].merge(cells[-1]), [line.heading], bold=True)
            merged = []
            continue
        if line.goes_on and merged:
            for above, cell in zip(merged[-1], cells, strict=False):
                above.merge(cell)
        merged = [cells[: 2 if "title" in columns else 1]] if not line.goes_on else merged
        for name, cell in zip(columns, cells, strict=True):
            if line.cells.get(name):
                _fill(cell, line.cells[name], centred=name == "number")


def _columns(items: Sequence[Mapping[str, Any]]) -> list[str]:
    tasks = [task for item in items for task in item.get("tasks", ())]
    columns = ["number", "title", "text", "agency", "phrase", "product", "note"]
    if not any(item.get("title") for item in items):
        columns.remove("title")
    if not any(task.get("product") for task in tasks):
        columns.remove("product")
    return columns


def _lines(items: Sequence[Mapping[str, Any]]) -> Iterable[_Line]:
    section: tuple[Any, Any] = (None, None)
    group = None
    for item in items:
        if (item.get("section"), item.get("section_title")) != section:
            section, group = (item.get("section"), item.get("section_title")), None
            if section[0] or section[1]:
                yield _Line(number=section[0] or "", heading=section[1] or f"Phần {section[0]}")
        if item.get("group") != group:
            group = item.get("group")
            if group:
                yield _Line(heading=group)
        yield from _item(item)


def _item(item: Mapping[str, Any]) -> Iterable[_Line]:
    """One row for an item; where some task lacks what others have, a row for each under merged number and contents."""
    head = {"number": [item.get("number") or ""], "title": [item.get("title") or ""]}
    tasks: Sequence[Task] = item.get("tasks", ())
    fields: tuple[Callable[[Task], str], ...] = (_agency, _phrase, _product, _note)
    uneven = any(len({bool(read(task)) for task in tasks}) > 1 for read in fields)
    if not uneven:
        yield _Line(cells=head | _cells(tasks))
        return
    for place, task in enumerate(tasks):
        yield _Line(cells=(head if place == 0 else {}) | _cells([task], marked=True), goes_on=place > 0)


def _cells(tasks: Sequence[Task], marked: bool = False) -> dict[str, list[str]]:
    texts = [task["text"] for task in tasks]
    marked = marked or len(texts) > 1 or any(split_mark(text)[0] for text in texts)
    return {
        "text": [f"- {text}" for text in texts] if marked else texts,
        "agency": _listed([_agency(task) for task in tasks]),
        "phrase": _listed([_phrase(task) for task in tasks]),
        "product": _listed([_product(task) for task in tasks]),
        "note": _listed([_note(task) for task in tasks]),
    }


def _listed(values: list[str]) -> list[str]:
    """One value for all tasks stands once; else each has its bullet, in the order of the tasks."""
    if len(set(values)) <= 1:
        return [f"- {value}" if split_mark(value)[0] else value for value in values[:1] if value]
    return [f"- {value}" for value in values]


def _agency(task: Task) -> str:
    lead, supporting = "; ".join(task.get("lead", ())), "; ".join(task.get("with", ()))
    if lead and supporting:
        return f"{lead} chủ trì, phối hợp với {supporting}"
    return lead or (f"Phối hợp với {supporting}" if supporting else "")


def _phrase(task: Task) -> str:
    return task.get("phrase") or ""


def _product(task: Task) -> str:
    return task.get("product") or ""


def _note(task: Task) -> str:
    return task.get("note") or ""


def _headings(row: DocxRow, columns: list[str]) -> None:
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:tblHeader"))
    cells = list(row.cells)
    _widths(cells, columns)
    for name, cell in zip(columns, cells, strict=True):
        _fill(cell, [_TITLES[name][0]], bold=True, centred=True)


def _width(name: str, columns: list[str]) -> Mm:
    """The tasks take what the other columns leave of the page."""
    spare = _PAGE - sum(_TITLES[other][1] for other in columns)
    return Mm(max(_TITLES[name][1] + spare, 30) if name == "text" else _TITLES[name][1])


def _widths(cells: list[DocxCell], columns: list[str]) -> None:
    for name, cell in zip(columns, cells, strict=True):
        cell.width = _width(name, columns)


def _fill(cell: DocxCell, lines: list[str], bold: bool = False, centred: bool = False) -> None:
    for number, line in enumerate(lines):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        paragraph.paragraph_format.space_after = Pt(2)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else WD_ALIGN_PARAGRAPH.LEFT
        run = paragraph.add_run(line)
        run.bold, run.font.size = bold, Pt(_SIZE)
