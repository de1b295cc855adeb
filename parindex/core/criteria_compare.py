"""Compares two criteria sets: what was added, removed, renumbered, and what changed in points, method and evidence."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Any, Literal

from parindex.core.amounts import said
from parindex.core.bands import Band
from parindex.core.criteria import CriteriaSet, Criterion
from parindex.core.dates import day_said
from parindex.core.methods import name_of
from parindex.core.methods.parameters import Named
from parindex.core.words import fold

Kind = Literal["added", "removed", "changed", "same"]
_ALIKE = 0.5  # the part of their words that two titles of one criterion share at least
_METHODS = {
    "yes_no": "có hay không",
    "yes_no_by_deadline": "có hay không, có thời hạn",
    "steps": "chấm theo mức",
    "linear": "chấm theo tỷ lệ",
    "linear_deduction": "chấm theo tỷ lệ, trừ điểm lỗi",
    "all_or_nothing": "đạt hết mới có điểm",
    "deduction": "trừ điểm từng lỗi",
    "checklist": "đếm nội dung đạt",
    "levels": "chọn mức",
    "survey_share": "tỷ lệ hài lòng",
    "survey_mean": "điểm trung bình khảo sát",
    "average": "trung bình các đơn vị",
    "judgement": "người chấm xem xét",
    "bonus_penalty": "cộng, trừ điểm",
}
_MEASURED = ("zero_below", "full_from")
_PARAMETERS = {
    "measures": "Số đo",
    "of": "Mẫu số cố định",
    "empty": "Khi mẫu số bằng 0",
    "may_pass_whole": "Cho phép quá 100 %",
    "zero_below": "Dưới mức này không có điểm",
    "full_from": "Từ mức này được điểm tối đa",
    "full_up_to": "Đến mức này được điểm tối đa",
    "min_points": "Điểm thấp nhất",
    "no_points": "Điểm khi không thực hiện",
    "late_points": "Điểm khi làm muộn",
    "deadline": "Hạn cuối",
    "steps": "Các mức",
    "levels": "Các mức",
    "averaged": "Lấy trung bình các mức",
    "items": "Các nội dung",
    "per_fault": "Trừ mỗi lỗi",
    "fault_share": "Phần trừ của mỗi việc muộn",
    "fault_points": "Điểm trừ mỗi lỗi",
    "floor_points": "Không dưới",
    "lowest": "Điểm thấp nhất của thang khảo sát",
    "step": "Bội số điểm",
    "kinds": "Nội dung cộng, trừ",
    "cap": "Cộng tối đa",
    "floor": "Trừ tối đa",
    "units": "Số đơn vị",
    "each": "Cách chấm từng đơn vị",
}
# Words of rule files, for people.
_SAID = {
    "share": "tỷ lệ",
    "increase": "mức tăng",
    "count": "số lượng",
    "full": "đạt điểm tối đa",
    "zero": "0 điểm",
    "not_assigned": "không chấm",
    "sum": "cộng điểm",
    "rescaled_sum": "cộng điểm, quy về điểm tối đa của nhóm",
    "weighted_mean": "trung bình có trọng số",
    "annual_ratio": "tỷ lệ cả năm",
    "lowers": "bớt điểm tối đa",
    "rescales": "quy về cả thang điểm",
    "refused": "không cho bỏ qua",
    "half_up": "nửa thì lên",
    "half_even": "nửa thì về số chẵn",
    "down": "cắt bỏ",
    "either": "có tài liệu hoặc giải trình",
    "both": "phải có cả tài liệu và giải trình",
}


@dataclass(frozen=True)
class Change:
    """One thing that differs. `what`: number, title, max, method, threshold, evidence, proof, source, weight, combine
    or period, and for the set: max, rounding, not_assigned, bounded or classes. `key` names the parameter of a
    threshold.
    `old` and `new` are words for people; "" where there was or is nothing.
    """

    what: str
    label: str
    old: str
    new: str
    key: str = ""

    @property
    def says(self) -> str:
        """The change in words."""
        return f"{self.label}: {self.old or 'không có'} → {self.new or 'không có'}"

    def to_json(self) -> dict[str, str]:
        """As the command prints it."""
        return {"what": self.what, "key": self.key, "old": self.old, "new": self.new, "says": self.says}


@dataclass(frozen=True)
class Pair:
    """A criterion in the old set and in the new; one of them is None where it was added or removed."""

    old: Criterion | None
    new: Criterion | None
    changes: tuple[Change, ...] = ()

    @property
    def kind(self) -> Kind:
        """What became of the criterion."""
        if self.old is None:
            return "added"
        if self.new is None:
            return "removed"
        return "changed" if self.changes else "same"

    @property
    def criterion(self) -> Criterion:
        """The newer of the two."""
        found = self.new or self.old
        assert found is not None
        return found

    def to_json(self) -> dict[str, Any]:
        """As the command prints it."""
        return {
            "kind": self.kind,
            "old_id": self.old.id if self.old else None,
            "new_id": self.new.id if self.new else None,
            "title": self.criterion.title,
            "max": str(self.criterion.max),
            "changes": [change.to_json() for change in self.changes],
        }


@dataclass(frozen=True)
class Comparison:
    """Two sets side by side: `settings` of the whole, `pairs` in the order of the new set, removed ones after it."""

    old: CriteriaSet
    new: CriteriaSet
    settings: tuple[Change, ...]
    pairs: tuple[Pair, ...]

    def of(self, kind: Kind) -> list[Pair]:
        """The pairs of one kind."""
        return [pair for pair in self.pairs if pair.kind == kind]

    @cached_property
    def scored(self) -> dict[str, str]:
        """By the old id of each criterion that both sets score by a method, its new id: what was tied to it or answered
        there is tied and answered here.
        """
        return {
            pair.old.id: pair.new.id for pair in self.pairs
            if pair.old and pair.new and pair.old.method is not None and pair.new.method is not None
        }  # fmt: skip

    def to_json(self) -> dict[str, Any]:
        """As `parindex score compare --json` prints it; pairs without a difference are only counted."""
        return {
            "old": self.old.name,
            "new": self.new.name,
            "example": self.old.example or self.new.example,
            "settings": [change.to_json() for change in self.settings],
            "same": len(self.of("same")),
            "criteria": [pair.to_json() for pair in self.pairs if pair.kind != "same"],
        }


@lru_cache(maxsize=16)  # every card of a set that took another's place asks for it again
def compare(old: CriteriaSet, new: CriteriaSet) -> Comparison:
    """Compare two sets. A criterion is the same by its title; by its number too where titles are only alike."""
    found = _Matching(old, new).run()
    newer = [Pair(found.get(each.id), each) for each in new.walk()]
    kept = {each.id for each in found.values()}
    removed = [Pair(each, None) for each in old.walk() if each.id not in kept]
    pairs = [
        Pair(pair.old, pair.new, tuple(_changes(pair.old, pair.new))) if pair.old and pair.new else pair
        for pair in newer
    ]
    return Comparison(old, new, tuple(_settings(old, new)), (*pairs, *removed))


class _Matching:
    """Finds the old criterion of each new one; `run` gives them by the new one's id."""

    def __init__(self, old: CriteriaSet, new: CriteriaSet) -> None:
        self.old, self.new = list(old.walk()), list(new.walk())
        self.parents = {child.id: each.id for each in self.new for child in each.children}
        self.old_parents = {child.id: each.id for each in self.old for child in each.children}
        self.found: dict[str, Criterion] = {}

    def run(self) -> dict[str, Criterion]:
        before = -1
        while len(self.found) > before:
            before = len(self.found)
            self._by_title()
            self._by_number()
        return self.found

    def _left(self) -> tuple[list[Criterion], list[Criterion]]:
        taken = {each.id for each in self.found.values()}
        return [each for each in self.old if each.id not in taken], [e for e in self.new if e.id not in self.found]

    def _by_title(self) -> None:
        """Titles that occur once; of those that occur often, the one with the same number or below the same group."""
        for each in self._left()[1]:
            old, new = self._left()
            same = [other for other in old if _key(other) == _key(each)]
            alone = len(same) == 1 and sum(_key(other) == _key(each) for other in new) == 1
            below = same if alone else [other for other in same if self._below_the_same(other, each)]
            best = next((other for other in below if other.id == each.id), below[0] if below else None)
            if best is not None:
                self.found[each.id] = best

    def _by_number(self) -> None:
        old, new = self._left()
        by_id = {each.id: each for each in old}
        for each in new:
            other = by_id.get(each.id)
            if other and self._below_the_same(other, each) and _alike(other.title, each.title) >= _ALIKE:
                self.found[each.id] = other

    def _below_the_same(self, old: Criterion, new: Criterion) -> bool:
        above = self.parents.get(new.id)
        if above is None:
            return old.id not in self.old_parents
        found = self.found.get(above)
        return found is not None and found.id == self.old_parents.get(old.id)


def _key(criterion: Criterion) -> str:
    return _folded(criterion.title)


@lru_cache(maxsize=1024)  # every title is held against every other
def _folded(title: str) -> str:
    return " ".join(_words(title))


def _words(text: str) -> list[str]:
    return "".join(c if c.isalnum() or c == "%" else " " for c in fold(text)).split()


def _alike(first: str, second: str) -> float:
    one, other = set(_words(first)), set(_words(second))
    return len(one & other) / len(one | other) if one | other else 0.0


def _changes(old: Criterion, new: Criterion) -> Iterator[Change]:
    simple = (
        ("number", "Số thứ tự", old.id, new.id),
        ("title", "Tên", old.title, new.title),
        ("max", "Điểm tối đa", said(old.max), said(new.max)),
        ("weight", "Trọng số", _word(old.weight), _word(new.weight)),
        ("combine", "Cách cộng", _word(old.combine), _word(new.combine)),
        ("period", "Cách tính theo năm", _word(old.period), _word(new.period)),
        ("method", "Cách chấm", _method(old), _method(new)),
    )
    yield from (Change(what, label, before, after) for what, label, before, after in simple if before != after)
    if _method(old) == _method(new):
        yield from _thresholds(parameters(old.method), parameters(new.method))
    for what, label, before, after in (
        ("evidence", "Tài liệu kiểm chứng", "; ".join(old.evidence), "; ".join(new.evidence)),
        ("proof", "Kiểm chứng và giải trình", _word(old.proof), _word(new.proof)),
        ("source", "Nguồn số liệu", old.source, new.source),
    ):
        if before != after:
            yield Change(what, label, before, after)


def _method(criterion: Criterion) -> str:
    if criterion.method is None:
        return "chấm từng thành phần"
    return _METHODS[name_of(criterion.method)]


def told(criterion: Criterion) -> tuple[str, list[tuple[str, str]]]:
    """How a criterion is scored, in words, and its parameters with their labels."""
    unit = _unit(criterion.method)
    found = [
        (_PARAMETERS.get(key, key), f"{value}{unit}" if key in _MEASURED else value)
        for key, value in parameters(criterion.method).items()
    ]
    return _method(criterion), found


def _unit(method: Any) -> str:
    """What is written behind the thresholds of a method that measures shares."""
    quantity = getattr(method, "quantity", None) or getattr(getattr(method, "linear", None), "quantity", None)
    return quantity.unit if quantity else ""


def settings(found: CriteriaSet) -> list[tuple[str, str]]:
    """What a set says of the whole, with labels."""
    return [(label, word) for _, label, word in _settings_of(found) if word]


def _thresholds(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Change]:
    for key in dict.fromkeys((*old, *new)):
        before, after = old.get(key, ""), new.get(key, "")
        if before != after:
            yield Change("threshold", _PARAMETERS.get(key, key), before, after, key)


def parameters(method: Any) -> dict[str, str]:
    """The parameters of a method as words, by their names in rule files; the criterion's maximum is left out."""
    found: dict[str, str] = {}
    for field in fields(method) if is_dataclass(method) else ():
        value = getattr(method, field.name)
        if field.name == "limit":
            continue
        if field.name == "each":
            found["each"] = _METHODS[name_of(value)]
        if is_dataclass(value) and not isinstance(value, Band | Named):
            found |= parameters(value)  # quantity, linear, each: their parameters stand beside the others
        elif word := _word(value):
            found[field.name] = word
    return found


def _word(value: Any) -> str:
    """A parameter in words; "" for what is not set."""
    if value is None or value == () or value is False:
        return ""
    if value is True:
        return "có"
    if isinstance(value, Decimal):
        return said(value)
    if isinstance(value, Band):
        return value.says()
    if isinstance(value, Named):
        return value.title if value.points is None else f"{value.title}: {said(value.points)}"
    if isinstance(value, date):
        return day_said(value)
    if isinstance(value, tuple):
        if len(value) == 2 and all(type(each) is int for each in value):  # month and day of each year
            return f"{value[1]:02d}/{value[0]:02d} hằng năm"
        if len(value) == 2 and isinstance(value[0], Band):
            return f"{_word(value[0])}: {said(value[1])} điểm"
        return "; ".join(_word(each) for each in value)
    return _SAID.get(str(value), str(value))


def _settings(old: CriteriaSet, new: CriteriaSet) -> Iterator[Change]:
    for (what, label, before), (_, _, after) in zip(_settings_of(old), _settings_of(new), strict=True):
        if before != after:
            yield Change(what, label, before, after)


def _settings_of(found: CriteriaSet) -> tuple[tuple[str, str, str], ...]:
    return (
        ("max", "Thang điểm", said(found.max)),
        ("rounding", "Làm tròn", _rounding(found)),
        ("not_assigned", "Tiêu chí không chấm", _word(found.not_assigned)),
        ("bounded", "Giữ trong thang điểm", _word(found.bounded)),
        ("classes", "Mức xếp loại", _classes(found)),
    )


def _rounding(found: CriteriaSet) -> str:
    rule = found.rounding
    each = "không làm tròn từng tiêu chí" if rule.criterion is None else f"từng tiêu chí {rule.criterion} chữ số"
    return f"{_word(rule.mode)}, {each}, tổng {rule.total} chữ số, phần trăm {rule.percent} chữ số"


def _classes(found: CriteriaSet) -> str:
    if found.classes is None:
        return ""
    unit = " %" if found.classes.of == "percent" else " điểm"
    return "; ".join(f"{name} {band.says(unit)}" for name, band in found.classes.bands)
