"""What the authority's index is tried with: its answers as they stand, published scores, efforts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core import signing

from parindex.core.answers import Answer, Answers
from parindex.core.criteria import CriteriaSet
from parindex.core.methods.bounds import Ahead, Coming
from parindex.core.scoring import Scorecard, score
from parindex.core.what_if import answers_of
from parindex.records.models import Goal
from parindex.records.permissions import NotFound, Viewer
from parindex.records.queries import baseline, scorecard
from parindex.records.queries import criteria_set as sets
from parindex.records.queries import goal as goals

_SALT, _KEPT_FOR = "what_if", 12 * 60 * 60  # seconds


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
    to_come: Mapping[str, Coming]
    goal: Goal | None = None


def ground(viewer: Viewer, kept: str = "") -> Ground | None:
    """None where no set is in use for the district. NotFound for whoever does not see all scores.

    `kept` is what `keep` gave: while it holds, nothing is counted again, and what is tried stands on what was shown.
    """
    if not viewer.everywhere("see_all_scores"):
        raise NotFound("what_if")
    criteria = sets.in_use(viewer, "district")
    if criteria is None:
        return None
    return _kept(viewer, criteria, kept) or _drawn(viewer, criteria)


def keep(viewer: Viewer, found: Ground) -> str:
    """The ground as signed text that the page carries: good for this viewer, day and set, for half a day."""
    answers = answers_of(found.card)
    data = {
        "for": _holder(viewer, found.card.criteria_set), "unit": answers.unit, "year": answers.year,
        "answers": {id: dict(each.data) for id, each in answers.answers.items()},
        "peers": {name: str(points) for name, points in found.peers.items()}, "peers_year": found.peers_year,
        "efforts": {id: str(effort) for id, effort in found.efforts.items()}, "to_come": dict(found.to_come),
    }  # fmt: skip
    return signing.dumps(data, salt=_SALT, compress=True)


def _holder(viewer: Viewer, criteria: CriteriaSet) -> list[str]:
    return [str(viewer.user_id), str(viewer.programme_id), viewer.on.isoformat(), criteria.name, criteria.fingerprint]


def _kept(viewer: Viewer, criteria: CriteriaSet, kept: str) -> Ground | None:
    """None where there is nothing, or it is not of this viewer, day and set, or too old: then all is drawn anew."""
    try:
        data: dict[str, Any] = signing.loads(kept, salt=_SALT, max_age=_KEPT_FOR)
    except signing.BadSignature:
        return None
    if data["for"] != _holder(viewer, criteria):
        return None
    answers = {id: Answer(each, f"{data['unit']}: {id}") for id, each in data["answers"].items()}
    return Ground(
        card=score(criteria, Answers(data["unit"], data["year"], answers)),
        ahead=_ahead(viewer, data["year"]),
        peers={name: Decimal(points) for name, points in data["peers"].items()},
        peers_year=data["peers_year"],
        efforts={id: Decimal(effort) for id, effort in data["efforts"].items()},
        to_come=data["to_come"],
        goal=goals.standing(viewer).get(criteria.name),
    )


def _drawn(viewer: Viewer, criteria: CriteriaSet) -> Ground:
    found = scorecard.authority(viewer, criteria)
    card, year = found.card, baseline.year_before(viewer)
    known = {line.criterion.id for line in card.criteria}
    return Ground(
        card=card,
        ahead=_ahead(viewer, card.year),
        peers={peer.name: peer.points for peer in baseline.peers(viewer, year) if peer.name != card.unit},
        peers_year=year,
        efforts={id: tie.effort for id, tie in found.tied.items() if tie.effort is not None and id in known},
        to_come={id: most for id, most in found.ties.to_come.items() if id in known},
        goal=goals.standing(viewer).get(criteria.name),
    )


def _ahead(viewer: Viewer, year: int) -> Ahead:
    return Ahead(viewer.on, date(year, 12, 31), tried=True)
