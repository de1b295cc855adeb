"""Checklist, n of m: each thing that was done gives an equal part of the points.

Reference: the assumed district set scores forms of communication so (“số hình thức đã làm / số hình thức yêu cầu”).
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from parindex.core.amounts import equals, said
from parindex.core.answers import Answer
from parindex.core.loading import Mapping
from parindex.core.methods.bounds import Ahead, Bounds, between
from parindex.core.methods.inputs import Checked
from parindex.core.methods.parameters import Named, named


@dataclass(frozen=True)
class Checklist:
    """Answer: checked, the ids of what was done. Points: limit × done / full_from, at most the limit."""

    limit: Decimal
    items: tuple[Named, ...]
    full_from: int

    @classmethod
    def read(cls, data: Mapping, limit: Decimal) -> "Checklist":
        """Parameters: items (id, title), full_from (how many give the whole points; all where absent)."""
        data.only({"name", "items", "full_from"})
        items = named(data, "items")
        full = data.whole("full_from", 1) if "full_from" in data else len(items)
        if full > len(items):
            raise data.error(f"full_from {full} lớn hơn số nội dung {len(items)}", "full_from")
        return cls(limit, items, full)

    def inputs(self, answer: Answer, _year: int) -> Checked:
        """Read checked; an empty list says that nothing was done."""
        answer.only(("checked",))
        return Checked(answer.names("checked", self._ids))

    @cached_property
    def _ids(self) -> list[str]:
        return [item.id for item in self.items]

    def points(self, inputs: Checked) -> Fraction:
        """Exact points."""
        limit, of = self._limit
        return Fraction(limit * min(len(inputs.checked), self.full_from), of * self.full_from)

    @cached_property
    def _limit(self) -> tuple[int, int]:
        return self.limit.as_integer_ratio()

    def bounds(self, inputs: Checked | None, _ahead: Ahead) -> Bounds:
        """What was done stays done; the rest may follow."""
        return between(0 if inputs is None else self.points(inputs), self.limit)

    def because(self, inputs: Checked) -> str:
        """Say how many were done and what is missing."""
        done, worth = len(inputs.checked), self.points(inputs)
        if done >= self.full_from:
            return f"Đã làm {done}/{len(self.items)} nội dung, đủ {self.full_from}: {said(worth)} điểm."
        missing = "; ".join(item.title for item in self.items if item.id not in inputs.checked)
        sum_ = f"{done}/{self.full_from} × {said(self.limit)} {equals(worth)} điểm"
        return f"Đã làm {done}/{len(self.items)} nội dung; {sum_} (chưa làm: {missing})."
