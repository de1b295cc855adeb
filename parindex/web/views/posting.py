"""The public page: letters of apology on show, for everybody, without signing in and without anybody's name."""

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from parindex.core.dossier_rules import load_dossier_rules
from parindex.core.words import normalise
from parindex.records.queries import posting
from parindex.web.sorting import page_of

_LONGEST_KEPT = 300  # seconds that anybody may keep the page, never over midnight


@login_not_required
@require_safe
def apologies(request: HttpRequest) -> HttpResponse:
    code = normalise(request.GET.get("ma", ""))[:120]
    try:
        agency = UUID(request.GET["co-quan"]) if request.GET.get("co-quan") else None
    except ValueError:
        agency = None
    found = posting.posted(request.on, code, agency)
    context = {
        "page": page_of(request, found),
        "code": code,
        "agency": agency,
        "choices": posting.posting_agencies(request.on),
        "invented": any(one.invented for one in found),
        "days": load_dossier_rules().on(request.on).posting_days,
    }
    response = render(request, "late_case/posting.html", context)
    response.headers["Cache-Control"] = f"public, max-age={min(_LONGEST_KEPT, _until_midnight(request.at))}"
    return response


def _until_midnight(at: datetime) -> int:
    local = timezone.localtime(at)
    midnight = (local + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return int((midnight - local).total_seconds())
