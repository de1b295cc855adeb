"""Judgement: somebody gives the points within the maximum and says why.

Reference: QĐ 212/2025/QĐ-UBND Hải Phòng, Phụ lục 01 (0 to 1,25 points for each line of conduct).
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from parindex.core.amounts import said
from parindex.core.answers import Answer
from parindex.core.loading import Mapping
from parindex.core.methods.bounds import Ahead, Bounds, between
from parindex.core.methods.inputs import Judged
from parindex.core.methods.parameters import decimal


@dataclass(frozen=True)
class Judgement:
    """Answer: points (0 to the limit, in steps of `step`), by, and why. Without a reason, no points."""

    limit: Decimal
    step: Decimal | None

    @classmethod
    def read(cls, data: Mapping, limit: Decimal) -> "Judgement":
        """Parameters: step, of which the points are a multiple."""
        data.only({"name", "step"})
        step = decimal(data, "step") if "step" in data else None
        if step is not None and (step <= 0 or limit % step):
            raise data.error(f"step phải lớn hơn 0 và chia hết điểm tối đa {said(limit)}", "step")
        return cls(limit, step)

    def inputs(self, answer: Answer, _year: int) -> Judged:
        """Read points, by and why."""
        answer.only(("points", "why"), ("by",))
        found = Judged(
            answer.number("points"), answer.text("by") if "by" in answer.data else "judgement", answer.text("why")
        )
        if found.points > self.limit:
            raise answer.error(f"points {said(found.points)} lớn hơn điểm tối đa {said(self.limit)}")
        if self.step is not None and found.points % self.step:
            raise answer.error(f"points {said(found.points)} phải là bội của {said(self.step)}")
        return found

    def points(self, inputs: Judged) -> Fraction:
        """The points given."""
        return Fraction(inputs.points)

    def bounds(self, _inputs: Judged | None, _ahead: Ahead) -> Bounds:
        """Whoever judged may judge otherwise until the end."""
        return between(0, self.limit)

    def because(self, inputs: Judged) -> str:
        """Say the points and the reason."""
        return f"Người chấm cho {said(inputs.points)}/{said(self.limit)} điểm, lý do: {inputs.why.strip().rstrip('.')}."
