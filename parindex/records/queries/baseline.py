"""Results of earlier years: what is in force on the viewer's day, what was replaced, and those of peers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db.models import F, Prefetch, Q, QuerySet

from parindex.core.baselines import Line, Result, totals
from parindex.core.criteria import CriteriaSet
from parindex.core.gaps import Gaps, gaps_of_totals
from parindex.core.ranking import Entry, Place, RankRule, rank
from parindex.core.words import fold
from parindex.records.models import Agency, Baseline, BaselineLine, PeerScore, Plan, Programme
from parindex.records.permissions import NotFound, Viewer
from parindex.records.queries.agency import in_force as in_force_agencies

_TIES = RankRule("skip", 1)


def visible(viewer: Viewer) -> QuerySet[Baseline]:
    """Results that the viewer may see, replaced ones too: the authority's, and those of agencies they may see."""
    viewer.require("see_index")
    found = Baseline.objects.filter(programme_id=viewer.programme_id)
    if not viewer.everywhere("see_all_scores"):
        found = found.filter(Q(agency__isnull=True) | Q(agency__in=viewer.agencies("see_own_scores")))
    lines = Prefetch("lines", BaselineLine.objects.order_by("order"))
    order = ("-year", F("agency__sort_key").asc(nulls_first=True), "loaded_at")
    return found.select_related("agency", "loaded_by").prefetch_related(lines).order_by(*order)


def in_force(viewer: Viewer, year: int) -> QuerySet[Baseline]:
    """The results of a year that stand on the viewer's day, the authority's first, then agencies by name."""
    stands = Q(replaced_on__isnull=True) | Q(replaced_on__gt=viewer.on)
    return visible(viewer).filter(stands, year=year, loaded_on__lte=viewer.on)


def of(viewer: Viewer, year: int, agency: Agency | None = None) -> Baseline | None:
    """The result of a year that is in force, with its `lines`: the authority's, or an agency's. NotFound where the
    viewer may not see that agency's scores.
    """
    if agency is not None:
        _may_see(viewer, agency)
    return in_force(viewer, year).filter(agency=agency).last()


def _may_see(viewer: Viewer, agency: Agency) -> None:
    if not viewer.everywhere("see_all_scores") and agency.pk not in viewer.agencies("see_own_scores"):
        raise NotFound("baseline")


def find(viewer: Viewer, baseline_id: UUID) -> Baseline:
    """One result by its key."""
    found = visible(viewer).filter(pk=baseline_id).first()
    if found is None:
        raise NotFound("baseline")
    return found


def year_before(viewer: Viewer) -> int:
    """The baseline year: the one before the programme's."""
    viewer.require("see_index")
    return Programme.objects.values_list("year", flat=True).get(pk=viewer.programme_id) - 1


def result_of(baseline: Baseline) -> Result:
    """A stored result as core reads it."""
    lines = (
        Line(line.title, line.points, line.max, tuple(line.fields), line.criterion) for line in baseline.lines.all()
    )
    return Result(baseline.total, baseline.max, tuple(lines), baseline.rank, baseline.ranked)


def gaps_of(viewer: Viewer, criteria_set: CriteriaSet | None, agency: Agency | None = None) -> Gaps | None:
    """What was lost in the year before the programme's, exactly (100 - 76.03 = 23.97), by the criteria of a set as far
    as they were told; None where no result is loaded.
    """
    found = of(viewer, year_before(viewer), agency)
    return gaps_of_totals(totals(result_of(found), criteria_set)) if found else None


@dataclass(frozen=True)
class Proposed:
    """A result as the plan tells it in its preamble, to be looked at and entered."""

    result: Result
    year: int
    decision: str
    decided: date | None


def proposed(viewer: Viewer) -> Proposed | None:
    """Last year's result as the programme's own plan tells it; None where no plan does."""
    for told in Plan.objects.filter(programme_id=viewer.programme_id, withdrawn=False).values_list(
        "baseline", flat=True
    ):
        if told and told.get("total"):
            return _proposed(told, year_before(viewer))
    return None


def _proposed(told: dict[str, Any], before: int) -> Proposed | None:
    try:
        lines = tuple(
            Line(part["name"] or "Phần điểm", Decimal(part["score"]), Decimal(part["max"])) for part in told["parts"]
        )
        result = Result(Decimal(told["total"]), Decimal(told["max"]), lines, told.get("rank"), told.get("of"))
        day = told.get("decision_date")
        return Proposed(
            result, told.get("year") or before, told.get("decision") or "", date.fromisoformat(day) if day else None
        )
    except (KeyError, TypeError, ArithmeticError, ValueError):
        return None  # read by an older version, or by hand


def peers(viewer: Viewer, year: int) -> list[PeerScore]:
    """The published scores of other authorities, in the order of their names."""
    viewer.require("see_index")
    return list(PeerScore.objects.filter(programme_id=viewer.programme_id, year=year))


def places(viewer: Viewer, year: int) -> list[tuple[Place, Decimal]]:
    """Our authority (named as the programme names it) and its peers by rank, with points; [] without any peer."""
    ours, others = of(viewer, year), peers(viewer, year)
    if not others:
        return []
    name = Programme.objects.values_list("authority", flat=True).get(pk=viewer.programme_id)
    scores = {peer.name: peer.points for peer in others} | ({name: ours.total} if ours else {})
    found = rank([Entry(each, "", Fraction(points)) for each, points in scores.items()], _TIES)
    return sorted(((place, scores[place.unit]) for place in found), key=lambda pair: pair[0].rank or 0)


def agencies_named(viewer: Viewer, names: Iterable[str]) -> dict[str, Agency | None]:
    """The agency in force that each name means, be it only the end of its name (“Phước Sơn”); None where it is none or
    not one alone.
    """
    known = list(in_force_agencies(viewer))
    return {name: _named(fold(name), known) for name in names}


def _named(name: str, known: Sequence[Agency]) -> Agency | None:
    exact = [agency for agency in known if agency.folded == name]
    found = exact or [agency for agency in known if " " in name and agency.folded.endswith(f" {name}")]
    return found[0] if len(found) == 1 else None
