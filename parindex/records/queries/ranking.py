"""Ranking: the agencies of a level in order, as they were or as they are now, with what chance leaves of each place.

Until the round of the year is published, an agency sees its own line alone, without its place among the others. From
then on those of whom a result was published are ranked; the others are named, without points, for everybody alike.
"""

import json
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import Literal
from uuid import UUID

from django.db.models import F, Prefetch

from parindex.core.commendation import Proposal
from parindex.core.criteria import CriteriaSet
from parindex.core.merged_units import merge
from parindex.core.rank_bands import RankBand, RankBands, rank_bands
from parindex.core.rank_draws import Model
from parindex.core.scoring import Scorecard
from parindex.core.standings import Last, Row, Standings, Unit, standings
from parindex.records.models import Agency, AssessedAnswer, Assessment, AssessmentStep, Round
from parindex.records.permissions import NotFound, Role, Standing, Viewer
from parindex.records.queries import assessment, commendation
from parindex.records.queries import baseline as baselines
from parindex.records.queries import criteria_set as sets
from parindex.records.queries.assessed_answer import set_of

LEVELS = commendation.LEVELS
# was: the agencies of the programme's year. now: what became of them, their counts added up.
View = Literal["was", "now"]
_KEPT = 32
_bands: OrderedDict[str, RankBands] = OrderedDict()


@dataclass(frozen=True)
class Ranked:
    """One agency's line. `row` and the bands are None where the viewer may not know its place yet.

    `members` are the agencies that became this one; `doubts` (criterion, words) what of theirs could not be added up.
    `rejected`: the criteria of which an appraiser accepted no answer; of what was put together, of any of its parts.
    `proposal` is None for what was put together: rules are held against the agencies of the year.
    """

    agency: Agency
    unit: Unit
    members: tuple[Agency, ...]
    doubts: tuple[tuple[str, str], ...]
    row: Row | None = None
    by_counts: RankBand | None = None
    by_weights: RankBand | None = None
    proposal: Proposal | None = None
    rejected: tuple[str, ...] = ()

    @property
    def card(self) -> Scorecard:
        """Its scorecard."""
        return self.unit.card


@dataclass(frozen=True)
class LeftOut:
    """Whom the published results say nothing of, and why; of what was put together, the first of its parts."""

    agency: Agency
    why: str


@dataclass(frozen=True)
class Ranking:
    """The lines that the viewer may see. `standings` and `bands` are None where the others' may not be known.

    `merges`: some agency became another, so that the view `now` differs. `left_out` are without a published result.
    """

    level: str
    view: View
    criteria_set: CriteriaSet
    published_on: date | None
    lines: tuple[Ranked, ...]
    standings: Standings | None
    bands: RankBands | None
    merges: bool
    left_out: tuple[LeftOut, ...] = ()


def ranking(viewer: Viewer, level: str, view: View = "was", fewest: int | None = None) -> Ranking | None:
    """The ranking of a level; None where no criteria set is in use for it. NotFound for whoever sees no scores."""
    if level not in LEVELS:
        raise NotFound("level")
    if not viewer.everywhere("see_all_scores"):
        viewer.require("see_own_scores")
    published = _published(viewer, level)
    # What was published stays what it was published by, whatever set is in use since.
    criteria = set_of(viewer, published) if published else sets.in_use(viewer, level)
    if criteria is None:
        return None
    whole = viewer.everywhere("see_all_scores") or published is not None
    agencies = commendation.of_year(viewer, level)
    if not whole:
        agencies = [one for one in agencies if one.pk in viewer.agencies("see_own_scores")]
    merges = any(one.successors.all() for one in agencies)
    agencies, left_out = _with_result(published, agencies, view) if published else (agencies, ())
    reader = _of_all(viewer) if published else viewer
    cards = commendation.scorecards(reader, criteria, agencies)
    lines = _lines(reader, agencies, cards, view)
    said = assessment.typed(reader, criteria)
    found = standings([line.unit for line in lines], fewest) if whole and lines else None
    bands = _banded(found, Model()) if found else None
    proposals = {one.agency.pk: one.proposal for one in commendation.considered(viewer, level, cards)}
    if found:
        order = [row.unit.name for row in found.rows]
        lines.sort(key=lambda line: order.index(line.unit.name))
    return Ranking(
        level,
        view,
        criteria,
        published.published_on if published else None,
        tuple(replace(_ranked(line, found, bands, proposals), rejected=_rejected(line, said)) for line in lines),
        found,
        bands,
        merges,
        left_out,
    )


def _rejected(line: Ranked, said: Mapping[UUID | None, Mapping[str, AssessedAnswer]]) -> tuple[str, ...]:
    """In the order of the set."""
    without = {
        id for one in line.members for id, row in said.get(one.pk, {}).items()
        if row.answer is None and row.stage != AssessedAnswer.Stage.SELF
    }  # fmt: skip
    return tuple(id for id in line.card.named("missing") if id in without)


def _of_all(viewer: Viewer) -> Viewer:
    """Published results are the same for everybody: they are read as who oversees all reads them."""
    return replace(viewer, standings=(Standing(Role.MONITOR, None),))


def _published(viewer: Viewer, level: str) -> Round | None:
    """The round of the programme's year, if it was published by the viewer's day."""
    rounds = Round.objects.filter(
        programme_id=viewer.programme_id, year=F("programme__year"), level=level, cancelled_on__isnull=True,
        published_on__lte=viewer.on,
    )  # fmt: skip
    return rounds.order_by("published_on").last()


def _with_result(found: Round, agencies: Sequence[Agency], view: View) -> tuple[list[Agency], tuple[LeftOut, ...]]:
    """Those whose result the round published, and whom it says nothing of: what was put together has a result where all
    its parts have.
    """
    steps = Prefetch("steps", AssessmentStep.objects.order_by("at"))
    forms = {form.agency_id: form for form in found.assessments.prefetch_related(steps)}
    heirs = _heirs(agencies) if view == "now" else [(one, [one]) for one in agencies]
    kept: list[Agency] = []
    left_out: list[LeftOut] = []
    for heir, members in heirs:
        without = [(one, why) for one in members if (why := _left_out(forms.get(one.pk)))]
        if without:
            who, why = without[0]
            left_out.append(LeftOut(heir, why if who == heir else f"{who.name}: {why}"))
        else:
            kept += members
    return kept, tuple(left_out)


def _left_out(form: Assessment | None) -> str:
    """Why a published round has no result of a unit; "" where it has one."""
    if form is None:
        return "không có trong đợt đánh giá"
    if form.state == Assessment.State.APPROVED:
        return ""
    told = [step.why for step in form.steps.all() if step.why]
    return told[-1] if told else "chưa được duyệt"


def _lines(viewer: Viewer, agencies: Sequence[Agency], cards: Mapping[UUID, Scorecard], view: View) -> list[Ranked]:
    """A line for each agency that has a scorecard, or for each that they became."""
    dossiers = {key: one.of for key, one in commendation.late_of(viewer).items()}
    scored = [one for one in agencies if one.pk in cards]
    if view == "now":
        return [_merged(heir, members, cards, dossiers) for heir, members in _heirs(scored)]
    lasts = _last(viewer)
    return [
        Ranked(one, Unit(cards[one.pk], "", lasts.get(one.pk), dossiers.get(one.key)), (one,), ()) for one in scored
    ]


def _heirs(agencies: Sequence[Agency]) -> list[tuple[Agency, list[Agency]]]:
    """What each became, with those that became it, by name; who has no successor, or several, stays itself."""
    found: dict[UUID, tuple[Agency, list[Agency]]] = {}
    for agency in agencies:
        successors = list(agency.successors.all())
        heir = successors[0] if len(successors) == 1 else agency
        found.setdefault(heir.pk, (heir, []))[1].append(agency)
    return sorted(found.values(), key=lambda pair: pair[0].sort_key)


def _merged(
    heir: Agency, members: Sequence[Agency], cards: Mapping[UUID, Scorecard], dossiers: Mapping[str, int]
) -> Ranked:
    put = merge(heir.name, [cards[one.pk] for one in members])
    known = [dossiers[one.key] for one in members if one.key in dossiers]
    unit = Unit(put.card, dossiers=sum(known) if known else None)
    return Ranked(heir, unit, tuple(members), put.doubts)


def _last(viewer: Viewer) -> dict[UUID, Last]:
    """Last year's results of agencies, as far as the viewer may see them."""
    rows = baselines.in_force(viewer, baselines.year_before(viewer)).filter(agency__isnull=False)
    return {one.agency_id: Last(one.total, one.max) for one in rows}


def _ranked(
    line: Ranked, found: Standings | None, bands: RankBands | None, proposals: Mapping[UUID, Proposal]
) -> Ranked:
    name = line.unit.name
    return Ranked(
        line.agency,
        line.unit,
        line.members,
        line.doubts,
        next((row for row in found.rows if row.unit.name == name), None) if found else None,
        bands.by_counts.get(name) if bands else None,
        bands.by_weights.get(name) if bands else None,
        proposals.get(line.agency.pk) if line.members == (line.agency,) else None,
    )


def _banded(found: Standings, model: Model) -> RankBands:
    """The bands, drawn once in this process for the same answers: a thousand draws take half a second."""
    told = [
        [
            row.unit.name,
            row.place.rank,
            [None if one.inputs is None else one.inputs.to_json() for one in row.unit.card.criteria],
        ]
        for row in found.rows
    ]
    text = json.dumps([found.criteria_set.fingerprint, repr(model), told], ensure_ascii=False, default=str)
    key = sha256(text.encode()).hexdigest()
    if key not in _bands:
        _bands[key] = rank_bands(found, model)
        while len(_bands) > _KEPT:
            _bands.popitem(last=False)
    return _bands[key]
