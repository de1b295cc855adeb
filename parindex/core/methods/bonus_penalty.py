"""Bonus and penalty: so much for each thing of a kind, above or below zero, within a cap and a floor.

Reference: sets that add at most five points and take points off (“điểm cộng, điểm trừ”). The criterion adds no maximum.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from math import lcm

from parindex.core.amounts import said
from parindex.core.answers import Answer
from parindex.core.loading import Mapping
from parindex.core.methods.bounds import Ahead, Bounds, between
from parindex.core.methods.inputs import Counts
from parindex.core.methods.parameters import Named, decimal, named


@dataclass(frozen=True)
class BonusPenalty:
    """Answer: counts by kind. Points: the sum of count × points, from `floor` (at most 0) to `cap` (at least 0)."""

    limit: Decimal
    kinds: tuple[Named, ...]
    cap: Decimal
    floor: Decimal

    @classmethod
    def read(cls, data: Mapping, limit: Decimal) -> "BonusPenalty":
        """Parameters: kinds (id, title, points above or below 0), cap, floor. The criterion's max must be "0"."""
        data.only({"name", "kinds", "cap", "floor"})
        if limit != 0:
            raise data.error('tiêu chí cộng, trừ điểm phải có max: "0", vì không nằm trong thang điểm')
        kinds, cap, floor = named(data, "kinds", with_points=True), decimal(data, "cap"), decimal(data, "floor")
        if cap < 0 or floor > 0 or cap == floor:
            raise data.error("cap phải từ 0 trở lên, floor phải từ 0 trở xuống, và không cùng bằng 0", "cap")
        return cls(limit, kinds, cap, floor)

    def inputs(self, answer: Answer, _year: int) -> Counts:
        """Read counts."""
        answer.only(("counts",))
        return Counts("counts", answer.counts("counts", self._ids))

    @cached_property
    def _ids(self) -> list[str]:
        return [kind.id for kind in self.kinds]

    def _sum(self, inputs: Counts) -> Fraction:
        worths, of, _, _ = self._exact
        return Fraction(sum([worth * inputs.counts[id] for id, worth in worths]), of)

    def points(self, inputs: Counts) -> Fraction:
        """Exact points, below zero for a penalty."""
        found, (_, _, floor, cap) = self._sum(inputs), self._exact
        return floor if found < floor else cap if found > cap else found

    @cached_property
    def _exact(self) -> tuple[list[tuple[str, int]], int, Fraction, Fraction]:
        """The points of each kind over a common denominator, floor and cap."""
        found = {kind.id: Fraction(kind.points or 0) for kind in self.kinds}
        of = lcm(*(each.denominator for each in found.values()))
        return [(id, int(each * of)) for id, each in found.items()], of, Fraction(self.floor), Fraction(self.cap)

    def bounds(self, inputs: Counts | None, ahead: Ahead) -> Bounds:
        """More may come of every kind: up where one adds, down where one takes off."""
        known = inputs or Counts("counts", {kind.id: 0 for kind in self.kinds})
        worths = [Fraction(kind.points or 0) for kind in self.kinds]
        now, up, down = self._sum(known), max([Fraction(0), *worths]), min([Fraction(0), *worths])
        if inputs is None or ahead.to_come is None:
            return between(self.points(known), *([self.cap] if up else []), *([self.floor] if down else []))
        ends = (now + ahead.to_come * up, now + ahead.to_come * down)
        return between(*(min(max(end, Fraction(self.floor)), Fraction(self.cap)) for end in ends))

    def because(self, inputs: Counts) -> str:
        """Say each kind that occurred and what the cap did."""
        parts = [
            f"{kind.title}: {inputs.counts[kind.id]} × {_signed(kind.points or Decimal(0))}"
            for kind in self.kinds
            if inputs.counts[kind.id]
        ]
        if not parts:
            return "Không có nội dung cộng hay trừ: 0 điểm."
        sum_, worth = self._sum(inputs), self.points(inputs)
        says = f"{'; '.join(parts)}; tổng {_signed(sum_)} điểm"
        if worth != sum_:
            word = "tối đa" if worth < sum_ else "trừ không quá"
            says += f", {word} {_signed(worth)} điểm nên tính {_signed(worth)} điểm"
        return f"{says}."


def _signed(value: Fraction | Decimal) -> str:
    return f"{'−' if value < 0 else '+'}{said(abs(Fraction(value)))}" if value else "0"
