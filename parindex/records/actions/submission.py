"""Drafting and sending what an agency hands in."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from parindex.core import figures as core_figures
from parindex.core.dates import DateRange
from parindex.core.errors import InputError
from parindex.core.obligations import Proof, proves_period
from parindex.core.target_sayings import say_target
from parindex.records.actions import evidence as evidence_actions
from parindex.records.actions.evidence import ProofInput
from parindex.records.actions.history import expect, record
from parindex.records.models import Evidence, Figure, Obligation, Submission, SubmissionEvidence, Target
from parindex.records.permissions import NotFound, Viewer
from parindex.records.queries import obligation as obligations

MOST_DIGITS, MOST_PLACES = 15, 6


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
    """Write the draft of an obligation, making it when there is none. A draft may be incomplete.

    `version` is the draft's as the person saw it, 0 where there was none yet: Conflict when it has changed meanwhile.
    What says the same as the draft changes nothing.
    """
    obligation = _held(by, obligation_id, "draft")
    draft = _draft(by, obligation)
    given = None if figures is None else _figures(obligation, draft, figures, by.on)
    same_figures = given is None or _said(given) == _said(draft.figures.all())
    if draft.version and draft.words == words.strip() and same_figures:
        return draft
    expect(draft, version)
    draft.words, draft.written_by_id, draft.written_at = words.strip(), by.user_id, by.at
    draft.save()
    if not same_figures:
        draft.figures.all().delete()
        Figure.objects.bulk_create(given or [])
    # Without its words: those who oversee read the history, but a draft is the agency's own affair until it is sent.
    record(
        by, "save_draft", draft, "Lưu bản nháp kết quả thực hiện", about=obligation.pk, agency_id=obligation.agency_id
    )
    return draft


@transaction.atomic
def save_work(
    by: Viewer, obligation_id: UUID, words: str, figures: list[FigureInput], version: int, proof: ProofInput
) -> Submission:
    """What the form of a duty holds, words, figures and new evidence: kept together or not at all."""
    draft = save_draft(by, obligation_id, words, figures, version)
    for evidence in evidence_actions.add(by, draft.obligation.agency_id, proof):
        attach(by, obligation_id, evidence.pk, proof.page)
    return draft


def _held(by: Viewer, obligation_id: UUID, right: str) -> Obligation:
    """The obligation, held for this transaction and read after the lock: two who begin at once share one draft."""
    Obligation.objects.select_for_update().filter(pk=obligation_id, programme_id=by.programme_id).first()
    obligation = obligations.find(by, obligation_id)
    by.require(right, obligation.agency_id)
    return obligation


def _draft(by: Viewer, obligation: Obligation) -> Submission:
    state = obligations.state_of(obligation, by.on)
    if not state.counts:
        raise InputError("Việc này đã hủy hoặc đã được thay thế nên không nhận kết quả nữa.")
    if state.review == "accepted":
        raise InputError("Kết quả của việc này đã được duyệt. Muốn nộp lại, cơ quan điều hành phải mở lại trước.")
    if state.review == "waiting":
        raise InputError("Kết quả đã gửi đang chờ duyệt; nếu cần sửa, hãy đề nghị cơ quan điều hành trả lại.")
    draft = obligation.submissions.filter(sent_on__isnull=True).first()
    if draft is None:
        number = obligation.submissions.count() + 1
        draft = Submission.objects.create(
            programme_id=obligation.programme_id, obligation=obligation, number=number, written_by_id=by.user_id,
            written_at=by.at, version=0,
        )  # fmt: skip
        _carry_over(obligation, draft)
    return draft


def _carry_over(obligation: Obligation, draft: Submission) -> None:
    """A returned submission's evidence serves the next one, in its newest revision: nobody uploads a file twice."""
    last = obligation.submissions.filter(sent_on__isnull=False).order_by("-number").first()
    if last is None:
        return
    pages: dict[UUID, str] = {}
    for use in last.evidence.select_related("evidence"):
        pages.setdefault(_newest(use.evidence).pk, use.page)
    SubmissionEvidence.objects.bulk_create(
        SubmissionEvidence(programme_id=draft.programme_id, submission=draft, evidence_id=evidence_id, page=page)
        for evidence_id, page in pages.items()
    )


def _newest(evidence: Evidence) -> Evidence:
    while (revision := evidence.revisions.first()) is not None:
        evidence = revision
    return evidence


def _figures(obligation: Obligation, draft: Submission, figures: list[FigureInput], on: date) -> list[Figure]:
    targets = {target.pk: target for target in obligation.task.targets.filter(replaced=False)}
    given = []
    for figure in figures:
        target = targets.get(figure.target_id)
        if target is None:
            raise NotFound("target")
        if figure.cut_off and figure.cut_off > on:
            raise InputError(
                f"Ngày chốt số liệu {_say(figure.cut_off)} chưa đến; hãy ghi ngày cuối cùng đã được tính vào số liệu."
            )
        given.append(
            Figure(
                programme_id=draft.programme_id, submission=draft, target=target, numerator=_exact(figure.numerator),
                denominator=_denominator(target, figure), unit=str(target.data.get("unit") or ""),
                period=(obligation.periods or [str(obligation.task.item.part.plan.year)])[-1], cut_off=figure.cut_off,
            )
        )  # fmt: skip
    return given


def _said(figures: Iterable[Figure]) -> set[tuple]:
    return {(one.target_id, one.numerator, one.denominator, one.cut_off) for one in figures}


def _denominator(target: Target, figure: FigureInput) -> Decimal | None:
    if not core_figures.is_share(target.data):
        return None
    if figure.denominator is None:
        raise InputError("Chỉ tiêu tính theo tỷ lệ cần cả tử số và mẫu số.")
    if figure.denominator < 0 or figure.numerator < 0:
        raise InputError("Số liệu không thể âm.")
    if figure.denominator == 0 and figure.numerator != 0 and not core_figures.is_change(target.data):
        raise InputError("Mẫu số bằng 0 thì tử số cũng phải bằng 0 (không phát sinh).")
    if figure.numerator > figure.denominator and not core_figures.may_pass_whole(target.data):
        raise InputError(
            f"Chỉ tiêu “{say_target(target.data)}”: tử số (số đạt) không thể lớn hơn mẫu số (tổng số). "
            "Hãy kiểm tra xem có nhập ngược hai số không."
        )
    return _exact(figure.denominator)


def _exact(number: Decimal) -> Decimal:
    """A number that both databases keep to the last digit (SQLite: 15 of them); InputError for any other."""
    fits = number.is_finite() and number.adjusted() < MOST_DIGITS
    if not fits or number != round(number, MOST_PLACES) or len(number.normalize().as_tuple().digits) > MOST_DIGITS:
        raise InputError(
            f"Số “{number}” quá dài: nhiều nhất {MOST_DIGITS} chữ số, trong đó {MOST_PLACES} chữ số sau dấu phẩy; "
            "hãy kiểm tra lại."
        )
    return number


@transaction.atomic
def attach(by: Viewer, obligation_id: UUID, evidence_id: UUID, page: str = "") -> SubmissionEvidence:
    """Rest the draft on a piece of evidence of the same agency, at a page of it."""
    obligation = _held(by, obligation_id, "draft")
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
    obligation = _held(by, obligation_id, "draft")
    use = (
        SubmissionEvidence.objects.filter(
            submission__obligation=obligation, submission__sent_on__isnull=True, evidence_id=evidence_id
        )
        .select_related("evidence", "submission")
        .first()
    )
    if use is None:
        raise InputError("Tài liệu này không còn ở bản nháp; hãy tải lại trang để xem bản nháp hiện tại.")
    use.delete()
    record(
        by, "detach", use.submission, f"Bỏ đính kèm “{use.evidence.name}”", about=obligation.pk,
        agency_id=obligation.agency_id,
    )  # fmt: skip


@transaction.atomic
def send(by: Viewer, obligation_id: UUID, version: int | None = None) -> Submission:
    """Hand in the draft: words, a figure for each target, and evidence that proves the right period."""
    obligation = _held(by, obligation_id, "send")
    draft = _draft(by, obligation)
    expect(draft, version)
    problems = missing(obligation, draft, by.on)
    if problems:
        raise InputError(" ".join(problems))
    draft.sent_on, draft.sent_at, draft.sent_by_id = by.on, by.at, by.user_id
    draft.save()
    record(
        by, "send", draft, f"Gửi kết quả lần {draft.number}", about=obligation.pk, agency_id=obligation.agency_id,
        changes={"kết quả": [None, draft.words]},
    )  # fmt: skip
    return draft


def missing(obligation: Obligation, draft: Submission | None, on: date | None = None) -> list[str]:
    """What a draft (None: not begun) still lacks, each as a sentence that says what to do.

    `on` is the day of handing in: evidence that speaks only of later days proves nothing yet.
    """
    problems = []
    if draft is None or not draft.words:
        problems.append("Hãy ghi kết quả thực hiện.")
    given = {figure.target_id for figure in draft.figures.all()} if draft else set()
    lacking = [
        target
        for target in obligation.task.targets.filter(replaced=False)
        if wants_figure(target) and target.pk not in given
    ]
    if lacking:
        problems.append("Hãy nhập số liệu cho từng chỉ tiêu của nhiệm vụ (số 0 là một số liệu; để trống thì không).")
    since, until = _days(obligation, on)
    uses = list(draft.evidence.select_related("evidence")) if draft else []
    if not uses:
        problems.append("Hãy đính kèm ít nhất một tài liệu hoặc liên kết kiểm chứng.")
    for use in uses:
        effective = DateRange(use.evidence.effective_from, use.evidence.effective_to)
        proof = Proof(use.evidence.name, effective)
        if not proves_period(proof, tuple(obligation.periods), since, until):
            problems.append(
                f"“{proof.name}” có hiệu lực từ {_say(effective.start)} đến {_say(effective.end)}, không thuộc kỳ của "
                "việc này; hãy bỏ tài liệu này rồi đính kèm lại với thời gian đúng, hoặc chọn tài liệu khác."
            )
    return problems


def _days(obligation: Obligation, on: date | None) -> tuple[date | None, date | None]:
    """Of which days the evidence of a duty without periods may speak: also of those before it opened, once it was
    assigned, for who is early is not wrong."""
    if obligation.due is None:
        return None, None
    since = min(day for day in (obligation.opens, obligation.created.takes_effect) if day)
    return since, max(obligation.due, on) if on else None


def _say(day: date | None) -> str:
    return f"{day.day}/{day.month}/{day.year}" if day else ""


def wants_figure(target: Target) -> bool:
    """Whether a target is answered by a number (a threshold), not only by words."""
    return core_figures.threshold(target.data) is not None
