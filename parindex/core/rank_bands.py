"""Rank bands: between which ranks a unit would stand in 90 of 100 draws, were things counted or weighted again.

The draws are numbers of the machine, compared at nine decimals; the rank that counts is the exact one of the standings.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor
from operator import mul
from typing import Any, TypeVar

from parindex.core.amounts import plain, rounded
from parindex.core.methods import compound
from parindex.core.rank_draws import Model, draw, silent
from parindex.core.ranking import Ties
from parindex.core.scoring import Line, Scorecard
from parindex.core.standings import Standings, measured_by

_Number = TypeVar("_Number", int, float)
_TAIL = Fraction(5, 100)
_COMPARED_AT = 9


@dataclass(frozen=True)
class RankBand:
    """From which to which rank, and from which to which number of what is ranked (rounded as the set declares)."""

    unit: str
    ranks: tuple[int, int]
    values: tuple[Decimal, Decimal]

    def to_json(self) -> dict[str, Any]:
        """Numbers of points are text."""
        return {"ranks": list(self.ranks), "values": [plain(value) for value in self.values]}


@dataclass(frozen=True)
class RankBands:
    """The bands of ranked units by name. `silent`: the criteria (unit, id) whose survey does not tell its papers."""

    model: Model
    by_counts: dict[str, RankBand]
    by_weights: dict[str, RankBand]
    silent: tuple[tuple[str, str], ...]

    def to_json(self) -> dict[str, Any]:
        """The model beside its bands."""
        return {
            "model": {
                "draws": self.model.draws,
                "seed": self.model.seed,
                "prior": plain(self.model.prior),
                "spread": plain(self.model.spread),
                "weights_percent": plain(self.model.weights),
                "from_percent": "5",
                "to_percent": "95",
                "says": list(self.model.says()),
            },
            "by_counts": {name: band.to_json() for name, band in self.by_counts.items()},
            "by_weights": {name: band.to_json() for name, band in self.by_weights.items()},
            "surveys_without_n": [{"unit": unit, "id": id} for unit, id in self.silent],
        }


def rank_bands(found: Standings, model: Model) -> RankBands:
    """The bands of the units that have a place, each within its group."""
    groups: dict[str, list[Scorecard]] = {}
    for row in found.rows:
        if row.place.rank is not None:
            groups.setdefault(row.unit.group, []).append(row.unit.card)
    ties = found.criteria_set.ranking.ties
    counts: dict[str, RankBand] = {}
    weights: dict[str, RankBand] = {}
    for cards in groups.values():
        counts |= bands([_by_counts(card, model) for card in cards], cards, ties)
        weights |= bands(_by_weights(cards, model), cards, ties)
    every = [card for cards in groups.values() for card in cards]
    without = [(card.unit, line.criterion.id) for card in every for line in card.criteria if silent(line)]
    return RankBands(model, counts, weights, tuple(without))


def bands(drawn: Sequence[Sequence[float]], cards: Sequence[Scorecard], ties: Ties) -> dict[str, RankBand]:
    """The band of each card from its values in each draw, all in the order of the cards."""
    columns = [_ranks(values, ties) for values in zip(*drawn, strict=True)]
    found = {}
    for card, values, ranks in zip(cards, drawn, zip(*columns, strict=True), strict=True):
        rule = card.criteria_set.rounding
        places = rule.total if measured_by(card.criteria_set) == "total" else rule.percent
        low, high = (rounded(Fraction(value), places, rule.mode) for value in _middle(values))
        found[card.unit] = RankBand(card.unit, _middle(ranks), (low, high))
    return found


def _middle(values: Sequence[_Number]) -> tuple[_Number, _Number]:
    """The ends of what is left when 5 % of the values, or less, go at each end."""
    inner = sorted(values)
    return inner[floor(_TAIL * len(inner))], inner[ceil((1 - _TAIL) * len(inner)) - 1]


def _ranks(values: Sequence[float], ties: Ties) -> list[int]:
    shown = [round(value, _COMPARED_AT) for value in values]
    ranks: dict[float, int] = {}
    for at, value in enumerate(sorted(shown, reverse=True), 1):
        ranks.setdefault(value, at if ties == "skip" else len(ranks) + 1)
    return [ranks[value] for value in shown]


def _by_counts(card: Scorecard, model: Model) -> list[float]:
    """What is ranked of a unit in each draw, its counts drawn again; the maximum stays, for denominators do."""
    base, columns = float(card.raw), []
    for line, worth in _leaves(card):
        if line.state == "scored" and (drawn := draw(card, line, model)) is not None:
            base -= float(line.points) * worth
            columns.append([points * worth for points in drawn] if worth != 1 else drawn)
    if not columns:
        return [_value(card, float(card.raw), float(card.assigned))] * model.draws
    return [_value(card, base + sum(column), float(card.assigned)) for column in zip(*columns, strict=True)]


def _by_weights(cards: Sequence[Scorecard], model: Model) -> list[list[float]]:
    """What is ranked of each unit in each draw, the set's maxima moved; a draw moves them alike for all units."""
    rows = []
    for card in cards:
        leaves = _leaves(card)
        points = [float(line.points) * worth for line, worth in leaves]
        rows.append((card, points, [float(line.max) * worth for line, worth in leaves]))
    found: list[list[float]] = [[] for _ in cards]
    for factors in _moved([float(line.criterion.max) for line, _ in _leaves(cards[0])], model):
        for values, (card, points, maxima) in zip(found, rows, strict=True):
            values.append(_value(card, sum(map(mul, factors, points)), sum(map(mul, factors, maxima))))
    return found


def _moved(maxima: Sequence[float], model: Model) -> Iterator[list[float]]:
    """In each draw, by how much each maximum is multiplied so that their sum stays; bonus and penalty have none."""
    dice, part = random.Random(f"{model.seed}:weights"), float(model.weights) / 100  # noqa: S311 chance, not secrecy
    for _ in range(model.draws):
        factors = [1 + part * (2 * dice.random() - 1) for _ in maxima]
        moved = sum(map(mul, factors, maxima))
        back = sum(maxima) / moved if moved else 1.0
        yield [factor * back if limit else 1.0 for factor, limit in zip(factors, maxima, strict=True)]


def _value(card: Scorecard, raw: float, assigned: float) -> float:
    """What is ranked, of points and of the maximum that is assigned, as the set brings them to its scale."""
    rule = card.criteria_set
    scale = float(rule.max) / assigned if rule.not_assigned == "rescales" and assigned else 1.0
    total, limit = raw * scale, assigned * scale
    if rule.bounded:
        total = min(max(total, 0.0), limit)
    return total if measured_by(rule) == "total" else total / limit * 100


def _leaves(card: Scorecard) -> list[tuple[Line, float]]:
    """Every criterion with what one of its points is worth in the sum of the fields."""
    return [leaf for field in card.fields for leaf in _below(field, Fraction(1))]


def _below(line: Line, worth: Fraction) -> list[tuple[Line, float]]:
    if line.criterion.method is not None:
        return [(line, float(worth))]
    shares = compound.factors(line.criterion.combine, Fraction(line.criterion.max), line.parts)
    return [leaf for child in line.children for leaf in _below(child, worth * shares[child.criterion.id])]
