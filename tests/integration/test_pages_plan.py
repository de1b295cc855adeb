"""The plan as people of every kind meet it: a tree whose progress adds up, its filters, its table."""

import io
import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from parindex.records.actions import evidence
from parindex.records.actions import plan as plans
from parindex.records.actions import review as reviews
from parindex.records.actions import submission as submissions
from parindex.records.models import Agency, PlanVersion, Task
from tests.factories.pages import text
from tests.factories.programme import ROWS, confirm_plan, plan_text

DONE_PAIR = re.compile(r"<b>(\d+)</b>/(\d+)")


def pairs(page, part):
    """The (accepted, due) of each progress shown in a piece of the page."""
    return [(int(done), int(due)) for done, due in DONE_PAIR.findall(part(page))]


@pytest.fixture
def one_accepted(small):
    duty = small.obligation("phong-tu-phap", date(2023, 4, 30), "Tổng hợp")
    submissions.save_draft(small.viewer("reporter"), duty.pk, "Đã làm")
    proof = evidence.add_link(
        small.viewer("reporter"), duty.agency_id, "Báo cáo tháng 4", "https://a.example/", duty.opens, duty.due
    )
    submissions.attach(small.viewer("reporter"), duty.pk, proof.pk)
    sent = submissions.send(small.viewer("head"), duty.pk)
    reviews.accept(small.viewer("office"), sent.pk)
    return duty


def test_progress_of_parts_adds_up_to_the_whole(sign_in, one_accepted):
    page = text(sign_in("office").get(reverse("plan")))
    whole = pairs(page, lambda p: re.search(r'<p class="plan-sum">.*?</p>', p, re.DOTALL)[0])
    parts = pairs(page, lambda p: "".join(re.findall(r"<summary>.*?</summary>", p, re.DOTALL)))
    tasks = pairs(page, lambda p: "".join(re.findall(r'<tr><td class="plan-words">.*?</tr>', p, re.DOTALL)))
    assert whole == [(1, 2)], "two reports were due by the day, one is accepted"
    assert tuple(map(sum, zip(*parts, strict=True))) == whole[0]
    assert tuple(map(sum, zip(*tasks, strict=True))) == whole[0]


def test_a_task_shows_its_words_agencies_next_date_and_targets(sign_in, small):
    page = text(sign_in("office").get(reverse("plan")))
    row = re.search(r'<tr><td class="plan-words">[^\n]*Viết ít nhất 01 tin.*?</tr>', page, re.DOTALL)[0]
    assert "ít nhất 1 tin bài" in row
    assert "30/6/2023" in row
    assert row.count('<a class="dot ') == 14
    duty = small.obligation("xa-phuoc-hoa", date(2023, 6, 30), "Viết")
    assert f'href="{reverse("obligation", args=[duty.pk])}" title="UBND xã Phước Hòa: Đang mở"' in row
    waiting = re.search(r'<tr><td class="plan-words">[^\n]*Xin lỗi.*?</tr>', page, re.DOTALL)[0]
    assert "có hồ sơ trễ hạn" in waiting
    assert "Chờ sự kiện" in waiting


def test_agencies_of_a_task_are_named_where_few_and_summed_up_where_many(sign_in, small):
    page = text(sign_in("office").get(reverse("plan")))
    one = re.search(r'<tr><td class="plan-words">[^\n]*Tổng hợp kết quả.*?</tr>', page, re.DOTALL)[0]
    assert re.search(r"</svg></span>Phòng Tư pháp</a>", one), "the name is seen, not only heard"
    assert "plan-names" not in one
    many = re.search(r'<tr><td class="plan-words">[^\n]*Viết ít nhất 01 tin.*?</tr>', page, re.DOTALL)[0]
    assert "<summary>14 đang mở</summary>" in many
    printed = re.search(r'<ul class="plan-names print-only">.*?</ul>', many, re.DOTALL)[0]
    assert "<b>Đang mở:</b>" in printed
    assert "UBND xã Phước Hòa" in printed


def test_an_agency_counts_only_what_it_may_see(sign_in, small):
    page = text(sign_in("other").get(reverse("plan")))
    assert "Tổng hợp kết quả" in page, "the words are for all"
    assert "UBND xã Phước Hòa" not in page
    assert "UBND xã Phước Sơn</a>" in page


@pytest.mark.parametrize(
    ("query", "there", "absent"),
    [
        ({"thang": "7"}, "Tổng hợp kết quả", "Viết ít nhất"),
        ({"trang_thai": "waiting"}, "Công khai tài chính", "Tổng hợp kết quả"),
        ({"trang_thai": "late", "thang": "12"}, "Không có việc nào khớp", "Tổng hợp kết quả"),
        ({"thang": "77", "trang_thai": "x", "co_quan": "y"}, "Tổng hợp kết quả", "Không có việc nào khớp"),
    ],
)
def test_filters_narrow_the_tree(sign_in, query, there, absent):
    page = text(sign_in("office").get(reverse("plan"), query))
    assert there in page
    assert absent not in page


def test_the_filter_by_agency_keeps_its_choice(sign_in, small):
    agency = small.agency("xa-phuoc-hoa")
    page = text(sign_in("office").get(reverse("plan"), {"co_quan": agency.pk}))
    assert f'<option value="{agency.pk}" selected>' in page
    assert "Tổng hợp kết quả" not in page
    assert "Xin lỗi 100%" in page, "an event task of the agency stays"
    assert "UBND xã Phước Sơn</a>" not in page


def test_the_table_holds_every_task_with_its_numbers(sign_in, one_accepted):
    response = sign_in("office").get(reverse("plan_xlsx"))
    assert response.status_code == 200
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(response.content)).get_sheet_by_index(0).to_python()
    head = next(n for n, row in enumerate(sheet) if row[0] == "Phần")
    rows = {row[3]: dict(zip(sheet[head], row, strict=True)) for row in sheet[head + 1 :] if row[3]}
    assert len(rows) == Task.objects.count()
    report = rows["Tổng hợp kết quả và báo cáo"]
    assert (report["Đến hạn"], report["Đã duyệt (đến hạn)"], report["Trễ"]) == (2, 1, 1)
    assert report["Hạn tới"] == date(2023, 5, 31)
    assert report["Cơ quan đang trễ"] == "Phòng Tư pháp"


def test_without_a_plan_the_page_says_what_to_do(sign_in, small):
    plans.undo(small.viewer("office"), PlanVersion.objects.get().pk, "Thử")
    assert reverse("imports") in text(sign_in("office").get(reverse("plan"))).split("empty-state")[1]
    assert "chưa nhập kế hoạch" in text(sign_in("other").get(reverse("plan")))
    assert sign_in("office").get(reverse("plan_xlsx")).status_code == 404


def test_a_second_plan_has_its_own_page(sign_in, small):
    title = "Kiểm soát thủ tục và chuyển đổi số của huyện Tuy Phước năm 2023"
    confirm_plan(small, plan_text((ROWS[0], ROWS[3].replace("Kiểm tra việc", "Rà soát việc")), title))
    page = text(sign_in("office").get(reverse("plan")))
    other = re.findall(r'href="\?ke-hoach=([0-9a-f-]+)"', page)
    assert len(other) == 2
    assert any("Rà soát việc" in text(sign_in("office").get(reverse("plan"), {"ke-hoach": pk})) for pk in other)
    assert sign_in("office").get(reverse("plan"), {"ke-hoach": "không"}).status_code == 404


def test_the_plan_asks_as_often_for_many_agencies_and_tasks_as_for_few(sign_in, small):
    office, counts = sign_in("office"), []
    title = "Một kế hoạch dài hơn nhiều của huyện Tuy Phước năm 2023"
    rows = tuple(row.replace("| Phòng Tư pháp |", "| UBND các xã, thị trấn |") for _ in range(6) for row in ROWS)
    confirm_plan(small, plan_text(tuple(f"{row} " for row in rows), title))
    for query in ({"ke-hoach": v.plan_id} for v in PlanVersion.objects.order_by("confirmed_at", "plan__title")):
        office.get(reverse("plan"), query)
        with CaptureQueriesContext(connection) as asked:
            text(office.get(reverse("plan"), query))
        counts.append(len(asked))
    assert len(counts) == 2
    assert counts[0] == counts[1]
    assert Agency.objects.count() > 20
