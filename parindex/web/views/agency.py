"""Agencies of the programme, and the working calendar by which their dates are counted."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from parindex.records.actions import agency as actions
from parindex.records.models import Agency
from parindex.records.queries import agency as queries
from parindex.records.queries import history as histories
from parindex.web import working_year
from parindex.web.forms.agency import KINDS, EmailForm, NewAgencyForm, ValidityForm
from parindex.web.forms.attempt import attempt


@require_http_methods(["GET", "POST"])
def agencies(request: HttpRequest) -> HttpResponse:
    request.viewer.require("manage_agencies")
    form, status = NewAgencyForm(), 200
    if request.method == "POST":
        form = NewAgencyForm(request.POST)
        made, status = attempt(
            form, lambda data: actions.add(request.viewer, data["name"], data["kind"], data["start"], data["end"])
        )
        if made:
            messages.success(request, _("Đã thêm %s.") % made.name)
            return redirect("agency", made.pk)
    found = queries.agencies(request.viewer).prefetch_related("successors")
    rows = [(one, KINDS.get(one.kind, one.kind), _ended(one, request.on)) for one in found]
    return render(request, "administration/agencies.html", {"rows": rows, "form": form}, status=status)


def _ended(agency: Agency, on: date) -> bool:
    return bool(agency.valid_to and agency.valid_to < on)


@require_http_methods(["GET", "POST"])
def agency(request: HttpRequest, agency_id: UUID) -> HttpResponse:
    request.viewer.require("manage_agencies")
    found = queries.find(request.viewer, agency_id)
    others = [one for one in queries.agencies(request.viewer) if one.pk != found.pk]
    email, validity = EmailForm(initial={"email": found.email}), ValidityForm(initial=_validity(found), others=others)
    status = 200
    if request.method == "POST" and request.POST.get("do") == "validity":
        validity = ValidityForm(request.POST, others=others)
        done, status = attempt(validity, lambda data: _set_validity(request, found, validity, data))
    elif request.method == "POST":
        email = EmailForm(request.POST)
        done, status = attempt(email, lambda data: actions.set_email(request.viewer, found.pk, data["email"]))
    if request.method == "POST" and done:
        messages.success(request, _("Đã lưu."))
        return redirect("agency", found.pk)
    context = {
        "found": found, "kind": KINDS.get(found.kind, found.kind), "email": email, "validity": validity,
        "has_history": histories.of(request.viewer, found.pk).exists(),
    }  # fmt: skip
    return render(request, "administration/agency.html", context, status=status)


def _set_validity(request: HttpRequest, found: Agency, form: ValidityForm, data: dict[str, Any]) -> Agency:
    return actions.set_validity(request.viewer, found.pk, data["start"], data["end"], form.successor_ids)


def _validity(found: Agency) -> dict[str, Any]:
    heirs = [str(heir.pk) for heir in found.successors.all()]
    return {"start": found.valid_from, "end": found.valid_to, "successors": heirs}


@require_GET
def working_days(request: HttpRequest) -> HttpResponse:
    request.viewer.require("manage_agencies")
    year = working_year.of(request.GET.get("nam", ""), request.on)
    return render(request, "administration/working_days.html", {"year": year})
