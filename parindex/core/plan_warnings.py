"""What a careful reader would query in a plan that is read: numbers, dates, letters, blanks; each with its place."""

import re
from collections.abc import Iterable, Iterator
from datetime import date

from parindex.core.agency_words import UPPER
from parindex.core.plan_columns import Role
from parindex.core.plan_facts import Horizon
from parindex.core.plan_reading import PlanFacts, PlanItem, PlanTask, PlanWarning
from parindex.core.plan_tasks import TaskWords, Unfitting
from parindex.core.words import normalise

_COLUMN_NAMES: dict[Role, str] = {
    "agency": "cơ quan thực hiện",
    "lead": "cơ quan chủ trì",
    "supporting": "cơ quan phối hợp",
    "time": "thời hạn",
}
_ROMAN = {"I": 1, "V": 5, "X": 10, "L": 50}
_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz" + "".join(chr(c) for c in range(0x1EA0, 0x1EFA)) + UPPER.lower())
_VIETNAMESE = frozenset("àáâãèéêìíòóôõùúýăđĩũơư") | _LETTERS
_WORD = re.compile(r"[^\W\d_]+")
_SHORT = 60
_FEW = 5


def count_warnings(label: str, unfitting: Iterable[Unfitting]) -> Iterator[PlanWarning]:
    """Say which column of an item fits its tasks neither one by one nor as one for all."""
    for column in unfitting:
        name = _COLUMN_NAMES.get(column.column, column.column)
        tasks = f"{column.tasks} nhiệm vụ" if column.tasks else "không có nhiệm vụ nào"
        message = f"Hàng này có {tasks} mà cột {name} ghi “{_short(column.text)}”; hãy ghép từng nhiệm vụ."
        yield PlanWarning(label, "counts_differ", message, column.place)


def repeat_warnings(label: str, repeated: Iterable[TaskWords]) -> Iterator[PlanWarning]:
    """Say which task was printed twice and is kept once."""
    for task in repeated:
        message = f"Nhiệm vụ “{_short(task.text)}” in hai lần; chỉ giữ một lần."
        yield PlanWarning(label, "duplicate_task", message, task.place)


def date_warnings(items: Iterable[PlanItem], facts: PlanFacts, years: Horizon) -> Iterator[PlanWarning]:
    """Single due dates outside the years of the plan, or before the day it was issued."""
    for item in items:
        for task in item.tasks:
            for start, day in _single_dates(task):
                said = f"Thời hạn “{task.phrase}” ({day:%d/%m/%Y})"
                if day.year < years.first and not (facts.issued and day >= facts.issued):
                    message = f"{said} trước năm của kế hoạch ({years.first}); có thể ghi nhầm năm."
                elif years.last is not None and (start or day).year > years.last:
                    message = f"{said} sau năm của kế hoạch ({years.last}); hãy kiểm tra lại năm."
                elif facts.issued and day < facts.issued:
                    message = f"{said} trước ngày ban hành ({facts.issued:%d/%m/%Y}); hãy kiểm tra lại."
                    yield PlanWarning(item.label, "due_before_issue", message, task.place)
                    continue
                else:
                    continue
                yield PlanWarning(item.label, "date_outside_year", message, task.place)


def blank_warnings(items: Iterable[PlanItem], columns: dict[int, tuple[bool, bool]]) -> Iterator[PlanWarning]:
    """Tasks without an agency or a deadline; `columns` tells of each table whether it has columns for them.

    A table without such a column is told once, not for each of its undated tasks; so are many tasks of running text.
    """
    items = list(items)
    told: set[int] = set()
    undated = [(i, task) for i in items for task in i.tasks if task.place.table is None and not task.phrase]
    if len(undated) > _FEW:
        labels = ", ".join(dict.fromkeys(item.label for item, _ in undated))
        message = f"{len(undated)} nhiệm vụ chưa ghi thời hạn (mục {labels}); hãy nhập ngày."
        yield PlanWarning(undated[0][0].label, "deadline_unread", message, undated[0][1].place)
    for item in items:
        for task in item.tasks:
            has_agency, has_time = columns.get(task.place.table or 0, (True, len(undated) <= _FEW))
            if not task.lead and "lead" not in task.queries and has_agency:
                yield PlanWarning(item.label, "other", f"Chưa ghi cơ quan thực hiện “{_short(task.text)}”.", task.place)
            if not task.phrase and "phrase" not in task.queries and has_time:
                message = f"Chưa ghi thời hạn của “{_short(task.text)}”; hãy nhập ngày."
                yield PlanWarning(item.label, "deadline_unread", message, task.place)
            is_undated = not has_time and not task.phrase
            if is_undated and task.place.table and task.place.table not in told:
                told.add(task.place.table)
                message = f"Bảng {task.place.table} không có cột thời hạn; hãy nhập ngày cho từng nhiệm vụ."
                yield PlanWarning(item.label, "other", message, task.place)


def numbering_warnings(items: list[PlanItem]) -> Iterator[PlanWarning]:
    """Numbers that skip, repeat or go back within a section, and sections out of order.

    Items may count on from one section to the next; items without a number and points such as 1.2 or 1.a are passed by,
    and so is running text, of which only the points with tasks are items.
    """
    last_table, last_section, last_number = object(), None, 0
    section_value = 0
    for item in items:
        if item.place.table is None:
            continue
        if item.place.table != last_table:
            last_table, last_section, last_number, section_value = item.place.table, None, 0, 0
        if item.section != last_section:
            value = _roman(item.section)
            if value and section_value and value != section_value + 1:
                message = f"Phần {item.section} đứng sau phần {last_section}; có thể đánh số sai hoặc thiếu một phần."
                yield PlanWarning(item.label, "numbering", message, item.place)
            section_value = value or section_value
            before, last_number = last_number, 0
        else:
            before = last_number
        is_first = item.section != last_section
        last_section = item.section
        if not item.number or not item.number.isdigit():
            continue
        number = int(item.number)
        expected = {1, before + 1} if is_first else {before + 1}
        if number not in expected:
            yield PlanWarning(item.label, "numbering", _numbering_message(item, before, is_first), item.place)
        last_number = number


def letter_warnings(items: Iterable[PlanItem]) -> Iterator[PlanWarning]:
    """Words with letters that Vietnamese does not have: a sign of faulty character recognition; each word once."""
    seen: set[str] = set()
    for item in items:
        texts = [item.title or ""]
        for task in item.tasks:
            texts += [task.text, task.phrase or "", *task.lead, *task.supporting, task.product or ""]
        for word in _WORD.findall(" ".join(texts)):
            if word not in seen and any(c.lower() not in _VIETNAMESE and c.isalpha() for c in normalise(word)):
                seen.add(word)
                message = f"Chữ “{word}” có ký tự không thuộc tiếng Việt; văn bản có thể bị nhận dạng sai."
                yield PlanWarning(item.label, "ocr_doubt", message, item.place)


def _numbering_message(item: PlanItem, before: int, is_first: bool) -> str:
    if is_first:
        where = f"phần {item.section}" if item.section else "bảng"
        return f"Mục đầu tiên của {where} đánh số {item.number}, không phải 1; hãy kiểm tra có thiếu mục không."
    return f"Mục {item.number} đứng sau mục {before}; có thể đánh số sai hoặc thiếu mục."


def _single_dates(task: PlanTask) -> Iterator[tuple[date | None, date]]:
    for term in task.schedule:
        if term.kind == "once":
            yield from ((term.start, day) for day in term.due)


def _roman(text: str | None) -> int:
    if not text or any(char not in _ROMAN for char in text):
        return 0
    values = [_ROMAN[char] for char in text]
    return sum(-v if i + 1 < len(values) and values[i + 1] > v else v for i, v in enumerate(values))


def _short(text: str) -> str:
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 1].rstrip()}…"
