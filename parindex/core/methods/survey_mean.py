"""Survey, mean: the mean of the answers on a scale, brought to the part from 0 to 1 and times the points.

Reference: survey of leading officials (5,82 of 10 points) in the plan of Tuy Phước district 2023; the scale is assumed.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from parindex.core.amounts import equals, said
from parindex.core.answers import Answer
from parindex.core.loading import Mapping
from parindex.core.methods.bounds import Ahead, Bounds, between
from parindex.core.methods.inputs import Mean
from parindex.core.methods.parameters import decimal


@dataclass(frozen=True)
class SurveyMean:
    """Answer: mean, of (the top of the scale), n. Points: (mean − lowest) / (of − lowest) × limit."""

    limit: Decimal
    lowest: Decimal

    @classmethod
    def read(cls, data: Mapping, limit: Decimal) -> "SurveyMean":
        """Parameters: lowest, the mean that is worth nothing ("0"; "1" on a scale of 1 to 5 that begins at nothing)."""
        data.only({"name", "lowest"})
        lowest = decimal(data, "lowest", "0")
        if lowest < 0:
            raise data.error("lowest phải từ 0 trở lên", "lowest")
        return cls(limit, lowest)

    def inputs(self, answer: Answer, _year: int) -> Mean:
        """Read mean, of, n, and whether it is final."""
        answer.only(("mean", "of"), ("n", "final"))
        n = answer.count("n") if "n" in answer.data else None
        found = Mean(answer.number("mean"), answer.number("of"), n, answer.flag("final"))
        if not self.lowest <= found.mean <= found.of or found.of == self.lowest:
            raise answer.error(
                f"mean phải từ {said(self.lowest)} đến thang điểm {said(found.of)}; hãy kiểm tra lại số liệu"
            )
        if found.n == 0:
            raise answer.error("n là 0: không có phiếu nào; chưa khảo sát thì trả lời bằng not_assigned")
        return found

    def points(self, inputs: Mean) -> Fraction:
        """Exact points."""
        low, low_of, limit, limit_of = self._whole
        mean, mean_of = inputs.mean.as_integer_ratio()
        top, top_of = inputs.of.as_integer_ratio()
        above, below = mean * low_of - low * mean_of, top * low_of - low * top_of
        return Fraction(above * top_of * limit, below * mean_of * limit_of)

    @cached_property
    def _whole(self) -> tuple[int, int, int, int]:
        """lowest and the limit as two whole numbers each."""
        return *self.lowest.as_integer_ratio(), *self.limit.as_integer_ratio()

    def bounds(self, inputs: Mean | None, _ahead: Ahead) -> Bounds:
        """A survey that is told to be over stays; any other may still give anything."""
        return between(self.points(inputs)) if inputs is not None and inputs.final else between(0, self.limit)

    def because(self, inputs: Mean) -> str:
        """Say the mean and the product."""
        people = f" ({inputs.n} phiếu)" if inputs.n is not None else ""
        mean, top, limit = said(inputs.mean), said(inputs.of), said(self.limit)
        if self.lowest:
            low = said(self.lowest)
            run = f"({mean} − {low})/({top} − {low})"
        else:
            run = f"{mean}/{top}"
        return f"Điểm trung bình {mean} trên thang {top}{people}; {run} × {limit} {equals(self.points(inputs))} điểm."
