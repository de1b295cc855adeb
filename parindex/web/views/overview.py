"""The leader's page: the index, what moved, what is lost and who is late, on one sheet."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from parindex.documents.writing.picture import waterfall
from parindex.records.permissions import NotFound
from parindex.records.queries import baseline, scorecard
from parindex.records.queries import criteria_set as sets
from parindex.records.queries import goal as goals
from parindex.records.queries import overview as queries
from parindex.web import goals as goal_pages
from parindex.web import overview as pages


@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    found = queries.overview(request.viewer)
    context = {"found": found, "last": found.last}
    if found.last:
        context["last_points"] = pages.points(found.last.total)
    if scored := found.scored:
        count, worth = pages.unanswered(scored)
        account = scored.account.projection
        context |= {
            "set": scored.card.criteria_set, "today": pages.points(account.today),
            "today_max": pages.points(account.today_max), "bar": pages.bar(account, found.last, found.aimed),
            "gaps": (gaps := pages.gaps(found, scored)), "unsure": any(line.unsure for line in gaps),
            "missing": count, "missing_points": worth,
            "most": pages.points(account.whole.secured + account.whole.possible),
            "steps": pages.step_rows(pages.steps(scored, found.last)), "told": goal_pages.told(found.aimed),
            "marks": [(words, pages.points(value)) for words, value in goal_pages.marks(found.aimed)],
        }  # fmt: skip
        if found.since:
            context |= {
                "moved": pages.moved(found.since, scored), "moved_today": pages.signed(found.since.whole.today),
                "moved_more": max(0, len(found.since.criteria) - 3), "why_moved": pages.why_moved(found.since, scored),
                "moved_days": (request.on - found.since.snapshot.on).days,
            }  # fmt: skip
    return render(request, "overview/overview.html", context)


@require_GET
def picture(request: HttpRequest) -> HttpResponse:
    """From last year to what can still be had."""
    request.viewer.require("see_all_scores")
    criteria = sets.in_use(request.viewer, "district")
    if criteria is None:
        raise NotFound("criteria_set")
    scored = scorecard.authority(request.viewer, criteria)
    last = baseline.of(request.viewer, baseline.year_before(request.viewer))
    drawn = waterfall(
        _("Từ năm trước tới cuối năm nay"),
        _("Mỗi thanh là số điểm hoặc phần tăng, giảm; bảng bên cạnh có cùng số liệu."),
        pages.steps(scored, last),
        goal_pages.marks(goals.aimed(request.viewer, scored)),
    )
    return HttpResponse(drawn, content_type="image/svg+xml")
