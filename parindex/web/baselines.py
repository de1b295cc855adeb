"""Last year's result as pages and a sheet draw it: its lines, what was lost, our place among peers."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.http import HttpRequest
from django.utils.translation import gettext as _

from parindex.core.amounts import said
from parindex.core.baselines import Line, Result, code_of, untold
from parindex.core.criteria import CriteriaSet
from parindex.core.gaps import Gaps
from parindex.core.unit_results import Unit
from parindex.documents.writing.spreadsheet import Column, write_table
from parindex.records.models import Baseline, BaselineLine
from parindex.records.queries.baseline import result_of
from parindex.web.formats import NOTHING, day


@dataclass(frozen=True)
class Row:
    """A line of a result; `depth` 0 for totals and fields, 1 for criteria."""

    code: str
    title: str
    points: Decimal
    max: Decimal
    depth: int

    @property
    def lost(self) -> Decimal:
        return self.max - self.points

    @property
    def percent(self) -> Decimal | None:
        return self.points * 100 / self.max if self.max else None


def rows(baseline: Baseline, found: CriteriaSet | None) -> list[Row]:
    """The lines of a result with their codes, and what none of them tells, so that they add up to the total."""
    told = [_row(line, found) for line in baseline.lines.all()]
    rest = untold(result_of(baseline))
    return told + ([Row("", _("Chưa phân bổ"), *rest, 0)] if rest else [])


def _row(line: BaselineLine, found: CriteriaSet | None) -> Row:
    code = code_of(Line(line.title, line.points, line.max, tuple(line.fields), line.criterion), found)
    return Row(code, line.title, line.points, line.max, 1 if line.criterion else 0)


def lost(gaps: Gaps | None, found: CriteriaSet | None) -> list[tuple[str, str, str]]:
    """What was lost, a row each with where and how much in words; they add up to the whole."""
    if gaps is None:
        return []
    titles = {each.id: each.title for each in found.walk()} if found else {}
    return [
        (_place(row.field, titles), row.name if row.kind != "criterion" else f"{row.name}. {titles.get(row.name, '')}",
         said(row.lost))
        for row in gaps.by_criterion()
    ]  # fmt: skip


def _place(field: str | None, titles: dict[str, str]) -> str:
    if field is None:
        return NOTHING
    return f"{field}. {titles[field]}" if field in titles else field


def rank_of(result: Baseline | Result) -> str:
    """“10/11”, or a dash."""
    return f"{result.rank}/{result.ranked}" if result.rank else NOTHING


def pasted(units: Sequence[Unit]) -> str:
    """Units as lines that read_pasted reads."""
    return "\n".join(
        "; ".join([unit.name, _plain(unit.points), *([str(unit.rank)] if unit.rank else [])]) for unit in units
    )


def scored(names: Sequence[tuple[str, Decimal]]) -> str:
    """Names and points as lines."""
    return "\n".join(f"{name}; {_plain(points)}" for name, points in names)


def _plain(points: Decimal) -> str:
    return f"{points.normalize():f}".replace(".", ",")


def sheet(request: HttpRequest, baseline: Baseline, found: CriteriaSet | None) -> bytes:
    """The result as a table that can be read back."""
    columns = [
        Column(_("Mã")), Column(_("Nội dung"), width=60), Column(_("Điểm tối đa"), "decimal"),
        Column(_("Điểm đạt"), "decimal"), Column(_("Còn thiếu"), "decimal"),
    ]  # fmt: skip
    lines = [[row.code, row.title, row.max, row.points, row.lost] for row in rows(baseline, found)]
    lines.append([None, _("Tổng điểm"), baseline.max, baseline.total, baseline.max - baseline.total])
    notes = [
        f"{_('Hạng')}: {rank_of(baseline)}",
        f"{_('Quyết định')}: {baseline.decision or NOTHING}, {day(baseline.decided)}",
    ]
    notes += [_("SỐ LIỆU GIẢ ĐỊNH")] if request.programme.invented else []
    return write_table(title_of(baseline, request), columns, lines, notes)


def title_of(baseline: Baseline, request: HttpRequest) -> str:
    """Whose result of which year."""
    who = baseline.agency.name if baseline.agency else request.programme.authority
    return _("Kết quả năm %(year)s: %(who)s") % {"year": baseline.year, "who": who}


def total_lost(baseline: Baseline) -> str:
    """What was lost of the whole."""
    return said(Fraction(baseline.max) - Fraction(baseline.total))
