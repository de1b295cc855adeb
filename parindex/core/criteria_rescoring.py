"""Scores one unit's answers under two criteria sets and says, by criterion, where the difference comes from."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Any

from parindex.core.amounts import plain, rounded, said
from parindex.core.answers import Answer, Answers
from parindex.core.criteria import CriteriaSet, Criterion
from parindex.core.criteria_compare import Comparison, Pair
from parindex.core.errors import InputError
from parindex.core.methods import not_assigned
from parindex.core.methods.yes_no_by_deadline import YesNoByDeadline
from parindex.core.scoring import Line, Scorecard, score

_PLACES = 4


@dataclass(frozen=True)
class Difference:
    """One scored criterion under both sets, in exact points; a line is None where the set does not have it.

    `unread` says why the old answer cannot be used under the new method: it then scores nothing.
    """

    pair: Pair
    old: Line | None
    new: Line | None
    unread: str

    @property
    def points(self) -> Fraction:
        """New points less old ones."""
        return (self.new.points if self.new else Fraction(0)) - (self.old.points if self.old else Fraction(0))

    @property
    def says(self) -> str:
        """Both points with their reasons, and what the sets changed."""
        if self.old is None:
            assert self.new is not None
            word = "Bộ cũ chấm từng thành phần" if self.pair.old else "Tiêu chí mới"
            return f"{word}: {said(self.new.points)}/{said(self.new.max)} điểm. {self.unread or self.new.because}"
        if self.new is None:
            word = "Bộ mới chấm từng thành phần" if self.pair.new else "Bộ mới không chấm nữa"
            return f"{word}: bớt {said(self.old.points)} điểm. {self.old.because}"
        changed = "; ".join(change.says for change in self.pair.changes) or "hai bộ chấm như nhau"
        return (
            f"Cũ {said(self.old.points)}/{said(self.old.max)} điểm: {self.old.because} "
            f"Mới {said(self.new.points)}/{said(self.new.max)} điểm: {self.unread or self.new.because} "
            f"Thay đổi: {changed}."
        )

    def to_json(self) -> dict[str, Any]:
        """As the command prints it; points are text."""
        return {
            "old_id": self.old.criterion.id if self.old else None,
            "new_id": self.new.criterion.id if self.new else None,
            "title": self.pair.criterion.title,
            "old": _shown(self.old.points) if self.old else None,
            "new": _shown(self.new.points) if self.new else None,
            "difference": _shown(self.points),
            "unread": self.unread or None,
            "says": self.says,
        }


@dataclass(frozen=True)
class Rescoring:
    """The same answers under both sets. The differences and `rest` add up to the difference of the totals, exactly.

    `rest` is what no single criterion explains: rescaling, weighted groups and the bounds of the scale.
    """

    comparison: Comparison
    old: Scorecard
    new: Scorecard
    differences: tuple[Difference, ...]

    @property
    def points(self) -> Fraction:
        """The new total less the old one."""
        return self.new.total - self.old.total

    @property
    def in_force(self) -> bool:
        """Whether the new set is in force in the year of the answers; if not, its deadlines were moved to that year."""
        return self.comparison.new.valid_in(self.new.year)

    @property
    def rest(self) -> Fraction:
        """What is left of the difference beside the criteria."""
        return self.points - sum((each.points for each in self.differences), Fraction(0))

    def to_json(self) -> dict[str, Any]:
        """As `parindex score compare --answers --json` prints it."""
        return {
            "old": self._card(self.old),
            "new": self._card(self.new),
            "in_force": self.in_force,
            "difference": _shown(self.points),
            "rest": _shown(self.rest),
            "criteria": [each.to_json() for each in self.differences],
        }

    @staticmethod
    def _card(card: Scorecard) -> dict[str, Any]:
        found = card.to_json()
        return {key: found[key] for key in ("set", "total", "max", "percent", "class", "missing", "not_assigned")}


def rescore(comparison: Comparison, answers: Answers) -> Rescoring:
    """Score answers given under the old set under both. The new set need not be in force in that year: its deadlines
    are then taken as the same day and month of that year. InputError where the old set refuses the answers.
    """
    old = score(comparison.old, answers)
    new_set = _in_year(comparison.new, answers.year)
    carried, unread = _carry(comparison, new_set, answers)
    new = score(new_set, replace(answers, answers=carried))
    return Rescoring(comparison, old, new, tuple(_differences(comparison, old, new, unread)))


def _in_year(found: CriteriaSet, year: int) -> CriteriaSet:
    if found.valid_in(year):
        return found
    fields = tuple(_recurring(field) for field in found.fields)
    return replace(found, fields=fields, valid_from=date(year, 1, 1), valid_to=None)


def _recurring(criterion: Criterion) -> Criterion:
    children = tuple(_recurring(child) for child in criterion.children)
    method = criterion.method
    if isinstance(method, YesNoByDeadline) and isinstance(method.deadline, date):
        last = (2, 28) if (method.deadline.month, method.deadline.day) == (2, 29) else None
        method = replace(method, deadline=last or (method.deadline.month, method.deadline.day))
    return replace(criterion, children=children, method=method)


def _carry(comparison: Comparison, new_set: CriteriaSet, answers: Answers) -> tuple[dict[str, Answer], dict[str, str]]:
    """The answers by the numbers of the new set, and by number why an answer cannot be used there."""
    by_id = {each.id: each for each in new_set.walk()}
    given = _spread({each.id: each for each in comparison.old.walk()}, answers.answers)
    carried: dict[str, Answer] = {}
    unread: dict[str, str] = {}
    for pair in comparison.pairs:
        answer = given.get(pair.old.id) if pair.old else None
        if pair.new is None or answer is None:
            continue
        try:
            _check(by_id[pair.new.id], answer, new_set, answers.year)
        except InputError as error:
            reason = str(error).removeprefix(f"{answer.where}: ").rstrip(".")
            unread[pair.new.id] = f"Câu trả lời cũ không dùng được: {reason}; tính 0 điểm."
            continue
        carried[pair.new.id] = answer
    return {name: each for name, each in _spread(by_id, carried).items() if by_id[name].method is not None}, unread


def _spread(by_id: dict[str, Criterion], answers: Mapping[str, Answer]) -> dict[str, Answer]:
    """The answers with those of groups (not assigned) given to each criterion below that has none of its own."""
    found = dict(answers)
    for name, answer in answers.items():
        for each in by_id[name].walk():
            found.setdefault(each.id, answer)
    return found


def _check(criterion: Criterion, answer: Answer, new_set: CriteriaSet, year: int) -> None:
    """Refuse an answer that the criterion of the new set cannot read."""
    if not_assigned.read(answer, new_set.not_assigned) is not None:
        return
    if criterion.method is None:
        raise answer.error("bộ mới chấm từng thành phần")
    criterion.method.inputs(answer, year)


def _differences(
    comparison: Comparison, old: Scorecard, new: Scorecard, unread: dict[str, str]
) -> Iterator[Difference]:
    """One for each criterion that either set scores by a method; a criterion that was split stands with its parts."""
    before = {line.criterion.id: line for line in old.criteria}
    after = {line.criterion.id: line for line in new.criteria}
    for pair in comparison.pairs:
        first = before.get(pair.old.id) if pair.old else None
        second = after.get(pair.new.id) if pair.new else None
        if first is not None or second is not None:
            yield Difference(pair, first, second, unread.get(pair.new.id, "") if pair.new else "")


def _shown(value: Fraction) -> str:
    return plain(rounded(value, _PLACES))
