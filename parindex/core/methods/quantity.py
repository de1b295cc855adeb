"""The number that several methods measure: a share, an increase or a count; what it is worth when nothing was there."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal, get_args

from parindex.core.amounts import equals, said
from parindex.core.answers import Answer
from parindex.core.loading import Mapping
from parindex.core.methods.bounds import Ahead, Bounds, between
from parindex.core.methods.inputs import Count, Ratio
from parindex.core.methods.parameters import flag, optional

Measures = Literal["share", "increase", "count"]
Empty = Literal["full", "zero", "not_assigned"] | None

_WHOLE = 100
_COUNT, _RATIO, _RATIO_AND_COUNT = ("count",), ("ratio",), ("ratio", "count")  # what an answer is made of
KEYS = {"measures", "of", "empty", "may_pass_whole"}
_EMPTY = {
    "full": "mẫu số bằng 0, không có gì phải làm nên đạt điểm tối đa",
    "zero": "mẫu số bằng 0 nên không có điểm",
    "not_assigned": "mẫu số bằng 0 nên không chấm tiêu chí này",
}


@dataclass(frozen=True)
class Reach:
    """From where to where a number can still get (`high` None: without end). `empty`: the denominator is 0, or may turn
    out to be; `shut`: it is and stays 0.
    """

    low: Fraction
    high: Fraction | None
    empty: bool = False
    shut: bool = False

    def bounds(self, points: Sequence[Fraction], nothing: Fraction | None) -> Bounds | None:
        """The bounds of the points within reach; `nothing` is what a denominator of 0 is worth, None: not scored."""
        if self.shut:
            return None if nothing is None else between(nothing)
        if self.empty and nothing is not None:
            return between(*points, nothing)
        return between(*points, unsure=self.empty)


@dataclass(frozen=True)
class Quantity:
    """`share`: numerator / denominator in per cent. `increase`: the rise over the denominator (last year) in per cent.
    `count`: the number itself.

    `of` is a fixed denominator: a count answers the share. `empty` says what a denominator of 0 is worth; without it
    such an answer is refused. `may_pass_whole` allows a share above 100 %.
    """

    measures: Measures
    of: Decimal | None
    empty: Empty
    may_pass_whole: bool

    @classmethod
    def read(cls, data: Mapping) -> "Quantity":
        """From the parameters of a method."""
        measures: Measures = data.choice("measures", get_args(Measures)) if "measures" in data else "share"
        empty: Empty = data.choice("empty", tuple(_EMPTY)) if "empty" in data else None
        of = optional(data, "of")
        if of is not None and (measures != "share" or of <= 0):
            raise data.error("of chỉ dùng khi measures là share, và phải lớn hơn 0", "of")
        return cls(measures, of, empty, flag(data, "may_pass_whole"))

    @property
    def unit(self) -> str:
        """What is written behind the number."""
        return "" if self.measures == "count" else " %"

    def inputs(self, answer: Answer, *, with_faults: bool = False) -> Ratio | Count:
        """Read the answer: a ratio, a count, or either where the denominator is fixed."""
        if self.measures == "count":
            answer.only(_COUNT)
            return Count(answer.number("count"))
        if with_faults:
            answer.only(_RATIO_AND_COUNT)
            found = Ratio(*answer.ratio(), answer.count("count"))
        elif self.of is not None and "ratio" not in answer.data:
            answer.only(_COUNT)
            found = Ratio(answer.number("count"), self.of)
        else:
            answer.only(_RATIO)
            above, below = answer.ratio()
            found = Ratio(above, below)
        self._check(found, answer)
        return found

    def _check(self, found: Ratio, answer: Answer) -> None:
        if self.of is not None and found.denominator != self.of:
            raise answer.error(f"mẫu số phải là {said(self.of)} theo bộ tiêu chí, không phải {said(found.denominator)}")
        if not found.denominator and self.empty is None:
            raise answer.error("mẫu số bằng 0 thì không tính được; nếu không phát sinh, hãy trả lời bằng not_assigned")
        if self.measures == "share" and found.numerator > found.denominator and not self.may_pass_whole:
            raise answer.error(
                f"tử số {said(found.numerator)} lớn hơn mẫu số {said(found.denominator)}; hãy kiểm tra lại số liệu"
            )

    def value(self, inputs: Ratio | Count) -> Fraction | None:
        """In per cent for ratios, exact; None for a denominator of 0."""
        pair = self.pair(inputs)
        return None if pair is None else Fraction(*pair)

    def pair(self, inputs: Ratio | Count) -> tuple[int, int] | None:
        """The value as numerator and denominator (over 0) that may have common factors: scoring compares many."""
        if isinstance(inputs, Count):
            return inputs.count.as_integer_ratio()
        if not inputs.denominator:
            return None
        above, over = inputs.numerator.as_integer_ratio()
        below, under = inputs.denominator.as_integer_ratio()
        whole = above * under - below * over if self.measures == "increase" else above * under
        return _WHOLE * whole, over * below

    def reach(self, inputs: Ratio | Count | None, ahead: Ahead) -> Reach:
        """What the number can still become: counts, numerators and denominators only grow; last year's does not."""
        more, may_be_empty = ahead.to_come, self.empty is not None and self.of is None
        if self.measures == "count":
            count = Fraction(inputs.count) if isinstance(inputs, Count) else Fraction(0)
            return Reach(count, None if inputs is None or more is None else count + more)
        if inputs is None or isinstance(inputs, Count):
            most = None if self.measures == "increase" or self.may_pass_whole else Fraction(_WHOLE)
            return Reach(Fraction(-_WHOLE if self.measures == "increase" else 0), most, may_be_empty)
        above, below = Fraction(inputs.numerator), Fraction(inputs.denominator)
        if self.measures == "increase":
            return self._rise(above, below, more)
        if below == 0:
            return Reach(Fraction(0), None if self.may_pass_whole else Fraction(_WHOLE), empty=True)
        most = None if more is None else (above + more) / below * _WHOLE
        if not self.may_pass_whole:
            most = Fraction(_WHOLE) if most is None else min(most, Fraction(_WHOLE))
        if self.of is not None:
            return Reach(above / below * _WHOLE, most)
        return Reach(Fraction(0) if more is None else above / (below + more) * _WHOLE, most)

    def _rise(self, above: Fraction, below: Fraction, more: int | None) -> Reach:
        if below == 0:
            return Reach(Fraction(0), None, shut=True)
        low = (above - below) / below * _WHOLE
        return Reach(low, None if more is None else low + more / below * _WHOLE)

    def empty_points(self, limit: Decimal) -> Fraction | None:
        """What a denominator of 0 is worth; None: the criterion is not scored."""
        return {"full": Fraction(limit), "zero": Fraction(0)}.get(self.empty or "")

    def says(self, inputs: Ratio | Count) -> str:
        """How the number came about: “912/1000 = 91,2 %”."""
        value = self.value(inputs)
        if isinstance(inputs, Count):
            return f"Số lượng là {said(inputs.count)}"
        if value is None:
            return f"{said(inputs.numerator)}/0: {_EMPTY[self.empty or 'zero']}"
        above, below = said(inputs.numerator), said(inputs.denominator)
        if self.measures == "increase":
            return f"({above} − {below})/{below} {equals(value)} %"
        return f"{above}/{below} {equals(value)} %"
