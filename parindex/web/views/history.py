"""The history: everything that the viewer may read, and that of one thing."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from parindex.core.words import normalise
from parindex.records.models import History
from parindex.records.permissions import NotFound
from parindex.records.queries import history as histories
from parindex.web.sorting import page_of


def _drawn(request: HttpRequest, lines: QuerySet[History], who: str) -> HttpResponse:
    page = page_of(request, lines)
    duties = histories.duties(request.viewer, page)
    cases = histories.late_cases(request.viewer, page)
    rows = [(line, duties.get(line.thing) or duties.get(line.about), cases.get(line.thing)) for line in page]
    return render(request, "history/history.html", {"page": page, "rows": rows, "who": who})


@require_GET
def history(request: HttpRequest) -> HttpResponse:
    """Newest first, in pages; `ai` narrows to a person's name."""
    lines = histories.visible(request.viewer)
    who = normalise(request.GET.get("ai", ""))[:120]
    if who:
        lines = lines.filter(actor_name__icontains=who)
    return _drawn(request, lines, who)


@require_GET
def history_of(request: HttpRequest, thing: UUID) -> HttpResponse:
    lines = histories.of(request.viewer, thing)
    if not lines.exists():
        raise NotFound("history")
    return _drawn(request, lines, "")
