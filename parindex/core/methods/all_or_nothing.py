"""All or nothing: the whole points where everything holds (all things done, a share reached, no incident), else none.

Reference: QĐ 212/2025/QĐ-UBND Hải Phòng, Phụ lục 01 (no incident; PAR INDEX at least the mean: 2 points, else 0).
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from parindex.core.amounts import said
from parindex.core.answers import Answer
from parindex.core.loading import Mapping
from parindex.core.methods import quantity
from parindex.core.methods.bounds import Ahead, Bounds, between
from parindex.core.methods.inputs import Checked, Count, Ratio
from parindex.core.methods.parameters import Named, decimal, named
from parindex.core.methods.quantity import Quantity

_ZERO = Fraction(0)


@dataclass(frozen=True)
class AllOrNothing:
    """One condition: all `items` are checked, or the quantity is at least `full_from`, or at most `full_up_to`."""

    limit: Decimal
    items: tuple[Named, ...]
    quantity: Quantity
    full_from: Decimal | None
    full_up_to: Decimal | None

    @classmethod
    def read(cls, data: Mapping, limit: Decimal) -> "AllOrNothing":
        """Parameters: items, or full_from or full_up_to with those of the quantity."""
        data.only({"name", "items", "full_from", "full_up_to", *quantity.KEYS})
        if len({"items", "full_from", "full_up_to"} & set(data)) != 1:
            raise data.error("ghi đúng một điều kiện: items, full_from hoặc full_up_to")
        items = named(data, "items") if "items" in data else ()
        low = decimal(data, "full_from") if "full_from" in data else None
        high = decimal(data, "full_up_to") if "full_up_to" in data else None
        return cls(limit, items, Quantity.read(data), low, high)

    def inputs(self, answer: Answer, _year: int) -> Checked | Ratio | Count:
        """Read checked, or the quantity."""
        if not self.items:
            return self.quantity.inputs(answer)
        answer.only(("checked",))
        return Checked(answer.names("checked", [item.id for item in self.items]))

    def points(self, inputs: Checked | Ratio | Count) -> Fraction | None:
        """Exact points."""
        if isinstance(inputs, Checked):
            return self._full if len(inputs.checked) == len(self.items) else _ZERO
        pair = self.quantity.pair(inputs)
        if pair is None:
            return self.quantity.empty_points(self.limit)
        return self._full if self._has(*pair) else _ZERO

    @cached_property
    def _full(self) -> Fraction:
        return Fraction(self.limit)

    def bounds(self, inputs: Checked | Ratio | Count | None, ahead: Ahead) -> Bounds | None:
        """What was checked stays; a number is looked at where it can still end, low and high."""
        if self.items:
            return between(self.limit, 0 if inputs is None else self.points(inputs) or 0)
        assert not isinstance(inputs, Checked)
        reach, nothing = self.quantity.reach(inputs, ahead), self.quantity.empty_points(self.limit)
        top = self.full_from is not None if reach.high is None else self._holds(reach.high)
        return reach.bounds([Fraction(self.limit) * holds for holds in (self._holds(reach.low), top)], nothing)

    def _holds(self, value: Fraction) -> bool:
        return self._has(value.numerator, value.denominator)

    def _has(self, above: int, below: int) -> bool:
        """Whether above / below meets the condition."""
        limit, of, least = self._end
        return above * of >= limit * below if least else above * of <= limit * below

    @cached_property
    def _end(self) -> tuple[int, int, bool]:
        """The end as two whole numbers, and whether it is the least that is asked."""
        end = self.full_from if self.full_from is not None else self.full_up_to
        assert end is not None
        return *end.as_integer_ratio(), self.full_from is not None

    def because(self, inputs: Checked | Ratio | Count) -> str:
        """Say what holds, or what is missing."""
        worth, full = self.points(inputs), f"{said(self.limit)} điểm"
        if isinstance(inputs, Checked):
            if worth:
                return f"Đủ cả {len(self.items)} nội dung: {full}."
            missing = "; ".join(item.title for item in self.items if item.id not in inputs.checked)
            return f"Thiếu {len(self.items) - len(inputs.checked)}/{len(self.items)} nội dung ({missing}): 0 điểm."
        value = self.quantity.value(inputs)
        if value is None:
            return f"{self.quantity.says(inputs)}."
        limit = self.full_from if self.full_from is not None else self.full_up_to
        asked = f"yêu cầu {'từ' if self.full_from is not None else 'không quá'} {said(limit or Decimal(0))}"
        word = f"đạt: {full}" if self._holds(value) else "không đạt: 0 điểm"
        return f"{self.quantity.says(inputs)} ({asked}{self.quantity.unit}), {word}."
