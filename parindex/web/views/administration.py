"""The way into administration: to the first of its pages that the viewer may open."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET


@require_GET
def administration(request: HttpRequest) -> HttpResponse:
    if request.viewer.may("manage_users"):
        return redirect("users")
    request.viewer.require("manage_agencies")
    return redirect("agencies")
