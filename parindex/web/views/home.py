"""The first page by role, and the choice between programmes."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from parindex.records.permissions import NotFound, Role
from parindex.web.door import PROGRAMME

# Of several roles the first here decides: who has duties of their own sees these first.
FIRST_PAGES = (
    (Role.HEAD, "my_duties"),
    (Role.REPORTER, "my_duties"),
    (Role.OFFICE, "plan"),
    (Role.MONITOR, "board"),
    (Role.LEADER, "overview"),
    (Role.ADMINISTRATOR, "users"),
)


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    return redirect(next(name for role, name in FIRST_PAGES if role in request.viewer.roles))


@require_http_methods(["GET", "POST"])
def choose_programme(request: HttpRequest) -> HttpResponse:
    if request.method == "GET":
        return render(request, "account/programmes.html")
    chosen = request.POST.get("programme", "")
    for programme in request.programmes:
        if str(programme.id) == chosen:
            request.session[PROGRAMME] = chosen
            messages.success(request, _("Đang xem: %(programme)s.") % {"programme": programme.name})
            return redirect("home")
    raise NotFound("programme")
