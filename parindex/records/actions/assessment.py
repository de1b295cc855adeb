"""The way of one form through a round: sent and locked, appraised, replied to, appraised again, approved."""

from datetime import date
from uuid import UUID

from django.db import transaction

from parindex.core.assessments import EXPLANATION, writing
from parindex.core.errors import InputError
from parindex.records.actions.assessed_answer import held, keep_counts
from parindex.records.actions.history import expect, record
from parindex.records.models import Assessment, AssessmentStep
from parindex.records.permissions import NotFound, Viewer
from parindex.records.queries import assessed_answer as answers
from parindex.records.queries import assessment as queries

State = Assessment.State
_MOST_NAMED = 5


def _at(assessment: Assessment, *states: str) -> None:
    if assessment.state not in states:
        raise InputError(
            f"Phiếu đang ở bước “{assessment.get_state_display()}”; hãy tải lại trang để xem việc cần làm."
        )


def _appraises(by: Viewer, assessment: Assessment) -> None:
    if not queries.Appraisers(by).may(assessment):
        raise NotFound("assessment")


def move(
    by: Viewer, assessment: Assessment, to: str, verb: str, words: str, *, locked: bool = True, why: str = "",
    version: int | None = None,
) -> Assessment:  # fmt: skip
    """Take a step: state, lock, and the line that tells how it came about."""
    expect(assessment, version)
    AssessmentStep.objects.create(
        programme_id=by.programme_id, assessment=assessment, from_state=assessment.state, to_state=to, locked=locked,
        why=why, on=by.on, at=by.at, by_id=by.user_id,
    )  # fmt: skip
    assessment.state, assessment.locked = to, locked
    assessment.save()
    record(by, verb, assessment, words, about=assessment.round_id, agency_id=assessment.agency_id)
    return assessment


@transaction.atomic
def submit(by: Viewer, assessment_id: UUID, version: int | None = None) -> Assessment:
    """Send the self-assessment, which locks it. InputError names all that is missing."""
    assessment = held(by, assessment_id)
    if not queries.may_submit(by, assessment):
        raise NotFound("assessment")
    found = assessment.round
    may = writing(assessment.state, assessment.locked, found.opens, found.self_due, assessment.writable_until, by.on)
    if not may.open:
        raise InputError(may.why_not)
    sheet = answers.sheet(by, assessment)
    lacks = sheet.lacks()
    if lacks:
        named = "; ".join(f"{lack.criterion.id}: {lack.words}" for lack in lacks[:_MOST_NAMED])
        more = f"; và {len(lacks) - _MOST_NAMED} tiêu chí khác" if len(lacks) > _MOST_NAMED else ""
        raise InputError(f"Chưa gửi được, còn {len(lacks)} tiêu chí phải làm: {named}{more}.")
    keep_counts(by, sheet)
    assessment.submitted_on = by.on
    why = "" if queries.speaks_for_itself(by, assessment) else "Gửi thay mặt đơn vị"
    return move(
        by, assessment, State.APPRAISAL, "submit_assessment", "Gửi phiếu tự chấm, phiếu được khóa", why=why,
        version=version,
    )  # fmt: skip


@transaction.atomic
def unlock(by: Viewer, assessment_id: UUID, until: date, reason: str, version: int | None = None) -> Assessment:
    """Let the unit write again until the end of a day, before the first appraisal is told."""
    assessment = held(by, assessment_id)
    _appraises(by, assessment)
    _at(assessment, State.SELF, State.APPRAISAL)
    if not reason.strip():
        raise InputError("Hãy ghi lý do mở khóa.")
    if until < by.on:
        raise InputError(f"Ngày được sửa đến hết ({until:%d/%m/%Y}) đã qua; hãy chọn từ hôm nay trở đi.")
    assessment.writable_until = until
    words = f"Mở khóa phiếu tự chấm đến hết ngày {until:%d/%m/%Y}: {reason.strip()}"
    return move(
        by, assessment, State.SELF, "unlock_assessment", words, locked=False, why=reason.strip(), version=version
    )


@transaction.atomic
def finish_appraisal(by: Viewer, assessment_id: UUID, version: int | None = None) -> Assessment:
    """Close the first or the second appraisal. After the first the unit is asked to reply, if it lost any points; else,
    and after the second, the leadership decides.
    """
    assessment = held(by, assessment_id)
    _appraises(by, assessment)
    _at(assessment, State.APPRAISAL, State.SECOND)
    first = assessment.state == State.APPRAISAL
    sheet = answers.sheet(by, assessment)
    left = sheet.not_appraised() if first else sheet.not_decided()
    if left:
        named = ", ".join(each.id for each in left[:_MOST_NAMED]) + (", …" if len(left) > _MOST_NAMED else "")
        what = "chưa thẩm định" if first else "có giải trình mà chưa thẩm định lại"
        raise InputError(f"Còn {len(left)} tiêu chí {what}: {named}.")
    if not first:
        return move(by, assessment, State.APPROVAL, "finish_appraisal", "Xong thẩm định lần 2", version=version)
    to = State.EXPLANATION if sheet.lowered() else State.APPROVAL
    words = (
        "Xong thẩm định lần 1, đơn vị giải trình"
        if sheet.lowered()
        else "Xong thẩm định lần 1, không tiêu chí nào giảm điểm"
    )
    return move(by, assessment, to, "finish_appraisal", words, version=version)


@transaction.atomic
def reply(by: Viewer, assessment_id: UUID, version: int | None = None) -> Assessment:
    """Send the replies, or agree without any. The office closes it once the day for replying is over."""
    assessment = held(by, assessment_id)
    over = by.on > assessment.round.explanation_due
    closes = over and queries.Appraisers(by).may(assessment)
    if not closes and not queries.may_reply(by, assessment):
        raise NotFound("assessment")
    _at(assessment, State.EXPLANATION)
    if over and not closes:
        raise InputError(
            f"Hạn giải trình là ngày {assessment.round.explanation_due:%d/%m/%Y} đã qua; "
            "cơ quan điều hành sẽ chuyển bước."
        )
    sheet = answers.sheet(by, assessment)
    said = [each.id for each in sheet.criteria if sheet.row(each.id, EXPLANATION)]
    if said:
        words = f"{'Hết hạn giải trình' if closes else 'Gửi giải trình'}: {', '.join(said)}"
        return move(by, assessment, State.SECOND, "reply_assessment", words, version=version)
    words = "Hết hạn, đơn vị không giải trình" if closes else "Đồng ý kết quả thẩm định, không giải trình"
    return move(by, assessment, State.APPROVAL, "reply_assessment", words, version=version)


@transaction.atomic
def approve(by: Viewer, assessment_id: UUID, version: int | None = None) -> Assessment:
    """The leadership approves; what it approved waits for publication."""
    assessment = held(by, assessment_id)
    if not queries.may_approve(by, assessment):
        raise NotFound("assessment")
    _at(assessment, State.APPROVAL)
    return move(by, assessment, State.APPROVED, "approve_assessment", "Lãnh đạo duyệt kết quả chấm", version=version)


@transaction.atomic
def give_back(by: Viewer, assessment_id: UUID, reason: str, version: int | None = None) -> Assessment:
    """The leadership sends it back to the second appraisal, with what is to be looked at."""
    assessment = held(by, assessment_id)
    if not queries.may_approve(by, assessment):
        raise NotFound("assessment")
    _at(assessment, State.APPROVAL, State.APPROVED)
    if not reason.strip():
        raise InputError("Hãy ghi rõ cần xem lại tiêu chí nào, vì sao.")
    # Without the reason, which may tell points that are under embargo; it is kept with the step.
    return move(
        by, assessment, State.SECOND, "give_back_assessment", "Lãnh đạo trả lại để thẩm định lại", why=reason.strip(),
        version=version,
    )  # fmt: skip
