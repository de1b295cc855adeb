"""Deadline phrases cut into parts: what stands together between two separators."""

import re
from dataclasses import dataclass, field, replace

from parindex.core.recurrences import Frequency, Point, Unreadable
from parindex.core.schedule_words import Item

_OWN = ("when", "before_event", "from_event", "until", "continuous", "reference", "irregular", "years_after")
_BOUNDS = ("before", "by", "upto", "inside", "since", "after")
_TIMES = {("year", 2): (6, "month"), ("year", 3): (4, "month"), ("year", 4): (3, "month"), ("year", 6): (2, "month"),
          ("year", 12): (1, "month"), ("quarter", 3): (1, "month"), ("half", 2): (3, "month")}  # fmt: skip


# A word of figures and strokes alone: a date that was not understood, never one of the words around an action.
_DATED = re.compile(r"\W*\d+(?:\W+\d+)+\W*$")


_NAMING = re.compile(
    r"(?:báo cáo|kế hoạch|sơ kết|tổng kết|đánh giá|dự toán|quyết toán|công tác|nhiệm vụ|kết quả|văn bản|đề án|dự thảo|"
    r"tự chấm|chấm điểm|thống kê|kiểm kê|hội nghị|công khai|giải ngân)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class When:
    """One named time with the word that bounds it; `end` is the far side of a span; `upto`: "đến", the end of a row."""

    bound: str | None
    point: Point
    end: Point | None = None
    clock: bool = False
    upto: bool = False
    items: tuple[Item, ...] = field(default=(), compare=False)

    @property
    def year(self) -> int | None:
        return self.point.year or (self.end.year if self.end else None)

    @property
    def full(self) -> bool:
        """Whether the time is named to its year, so that no further month or quarter belongs to it."""
        return self.year is not None and (self.point.placed or self.end is not None)

    @property
    def relative(self) -> bool:
        return self.point.year_shift is not None or (self.end is not None and self.end.year_shift is not None)


@dataclass
class Part:
    """What stands between two separators, and afterwards all that means one term.

    `acting`: something is done, here or before; `acts`: here; `acted`: after its time was said;
    `naming`: the last word of doing is a thing that a period names ("báo cáo quý I").
    `shared`: "02 lần/năm", which names no days; `names`: times that only name something ("báo cáo quý I trước 15/3").
    """

    joint: str
    start: int
    end: int = 0
    bound: str | None = None
    clock: bool = False
    begins: bool = False
    acting: bool = False
    acts: bool = False
    acted: bool = False
    naming: bool = False
    periodic: bool = False
    shared: bool = False
    broken: bool = False
    opaque: bool = False
    frequency: Frequency | str | None = None
    whens: list[When] = field(default_factory=list)
    own: Item | None = None
    unread: list[tuple[int, int]] = field(default_factory=list)
    names: list[Item] = field(default_factory=list)

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
            part.acted = bool(part.whens)
            part.naming = bool(_NAMING.match(item.value))
        elif item.kind == "periodic":
            part.periodic = True
        elif item.kind == "opaque" or (item.kind == "stray" and not (part.acts and part.joint == "OPEN")):
            part.broken = part.opaque = True
        elif item.kind == "onward" and part.whens and part.whens[-1].bound is None:
            part.whens[-1] = replace(part.whens[-1], bound="since")
        elif item.kind == "from_now":
            part.bound = None
        elif item.kind == "word" and (not part.acting or _DATED.match(item.value)):
            part.unread.append((item.start, item.end))

    def _take_own(self, item: Item) -> None:
        part = self.parts[-1]
        if item.kind in ("when", "before_event", "from_event"):
            if not part.timed and part.joint == "COMMA" and len(self.parts) > 1 and self._counted(self.parts[-2]):
                self.parts.pop()
                part = self.parts[-1]
            if self._counted(part) and not part.own:
                part = self._apart(part) if part.frequency else part
                part.own = item
                return
        if item.kind == "until" and part.whens and part.whens[-1].bound == "since":
            part.own = item
            return
        self._fresh(item).own = item

    def _apart(self, part: Part) -> Part:
        """Part the frequency from the length of time behind it: "hàng tháng trong 05 ngày kể từ ..."."""
        self.parts.append(Part(" ", part.whens[0].items[0].start, acting=part.acting, whens=part.whens))
        part.whens = []
        part.end = self.parts[-1].start
        return self.parts[-1]

    @staticmethod
    def _counted(part: Part) -> bool:
        return bool(part.whens) and part.whens[-1].point == Point(count=part.whens[-1].point.count)

    def _take_bound(self, item: Item, following: str) -> None:
        part = self.parts[-1]
        if following not in ("point", "span", "clock", "frequency", "opaque", *_BOUNDS):
            if not part.acting:
                part.unread.append((item.start, item.end))
            return
        if part.own or (part.whens and part.frequency) or part.whens and part.acted:
            part = self._fresh(item)
        elif part.whens:
            self._label(part)
        if part.bound not in ("before", "by", "upto") or item.kind == "before":
            part.bound = item.kind

    def _label(self, part: Part) -> None:
        """A time without a bound before one with: "quý I trước 15/3", "báo cáo năm trước 15/12" name what is due."""
        last = part.whens[-1]
        earlier = any(other.frequency or other.periodic for other in self.parts)
        named = part.naming or any(other.names for other in self.parts) or (earlier and last.point.unit)
        if last.bound or last.end or len(part.whens) > 1 or not named or last.point.has_day:
            part.broken = True
            return
        part.names += part.whens.pop().items
        if last.point.unit and earlier:
            try:
                part.frequency = frequency_of(last.point)
            except Unreadable:
                part.broken = True
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
        if part.whens and part.whens[-1].full and point.placed and not (part.whens[-1].bound or part.bound):
            part = self._fresh(item)
        elif part.whens:
            merged = _completed(part.whens[-1], point) if end is None and not part.bound else None
            if merged is None:
                part.broken = True
                return
            part.whens[-1] = replace(merged, items=(*merged.items, item))
            return
        upto = bound == "upto"
        part.whens.append(When("by" if upto else bound, point, end, part.clock, upto, (item,)))
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
        host.shared = count > 1
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
