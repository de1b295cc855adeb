"""Who met and who missed a target of the plan, as sentences for a report."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from django.utils.translation import gettext as _

from parindex.core.figures import threshold
from parindex.core.indicators import Card
from parindex.records.models import Target
from parindex.records.queries.indicator import Cell, Matrix
from parindex.web import matrix
from parindex.web.formats import day


def level(target: Target) -> float | None:
    """The threshold as a height in a picture."""
    kind = threshold(target.data)
    return float(Fraction(str(target.data[kind]))) if kind in ("at_least", "at_most") else None


@dataclass(frozen=True)
class Said:
    """One target in a period: who met it, who missed it and by how much, who had nothing to count; and the sentence."""

    card: Card
    target: str
    total: matrix.ShownCell
    met: list[str]
    missed: list[tuple[str, str, str]]
    nothing: list[str]
    sentence: str


def report(found: Matrix, least: int) -> list[Said]:
    """Every target that an indicator counts, in the words that the monthly report needs."""
    said = []
    for at, card in enumerate(found.cards):
        among = found.targets[card.code]
        met, missed, nothing = [], [], []
        for row in found.rows:
            cell = row.cells[at]
            if cell.met is None:
                nothing.append(row.words)
            elif cell.met:
                met.append(row.words)
            else:
                missed.append(
                    (row.words, f"{matrix.shown(card, cell.worth)} ({matrix.sides(cell)})", _lacking(cell, among))
                )
        total = matrix.draw_cell(found.total[at], least)
        said.append(
            Said(
                card,
                matrix.said_targets(among),
                total,
                met,
                missed,
                nothing,
                _sentence(card, found, total, met, missed),
            )
        )
    return said


def _lacking(cell: Cell, among: Sequence[Target]) -> str:
    """How many more dossiers would have met an “at least” in per cent."""
    wanted = [
        level(target) for target in among if threshold(target.data) == "at_least" and target.data.get("unit") == "%"
    ]
    if not wanted or cell.denominator is None:
        return ""
    need = ceil(Fraction(str(max(one for one in wanted if one is not None))) / 100 * Fraction(cell.denominator))
    short = need - int(cell.numerator or 0)
    return _("còn thiếu %d hồ sơ") % short if short > 0 else ""


def _period(found: Matrix) -> str:
    if found.over:
        return found.period.says
    return _("%(period)s (kỳ chưa hết, tính đến hết ngày %(day)s)") % {
        "period": found.period.says, "day": day(found.as_of)
    }  # fmt: skip


def _sentence(
    card: Card, found: Matrix, total: matrix.ShownCell, met: Sequence[str], missed: Sequence[tuple[str, str, str]]
) -> str:
    parts_said = [
        _("%(title)s %(period)s: %(value)s (%(sides)s), chỉ tiêu %(target)s.")
        % {
            "title": card.title, "period": _period(found), "value": total.value, "sides": total.sides,
            "target": matrix.said_targets(found.targets[card.code]),
        }
    ]  # fmt: skip
    if not met and not missed:
        return parts_said[0] + " " + _("Không có cơ quan nào phát sinh hồ sơ để xét.")
    parts_said.append(_("%(n)d/%(m)d cơ quan đạt.") % {"n": len(met), "m": len(met) + len(missed)})
    if missed:
        listed = "; ".join(f"{who} {how}" for who, how, _lack in missed)
        parts_said.append(_("Chưa đạt: %s.") % listed)
    return " ".join(parts_said)
