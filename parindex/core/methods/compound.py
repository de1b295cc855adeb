"""Compounds: what a group of criteria is worth, as the sum of its parts or as their weighted mean.

Reference: fields of all criteria sets are sums; a weighted mean keeps the group's maximum and shares it out by weight.
A rescaled sum is brought back to the group's maximum where a part is not assigned, as QĐ 3199/QĐ-UBND 2024 Hà Nội does
with the whole.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from parindex.core.amounts import added, equals, said

Combine = Literal["sum", "rescaled_sum", "weighted_mean"]


@dataclass(slots=True)
class Part:
    """One part of a group: its points and maximum, and its weight in a mean. A part not assigned has the maximum 0."""

    id: str
    points: Fraction
    max: Fraction
    weight: Decimal | None = None
    assigned: bool = True


def combine(how: Combine, limit: Fraction, parts: Sequence[Part]) -> tuple[Fraction, Fraction]:
    """Exact points and maximum of a group. A sum loses the maximum of what is not assigned; a mean and a rescaled sum
    leave it out and keep the group's `limit`, unless nothing at all is assigned.
    """
    if how == "sum":
        return added([part.points for part in parts]), added([part.max for part in parts])
    shares = factors(how, limit, parts)
    points = sum((part.points * shares[part.id] for part in parts), Fraction(0))
    return points, sum((part.max * shares[part.id] for part in parts), Fraction(0))


def factors(how: Combine, limit: Fraction, parts: Sequence[Part]) -> dict[str, Fraction]:
    """What one point of each part is worth in the group: 1 in a sum; limit / maxima where the sum is rescaled;
    limit × weight / weights / maximum in a mean.
    """
    if how == "sum":
        return {part.id: Fraction(1) for part in parts}
    counted = [part for part in parts if part.assigned and part.max]
    if how == "rescaled_sum":
        whole = sum((part.max for part in counted), Fraction(0))
        return {part.id: limit / whole if whole else Fraction(0) for part in parts}
    weights = sum((Fraction(part.weight or 0) for part in counted), Fraction(0))
    found = {part.id: Fraction(0) for part in parts}
    return found | {part.id: limit * Fraction(part.weight or 0) / weights / part.max for part in counted}


def because(how: Combine, limit: Fraction, parts: Sequence[Part]) -> str:
    """Say the sum or the mean, part by part."""
    counted = [part for part in parts if part.assigned]
    if not counted:
        return "Không có thành phần nào được giao nên không chấm."
    points, _ = combine(how, limit, parts)
    if how == "sum":
        return f"{' + '.join(said(part.points) for part in counted)} {equals(points)} điểm."
    if how == "rescaled_sum":
        above, below = (
            " + ".join(map(said, column)) for column in ([p.points for p in counted], [p.max for p in counted])
        )
        return f"({above}) / ({below}) × {said(limit)} {equals(points)} điểm."
    weights = sum((Fraction(part.weight or 0) for part in counted), Fraction(0))
    each = " + ".join(f"{said(part.weight or Decimal(0))} × {said(part.points)}/{said(part.max)}" for part in counted)
    return f"({each}) / {said(weights)} × {said(limit)} {equals(points)} điểm."
