"""Uploaded plans on their way to confirmation: the source beside the reading, and what confirming would do."""

import hashlib
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from parindex.core.agencies import Registry
from parindex.core.obligations import Duties, plan_duties
from parindex.core.plan_differences import Comparison, Placed, compare
from parindex.core.plan_reading import Place, PlanItem, PlanReading, PlanTask
from parindex.core.schedules import Term as ScheduleTerm
from parindex.records.models import (
    Agency,
    Import,
    Obligation,
    Plan,
    PlanVersion,
    Programme,
    Submission,
    Target,
    Task,
    TaskAgency,
    Term,
)
from parindex.records.permissions import NotFound, Viewer

ORGANISATION = "TC"


@dataclass(frozen=True)
class Address:
    """Where a task stands in a reading: items or organisation, which one, and which of its tasks."""

    block: str
    item: int
    task: int

    def __str__(self) -> str:
        return f"{self.block}.{self.item}.{self.task}"

    @classmethod
    def parse(cls, text: str) -> "Address":
        block, item, task = text.split(".")
        if block not in ("items", "organisation"):
            raise NotFound("task")
        return cls(block, int(item), int(task))


@dataclass(frozen=True)
class PlannedTask:
    """What confirming would make of one task: `count` obligations for `agencies` agencies."""

    placed: "Placed[Address]"
    duties: Duties
    agencies: int

    @property
    def count(self) -> int:
        return len(self.duties.owed) * self.agencies

    @property
    def makes_nothing(self) -> bool:
        return not self.count and not (self.duties.events and self.agencies)


@dataclass(frozen=True)
class PrintedRow:
    """A row or paragraph of the source as printed: its place, and its cells under the headings of their columns."""

    place: Place
    row: int | None
    sheet: str | None
    page: int | None
    cells: list[tuple[str, list[str]]]


@dataclass(frozen=True)
class Preview:
    """The page of an import. `rows` pair each item with its source; `earlier` lists dates before it takes effect."""

    plan_import: Import
    reading: PlanReading
    rows: list["PreviewRow"]
    tasks: list[PlannedTask]

    @property
    def obligations(self) -> int:
        return sum(task.count for task in self.tasks)


@dataclass(frozen=True)
class PreviewRow:
    """One item, or one paragraph on organisation; `origin` is how the document numbers such a paragraph."""

    item: PlanItem
    block: str
    index: int
    source: list[PrintedRow]
    tasks: list[PlannedTask]
    origin: str = ""


def visible(viewer: Viewer) -> QuerySet[Import]:
    viewer.require("import_plan")
    return Import.objects.filter(programme_id=viewer.programme_id).select_related("created_by", "plan", "confirmed")


def open_imports(viewer: Viewer) -> QuerySet[Import]:
    """Uploaded, neither confirmed nor set aside; newest first."""
    return visible(viewer).filter(confirmed__isnull=True, discarded_at__isnull=True).order_by("-created_at")


def same_open(viewer: Viewer, data: bytes) -> Import | None:
    """The newest open import of the very same bytes."""
    return open_imports(viewer).filter(file__sha256=hashlib.sha256(data).hexdigest()).first()


def same_confirmed(viewer: Viewer, plan_import: Import) -> PlanVersion | None:
    """The newest confirmation that stands of the same plan from the very same bytes."""
    found = confirmed(viewer).filter(plan_id=plan_import.plan_id, imported__file_id=plan_import.file_id)
    return found.first() if plan_import.plan_id else None


def made(viewer: Viewer, version: PlanVersion) -> int:
    """How many duties a confirmation has made."""
    viewer.require("import_plan")
    return Obligation.objects.filter(created=version).count()


def find(viewer: Viewer, import_id: UUID) -> Import:
    found = visible(viewer).filter(pk=import_id).first()
    if found is None:
        raise NotFound("import")
    return found


def placed(reading: PlanReading) -> list["Placed[Address]"]:
    """Every task of a reading with its item; duties of the organisation paragraphs stand in a part of their own."""
    found = [
        Placed(Address("items", i, j), item, task)
        for i, item in enumerate(reading.items)
        for j, task in enumerate(item.tasks)
    ]
    for i, duty in enumerate(reading.plan.organisation):
        item = PlanItem(ORGANISATION, "TỔ CHỨC THỰC HIỆN", duty.number, None, Place(), duty.tasks)
        found += [Placed(Address("organisation", i, j), item, task) for j, task in enumerate(duty.tasks)]
    return found


def planned(
    tasks: Iterable["Placed[Address]"], programme: Programme, takes_effect: date, known_keys: set[str]
) -> list[PlannedTask]:
    """What each task would make its lead agencies owe, if the plan took effect on a day."""
    return [
        PlannedTask(
            one,
            plan_duties(one.task.schedule, one.task.text, programme.year, takes_effect, programme.continuous_every),
            len(set(one.task.lead_keys) & known_keys),
        )
        for one in tasks
    ]


def preview(viewer: Viewer, plan_import: Import, takes_effect: date) -> Preview:
    """The reading row by row with its source, and what would be created."""
    viewer.require("import_plan")
    reading = PlanReading.from_json(plan_import.reading)
    programme = Programme.objects.get(pk=viewer.programme_id)
    keys = set(Agency.objects.filter(programme=programme).values_list("key", flat=True))
    tasks = planned(placed(reading), programme, takes_effect, keys)
    by_item: dict[tuple[str, int], list[PlannedTask]] = {}
    for task in tasks:
        address = task.placed.key
        by_item.setdefault((address.block, address.item), []).append(task)
    source = _Source(plan_import.source, reading.items)
    rows = [
        PreviewRow(item, "items", i, source.printed(item.place), by_item.get(("items", i), []))
        for i, item in enumerate(reading.items)
    ]
    for i, duty in enumerate(reading.plan.organisation):
        item = PlanItem(ORGANISATION, "TỔ CHỨC THỰC HIỆN", duty.number, None, Place(), duty.tasks)
        printed = [PrintedRow(Place(), None, None, None, [("", duty.text.split("\n"))])]
        origin = ".".join(filter(None, (duty.section, duty.number)))
        rows.append(PreviewRow(item, "organisation", i, printed, by_item.get(("organisation", i), []), origin))
    return Preview(plan_import, reading, rows, tasks)


class _Source:
    """The document's rows and paragraphs as they were kept at uploading, found by their places."""

    def __init__(self, rows: list[dict[str, Any]], items: Iterable[PlanItem]) -> None:
        self.rows = {(row["table"], row["row"]): row for row in rows if row.get("table") is not None}
        self.paragraphs = {row["paragraph"]: row for row in rows if row.get("paragraph") is not None}
        self.starts = sorted(i.place.paragraph for i in items if i.place.table is None and i.place.paragraph)
        self.headings: dict[tuple[int, int], str] = {}
        for row in self.rows.values():
            if row.get("became") == "header":
                cells = zip(row.get("columns", ()), row["cells"], strict=False)
                self.headings |= {(row["table"], column): " ".join(cell) for column, cell in cells if any(cell)}

    def printed(self, place: Place) -> list[PrintedRow]:
        """The rows of a place without empty cells; of a narrative plan all that was read for the item."""
        if place.table is None:
            return [
                PrintedRow(Place(None, (), row["paragraph"]), None, None, row.get("page"), [("", row["cells"][0])])
                for row in self._narrative(place.paragraph)
            ]
        found = (self.rows.get((place.table, number)) for number in place.rows)
        return [
            PrintedRow(
                place, row.get("printed_row", row["row"]), row.get("sheet"), row.get("page"),
                [
                    (self.headings.get((place.table, column), ""), cell)
                    for column, cell in zip(row.get("columns", range(len(row["cells"]))), row["cells"], strict=False)
                    if any(cell)
                ],
            )
            for row in found if row
        ]  # fmt: skip

    def _narrative(self, first: int | None) -> list[dict[str, Any]]:
        """The paragraph that opens an item, and those read for it before the next item begins."""
        if first is None or first not in self.paragraphs:
            return []
        after = bisect_right(self.starts, first)
        until = self.starts[after] if after < len(self.starts) else max(self.paragraphs) + 1
        further = (self.paragraphs[n] for n in range(first + 1, until) if n in self.paragraphs)
        read = ("item", "task", "label", "continuation")
        return [self.paragraphs[first], *(row for row in further if row.get("became") in read)]


def members(reading: PlanReading) -> dict[str, list[str]]:
    """The agencies that each name of a reading means, by their names in the register; [] where it means nobody."""
    register = Registry.load()
    on = reading.plan.issued or date(reading.plan.year, 1, 1)
    names = {name for one in placed(reading) for name in (*one.task.lead, *one.task.supporting)}
    return {name: [agency.name for agency in register.resolve(name, on).agencies] for name in names}


def agency_names(viewer: Viewer) -> dict[str, str]:
    """Names of the programme's agencies by their keys."""
    viewer.require("import_plan")
    return dict(Agency.objects.filter(programme_id=viewer.programme_id).values_list("key", "name"))


def confirmed(viewer: Viewer) -> QuerySet[PlanVersion]:
    """Confirmations that stand, newest first; `may_undo` where nothing stands upon them yet."""
    viewer.require("import_plan")
    later = PlanVersion.objects.filter(plan=OuterRef("plan"), undone_at__isnull=True, number__gt=OuterRef("number"))
    handed_in = Submission.objects.filter(obligation__created=OuterRef("pk"))
    return (
        PlanVersion.objects.filter(programme_id=viewer.programme_id, undone_at__isnull=True)
        .select_related("plan", "confirmed_by", "imported")
        .annotate(may_undo=~Exists(later) & ~Exists(handed_in), handed_in=Exists(handed_in))
        .order_by("-confirmed_at")
    )


def find_confirmed(viewer: Viewer, version_id: UUID) -> PlanVersion:
    """A confirmation that stands, or NotFound; `may_undo` says whether it may still be taken back."""
    found = confirmed(viewer).filter(pk=version_id).first()
    if found is None:
        raise NotFound("version")
    return found


def differences(viewer: Viewer, plan_import: Import) -> Comparison:
    """How the reading differs from the plan that it amends."""
    viewer.require("import_plan")
    if plan_import.plan is None:
        raise NotFound("plan")
    return compare(in_force(plan_import.plan), placed(PlanReading.from_json(plan_import.reading)))


def in_force(plan: Plan) -> list["Placed[UUID]"]:
    """The tasks of a plan in force, as a reading would have them; a constant number of queries."""
    tasks = (
        Task.objects.filter(item__part__plan=plan, retired__isnull=True)
        .select_related("item__part")
        .prefetch_related(
            Prefetch("terms", Term.objects.filter(replaced=False)),
            Prefetch("targets", Target.objects.filter(replaced=False)),
            "agencies__agency",
        )
        .order_by("item__part__order", "item__order", "order")
    )
    return [Placed(task.pk, _item_of(task), _reading_of(task)) for task in tasks]


def _item_of(task: Task) -> PlanItem:
    item = task.item
    return PlanItem(item.part.number or None, item.part.title, item.number or None, item.title or None, Place())


def _reading_of(task: Task) -> PlanTask:
    keys: dict[str, list[str]] = {TaskAgency.Part.LEAD: [], TaskAgency.Part.SUPPORTING: []}
    for part in task.agencies.all():
        keys[part.part].append(part.agency.key)
    return PlanTask(
        text=task.text,
        place=Place.from_json(task.place),
        lead=tuple(task.lead_names),
        supporting=tuple(task.supporting_names),
        lead_keys=tuple(sorted(keys[TaskAgency.Part.LEAD])),
        supporting_keys=tuple(sorted(keys[TaskAgency.Part.SUPPORTING])),
        doubtful=task.doubtful,
        phrase=task.phrase or None,
        schedule=tuple(ScheduleTerm.from_json(term.data) for term in task.terms.all()),
        targets=tuple(target.data for target in task.targets.all()),
        product=task.product or None,
        note=task.note or None,
    )
