"""The form of one unit: each criterion with what was counted, what each stage said, and what is still missing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import Case, Prefetch, QuerySet, When

from parindex.core.answers import Answer, Answers
from parindex.core.assessments import ANSWERING, APPRAISAL, EXPLANATION, SECOND, SELF, decisive, lowered, newest, worth
from parindex.core.criteria import CriteriaSet, Criterion
from parindex.core.errors import InputError
from parindex.core.scoring import Line, Scorecard, score
from parindex.records.models import (
    AssessedAnswer,
    AssessedEvidence,
    Assessment,
    CriterionTie,
    Evidence,
    Obligation,
    Round,
    SubmissionEvidence,
)
from parindex.records.permissions import Viewer
from parindex.records.queries import assessment as assessments
from parindex.records.queries import baseline, criteria_set, scorecard
from parindex.records.queries import evidence as evidence_queries


@dataclass(frozen=True)
class Counted:
    """An answer that was counted, not typed, and where from."""

    answer: Mapping[str, Any]
    says: str

    def to_json(self) -> dict[str, Any]:
        """As it is kept beside what was typed."""
        return {"answer": dict(self.answer), "says": self.says}


def counted(
    viewer: Viewer, criteria: CriteriaSet, agencies: Iterable[UUID | None]
) -> dict[UUID | None, dict[str, Counted]]:
    """What is counted today for each of these agencies (None: the authority itself), by criterion."""
    found = scorecard.counted_answers(viewer, criteria, agencies)
    return {
        agency: {id: Counted(one.answer, one.says) for id, one in answers.items()} for agency, answers in found.items()
    }


def usable(criteria: CriteriaSet, counts: Mapping[str, Counted], year: int) -> dict[str, Counted]:
    """Without counts that their method cannot take today: a form must be answered by hand then, not be shut."""
    by_id = {each.id: each for each in criteria.walk() if each.method is not None}
    found = {}
    for id, one in counts.items():
        try:
            worth(criteria, by_id[id], one.answer, year)
        except (InputError, KeyError):
            continue
        found[id] = one
    return found


@dataclass(frozen=True)
class Lack:
    """What keeps a form from being sent: the criterion, and what to do there."""

    criterion: Criterion
    words: str


@dataclass(frozen=True)
class CriterionLine:
    """One line of the form; `rows` are those that stand, by stage, `points` by stage for groups too."""

    criterion: Criterion
    depth: int
    rows: Mapping[str, AssessedAnswer]
    points: Mapping[str, Line]
    counted: Counted | None
    last_year: Decimal | None

    @property
    def scored(self) -> bool:
        """Whether a method scores it: groups are only added up."""
        return self.criterion.method is not None

    @property
    def differs(self) -> bool:
        """Whether the unit typed something else than was counted."""
        own = self.rows.get(SELF)
        return own is not None and own.answer is not None and self.counted is not None and differs(own, self.counted)


def differs(row: AssessedAnswer, found: Counted) -> bool:
    """Whether what was typed is another answer than what was counted."""
    return without_name(row.answer) != without_name(found.answer)


def without_name(answer: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """An answer without who gave it: the same judgement by another person is the same."""
    return None if answer is None else {key: value for key, value in answer.items() if key != "by"}


@dataclass
class Sheet:
    """An assessment as a viewer may read it. `said` are the rows of the stages that they may see, oldest first."""

    assessment: Assessment
    criteria_set: CriteriaSet
    seen: frozenset[str]
    said: list[AssessedAnswer]
    counted: Mapping[str, Counted]
    last_year: Mapping[str, Decimal] = field(default_factory=dict)

    @cached_property
    def stands(self) -> dict[str, dict[str, AssessedAnswer]]:
        """The rows that stand, by criterion and stage."""
        return newest(self.said)

    @cached_property
    def criteria(self) -> list[Criterion]:
        """What methods score, in order."""
        return [each for each in self.criteria_set.walk() if each.method is not None]

    def row(self, id: str, stage: str) -> AssessedAnswer | None:
        """The row that stands for a criterion at a stage."""
        return self.stands.get(id, {}).get(stage)

    def answer(self, id: str, *stages: str) -> dict[str, Any] | None:
        """The answer that stands by these stages; what was counted where none of them said anything."""
        row = decisive(self.stands.get(id, {}), stages)
        if row is not None and (row.answer is not None or row.stage != SELF):
            return row.answer
        return dict(self.counted[id].answer) if id in self.counted else None

    def card(self, *stages: str) -> Scorecard:
        """The points by what these stages said."""
        found = {each.id: self.answer(each.id, *stages) for each in self.criteria}
        data = {id: Answer(answer, id) for id, answer in found.items() if answer is not None}
        name = self.assessment.agency.name if self.assessment.agency else ""
        return score(self.criteria_set, Answers(name, self.assessment.round.year, data))

    @cached_property
    def cards(self) -> dict[str, Scorecard]:
        """By stage the points that it left: the unit's, then with the appraisal, then with the second one."""
        found = {SELF: self.card(SELF)}
        if APPRAISAL in self.seen and any(APPRAISAL in rows for rows in self.stands.values()):
            found[APPRAISAL] = self.card(SELF, APPRAISAL)
        if SECOND in self.seen and self.assessment.state in (
            Assessment.State.SECOND, Assessment.State.APPROVAL, Assessment.State.APPROVED
        ):  # fmt: skip
            found[SECOND] = self.card(*ANSWERING)
        return found

    @property
    def final(self) -> Scorecard:
        """The points by the last stage that the viewer may see."""
        return list(self.cards.values())[-1]

    @cached_property
    def lines(self) -> list[CriterionLine]:
        """Every field, criterion and component in order."""
        by_stage = {
            stage: {line.criterion.id: line for top in card.fields for line in top.walk()}
            for stage, card in self.cards.items()
        }
        return [
            CriterionLine(
                criterion, depth, self.stands.get(criterion.id, {}),
                {stage: lines[criterion.id] for stage, lines in by_stage.items()},
                self.counted.get(criterion.id), self.last_year.get(criterion.id),
            )
            for depth, criterion in _walk(self.criteria_set.fields)
        ]  # fmt: skip

    def points(self, id: str, *stages: str) -> Fraction | None:
        """Points of one criterion by these stages; None where it is not scored."""
        answer = self.answer(id, *stages)
        if answer is None:
            return Fraction(0)
        criterion = next(each for each in self.criteria if each.id == id)
        return worth(self.criteria_set, criterion, answer, self.assessment.round.year).points

    @property
    def answered(self) -> int:
        """To how many criteria there is an answer of the unit, or one that was counted."""
        return sum(self.answer(each.id, SELF) is not None for each in self.criteria)

    def lacks(self) -> list[Lack]:
        """All that is missing before the self-assessment can be sent."""
        found = []
        for each in self.criteria:
            row = self.row(each.id, SELF)
            if words := _lacking(each, row, self.counted.get(each.id)):
                found.append(Lack(each, words))
        return found

    def lowered(self) -> list[Criterion]:
        """The criteria of which the first appraisal left the unit fewer points than it gave itself."""
        return self._lowered

    @cached_property
    def _lowered(self) -> list[Criterion]:
        return [
            each for each in self.criteria
            if self.row(each.id, APPRAISAL)
            and lowered(self.points(each.id, SELF), self.points(each.id, SELF, APPRAISAL))
        ]  # fmt: skip

    def not_appraised(self) -> list[Criterion]:
        """The criteria that the first appraisal has not looked at since they were last written."""
        return [each for each in self.criteria if self.row(each.id, APPRAISAL) is None]

    def not_decided(self) -> list[Criterion]:
        """The criteria that the unit has replied to, and that the second appraisal has not decided."""
        return [
            each for each in self.criteria
            if self.row(each.id, EXPLANATION) is not None and self.row(each.id, SECOND) is None
        ]  # fmt: skip

    def history(self, id: str) -> list[AssessedAnswer]:
        """All that was said of a criterion, newest first."""
        return [row for row in reversed(self.said) if row.criterion == id]


def _walk(criteria: Iterable[Criterion], depth: int = 0) -> Iterable[tuple[int, Criterion]]:
    for each in criteria:
        yield depth, each
        yield from _walk(each.children, depth + 1)


def _lacking(criterion: Criterion, row: AssessedAnswer | None, found: Counted | None) -> str:
    if row is None or row.answer is None:
        return "" if found is not None else "chưa có câu trả lời"
    if "not_assigned" in row.answer:
        return ""
    if found is not None and differs(row, found) and not row.words:
        return "số đã ghi khác với số đếm được; hãy giải trình vì sao"
    proved, worded = bool(row.evidence.all()), bool(row.words)
    if criterion.proof == "both" and not (proved and worded):
        return "cần cả tài liệu kiểm chứng và giải trình bằng lời"
    if criterion.evidence and not (proved or worded):
        return "cần tài liệu kiểm chứng, hoặc giải trình bằng lời"
    return ""


def full(rows: QuerySet[AssessedAnswer]) -> QuerySet[AssessedAnswer]:
    """Rows with their people and evidence, oldest first."""
    uses = AssessedEvidence.objects.select_related("evidence__file", "evidence__agency")
    return rows.select_related("by").prefetch_related(Prefetch("evidence", uses)).order_by("at", "stage", "number")


def set_of(viewer: Viewer, found: Round) -> CriteriaSet:
    """The set of a round; InputError where it is no longer what the round was opened with."""
    loaded = criteria_set.load(viewer, found.set_name)
    if loaded.fingerprint != found.fingerprint:
        raise InputError(
            f"Bộ tiêu chí {found.set_name} không còn là nội dung lúc mở đợt (dấu vết {found.fingerprint[:12]}); "
            "hãy báo người quản trị."
        )
    return loaded


def sheet(viewer: Viewer, assessment: Assessment, *, with_last_year: bool = False) -> Sheet:
    """The form of an assessment that the viewer may see, with what they may read. A constant number of queries."""
    found = set_of(viewer, assessment.round)
    counts = counted(viewer, found, [assessment.agency_id])[assessment.agency_id]
    known = usable(found, counts, assessment.round.year)
    before = _last_year(viewer, assessment) if with_last_year else {}
    seen = assessments.stages_seen(viewer, assessment)
    said = [row for row in full(assessment.answers.all()) if row.stage in seen]
    return Sheet(assessment, found, seen, said, known, before)


def _last_year(viewer: Viewer, assessment: Assessment) -> dict[str, Decimal]:
    result = baseline.of(viewer, assessment.round.year - 1, assessment.agency)
    return {line.criterion: line.points for line in result.lines.all() if line.criterion} if result else {}


def openable(viewer: Viewer, ids: Iterable[UUID]) -> frozenset[UUID]:
    """Of these pieces of evidence those that the viewer may open. One query."""
    return frozenset(evidence_queries.visible(viewer).filter(pk__in=ids).values_list("pk", flat=True))


def reusable(viewer: Viewer, assessment: Assessment, criterion: Criterion) -> QuerySet[Evidence]:
    """What the unit has handed in before (for the authority: what anybody has) and may rest this answer on: what was
    handed in for the tasks that the criterion is tied to first (`tied`), then the newest.
    """
    # Step by step: a database without statistics of what was just written joins all of this in the worst order.
    of_programme = {"programme_id": viewer.programme_id}
    ties = CriterionTie.objects.filter(**of_programme, set_name=assessment.round.set_name, criterion=criterion.id)
    tasks = ties.filter(tasks__isnull=False).values_list("tasks", flat=True)
    duties = Obligation.objects.filter(**of_programme, task__in=list(tasks))
    if assessment.agency_id is not None:
        duties = duties.filter(agency_id=assessment.agency_id)
    uses = SubmissionEvidence.objects.filter(submission__obligation__in=list(duties.values_list("pk", flat=True)))
    tied = Case(When(pk__in=list(uses.values_list("evidence", flat=True)), then=True), default=False)
    found = evidence_queries.visible(viewer).filter(revisions__isnull=True).annotate(tied=tied)
    if assessment.agency_id is not None:
        found = found.filter(agency_id=assessment.agency_id)
    return found.order_by("-tied", "-added_at")
