"""The words of schedules in both directions: a phrase spelled one way, its words as items, and terms said back."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Any

from lark import Token, Transformer, v_args
from lark.tree import Meta

from parindex.core.recurrences import MONTHS, Frequency, Point, Unreadable
from parindex.core.schedules import Term
from parindex.core.words import normalise

_LABEL = re.compile(r"^(?:thời (?:gian|hạn|điểm)|tiến độ|hạn)[^:;\d]{0,40}:", re.IGNORECASE)
_BULLET = re.compile(r"^[\s\-+*•–—.,;:]+")
_NUMBERS = {
    "một": 1, "mốt": 1, "nhất": 1, "hai": 2, "nhì": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "sáu": 6,
    "bảy": 7, "bẩy": 7, "tám": 8, "chín": 9, "mười": 10,
}  # fmt: skip
_ROMAN = {"I": 1, "II": 2, "III": 3, "IV": 4}
_UNITS = {"ngày": "day", "ngày làm việc": "working_day", "giờ": "hour", "giờ làm việc": "working_hour",
          "tuần": "week", "tháng": "month", "quý": "quarter", "quí": "quarter", "năm": "year"}  # fmt: skip
_EDGES = {"đầu": "first", "giữa": "middle", "cuối": "last", "hết": "end",
          "thượng": "first", "trung": "middle", "hạ": "last"}  # fmt: skip
_WEEKDAYS = {"hai": 0, "2": 0, "ba": 1, "3": 1, "tư": 2, "4": 2, "năm": 3, "5": 3, "sáu": 4, "6": 4, "bảy": 5,
             "bẩy": 5, "7": 5, "nhật": 6}  # fmt: skip
_SINGLE = (
    "word", "stray", "action", "filler", "opaque", "continuous", "irregular", "years_after", "onward", "from_now",
    "begin", "periodic", "clock", "before", "by", "inside", "since", "after",
)  # fmt: skip


def spelled(phrase: str) -> str:
    """One spelling of marks: NFKC, single spaces, plain dashes, no bullets, labels or final stops."""
    text = normalise("".join(c for c in unicodedata.normalize("NFKC", phrase) if c.isprintable() or c.isspace()))
    text = re.sub(r"[‐‑‒–—―−]", "-", text).replace("\u2044", "/").replace("*", "")
    text = re.sub(r"(?<=[\dIVX]) ?/ ?(?=\d)", "/", text)
    text = re.sub(r"\b(ngày|tháng|năm|quý)(?=\d|(?:I{1,3}|IV)\b)", r"\1 ", text, flags=re.IGNORECASE)
    text = re.sub(r"\b(\d{4})-(\d{2})-(\d{2})\b", r"\3/\2/\1", text)
    text = re.sub(r"(?<=\d)([.-]) (?=\d{1,2}\1 ?\d{4})", r"\1", text)
    text = _BULLET.sub("", _LABEL.sub("", _BULLET.sub("", text)))
    text = re.sub(r"\bT\.? ?(?=\d{1,2}/\d{4})", "tháng ", text)
    text = re.sub(r"\bQ\.? ?(?=(?:I{1,3}|IV|[1-4])/\d{4})", "quý ", text)
    text = re.sub(r"(?<=[\w)])\. (?=[^\W\d_])", "; ", text)
    return re.sub(r"(?<![\d ]) ?: ?", " ", text).strip(" .,;-")


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

    def start(self, children: list[Item]) -> list[Item]:
        return children

    @v_args(meta=True)
    def point(self, meta: Meta, children: list[dict[str, Any]]) -> Item:
        return Item(*_point(children), meta.start_pos, meta.end_pos)

    @v_args(meta=True)
    def span(self, meta: Meta, children: list[Any]) -> Item:
        first, last = children[0], children[-1]
        opaque = first.value is None or last.value is None
        return Item("opaque" if opaque else "span", (first.value, last.value), meta.start_pos, meta.end_pos)

    @v_args(meta=True)
    def frequency(self, meta: Meta, children: list[Any]) -> Item:
        try:
            (every,) = [child for child in children if isinstance(child, tuple)] or [_number_each(str(children[0]))]
            value = "day" if every == (1, "day") else Frequency.every(*every)
            return Item("frequency", value, meta.start_pos, meta.end_pos)
        except Unreadable:
            return Item("opaque", None, meta.start_pos, meta.end_pos)

    def per(self, children: list[Token]) -> tuple[int, str]:
        return (number(children[0]) if len(children) > 1 else 1), _UNITS[children[-1].casefold()]

    @v_args(meta=True)
    def times(self, meta: Meta, children: list[Token]) -> Item:
        words = children[0].casefold()
        found = re.search(r"(\S+) lần", words)
        per = re.search(r"(tuần|tháng|quý|quí|năm)$", words)
        value = (number(found[1]) if found else 1, _UNITS[per[1]] if per else None)
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
    return number(count), _UNITS[unit.casefold()]


def _numbers(text: str) -> list[int]:
    return [int(found) for found in re.findall(r"\d+", text)]


def _edge(text: str, *allowed: str) -> str:
    edge = _EDGES[text.casefold().split()[0]]
    if allowed and edge not in allowed:
        raise Unreadable
    return edge


def _week(text: str) -> int:
    last = text.casefold().split()[-1]
    return {"đầu": 1, "tiên": 1, "cuối": -1, "cùng": -1}.get(last) or number(last)


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
    "edge_week": lambda t: {"week": _week(t[0])},
    "half_edge": lambda t: {"half": _edge(t[1], "first", "last")},
    "edge": lambda t: {"edge": _edge(t[0])},
    "count_month": lambda t: {"count": (number(t[0]), "month")},
    "count": lambda t: {"count": (number(t[0]), _UNITS[t[1].casefold()])},
    "bare": lambda t: {"bare": number(t[0]), "roman": not t[0][0].isdigit()},
    "of": lambda _: {},
    "whole": lambda _: {"edge": "whole"},
}


def _unit(name: str) -> Any:
    def build(_self: Items, children: list[Token]) -> dict[str, Any]:
        try:
            return _PARTS[name](children)
        except (Unreadable, ValueError):
            return {"impossible": True}

    return build


for _name in _PARTS:
    setattr(Items, _name, _unit(_name))


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
            point = point.joined(**part)
    except Unreadable:
        return "opaque", None
    limits = ((point.month, 12), (point.quarter, 4), (point.day, 31))
    if any(value is not None and not 1 <= value <= most for value, most in limits):
        return "opaque", None
    return ("filler", None) if point == Point() else ("point", point)


# --- saying back

_FREQUENCY = {"week": "hàng tuần", "month": "hàng tháng", "quarter": "hàng quý", "half": "hàng 06 tháng",
              "nine_months": "hàng 09 tháng", "year": "hàng năm"}  # fmt: skip
_UNIT_WORDS = {"day": "ngày", "working_day": "ngày làm việc", "month": "tháng", "hour": "giờ",
               "working_hour": "giờ làm việc"}  # fmt: skip
_WEEKDAY_WORDS = dict(
    zip(("MO", "TU", "WE", "TH", "FR", "SA", "SU"),
        ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"), strict=True)
)  # fmt: skip


def say(term: Term) -> str:
    """Return a term in Vietnamese words that read back to the same term in a plan of the same year."""
    if term.kind == "once":
        return _say_once(term)
    if term.kind == "continuous":
        return "thường xuyên" + (f" từ ngày {day(term.start)}" if term.start else "")
    if term.kind == "reference":
        return "theo thời hạn do văn bản khác quy định, người phụ trách nhập ngày"
    if term.kind == "event":
        return _say_event(term)
    return _say_recurring(term)


def day(value: date) -> str:
    """A day as officials write it: 05/4/2023, 14/12/2023."""
    return f"{value.day:02d}/{value.month if value.month > 2 else f'{value.month:02d}'}/{value.year}"


def _say_once(term: Term) -> str:
    due = term.due[0]
    if term.start is None:
        return f"chậm nhất ngày {day(due)}"
    for period in term.periods:
        if period and period.start == term.start and period.end == due:
            # "9 tháng năm 2023" alone would read as a length of time.
            return f"trong {period.says}".replace("9 tháng năm", "9 tháng đầu năm")
    return f"từ ngày {day(term.start)} đến ngày {day(due)}"


def _say_event(term: Term) -> str:
    opening = f"từ ngày {day(term.start)} đến khi {term.trigger}" if term.start else ""
    if opening:
        return opening
    when = term.trigger or ""
    named = re.match(r"(?:ngày|thời điểm)\b", when) is not None
    if term.within:
        length = f"trong thời hạn {term.within.count:02d} {_UNIT_WORDS[term.within.unit]}"
        return f"{length} kể từ {'' if named else 'khi '}{when}" if when else length
    if when.casefold().startswith("đột xuất"):
        return when
    return f"kể từ {when}" if named else f"khi {when}"


def _say_recurring(term: Term) -> str:
    frequency, rule = str(term.frequency), term.rule or ""
    words = _FREQUENCY.get(frequency, "định kỳ")
    interval = re.search(r"INTERVAL=(\d+)", rule)
    if interval:
        words = f"định kỳ {int(interval[1]):02d} năm một lần"
    months = re.search(r"BYMONTH=([\d,]+)", rule)
    if frequency == "month" and months:
        words = f"định kỳ {12 // len(months[1].split(',')):02d} tháng một lần"
    if frequency == "week":
        return f"{words}{_reach(term)}, chậm nhất {_WEEKDAY_WORDS[rule[-2:]]}"
    if frequency in ("month", "quarter"):
        places = [f"{_day_words(line)} {_month_words(term)}".removesuffix(" -") for line in rule.splitlines()]
        return f"{words}{_reach(term)}, chậm nhất {' và '.join(places)}"
    if "BYDAY" in rule:
        return f"{words}, chậm nhất ngày làm việc cuối cùng của {_month_words(term)}"
    return f"{words}, chậm nhất {' và '.join(_dated(term))}"


def _dated(term: Term) -> list[str]:
    places = []
    for due, period in zip(term.due, term.periods, strict=True):
        later = " năm sau" if period and due.year > period.year else ""
        clamped = "BYMONTHDAY=-1" in (term.rule or "") and due.month == 2
        places.append(f"ngày {29 if clamped else due.day:02d} tháng {due.month:02d}{later}")
    return places


def _day_words(rule: str) -> str:
    found = re.search(r"BYMONTHDAY=([-\d,]+)", rule)
    if not found:
        return "ngày làm việc cuối cùng của"
    last = int(found[1].split(",")[-1])
    if last == -1:
        return "ngày cuối cùng của"
    return f"ngày {last:02d}" if last > 0 else "trước ngày cuối cùng của"


def _month_words(term: Term) -> str:
    due, period = term.due[0], term.periods[0]
    if period is None:
        return "tháng"
    ahead = (due.year - period.start.year) * 12 + due.month - period.start.month
    if term.frequency == "month":
        numbered = re.search(r"BYMONTHDAY=\d", term.rule or "") and not ahead
        return "tháng tiếp theo" if ahead else "-" if numbered else "tháng"
    length = MONTHS[str(term.frequency)]
    place = ("đầu", "giữa", "cuối")[ahead % length * 3 // length]
    unit = "quý" if term.frequency == "quarter" else "năm"
    return f"tháng {place} {unit}{' sau' if ahead >= length else ''}"


def _reach(term: Term) -> str:
    """The first and last period where a term does not fill the year: "từ tháng 4/2023 đến tháng 12/2023"."""
    periods = [period for period in term.periods if period]
    if not periods or len(set(periods)) == len(Frequency(periods[0].kind, _interval(term)).periods(periods[0].year)):
        return ""
    if periods[0].kind == "week":
        return f" từ ngày {day(periods[0].start)} đến ngày {day(periods[-1].end)}"
    return f" từ {periods[0].says} đến {periods[-1].says}"


def _interval(term: Term) -> int:
    months = re.search(r"BYMONTH=([\d,]+)", term.rule or "")
    return 12 // len(months[1].split(",")) if term.frequency == "month" and months else 1
