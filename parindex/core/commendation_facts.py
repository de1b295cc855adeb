"""What is known of a unit when its commendation is considered; None is not known, which is not the same as none."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from parindex.core.criteria import AgencyLevel, CriteriaSet


@dataclass(frozen=True)
class NotApplicable:
    """The unit has no such thing, and why."""

    reason: str


@dataclass(frozen=True)
class LateDossiers:
    """Late dossiers `of` all of which it is settled: resolved ones that had a due date, and open ones that are overdue.

    An overdue dossier is late whenever it is resolved: leaving it open must not look better.
    """

    late: int
    of: int


@dataclass(frozen=True)
class Index:
    """What is held against the classes of a set: points or per cent, as the set says."""

    criteria_set: CriteriaSet
    value: Fraction


@dataclass(frozen=True)
class Component:
    """A part of the index that the unit answers for."""

    id: str
    points: Fraction
    max: Fraction


@dataclass(frozen=True)
class Satisfaction:
    """The share of content people in per cent, and of how many where that is known."""

    share: Fraction
    n: int | None


@dataclass(frozen=True)
class HeadFound:
    """Whether a conclusion holds the head responsible; `document` is its number where it does."""

    held_responsible: bool
    document: str


@dataclass(frozen=True)
class Exemption:
    """A decision that lifts a rule for this unit, from a day to a day (None: until taken back), both included."""

    rule: str
    decision: str
    decided: date
    valid_from: date
    valid_to: date | None
    reason: str

    def holds(self, day: date) -> bool:
        """Whether it is in force on the day."""
        return self.valid_from <= day and (self.valid_to is None or day <= self.valid_to)

    @property
    def says(self) -> str:
        """The decision and its days in words."""
        end = f" đến {self.valid_to:%d/%m/%Y}" if self.valid_to else ""
        return (
            f"Quyết định số {self.decision} ngày {self.decided:%d/%m/%Y}, "
            f"có hiệu lực từ {self.valid_from:%d/%m/%Y}{end}: {self.reason.rstrip('.')}"
        )


@dataclass(frozen=True)
class Facts:
    """The facts of one unit on a day. `satisfaction` by field of work, "" for all of them together."""

    unit: str
    level: AgencyLevel
    year: int
    day: date
    late: LateDossiers | NotApplicable | None = None
    index: Index | NotApplicable | None = None
    components: tuple[Component, ...] | NotApplicable | None = None
    satisfaction: Mapping[str, Satisfaction | NotApplicable] = field(default_factory=dict)
    head: HeadFound | NotApplicable | None = None
    exemptions: tuple[Exemption, ...] = ()

    @property
    def open(self) -> bool:
        """Whether something can still change: the year is not over."""
        return self.day <= date(self.year, 12, 31)
