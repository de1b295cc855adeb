"""The words of deadline phrases as items: what each alternative of deadlines.lark says, as numbers and edges."""

import re
from dataclasses import dataclass
from typing import Any

from lark import Token, Transformer, v_args
from lark.tree import Meta

from parindex.core.recurrences import Frequency, Point, Unreadable

_NUMBERS = {
    "một": 1, "mốt": 1, "nhất": 1, "hai": 2, "nhì": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "sáu": 6,
    "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9, "mười": 10,
}  # fmt: skip
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4}
UNITS = {"ngày": "day", "ngày làm việc": "working_day", "giờ": "hour", "giờ làm việc": "working_hour",
          "tuần": "week", "tháng": "month", "quý": "quarter", "quí": "quarter", "năm": "year"}  # fmt: skip
_EDGES = {"đầu": "first", "giữa": "middle", "cuối": "last", "hết": "end",
          "thượng": "first", "trung": "middle", "hạ": "last"}  # fmt: skip
_WEEKDAYS = {"hai": 0, "2": 0, "ba": 1, "3": 1, "tư": 2, "4": 2, "năm": 3, "5": 3, "sáu": 4, "6": 4, "bảy": 5,
             "bẩy": 5, "7": 5, "nhật": 6}  # fmt: skip
_SINGLE = (
    "word", "stray", "action", "filler", "opaque", "continuous", "irregular", "years_after", "onward", "from_now",
    "begin", "periodic", "clock", "before", "by", "upto", "inside", "since", "after",
)  # fmt: skip


def number(text: str) -> int:
    """Return what digits, Roman numerals (I-IV) or number words (to 99) say; Unreadable for others."""
    words = re.sub(r"\(.*\)", "", text).strip().casefold().split()
    if len(words) == 1 and words[0].isdecimal():
        return int(words[0])
    if len(words) == 1 and words[0].upper() in _ROMAN:
        return _ROMAN[words[0].upper()]
    total = 0
    for word in words:
        if word == "mươi":
            total *= 10
        elif word in _NUMBERS:
            total += _NUMBERS[word]
        else:
            raise Unreadable
    return total


@dataclass(frozen=True)
class Item:
    """One parsed piece of a phrase: its kind, what it holds, and where it stands; value None when it names no time."""

    kind: str
    value: Any
    start: int
    end: int


class Items(Transformer[Token, list[Item]]):
    """Turns the parsed tree into a row of items; an impossible number makes its item opaque."""

    def start(self, children: list[Any]) -> list[Item]:
        return [item for child in children for item in (child if isinstance(child, list) else [child])]

    def point(self, children: list[dict[str, Any]]) -> list[Item]:
        return [Item(*_point(parts), parts[0]["at"][0], parts[-1]["at"][1]) for parts in _times(children)]

    def span(self, children: list[Any]) -> list[Item]:
        (*before, first), (last, *after) = children[0], children[-1]
        opaque = first.value is None or last.value is None
        span = Item("opaque" if opaque else "span", (first.value, last.value), first.start, last.end)
        return [*before, span, *after]

    @v_args(meta=True)
    def frequency(self, meta: Meta, children: list[Any]) -> Item:
        try:
            (every,) = [child for child in children if isinstance(child, tuple)] or [_number_each(str(children[0]))]
            value = "day" if every == (1, "day") else Frequency.every(*every)
            return Item("frequency", value, meta.start_pos, meta.end_pos)
        except Unreadable:
            return Item("opaque", None, meta.start_pos, meta.end_pos)

    def per(self, children: list[Token]) -> tuple[int, str]:
        return (number(children[0]) if len(children) > 1 else 1), UNITS[children[-1].casefold()]

    @v_args(meta=True)
    def times(self, meta: Meta, children: list[Token]) -> Item:
        words = children[0].casefold()
        found = re.search(r"(\S+) lần", words)
        per = re.search(r"(tuần|tháng|quý|quí|năm)$", words)
        value = (number(found[1]) if found else 1, UNITS[per[1]] if per else None)
        return Item("times", value, meta.start_pos, meta.end_pos)

    @v_args(meta=True)
    def separator(self, meta: Meta, children: list[Token]) -> Item:
        return Item("separator", children[0].type, meta.start_pos, meta.end_pos)


def _single(kind: str) -> Any:
    def build(_self: Items, meta: Meta, children: list[Token]) -> Item:
        return Item(kind, str(children[0]), meta.start_pos, meta.end_pos)

    return v_args(meta=True)(build)


def _with_text(kind: str) -> Any:
    def build(_self: Items, meta: Meta, children: list[Token]) -> Item:
        return Item(kind, str(children[-1]).strip(" .,:-–"), meta.start_pos, meta.end_pos)

    return v_args(meta=True)(build)


for _kind in _SINGLE:
    setattr(Items, _kind, _single(_kind))
for _kind in ("when", "before_event", "from_event", "until", "reference"):
    setattr(Items, _kind, _with_text(_kind))


def _number_each(words: str) -> tuple[int, str]:
    count, unit = words.rsplit(" ", 1)
    return number(count), UNITS[unit.casefold()]


def _numbers(text: str) -> list[int]:
    return [int(found) for found in re.findall(r"\d+", text)]


def _edge(text: str, *allowed: str) -> str:
    edge = _EDGES[text.casefold().split()[0]]
    if allowed and edge not in allowed:
        raise Unreadable
    return edge


# What each alternative of `unit` in the grammar adds to a point, from its tokens.
_PARTS: dict[str, Any] = {
    "day_month_year": lambda t: dict(zip(("day", "month", "year"), _numbers(t[-1]), strict=True)),
    "day_month": lambda t: dict(zip(("day", "month"), _numbers(t[-1]), strict=True)),
    "day": lambda t: {"day": number(t[1])},
    "day_with_month_year": lambda t: {"day": number(t[1])},
    "number_month": lambda t: {"day": number(t[0]), "month": number(t[2])},
    "number_month_year": lambda t: {"day": number(t[0]), **dict(zip(("month", "year"), _numbers(t[2]), strict=True))},
    "edge_day": lambda t: {"day_edge": _edge(t[1], "first", "last")},
    "edge_working_day": lambda t: {"day_edge": _edge(t[1], "last") + "_working"},
    "weekday": lambda t: {"weekday": _WEEKDAYS[t[0].casefold().split()[1]]},
    "month_year": lambda t: {
        **dict(zip(("month", "year"), _numbers(t[-1]), strict=True)),
        "plain": len(t) == 1,
    },
    "month": lambda t: {"month": number(t[1])},
    "edge_month": lambda t: {"month_edge": _edge(t[1], "first", "middle", "last")},
    "next_month": lambda _: {"each": frozenset({"month"}), "shift": 1},
    "each_month": lambda _: {"each": frozenset({"month"})},
    "quarter": lambda t: {"quarter": number(t[1])},
    "quarter_year": lambda t: dict(zip(("quarter", "year"), _numbers(t[1]), strict=True)),
    "next_quarter": lambda _: {"each": frozenset({"quarter"}), "shift": 1},
    "each_quarter": lambda _: {"each": frozenset({"quarter"})},
    "year": lambda t: {"year": _numbers(t[-1])[0]},
    "next_year": lambda _: {"year_shift": 1},
    "previous_year": lambda _: {"year_shift": -1},
    "this_year": lambda _: {"year_shift": 0},
    "each_year": lambda _: {"each": frozenset({"year"})},
    "each_week": lambda _: {"each": frozenset({"week"})},
    "each_day": lambda _: {"each": frozenset({"day"})},
    "half_edge": lambda t: {"half": _edge(t[1], "first", "last")},
    "edge": lambda t: {"edge": _edge(t[0])},
    "count_month": lambda t: {"count": (number(t[0]), "month")},
    "count": lambda t: {"count": (number(t[0]), UNITS[t[1].casefold()])},
    "bare": lambda t: {"bare": number(t[0]), "roman": not t[0][0].isdigit()},
    "of": lambda _: {},
    "whole": lambda _: {"edge": "whole"},
}


def _unit(name: str) -> Any:
    def build(_self: Items, meta: Meta, children: list[Token]) -> dict[str, Any]:
        at = {"at": (meta.start_pos, meta.end_pos)}
        try:
            return _PARTS[name](children) | at
        except (Unreadable, ValueError):
            return {"impossible": True} | at

    return v_args(meta=True)(build)


for _name in _PARTS:
    setattr(Items, _name, _unit(_name))


def _times(parts: list[dict[str, Any]]) -> list[list[dict[str, Any]]]:
    """Part the units of two times that only a blank parts: "Quý II/2025 Tháng 7/2025"."""
    times: list[list[dict[str, Any]]] = [[]]
    for part in parts:
        said = {name for earlier in times[-1] for name in earlier}
        if "year" in said and said & {"month", "quarter"} and {"month", "quarter"} & set(part):
            times.append([])
        times[-1].append(part)
    return times


def _point(parts: list[dict[str, Any]]) -> tuple[str, Point | None]:
    point = Point()
    try:
        for part in parts:
            if part.get("impossible"):
                return "opaque", None
            if point.count and point.count[1] == "month" and point.edge and "quarter" in part.get("each", ()):
                # "15 tháng cuối quý" is a day of the quarter's last month, not fifteen months.
                point = Point(day=point.count[0], month_edge=point.edge)
            if "year_shift" in part and part["year_shift"] == 0 and point.year_shift is not None:
                return "opaque", None
            point = point.joined(**{name: value for name, value in part.items() if name != "at"})
    except Unreadable:
        return "opaque", None
    limits = ((point.month, 12), (point.quarter, 4), (point.day, 31))
    if any(value is not None and not 1 <= value <= most for value, most in limits):
        return "opaque", None
    return ("filler", None) if point == Point() else ("point", point)
