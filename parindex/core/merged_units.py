"""The scorecard of a unit that others became: their counts are added up and scored again, scores never averaged.

What cannot be added up is done by the new unit only where all of them did it; a judgement of one is not one of all.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from parindex.core.amounts import plain
from parindex.core.answers import Answer, Answers
from parindex.core.criteria import CriteriaSet
from parindex.core.methods.inputs import Checked, Count, Counts, Done, Mean, Polled, Ratio, Share, Units
from parindex.core.methods.not_assigned import NotAssigned
from parindex.core.scoring import Line, Scorecard, score

_ALONE = "từng đơn vị cũ được đánh giá riêng, không cộng được"
_NO_PAPERS = "khảo sát của đơn vị cũ không ghi số phiếu nên không cộng được"


@dataclass(frozen=True)
class Merged:
    """The new unit's scorecard. `doubts`: by criterion, what could not simply be added up, in words."""

    card: Scorecard
    doubts: tuple[tuple[str, str], ...]


def merge(name: str, cards: Sequence[Scorecard]) -> Merged:
    """Add up the answers of units of one set and year. A criterion that some did not answer is the sum of the others'
    and is told; one that nobody answered is not answered.
    """
    if len(cards) == 1:
        return Merged(replace(cards[0], unit=name), ())
    rule = cards[0].criteria_set
    answers: dict[str, Answer] = {}
    doubts: list[tuple[str, str]] = []
    for lines in zip(*(card.criteria for card in cards), strict=True):
        id = lines[0].criterion.id
        data, doubt = _sum(lines, rule)
        if silent := [card.unit for card, line in zip(cards, lines, strict=True) if line.state == "missing"]:
            doubt = f"{doubt}; " if doubt else ""
            doubt += f"chưa có câu trả lời của {', '.join(silent)}"
        if data:
            answers[id] = Answer(data, f"{name}: {id}")
        if doubt:
            doubts.append((id, doubt))
    return Merged(score(rule, Answers(name, cards[0].year, answers)), tuple(doubts))


def _sum(lines: Sequence[Line], rule: CriteriaSet) -> tuple[dict[str, Any], str]:
    """The answer, {} for none, and what is doubtful of it ("")."""
    given = [line.inputs for line in lines if line.state != "missing"]
    left = [each for each in given if isinstance(each, NotAssigned)]
    counted = [each for each in given if not isinstance(each, NotAssigned)]
    if not counted:
        return (left[0].to_json(), "") if left else ({}, "")
    first = counted[0]
    for kind, add in _SUMS.items():
        if isinstance(first, kind):
            data = add(counted)
            return (data, "") if data else _apart(rule, _NO_PAPERS)
    return _apart(rule, _ALONE)


def _apart(rule: CriteriaSet, why: str) -> tuple[dict[str, Any], str]:
    """Not scored, where the set knows such a thing; else not answered."""
    return ({} if rule.not_assigned == "refused" else {"not_assigned": why}), why


def _ratios(found: Sequence[Ratio]) -> dict[str, Any]:
    above = sum((each.numerator for each in found), Decimal(0))
    below = sum((each.denominator for each in found), Decimal(0))
    faults = [each.faults for each in found if each.faults is not None]
    return {"ratio": [plain(above), plain(below)]} | ({"count": str(sum(faults))} if faults else {}) | _final(found)


def _counts(found: Sequence[Count]) -> dict[str, Any]:
    return {"count": plain(sum((each.count for each in found), Decimal(0)))}


def _kinds(found: Sequence[Counts]) -> dict[str, Any]:
    names = found[0].counts
    return {found[0].key: {name: str(sum(each.counts[name] for each in found)) for name in names}}


def _shares(found: Sequence[Share]) -> dict[str, Any]:
    """Content people of all people asked; {} where somebody does not say how many were asked."""
    people = [each.n for each in found if each.n is not None]
    if len(people) < len(found):
        return {}
    content = sum((each.share * (each.n or 0) for each in found), Decimal(0))
    return {"share": _short(content / sum(people)), "n": sum(people)} | _final(found)


def _means(found: Sequence[Mean]) -> dict[str, Any]:
    people = [each.n for each in found if each.n is not None]
    if len(people) < len(found) or len({each.of for each in found}) > 1:
        return {}
    total = sum((each.mean * (each.n or 0) for each in found), Decimal(0))
    return {"mean": _short(total / sum(people)), "of": plain(found[0].of), "n": sum(people)} | _final(found)


def _final(found: Sequence[Ratio | Share | Mean]) -> dict[str, Any]:
    """A survey that is over where all of them are."""
    return {"final": True} if all(isinstance(each, Polled | Share | Mean) and each.final for each in found) else {}


def _short(value: Decimal) -> str:
    return plain(round(value, 6))


def _done(found: Sequence[Done]) -> dict[str, Any]:
    """By all of them: on the day of the last; not at all where one did not."""
    if any(each.done is False for each in found):
        return {"done": False}
    days = [each.done for each in found if isinstance(each.done, date)]
    return {"done": max(days).isoformat() if len(days) == len(found) else True}


def _checked(found: Sequence[Checked]) -> dict[str, Any]:
    return {"checked": [name for name in found[0].checked if all(name in each.checked for each in found)]}


def _units(found: Sequence[Units]) -> dict[str, Any]:
    return {"units": {name: inputs.to_json() for each in found for name, inputs in each.units.items()}}


_SUMS: dict[type, Any] = {
    Ratio: _ratios,
    Count: _counts,
    Counts: _kinds,
    Share: _shares,
    Mean: _means,
    Done: _done,
    Checked: _checked,
    Units: _units,
}
