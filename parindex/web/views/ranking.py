"""The ranking of agencies by their scores, with what chance leaves of each place."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from parindex.records.permissions import NotFound
from parindex.records.queries import ranking as queries
from parindex.records.queries.ranking import Ranking
from parindex.web import ranking as pages
from parindex.web.downloads import spreadsheet
from parindex.web.misread import refuse_misread


@require_GET
def ranking(request: HttpRequest) -> HttpResponse:
    asked = pages.Asked.of(request)
    found = queries.ranking(request.viewer, asked.level, asked.view, asked.fewest)
    context = {
        "asked": asked, "title": pages.title(asked), "found": found,
        "may_manage": request.viewer.may("manage_criteria"),
        "levels": [(key, pages.LEVELS[level], key == asked.key) for key, level in pages.ADDRESSED.items()],
        "views": [(asked.query(nhin=key), words, key == asked.view_key) for key, (_view, words) in pages.VIEWS.items()],
    }  # fmt: skip
    if found:
        context |= {
            "lines": pages.lines(found), "notes": pages.notes(request, found, asked),
            "opens": _opened(request, found), "improved": pages.improved(found),
            "without_last": pages.without_last(found),
        }  # fmt: skip
    return render(request, "ranking/ranking.html", context)


def _opened(request: HttpRequest, found: Ranking) -> set[UUID]:
    """Whose card and proposal the viewer may open: published ranks are for all, what made them is not."""
    viewer, keys = request.viewer, {line.agency.pk for line in found.lines}
    return keys if viewer.everywhere("see_all_scores") else keys & viewer.agencies("see_own_scores")


@require_GET
def xlsx(request: HttpRequest) -> HttpResponse:
    asked = pages.Asked.of(request)
    found = queries.ranking(request.viewer, asked.level, asked.view, asked.fewest)
    refuse_misread(request)
    if found is None:
        raise NotFound("criteria_set")
    name = f"{_('Xếp hạng')} {pages.LEVELS[asked.level]} {pages.VIEWS[asked.view_key][1]}"
    return spreadsheet(request, name, pages.sheet(request, found, asked))
