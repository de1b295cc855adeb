"""Where a person comes back to whose request could not be answered: always a page of ours that a GET may open."""

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme


def place(request: HttpRequest) -> str:
    """The page of this request; for a fragment or a form the page it stood on, of a duty always the duty's own page."""
    if request.htmx:
        return request.htmx.current_url_abs_path or resolve_url("home")
    if request.method == "GET":
        return request.get_full_path()
    duty = request.resolver_match.kwargs.get("obligation_id") if request.resolver_match else None
    return resolve_url("obligation", duty) if duty else _referring(request)


def _referring(request: HttpRequest) -> str:
    """The page that the browser says the form stood on, if it is ours; else the first page."""
    address = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(address, {request.get_host()}, require_https=request.is_secure())
    if not address or not ours:
        return resolve_url("home")
    parts = urlsplit(address)
    return f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
