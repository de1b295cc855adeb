"""Linear with deduction: the points of a share, less so much for each fault (a task that was done late).

Reference: the assumed district set scores tasks given by the province so (“nhiệm vụ hoàn thành muộn tính 0,5”).
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from parindex.core.amounts import said
from parindex.core.answers import Answer
from parindex.core.loading import Mapping
from parindex.core.methods import linear
from parindex.core.methods.bounds import Ahead, Bounds
from parindex.core.methods.inputs import Ratio
from parindex.core.methods.linear import Linear
from parindex.core.methods.parameters import optional, points


@dataclass(frozen=True)
class LinearDeduction:
    """Answer: ratio (all that was done, late or not / all) and count (faults). Each fault takes `fault_share` of one
    thing off the numerator, or `fault_points` off the points; never below `floor_points`.
    """

    limit: Decimal
    linear: Linear
    fault_share: Decimal | None
    fault_points: Decimal | None
    floor_points: Decimal

    @classmethod
    def read(cls, data: Mapping, limit: Decimal) -> "LinearDeduction":
        """Parameters: fault_share ("0" to "1") or fault_points, floor_points, and those of linear for shares."""
        data.only(linear.KEYS | {"fault_share", "fault_points", "floor_points"})
        share, worth = optional(data, "fault_share"), optional(data, "fault_points")
        if (share is None) == (worth is None):
            raise data.error("ghi đúng một trong hai: fault_share hoặc fault_points")
        if (share is not None and not 0 < share <= 1) or (worth is not None and worth <= 0):
            raise data.error("fault_share phải trên 0 đến 1; fault_points phải trên 0")
        inner = Linear.read(_without(data, {"fault_share", "fault_points", "floor_points"}), limit)
        if inner.quantity.measures != "share" or inner.quantity.may_pass_whole:
            raise data.error("chỉ trừ được trên một tỷ lệ không quá 100 %; hãy bỏ measures, may_pass_whole", "measures")
        return cls(limit, inner, share, worth, points(data, "floor_points", limit, "0"))

    def inputs(self, answer: Answer, _year: int) -> Ratio:
        """Read ratio and count; with fault_share a fault is one of those that were done."""
        found = self.linear.quantity.inputs(answer, with_faults=True)
        assert isinstance(found, Ratio)
        faults = found.faults or 0
        if self.fault_share is not None and faults > found.numerator:
            raise answer.error(
                f"số lỗi (count) {faults} lớn hơn tử số {said(found.numerator)}; hãy kiểm tra lại số liệu"
            )
        return found

    def points(self, inputs: Ratio) -> Fraction | None:
        """Exact points."""
        if not inputs.denominator:
            return self.linear.quantity.empty_points(self.limit)
        return max(self._before_floor(inputs), self._floor)

    @cached_property
    def _floor(self) -> Fraction:
        return Fraction(self.floor_points)

    def _counted(self, inputs: Ratio) -> Ratio:
        less = (self.fault_share or 0) * Decimal(inputs.faults or 0)
        return Ratio(inputs.numerator - less, inputs.denominator)

    def _before_floor(self, inputs: Ratio) -> Fraction:
        worth = self.linear.points(self._counted(inputs))
        assert worth is not None
        return worth - Fraction(self.fault_points) * (inputs.faults or 0) if self.fault_points else worth

    def bounds(self, inputs: Ratio | None, ahead: Ahead) -> Bounds | None:
        """Faults stay, and more may come; what is left to do may all be done without one."""
        reach, nothing = self.linear.quantity.reach(inputs, ahead), self.linear.quantity.empty_points(self.limit)
        floor = Fraction(self.floor_points)
        if inputs is None:
            return reach.bounds([floor, Fraction(self.limit)], nothing)
        worst = floor if ahead.to_come is None else self._worst(inputs, ahead.to_come)
        return reach.bounds([worst, max(self._best(inputs, ahead.to_come), floor)], nothing)

    def _worst(self, inputs: Ratio, to_come: int) -> Fraction:
        faults = (inputs.faults or 0) + to_come
        above = Fraction(inputs.numerator)
        counted = above - Fraction(self.fault_share or 0) * min(Fraction(faults), above)
        below = Fraction(inputs.denominator) + (0 if self.linear.quantity.of else to_come)
        left = self.linear.worth(counted / below * 100) - Fraction(self.fault_points or 0) * faults
        return max(left, Fraction(self.floor_points))

    def _best(self, inputs: Ratio, to_come: int | None) -> Fraction:
        faults, below, fixed = inputs.faults or 0, Fraction(inputs.denominator), self.linear.quantity.of is not None
        taken, value = Fraction(self.fault_share or 0) * faults, Fraction(100)
        if fixed or to_come is not None:
            above = below if to_come is None else Fraction(inputs.numerator) + to_come
            above = min(above, below) if fixed else above
            value = (above - taken) / max(above, below) * 100
        return self.linear.worth(value) - Fraction(self.fault_points or 0) * faults

    def because(self, inputs: Ratio) -> str:
        """Say what was counted, what was taken off, and the result."""
        quantity, counted = self.linear.quantity, self._counted(inputs)
        value = quantity.value(counted)
        if value is None:
            return f"{quantity.says(inputs)}."
        faults, says = inputs.faults or 0, f"{quantity.says(counted)}{self.linear.how(value)}"
        if self.fault_share is not None:
            taken = f"{said(inputs.numerator)} − {faults} × {said(self.fault_share)} = {said(counted.numerator)}"
            says = f"Được tính {taken}; {says}"
        if self.fault_points is not None:
            result = self._before_floor(inputs)
            says += f"; trừ {faults} × {said(self.fault_points)} điểm, còn {said(result)} điểm"
        if self._before_floor(inputs) < self.floor_points:
            says += f"; không dưới {said(self.floor_points)} điểm nên được {said(self.floor_points)} điểm"
        return f"{says}."


def _without(data: Mapping, keys: set[str]) -> Mapping:
    found = Mapping({key: value for key, value in data.items() if key not in keys})
    found.line, found.lines, found.path = data.line, data.lines, data.path
    return found
