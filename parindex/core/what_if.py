"""What if: the scorecard that changed answers, or targets reached, would make, and its rank among published scores.

Nothing is kept: the answers stay as they are, and what moved is told line by line.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from parindex.core import loading
from parindex.core.amounts import plain, rounded
from parindex.core.answers import Answer, Answers
from parindex.core.criteria import CriteriaSet, Criterion
from parindex.core.errors import InputError
from parindex.core.methods.judgement import Judgement
from parindex.core.methods.linear import Linear
from parindex.core.methods.linear_deduction import LinearDeduction
from parindex.core.methods.parameters import decimal
from parindex.core.methods.steps import Steps
from parindex.core.methods.survey_share import SurveyShare
from parindex.core.methods.yes_no_by_deadline import DoneBy
from parindex.core.ranking import Entry, Place, rank
from parindex.core.scoring import Line, Scorecard, score

Peers = Mapping[str, Decimal]
_WHOLE = 100


@dataclass(frozen=True)
class Moved:
    """A field, group or criterion whose points or maximum differ."""

    before: Line
    after: Line

    @property
    def criterion(self) -> Criterion:
        """Which it is."""
        return self.before.criterion

    @property
    def gain(self) -> Fraction:
        """Exact points more (or less) in the line itself, before weights and rescaling."""
        return self.after.points - self.before.points


@dataclass(frozen=True)
class WhatIf:
    """Two scorecards and what moved between them; `changed` are the ids whose answers were changed.

    The places are among published scores, None where none are known.
    """

    before: Scorecard
    after: Scorecard
    changed: tuple[str, ...]
    moved: tuple[Moved, ...]
    place_before: Place | None
    place_after: Place | None

    def to_json(self) -> dict[str, Any]:
        """As `parindex score what-if --json` prints it; points are text, rounded as the set declares."""
        rule = self.after.criteria_set.rounding
        return {
            "set": self.after.criteria_set.name,
            "example": self.after.criteria_set.example,
            "unit": self.after.unit,
            "year": self.after.year,
            "changed": list(self.changed),
            "before": _whole(self.before, self.place_before),
            "after": _whole(self.after, self.place_after),
            "gain": plain(rounded(self.after.total - self.before.total, rule.total, rule.mode)),
            "moved": [
                {
                    "id": each.criterion.id,
                    "title": each.criterion.title,
                    "before": _points(each.before, self.before),
                    "after": _points(each.after, self.after),
                    "because": each.after.because,
                }
                for each in self.moved
            ],
        }


def what_if(criteria_set: CriteriaSet, answers: Answers, changes: Mapping[str, Answer], peers: Peers) -> WhatIf:
    """Score answers as they are and with `changes` put in: answers as in an answers file, {"target": "95"} (the number
    that is measured), or {"assume": "1.5"} (the points, however they are won).

    InputError as in `score`, and for a target of a criterion that measures no number.
    """
    return compare(score(criteria_set, answers), answers, changes, peers)


def compare(before: Scorecard, answers: Answers, changes: Mapping[str, Answer], peers: Peers) -> WhatIf:
    """The same where the scorecard of the answers is at hand."""
    criteria_set = before.criteria_set
    known = {each.id: each for each in criteria_set.walk()}
    given = {id: _answer(known.get(id), change, answers.answers.get(id)) for id, change in changes.items()}
    trial = _assuming(criteria_set, frozenset(id for id, change in changes.items() if "assume" in change.data))
    after = score(trial, Answers(answers.unit, answers.year, {**answers.answers, **given}))
    pairs = zip(_lines(before), _lines(after), strict=True)
    moved = tuple(Moved(old, new) for old, new in pairs if (old.points, old.max) != (new.points, new.max))
    return WhatIf(before, after, tuple(changes), moved, place(before, peers), place(after, peers))


def place(card: Scorecard, peers: Peers) -> Place | None:
    """The rank of the exact total among published scores, ties as the set declares; None without scores to compare.

    InputError where the unit itself is among its peers.
    """
    if not peers:
        return None
    if card.unit in peers:
        raise InputError(f"Điểm các đơn vị khác có cả “{card.unit}”, là đơn vị đang chấm; hãy bỏ dòng đó.")
    entries = [Entry(card.unit, "", card.total), *(Entry(name, "", Fraction(each)) for name, each in peers.items())]
    return rank(entries, card.criteria_set.ranking)[0]


def load_changes(path: Path) -> dict[str, Answer]:
    """Read a file of changes: {id: answer or {target: "95"}}; InputError names the file and the line."""
    data = loading.load(path)
    return {str(id): Answer(change, f"{path}:{data.lines[id]}: {id}") for id, change in _mappings(data)}


def read_change(words: str) -> tuple[str, Answer]:
    """A change as typed: I.5={"count": "18"}. InputError where it is none."""
    id, mark, text = words.partition("=")
    try:
        data = json.loads(text, parse_float=str) if mark else None
    except ValueError:
        data = None
    if not id.strip() or not isinstance(data, dict) or not data:
        raise InputError(f'“{words}” không phải thay đổi; hãy ghi mã=câu trả lời, ví dụ I.5={{"count": "18"}}.')
    return id.strip(), Answer(data, id.strip())


def load_numbers(path: Path) -> dict[str, Decimal]:
    """Read numbers by name, such as published scores: {name: "76.03"}; InputError names the file and the line."""
    data = loading.load(path)
    return {str(name): decimal(data, name) for name in data}


def _mappings(data: loading.Mapping) -> Iterator[tuple[Any, loading.Mapping]]:
    for id, change in data.items():
        if not isinstance(change, loading.Mapping) or not change:
            raise data.error(f"{id} phải là một câu trả lời, ví dụ {{done: true}}", id)
        yield id, change


def _lines(card: Scorecard) -> list[Line]:
    return [line for field in card.fields for line in field.walk()]


def measured(criterion: Criterion) -> str | None:
    """The unit of the number that a target can be set for ("" for a count); None where the criterion measures none."""
    if isinstance(criterion.method, SurveyShare):
        return "%"
    method = criterion.method.linear if isinstance(criterion.method, LinearDeduction) else criterion.method
    return method.quantity.unit.strip() if isinstance(method, Linear | Steps) else None


def answers_of(card: Scorecard) -> Answers:
    """The answers that a scorecard was made of."""
    given = {}
    for line in card.criteria:
        if line.inputs:
            told = line.inputs.to_json()
            if isinstance(line.inputs, DoneBy):  # tells the last day too, which is the set's and no part of the answer
                told = {"done": told["done"]}
            given[line.criterion.id] = Answer(told, line.criterion.id)
    return Answers(card.unit, card.year, given)


def _assuming(criteria_set: CriteriaSet, ids: frozenset[str]) -> CriteriaSet:
    """The set in which points are given to these criteria, within their maxima, instead of being scored."""
    if not ids:
        return criteria_set

    def changed(criterion: Criterion) -> Criterion:
        if criterion.id in ids and criterion.method is not None:
            return replace(criterion, method=Judgement(criterion.max, None))
        return replace(criterion, children=tuple(map(changed, criterion.children)))

    return replace(criteria_set, fields=tuple(map(changed, criteria_set.fields)))


def _answer(criterion: Criterion | None, change: Answer, today: Answer | None) -> Answer:
    """The answer that a change stands for; what is no target is one already."""
    if criterion is None or not {"target", "assume"} & set(change.data):
        return change  # the scoring tells where there is no such criterion
    if "assume" in change.data:
        change.only(("assume",))
        if criterion.method is None or not criterion.max:
            raise change.error("assume chỉ dùng cho tiêu chí có điểm tối đa; hãy đổi câu trả lời")
        return Answer({"points": change.data["assume"], "why": "giả sử"}, change.where)
    change.only(("target",))
    change.number("target")  # of at least 0, else the error says where
    target, data = Decimal(str(change.data["target"])), today.data if today else {}
    method = criterion.method
    if isinstance(method, SurveyShare):
        return Answer({"share": plain(target)}, change.where)
    if isinstance(method, LinearDeduction):
        return Answer(_reached(method.linear, target, data) | {"count": data.get("count", "0")}, change.where)
    if isinstance(method, Linear | Steps):
        return Answer(_reached(method, target, data), change.where)
    raise change.error("tiêu chí này không đo bằng một con số nên không có target; hãy đổi câu trả lời")


def _reached(method: Linear | Steps, target: Decimal, today: Mapping[str, Any]) -> dict[str, Any]:
    """An answer in which the number that is measured is the target; the denominator of today stays."""
    quantity = method.quantity
    if quantity.measures == "count":
        return {"count": plain(target)}
    if quantity.of is not None:
        return {"count": plain(target * quantity.of / _WHOLE)}
    pair = today.get("ratio")
    below = Decimal(str(pair[1])) if isinstance(pair, list | tuple) and Decimal(str(pair[1])) else Decimal(_WHOLE)
    share = target + _WHOLE if quantity.measures == "increase" else target
    return {"ratio": [plain(share * below / _WHOLE), plain(below)]}


def _whole(card: Scorecard, found: Place | None) -> dict[str, Any]:
    rule, percent = card.criteria_set.rounding, card.percent
    return {
        "total": plain(rounded(card.total, rule.total, rule.mode)),
        "max": plain(rounded(card.max, rule.total, rule.mode)),
        "percent": None if percent is None else plain(rounded(percent, rule.percent, rule.mode)),
        "class": card.grade,
        "rank": None if found is None else found.rank,
        "of": None if found is None else found.of,
        "tied_with": [] if found is None else list(found.tied_with),
        "reason": "" if found is None else found.reason,
    }


def _points(line: Line, card: Scorecard) -> str:
    rule = card.criteria_set.rounding
    places = rule.total if rule.criterion is None else rule.criterion
    return plain(rounded(line.points, places, rule.mode))
