"""Receipts of points: a scorecard's lines with what stands behind them, sealed so that anybody can recompute them."""

from collections import defaultdict
from collections.abc import Collection
from fractions import Fraction
from typing import Any

from parindex.core.receipts import Evidence, Receipt, Round, Trace, receipts
from parindex.records.models import AssessedAnswer, AssessedEvidence, SubmissionEvidence
from parindex.records.models import Evidence as Kept
from parindex.records.permissions import Viewer
from parindex.records.queries import assessment, evidence
from parindex.records.queries.scorecard import Scored, accepted_on

Use = tuple[Kept, str, str]


def uses(viewer: Viewer, scored: Scored, criteria: Collection[str]) -> dict[str, list[Use]]:
    """By criterion the evidence that proves it, its page and what it was handed in for: nobody uploads a file twice.

    Evidence of accepted results of the tied tasks, the newest first, and of the answer that stands in a round; only
    what the viewer may see. Two queries.
    """
    seen = evidence.visible(viewer).values("pk")
    tasks = {task for id in criteria if id in scored.tied for task in scored.tied[id].tasks}
    handed = SubmissionEvidence.objects.filter(
        accepted_on(viewer.on), submission__obligation__task__in=tasks, evidence__in=seen
    ).select_related("evidence__agency", "evidence__file", "submission__obligation__task")  # fmt: skip
    if scored.agency:
        handed = handed.filter(submission__obligation__agency=scored.agency)
    by_task: dict[Any, list[Use]] = defaultdict(list)
    for use in handed.order_by("-submission__sent_on", "submission", "evidence"):
        duty = use.submission.obligation
        by_task[duty.task_id].append((use.evidence, use.page, f"{use.evidence.agency.name}: {duty.task.text}"))
    rows = {scored.typed[id].pk: id for id in criteria if id in scored.typed}
    rested = AssessedEvidence.objects.filter(answer__in=list(rows), evidence__in=seen)
    by_answer: dict[str, list[Use]] = defaultdict(list)
    for one in rested.select_related("evidence__agency", "evidence__file", "answer").order_by("evidence"):
        by_answer[rows[one.answer_id]].append((one.evidence, one.page, one.answer.get_stage_display()))
    return {
        id: [use for task in (scored.tied[id].tasks if id in scored.tied else ()) for use in by_task[task]]
        + by_answer[id]
        for id in criteria
    }


def receipts_of(viewer: Viewer, scored: Scored) -> list[Receipt]:
    """One receipt for each criterion of a card that the viewer may see, and one for its total. Four queries."""
    ids = [line.criterion.id for line in scored.card.criteria]
    proofs, said = uses(viewer, scored, ids), _said(viewer, scored)
    traces = {
        id: Trace(
            _origin(scored, id),
            [Evidence(kept.name, kept.file.sha256 if kept.file else None, kept.link or None, page or None)
             for kept, page, _for in proofs[id]],
            said.get(id, ()),
        )
        for id in ids
    }  # fmt: skip
    return receipts(scored.card, traces, Trace({"as_of": scored.on.isoformat()} | dict(scored.versions)))


def _origin(scored: Scored, id: str) -> dict[str, Any]:
    tie, counted = scored.tied.get(id), scored.counted.get(id)
    found: dict[str, Any] = {"kind": scored.origins.get(id, "none"), "as_of": scored.on.isoformat()}
    if tie and tie.source:
        found["source"] = tie.source.to_json()
        found |= dict(scored.versions) if "indicator" in found["source"] else {}
    return found | ({"counted": dict(counted.answer), "says": counted.says} if counted else {})


def _said(viewer: Viewer, scored: Scored) -> dict[str, list[Round]]:
    """What was said at each stage, in the order in which it was, as far as the viewer may read it."""
    first = next(iter(scored.typed.values()), None)
    if first is None:
        return {}
    found: dict[str, list[Round]] = defaultdict(list)
    ids = {row.criterion: id for id, row in scored.typed.items()}  # a round by an earlier set has its own
    stages = assessment.stages_seen(viewer, assessment.find(viewer, first.assessment_id))
    rows = AssessedAnswer.objects.filter(assessment=first.assessment_id, stage__in=stages, on__lte=viewer.on)
    for row in rows.select_related("by").order_by("at", "number"):
        worth = None if row.points is None else Fraction(row.points)
        if id := ids.get(row.criterion):
            found[id].append(Round(row.stage, row.by.name if row.by else "", row.on, worth, row.words))
    return found
