"""The board, the calendar and its feed, search, history: as people meet them in a browser."""

import re
from datetime import date

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from parindex.core.words import fold
from parindex.records.actions import obligation as obligation_actions
from parindex.records.models import User
from parindex.records.queries import search
from tests.factories.pages import text
from tests.factories.programme import ROWS, confirm_plan, plan_text


def test_the_board_shows_everybody_and_opens_only_ones_own(sign_in, small):
    page = text(sign_in("other").get(reverse("board")))
    assert "UBND xã Phước Hòa" in page
    own, others = small.agency("xa-phuoc-son").pk, small.agency("xa-phuoc-hoa").pk
    assert reverse("board_cell", args=[own, 202306]) in page
    assert reverse("board_cell", args=[others, 202306]) not in page
    assert sign_in("other").get(reverse("board_cell", args=[others, 202306])).status_code == 404
    assert "Viết ít nhất 01 tin" in text(sign_in("other").get(reverse("board_cell", args=[own, 202306])))


@pytest.mark.parametrize("month", [202313, 5, 999999])
def test_a_month_that_is_none_does_not_exist(sign_in, small, month):
    address = reverse("board_cell", args=[small.agency("xa-phuoc-son").pk, month])
    assert sign_in("office").get(address).status_code == 404


def test_who_is_late_stands_above_the_table_and_opens_ones_list(sign_in, small, settings):
    office = sign_in("office")
    settings.PARINDEX_TODAY = date(2023, 7, 5)
    page = text(office.get(reverse("board")))
    behind = re.search(r'<section class="board-behind".*?</section>', page, re.DOTALL)[0]
    assert page.index("board-behind") < page.index("<table")
    counts = [int(n) for n in re.findall(r"(\d+) việc trễ", behind)]
    assert counts == sorted(counts, reverse=True)
    assert len(counts) == 5
    first = re.search(r'<li><a href="([^"]+)">([^<]+)', behind)
    assert first[2] == "Phòng Tư pháp"
    assert first[1] == reverse("board_cell", args=[small.agency("phong-tu-phap").pk, 0])
    row = re.search(rf'<th scope="row" class="table-first">{first[2]}</th><td.*?</td>', page)[0]
    assert f">{counts[0]}</a>" in row, "the number of late duties stands beside the name"
    assert "và 9 cơ quan khác" in behind


def test_the_board_asks_as_often_for_a_long_plan_as_for_a_short_one(sign_in, small):
    office = sign_in("office")
    office.get(reverse("board"))
    with CaptureQueriesContext(connection) as short:
        text(office.get(reverse("board")))
    rows = tuple(row.replace("Báo cáo", f"Báo cáo {n}") for n in range(5) for row in ROWS)
    confirm_plan(small, plan_text(rows, "Một kế hoạch dài hơn của huyện Tuy Phước năm 2023"))
    with CaptureQueriesContext(connection) as long:
        text(office.get(reverse("board")))
    assert len(long) == len(short)


def test_the_picture_says_the_same_as_the_table(sign_in):
    response = sign_in("office").get(reverse("board_picture"))
    assert response["Content-Type"] == "image/svg+xml"
    drawn = response.content.decode()
    assert "UBND xã Phước Hòa" in drawn
    assert "<script" not in drawn


def test_one_button_reminds_and_the_list_is_empty_afterwards(sign_in):
    monitor = sign_in("monitor")
    page = text(monitor.get(reverse("reminders")))
    chosen = [part.split('"')[0] for part in page.split('name="duty" value="')[1:]]
    assert chosen
    monitor.post(reverse("reminders"), {"duty": chosen})
    assert mail.outbox
    assert "Không còn việc nào cần nhắc" in text(monitor.get(reverse("reminders")))
    assert sign_in("head").get(reverse("reminders")).status_code == 404


def test_the_calendar_shows_duties_and_why_a_day_is_off(sign_in):
    page = text(sign_in("head").get(reverse("calendar"), {"thang": "2023-05"}))
    assert "Ngày Quốc tế lao động" in page
    assert "Tổng hợp kết quả" in page
    assert sign_in("head").get(reverse("calendar"), {"thang": "2023-5x"}).status_code == 200
    assert sign_in("head").get(reverse("calendar"), {"thang": "2023-13"}).status_code == 422


def test_the_feed_belongs_to_its_secret_and_a_new_one_ends_the_old(sign_in, client, small):
    head = sign_in("head")
    address = text(head.post(reverse("feed_address"))).split('readonly value="')[1].split('"')[0]
    client.logout()
    feed = Calendar.from_ical(client.get(address).content)
    events = list(feed.walk("VEVENT"))
    assert {str(event["summary"]) for event in events if "Kiểm tra việc công khai" in event["summary"]}
    assert all("Phòng Tư pháp" in event["description"] for event in events)
    text(sign_in("head").post(reverse("feed_address")))
    assert client.get(address).status_code == 404
    assert client.get(reverse("feed", args=["x"])).status_code == 404


def test_the_feed_of_a_deactivated_account_is_gone(sign_in, client, small):
    address = text(sign_in("head").post(reverse("feed_address"))).split('readonly value="')[1].split('"')[0]
    User.objects.filter(username="head").update(is_active=False)
    client.logout()
    assert client.get(address).status_code == 404


def test_search_forgives_diacritics_and_order(sign_in):
    page = text(sign_in("reporter").get(reverse("search"), {"q": "khai cong THU TUC"}))
    assert "Kiểm tra việc công khai thủ tục" in page
    assert "Không thấy gì khớp" in text(sign_in("reporter").get(reverse("search"), {"q": "không có từ này đâu"}))


def test_history_is_for_those_who_may_read_it(sign_in, small):
    duty = small.obligation("phong-tu-phap", date(2023, 6, 19))
    obligation_actions.extend(small.viewer("office"), duty.pk, date(2023, 7, 3), "Lý do riêng")
    for reader in ("office", "leader", "monitor", "admin", "head"):
        assert "Lý do riêng" in text(sign_in(reader).get(reverse("history_of", args=[duty.pk]))), reader
    for stranger in ("reporter", "other", "other_head"):
        assert sign_in(stranger).get(reverse("history_of", args=[duty.pk])).status_code == 404, stranger
        assert "Lý do riêng" not in text(sign_in(stranger).get(reverse("history")))


def test_a_line_of_the_history_leads_to_its_duty_where_one_may_see_it(sign_in, small):
    duty = small.obligation("phong-tu-phap", date(2023, 6, 19))
    obligation_actions.extend(small.viewer("office"), duty.pk, date(2023, 7, 3), "Lý do riêng")
    address = reverse("obligation", args=[duty.pk])
    assert address in text(sign_in("office").get(reverse("history")))
    assert address in text(sign_in("head").get(reverse("history")))
    assert address not in text(sign_in("admin").get(reverse("history")))


def test_what_says_the_words_together_comes_first(sign_in):
    viewer = sign_in("office").get(reverse("home")).wsgi_request.viewer
    hits = search.search(viewer, "kết quả").tasks
    together = [("ket qua" in fold(task.text)) for task in hits]
    assert together == sorted(together, reverse=True)
