"""What the worker does apart from pages: each task reads the clock here and acts in the name of who asked for it."""

import logging
from uuid import UUID

from django.utils.timezone import now
from django_tasks import task

from parindex.config import clock
from parindex.records.actions import dossier_import, ledger_publication
from parindex.records.queries import dossier_import as imports

log = logging.getLogger(__name__)

NO_RIGHT = "Người xác nhận không còn quyền nhập; người khác có quyền hãy bấm nhập lại."


@task()
def take_in(import_id: str) -> None:
    """Import an uploaded file of dossiers; then tell the lake of letters of which it has not heard."""
    try:
        by = imports.asker(UUID(import_id), clock.today(), now())
        if by is None:
            dossier_import.give_up(
                UUID(import_id), "Người xác nhận không còn quyền nhập; người khác có thể bấm nhập lại."
            )
            return
        dossier_import.take_in(by, UUID(import_id), now)
        ledger_publication.publish_open(by, now())
    except Exception:
        log.exception("import %s", import_id)
        raise
