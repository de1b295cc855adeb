"""The page of what if: what moves, the cheapest way, who sees it, that nothing is written, and its queries."""

import re
import time
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parindex.core.criteria_reading import load_set
from parindex.records.models import CriterionTie, History, PeerScore
from parindex.records.queries import baseline, scorecard, what_if
from tests.factories.pages import text
from tests.factories.programme import AT
from tests.factories.scores import SETS, card, use_sets

GIVEN = {"III.6a": {"ratio": ["96", "100"]}, "I.7": {"count": "2"}}
URL = "/cham-diem/thu/"


@pytest.fixture
def scored(small, monkeypatch):
    use_sets(small, "district")
    given = card("district", "UBND huyện", GIVEN)
    drawn = scorecard.authority

    def authority(viewer, criteria):
        return replace(drawn(viewer, criteria), card=given)

    monkeypatch.setattr(scorecard, "authority", authority)
    return small


@pytest.fixture
def peers(scored):
    year = baseline.year_before(scored.viewer("office"))
    for name, points in (("Phù Cát", "80"), ("An Nhơn", "2")):
        PeerScore.objects.create(
            programme=scored.programme, year=year, name=name, points=points, sort_key=name, loaded_at=AT + timedelta(1)
        )


def test_a_target_moves_the_index_and_nothing_is_written(sign_in, scored):
    client, before = sign_in("office"), History.objects.count()
    page = text(client.get(URL, {"con-so.III.6a": "100"}))
    assert "3,15" in page and "3,25" in page and "đã đổi" in page
    assert History.objects.count() == before
    assert "đã đổi" not in text(client.get(URL))


def test_points_of_what_measures_no_number(sign_in, scored):
    page = text(sign_in("leader").get(URL, {"diem.I.4": "0,5"}, headers={"HX-Request": "true"}))
    assert "<body" not in page and "3,65" in page


@pytest.mark.parametrize(
    ("sent", "moved"),
    [
        ({"tra-loi.I.4:done": "yes", "tra-loi.I.4:day": "20/6/2023"}, "I.4"),
        ({"tra-loi.I.4:done": "yes", "tra-loi.I.4:day": "20/6/2023", "dat": "40"}, "I.4"),
        ({"tra-loi.III.6a:numerator": "48", "tra-loi.III.6a:denominator": "96"}, "III.6a"),
        (
            {
                "tra-loi.III.6a:not_assigned": "on",
                "tra-loi.III.6a:numerator": "96",
                "tra-loi.III.6a:denominator": "100",
            },
            "III.6a",
        ),
        ({"tra-loi.I.7:count": "4"}, "I.7"),
        ({"tra-loi.KS.1:mean": "4", "tra-loi.KS.1:of": "5", "tra-loi.KS.1:n": "90"}, "KS.1"),
        ({"tra-loi.IX.1:share": "85,5"}, "IX.1"),
    ],
)
def test_answers_in_the_fields_of_each_method(sign_in, scored, sent, moved):
    page = text(sign_in("office").post(URL, sent, headers={"HX-Request": "true"}))
    assert "notice-warning" not in page
    assert f'<th scope="row" class="nowrap">{moved}</th>' in page.partition("Điểm đã đổi")[2]


def whole_form(client):
    """What a browser sends of the page as it stands: every field but the boxes that are not ticked."""
    page = client.get(URL)
    sent = {"nen": page.context["kept"]}
    for row in page.context["rows"]:
        if row.form:
            sent |= {row.form.mark: "1", row.effort_name: row.effort}
            for bound in [*row.form.first, *row.form.others]:
                shown = bound.field.widget.format_value(bound.value())
                shown = shown[0] if isinstance(shown, list) else shown
                if bound.field.widget.input_type == "checkbox":
                    sent |= {bound.html_name: "on"} if bound.value() else {}
                else:
                    sent[bound.html_name] = shown or ""
    return sent


def test_the_page_as_it_stands_changes_nothing_and_one_box_more_is_one_change(sign_in, scored):
    client = sign_in("office")
    sent = whole_form(client)
    assert "Điểm đã đổi" not in text(client.post(URL, sent, headers={"HX-Request": "true"}))
    boxes = [name for name in client.get(URL).context["rows"] if name.form and name.form.id == "I.3"][0].form
    first = next(bound for bound in boxes.first if bound.field.widget.input_type == "checkbox")
    page = client.post(URL, sent | {first.html_name: "on"}, headers={"HX-Request": "true"})
    assert list(page.context["asked"].changes) == ["I.3"]


def test_ticks_of_today_can_be_taken_away(sign_in, scored, monkeypatch):
    ticked = next(each for each in load_set(SETS["district"]).walk() if each.id == "I.3").method.items[0].id
    given = card("district", "UBND huyện", {"I.3": {"checked": [ticked]}})
    drawn = scorecard.authority
    monkeypatch.setattr(scorecard, "authority", lambda viewer, rule: replace(drawn(viewer, rule), card=given))
    client = sign_in("office")
    sent = whole_form(client)
    assert sent.pop(f"tra-loi.I.3:item_{ticked}") == "on"
    page = client.post(URL, sent, headers={"HX-Request": "true"})
    assert dict(page.context["asked"].changes["I.3"].data) == {"checked": []}


def test_what_is_tried_stands_on_what_was_shown_and_nothing_is_counted_again(sign_in, scored, monkeypatch):
    client, drawn, counted = sign_in("office"), scorecard.authority, []
    monkeypatch.setattr(scorecard, "authority", lambda *given: counted.append(1) or drawn(*given))
    kept = client.get(URL).context["kept"]
    whole = client.post(URL, {"con-so.III.6a": "100"}, headers={"HX-Request": "true"})
    assert len(counted) == 2
    again = client.post(URL, {"con-so.III.6a": "100", "nen": kept}, headers={"HX-Request": "true"})
    assert again.content == whole.content and len(counted) == 2
    client.post(URL, {"nen": kept[:-1]}, headers={"HX-Request": "true"})
    sign_in("leader").post(URL, {"nen": kept}, headers={"HX-Request": "true"})
    assert len(counted) == 4
    assert sign_in("other").post(URL, {"nen": kept}).status_code == 404


def test_what_is_not_tried_stays_folded(sign_in, scored):
    client = sign_in("office")
    assert "<details open" not in text(client.get(URL)).partition("Đổi từng tiêu chí")[2]
    assert "<details open" in text(client.post(URL, {"diem.III.6a": "1"})).partition("Đổi từng tiêu chí")[2]


def test_two_ways_at_once_are_told(sign_in, scored):
    page = text(sign_in("office").post(URL, {"con-so.III.6a": "90", "diem.III.6a": "1"}))
    assert "III.6a: xin thử một cách" in page and "đã đổi" not in page


def test_the_fragment_marks_what_is_changed(sign_in, scored):
    page = text(sign_in("office").post(URL, {"con-so.III.6a": "100"}, headers={"HX-Request": "true"}))
    assert page.count(">đã đổi<") == 1 and page.count('hx-swap-oob="true"') == len(scored_ids())
    whole = text(sign_in("office").get(URL))
    assert all(f'id="{mark}"' in whole for mark in re.findall(r'id="(changed-\d+)"', page))


def scored_ids():
    return [each.id for each in load_set(SETS["district"]).walk() if each.method is not None]


def test_ranks_among_published_scores(sign_in, peers):
    page = text(sign_in("office").get(URL, {"con-so.III.6a": "0"}))
    assert "2/3" in page and "3/3" in page


def test_the_cheapest_way_by_points_and_by_rank(sign_in, peers):
    page = text(sign_in("office").get(URL, {"dat": "85", "hang": "1", "cong-suc.KS.1": "90"}))
    assert "Đạt từ 85 điểm" in page and "Đạt hạng 1 (từ 80 điểm)" in page
    assert "Cách rẻ nhất" in page and "mặc định" in page
    assert re.search(r'<a href="/cham-diem/tieu-chi/[^"]+/">', page)
    assert "không đạt được" in text(sign_in("office").get(URL, {"dat": "101"})).lower()


@pytest.mark.parametrize(
    ("asked", "says"),
    [
        ({"con-so.III.6a": "nhiều"}, "III.6a: “nhiều” không phải một số đúng"),
        ({"diem.I.4": "7"}, "lớn hơn điểm tối đa"),
        ({"cong-suc.I.4": "-1"}, "là số âm"),
        ({"dat": "tám"}, "“tám” không phải số"),
        ({"hang": "1"}, "Chưa có điểm của đơn vị nào khác"),
        ({"hang": "nhất"}, "không phải số nguyên"),
    ],
)
def test_what_cannot_be_read_is_told_and_the_rest_counts(sign_in, scored, asked, says):
    page = text(sign_in("office").get(URL, asked | {"con-so.I.7": "4"}))
    assert says in page and "đã đổi" in page


def test_what_the_office_said_of_efforts_counts(scored):
    use = CriterionTie.objects.create
    use(programme=scored.programme, set_name=SETS["district"], criterion="I.4", effort="2.5", changed_at=AT)
    use(programme=scored.programme, set_name=SETS["district"], criterion="X.9", effort="3", changed_at=AT)
    found = what_if.ground(scored.viewer("office"))
    assert found.efforts == {"I.4": Decimal("2.5")}


def test_who_sees_no_scores_of_the_authority_finds_nothing(sign_in, scored):
    assert sign_in("other").get(URL).status_code == 404
    assert sign_in("leader").get(URL).status_code == 200


def test_without_a_set_in_use_the_page_says_so(sign_in, small):
    assert "Chưa chọn bộ tiêu chí cho cấp huyện" in text(sign_in("office").get(URL))


def test_a_constant_number_of_queries_however_much_is_tried(sign_in, peers):
    client = sign_in("office")
    client.get(URL)
    with CaptureQueriesContext(connection) as few:
        client.get(URL)
    with CaptureQueriesContext(connection) as many:
        client.get(URL, {"con-so.III.6a": "100", "con-so.I.7": "4", "diem.I.4": "1", "dat": "85", "hang": "1"})
    assert len(many) == len(few)


def test_a_change_moves_within_a_tenth_of_a_second(sign_in, peers):
    client, taken = sign_in("office"), []
    sent = whole_form(client)
    for share in range(60):
        start = time.process_time()
        answer = client.post(URL, sent | {"con-so.III.6a": str(share)}, headers={"HX-Request": "true"})
        taken.append(time.process_time() - start)
        assert answer.status_code == 200
    print("p95", sorted(taken)[56])
    assert sorted(taken)[56] < 0.3  # the limit is a tenth on a machine that does nothing else
