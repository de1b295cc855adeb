"""The rules of commendation of a programme's year, as they are understood on a day."""

from datetime import date

from parindex.core.commendation import CommendationRules, Reading
from parindex.core.commendation_reading import load_rules, shipped_rules
from parindex.core.commendation_settings import in_force
from parindex.records.models import CommendationReading, Programme
from parindex.records.permissions import Viewer


def rules(viewer: Viewer) -> CommendationRules | None:
    """The rules of the programme's year as they are understood on the viewer's day; None where there are none."""
    found = own_rules(viewer)
    return found and understood(viewer, found, viewer.on)


def understood(viewer: Viewer, own: CommendationRules, on: date) -> CommendationRules:
    """Rules as they are understood on a day, by the readings that were entered by the viewer's."""
    kept = [_reading(one) for one in readings(viewer) if one.rules_name == own.name]
    return in_force(own, kept, on)


def readings(viewer: Viewer) -> list[CommendationReading]:
    """Every reading that was entered by the viewer's day, in the order of entering."""
    viewer.require("see_index")
    found = CommendationReading.objects.filter(programme_id=viewer.programme_id, on__lte=viewer.on)
    return list(found.select_related("by"))


def _reading(row: CommendationReading) -> Reading:
    return Reading(row.valid_from, row.document, row.dated, row.reason, row.changes)


def own_rules(viewer: Viewer) -> CommendationRules | None:
    """The newest shipped rules in force in the programme's year, by themselves; None where there are none."""
    viewer.require("see_index")
    year = year_of(viewer)
    found = [load_rules(name) for name in shipped_rules()]
    fitting = [one for one in found if one.valid_from.year <= year and (not one.valid_to or year <= one.valid_to.year)]
    return max(fitting, key=lambda one: one.valid_from, default=None)


def year_of(viewer: Viewer) -> int:
    """The programme's year."""
    return Programme.objects.values_list("year", flat=True).get(pk=viewer.programme_id)
