"""Assessments: who may see which, from which stage on, who appraises, and which answers of a round stand."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from parindex.core.assessments import ANSWERING, decisive, newest
from parindex.core.criteria import CriteriaSet
from parindex.core.criteria_compare import compare
from parindex.core.errors import InputError
from parindex.records.models import AssessedAnswer, Assessment, AssessmentStep, Membership, Round
from parindex.records.permissions import NotFound, Role, Viewer
from parindex.records.queries import criteria_set as sets

Stage, State = AssessedAnswer.Stage, Assessment.State
ALL_STAGES = frozenset(Stage.values)
# The appraisal was shown to the unit when it was asked to reply.
_AFTER_APPRAISAL = frozenset({State.EXPLANATION, State.SECOND, State.APPROVAL, State.APPROVED})


def visible(viewer: Viewer) -> QuerySet[Assessment]:
    """Those whose lines a viewer may read: all for those who oversee, an agency's own for its people."""
    found = Assessment.objects.filter(programme_id=viewer.programme_id).select_related("round", "agency", "programme")
    if not viewer.everywhere("see_all_scores"):
        found = found.filter(agency__in=viewer.agencies("see_own_scores"))
    return found.order_by("-round__year", "-round__opened_at", "agency__sort_key")


def find(viewer: Viewer, assessment_id: UUID) -> Assessment:
    """One assessment whose lines the viewer may read, or NotFound."""
    found = visible(viewer).filter(pk=assessment_id).first()
    if found is None:
        raise NotFound("assessment")
    return found


def is_own(viewer: Viewer, assessment: Assessment) -> bool:
    """Whether the viewer sits in the assessed agency: then they see what their agency sees, whatever they oversee."""
    return assessment.agency_id is not None and (
        assessment.agency_id in viewer.seats or not viewer.everywhere("see_all_scores")
    )


def out(viewer: Viewer, found: Round) -> bool:
    """Whether the round's results are out on the viewer's day."""
    return found.published_on is not None and found.published_on <= viewer.on


def published(viewer: Viewer, assessment: Assessment) -> bool:
    """Whether this form's result is out: of a form that the round was published without, nothing is."""
    return out(viewer, assessment.round) and assessment.state == State.APPROVED


def stages_seen(viewer: Viewer, assessment: Assessment) -> frozenset[str]:
    """Of which stages the viewer may read what was said. Until publication a unit reads its own self-assessment and
    replies, and the first appraisal from the moment at which it is asked to reply.
    """
    if published(viewer, assessment) or not is_own(viewer, assessment):
        return ALL_STAGES
    own = frozenset({Stage.SELF.value, Stage.EXPLANATION.value})
    return own | {Stage.APPRAISAL.value} if assessment.state in _AFTER_APPRAISAL else own


def may_write(viewer: Viewer, assessment: Assessment) -> bool:
    """Whether the viewer may write what the assessed unit says; for the authority itself its office does."""
    if assessment.agency_id is None:
        return viewer.everywhere("assess")
    return viewer.may_for("assess", assessment.agency_id)


def may_submit(viewer: Viewer, assessment: Assessment) -> bool:
    """Whether the viewer may send it in the unit's name."""
    if assessment.agency_id is None:
        return viewer.everywhere("submit_assessment")
    return viewer.may_for("submit_assessment", assessment.agency_id)


def speaks_for_itself(viewer: Viewer, assessment: Assessment) -> bool:
    """Whether the viewer sits in the assessed agency; the authority itself speaks through its office."""
    return assessment.agency_id is None or _sits_in(viewer, assessment)


def may_reply(viewer: Viewer, assessment: Assessment) -> bool:
    """Whether the viewer may close the unit's right of reply: nobody who oversees it does so in its name."""
    return may_submit(viewer, assessment) and speaks_for_itself(viewer, assessment)


def may_approve(viewer: Viewer, assessment: Assessment) -> bool:
    """Whether the viewer decides for the leadership."""
    return viewer.everywhere("approve_assessment") and not _sits_in(viewer, assessment)


def _sits_in(viewer: Viewer, assessment: Assessment) -> bool:
    return assessment.agency_id is not None and assessment.agency_id in viewer.seats


class Appraisers:
    """Who appraises what: the office, but nobody their own agency, nor the authority's form that they wrote themselves.
    A leader stands in for the office where its own agency, or the authority, is assessed. Two queries at most.
    """

    def __init__(self, viewer: Viewer) -> None:
        self.viewer = viewer

    def may(self, assessment: Assessment) -> bool:
        """Whether the viewer appraises this one."""
        office = self.viewer.everywhere("appraise")
        leader = self.viewer.everywhere("approve_assessment")
        if not (office or leader) or _sits_in(self.viewer, assessment):
            return False
        if assessment.agency_id is None:
            return assessment.pk not in self._written
        return office or assessment.agency_id in self._offices

    @cached_property
    def _written(self) -> frozenset[UUID]:
        rows = AssessedAnswer.objects.filter(
            programme_id=self.viewer.programme_id, by_id=self.viewer.user_id, stage=Stage.SELF,
            assessment__agency__isnull=True,
        )  # fmt: skip
        sent = AssessmentStep.objects.filter(
            programme_id=self.viewer.programme_id, by_id=self.viewer.user_id, from_state=State.SELF,
            to_state=State.APPRAISAL, assessment__agency__isnull=True,
        )  # fmt: skip
        found = (each.order_by().values_list("assessment_id", flat=True) for each in (rows, sent))
        return frozenset(next(found).union(next(found)))

    @cached_property
    def _offices(self) -> frozenset[UUID | None]:
        on = self.viewer.on
        held = Membership.objects.filter(
            Q(valid_from__isnull=True) | Q(valid_from__lte=on), Q(valid_to__isnull=True) | Q(valid_to__gte=on),
            programme_id=self.viewer.programme_id, role=Role.OFFICE,
        )  # fmt: skip
        return frozenset(held.values_list("agency_id", flat=True))


def may_say(viewer: Viewer, assessment: Assessment, stage: str) -> bool:
    """Whether the viewer is one of those who speak at a stage, be it the time for it or not."""
    if stage in (Stage.SELF, Stage.EXPLANATION):
        return may_write(viewer, assessment)
    return stage in (Stage.APPRAISAL, Stage.SECOND) and Appraisers(viewer).may(assessment)


def answers_of(assessment: Assessment, stages: Iterable[str] = ANSWERING) -> dict[str, dict[str, Any]]:
    """By criterion the answer that stands, as in an answers file: second appraisal before appraisal before the unit's.

    Only of these stages: pass `stages_seen` to keep the embargo. What an appraiser did not accept is left out.
    """
    return _answers(assessment.answers.all(), frozenset(stages))


def _answers(rows: Iterable[AssessedAnswer], stages: frozenset[str]) -> dict[str, dict[str, Any]]:
    chosen = {id: decisive(found, [s for s in ANSWERING if s in stages]) for id, found in newest(rows).items()}
    return {id: row.answer for id, row in chosen.items() if row is not None and row.answer is not None}


def by_set(viewer: Viewer, found: CriteriaSet) -> list[Assessment]:
    """The assessments that were answered under a set and that the viewer may read, the latest first."""
    viewer.require("see_index")
    rows = visible(viewer).filter(round__set_name=found.name, round__fingerprint=found.fingerprint)
    return list(rows.filter(round__cancelled_on__isnull=True))


def typed(viewer: Viewer, criteria_set: CriteriaSet) -> dict[UUID | None, dict[str, AssessedAnswer]]:
    """By agency (None: the authority itself) and criterion the row that says the answer in the latest round of a level
    of the set that was not cancelled, as far as the viewer may read it; a row without an answer was not accepted.

    A round that was opened by another set answers for the criteria that are the same in both, under their ids here.
    Three queries, and one for each other set.
    """
    rounds = visible(viewer).filter(round__level__in=criteria_set.levels, round__cancelled_on__isnull=True)
    latest: dict[UUID | None, Assessment] = {}
    for each in rounds.prefetch_related("answers__by"):
        latest.setdefault(each.agency_id, each)
    ids = {each.round_id: each.round for each in latest.values()}
    same = {key: _same(viewer, one, criteria_set) for key, one in ids.items()}
    found: dict[UUID | None, dict[str, AssessedAnswer]] = {}
    for agency_id, each in latest.items():
        seen = [stage for stage in ANSWERING if stage in stages_seen(viewer, each)]
        said = [row for row in each.answers.all() if row.on <= viewer.on]  # a card of an earlier day is as of that day
        rows = {id: decisive(stages, seen) for id, stages in newest(said).items()}
        new = same[each.round_id]
        found[agency_id] = {
            id if new is None else new[id]: row for id, row in rows.items()
            if row is not None and (new is None or id in new)
        }  # fmt: skip
    return found


def _same(viewer: Viewer, opened: Round, criteria_set: CriteriaSet) -> dict[str, str] | None:
    """By the ids of a round's set those of another; None where it is that set, {} where it can be read no more."""
    if (opened.set_name, opened.fingerprint) == (criteria_set.name, criteria_set.fingerprint):
        return None
    try:
        old = sets.load(viewer, opened.set_name)
    except (InputError, NotFound):
        return {}
    return compare(old, criteria_set).scored if old.fingerprint == opened.fingerprint else {}
