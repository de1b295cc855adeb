"""What if: answers and targets tried on the index, and the cheapest way to points or a rank; nothing is written."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from parindex.core.amounts import said
from parindex.records.queries import what_if as queries
from parindex.web import what_if as pages


@require_http_methods(["GET", "POST"])  # the fields of a whole set are too long for an address
def what_if(request: HttpRequest) -> HttpResponse:
    sent = request.POST if request.method == "POST" else request.GET
    ground = queries.ground(request.viewer, request.POST.get(pages.GROUND, ""))
    if ground is None:
        return render(request, "what_if/what_if.html", {"may_manage": request.viewer.may("manage_criteria")})
    asked = pages.Asked.of(sent, ground)
    found = pages.tried(asked, ground)
    ways = pages.ways(asked, ground, found.after)
    context = {
        "asked": asked, "ground": ground, "found": found, "errors": asked.errors,
        "totals": [
            {
                "total": pages.shown(card.total, card), "max": said(card.max), "grade": card.grade,
                "place": pages.place(place), "tied": ", ".join(place.tied_with) if place else "",
            }
            for card, place in ((found.before, found.place_before), (found.after, found.place_after))
        ],
        "moved": [
            (each.criterion, said(each.before.points), said(each.after.points), said(each.after.max))
            for each in found.moved
        ],
        "ways": [_way(words, way) for words, way in ways],
    }  # fmt: skip
    if request.headers.get("HX-Request"):
        context["marks"] = pages.marks(asked, ground)
        return render(request, "what_if/result.html", context)
    context |= {"rows": pages.rows(asked, ground), "kept": queries.keep(request.viewer, ground)}
    return render(request, "what_if/what_if.html", context)


def _way(words: str, way: pages.Way) -> dict[str, object]:
    return {
        "goal": words, "way": way, "most": said(way.most), "total": said(way.total), "effort": said(way.effort),
        "picks": [
            {
                "criterion": pick.option.criterion, "today": said(pick.option.today), "to": said(pick.choice.points),
                "enough": said(pick.enough) if pick.enough != pick.choice.points else "",
                "gain": said(pick.choice.gain), "effort": said(pick.option.effort), "usual": pick.option.usual,
            }
            for pick in way.picks
        ],
    }  # fmt: skip
