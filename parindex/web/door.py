"""The door: reads the clock once, lets in only who is signed in, and says in whose name a request is made.

Every view finds `request.on` (business day), `request.day_is_simulated`, `request.at` (real instant),
`request.viewer`, `request.programme` and `request.programmes`; what a view raises for people becomes a page here.
"""

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.utils import timezone

from parindex.config import clock
from parindex.core.errors import InputError
from parindex.records.actions.history import Conflict
from parindex.records.permissions import NotFound
from parindex.records.queries import user as users
from parindex.web import way_back
from parindex.web.views import errors

ENDED = "het-phien"  # of the sign-in page's address: a form came too late
PROGRAMME = "programme"  # the session's key for the programme that was chosen last
_HEADERS = {
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def without_role(view):
    """Mark a view that a signed-in person may use before the first password change and without any role."""
    view.without_role = True
    return view


class Door:
    """Middleware; stands after authentication. `@login_not_required` (Django's) opens a view to everybody."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.on, request.at = clock.today(), timezone.now()
        request.day_is_simulated = settings.PARINDEX_TODAY is not None
        request.viewer, request.programme, request.programmes = None, None, []
        response = self.get_response(request)
        if response.status_code == 405 and request.method == "GET":
            response = _only_forms(request, response)
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        # Pages are written for one person; a shared computer must not show them again after signing out.
        response.headers.setdefault("Cache-Control", "private, no-store")
        return response

    def process_view(self, request, view, args, kwargs):  # noqa: ARG002 – Django's signature
        if not getattr(view, "login_required", True):
            return None
        if not request.user.is_authenticated:
            return _go(request, redirect_to_login(way_back.place(request), _sign_in(request)))
        if not getattr(view, "without_role", False) and request.user.must_change_password:
            return _go(request, redirect("password"))
        _admit(request)
        if request.viewer is None and not getattr(view, "without_role", False):
            return errors.no_role(request)
        return None

    def process_exception(self, request, error):
        if isinstance(error, NotFound):
            return errors.not_found(request, error)
        if isinstance(error, Conflict):
            return errors.conflict(request, error)
        if isinstance(error, InputError):
            return errors.refused(request, error)
        return None


def _admit(request: HttpRequest) -> None:
    """Choose the programme (the session's, else the latest) and build the viewer."""
    request.programmes = users.programmes(request.user, request.on)
    if not request.programmes:
        return
    chosen = request.session.get(PROGRAMME)
    known = {str(programme.id): programme for programme in request.programmes}
    request.programme = known.get(chosen, request.programmes[0])
    request.viewer = users.viewer(request.user, request.programme.id, request.on, request.at)


def _only_forms(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """An address that only takes a form was opened, most often from the address bar: say so instead of a blank page."""
    answer = errors.only_forms(request)
    answer.headers["Allow"] = response.headers["Allow"]
    return answer


def _sign_in(request: HttpRequest) -> str:
    """The sign-in page; it says so where a form was sent after the session had ended."""
    address = resolve_url(settings.LOGIN_URL)
    return address if request.method == "GET" else f"{address}?{ENDED}=1"


def _go(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """A redirect of the whole page, also where htmx had asked for a fragment."""
    if not request.htmx:
        return response
    answer = HttpResponse(status=204)
    answer.headers["HX-Redirect"] = response.headers["Location"]
    return answer
