"""A later date: an agency head asks, the office or a leader decides."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parindex.records.actions import obligation as actions
from parindex.records.permissions import NotFound
from parindex.records.queries import obligation as obligations
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

    return settle(request, obligation_id, "decide", form, order, _("Đã ghi quyết định về đề nghị gia hạn."))
