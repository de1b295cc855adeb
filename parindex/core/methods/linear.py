"""Linear: points grow with a share, an increase or a count, from a floor to a full score.

Reference: “b/a × điểm tối đa” of QĐ 876/QĐ-BNV 2022 and of QĐ 212/2025/QĐ-UBND Hải Phòng, Phụ lục 01.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from math import lcm

from parindex.core.amounts import equals, said
from parindex.core.answers import Answer
from parindex.core.loading import Mapping
from parindex.core.methods import quantity
from parindex.core.methods.bounds import Ahead, Bounds
from parindex.core.methods.inputs import Count, Ratio
from parindex.core.methods.parameters import decimal, optional, points
from parindex.core.methods.quantity import Quantity

_ZERO = Fraction(0)
KEYS = {"name", "zero_below", "full_from", "min_points", "max_points", *quantity.KEYS}


@dataclass(frozen=True)
class Linear:
    """Below `zero_below` nothing, from `full_from` on the whole points. Between them value / full_from × limit; where
    `min_points` is given, a straight line from `min_points` at zero_below to the limit at full_from.
    """

    limit: Decimal
    quantity: Quantity
    zero_below: Decimal | None
    full_from: Decimal
    min_points: Decimal | None

    @classmethod
    def read(cls, data: Mapping, limit: Decimal) -> "Linear":
        """Parameters: full_from ("100"), zero_below, min_points, max_points (= max), and the quantity's."""
        data.only(KEYS)
        zero, full = optional(data, "zero_below"), decimal(data, "full_from", "100")
        least = points(data, "min_points", limit) if data.get("min_points") is not None else None
        if full <= 0 or (zero is not None and zero >= full):
            raise data.error("full_from phải lớn hơn 0 và lớn hơn zero_below", "full_from")
        if least is not None and zero is None:
            raise data.error("có min_points thì phải có zero_below, nơi bắt đầu tính từ min_points", "min_points")
        if decimal(data, "max_points", str(limit)) != limit:
            raise data.error(f"max_points phải bằng điểm tối đa {said(limit)} của tiêu chí", "max_points")
        return cls(limit, Quantity.read(data), zero, full, least)

    def inputs(self, answer: Answer, _year: int) -> Ratio | Count:
        """Read the quantity."""
        return self.quantity.inputs(answer)

    def points(self, inputs: Ratio | Count) -> Fraction | None:
        """Exact points."""
        pair = self.quantity.pair(inputs)
        return self.quantity.empty_points(self.limit) if pair is None else self._worth(*pair)

    def worth(self, value: Fraction) -> Fraction:
        """The points of a number, exact."""
        return self._worth(value.numerator, value.denominator)

    def _worth(self, above: int, below: int) -> Fraction:
        """The points of above / below, compared in whole numbers: fractions are slow, and there are thousands."""
        limit, full, full_of, start, start_of, least, slope, of = self._whole
        if above * full_of >= full * below:
            return limit
        if above <= 0 or above * start_of < start * below:
            return _ZERO
        return Fraction(least * below + slope * above, of * below)

    @cached_property
    def _whole(self) -> tuple[Fraction, int, int, int, int, int, int, int]:
        """The limit; full_from and zero_below as two whole numbers each; and the line (least + slope × number) / of."""
        limit, full, start = Fraction(self.limit), Fraction(self.full_from), Fraction(self.zero_below or 0)
        if self.min_points is None or self.zero_below is None:
            least, slope = _ZERO, limit / full
        else:
            slope = (limit - Fraction(self.min_points)) / (full - start)
            least = Fraction(self.min_points) - slope * start
        of = lcm(least.denominator, slope.denominator)
        line = (int(least * of), int(slope * of), of)
        return limit, *full.as_integer_ratio(), *start.as_integer_ratio(), *line

    def bounds(self, inputs: Ratio | Count | None, ahead: Ahead) -> Bounds | None:
        """Points rise with the number."""
        reach, nothing = self.quantity.reach(inputs, ahead), self.quantity.empty_points(self.limit)
        top = Fraction(self.limit) if reach.high is None else self.worth(reach.high)
        return reach.bounds([self.worth(reach.low), top], nothing)

    def because(self, inputs: Ratio | Count) -> str:
        """Say the number and how it is turned into points."""
        value = self.quantity.value(inputs)
        if value is None:
            return f"{self.quantity.says(inputs)}."
        return f"{self.quantity.says(inputs)}{self.how(value)}."

    def how(self, value: Fraction) -> str:
        """How a number becomes points, beginning with a comma or a semicolon."""
        unit, limit, full = self.quantity.unit, said(self.limit), said(self.full_from)
        worth, zero = self.worth(value), self.zero_below
        if value >= self.full_from:
            return f", đạt từ {full}{unit}: điểm tối đa {limit} điểm"
        if zero is not None and value < zero:
            return f", dưới {said(zero)}{unit}: 0 điểm"
        if value <= 0:
            return ", không tăng: 0 điểm" if self.quantity.measures == "increase" else ": 0 điểm"
        if self.min_points is None or zero is None:
            return f"; {said(value)}{unit} / {full}{unit} × {limit} {equals(worth)} điểm"
        least = said(self.min_points)
        run = f"({said(value)} − {said(zero)}) / ({full} − {said(zero)})"
        return f"; {least} + ({limit} − {least}) × {run} {equals(worth)} điểm"
