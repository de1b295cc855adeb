"""What is asked of the index: the goal that stands on the viewer's day, and those before and after it."""

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db.models import Q, QuerySet

from parindex.core.goals import Goals, Reach, Reached, reached
from parindex.records.models import Goal, PlanVersion, SetInUse
from parindex.records.permissions import NotFound, Viewer
from parindex.records.queries import baseline
from parindex.records.queries.scorecard import Scored


def visible(viewer: Viewer) -> QuerySet[Goal]:
    """Every goal of the programme, withdrawn ones too, the newest first; it is published, so whoever sees the index."""
    viewer.require("see_index")
    found = Goal.objects.filter(programme_id=viewer.programme_id).select_related("set_by")
    return found.order_by("-takes_effect", "-set_at")


def find(viewer: Viewer, goal_id: UUID) -> Goal:
    """One goal by its key."""
    found = visible(viewer).filter(pk=goal_id).first()
    if found is None:
        raise NotFound("goal")
    return found


def standing(viewer: Viewer) -> dict[str, Goal]:
    """By set, the goal that stands on the viewer's day: the newest that has taken effect and was not withdrawn."""
    kept = Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=viewer.on)
    rows = visible(viewer).filter(kept, takes_effect__lte=viewer.on, set_on__lte=viewer.on)
    return {row.set_name: row for row in reversed(rows)}


def left_behind(viewer: Viewer, level: str) -> Goal | None:
    """The goal that was asked for by a set which scored the level before, the latest such set first."""
    found = standing(viewer)
    rows = SetInUse.objects.filter(programme_id=viewer.programme_id, level=level, takes_effect__lte=viewer.on)
    names = rows.order_by("-takes_effect", "-chosen_at").values_list("set_name", flat=True)
    return next((found[name] for name in names if name in found), None)


@dataclass(frozen=True)
class Proposed:
    """A goal in the words of the programme's own plan, to be looked at and set."""

    goals: Goals
    words: str


def proposed(viewer: Viewer) -> Proposed | None:
    """What the newest version of a plan in force asks of the authority's index; None where its words ask nothing."""
    viewer.require("see_index")
    versions = PlanVersion.objects.filter(
        programme_id=viewer.programme_id, plan__withdrawn=False, undone_at__isnull=True
    ).order_by("-takes_effect", "-number")
    told = versions.values_list("reading__plan__goal", "plan__number", "plan__title", "plan__issued")
    for goal, number, title, issued in told:
        if goal:
            points = None if goal["points"] is None else Decimal(goal["points"])
            return Proposed(Goals(points, goal["rank"], {}, (number or title)[:120], issued), goal["words"])
    return None


@dataclass(frozen=True)
class Aimed:
    """How the goal of a card's set stands on its day, ranks held against the scores of peers of `peers_year`; without
    one, `other` is the goal that was left behind with an earlier set of the level.
    """

    goal: Goal | None
    reached: Reached | None = None
    peers_year: int = 0
    other: Goal | None = None

    @property
    def whole(self) -> list[Reach]:
        """How the goals of the total stand."""
        return self.reached.whole if self.reached else []


def aimed(viewer: Viewer, scored: Scored) -> Aimed:
    """The goal of a card: the authority's own, or that which each agency of the level has."""
    found, name = standing(viewer), scored.card.criteria_set.name
    goal = found.get(name)
    if goal is None:
        return Aimed(None, other=left_behind(viewer, scored.agency.kind if scored.agency else "district"))
    year = baseline.year_before(viewer)
    rows = baseline.peers(viewer, year) if goal.rank is not None else []
    peers = {one.name: one.points for one in rows if one.name != scored.card.unit}
    return Aimed(goal, reached(goal.goals, scored.card, scored.account.projection, peers), year)
