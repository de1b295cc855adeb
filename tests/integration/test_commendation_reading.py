"""Another reading of the rules: previewed, kept with its document, in force from its day, seen on every page."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from parindex.core.commendation import Reading
from parindex.core.errors import InputError
from parindex.records.actions import commendation as actions
from parindex.records.models import CommendationReading, History
from parindex.records.permissions import NotFound
from parindex.records.queries import commendation as queries
from parindex.records.queries import commendation_reading as readings
from tests.factories.dossiers import Row, code, take_in
from tests.factories.pages import text
from tests.factories.programme import TODAY, another_programme
from tests.factories.scores import answer_with, use_sets

OWN = "xa-phuoc-son"
ANY, COUNT = {"xa-tre-han.combine": "any"}, {"xa-tre-han.1.count": "12"}
AFTER = date(2023, 7, 1)


@pytest.fixture
def scored(small, monkeypatch):
    """Ten late dossiers of a hundred and a low class: excluded as the rules have it."""
    use_sets(small)
    answer_with(monkeypatch, {OWN: {"III.4": {"ratio": ["98", "100"]}, "IX.2": {"share": "92", "n": 100}}})
    rows = [Row(code(n), agency="UBND xã Phước Sơn") for n in range(10)]
    take_in(
        small, *rows, *(Row(code(n), agency="UBND xã Phước Sơn", finished="07/06/2023 09:00") for n in range(10, 100))
    )
    own = small.agency(OWN).pk
    actions.tell_satisfaction(small.viewer("office"), own, "Đất đai", None, None, "BC 1", "Không có hồ sơ đất đai")
    actions.tell_head(small.viewer("office"), own, False, "BC 1")
    return small


def read(small, changes, valid_from=TODAY, username="office", on=TODAY, **other):
    given = {"document": "12/CV-UBND", "dated": date(2023, 6, 1), "reason": "Họp thống nhất"} | other
    return actions.read_rules(small.viewer(username, on), changes, valid_from, **given)


def unit(small, on=TODAY):
    return queries.find(small.viewer("office", on), small.agency(OWN).pk).proposal.unit


def test_a_reading_is_in_force_from_its_day_and_not_before_it_was_entered(scored):
    assert unit(scored) == "not_eligible"
    read(scored, COUNT, date(2023, 6, 10))
    assert unit(scored) == "at_risk"
    rules = readings.rules(scored.viewer("office"))
    assert (rules.reading.document, rules.own.fingerprint != rules.fingerprint) == ("12/CV-UBND", True)
    assert readings.rules(scored.viewer("office", date(2023, 6, 14))).reading is None
    read(scored, {}, AFTER, document="15/CV-UBND")
    assert unit(scored) == "at_risk"
    assert readings.rules(scored.viewer("office", date(2023, 6, 30))).warn == rules.warn
    back = readings.rules(scored.viewer("office", AFTER))
    assert (back.fingerprint, back.reading.document) == (rules.own.fingerprint, "15/CV-UBND")


def test_a_decision_keeps_the_reading_that_it_rested_on(scored):
    own, rules = scored.agency(OWN).pk, readings.rules(scored.viewer("office"))
    read(scored, COUNT)
    made = actions.decide(scored.viewer("leader"), own, True)
    read(scored, {}, document="15/CV-UBND")
    made.refresh_from_db()
    assert made.proposal["reading"]["document"] == "12/CV-UBND"
    assert made.fingerprint != rules.fingerprint == readings.rules(scored.viewer("office")).fingerprint
    assert unit(scored) == "not_eligible" and made.proposal["verdict"] == "at_risk"


def test_an_exemption_stands_under_another_reading(scored):
    own = scored.agency(OWN).pk
    actions.exempt(scored.viewer("office"), own, "xa-tre-han", "45/QĐ-UBND", TODAY, TODAY, None, "Phần mềm hỏng")
    read(scored, ANY)
    assert unit(scored) == "eligible"


def test_the_preview_says_who_would_change_and_writes_nothing(scored):
    reading = Reading(AFTER, "12/CV-UBND", TODAY, "Thử", COUNT)
    found = queries.preview(scored.viewer("leader"), reading)
    (turned,) = [one for one in found if one.differs]
    assert (turned.agency.key, turned.before.unit, turned.after.unit) == (OWN, "not_eligible", "at_risk")
    assert {one.agency.kind for one in found} == {"commune", "department"}
    assert not CommendationReading.objects.exists()


@pytest.mark.parametrize(
    ("changes", "other", "words"),
    [
        (ANY, {"document": " "}, "Hãy ghi số văn bản"),
        (ANY, {"reason": ""}, "Hãy ghi lý do"),
        (ANY, {"dated": date(2023, 6, 16)}, "sau hôm nay"),
        (ANY, {"valid_from": date(2024, 1, 1)}, "từ 01/01/2023 đến 31/12/2023"),
        (ANY, {"valid_from": date(2022, 12, 31)}, "từ 01/01/2023 đến 31/12/2023"),
        ({}, {}, "Không có gì khác"),
        ({"xa-tre-han.1.count": "10.0"}, {}, "Không có gì khác"),
        ({"hai-long.1.share": "80"}, {}, "không để ngỏ"),
    ],
)
def test_a_reading_that_cannot_be_is_refused(scored, changes, other, words):
    with pytest.raises(InputError, match=words):
        read(scored, changes, **other)
    assert not CommendationReading.objects.exists()


def test_the_history_says_what_was_changed(scored):
    read(scored, ANY | COUNT)
    line = History.objects.get(verb="read_rules")
    assert line.words == "Cách hiểu quy tắc khen thưởng từ 15/06/2023 (theo 12/CV-UBND): Họp thống nhất"
    assert sorted(line.changes.values()) == [["10", "12"], ["và: phải có cả hai", "hoặc: một là đủ"]]


@pytest.mark.parametrize("verb", ["update", "delete"])
def test_the_database_refuses_to_change_a_reading(scored, verb):
    read(scored, ANY)
    rows = CommendationReading.objects.all()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows.update(changes={}) if verb == "update" else rows._raw_delete(using="default")


def test_who_may_not_decide_finds_no_readings(scored, sign_in):
    for username in ("monitor", "other_head", "other"):
        with pytest.raises(NotFound):
            read(scored, ANY, username=username)
        with pytest.raises(NotFound):
            queries.preview(scored.viewer(username), Reading(TODAY, "1", TODAY, "x", ANY))
        client = sign_in(username)
        assert client.get(reverse("commendation_reading")).status_code == 404
        assert client.post(reverse("commendation_reading")).status_code == 404
        assert "Đổi cách hiểu" not in text(client.get(reverse("commendation")))


def test_another_programme_has_readings_of_its_own(scored):
    read(scored, ANY)
    _other, by = another_programme()
    assert readings.readings(by) == []


def typed(**changed):
    return {
        "xa-tre-han.combine": "all", "xa-tre-han.1.many": "both", "xa-tre-han.1.count.end": "at_least",
        "xa-tre-han.1.count": "10", "xa-tre-han.1.share.end": "above", "xa-tre-han.1.share": "5",
        "phong-diem-thanh-phan.1.measure": "total", "warn.dossiers": "3", "warn.points": "2",
        "head.follows_unit": "true", "document": "12/CV-UBND", "dated": "1/6/2023", "valid_from": "15/6/2023",
        "reason": "Họp thống nhất", "act": "preview",
    } | changed  # fmt: skip


def seen(page: str) -> str:
    return page.split('name="seen" value="')[1].split('"')[0]


def test_a_reading_is_previewed_then_kept_and_said_on_every_page(scored, sign_in):
    client, address = sign_in("office"), reverse("commendation_reading")
    assert "Ghi cách hiểu này" not in text(client.get(address))
    changed = typed(**{"xa-tre-han.1.count": "12"})
    answer = client.post(address, changed)
    page = text(answer)
    assert "1 cơ quan đổi kết quả" in page and "UBND xã Phước Sơn" in page
    assert "hai hồ sơ trễ nữa là mất" in page and "Ghi cách hiểu này" in page
    assert page.count('aria-labelledby="preview"') == 1, "two landmarks of one name"
    assert not CommendationReading.objects.exists()
    kept = changed | {"act": "save", "seen": seen(answer.content.decode())}
    other = kept | {"xa-tre-han.1.count": "13"}
    assert "xin xem lại bảng thay đổi" in text(client.post(address, other), 422)
    assert client.post(address, kept).status_code == 302
    assert CommendationReading.objects.get().changes == {"xa-tre-han.1.count": "12"}
    page = text(client.get(address))
    assert "Theo 12/CV-UBND ngày 01/06/2023, áp dụng từ 15/06/2023: Họp thống nhất." in page
    assert 'value="12"' in client.get(address).content.decode()
    agency = reverse("commendation_agency", args=[scored.agency(OWN).pk])
    for username, place in (("office", reverse("commendation")), ("other", agency)):
        page = text(sign_in(username).get(place))
        assert "áp dụng từ 15/06/2023" in page
        assert "Quy tắc ghi : từ 10 hồ sơ trễ hạn" in page.replace("ghi:", "ghi :")
        assert "cơ quan quyết định" in page


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"document": ""}, "Xin ghi số, ký hiệu văn bản"),
        ({"xa-tre-han.1.share": "120"}, "phải là số từ 0 đến 100"),
        ({"xa-tre-han.1.share": "năm"}, "không phải một số đúng"),
        ({"xa-tre-han.combine": "or"}, "or"),
    ],
)
def test_what_is_wrong_on_the_form_is_said_there(scored, sign_in, changed, words):
    page = text(sign_in("office").post(reverse("commendation_reading"), typed(**changed)), 422)
    assert words in page and "Họp thống nhất" in page
    assert "Ghi cách hiểu này" not in page


def test_the_page_asks_a_constant_number_of_queries(scored, sign_in, django_assert_max_num_queries):
    client = sign_in("office")
    for count in ("12", "13", "14"):
        read(scored, {"xa-tre-han.1.count": count})
    with django_assert_max_num_queries(14):
        client.get(reverse("commendation_reading"))
    with django_assert_max_num_queries(50):
        client.post(reverse("commendation_reading"), typed())
