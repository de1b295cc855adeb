"""A later date: an agency head asks, the office or a leader decides."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parindex.records.actions import obligation as actions
from parindex.records.models import Extension
from parindex.records.permissions import NotFound
from parindex.records.queries import obligation as obligations
from parindex.web.formats import day
from parindex.web.forms.obligation import AskForm, DecideForm
from parindex.web.views.obligation import settle


@require_POST
def ask(request: HttpRequest, obligation_id: UUID) -> HttpResponse:
    found = obligations.find(request.viewer, obligation_id)
    request.viewer.require("ask_extension", found.agency_id)
    form = AskForm(request.POST, auto_id="ask_%s")
    return settle(
        request, obligation_id, "ask", form,
        lambda data: actions.ask_extension(request.viewer, obligation_id, data["due"], data["reason"]),
        _("Đã gửi đề nghị gia hạn; hạn cũ vẫn có hiệu lực cho đến khi được đồng ý."),
    )  # fmt: skip


@require_POST
def decide(request: HttpRequest, obligation_id: UUID, extension_id: UUID) -> HttpResponse:
    found = obligations.find(request.viewer, obligation_id)
    request.viewer.require("decide_extension", found.agency_id)
    if extension_id not in {one.pk for one in obligations.extensions(found)}:
        raise NotFound("extension")
    form = DecideForm(request.POST, auto_id="decide_%s")

    def order(data: dict[str, Any]) -> Any:
        granted = data["granted"] == "yes"
        return actions.decide_extension(request.viewer, extension_id, granted, data["answer"], data["decision"])

    return settle(request, obligation_id, "decide", form, order, _decided)


def _decided(asked: Extension) -> str:
    if asked.granted:
        return _("Đã đồng ý gia hạn đến %s.") % day(asked.asked_due)
    return _("Đã từ chối gia hạn; hạn cũ vẫn có hiệu lực, cơ quan thấy lý do trên trang này.")
