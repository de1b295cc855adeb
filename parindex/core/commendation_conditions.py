"""Conditions of commendation rules: whether facts meet one, how far they are from it, and how that is said.

A condition that is met speaks against the unit. Every threshold says which of its ends is open.
"""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, Protocol

from parindex.core.amounts import equals, rounded, said
from parindex.core.bands import Band
from parindex.core.commendation_facts import Component, Facts, Index, NotApplicable, Satisfaction
from parindex.core.errors import InputError
from parindex.core.words import normalise

Many = Literal["count", "share", "both", "either"]
Measure = Literal["total", "each"]
_MOST_MORE = 10_000_000
_OF = "hồ sơ đã giải quyết hoặc quá hạn"
_NUMBERS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín", "mười")


@dataclass(frozen=True)
class Step:
    """What brings a change about: so many dossiers or points. `closed`: exactly so many are enough, else it takes more.

    `words` complete a sentence such as “… nữa là mất”.
    """

    kind: Literal["dossiers", "points"]
    amount: Fraction
    closed: bool
    words: str


@dataclass(frozen=True)
class Finding:
    """Whether a condition is met (None: not known), in words with the facts; `to_meet` and `to_leave` are what would
    turn it, None where nothing can.
    """

    met: bool | None
    says: str
    to_meet: Step | None = None
    to_leave: Step | None = None


class Condition(Protocol):
    """One condition; `says` is its threshold in words."""

    @property
    def kind(self) -> str: ...

    @property
    def says(self) -> str: ...

    @property
    def lacks(self) -> str:
        """What is missing where nothing is known, in words."""
        ...

    def judge(self, facts: Facts) -> Finding: ...


@dataclass(frozen=True)
class Late:
    """Many late dossiers: by number, by share of those whose lateness is settled, by both or by either."""

    many: Many
    count: Band
    share: Band
    kind: str = "late"
    lacks: str = "số hồ sơ trễ hạn"

    @property
    def says(self) -> str:
        """What counts as many."""
        count, share = f"{self.count.says()} hồ sơ trễ hạn", f"{self.share.says(' %')} {_OF}"
        return {"count": count, "share": share, "both": f"{count} và {share}", "either": f"{count} hoặc {share}"}[
            self.many
        ]

    def judge(self, facts: Facts) -> Finding:
        """Late dossiers stay late: their share falls as others are resolved in time, their number does not."""
        if facts.late is None or isinstance(facts.late, NotApplicable):
            return _unknown(self, facts.late)
        late, of = facts.late.late, facts.late.of
        share = f" ({equals(Fraction(late, of) * 100)} %)" if of else ""
        told = f"{late} hồ sơ trễ hạn trên {of} {_OF}{share}"
        if self._met(late, of):
            least = _least(lambda more: not self._met(late, of + more))
            return Finding(True, f"{told}: nhiều, vì {self.says}.", to_leave=_step(least, "hồ sơ đúng hạn"))
        least = _least(lambda more: self._met(late + more, of + more))
        return Finding(False, f"{told}: chưa phải nhiều (nhiều là {self.says}).", to_meet=_step(least, "hồ sơ trễ"))

    def _met(self, late: int, of: int) -> bool:
        count = self.count.holds(Fraction(late))
        share = of > 0 and self.share.holds(Fraction(late, of) * 100)
        return {"count": count, "share": share, "both": count and share, "either": count or share}[self.many]


@dataclass(frozen=True)
class Class:
    """The class of the index is `worst` or lower, by the order of the set's classes."""

    worst: str
    kind: str = "class"
    lacks: str = "điểm Chỉ số và xếp loại"

    @property
    def says(self) -> str:
        """The class."""
        return f"xếp loại {self.worst.lower()} trở xuống"

    def judge(self, facts: Facts) -> Finding:
        """By the class; the distance is to the upper end of the worst class."""
        if facts.index is None or isinstance(facts.index, NotApplicable):
            return _unknown(self, facts.index)
        classes, value, unit = _held(facts.index)
        names = [normalise(name).casefold() for name, _ in classes]
        wanted = normalise(self.worst).casefold()
        if wanted not in names:
            raise InputError(
                f"Bộ tiêu chí {facts.index.criteria_set.name} không có loại “{self.worst}”; "
                "hãy sửa quy tắc khen thưởng hoặc chọn bộ tiêu chí khác."
            )
        name, _ = next(each for each in classes if each[1].holds(value))
        end = classes[names.index(wanted)][1]
        met = names.index(normalise(name).casefold()) >= names.index(wanted)
        told = f"Đạt {said(value)}{unit}, xếp loại {name}: {'' if met else 'không '}thuộc {self.says}."
        if end.high is None:
            return Finding(met, told)
        away = value - Fraction(end.high)
        if met:
            return Finding(True, told, to_leave=_points(-away, not end.high_closed, f"điểm{_hundredth(unit)}", "tăng"))
        return Finding(False, told, to_meet=_points(away, end.high_closed, f"điểm{_hundredth(unit)}", "giảm"))


def _held(index: Index) -> tuple[tuple[tuple[str, Band], ...], Fraction, str]:
    rule = index.criteria_set
    if rule.classes is None:
        raise InputError(f"Bộ tiêu chí {rule.name} không có xếp loại nên không xét được; hãy chọn bộ tiêu chí khác.")
    total = rule.classes.of == "total"
    places = rule.rounding.total if total else rule.rounding.percent
    value = Fraction(rounded(index.value, places, rule.rounding.mode)) if rule.classes.rounded else index.value
    return rule.classes.bands, value, " điểm" if total else " %"


def _hundredth(unit: str) -> str:
    return " phần trăm" if unit == " %" else ""


@dataclass(frozen=True)
class Components:
    """The components that the unit answers for reach a share of their maximum that is too low: together, or any one."""

    measure: Measure
    share: Band
    kind: str = "components"
    lacks: str = "điểm các thành phần phụ trách"

    @property
    def says(self) -> str:
        """The share and of what."""
        of = "tổng điểm các thành phần phụ trách" if self.measure == "total" else "điểm tối đa của từng thành phần"
        return f"{self.share.says(' %')} {of}"

    def judge(self, facts: Facts) -> Finding:
        """Together, or the worst of them; the distance is in points of those components."""
        found = facts.components
        if found is None or isinstance(found, NotApplicable) or not found:
            return _unknown(self, None if not isinstance(found, NotApplicable) else found)
        scored = [each for each in found if each.max]
        if not scored:
            return Finding(False, "Không thành phần nào được giao: không xét.")
        if self.measure == "total":
            scored = [_sum(scored)]
        bad = [each for each in scored if self.share.holds(each.points / each.max * 100)]
        told = "; ".join(
            f"{each.id}: {said(each.points)}/{said(each.max)} {equals(each.points / each.max * 100)} %"
            for each in (bad or scored)
        )
        room = [each.points - each.max * Fraction(self.share.high or 0) / 100 for each in (bad or scored)]
        closed = self.share.high_closed
        if bad:
            lacking = _points(-sum(room, Fraction(0)), not closed, "điểm thành phần", "tăng")
            return Finding(True, f"{told}: {self.says}.", to_leave=lacking)
        return Finding(
            False, f"{told}: không {self.says}.", to_meet=_points(min(room), closed, "điểm thành phần", "giảm")
        )


def _sum(parts: list[Component]) -> Component:
    names = " + ".join(each.id for each in parts)
    return Component(
        names, sum((each.points for each in parts), Fraction(0)), sum((each.max for each in parts), Fraction(0))
    )


@dataclass(frozen=True)
class Content:
    """The share of content people is too low, over all fields (`field` empty) or in one. A survey taken stays."""

    field: str
    share: Band
    kind: str = "satisfaction"

    @property
    def lacks(self) -> str:
        """The survey."""
        return f"kết quả khảo sát hài lòng{f' lĩnh vực {self.field}' if self.field else ''}"

    @property
    def says(self) -> str:
        """The share."""
        return f"hài lòng {self.share.says(' %')}{f' ở lĩnh vực {self.field}' if self.field else ''}"

    def judge(self, facts: Facts) -> Finding:
        """By the share alone."""
        found = facts.satisfaction.get(self.field)
        if not isinstance(found, Satisfaction):
            return _unknown(self, found)
        papers = f" ({found.n} phiếu)" if found.n is not None else ""
        met = self.share.holds(found.share)
        field = f" lĩnh vực {self.field}" if self.field else ""
        return Finding(
            met, f"Hài lòng{field} {said(found.share)} %{papers}: {'' if met else 'không '}{self.share.says(' %')}."
        )


@dataclass(frozen=True)
class Head:
    """A written conclusion holds the head responsible."""

    kind: str = "head"
    says: str = "có kết luận về trách nhiệm người đứng đầu"
    lacks: str = "kết luận về trách nhiệm người đứng đầu"

    def judge(self, facts: Facts) -> Finding:
        """By the conclusion alone."""
        if facts.head is None or isinstance(facts.head, NotApplicable):
            return _unknown(self, facts.head)
        if facts.head.held_responsible:
            return Finding(True, f"Có kết luận về trách nhiệm người đứng đầu: {facts.head.document}.")
        return Finding(False, "Không có kết luận nào về trách nhiệm người đứng đầu.")


def _unknown(condition: Condition, found: NotApplicable | None) -> Finding:
    if found is None:
        return Finding(None, f"Chưa có {condition.lacks}.")
    return Finding(False, f"Không áp dụng ({condition.lacks}): {found.reason.rstrip('.')}.")


def _least(holds: Callable[[int], bool]) -> int | None:
    """The least number from which on it holds; None where it never does. Once it holds it goes on holding."""
    high = 1
    while not holds(high):
        high *= 2
        if high > _MOST_MORE:
            return None
    low = high // 2
    while low + 1 < high:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def _step(count: int | None, what: str) -> Step | None:
    if count is None:
        return None
    number = _NUMBERS[count] if count < len(_NUMBERS) else str(count)
    return Step("dossiers", Fraction(count), True, f"{number} {what} nữa")


def _points(amount: Fraction, closed: bool, what: str, verb: str) -> Step:
    if not amount and not closed:
        return Step("points", amount, closed, f"{verb} bất cứ {what} nào")
    return Step("points", amount, closed, f"{verb} {'ít nhất' if closed else 'hơn'} {said(amount)} {what}")
