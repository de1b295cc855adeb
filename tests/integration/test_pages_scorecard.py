"""The index on the screen: the tree with its numbers, one criterion, who sees whose card, and tying criteria."""

import json
from datetime import date
from decimal import Decimal as D

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html

from parindex.core.baselines import Line, Result
from parindex.core.criteria_reading import load_set
from parindex.core.receipts import against_totals, verify
from parindex.records.actions import baseline as baselines
from parindex.records.actions import criteria_set as sets
from parindex.records.actions import criterion_tie as ties
from parindex.records.models import CriterionTie, Task
from tests.factories.dossiers import ALL, IN_TIME, code, take_in
from tests.factories.pages import text

SET, COMMUNES = "tuy-phuoc-huyen@2023", "tuy-phuoc-xa@2023"


@pytest.fixture
def scored(small):
    by = small.viewer("office")
    sets.choose(by, "district", SET, date(2023, 1, 1))
    sets.choose(by, "commune", COMMUNES, date(2023, 1, 1))
    task = Task.objects.get(text__contains="Tổng hợp")
    ties.tie(by, SET, "I.1", [task.pk], source={"duties": "on_time_share"})
    return small


def said(page):
    return " ".join(html.fromstring(page).text_content().split())


def row_of(page, id):
    rows = html.fromstring(page).xpath("//table[contains(@class, 'score-tree')]//tr[th]")
    return next(row for row in rows if row.xpath("string(th)").strip().startswith(f"{id}. "))


def test_the_tree_shows_points_gaps_and_where_each_answer_is(sign_in, scored):
    page = text(sign_in("leader").get(reverse("index")))
    first = row_of(page, "I.1")
    assert "đếm được" in first.text_content()
    assert "Phòng Tư pháp" in first.text_content()
    assert "chưa có" in row_of(page, "I.2").text_content()
    assert "giả định" in said(page)


def test_gaps_by_field_and_by_agency_add_up_to_the_same(sign_in, scored):
    page = html.fromstring(text(sign_in("leader").get(reverse("index"))))
    sums = [table.xpath("string(.//tfoot//td)").strip() for table in page.xpath("//table[.//tfoot]")]
    assert sums == [sums[0]] * 2
    assert sums[0] == "100,00"


def test_last_year_stands_beside_this_year(sign_in, scored):
    result = Result(D(76), D(100), (Line("Chỉ đạo", D(9), D(12), ("I",)), Line("Còn lại", D(67), D(88))), 10, 11)
    baselines.enter(scored.viewer("office"), 2022, result)
    page = text(sign_in("leader").get(reverse("index")))
    assert "năm 2022: 76/100, hạng 10/11" in said(page)
    assert row_of(page, "I").xpath("td[2]")[0].text_content().strip() == "9"


def test_a_criterion_says_why_and_from_what(sign_in, scored):
    page = said(text(sign_in("leader").get(reverse("criterion", args=["I.1"]))))
    assert "0/2 = 0 %" in page
    assert "0 trên 2 việc đã xong đúng hạn" in page
    assert "Tổng hợp kết quả" in page


def test_an_agency_sees_its_own_card_and_no_other(sign_in, scored):
    mine, other = scored.agency("xa-phuoc-son"), scored.agency("thi-tran-dieu-tri")
    client = sign_in("other_head")
    assert client.get(reverse("index")).url == reverse("agency_card", args=[mine.pk])
    assert "Phước Sơn" in said(text(client.get(reverse("agency_card", args=[mine.pk]))))
    for address in (
        reverse("agency_card", args=[other.pk]), reverse("criterion", args=["I.1"]), reverse("index_xlsx"),
        reverse("agency_criterion", args=[other.pk, "I.1"]), reverse("criterion_tie", args=[SET, "I.1"]),
    ):  # fmt: skip
        text(client.get(address), 404)


def test_what_is_not_scored_is_not_there(sign_in, scored):
    client = sign_in("office")
    for address in (
        reverse("criterion", args=["III.6"]), reverse("criterion", args=["no"]),
        reverse("criterion_tie", args=[SET, "III.6"]), reverse("criterion_tie", args=["no@1", "I.1"]),
    ):  # fmt: skip
        text(client.get(address), 404)


def test_the_office_ties_a_criterion_on_the_screen(sign_in, scored):
    client, task = sign_in("office"), Task.objects.get(text__contains="Viết ít nhất")
    address = reverse("criterion_tie", args=[SET, "I.5"])
    text(client.get(address))
    sent = {
        "source": "duties:done_count",
        "tasks": [str(task.pk)],
        "kinds": ["commune"],
        "version": "0",
        "effort": "2,5",
    }
    assert client.post(address, sent).url == reverse("criterion", args=["I.5"])
    made = CriterionTie.objects.get(set_name=SET, criterion="I.5")
    assert made.effort == D("2.5")
    assert (list(made.tasks.all()), made.source) == ([task], {"duties": "done_count", "kinds": ["commune"]})
    first = html.fromstring(text(client.get(address))).xpath("//*[@id='id_tasks']//input")[0]
    assert first.get("value") == str(task.pk) and "checked" in first.attrib, "what is ticked stands first"
    own = scored.agency("xa-phuoc-son").pk
    back = client.post(f"{address}?don-vi={own}", sent | {"version": str(made.version)})
    assert back.url == reverse("agency_criterion", args=[own, "I.5"])
    stale = text(client.post(address, sent), 409)
    assert "người khác sửa" in stale
    text(client.post(address, sent | {"source": "indicator:none"}), 422)


def test_the_office_ties_what_nobody_tied(sign_in, scored):
    address = reverse("tie_by_rules", args=[SET])
    text(sign_in("leader").post(address), 404)
    client = sign_in("office")
    assert client.post(address).status_code == 302
    page = said(text(client.get(reverse("index"))))
    assert "Kế hoạch không có mục mà quy tắc nêu" in page
    assert CriterionTie.objects.filter(set_name=SET).count() == 43


def test_a_task_says_which_criteria_it_wins(sign_in, scored):
    address = reverse("task", args=[Task.objects.get(text__contains="Tổng hợp").pk])
    link = reverse("criterion", args=["I.1"])
    assert link in text(sign_in("leader").get(address))
    page = text(sign_in("head").get(address))
    assert "I.1. Mức độ hoàn thành" in page
    assert link not in page


def test_the_sheet_has_every_line(sign_in, scored):
    answer = sign_in("leader").get(reverse("index_xlsx"))
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("application/vnd.openxmlformats")


def test_every_point_has_a_receipt_that_can_be_recomputed(sign_in, scored):
    given = json.loads(text(sign_in("leader").get(reverse("receipt"))))["receipts"]
    assert [found for one in given for found in verify(one, load_set(SET))] == []
    assert not any(against_totals(given))
    first = next(one for one in given if one["criterion"] and one["criterion"]["id"] == "I.1")
    assert first["origin"]["source"] == {"duties": "on_time_share"}
    assert first["inputs"] == {"ratio": ["0", "2"]}
    one = json.loads(text(sign_in("leader").get(reverse("receipt") + "?tieu-chi=I.1")))["receipts"]
    assert one == [first]
    text(sign_in("leader").get(reverse("receipt") + "?tieu-chi=no"), 404)


def test_without_a_set_the_page_says_what_to_do(sign_in, small):
    assert "Chưa chọn bộ tiêu chí" in text(sign_in("office").get(reverse("index")))
    assert "Chưa có bộ tiêu chí" in text(sign_in("leader").get(reverse("index")))


def test_the_pages_make_as_many_queries_however_much_is_tied(sign_in, scored):
    client, task = sign_in("leader"), Task.objects.get(text__contains="Tổng hợp")
    ties.tie(scored.viewer("office"), SET, "VII.2", [task.pk], source={"duties": "figures"})

    def count(address):
        with CaptureQueriesContext(connection) as found:
            text(client.get(address))
        return len(found)

    pages = (reverse("index"), reverse("criterion", args=["I.1"]))
    for page in pages:
        text(client.get(page))  # what is kept for later pages is asked once
    before = [count(page) for page in pages]
    ties.tie_by_rules(scored.viewer("office"), SET)
    assert [count(page) for page in pages] == before


def opened_from(client, address):
    """What a criterion says was counted, and what the page says to which it leads."""
    page = html.fromstring(text(client.get(address)))
    (link,) = page.xpath("//a[normalize-space()='Xem hồ sơ đứng sau']/@href")
    behind = html.fromstring(text(client.get(link)))
    return said(html.tostring(page, encoding="unicode")), " ".join(behind.xpath("//main")[0].text_content().split())


def test_a_count_opens_the_same_count(sign_in, scored):
    """The year so far, not the month; of the kinds of agencies that the criterion counts, not of all."""
    march = IN_TIME.but(code=code(7), received="01/03/2023 08:00", due="08/03/2023", finished="07/03/2023 09:00")
    take_in(scored, *ALL, march)
    by = scored.viewer("office")
    for id, kinds in (("III.6a", ["department", "office"]), ("III.6b", ["commune"]), ("III.7", [])):
        ties.tie(by, SET, id, [], source={"indicator": "on_time_share", "kinds": kinds})
    client = sign_in("leader")
    for id, sides in (("III.6a", (2, 3)), ("III.6b", (0, 1)), ("III.7", (2, 5))):
        told, behind = opened_from(client, reverse("criterion", args=[id]))
        assert f"{sides[0]} trên {sides[1]}" in told, id
        assert f"= {sides[0]}/{sides[1]}" in behind and "năm 2023" in behind, id
    assert "Chỉ tính UBND cấp xã" in opened_from(client, reverse("criterion", args=["III.6b"]))[1]
    ties.tie(by, COMMUNES, "III.4", [], source={"indicator": "on_time_share"})
    address = reverse("agency_criterion", args=[scored.agency("xa-phuoc-son").pk, "III.4"])
    told, behind = opened_from(client, address)
    assert "0 trên 1" in told and "= 0/1" in behind and "năm 2023" in behind


def test_what_is_not_due_yet_is_not_called_uncountable(sign_in, scored):
    """A duty of 20 June on 15 June, and a criterion that nothing counts."""
    task = Task.objects.get(text__contains="Kiểm tra việc công khai")
    ties.tie(scored.viewer("office"), SET, "IV.1b", [task.pk], source={"duties": "on_time_share"})
    client = sign_in("leader")
    told = said(text(client.get(reverse("criterion", args=["IV.1b"]))))
    assert "Chưa việc nào đến hạn hoặc được duyệt" in told and "Không có gì để đếm" not in told
    assert "Không có gì để đếm" in said(text(client.get(reverse("criterion", args=["I.2"]))))


def test_a_count_of_all_duties_leads_to_the_board(sign_in, scored):
    ties.tie(scored.viewer("office"), SET, "I.7", [], source={"duties": "on_time_share", "of": "programme"})
    page = html.fromstring(text(sign_in("leader").get(reverse("criterion", args=["I.7"]))))
    assert page.xpath("//a[normalize-space()='Xem bảng theo dõi']/@href") == [reverse("board")]


def test_no_code_of_machines_is_read_on_a_criterion(sign_in, scored):
    """Thresholds have their unit, formulas are words; versions of data are folded away."""
    take_in(scored, *ALL)
    ties.tie(scored.viewer("office"), SET, "III.6a", [], source={"indicator": "on_time_share"})
    page = html.fromstring(text(sign_in("leader").get(reverse("criterion", args=["III.6a"]))))
    facts = {
        term.text_content().strip(): term.getnext().text_content().strip()
        for term in page.xpath("//section[@aria-labelledby='quy-tac']//dt")
    }
    assert facts["Từ mức này được điểm tối đa"].endswith(" %")
    told = page.xpath("string(//main)")
    assert "*max" not in told and "× điểm tối đa" in told
    (folded,) = page.xpath("//details[summary[contains(., 'Phiên bản dữ liệu')]]")
    assert "sha256" in folded.text_content() or "Kho hồ sơ" in folded.text_content()
    folded.getparent().remove(folded)
    assert "Kho hồ sơ" not in page.xpath("string(//main)") and "dấu vết" not in page.xpath("string(//main)")
