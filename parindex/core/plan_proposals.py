"""Proposes a deadline that a plan gives only in a task's own words or in its note; a person confirms it."""

import re
from dataclasses import replace

from parindex.core.plan_meaning import Meaning
from parindex.core.plan_reading import PlanTask, with_query
from parindex.core.words import fold

_DATE = r"(?:ngay )?\d{1,2} ?(?:/|thang) ?\d{1,2}(?: ?(?:/|nam) ?\d{4})?"
_TERM = r"(?:thang \d{1,2}|quy (?:iv|i{1,3}|[1-4]))(?!\w)(?: ?(?:/|nam) ?\d{4})?|nam \d{4}"
_DONE = r"(?:(?:phai )?(?:hoan thanh|xong|thuc hien|ket thuc) )?"
_DEADLINE = re.compile(
    rf"\b{_DONE}(?:truoc|cham nhat(?: la)?(?: truoc| vao| den)?|den het|(?:thoi )?han(?: cuoi)?:?) {_DATE}"
    rf"|\b{_DONE}(?:trong|truoc|den het) (?:{_TERM})"
    rf"|\bhoan thanh (?:{_TERM})"
)
# Dates of other things: of a document, of a state of affairs, of what happened.
_OTHERS = re.compile(r"\b(?:phat sinh|tiep nhan|ban hanh|sinh|duoc cap|co hieu luc|ky|nop|den nay|cap)$")
_LONGEST_NOTE = 60


def with_proposal(task: PlanTask, meaning: Meaning) -> PlanTask:
    """Return a task without a deadline with the one that its words or its note give, marked for a person.

    Only where one place alone speaks of a time that reads whole; else the task is returned as it is.
    """
    if task.phrase or "phrase" in task.queries or task.schedule:
        return task
    note = task.note or ""
    for phrase in (_phrase(task.text), note if len(note) <= _LONGEST_NOTE else None, _phrase(note)):
        schedule = meaning.schedule(phrase) if phrase else None
        if schedule and not schedule.unread and any(term.kind != "reference" for term in schedule.terms):
            return with_query(replace(task, phrase=phrase, schedule=schedule.terms), "phrase")
    return task


def _phrase(text: str) -> str | None:
    folded = fold(text)
    if len(folded) != len(text):
        return None
    found = list(_DEADLINE.finditer(folded))
    if len(found) != 1 or _OTHERS.search(folded[: found[0].start()].rstrip()):
        return None
    return text[found[0].start() : found[0].end()]
