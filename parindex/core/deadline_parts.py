"""Deadline phrases cut into parts: what stands together, which neighbours are one list or one duty."""

import re
from dataclasses import dataclass, field, replace

from parindex.core.recurrences import Frequency, Point, Unreadable
from parindex.core.schedule_words import Item

_OWN = ("when", "before_event", "from_event", "until", "continuous", "reference", "irregular", "years_after")
_BOUNDS = ("before", "by", "inside", "since", "after")
_LISTED = ("COMMA", "AND", "OR", "DASH")
_BESIDE = ("COMMA", "OPEN", "CLOSE", "DASH", " ")
_TIMES = {("year", 2): (6, "month"), ("year", 3): (4, "month"), ("year", 4): (3, "month"), ("year", 6): (2, "month"),
          ("year", 12): (1, "month"), ("quarter", 3): (1, "month"), ("half", 2): (3, "month")}  # fmt: skip
# The happening that closes each period of a frequency.
_PERIOD_END = re.compile(r"^(?:ngày )?kết thúc (tháng|quý|năm|kỳ)(?: báo cáo)?$", re.IGNORECASE)


@dataclass(frozen=True)
class When:
    """One named time with the word that bounds it; `end` is the far side of a span."""

    bound: str | None
    point: Point
    end: Point | None = None
    clock: bool = False

    @property
    def year(self) -> int | None:
        return self.point.year or (self.end.year if self.end else None)

    @property
    def relative(self) -> bool:
        return self.point.year_shift is not None or (self.end is not None and self.end.year_shift is not None)


@dataclass
class Part:
    """What stands between two separators, and afterwards all that means one term."""

    joint: str
    start: int
    end: int = 0
    bound: str | None = None
    clock: bool = False
    begins: bool = False
    acting: bool = False
    acts: bool = False
    periodic: bool = False
    broken: bool = False
    opaque: bool = False
    frequency: Frequency | str | None = None
    whens: list[When] = field(default_factory=list)
    own: Item | None = None
    unread: list[tuple[int, int]] = field(default_factory=list)

    @property
    def timed(self) -> bool:
        return bool(self.whens or self.frequency or self.own or self.broken)

    @property
    def bare(self) -> str | None:
        """The unit, where the part is nothing but a unit: the "quý" of "hàng tháng, quý, năm"."""
        if self.frequency or self.own or len(self.whens) != 1 or self.whens[0].bound or self.whens[0].end:
            return None
        return self.whens[0].point.unit


class Splitter:
    """Cuts a row of items into parts, keeping for each the words that were not understood."""

    def __init__(self, year: int) -> None:
        self.year = year
        self.parts: list[Part] = []

    def split(self, items: list[Item]) -> list[Part]:
        self.parts = [Part(";", 0)]
        for index, item in enumerate(items):
            following = items[index + 1].kind if index + 1 < len(items) else ""
            if item.kind == "separator":
                self._separate(item)
            else:
                self._take(item, following)
                self.parts[-1].end = item.end
        return self.parts

    def _separate(self, item: Item) -> None:
        part = self.parts[-1]
        joint = ";" if item.value == "SEMICOLON" else item.value
        if part.timed or part.acting or part.unread or part.periodic:
            self.parts.append(Part(joint, item.end, item.end, acting=part.acting and joint != ";"))
        elif part.joint != ";":
            part.joint = joint if joint != "OPEN" or part.joint == "CLOSE" else part.joint

    def _fresh(self, item: Item) -> Part:
        """Return the part that `item` belongs to: a new one where the last already says a time."""
        if self.parts[-1].timed or self.parts[-1].bound:
            self.parts.append(Part(" ", item.start, item.end, acting=self.parts[-1].acting))
        return self.parts[-1]

    def _take(self, item: Item, following: str) -> None:
        part = self.parts[-1]
        if item.kind in _OWN:
            self._take_own(item)
        elif item.kind in _BOUNDS:
            self._take_bound(item, following)
        elif item.kind in ("point", "span"):
            self._take_time(item)
        elif item.kind == "frequency":
            part = self._fresh(item) if part.frequency or part.own else part
            part.frequency = item.value
        elif item.kind == "times":
            self._take_times(item)
        elif item.kind == "clock":
            part.clock = True
        elif item.kind == "begin":
            part.begins = True
        elif item.kind == "action":
            part.acting = part.acts = True
        elif item.kind == "periodic":
            part.periodic = True
        elif item.kind == "opaque" or (item.kind == "stray" and not (part.acts and part.joint == "OPEN")):
            part.broken = part.opaque = True
        elif item.kind == "onward" and part.whens and part.whens[-1].bound is None:
            part.whens[-1] = replace(part.whens[-1], bound="since")
        elif item.kind == "from_now":
            part.bound = None
        elif item.kind == "word" and not part.acting:
            part.unread.append((item.start, item.end))

    def _take_own(self, item: Item) -> None:
        part = self.parts[-1]
        if item.kind in ("when", "before_event", "from_event"):
            if not part.timed and part.joint == "COMMA" and len(self.parts) > 1 and self._counted(self.parts[-2]):
                self.parts.pop()
                part = self.parts[-1]
            if self._counted(part) and not part.own:
                part.own = item
                return
        if item.kind == "until" and part.whens and part.whens[-1].bound == "since":
            part.own = item
            return
        self._fresh(item).own = item

    @staticmethod
    def _counted(part: Part) -> bool:
        return bool(part.whens) and part.whens[-1].point == Point(count=part.whens[-1].point.count)

    def _take_bound(self, item: Item, following: str) -> None:
        part = self.parts[-1]
        if following not in ("point", "span", "clock", "frequency", "opaque", *_BOUNDS):
            if not part.acting:
                part.unread.append((item.start, item.end))
            return
        if part.own:
            part = self._fresh(item)
        elif part.whens and not part.frequency:
            self._label(part)
        if part.bound not in ("before", "by") or item.kind == "before":
            part.bound = item.kind

    def _label(self, part: Part) -> None:
        """A time without a bound before one with: "quý I trước 15/3", "báo cáo năm trước 15/12" name what is due."""
        last = part.whens[-1]
        if last.bound or last.end or len(part.whens) > 1:
            part.broken = True
            return
        earlier = any(other.frequency or other.periodic for other in self.parts)
        part.whens.pop()
        if last.point.unit and earlier:
            part.frequency = frequency_of(last.point)
        elif last.year not in (None, self.year):
            # Whether "kế hoạch năm 2024 trước 15/12" is due in 2024 cannot be known from the words.
            part.broken = True

    def _take_time(self, item: Item) -> None:
        part = self.parts[-1]
        point, end = item.value if item.kind == "span" else (item.value, None)
        if part.own and part.own.kind not in ("continuous",):
            part.broken = True
            return
        if part.own:
            part = self._fresh(item)
        bound = part.bound or ("inside" if part.begins else None)
        if part.begins and bound == "inside":
            bound = "since"
        if part.whens:
            merged = _completed(part.whens[-1], point) if end is None and not part.bound else None
            if merged is None:
                part.broken = True
                return
            part.whens[-1] = merged
            return
        part.whens.append(When(bound, point, end, part.clock))
        part.bound, part.clock = None, False

    def _take_times(self, item: Item) -> None:
        part = self.parts[-1]
        count, unit = item.value
        host = part
        if unit is None and not part.frequency and len(self.parts) > 1 and part.joint in ("OPEN", "COMMA"):
            host = self.parts[-2]
        kind = unit or (host.frequency.kind if isinstance(host.frequency, Frequency) else None)
        if kind is None:
            part.unread.append((item.start, item.end))
            return
        try:
            host.frequency = Frequency.every(*_TIMES[kind, count]) if count > 1 else Frequency.every(
                *{"half": (6, "month"), "nine_months": (9, "month")}.get(kind, (1, kind)))  # fmt: skip
        except (KeyError, Unreadable):
            part.broken = True


def frequency_of(point: Point) -> Frequency:
    """Return the frequency that a bare unit names: quý, 06 tháng, năm."""
    if point.count:
        return Frequency.every(*point.count)
    (unit,) = point.each
    return Frequency.every(1, unit)


def _completed(when: When, point: Point) -> When | None:
    """Return a time with what another adds to it: "năm 2023 ngày 15/12"; None when they are two times."""
    try:
        values = {name: getattr(point, name) for name in vars(point) if getattr(point, name) not in (None, 0, False)}
        return replace(when, point=when.point.joined(**values))
    except Unreadable:
        return None


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
        marked = marked or bool(part.frequency) or part.periodic
        if before and before.whens and part.whens and part.joint in _LISTED:
            try:
                part.whens[0] = _inherited(before.whens[-1], part.whens[0])
            except Unreadable:
                part.broken = True
        if part.bare:
            _read_unit(part, before, marked)
    for part, after in zip(parts, parts[1:], strict=False):
        if part.whens and after.whens and after.joint in _LISTED:
            part.whens[-1] = _month_of_next(part.whens[-1], after.whens[0])


def _read_unit(part: Part, before: Part | None, marked: bool) -> None:
    try:
        if part.joint == "OPEN" and (part.acts or (before and before.whens)):
            # "trước 15/6 (báo cáo 6 tháng)" says what the date before it is for.
            part.whens = []
        elif marked:
            part.frequency, part.whens = frequency_of(part.whens[0].point), []
        elif part.acting:
            part.whens = []
        else:
            part.broken = part.whens[0].point.edge != "whole"
    except Unreadable:
        part.broken = True


def _inherited(first: When, when: When) -> When:
    point = when.point
    if point.bare is not None:
        named = "quarter" if first.point.quarter else "day" if first.point.day else "month"
        if getattr(first.point, named) is None or (point.roman and named != "quarter"):
            return when
        point = replace(point, bare=None, roman=False).joined(**{named: point.bare})
    if point.unit and first.point.count and first.point.edge == "first":
        # "6 tháng đầu năm, 9 tháng và cả năm"
        return When("inside", replace(point, edge="first") if point.count else point)
    bound = when.bound
    if bound is None and first.bound in ("before", "by") and point.shape == first.point.shape:
        bound = first.bound
    return replace(when, point=point, bound=bound)


def _month_of_next(when: When, after: When) -> When:
    alone = Point(day=when.point.day)
    if when.point == alone and after.point.day is not None and after.point.month is not None:
        return replace(when, point=replace(alone, month=after.point.month, year=after.point.year))
    return when


def joined(parts: list[Part]) -> list[Part]:
    """Return the parts with those merged that are one duty: a frequency and its day, the dates of one frequency."""
    done: list[Part] = []
    for part in _without_weekdays(parts):
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
    if first.frequency and second.whens and second.whens[0].bound == "since" and second.whens[0].end is None:
        fits = second.joint in _BESIDE
    elif first.frequency and all(when.year or (when.bound == "since" and not when.end) for when in first.whens):
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
        first.whens += second.whens
        first.unread += second.unread
        first.end = second.end
    return fits


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
    first.whens.append(When("by", Point(day=count, each=frozenset({"month"}), shift=1)))
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
        return point.shape == "year" or part.whens[0].bound in ("since", "by")
    if point.month is not None or point.quarter is not None:
        return frequency.kind in ("year", "nine_months") or (point.has_day and frequency.kind != "month")
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
