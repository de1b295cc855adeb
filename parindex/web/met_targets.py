"""Who met and who missed a target of the plan, as sentences for a report and as a sheet."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor
from typing import Any

from django.utils.translation import gettext as _

from parindex.core.figures import is_share, threshold
from parindex.core.indicators import Card
from parindex.documents.writing.spreadsheet import Column, write_table
from parindex.records.models import Target
from parindex.records.queries.indicator import Cell, Matrix
from parindex.web import matrix
from parindex.web.formats import day


def level(target: Target) -> float | None:
    """The threshold as a height in a picture."""
    kind = threshold(target.data)
    return float(Fraction(str(target.data[kind]))) if kind in ("at_least", "at_most") else None


@dataclass(frozen=True)
class Missed:
    """Who missed a target, with what figure, and by how much."""

    who: str
    how: str
    lacking: str


@dataclass(frozen=True)
class Said:
    """One target in a period: who met it, who missed it and by how much, who had nothing to count; and the sentence."""

    card: Card
    target: str
    met: list[str]
    missed: list[Missed]
    nothing: list[str]
    sentence: str


def report(found: Matrix) -> list[Said]:
    """Every target that an indicator counts, in the words that the monthly report needs."""
    said = []
    for at, card in enumerate(found.cards):
        cells = [(row.words or _("(nguồn không ghi cơ quan)"), row.cells[at]) for row in found.rows]
        met = [name for name, cell in cells if cell.met]
        missed = [
            Missed(name, _figure(cell), lacking(cell, found.targets[card.code]))
            for name, cell in cells
            if cell.met is False
        ]
        nothing = [name for name, cell in cells if cell.met is None]
        words = _sentence(card, found, found.total[at], met, missed)
        said.append(Said(card, matrix.said_targets(found.targets[card.code]), met, missed, nothing, words))
    return said


def sheet(found: Matrix, invented: bool, unfinished: str) -> bytes:
    """Each target with each agency as .xlsx: the figure, both of its sides, whether it is met, what is missing."""
    heads = (_("Chỉ tiêu"), _("Ngưỡng"), _("Cơ quan"))
    columns = [Column(head) for head in heads]
    columns += [Column(_("Kết quả"), "decimal"), Column(_("Đơn vị"))]
    columns += [Column(_("Tử số"), "decimal"), Column(_("Mẫu số"), "decimal")]
    columns += [Column(_("Đánh giá")), Column(_("Còn thiếu"))]
    lines = []
    for at, card in enumerate(found.cards):
        among = found.targets[card.code]
        rows = [(_("Tất cả"), found.total[at]), *((row.words, row.cells[at]) for row in found.rows)]
        lines += [[card.title, matrix.said_targets(among), name, *_cells(cell, among)] for name, cell in rows]
    notes = [_("Số liệu đến hết ngày %s; kỳ %s") % (day(found.as_of), found.period.says), *found.notes]
    notes += [unfinished.capitalize() + "."] if unfinished else []
    notes += [_("SỐ LIỆU GIẢ ĐỊNH")] if invented else []
    return write_table(_("Đạt và chưa đạt, %s") % found.period.says, columns, lines, notes)


def _cells(cell: Cell, among: Sequence[Target]) -> list[Any]:
    word = {True: _("đạt"), False: _("chưa đạt"), None: matrix.sides(cell) if cell.worth is None else _("không xét")}
    numbers = [None if one is None else float(one) for one in (cell.worth, cell.numerator, cell.denominator)]
    short = lacking(cell, among) if cell.met is False else ""
    return [numbers[0], cell.card.unit, *numbers[1:], word[cell.met], short]


def _figure(cell: Cell) -> str:
    """97,5 % (39/40), 5,5 ngày (11/2), 3 hồ sơ."""
    worth = matrix.shown(cell.card, cell.worth)
    worth = worth if cell.card.unit == "%" or cell.worth is None else f"{worth} {cell.card.unit}"
    return worth if cell.denominator is None and cell.worth is not None else f"{worth} ({matrix.sides(cell)})"


def lacking(cell: Cell, among: Sequence[Target]) -> str:
    """How many more dossiers would have met an “at least” in per cent, or by how many a count is off."""
    short, over = 0, 0
    for target in among:
        limit, kind = level(target), threshold(target.data)
        if limit is None or is_share(target.data) != cell.card.is_share:
            continue
        exact = Fraction(str(target.data[kind]))
        if kind == "at_least" and cell.card.is_share:
            short = max(short, ceil(exact / 100 * Fraction(cell.denominator or 0)) - int(cell.numerator or 0))
        elif cell.card.denominator is None and kind == "at_least":
            short = max(short, ceil(exact) - int(cell.numerator or 0))
        elif cell.card.denominator is None:
            over = max(over, int(cell.numerator or 0) - floor(exact))
    if short > 0:
        return _("còn thiếu %d hồ sơ") % short
    return _("vượt %d hồ sơ") % over if over > 0 else ""


def _period(found: Matrix) -> str:
    if found.over:
        return found.period.says
    return _("%(period)s (kỳ chưa hết, tính đến hết ngày %(day)s)") % {
        "period": found.period.says, "day": day(found.as_of)
    }  # fmt: skip


def _sentence(card: Card, found: Matrix, total: Cell, met: Sequence[str], missed: Sequence[Missed]) -> str:
    said = {"title": card.title, "period": _period(found), "figure": _figure(total)}
    target = matrix.said_targets(found.targets[card.code])
    parts_said = [_("%(title)s %(period)s: %(figure)s, chỉ tiêu %(target)s.") % (said | {"target": target})]
    if not met and not missed:
        return parts_said[0] + " " + _("Không có cơ quan nào phát sinh hồ sơ để xét.")
    parts_said.append(_("%(n)d/%(m)d cơ quan đạt.") % {"n": len(met), "m": len(met) + len(missed)})
    if missed:
        parts_said.append(_("Chưa đạt: %s.") % "; ".join(f"{one.who} {one.how}" for one in missed))
    return " ".join(parts_said)
