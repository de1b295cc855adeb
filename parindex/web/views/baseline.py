"""Last year's result: what it was and what it lost, entering it by hand or from a file, agencies and peers."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parindex.core.baseline_table import Read, Unfilled, read_result
from parindex.core.baselines import Line, Result, code_of, place, with_fields
from parindex.core.criteria import CriteriaSet
from parindex.core.errors import InputError
from parindex.core.ranking import Place
from parindex.core.unit_results import Units, read_pasted, read_units
from parindex.documents.reading import read_document
from parindex.records.actions import baseline as actions
from parindex.records.actions.baseline import Brought, Peer, Source
from parindex.records.actions.file import check as check_file
from parindex.records.models import Agency, Baseline, PeerScore
from parindex.records.queries import agency as agencies
from parindex.records.queries import baseline as queries
from parindex.records.queries import criteria_set as sets
from parindex.records.queries import history
from parindex.web import baselines as pages
from parindex.web.downloads import spreadsheet
from parindex.web.forms.attempt import attempt
from parindex.web.forms.baseline import AUTHORITY, FileForm, LineSet, ResultForm, ScoresForm, initial_of, line_of


def _crumbs() -> list[tuple[str, str]]:
    return [(_("Kết quả năm trước"), reverse("baselines"))]


def _set_of(request: HttpRequest, agency: Agency | None = None) -> CriteriaSet | None:
    """The set by which an agency, or the authority itself, is scored today."""
    return sets.in_use(request.viewer, agency.kind if agency else "district")


@require_GET
def baselines(request: HttpRequest) -> HttpResponse:
    year, found = queries.year_before(request.viewer), _set_of(request)
    standing = list(queries.in_force(request.viewer, year))
    own = next((each for each in standing if each.agency is None), None)
    old = [each for each in queries.visible(request.viewer) if each not in standing]
    placed = queries.places(request.viewer, year)
    ours = next((place for place, _points in placed if place.unit == request.programme.authority), None)
    context = {
        "year": year, "own": own, "rank_differs": ours if _differs(own, ours) else None,
        "rank": pages.rank_of(own) if own else "",
        "rows": pages.rows(own, found) if own else (), "lost": own and pages.total_lost(own),
        "gaps": pages.lost(queries.gaps_of(request.viewer, found), found),
        "places": [(place, points, place is ours) for place, points in placed],
        "agencies": [(each, pages.rank_of(each)) for each in standing if each.agency],
        "old": [(each, pages.title_of(each, request)) for each in old],
    }  # fmt: skip
    return render(request, "baseline/baselines.html", context)


def _differs(own: Baseline | None, ours: Place | None) -> bool:
    """Whether the rank that was published is not the one that the peers' points give."""
    return own is not None and own.rank is not None and ours is not None and ours.rank != own.rank


@require_GET
def baseline(request: HttpRequest, baseline_id: UUID) -> HttpResponse:
    found = queries.find(request.viewer, baseline_id)
    context = {
        "found": found, "title": pages.title_of(found, request), "rank": pages.rank_of(found),
        "rows": pages.rows(found, _set_of(request, found.agency)), "lost": pages.total_lost(found), "crumbs": _crumbs(),
        "history": history.of(request.viewer, found.pk)[:20],
    }  # fmt: skip
    return render(request, "baseline/baseline.html", context)


@require_GET
def xlsx(request: HttpRequest, baseline_id: UUID) -> HttpResponse:
    found = queries.find(request.viewer, baseline_id)
    data = pages.sheet(request, found, _set_of(request, found.agency))
    return spreadsheet(request, pages.title_of(found, request), data, str(found.year))


# --- One result, by hand or from a file ---------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    request.viewer.require("manage_criteria")
    if request.method == "GET":
        return _enter(request, *_start(request))
    form = _result_form(request, request.POST)
    lines = LineSet(request.POST, prefix="dong", form_kwargs={"partial": bool(request.POST.get("partial"))})
    whole, valid = form.is_valid(), lines.is_valid()
    if not (whole and valid):
        return _enter(request, form, lines, 422)
    made, status = attempt(form, lambda data: _entered(request, data, lines))
    if made:
        messages.success(request, _("Đã nạp %s.") % pages.title_of(made, request))
        return redirect("baseline", made.pk)
    return _enter(request, form, lines, status)


def _start(request: HttpRequest) -> tuple[ResultForm, Any]:
    """The form with the result that stands, else with what the plan says of last year."""
    found = _set_of(request)
    initial, lines = _known(request, None, found)
    return _result_form(request, None, initial), _lines(lines, found)


def _known(
    request: HttpRequest, agency: Agency | None, found: CriteriaSet | None
) -> tuple[dict[str, Any], Sequence[Line]]:
    """What is known of last year's result without a file, and its lines."""
    year = queries.year_before(request.viewer)
    standing = queries.of(request.viewer, year, agency)
    if standing:
        result = queries.result_of(standing)
        known = initial_of(result) | {"decision": standing.decision, "decided": standing.decided}
        return {"year": year} | known, result.lines
    told = queries.proposed(request.viewer) if agency is None else None
    if told is None:
        return {"year": year}, ()
    known = initial_of(told.result) | {"year": told.year, "decision": told.decision, "decided": told.decided}
    return known, with_fields(told.result.lines, found) if found else told.result.lines


def _lines(lines: Sequence[Line | Unfilled], found: CriteriaSet | None) -> Any:
    return LineSet(prefix="dong", initial=[line_of(line, _code(line, found)) for line in lines])


def _code(line: Line | Unfilled, found: CriteriaSet | None) -> str:
    return code_of(Line(line.title, Decimal(0), Decimal(0), line.fields, line.criterion), found)


def _result_form(request: HttpRequest, data: Any, initial: dict[str, Any] | None = None) -> ResultForm:
    return ResultForm(data, initial=initial, **_units(request))


def _units(request: HttpRequest) -> dict[str, Any]:
    return {"authority": request.programme.authority, "agencies": list(agencies.in_force(request.viewer))}


def _agency(request: HttpRequest, key: str) -> Agency | None:
    return None if key == AUTHORITY else agencies.find(request.viewer, UUID(key))


def _entered(request: HttpRequest, data: dict[str, Any], lines: Any) -> Baseline:
    agency = _agency(request, data["agency"])
    found = _set_of(request, agency)
    if data["skipped"] and not data["partial"]:
        words = _(
            "Còn %d dòng của tệp chưa đọc được, không có trong các dòng dưới đây: hãy gõ thêm, hoặc đánh dấu “%s”."
        )
        raise InputError(words % (data["skipped"], ResultForm.base_fields["partial"].label))
    made = tuple(_line(line.cleaned_data, found) for line in lines if line.told)
    result = Result(data["total"], data["max"], made, data["rank"], data["ranked"])
    source = Source(data["decision"], data["decided"], data["file_name"])
    return actions.enter(request.viewer, data["year"], result, agency, source)


def _line(told: dict[str, Any], found: CriteriaSet | None) -> Line:
    try:
        return Line(told["title"], told["points"], told["max"], *place(told["code"], found))
    except InputError as error:
        raise InputError(f"“{told['title']}”: {error}") from None


def _enter(
    request: HttpRequest, form: ResultForm, lines: Any, status: int = 200, read: Read | None = None, file: Any = None
) -> HttpResponse:
    found = _set_of(request)
    context = {
        "form": form, "lines": lines, "file": file or FileForm(**_units(request)), "read": read, "found": found,
        "crumbs": _crumbs(),
        "told": queries.proposed(request.viewer) if not form.is_bound and read is None else None,
        "lacking": bool(form["skipped"].value()) or any(_lacks(line) for line in lines),
        "codes": [(field.id, field.title, field.max) for field in found.fields] if found else (),
    }  # fmt: skip
    return render(request, "baseline/enter.html", context, status=status)


def _lacks(line: Any) -> bool:
    """Whether a row of the form is named and has no points or no maximum."""
    title, points, most = (line[key].value() for key in ("title", "points", "max"))
    return bool(title) and (points in (None, "") or most in (None, ""))


@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Reads a file into the form, where it is looked at, mended and kept."""
    request.viewer.require("manage_criteria")
    form = FileForm(request.POST, request.FILES, **_units(request))
    found, status = attempt(form, lambda data: _read(request, data))
    if not found:
        return _enter(request, *_start(request), status, file=form)
    whose = form.cleaned_data["whose"]
    agency = _agency(request, whose)
    rule, said = _set_of(request, agency), initial_of(found.result)
    # Rank and decision are in no table of points: what is known of them stays, to be looked at.
    initial = _known(request, agency, rule)[0] | {key: value for key, value in said.items() if value is not None}
    initial |= {"file_name": form.cleaned_data["file"].name[:255], "agency": whose, "skipped": found.skipped}
    return _enter(request, _result_form(request, None, initial), _lines(found.rows, rule), read=found)


def _read(request: HttpRequest, given: dict[str, Any]) -> Read:
    file, rule = given["file"], _set_of(request, _agency(request, given["whose"]))
    data = file.read()
    check_file(data, file.name)
    return read_result(read_document(data, file.name), file.name, rule)


# --- Scores of many units ------------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
def peers(request: HttpRequest) -> HttpResponse:
    request.viewer.require("manage_criteria")
    year = queries.year_before(request.viewer)
    standing = queries.peers(request.viewer, year)
    initial = {
        "year": year, "text": pages.scored([(peer.name, peer.points) for peer in standing]),
        "decision": standing[0].decision if standing else "",
    }  # fmt: skip
    return _scores(request, "peers", initial, lambda data, units: _peers_entered(request, data, units))


def _peers_entered(request: HttpRequest, data: dict[str, Any], units: Units) -> list[PeerScore] | bool:
    given = [Peer(unit.name, unit.points, unit.rank) for unit in units.units]
    return actions.enter_peers(request.viewer, data["year"], given, data["decision"]) or True


@require_http_methods(["GET", "POST"])
def of_agencies(request: HttpRequest) -> HttpResponse:
    request.viewer.require("manage_criteria")
    found = sets.in_use(request.viewer, "commune")
    initial = {"year": queries.year_before(request.viewer), "max": found.max if found else None}
    return _scores(request, "agencies", initial, lambda data, units: _agencies_entered(request, data, units))


def _agencies_entered(request: HttpRequest, data: dict[str, Any], units: Units) -> Brought:
    if data["max"] is None:
        raise InputError(_("Xin ghi điểm tối đa của các cơ quan, ví dụ 100."))
    named = queries.agencies_named(request.viewer, [unit.name for unit in units.units])
    if unknown := [unit for unit in units.units if named[unit.name] is None]:
        told = "; ".join(f"{unit.cell}: “{unit.name}”" for unit in unknown)
        raise InputError(_("Không biết chắc là cơ quan nào: %s. Xin ghi đủ tên như trong danh sách cơ quan.") % told)
    ranked = len(units.units)
    results: list[tuple[Agency, Result]] = []
    for unit in units.units:
        agency = named[unit.name]
        assert agency
        results.append((agency, Result(unit.points, data["max"], (), unit.rank, ranked if unit.rank else None)))
    if not results:
        raise InputError(_("Chưa có cơ quan nào; xin ghi mỗi dòng một cơ quan và điểm, hoặc đọc từ tệp."))
    return actions.enter_agencies(request.viewer, data["year"], results, Source(data["decision"]))


def _scores(request: HttpRequest, what: str, initial: dict[str, Any], order: Any) -> HttpResponse:
    """Lines of units: kept where they all can be read; a file fills them first."""
    form, status, read_units_ = ScoresForm(initial=initial), 200, None
    if request.method == "POST":
        form = ScoresForm(request.POST, request.FILES)
        if request.FILES.get("file"):
            found, status = attempt(form, lambda data: _read_scores(data["file"]))
            if found:
                filled = form.cleaned_data | {"text": pages.pasted(found.units), "file": None}
                filled["max"] = found.max if found.max is not None else filled["max"]
                form, read_units_ = ScoresForm(initial=filled), found
        else:
            done, status = attempt(form, lambda data: order(data, _all_read(data["text"])))
            if done:
                messages.success(request, _("Đã lưu điểm các đơn vị."))
                return redirect("baselines")
    context = {
        "form": form, "what": what, "read": read_units_, "crumbs": _crumbs(),
        "named": _named(request, read_units_) if read_units_ and what == "agencies" else (),
    }  # fmt: skip
    return render(request, "baseline/scores.html", context, status=status)


def _named(request: HttpRequest, units: Units) -> list[tuple[Any, Agency | None]]:
    named = queries.agencies_named(request.viewer, [unit.name for unit in units.units])
    return [(unit, named[unit.name]) for unit in units.units]


def _read_scores(file: Any) -> Units:
    data = file.read()
    check_file(data, file.name)
    return read_units(read_document(data, file.name), file.name)


def _all_read(text: str) -> Units:
    found = read_pasted(text)
    if found.unread:
        raise InputError(" ".join(f"{each.cell}: “{each.text[:80]}” {each.message}." for each in found.unread[:10]))
    return found
