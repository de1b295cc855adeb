"""Dossiers behind a number as lines for people, and who met or missed a target as sentences for a report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil
from typing import Any, Literal

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parindex.core.calendar import WorkCalendar
from parindex.core.figures import threshold
from parindex.core.indicators import Card, load_cards
from parindex.core.timeliness import days_between
from parindex.documents.writing.spreadsheet import Column, write_table
from parindex.indicators.run import Dossier, DossierPage
from parindex.records.models import Target
from parindex.records.queries.indicator import Cell, Matrix
from parindex.web import matrix
from parindex.web.formats import day

MOST = 20_000  # rows of a sheet
Part = Literal["numerator", "denominator", "missed"]
# A standing's word and tone.
STANDINGS: dict[str, tuple[Any, str]] = {
    "early": (gettext_lazy("Sớm hạn"), "done"),
    "on_time": (gettext_lazy("Đúng hạn"), "done"),
    "in_time": (gettext_lazy("Không trễ"), "done"),
    "late": (gettext_lazy("Trễ hạn"), "late"),
    "resolved": (gettext_lazy("Đã giải quyết, không có hạn"), "off"),
    "withdrawn": (gettext_lazy("Công dân rút"), "off"),
    "within": (gettext_lazy("Còn hạn"), "open"),
    "overdue": (gettext_lazy("Quá hạn"), "late"),
    "paused": (gettext_lazy("Tạm dừng"), "sent"),
    "without_due": (gettext_lazy("Không có hạn"), "off"),
}


@dataclass(frozen=True)
class Line:
    """A dossier in a list: `left` working days to the due day (negative: over it), None where nobody can say."""

    dossier: Dossier
    agency: str
    word: str
    tone: str
    why: str
    left: int | None


def cards() -> Mapping[str, Card]:
    return load_cards()


def part_of(request: HttpRequest) -> Part:
    chosen = request.GET.get("phan", "denominator")
    return chosen if chosen in ("numerator", "denominator", "missed") else "denominator"  # type: ignore[return-value]


def parts(card: Card) -> list[tuple[str, str, str]]:
    """The sides of a figure that a page may show: key, short title, what it counts."""
    if not card.denominator:
        return [("numerator", _("Được đếm"), card.numerator)]
    missed = _("Còn thiếu") if card.direction == "up" else _("Ngoài tử số")
    return [
        ("denominator", _("Mẫu số"), card.denominator), ("numerator", _("Tử số"), card.numerator),
        ("missed", missed, _("thuộc mẫu số mà không thuộc tử số")),
    ]  # fmt: skip


def line(one: Dossier, on: date, names: Mapping[str, str] | None = None) -> Line:
    """A dossier with the sentence why it stands as it does."""
    word, tone = STANDINGS[one.standing]
    agency = (names or {}).get(one.agency or "", one.agency or "–")
    return Line(one, agency, word, tone, _why(one, on), one.working_days_left)


def _why(one: Dossier, on: date) -> str:
    if one.due_limit is None:
        return _("Không có ngày hẹn trả nên không xét hạn.")
    due = _("Hạn %s") % day(one.due_day)
    if one.first_due_day and one.first_due_day != one.due_day:
        due += _(" (hẹn lần đầu %s, đã dời theo thời gian tạm dừng, bổ sung)") % day(one.first_due_day)
    calendar = WorkCalendar.load()
    if one.finished is None or one.standing in ("within", "overdue", "paused"):
        left = days_between(on, one.due_day, calendar) if one.due_day else None
        if one.standing == "paused":
            return _("%s; đồng hồ đang dừng.") % due
        if left is None:
            return f"{due}."
        if one.due_day == on and left == 0 and one.standing == "within":
            return _("%s, là hôm nay.") % due
        return (
            _("%(due)s; còn %(n)d ngày làm việc.") % {"due": due, "n": left}
            if left >= 0
            else _("%(due)s; quá %(n)d ngày làm việc, chưa xong.") % {"due": due, "n": -left}
        )
    if one.standing == "withdrawn":
        return _("Rút ngày %s; không xét hạn.") % day(one.finished_day)
    left = days_between(one.finished_day, one.due_day, calendar) if one.finished_day and one.due_day else None
    done = _("%(due)s; xong %(day)s") % {"due": due, "day": day(one.finished_day)}
    if one.standing == "late":
        again = _(" Hẹn lại không làm hồ sơ trễ thành đúng hạn.") if one.reschedules else ""
        return (
            done + (_(", trễ %d ngày làm việc.") % -left if left else _(", trễ chưa tới một ngày làm việc."))
        ) + again
    return done + (_(", sớm %d ngày làm việc.") % left if left else _(", đúng hạn."))


_COLUMNS = (
    ("Mã hồ sơ", "text"), ("Cơ quan", "text"), ("Thủ tục", "text"), ("Lĩnh vực", "text"), ("Kênh", "text"),
    ("Tiếp nhận", "date"), ("Hạn", "date"), ("Hoàn thành", "date"), ("Trả", "date"), ("Trạng thái", "text"),
    ("Vì sao", "text"), ("Nguồn", "text"), ("Lượt nhập", "text"),
)  # fmt: skip


def _cells(found: Line) -> list[Any]:
    one = found.dossier
    return [
        one.code, found.agency, one.procedure_name or one.procedure, one.field, one.channel, one.received_day,
        one.due_day, one.finished_day, one.returned_day, found.word, found.why, one.source, one.import_id,
    ]  # fmt: skip


def sheet_of(
    title: str, found: DossierPage, names: Mapping[str, str], request: HttpRequest, more: Sequence[str] = ()
) -> bytes:
    """Dossiers as .xlsx, with what must be told of them below."""
    notes = [_("Số liệu đến hết ngày %s.") % day(request.on), *more]
    if found.total > len(found.rows):
        notes.append(_("Chỉ ghi %(n)d trong %(m)d hồ sơ.") % {"n": len(found.rows), "m": found.total})
    if request.programme.invented:
        notes.append(_("SỐ LIỆU GIẢ ĐỊNH"))
    columns = [Column(name, kind) for name, kind in _COLUMNS]
    return write_table(title, columns, [_cells(line(one, request.on, names)) for one in found.rows], notes)


def sheet(found: DossierPage, card: Card, asked: matrix.Asked, request: HttpRequest) -> bytes:
    return sheet_of(f"{card.short}, {asked.period.says}", found, {}, request)


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
