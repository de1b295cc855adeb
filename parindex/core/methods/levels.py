"""Levels that words describe: the level that was reached gives its points; or, over many dossiers, their mean.

Reference: TT 01/2018/TT-VPCP, Điều 13-15: 2, 1 or 0 points; indices 1, 2, 3, 4 and 7 are the mean over all dossiers.
"""

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from math import lcm

from parindex.core.amounts import equals, said
from parindex.core.answers import Answer
from parindex.core.loading import Mapping
from parindex.core.methods.bounds import Ahead, Bounds, between
from parindex.core.methods.inputs import Counts, Level
from parindex.core.methods.parameters import Named, flag, named


@dataclass(frozen=True)
class Levels:
    """Answer: level (its id); where `averaged`, levels (how many at each). Points: the level's, or the mean."""

    limit: Decimal
    levels: tuple[Named, ...]
    averaged: bool

    @classmethod
    def read(cls, data: Mapping, limit: Decimal) -> "Levels":
        """Parameters: levels (id, title, points), averaged."""
        data.only({"name", "levels", "averaged"})
        levels = named(data, "levels", with_points=True)
        worths = [level.points or Decimal(0) for level in levels]
        if min(worths) < 0 or max(worths) != limit:
            raise data.error(f"điểm các mức phải từ 0, mức cao nhất bằng điểm tối đa {said(limit)}", "levels")
        return cls(limit, levels, flag(data, "averaged"))

    def inputs(self, answer: Answer, _year: int) -> Level | Counts:
        """Read level, or levels."""
        ids = self._ids
        if self.averaged:
            answer.only(("levels",))
            found = Counts("levels", answer.counts("levels", ids))
            if not sum(found.counts.values()):
                raise answer.error("tổng số hồ sơ bằng 0; nếu không phát sinh, hãy trả lời bằng not_assigned")
            return found
        answer.only(("level",))
        if answer.data["level"] not in ids:
            raise answer.error(f"level “{answer.data['level']}” không có; hãy dùng một trong: {', '.join(ids)}")
        return Level(answer.data["level"])

    @cached_property
    def _ids(self) -> list[str]:
        return [level.id for level in self.levels]

    def points(self, inputs: Level | Counts) -> Fraction:
        """Exact points."""
        worth, of = self._worths
        if isinstance(inputs, Level):
            return Fraction(worth[inputs.level], of)
        total = sum([worth[name] * count for name, count in inputs.counts.items()])
        return Fraction(total, of * sum(inputs.counts.values()))

    @cached_property
    def _worths(self) -> tuple[dict[str, int], int]:
        """The points of each level over a common denominator."""
        found = {level.id: Fraction(level.points or 0) for level in self.levels}
        of = lcm(*(each.denominator for each in found.values()))
        return {name: int(each * of) for name, each in found.items()}, of

    def bounds(self, inputs: Level | Counts | None, ahead: Ahead) -> Bounds:
        """A level can still become any other; over many dossiers, those to come move the mean."""
        worths = [Fraction(level.points or 0) for level in self.levels]
        if not isinstance(inputs, Counts) or ahead.to_come is None:
            return between(*worths)
        many, mean, more = sum(inputs.counts.values()), self.points(inputs), ahead.to_come
        return between(*((mean * many + more * worth) / (many + more) for worth in (*worths, mean)))

    def because(self, inputs: Level | Counts) -> str:
        """Say the level, or the sum over the number."""
        if isinstance(inputs, Level):
            level = next(level for level in self.levels if level.id == inputs.level)
            return f"Mức “{level.title}”: {said(level.points or Decimal(0))} điểm."
        parts = [f"{inputs.counts[level.id]} × {said(level.points or Decimal(0))}" for level in self.levels]
        many = sum(inputs.counts.values())
        return f"({' + '.join(parts)}) / {many} hồ sơ {equals(self.points(inputs))} điểm."
