"""The cheapest way to a number of points or to a rank: which criteria to win, exactly, by the solver HiGHS.

Least effort first, then the fewest criteria, then those that come first in the set. What is assigned today stays
assigned: maxima, weights and rescaling are those of today's scorecard.

HiGHS counts in floating point, so it is asked a question in whole numbers that allows at least what is really allowed;
each answer is checked exactly, and one that does not hold is cut off, with all that ask less. The first answer that
holds is therefore the best one.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from math import ceil, floor, lcm
from typing import Any

import highspy

from parindex.core.amounts import plain, rounded
from parindex.core.criteria import Criterion
from parindex.core.errors import InputError
from parindex.core.goals import Goal
from parindex.core.methods import compound
from parindex.core.methods.bounds import Ahead, Coming
from parindex.core.methods.linear import Linear
from parindex.core.methods.linear_deduction import LinearDeduction
from parindex.core.methods.steps import Steps
from parindex.core.methods.survey_mean import SurveyMean
from parindex.core.methods.survey_share import SurveyShare
from parindex.core.projection import kept, reachable
from parindex.core.scoring import Line, Scorecard

USUAL_EFFORT = Decimal(1)
_FINEST = 10**5  # parts of a point: sums of whole numbers stay far below what a float holds exactly
_DIGITS = 2**10  # places of the order that are settled at once
_MOST_CUTS = 2000
_GROWING = (Linear, LinearDeduction, SurveyMean, SurveyShare)


@dataclass(frozen=True)
class Choice:
    """A level to which a criterion can be brought: its own points, and what that adds to the total, exact."""

    points: Fraction
    gain: Fraction


@dataclass(frozen=True)
class Option:
    """A criterion that can still win points: its choices, the least first, and the effort of working on it at all.

    `usual`: nobody said the effort.
    """

    criterion: Criterion
    today: Fraction
    worth: Fraction
    choices: tuple[Choice, ...]
    effort: Decimal
    usual: bool


@dataclass(frozen=True)
class Pick:
    """A criterion to win. `enough`: its fewest points that still reach the goal when the others get all of theirs."""

    option: Option
    choice: Choice
    enough: Fraction


@dataclass(frozen=True)
class Way:
    """The cheapest way; where the goal cannot be reached, `picks` is empty and `most` says how far one can get."""

    card: Scorecard
    goal: Goal
    reached: bool
    picks: tuple[Pick, ...]
    total: Fraction
    most: Fraction

    @property
    def effort(self) -> Decimal:
        """The sum of the efforts."""
        return sum((pick.option.effort for pick in self.picks), Decimal(0))

    def to_json(self) -> dict[str, Any]:
        """As `parindex score what-if --json` prints it; points are text, rounded as the set declares."""
        goal = self.goal.points
        return {
            "points": None if goal is None else self._shown(goal),
            "above": self.goal.above,
            "rank": self.goal.rank,
            "reached": self.reached,
            "total": self._shown(self.total),
            "most": self._shown(self.most),
            "effort": plain(self.effort),
            "criteria": [
                {
                    "id": pick.option.criterion.id,
                    "title": pick.option.criterion.title,
                    "from": self._shown(pick.option.today),
                    "to": self._shown(pick.choice.points),
                    "enough": self._shown(pick.enough),
                    "gain": self._shown(pick.choice.gain),
                    "effort": plain(pick.option.effort),
                    "effort_is_usual": pick.option.usual,
                }
                for pick in self.picks
            ],
        }

    def _shown(self, value: Fraction) -> str:
        rule = self.card.criteria_set.rounding
        return plain(rounded(value, max(rule.total, rule.criterion or 0), rule.mode))


def cheapest_way(
    card: Scorecard,
    goal: Goal,
    ahead: Ahead,
    efforts: Mapping[str, Decimal] | None = None,
    to_come: Mapping[str, Coming] | None = None,
) -> Way:
    """The way from a scorecard to a goal on a day. InputError for an effort below 0 or of an unknown criterion."""
    found = options(card, ahead, efforts, to_come)
    start = card.raw * card.scale
    most = _held(card, start + sum((option.choices[-1].gain for option in found), Fraction(0)))
    if goal.holds(card.total):
        return Way(card, goal, True, (), card.total, most)
    if not goal.holds(most):
        return Way(card, goal, False, (), card.total, most)
    assert goal.points is not None
    levels = _Question(found, goal.points - start, goal.above).best()
    return _way(card, goal, found, levels, most)


def options(
    card: Scorecard,
    ahead: Ahead,
    efforts: Mapping[str, Decimal] | None = None,
    to_come: Mapping[str, Coming] | None = None,
) -> tuple[Option, ...]:
    """The criteria that can still win points for the total, in the order of the set."""
    said, high, worth = efforts or {}, reachable(card, ahead, to_come), _worths(card)
    _check(said, card)
    found = []
    for line in card.criteria:
        id = line.criterion.id
        levels = [each for each in _levels(line, high[id], card) if each > line.points] if id in high else []
        if levels and worth[id]:
            choices = tuple(Choice(each, (each - line.points) * worth[id]) for each in levels)
            effort = said.get(id, USUAL_EFFORT)
            found.append(Option(line.criterion, line.points, worth[id], choices, effort, id not in said))
    return tuple(found)


def _check(efforts: Mapping[str, Decimal], card: Scorecard) -> None:
    known = {line.criterion.id for line in card.criteria}
    if strangers := [id for id in efforts if id not in known]:
        raise InputError(f"Công sức ghi cho {', '.join(strangers)}, không phải tiêu chí được chấm; hãy sửa mã.")
    if below := [id for id, effort in efforts.items() if effort < 0]:
        raise InputError(f"Công sức của {', '.join(below)} là số âm; hãy ghi từ 0 trở lên.")


def _levels(line: Line, high: Fraction, card: Scorecard) -> list[Fraction]:
    """The steps up to the highest that can still be had; what grows with a number is asked for whole."""
    method, found = line.criterion.method, {high}
    if isinstance(method, Steps):
        found |= {kept(Fraction(worth), card.criteria_set) for _, worth in method.steps}
    return sorted(each for each in found if each <= high)


def _worths(card: Scorecard) -> dict[str, Fraction]:
    """What one point of each criterion is worth in the total, as groups and rescaling stand today."""
    found: dict[str, Fraction] = {}
    waiting = [(line, card.scale) for line in card.fields]
    while waiting:
        line, worth = waiting.pop()
        found[line.criterion.id] = worth
        shares = compound.factors(line.criterion.combine, Fraction(line.criterion.max), line.parts)
        waiting += [(child, worth * shares[child.criterion.id]) for child in line.children]
    return found


def _held(card: Scorecard, total: Fraction) -> Fraction:
    return min(max(total, Fraction(0)), card.max) if card.criteria_set.bounded else total


def _way(card: Scorecard, goal: Goal, found: Sequence[Option], levels: Sequence[int], most: Fraction) -> Way:
    chosen = [(option, option.choices[level - 1]) for option, level in zip(found, levels, strict=True) if level]
    total = card.raw * card.scale + sum((choice.gain for _, choice in chosen), Fraction(0))
    assert goal.points is not None
    spare = total - goal.points
    picks = [Pick(option, choice, _enough(option, choice, spare, goal, card)) for option, choice in chosen]
    return Way(card, goal, True, tuple(picks), _held(card, total), most)


def _enough(option: Option, choice: Choice, spare: Fraction, goal: Goal, card: Scorecard) -> Fraction:
    """What the goal leaves over may be missing here, where points grow with a number."""
    method = option.criterion.method
    if not isinstance(method, _GROWING) or goal.above:
        return choice.points
    least = max(choice.points - spare / option.worth, option.today)
    if isinstance(method, Linear) and method.zero_below is not None:  # below that nothing is to be had
        least = max(least, method.worth(Fraction(method.zero_below)))
    places = card.criteria_set.rounding.criterion
    return least if places is None else min(Fraction(ceil(least * 10**places), 10**places), choice.points)


class _Question:
    """The integer programme: of each option at most one choice, gains at least as much as is missing."""

    def __init__(self, found: Sequence[Option], missing: Fraction, above: bool) -> None:
        self.found, self.missing, self.above = found, missing, above
        gains = [choice.gain for option in found for choice in option.choices]
        scale = min(lcm(missing.denominator, *(gain.denominator for gain in gains)), _FINEST)
        self.efforts = _wholes([option.effort for option in found])
        self.places = [(index, level) for index, option in enumerate(found) for level in range(len(option.choices))]
        # No sum that is enough is lost: gains are rounded up, and so may be what they are held against.
        self.rows: list[tuple[list[int], float]] = [([ceil(gain * scale) for gain in gains], ceil(missing * scale))]
        self.limits: list[tuple[list[int], float]] = []
        self.cuts = 0

    def best(self) -> tuple[int, ...]:
        """The level of each option (0: leave it, 1: its first choice, ...) of the best answer."""
        levels = self._settle([self.efforts[index] for index, _ in self.places])
        levels = self._settle([1 for _ in self.places])
        for costs in self._order():
            levels = self._settle(costs)
        return levels

    def _order(self) -> list[list[int]]:
        """Costs that settle the order of the set piece by piece: first what comes first, at its least level."""
        found, weights, size = [], {}, 1
        for index in range(len(self.found)):
            weights[index] = size
            size *= len(self.found[index].choices) + 1
            if size >= _DIGITS or index == len(self.found) - 1:
                # The first of the piece weighs most; to leave it alone costs 0, so a choice is worth less than that.
                whole = {each: size // (weights[each] * (len(self.found[each].choices) + 1)) for each in weights}
                costs = [
                    (level - len(self.found[each].choices)) * whole[each] if each in weights else 0
                    for each, level in self.places
                ]
                found.append(costs)
                weights, size = {}, 1
        return found

    def _settle(self, costs: list[int]) -> tuple[int, ...]:
        """The best answer by these costs, which is then held for all later questions."""
        while True:
            levels = self._solve(costs)
            gain = sum(
                (self.found[at].choices[level - 1].gain for at, level in enumerate(levels) if level), Fraction(0)
            )
            if gain > self.missing if self.above else gain >= self.missing:
                break
            self._cut(levels)
        spent = sum(cost for cost, (at, level) in zip(costs, self.places, strict=True) if levels[at] == level + 1)
        self.limits.append((costs, spent))
        return levels

    def _cut(self, levels: Sequence[int]) -> None:
        """Whatever is enough asks more of some criterion than what is not."""
        self.cuts += 1
        if self.cuts > _MOST_CUTS:
            raise InputError("Chưa tìm được cách rẻ nhất vì điểm các tiêu chí quá sát nhau; hãy đổi mục tiêu.")
        self.rows.append(([int(level + 1 > levels[at]) for at, level in self.places], 1))

    def _solve(self, costs: list[int]) -> tuple[int, ...]:
        solver = _Quiet()
        for key, value in _SETTINGS.items():
            solver.setOptionValue(key, value)
        for cost in costs:
            solver.addCol(float(cost), 0.0, 1.0, 0, [], [])
        columns = list(range(len(self.places)))
        for column in columns:
            solver.changeColIntegrality(column, highspy.HighsVarType.kInteger)
        for each, least in self.rows:
            _add(solver, each, least, highspy.kHighsInf)
        for each, most in self.limits:
            _add(solver, each, -highspy.kHighsInf, most)
        for start, end in pairwise([*(at for at in columns if self.places[at][1] == 0), len(columns)]):
            if end - start > 1:
                _add(solver, [int(start <= at < end) for at in columns], -highspy.kHighsInf, 1)
        solver.run()
        if solver.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            raise ArithmeticError(f"HiGHS: {solver.modelStatusToString(solver.getModelStatus())}")
        values, levels = list(solver.getSolution().col_value), [0] * len(self.found)
        for value, (at, level) in zip(values, self.places, strict=True):
            if round(value):
                levels[at] = level + 1
        return tuple(levels)


class _Quiet(highspy.Highs):
    """A solver that prints nothing: the wrapper's own beginning prints its name before it can be told not to."""

    def __init__(self) -> None:
        super(highspy.Highs, self).__init__()
        self.silent()


# One thread and one seed: the same question always has the same answer. No gap: the best, not one close to it.
_SETTINGS: dict[str, Any] = {
    "threads": 1, "random_seed": 1, "mip_rel_gap": 0.0, "mip_abs_gap": 1e-6,
}  # fmt: skip


def _add(solver: highspy.Highs, row: Sequence[int], least: float, most: float) -> None:
    used = [(at, float(each)) for at, each in enumerate(row) if each]
    solver.addRow(float(least), float(most), len(used), [at for at, _ in used], [each for _, each in used])


def _wholes(efforts: Sequence[Decimal]) -> list[int]:
    scale = lcm(*(Fraction(each).denominator for each in efforts)) if efforts else 1
    return [floor(Fraction(each) * scale) for each in efforts]
