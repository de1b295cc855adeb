"""Points lost, by field, criterion and agency: exact, so that each table adds up to the maximum less the total."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from parindex.core.amounts import said
from parindex.core.errors import InputError
from parindex.core.methods import compound
from parindex.core.scoring import Line, Scorecard


@dataclass(frozen=True)
class Gap:
    """What one criterion of a field lost, in points of the total; negative for a bonus. `missing`: it has no answer.

    That is what today's answers lack, to be won back or not; what nothing can restore is told by the outlook.
    `id` is None for what a baseline tells of a field only as a total.
    """

    field: str
    id: str | None
    lost: Fraction
    missing: bool


# shared: led by several agencies; unallocated: led by none, or told only in totals; bounds: see Gaps.
Kind = Literal["field", "criterion", "agency", "shared", "unallocated", "bounds"]
_SAID: dict[str, str] = {"shared": "chung", "unallocated": "chưa phân bổ", "bounds": "giữ trong thang điểm"}


@dataclass(frozen=True)
class Row:
    """A row of a table of gaps. `name` is an id, or the word for what has none; `field` where the row is of one."""

    kind: Kind
    name: str
    lost: Fraction
    field: str | None = None


@dataclass(frozen=True)
class Gaps:
    """Every criterion that is assigned, in order. `bounds` is what keeping the total within its bounds gave or took."""

    criteria: tuple[Gap, ...]
    bounds: Fraction

    @property
    def fields(self) -> dict[str, Fraction]:
        """Points lost by field, in order."""
        found: dict[str, Fraction] = {}
        for gap in self.criteria:
            found[gap.field] = found.get(gap.field, Fraction(0)) + gap.lost
        return found

    @property
    def total(self) -> Fraction:
        """Maximum less total."""
        return sum((gap.lost for gap in self.criteria), Fraction(0)) + self.bounds

    def by_field(self) -> tuple[Row, ...]:
        """Rows that add up to the total."""
        return (*(Row("field", field, lost, field) for field, lost in self.fields.items()), *self._rest())

    def by_criterion(self) -> tuple[Row, ...]:
        """Rows that add up to the total, in order."""
        rows = [
            Row("unallocated", _SAID["unallocated"], gap.lost, gap.field)
            if gap.id is None
            else Row("criterion", gap.id, gap.lost, gap.field)
            for gap in self.criteria
        ]
        return (*rows, *self._rest())

    def by_agency(self, leaders: Mapping[str, Sequence[str]]) -> tuple[Row, ...]:
        """Rows that add up to the total: agencies as they come first, then what is shared, then what is unallocated.

        `leaders`: the agencies that lead each criterion.
        """
        agencies: dict[str, Fraction] = {}
        others: dict[Kind, Fraction] = {}
        for gap in self.criteria:
            found = dict.fromkeys(leaders.get(gap.id, ()) if gap.id is not None else ())
            if len(found) == 1:
                (name,) = found
                agencies[name] = agencies.get(name, Fraction(0)) + gap.lost
            else:
                kind: Kind = "shared" if found else "unallocated"
                others[kind] = others.get(kind, Fraction(0)) + gap.lost
        rows = [Row("agency", name, lost) for name, lost in agencies.items()]
        kinds: tuple[Kind, ...] = ("shared", "unallocated")
        return (*rows, *(Row(kind, _SAID[kind], others[kind]) for kind in kinds if kind in others), *self._rest())

    def _rest(self) -> list[Row]:
        return [Row("bounds", _SAID["bounds"], self.bounds)] if self.bounds else []

    def largest(self) -> list[Gap]:
        """What lost anything, the most first; equal ones in the order of the set."""
        return sorted((gap for gap in self.criteria if gap.lost > 0), key=lambda gap: -gap.lost)


@dataclass(frozen=True)
class Total:
    """What a baseline tells of a field, in points; `criteria` (id, points, maximum) are those told one by one."""

    field: str
    points: Decimal
    max: Decimal
    criteria: tuple[tuple[str, Decimal, Decimal], ...] = ()


def gaps_of_totals(totals: Sequence[Total]) -> Gaps:
    """What was lost where only totals are known, wholly or in part; the rest of a field has no criterion."""
    return Gaps(tuple(gap for total in totals for gap in _of_total(total)), Fraction(0))


def _of_total(total: Total) -> list[Gap]:
    found = [Gap(total.field, id, Fraction(limit) - Fraction(points), False) for id, points, limit in total.criteria]
    known = sum((limit for _, _, limit in total.criteria), Decimal(0))
    if known > total.max:
        raise InputError(
            f"{total.field}: điểm tối đa các tiêu chí cộng lại {said(known)}, vượt {said(total.max)} của lĩnh vực; "
            "hãy sửa một bên"
        )
    rest = Fraction(total.max) - Fraction(total.points) - sum((gap.lost for gap in found), Fraction(0))
    return found + ([Gap(total.field, None, rest, False)] if rest or not found else [])


def gaps(card: Scorecard) -> Gaps:
    """What each criterion lost of the card's total."""
    found = [
        Gap(field.criterion.id, line.criterion.id, (line.max - line.points) * worth, line.state == "missing")
        for field in card.fields
        for line, worth in _below(field, card.scale)
    ]
    return Gaps(tuple(found), card.raw * card.scale - card.total)


def shares(card: Scorecard) -> dict[str, Fraction]:
    """What each criterion that is assigned brings to the card's total, before the total is kept within its bounds."""
    found = (each for field in card.fields for each in _below(field, card.scale))
    return {line.criterion.id: line.points * worth for line, worth in found}


def _below(line: Line, worth: Fraction) -> Iterator[tuple[Line, Fraction]]:
    """The scored lines of a line one point of which is worth so many points of the total, with what theirs is."""
    if line.state == "not_assigned":
        return
    if line.criterion.method is not None:
        yield line, worth
        return
    parts = compound.factors(line.criterion.combine, Fraction(line.criterion.max), line.parts)
    for child in line.children:
        yield from _below(child, worth * parts[child.criterion.id])
