"""Closed periods: the list and closing one, the frozen figures with what was restated since, opening again."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parindex.core.indicators import GROUPS
from parindex.records.actions import closure as actions
from parindex.records.permissions import NotFound
from parindex.records.queries import closure as queries
from parindex.records.queries import history
from parindex.records.queries.indicator import names
from parindex.web import closures as pages
from parindex.web.downloads import file_period, spreadsheet
from parindex.web.forms.attempt import attempt
from parindex.web.forms.closure import CloseForm, ReopenForm
from parindex.web.sorting import page_of


@require_http_methods(["GET", "POST"])
def closures(request: HttpRequest) -> HttpResponse:
    form, status = None, 200
    if request.viewer.may("close_period"):
        form = CloseForm(initial=_usual(request), on=request.on)
    if request.method == "POST":
        if form is None:
            raise NotFound("close_period")
        form = CloseForm(request.POST, on=request.on)
        made, status = attempt(
            form,
            lambda data: actions.close(
                request.viewer, data["period"], data["scheme"], data["cut_off"], data["report_due"], data["note"]
            ),
        )
        if made:
            messages.success(request, _("Đã chốt số liệu %s.") % pages.says(made))
            return redirect("closure", made.pk)
    page = page_of(request, queries.closures(request.viewer))
    context = {"page": page, "rows": [(one, pages.says(one)) for one in page], "form": form}
    return render(request, "closure/closures.html", context, status=status)


def _usual(request: HttpRequest) -> dict[str, object]:
    return {"period": request.GET.get("ky", ""), "scheme": request.GET.get("lich", "calendar"), "cut_off": request.on}


@require_GET
def closure(request: HttpRequest, closure_id: UUID) -> HttpResponse:
    return _draw(request, closure_id, ReopenForm())


def _draw(request: HttpRequest, closure_id: UUID, form: ReopenForm, status: int = 200) -> HttpResponse:
    found = queries.find(request.viewer, closure_id)
    figures, known, group = queries.figures(request.viewer, found), names(request.viewer), pages.group_of(request)
    cards, rows = pages.table(figures, group, known)
    restated = pages.restated(figures, known)
    context = {
        "closure": found, "says": pages.says(found), "cards": cards, "rows": rows, "group": group,
        "groups": GROUPS.items(), "page": page_of(request, restated), "notes": pages.notes(request, found),
        "form": form if request.viewer.may("close_period") and not found.reopened_on else None,
        "history": history.of(request.viewer, found.pk)[:20],
        "crumbs": [(_("Kỳ đã chốt"), reverse("closures"))],
    }  # fmt: skip
    return render(request, "closure/closure.html", context, status=status)


@require_GET
def xlsx(request: HttpRequest, closure_id: UUID) -> HttpResponse:
    found = queries.find(request.viewer, closure_id)
    data = pages.sheet(request, found, queries.figures(request.viewer, found), names(request.viewer))
    return spreadsheet(request, _("Kỳ đã chốt"), data, file_period(found.period, found.scheme))


@require_POST
def reopen(request: HttpRequest, closure_id: UUID) -> HttpResponse:
    request.viewer.require("close_period")
    queries.find(request.viewer, closure_id)
    form = ReopenForm(request.POST)
    done, status = attempt(form, lambda data: actions.reopen(request.viewer, closure_id, data["reason"]))
    if done:
        messages.success(request, _("Đã mở lại %s.") % pages.says(done))
        return redirect("closure", closure_id)
    return _draw(request, closure_id, form, status)
