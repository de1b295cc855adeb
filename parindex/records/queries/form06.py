"""Form 06 of a period, for one agency or for all."""

from uuid import UUID

from parindex.core.dates import Period, Scheme, span
from parindex.indicators.form06 import Form06, form06
from parindex.records.models import Agency
from parindex.records.permissions import Viewer
from parindex.records.queries import agency as agencies
from parindex.records.queries.indicator import agency
from parindex.records.queries.lake import lake_of
from parindex.records.queries.late_case import end_of


def form_06(viewer: Viewer, agency_id: UUID | None, period: Period, scheme: Scheme) -> tuple[Form06, Agency | None]:
    """The form of a period: of one agency, or of all for overseers; an agency's people get their own alone."""
    if agency_id is None and not viewer.everywhere("see_all_dossiers"):
        agency_id = reporting(viewer)[0].pk
    found = agency(viewer, agency_id) if agency_id else None
    days = span(period, scheme)
    assert days.start and days.end
    made = form06(
        lake_of(viewer), start=days.start, end=days.end, as_of=end_of(viewer.on), scheme=scheme,
        agency=found.key if found else None,
    )  # fmt: skip
    return made, found


def reporting(viewer: Viewer) -> list[Agency]:
    """The agencies whose form the viewer may have, in the order of their names."""
    found = agencies.in_force(viewer)
    if not viewer.everywhere("see_all_dossiers"):
        viewer.require("see_own_dossiers")
        found = agencies.agencies(viewer).filter(pk__in=viewer.agencies("see_own_dossiers"))
    return list(found)
