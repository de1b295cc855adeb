"""Open dossiers that a viewer may see, by the time that is left: all of them, or those that an office looks for."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q

from parindex.core.calendar import WorkCalendar
from parindex.core.errors import InputError
from parindex.core.words import sort_key
from parindex.indicators.run import DossierPage, Waiting, open_dossiers, open_kinds
from parindex.records.models import Agency
from parindex.records.permissions import Viewer
from parindex.records.queries.indicator import agency, keys
from parindex.records.queries.lake import lake_of, remembered
from parindex.records.queries.late_case import end_of


@dataclass(frozen=True)
class Kinds:
    """What one may choose from: the agencies, fields and procedures of open dossiers that the viewer may see."""

    agencies: list[Agency]
    fields: list[str]
    procedures: list[str]


def queue(viewer: Viewer, agency_id: UUID | None, wanted: Waiting, page: int, per: int) -> DossierPage:
    """One page, earliest due first; `agency_id` None: of all agencies that the viewer may see, else NotFound where it
    is none of them.
    """
    among, lake, as_of = _among(viewer, agency_id), lake_of(viewer), end_of(viewer.on)
    if not lake.exists():
        return DossierPage(0, [])
    return remembered(
        lake, ("near_due", among, wanted, as_of, page, per),
        lambda: open_dossiers(
            lake, as_of=as_of, agencies=among, wanted=wanted, limit=per, offset=(page - 1) * per
        ),
    )  # fmt: skip


def kinds(viewer: Viewer, agency_id: UUID | None, wanted: Waiting) -> Kinds:
    """Procedures are those of the field, where one is wanted; what is wanted is among them, though nothing is open."""
    among, lake, as_of = _among(viewer, None), lake_of(viewer), end_of(viewer.on)
    if not lake.exists():
        return Kinds([], [], [])
    found = remembered(lake, ("open_kinds", among, as_of), lambda: open_kinds(lake, as_of=as_of, agencies=among))
    agencies = Agency.objects.filter(programme_id=viewer.programme_id)
    agencies = agencies.filter(Q(key__in={key for key, _field, _procedure in found}) | Q(pk=agency_id))
    fields = {one for _key, one, _procedure in found} | {wanted.field}
    procedures = {one for _key, of, one in found if wanted.field in ("", of)} | {wanted.procedure}
    return Kinds(
        list(agencies.order_by("sort_key")),
        sorted(fields - {""}, key=sort_key),
        sorted(procedures - {""}, key=sort_key),
    )


def _among(viewer: Viewer, agency_id: UUID | None) -> Collection[str] | None:
    mine = keys(viewer)
    if agency_id is not None:
        return (agency(viewer, agency_id).key,)
    return None if mine is None else tuple(sorted(mine))


def last_day_within(on: date, working_days: int) -> date:
    """The last day on which what is due has at most so many working days left; never beyond the calendar."""
    calendar = WorkCalendar.load()
    try:
        return calendar.nth_after(on, working_days + 1) - timedelta(days=1)
    except InputError:
        return date(calendar.rules.last_year, 12, 31)
