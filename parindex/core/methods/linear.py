"""Linear: points grow with a share, an increase or a count, from a floor to a full score.

Reference: “b/a × điểm tối đa” of QĐ 876/QĐ-BNV 2022 and of QĐ 212/2025/QĐ-UBND Hải Phòng, Phụ lục 01.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from parindex.core.amounts import equals, said
from parindex.core.answers import Answer
from parindex.core.loading import Mapping
from parindex.core.methods import quantity
from parindex.core.methods.bounds import Ahead, Bounds
from parindex.core.methods.inputs import Count, Ratio
from parindex.core.methods.parameters import decimal, optional, points
from parindex.core.methods.quantity import Quantity

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
        value = self.quantity.value(inputs)
        return self.quantity.empty_points(self.limit) if value is None else self.worth(value)

    def worth(self, value: Fraction) -> Fraction:
        """The points of a number, exact."""
        limit, full, start, slope = self._exact
        if value >= full:
            return limit
        if value <= 0 or (start is not None and value < start):
            return Fraction(0)
        if self.min_points is None or start is None:
            return value * slope
        return Fraction(self.min_points) + slope * (value - start)

    @cached_property
    def _exact(self) -> tuple[Fraction, Fraction, Fraction | None, Fraction]:
        """The limit, full_from and zero_below, and what one more of the number is worth."""
        limit, full = Fraction(self.limit), Fraction(self.full_from)
        start = None if self.zero_below is None else Fraction(self.zero_below)
        if self.min_points is None or start is None:
            return limit, full, start, limit / full
        return limit, full, start, (limit - Fraction(self.min_points)) / (full - start)

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
