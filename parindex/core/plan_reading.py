"""What reading a plan document yields: facts, items, tasks, warnings, what stayed unread; to and from JSON."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal

from parindex.core.schedules import Term

WarningKind = Literal[
    "date_outside_year",
    "duplicate_task",
    "numbering",
    "agency_unknown",
    "deadline_unread",
    "counts_differ",
    "due_before_issue",
    "ocr_doubt",
    "other",
]


@dataclass(frozen=True)
class Place:
    """Where words stand: table and rows counted from 1; `paragraph` within the first row's cell.

    Outside tables `table` is None, `rows` empty, and `paragraph` counts the document's paragraphs from 1.
    """

    table: int | None = None
    rows: tuple[int, ...] = ()
    paragraph: int | None = None

    def to_json(self) -> dict[str, Any]:
        place: dict[str, Any] = {"table": self.table, "rows": list(self.rows)}
        if self.paragraph is not None:
            place["paragraph"] = self.paragraph
        return place

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Place":
        return cls(data.get("table"), tuple(data.get("rows", ())), data.get("paragraph"))


@dataclass(frozen=True)
class PlanTask:
    """One thing to do, in the plan's words. `queries` names the fields that a person must decide.

    `lead` and `supporting` are the agencies as written; `*_agencies` their official names and `*_keys` their keys in
    the registry. `phrase` is the deadline as written, None where the plan gives none. `targets` are targets as JSON.
    """

    text: str
    place: Place
    lead: tuple[str, ...] = ()
    supporting: tuple[str, ...] = ()
    lead_agencies: tuple[str, ...] = ()
    lead_keys: tuple[str, ...] = ()
    supporting_agencies: tuple[str, ...] = ()
    supporting_keys: tuple[str, ...] = ()
    doubtful: bool = False
    phrase: str | None = None
    schedule: tuple[Term, ...] = ()
    schedule_unread: str = ""
    targets: tuple[dict[str, Any], ...] = ()
    product: str | None = None
    note: str | None = None
    queries: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return {
            "text": self.text,
            "lead": list(self.lead),
            "with": list(self.supporting),
            "lead_agencies": list(self.lead_agencies),
            "lead_agency_keys": list(self.lead_keys),
            "with_agencies": list(self.supporting_agencies),
            "with_agency_keys": list(self.supporting_keys),
            "doubtful": self.doubtful,
            "phrase": self.phrase,
            "schedule": [term.to_json() for term in self.schedule],
            "schedule_unread": self.schedule_unread,
            "targets": list(self.targets),
            "product": self.product,
            "note": self.note,
            "queries": list(self.queries),
            "place": self.place.to_json(),
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "PlanTask":
        return cls(
            text=data["text"],
            place=Place.from_json(data.get("place", {})),
            lead=tuple(data.get("lead", ())),
            supporting=tuple(data.get("with", ())),
            lead_agencies=tuple(data.get("lead_agencies", ())),
            lead_keys=tuple(data.get("lead_agency_keys", ())),
            supporting_agencies=tuple(data.get("with_agencies", ())),
            supporting_keys=tuple(data.get("with_agency_keys", ())),
            doubtful=data.get("doubtful", False),
            phrase=data.get("phrase"),
            schedule=tuple(Term.from_json(term) for term in data.get("schedule", ())),
            schedule_unread=data.get("schedule_unread", ""),
            targets=tuple(data.get("targets", ())),
            product=data.get("product"),
            note=data.get("note"),
            queries=tuple(data.get("queries", ())),
        )


@dataclass(frozen=True)
class PlanItem:
    """A numbered row or point with its tasks. `group` is the heading between section and item, where there is one."""

    section: str | None
    section_title: str | None
    number: str | None
    title: str | None
    place: Place
    tasks: tuple[PlanTask, ...] = ()
    group: str | None = None

    @property
    def label(self) -> str:
        """Where the item is, as people say it: I.3."""
        return ".".join(part for part in (self.section, self.number) if part) or "?"

    def to_json(self) -> dict[str, Any]:
        return {
            "section": self.section,
            "section_title": self.section_title,
            "group": self.group,
            "number": self.number,
            "title": self.title,
            "place": self.place.to_json(),
            "tasks": [task.to_json() for task in self.tasks],
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "PlanItem":
        return cls(
            section=data.get("section"),
            section_title=data.get("section_title"),
            number=data.get("number"),
            title=data.get("title"),
            place=Place.from_json(data.get("place", {})),
            tasks=tuple(PlanTask.from_json(task) for task in data.get("tasks", ())),
            group=data.get("group"),
        )


@dataclass(frozen=True)
class Duty:
    """One paragraph of the organisation of the plan, with the duties that it lays on agencies."""

    number: str | None
    text: str
    tasks: tuple[PlanTask, ...] = ()
    section: str | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "section": self.section,
            "number": self.number,
            "text": self.text,
            "tasks": [task.to_json() for task in self.tasks],
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Duty":
        tasks = tuple(PlanTask.from_json(task) for task in data.get("tasks", ()))
        return cls(data.get("number"), data["text"], tasks, data.get("section"))


@dataclass(frozen=True)
class PlanFacts:
    """What the document says of itself; None where it is blank. `baseline` is JSON as the contract has it;
    `goal` is what the words ask of the index, as core.plan_goals tells it.
    """

    title: str = ""
    number: str | None = None
    issuer: str | None = None
    place: str | None = None
    issued: date | None = None
    year: int = 0
    signed_by: dict[str, str | None] | None = None
    baseline: dict[str, Any] | None = None
    organisation: tuple[Duty, ...] = ()
    goal: dict[str, Any] | None = None

    def to_json(self) -> dict[str, Any]:
        """The keys of the contract; `goal` only where the plan sets one."""
        return ({"goal": self.goal} if self.goal else {}) | {
            "title": self.title,
            "number": self.number,
            "issuer": self.issuer,
            "place": self.place,
            "issued": self.issued.isoformat() if self.issued else None,
            "year": self.year,
            "signed_by": self.signed_by,
            "baseline": self.baseline,
            "organisation": [duty.to_json() for duty in self.organisation],
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "PlanFacts":
        return cls(
            title=data.get("title", ""),
            number=data.get("number"),
            issuer=data.get("issuer"),
            place=data.get("place"),
            issued=date.fromisoformat(data["issued"]) if data.get("issued") else None,
            year=data.get("year", 0),
            signed_by=data.get("signed_by"),
            baseline=data.get("baseline"),
            organisation=tuple(Duty.from_json(duty) for duty in data.get("organisation", ())),
            goal=data.get("goal"),
        )


@dataclass(frozen=True)
class PlanWarning:
    """What a careful reader would query. `place` is the item as people say it; `at` is its place in the document."""

    place: str
    kind: WarningKind
    message: str
    at: Place = Place()

    def to_json(self) -> dict[str, Any]:
        return {"place": self.place, "kind": self.kind, "message": self.message, "at": self.at.to_json()}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "PlanWarning":
        return cls(data["place"], data["kind"], data["message"], Place.from_json(data.get("at", {})))


@dataclass(frozen=True)
class Unread:
    """Words of the document that became no item, with the reason in Vietnamese."""

    place: Place
    text: str
    why: str = ""

    def to_json(self) -> dict[str, Any]:
        return {"place": self.place.to_json(), "text": self.text, "why": self.why}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Unread":
        return cls(Place.from_json(data.get("place", {})), data["text"], data.get("why", ""))


Became = Literal["item", "heading", "continuation", "unread", "header", "separator", "letterhead", "label", "task"]


@dataclass(frozen=True)
class Account:
    """What one source row (or, with no table, one paragraph of a narrative plan) became."""

    table: int | None
    row: int
    became: Became


@dataclass(frozen=True)
class PlanReading:
    """A plan as read. `accounts` covers every row of every table and every labelled line."""

    plan: PlanFacts
    items: tuple[PlanItem, ...] = ()
    warnings: tuple[PlanWarning, ...] = ()
    unread: tuple[Unread, ...] = ()
    accounts: tuple[Account, ...] = field(default=(), compare=False)

    @property
    def tasks(self) -> tuple[PlanTask, ...]:
        """The tasks of all items, in the plan's order."""
        return tuple(task for item in self.items for task in item.tasks)

    def to_json(self) -> dict[str, Any]:
        return {
            "plan": self.plan.to_json(),
            "items": [item.to_json() for item in self.items],
            "warnings": [warning.to_json() for warning in self.warnings],
            "unread": [unread.to_json() for unread in self.unread],
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "PlanReading":
        """Read back what `to_json` wrote; keys that were not there then take their defaults. Has no accounts."""
        return cls(
            plan=PlanFacts.from_json(data["plan"]),
            items=tuple(PlanItem.from_json(item) for item in data.get("items", ())),
            warnings=tuple(PlanWarning.from_json(warning) for warning in data.get("warnings", ())),
            unread=tuple(Unread.from_json(unread) for unread in data.get("unread", ())),
        )


def with_query(task: PlanTask, *fields: str) -> PlanTask:
    """Return `task` with more fields marked for a person, each once."""
    return replace(task, queries=tuple(dict.fromkeys((*task.queries, *fields))))
