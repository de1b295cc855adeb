"""The index: the criteria tree with points, each criterion with its receipt, and what criteria are tied to."""

import json
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parindex.core.criterion_sources import DutySource, IndicatorSource, uncounted
from parindex.records.actions import criterion_tie as actions
from parindex.records.permissions import NotFound
from parindex.records.queries import agency as agencies
from parindex.records.queries import baseline as baselines
from parindex.records.queries import criteria_set as sets
from parindex.records.queries import criterion_tie as ties
from parindex.records.queries import goal as goals
from parindex.records.queries import history
from parindex.records.queries import receipt as receipts
from parindex.records.queries import scorecard as queries
from parindex.records.queries.scorecard import Scored
from parindex.web import goals as goal_pages
from parindex.web import scorecards as pages
from parindex.web.criteria_sets import told as method_of
from parindex.web.downloads import download, slug, spreadsheet
from parindex.web.forms.attempt import attempt
from parindex.web.forms.criterion_tie import CriterionTieForm, initial_of
from parindex.web.sorting import page_of


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """The authority's own card for those who oversee; an agency's people find the card of their agency."""
    if not request.viewer.everywhere("see_all_scores"):
        own = sorted(request.viewer.agencies("see_own_scores"))
        if not own:
            raise NotFound("index")
        return redirect("agency_card", own[0])
    found = queries.of_authority(request.viewer)
    return _card(request, *found) if found else render(request, "scorecard/scorecard.html", {"found": None})


@require_GET
def agency_card(request: HttpRequest, agency_id: UUID) -> HttpResponse:
    return _card(request, *queries.of_agency(request.viewer, agency_id))


def _card(request: HttpRequest, criteria: Any, found: Scored) -> HttpResponse:
    year = baselines.year_before(request.viewer)
    before = baselines.of(request.viewer, year, found.agency)
    titles = {field.id: field.title for field in criteria.fields}
    gaps, stakes = found.account.gaps, pages.stakes(found)
    bare, idle = pages.idle(found)
    aimed = goals.aimed(request.viewer, found)
    asked = aimed.goal.goals.fields if aimed.goal else None
    context = {
        "found": found, "criteria": criteria, "summary": pages.Summary.of(found), "before": before, "year": year,
        "rows": pages.tree(found, before, criteria, asked), "by_field": pages.gap_rows(gaps.by_field(), titles),
        "by_agency": pages.gap_rows(gaps.by_agency(found.ties.leaders), {}),
        "stakes": stakes[: pages.MOST_STAKES], "further": stakes[pages.MOST_STAKES :], "bare": bare, "idle": idle,
        "notes": pages.notes(request, found), "versions": pages.versions(found),
        "refused": sorted(found.refused.items()),
        "told": goal_pages.told(aimed), "aimed": aimed,
    }  # fmt: skip
    return render(request, "scorecard/scorecard.html", context)


@require_GET
def xlsx(request: HttpRequest) -> HttpResponse:
    found = queries.of_authority(request.viewer)
    if found is None:
        raise NotFound("criteria_set")
    return _sheet(request, *found)


@require_GET
def agency_xlsx(request: HttpRequest, agency_id: UUID) -> HttpResponse:
    return _sheet(request, *queries.of_agency(request.viewer, agency_id))


def _sheet(request: HttpRequest, criteria: Any, found: Scored) -> HttpResponse:
    before = baselines.of(request.viewer, baselines.year_before(request.viewer), found.agency)
    name = f"{_('Bảng điểm')} {found.card.unit} {found.card.year}"
    return spreadsheet(request, name, pages.sheet(request, found, pages.tree(found, before, criteria)))


@require_GET
def criterion(request: HttpRequest, id: str) -> HttpResponse:
    found = queries.of_authority(request.viewer)
    if found is None:
        raise NotFound("criteria_set")
    return _criterion(request, found[1], id)


@require_GET
def agency_criterion(request: HttpRequest, agency_id: UUID, id: str) -> HttpResponse:
    return _criterion(request, queries.of_agency(request.viewer, agency_id)[1], id)


def _criterion(request: HttpRequest, found: Scored, id: str) -> HttpResponse:
    line = next((each for each in found.card.criteria if each.criterion.id == id), None)
    if line is None:
        raise NotFound("criterion")
    outlook, tie = pages.outlook_of(line, found), found.tied.get(id)
    word, tone = pages.told(line, found)
    method, parameters = method_of(line.criterion)
    context = {
        "found": found, "line": line, "outlook": outlook, "bar": pages.Bar.of(outlook), "word": word, "tone": tone,
        "points": pages.points(line.points), "max": pages.points(line.max), "method": method,
        "parameters": parameters, "counted": found.counted.get(id), "typed": found.typed.get(id),
        "typed_said": pages.typed_said(found, line.criterion),
        "refused": found.refused.get(id), "tie": tie, "source": tie.source.says if tie and tie.source else "",
        "behind": _behind(found, tie.source) if tie else None, "uncounted": uncounted(tie.source) if tie else "",
        "leaders": pages.leaders(found, id),
        "tasks": [found.tasks[key] for key in tie.tasks] if tie else [],
        "page": page_of(request, receipts.uses(request.viewer, found, [id])[id]), "notes": pages.notes(request, found),
        "versions": pages.versions(found),
        "outlook_said": [
            (_("Đã chắc"), pages.points(outlook.secured)), (_("Còn có thể"), pages.points(outlook.possible)),
            (_("Đã mất"), pages.points(outlook.lost)),
        ],
        "crumbs": [
            (_("Chấm điểm"), reverse("agency_card", args=[found.agency.pk]) if found.agency else reverse("index"))
        ],
    }  # fmt: skip
    return render(request, "scorecard/criterion.html", context)


@require_GET
def receipt(request: HttpRequest) -> HttpResponse:
    """The receipts of the authority's card, or of one criterion (?tieu-chi=), for `parindex score verify`."""
    found = queries.of_authority(request.viewer)
    if found is None:
        raise NotFound("criteria_set")
    return _receipt(request, found[1])


@require_GET
def agency_receipt(request: HttpRequest, agency_id: UUID) -> HttpResponse:
    return _receipt(request, queries.of_agency(request.viewer, agency_id)[1])


def _receipt(request: HttpRequest, found: Scored) -> HttpResponse:
    made, id = receipts.receipts_of(request.viewer, found), request.GET.get("tieu-chi", "")
    if id:
        made = [one for one in made if one["criterion"] and one["criterion"]["id"] == id]
    if not made:
        raise NotFound("criterion")
    text = json.dumps({"receipts": made}, ensure_ascii=False, indent=1)
    name = slug(f"bien nhan diem {found.card.unit} {id}")
    return download(f"{name}-{found.card.year}-{request.on:%Y%m%d}.json", text.encode(), "application/json")


def _behind(found: Scored, source: Any) -> tuple[str, str] | None:
    """The page behind a count, with its name: the rows of the same year, and of the same kinds of agencies; the board
    where the duties of the whole programme are counted.
    """
    if isinstance(source, DutySource) and source.of == "programme" and not found.agency:
        return reverse("board"), _("Xem bảng theo dõi")
    if not isinstance(source, IndicatorSource):
        return None
    return _rows_behind(found, source), _("Xem hồ sơ đứng sau")


def _rows_behind(found: Scored, source: IndicatorSource) -> str:
    if found.agency:
        return f"{reverse('indicator_rows', args=[source.code, found.agency.pk])}?{urlencode({'ky': found.card.year})}"
    asked = {"ky": found.card.year} | ({"loai": ",".join(source.kinds)} if source.kinds else {})
    return f"{reverse('indicator_rows_all', args=[source.code])}?{urlencode(asked)}"


@require_POST
def tie_by_rules(request: HttpRequest, set_name: str) -> HttpResponse:
    """Tie all that nobody has tied yet; what was guessed and what was not found is said."""
    done = actions.tie_by_rules(request.viewer, set_name)
    messages.success(request, _("Đã gắn %d tiêu chí với kế hoạch; mối gắn có sẵn được giữ nguyên.") % len(done.made))
    if done.taken:
        messages.success(request, _("Giữ mối gắn của %d tiêu chí như ở bộ dùng trước.") % len(done.taken))
    if done.guessed:
        messages.warning(request, _("Gắn theo tên mục giống nhau, xin xem lại: %s.") % ", ".join(done.guessed))
    if done.missing:
        told = "; ".join(f"{id} ({address})" for id, address in done.missing)
        messages.warning(request, _("Kế hoạch không có mục mà quy tắc nêu: %s.") % told)
    return redirect("index")


@require_http_methods(["GET", "POST"])
def tie(request: HttpRequest, set_name: str, id: str) -> HttpResponse:
    """The office says what a criterion of a set is tied to."""
    request.viewer.require("manage_criteria")
    known, row = ties.find(request.viewer, set_name, id)
    tasks = [(str(task.pk), f"{address}. {task.text}") for address, task in ties.named(request.viewer)]
    names = [(str(one.pk), one.name) for one in agencies.in_force(request.viewer)]
    initial = initial_of(ties.source_of(row)) | {
        "tasks": [str(task.pk) for task in row.tasks.all()] if row else [],
        "leaders": [str(one.pk) for one in row.leaders.all()] if row else [], "version": row.version if row else 0,
        "effort": row.effort if row else None,
    }  # fmt: skip
    tasks.sort(key=lambda task: task[0] not in initial["tasks"])  # what is ticked stands first
    form, status = CriterionTieForm(initial=initial, tasks=tasks, leaders=names), 200
    if request.method == "POST":
        form = CriterionTieForm(request.POST, tasks=tasks, leaders=names)
        done, status = attempt(
            form,
            lambda data: actions.tie(
                request.viewer,
                set_name,
                id,
                data["tasks"],
                data["leaders"],
                form.found(),
                data["version"],
                data["effort"],
            ),
        )
        if done:
            messages.success(request, _("Đã ghi tiêu chí %s gắn với đâu; điểm được tính lại ngay.") % id)
            return _back(request, set_name, id)
    context: dict[str, Any] = {"form": form, "criterion": known, "set_name": set_name, "row": row}
    context["crumbs"] = [(_("Chấm điểm"), reverse("index"))]
    if row:
        context["history"] = history.of(request.viewer, row.pk)[:20]
    return render(request, "scorecard/tie.html", context, status=status)


def _back(request: HttpRequest, set_name: str, id: str) -> HttpResponse:
    """To the criterion from which the page was opened: of an agency (?don-vi=), else the authority's own."""
    with suppress(ValueError):
        return redirect("agency_criterion", UUID(request.GET.get("don-vi", "")), id)
    used = sets.in_use(request.viewer, "district")
    return redirect("criterion", id) if used and used.name == set_name else redirect("index")
