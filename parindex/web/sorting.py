"""Order and pages of long tables, from the address: ?sap=-due&trang=2."""

from collections.abc import Mapping
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest
from django.utils.translation import gettext as _

from parindex.web.misread import misread

PER_PAGE = 50


def order(request: HttpRequest, columns: Mapping[str, tuple[str, ...]], default: str) -> tuple[str, tuple[str, ...]]:
    """Return the chosen key ("-due" for downwards) and the columns to order by; an unknown key is the default.

    Names of people and agencies are ordered by their stored sort_key: databases know no Vietnamese order.
    """
    chosen = request.GET.get("sap", default)
    if chosen.removeprefix("-") not in columns:
        chosen = default
    wanted = columns[chosen.removeprefix("-")]
    if chosen.startswith("-"):
        wanted = tuple(name[1:] if name.startswith("-") else f"-{name}" for name in wanted)
    return chosen, wanted


def page_of(request: HttpRequest, rows: Any, per_page: int = PER_PAGE) -> Page:
    """The page asked for by ?trang=; the nearest one where there is none such, which is said on the page."""
    asked = request.GET.get("trang", "")
    page = Paginator(rows, per_page).get_page(asked)
    if asked != str(page.number):
        misread(request, "trang", _("trang %d") % page.number)
    return page
