"""Neighbouring parts of a deadline phrase: what a list says once for all, and which parts are one duty."""

import re
from dataclasses import replace

from parindex.core.deadline_parts import Part, When, frequency_of
from parindex.core.recurrences import Frequency, Point, Unreadable

_LISTED = ("COMMA", "AND", "OR", "DASH")
_BESIDE = ("COMMA", "OPEN", "CLOSE", "DASH", " ")
# The happening that closes each period of a frequency.
_PERIOD_END = re.compile(r"^(?:ngày )?kết thúc (tháng|quý|năm|kỳ)(?: báo cáo)?$", re.IGNORECASE)


def break_opaque(parts: list[Part]) -> None:
    """A clause that holds a time nobody can know (năm học, âm lịch) is unread whole."""
    clause: list[Part] = []
    for part in [*parts, Part(";", 0)]:
        if part.joint == ";":
            if any(one.opaque for one in clause):
                for one in clause:
                    one.broken = True
            clause = []
        clause.append(part)


def fill_lists(parts: list[Part]) -> None:
    """Give the members of a list what its first says once: "hàng tháng, quý", "tháng 3, 6 và 9", "ngày 15 và 30"."""
    units = [part for part in parts if part.bare]
    marked = len(units) > 1
    for before, part in zip([None, *parts], parts, strict=False):
        if before and _lists_on(before, part):
            part.joint = "COMMA"
        marked = marked or bool(part.frequency) or part.periodic
        if before and before.whens and part.whens and part.joint in _LISTED:
            try:
                part.whens[0] = _inherited(before.whens[-1], part.whens[0])
                # Whether "ngày 25 tháng 6 và tháng 12" means the 25th of both is not said.
                unsaid = not (part.acts or part.begins or part.whens[0].bound or before.whens[-1].year)
                if unsaid and before.whens[-1].point.day and before.whens[-1].point.month and _month_only(part):
                    before.broken = part.broken = True
            except Unreadable:
                part.broken = True
        if part.bare:
            _read_unit(part, before, marked)
    for part, after in zip(parts, parts[1:], strict=False):
        if part.whens and after.whens and after.joint in _LISTED:
            part.whens[-1] = _month_of_next(part.whens[-1], after.whens[0])


def _lists_on(before: Part, part: Part) -> bool:
    """Whether a semicolon only parts the bare dates of one list: "trước ngày 20/3; 20/6; 20/9"."""
    if part.joint != ";" or not (before.whens and len(part.whens) == 1) or part.own or part.acts or part.unread:
        return False
    point, last = part.whens[0].point, before.whens[-1]
    alone = part.whens[0].bound is None and part.whens[0].end is None and last.end is None and not before.own
    listed = last.bound in ("before", "by") and last.point.shape == "day" and not last.point.each
    return alone and listed and (point.bare is not None or point.day is not None)


def _read_unit(part: Part, before: Part | None, marked: bool) -> None:
    try:
        if part.joint == "OPEN" and (part.acts or (before and before.whens)):
            # "trước 15/6 (báo cáo 6 tháng)" says what the date before it is for.
            _name(part)
        elif marked:
            part.frequency = frequency_of(part.whens[0].point)
            _name(part)
        else:
            part.broken = part.whens[0].point.edge != "whole"
    except Unreadable:
        part.broken = True


def _name(part: Part) -> None:
    part.names += [item for when in part.whens for item in when.items]
    part.whens = []


def _inherited(first: When, when: When) -> When:
    point = when.point
    if point.bare is not None:
        if first.point.day and first.point.month and not when.bound:
            # "ngày 20 tháng 3, 6 và 9"
            return replace(
                when, point=replace(point, bare=None, day=first.point.day, month=point.bare), bound=first.bound
            )
        named = "quarter" if first.point.quarter else "day" if first.point.day else "month"
        if getattr(first.point, named) is None or (point.roman and named != "quarter"):
            return when
        point = replace(point, bare=None, roman=False).joined(**{named: point.bare})
    if point.plain and first.point.quarter and not first.point.year:
        point = replace(point, quarter=point.month, month=None, plain=False)
    if point.unit and first.point.count and first.point.edge == "first":
        # "6 tháng đầu năm, 9 tháng và cả năm"
        return replace(when, bound="inside", point=replace(point, edge="first") if point.count else point)
    bound = when.bound
    if bound is None and first.bound in ("before", "by") and point.shape == first.point.shape:
        bound = first.bound
    return replace(when, point=point, bound=bound)


def _month_only(part: Part) -> bool:
    point = part.whens[0].point
    return point.month is not None and not point.has_day and not point.edge and not point.half


def _month_of_next(when: When, after: When) -> When:
    alone = Point(day=when.point.day)
    if when.point == alone and after.point.day is not None and after.point.month is not None:
        return replace(when, point=replace(alone, month=after.point.month, year=after.point.year))
    return when


def joined(parts: list[Part]) -> list[Part]:
    """Return the parts with those merged that are one duty: a frequency and its day, the dates of one frequency."""
    done: list[Part] = []
    for part in _without_weekdays(parts):
        if part.joint == "OPEN" and done and not (part.timed or part.periodic):
            # Words in brackets are about the part before them and do not part it from what follows.
            done[-1].unread += part.unread
            continue
        while done and _join(done[-1], part):
            part = done.pop()
        done.append(part)
    return done


def _without_weekdays(parts: list[Part]) -> list[Part]:
    """Leave out a weekday that stands beside its date: "thứ Hai, ngày 15/12"."""
    dated = [any(when.point.day and when.point.month for when in part.whens) for part in parts]
    kept = []
    for index, part in enumerate(parts):
        alone = len(part.whens) == 1 and part.whens[0].point == Point(weekday=part.whens[0].point.weekday)
        beside = any(dated[near] for near in (index - 1, index + 1) if 0 <= near < len(parts))
        if not (alone and beside and not part.frequency):
            kept.append(part)
    return kept


def _join(first: Part, second: Part) -> bool:
    """Merge `second` into `first` if the two are one duty."""
    if second.own and second.whens and second.joint in _BESIDE and not first.own and not first.whens:
        return _join_period_end(first, second)
    if second.joint == ";" or first.own or second.own or first.broken or second.broken:
        return False
    same = first.frequency == second.frequency
    if second.frequency and not (same or not first.frequency):
        return False
    if _begins(first, second) or _begins(second, first):
        fits = second.joint in _BESIDE
    elif first.frequency and all(when.year or _since(when) for when in first.whens):
        fits = bool(second.whens) and second.joint in _BESIDE and _day_of(first.frequency, second)
    elif not second.whens:
        fits = bool(second.frequency) and second.joint in _BESIDE and _day_of(second.frequency, first)
    else:
        listed = second.joint in _LISTED and bool(first.frequency or second.frequency)
        alike = bool(first.whens) and first.whens[-1].point.shape == second.whens[0].point.shape
        dated = any(when.year or when.relative or inherent(when.point) for when in (*first.whens, *second.whens))
        fits = listed and alike and not dated and not (first.frequency and second.frequency)
    if fits:
        first.frequency = first.frequency or second.frequency
        first.shared |= second.shared
        first.whens += second.whens
        first.unread += second.unread
        first.end = second.end
    return fits


def _begins(start: Part, part: Part) -> bool:
    """Whether one part is only the start of the frequency that the other says: "từ năm 2025, hàng năm"."""
    return bool(part.frequency and start.whens) and not start.frequency and all(_since(when) for when in start.whens)


def _since(when: When) -> bool:
    return when.bound == "since" and when.end is None


def _join_period_end(first: Part, second: Part) -> bool:
    """Read "hàng tháng, chậm nhất 15 ngày kể từ ngày kết thúc tháng" as the 15th of the month after each month."""
    ended = _PERIOD_END.match(second.own.value) if second.own else None
    if not ended or not isinstance(first.frequency, Frequency):
        return False
    units = {"tháng": "month", "quý": "quarter", "năm": "year"}
    count, unit = second.whens[0].point.count or (0, "")
    if (
        unit != "day"
        or not 1 <= count <= 28
        or units.get(ended[1].casefold(), first.frequency.kind) != first.frequency.kind
    ):
        first.broken = True
        return False
    day = Point(day=count, each=frozenset({"month"}), shift=1)
    first.whens.append(When("by", day, items=second.whens[0].items))
    first.end = second.end
    return True


def _day_of(frequency: Frequency | str | None, part: Part) -> bool:
    """Whether a part can be the day, the window or the first period of a frequency beside it."""
    if not isinstance(frequency, Frequency) or not part.whens:
        return False
    point = part.whens[0].point
    own = inherent(point)
    if own is not None:
        return own.kind == frequency.kind or (point.shift > 0 and "month" in point.each)
    if part.whens[0].year is not None:
        return point.shape == "year" or part.whens[0].bound == "since" or part.whens[0].upto
    if point.month is not None or point.quarter is not None:
        return frequency.kind in ("half", "year", "nine_months") or (point.has_day and frequency.kind != "month")
    return True


def inherent(point: Point) -> Frequency | None:
    """Return the frequency that a point carries in itself: "ngày 25 tháng cuối quý" is quarterly."""
    if point.month is not None or point.quarter is not None or point.year is not None or point.year_shift is not None:
        return None
    placed = point.has_day or point.edge or point.half
    if "quarter" in point.each and (placed or point.month_edge):
        return Frequency("quarter")
    if "month" in point.each and placed:
        return Frequency("month")
    return Frequency("week") if "week" in point.each and point.weekday is not None else None


def named_year(parts: list[Part], index: int) -> int | None:
    """Return the year said nearest to a part: in it, after it, else before it."""
    named = [next((when.year for when in reversed(part.whens) if when.year), None) for part in parts]
    later = [year for year in named[index:] if year]
    sooner = [year for year in named[:index] if year]
    return later[0] if later else sooner[-1] if sooner else None


def span_ends(first: Point, second: Point) -> tuple[Point, Point]:
    """Return both ends of a span, each with the month or unit that was said only once."""
    if first.bare is not None:
        unit = next((name for name in ("day", "month", "quarter") if getattr(second, name) is not None), None)
        if unit is None or first.year:
            raise Unreadable
        first = Point().joined(**{unit: first.bare})
    if second.bare is not None:
        unit = next((name for name in ("day", "quarter", "month") if getattr(first, name) is not None), None)
        if unit is None:
            raise Unreadable
        second = replace(second, bare=None, roman=False).joined(**{unit: second.bare})
    if first.quarter and not first.year and second.plain:
        second = replace(second, quarter=second.month, month=None, plain=False)
    if first.day and first.month is None and second.month and first == Point(day=first.day):
        first = replace(first, month=second.month)
    if second.day and second.month is None and first.month and not second.month_edge and not second.each:
        second = replace(second, month=first.month)
    return first, second
