"""Agencies of the viewer's programme."""

from uuid import UUID

from django.db.models import QuerySet

from parindex.records.models import Agency
from parindex.records.permissions import NotFound, Viewer


def agencies(viewer: Viewer) -> QuerySet[Agency]:
    """All agencies, in the Vietnamese order of their names. Names of offices are no secret inside a programme."""
    return Agency.objects.filter(programme_id=viewer.programme_id).order_by("sort_key")


def find(viewer: Viewer, agency_id: UUID) -> Agency:
    found = agencies(viewer).prefetch_related("successors", "predecessors").filter(pk=agency_id).first()
    if found is None:
        raise NotFound("agency")
    return found
