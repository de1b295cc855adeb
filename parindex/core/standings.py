"""Standings: a group of scored units in order, those that cannot be compared apart with the reason, and who improved.

A unit stands apart where it has no score, answered nothing, or has too few dossiers: it keeps its points and class,
takes no place, and is not counted among the others.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal

from parindex.core.amounts import plain, rounded
from parindex.core.criteria import CriteriaSet
from parindex.core.errors import InputError
from parindex.core.ranking import Entry, Place, rank
from parindex.core.scoring import Scorecard

# What units are ordered by, and what a change is told in: points, or points per hundred of the maximum.
Measure = Literal["total", "percent"]


@dataclass(frozen=True)
class Last:
    """What a unit had last year; `max` is last year's maximum, which need not be this year's."""

    points: Decimal
    max: Decimal


@dataclass(frozen=True)
class Unit:
    """A scored unit. `group`: only units of one group are compared. `dossiers`: how many it had; None: not known."""

    card: Scorecard
    group: str = ""
    last: Last | None = None
    dossiers: int | None = None

    @property
    def name(self) -> str:
        """As the scorecard names it."""
        return self.card.unit


@dataclass(frozen=True)
class Row:
    """One unit's line. `change` from last year in `Standings.change_in`; None where last year is not known."""

    unit: Unit
    place: Place
    change: Fraction | None


@dataclass(frozen=True)
class Standings:
    """The lines in the order of their places, the ones apart at the end; equal ones as they came.

    `improved`: the ranked units with a known last year that gained, the most first; `without_last`: of whom last year
    is not known. `fewest`: the least dossiers for a place; None: any.
    """

    criteria_set: CriteriaSet
    measure: Measure
    fewest: int | None
    change_in: dict[str, Measure]
    rows: tuple[Row, ...]

    @property
    def improved(self) -> tuple[Row, ...]:
        """Those that gained, the most first; a unit that stands apart is not compared here either."""
        gained = [row for row in self.rows if row.place.rank is not None and row.change is not None and row.change > 0]
        return tuple(sorted(gained, key=lambda row: -(row.change or 0)))

    @property
    def without_last(self) -> tuple[Row, ...]:
        """Those of whom last year is not known."""
        return tuple(row for row in self.rows if row.change is None)

    def to_json(self) -> dict[str, Any]:
        """As `parindex score rank --json` prints it; points are text, rounded as the set declares."""
        rule = self.criteria_set
        return {
            "set": rule.name,
            "fingerprint": rule.fingerprint,
            "example": rule.example,
            "ranked_by": self.measure,
            "ties": rule.ranking.ties,
            "smallest_group": rule.ranking.smallest_group,
            "fewest_dossiers": self.fewest,
            "units": [self._line(row) for row in self.rows],
            "improved": [self._change(row) | {"unit": row.unit.name} for row in self.improved],
            "without_last_year": [row.unit.name for row in self.without_last],
        }

    def _line(self, row: Row) -> dict[str, Any]:
        card, rule = row.unit.card, self.criteria_set.rounding
        found = {"total": (card.total, rule.total), "max": (card.max, rule.total)}
        shown = {key: plain(rounded(value, places, rule.mode)) for key, (value, places) in found.items()}
        percent = card.percent
        return {
            "unit": row.unit.name,
            "group": row.unit.group,
            **shown,
            "percent": None if percent is None else plain(rounded(percent, rule.percent, rule.mode)),
            "class": card.grade,
            "rank": row.place.rank,
            "of": row.place.of,
            "tied_with": list(row.place.tied_with),
            "reason": row.place.reason,
            "missing": len(card.named("missing")),
            **self._change(row),
        }

    def _change(self, row: Row) -> dict[str, Any]:
        if row.change is None:
            return {"change": None, "change_in": None}
        rule, said_in = self.criteria_set.rounding, self.change_in[row.unit.group]
        places = rule.total if said_in == "total" else rule.percent
        word = "points" if said_in == "total" else "percent_points"
        return {"change": plain(rounded(row.change, places, rule.mode)), "change_in": word}


def measured_by(criteria_set: CriteriaSet) -> Measure:
    """What units are ordered by: what the set holds against its classes; per cent where it has none."""
    return criteria_set.classes.of if criteria_set.classes else "percent"


def measured(card: Scorecard) -> Fraction | None:
    """The exact number by which a unit is ordered; None where nothing was assigned to it."""
    return None if not card.max else card.total if measured_by(card.criteria_set) == "total" else card.percent


def answered(card: Scorecard) -> bool:
    """Whether any criterion has an answer: without one a score of 0 and its class say nothing of the unit."""
    return bool(card.answers.answers)


def standings(units: Sequence[Unit], fewest: int | None = None) -> Standings:
    """Put units in order within their groups. InputError for none, a name twice, or scores that cannot be compared."""
    _check(units)
    rule = units[0].card.criteria_set
    apart = {unit.name: reason for unit in units if (reason := _apart(unit, fewest))}
    counted = [Entry(unit.name, unit.group, measured(unit.card)) for unit in units if unit.name not in apart]
    places = {place.unit: place for place in rank(counted, rule.ranking)}
    sizes = {unit.group: 0 for unit in units}
    for entry in counted:
        sizes[entry.group] += entry.score is not None
    for unit in units:
        if unit.name in apart:
            places[unit.name] = Place(unit.name, unit.group, None, sizes[unit.group], (), apart[unit.name])
    change_in = {group: _change_in([unit for unit in units if unit.group == group]) for group in sizes}
    rows = [Row(unit, places[unit.name], _change(unit, change_in[unit.group])) for unit in units]
    order = list(sizes)
    rows.sort(key=lambda row: (order.index(row.unit.group), row.place.rank is None, row.place.rank or 0))
    return Standings(rule, measured_by(rule), fewest, change_in, tuple(rows))


def _check(units: Sequence[Unit]) -> None:
    if not units:
        raise InputError("Chưa có đơn vị nào để xếp hạng; hãy đưa phiếu điểm của ít nhất một đơn vị.")
    first, seen = units[0].card, set[str]()
    for unit in units:
        card = unit.card
        if unit.name in seen:
            raise InputError(f"Đơn vị “{unit.name}” có hai phiếu điểm; hãy bỏ một.")
        seen.add(unit.name)
        if card.criteria_set.fingerprint != first.criteria_set.fingerprint:
            raise InputError(
                f"“{card.unit}” chấm theo {card.criteria_set.name}, “{first.unit}” theo {first.criteria_set.name}; "
                "chỉ xếp hạng những phiếu điểm cùng một bộ tiêu chí."
            )
        if card.year != first.year:
            raise InputError(
                f"“{card.unit}” là phiếu điểm năm {card.year}, “{first.unit}” năm {first.year}; hãy chọn một năm."
            )


def _apart(unit: Unit, fewest: int | None) -> str:
    """Why a unit takes no place; "" where it takes one."""
    if not answered(unit.card):
        return "Chưa trả lời tiêu chí nào nên chưa xếp hạng."
    if fewest is None:
        return ""
    if unit.dossiers is None:
        return f"Chưa biết số hồ sơ (mức tối thiểu {fewest}) nên để riêng, không xếp hạng."
    if unit.dossiers < fewest:
        return f"Chỉ có {unit.dossiers} hồ sơ, ít hơn mức tối thiểu {fewest}, nên để riêng, không xếp hạng."
    return ""


def _change_in(group: Sequence[Unit]) -> Measure:
    """Points only where every maximum of the group is the same in both years, else nobody's points compare."""
    known = [unit for unit in group if unit.last is not None]
    maxima = {Fraction(unit.last.max) for unit in known if unit.last} | {unit.card.max for unit in known}
    return "total" if len(maxima) <= 1 else "percent"


def _change(unit: Unit, said_in: Measure) -> Fraction | None:
    if unit.last is None or not unit.last.max or not unit.card.max or not answered(unit.card):
        return None
    if said_in == "total":
        return unit.card.total - Fraction(unit.last.points)
    return unit.card.total / unit.card.max * 100 - Fraction(unit.last.points) / Fraction(unit.last.max) * 100
