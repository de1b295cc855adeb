"""Commendation: the proposals of a level, how the rules are read, one agency's facts and what is done about it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parindex.core.commendation import SAID, CommendationRules, Reading
from parindex.core.commendation_settings import reread
from parindex.core.errors import InputError
from parindex.records.actions import commendation as actions
from parindex.records.permissions import NotFound
from parindex.records.queries import commendation as queries
from parindex.records.queries import commendation_reading as readings
from parindex.web import ranking as rankings
from parindex.web.commendation import draw, draw_reading, form_of, stated
from parindex.web.forms.attempt import attempt, sent
from parindex.web.forms.commendation import ReadingForm
from parindex.web.reminded import say_reminded


@require_GET
def commendation(request: HttpRequest) -> HttpResponse:
    asked = rankings.Asked.of(request)
    rules, found = readings.rules(request.viewer), queries.considered(request.viewer, asked.level)
    rows = [
        (one, SAID[one.proposal.unit], rankings.TONES[one.proposal.unit], rankings.without_verdict(one.proposal))
        for one in found
    ]
    context = {
        "asked": asked, "rules": rules, "rows": rows, "title": rankings.LEVELS[asked.level],
        "levels": [(key, rankings.LEVELS[level], key == asked.key) for key, level in rankings.ADDRESSED.items()],
        "settings": stated(rules.settings()) if rules else [], "untold": queries.untold(request.viewer, found),
    }  # fmt: skip
    return render(request, "commendation/commendation.html", context)


@require_http_methods(["GET", "POST"])
def reading(request: HttpRequest) -> HttpResponse:
    """How the rules are read: what another reading would change is shown first, and kept once that was seen."""
    request.viewer.require("decide_commendation")
    rules = readings.rules(request.viewer)
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


@require_POST
def warn(request: HttpRequest) -> HttpResponse:
    """Write to the agencies of a level that can still do something."""
    request.viewer.require("remind")
    key = request.POST.get("cap", "xa")
    if key not in rankings.ADDRESSED:
        raise NotFound("level")
    try:
        say_reminded(request, actions.warn(request.viewer, rankings.ADDRESSED[key]))
    except InputError as error:
        messages.error(request, str(error))
    return redirect(f"{reverse('commendation')}?cap={key}")


def _act(name: str, right: str, action: Callable[..., Any], said: Any) -> Callable[..., HttpResponse]:
    """A view that orders what its form asks for; a fault is told on the agency's page, with everything typed kept."""

    @require_POST
    def act(request: HttpRequest, agency_id: UUID, **address: UUID) -> HttpResponse:
        found = queries.find(request.viewer, agency_id)
        request.viewer.require(right, agency_id)
        form = form_of(name, found, request.POST)
        done, status = attempt(form, lambda data: action(request.viewer, agency_id, **address, **data))
        if done:
            messages.success(request, said)
            return redirect("commendation_agency", agency_id)
        return draw(request, queries.find(request.viewer, agency_id), status, wrong=name, **{name: form})

    return act


satisfaction = _act("satisfaction", "decide_commendation", actions.tell_satisfaction, _("Đã ghi kết quả khảo sát."))
head = _act("head", "decide_commendation", actions.tell_head, _("Đã ghi kết luận về người đứng đầu."))
forget = _act("forget", "decide_commendation", actions.forget_fact, _("Đã bỏ số liệu."))
exempt = _act("exempt", "exempt_agency", actions.exempt, _("Đã ghi quyết định miễn trừ."))
end_exemption = _act("end", "exempt_agency", actions.end_exemption, _("Đã bỏ miễn trừ."))
decide = _act("decide", "decide_commendation", actions.decide, _("Đã ghi quyết định."))
revoke = _act("revoke", "decide_commendation", actions.revoke, _("Đã thu hồi quyết định."))
appeal = _act("appeal", "appeal", actions.appeal, _("Đã gửi kiến nghị."))
answer = _act("answer", "decide_commendation", actions.answer, _("Đã trả lời kiến nghị."))
