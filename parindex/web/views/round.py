"""Rounds of assessment: the list, opening one, how far its units are, publishing and cancelling it."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parindex.core.criteria import LEVELS
from parindex.records.actions import round as actions
from parindex.records.models import Assessment, Round
from parindex.records.permissions import NotFound
from parindex.records.queries import criteria_set, history
from parindex.records.queries import round as queries
from parindex.web import assessment_sheets as sheets
from parindex.web.assessments import STATES, score_of
from parindex.web.downloads import spreadsheet
from parindex.web.forms.assessment import CancelForm, OpenForm, PublishForm
from parindex.web.forms.attempt import attempt, sent

_HISTORY_LINES = 20


@require_GET
def rounds(request: HttpRequest) -> HttpResponse:
    found = list(queries.visible(request.viewer))
    open_for = []
    if request.viewer.may("open_round"):
        taken = {each.level for each in found if each.year == request.programme.year and not each.cancelled_on}
        used = criteria_set.newest(request.viewer)
        open_for = [(level, LEVELS[level]) for level in LEVELS if level in used and level not in taken]
    rows = [(each, LEVELS.get(each.level, each.level), _counts(each)) for each in found]
    return render(request, "assessment/rounds.html", {"rows": rows, "open_for": open_for})


def _counts(found: Round) -> tuple[int, int]:
    states = [each.state for each in found.assessments.all()]
    return sum(state == Assessment.State.APPROVED for state in states), len(states)


@require_http_methods(["GET", "POST"])
def round_open(request: HttpRequest, level: str) -> HttpResponse:
    request.viewer.require("open_round")
    if level not in LEVELS:
        raise NotFound("level")
    agencies = list(queries.units(request.viewer, level)) if level in queries.UNIT_LEVELS else []
    title = _("Chấm điểm cải cách hành chính %(level)s năm %(year)d") % {
        "level": LEVELS[level], "year": request.programme.year
    }  # fmt: skip
    usual = {"title": title, "opens": request.on, "agencies": [str(one.pk) for one in agencies]}
    form, status = OpenForm(sent(request), initial=usual, agencies=agencies), 200
    if request.method == "POST":
        made, status = attempt(form, lambda _data: actions.open_round(request.viewer, form.given(level)))
        if made:
            messages.success(request, _("Đã mở đợt đánh giá; các đơn vị thấy phiếu của mình từ ngày mở."))
            return redirect("round", made.pk)
    context = {
        "form": form, "level": LEVELS[level], "found": criteria_set.in_use(request.viewer, level),
        "crumbs": [(_("Đợt đánh giá"), reverse("rounds"))],
    }  # fmt: skip
    return render(request, "assessment/round_open.html", context, status=status)


@require_GET
def round(request: HttpRequest, round_id: UUID) -> HttpResponse:
    return _draw(request, queries.find(request.viewer, round_id))


def _draw(request: HttpRequest, found: Round, status: int = 200, **given: Any) -> HttpResponse:
    rows = queries.progress(request.viewer, found)
    shown = [{"row": row, "look": STATES[row.assessment.state], "due": queries.due_of(row.assessment),
              "days": (request.on - row.since).days, **score_of(row)}
             for row in rows]  # fmt: skip
    by_form = {one["row"].assessment.pk: one for one in shown}
    over = bool(found.published_on or found.cancelled_on)
    offered: dict[str, Any] = {}
    if request.viewer.may("publish_round") and not over:
        left = [row.assessment for row in rows if row.assessment.state != Assessment.State.APPROVED]
        offered["publish"] = PublishForm(initial={"version": found.version}, left=left, auto_id="publish_%s")
    if request.viewer.may("open_round") and not over:
        offered["cancel"] = CancelForm(initial={"version": found.version}, auto_id="cancel_%s")
    context = {
        "round": found, "days": _days(found), "level": LEVELS.get(found.level, found.level), "rows": shown,
        "queue": [by_form[row.assessment.pk] for row in queries.queue(rows)],
        "all_units": request.viewer.everywhere("see_all_scores"), "forms": offered | given,
        "lines": list(history.of(request.viewer, found.pk)[:_HISTORY_LINES]),
        "crumbs": [(_("Đợt đánh giá"), reverse("rounds"))],
    }  # fmt: skip
    return render(request, "assessment/round.html", context, status=status)


@require_GET
def round_xlsx(request: HttpRequest, round_id: UUID) -> HttpResponse:
    found = queries.find(request.viewer, round_id)
    rows = queries.progress(request.viewer, found)
    return spreadsheet(request, found.title, sheets.units(request, found, rows), str(found.year))


def _days(found: Round) -> list[tuple[str, date]]:
    return [
        (_("Mở tự chấm"), found.opens), (_("Hạn tự chấm"), found.self_due),
        (_("Thẩm định lần 1"), found.appraisal_due), (_("Giải trình"), found.explanation_due),
        (_("Thẩm định lần 2"), found.second_due), (_("Lãnh đạo duyệt"), found.approval_due),
    ]  # fmt: skip


@require_POST
def round_publish(request: HttpRequest, round_id: UUID) -> HttpResponse:
    request.viewer.require("publish_round")
    found = queries.find(request.viewer, round_id)
    left = found.assessments.select_related("agency", "programme").exclude(state=Assessment.State.APPROVED)
    form = PublishForm(request.POST, left=left.order_by("agency__sort_key"), auto_id="publish_%s")
    done, status = attempt(
        form,
        lambda data: actions.publish(request.viewer, round_id, data["decision"], form.missing(), data["version"]),
    )
    if done:
        messages.success(request, _("Đã công bố kết quả; mọi đơn vị thấy tổng điểm của nhau."))
        return redirect("round", round_id)
    return _draw(request, found, status, publish=form)


@require_POST
def round_cancel(request: HttpRequest, round_id: UUID) -> HttpResponse:
    request.viewer.require("open_round")
    found = queries.find(request.viewer, round_id)
    form = CancelForm(request.POST, auto_id="cancel_%s")
    done, status = attempt(form, lambda data: actions.cancel(request.viewer, round_id, data["reason"], data["version"]))
    if done:
        messages.success(request, _("Đã hủy đợt đánh giá; những gì đã ghi vẫn được giữ để đọc."))
        return redirect("round", round_id)
    return _draw(request, found, status, cancel=form)
