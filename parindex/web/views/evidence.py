"""Evidence: attaching it to a draft and taking it off, downloading it, its revisions."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parindex.core.errors import InputError
from parindex.documents.content import KINDS
from parindex.records.actions import evidence as actions
from parindex.records.actions import file as files
from parindex.records.actions import submission as submissions
from parindex.records.models import Evidence
from parindex.records.queries import evidence as queries
from parindex.web.downloads import download as answer
from parindex.web.forms.attempt import attempt
from parindex.web.forms.evidence import RevisionForm
from parindex.web.views.submission import back_to_form, only_saved, save


@require_POST
def add(request: HttpRequest, obligation_id: UUID) -> HttpResponse:
    """Saves the whole form, the new evidence with it."""
    offered = bool(request.FILES or request.POST.get("link", "").strip() or request.POST.get("earlier"))
    saved, refused = save(request, obligation_id)
    if saved is None:
        return refused
    if not offered:
        words = _("chưa có gì để đính kèm: hãy chọn tệp, ghi liên kết hoặc chọn tài liệu cũ.")
        return only_saved(request, obligation_id, words)
    messages.success(request, _("Đã đính kèm và lưu bản nháp; chưa gửi cho cơ quan điều hành."))
    return back_to_form(obligation_id)


@require_POST
def remove(request: HttpRequest, obligation_id: UUID, evidence_id: UUID) -> HttpResponse:
    """Takes evidence off the draft; what was typed is saved too."""
    saved, refused = save(request, obligation_id)
    if saved is None:
        return refused
    try:
        submissions.detach(request.viewer, obligation_id, evidence_id)
    except InputError as error:
        return only_saved(request, obligation_id, str(error))
    messages.success(request, _("Đã bỏ tài liệu khỏi bản nháp; tài liệu vẫn được lưu để chọn lại."))
    return back_to_form(obligation_id)


@require_GET
def download(request: HttpRequest, evidence_id: UUID) -> HttpResponse:
    """A file to be saved; a link on a page of its own that says where it leads."""
    found = queries.find(request.viewer, evidence_id)
    if found.file is None:
        return _draw(request, found, None, 200)
    kind = KINDS[found.file.kind]
    named = found.name.lower().endswith(tuple(f".{ending}" for ending in kind.endings))
    name = found.name if named else f"{found.name}.{kind.endings[0]}"
    return answer(name, files.read(found.file), kind.media_type)


@require_http_methods(["GET", "POST"])
def versions(request: HttpRequest, evidence_id: UUID) -> HttpResponse:
    """All revisions; a new one may be handed in by those who may draft for the agency."""
    found = queries.find(request.viewer, evidence_id)
    if request.method == "GET":
        return _draw(request, found, None, 200)
    request.viewer.require("draft", found.agency_id)
    form = RevisionForm(request.POST, request.FILES)
    made, status = attempt(form, lambda data: _revise(request, found, data))
    if made:
        messages.success(request, _("Đã nộp bản sửa đổi; bản cũ vẫn được giữ cùng các kết quả đã gửi."))
        return redirect("evidence_versions", made.pk)
    return _draw(request, found, form, status)


def _revise(request: HttpRequest, found: Evidence, data: dict) -> Evidence:
    end, secret = data["end"], data["secret"]
    if data["file"]:
        name, body = data["file"].name, data["file"].read()
        return actions.add_file(
            request.viewer, found.agency_id, name, body, data["start"], end, secret=secret, revises=found.pk
        )
    link = data["link"].strip()
    return actions.add_link(
        request.viewer, found.agency_id, found.name, link, data["start"], end, secret=secret, revises=found.pk
    )


def _draw(request: HttpRequest, found: Evidence, form: RevisionForm | None, status: int) -> HttpResponse:
    line = queries.versions(request.viewer, found)
    newest = line[0].pk == found.pk
    if newest and form is None and request.viewer.may_for("draft", found.agency_id):
        form = RevisionForm(initial={"start": found.effective_from, "end": found.effective_to})
    kinds = {one.pk: KINDS[one.file.kind].label for one in line if one.file}
    context = {"found": found, "versions": [(one, kinds.get(one.pk)) for one in line], "form": form, "newest": newest}
    return render(request, "evidence/evidence.html", context, status=status)
