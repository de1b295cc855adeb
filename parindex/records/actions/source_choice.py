"""Declaring from which source dossiers count that several sources have."""

from datetime import date
from uuid import UUID

from parindex.core.errors import InputError
from parindex.core.words import normalise
from parindex.indicators.choosing import declare_source
from parindex.records.actions.history import record
from parindex.records.models import Programme
from parindex.records.permissions import Viewer
from parindex.records.queries import agency as agencies
from parindex.records.queries.lake import lake_of
from parindex.records.queries.source_choice import VERB


def choose(
    by: Viewer, source: str, reason: str, agency_id: UUID | None = None, start: date | None = None,
    end: date | None = None,
) -> None:  # fmt: skip
    """Count shared dossiers from a source: of one agency or all, of those received in the days given.

    The lake keeps the choice, the history who made it and why. InputError without a reason.
    """
    by.require("import_dossiers")
    if not normalise(reason):
        raise InputError("Hãy ghi lý do chọn nguồn này, ví dụ số văn bản thống nhất nguồn số liệu.")
    agency = agencies.find(by, agency_id) if agency_id else None
    kept = declare_source(
        lake_of(by), source, agency=agency.key if agency else None, valid_from=start, valid_to=end, at=by.at, by=by.name
    )
    days = (f" từ {start:%d/%m/%Y}" if start else "") + (f" đến hết {end:%d/%m/%Y}" if end else "")
    words = f"Hồ sơ của {agency.name if agency else 'mọi cơ quan'}{days} tính theo nguồn “{source}”: {reason}"
    record(
        by, VERB, Programme.objects.get(pk=by.programme_id), words, agency_id=agency.pk if agency else None,
        about=UUID(kept.import_id),
    )  # fmt: skip
