"""Reads a plan document: facts, items with their tasks, what to query, and what stayed unread."""

from dataclasses import replace
from datetime import date

from parindex.core.agencies import Registry
from parindex.core.calendar import WorkCalendar
from parindex.core.errors import InputError
from parindex.core.plan_columns import find_columns
from parindex.core.plan_facts import document_year, horizon, read_facts
from parindex.core.plan_lines import LinesItem, read_lines
from parindex.core.plan_meaning import WHOLE_PLAN, Meaning
from parindex.core.plan_organisation import read_organisation
from parindex.core.plan_outline import read_outline
from parindex.core.plan_proposals import with_proposal
from parindex.core.plan_reading import (
    Account,
    Duty,
    Place,
    PlanFacts,
    PlanItem,
    PlanReading,
    PlanTask,
    PlanWarning,
    Unread,
)
from parindex.core.plan_rows import ItemRows
from parindex.core.plan_tables import TablesRead, read_tables
from parindex.core.plan_tasks import pair, title_words
from parindex.core.plan_warnings import (
    blank_warnings,
    count_warnings,
    date_warnings,
    letter_warnings,
    numbering_warnings,
    repeat_warnings,
)
from parindex.core.tables import Document

__all__ = [
    "Account",
    "Duty",
    "Place",
    "PlanFacts",
    "PlanItem",
    "PlanReading",
    "PlanTask",
    "PlanWarning",
    "Unread",
    "find_columns",
    "read_plan",
]


def read_plan(
    document: Document, registry: Registry, year: int | None = None, calendar: WorkCalendar | None = None
) -> PlanReading:
    """Return what the document assigns, to whom and by when.

    `year` overrides the document's own. InputError when the year is outside 1990-2100 or cannot be known, and when the
    document has neither a table of tasks nor tasks with labelled lines.
    """
    facts = read_facts(document, year)
    meaning = Meaning(registry, facts.year, facts.issued or date(facts.year, 1, 1), calendar)
    tables, outline = read_tables(document), read_outline(document)
    lines = read_lines(outline, with_agencies=not tables.items)
    items = [_lines_item(item, meaning) for item in lines.items]
    warnings: list[PlanWarning] = list(tables.warnings)
    unread: list[Unread] = [*lines.unread, *tables.unread]
    for rows in tables.items:
        item, found, left = _item(rows, meaning)
        items.append(item)
        warnings += found
        unread += left
    if not any(item.tasks for item in items):
        raise InputError(
            "Văn bản không có bảng giao nhiệm vụ, cũng không có nhiệm vụ kèm dòng “Đơn vị chủ trì:” hay "
            "“Thời gian thực hiện:”; hãy chọn đúng tệp kế hoạch."
        )
    organisation = read_organisation(outline, with_assignments=bool(tables.items), meaning=meaning)
    facts = replace(facts, organisation=organisation)
    warnings += [PlanWarning(WHOLE_PLAN, "other", note) for note in document.notes]
    warnings += meaning.warnings
    warnings += _checks(items, facts, tables)
    warnings += [*meaning.unknown_agencies(), *meaning.foreign_register(facts.issuer)]
    warnings += _year_warning(document, year)
    accounts = (*lines.accounts, *tables.accounts)
    return PlanReading(facts, tuple(items), tuple(_in_order(warnings, items)), tuple(unread), accounts)


def _item(rows: ItemRows, meaning: Meaning) -> tuple[PlanItem, list[PlanWarning], list[Unread]]:
    paired, title = pair(rows), title_words(rows)
    item = PlanItem(rows.section, rows.section_title, rows.number, title, rows.place, group=rows.group)
    tasks = tuple(with_proposal(meaning.task(words, title, item.label), meaning) for words in paired.tasks)
    warnings = [*count_warnings(item.label, paired.unfitting), *repeat_warnings(item.label, paired.repeated)]
    unread = [Unread(column.place, column.text, "không ghép được với nhiệm vụ nào") for column in paired.unfitting]
    return replace(item, tasks=tasks), warnings, unread


def _lines_item(lines: LinesItem, meaning: Meaning) -> PlanItem:
    item = PlanItem(lines.section, lines.section_title, lines.number, lines.title, lines.place, group=lines.group)
    tasks = tuple(with_proposal(meaning.task(words, lines.title, item.label), meaning) for words in lines.tasks)
    return replace(item, tasks=tasks)


def _checks(items: list[PlanItem], facts: PlanFacts, tables: TablesRead) -> list[PlanWarning]:
    return [
        *date_warnings(items, facts, horizon(facts.title, facts.year)),
        *numbering_warnings(items),
        *blank_warnings(items, tables.columns),
        *letter_warnings(items),
    ]


def _year_warning(document: Document, year: int | None) -> list[PlanWarning]:
    own = document_year(document)
    if year is None or own is None or own == year:
        return []
    return [PlanWarning(WHOLE_PLAN, "other", f"Năm chỉ định là {year}, nhưng văn bản ghi năm {own}; đọc theo {year}.")]


def _in_order(warnings: list[PlanWarning], items: list[PlanItem]) -> list[PlanWarning]:
    """Order warnings as the plan reads: those of the whole plan first, those of its organisation last."""
    order = {item.label: index for index, item in reversed(list(enumerate(items)))} | {WHOLE_PLAN: -1}
    return sorted(warnings, key=lambda warning: order.get(warning.place, len(items)))
