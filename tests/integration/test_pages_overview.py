"""The leader's page: what it tells, to whom, where leaders land, and in how many queries."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import etree, html

from parindex.core.baselines import Line, Result
from parindex.records.actions import baseline as baselines
from parindex.records.actions import criterion_tie as ties
from parindex.records.actions import snapshot as snapshots
from parindex.records.models import AssessedAnswer, Task
from parindex.records.queries import overview, scorecard
from tests.factories.dossiers import ALL, LATE, code, take_in
from tests.factories.pages import text
from tests.factories.programme import TODAY
from tests.factories.scores import SETS, card, use_sets

THEN, NOW = {"III.6a": {"ratio": ["90", "100"]}}, {"III.6a": {"ratio": ["96", "100"]}, "I.7": {"count": "2"}}


@pytest.fixture
def scored(small, monkeypatch):
    """A card that moved this week, last year's result, two peers, a task for the worst gap, and two late reports."""
    use_sets(small, "district")
    drawn = scorecard.authority

    def authority(viewer, criteria):
        given = NOW if viewer.on > TODAY - timedelta(7) else THEN
        return replace(drawn(viewer, criteria), card=card("district", "UBND huyện", given))

    monkeypatch.setattr(scorecard, "authority", authority)
    office = small.viewer("office")
    ties.tie(office, SETS["district"], "IX.1", [Task.objects.get(text__startswith="Tổng hợp").pk])
    result = Result(Decimal("76.03"), Decimal(100), (Line("Tất cả", Decimal("76.03"), Decimal(100)),), 10, 11)
    baselines.enter(office, 2022, result)
    baselines.enter_peers(office, 2022, [baselines.Peer("Phù Cát", Decimal(80)), baselines.Peer("An Nhơn", Decimal(2))])
    snapshots.take(small.viewer("office", TODAY - timedelta(8)))
    return small


def words(page: str) -> str:
    return " ".join(html.fromstring(page).xpath("//main")[0].text_content().split())


def test_it_tells_the_index_the_ranks_and_what_moved(sign_in, scored):
    page = text(sign_in("leader").get(reverse("overview")))
    said = words(page)
    assert "3,15 / 100,00 điểm" in said, "if the year ended today"
    assert "Điểm giả định" in said
    assert "Năm 2022: 76,03 điểm, hạng 10/11" in said
    assert "hôm nay hạng 2/3; nếu chỉ giữ mức chắc chắn, hạng 3; nếu đạt hết phần còn có thể, hạng 1" in said
    assert "Từ 7/6/2023 (8 ngày): +3,15 điểm" in said
    assert "Do số đếm và kết quả đã có thay đổi ở 2 tiêu chí (+3,15 điểm)" in said
    moved = html.fromstring(page).xpath("//ol/li/a/text()")
    assert moved == ["III.6a", "I.7"]
    bar = html.fromstring(page).xpath("//svg[contains(@class, 'overview-bar')]/rect")
    assert sum(int(one.get("width")) for one in bar[:3]) == pytest.approx(1000, abs=2)


def test_gaps_tell_who_and_when_and_late_duties_whose(sign_in, scored):
    page = text(sign_in("leader").get(reverse("overview")))
    rows = html.fromstring(page).xpath("//section[contains(@class, 'overview-gaps')]//tbody/tr")
    assert len(rows) == 5
    first = " ".join(rows[0].text_content().split())
    assert first.startswith("IX.1") and "30,00" in first and "chưa có số liệu" in first
    assert "Phòng Tư pháp" in first and "30/6/2023" in first and "2 việc trễ" in first
    assert rows[0].xpath(".//td[4]/a/@href") == [
        reverse("task", args=[Task.objects.get(text__startswith="Tổng hợp").pk])
    ]
    assert "chưa có nhiệm vụ trong kế hoạch" in rows[1].text_content()
    (link,) = html.fromstring(page).xpath("//section[@aria-labelledby='viec-tre']//li/a/@href")
    behind = text(sign_in("leader").get(link))
    assert "Tổng hợp" in behind and "Công khai" not in words(behind), "only what that agency is late with"
    assert "Việc trễ hạn: 2" in words(page) and "Phòng Tư pháp 2/" in words(page)


@pytest.mark.parametrize(("keys", "says"), [(2, "Phòng Nội vụ, Phòng Tư pháp"), (3, "nhiều cơ quan (3)")])
def test_leaders_are_told_as_on_the_criteria_tree(sign_in, scored, keys, says):
    agencies = [scored.agency(key).pk for key in ("phong-tu-phap", "phong-noi-vu", "van-phong")[:keys]]
    ties.tie(scored.viewer("office"), SETS["district"], "IX.1", [], agencies, version=1)
    client = sign_in("leader")
    (row,) = html.fromstring(text(client.get(reverse("overview")))).xpath(
        "//section[@aria-labelledby='thieu']//tr[td][1]"
    )
    told = row.xpath("string(./td[@data-label='Cơ quan'])")
    assert told == (says if keys == 2 else f"{says} số liệu từ Các phòng; xã"), "of many, whom to ask"
    tree = html.fromstring(text(client.get(reverse("index"))))
    (row,) = tree.xpath("//table[contains(@class, 'score-tree')]//tr[starts-with(normalize-space(th), 'IX.1.')]")
    assert row.xpath("normalize-space(./td[@data-label='Chủ trì'])") == says


def test_late_dossiers_open_as_many_as_they_say(sign_in, scored):
    """Of the year to the day, wherever the source says that they are; those of last year are not among them."""
    old = LATE.but(code=code(9), received="01/03/2022 08:00", due="08/03/2022", finished="12/03/2022 09:00")
    older = LATE.but(code=code(10), received="01/12/2022 08:00", due="08/12/2022", finished="12/01/2023 09:00")
    take_in(scored, *ALL, old, older)
    client = sign_in("leader")
    page = html.fromstring(text(client.get(reverse("overview"))))
    (section,) = page.xpath("//section[@aria-labelledby='ho-so-tre']")
    said = " ".join(section.text_content().split())
    assert "Hồ sơ trễ hạn năm 2023: 5" in said and "Phòng Tư pháp 3/4 (2 đã xong, 1 đang quá hạn)" in said
    opened = [
        (link.text_content().split()[0], html.fromstring(text(client.get(link.get("href")))))
        for link in section.xpath(".//a")
    ]
    assert [number for number, _page in opened] == ["4", "1", "2", "1", "1"]
    for number, behind in opened:
        assert behind.xpath("string(//*[@class='figure-sum'])").split()[0] == number


def test_the_steps_lead_from_last_year_to_what_can_be_had(sign_in, scored):
    client = sign_in("leader")
    page = text(client.get(reverse("overview")))
    cells = [
        " ".join(cell.text_content() for cell in row)
        for row in html.fromstring(page).xpath("//section[contains(@class, 'overview-steps')]//tbody/tr")
    ]
    assert cells[0] == "Năm 2022 76,03" and "Thay đổi −72,88" in cells and "Nếu hết năm hôm nay 3,15" in cells
    drawn = client.get(reverse("overview_picture"))
    assert drawn["Content-Type"] == "image/svg+xml"
    found = "".join(etree.fromstring(drawn.content).itertext())
    assert "76,03" in found and "−72,88" in found and "bảng bên cạnh" in found


def test_leaders_land_on_it(sign_in, small):
    client = sign_in("leader")
    assert client.get(reverse("home")).url == reverse("overview")
    assert "Chưa chọn bộ tiêu chí cấp huyện" in text(client.get(reverse("overview")))
    assert client.get(reverse("overview_picture")).status_code == 404
    assert sign_in("admin").get(reverse("overview")).status_code == 404


@pytest.mark.parametrize("name", ["overview", "overview_picture"])
def test_agencies_find_no_index_of_the_authority(sign_in, scored, name):
    assert sign_in("other").get(reverse(name)).status_code == 404


def test_the_number_of_queries_does_not_grow(sign_in, scored, django_assert_max_num_queries):
    client = sign_in("leader")
    client.get(reverse("overview"))
    with CaptureQueriesContext(connection) as before:
        client.get(reverse("overview"))
    office = scored.viewer("office")
    task = Task.objects.get(text__startswith="Tổng hợp").pk
    for id in ("I.2", "I.3", "I.4", "I.5", "I.6"):
        ties.tie(office, SETS["district"], id, [task])
    for days in range(7, 2, -1):
        snapshots.take(scored.viewer("office", TODAY - timedelta(days)))
    with django_assert_max_num_queries(len(before)):
        client.get(reverse("overview"))
    assert len(before) < 40


def test_what_was_entered_since_is_told_apart_from_what_was_counted(sign_in, scored, monkeypatch):
    drawn = scorecard.authority

    def authority(viewer, criteria):
        row = AssessedAnswer(on=TODAY - timedelta(3), stage=AssessedAnswer.Stage.SELF)
        return replace(drawn(viewer, criteria), typed={"I.7": row}, origins={"I.7": "typed", "III.6a": "counted"})

    monkeypatch.setattr(scorecard, "authority", authority)
    said = words(text(sign_in("leader").get(reverse("overview"))))
    assert "tự chấm, thẩm định mới nhập ở 1 tiêu chí (+0,75 điểm)" in said
    assert "số đếm và kết quả đã có thay đổi ở 1 tiêu chí (+2,40 điểm)" in said


def test_more_may_be_possible_than_is_lacking_and_it_says_why(sign_in, scored, monkeypatch):
    """Of a share that can still go either way what it has today is open too."""
    why, client, drawn = "Còn có thể gồm cả điểm đang có", sign_in("leader"), scorecard.authority
    assert why not in text(client.get(reverse("overview"))), "what has no answer lacks all that is possible"
    monkeypatch.setattr(overview, "_MOST", 100)
    monkeypatch.setattr(
        scorecard, "authority",
        lambda viewer, criteria: replace(
            drawn(viewer, criteria), card=card("district", "UBND huyện", {"VII.8": {"ratio": ["1", "4"]}})
        ),
    )  # fmt: skip
    assert why in text(client.get(reverse("overview")))
