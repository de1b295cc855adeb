"""Every address, every role, every method: what one may not see or do does not exist (tests/integration/access.py)."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
from django.urls import reverse

from parindex.core.baselines import Result
from parindex.core.goals import Goals
from parindex.indicators.sources import load_mapping
from parindex.records.actions import baseline as baselines
from parindex.records.actions import closure as closures
from parindex.records.actions import commendation as commendations
from parindex.records.actions import criteria_set as criteria_sets
from parindex.records.actions import dossier_import as dossier_imports
from parindex.records.actions import evidence as evidence_actions
from parindex.records.actions import goal as goals
from parindex.records.actions import obligation as obligation_actions
from parindex.records.actions import plan_import as imports
from parindex.records.actions import review as reviews
from parindex.records.actions import sealing
from parindex.records.actions import submission as submissions
from parindex.records.models import PlanVersion, Task
from parindex.web.urls import urlpatterns
from parindex.web.views.assessment import STEPS
from tests.factories.assessment import form_of, open_round
from tests.factories.dossiers import LATE, take_in
from tests.factories.late_case import signed
from tests.factories.programme import TODAY, another_programme, plan_text
from tests.factories.scores import use_sets
from tests.integration.access import LETTERS, PAGES, PUBLIC, UNKNOWN_METHODS

OWN, SHIPPED = "phong-tu-phap", "tuy-phuoc-xa@2023"


@pytest.fixture(scope="module")
def stage(set_stage):
    return set_stage(make_things)


@pytest.fixture
def things(stage, small, monkeypatch, settings, tmp_path):
    """The arguments of the addresses, for one test."""
    settings.KEY_FILE = tmp_path / "keys.json"
    with stage.shown(monkeypatch, tmp_path) as things:
        yield things


def make_things(small):
    """What the addresses of the table name: duties of Phòng Tư pháp in every state, evidence, imports, people."""
    sealing.new_key_file()
    found = {
        "own": small.obligation(OWN, date(2023, 8, 31), "Tổng hợp"),
        "supported": small.obligation(OWN, date(2023, 6, 19)),
        "sent": small.obligation(OWN, date(2023, 4, 30), "Tổng hợp"),
        "accepted": small.obligation(OWN, date(2023, 5, 31), "Tổng hợp"),
        "asked": small.obligation(OWN, date(2023, 7, 31), "Tổng hợp"),
        "waiting": small.obligation("xa-phuoc-son", None, "Công khai"),
        "task": Task.objects.get(text__startswith="Tổng hợp"),
        "event_task": Task.objects.get(terms__kind="event"),
        "own_agency": small.agency(OWN),
        "version": PlanVersion.objects.get(),
        "user": small.users["other"],
    }
    for name in ("sent", "accepted"):
        sent = send(small, found[name])
        found["evidence"] = sent.evidence.get().evidence
    reviews.accept(small.viewer("office"), sent.pk)
    draft = submissions.save_draft(small.viewer("reporter"), found["own"].pk, "Đang viết")
    kept = link(small, "Nháp")
    submissions.attach(small.viewer("reporter"), found["own"].pk, kept.pk)
    found["draft_evidence"] = draft.evidence.get().evidence
    asked = obligation_actions.ask_extension(small.viewer("head"), found["asked"].pk, date(2023, 8, 15), "Chờ")
    uploaded = imports.upload(small.viewer("office"), plan_text().encode(), "ke-hoach.md")
    take_in(small, LATE)
    letter = signed(small, LATE.code)
    form = form_of(open_round(small))
    found |= {"assessment": form, "round": form.round}
    found["closure"] = closures.close(small.viewer("office"), "2023-05", "calendar", TODAY)
    office, result = small.viewer("office"), Result(Decimal(80), Decimal(100))
    found["baseline"] = baselines.enter(office, 2022, result)
    found["own_baseline"] = baselines.enter(office, 2022, result, small.agency(OWN))
    found["set_draft"] = criteria_sets.begin_version(small.viewer("office"), SHIPPED)
    use_sets(small)
    wanted = Goals(Decimal(85), None, {}, "9/KH-UBND", TODAY)
    found["goal"] = goals.set_goal(office, "tuy-phuoc-huyen@2023", wanted)
    found["exemption"] = commendations.exempt(
        small.viewer("office"), small.agency(OWN).pk, "phong-diem-thanh-phan", "1/QĐ-UBND", TODAY, TODAY, None, "Thử"
    )
    found |= {"late_case": letter.case, "letter": letter, "signed_copy": letter.copies.get()}
    found["dossiers"], found["dossiers_done"] = uploaded_dossiers(small), uploaded_dossiers(small, taken=True)
    return {name: thing.pk for name, thing in found.items()} | {
        "extension": asked.pk, "import": uploaded.pk, "row": "items.0.0", "index": 0, "month": 202308,
        "level": "department", "criterion": "III.1",
        **{f"step_{step}": step for step in (*STEPS, "unknown")},
        "code": "on_time_share", "table": "dossiers", "set_name": SHIPPED, "scored": "I.1",
        "district_set": "tuy-phuoc-huyen@2023",
    }  # fmt: skip


def uploaded_dossiers(small, taken=False):
    """An extract that waits for its mapping, or one that was taken in."""
    office = small.viewer("office")
    content = b"code,agency,received\nA-1,phong-tu-phap,2023-06-01\n"
    one = dossier_imports.upload(office, "a.csv", [content])
    if not taken:
        return one
    dossier_imports.read_by(office, one.pk, load_mapping("generic"))
    dossier_imports.confirm(office, one.pk)
    return dossier_imports.take_in(office, one.pk, lambda: office.at)


def link(small, name):
    return evidence_actions.add_link(
        small.viewer("reporter"), small.agency(OWN).pk, name, "https://a.example/", date(2023, 1, 1), date(2023, 12, 31)
    )


def send(small, duty):
    submissions.save_draft(small.viewer("reporter"), duty.pk, "Đã làm")
    submissions.attach(small.viewer("reporter"), duty.pk, link(small, f"Báo cáo {duty.due}").pk)
    return submissions.send(small.viewer("head"), duty.pk)


@pytest.fixture
def browser(client, settings):
    settings.PARINDEX_TODAY = TODAY
    return client


def address(page, things):
    return reverse(page.name, args=[things[name] for name in page.args])


def test_each_address_of_the_site_map_is_in_the_table():
    named = {page.name for page in PAGES} | PUBLIC
    assert {pattern.name for pattern in urlpatterns} - {"sample"} == named


@pytest.mark.parametrize("letter", LETTERS)
def test_who_may_open_what(browser, small, things, letter):
    """GET: 200 or a redirect for those in the table, 404 for everybody else, 405 where there is nothing to open."""
    browser.force_login(small.users[LETTERS[letter]])
    wrong = []
    for page in PAGES:
        status = browser.get(address(page, things)).status_code
        expected = {405, 404} if page.get is None else {200, 302} if letter in page.get else {404}
        if status not in expected:
            wrong.append(f"GET {page.name}{page.args}: {status}, not {sorted(expected)}")
    assert wrong == []


@pytest.mark.parametrize("letter", LETTERS)
def test_who_may_post_where(browser, small, things, letter):
    """POST of an empty form: refused as incomplete (or done) for those in the table, 404 for everybody else."""
    browser.force_login(small.users[LETTERS[letter]])
    wrong = []
    for page in PAGES:
        status = browser.post(address(page, things), {}).status_code
        expected = {405, 404} if page.post is None else {200, 302, 409, 422} if letter in page.post else {404}
        if status not in expected:
            wrong.append(f"POST {page.name}{page.args}: {status}, not {sorted(expected)}")
    assert wrong == []


@pytest.mark.parametrize("method", UNKNOWN_METHODS)
def test_other_methods_do_nothing(browser, small, things, method):
    browser.force_login(small.users["office"])
    for page in PAGES:
        status = browser.generic(method, address(page, things)).status_code
        assert status in (404, 405), f"{method} {page.name}: {status}"


def test_without_signing_in_there_is_only_the_door(browser, things):
    for page in PAGES:
        response = browser.get(address(page, things))
        assert response.status_code == 302, page.name
        assert response["Location"].startswith(reverse("sign_in")), page.name
        assert browser.post(address(page, things), {}).status_code in (302, 403), page.name


def test_another_programme_sees_none_of_it(browser, things):
    """The office of another authority's year finds nothing of this one, though it may do everything in its own."""
    other, _ = another_programme()
    browser.force_login(other.users["stranger"])
    shared = {"level", "user", "row", "index", "month", "code", "table", "set_name", "scored", "district_set"}
    for page in PAGES:
        if set(page.args) - shared:
            assert browser.get(address(page, things)).status_code in (404, 405), page.name
            assert browser.post(address(page, things), {}).status_code in (404, 405), page.name


def test_what_does_not_exist_and_what_may_not_be_seen_look_alike(browser, small, things):
    """The answer must not tell whether there is something behind an address."""
    browser.force_login(small.users["other"])
    hidden = browser.get(reverse("obligation", args=[things["own"]]))
    nothing = browser.get(reverse("obligation", args=[uuid4()]))
    assert hidden.status_code == nothing.status_code == 404
    assert _words(hidden) == _words(nothing)


def _words(response):
    return [line for line in response.content.decode().splitlines() if "csrf" not in line.casefold()]
