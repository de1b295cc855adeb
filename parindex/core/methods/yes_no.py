"""Yes or no: done gives the whole points, not done gives none (or what the criterion says).

Reference: criteria sets of administrative reform score a task “có thực hiện” this way (QĐ 876/QĐ-BNV 2022).
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from parindex.core.amounts import said
from parindex.core.answers import Answer
from parindex.core.dates import day_said
from parindex.core.loading import Mapping
from parindex.core.methods.bounds import Ahead, Bounds, between
from parindex.core.methods.inputs import Done
from parindex.core.methods.parameters import points


@dataclass(frozen=True)
class YesNo:
    """Answer: done (true, false, or the day on which it was done). Points: `limit` or `no_points`."""

    limit: Decimal
    no_points: Decimal

    @classmethod
    def read(cls, data: Mapping, limit: Decimal) -> "YesNo":
        """Parameters: no_points."""
        data.only({"name", "no_points"})
        return cls(limit, points(data, "no_points", limit, "0"))

    def inputs(self, answer: Answer, _year: int) -> Done:
        """Read done."""
        answer.only(("done",))
        return Done(answer.done())

    def points(self, inputs: Done) -> Fraction:
        """Exact points."""
        return Fraction(self.no_points if inputs.done is False else self.limit)

    def bounds(self, inputs: Done | None, ahead: Ahead) -> Bounds:
        """What was done stays done."""
        if inputs is None or inputs.done is False:
            return between(self.no_points, self.limit)
        ahead.check(inputs.done)
        return between(self.limit)

    def because(self, inputs: Done) -> str:
        """Say whether it was done."""
        if inputs.done is False:
            return f"Chưa thực hiện: {said(self.no_points)} điểm."
        day = f" ngày {day_said(inputs.done)}" if isinstance(inputs.done, date) else ""
        return f"Đã thực hiện{day}: {said(self.limit)} điểm."
