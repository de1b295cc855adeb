"""What pages of a round show: states with their looks, points as the set rounds them, answers in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parindex.core.amounts import rounded, said
from parindex.core.assessments import ANSWERING, APPRAISAL, EXPLANATION, SECOND, SELF, decisive, worth
from parindex.core.criteria import CriteriaSet, Criterion
from parindex.core.scoring import Line, Scorecard
from parindex.records.models import AssessedAnswer, Assessment
from parindex.records.queries.assessed_answer import CriterionLine, Sheet
from parindex.records.queries.round import Progress
from parindex.web import formats
from parindex.web.states import Look

State = Assessment.State
STATES: dict[str, Look] = {
    State.SELF: Look(gettext_lazy("Tự chấm"), "pencil", "open"),
    State.APPRAISAL: Look(gettext_lazy("Thẩm định lần 1"), "eye", "sent"),
    State.EXPLANATION: Look(gettext_lazy("Giải trình"), "message", "soon"),
    State.SECOND: Look(gettext_lazy("Thẩm định lần 2"), "eye", "sent"),
    State.APPROVAL: Look(gettext_lazy("Chờ lãnh đạo duyệt"), "clock", "sent"),
    State.APPROVED: Look(gettext_lazy("Đã duyệt"), "check", "done"),
}
STAGES: dict[str, str | Promise] = {
    SELF: gettext_lazy("Tự chấm"), APPRAISAL: gettext_lazy("Thẩm định lần 1"),
    EXPLANATION: gettext_lazy("Giải trình"), SECOND: gettext_lazy("Thẩm định lần 2"),
}  # fmt: skip
_SHOWN_PLACES = 4


def total(card: Scorecard | None) -> str:
    """Points rounded as the set says; a dash before there is any answer."""
    if card is None or len(card.named("missing")) == len(card.criteria):
        return formats.NOTHING
    rule = card.criteria_set.rounding
    return formats.number(rounded(card.total, rule.total, rule.mode))


def most(card: Scorecard) -> str:
    """The maximum, which what is not assigned has lowered."""
    rule = card.criteria_set.rounding
    return formats.number(rounded(card.max, rule.total, rule.mode))


def _total_of_most(card: Scorecard | None) -> str:
    """Points of how many: points of different maxima would be read as comparable."""
    found = total(card)
    return found if card is None or found == formats.NOTHING else f"{found}/{most(card)}"


def score_of(row: Progress) -> dict[str, str]:
    """The totals of a unit by stage, as far as the viewer sees them, and how many criteria have an answer."""
    sheet = row.sheet
    if sheet is None:
        return {
            "done": "",
            "self": "",
            "appraisal": "",
            "final": _total_of_most(row.result),
            "grade": _grade(row.result),
        }
    cards = sheet.cards
    return {
        "done": f"{sheet.answered}/{len(sheet.criteria)}",
        "self": _total_of_most(cards.get(SELF)),
        "appraisal": _total_of_most(cards.get(APPRAISAL)),
        "final": _total_of_most(row.result or cards.get(SECOND)), "grade": _grade(row.result),
    }  # fmt: skip


def _grade(card: Scorecard | None) -> str:
    return (card.grade or "") if card else ""


def points(line: Line | None, found: CriteriaSet) -> str:
    """Points of a line in a table; a dash where it is not scored or there is no answer yet."""
    if line is None or not answered(line):
        return formats.NOTHING
    return _number(line.points, found)


def answered(line: Line) -> bool:
    """Whether there is anything to show: zero points are not the same as no answer."""
    if line.children:
        return any(answered(child) for child in line.children)
    return line.state not in ("missing", "not_assigned")


def _number(value: Fraction, found: CriteriaSet) -> str:
    places = found.rounding.criterion if found.rounding.criterion is not None else found.rounding.total
    return formats.number(rounded(value, places, found.rounding.mode))


@dataclass(frozen=True)
class RowShown:
    """One line of the form as a table shows it."""

    line: CriterionLine
    level: int
    max: str
    last_year: str
    counted: str
    own: str
    appraised: str
    second: str
    evidence: int
    words: bool
    mark: str
    tone: str


def rows_of(sheet: Sheet, asked: frozenset[str]) -> list[RowShown]:
    """The lines of a form; `asked` are the criteria that wait for the viewer."""
    return [_row(sheet, line, asked) for line in sheet.lines]


def _row(sheet: Sheet, line: CriterionLine, asked: frozenset[str]) -> RowShown:
    found, own = sheet.criteria_set, line.rows.get(SELF)
    counted = ""
    if line.counted is not None:
        counted = _number_or_dash(found, line.criterion, line.counted.answer, sheet)
    mark, tone = _mark(sheet, line, asked)
    return RowShown(
        line, min(line.depth, 3), said(line.criterion.max),
        "" if line.last_year is None else formats.number(line.last_year), counted,
        points(line.points.get(SELF), found), _appraised(line, APPRAISAL, found), _appraised(line, SECOND, found),
        len(own.evidence.all()) if own else 0, bool(own and own.words), mark, tone,
    )  # fmt: skip


def _appraised(line: CriterionLine, stage: str, found: CriteriaSet) -> str:
    """Points after an appraisal; what it did not accept has none, which is not the same as no answer."""
    until = ANSWERING[: ANSWERING.index(stage) + 1]
    row = decisive(line.rows, until) if stage in line.points else None
    if row is not None and row.stage != SELF and row.answer is None:
        return "0"
    return points(line.points.get(stage), found)


def _number_or_dash(found: CriteriaSet, criterion: Criterion, answer: Mapping[str, Any], sheet: Sheet) -> str:
    value = worth(found, criterion, answer, sheet.assessment.round.year).points
    return formats.NOTHING if value is None else _number(value, found)


def _mark(sheet: Sheet, line: CriterionLine, asked: frozenset[str]) -> tuple[str, str]:
    """What is to be known of a line at a glance, and its tone."""
    if not line.scored:
        return "", ""
    id, state = line.criterion.id, sheet.assessment.state
    if id in asked:
        if state == State.APPRAISAL and line.differs:
            return _("cần xem: khác số đếm"), "late"
        return (_("cần làm") if state == State.SELF else _("cần xem")), "soon"
    if SECOND in line.rows:
        return _("đã thẩm định lại"), "done"
    if EXPLANATION in line.rows:
        return _("đã giải trình"), "sent"
    if APPRAISAL in line.rows:
        lost = id in {each.id for each in sheet.lowered()}
        return (_("giảm điểm"), "late") if lost else (_("đã thẩm định"), "done")
    if line.differs:
        return _("khác số đếm"), "soon"
    if SELF in line.rows:
        return _("đã trả lời"), "done"
    return (_("theo số đếm"), "off") if line.counted else (_("chưa trả lời"), "off")


def asked_of(sheet: Sheet, writes: bool, appraises: bool) -> frozenset[str]:
    """The criteria that wait for the viewer in the form's state."""
    state = sheet.assessment.state
    if state == State.SELF and writes:
        return frozenset(lack.criterion.id for lack in sheet.lacks())
    if state == State.APPRAISAL and appraises:
        return frozenset(each.id for each in sheet.not_appraised())
    if state == State.EXPLANATION and writes:
        return frozenset(each.id for each in sheet.lowered() if sheet.row(each.id, EXPLANATION) is None)
    if state == State.SECOND and appraises:
        return frozenset(each.id for each in sheet.not_decided())
    return frozenset()


@dataclass(frozen=True)
class Told:
    """An answer in words: its points and the sentence that says why."""

    points: str
    because: str


def told(sheet: Sheet, criterion: Criterion, answer: Mapping[str, Any] | None) -> Told:
    """What an answer is worth, in words."""
    if answer is None:
        return Told("0", _("Không có câu trả lời được công nhận."))
    found = worth(sheet.criteria_set, criterion, answer, sheet.assessment.round.year)
    return Told(formats.NOTHING if found.points is None else said(found.points), found.because)


@dataclass(frozen=True)
class Said:
    """One thing that was said of a criterion, with who and when."""

    row: AssessedAnswer
    stage: str
    told: Told | None
    counted: str
    stands: bool


def history_of(sheet: Sheet, criterion: Criterion) -> list[Said]:
    """All that was said of a criterion, newest first."""
    standing = {row.pk for row in sheet.stands.get(criterion.id, {}).values()}
    found = []
    for row in sheet.history(criterion.id):
        silent = row.stage == EXPLANATION or (row.stage == SELF and row.answer is None)
        counted = ""
        if row.counted and row.answer is not None:
            counted = told(sheet, criterion, row.counted["answer"]).because
        found.append(
            Said(row, str(STAGES[row.stage]), None if silent else told(sheet, criterion, row.answer), counted,
                 row.pk in standing)
        )  # fmt: skip
    return found
