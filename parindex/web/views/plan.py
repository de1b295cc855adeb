"""The plan in force: parts, items and tasks with progress that adds up."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from parindex.core.dates import last_month
from parindex.core.target_sayings import say_target
from parindex.documents.writing.spreadsheet import Column, write_table
from parindex.records.models import Plan
from parindex.records.permissions import NotFound
from parindex.records.queries import indicator as indicators
from parindex.records.queries import plan as queries
from parindex.records.queries.plan import ItemNode, PartNode, PlanTree, TaskNode
from parindex.web import dots, downloads, formats
from parindex.web.forms.plan import FilterForm


@dataclass(frozen=True)
class TaskRow:
    """A task ready to be drawn: all its words are made here, outside the template's slow formatting."""

    node: TaskNode
    next_due: str
    signs: SafeString
    sum: str
    names: list[tuple[str, str]]
    targets: list[tuple[str, str]]
    events: list[str]


@require_GET
def plan(request: HttpRequest) -> HttpResponse:
    plans = list(queries.plans(request.viewer))
    if not plans:
        return render(request, "plan/empty.html", {"may_import": request.viewer.may("import_plan")})
    chosen = _chosen(request, plans)
    form = FilterForm(request.GET)
    filters = form.chosen()
    tree = queries.tree(request.viewer, chosen, **filters)
    form.offer(tree.agencies)
    missed = _missed(request, tree)
    context = {
        "plans": plans,
        "tree": tree,
        "form": form,
        "filtered": any(filters.values()),
        "parts": [(part, _items(part, missed)) for part in tree.parts],
        "legend": _legend(tree),
        "sees_all": request.viewer.everywhere("see_all_duties"),
        "versions": list(queries.versions(request.viewer, chosen)),
        "query": request.GET.urlencode(),
    }
    return render(request, "plan/plan.html", context)


def _chosen(request: HttpRequest, plans: list[Plan]) -> Plan:
    """The plan that the address names, else the first."""
    wanted = request.GET.get("ke-hoach")
    found = next((plan for plan in plans if wanted in (None, "", str(plan.pk))), None)
    if found is None:
        raise NotFound("plan")
    return found


def _missed(request: HttpRequest, tree: PlanTree) -> dict[UUID, str]:
    """Targets that the dossiers of the last month that is over do not meet, and its name: one count of the lake."""
    among = [target for part in tree.parts for item in part.items for node in item.tasks for target in node.targets]
    month = last_month(request.on)
    counted = indicators.counted(request.viewer, among, month)
    return {key: month.says for key, cell in counted.items() if cell.met is False}


def _items(part: PartNode, missed: dict[UUID, str]) -> list[tuple[ItemNode, list[TaskRow]]]:
    return [(item, [_row(node, missed) for node in item.tasks]) for item in part.items]


def _legend(tree: PlanTree) -> list[str]:
    """The states that the page shows, what asks for action first."""
    shown = {state.key for part in tree.parts for item in part.items for node in item.tasks for state in node.agencies}
    return [key for key in queries.URGENCY if key in shown]


def _row(node: TaskNode, missed: dict[UUID, str]) -> TaskRow:
    said, names = dots.names(node.agencies)
    return TaskRow(
        node=node,
        next_due=formats.day(node.next_due) if node.next_due else "",
        signs=dots.links(node.agencies),
        sum=said,
        names=names,
        targets=[(say_target(target.data), missed.get(target.pk, "")) for target in node.targets],
        events=[term.trigger or term.data.get("says", "") for term in node.events],
    )


@require_GET
def xlsx(request: HttpRequest) -> HttpResponse:
    plans = list(queries.plans(request.viewer))
    if not plans:
        raise NotFound("plan")
    chosen = _chosen(request, plans)
    tree = queries.tree(request.viewer, chosen, **FilterForm(request.GET).chosen())
    rows = [_cells(part, item, node) for part in tree.parts for item in part.items for node in item.tasks]
    data = write_table(chosen.title, _columns(), rows, _notes(request))
    return downloads.spreadsheet(request, _("Kế hoạch"), data)


def _columns() -> list[Column]:
    text = (_("Phần"), _("Mục"), _("Nội dung"), _("Nhiệm vụ, giải pháp"), _("Cơ quan thực hiện"), _("Phối hợp"),
            _("Thời hạn trong kế hoạch"), _("Chỉ tiêu"))  # fmt: skip
    counts = (_("Đến hạn"), _("Đã duyệt (đến hạn)"), _("Cả năm"), _("Đã duyệt (cả năm)"), _("Trễ"))
    return [
        *(Column(title) for title in text),
        Column(_("Hạn tới"), "date"),
        *(Column(title, "whole") for title in counts),
        Column(_("Cơ quan đang trễ")),
    ]


def _cells(part: PartNode, item: ItemNode, node: TaskNode) -> list[str | int | date | None]:
    progress = node.progress
    targets = "; ".join(say_target(target.data) for target in node.targets)
    late = ", ".join(state.agency.name for state in node.agencies if state.key == "late")
    return [
        f"{part.part.number}. {part.part.title}".strip(". "), item.item.number, item.item.title, node.task.text,
        "; ".join(node.task.lead_names), "; ".join(node.task.supporting_names), node.task.phrase, targets,
        node.next_due, progress.due, progress.due_accepted, progress.all, progress.accepted, progress.late, late,
    ]  # fmt: skip


def _notes(request: HttpRequest) -> list[str]:
    notes = [_("Số liệu đến ngày %s.") % formats.day(request.on)]
    return notes + [_("Số liệu giả định.")] if request.programme.invented else notes
