"""One task: its words, what its deadline means, its targets, all agencies' duties, and the events it waits for."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from parindex.core.dates import Period, last_month
from parindex.core.indicators import load_cards
from parindex.core.obligations import Progress
from parindex.core.plan_reading import Place
from parindex.core.schedules import Term as ScheduleTerm
from parindex.core.target_sayings import say_target
from parindex.records.actions import obligation as obligation_actions
from parindex.records.actions import task as actions
from parindex.records.models import Agency, Target
from parindex.records.permissions import NotFound
from parindex.records.queries import criterion_tie as ties
from parindex.records.queries import history
from parindex.records.queries import indicator as indicators
from parindex.records.queries import task as queries
from parindex.records.queries.obligation import DutyRow
from parindex.records.queries.task import TaskDetail
from parindex.web import formats, readings, terms
from parindex.web.forms.attempt import attempt, sent
from parindex.web.forms.task import EventForm, RemoveTargetForm, TargetForm
from parindex.web.matrix import ShownCell, draw_cell


@dataclass(frozen=True)
class AgencyRow:
    """One agency's duties under the columns of the table's dates."""

    agency: Agency
    cells: list[list[DutyRow]]
    progress: Progress


@require_GET
def task(request: HttpRequest, task_id: UUID) -> HttpResponse:
    return _draw(request, queries.detail(request.viewer, task_id))


@require_http_methods(["GET", "POST"])
def event(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Records that what an event term waits for has happened: the duties of the chosen agencies start."""
    found = queries.detail(request.viewer, task_id)
    forms = _event_forms(request, found)
    if not forms:
        raise NotFound("event")
    if request.method == "GET":
        return redirect(reverse("task", args=[task_id]) + "#events")
    form = next(one for one in forms if one.is_bound)
    done, status = attempt(form, lambda data: _record(request, form.initial["term"], data))
    if done:
        messages.success(request, _("Đã ghi nhận sự kiện; việc đã bắt đầu cho các cơ quan được chọn."))
        return redirect(reverse("task", args=[task_id]) + "#duties")
    return _draw(request, found, status, forms)


def _record(request: HttpRequest, term: UUID, data: dict[str, Any]) -> Any:
    return obligation_actions.record_event(
        request.viewer, term, data["happened_on"], data["words"], data["agencies"], data.get("due")
    )


def _event_forms(request: HttpRequest, found: TaskDetail) -> list[EventForm]:
    """One form an event term, for the agencies for which the viewer may act."""
    agencies = [agency for agency in found.leads if request.viewer.may_for("record_event", agency.pk)]
    waiting = [term for term in found.terms if term.kind == "event"] if agencies and not found.task.retired_id else []
    data = sent(request)
    meant = next((n for n, term in enumerate(waiting) if data and f"t{term.order}-term" in data), 0)
    return [EventForm(data if n == meant else None, term=term, agencies=agencies) for n, term in enumerate(waiting)]


def _draw(
    request: HttpRequest, found: TaskDetail, status: int = 200, forms: list[EventForm] | None = None
) -> HttpResponse:
    days, rows, gone = _table(request, found)
    events = _event_forms(request, found) if forms is None else forms
    triggers = {term.pk: term for term in found.terms}
    item = found.task.item
    context = {
        "found": found, "task": found.task, "label": ".".join(filter(None, (item.part.number, item.number))),
        "place": readings.where(Place.from_json(found.task.place)),
        "terms": [terms.term(ScheduleTerm.from_json(term.data)) for term in found.terms],
        "targets": _targets(request, found),
        "criteria": ties.of_task(request.viewer, found.task.pk),
        "opens_index": request.viewer.everywhere("see_all_scores"),
        "may_change": request.viewer.may("change_duty") and not found.task.retired_id,
        "days": days, "rows": rows, "gone": gone,
        "events": [(triggers[form.initial["term"]], form) for form in events],
        "history": history.of(request.viewer, found.task.pk)[:50],
        "crumbs": [(_("Kế hoạch"), reverse("plan") + f"?ke-hoach={item.part.plan_id}")],
    }  # fmt: skip
    return render(request, "task/task.html", context, status=status)


@dataclass(frozen=True)
class TargetLine:
    """A target in words, and where an indicator counts it the figures of the last whole month and of the year so far.

    Half a year is not judged as a whole one: it has no verdict.
    """

    target: Target
    said: str
    title: str = ""
    figures: tuple[tuple[str, ShownCell], ...] = ()


def _targets(request: HttpRequest, found: TaskDetail) -> list[TargetLine]:
    month, year = last_month(request.on), Period(request.on.year, "year")
    so_far = indicators.counted(request.viewer, found.targets, year)
    counted = [
        (month.says, indicators.counted(request.viewer, found.targets, month)),
        (
            _("từ đầu năm đến %s") % formats.day(request.on),
            {key: replace(cell, met=None) for key, cell in so_far.items()},
        ),
    ]
    lines = []
    for target in found.targets:
        card = load_cards().get(target.indicator)
        figures = tuple((says, draw_cell(cells[target.pk], 0)) for says, cells in counted if target.pk in cells)
        lines.append(TargetLine(target, say_target(target.data), card.title if card else "", figures))
    return lines


def _table(request: HttpRequest, found: TaskDetail) -> tuple[list[date | None], list[AgencyRow], list[DutyRow]]:
    """Dates in order (None last: no date yet), a row an agency; superseded duties stand apart."""
    standing = [(agency, [d for d in duties if d.state.key != "superseded"]) for agency, duties in found.duties]
    days = sorted({duty.obligation.due for _agency, duties in standing for duty in duties}, key=lambda d: d or date.max)
    rows = []
    for agency, duties in standing:
        cells = [[duty for duty in duties if duty.obligation.due == day] for day in days]
        sums = (Progress.of(duty.obligation.due, duty.state, request.on) for duty in duties)
        if duties:
            rows.append(AgencyRow(agency, cells, sum(sums, Progress())))
    gone = [duty for _agency, duties in found.duties for duty in duties if duty.state.key == "superseded"]
    return days, rows, gone


@require_http_methods(["GET", "POST"])
def targets(request: HttpRequest, task_id: UUID) -> HttpResponse:
    """Targets as the office understands them: added, changed or taken away, each with its reason."""
    request.viewer.require("change_duty")
    found = queries.detail(request.viewer, task_id)
    if found.task.retired_id:
        raise NotFound("task")
    bound, status = None, 200
    if request.method == "POST":
        bound = _bound(request, found)
        done, status = attempt(bound, lambda data: _order(request, task_id, bound, data))
        if done:
            messages.success(request, _("Đã sửa chỉ tiêu."))
            return redirect("targets", task_id)
        found = queries.detail(request.viewer, task_id)
    return render(request, "task/targets.html", _targets_context(found, bound), status=status)


def _bound(request: HttpRequest, found: TaskDetail) -> Any:
    wanted = request.POST.get("target") or ""
    names = {"auto_id": f"id_%s_{wanted or 'new'}"}
    if request.POST.get("do") == "remove":
        return RemoveTargetForm(request.POST, **names)
    # Where somebody else has changed the target meanwhile, the action says so: the form lets its code pass.
    missing = request.POST.get("indicator", "") if wanted else ""
    kept = next((target.indicator for target in found.targets if str(target.pk) == wanted), missing)
    return TargetForm(request.POST, indicator=kept, **names)


def _order(request: HttpRequest, task_id: UUID, form: Any, data: dict[str, Any]) -> Any:
    viewer, version = request.viewer, data["version"]
    if isinstance(form, RemoveTargetForm):
        return actions.remove_target(viewer, task_id, data["target"], data["reason"], version)
    said = (form.threshold(), data["reason"], data["indicator"], version)
    if data["target"]:
        return actions.change_target(viewer, task_id, data["target"], *said)
    return actions.add_target(viewer, task_id, *said)


def _targets_context(found: TaskDetail, bound: Any) -> dict[str, Any]:
    """Each target with its two forms; the one that was sent keeps what was typed."""

    def form(kind: Any, target: Any) -> Any:
        key = str(target.pk) if target else ""
        if isinstance(bound, kind) and str(bound.data.get("target") or "") == key:
            return bound
        first = kind.of(target) if target and kind is TargetForm else {"target": target.pk if target else None}
        own = {"indicator": target.indicator} if target and kind is TargetForm else {}
        return kind(initial=first, auto_id=f"id_%s_{key or 'new'}", **own)

    return {
        "task": found.task, "version": found.task.version,
        "rows": [(t, say_target(t.data), form(TargetForm, t), form(RemoveTargetForm, t)) for t in found.targets],
        "new": form(TargetForm, None),
        "crumbs": [
            (_("Kế hoạch"), reverse("plan") + f"?ke-hoach={found.task.item.part.plan_id}"),
            (_("Nhiệm vụ"), reverse("task", args=[found.task.pk])),
        ],
    }  # fmt: skip
