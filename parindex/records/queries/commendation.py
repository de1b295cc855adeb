"""Proposals of commendation: the facts of agencies as they are known on a day, held against the rules in force."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from parindex.core.commendation import CommendationRules, Proposal, Reading, propose
from parindex.core.commendation_conditions import Class
from parindex.core.commendation_facts import (
    Component,
    Exemption,
    Facts,
    HeadFound,
    Index,
    LateDossiers,
    NotApplicable,
    Satisfaction,
)
from parindex.core.commendation_settings import reread
from parindex.core.criteria import CriteriaSet
from parindex.core.errors import InputError
from parindex.core.methods.inputs import Ratio, Share
from parindex.core.methods.survey_share import SurveyShare
from parindex.core.scoring import Scorecard
from parindex.core.standings import answered, measured
from parindex.core.words import fold
from parindex.indicators.run import run
from parindex.records.models import (
    Agency,
    CommendationAppeal,
    CommendationDecision,
    CommendationExemption,
    CommendationFact,
    CriterionTie,
    History,
)
from parindex.records.permissions import NotFound, Viewer
from parindex.records.queries import agency as agencies
from parindex.records.queries import criteria_set as sets
from parindex.records.queries import scorecard as drawn
from parindex.records.queries.commendation_reading import own_rules, rules, year_of
from parindex.records.queries.lake import lake_of, remembered
from parindex.records.queries.late_case import end_of

LEVELS = ("commune", "department")
LATE, OVERDUE = "resolved_late", "open_overdue"  # the rows behind these are the late dossiers of a proposal
WARNED = "warn_commendation"  # the history's word for a warning that was sent
_IN_TIME = "on_time_share"


@dataclass(frozen=True)
class Considered:
    """An agency with its proposal and what people added to it. `decision` is that in force on the day."""

    agency: Agency
    proposal: Proposal
    decision: CommendationDecision | None = None
    decisions: Sequence[CommendationDecision] = ()
    appeals: Sequence[CommendationAppeal] = ()
    exemptions: Sequence[CommendationExemption] = ()
    facts: Sequence[CommendationFact] = ()

    @property
    def open_appeal(self) -> CommendationAppeal | None:
        """The appeal that waits for its answer."""
        return next((one for one in self.appeals if one.answered_on is None), None)

    @property
    def risk(self) -> str:
        """What the agency is warned of while it can be helped, empty where nothing.

        Of an excluding rule its name alone, for how much is lacking changes with every dossier.
        """
        if self.proposal.unit == "at_risk":
            return self.proposal.says
        mendable = [one for one in self.proposal.rulings if one.met and one.exemption is None and one.mends]
        return "; ".join(one.rule.title for one in mendable)

    @property
    def warning(self) -> str:
        """The history's words for a warning of this."""
        return f"Cảnh báo khen thưởng: {self.risk}"


@dataclass(frozen=True)
class Turned:
    """An agency's proposal as the rules are understood, and as it would be under another reading of them."""

    agency: Agency
    before: Proposal
    after: Proposal

    @property
    def differs(self) -> bool:
        """Whether the verdict on the agency, or on its head, would be another."""
        return (self.before.unit, self.before.head) != (self.after.unit, self.after.head)


def preview(viewer: Viewer, reading: Reading) -> list[Turned]:
    """What a reading would make of every agency's proposal by today's facts. InputError for a wrong reading."""
    viewer.require("decide_commendation")
    own = own_rules(viewer)
    if own is None:
        return []
    read = reread(own, reading)
    return [
        Turned(one.agency, one.proposal, propose(read, one.proposal.facts))
        for level in LEVELS
        for one in considered(viewer, level)
    ]


def of_year(viewer: Viewer, level: str) -> list[Agency]:
    """All agencies of a level that exist in the programme's year, by name, each with its successors."""
    if level not in LEVELS:
        raise NotFound("level")
    found = agencies.in_force(viewer).filter(kind=level)
    return list(found.prefetch_related("successors"))


def visible(viewer: Viewer, level: str) -> list[Agency]:
    """Those whose proposals the viewer may see."""
    if viewer.everywhere("see_all_scores"):
        return of_year(viewer, level)
    viewer.require("see_own_scores")
    return [one for one in of_year(viewer, level) if one.pk in viewer.agencies("see_own_scores")]


def considered(viewer: Viewer, level: str, cards: Mapping[UUID, Scorecard] | None = None) -> list[Considered]:
    """Every agency of a level that the viewer may see, with its proposal. NotFound without rules for the year.

    `cards` are the scorecards where they are at hand already.
    """
    return _considered(viewer, level, visible(viewer, level), cards)


def warnings(viewer: Viewer) -> list[Considered]:
    """The viewer's own agencies that can still do something: at risk, or excluded by what can be mended."""
    if not viewer.agencies("see_own_scores"):
        return []
    try:
        found = [one for level in LEVELS for one in considered(viewer, level)]
    except InputError:
        return []  # what is wrong with rules or sets is said where they are shown, not on everybody's first page
    return [one for one in found if one.risk]


def untold(viewer: Viewer, among: Sequence[Considered]) -> list[Considered]:
    """Those that can still do something and were not written to since it came to what it is, for who may remind."""
    if not viewer.everywhere("remind"):
        return []
    lines = History.objects.filter(programme_id=viewer.programme_id, verb=WARNED, on__lte=viewer.on).order_by("id")
    last = dict(lines.values_list("about", "words"))
    return [one for one in among if one.risk and last.get(one.agency.pk) != one.warning]


def waiting_appeals(viewer: Viewer) -> list[CommendationAppeal]:
    """The appeals that wait for the viewer's answer, the oldest first."""
    if not viewer.everywhere("decide_commendation"):
        return []
    found = CommendationAppeal.objects.filter(
        programme_id=viewer.programme_id, answered_on__isnull=True, on__lte=viewer.on
    )
    return list(found.select_related("agency"))


def find(viewer: Viewer, agency_id: UUID) -> Considered:
    """One agency's proposal, or NotFound."""
    agency = Agency.objects.filter(programme_id=viewer.programme_id, pk=agency_id).first()
    if agency is None or agency.kind not in LEVELS:
        raise NotFound("agency")
    seen = [one for one in visible(viewer, agency.kind) if one.pk == agency_id]
    found = _considered(viewer, agency.kind, seen, None)
    if not found:
        raise NotFound("agency")
    return found[0]


def _considered(
    viewer: Viewer, level: str, among: Sequence[Agency], cards: Mapping[UUID, Scorecard] | None
) -> list[Considered]:
    rule = rules(viewer)
    if rule is None or not among:
        return []
    if cards is None:
        criteria = sets.in_use(viewer, level)
        cards = scorecards(viewer, criteria, among) if criteria else {}
    said = _Said.of(viewer, among)
    late = late_of(viewer)
    parts = _components(viewer, among) if level == "department" else {}
    year = year_of(viewer)
    found = []
    for agency in among:
        card = cards.get(agency.pk)
        facts = Facts(
            unit=agency.name,
            level="commune" if level == "commune" else "department",
            year=year,
            day=viewer.on,
            late=late.get(agency.key),
            index=_index(card, rule),
            components=parts.get(agency.pk),
            satisfaction=_satisfaction(card, said.facts[agency.pk]),
            head=_head(said.facts[agency.pk]),
            exemptions=tuple(_exemption(one) for one in said.exemptions[agency.pk] if _stands(one, rule, viewer.on)),
        )
        found.append(said.considered(agency, propose(rule, facts), viewer.on))
    return found


def scorecards(viewer: Viewer, criteria: CriteriaSet, among: Sequence[Agency]) -> dict[UUID, Scorecard]:
    """What agencies are worth by a set on the viewer's day, drawn from where answers are.

    Only what the viewer may read of others' answers.
    """
    found = drawn.scorecards(viewer, criteria, among)
    return {one.pk: found[one.pk].card for one in among}


def scorecard_of_authority(viewer: Viewer, criteria: CriteriaSet) -> Scorecard:
    """The authority's own, by what the viewer may read of its answers."""
    return drawn.authority(viewer, criteria).card


@dataclass
class _Said:
    """What people wrote of agencies up to the viewer's day, newest last."""

    facts: dict[UUID, list[CommendationFact]] = field(default_factory=lambda: defaultdict(list))
    exemptions: dict[UUID, list[CommendationExemption]] = field(default_factory=lambda: defaultdict(list))
    decisions: dict[UUID, list[CommendationDecision]] = field(default_factory=lambda: defaultdict(list))
    appeals: dict[UUID, list[CommendationAppeal]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, viewer: Viewer, among: Sequence[Agency]) -> "_Said":
        """Four queries, however many agencies there are."""
        found = cls()
        wanted = {"programme_id": viewer.programme_id, "agency__in": [one.pk for one in among], "on__lte": viewer.on}
        for name, model, people in (
            ("facts", CommendationFact, ("by",)),
            ("exemptions", CommendationExemption, ("by", "ended_by")),
            ("decisions", CommendationDecision, ("by", "revoked_by")),
            ("appeals", CommendationAppeal, ("by", "answered_by")),
        ):
            for row in model.objects.filter(**wanted).select_related(*people):
                getattr(found, name)[row.agency_id].append(row)
        return found

    def considered(self, agency: Agency, proposal: Proposal, on: date) -> Considered:
        decisions = self.decisions[agency.pk]
        standing = [one for one in decisions if one.revoked_on is None or one.revoked_on > on]
        return Considered(
            agency,
            proposal,
            standing[-1] if standing else None,
            decisions,
            self.appeals[agency.pk],
            self.exemptions[agency.pk],
            self.facts[agency.pk],
        )


def late_of(viewer: Viewer) -> dict[str, LateDossiers]:
    """By the key of the agency: late ones of those resolved in the year with a due date or overdue. One count.

    An agency of which the lake holds nothing is not in it: nobody knows whether it had none.
    """
    return {agency: one.settled for agency, one in late_counts(viewer).items() if agency}


@dataclass(frozen=True)
class LateCounts:
    """Of the dossiers `resolved` in the year that had a due date those that were `late`, and open ones `overdue`."""

    late: int
    resolved: int
    overdue: int

    @property
    def settled(self) -> LateDossiers:
        return LateDossiers(self.late + self.overdue, self.resolved + self.overdue)


def late_counts(viewer: Viewer) -> dict[str, LateCounts]:
    """The parts of late_of(), also of what no agency of ours answers for ("" where the source names none)."""
    lake, year = lake_of(viewer), year_of(viewer)
    if not lake.exists():
        return {}
    start, end = date(year, 1, 1), date(year, 12, 31)

    def ask() -> dict[str, LateCounts]:
        codes = [_IN_TIME, OVERDUE]
        found: dict[str, dict[str, tuple[int, int]]] = defaultdict(dict)
        for row in run(lake, start=start, end=end, by=("agency",), as_of=end_of(viewer.on), only=codes).rows:
            found[row.dims["agency"] or ""][row.indicator] = int(row.numerator or 0), int(row.denominator or 0)
        return {agency: _counts(**counts) for agency, counts in found.items()}

    return remembered(lake, ("commendation", year, viewer.on), ask)


def _counts(on_time_share: tuple[int, int] = (0, 0), open_overdue: tuple[int, int] = (0, 0)) -> LateCounts:
    in_time, resolved = on_time_share
    return LateCounts(resolved - in_time, resolved, open_overdue[0])


def _index(card: Scorecard | None, rule: CommendationRules) -> Index | NotApplicable | None:
    """What a scorecard says; nothing where no criterion has an answer (a score of 0 would be a guess), nor where the
    set has no such class as the rules name.
    """
    if card is None or card.criteria_set.classes is None or not answered(card):
        return None
    wanted = {one.condition.worst for each in rule.rules for one in each.conditions if isinstance(one.condition, Class)}
    if {fold(name) for name in wanted} - {fold(name) for name, _ in card.criteria_set.classes.bands}:
        return None
    value = measured(card)
    return NotApplicable("không có tiêu chí nào được chấm") if value is None else Index(card.criteria_set, value)


def _components(viewer: Viewer, among: Sequence[Agency]) -> dict[UUID, tuple[Component, ...]]:
    """The criteria of the authority's own set that each agency alone leads, or shares the lead of."""
    criteria = sets.in_use(viewer, "district")
    if criteria is None:
        return {}
    ties = CriterionTie.objects.filter(
        programme_id=viewer.programme_id, set_name=criteria.name, leaders__in=[one.pk for one in among]
    ).prefetch_related("leaders")
    leads: dict[UUID, set[str]] = defaultdict(set)
    for tie in ties:
        for leader in tie.leaders.all():
            leads[leader.pk].add(tie.criterion)
    if not leads:
        return {}
    card = scorecard_of_authority(viewer, criteria)
    lines = {line.criterion.id: line for line in card.criteria} if card else {}
    return {
        agency: tuple(Component(id, lines[id].points, lines[id].max) for id in lines if id in ids)
        for agency, ids in leads.items()
    }


def _satisfaction(card: Scorecard | None, facts: Sequence[CommendationFact]) -> dict[str, Satisfaction | NotApplicable]:
    """What the scorecard's survey says, and over it what was typed with its document."""
    found: dict[str, Satisfaction | NotApplicable] = {}
    for line in card.criteria if card else ():
        if isinstance(line.criterion.method, SurveyShare) and "" not in found:
            if isinstance(line.inputs, Share):
                found[""] = Satisfaction(Fraction(line.inputs.share), line.inputs.n)
            elif isinstance(line.inputs, Ratio):
                share = Fraction(line.inputs.numerator) / Fraction(line.inputs.denominator) * 100
                found[""] = Satisfaction(share, int(line.inputs.denominator))
    newest = {fact.field: fact.data for fact in facts if fact.kind == CommendationFact.Kind.SATISFACTION}
    return found | {name: _typed(data) for name, data in newest.items() if data}


def _typed(data: Mapping[str, Any]) -> Satisfaction | NotApplicable:
    if "not_applicable" in data:
        return NotApplicable(data["not_applicable"])
    return Satisfaction(Fraction(Decimal(data["share"])), data.get("n"))


def _head(facts: Sequence[CommendationFact]) -> HeadFound | NotApplicable | None:
    mine = [fact for fact in facts if fact.kind == CommendationFact.Kind.HEAD]
    if not mine or not mine[-1].data:
        return None
    data = mine[-1].data
    if "not_applicable" in data:
        return NotApplicable(data["not_applicable"])
    return HeadFound(data["held_responsible"], mine[-1].document)


def _stands(one: CommendationExemption, rule: CommendationRules, on: date) -> bool:
    """Not ended by the day, and of a rule that there is: rules of another version are other rules."""
    ended = one.ended_on is not None and one.ended_on <= on
    return not ended and one.rules_name == rule.name and one.rule in {each.id for each in rule.rules}


def _exemption(one: CommendationExemption) -> Exemption:
    return Exemption(one.rule, one.decision, one.decided, one.valid_from, one.valid_to, one.reason)
