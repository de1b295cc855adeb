"""Saying something of one criterion at one stage: nothing is overwritten, points are computed and never typed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from parindex.core.amounts import rounded
from parindex.core.assessments import APPRAISAL, EXPLANATION, SECOND, SELF, criterion_of, worth, writing
from parindex.core.criteria import Criterion
from parindex.core.errors import InputError
from parindex.core.methods.judgement import Judgement
from parindex.records.actions import evidence as evidence_actions
from parindex.records.actions.evidence import ProofInput
from parindex.records.actions.history import Conflict, record
from parindex.records.models import AssessedAnswer, AssessedEvidence, Assessment, Evidence
from parindex.records.permissions import NotFound, Viewer
from parindex.records.queries import assessed_answer as answers
from parindex.records.queries import assessment as queries
from parindex.records.queries.assessed_answer import Sheet

_PLACES = 6
_STATE_OF = {
    APPRAISAL: Assessment.State.APPRAISAL, EXPLANATION: Assessment.State.EXPLANATION, SECOND: Assessment.State.SECOND
}  # fmt: skip
_WORDS = {
    SELF: "Tự chấm tiêu chí", APPRAISAL: "Thẩm định lần 1 tiêu chí", EXPLANATION: "Giải trình tiêu chí",
    SECOND: "Thẩm định lần 2 tiêu chí",
}  # fmt: skip
_VERBS = {SELF: "assess", APPRAISAL: "appraise", EXPLANATION: "explain_assessment", SECOND: "appraise"}


@dataclass(frozen=True)
class AnswerInput:
    """What a person says. `answer` as in an answers file, None where only words are given (an appraiser: not accepted).

    `kept` maps evidence that the row before rested on, and goes on to, to its page; `proof` is what is added. `seen` is
    the number of the row that the form showed, 0 where there was none.
    """

    answer: Mapping[str, Any] | None
    words: str = ""
    kept: Mapping[UUID, str] | None = None
    proof: ProofInput = ProofInput()
    seen: int | None = None


def held(by: Viewer, assessment_id: UUID) -> Assessment:
    """The assessment, held for this transaction; NotFound for who may not read it. No round that is over is written."""
    Assessment.objects.select_for_update().filter(pk=assessment_id, programme_id=by.programme_id).first()
    found = queries.find(by, assessment_id)
    if found.round.cancelled_on:
        raise InputError("Đợt đánh giá này đã hủy nên không ghi thêm được.")
    if found.round.published_on:
        raise InputError("Đợt đánh giá này đã công bố nên không ghi thêm được.")
    return found


@transaction.atomic
def say(by: Viewer, assessment_id: UUID, criterion_id: str, stage: str, given: AnswerInput) -> AssessedAnswer:
    """Append what is said of a criterion at a stage. What says the same as the row before changes nothing.

    Conflict where somebody else has said something at this stage since the form was shown.
    """
    sheet = _to_write(by, assessment_id, stage)
    return _say(by, sheet, criterion_id, stage, given)


@transaction.atomic
def say_all(by: Viewer, assessment_id: UUID, stage: str, given: Mapping[str, AnswerInput]) -> dict[str, AssessedAnswer]:
    """As `say`, of several criteria at once, by their id: all or nothing, and counted once for all of them."""
    sheet = _to_write(by, assessment_id, stage)
    return {id: _say(by, sheet, id, stage, one) for id, one in given.items()}


def _to_write(by: Viewer, assessment_id: UUID, stage: str) -> Sheet:
    assessment = held(by, assessment_id)
    may_say(by, assessment, stage)
    return answers.sheet(by, assessment)


def _say(by: Viewer, sheet: Sheet, criterion_id: str, stage: str, given: AnswerInput) -> AssessedAnswer:
    assessment = sheet.assessment
    criterion = criterion_of(sheet.criteria_set, criterion_id)
    if criterion is None:
        raise NotFound("criterion")
    said = AssessedAnswer.objects.filter(assessment=assessment, criterion=criterion_id, stage=stage)
    before = said.order_by("number").last()
    if given.seen is not None and given.seen != (before.number if before else 0):
        raise Conflict(
            "Tiêu chí này vừa được người khác sửa (hoặc chính bạn, ở cửa sổ khác) trong lúc bạn đang làm. "
            "Bản đang lưu hiện bên cạnh; những gì bạn vừa gõ vẫn còn bên dưới."
        )
    words, data = given.words.strip(), _data(by, criterion, given)
    points = _points(sheet, criterion, data)
    _check(sheet, criterion, stage, data, words)
    uses = _uses(by, assessment, before, given) if stage in (SELF, EXPLANATION) else {}
    if before is not None and sheet.row(criterion_id, stage) is not None and _same(before, data, words, uses):
        return before
    row = _append(by, sheet, criterion, stage, data, points, words, uses)
    _tell(by, assessment, stage, f"{_WORDS[stage]} {criterion.id}")
    return row


def may_say(by: Viewer, assessment: Assessment, stage: str) -> None:
    """NotFound unless the viewer speaks at this stage for this form; InputError where it is not the time for it."""
    if not queries.may_say(by, assessment, stage):
        raise NotFound("assessment")
    found = assessment.round
    if stage == SELF:
        may = writing(
            assessment.state, assessment.locked, found.opens, found.self_due, assessment.writable_until, by.on
        )
        if not may.open:
            raise InputError(may.why_not)
        return
    if assessment.state != _STATE_OF[stage]:
        raise InputError(
            f"Phiếu đang ở bước “{assessment.get_state_display()}” nên không ghi được ở bước này; hãy tải lại trang."
        )
    if stage == EXPLANATION and by.on > found.explanation_due:
        raise InputError(f"Hạn giải trình là ngày {found.explanation_due:%d/%m/%Y} đã qua.")


def _data(by: Viewer, criterion: Criterion, given: AnswerInput) -> dict[str, Any] | None:
    if given.answer is None:
        return None
    data = dict(given.answer)
    if isinstance(criterion.method, Judgement) and "points" in data:
        data |= {"by": by.name, "why": given.words.strip()}
        if not data["why"]:
            raise InputError(f"{criterion.id}: tiêu chí này do người chấm xem xét; hãy ghi lý do cho số điểm.")
    return data


def _points(sheet: Sheet, criterion: Criterion, data: Mapping[str, Any] | None) -> Decimal | None:
    if data is None:
        return Decimal(0)
    found = worth(sheet.criteria_set, criterion, data, sheet.assessment.round.year).points
    return None if found is None else rounded(found, _PLACES)


def _check(sheet: Sheet, criterion: Criterion, stage: str, data: Mapping[str, Any] | None, words: str) -> None:
    """What may not be left unsaid at each stage."""
    if stage == SELF and data is None and not words:
        raise InputError(f"{criterion.id}: hãy trả lời, hoặc ghi giải trình.")
    if stage == EXPLANATION:
        if criterion.id not in [each.id for each in sheet.lowered()]:
            raise InputError(f"{criterion.id}: chỉ giải trình tiêu chí bị thẩm định thấp hơn điểm tự chấm.")
        if not words:
            raise InputError(f"{criterion.id}: hãy ghi giải trình.")
    if stage == APPRAISAL and not words:
        if data is None:
            raise InputError(f"{criterion.id}: hãy ghi lý do không công nhận câu trả lời của đơn vị.")
        if answers.without_name(data) != answers.without_name(sheet.answer(criterion.id, SELF)):
            raise InputError(f"{criterion.id}: kết quả thẩm định khác với đơn vị tự chấm; hãy ghi lý do.")
    if stage == SECOND and not words:
        raise InputError(f"{criterion.id}: hãy ghi lý do của kết quả thẩm định lần 2 để đơn vị biết.")


def _uses(by: Viewer, assessment: Assessment, before: AssessedAnswer | None, given: AnswerInput) -> dict[Evidence, str]:
    earlier = {use.evidence_id: use for use in before.evidence.select_related("evidence")} if before else {}
    kept = given.kept if given.kept is not None else {id: use.page for id, use in earlier.items()}
    if set(kept) - set(earlier):
        raise NotFound("evidence")
    found = {earlier[id].evidence: page.strip() for id, page in kept.items()}
    holder = assessment.agency_id or next(iter(sorted(by.seats)), None)
    if holder is None and (given.proof.files or given.proof.link):
        raise InputError("Tài khoản này không thuộc cơ quan nào nên không nộp tài liệu mới được; hãy chọn tài liệu cũ.")
    for one in evidence_actions.add(by, holder, given.proof) if holder or given.proof.earlier else []:
        if assessment.agency_id is not None and one.agency_id != assessment.agency_id:
            raise NotFound("evidence")
        found[one] = given.proof.page.strip()
    return found


def _same(before: AssessedAnswer, data: Mapping[str, Any] | None, words: str, uses: Mapping[Evidence, str]) -> bool:
    pages = {use.evidence_id: use.page for use in before.evidence.all()}
    return (
        answers.without_name(before.answer) == answers.without_name(data)
        and before.words == words
        and pages == {one.pk: page for one, page in uses.items()}
    )


def _append(
    by: Viewer, sheet: Sheet, criterion: Criterion, stage: str, data: Mapping[str, Any] | None, points: Decimal | None,
    words: str, uses: Mapping[Evidence, str],
) -> AssessedAnswer:  # fmt: skip
    """Write the next row of a stage, with what was counted at that moment. The caller has checked everything."""
    assessment, found = sheet.assessment, sheet.counted.get(criterion.id)
    said = assessment.answers.filter(criterion=criterion.id, stage=stage).count()
    row = AssessedAnswer.objects.create(
        programme_id=by.programme_id, assessment=assessment, criterion=criterion.id, stage=stage, number=said + 1,
        answer=data, points=points, words=words, counted=found.to_json() if found else {}, on=by.on, at=by.at,
        by_id=by.user_id,
    )  # fmt: skip
    AssessedEvidence.objects.bulk_create(
        AssessedEvidence(programme_id=by.programme_id, answer=row, evidence=one, page=page)
        for one, page in uses.items()
    )
    return row


def _tell(by: Viewer, assessment: Assessment, stage: str, words: str) -> None:
    """Without points and words, and an appraisal without the agency: the history keeps the embargo."""
    own = stage in (SELF, EXPLANATION)
    record(by, _VERBS[stage], assessment, words, agency_id=assessment.agency_id if own else None)


@transaction.atomic
def accept_rest(by: Viewer, assessment_id: UUID) -> int:
    """Accept, in the first appraisal, what the unit said (or what was counted) of every criterion that is not appraised
    yet; returns how many.
    """
    assessment = held(by, assessment_id)
    may_say(by, assessment, APPRAISAL)
    sheet = answers.sheet(by, assessment)
    left = sheet.not_appraised()
    for criterion in left:
        data = sheet.answer(criterion.id, SELF)
        words = "" if data is not None else "Đơn vị không trả lời."
        _append(by, sheet, criterion, APPRAISAL, data, _points(sheet, criterion, data), words, {})
    if left:
        _tell(by, assessment, APPRAISAL, f"Thẩm định lần 1: công nhận {len(left)} tiêu chí còn lại theo đơn vị")
    return len(left)


def keep_counts(by: Viewer, sheet: Sheet) -> None:
    """Write down, as the unit's answer on the day of sending, each count that it let stand: counts move on, what was
    sent does not. What an earlier sending wrote down so is counted anew.
    """
    for criterion in sheet.criteria:
        row, found = sheet.row(criterion.id, SELF), sheet.counted.get(criterion.id)
        if found is None or (row is not None and row.answer is not None and not _let_stand(row)):
            continue
        data = dict(found.answer)
        if row is not None and row.answer == data:
            continue
        own = row.words if row is not None and row.answer is None else ""
        words = own or _counted_on(by.on)
        uses = {use.evidence: use.page for use in row.evidence.all()} if row is not None else {}
        _append(by, sheet, criterion, SELF, data, _points(sheet, criterion, data), words, uses)


def _counted_on(on: date) -> str:
    return f"Theo số đếm được ngày {on:%d/%m/%Y}."


def _let_stand(row: AssessedAnswer) -> bool:
    """Whether the unit left this to the count when it sent the form, and wrote nothing of its own since."""
    return row.words == _counted_on(row.on) and row.answer == row.counted.get("answer")
