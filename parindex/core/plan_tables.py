"""The tables of a plan: which assign tasks, which go on from the one before, which only frame the document."""

import re
from dataclasses import dataclass, field

from parindex.core.plan_columns import Columns, find_columns, repeats_heading
from parindex.core.plan_reading import Account, Place, PlanWarning, Unread
from parindex.core.plan_rows import ItemRows, TableRows
from parindex.core.tables import Document, Paragraph, Table
from parindex.core.words import fold, normalise

_FRAME = re.compile(
    r"cong hoa xa hoi chu nghia|doc lap - tu do|noi nhan\s*:|\b(tm|kt|tl|tuq)\s*\.\s|^so\s*:\s*\S*/|"
    r"ngay .{0,4}thang .{0,4}nam"
)
_PAGE_NUMBER = re.compile(r"[-–—\s]*(?:trang\s*)?\d{0,4}(?:\s*/\s*\d{1,4})?[-–—\s]*", re.IGNORECASE)


_HEADED = re.compile(r"((?:PHẦN|Phần|MỤC|Mục)?\s*(?:[IVX]{1,5}|[A-HĐ]|\d{1,2}(?:\.\d{1,2})*))\s*[.)/:-]\s*(\S.*)")
_LONGEST_HEADING = 200


@dataclass(frozen=True)
class _Heading:
    """A numbered heading that stands above a table."""

    number: str
    words: str


@dataclass(frozen=True)
class _Run:
    """A table with those that go on from it: where its items begin, and the heading above it."""

    first: int
    heading: _Heading | None


@dataclass
class TablesRead:
    """All tables of a document. `columns` tells of each table of tasks whether it has agency and deadline columns."""

    items: list[ItemRows] = field(default_factory=list)
    accounts: list[Account] = field(default_factory=list)
    warnings: list[PlanWarning] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    columns: dict[int, tuple[bool, bool]] = field(default_factory=dict)


def read_tables(document: Document) -> TablesRead:
    """Read every table: of tasks into items; of figures, or unknown, into unread rows; frames into nothing."""
    rows, result = TableRows(), TablesRead()
    before: Columns | None = None
    heading: _Heading | None = None
    runs: list[_Run] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            if not _PAGE_NUMBER.fullmatch(block.whole.strip()):
                before = None
            heading = _heading(block) or heading
            continue
        columns = find_columns(block)
        goes_on = before is not None and _goes_on(block, columns, before)
        if goes_on:
            columns = before
        if columns is not None and columns.assigns:
            if not goes_on:
                runs.append(_Run(len(rows.items), heading))
            rows.read(block, columns, goes_on)
            result.columns[block.number] = (columns.has("agency", "lead"), columns.dated)
            before = columns
        else:
            _leave(block, columns, result)
            before = None
    rows.close()
    _give_sections(rows.items, runs)
    result.items, result.warnings = rows.items, rows.warnings
    result.accounts = sorted([*result.accounts, *rows.accounts], key=lambda account: (account.table or 0, account.row))
    result.unread += rows.unread
    return result


def _heading(paragraph: Paragraph) -> _Heading | None:
    """The numbered heading that a paragraph is, None where it is something else."""
    found = _HEADED.match(normalise(paragraph.whole))
    if not found or len(found[2]) > _LONGEST_HEADING or found[2].endswith((";", ",")):
        return None
    is_sentence = found[2].endswith(".") and not found[2].isupper()
    return (
        None if is_sentence and not (paragraph.bold or paragraph.level) else _Heading(found[1], found[2].rstrip(" .:"))
    )


def _give_sections(items: list[ItemRows], runs: list[_Run]) -> None:
    """Where headings stand above two or more tables, each is the section of its table's items.

    The heading above a plan's only table is a chapter of the document (“II. NHIỆM VỤ”) and no section of the table.
    """
    ends = [run.first for run in runs[1:]] + [len(items)]
    if len({run.heading.number for run in runs if run.heading}) < 2:
        return
    for run, end in zip(runs, ends, strict=True):
        own = items[run.first : end]
        if run.heading and all(item.section is None and item.section_title is None for item in own):
            for item in own:
                item.section, item.section_title = run.heading.number, run.heading.words


def _goes_on(table: Table, columns: Columns | None, before: Columns) -> bool:
    if columns is None:
        return table.width == len(before.roles)
    return [fold(h) for h in columns.headings] == [fold(h) for h in before.headings]


def _leave(table: Table, columns: Columns | None, result: TablesRead) -> None:
    """Account for a table that assigns no task: a frame of the document, or rows that stay unread."""
    text = "\n".join(fold(cell.text) for row in table.rows for cell in row.cells)
    if columns is None and _FRAME.search(text):
        result.accounts += [Account(table.number, row.number, "letterhead") for row in table.rows]
        return
    why = "bảng chỉ tiêu, không giao nhiệm vụ" if columns else "bảng không có cột nhiệm vụ"
    for row in table.rows:
        words = normalise(" | ".join(cell.text for cell in row.cells if cell.text.strip()))
        if not words:
            result.accounts.append(Account(table.number, row.number, "separator"))
        elif columns and (row.number in columns.header or repeats_heading(row, columns)):
            result.accounts.append(Account(table.number, row.number, "header"))
        else:
            result.accounts.append(Account(table.number, row.number, "unread"))
            result.unread.append(Unread(Place(table.number, (row.number,)), words, why))
