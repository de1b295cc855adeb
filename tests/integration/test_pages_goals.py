"""The page of goals, and what the leader's page, the criteria tree and what if say of one; and where there is none."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from parindex.core.goals import Goals
from parindex.records.actions import baseline as baselines
from parindex.records.actions import goal as actions
from parindex.records.models import Goal, PlanVersion, SetInUse
from parindex.records.queries import scorecard
from tests.factories.pages import text
from tests.factories.programme import AT, TODAY
from tests.factories.scores import SETS, card, use_sets

DISTRICT, COMMUNE = SETS["district"], SETS["commune"]
ASKED = Goals(Decimal(85), 2, {}, "9/KH-UBND", date(2023, 2, 6))
TYPED = {
    "points": "85,5", "rank": "2", "decision": "9/KH-UBND", "decided": "6/2/2023", "takes_effect": "", "seen": "",
}  # fmt: skip
# 3.15 points today, and faults of V.1a that nothing can undo.
NOW = {"III.6a": {"ratio": ["96", "100"]}, "I.7": {"count": "2"}, "V.1a": {"count": 9}}


@pytest.fixture
def scored(small, monkeypatch):
    """A card of the authority, and two peers of last year."""
    use_sets(small)
    drawn = scorecard.authority

    def authority(viewer, criteria):
        return replace(drawn(viewer, criteria), card=card("district", "UBND huyện", NOW))

    monkeypatch.setattr(scorecard, "authority", authority)
    peers = [baselines.Peer("Phù Cát", Decimal(80)), baselines.Peer("An Nhơn", Decimal(70))]
    baselines.enter_peers(small.viewer("office"), 2022, peers)
    return small


def words(page: str) -> str:
    return " ".join(html.fromstring(page).xpath("//main")[0].text_content().split())


def test_the_office_sets_a_goal_and_everybody_reads_it(sign_in, scored):
    client, address = sign_in("office"), reverse("goal_set", args=[DISTRICT])
    assert "Chưa đặt mục tiêu" in words(text(client.get(reverse("goals"))))
    assert client.post(address, TYPED)["Location"] == reverse("goals")
    made = Goal.objects.get()
    assert (made.points, made.rank, made.takes_effect) == (Decimal("85.5"), 2, date(2023, 2, 6))
    for username in ("office", "leader", "other"):
        said = words(text(sign_in(username).get(reverse("goals"))))
        assert "85,5 điểm, hạng 2" in said and "9/KH-UBND, ngày 6/2/2023" in said, username
        assert ("còn thiếu 82,35 điểm" in said) is (username != "other"), "only who sees the index sees how it stands"
    form = html.fromstring(text(sign_in("office").get(address))).xpath("//form[.//input[@name='points']]")[0]
    assert form.fields["points"] == "85,5" and form.fields["seen"] == str(made.pk)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ({"points": "", "rank": ""}, "Chưa ghi mục tiêu nào"),
        ({"points": "120"}, "không quá 100"),
        ({"rank": "ba"}, "bằng số"),
        ({"rank": "9"}, "từ 1 đến 3"),
        ({"decision": ""}, "số kế hoạch hoặc quyết định"),
        ({"decided": "31/2/2023"}, "không phải một ngày đúng"),
        ({"field-0": "99"}, "lĩnh vực I "),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(sign_in, scored, typed, says):
    answer = sign_in("office").post(reverse("goal_set", args=[DISTRICT]), TYPED | typed)
    assert answer.status_code == 422 and not Goal.objects.exists()
    page = answer.content.decode()
    assert says in words(page)
    form = html.fromstring(page).xpath("//form[.//input[@name='points']]")[0]
    assert all((form.fields[key] or "") == value for key, value in (TYPED | typed).items())


def test_another_goal_meanwhile_is_shown_and_not_overwritten(sign_in, scored):
    actions.set_goal(scored.viewer("office"), DISTRICT, ASKED)
    answer = sign_in("office").post(reverse("goal_set", args=[DISTRICT]), TYPED)
    assert answer.status_code == 409 and Goal.objects.count() == 1


def test_a_goal_is_taken_out_with_a_reason(sign_in, scored):
    made, client = actions.set_goal(scored.viewer("office"), DISTRICT, ASKED), sign_in("office")
    address = reverse("goal_withdraw", args=[made.pk])
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "Ghi nhầm"}).status_code == 302
    said = words(text(client.get(reverse("goals"))))
    assert "Chưa đặt mục tiêu" in said and "đã bỏ" in said


def test_communes_have_a_goal_of_points_for_each(sign_in, scored):
    client, address = sign_in("office"), reverse("goal_set", args=[COMMUNE])
    assert 'name="rank"' not in text(client.get(address))
    assert client.post(address, TYPED | {"points": "80"}).status_code == 302
    agency = scored.agency("thi-tran-dieu-tri")
    said = words(text(client.get(reverse("agency_card", args=[agency.pk]))))
    assert "Để đạt từ 80,00 điểm" in said and "hạng 2" not in said


def test_the_leaders_page_holds_the_index_against_the_goal(sign_in, scored):
    client = sign_in("leader")
    said = words(text(client.get(reverse("overview"))))
    assert "Chưa đặt mục tiêu" in said and "Mục tiêu" not in marks(client), "blank is not zero"
    actions.set_goal(scored.viewer("office"), DISTRICT, ASKED)
    page = text(client.get(reverse("overview")))
    said = words(page)
    assert "Để đạt từ 85,00 điểm: nếu năm kết thúc hôm nay còn thiếu 81,85 điểm" in said
    assert "hạng 2 (từ 70,00 điểm)" in said
    assert "Hạng 2 tính theo điểm năm 2022 của các đơn vị khác" in said
    (mark, of_rank) = html.fromstring(page).xpath("//svg[contains(@class, 'overview-bar')]/rect[@class='mark-goal']")
    assert (mark.get("x"), of_rank.get("x")) == ("850", "700")
    rows = html.fromstring(page).xpath("//tr[@class='overview-goal']")
    assert [" ".join(row.text_content().split()) for row in rows] == ["Mục tiêu85,00", "Mục tiêu hạng 270,00"]
    drawn = client.get(reverse("overview_picture")).content.decode()
    assert "Mục tiêu: 85,00" in drawn and "Mục tiêu hạng 2: 70,00" in drawn


def marks(client) -> str:
    return client.get(reverse("overview_picture")).content.decode()


def test_a_goal_out_of_reach_says_what_is_lost(sign_in, scored):
    client, office = sign_in("leader"), scored.viewer("office")
    actions.set_goal(office, DISTRICT, replace(ASKED, points=Decimal(100), rank=None))
    said = words(text(client.get(reverse("index"))))
    assert "không thể đạt" in said and "vì đã mất" in said and "nhiều nhất ở V.1a" in said


def test_goals_of_fields_stand_in_the_tree(sign_in, scored):
    client = sign_in("office")
    assert client.post(reverse("goal_set", args=[DISTRICT]), TYPED | {"field-8": "25"}).status_code == 302
    page = html.fromstring(text(client.get(reverse("index"))))
    (table,) = page.xpath("//table[contains(@class, 'score-tree')]")
    assert "Mục tiêu" in [head.text_content() for head in table.xpath("./thead//th")]
    cells = {
        row.xpath("string(./th)").split(".")[0].strip(): row.xpath("string(./td[@data-label='Mục tiêu'])")
        for row in table.xpath("./tbody/tr[@class='group']")
    }
    assert cells["IX"] == "25" and cells["I"] == "–"


def test_without_goals_of_fields_the_tree_has_no_column_of_them(sign_in, scored):
    actions.set_goal(scored.viewer("office"), DISTRICT, ASKED)
    page = html.fromstring(text(sign_in("office").get(reverse("index"))))
    assert not page.xpath("//td[@data-label='Mục tiêu']")


def test_what_if_begins_with_the_goal(sign_in, scored):
    client, address = sign_in("leader"), reverse("what_if")
    actions.set_goal(scored.viewer("office"), DISTRICT, ASKED)
    page = text(client.get(address))
    assert "Đạt từ 85 điểm" in page and "Đạt hạng 2 (từ 70 điểm)" in page and "9/KH-UBND" in page
    assert fields(page) == ("85", "2")
    assert fields(text(client.get(address, {"dat": "", "hang": ""}))) == ("", ""), "cleared by hand stays cleared"
    assert fields(text(client.get(address, {"dat": "90"}))) == ("90", "")


def fields(page: str) -> tuple[str, str]:
    found = html.fromstring(page)
    return tuple(found.xpath(f"//input[@name='{name}']")[0].get("value") for name in ("dat", "hang"))


def test_a_goal_of_a_set_that_is_used_no_more_is_told(sign_in, scored):
    made = actions.set_goal(scored.viewer("office"), DISTRICT, ASKED)
    Goal.objects.filter(pk=made.pk).update(set_name="bo-cu@2022")
    SetInUse.objects.create(
        programme=scored.programme, level="district", set_name="bo-cu@2022", fingerprint="0" * 64,
        takes_effect=date(2022, 1, 1), chosen_at=AT,
    )  # fmt: skip
    said = words(text(sign_in("leader").get(reverse("overview"))))
    assert "theo bộ bo-cu@2022, không còn dùng để chấm" in said and "còn thiếu 81,85" not in said
    client = sign_in("office")
    agency = scored.agency("thi-tran-dieu-tri")
    assert "bo-cu@2022" not in text(client.get(reverse("agency_card", args=[agency.pk]))), "that was not of communes"
    page = text(client.get(reverse("goal_set", args=[DISTRICT])))
    assert "theo mục tiêu của bộ bo-cu@2022" in page
    form = html.fromstring(page).xpath("//form[.//input[@name='points']]")[0]
    assert (form.fields["points"], form.fields["seen"] or "") == ("85", "")


def test_the_number_of_queries_does_not_grow(sign_in, scored, django_assert_max_num_queries):
    client, office = sign_in("office"), scored.viewer("office")
    actions.set_goal(office, DISTRICT, ASKED)
    client.get(reverse("goals"))
    with CaptureQueriesContext(connection) as before:
        client.get(reverse("goals"))
    for points in range(60, 70):
        later = replace(office, at=office.at + timedelta(minutes=points))
        actions.set_goal(later, DISTRICT, replace(ASKED, points=Decimal(points)), TODAY - timedelta(points))
    with django_assert_max_num_queries(len(before)):
        client.get(reverse("goals"))


def test_what_the_plan_asks_for_is_proposed_and_not_assumed(sign_in, scored):
    client, address = sign_in("office"), reverse("goal_set", args=[DISTRICT])
    assert "điền sẵn theo lời của kế hoạch" not in text(client.get(address)), "this plan asks for nothing"
    version = PlanVersion.objects.get()
    version.reading["plan"]["goal"] = {"points": "88.5", "rank": None, "words": "Phấn đấu Chỉ số CCHC đạt 88,5 điểm."}
    version.save()
    page = text(client.get(address))
    assert "điền sẵn theo lời của kế hoạch" in page and "Phấn đấu Chỉ số CCHC đạt 88,5 điểm." in page
    form = html.fromstring(page).xpath("//form[.//input[@name='points']]")[0]
    assert (form.fields["points"], form.fields["rank"] or "") == ("88,5", "")
    assert not Goal.objects.exists() and "Chưa đặt mục tiêu" in text(client.get(reverse("overview")))
