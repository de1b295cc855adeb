"""The history that a viewer may read."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from parindex.records.models import History, LateCase, Membership, Obligation
from parindex.records.permissions import Viewer
from parindex.records.queries import obligation as obligations

# What an agency does itself: whoever else does it does it in its place.
OWN_ACTS = frozenset({
    "save_draft", "attach", "detach", "send", "add_evidence", "ask_extension", "enter_date", "record_event",
    "foresee", "explain", "write_letter", "sign_letter", "send_letter", "post_letter", "take_down_letter",
    "withdraw_letter", "assess", "submit_assessment", "explain_assessment", "reply_assessment", "appeal",
})  # fmt: skip


def visible(viewer: Viewer) -> QuerySet[History]:
    """All for those who oversee or administer; an agency's own; else one's own lines. Newest first.

    What belongs to no programme (a changed password) shows in those in which its actor has or had a role. `own` tells
    whether the actor had a role in the line's agency on its day.
    """
    members = Membership.objects.filter(programme_id=viewer.programme_id).values("user")
    found = History.objects.filter(Q(programme_id=viewer.programme_id) | Q(programme__isnull=True, actor__in=members))
    if not viewer.everywhere("see_all_history"):
        heads = viewer.agencies("let_reporters_send")
        found = found.filter(Q(actor_id=viewer.user_id) | Q(agency__in=heads))
    held = Membership.objects.filter(
        Q(valid_from=None) | Q(valid_from__lte=OuterRef("on")), Q(valid_to=None) | Q(valid_to__gte=OuterRef("on")),
        user=OuterRef("actor_id"), agency=OuterRef("agency_id"),
    )  # fmt: skip
    return found.annotate(own=Exists(held)).select_related("agency").order_by("-id")


def duties(viewer: Viewer, lines: Iterable[History]) -> dict[UUID, Obligation]:
    """The obligations that lines are about, of those that the viewer may see. One query."""
    wanted = {key for line in lines for key in (line.thing, line.about) if key}
    seen = obligations.visible(viewer).filter(pk__in=wanted).select_related("task__item__part", "agency")
    return {duty.pk: duty for duty in seen}


def late_cases(viewer: Viewer, lines: Iterable[History]) -> dict[UUID, LateCase]:
    """The late dossiers that lines are about, of those that the viewer may see. One query."""
    wanted = {line.thing for line in lines if line.noun == LateCase._meta.model_name}
    found = LateCase.objects.filter(pk__in=wanted, programme=viewer.programme_id)
    if not viewer.everywhere("see_all_dossiers"):
        found = found.filter(agency__in=viewer.agencies("see_own_dossiers"))
    return {case.pk: case for case in found}


def of(viewer: Viewer, thing: UUID) -> QuerySet[History]:
    """What has happened to one thing and to what belongs to it, as far as the viewer may read it."""
    return visible(viewer).filter(Q(thing=thing) | Q(about=thing))
