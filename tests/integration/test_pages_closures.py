"""Pages of closed periods: closing by the form, what was restated since, the sheet, opening again."""

from datetime import date
from io import BytesIO

import pytest
from django.urls import reverse
from lxml import html
from python_calamine import CalamineWorkbook

from parindex.records.actions import closure as actions
from parindex.records.models import Closure
from parindex.web.formats import moment
from tests.factories.dossiers import ALL, LATE, later, take_in
from tests.factories.pages import text

CUT_OFF = date(2023, 6, 15)  # the day of the tests


@pytest.fixture
def lake(small):
    take_in(small, *ALL)
    return small


@pytest.fixture
def closed(lake):
    """May to June 14, as a legal month."""
    return actions.close(lake.viewer("office"), "2023-06", "legal", CUT_OFF, CUT_OFF, "Báo cáo tháng 6")


def correct(small):
    take_in(small, LATE.but(finished="08/06/2023 09:00", updated="14/06/2023 08:00"), at=later(10))


def said(page):
    return " ".join(html.fromstring(page).text_content().split())


def test_the_office_closes_a_month_by_the_form(sign_in, lake):
    client = sign_in("office")
    assert "Chưa chốt kỳ nào" in text(client.get(reverse("closures")))
    typed = {"period": "2023-06", "scheme": "legal", "cut_off": "15/6/2023", "report_due": "20/6/2023", "note": "T6"}
    answer = client.post(reverse("closures"), typed)
    made = Closure.objects.get()
    assert answer["Location"] == reverse("closure", args=[made.pk])
    page = said(text(client.get(answer["Location"])))
    assert "Kỳ đã chốt: tháng 6/2023 (kỳ báo cáo)" in page and "đếm lại hôm nay vẫn ra đúng" in page
    assert "Ngày gửi báo cáo: 20/6/2023" in page and "số liệu giả định" in page.lower()
    assert "25,0 %" in page and "1/4" in page  # one in time of four resolved, over all agencies
    listed = said(text(client.get(reverse("closures"))))
    assert "tháng 6/2023" in listed and "hết ngày 15/6/2023" in listed
    assert f"như biết lúc {moment(made.known_at)}" in listed


def test_what_cannot_be_closed_is_said_and_what_was_typed_stays(sign_in, lake):
    typed = {"period": "2023-06", "scheme": "calendar", "cut_off": "15/6/2023", "note": "Giữ lại"}
    page = text(sign_in("office").post(reverse("closures"), typed), 422)
    assert "đến hết ngày 30/06/2023" in page and "Giữ lại" in page
    assert not Closure.objects.exists()


def test_others_read_and_are_offered_no_form(sign_in, closed):
    for username in ("reporter", "leader", "monitor"):
        client = sign_in(username)
        assert "Chốt một kỳ" not in text(client.get(reverse("closures")))
        assert "Mở lại kỳ này" not in text(client.get(reverse("closure", args=[closed.pk])))


def test_a_correction_stands_beside_the_frozen_figure(sign_in, lake, closed):
    correct(lake)
    tree = html.fromstring(text(sign_in("leader").get(reverse("closure", args=[closed.pk]))))
    rows = [[" ".join(cell.text_content().split()) for cell in row] for row in tree.xpath("(//table)[1]/tbody/tr")]
    share = next(row for row in rows if row[0] == "Phòng Tư pháp" and row[2].startswith("50,0 %"))
    assert share[2:] == ["50,0 % (1/2)", "100,0 % (2/2)", "+50,0"]
    frozen = " ".join(tree.xpath("(//table)[2]")[0].text_content().split())
    assert "50,0 %1/2nay 100,0 % (2/2)" in frozen


def test_the_matrix_says_that_the_period_is_closed(sign_in, lake, closed):
    client, asked = sign_in("reporter"), {"ky": "2023-06", "lich": "legal"}
    page = text(client.get(reverse("indicators"), asked))
    assert "Kỳ này đã chốt" in page and reverse("closure", args=[closed.pk]) in page and "số điều chỉnh" not in page
    correct(lake)
    assert "số điều chỉnh" in text(client.get(reverse("indicators"), asked))
    assert "Kỳ này đã chốt" not in text(client.get(reverse("indicators"), {"ky": "2023-06"}))


def test_the_sheet_holds_both_figures(sign_in, lake, closed):
    correct(lake)
    answer = sign_in("reporter").get(reverse("closure_xlsx", args=[closed.pk]))
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    line = next(row for row in rows if row[0] == "Phòng Tư pháp" and row[3:6] == [50, 1, 2])
    assert line[6:] == [100, 2, 2, 50, "có"]
    assert any("SỐ LIỆU GIẢ ĐỊNH" in str(cell) for row in rows for cell in row)


def test_reopening_takes_a_reason_and_keeps_the_figures(sign_in, lake, closed):
    client = sign_in("office")
    address = reverse("closure_reopen", args=[closed.pk])
    assert "Xin ghi lý do" in text(client.post(address, {"reason": ""}), 422)
    assert client.post(address, {"reason": "Thay báo cáo"}).status_code == 302
    page = text(client.get(reverse("closure", args=[closed.pk])))
    assert "Thay báo cáo" in page and "25,0 %" in page and "Mở lại kỳ này" not in page
    assert "Kỳ này đã chốt" not in text(client.get(reverse("indicators"), {"ky": "2023-06", "lich": "legal"}))
