"""In which programmes a user has a role on a day, and the viewer that the user then is."""

from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from parindex.records.models import Membership, Programme, User
from parindex.records.permissions import NotFound, Role, Standing, Viewer


def programmes(user: User, on: date) -> list[Programme]:
    """Programmes in which the user has a role in force on the day: the latest year first. One query."""
    held = _in_force(user, on).select_related("programme").order_by("-programme__year", "programme__authority")
    return list({membership.programme_id: membership.programme for membership in held}.values())


def viewer(user: User, programme_id: UUID, on: date, at: datetime) -> Viewer | None:
    """The user as viewer of a programme at business day `on` and instant `at`; None without a role then. One query.

    Who stands in an agency stands also in those that it took over from, once they have ended.
    """
    held = _in_force(user, on).filter(programme_id=programme_id).order_by("role", "agency__sort_key")
    columns = ("role", "may_send", "agency_id", "agency__predecessors", "agency__predecessors__valid_to")
    found = []
    for role, may_send, agency_id, before, ended in held.values_list(*columns):
        found.append(Standing(Role(role), agency_id, may_send))
        if ended and ended < on:
            found.append(Standing(Role(role), before, may_send))
    standings = tuple(dict.fromkeys(found))
    return Viewer(user.id, user.name, programme_id, on, at, standings) if standings else None


def users(viewer: Viewer) -> QuerySet[User]:
    """The accounts that the viewer manages, with their roles in the viewer's programme (`roles`).

    Those whose roles are all under authorities of which the viewer is administrator, and those without any: an
    administrator of one authority cannot set the password of another's. The command line manages all.
    """
    viewer.require("manage_users")
    found = User.objects.prefetch_related(_roles(viewer))
    if viewer.user_id is None:
        return found
    administered = Programme.objects.filter(
        Q(pk=viewer.programme_id)
        | Q(pk__in=Membership.objects.filter(_on(viewer.on), user=viewer.user_id, role=Role.ADMINISTRATOR)
            .values("programme"))
    )  # fmt: skip
    elsewhere = Membership.objects.filter(
        Q(valid_to__isnull=True) | Q(valid_to__gte=viewer.on), user=OuterRef("pk")
    ).exclude(programme__authority__in=administered.values("authority"))
    return found.filter(~Exists(elsewhere))


def user(viewer: Viewer, user_id: UUID) -> User:
    """One account with its roles, or NotFound."""
    found = users(viewer).filter(pk=user_id).first()
    if found is None:
        raise NotFound("user")
    return found


def _roles(viewer: Viewer) -> Prefetch:
    held = Membership.objects.filter(programme_id=viewer.programme_id).select_related("agency")
    return Prefetch("memberships", held.order_by("role", "agency__sort_key"), "roles")


def reporters(viewer: Viewer) -> list[Membership]:
    """The reporters in force of those agencies whose head the viewer is, by agency and name."""
    held = Membership.objects.filter(
        _on(viewer.on), programme_id=viewer.programme_id, role=Role.REPORTER, user__is_active=True,
        agency__in=viewer.agencies("let_reporters_send"),
    )  # fmt: skip
    return list(held.select_related("user", "agency").order_by("agency__sort_key", "user__name"))


def _in_force(user: User, on: date) -> QuerySet[Membership]:
    held = Membership.objects.filter(_on(on), user_id=user.id)
    return held if user.is_active else held.none()


def _on(day: date) -> Q:
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=day)
    not_ended = Q(valid_to__isnull=True) | Q(valid_to__gte=day)
    return begun & not_ended
