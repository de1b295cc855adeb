"""Handing in: one form is saved as a draft, takes evidence, and is sent; nothing that was typed is ever lost."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parindex.core.errors import InputError
from parindex.records.actions import submission as actions
from parindex.records.models import Submission
from parindex.records.queries import obligation as obligations
from parindex.records.queries import submission as queries
from parindex.web.duties import DutyPage, draw
from parindex.web.figures import doubts
from parindex.web.forms.attempt import attempt
from parindex.web.forms.submission import WorkForm


@require_POST
def draft(request: HttpRequest, obligation_id: UUID) -> HttpResponse:
    _saved, refused = save(request, obligation_id)
    if refused:
        return refused
    messages.success(request, _("Đã lưu bản nháp; chưa gửi cho cơ quan điều hành."))
    return redirect("obligation", obligation_id)


@require_POST
def send(request: HttpRequest, obligation_id: UUID) -> HttpResponse:
    """Saves what stands in the form, then sends it; what is missing is said beside the draft that was saved."""
    found = obligations.find(request.viewer, obligation_id)
    request.viewer.require("send", found.agency_id)
    saved, refused = save(request, obligation_id)
    if saved is None:
        return refused
    try:
        actions.send(request.viewer, obligation_id, saved.version)
    except InputError as error:
        return only_saved(request, obligation_id, _("chưa gửi được: %s") % error)
    messages.success(request, _("Đã gửi kết quả. Cơ quan điều hành sẽ duyệt hoặc trả lại kèm nhận xét."))
    return redirect("obligation", obligation_id)


def only_saved(request: HttpRequest, obligation_id: UUID, but: str) -> HttpResponse:
    """The draft is kept, but what else was asked for could not be done: the page says why."""
    return draw(request, obligations.find(request.viewer, obligation_id), 422, unsent=but)


def save(request: HttpRequest, obligation_id: UUID) -> tuple[Submission | None, Any]:
    """Keep the form's words, figures and evidence; returns the draft, or None and the page that says what is wrong."""
    found = obligations.find(request.viewer, obligation_id)
    request.viewer.require("draft", found.agency_id)
    form = DutyPage(request.viewer, found).work_form(request.POST, request.FILES)
    kept, status = attempt(form, lambda data: _order(request, obligation_id, form, data))
    if kept:
        for doubt in doubts(kept.figures.select_related("target")):
            messages.warning(request, doubt)
        return kept, None
    return None, _refused(request, obligation_id, form, status)


def _order(request: HttpRequest, obligation_id: UUID, form: WorkForm, data: dict[str, Any]) -> Submission:
    return actions.save_work(
        request.viewer, obligation_id, data["words"], form.figures(), data["version"] or 0, form.proof()
    )


def _refused(request: HttpRequest, obligation_id: UUID, form: WorkForm, status: int) -> HttpResponse:
    """The page with what was typed; where another has written meanwhile, their words beside it."""
    found = obligations.find(request.viewer, obligation_id)
    theirs = None
    if status == 409:
        theirs = queries.draft(request.viewer, found)
        form.data = form.data.copy()
        form.data["version"] = theirs.version if theirs else 0
    return draw(request, found, status, work=form, theirs=theirs, files_lost=bool(request.FILES))


def back_to_form(obligation_id: UUID) -> HttpResponse:
    """The duty's page at its form."""
    return redirect(reverse("obligation", args=[obligation_id]) + "#work")
