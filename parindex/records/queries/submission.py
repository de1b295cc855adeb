"""What has been handed in for an obligation, and what waits for review."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Q, QuerySet

from parindex.records.models import Obligation, Review, Submission
from parindex.records.permissions import NotFound, Viewer
from parindex.records.queries import obligation as obligations


def of(viewer: Viewer, obligation: Obligation) -> list[Submission]:
    """Submissions of an obligation that the viewer may see; drafts only where the viewer may write them."""
    found = _full(obligation.submissions.all())
    if not viewer.may_for("draft", obligation.agency_id):
        found = found.filter(sent_on__isnull=False)
    return list(found)


def draft(viewer: Viewer, obligation: Obligation) -> Submission | None:
    """The draft in work, for those who may write it."""
    if not viewer.may_for("draft", obligation.agency_id):
        return None
    return _full(obligation.submissions.filter(sent_on__isnull=True)).first()


def find(viewer: Viewer, submission_id: UUID) -> Submission:
    """One sent submission of an obligation that the viewer may see, or NotFound."""
    found = _full(
        Submission.objects.filter(
            Q(pk=submission_id) & Q(sent_on__isnull=False) & Q(obligation__in=obligations.visible(viewer))
        )
    ).first()
    if found is None:
        raise NotFound("submission")
    return found


def to_review(viewer: Viewer) -> QuerySet[Submission]:
    """Sent, not yet reviewed, of duties that still count; oldest first."""
    if not viewer.may("comment_review"):
        return Submission.objects.none()
    return (
        Submission.objects.filter(
            programme_id=viewer.programme_id,
            sent_on__isnull=False,
            review__isnull=True,
            obligation__cancelled_on__isnull=True,
            obligation__superseded_on__isnull=True,
        )
        .select_related("obligation__task__item__part", "obligation__agency", "sent_by")
        .order_by("sent_at")
    )


def returned_words(of: Iterable[Obligation]) -> dict[UUID, str]:
    """Why the last submission of each obligation came back: the reviewer's words, or the reason of opening it again.

    The caller has made sure that the viewer may see the obligations. One query.
    """
    reviews = Review.objects.filter(submission__obligation__in=[one.pk for one in of]).order_by("submission__number")
    found = {}
    for obligation_id, words, reason in reviews.values_list("submission__obligation_id", "words", "revoked_reason"):
        found[obligation_id] = reason or words
    return found


def _full(found: QuerySet[Submission]) -> QuerySet[Submission]:
    return found.select_related("written_by", "sent_by", "review__by", "review__revoked_by").prefetch_related(
        "figures__target", "evidence__evidence__file", "evidence__evidence__agency"
    )
