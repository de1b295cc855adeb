"""The office's word on what was handed in: accept, give back, open again."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from parindex.core.errors import InputError
from parindex.records.actions import review as actions
from parindex.records.permissions import NotFound
from parindex.records.queries import obligation as obligations
from parindex.records.queries import submission as submissions
from parindex.web.duties import DutyPage
from parindex.web.forms.review import ReopenForm, ReviewForm
from parindex.web.views.obligation import settle


@require_POST
def review(request: HttpRequest, obligation_id: UUID) -> HttpResponse:
    request.viewer.require("review")
    form = ReviewForm(request.POST, auto_id="review_%s")
    accepted = request.POST.get("outcome") == "accepted"
    said = _("Đã duyệt.") if accepted else _("Đã trả lại kèm nhận xét; cơ quan sẽ thấy ở “Việc của tôi”.")
    return settle(request, obligation_id, "review", form, lambda data: _order(request, obligation_id, data), said)


def _order(request: HttpRequest, obligation_id: UUID, data: dict[str, Any]) -> Any:
    submission = submissions.find(request.viewer, data["submission"])
    if submission.obligation_id != obligation_id:
        raise NotFound("submission")
    if data["outcome"] == "accepted":
        return actions.accept(request.viewer, submission.pk, data["words"])
    return actions.give_back(request.viewer, submission.pk, data["words"])


@require_POST
def revoke(request: HttpRequest, obligation_id: UUID) -> HttpResponse:
    """Opens an accepted duty again."""
    request.viewer.require("review")
    form = ReopenForm(request.POST, auto_id="reopen_%s")

    def order(data: dict[str, Any]) -> Any:
        accepted = DutyPage(request.viewer, obligations.find(request.viewer, obligation_id)).accepted
        if accepted is None:
            raise InputError(_("Việc này không còn ở trạng thái đã duyệt; hãy tải lại trang."))
        return actions.reopen(request.viewer, accepted.pk, data["reason"])

    return settle(request, obligation_id, "reopen", form, order, _("Đã mở lại; cơ quan phải làm lại và gửi lại."))
