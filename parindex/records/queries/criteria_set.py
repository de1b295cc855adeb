"""Criteria sets that a programme may use, and which of them scores which level of authority."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from parindex.core.criteria import LEVELS, CriteriaSet
from parindex.core.criteria_reading import load_set, read_texts, shipped_sets, texts_of
from parindex.core.errors import InputError
from parindex.records.models import ImportedSet, SetInUse
from parindex.records.permissions import NotFound, Viewer

DRAFT_MARK = "#"  # parts the name that a draft would have from what makes it unlike any other


def load(viewer: Viewer, name: str) -> CriteriaSet:
    """A set by id@version: one that is shipped, or one that was imported and published. NotFound where the programme
    has none of that name, InputError where its text is no longer what was published.
    """
    viewer.require("see_index")
    if name in shipped_sets():
        return load_set(name)
    row = _published(viewer).filter(name=name).first()
    if row is None:
        raise NotFound("criteria_set")
    return of(row)


def of(row: ImportedSet) -> CriteriaSet:
    """The set of a published row."""
    found = read_texts(row.files)
    if found.fingerprint != row.fingerprint:
        raise InputError(
            f"Bộ tiêu chí {row.name} không còn là nội dung đã ban hành (dấu vết {row.fingerprint[:12]}); "
            "hãy báo người quản trị khôi phục từ bản sao lưu."
        )
    return found


def _published(viewer: Viewer) -> QuerySet[ImportedSet]:
    return ImportedSet.objects.filter(programme_id=viewer.programme_id, published_on__isnull=False)


@dataclass(frozen=True)
class Listed:
    """A set to choose from; `row` is None for one that is shipped, `levels` those that it scores today."""

    found: CriteriaSet
    row: ImportedSet | None
    levels: tuple[str, ...] = ()


def sets(viewer: Viewer) -> list[Listed]:
    """Every set that may be used: the shipped ones, then the published ones, each with what it is used for. One whose
    text cannot be used any more is left out; `broken` tells of it.
    """
    viewer.require("see_index")
    used = {level: row.set_name for level, row in newest(viewer).items()}
    rows: list[tuple[CriteriaSet, ImportedSet | None]] = [(load_set(name), None) for name in shipped_sets()]
    rows += [(found, row) for row, found in _read(viewer) if isinstance(found, CriteriaSet)]
    return [
        Listed(found, row, tuple(level for level in LEVELS if used.get(level) == found.name)) for found, row in rows
    ]


def broken(viewer: Viewer) -> list[str]:
    """Why published sets cannot be used any more: their text is not what was published, or not readable."""
    viewer.require("see_index")
    return [found for _, found in _read(viewer) if isinstance(found, str)]


def _read(viewer: Viewer) -> Iterator[tuple[ImportedSet, CriteriaSet | str]]:
    for row in _published(viewer).select_related("published_by"):
        try:
            yield row, of(row)
        except InputError as error:
            yield row, f"{row.name}: {error}"


def names(viewer: Viewer) -> list[str]:
    """The names of the sets that may be used."""
    viewer.require("see_index")
    return [*shipped_sets(), *_published(viewer).values_list("name", flat=True)]


def newest(viewer: Viewer) -> dict[str, SetInUse]:
    """By level, the choice that stands on the viewer's day."""
    chosen = SetInUse.objects.filter(programme_id=viewer.programme_id, takes_effect__lte=viewer.on)
    return {row.level: row for row in chosen.order_by("level", "takes_effect", "chosen_at")}


def chosen(viewer: Viewer) -> list[SetInUse]:
    """Every choice, the latest first; those of days to come too."""
    viewer.require("see_index")
    rows = SetInUse.objects.filter(programme_id=viewer.programme_id).select_related("chosen_by")
    return list(rows.order_by("-takes_effect", "-chosen_at"))


def in_use(viewer: Viewer, level: str) -> CriteriaSet | None:
    """The set by which a level (district, commune, department) is scored on the viewer's day; None: none was chosen.

    InputError where the set is no longer what was chosen: published sets do not change.
    """
    viewer.require("see_index")
    chosen_now = newest(viewer).get(level)
    if chosen_now is None:
        return None
    found = load(viewer, chosen_now.set_name)
    if found.fingerprint != chosen_now.fingerprint:
        raise InputError(
            f"Bộ tiêu chí {chosen_now.set_name} đã khác với lúc được chọn (dấu vết {chosen_now.fingerprint[:12]}); "
            "hãy phát hành thành phiên bản mới rồi chọn lại."
        )
    return found


def newest_ever(viewer: Viewer, level: str) -> SetInUse | None:
    """The choice for a level that comes last, be its day still to come."""
    rows = SetInUse.objects.filter(programme_id=viewer.programme_id, level=level)
    return rows.order_by("takes_effect", "chosen_at").last()


def before(viewer: Viewer, found: CriteriaSet, level: str = "") -> CriteriaSet | None:
    """The set whose place this one takes: the one chosen last for the level (any of its own, where none is asked), else
    the one that it was made from; None where there is none that can still be read.
    """
    rows = SetInUse.objects.filter(programme_id=viewer.programme_id, level__in=[level] if level else found.levels)
    last = rows.exclude(set_name=found.name).order_by("takes_effect", "chosen_at").last()
    row = row_of(viewer, found.name)
    for name in (last.set_name if last else "", row.notes.get("from", "") if row else ""):
        try:
            if name:
                return load(viewer, name)
        except (InputError, NotFound):
            continue  # its text was tampered with: nothing can be taken over from it
    return None


def drafts(viewer: Viewer) -> list[ImportedSet]:
    """Imported sets that are not published yet, the newest first; [] for who may not publish them."""
    if not viewer.may("manage_criteria"):
        return []
    rows = ImportedSet.objects.filter(programme_id=viewer.programme_id, published_on__isnull=True)
    return list(rows.select_related("created_by").order_by("-created_at"))


def draft(viewer: Viewer, set_id: UUID) -> ImportedSet:
    """A draft by its key."""
    viewer.require("manage_criteria")
    found = ImportedSet.objects.filter(programme_id=viewer.programme_id, pk=set_id, published_on__isnull=True)
    row = found.select_related("created_by").first()
    if row is None:
        raise NotFound("criteria_set")
    return row


def row_of(viewer: Viewer, name: str) -> ImportedSet | None:
    """The row of a published set; None for one that is shipped."""
    viewer.require("see_index")
    return _published(viewer).select_related("published_by", "created_by").filter(name=name).first()


def texts(viewer: Viewer, name: str) -> dict[str, str]:
    """The text of each file of a set, set.yaml first."""
    viewer.require("see_index")
    if name in shipped_sets():
        return texts_of(name)
    row = row_of(viewer, name)
    if row is None:
        raise NotFound("criteria_set")
    return row.files


def shown_name(row: ImportedSet) -> str:
    """The name that a draft will be published under, as far as its text tells."""
    return row.name.partition(DRAFT_MARK)[0]


def source_of(row: ImportedSet) -> str:
    """What a set was made from: a file, or another set."""
    return row.file_name or str(row.notes.get("from", ""))


@dataclass(frozen=True)
class Checked:
    """A draft as it would be published: the set, or what keeps it from being one."""

    found: CriteriaSet | None
    fault: str


def checked(row: ImportedSet) -> Checked:
    """Read the text of a draft."""
    try:
        return Checked(read_texts(row.files), "")
    except InputError as error:
        return Checked(None, str(error))


def notes_of(row: ImportedSet, kind: str) -> list[Any]:
    """What the import could not read (`unread`), what must be mended (`problems`), what it took for granted
    (`assumed`).
    """
    return row.notes.get(kind) or []
