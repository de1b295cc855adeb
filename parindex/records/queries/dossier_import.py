"""Imports of dossiers that a viewer may see, the mappings to read files by, and how far an import is."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet

from parindex.indicators.sources import SourceMapping as Mapping
from parindex.indicators.sources import load_mapping, shipped
from parindex.records.models import DossierImport, SourceMapping
from parindex.records.permissions import NotFound, Viewer

STALLED = timedelta(seconds=60)  # without a word from the worker


def visible(viewer: Viewer) -> QuerySet[DossierImport]:
    """Uploads of the programme, for those who may import; not what was thrown away."""
    viewer.require("import_dossiers")
    found = DossierImport.objects.filter(programme_id=viewer.programme_id, discarded_at__isnull=True)
    return found.select_related("uploaded_by", "undone_by").order_by("-uploaded_at")


def find(viewer: Viewer, import_id: UUID) -> DossierImport:
    """One of them, or NotFound."""
    found = visible(viewer).filter(pk=import_id).first()
    if found is None:
        raise NotFound("dossier_import")
    return found


def stalled(one: DossierImport, at: datetime) -> bool:
    """Whether an import was begun and nothing has been heard of it for a while."""
    return bool(
        one.begun_at and not one.done_at and not one.failed and at - (one.heartbeat_at or one.begun_at) > STALLED
    )


def stage(one: DossierImport, at: datetime) -> str:
    """uploaded, ready (looked at), waiting, running, stalled, failed, done, undone: derived, never stored."""
    if one.undone_at:
        return "undone"
    if one.done_at:
        return "done"
    if one.failed:
        return "failed"
    if one.begun_at:
        return "stalled" if stalled(one, at) else "running"
    if one.asked_at:
        return "waiting"
    return "ready" if one.preview.get("summary") else "uploaded"


def mappings(viewer: Viewer) -> list[tuple[str, str, Mapping]]:
    """Every mapping to choose from: key, title, mapping; the saved ones first."""
    viewer.require("import_dossiers")
    saved = SourceMapping.objects.filter(programme_id=viewer.programme_id)
    found = [(f"saved:{one.pk}", one.name, Mapping.from_json(one.data)) for one in saved]
    return found + [(name, load_mapping(name).title or name, load_mapping(name)) for name in shipped()]


def mapping(viewer: Viewer, key: str) -> Mapping:
    """The mapping of a key, or NotFound."""
    found = {name: one for name, _title, one in mappings(viewer)}
    if key not in found:
        raise NotFound("mapping")
    return found[key]
