"""Criteria sets: those there are, one as a tree, two side by side, and bringing one in from a decision's table."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parindex.core.criteria import LEVELS
from parindex.core.criteria_compare import Comparison
from parindex.core.criteria_compare import compare as compare_sets
from parindex.core.criteria_rescoring import rescore
from parindex.core.errors import InputError
from parindex.core.what_if import answers_of
from parindex.records.actions import criteria_set as actions
from parindex.records.actions.criteria_set import Chosen
from parindex.records.models import ImportedSet
from parindex.records.queries import assessment as assessments
from parindex.records.queries import criteria_set as queries
from parindex.records.queries import criterion_tie as ties
from parindex.records.queries import history, scorecard
from parindex.web import criteria_sets as pages
from parindex.web.downloads import spreadsheet
from parindex.web.forms.attempt import attempt
from parindex.web.forms.criteria_set import (
    ChooseForm,
    CompareForm,
    PublishForm,
    RescoreForm,
    TextForm,
    UploadForm,
    VersionForm,
)
from parindex.web.misread import misread


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Bộ tiêu chí"), reverse("criteria_sets"))]


@require_http_methods(["GET", "POST"])
def criteria_sets(request: HttpRequest) -> HttpResponse:
    request.viewer.require("see_index")
    form, status = UploadForm(), 200
    if request.method == "POST":
        request.viewer.require("manage_criteria")
        form = UploadForm(request.POST, request.FILES)
        made, status = attempt(form, lambda data: _upload(request, data))
        if made:
            return redirect("criteria_draft", made.pk)
    return _list(request, status, upload=form)


def _upload(request: HttpRequest, data: dict[str, Any]) -> ImportedSet:
    return actions.upload(request.viewer, data["file"].read(), data["file"].name, data["sheet"].strip())


def _list(request: HttpRequest, status: int, **forms: Any) -> HttpResponse:
    listed = queries.sets(request.viewer)
    offered = pages.choices(listed)
    context = {
        "sets": [(each, pages.levels(each.found), pages.validity(each.found), pages.origin(each.row),
                  [LEVELS[level] for level in each.levels]) for each in listed],
        "chosen": [(row, LEVELS.get(row.level, row.level)) for row in queries.chosen(request.viewer)],
        "drafts": [(row, queries.shown_name(row), queries.source_of(row)) for row in queries.drafts(request.viewer)],
        "compare": CompareForm(sets=offered), "broken": queries.broken(request.viewer),
    }  # fmt: skip
    if request.viewer.may("manage_criteria"):
        usual = {"takes_effect": request.on}
        context |= {"upload": UploadForm(), "choose": ChooseForm(sets=offered, initial=usual)} | forms
    return render(request, "criteria_set/criteria_sets.html", context, status=status)


@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Where another set scores the level now, what the choice changes is shown first."""
    request.viewer.require("manage_criteria")
    form = ChooseForm(request.POST, sets=[(name, name) for name in queries.names(request.viewer)])
    done, status = attempt(form, lambda data: _chosen(request, data))
    if isinstance(done, ties.Choosing):
        return _preview(request, form.cleaned_data, done)
    if not done:
        return _list(request, status, choose=form)
    words = _("Từ ngày %(day)s, %(level)s được chấm theo bộ %(name)s.")
    told = {"day": f"{done.row.takes_effect:%d/%m/%Y}", "level": LEVELS[done.row.level], "name": done.row.set_name}
    messages.success(request, words % told)
    last = queries.newest_ever(request.viewer, done.row.level)
    if last is not None and last != done.row:
        words = _("Từ ngày %(day)s vẫn dùng bộ %(name)s đã chọn trước; muốn thay thì chọn lại từ ngày ấy.")
        messages.warning(request, words % {"day": f"{last.takes_effect:%d/%m/%Y}", "name": last.set_name})
    if done.taken and done.taken.ties:
        words = _("Mối gắn với kế hoạch và nguồn số của %(n)d tiêu chí được giữ như bộ %(old)s.")
        messages.success(request, words % {"n": len(done.taken.ties), "old": done.taken.old.name})
    if done.taken and done.taken.left:
        left = "; ".join(f"{each.id} {each.title}" for each in done.taken.left)
        messages.warning(request, _("Không có chỗ trong bộ mới, xin gắn lại nếu cần: %s.") % left)
    return redirect("criteria_sets")


def _chosen(request: HttpRequest, data: dict[str, Any]) -> Chosen | ties.Choosing:
    given = data["level"], data["set_name"], data["takes_effect"], data["decision"]
    if not data["seen"]:
        actions.check_choice(request.viewer, *given)
        if found := ties.choosing(request.viewer, data["level"], data["set_name"]):
            return found
    return actions.choose(request.viewer, *given)


def _preview(request: HttpRequest, given: dict[str, Any], found: ties.Choosing) -> HttpResponse:
    context = {
        "choosing": found, "given": given, "level": LEVELS[given["level"]], "crumbs": _crumbs(),
        "sent": [(key, request.POST.get(key, "")) for key in ("level", "set_name", "takes_effect", "decision")],
        "units": pages.changes(found), "falls": any(each < 0 for each in found.differences),
    }  # fmt: skip
    return render(request, "criteria_set/choose.html", context)


@require_GET
def criteria_set(request: HttpRequest, name: str) -> HttpResponse:
    found, row = queries.load(request.viewer, name), queries.row_of(request.viewer, name)
    context = {
        "found": found, "row": row, "facts": pages.facts(found, row), "fields": pages.tree(found), "crumbs": _crumbs(),
        "unread": queries.notes_of(row, "unread") if row else (),
        "assumed": queries.notes_of(row, "assumed") if row else (),
        "history": history.of(request.viewer, row.pk)[:20] if row else None,
    }  # fmt: skip
    return render(request, "criteria_set/criteria_set.html", context)


@require_GET
def xlsx(request: HttpRequest, name: str) -> HttpResponse:
    found, row = queries.load(request.viewer, name), queries.row_of(request.viewer, name)
    return spreadsheet(
        request, found.name, pages.sheet(request, found, row, queries.texts(request.viewer, found.name)), "bo-tieu-chi"
    )


@require_POST
def new_version(request: HttpRequest, name: str) -> HttpResponse:
    made = actions.begin_version(request.viewer, name)
    messages.success(request, _("Đã chép %s thành bản nháp; hãy sửa rồi đặt phiên bản mới.") % name)
    return redirect("criteria_draft", made.pk)


@require_GET
def compare(request: HttpRequest) -> HttpResponse:
    listed = queries.sets(request.viewer)
    both = request.GET if request.GET.get("cu") and request.GET.get("moi") else None
    form = CompareForm(both, sets=pages.choices(listed), initial={key: request.GET.get(key) for key in ("cu", "moi")})
    context: dict[str, Any] = {"form": form, "crumbs": _crumbs()}
    if form.is_bound and form.is_valid():
        by_name = {each.found.name: each.found for each in listed}
        found = compare_sets(by_name[form.cleaned_data["cu"]], by_name[form.cleaned_data["moi"]])
        context |= {
            "found": found, "added": found.of("added"), "removed": found.of("removed"),
            "changed": found.of("changed"), "same": len(found.of("same")),
        } | _rescored(request, found)  # fmt: skip
    return render(request, "criteria_set/compare.html", context, status=422 if form.errors else 200)


def _rescored(request: HttpRequest, found: Comparison) -> dict[str, Any]:
    """A unit's answers to the old set under both, where the address asks for one's: those of its scorecard."""
    units = {str(each.pk): each for each in assessments.by_set(request.viewer, found.old)}
    names = {key: each.agency.name if each.agency else request.programme.authority for key, each in units.items()}
    offered = [(key, f"{names[key]}, {units[key].round.title}") for key in units]
    form = RescoreForm(request.GET, units=offered)
    asked = request.GET.get("bai", "")
    if not asked:
        return {"rescore": form if units else None}
    if asked not in units:
        misread(request, "bai", _("hai bộ tiêu chí, không chấm lại"))
        return {"rescore": form if units else None}
    unit = units[asked].agency
    cards = scorecard.scorecards(request.viewer, found.old, [unit] if unit else (), authority=unit is None)
    drawn = cards[unit.pk if unit else None]
    try:
        scores = rescore(found, answers_of(drawn.card))
    except InputError as error:
        form.add_error("bai", str(error))
        return {"rescore": form}
    return {
        "rescore": form, "scores": scores, "differences": pages.differences(scores), "totals": pages.totals(scores),
        "answered": pages.answered_by(drawn),
        "card": reverse("agency_card", args=[unit.pk]) if unit else reverse("index"),
    }  # fmt: skip


@require_http_methods(["GET", "POST"])
def draft(request: HttpRequest, set_id: UUID) -> HttpResponse:
    if closed := _published(request, set_id):
        return closed
    row = queries.draft(request.viewer, set_id)
    form, status = TextForm(files=row.files, initial={"version": row.version}), 200
    if request.method == "POST":
        form = TextForm(request.POST, files=row.files)
        done, status = attempt(form, lambda data: actions.correct(request.viewer, set_id, form.texts, data["version"]))
        if done:
            messages.success(request, _("Đã lưu và kiểm tra lại."))
            return redirect("criteria_draft", set_id)
    return _draft(request, row, status, form=form)


def _published(request: HttpRequest, set_id: UUID) -> HttpResponse | None:
    """Where the address of a draft leads that has been published since."""
    request.viewer.require("manage_criteria")
    row = next((each.row for each in queries.sets(request.viewer) if each.row and each.row.pk == set_id), None)
    return redirect("criteria_set", row.name) if row else None


def _draft(request: HttpRequest, row: ImportedSet, status: int, **forms: Any) -> HttpResponse:
    checked = queries.checked(row)
    initial = {"version": row.version}
    context = {
        "row": row, "name": queries.shown_name(row), "source": queries.source_of(row), "found": checked.found,
        "fault": pages.fault(row, checked.fault), "counts": row.notes.get("counts"),
        "problems": queries.notes_of(row, "problems"), "unread": queries.notes_of(row, "unread"),
        "assumed": queries.notes_of(row, "assumed"), "crumbs": _crumbs(),
        "facts": pages.facts(checked.found, row) if checked.found else (),
        "fields": pages.tree(checked.found) if checked.found else (),
        "taken": checked.found is not None and checked.found.name in queries.names(request.viewer),
        "history": history.of(request.viewer, row.pk)[:20],
        "form": TextForm(files=row.files, initial=initial), "publish": PublishForm(initial=initial),
        "discard": VersionForm(initial=initial),
    }  # fmt: skip
    return render(request, "criteria_set/draft.html", context | forms, status=status)


@require_POST
def publish(request: HttpRequest, set_id: UUID) -> HttpResponse:
    row = queries.draft(request.viewer, set_id)
    form = PublishForm(request.POST)
    done, status = attempt(form, lambda data: actions.publish(request.viewer, set_id, data["version"], data["mended"]))
    if done:
        words = _("Đã ban hành %s trong hệ thống; bộ này chấm điểm khi được chọn cho một cấp.")
        messages.success(request, words % done.name)
        return redirect("criteria_set", done.name)
    return _draft(request, row, status, publish=form)


@require_POST
def discard(request: HttpRequest, set_id: UUID) -> HttpResponse:
    row = queries.draft(request.viewer, set_id)
    form = VersionForm(request.POST)
    done, status = attempt(form, lambda data: _discarded(request, set_id, data["version"]))
    if done:
        messages.success(request, _("Đã bỏ bản nháp “%s”.") % row.title)
        return redirect("criteria_sets")
    return _draft(request, row, status, discard=form)


def _discarded(request: HttpRequest, set_id: UUID, version: int) -> bool:
    actions.discard(request.viewer, set_id, version)
    return True
