"""The calendar page and the private calendar feed."""

import re
from datetime import date
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from parindex.core.errors import InputError
from parindex.documents.writing.calendar import Entry, write_calendar
from parindex.records.actions import user as users
from parindex.records.permissions import NotFound
from parindex.records.queries import agency as agencies
from parindex.records.queries import calendar as calendars
from parindex.records.queries import feed as feeds
from parindex.records.queries import user as user_queries
from parindex.web.states import LOOKS

_MONTH = re.compile(r"(\d{4})-(\d{2})")


def _first(text: str, on: date) -> date:
    found = _MONTH.fullmatch(text)
    try:
        return date(int(found[1]), int(found[2]), 1) if found else on.replace(day=1)
    except ValueError as error:
        raise InputError(_("“%s” không phải tháng; hãy viết dạng 2023-06.") % text) from error


def _step(first: date, months: int) -> str:
    counted = first.year * 12 + first.month - 1 + months
    return f"{counted // 12}-{counted % 12 + 1:02d}"


@require_GET
def calendar(request: HttpRequest) -> HttpResponse:
    request.viewer.require("see_plan")
    first = _first(request.GET.get("thang", ""), request.on)
    agency = _agency(request)
    weeks = calendars.month(request.viewer, first, agency)
    context = {
        "first": first, "weeks": weeks, "before": _step(first, -1), "after": _step(first, 1), "chosen": agency,
        "agencies": agencies.in_force(request.viewer) if request.viewer.everywhere("see_all_duties") else [],
        "busy": [day for week in weeks for day in week if day.inside and (day.entries or day.why)],
    }  # fmt: skip
    return render(request, "calendar/calendar.html", context)


def _agency(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.GET["co-quan"]) if request.GET.get("co-quan") else None
    except ValueError as error:
        raise NotFound("agency") from error


@require_http_methods(["GET", "POST"])
def feed_address(request: HttpRequest) -> HttpResponse:
    """Make or renew the private address; it is shown this once, for only its hash is kept."""
    request.viewer.require("see_plan")
    address = ""
    if request.method == "POST":
        secret = users.renew_feed_secret(request.viewer)
        address = request.build_absolute_uri(reverse("feed", args=[secret]))
        messages.success(request, _("Đã tạo địa chỉ mới; địa chỉ cũ (nếu có) không dùng được nữa."))
    return render(request, "calendar/feed_address.html", {"address": address})


@login_not_required
@require_GET
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The owner's duties as .ics; whoever has no valid secret finds nothing here."""
    owner = feeds.owner(secret)
    entries: list[Entry] = []
    for programme in user_queries.programmes(owner, request.on):
        viewer = user_queries.viewer(owner, programme.pk, request.on, request.at)
        if viewer and viewer.may("see_plan"):
            entries += [_entry(request, row) for row in feeds.duties(viewer)]
    data = write_calendar(_("Việc cải cách hành chính"), entries, request.at)
    return HttpResponse(data, content_type="text/calendar; charset=utf-8")


def _entry(request: HttpRequest, row) -> Entry:
    duty = row.obligation
    title = f"[{LOOKS[row.state.key].word}] {duty.task.text[:120]}"
    words = f"{duty.agency.name}\n{duty.task.text}\n{duty.says}"
    address = request.build_absolute_uri(reverse("obligation", args=[duty.pk]))
    return Entry(f"{duty.pk}@parindex", duty.due, title, words, address)
