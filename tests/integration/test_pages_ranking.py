"""The ranking's page: lines with their bands and reasons, tabs, the switch of units, what is embargoed, the sheet."""

from dataclasses import replace
from decimal import Decimal
from io import BytesIO

import pytest
from django.urls import reverse
from lxml import html
from python_calamine import CalamineWorkbook

from parindex.records.models import AssessedAnswer
from parindex.records.queries import assessment
from parindex.records.queries import ranking as queries
from tests.factories.dossiers import Row, code, take_in
from tests.factories.pages import text
from tests.factories.scores import LITTLE, answer_with, use_sets

OWN = "xa-phuoc-son"
ANSWERS = {
    OWN: {"III.4": {"ratio": ["98", "100"]}},
    "xa-phuoc-hoa": {"III.4": {"ratio": ["99", "100"]}},
    "xa-phuoc-an": {"III.4": {"ratio": ["99", "100"]}},
    "xa-phuoc-thang": {"III.4": {"ratio": ["0", "0"]}},
}


@pytest.fixture
def scored(small, monkeypatch):
    use_sets(small)
    answer_with(monkeypatch, ANSWERS, LITTLE)
    return small


def rows(page: str) -> list[list[str]]:
    tree = html.fromstring(page)
    return [[" ".join(cell.text_content().split()) for cell in row] for row in tree.xpath("//table[1]/tbody/tr")]


def test_each_agency_has_a_line_with_its_band(sign_in, scored):
    page = text(sign_in("leader").get(reverse("ranking")))
    found = rows(page)
    assert len(found) == 13
    assert found[0][0] == "1bằng UBND xã Phước Hòa"
    assert found[0][1].startswith("UBND xã Phước An")
    assert found[2][0] == "3" and found[2][1].startswith("UBND xã Phước Sơn")
    assert "9,8/100" in found[2][2] and "Yếu" in found[2][2]
    assert "theo số đếm" in found[2][3] and "theo trọng số" in found[2][3]
    drawn = html.fromstring(page).xpath("//tr[3]//svg/rect/@width")
    assert drawn[0] == "13" and int(drawn[1]) >= 1
    assert "Chưa kết luận được" in found[2][5] and "Còn thiếu số hồ sơ trễ hạn" in found[2][5]
    assert "Bộ tiêu chí ví dụ" in page
    assert "Rút thử 1000 lần" in page


def test_departments_have_their_own_tab(sign_in, scored):
    page = text(sign_in("office").get(reverse("ranking"), {"cap": "phong"}))
    assert "Phòng Tư pháp" in page and "UBND xã" not in rows(page)[0][1]


def test_the_units_of_today(sign_in, scored):
    page = text(sign_in("office").get(reverse("ranking"), {"nhin": "nay"}))
    found = rows(page)
    assert len(found) == 4
    east = next(row for row in found if row[1].startswith("UBND xã Tuy Phước Đông"))
    assert "UBND xã Phước Hòa" in east[1] and "UBND xã Phước Sơn" in east[1]
    assert "197/200" not in page  # counts are in the receipt, not here; the share is what the line tells
    assert "9,85/100" in east[2]
    assert "không lấy trung bình điểm" in page


def test_what_is_not_understood_is_said(sign_in, scored):
    page = text(sign_in("office").get(reverse("ranking"), {"cap": "tinh", "nhin": "mai", "it-nhat": "nhiều"}))
    assert "Không hiểu nhóm cơ quan “tinh”" in page and "Không hiểu cách xem đơn vị “mai”" in page
    assert "Không hiểu số hồ sơ tối thiểu “nhiều”" in page
    assert sign_in("office").get(reverse("ranking_xlsx"), {"cap": "tinh"}).status_code == 404


def test_a_commune_sees_its_own_line_alone(sign_in, scored):
    page = text(sign_in("other").get(reverse("ranking")))
    found = rows(page)
    assert [row[0] for row in found] == ["–"] and found[0][1].startswith("UBND xã Phước Sơn")
    assert "Kết quả chưa công bố" in page
    assert "Phước Hòa" not in page and "9,9" not in page
    sheet = sign_in("other").get(reverse("ranking_xlsx"))
    cells = CalamineWorkbook.from_filelike(BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
    assert not any("Phước Hòa" in str(cell) for row in cells for cell in row)


def test_few_dossiers_stand_apart_with_the_reason(sign_in, scored):
    many = ("UBND xã Phước Sơn", "UBND xã Phước An", "UBND xã Phước Lộc")
    take_in(scored, *(Row(code(10 * at + n), agency=who) for at, who in enumerate(many) for n in (1, 2)))
    page = text(sign_in("office").get(reverse("ranking"), {"it-nhat": "2"}))
    apart = [row for row in rows(page) if row[0] == "–"]
    assert len(apart) == 10 and all("nên để riêng" in row[1] for row in apart)


def test_the_sheet_holds_what_the_page_shows(sign_in, scored):
    answer = sign_in("monitor").get(reverse("ranking_xlsx"))
    cells = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    line = next(row for row in cells if row[1] == "UBND xã Phước Sơn")
    assert line[:6] == [3, "UBND xã Phước Sơn", 9.8, 100, 9.8, "Yếu"]
    assert any("SỐ LIỆU GIẢ ĐỊNH" in str(cell) for row in cells for cell in row)


def test_without_a_set_the_page_says_what_to_do(sign_in, small):
    page = text(sign_in("office").get(reverse("ranking")))
    assert "Chưa chọn bộ tiêu chí cho nhóm này" in page
    assert sign_in("office").get(reverse("ranking_xlsx")).status_code == 404


def test_the_page_asks_a_constant_number_of_queries(sign_in, scored, django_assert_max_num_queries):
    client = sign_in("leader")
    client.get(reverse("ranking"))
    with django_assert_max_num_queries(26):
        client.get(reverse("ranking"))


def test_who_answered_nothing_is_not_ranked(sign_in, small, monkeypatch):
    use_sets(small)
    answer_with(monkeypatch, {})
    found = rows(text(sign_in("office").get(reverse("ranking"))))
    assert len(found) == 13
    assert all(row[0] == "–" and "Chưa trả lời tiêu chí nào" in row[1] and row[2] == "–" for row in found)
    sheet = sign_in("office").get(reverse("ranking_xlsx"))
    cells = CalamineWorkbook.from_filelike(BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
    line = next(row for row in cells if row[1] == "UBND xã Phước Sơn")
    assert line[2:6] == ["", "", "", ""]


def test_a_name_opens_its_card_and_the_verdict_its_facts(sign_in, scored):
    page, own = html.fromstring(text(sign_in("leader").get(reverse("ranking")))), scored.agency(OWN).pk
    (row,) = page.xpath("//tr[th[starts-with(normalize-space(), 'UBND xã Phước Sơn')]]")
    assert row.xpath("./th/a/@href") == [reverse("agency_card", args=[own])]
    assert row.xpath("./td[last()]//a/@href") == [reverse("commendation_agency", args=[own])]


def test_what_was_not_accepted_is_not_called_unanswered(sign_in, scored, monkeypatch):
    own = scored.agency(OWN).pk
    before = rows(text(sign_in("leader").get(reverse("ranking"))))[2][1]
    refused = AssessedAnswer(stage=AssessedAnswer.Stage.APPRAISAL, answer=None)
    monkeypatch.setattr(assessment, "typed", lambda *_: {own: {"V.1": refused}})
    found = rows(text(sign_in("leader").get(reverse("ranking"))))[2][1]
    assert "Không công nhận, tính 0 điểm: V.1. Không vi phạm" in found and "Không công nhận" not in before
    assert "35 tiêu chí chưa trả lời" in before and "34 tiêu chí chưa trả lời" in found


def test_a_band_has_its_unit_and_says_where_a_score_lies_beyond_it(sign_in, scored, monkeypatch):
    assert "%" in rows(text(sign_in("leader").get(reverse("ranking"))))[2][2].split("đếm lại:")[1]
    drawn = queries._banded

    def lower(*asked):
        found = drawn(*asked)
        low = {name: replace(band, values=(Decimal(1), Decimal(2))) for name, band in found.by_counts.items()}
        return replace(found, by_counts=low)

    monkeypatch.setattr(queries, "_banded", lower)
    page = rows(text(sign_in("leader").get(reverse("ranking"))))
    assert "đếm lại: 1–2 %; đang ở trên khoảng này" in page[2][2] and "đang ở dưới khoảng này" in page[-2][2]


def test_criteria_of_merged_units_are_named(sign_in, small, monkeypatch):
    use_sets(small)
    mixed = {OWN: {"V.1": {"count": "1"}}, "xa-phuoc-hoa": ANSWERS["xa-phuoc-hoa"]}
    answer_with(monkeypatch, mixed, LITTLE)
    found = rows(text(sign_in("office").get(reverse("ranking"), {"nhin": "nay"})))
    east = next(row for row in found if row[1].startswith("UBND xã Tuy Phước Đông"))
    assert "III.4. " in east[1] and "chưa có câu trả lời của UBND xã Phước Sơn" in east[1]


def test_why_nothing_is_compared_with_last_year(sign_in, scored):
    client = sign_in("leader")
    assert "Chưa ai nạp điểm năm trước" in text(client.get(reverse("ranking")))
    assert "Đơn vị hợp nhất không có điểm năm trước" in text(client.get(reverse("ranking"), {"nhin": "nay"}))
