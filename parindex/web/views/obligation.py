"""My duties and what waits for me; one duty, its date, cancelling and bringing back, words about it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parindex.records.actions import comment as comments
from parindex.records.actions import obligation as actions
from parindex.records.actions import user as users
from parindex.records.queries import commendation
from parindex.records.queries import obligation as queries
from parindex.records.queries import round as rounds
from parindex.records.queries import user as user_queries
from parindex.web import worklist
from parindex.web.downloads import spreadsheet
from parindex.web.duties import draw
from parindex.web.forms.attempt import attempt
from parindex.web.forms.obligation import CancelForm, CommentForm, DateForm, ExtendForm, RestoreForm, SendersForm


@require_GET
def my_duties(request: HttpRequest) -> HttpResponse:
    request.viewer.require("see_plan")
    context = {
        "work": worklist.of(request.viewer), "senders": request.viewer.may("let_reporters_send"),
        "at_risk": commendation.warnings(request.viewer),
        "appeals": commendation.waiting_appeals(request.viewer), "rounds": rounds.waiting(request.viewer),
    }  # fmt: skip
    return render(request, "obligation/my_duties.html", context)


@require_GET
def xlsx(request: HttpRequest) -> HttpResponse:
    request.viewer.require("see_plan")
    return spreadsheet(request, _("Việc của tôi"), worklist.table(request.viewer, request.programme.invented))


@require_http_methods(["GET", "POST"])
def senders(request: HttpRequest) -> HttpResponse:
    """An agency head says which reporters may send results."""
    request.viewer.require("let_reporters_send")
    form, status = SendersForm(request.POST or None), 200
    if request.method == "POST":
        form = SendersForm(request.POST)
        done, status = attempt(form, lambda data: users.let_send(request.viewer, data["membership"], data["allowed"]))
        if done:
            said = _("%s được gửi kết quả.") if done.may_send else _("%s không được gửi kết quả nữa.")
            messages.success(request, said % done.user.name)
            return redirect("senders")
    context = {"form": form, "reporters": user_queries.reporters(request.viewer)}
    return render(request, "obligation/senders.html", context, status=status)


@require_GET
def obligation(request: HttpRequest, obligation_id: UUID) -> HttpResponse:
    return draw(request, queries.find(request.viewer, obligation_id))


@require_POST
def comment(request: HttpRequest, obligation_id: UUID) -> HttpResponse:
    request.viewer.require("comment")
    form = CommentForm(request.POST, auto_id="comment_%s")
    return settle(
        request, obligation_id, "comment", form,
        lambda data: comments.comment(request.viewer, obligation_id, data["words"]), _("Đã gửi ý kiến."),
    )  # fmt: skip


@require_POST
def due(request: HttpRequest, obligation_id: UUID) -> HttpResponse:
    """Enters the date of a duty that has none, or moves it to a later day."""
    found = queries.find(request.viewer, obligation_id)
    if found.due:
        request.viewer.require("decide_extension", found.agency_id)
        form: forms.Form = ExtendForm(request.POST, auto_id="due_%s")
        return settle(request, obligation_id, "due", form, _extend(request, obligation_id), _("Đã gia hạn."))
    request.viewer.require("change_duty", found.agency_id)
    others = len(queries.same_wait(request.viewer, found))
    form = DateForm(request.POST, auto_id="due_%s", others=others)
    return settle(request, obligation_id, "due", form, _enter(request, obligation_id), _entered)


def _entered(done: Any) -> str:
    return _("Đã nhập hạn cho %d cơ quan.") % done if isinstance(done, int) else _("Đã nhập hạn.")


def _extend(request: HttpRequest, obligation_id: UUID) -> Any:
    return lambda data: actions.extend(
        request.viewer, obligation_id, data["due"], data["reason"], data["decision"], data["version"]
    )


def _enter(request: HttpRequest, obligation_id: UUID) -> Any:
    def order(data: dict[str, Any]) -> Any:
        enter = actions.enter_date_for_all if data.get("everyone") else actions.enter_date
        return enter(request.viewer, obligation_id, data["due"], data["source"], data["version"])

    return order


@require_POST
def cancel(request: HttpRequest, obligation_id: UUID) -> HttpResponse:
    request.viewer.require("change_duty")
    done = queries.state_of(queries.find(request.viewer, obligation_id), request.on).done
    form = CancelForm(request.POST, auto_id="cancel_%s", accepted=done)
    return settle(
        request, obligation_id, "cancel", form,
        lambda data: actions.cancel(
            request.viewer, obligation_id, data["reason"], data["decision"], data["version"]
        ),
        _("Đã hủy việc này; việc không còn trong mọi số đếm. Muốn làm lại, hãy khôi phục."),
    )  # fmt: skip


@require_POST
def restore(request: HttpRequest, obligation_id: UUID) -> HttpResponse:
    request.viewer.require("change_duty")
    form = RestoreForm(request.POST, auto_id="restore_%s")
    return settle(
        request, obligation_id, "restore", form,
        lambda data: actions.restore(request.viewer, obligation_id, data["reason"], data["version"]),
        _("Đã khôi phục việc này."),
    )  # fmt: skip


def settle(
    request: HttpRequest, obligation_id: UUID, name: str, form: forms.Form, order: Any, said: str | Callable[[Any], str]
) -> HttpResponse:
    """Order what a small form of the duty's page asks for: back to the page with a message, or the form with its fault.

    `said` may depend on what the order answers. What the viewer has typed stays in the form, beside the duty as it is.
    """
    queries.find(request.viewer, obligation_id)
    done, status = attempt(form, order)
    if done:
        messages.success(request, said if isinstance(said, str) else said(done))
        return redirect("obligation", obligation_id)
    found = queries.find(request.viewer, obligation_id)
    if status == 409 and "version" in form.data:
        form.data = form.data.copy()
        form.data["version"] = found.version
    return draw(request, found, status, wrong=name, **{name: form})
