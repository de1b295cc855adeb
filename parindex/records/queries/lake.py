"""Where the dossiers of a programme's authority are kept: one lake for all its years."""

import hashlib
from pathlib import Path

from django.conf import settings

from parindex.core.words import fold
from parindex.indicators.lake import Lake
from parindex.records.models import Programme
from parindex.records.permissions import Viewer


def folder_of(authority: str) -> Path:
    """The folder of an authority's lake: its name for people, a hash so that no two names meet."""
    words = "-".join("".join(c if c.isalnum() else " " for c in fold(authority)).split())
    return Path(settings.LAKES) / f"{words[:60]}-{hashlib.sha256(authority.encode()).hexdigest()[:8]}"


def lake_of(viewer: Viewer) -> Lake:
    """The lake of the viewer's programme. What the viewer may see of it, the queries that read it decide."""
    return Lake.at(folder_of(Programme.objects.values_list("authority", flat=True).get(pk=viewer.programme_id)))
