"""What is asked of the index: the goals that stand, those before and after them, setting one and taking it out."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parindex.core.criteria import LEVELS
from parindex.records.actions import goal as actions
from parindex.records.permissions import NotFound
from parindex.records.queries import criteria_set as sets
from parindex.records.queries import goal as queries
from parindex.records.queries import scorecard
from parindex.web import goals as pages
from parindex.web.forms.attempt import attempt
from parindex.web.forms.goal import GoalForm, initial_of


@require_GET
def goals(request: HttpRequest) -> HttpResponse:
    viewer = request.viewer
    standing, used = queries.standing(viewer), sets.newest(viewer)
    levels = [
        (name, used[level].set_name, standing.get(used[level].set_name), level)
        for level, name in LEVELS.items() if level in used
    ]  # fmt: skip
    told = None
    if viewer.everywhere("see_all_scores") and (found := scorecard.of_authority(viewer)):
        told = pages.told(queries.aimed(viewer, found[1]))
    context = {
        "told": told,
        "levels": levels, "kept": [(row, row in standing.values()) for row in queries.visible(viewer)],
    }  # fmt: skip
    return render(request, "goal/goals.html", context)


@require_http_methods(["GET", "POST"])
def set_goal(request: HttpRequest, set_name: str) -> HttpResponse:
    viewer = request.viewer
    viewer.require("manage_criteria")
    level = next((level for level, row in sets.newest(viewer).items() if row.set_name == set_name), None)
    if level is None:
        raise NotFound("criteria_set")
    criteria, before = sets.load(viewer, set_name), queries.standing(viewer).get(set_name)
    initial = {"seen": str(before.pk) if before else ""}
    left = queries.left_behind(viewer, level) if before is None else None
    told = queries.proposed(viewer) if before is None and left is None and level == "district" else None
    if start := before or left:
        initial |= initial_of(start.goals, criteria)
    elif told:
        initial |= initial_of(told.goals, criteria)
    form, status = GoalForm(initial=initial, criteria=criteria, ranks=level == "district"), 200
    if request.method == "POST":
        form = GoalForm(request.POST, criteria=criteria, ranks=level == "district")
        made, status = attempt(
            form,
            lambda data: actions.set_goal(viewer, set_name, form.goals(), data["takes_effect"], data["seen"]),
        )
        if made:
            messages.success(request, _("Đã đặt mục tiêu: %s.") % made.says)
            return redirect("goals")
    context = {
        "form": form, "criteria": criteria, "level": LEVELS[level], "told": told, "left": left,
        "crumbs": [(_("Mục tiêu"), reverse("goals"))],
    }  # fmt: skip
    return render(request, "goal/set.html", context, status=status)


@require_POST
def withdraw(request: HttpRequest, goal_id: UUID) -> HttpResponse:
    actions.withdraw(request.viewer, goal_id, request.POST.get("reason", ""))
    messages.success(request, _("Đã bỏ mục tiêu; mục tiêu đặt trước đó, nếu có, lại áp dụng."))
    return redirect("goals")
