"""Deduction: the whole points less so much for each fault, never below a floor.

Reference: NĐ 335/2025/NĐ-CP (for each failed review, each delay); the assumed district set (for each wrong document).
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from math import lcm

from parindex.core.amounts import said
from parindex.core.answers import Answer
from parindex.core.loading import Mapping
from parindex.core.methods.bounds import Ahead, Bounds, between
from parindex.core.methods.inputs import Count
from parindex.core.methods.parameters import decimal, points


@dataclass(frozen=True)
class Deduction:
    """Answer: count, the number of faults. Points: limit − count × per_fault, at least `min_points`."""

    limit: Decimal
    per_fault: Decimal
    min_points: Decimal

    @classmethod
    def read(cls, data: Mapping, limit: Decimal) -> "Deduction":
        """Parameters: per_fault (above 0), min_points ("0")."""
        data.only({"name", "per_fault", "min_points"})
        per_fault = decimal(data, "per_fault")
        if per_fault <= 0:
            raise data.error("per_fault phải lớn hơn 0", "per_fault")
        return cls(limit, per_fault, points(data, "min_points", limit, "0"))

    def inputs(self, answer: Answer, _year: int) -> Count:
        """Read count."""
        answer.only(("count",))
        return Count(Decimal(answer.count("count")))

    def _left(self, inputs: Count) -> Fraction:
        limit, fault, of, _ = self._exact
        count, count_of = inputs.count.as_integer_ratio()
        return Fraction(limit * count_of - fault * count, of * count_of)

    def points(self, inputs: Count) -> Fraction:
        """Exact points."""
        return max(self._left(inputs), self._exact[3])

    @cached_property
    def _exact(self) -> tuple[int, int, int, Fraction]:
        """The limit and what a fault takes off over a common denominator, that denominator, and the floor."""
        limit, fault = Fraction(self.limit), Fraction(self.per_fault)
        of = lcm(limit.denominator, fault.denominator)
        return int(limit * of), int(fault * of), of, Fraction(self.min_points)

    def bounds(self, inputs: Count | None, ahead: Ahead) -> Bounds:
        """Faults can only become more."""
        faults = inputs or Count(Decimal(0))
        if inputs is None or ahead.to_come is None:
            return between(self.min_points, self.points(faults))
        return between(self.points(Count(faults.count + ahead.to_come)), self.points(faults))

    def because(self, inputs: Count) -> str:
        """Say the faults and what is left."""
        sum_ = f"{said(self.limit)} − {said(inputs.count)} × {said(self.per_fault)} = {said(self._left(inputs))} điểm"
        if self._left(inputs) < self.min_points:
            return f"{sum_}, không dưới {said(self.min_points)} điểm: {said(self.min_points)} điểm."
        return f"{sum_}."
