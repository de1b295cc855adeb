"""Criteria sets that a programme may use, and which of them scores which level of authority."""

from parindex.core.criteria import CriteriaSet
from parindex.core.criteria_reading import load_set, shipped_sets
from parindex.core.errors import InputError
from parindex.records.models import SetInUse
from parindex.records.permissions import NotFound, Viewer


def load(viewer: Viewer, name: str) -> CriteriaSet:
    """A set by id@version; NotFound where the programme has none of that name."""
    viewer.require("see_index")
    if name not in shipped_sets():
        raise NotFound("criteria_set")
    return load_set(name)


def in_use(viewer: Viewer, level: str) -> CriteriaSet | None:
    """The set by which a level (district, commune, department) is scored on the viewer's day; None: none was chosen.

    InputError where the set is no longer what was chosen: published sets do not change.
    """
    viewer.require("see_index")
    chosen = (
        SetInUse.objects.filter(programme_id=viewer.programme_id, level=level, takes_effect__lte=viewer.on)
        .order_by("takes_effect", "chosen_at")
        .last()
    )
    if chosen is None:
        return None
    found = load(viewer, chosen.set_name)
    if found.fingerprint != chosen.fingerprint:
        raise InputError(
            f"Bộ tiêu chí {chosen.set_name} đã khác với lúc được chọn (dấu vết {chosen.fingerprint[:12]}); "
            "hãy phát hành thành phiên bản mới rồi chọn lại."
        )
    return found
