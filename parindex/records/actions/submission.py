"""Drafting and sending what an agency hands in."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from parindex.core.dates import DateRange
from parindex.core.errors import InputError
from parindex.core.obligations import Proof, proves_period
from parindex.records.actions.history import expect, record
from parindex.records.models import Evidence, Figure, Obligation, Submission, SubmissionEvidence, Target
from parindex.records.permissions import NotFound, Viewer
from parindex.records.queries import obligation as obligations


@dataclass(frozen=True)
class FigureInput:
    """What a person typed for one target; the denominator is None where the target counts things."""

    target_id: UUID
    numerator: Decimal
    denominator: Decimal | None = None
    cut_off: date | None = None


@transaction.atomic
def save_draft(
    by: Viewer,
    obligation_id: UUID,
    words: str,
    figures: list[FigureInput] | None = None,
    version: int | None = None,
) -> Submission:
    """Write the draft of an obligation, making it when there is none. A draft may be incomplete."""
    obligation = obligations.find(by, obligation_id)
    by.require("draft", obligation.agency_id)
    draft = _draft(by, obligation)
    if draft.words != words.strip() or figures is not None:
        expect(draft, version)
    before = draft.words
    draft.words, draft.written_by_id, draft.written_at = words.strip(), by.user_id, by.at
    draft.save()
    if figures is not None:
        _put_figures(obligation, draft, figures)
    record(
        by, "save_draft", draft, "Lưu bản nháp kết quả thực hiện", about=obligation.pk, agency_id=obligation.agency_id,
        changes={"words": [before, draft.words]} if before != draft.words else {},
    )  # fmt: skip
    return draft


def _draft(by: Viewer, obligation: Obligation) -> Submission:
    state = obligations.state_of(obligation, by.on)
    if not state.counts:
        raise InputError("Việc này đã hủy hoặc đã được thay thế nên không nhận kết quả nữa.")
    if state.review == "accepted":
        raise InputError("Kết quả của việc này đã được duyệt. Muốn nộp lại, cơ quan điều hành phải mở lại trước.")
    if state.review == "waiting":
        raise InputError("Kết quả đã gửi đang chờ duyệt; nếu cần sửa, hãy đề nghị cơ quan điều hành trả lại.")
    # The lock makes two people who begin at once share one draft instead of failing.
    Obligation.objects.select_for_update().filter(pk=obligation.pk).first()
    draft = obligation.submissions.filter(sent_on__isnull=True).first()
    if draft is None:
        number = obligation.submissions.count() + 1
        draft = Submission.objects.create(
            programme_id=obligation.programme_id, obligation=obligation, number=number, written_by_id=by.user_id,
            written_at=by.at,
        )  # fmt: skip
        _carry_over(obligation, draft)
    return draft


def _carry_over(obligation: Obligation, draft: Submission) -> None:
    """A returned submission's evidence serves the next one: nobody uploads a file twice."""
    last = obligation.submissions.filter(sent_on__isnull=False).order_by("-number").first()
    if last:
        SubmissionEvidence.objects.bulk_create(
            SubmissionEvidence(
                programme_id=draft.programme_id, submission=draft, evidence_id=use.evidence_id, page=use.page
            )
            for use in last.evidence.all()
        )


def _put_figures(obligation: Obligation, draft: Submission, figures: list[FigureInput]) -> None:
    targets = {target.pk: target for target in obligation.task.targets.filter(replaced=False)}
    draft.figures.all().delete()
    for figure in figures:
        target = targets.get(figure.target_id)
        if target is None:
            raise NotFound("target")
        Figure.objects.create(
            programme_id=draft.programme_id, submission=draft, target=target, numerator=figure.numerator,
            denominator=_denominator(target, figure), unit=str(target.data.get("unit") or ""),
            period=(obligation.periods or [""])[-1], cut_off=figure.cut_off,
        )  # fmt: skip


def _denominator(target: Target, figure: FigureInput) -> Decimal | None:
    if target.data.get("unit") != "%":
        return None
    if figure.denominator is None:
        raise InputError("Chỉ tiêu tính theo tỷ lệ cần cả tử số và mẫu số.")
    if figure.denominator < 0 or figure.numerator < 0:
        raise InputError("Số liệu không thể âm.")
    if figure.denominator == 0 and figure.numerator != 0:
        raise InputError("Mẫu số bằng 0 thì tử số cũng phải bằng 0 (không phát sinh).")
    return figure.denominator


@transaction.atomic
def attach(by: Viewer, obligation_id: UUID, evidence_id: UUID, page: str = "") -> SubmissionEvidence:
    """Rest the draft on a piece of evidence of the same agency, at a page of it."""
    obligation = obligations.find(by, obligation_id)
    by.require("draft", obligation.agency_id)
    evidence = Evidence.objects.filter(
        pk=evidence_id, agency_id=obligation.agency_id, programme_id=by.programme_id
    ).first()
    if evidence is None:
        raise NotFound("evidence")
    draft = _draft(by, obligation)
    use, _ = SubmissionEvidence.objects.update_or_create(
        submission=draft, evidence=evidence, defaults={"page": page.strip(), "programme_id": by.programme_id}
    )
    record(by, "attach", draft, f"Đính kèm “{evidence.name}”", about=obligation.pk, agency_id=obligation.agency_id)
    return use


@transaction.atomic
def detach(by: Viewer, obligation_id: UUID, evidence_id: UUID) -> None:
    """Take a piece of evidence off the draft; the evidence itself stays."""
    obligation = obligations.find(by, obligation_id)
    by.require("draft", obligation.agency_id)
    use = (
        SubmissionEvidence.objects.filter(
            submission__obligation=obligation, submission__sent_on__isnull=True, evidence_id=evidence_id
        )
        .select_related("evidence", "submission")
        .first()
    )
    if use is None:
        raise NotFound("evidence")
    use.delete()
    record(
        by, "detach", use.submission, f"Bỏ đính kèm “{use.evidence.name}”", about=obligation.pk,
        agency_id=obligation.agency_id,
    )  # fmt: skip


@transaction.atomic
def send(by: Viewer, obligation_id: UUID, version: int | None = None) -> Submission:
    """Hand in the draft: words, a figure for each target, and evidence that proves the right period."""
    obligation = obligations.find(by, obligation_id)
    by.require("send", obligation.agency_id)
    draft = _draft(by, obligation)
    expect(draft, version)
    problems = missing(obligation, draft)
    if problems:
        raise InputError(" ".join(problems))
    draft.sent_on, draft.sent_at, draft.sent_by_id = by.on, by.at, by.user_id
    draft.save()
    record(by, "send", draft, f"Gửi kết quả lần {draft.number}", about=obligation.pk, agency_id=obligation.agency_id)
    return draft


def missing(obligation: Obligation, draft: Submission) -> list[str]:
    """What a draft still lacks, each as a sentence that says what to do."""
    problems = []
    if not draft.words:
        problems.append("Hãy ghi kết quả thực hiện.")
    given = {figure.target_id for figure in draft.figures.all()}
    lacking = [
        target
        for target in obligation.task.targets.filter(replaced=False)
        if wants_figure(target) and target.pk not in given
    ]
    if lacking:
        problems.append("Hãy nhập số liệu cho từng chỉ tiêu của nhiệm vụ (số 0 là một số liệu; để trống thì không).")
    uses = list(draft.evidence.select_related("evidence"))
    if not uses:
        problems.append("Hãy đính kèm ít nhất một tài liệu hoặc liên kết chứng minh.")
    for use in uses:
        effective = DateRange(use.evidence.effective_from, use.evidence.effective_to)
        proof = Proof(use.evidence.name, effective)
        if not proves_period(proof, tuple(obligation.periods), obligation.opens, obligation.due):
            problems.append(
                f"“{proof.name}” có hiệu lực từ {effective.start:%d/%m/%Y} đến {effective.end:%d/%m/%Y}, "
                "không thuộc kỳ của việc này; hãy sửa thời gian hiệu lực hoặc chọn tài liệu khác."
            )
    return problems


def wants_figure(target: Target) -> bool:
    """Whether a target is answered by a number (a threshold), not only by words."""
    return any(target.data.get(key) is not None for key in ("at_least", "at_most", "increase_at_least"))
