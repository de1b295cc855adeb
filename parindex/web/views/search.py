"""Search that forgives missing diacritics."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from parindex.records.queries import search as searches


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "")[:200].strip()
    found = searches.search(request.viewer, words)
    return render(request, "search/search.html", {"found": found, "words": words})
