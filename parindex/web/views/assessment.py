"""One form of a round: its criteria as a tree, one criterion with its own form, and the steps from hand to hand."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parindex.core.assessments import APPRAISAL, EXPLANATION, SECOND, SELF, criterion_of, writing
from parindex.core.criteria import Criterion
from parindex.core.criteria_compare import told as method_told
from parindex.core.errors import InputError
from parindex.records.actions import assessed_answer as answers
from parindex.records.actions import assessment as actions
from parindex.records.models import Assessment, AssessmentStep
from parindex.records.permissions import NotFound, Viewer
from parindex.records.queries import assessed_answer as sheets
from parindex.records.queries import assessment as queries
from parindex.records.queries import history
from parindex.records.queries.assessed_answer import Sheet
from parindex.records.queries.round import due_of, name_of
from parindex.web import assessment_sheets as tables
from parindex.web import assessments as pages
from parindex.web.downloads import spreadsheet
from parindex.web.forms.assessment import AnswerForm, GiveBackForm, StepForm, UnlockForm
from parindex.web.forms.attempt import attempt

State = Assessment.State
_STAGE = {
    State.SELF: SELF, State.APPRAISAL: APPRAISAL, State.EXPLANATION: EXPLANATION, State.SECOND: SECOND
}  # fmt: skip
_HISTORY_LINES, _MOST_EARLIER = 20, 200


class FormPage:
    """An assessment through the eyes of one viewer: what they may do with it now."""

    def __init__(self, viewer: Viewer, assessment: Assessment, *, with_last_year: bool = False) -> None:
        self.viewer, self.assessment = viewer, assessment
        self.sheet: Sheet = sheets.sheet(viewer, assessment, with_last_year=with_last_year)
        found = assessment.round
        self.over = bool(found.cancelled_on or found.published_on)
        self.writes = not self.over and queries.may_write(viewer, assessment)
        self.appraises = not self.over and queries.Appraisers(viewer).may(assessment)
        self.writing = writing(
            assessment.state, assessment.locked, found.opens, found.self_due, assessment.writable_until, viewer.on
        )
        self.reply_over = viewer.on > found.explanation_due

    def stage(self, criterion: Criterion | None = None) -> str | None:
        """At which stage the viewer may say something now (of this criterion)."""
        state = self.assessment.state
        if state == State.SELF:
            return SELF if self.writes and self.writing.open else None
        if state == State.EXPLANATION:
            replies = self.writes and not self.reply_over
            asked = criterion is None or criterion.id in {each.id for each in self.sheet.lowered()}
            return EXPLANATION if replies and asked else None
        return _STAGE.get(State(state)) if self.appraises else None

    @property
    def asked(self) -> frozenset[str]:
        return pages.asked_of(self.sheet, self.stage() is not None and self.writes, self.appraises)

    def steps(self) -> dict[str, Any]:
        """The forms of the steps that the viewer may take now."""
        state, version = self.assessment.state, {"version": self.assessment.version}
        offered: dict[str, Any] = {}
        if self.over:
            return offered
        submits = queries.may_submit(self.viewer, self.assessment)
        if state == State.SELF and submits and self.writing.open:
            offered["submit"] = StepForm(initial=version)
        if self.appraises and state in (State.SELF, State.APPRAISAL) and not self.writing.open:
            offered["unlock"] = UnlockForm(initial=version, auto_id="unlock_%s")
        if self.appraises and state in (State.APPRAISAL, State.SECOND):
            offered["finish"] = StepForm(initial=version)
        replies = queries.may_reply(self.viewer, self.assessment)
        if state == State.EXPLANATION and (self.appraises if self.reply_over else replies):
            offered["reply"] = StepForm(initial=version)
        if queries.may_approve(self.viewer, self.assessment):
            if state == State.APPROVAL:
                offered["approve"] = StepForm(initial=version)
            if state in (State.APPROVAL, State.APPROVED):
                offered["give_back"] = GiveBackForm(initial=version, auto_id="back_%s")
        return offered


def _crumbs(assessment: Assessment) -> list[tuple[str, str]]:
    return [
        (_("Đợt đánh giá"), reverse("rounds")),
        (assessment.round.title, reverse("round", args=[assessment.round_id])),
    ]


@require_GET
def assessment(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    return _draw(request, queries.find(request.viewer, assessment_id))


def _draw(request: HttpRequest, found: Assessment, status: int = 200, **given: Any) -> HttpResponse:
    page = FormPage(request.viewer, found, with_last_year=True)
    sheet, asked = page.sheet, page.asked
    lacks = sheet.lacks() if page.stage() == SELF else []
    context = {
        "assessment": found, "round": found.round, "name": name_of(found), "page": page, "sheet": sheet,
        "look": pages.STATES[found.state], "due": due_of(found), "rows": pages.rows_of(sheet, asked),
        "asked": asked, "lacks": lacks,
        "totals": [(pages.STAGES[stage], pages.total(card), pages.most(card)) for stage, card in sheet.cards.items()],
        "columns": {stage: stage in sheet.cards for stage in (APPRAISAL, SECOND)}, "with_last_year": sheet.last_year,
        "with_counts": sheet.counted, "forms": page.steps() | given,
        "steps": _steps(request.viewer, found), "crumbs": _crumbs(found),
        "differing": sum(line.differs for line in sheet.lines if line.criterion.id in asked),
        "not_appraised": len(sheet.not_appraised()) if page.appraises and found.state == State.APPRAISAL else 0,
        "embargo": not queries.published(request.viewer, found) and queries.is_own(request.viewer, found),
        "lines": list(history.of(request.viewer, found.pk)[:_HISTORY_LINES]),
    }  # fmt: skip
    return render(request, "assessment/assessment.html", context, status=status)


@require_GET
def assessment_xlsx(request: HttpRequest, assessment_id: UUID) -> HttpResponse:
    found = queries.find(request.viewer, assessment_id)
    sheet = sheets.sheet(request.viewer, found, with_last_year=True)
    name = f"{found.round.title} {name_of(found)}"
    return spreadsheet(request, name, tables.form(request, sheet), str(found.round.year))


def _steps(viewer: Viewer, found: Assessment) -> list[tuple[AssessmentStep, str | Promise, str]]:
    """The way so far, the newest step first, each with the state it led to and its reason. Until publication a unit
    does not read what the leadership wrote.
    """
    hidden = queries.is_own(viewer, found) and not queries.published(viewer, found)
    told = []
    for step in found.steps.select_related("by").order_by("-at"):
        silent = hidden and step.from_state in (State.APPROVAL, State.APPROVED)
        told.append((step, pages.STATES[step.to_state].word, "" if silent else step.why))
    return told


@require_http_methods(["GET", "POST"])
def assessed_criterion(request: HttpRequest, assessment_id: UUID, criterion_id: str) -> HttpResponse:
    found = queries.find(request.viewer, assessment_id)
    page = FormPage(request.viewer, found)
    criterion = criterion_of(page.sheet.criteria_set, criterion_id)
    if criterion is None:
        raise NotFound("criterion")
    if request.method == "GET":
        stage = page.stage(criterion)
        form = _form(request, page, criterion, stage) if stage else None
        return _draw_criterion(request, page, criterion, form)
    stage = _STAGE.get(State(found.state))
    if stage is None:
        _refuse(request, found)
    answers.may_say(request.viewer, found, stage or SELF)
    form = _form(request, page, criterion, stage or SELF, request.POST, request.FILES)
    kept, status = attempt(
        form, lambda _data: answers.say(request.viewer, found.pk, criterion.id, form.stage, form.given())
    )
    if kept is None:
        return _refused(request, found, criterion, form, status)
    messages.success(request, _("Đã lưu tiêu chí %s.") % criterion.id)
    if "next" in request.POST and (after := _next(request, found.pk, criterion)):
        return redirect("assessed_criterion", found.pk, after)
    return redirect(reverse("assessment", args=[found.pk]) + f"#c-{criterion.id}")


def _refuse(request: HttpRequest, found: Assessment) -> None:
    speaks = queries.may_write(request.viewer, found) or queries.Appraisers(request.viewer).may(found)
    if not speaks:
        raise NotFound("assessment")
    raise InputError(_("Phiếu đang ở bước “%s” nên không ghi thêm được.") % found.get_state_display())


def _next(request: HttpRequest, assessment_id: UUID, criterion: Criterion) -> str | None:
    """The next criterion that waits for the viewer, from this one on and round to the beginning."""
    page = FormPage(request.viewer, queries.find(request.viewer, assessment_id))
    ids, asked = [each.id for each in page.sheet.criteria], page.asked
    here = ids.index(criterion.id)
    return next((id for id in (*ids[here + 1 :], *ids[:here]) if id in asked), None)


def _form(request: HttpRequest, page: FormPage, criterion: Criterion, stage: str, *data: Any) -> AnswerForm:
    round_ = page.assessment.round
    adds = stage in (SELF, EXPLANATION)
    earlier = list(sheets.reusable(request.viewer, page.assessment, criterion)[:_MOST_EARLIER]) if adds else []
    usual: dict[str, Any] = {"version": AnswerForm.seen(page.sheet.row(criterion.id, stage))}
    if adds:
        usual |= {"start": f"1/1/{round_.year}", "end": f"31/12/{round_.year}"}
    return AnswerForm(*data, stage=stage, sheet=page.sheet, criterion=criterion, earlier=earlier, initial=usual)


def _refused(
    request: HttpRequest, found: Assessment, criterion: Criterion, form: AnswerForm, status: int
) -> HttpResponse:
    """The page with what was typed; where another has said something meanwhile, theirs beside it."""
    page = FormPage(request.viewer, queries.find(request.viewer, found.pk))
    theirs = page.sheet.row(criterion.id, form.stage) if status == 409 else None
    if status == 409:
        form.data = form.data.copy()
        form.data["version"] = AnswerForm.seen(theirs)
    shown = next((each for each in pages.history_of(page.sheet, criterion) if theirs and each.row == theirs), None)
    return _draw_criterion(request, page, criterion, form, status, theirs=shown, files_lost=bool(request.FILES))


def _draw_criterion(
    request: HttpRequest, page: FormPage, criterion: Criterion, form: AnswerForm | None, status: int = 200, **more: Any
) -> HttpResponse:
    sheet, found = page.sheet, page.assessment
    count = sheet.counted.get(criterion.id)
    how, parameters = method_told(criterion)
    ids = [each.id for each in sheet.criteria]
    here = ids.index(criterion.id)
    context = {
        "assessment": found, "name": name_of(found), "criterion": criterion, "page": page, "form": form,
        "how": how, "parameters": parameters, "counted": count,
        "counted_told": pages.told(sheet, criterion, count.answer) if count else None,
        "said": pages.history_of(sheet, criterion), "look": pages.STATES[found.state],
        "why_not": page.writing.why_not if page.writes and found.state == State.SELF else "",
        "before": ids[here - 1] if here else None, "after": ids[here + 1] if here + 1 < len(ids) else None,
        "place": here + 1, "of": len(ids),
        "visible_evidence": _visible(request.viewer, page),
        "crumbs": [*_crumbs(found), (name_of(found), reverse("assessment", args=[found.pk]))],
    }  # fmt: skip
    return render(request, "assessment/criterion.html", context | more, status=status)


def _visible(viewer: Viewer, page: FormPage) -> frozenset[UUID]:
    """The pieces of evidence of the form that the viewer may open."""
    used = {use.evidence_id for row in page.sheet.said for use in row.evidence.all()}
    return sheets.openable(viewer, used) if used else frozenset()


@dataclass(frozen=True)
class Step:
    """A step: its form, who may ask for it at all, the action, and what is said once it is done."""

    form: type[StepForm] | type[UnlockForm] | type[GiveBackForm]
    may: Callable[[Viewer, Assessment], bool]
    act: Callable[[Viewer, UUID, dict[str, Any]], Any]
    done: str | Promise
    prefix: str = "id_%s"


def _appraises(viewer: Viewer, found: Assessment) -> bool:
    return queries.Appraisers(viewer).may(found)


STEPS = {
    "submit": Step(
        StepForm, queries.may_submit, lambda by, key, data: actions.submit(by, key, data["version"]),
        gettext_lazy("Đã gửi phiếu tự chấm; phiếu được khóa để thẩm định."),
    ),
    "unlock": Step(
        UnlockForm, _appraises,
        lambda by, key, data: actions.unlock(by, key, data["until"], data["reason"], data["version"]),
        gettext_lazy("Đã mở khóa phiếu."), "unlock_%s",
    ),
    "accept": Step(
        StepForm, _appraises, lambda by, key, _data: answers.accept_rest(by, key),
        gettext_lazy("Đã công nhận các tiêu chí còn lại theo câu trả lời của đơn vị."),
    ),
    "finish": Step(
        StepForm, _appraises, lambda by, key, data: actions.finish_appraisal(by, key, data["version"]),
        gettext_lazy("Đã chuyển bước."),
    ),
    "reply": Step(
        StepForm, lambda by, found: queries.may_reply(by, found) or _appraises(by, found),
        lambda by, key, data: actions.reply(by, key, data["version"]), gettext_lazy("Đã chuyển bước."),
    ),
    "approve": Step(
        StepForm, queries.may_approve, lambda by, key, data: actions.approve(by, key, data["version"]),
        gettext_lazy("Đã duyệt; kết quả chờ công bố."),
    ),
    "give_back": Step(
        GiveBackForm, queries.may_approve,
        lambda by, key, data: actions.give_back(by, key, data["reason"], data["version"]),
        gettext_lazy("Đã trả lại để thẩm định lại."), "back_%s",
    ),
}  # fmt: skip


@require_POST
def assessment_step(request: HttpRequest, assessment_id: UUID, step: str) -> HttpResponse:
    found = queries.find(request.viewer, assessment_id)
    taken = STEPS.get(step)
    if taken is None or not taken.may(request.viewer, found):
        raise NotFound("step")
    form = taken.form(request.POST, auto_id=taken.prefix)
    done, status = attempt(form, lambda data: taken.act(request.viewer, assessment_id, data) or True)
    if done:
        messages.success(request, taken.done)
        return redirect("assessment", assessment_id)
    return _draw(request, queries.find(request.viewer, assessment_id), status, **{step: form})
