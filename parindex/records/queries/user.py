"""In which programmes a user has a role on a day, and the viewer that the user then is."""

from datetime import date, datetime
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from parindex.records.models import Membership, Programme, User
from parindex.records.permissions import NotFound, Role, Standing, Viewer


def programmes(user: User, on: date) -> list[Programme]:
    """Programmes in which the user has a role in force on the day: the latest year first. One query."""
    held = _in_force(user, on).select_related("programme").order_by("-programme__year", "programme__authority")
    return list({membership.programme_id: membership.programme for membership in held}.values())


def viewer(user: User, programme_id: UUID, on: date, at: datetime) -> Viewer | None:
    """The user as viewer of a programme at business day `on` and instant `at`; None without a role then. One query."""
    held = _in_force(user, on).filter(programme_id=programme_id).order_by("role", "agency__sort_key")
    standings = tuple(
        Standing(Role(role), agency_id, may_send)
        for role, agency_id, may_send in held.values_list("role", "agency_id", "may_send")
    )
    return Viewer(user.id, user.name, programme_id, on, at, standings) if standings else None


def users(viewer: Viewer) -> QuerySet[User]:
    """Every account with its roles in the viewer's programme (`roles`), for those who manage accounts."""
    viewer.require("manage_users")
    return User.objects.prefetch_related(_roles(viewer))


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
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=viewer.on)
    not_ended = Q(valid_to__isnull=True) | Q(valid_to__gte=viewer.on)
    held = Membership.objects.filter(
        begun, not_ended, programme_id=viewer.programme_id, role=Role.REPORTER, user__is_active=True,
        agency__in=viewer.agencies("let_reporters_send"),
    )  # fmt: skip
    return list(held.select_related("user", "agency").order_by("agency__sort_key", "user__name"))


def _in_force(user: User, on: date) -> QuerySet[Membership]:
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=on)
    not_ended = Q(valid_to__isnull=True) | Q(valid_to__gte=on)
    held = Membership.objects.filter(begun, not_ended, user_id=user.id)
    return held if user.is_active else held.none()
