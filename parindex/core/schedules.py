"""What a deadline phrase means: terms with due dates, independent of who reads it and of any clock."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal

from parindex.core.dates import Period

Kind = Literal["once", "recurring", "continuous", "event", "reference"]
Unit = Literal["day", "working_day", "month", "hour", "working_hour"]


@dataclass(frozen=True)
class Within:
    """A stretch of time counted from a trigger."""

    count: int
    unit: Unit


@dataclass(frozen=True)
class Term:
    """One part of a schedule.

    `due` are the last acceptable days, ascending; `periods` runs beside `due` and holds the period that each date
    closes (None for a date that closes none). `rule` is the RFC 5545 rule beneath a recurring term; `frequency` its
    period kind. `says` is the term said back in Vietnamese.
    """

    kind: Kind
    start: date | None = None
    due: tuple[date, ...] = ()
    periods: tuple[Period | None, ...] = ()
    trigger: str | None = None
    within: Within | None = None
    says: str = ""
    frequency: str | None = None
    rule: str | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind,
            "start": self.start.isoformat() if self.start else None,
            "due": [day.isoformat() for day in self.due],
            "trigger": self.trigger,
            "within": {"count": self.within.count, "unit": self.within.unit} if self.within else None,
            "says": self.says,
            "periods": [period.label if period else None for period in self.periods],
            "frequency": self.frequency,
            "rule": self.rule,
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Term":
        within = data.get("within")
        return cls(
            kind=data["kind"],
            start=date.fromisoformat(data["start"]) if data.get("start") else None,
            due=tuple(date.fromisoformat(day) for day in data.get("due", ())),
            periods=tuple(Period.parse(label) if label else None for label in data.get("periods", ())),
            trigger=data.get("trigger"),
            within=Within(within["count"], within["unit"]) if within else None,
            says=data.get("says", ""),
            frequency=data.get("frequency"),
            rule=data.get("rule"),
        )


@dataclass(frozen=True)
class Schedule:
    """A phrase, its terms, and the words of it that were not understood ("" when all were)."""

    phrase: str
    terms: tuple[Term, ...] = field(default=())
    unread: str = ""

    def to_json(self) -> dict[str, Any]:
        return {"phrase": self.phrase, "terms": [term.to_json() for term in self.terms], "unread": self.unread}
