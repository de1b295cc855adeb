"""From which source dossiers count that several sources have: what is declared, and declaring it with a reason."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from parindex.records.actions import source_choice as actions
from parindex.records.queries import agency as agencies
from parindex.records.queries import source_choice as queries
from parindex.web.forms.attempt import attempt, sent
from parindex.web.forms.dossier_import import ChoiceForm


@require_http_methods(["GET", "POST"])
def choices(request: HttpRequest) -> HttpResponse:
    sources = queries.sources(request.viewer)
    form = ChoiceForm(sent(request), sources=sources, agencies=agencies.in_force(request.viewer))
    status = 200
    if request.method == "POST":
        done, status = attempt(form, lambda data: _choose(request, data))
        if done:
            messages.success(request, _("Đã khai nguồn; mọi số liệu từ nay tính theo khai báo này."))
            return redirect("source_choices")
    context = {"form": form, "sources": sources, "declared": queries.declarations(request.viewer)}
    return render(request, "dossier_import/choices.html", context, status=status)


def _choose(request: HttpRequest, data: dict) -> bool:
    agency = UUID(data["agency"]) if data["agency"] else None
    actions.choose(request.viewer, data["source"], data["reason"], agency, data["valid_from"], data["valid_to"])
    return True
