"""Average of units: each unit is scored by the same method, and the criterion gets the mean.

Reference: district criteria over communes (the assumed district set); TT 01/2018/TT-VPCP, Điều 15.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from parindex.core.amounts import added, equals, said
from parindex.core.answers import Answer
from parindex.core.loading import Mapping
from parindex.core.methods.bounds import Ahead, Bounds, between, unanswered
from parindex.core.methods.inputs import Units
from parindex.core.methods.method import Method


@dataclass(frozen=True)
class Average:
    """Answer: units, an answer for each. A unit with nothing to score leaves the mean; `units` says how many there are,
    and one that did not answer then counts 0.
    """

    limit: Decimal
    each: Method
    units: int | None

    @classmethod
    def read(cls, data: Mapping, limit: Decimal, each: Method) -> "Average":
        """Parameters: each (a method with its parameters), units (how many units there are)."""
        data.only({"name", "each", "units"})
        return cls(limit, each, data.whole("units", 1) if "units" in data else None)

    def inputs(self, answer: Answer, year: int) -> Units:
        """Read the answer of each unit."""
        answer.only(("units",))
        found = answer.data["units"]
        if not isinstance(found, dict) or not found:
            raise answer.error("units phải là các cặp “đơn vị: câu trả lời”")
        if self.units is not None and len(found) > self.units:
            raise answer.error(f"units có {len(found)} đơn vị, nhiều hơn {self.units} đơn vị của tiêu chí")
        parts = {str(unit): answer.part(str(unit), data) for unit, data in found.items()}
        inputs = self.each.inputs
        return Units({unit: inputs(part, year) for unit, part in parts.items()})

    def _parts(self, inputs: Units) -> list[Fraction]:
        points = self.each.points
        found = [worth for each in inputs.units.values() if (worth := points(each)) is not None]
        return found + [Fraction(0)] * ((self.units or len(inputs.units)) - len(inputs.units))

    def points(self, inputs: Units) -> Fraction | None:
        """The exact mean; None where no unit had anything to score."""
        parts = self._parts(inputs)
        return added(parts, len(parts)) if parts else None

    def bounds(self, inputs: Units | None, ahead: Ahead) -> Bounds | None:
        """The mean of what each unit can still get. Without `units` nobody knows how many more will answer, so the mean
        may come to lie anywhere between the ends of what one unit can get.
        """
        new, known = unanswered(self.each, ahead), list(inputs.units.values()) if inputs else []
        parts = [part for each in known if (part := self.each.bounds(each, ahead)) is not None]
        unsure = all(part.unsure for part in parts) and (not self.units or new.unsure or len(known) == self.units)
        if inputs is None or self.units is None:
            ends = [end for part in (*parts, new) for end in (part.low, part.high)]
            return between(*ends, unsure=unsure)
        parts += [new] * (self.units - len(known))
        if not parts:
            return None
        low = sum((min(part.low, Fraction(0)) if part.unsure else part.low for part in parts), Fraction(0))
        high = sum((Fraction(self.limit) if part.unsure else part.high for part in parts), Fraction(0))
        return Bounds(low / len(parts), high / len(parts), unsure)

    def because(self, inputs: Units) -> str:
        """Say the sum over the number, and each unit."""
        parts = self._parts(inputs)
        each = "; ".join(f"{unit}: {self.each.because(found).rstrip('.')}" for unit, found in inputs.units.items())
        silent = (self.units or len(inputs.units)) - len(inputs.units)
        each += f"; {silent} đơn vị chưa trả lời: 0 điểm" if silent else ""
        if not parts:
            return f"Không đơn vị nào có gì để chấm ({each})."
        total = sum(parts, Fraction(0))
        return f"{said(total)} điểm / {len(parts)} đơn vị {equals(total / len(parts))} điểm ({each})."
