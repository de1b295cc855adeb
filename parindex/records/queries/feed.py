"""The duties of the person to whom a private calendar feed belongs."""

import hashlib

from django.db.models import QuerySet

from parindex.records.models import Obligation, User
from parindex.records.permissions import NotFound, Viewer
from parindex.records.queries import obligation as obligations


def owner(secret: str) -> User:
    """The active user whose feed secret this is, or NotFound."""
    hashed = hashlib.sha256(secret.encode()).hexdigest()
    found = User.objects.filter(feed_secret_hash=hashed, is_active=True).first() if secret else None
    if found is None:
        raise NotFound("feed")
    return found


def duties(viewer: Viewer) -> list[obligations.DutyRow]:
    """Dated duties of the viewer's own agencies; for those who oversee, of all."""
    wanted = obligations.visible(viewer) if viewer.everywhere("see_all_duties") else obligations.own(viewer)
    return dated(viewer, wanted)


def dated(viewer: Viewer, wanted: QuerySet[Obligation]) -> list[obligations.DutyRow]:
    """Those of the obligations that have a date and count, by date."""
    found = obligations.duties(viewer, wanted.filter(due__isnull=False))
    rows = [row for bucket in found.values() for row in bucket]
    return sorted(rows, key=lambda row: (row.obligation.due, row.obligation.agency.sort_key))
