"""Snapshots of the index: what was computed on a day, and what has changed since. They tell the points of every
criterion, also those in rounds that are not published: they exist for those who see all scores.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from django.db.models import QuerySet

from parindex.core.amounts import rounded
from parindex.core.gaps import shares
from parindex.core.projection import Outlook
from parindex.records.models import Snapshot
from parindex.records.permissions import Viewer
from parindex.records.queries.scorecard import Scored

PLACES = 6
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Numbers:
    """Points rounded to 6 places so that `secured` + `possible` + `lost` still is the maximum exactly."""

    secured: Decimal
    possible: Decimal
    lost: Decimal
    today: Decimal

    def __sub__(self, other: "Numbers") -> "Numbers":
        return Numbers(
            self.secured - other.secured, self.possible - other.possible, self.lost - other.lost,
            self.today - other.today,
        )  # fmt: skip

    @property
    def moved(self) -> bool:
        """Whether, as a difference, it is one."""
        return any((self.secured, self.possible, self.lost, self.today))

    @property
    def size(self) -> Decimal:
        """How far, as a difference, it reaches: what moved the most of the four."""
        return max(map(abs, (self.today, self.secured, self.possible, self.lost)))


_NONE = Numbers(Decimal(0), Decimal(0), Decimal(0), Decimal(0))


def numbers(outlook: Outlook, today: Fraction) -> Numbers:
    """What is certain is rounded down, and what that leaves is possible: rounding makes no points."""
    secured, lost = _floor(outlook.secured), _floor(outlook.lost)
    return Numbers(secured, rounded(outlook.max, PLACES) - secured - lost, lost, rounded(today, PLACES))


def _floor(value: Fraction) -> Decimal:
    return rounded(Fraction(value * 10**PLACES // 1, 10**PLACES), PLACES)


def whole_of(scored: Scored) -> Numbers:
    """The index of a card."""
    found = scored.account.projection
    return numbers(found.whole, found.today)


def criteria_of(scored: Scored) -> dict[str, Numbers]:
    """The part of each criterion in the index of a card."""
    today = shares(scored.card)
    return {id: numbers(each, today.get(id, Fraction(0))) for id, each in scored.account.projection.criteria.items()}


def visible(viewer: Viewer) -> QuerySet[Snapshot]:
    """The snapshots of the authority's index; none for whoever does not see all scores."""
    viewer.require("see_index")
    found = Snapshot.objects.filter(programme_id=viewer.programme_id, agency__isnull=True)
    return found if viewer.everywhere("see_all_scores") else found.none()


def of_day(viewer: Viewer, day: date) -> Snapshot | None:
    """The snapshot of a day."""
    return visible(viewer).filter(on=day).first()


def before(viewer: Viewer, day: date) -> Snapshot | None:
    """The latest snapshot of a day or before it."""
    return visible(viewer).filter(on__lte=day).order_by("on").last()


@dataclass(frozen=True)
class Moved:
    """By how much the part of one criterion moved."""

    criterion: str
    by: Numbers


@dataclass(frozen=True)
class Since:
    """What changed since a snapshot. `criteria` that moved, the most first; [] also where `same_set` is False: another
    set, or another version of it, is another way of counting, and only the wholes are told.
    """

    snapshot: Snapshot
    whole: Numbers
    criteria: tuple[Moved, ...]
    same_set: bool


def since(viewer: Viewer, scored: Scored, days: timedelta = WEEK) -> Since | None:
    """The authority's card of the viewer's day beside the snapshot so many days before, or the nearest earlier one;
    None where there is none.
    """
    found = before(viewer, viewer.on - days)
    return compared(scored, found) if found else None


def compared(scored: Scored, snapshot: Snapshot) -> Since:
    """A card beside a snapshot."""
    whole = whole_of(scored) - Numbers(snapshot.secured, snapshot.possible, snapshot.lost, snapshot.today)
    if snapshot.fingerprint != scored.card.criteria_set.fingerprint:
        return Since(snapshot, whole, (), False)
    now, then = criteria_of(scored), _kept(snapshot.criteria)
    moved = [Moved(id, now.get(id, _NONE) - then.get(id, _NONE)) for id in {**then, **now}]
    return Since(snapshot, whole, tuple(sorted((one for one in moved if one.by.moved), key=_most)), True)


def _most(moved: Moved) -> Decimal:
    return -moved.by.size


def _kept(criteria: Mapping[str, list[str]]) -> dict[str, Numbers]:
    return {id: Numbers(*map(Decimal, values)) for id, values in criteria.items()}
