"""Agencies of the viewer's programme."""

from uuid import UUID

from django.db.models import F, Q, QuerySet

from parindex.records.models import Agency
from parindex.records.permissions import NotFound, Viewer


def agencies(viewer: Viewer) -> QuerySet[Agency]:
    """All agencies, in the Vietnamese order of their names. Names of offices are no secret inside a programme."""
    return Agency.objects.filter(programme_id=viewer.programme_id).order_by("sort_key")


def in_force(viewer: Viewer) -> QuerySet[Agency]:
    """Those that exist at some time of the programme's year: what lists to choose from offer."""
    begun = Q(valid_from__isnull=True) | Q(valid_from__year__lte=F("programme__year"))
    lasts = Q(valid_to__isnull=True) | Q(valid_to__year__gte=F("programme__year"))
    return agencies(viewer).filter(begun & lasts)


def find(viewer: Viewer, agency_id: UUID) -> Agency:
    found = agencies(viewer).prefetch_related("successors", "predecessors").filter(pk=agency_id).first()
    if found is None:
        raise NotFound("agency")
    return found
