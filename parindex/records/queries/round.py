"""Rounds of assessment: the list, how far each unit is, what waits for the viewer, and what was published."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from parindex.core.assessments import ANSWERING, SELF, writing
from parindex.core.criteria import CriteriaSet
from parindex.core.scoring import Scorecard
from parindex.records.models import Agency, AssessedAnswer, Assessment, AssessmentStep, Round
from parindex.records.permissions import NotFound, Viewer
from parindex.records.queries import agency as agencies
from parindex.records.queries import assessed_answer as answers
from parindex.records.queries import assessment as assessments
from parindex.records.queries.assessed_answer import Sheet

State = Assessment.State
UNIT_LEVELS = ("commune", "department")  # levels of agencies; of any other the authority itself is assessed


def units(viewer: Viewer, level: str) -> QuerySet[Agency]:
    """The agencies of a level that there are on the viewer's day."""
    begun = Q(valid_from__isnull=True) | Q(valid_from__lte=viewer.on)
    lasts = Q(valid_to__isnull=True) | Q(valid_to__gte=viewer.on)
    return agencies.agencies(viewer).filter(begun & lasts, kind=level)


def name_of(assessment: Assessment) -> str:
    """The unit's name; the authority itself has no agency."""
    return assessment.agency.name if assessment.agency else assessment.programme.authority


def visible(viewer: Viewer) -> QuerySet[Round]:
    """All for those who oversee; for a unit those that it takes part in, and whatever was published."""
    viewer.require("see_index")
    found = Round.objects.filter(programme_id=viewer.programme_id).select_related("opened_by", "published_by")
    if not viewer.everywhere("see_all_scores"):
        own = Assessment.objects.filter(agency__in=viewer.agencies("see_own_scores")).values("round")
        found = found.filter(Q(pk__in=own) | Q(published_on__lte=viewer.on))
    return found.prefetch_related(Prefetch("assessments", Assessment.objects.order_by("agency__sort_key")))


def find(viewer: Viewer, round_id: UUID) -> Round:
    """One round that the viewer may know of, or NotFound."""
    found = visible(viewer).filter(pk=round_id).first()
    if found is None:
        raise NotFound("round")
    return found


@dataclass(frozen=True)
class Progress:
    """How far a unit is, as the viewer may know it: the totals of the stages that they see, since when it is where it
    is, and whether it waits for the viewer. `sheet` is None where only the published total is for them to read.
    """

    assessment: Assessment
    sheet: Sheet | None
    result: Scorecard | None
    since: date
    left_out: str
    waits: bool
    late: bool
    changed: int

    @property
    def name(self) -> str:
        """The unit's name."""
        return name_of(self.assessment)


def progress(viewer: Viewer, found: Round) -> list[Progress]:
    """The units of a round: all for those who oversee and once it is published, else the viewer's own. A constant
    number of queries.
    """
    criteria_set = answers.set_of(viewer, found)
    rows = found.assessments.select_related("agency", "programme").order_by("agency__sort_key")
    steps = Prefetch("steps", AssessmentStep.objects.order_by("at"))
    rows = list(rows.prefetch_related(Prefetch("answers", answers.full(AssessedAnswer.objects.all())), steps))
    for each in rows:
        each.round = found
    out = assessments.out(viewer, found)
    readable = set(assessments.visible(viewer).filter(round=found).values_list("pk", flat=True))
    shown = [each for each in rows if out or each.pk in readable]
    counts = answers.counted(viewer, criteria_set, [each.agency_id for each in shown])
    appraisers = assessments.Appraisers(viewer)
    return [
        _progress(viewer, each, criteria_set, counts[each.agency_id], appraisers, each.pk in readable) for each in shown
    ]


def _progress(
    viewer: Viewer, assessment: Assessment, criteria_set: CriteriaSet, counts: Any, appraisers: Any, readable: bool
) -> Progress:
    said, seen = list(assessment.answers.all()), assessments.stages_seen(viewer, assessment)
    known = answers.usable(criteria_set, counts, assessment.round.year)
    sheet = Sheet(assessment, criteria_set, seen, [row for row in said if row.stage in seen], known)
    published = assessments.published(viewer, assessment)
    steps = list(assessment.steps.all())
    since = steps[-1].on if steps else assessment.round.opens
    left_out = steps[-1].why if steps and assessments.out(viewer, assessment.round) and not published else ""
    sent = [step.at for step in steps if step.to_state == State.APPRAISAL and step.from_state == State.SELF]
    changed = len({row.criterion for row in said if len(sent) > 1 and row.stage == SELF and row.at > sent[-2]})
    return Progress(
        assessment, sheet if readable else None, sheet.card(*ANSWERING) if published else None, since, left_out,
        waits(viewer, assessment, appraisers), _late(viewer, assessment), changed,
    )  # fmt: skip


@dataclass(frozen=True)
class Waiting:
    """What of one round waits for the viewer, and the day by which the first of it is due."""

    round: Round
    assessments: list[Assessment]
    due: date | None

    @property
    def name(self) -> str:
        """The name of the first unit."""
        return name_of(self.assessments[0])


def waiting(viewer: Viewer) -> list[Waiting]:
    """By round the forms whose next step is the viewer's; the earliest due first. Three queries at most."""
    found = assessments.visible(viewer).filter(round__cancelled_on__isnull=True, round__published_on__isnull=True)
    appraisers, by_round = assessments.Appraisers(viewer), dict[UUID, list[Assessment]]()
    for each in found.order_by("agency__sort_key"):
        if waits(viewer, each, appraisers):
            by_round.setdefault(each.round_id, []).append(each)
    rows = [
        Waiting(forms[0].round, forms, min((due for each in forms if (due := due_of(each))), default=None))
        for forms in by_round.values()
    ]
    return sorted(rows, key=lambda row: (row.due or date.max, row.round.title))


def waits(viewer: Viewer, assessment: Assessment, appraisers: Any) -> bool:
    """Whether the next step is the viewer's."""
    found = assessment.round
    if found.cancelled_on or found.published_on:
        return False
    if assessment.state == State.SELF:
        may = writing(
            assessment.state, assessment.locked, found.opens, found.self_due, assessment.writable_until, viewer.on
        )
        return may.open and _for_the_unit(viewer, assessment)
    if assessment.state == State.EXPLANATION:
        over = viewer.on > found.explanation_due
        return appraisers.may(assessment) if over else _for_the_unit(viewer, assessment)
    if assessment.state in (State.APPRAISAL, State.SECOND):
        return bool(appraisers.may(assessment))
    return assessment.state == State.APPROVAL and assessments.may_approve(viewer, assessment)


def _for_the_unit(viewer: Viewer, assessment: Assessment) -> bool:
    """The unit's own people; the office may act for a unit, but that does not wait for it."""
    if assessment.agency_id is None:
        return viewer.everywhere("assess")
    return assessment.agency_id in viewer.seats and assessments.may_write(viewer, assessment)


def _late(viewer: Viewer, assessment: Assessment) -> bool:
    due = due_of(assessment)
    return due is not None and viewer.on > due and not assessment.round.published_on


def due_of(assessment: Assessment) -> date | None:
    """The day by which the present step should be done; None once it is approved."""
    found = assessment.round
    own = max(found.self_due, assessment.writable_until) if assessment.writable_until else found.self_due
    return {
        State.SELF: own, State.APPRAISAL: found.appraisal_due, State.EXPLANATION: found.explanation_due,
        State.SECOND: found.second_due, State.APPROVAL: found.approval_due,
    }.get(State(assessment.state))  # fmt: skip


def queue(rows: Iterable[Progress]) -> list[Progress]:
    """What waits for the viewer, the longest first."""
    return sorted((row for row in rows if row.waits), key=lambda row: row.since)
