"""Yes or no by a deadline: done on or before the last day gives the whole points, later what the criterion says.

Reference: the plan of Tuy Phước district for 2023 sets such terms (“trước 15/01”: the last day is 14/01).
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from parindex.core.amounts import said
from parindex.core.answers import Answer
from parindex.core.dates import day_said
from parindex.core.loading import Mapping
from parindex.core.methods.bounds import Ahead, Bounds, between
from parindex.core.methods.inputs import Done
from parindex.core.methods.parameters import points


@dataclass(frozen=True)
class YesNoByDeadline:
    """Answer: done, the day (or false). `deadline` is the last day that is in time; (month, day) recurs each year."""

    limit: Decimal
    deadline: date | tuple[int, int]
    late_points: Decimal
    no_points: Decimal

    @classmethod
    def read(cls, data: Mapping, limit: Decimal) -> "YesNoByDeadline":
        """Parameters: deadline (2023-04-14, or "04-14" in each year), late_points, no_points."""
        data.only({"name", "deadline", "late_points", "no_points"})
        late, never = points(data, "late_points", limit, "0"), points(data, "no_points", limit, "0")
        return cls(limit, _deadline(data), late, never)

    def last_day(self, year: int) -> date:
        """The last day in time for the answers of a year."""
        return self.deadline if isinstance(self.deadline, date) else date(year, *self.deadline)

    def inputs(self, answer: Answer, year: int) -> "DoneBy":
        """Read done: a day, or false."""
        answer.only(("done",))
        found = answer.done()
        if found is True:
            raise answer.error("done phải là ngày hoàn thành, dạng 2023-06-20, vì tiêu chí này xét thời hạn")
        return DoneBy(found, self.last_day(year))

    def points(self, inputs: "DoneBy") -> Fraction:
        """Exact points."""
        return Fraction(self._points(inputs))

    def _points(self, inputs: "DoneBy") -> Decimal:
        if isinstance(inputs.done, bool):
            return self.no_points
        return self.limit if inputs.done <= inputs.by else self.late_points

    def bounds(self, inputs: "DoneBy | None", ahead: Ahead) -> Bounds:
        """What was done stays done; what was not done when the last day had passed is late or never. Where nobody
        answered, it may have been done in time.
        """
        if inputs is None or (inputs.done is False and ahead.day <= inputs.by):
            return between(self.late_points, self.no_points, self.limit)
        if inputs.done is False:
            return between(self.late_points, self.no_points)
        ahead.check(inputs.done)
        return between(self._points(inputs))

    def because(self, inputs: "DoneBy") -> str:
        """Say the day and the last day."""
        worth = f"{said(self._points(inputs))} điểm"
        if isinstance(inputs.done, bool):
            return f"Chưa thực hiện (hạn cuối {day_said(inputs.by)}): {worth}."
        word = "trong hạn" if inputs.done <= inputs.by else "quá hạn"
        return f"Hoàn thành ngày {day_said(inputs.done)}, {word} (hạn cuối {day_said(inputs.by)}): {worth}."


@dataclass(slots=True)
class DoneBy(Done):
    """Done, and the last day that was in time."""

    by: date

    def to_json(self) -> dict[str, Any]:
        """As in the answers file, with the last day beside it."""
        return Done.to_json(self) | {"by": self.by.isoformat()}


def _deadline(data: Mapping) -> date | tuple[int, int]:
    value = data.get("deadline")
    if not isinstance(value, str):
        return data.day("deadline")
    try:
        if not re.fullmatch(r"\d\d-\d\d", value):
            raise ValueError
        day = date.fromisoformat(f"2023-{value}")  # not a leap year: 29 February is not a day of each year
    except ValueError as error:
        raise data.error(
            f'deadline “{value}” phải là ngày dạng 2023-04-14, hoặc "04-14" cho mọi năm', "deadline"
        ) from error
    return day.month, day.day
