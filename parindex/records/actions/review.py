"""The office accepts or returns what was handed in, and may open an accepted duty again."""

from uuid import UUID

from django.db import transaction

from parindex.core.errors import InputError
from parindex.records.actions.history import record
from parindex.records.models import Obligation, Review, Submission
from parindex.records.permissions import Viewer
from parindex.records.queries import submission as submissions


def _waiting(by: Viewer, submission_id: UUID) -> Submission:
    submission = submissions.find(by, submission_id)
    by.require("review", submission.obligation.agency_id)
    held = Obligation.objects.select_for_update().get(pk=submission.obligation_id)
    if held.cancelled_on or held.superseded_on:
        raise InputError("Việc này đã hủy hoặc đã được thay thế nên kết quả không cần xem xét nữa.")
    if Review.objects.filter(submission=submission).exists():
        raise InputError("Kết quả này đã được xem xét từ trước; hãy tải lại trang.")
    return submission


@transaction.atomic
def accept(by: Viewer, submission_id: UUID, words: str = "") -> Review:
    """Accept a submission: the duty is done as of the day on which it was sent."""
    return _review(by, _waiting(by, submission_id), Review.Outcome.ACCEPTED, words.strip())


@transaction.atomic
def give_back(by: Viewer, submission_id: UUID, words: str) -> Review:
    """Return a submission with a comment that says what to mend."""
    if not words.strip():
        raise InputError("Hãy ghi rõ cần bổ sung, sửa gì để cơ quan biết mà làm lại.")
    return _review(by, _waiting(by, submission_id), Review.Outcome.RETURNED, words.strip())


def _review(by: Viewer, submission: Submission, outcome: str, words: str) -> Review:
    review = Review.objects.create(
        programme_id=by.programme_id, submission=submission, outcome=outcome, words=words, by_id=by.user_id,
        on=by.on, at=by.at,
    )  # fmt: skip
    said = "Duyệt" if outcome == Review.Outcome.ACCEPTED else "Trả lại"
    record(
        by, outcome, submission, f"{said} kết quả lần {submission.number}" + (f": {words}" if words else ""),
        about=submission.obligation_id, agency_id=submission.obligation.agency_id,
    )  # fmt: skip
    return review


@transaction.atomic
def reopen(by: Viewer, submission_id: UUID, reason: str) -> Review:
    """Take an acceptance back, with a reason; the duty is to be done again."""
    submission = submissions.find(by, submission_id)
    by.require("review", submission.obligation.agency_id)
    if not reason.strip():
        raise InputError("Hãy ghi lý do mở lại.")
    if submission.obligation.cancelled_on or submission.obligation.superseded_on:
        raise InputError(
            "Việc này đã hủy hoặc đã được thay thế nên không mở lại kết quả được; hãy khôi phục việc trước."
        )
    review = (
        Review.objects.select_for_update()
        .filter(submission=submission, outcome=Review.Outcome.ACCEPTED, revoked_on__isnull=True)
        .first()
    )
    if review is None:
        raise InputError("Chỉ mở lại được kết quả đã duyệt.")
    review.revoked_on, review.revoked_reason, review.revoked_by_id = by.on, reason.strip(), by.user_id
    review.save(update_fields=["revoked_on", "revoked_reason", "revoked_by"])
    record(
        by, "reopen", submission, f"Mở lại kết quả đã duyệt: {reason.strip()}", about=submission.obligation_id,
        agency_id=submission.obligation.agency_id,
    )  # fmt: skip
    return review
