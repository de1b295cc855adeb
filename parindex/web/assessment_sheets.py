"""Rounds as spreadsheets: the units with their totals, and one form with what each step said."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from parindex.core.amounts import rounded
from parindex.core.assessments import APPRAISAL, EXPLANATION, SECOND, SELF
from parindex.core.scoring import Scorecard
from parindex.documents.writing.spreadsheet import Column, write_table
from parindex.records.models import AssessedAnswer, AssessedEvidence, Round
from parindex.records.queries.assessed_answer import CriterionLine, Sheet, openable
from parindex.records.queries.round import Progress, name_of
from parindex.web import formats
from parindex.web.assessments import STATES, answered

_PLACES = 6


def units(request: HttpRequest, found: Round, rows: Sequence[Progress]) -> bytes:
    """A line for each unit that the viewer sees in the round, with the totals that they see."""
    columns = [
        Column(_("Đơn vị"), width=36), Column(_("Bước")), Column(_("Tiêu chí đã trả lời"), "whole"),
        Column(_("Số tiêu chí"), "whole"), Column(_("Tự chấm"), "decimal"), Column(_("Thẩm định lần 1"), "decimal"),
        Column(_("Kết quả"), "decimal"), Column(_("Tối đa"), "decimal"), Column(_("Xếp loại")),
        Column(_("Công bố không có, vì")),
    ]  # fmt: skip
    lines = []
    for row in rows:
        cards = row.sheet.cards if row.sheet else {}
        result = row.result or cards.get(SECOND)
        lines.append([
            row.name, str(STATES[row.assessment.state].word), row.sheet.answered if row.sheet else None,
            len(row.sheet.criteria) if row.sheet else None, _total(cards.get(SELF)), _total(cards.get(APPRAISAL)),
            _total(result), _most(result or cards.get(APPRAISAL) or cards.get(SELF)),
            row.result.grade if row.result else None, row.left_out,
        ])  # fmt: skip
    notes = [_("Bộ tiêu chí %s") % found.set_name, *_notes(request)]
    if found.published_on:
        notes.insert(0, _("Công bố ngày %(day)s, %(decision)s") % {
            "day": formats.day(found.published_on), "decision": found.published_decision
        })  # fmt: skip
    else:
        notes.insert(0, _("Chưa công bố, không phổ biến"))
    return write_table(found.title, columns, lines, notes)


def _notes(request: HttpRequest) -> list[str]:
    told = [_("Tính đến ngày %s") % formats.day(request.on)]
    return [*told, _("SỐ LIỆU GIẢ ĐỊNH")] if request.programme.invented else told


def _total(card: Scorecard | None) -> Decimal | None:
    if card is None or len(card.named("missing")) == len(card.criteria):
        return None
    return _rounded(card.total, card)


def _most(card: Scorecard | None) -> Decimal | None:
    return _rounded(card.max, card) if card is not None else None


def _rounded(value: Fraction, card: Scorecard) -> Decimal:
    return rounded(value, card.criteria_set.rounding.total, card.criteria_set.rounding.mode)


def form(request: HttpRequest, sheet: Sheet) -> bytes:
    """A line for each criterion with the points and words of each step that the viewer may read; of evidence the names
    of what they may open.
    """
    used = {use.evidence_id for row in sheet.said for use in row.evidence.all()}
    open_ = openable(request.viewer, used) if used else frozenset()
    columns = [
        Column(_("Mã")), Column(_("Tiêu chí"), width=48), Column(_("Tối đa"), "decimal"),
        Column(_("Năm trước"), "decimal"), Column(_("Tự chấm"), "decimal"), Column(_("Lời của đơn vị"), width=36),
        Column(_("Tài liệu"), width=30), Column(_("Thẩm định lần 1"), "decimal"), Column(_("Lý do"), width=36),
        Column(_("Giải trình"), width=36), Column(_("Thẩm định lần 2"), "decimal"), Column(_("Lý do lần 2"), width=36),
    ]  # fmt: skip
    found = sheet.assessment
    notes = [
        f"{found.round.title}: {STATES[found.state].word}", _("Bộ tiêu chí %s") % found.round.set_name,
        *_notes(request),
    ]  # fmt: skip
    return write_table(
        _("Phiếu chấm điểm: %s") % name_of(found), columns, [_line(one, open_) for one in sheet.lines], notes
    )


def _line(one: CriterionLine, open_: frozenset[UUID]) -> list[Any]:
    own, first = one.rows.get(SELF), one.rows.get(APPRAISAL)
    reply, second = one.rows.get(EXPLANATION), one.rows.get(SECOND)
    proofs = "; ".join(_proof(use) for use in own.evidence.all() if use.evidence_id in open_) if own else ""
    return [
        one.criterion.id, one.criterion.title, one.criterion.max, one.last_year, _points(one, SELF, own),
        _words(own), proofs, _points(one, APPRAISAL, first), _words(first), _words(reply),
        _points(one, SECOND, second or first), _words(second),
    ]  # fmt: skip


def _proof(use: AssessedEvidence) -> str:
    return f"{use.evidence.name} ({_('trang')} {use.page})" if use.page else use.evidence.name


def _words(row: AssessedAnswer | None) -> str:
    return row.words if row else ""


def _points(one: CriterionLine, stage: str, row: AssessedAnswer | None) -> Decimal | None:
    """Points of a stage, exact to six places; 0 where an appraiser did not accept, None where there is no answer."""
    line = one.points.get(stage)
    if line is None:
        return None
    if stage != SELF and row is not None and row.answer is None:
        return Decimal(0)
    return rounded(Fraction(line.points), _PLACES).normalize() if answered(line) else None
