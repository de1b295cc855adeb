"""Commendation: the proposals of a level, how the rules are read, one agency's facts and what is done about it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parindex.core.commendation import SAID, CommendationRules, Reading
from parindex.core.commendation_settings import reread
from parindex.core.errors import InputError
from parindex.records.actions import commendation as actions
from parindex.records.permissions import NotFound
from parindex.records.queries import commendation as queries
from parindex.web import ranking as rankings
from parindex.web.commendation import draw, draw_reading, stated
from parindex.web.forms.attempt import attempt, sent
from parindex.web.forms.commendation import (
    AnswerForm,
    AppealForm,
    DecideForm,
    EndForm,
    ExemptForm,
    ForgetForm,
    HeadForm,
    ReadingForm,
    RevokeForm,
    SatisfactionForm,
)


@require_GET
def commendation(request: HttpRequest) -> HttpResponse:
    asked = rankings.Asked.of(request)
    rules, found = queries.rules(request.viewer), queries.considered(request.viewer, asked.level)
    rows = [
        (one, SAID[one.proposal.unit], rankings.TONES[one.proposal.unit], rankings.without_verdict(one.proposal))
        for one in found
    ]
    context = {
        "asked": asked, "rules": rules, "rows": rows, "title": rankings.LEVELS[asked.level],
        "levels": [(key, rankings.LEVELS[level], key == asked.key) for key, level in rankings.ADDRESSED.items()],
        "settings": stated(rules.settings()) if rules else [],
    }  # fmt: skip
    return render(request, "commendation/commendation.html", context)


@require_http_methods(["GET", "POST"])
def reading(request: HttpRequest) -> HttpResponse:
    """How the rules are read: what another reading would change is shown first, and kept once that was seen."""
    request.viewer.require("decide_commendation")
    rules = queries.rules(request.viewer)
    if rules is None:
        raise NotFound("rules")
    form = ReadingForm(sent(request), rules=rules, auto_id="reading_%s")
    if request.method == "GET":
        return draw_reading(request, rules, form)
    turned, status = attempt(form, lambda _data: queries.preview(request.viewer, form.reading()))
    if turned is not None and request.POST.get("act") == "save":
        done, status = attempt(form, lambda _data: _read_rules(request, rules, form.reading()))
        if done:
            messages.success(request, _("Đã ghi cách hiểu."))
            return redirect("commendation_reading")
    return draw_reading(request, rules, form, turned, status)


def _read_rules(request: HttpRequest, rules: CommendationRules, asked: Reading) -> Any:
    if request.POST.get("seen") != reread(rules.own or rules, asked).fingerprint:
        raise InputError(_("Nội dung đã sửa sau lần xem trước; xin xem lại bảng thay đổi rồi ghi."))
    return actions.read_rules(
        request.viewer, asked.changes, asked.valid_from, asked.document, asked.dated, asked.reason
    )


@require_GET
def agency(request: HttpRequest, agency_id: UUID) -> HttpResponse:
    return draw(request, queries.find(request.viewer, agency_id))


def _settle(
    request: HttpRequest,
    agency_id: UUID,
    right: str,
    name: str,
    form: forms.Form,
    order: Callable[[Any], Any],
    said: str,
) -> HttpResponse:
    """Order what a form asks for; its fault is told on the agency's page, with everything typed kept."""
    request.viewer.require(right, agency_id)
    done, status = attempt(form, order)
    if done:
        messages.success(request, said)
        return redirect("commendation_agency", agency_id)
    return draw(request, queries.find(request.viewer, agency_id), status, wrong=name, **{name: form})


@require_POST
def satisfaction(request: HttpRequest, agency_id: UUID) -> HttpResponse:
    found = queries.find(request.viewer, agency_id)
    form = SatisfactionForm(request.POST, rules=found.proposal.rules, auto_id="satisfaction_%s")
    return _settle(
        request, agency_id, "decide_commendation", "satisfaction", form,
        lambda data: actions.tell_satisfaction(
            request.viewer, agency_id, data["field"], data["share"], data["people"], data["document"],
            data["not_applicable"],
        ),
        _("Đã ghi kết quả khảo sát."),
    )  # fmt: skip


@require_POST
def head(request: HttpRequest, agency_id: UUID) -> HttpResponse:
    queries.find(request.viewer, agency_id)
    form = HeadForm(request.POST, auto_id="head_%s")
    return _settle(
        request, agency_id, "decide_commendation", "head", form,
        lambda data: actions.tell_head(request.viewer, agency_id, data["held"] == "yes", data["document"]),
        _("Đã ghi kết luận về người đứng đầu."),
    )  # fmt: skip


@require_POST
def forget(request: HttpRequest, agency_id: UUID) -> HttpResponse:
    queries.find(request.viewer, agency_id)
    form = ForgetForm(request.POST, auto_id="forget_%s")
    return _settle(
        request, agency_id, "decide_commendation", "forget", form,
        lambda data: actions.forget_fact(request.viewer, agency_id, data["kind"], data["field"], data["reason"]),
        _("Đã bỏ số liệu."),
    )  # fmt: skip


@require_POST
def exempt(request: HttpRequest, agency_id: UUID) -> HttpResponse:
    found = queries.find(request.viewer, agency_id)
    form = ExemptForm(request.POST, rules=found.proposal.rules, level=found.agency.kind, auto_id="exempt_%s")
    return _settle(
        request, agency_id, "exempt_agency", "exempt", form,
        lambda data: actions.exempt(
            request.viewer, agency_id, data["rule"], data["decision"], data["decided"], data["valid_from"],
            data["valid_to"], data["reason"],
        ),
        _("Đã ghi quyết định miễn trừ."),
    )  # fmt: skip


@require_POST
def end_exemption(request: HttpRequest, agency_id: UUID, exemption_id: UUID) -> HttpResponse:
    queries.find(request.viewer, agency_id)
    form = EndForm(request.POST, auto_id="end_%s")
    return _settle(
        request, agency_id, "exempt_agency", "end", form,
        lambda data: actions.end_exemption(request.viewer, agency_id, exemption_id, data["reason"]),
        _("Đã bỏ miễn trừ."),
    )  # fmt: skip


@require_POST
def decide(request: HttpRequest, agency_id: UUID) -> HttpResponse:
    queries.find(request.viewer, agency_id)
    form = DecideForm(request.POST, auto_id="decide_%s")
    return _settle(
        request, agency_id, "decide_commendation", "decide", form,
        lambda data: actions.decide(
            request.viewer, agency_id, data["commended"] == "yes", data["decision"], data["reason"]
        ),
        _("Đã ghi quyết định."),
    )  # fmt: skip


@require_POST
def revoke(request: HttpRequest, agency_id: UUID) -> HttpResponse:
    queries.find(request.viewer, agency_id)
    form = RevokeForm(request.POST, auto_id="revoke_%s")
    return _settle(
        request, agency_id, "decide_commendation", "revoke", form,
        lambda data: actions.revoke(request.viewer, agency_id, data["reason"]),
        _("Đã thu hồi quyết định."),
    )  # fmt: skip


@require_POST
def appeal(request: HttpRequest, agency_id: UUID) -> HttpResponse:
    queries.find(request.viewer, agency_id)
    form = AppealForm(request.POST, auto_id="appeal_%s")
    return _settle(
        request, agency_id, "appeal", "appeal", form,
        lambda data: actions.appeal(request.viewer, agency_id, data["words"]),
        _("Đã gửi kiến nghị."),
    )  # fmt: skip


@require_POST
def answer(request: HttpRequest, agency_id: UUID) -> HttpResponse:
    queries.find(request.viewer, agency_id)
    form = AnswerForm(request.POST, auto_id="answer_%s")
    return _settle(
        request, agency_id, "decide_commendation", "answer", form,
        lambda data: actions.answer(request.viewer, agency_id, data["upheld"] == "yes", data["words"]),
        _("Đã trả lời kiến nghị."),
    )  # fmt: skip
