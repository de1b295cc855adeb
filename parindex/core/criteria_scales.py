"""Reads how a table of points says that a criterion is scored (“100%: 2; dưới 100%: (b/a)*2”) into a method's data.

Only what can be read in one way becomes a method; all else is left to the judgement of a person, with the reason.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any

from parindex.core.amounts import plain, said
from parindex.core.words import fold

_LONGEST = 3000  # letters of a scale; longer words are a guide for people
_N = r"\d+(?:[.,]\d+)?"
_SPLIT = re.compile(
    r"[;\n]|\.\s+|,\s+(?=(?:khong|chua|duoi|tu|tren|moi|cu moi|toi da|nhung|tru (?:toi da|khong qua)|truong hop)\b)"
)
_BULLET = re.compile(r"^[-+•*–\s]+|[.,\s]+$")
_ASIDE = re.compile(r"\([^()]*\b[ab]\s*(?:=|:|la\b)[^()]*\)")  # (a = số phải làm; b = số đã làm)
_NOT_ASSIGNED = re.compile(
    r"(?:neu )?khong (?:duoc |co )?(?:giao|phat sinh)[^:=]*(?:[:=]|\bthi\b)\s*khong (?:cham|tinh)\b.*"
)
_JUDGED = re.compile(rf"(?:cham )?(?:tu )?0(?:[.,]0+)?\s*(?:\.\.|-|–|den)\s*(?P<most>{_N})\s*(?:diem)?")
_LETTERS = re.compile(r"(?:trong do\s*:?\s*)?[ab]\s*(?:la|:|=)\s*\D.*")
_NONE = r"khong (?:co |duoc |tinh )?diem"
_ALL = "diem toi da|toi da|max"
_NUMBER = rf"{_N}\s*(?:diem)?|{_NONE}|{_ALL}"
_FORMULA = (
    r"[\[(\s]*(?:b\s*/\s*a|[a-z ,]{3,120}/[a-z ,]{3,120})\s*[\])]*\s*(?:[*x×]\s*100\s*%\s*)?"
    rf"[*x×]\s*(?P<factor>{_N}|{_ALL})"
    r"\s*(?:diem)?\s*[\])]*\s*(?:/\s*100\s*%?)?"
)
_VALUE = re.compile(
    r"(?P<says>.*?)\s*(?:[:=→]|\bthi\b|\bduoc\b|\btinh\b|\bcong thuc\b)\s*"
    rf"(?:(?P<formula>{_FORMULA})|(?P<number>{_NUMBER}))"
)
_ALONE = re.compile(rf"(?:[^\d]*?[:=]|[^\d]*cong thuc)?\s*(?P<formula>{_FORMULA})")
_RANGE = re.compile(
    rf"(?P<lw>tu|tren|>=|≥|>)?\s*(?P<low>{_N})\s*%?\s*(?P<hw>den duoi|den|va duoi|[-–]\s*(?:duoi|<)?|duoi|<)\s*"
    rf"(?P<high>{_N})\s*%"
)
_HIGH = re.compile(rf"(?P<hw>\bduoi|\bkhong qua|<=|≤|<)\s*(?P<high>{_N})\s*%(?: tro xuong)?")
_LOW = re.compile(rf"(?P<lw>\btu|\btren|>=|≥|>)?\s*(?P<low>{_N})\s*%(?P<up> tro len)?")
_DAY = re.compile(
    r"(?P<word>truoc|den het|den|cham nhat|khong qua)(?: la)?(?: ngay)?\s+"
    r"(?P<day>\d{1,2})/(?P<month>\d{1,2})(?:/(?P<year>\d{4}))?"
)
_FAULT = re.compile(
    rf"(?:cu )?moi\b[^\d]*(?:\b0?1\b[^\d]*)?\b(?:bi )?tru\s+(?P<points>{_N})\s*(?:diem)?(?:\s*/[^\d]*)?"
)
_MOST = re.compile(rf"(?:nhung )?(?:tru )?(?:toi da|khong qua)(?: tru)?(?: la)?\s*(?P<points>{_N})\s*(?:diem)?")
_FLOOR = re.compile(r"(?:nhung )?(?:khong am|tru (?:cho )?den (?:khi )?het(?: so)? diem|toi thieu (?:la )?0 diem)")
_MORE = re.compile(r"\b(?:va|hoac|nhung|dong thoi)\b")


@dataclass(frozen=True)
class Scale:
    """`method`: the data of a method as rule files have it, None where `reason` says what is not understood."""

    method: dict[str, Any] | None
    reason: str = ""


@dataclass(frozen=True)
class _Clause:
    says: str
    points: Decimal | None  # None: a formula, worth `factor` at 100 %
    factor: Decimal | None = None


@dataclass(frozen=True)
class _Step:
    low: Decimal | None
    low_closed: bool
    high: Decimal | None
    high_closed: bool
    clause: _Clause


def read_scale(text: str, limit: Decimal) -> Scale:
    """Read the words beside a criterion that is worth `limit` points; lines and semicolons part them."""
    if len(text) > _LONGEST:
        return Scale(None, f"dài hơn {_LONGEST} chữ")
    parts = [part for part in (_BULLET.sub("", each) for each in _SPLIT.split(_ASIDE.sub("", _folded(text)))) if part]
    asked = [part for part in parts if not _LETTERS.fullmatch(part) and not _NOT_ASSIGNED.fullmatch(part)]
    found = _read(asked, limit)
    left_out = any(_NOT_ASSIGNED.fullmatch(part) for part in parts)
    if left_out and found.method and found.method["name"] in ("linear", "steps"):
        return Scale(found.method | {"empty": "not_assigned"})
    return found


def _read(parts: Sequence[str], limit: Decimal) -> Scale:
    if not parts:
        return Scale(None, "bảng không ghi cách chấm")
    if len(parts) == 1 and (judged := _JUDGED.fullmatch(parts[0])) and _number(judged["most"]) == limit:
        return Scale({"name": "judgement"})
    if any(re.search(r"\bmoi\b.*\btru\b", part) for part in parts):
        return _deduction(parts, limit)
    formulas = [found for part in parts if (found := _ALONE.fullmatch(part))]
    if len(formulas) == 1 and len(parts) <= 2:
        return _from_a_floor(formulas[0], [part for part in parts if not _ALONE.fullmatch(part)], limit)
    clauses = [_clause(part, limit) for part in parts]
    if strange := [part for part, clause in zip(parts, clauses, strict=True) if clause is None]:
        return Scale(None, f"không hiểu “{strange[0]}”")
    known = [clause for clause in clauses if clause is not None]
    if any("%" in clause.says for clause in known):
        return _bands(known, limit)
    return _yes_no(known, limit)


def _folded(text: str) -> str:
    return "\n".join(fold(line) for line in text.splitlines())


def _number(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))


def _clause(part: str, limit: Decimal) -> _Clause | None:
    found = _VALUE.fullmatch(part)
    if found is None:
        return None
    if found["formula"]:
        return _Clause(found["says"], None, _factor(found, limit))
    digits = re.match(_N, found["number"])
    without = limit if found["number"] in _ALL.split("|") else Decimal(0)
    return _Clause(found["says"], _number(digits[0]) if digits else without)


def _factor(found: re.Match[str], limit: Decimal) -> Decimal:
    return limit if found["factor"] in _ALL.split("|") else _number(found["factor"])


def _linear(factor: Decimal | None, limit: Decimal, zero_below: Decimal | None) -> Scale:
    if factor != limit:
        return Scale(None, f"công thức nhân với {said(factor or Decimal(0))}, khác điểm tối đa {said(limit)}")
    return Scale({"name": "linear"} | ({"zero_below": plain(zero_below)} if zero_below is not None else {}))


def _from_a_floor(formula: re.Match[str], others: Sequence[str], limit: Decimal) -> Scale:
    """A formula for every share, or for those that are not below a floor: “(b/a)*2; dưới 80%: 0”."""
    if not others:
        return _linear(_factor(formula, limit), limit, None)
    clause = _clause(others[0], limit)
    step = _step(clause) if clause else None
    if step is None or step.low is not None or step.high is None or step.high_closed or step.clause.points != 0:
        return Scale(None, f"không hiểu “{others[0]}” đi với công thức")
    return _linear(_factor(formula, limit), limit, step.high)


def _deduction(parts: Sequence[str], limit: Decimal) -> Scale:
    per_fault, least = None, Decimal(0)
    for part in parts:
        if (fault := _FAULT.fullmatch(part)) and per_fault is None:
            per_fault = _number(fault["points"])
        elif most := _MOST.fullmatch(part):
            least = limit - _number(most["points"])
        elif not _FLOOR.fullmatch(part) and not _gives_all(part, limit):
            return Scale(None, f"không hiểu “{part}”")
    if not per_fault or not 0 <= least < limit:
        return Scale(None, "mức trừ không khớp với điểm tối đa")
    return Scale({"name": "deduction", "per_fault": plain(per_fault)} | ({"min_points": plain(least)} if least else {}))


def _gives_all(part: str, limit: Decimal) -> bool:
    """“Không có vi phạm: 2 điểm”: the whole points where there is no fault."""
    clause = _clause(part, limit)
    return clause is not None and clause.points == limit and not re.search(r"\d", clause.says)


def _bands(clauses: Sequence[_Clause], limit: Decimal) -> Scale:
    steps = []
    for clause in clauses:
        step = _step(clause)
        if step is None:
            return Scale(None, f"không hiểu mức “{clause.says}”")
        steps.append(step)
    steps.sort(key=lambda step: step.low if step.low is not None else Decimal(-1), reverse=True)
    if gap := _gap(steps):
        return Scale(None, gap)
    if any(step.clause.points is None for step in steps):
        return _by_formula(steps, limit)
    best = max(step.clause.points or Decimal(0) for step in steps)
    if best != limit:
        return Scale(None, f"mức cao nhất là {said(best)} điểm, khác điểm tối đa {said(limit)}")
    return Scale({"name": "steps", "steps": [_written(step) for step in steps]})


def _step(clause: _Clause) -> _Step | None:
    """The band that a condition names; None where it says anything else beside it."""
    found = _RANGE.search(clause.says) or _HIGH.search(clause.says) or _LOW.search(clause.says)
    if found is None:
        return None
    rest = clause.says[: found.start()] + " " + clause.says[found.end() :]
    if re.search(r"\d|%", rest) or _MORE.search(rest):
        return None
    named = found.groupdict()
    low = _number(named["low"]) if named.get("low") else None
    high = _number(named["high"]) if named.get("high") else None
    if low is not None and high is None and low != 100 and not (named.get("lw") or named.get("up")):
        return None  # “90%: 1”: exactly 90, or from 90 on?
    word = named.get("hw") or ""
    closed = word in ("den", "khong qua", "<=", "≤", "-", "–")
    if high is not None and high >= 100 and closed:
        high = None
    return _Step(low or None, named.get("lw") not in ("tren", ">"), high, closed, clause)


def _gap(steps: Sequence[_Step]) -> str:
    """What the bands, from the highest to the lowest, leave out or hold twice; "" where they meet."""
    if steps[0].high is not None:
        return f"thiếu mức từ {said(steps[0].high)}% trở lên"
    if steps[-1].low is not None:
        return f"thiếu mức dưới {said(steps[-1].low)}%"
    for upper, lower in pairwise(steps):
        if upper.low is None or lower.high != upper.low or lower.high_closed == upper.low_closed:
            return "các mức không nối liền nhau"
    return ""


def _by_formula(steps: Sequence[_Step], limit: Decimal) -> Scale:
    """One band by formula, the whole points above it only at 100 %, none below it."""
    places = [place for place, step in enumerate(steps) if step.clause.points is None]
    above, below = steps[: places[0]], steps[places[0] + 1 :]
    middle = steps[places[0]]
    full = all(step.clause.points == limit and step.low == 100 and step.low_closed for step in above)
    none = all(step.clause.points == 0 for step in below) and (middle.low is None or middle.low_closed)
    if len(places) > 1 or not full or not none:
        return Scale(None, "công thức đi với các mức khác không đọc được thành một cách chấm")
    return _linear(middle.clause.factor, limit, middle.low)


def _written(step: _Step) -> dict[str, str]:
    found = {"points": plain(step.clause.points or Decimal(0))}
    if step.high is not None:
        found = {"at_most" if step.high_closed else "below": plain(step.high)} | found
    if step.low is not None:
        found = {"at_least" if step.low_closed else "above": plain(step.low)} | found
    return found


def _yes_no(clauses: Sequence[_Clause], limit: Decimal) -> Scale:
    negative = [clause for clause in clauses if re.match(r"(?:khong|chua)\b", clause.says)]
    positive = [clause for clause in clauses if clause not in negative]
    if len(negative) != 1 or len(positive) != 1 or re.search(r"\d", negative[0].says):
        return Scale(None, "không phải một mức có và một mức không")
    yes, no = positive[0], negative[0]
    if yes.points != limit or no.points is None or no.points > limit:
        return Scale(None, f"mức có phải được điểm tối đa {said(limit)}")
    method: dict[str, Any] = {"name": "yes_no"}
    if day := _DAY.search(yes.says):
        last = _last_day(day)
        if last is None:
            return Scale(None, f"“{day[0]}” không phải ngày có thật")
        method = {"name": "yes_no_by_deadline", "deadline": last}
    if re.search(r"\d", _DAY.sub("", yes.says)):
        return Scale(None, f"không hiểu số trong “{yes.says}”")
    return Scale(method | ({"no_points": plain(no.points)} if no.points else {}))


def _last_day(found: re.Match[str]) -> date | str | None:
    """The last day in time: “trước 15/01” is 14/01. Without a year it recurs: "01-14"."""
    try:
        day = date(int(found["year"] or 2023), int(found["month"]), int(found["day"]))
    except ValueError:
        return None
    last = day - timedelta(days=1) if found["word"] == "truoc" else day
    return last if found["year"] else f"{last:%m-%d}"
