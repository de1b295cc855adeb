"""Evidence that a viewer may see."""

from uuid import UUID

from django.db.models import Q, QuerySet

from parindex.records.models import AssessedEvidence, Evidence, Obligation, SubmissionEvidence
from parindex.records.permissions import NotFound, Viewer


def visible(viewer: Viewer) -> QuerySet[Evidence]:
    """All for those who oversee; own agencies' for an agency. Supporting agencies do not see a lead's files."""
    found = Evidence.objects.filter(programme_id=viewer.programme_id).select_related("file", "agency", "added_by")
    if viewer.everywhere("see_all_duties"):
        # A draft's evidence is the agency's own affair until it is sent, unless the office acts for the agency.
        # Asked once, not for each row: joined, PostgreSQL tries every use of every file before it has statistics.
        own = {"programme_id": viewer.programme_id}
        sent = SubmissionEvidence.objects.filter(**own, submission__sent_on__isnull=False)
        assessed = AssessedEvidence.objects.filter(**own, answer__assessment__submitted_on__isnull=False)
        shown = Q(pk__in=sent.values("evidence")) | Q(pk__in=assessed.values("evidence"))
        return found.filter(shown | Q(added_by_id=viewer.user_id))
    return found.filter(agency__in=viewer.agencies("see_own_duties"))


def find(viewer: Viewer, evidence_id: UUID) -> Evidence:
    found = visible(viewer).filter(pk=evidence_id).first()
    if found is None:
        raise NotFound("evidence")
    return found


def may_see(viewer: Viewer, agency_id: UUID) -> bool:
    """Whether an agency's evidence is open to the viewer at all; supporting agencies see a duty without it."""
    return viewer.everywhere("see_all_duties") or agency_id in viewer.agencies("see_own_duties")


def reusable(viewer: Viewer, obligation: Obligation) -> QuerySet[Evidence]:
    """What the agency has handed in before and may offer again, newest first, without what has been revised."""
    return visible(viewer).filter(agency_id=obligation.agency_id, revisions__isnull=True).order_by("-added_at")


def versions(viewer: Viewer, evidence: Evidence) -> list[Evidence]:
    """All revisions of a piece of evidence that the viewer may see, newest first, itself among them."""
    found = {one.pk: one for one in visible(viewer).filter(agency_id=evidence.agency_id)}
    line, revised_by = [evidence], {one.revises_id: one for one in found.values() if one.revises_id}
    while line[0].pk in revised_by:
        line.insert(0, revised_by[line[0].pk])
    while (before := found.get(line[-1].revises_id)) is not None:
        line.append(before)
    return line
