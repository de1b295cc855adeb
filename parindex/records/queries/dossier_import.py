"""Imports of dossiers that a viewer may see, the mappings to read files by, and how far an import is."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet

from parindex.indicators.lake import ImportSummary
from parindex.indicators.sources import SourceMapping as Mapping
from parindex.indicators.sources import guess_mapping, load_mapping, shipped
from parindex.records.models import DossierImport, SourceMapping
from parindex.records.permissions import NotFound, Viewer
from parindex.records.queries import user as users
from parindex.records.queries.behind import imports_of
from parindex.records.queries.lake import lake_of

GUESSED = "đoán từ tiêu đề"
STALLED = timedelta(seconds=60)  # without a word from the worker


def path_of(one: DossierImport) -> Path:
    """Where the uploaded bytes lie until they are taken in or thrown away."""
    return Path(settings.IMPORTS) / str(one.pk)


def seen_path(one: DossierImport) -> Path:
    """What a preview shows of the file: it may hold names of people, so it lies and goes with the file."""
    return Path(settings.IMPORTS) / f"{one.pk}.seen.json"


def rejects_path(one: DossierImport) -> Path:
    """The refused rows of an import that is done, as a CSV for people."""
    return Path(settings.IMPORTS) / f"{one.pk}.rejects.csv"


def visible(viewer: Viewer) -> QuerySet[DossierImport]:
    """Uploads of the programme, for those who may import; not what was thrown away."""
    viewer.require("import_dossiers")
    found = DossierImport.objects.filter(programme_id=viewer.programme_id, discarded_at__isnull=True)
    return found.select_related("uploaded_by", "undone_by").order_by("-uploaded_at")


def brought_otherwise(viewer: Viewer) -> list[tuple[ImportSummary, bool]]:
    """What the authority's lake was given by the command line or with an example, no upload of any year's programme,
    the newest first; and whether it was undone.
    """
    viewer.require("import_dossiers")
    lake = lake_of(viewer)
    if not lake.exists():
        return []
    accounts = imports_of(lake).values()
    uploaded = set(DossierImport.objects.exclude(lake_import="").values_list("lake_import", flat=True))
    undone = {one.undoes for one in accounts if one.undoes}
    return [
        (one, one.import_id in undone)
        for one in sorted(accounts, key=lambda one: one.at, reverse=True)
        if one.kind == "import" and one.import_id not in uploaded
    ]


def find(viewer: Viewer, import_id: UUID) -> DossierImport:
    """One of them, or NotFound."""
    found = visible(viewer).filter(pk=import_id).first()
    if found is None:
        raise NotFound("dossier_import")
    return found


def seen(one: DossierImport) -> dict[str, Any]:
    """Headings, and after a preview rows, refused rows and unknown words; empty where the file is gone."""
    try:
        return dict(json.loads(seen_path(one).read_text("utf-8")))
    except (FileNotFoundError, ValueError):
        return {}


def draft(one: DossierImport) -> Mapping:
    """By what mapping the file was looked at; before that the guess, which may still lack what it must have."""
    if one.preview.get("summary"):
        return Mapping.from_json(one.mapping)
    said = {key: one.mapping[key] for key in ("source", "sheet", "header_row", "delimiter") if key in one.mapping}
    guessed = guess_mapping(seen(one).get("headings", ()), one.mapping.get("table", "dossiers"), GUESSED)
    return replace(guessed, **said)


def asker(import_id: UUID, on: date, at: datetime) -> Viewer | None:
    """In whose name an import is to be done: who confirmed it; None where they may no longer, or nobody has."""
    one = DossierImport.objects.select_related("asked_by").filter(pk=import_id).first()
    if one is None or one.asked_by is None or not one.asked_by.is_active:
        return None
    found = users.viewer(one.asked_by, one.programme_id, on, at)
    return found if found and found.may("import_dossiers") else None


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


def waits_long(one: DossierImport, at: datetime) -> bool:
    """Whether an import waits for a worker that does not come."""
    return bool(one.asked_at and not one.begun_at and at - one.asked_at > STALLED)


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
