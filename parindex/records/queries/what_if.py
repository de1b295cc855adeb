"""What the authority's index is tried with: its answers as they stand, published scores, efforts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from parindex.core.methods.bounds import Ahead
from parindex.core.scoring import Scorecard
from parindex.records.models import Goal
from parindex.records.permissions import NotFound, Viewer
from parindex.records.queries import baseline, scorecard
from parindex.records.queries import criteria_set as sets
from parindex.records.queries import goal as goals


@dataclass(frozen=True)
class Ground:
    """The authority's scorecard on the viewer's day, and what it is compared with: scores of `peers_year`.

    `goal` is what is asked of it. `efforts` are those that the office said, `to_come` the events that may still come,
    by criterion.
    """

    card: Scorecard
    ahead: Ahead
    peers: Mapping[str, Decimal]
    peers_year: int
    efforts: Mapping[str, Decimal]
    to_come: Mapping[str, int]
    goal: Goal | None = None


def ground(viewer: Viewer) -> Ground | None:
    """None where no set is in use for the district. NotFound for whoever does not see all scores."""
    if not viewer.everywhere("see_all_scores"):
        raise NotFound("what_if")
    criteria = sets.in_use(viewer, "district")
    if criteria is None:
        return None
    found = scorecard.authority(viewer, criteria)
    card, year = found.card, baseline.year_before(viewer)
    known = {line.criterion.id for line in card.criteria}
    return Ground(
        card=card,
        ahead=Ahead(viewer.on, date(card.year, 12, 31)),
        peers={peer.name: peer.points for peer in baseline.peers(viewer, year) if peer.name != card.unit},
        peers_year=year,
        efforts={id: tie.effort for id, tie in found.tied.items() if tie.effort is not None and id in known},
        to_come={id: most for id, most in found.ties.to_come.items() if id in known},
        goal=goals.standing(viewer).get(criteria.name),
    )
