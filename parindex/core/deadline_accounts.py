"""Keeps account of a deadline phrase: each named time becomes a term, is the name of something, or is unread."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from parindex.core.deadline_parts import Part
from parindex.core.recurrences import Point, Unreadable
from parindex.core.schedule_words import Item

# Another value for each part of a point.
_OTHER: dict[str, Callable[[Any], Any]] = {
    "day": lambda day: day % 28 + 1,
    "day_edge": lambda edge: "last" if edge == "first" else "first",
    "month": lambda month: month % 12 + 1,
    "month_edge": lambda edge: "last" if edge == "first" else "first",
    "quarter": lambda quarter: quarter % 4 + 1,
    "edge": lambda edge: "last" if edge == "first" else "first",
    "half": lambda half: "last" if half == "first" else "first",
    "count": lambda count: (count[0] % 11 + 1, count[1]),
}


def weigh(point: Point, meaning: Callable[[Point], Any]) -> None:
    """Raise Unreadable where a part of `point` could be any other and nothing would change: it was passed over.

    "quý II tháng 7" names two times; read as one, the quarter would go silently. "cả" and "hết" add no day.
    """
    whole = meaning(point)
    for name, other in _OTHER.items():
        value = getattr(point, name)
        if value is None or value in ("whole", "end"):
            continue
        try:
            passed_over = meaning(replace(point, **{name: other(value)})) == whole
        except Unreadable:
            continue
        if passed_over:
            raise Unreadable


def unread_words(text: str, items: list[Item], parts: list[Part], read: set[int], nothing_read: bool) -> str:
    """Return the words of `text` that no term accounts for, parted by "; "; the whole text when nothing was read.

    `read`: the ids of the items that terms were made of, or that only name something.
    """
    spans = [span for part in parts for span in ([(part.start, part.end)] if part.broken else part.unread)]
    broken = [(part.start, part.end) for part in parts if part.broken]
    for item in items:
        inside = any(start <= item.start and item.end <= end for start, end in broken)
        if item.kind in ("point", "span") and id(item) not in read and not inside and not _weekday(item):
            spans.append((item.start, item.end))
    if nothing_read and spans:
        return text
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1] + 1:
            start, end = merged[-1][0], max(end, merged.pop()[1])
        merged.append((start, end))
    return "; ".join(text[start:end].strip(" ,;") for start, end in merged)


def _weekday(item: Item) -> bool:
    """Is it the weekday of a date beside it, which says nothing more?"""
    return item.kind == "point" and item.value == Point(weekday=item.value.weekday)
