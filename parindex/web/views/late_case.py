"""One late dossier: its page, and each thing that is done about it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from parindex.documents.content import KINDS
from parindex.records.actions import apology_letter as letter_actions
from parindex.records.actions import late_case as actions
from parindex.records.queries import late_case as queries
from parindex.web import letters
from parindex.web.cases import draw
from parindex.web.downloads import download
from parindex.web.forms.attempt import attempt
from parindex.web.forms.late_case import (
    ExemptForm,
    ExplainForm,
    LetterForm,
    PostForm,
    ReasonForm,
    SendForm,
    SignForm,
)

DOCX = KINDS["docx"].media_type


@require_GET
def late_case(request: HttpRequest, case_id: UUID) -> HttpResponse:
    return draw(request, queries.find(request.viewer, case_id))


def _settle(
    request: HttpRequest, case_id: UUID, right: str, name: str, form: forms.Form, order: Callable[[Any], Any], said: str
) -> HttpResponse:
    """Order what a form asks for; its fault is told on the page of the case, with everything typed kept."""
    entry = queries.find(request.viewer, case_id)
    request.viewer.require(right, entry.agency.pk if entry.agency else None)
    done, status = attempt(form, order)
    if done:
        messages.success(request, said)
        return redirect("late_case", case_id)
    entry = queries.find(request.viewer, case_id)
    if status == 409 and "version" in form.data:
        form.data = form.data.copy()
        form.data["version"] = entry.case.version if entry.case else 0
    return draw(request, entry, status, wrong=name, **{name: form})


@require_POST
def explain(request: HttpRequest, case_id: UUID) -> HttpResponse:
    form = ExplainForm(request.POST, on=request.on, auto_id="explain_%s")
    return _settle(
        request, case_id, "write_case", "explain", form,
        lambda data: actions.explain(request.viewer, case_id, data["cause"], data["words"], data["version"]),
        _("Đã ghi giải trình."),
    )  # fmt: skip


@require_POST
def write(request: HttpRequest, case_id: UUID) -> HttpResponse:
    form = LetterForm(request.POST, auto_id="write_%s")
    return _settle(
        request, case_id, "write_case", "write", form,
        lambda data: letter_actions.write(request.viewer, case_id, form.given(), version=data["version"]),
        _("Đã soạn thư xin lỗi; hãy tải bản thảo, trình ký rồi đính kèm bản đã ký."),
    )  # fmt: skip


@require_POST
def rewrite(request: HttpRequest, case_id: UUID, letter_id: UUID) -> HttpResponse:
    form = LetterForm(request.POST, auto_id="rewrite_%s")
    return _settle(
        request, case_id, "write_case", f"rewrite-{letter_id}", form,
        lambda data: letter_actions.write(request.viewer, case_id, form.given(), letter_id, data["version"]),
        _("Đã sửa thư."),
    )  # fmt: skip


@require_POST
def sign(request: HttpRequest, case_id: UUID, letter_id: UUID) -> HttpResponse:
    form = SignForm(request.POST, request.FILES, again=True, auto_id="sign_%s")  # the action asks for a first file
    return _settle(
        request, case_id, "sign_case", f"sign-{letter_id}", form,
        lambda data: letter_actions.sign(request.viewer, case_id, letter_id, form.given(), data["version"]),
        _("Đã đính kèm thư đã ký, cất trong niêm phong."),
    )  # fmt: skip


@require_POST
def send(request: HttpRequest, case_id: UUID, letter_id: UUID) -> HttpResponse:
    form = SendForm(request.POST, auto_id="send_%s")
    return _settle(
        request, case_id, "write_case", f"send-{letter_id}", form,
        lambda data: letter_actions.send(
            request.viewer, case_id, letter_id, data["day"], data["how"], data["note"], data["version"]
        ),
        _("Đã ghi việc gửi thư; hãy niêm yết."),
    )  # fmt: skip


@require_POST
def post(request: HttpRequest, case_id: UUID, letter_id: UUID) -> HttpResponse:
    form = PostForm(request.POST, auto_id="post_%s")
    return _settle(
        request, case_id, "write_case", f"post-{letter_id}", form,
        lambda data: letter_actions.post(request.viewer, case_id, letter_id, data["day"], data["version"]),
        _("Đã niêm yết; thư tự hết niêm yết khi đủ số ngày."),
    )  # fmt: skip


def _with_reason(
    request: HttpRequest, case_id: UUID, right: str, name: str, act: Callable[..., Any], said: str, *letter: UUID
) -> HttpResponse:
    """Order what asks for a reason alone, of the case or of a letter."""
    form = ReasonForm(request.POST, auto_id=f"{name}_%s")
    return _settle(
        request, case_id, right, "-".join([name, *map(str, letter)]), form,
        lambda data: act(request.viewer, case_id, *letter, data["reason"], data["version"]), said,
    )  # fmt: skip


@require_POST
def take_down(request: HttpRequest, case_id: UUID, letter_id: UUID) -> HttpResponse:
    said = _("Đã gỡ thư khỏi trang công khai.")
    return _with_reason(request, case_id, "write_case", "take_down", letter_actions.take_down, said, letter_id)


@require_POST
def withdraw(request: HttpRequest, case_id: UUID, letter_id: UUID) -> HttpResponse:
    return _with_reason(
        request, case_id, "write_case", "withdraw", letter_actions.withdraw, _("Đã rút thư."), letter_id
    )  # fmt: skip


@require_POST
def end_exemption(request: HttpRequest, case_id: UUID) -> HttpResponse:
    said = _("Đã bỏ miễn; hồ sơ này lại phải xin lỗi.")
    return _with_reason(request, case_id, "exempt_case", "end_exemption", actions.end_exemption, said)


@require_POST
def erase(request: HttpRequest, case_id: UUID) -> HttpResponse:
    said = _("Đã xóa dữ liệu cá nhân của trường hợp này; không khôi phục được.")
    return _with_reason(request, case_id, "sign_case", "erase", letter_actions.erase, said)


@require_POST
def exempt(request: HttpRequest, case_id: UUID) -> HttpResponse:
    form = ExemptForm(request.POST, auto_id="exempt_%s")
    return _settle(
        request, case_id, "exempt_case", "exempt", form,
        lambda data: actions.exempt(request.viewer, case_id, data["decision"], data["reason"], data["version"]),
        _("Đã ghi quyết định miễn xin lỗi."),
    )  # fmt: skip


@require_POST
def recipient(request: HttpRequest, case_id: UUID, letter_id: UUID) -> HttpResponse:
    """Whom the letter is to, on a page of its own that is not kept; the reading is in the history."""
    words = letter_actions.read_recipient(request.viewer, case_id, letter_id, _("xem trên trang"))
    entry = queries.find(request.viewer, case_id)
    crumbs = [(_("Hồ sơ trễ hạn"), reverse("ledger")), (entry.code, reverse("late_case", args=[case_id]))]
    context = {"entry": entry, "letter": queries.letter(entry, letter_id), "words": words, "crumbs": crumbs}
    return render(request, "late_case/recipient.html", context)


@require_GET
def draft(request: HttpRequest, case_id: UUID, letter_id: UUID) -> HttpResponse:
    """The letter as .docx, to be printed and signed."""
    words = letter_actions.read_recipient(request.viewer, case_id, letter_id, _("tải bản thảo thư"))
    entry = queries.find(request.viewer, case_id)
    letter = queries.letter(entry, letter_id)
    data = letters.docx(entry, letter, words, request.programme)
    return download(f"thu-xin-loi-{entry.code}-lan-{letter.ordinal}.docx", data, DOCX)


@require_GET
def signed_copy(request: HttpRequest, case_id: UUID, copy_id: UUID) -> HttpResponse:
    copy, data = letter_actions.read_copy(request.viewer, case_id, copy_id)
    return download(copy.name, data, KINDS[copy.kind].media_type)
