"""The settings of the programme, for reading."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from parindex.core.calendar import WorkCalendar
from parindex.records.queries import agency as agencies


@require_GET
def programme(request: HttpRequest) -> HttpResponse:
    request.viewer.require("manage_agencies")
    context = {
        "agencies": len(agencies.agencies(request.viewer)),
        "calendar": WorkCalendar.load().version,
    }
    return render(request, "administration/programme.html", context)
