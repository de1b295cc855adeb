"""What the worker does apart from pages: each task reads the clock here and acts in the name of who asked for it."""

from uuid import UUID

from django.utils.timezone import now
from django_tasks import task

from parindex.config import clock
from parindex.records.actions import dossier_import, ledger_publication
from parindex.records.models import DossierImport
from parindex.records.permissions import NotFound
from parindex.records.queries import user as users


@task()
def take_in(import_id: str) -> None:
    """Import an uploaded file of dossiers; then tell the lake of letters of which it has not heard."""
    one = DossierImport.objects.select_related("asked_by").filter(pk=UUID(import_id)).first()
    if one is None or one.asked_by is None:
        return
    by = users.viewer(one.asked_by, one.programme_id, clock.today(), now())
    if by is None:
        raise NotFound("viewer")
    dossier_import.take_in(by, one.pk, now)
    ledger_publication.publish_open(by, now())
