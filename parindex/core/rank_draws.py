"""What a criterion could have scored by chance: what was counted is drawn again, the rest stays as it was answered.

A share of n things is drawn as n things again, the chance of each taken from what was counted and a prior (which makes
few things uncertain); a number of faults or of new things as a Poisson number of that mean; a survey from its n papers.
"""

import random
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from math import sqrt
from typing import Any

from parindex.core.amounts import rounded, said
from parindex.core.errors import InputError
from parindex.core.methods.average import Average
from parindex.core.methods.bonus_penalty import BonusPenalty
from parindex.core.methods.deduction import Deduction
from parindex.core.methods.inputs import Count, Counts, Mean, Ratio, Share, Units
from parindex.core.methods.survey_mean import SurveyMean
from parindex.core.scoring import Line, Scorecard

_MOST_DRAWS = 20_000
_NEGLIGIBLE = 1e-12
_MEAN_PARTS = 1000  # a drawn mean of a survey is kept to three decimals
# Above it a number is an amount (of money, say) and no count; if it is one, chance moves it by less than a thousandth.
_MOST_COUNTED = 1_000_000


@dataclass(frozen=True)
class Model:
    """How scores are thought to vary. `prior`: so many imagined things on each side of every share.

    `spread`: how scattered answers on a scale are, as a part of the most that their mean allows. `weights`: by how many
    per cent each maximum of the set may lie off, up or down.
    """

    draws: int = 1000
    seed: int = 1
    prior: Decimal = Decimal("0.5")
    spread: Decimal = Decimal("0.5")
    weights: Decimal = Decimal("20")

    def __post_init__(self) -> None:
        if not 1 <= self.draws <= _MOST_DRAWS:
            raise InputError(f"Số lần rút thử phải từ 1 đến {_MOST_DRAWS}, không phải {self.draws}.")
        if self.prior <= 0 or not 0 <= self.spread <= 1:
            raise InputError("Số ghi trước (prior) phải trên 0; độ tản (spread) phải từ 0 đến 1.")
        if not 0 <= self.weights < 100:
            raise InputError(f"Mức xê dịch điểm tối đa phải từ 0 đến dưới 100 %, không phải {said(self.weights)} %.")

    def says(self) -> tuple[str, ...]:
        """The model in words, for the foot of a table."""
        return (
            f"Rút thử {self.draws} lần, hạt giống {self.seed}; khoảng gồm 90 % số lần (bỏ 5 % mỗi đầu).",
            "Theo số đếm: tỷ lệ được đếm lại với cùng mẫu số, khả năng của mỗi hồ sơ lấy từ số đã đếm và thêm "
            f"{said(self.prior)} vào mỗi phía; số lỗi và số phát sinh theo phân phối Poisson; khảo sát theo số phiếu, "
            f"độ tản bằng {said(self.spread)} mức lớn nhất có thể. Việc có hay không, nhận xét, danh mục, "
            "số tiền và số trên một triệu giữ nguyên.",
            "Ít hồ sơ thì khoảng rộng, và có thể lệch khỏi hạng và điểm hiện tại: vài hồ sơ chưa nói được nhiều, phần "
            "thêm vào mỗi phía kéo tỷ lệ đã đạt hết xuống và tỷ lệ bằng 0 lên.",
            f"Theo trọng số: điểm tối đa của mỗi tiêu chí xê dịch trong ±{said(self.weights)} % rồi quy về như cũ.",
        )


@dataclass(frozen=True)
class _Chance:
    """One key for each draw, and the answer that a key stands for."""

    keys: Sequence[Hashable]
    inputs: Callable[[Any], Any]


def draw(card: Scorecard, line: Line, model: Model) -> list[float] | None:
    """The points of a scored criterion in each draw; None where nothing in it is left to chance.

    The seed, the unit and the criterion make the draws: other units and their order do not change them.
    """
    chance = _chance(line.criterion.method, line.inputs, model, f"{model.seed}:{card.unit}:{line.criterion.id}")
    if chance is None:
        return None
    rule, method = card.criteria_set.rounding, line.criterion.method
    assert method is not None

    def worth(key: Hashable) -> float:
        points = method.points(chance.inputs(key)) or Fraction(0)
        return float(points if rule.criterion is None else rounded(points, rule.criterion, rule.mode))

    worths = {key: worth(key) for key in set(chance.keys)}
    return [worths[key] for key in chance.keys]


def silent(line: Line) -> bool:
    """Whether a survey does not say how many answered, so that its chance cannot be told."""
    return isinstance(line.inputs, Share | Mean) and line.inputs.n is None


def _chance(method: Any, inputs: Any, model: Model, seed: str) -> _Chance | None:
    if isinstance(inputs, Share | Mean) and (inputs.n or 0) > _MOST_COUNTED:
        return None
    if isinstance(inputs, Counts) and sum(inputs.counts.values()) > _MOST_COUNTED:
        return None
    dice = random.Random(seed)  # noqa: S311 chance, not secrecy
    if isinstance(inputs, Ratio):
        return _ratio(method, inputs, model, dice)
    if isinstance(inputs, Share) and inputs.n:
        return _share(inputs, inputs.n, model, dice)
    if isinstance(inputs, Mean) and inputs.n:
        return _mean(method, inputs, inputs.n, model, dice)
    if isinstance(inputs, Count) and isinstance(method, Deduction) and _countable(inputs.count):
        return _Chance(_pick(_poisson(int(inputs.count)), model, dice), lambda key: Count(Decimal(key)))
    if isinstance(inputs, Counts):
        return _penalties(method, inputs, model, dice) if inputs.key == "counts" else _levels(inputs, model, dice)
    if isinstance(inputs, Units):
        return _units(method, inputs, model, seed)
    return None


def _ratio(method: Any, inputs: Ratio, model: Model, dice: random.Random) -> _Chance | None:
    if not (_countable(inputs.numerator) and _countable(inputs.denominator) and inputs.denominator):
        return None
    above, below = int(inputs.numerator), int(inputs.denominator)
    quantity = getattr(method, "quantity", None)
    if quantity is not None and (quantity.measures == "increase" or quantity.may_pass_whole):
        return _Chance(_pick(_poisson(above), model, dice), lambda key: replace(inputs, numerator=Decimal(key)))
    keys = _pick(_again(below, float(above + model.prior), float(below - above + model.prior)), model, dice)
    if inputs.faults is None:
        return _Chance(keys, lambda key: replace(inputs, numerator=Decimal(key)))
    late = _pick(
        _again(above, inputs.faults + float(model.prior), above - inputs.faults + float(model.prior)), model, dice
    )
    # A fault is one of the things that were done: there cannot be more of them.
    pairs = [(done, min(fault, done)) for done, fault in zip(keys, late, strict=True)]
    return _Chance(pairs, lambda key: replace(inputs, numerator=Decimal(key[0]), faults=key[1]))


def _share(inputs: Share, n: int, model: Model, dice: random.Random) -> _Chance:
    content, prior = float(inputs.share) / 100 * n, float(model.prior)
    keys = _pick(_again(n, content + prior, n - content + prior), model, dice)
    return _Chance(keys, lambda key: replace(inputs, share=Decimal(key) / Decimal(n) * 100))


def _mean(method: SurveyMean, inputs: Mean, n: int, model: Model, dice: random.Random) -> _Chance:
    low, mean, top = float(method.lowest), float(inputs.mean), float(inputs.of)
    error = float(model.spread) * sqrt((mean - low) * (top - mean)) / sqrt(n)
    keys = [round(min(max(dice.gauss(mean, error), low), top) * _MEAN_PARTS) for _ in range(model.draws)]
    return _Chance(keys, lambda key: replace(inputs, mean=Decimal(key) / _MEAN_PARTS))


def _penalties(method: BonusPenalty, inputs: Counts, model: Model, dice: random.Random) -> _Chance:
    """Kinds that take points off are faults; what adds points was done and stays."""
    faults = {kind.id for kind in method.kinds if (kind.points or 0) < 0}
    columns = [
        _pick(_poisson(count), model, dice) if name in faults else [count] * model.draws
        for name, count in inputs.counts.items()
    ]
    return _counts(inputs, list(zip(*columns, strict=True)))


def _levels(inputs: Counts, model: Model, dice: random.Random) -> _Chance:
    """As many things again: how many reach the first level, how many of the rest the second, and so on."""
    counts, prior = list(inputs.counts.values()), float(model.prior)
    left = [sum(counts)] * model.draws
    columns = []
    for at, count in enumerate(counts[:-1]):
        rest = sum(counts[at + 1 :]) + prior * (len(counts) - at - 1)
        column = [0] * model.draws
        alike: dict[int, list[int]] = {}
        for draw_, of in enumerate(left):
            alike.setdefault(of, []).append(draw_)
        for of, draws in alike.items():  # one table for all draws that have as many left
            values, weights = _again(of, count + prior, rest)
            for draw_, picked in zip(draws, dice.choices(values, cum_weights=weights, k=len(draws)), strict=True):
                column[draw_], left[draw_] = picked, of - picked
        columns.append(column)
    return _counts(inputs, list(zip(*columns, left, strict=True)))


def _counts(inputs: Counts, rows: list[tuple[int, ...]]) -> _Chance:
    return _Chance(rows, lambda key: Counts(inputs.key, dict(zip(inputs.counts, key, strict=True))))


def _units(method: Average, inputs: Units, model: Model, seed: str) -> _Chance | None:
    found = {name: _chance(method.each, each, model, f"{seed}:{name}") for name, each in inputs.units.items()}
    if not any(found.values()):
        return None
    columns = [each.keys if each else [None] * model.draws for each in found.values()]

    def whole(key: tuple[Any, ...]) -> Units:
        drawn = zip(found.items(), key, strict=True)
        return Units({name: each.inputs(part) if each else inputs.units[name] for (name, each), part in drawn})

    return _Chance(list(zip(*columns, strict=True)), whole)


def _countable(value: Decimal) -> bool:
    return value == value.to_integral_value() and value <= _MOST_COUNTED


_Table = tuple[list[int], list[float]]


def _pick(table: _Table, model: Model, dice: random.Random) -> list[int]:
    values, weights = table
    return dice.choices(values, cum_weights=weights, k=model.draws)


def _again(n: int, yes: float, no: float) -> _Table:
    """How many of n things, each with a chance that is itself uncertain (beta with `yes` and `no`): beta-binomial."""
    return _outward(
        min(n, int(n * yes / (yes + no))),
        n,
        lambda k: (n - k) * (k + yes) / ((k + 1) * (n - k - 1 + no)),
    )


def _poisson(mean: int) -> _Table:
    return _outward(mean, None, lambda k: mean / (k + 1)) if mean else ([0], [1.0])


def _outward(start: int, end: int | None, step: Callable[[int], float]) -> _Table:
    """Values and cumulated weights from the middle out, until what is left is negligible.

    `step(k)` is the weight of k + 1 over that of k.
    """
    found, weight, at = {start: 1.0}, 1.0, start
    while (end is None or at < end) and weight > _NEGLIGIBLE:
        weight *= step(at)
        at += 1
        found[at] = weight
    weight, at = 1.0, start
    while at > 0 and weight > _NEGLIGIBLE:
        at -= 1
        weight /= step(at)
        found[at] = weight
    values, sums, total = sorted(found), [], 0.0
    for value in values:
        total += found[value]
        sums.append(total)
    return values, sums
