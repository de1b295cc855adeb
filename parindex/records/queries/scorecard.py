"""Scorecards drawn from where answers are: indicators, duties and what agencies handed in, and what rounds said.

What an appraiser said stands before what is counted, and what is counted before what the unit typed itself.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, Literal
from uuid import UUID

from django.db.models import Q

from parindex.core.answers import Answer, Answers
from parindex.core.criteria import CriteriaSet, Criterion
from parindex.core.criteria_compare import compare
from parindex.core.criterion_sources import (
    Counted,
    Duty,
    DutySource,
    Handed,
    IndicatorSource,
    Source,
    counted_of_duties,
    counted_of_figures,
    counted_of_indicator,
    read_source,
)
from parindex.core.errors import InputError
from parindex.core.gap_accounts import Account
from parindex.core.methods.bounds import Ahead
from parindex.core.projection import project
from parindex.core.scoring import Scorecard, score
from parindex.core.ties import Ties
from parindex.indicators.figures import Figures
from parindex.indicators.run import run
from parindex.indicators.zeros import filled, with_proofs
from parindex.records.models import (
    Agency,
    AssessedAnswer,
    CriterionTie,
    Figure,
    Programme,
    Review,
    Task,
    TaskAgency,
)
from parindex.records.permissions import NotFound, Viewer
from parindex.records.queries import assessment
from parindex.records.queries import criteria_set as sets
from parindex.records.queries import obligation as obligations
from parindex.records.queries.lake import lake_of, remembered
from parindex.records.queries.late_case import end_of

# appraised: said by an appraiser. counted: from indicators, duties or the plan. typed: said by the unit itself.
Origin = Literal["appraised", "counted", "typed"]
_FIGURES = ("figures", "figures_latest")
_NOT_GIVEN = "Kế hoạch không giao nhiệm vụ gắn với tiêu chí này cho đơn vị"


@dataclass(frozen=True)
class Tied:
    """What a criterion is tied to; `leaders` are those named by the tie, else who leads its tasks."""

    tasks: tuple[UUID, ...]
    leaders: tuple[Agency, ...]
    source: Source | None
    effort: Decimal | None


@dataclass(frozen=True)
class Scored:
    """A unit's card on a day (`agency` None: the authority itself), and where each answer that stands comes from.

    `counted` holds what could be counted also where another answer stands; `refused` why an answer could not be used.
    """

    agency: Agency | None
    card: Scorecard
    on: date
    counted: Mapping[str, Counted]
    typed: Mapping[str, AssessedAnswer]
    origins: Mapping[str, Origin]
    refused: Mapping[str, str]
    tied: Mapping[str, Tied]
    tasks: Mapping[UUID, Task]
    versions: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def account(self) -> Account:
        """Gaps, outlook and what tasks are worth; tasks are named by their key, agencies by their name."""
        ahead = Ahead(self.on, date(self.card.year, 12, 31))
        return Account(self.card, project(self.card, ahead, self.ties.to_come), self.ties, self.on)

    @cached_property
    def ties(self) -> Ties:
        """As core knows them."""
        counted = {id: one for id, one in self.counted.items() if self.origins.get(id) == "counted"}
        return Ties(
            leaders={id: tuple(agency.name for agency in tie.leaders) for id, tie in self.tied.items()},
            tasks={id: tuple(str(task) for task in tie.tasks) for id, tie in self.tied.items()},
            all_tasks=tuple(str(task) for task in self.tasks),
            to_come={id: one.to_come for id, one in counted.items() if one.to_come is not None},
        )


def scorecards(
    viewer: Viewer,
    criteria_set: CriteriaSet,
    among: Sequence[Agency] = (),
    *,
    authority: bool = False,
    like: CriteriaSet | None = None,
) -> dict[UUID | None, Scored]:
    """The cards of agencies, and of the authority itself under None where asked: a constant number of queries.

    Whose cards may be shown to the viewer, the caller decides; what others typed is left out as rounds say. `like`: as
    they would be if the set took the place of this one.
    """
    viewer.require("see_index")
    drawn = _Drawn(viewer, criteria_set, like)
    units: list[Agency | None] = [*among, *([None] if authority else [])]
    return {unit.pk if unit else None: drawn.scored(unit) for unit in units}


def authority(viewer: Viewer, criteria_set: CriteriaSet) -> Scored:
    """The card of the authority itself."""
    return scorecards(viewer, criteria_set, authority=True)[None]


def counted_answers(
    viewer: Viewer, criteria_set: CriteriaSet, agencies: Iterable[UUID | None]
) -> dict[UUID | None, dict[str, Counted]]:
    """What is counted on the day for each of these agencies (None: the authority itself), by criterion."""
    wanted = list(dict.fromkeys(agencies))
    found = Agency.objects.filter(programme_id=viewer.programme_id).in_bulk([one for one in wanted if one])
    drawn = _Drawn(viewer, criteria_set)
    return {one: drawn.counted(found[one] if one else None) for one in wanted}


class _Drawn:
    """All that cards of one set are drawn from, read once."""

    def __init__(self, viewer: Viewer, criteria_set: CriteriaSet, like: CriteriaSet | None = None) -> None:
        self.viewer, self.criteria_set, self.like = viewer, criteria_set, like
        programme = Programme.objects.only("year", "authority").get(pk=viewer.programme_id)
        self.year, self.name = programme.year, programme.authority
        self.said = assessment.typed(viewer, criteria_set)
        self.tasks = {task.pk: task for task in tasks_in_force(viewer)}
        self.leads = _leads(self.tasks)
        self.tied = self._tied()
        agencies = Agency.objects.filter(programme_id=viewer.programme_id).values_list("pk", "key", "kind")
        self.kinds = {name: kind for pk, key, kind in agencies for name in (pk, key)}
        self.duties = self._duties()
        self.figures = self._figures()
        self.versions: dict[str, str] = {}
        self.by_agency, self.whole = self._indicators()

    def _tied(self) -> dict[str, Tied]:
        found = {}
        for id, row in ties_of(self.viewer, self.criteria_set, self.like).items():
            tasks = tuple(task.pk for task in row.tasks.all() if task.pk in self.tasks)
            named = {agency.pk: agency for agency in row.leaders.all()}
            leaders = named or {one.pk: one for task in tasks for one in self.leads.get(task, ())}
            ordered = sorted(leaders.values(), key=lambda agency: agency.sort_key)
            found[id] = Tied(tasks, tuple(ordered), read_source(row.source), row.effort)
        return found

    def _duties(self) -> dict[UUID, list[Duty]]:
        """By task, the duties that count on the day."""
        found: dict[UUID, list[Duty]] = defaultdict(list)
        wanted = obligations.everyones(self.viewer).filter(task__in=list(self.tasks))
        for line in obligations.lines(wanted, self.viewer.on):
            if not line.state.counts:
                continue
            in_time = line.state.review == "waiting" and line.state.timing == "met"
            done = line.facts.accepted_on if line.state.done else None
            found[line.task_id].append(Duty(line.agency_id, line.due, done, in_time))
        return found

    def _figures(self) -> dict[UUID, list[tuple[UUID, int, Handed]]]:
        """By task: agency, ordinal of the target from 1, and the figure, of what stands accepted on the day."""
        if not any(isinstance(tie.source, DutySource) and tie.source.measure in _FIGURES for tie in self.tied.values()):
            return {}
        found: dict[UUID, list[tuple[UUID, int, Handed]]] = defaultdict(list)
        rows = Figure.objects.filter(
            accepted_on(self.viewer.on), programme_id=self.viewer.programme_id
        ).values_list(
            "target__task_id", "submission__obligation__agency_id", "target__order", "numerator", "denominator",
            "submission__obligation__due", "cut_off", "submission__sent_on",
        )  # fmt: skip
        for task, agency, order, above, below, due, cut_off, sent in rows:
            of = tuple(day or date.min for day in (due, cut_off, sent))
            found[task].append((agency, order + 1, Handed((task, agency, order), of, above, below)))
        return found

    def _indicators(self) -> tuple[dict[str, dict[str, Any]], dict[str, Any]]:
        """By agency key and code, and by code over all agencies, the rows of the year to the day."""
        # Those of every set: all cards of a day then ask one question, which is remembered.
        kept = CriterionTie.objects.filter(programme_id=self.viewer.programme_id, source__has_key="indicator")
        codes = sorted({source["indicator"] for source in kept.values_list("source", flat=True)})
        lake = lake_of(self.viewer)
        if not codes or not lake.exists():
            return {}, {}

        def ask(by: tuple[str, ...]) -> Figures:
            start, end = date(self.year, 1, 1), date(self.year, 12, 31)
            as_of, only = end_of(self.viewer.on), with_proofs(codes)
            question = ("scorecard", self.year, self.viewer.on, tuple(codes), by)
            return remembered(
                lake, question, lambda: run(lake, start=start, end=end, by=by, as_of=as_of, only=only)
            )  # fmt: skip

        each, every = ask(("agency", "year")), ask(("year",))
        self.versions |= {
            "lake_version": every.lake_version, "rules_version": every.rules_version,
            "calendar_version": every.calendar_version, "input_hash": every.input_hash,
        }  # fmt: skip
        by_agency: dict[str, dict[str, Any]] = defaultdict(dict)
        for row in filled(each.rows, codes):
            by_agency[row.dims["agency"] or ""][row.indicator] = row
        return dict(by_agency), {row.indicator: row for row in filled(every.rows, codes)}

    def scored(self, agency: Agency | None) -> Scored:
        """The card of one unit."""
        name = agency.name if agency else self.name
        said = self.said.get(agency.pk if agency else None, {})
        answers: dict[str, Answer] = {}
        counted = self.counted(agency)
        origins: dict[str, Origin] = {}
        refused: dict[str, str] = {}
        for criterion in self.criteria_set.walk():
            if criterion.method is None:
                continue
            for origin, data in _standing(said.get(criterion.id), counted.get(criterion.id)):
                answer = Answer(data, f"{name}: {criterion.id}")
                if wrong := self._wrong(criterion, answer):
                    refused[criterion.id] = wrong
                    continue
                answers[criterion.id], origins[criterion.id] = answer, origin
                break
        card = score(self.criteria_set, Answers(name, self.year, answers))
        return Scored(
            agency, card, self.viewer.on, counted, said, origins, refused, self.tied, self.tasks, self.versions
        )  # fmt: skip

    def counted(self, agency: Agency | None) -> dict[str, Counted]:
        """What can be counted for one unit, by criterion."""
        found = {id: self._counted(tie, agency) for id, tie in self.tied.items()}
        return {id: one for id, one in found.items() if one is not None}

    def _wrong(self, criterion: Criterion, answer: Answer) -> str:
        """Why an answer cannot be used today; "" where it can. One that cannot must not take the page down with it."""
        if "not_assigned" in answer.data:
            return ""
        method, ahead = criterion.method, Ahead(self.viewer.on, date(self.year, 12, 31))
        assert method is not None
        try:
            inputs = method.inputs(answer, self.year)
            method.points(inputs)
            method.bounds(inputs, ahead)
        except InputError as error:
            return str(error)
        return ""

    def _counted(self, tie: Tied, agency: Agency | None) -> Counted | None:
        if agency and tie.tasks and all(agency not in self.leads.get(task, ()) for task in tie.tasks):
            return Counted({"not_assigned": _NOT_GIVEN}, None, _NOT_GIVEN)
        if tie.source is None:
            return None
        if isinstance(tie.source, IndicatorSource):
            return self._of_indicator(tie.source, agency)
        tasks = self.tasks if tie.source.of == "programme" else tie.tasks
        if tie.source.measure in _FIGURES:
            handed = [
                figure for task in tasks for who, order, figure in self.figures.get(task, ())
                if order == tie.source.target and self._of(tie.source, who, agency)
            ]  # fmt: skip
            return counted_of_figures(handed, latest=tie.source.measure == "figures_latest")
        duties = [
            duty for task in tasks for duty in self.duties.get(task, ()) if self._of(tie.source, duty.agency, agency)
        ]  # fmt: skip
        return counted_of_duties(tie.source.measure, duties, self.viewer.on)

    def _of(self, source: DutySource, who: UUID, agency: Agency | None) -> bool:
        if agency is not None:
            return who == agency.pk
        return not source.kinds or self.kinds.get(who) in source.kinds

    def _of_indicator(self, source: IndicatorSource, agency: Agency | None) -> Counted | None:
        if agency is not None:
            rows = [self.by_agency.get(agency.key, {}).get(source.code)]
        elif source.kinds:
            rows = [
                found.get(source.code) for key, found in self.by_agency.items() if self.kinds.get(key) in source.kinds
            ]
        else:
            rows = [self.whole.get(source.code)]
        told = [row for row in rows if row is not None]
        if not told or any(row.numerator is None for row in told):
            return None
        shares = [row.denominator for row in told if row.denominator is not None]
        return counted_of_indicator(
            source.code, sum(row.numerator for row in told), sum(shares) if len(shares) == len(told) else None
        )


def _standing(said: AssessedAnswer | None, counted: Counted | None) -> Iterator[tuple[Origin, Mapping[str, Any]]]:
    """The answers in the order in which they stand: the next one serves where the method cannot take the one before.
    What an appraiser said, or did not accept, leaves room for nothing else.
    """
    if said is not None and said.stage != AssessedAnswer.Stage.SELF:
        if said.answer is not None:
            yield "appraised", said.answer
        return
    if counted is not None:
        yield "counted", counted.answer
    if said is not None and said.answer is not None:
        yield "typed", said.answer


def accepted_on(on: date) -> Q:
    """Of figures and uses of evidence: those of results that stand accepted on a day, of duties that count on it."""

    def stands(day: str) -> Q:
        return Q(**{f"{day}__isnull": True}) | Q(**{f"{day}__gt": on})

    duty, review = "submission__obligation", "submission__review"
    accepted = Q(**{f"{review}__outcome": Review.Outcome.ACCEPTED, f"{review}__on__lte": on})
    return (
        accepted & stands(f"{review}__revoked_on") & stands(f"{duty}__cancelled_on") & stands(f"{duty}__superseded_on")
    )


def ties_of(viewer: Viewer, criteria_set: CriteriaSet, like: CriteriaSet | None = None) -> dict[str, CriterionTie]:
    """By criterion its tie; with `like`, that of the same criterion there where the set has none of its own."""
    rows = CriterionTie.objects.filter(programme_id=viewer.programme_id).prefetch_related("tasks", "leaders")
    found = {row.criterion: row for row in rows.filter(set_name=criteria_set.name)}
    if like is None:
        return found
    same = compare(like, criteria_set).scored
    taken = {same[row.criterion]: row for row in rows.filter(set_name=like.name) if row.criterion in same}
    return taken | found


def tasks_in_force(viewer: Viewer) -> list[Task]:
    """The tasks of the plan in force, in its order."""
    found = Task.objects.filter(
        programme_id=viewer.programme_id, retired__isnull=True, item__part__plan__withdrawn=False
    ).select_related("item__part")
    return list(found.order_by("item__part__order", "item__order", "order"))


def _leads(tasks: Mapping[UUID, Task]) -> dict[UUID, list[Agency]]:
    found: dict[UUID, list[Agency]] = defaultdict(list)
    rows = TaskAgency.objects.filter(task__in=list(tasks), part=TaskAgency.Part.LEAD).select_related("agency")
    for row in rows:
        found[row.task_id].append(row.agency)
    return found


def of_agency(viewer: Viewer, agency_id: UUID) -> tuple[CriteriaSet, Scored]:
    """The card of one agency whose scores the viewer may see, by the set in use for its level; else NotFound."""
    if not viewer.everywhere("see_all_scores") and agency_id not in viewer.agencies("see_own_scores"):
        raise NotFound("agency")
    agency = Agency.objects.filter(programme_id=viewer.programme_id, pk=agency_id).first()
    criteria = sets.in_use(viewer, agency.kind) if agency else None
    if agency is None or criteria is None:
        raise NotFound("agency")
    return criteria, scorecards(viewer, criteria, [agency])[agency.pk]


def of_authority(viewer: Viewer) -> tuple[CriteriaSet, Scored] | None:
    """The authority's own card, for those who oversee; None where no set is in use."""
    viewer.require("see_all_scores")
    criteria = sets.in_use(viewer, "district")
    return (criteria, authority(viewer, criteria)) if criteria else None
