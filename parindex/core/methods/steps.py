"""Steps: each band of a share, an increase or a count has its points.

Reference: steps of QĐ 876/QĐ-BNV 2022 and of TT 01/2018/TT-VPCP, Điều 14 (chỉ số 8: 100 %, từ 90 %, dưới 90 %).
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from parindex.core.amounts import said
from parindex.core.answers import Answer
from parindex.core.bands import KEYS as ENDS
from parindex.core.bands import Band, check_bands, read_band
from parindex.core.loading import Mapping
from parindex.core.methods import quantity
from parindex.core.methods.bounds import Ahead, Bounds
from parindex.core.methods.inputs import Count, Ratio
from parindex.core.methods.parameters import points
from parindex.core.methods.quantity import Quantity


@dataclass(frozen=True)
class Steps:
    """Answer: ratio or count, as `quantity` says. `steps` go from the highest band to the lowest, without gaps."""

    limit: Decimal
    quantity: Quantity
    steps: tuple[tuple[Band, Decimal], ...]

    @classmethod
    def read(cls, data: Mapping, limit: Decimal) -> "Steps":
        """Parameters: steps (each with its ends and points), and those of the quantity."""
        data.only({"name", "steps", *quantity.KEYS})
        lines = data.entries("steps")
        for line in lines:
            line.only(ENDS | {"points"})
        found = tuple((read_band(line), points(line, "points", limit)) for line in lines)
        check_bands([band for band, _ in found], lines, data, "steps")
        if max(worth for _, worth in found) != limit:
            raise data.error(f"không mức nào cho đủ điểm tối đa {said(limit)}; hãy sửa points hoặc max", "steps")
        return cls(limit, Quantity.read(data), found)

    def inputs(self, answer: Answer, _year: int) -> Ratio | Count:
        """Read the quantity."""
        return self.quantity.inputs(answer)

    def points(self, inputs: Ratio | Count) -> Fraction | None:
        """Exact points."""
        pair = self.quantity.pair(inputs)
        return self.quantity.empty_points(self.limit) if pair is None else self._worths[self._step(*pair)]

    @cached_property
    def _worths(self) -> tuple[Fraction, ...]:
        return tuple(Fraction(worth) for _, worth in self.steps)

    def _step(self, above: int, below: int) -> int:
        """The place of the band in which above / below lies."""
        for at, (band, _) in enumerate(self.steps):
            if band.has(above, below):
                return at
        raise AssertionError("check_bands leaves no number out")

    def bounds(self, inputs: Ratio | Count | None, ahead: Ahead) -> Bounds | None:
        """The points of every band that the number can still get into; points need not rise with it."""
        reach, nothing = self.quantity.reach(inputs, ahead), self.quantity.empty_points(self.limit)
        worths = [Fraction(worth) for band, worth in self.steps if band.meets(reach.low, reach.high)]
        return reach.bounds(worths, nothing)

    def because(self, inputs: Ratio | Count) -> str:
        """Say the number and the band in which it lies."""
        pair = self.quantity.pair(inputs)
        if pair is None:
            return f"{self.quantity.says(inputs)}."
        band, worth = self.steps[self._step(*pair)]
        return f"{self.quantity.says(inputs)}, thuộc mức {band.says(self.quantity.unit)}: {said(worth)} điểm."
