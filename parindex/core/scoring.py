"""Scores the answers of one unit by a criteria set: points, maximum, class, and for each criterion why.

Scoring reads every answer and keeps the totals alone; lines, typed inputs and sentences are made when asked.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import Any, Literal

from parindex.core.amounts import added, equals, plain, rounded, said
from parindex.core.answers import Answer, Answers
from parindex.core.criteria import CriteriaSet, Criterion
from parindex.core.errors import InputError
from parindex.core.methods import compound, not_assigned
from parindex.core.methods.compound import Part
from parindex.core.methods.not_assigned import NotAssigned

# missing: no answer, no points, the whole maximum. not_assigned: neither points nor maximum. group: made of its parts.
State = Literal["scored", "missing", "not_assigned", "group"]
_MOST_NAMED = 5
_NOT_ASSIGNED = not_assigned.KEY
_ZERO, _UNREAD = Fraction(0), Fraction(-1)  # the second is a mark: nothing is worth it by being the same object
_Known = dict[int, dict[tuple[str, str, Any], Fraction | None]]


@dataclass(frozen=True, slots=True)
class Line:
    """One field, criterion or component with its exact points and maximum. `inputs` are typed, None where missing.

    `exact` are the points before the set's rounding of criteria.
    """

    criterion: Criterion
    state: State
    points: Fraction
    max: Fraction
    exact: Fraction
    inputs: Any
    children: tuple["Line", ...] = ()

    def walk(self) -> Iterator["Line"]:
        """This one and all below it, in order."""
        yield self
        for child in self.children:
            yield from child.walk()

    @property
    def part(self) -> Part:
        """As a part of the compound above it."""
        each = self.criterion
        return Part(each.id, self.points, self.max, each.weight, self.state != "not_assigned")

    @property
    def parts(self) -> list[Part]:
        """The children as parts of a compound."""
        return [child.part for child in self.children]

    @property
    def because(self) -> str:
        """One Vietnamese sentence that can be checked by hand; made when asked."""
        if self.state == "missing":
            return f"Chưa có câu trả lời: 0 điểm trên tối đa {said(self.criterion.max)} điểm."
        if isinstance(self.inputs, NotAssigned):
            return not_assigned.because(self.inputs)
        if self.criterion.method is None:
            return compound.because(self.criterion.combine, Fraction(self.criterion.max), self.parts)
        says = self.criterion.method.because(self.inputs)
        return says if self.exact == self.points else f"{says.rstrip('.')}, làm tròn {said(self.points)} điểm."


@dataclass(frozen=True)
class Scorecard:
    """What a unit's answers are worth. `total` and `max` are exact, before the rounding that `to_json` shows.

    `raw` and `assigned` are the sums of the fields; the total differs from `raw`
    where the set rescales what was not assigned (`scale`), or keeps the total within its bounds. `grade` is the class,
    None where the set has none.
    """

    criteria_set: CriteriaSet
    answers: Answers = field(repr=False, compare=False)
    unit: str
    raw: Fraction
    assigned: Fraction
    scale: Fraction
    total: Fraction
    max: Fraction
    grade: str | None

    def __eq__(self, other: object) -> bool:
        """Equal are cards whose lines are, however their answers were written; all numbers follow from the lines."""
        if not isinstance(other, Scorecard):
            return NotImplemented
        mine, others = ((card.criteria_set, card.unit, card.year, card.fields) for card in (self, other))
        return mine == others

    @property
    def year(self) -> int:
        """The year of the answers."""
        return self.answers.year

    @cached_property
    def fields(self) -> tuple[Line, ...]:
        """The fields with all that is in them, made when first asked: of thousands of units few are looked at."""
        return tuple(_line(each, self.criteria_set, self.answers, None) for each in self.criteria_set.fields)

    @property
    def percent(self) -> Fraction | None:
        """Points of the maximum in per cent, exact; None where nothing is assigned."""
        return self.total / self.max * 100 if self.max else None

    @property
    def criteria(self) -> list[Line]:
        """What methods score, in order; groups and fields are left out, so points are not told twice."""
        return [line for field in self.fields for line in field.walk() if line.criterion.method is not None]

    def named(self, state: State) -> list[str]:
        """The ids of the criteria in this state."""
        return [line.criterion.id for line in self.criteria if line.state == state]

    @property
    def because(self) -> str:
        """How the total came about, in one sentence."""
        says = f"{' + '.join(said(field.points) for field in self.fields)} {equals(self.raw)} điểm"
        if self.scale != 1:
            product = f"{said(self.raw)} × {said(self.max)}/{said(self.assigned)}"
            says += f"; quy về thang {said(self.max)}: {product} {equals(self.raw * self.scale)} điểm"
        if self.total != self.raw * self.scale:
            says += f"; giữ trong thang điểm: {said(self.total)} điểm"
        return f"{says}."

    def to_json(self) -> dict[str, Any]:
        """As `parindex score run --json` prints it; numbers of points are text, rounded as the set declares."""
        rule = self.criteria_set.rounding
        percent = self.percent
        return {
            "set": self.criteria_set.name,
            "fingerprint": self.criteria_set.fingerprint,
            "example": self.criteria_set.example,
            "unit": self.unit,
            "year": self.year,
            "total": _shown(self.total, rule.total, self.criteria_set),
            "max": _shown(self.max, rule.total, self.criteria_set),
            "percent": None if percent is None else _shown(percent, rule.percent, self.criteria_set),
            "class": self.grade,
            "because": self.because,
            "fields": [self._line(line) for line in self.fields],
            "criteria": [self._line(line) for line in self.criteria],
            "missing": self.named("missing"),
            "not_assigned": self.named("not_assigned"),
            "doubtful": self._doubtful(),
        }

    def _line(self, line: Line) -> dict[str, Any]:
        places = self.criteria_set.rounding.total
        if line.criterion.method is not None and self.criteria_set.rounding.criterion is not None:
            places = self.criteria_set.rounding.criterion
        return {
            "id": line.criterion.id,
            "title": line.criterion.title,
            "points": _shown(line.points, places, self.criteria_set),
            "max": plain(line.criterion.max)
            if line.max == line.criterion.max
            else _shown(line.max, places, self.criteria_set),
            "state": line.state,
            "because": line.because,
            "inputs": None if line.inputs is None else line.inputs.to_json(),
        }

    def _doubtful(self) -> list[dict[str, str]]:
        return [
            {"id": each.id, "status": each.status, "note": each.status_note}
            for each in self.criteria_set.walk()
            if each.status != "found"
        ]


def score(criteria_set: CriteriaSet, answers: Answers) -> Scorecard:
    """Score answers. InputError for an unknown id, a year out of force, an answer of the wrong kind."""
    return next(score_many(criteria_set, [answers]))


def score_many(criteria_set: CriteriaSet, many: Iterable[Answers]) -> Iterator[Scorecard]:
    """Score the answers of many units, as they are asked for. InputError as in `score`.

    The same answer to a criterion in the same year is worth the same, whoever gave it: it is read once.
    """
    known: _Known = {}
    return (_score(criteria_set, answers, known) for answers in many)


def score_criterion(criteria_set: CriteriaSet, id: str, answers: Answers) -> Line:
    """Score one criterion alone, by its id. InputError as in `score`, and for an id that no method scores."""
    _check(criteria_set, answers)
    found = next((each for each in criteria_set.walk() if each.id == id and each.method is not None), None)
    if found is None:
        raise InputError(f"Bộ tiêu chí {criteria_set.name} không có tiêu chí được chấm nào mang mã {id}; hãy sửa mã")
    return _line(found, criteria_set, answers, None)


def _score(criteria_set: CriteriaSet, answers: Answers, known: _Known) -> Scorecard:
    _check(criteria_set, answers)
    reading = _Reading(criteria_set, answers, known)
    fields = reading.parts(criteria_set.fields, None)
    raw, assigned = added([each.points for each in fields]), added([each.max for each in fields])
    scale = not_assigned.rescale(criteria_set.not_assigned, Fraction(criteria_set.max), assigned)
    total, limit = (raw, assigned) if scale == 1 else (raw * scale, assigned * scale)
    if criteria_set.bounded:
        total = min(max(total, _ZERO), limit)
    return Scorecard(
        criteria_set=criteria_set,
        answers=answers,
        unit=answers.unit,
        raw=raw,
        assigned=assigned,
        scale=scale,
        total=total,
        max=limit,
        grade=_grade(criteria_set, total, limit),
    )


def _check(criteria_set: CriteriaSet, answers: Answers) -> None:
    if not criteria_set.valid_in(answers.year):
        last = f" đến {criteria_set.valid_to:%d/%m/%Y}" if criteria_set.valid_to else ""
        raise InputError(
            f"Bộ tiêu chí {criteria_set.name} có hiệu lực từ {criteria_set.valid_from:%d/%m/%Y}{last}, "
            f"không dùng cho năm {answers.year}; hãy chọn bộ khác hoặc sửa year."
        )
    if not answers.answers.keys() <= criteria_set.ids:
        strangers = [name for name in answers.answers if name not in criteria_set.ids]
        more = f" và {len(strangers) - _MOST_NAMED} mã khác" if len(strangers) > _MOST_NAMED else ""
        raise answers.answers[strangers[0]].error(
            f"bộ tiêu chí {criteria_set.name} không có mã {', '.join(strangers[:_MOST_NAMED])}{more}; hãy sửa mã"
        )


class _Reading:
    """The reading of one unit's answers in the order of the set.

    `known` are the points of answers that were read before, by year: the same ones are worth the same.
    """

    def __init__(self, criteria_set: CriteriaSet, answers: Answers, known: _Known) -> None:
        self.criteria_set, self.given, self.year = criteria_set, answers.answers, answers.year
        self.known, self.nearest = known.setdefault(answers.year, {}), criteria_set.rounding.criterion is not None

    def parts(self, criteria: Sequence[Criterion], above: NotAssigned | None) -> list[Part]:
        """What each is worth. InputError for an answer that cannot be."""
        given, known, year, found = self.given, self.known, self.year, []
        for each in criteria:
            id, method, left = each.id, each.method, above
            answer = given.get(id)
            if answer is not None and (above is not None or _NOT_ASSIGNED in answer.data):
                left = _left(answer, above, self.criteria_set)
            if method is None:
                found.append(self._group(each, answer, left))
                continue
            if left is not None:
                points = None
            elif answer is None:
                points = _ZERO
            elif (key := answer.alike(id)) is None:
                points = method.points(method.inputs(answer, year))
            elif (points := known.get(key, _UNREAD)) is _UNREAD:
                points = known[key] = method.points(method.inputs(answer, year))
            if points is None:
                found.append(Part(id, _ZERO, _ZERO, each.weight, False))
                continue
            if self.nearest:
                points = _rounded(points, self.criteria_set)
            found.append(Part(id, points, each.limit, each.weight))
        return found

    def _group(self, criterion: Criterion, answer: Answer | None, left: NotAssigned | None) -> Part:
        if answer is not None and left is None:
            names = ", ".join(child.id for child in criterion.children)
            raise answer.error(f"có các thành phần {names}; hãy trả lời từng thành phần (nhóm chỉ nhận not_assigned)")
        return _whole(criterion, self.parts(criterion.children, left))


def _left(answer: Answer, above: NotAssigned | None, criteria_set: CriteriaSet) -> NotAssigned | None:
    if above is not None:
        raise answer.error("nhóm chứa tiêu chí này đã trả lời not_assigned; hãy bỏ một trong hai câu trả lời")
    return not_assigned.read(answer, criteria_set.not_assigned)


def _rounded(exact: Fraction, criteria_set: CriteriaSet) -> Fraction:
    rule = criteria_set.rounding
    return exact if rule.criterion is None else Fraction(rounded(exact, rule.criterion, rule.mode))


def _whole(criterion: Criterion, parts: Sequence[Part]) -> Part:
    """What a group is worth."""
    points, limit = compound.combine(criterion.combine, criterion.limit, parts)
    return Part(criterion.id, points, limit, criterion.weight, any(each.assigned for each in parts))


def _line(
    criterion: Criterion, criteria_set: CriteriaSet, answers: Answers, above: NotAssigned | None
) -> Line:  # fmt: skip
    """The line of a criterion with all below it."""
    answer = answers.answers.get(criterion.id)
    left = above if answer is None else _left(answer, above, criteria_set)
    if criterion.method is None:
        children = tuple(_line(each, criteria_set, answers, left) for each in criterion.children)
        whole = _whole(criterion, [child.part for child in children])
        state: State = "group" if whole.assigned else "not_assigned"
        return Line(criterion, state, whole.points, whole.max, whole.points, left, children)
    if left is not None:
        return Line(criterion, "not_assigned", _ZERO, _ZERO, _ZERO, left)
    if answer is None:
        return Line(criterion, "missing", _ZERO, criterion.limit, _ZERO, None)
    inputs = criterion.method.inputs(answer, answers.year)
    found = criterion.method.points(inputs)
    if found is None:
        return Line(criterion, "not_assigned", _ZERO, _ZERO, _ZERO, inputs)
    return Line(criterion, "scored", _rounded(found, criteria_set), criterion.limit, found, inputs)


def _grade(criteria_set: CriteriaSet, total: Fraction, limit: Fraction) -> str | None:
    classes, rule = criteria_set.classes, criteria_set.rounding
    if classes is None or not limit:
        return None
    value, places = (total, rule.total) if classes.of == "total" else (total / limit * 100, rule.percent)
    if classes.rounded:
        value = Fraction(rounded(value, places, rule.mode))
    return next(name for name, band in classes.bands if band.holds(value))


def _shown(value: Fraction, places: int, criteria_set: CriteriaSet) -> str:
    return plain(rounded(value, places, criteria_set.rounding.mode))
