"""The month matrix, the rows behind a number, a year and targets in sentences, against counts by hand.

Of the six dossiers: four resolved in June, one of them in time; two open, one overdue (tests/factories/dossiers.py).
"""

from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html
from python_calamine import CalamineWorkbook

from parindex.core.figures import threshold
from parindex.core.indicators import GROUPS, load_cards
from parindex.records.models import Target, Task
from tests.factories.dossiers import ALL, COMMUNES, IN_TIME, LATE, OPEN, UNKNOWN, Row, code, later, take_in
from tests.factories.pages import text

JUNE = {"ky": "2023-06"}
OPENED = JUNE | {"nhom": "open"}


@pytest.fixture
def lake(small):
    take_in(small, *ALL)
    return small


def table(page):
    """Heading -> row -> (text, classes) of the matrix."""
    tree = html.fromstring(page)
    heads = [" ".join(one.xpath(".//a")[0].text_content().split()) for one in tree.xpath("//table/thead//th")]
    found = {}
    for row in tree.xpath("//table/tbody/tr | //table/tfoot/tr"):
        who = row.xpath("./th")[0].text_content().replace("chưa có trong danh bạ", "").strip()
        found[who] = dict(zip(heads[1:], row.xpath("./td"), strict=True))
    return found


def value(cell):
    return cell.xpath(".//b")[0].text_content()


def sides(cell):
    return cell.xpath(".//*[@class='figure-sides']")[0].text_content()


def target(small, indicator="on_time_share", level="40", **data):
    task = Task.objects.get(text__startswith="Xin lỗi")
    task.targets.update(indicator=indicator, data=data or {"at_least": level, "unit": "%"})
    assert threshold(Target.objects.get(task=task).data)


def test_values_are_those_counted_by_hand(sign_in, lake):
    found = table(text(sign_in("leader").get(reverse("indicators"), JUNE)))
    assert list(found) == ["Phòng Tư pháp", "UBND xã Phước Sơn", "Ban Quản lý dự án", "Tất cả"]
    share = {who: (value(row["Đúng hạn"]), sides(row["Đúng hạn"])) for who, row in found.items()}
    assert share == {
        "Phòng Tư pháp": ("50,0 %", "1/2"), "UBND xã Phước Sơn": ("0,0 %", "0/1"),
        "Ban Quản lý dự án": ("0,0 %", "0/1"),
        "Tất cả": ("25,0 %", "1/4"),
    }  # fmt: skip


def test_what_the_source_does_not_tell_is_a_dash(sign_in, lake):
    found = table(text(sign_in("leader").get(reverse("indicators"), JUNE | {"nhom": "online"})))
    cells = list(found["Tất cả"].values())
    assert cells and {value(cell) for cell in cells} == {"–"} and "nguồn không cho biết" in sides(cells[0])


def test_colours_follow_the_plans_target(sign_in, lake):
    target(lake)
    page = text(sign_in("leader").get(reverse("indicators"), JUNE))
    found = table(page)
    assert "state-done" in found["Phòng Tư pháp"]["Đúng hạn"].get("class")
    assert "state-late" in found["UBND xã Phước Sơn"]["Đúng hạn"].get("class")
    assert "state-late" in found["Tất cả"]["Đúng hạn"].get("class")
    assert "chưa đạt" in found["Tất cả"]["Đúng hạn"].text_content() and "ít nhất 40%" in page.replace("\xa0", "")
    unjudged = [cell.get("class") for name, cell in found["Phòng Tư pháp"].items() if name != "Đúng hạn"]
    assert not any("state-done" in one or "state-late" in one for one in unjudged)


def test_small_counts_do_not_head_a_ranking(sign_in, lake):
    """Xã Phước Sơn would be first with 1/1; two dossiers are asked for, so that the larger count stands before it."""
    take_in(lake, COMMUNES.but(finished="07/06/2023 09:00", updated="14/06/2023 08:00"))
    asked = JUNE | {"sap": "on_time_share", "toi-thieu": "2"}
    page = text(sign_in("leader").get(reverse("indicators"), asked))
    assert list(table(page))[:2] == ["Phòng Tư pháp", "UBND xã Phước Sơn"]
    assert table(page)["UBND xã Phước Sơn"]["Đúng hạn"].get("data-small") is not None
    first = list(table(text(sign_in("leader").get(reverse("indicators"), asked | {"toi-thieu": "1"}))))
    assert first[0] == "UBND xã Phước Sơn"
    last = list(table(text(sign_in("leader").get(reverse("indicators"), asked | {"sap": "-on_time_share"}))))
    assert last[0] == "Phòng Tư pháp"


def test_legal_months_are_counted_on_the_screen(sign_in, small):
    """Finished on June 15: in the legal month of July (June 15 to July 14), in the calendar month of June."""
    take_in(small, LATE.but(finished="15/06/2023 09:00"), IN_TIME)
    client = sign_in("leader")
    legal = {"lich": "legal", "nhom": "timeliness"}
    assert sides(table(text(client.get(reverse("indicators"), JUNE | legal)))["Tất cả"]["Đúng hạn"]) == "1/1"
    july = {"ky": "2023-07"} | legal
    assert sides(table(text(client.get(reverse("indicators"), july)))["Tất cả"]["Đúng hạn"]) == "0/1"
    assert sides(table(text(client.get(reverse("indicators"), JUNE)))["Tất cả"]["Đúng hạn"]) == "1/2"


IN_APRIL = Row(code(20), received="03/04/2023 08:00", due="10/04/2023", finished="07/04/2023 09:00")
IN_MAY = Row(code(21), received="02/05/2023 08:00", due="10/05/2023", finished="09/05/2023 09:00")
LATE_IN_MAY = Row(code(22), received="02/05/2023 08:00", due="10/05/2023", finished="12/05/2023 09:00")


def test_last_months_change_is_told(sign_in, small):
    take_in(small, IN_APRIL, IN_MAY, LATE_IN_MAY)
    page = text(sign_in("leader").get(reverse("indicators"), JUNE | {"ky": "2023-05"}))
    cell = table(page)["Phòng Tư pháp"]["Đúng hạn"]
    assert "▼ 50,0" in cell.text_content() and cell.xpath(".//*[local-name()='svg']")
    assert "kỳ chưa hết" not in page


@pytest.mark.parametrize("asked", [JUNE, JUNE | {"lich": "legal", "ky": "2023-07"}, {"ky": "2023"}])
def test_a_period_that_is_not_over_says_so_and_is_held_against_none(sign_in, small, asked):
    """On June 15 half of June is there, and one day of the legal month of July."""
    take_in(small, IN_APRIL, IN_MAY, LATE.but(finished="15/06/2023 09:00"))
    target(small)
    client = sign_in("leader")
    page = text(client.get(reverse("indicators"), asked))
    cell = table(page)["Phòng Tư pháp"]["Đúng hạn"]
    assert "kỳ chưa hết: mới có số liệu đến hết ngày 15/6/2023" in page
    assert not [sign for sign in "▼▲=" if sign in cell.text_content()]
    said = text(client.get(reverse("met_targets"), asked))
    assert "kỳ chưa hết: mới có" in said and "(kỳ chưa hết, tính đến hết ngày 15/6/2023)" in said
    sheet = client.get(reverse("indicators_xlsx"), asked)
    rows = CalamineWorkbook.from_filelike(BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
    assert any("Kỳ chưa hết" in str(row[0]) for row in rows)


def test_the_month_that_runs_is_told_in_the_year_and_left_out_of_its_picture(sign_in, small):
    take_in(small, IN_APRIL, IN_MAY, LATE)
    client = sign_in("leader")
    page = text(client.get(reverse("indicator_year_all", args=["on_time_share"]), JUNE))
    heads = [" ".join(one.text_content().split()) for one in html.fromstring(page).xpath("//tbody/tr/th")]
    assert heads[4:] == ["tháng 5/2023", "tháng 6/2023 kỳ chưa hết"]
    picture = client.get(reverse("indicator_picture_all", args=["on_time_share"]), JUNE).content.decode()
    assert "x: T5" in picture and "x: T6; l: 2023" not in picture


def test_the_open_group_balances(sign_in, lake):
    found = table(text(sign_in("leader").get(reverse("indicators"), OPENED)))["Tất cả"]
    counts = {name: value(cell) for name, cell in found.items()}
    assert "2" in counts.values() and list(counts.values()).count("1") >= 2


def test_none_is_zero_and_meets_at_most_none(sign_in, lake):
    """Xã Phước Sơn and Ban Quản lý dự án resolved what they received: none of theirs is open, let alone overdue."""
    target(lake, "open_overdue", at_most="0", unit="hồ sơ")
    client = sign_in("leader")
    found = table(text(client.get(reverse("indicators"), OPENED)))
    shown = {who: (value(row["Quá hạn"]), sides(row["Quá hạn"])) for who, row in found.items()}
    assert shown == {
        "Phòng Tư pháp": ("1", "1"), "UBND xã Phước Sơn": ("0", "0"), "Ban Quản lý dự án": ("0", "0"),
        "Tất cả": ("1", "1"),
    }  # fmt: skip
    met = {who for who, row in found.items() if "state-done" in row["Quá hạn"].get("class")}
    assert met == {"UBND xã Phước Sơn", "Ban Quản lý dự án"}
    assert "state-late" in found["Phòng Tư pháp"]["Quá hạn"].get("class")
    said = " ".join(html.fromstring(text(client.get(reverse("met_targets"), JUNE))).text_content().split())
    assert "2/3 cơ quan đạt" in said and "Chưa đạt: Phòng Tư pháp 1 hồ sơ." in said and "vượt 1 hồ sơ" in said
    own = lake.agency("xa-phuoc-son").pk
    year = text(client.get(reverse("indicator_year", args=["open_overdue", own]), JUNE))
    june = html.fromstring(year).xpath("//tbody/tr[last()]/td")
    assert [" ".join(cell.text_content().split()) for cell in june[:3]] == ["0", "0", "đạt"]
    assert reverse("indicator_rows", args=["open_overdue", own]) in text(client.get(reverse("indicators"), OPENED))


def test_without_late_dossiers_no_apology_is_missing(sign_in, small):
    take_in(small, IN_TIME)
    cell = table(text(sign_in("leader").get(reverse("indicators"), JUNE | {"nhom": "apology"})))["Tất cả"]["Xin lỗi"]
    assert (value(cell), sides(cell)) == ("100,0 %", "không phát sinh")


def test_a_month_of_which_nothing_is_reported_stays_blank(sign_in, lake):
    client = sign_in("leader")
    page = text(client.get(reverse("indicator_year_all", args=["resolved_late"]), JUNE))
    months = [
        [cell.text_content() for cell in row.xpath("./td")[:2]] for row in html.fromstring(page).xpath("//tbody/tr")
    ]
    assert months[0] == ["–", "không có hồ sơ"] and months[5] == ["3", "3"]


def test_without_due_dates_nobody_knows_what_is_overdue(sign_in, small):
    take_in(small, OPEN.but(due=""), IN_TIME.but(due=""))
    opened = table(text(sign_in("leader").get(reverse("indicators"), OPENED)))["Tất cả"]
    assert (value(opened["Quá hạn"]), value(opened["Không có hạn"]), value(opened["Tạm dừng"])) == ("–", "1", "0")
    done = table(text(sign_in("leader").get(reverse("indicators"), JUNE | {"nhom": "resolved"})))["Tất cả"]
    assert (value(done["Trễ hạn"]), value(done["Không có hạn"]), value(done["Rút"])) == ("–", "1", "0")


@pytest.mark.parametrize(
    ("indicator", "data", "tone"),
    [
        ("average_working_days", {"at_most": "7", "unit": "ngày"}, "done"),
        ("average_working_days", {"at_most": "5", "unit": "ngày"}, "late"),
        ("on_time_share", {"at_least": "1", "unit": "hồ sơ"}, "plain"),
        ("on_time_share", {"increase_at_least": "20", "unit": "%", "against": 2022}, "plain"),
    ],
)  # fmt: skip
def test_a_figure_is_judged_in_its_own_unit(sign_in, small, indicator, data, tone):
    """Resolved after 7 and after 4 working days, one of the two in time: 5,5 days in the mean, 11 days together."""
    take_in(small, LATE, IN_TIME)
    target(small, indicator, **data)
    found = table(text(sign_in("leader").get(reverse("indicators"), JUNE)))["Tất cả"]
    cell = next(cell for cell in found.values() if indicator in cell.xpath("./a/@href")[0])
    assert f"state-{tone}" in cell.get("class"), cell.text_content()


def test_queries_do_not_grow_with_agencies(sign_in, lake):
    client = sign_in("leader")
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(reverse("indicators"), JUNE)
    communes = ("Phước Hòa", "Phước Thắng", "Phước Hưng", "Phước Quang", "Phước An")
    take_in(lake, *(Row(code(30 + n), f"UBND xã {name}") for n, name in enumerate(communes)))
    with CaptureQueriesContext(connection) as many:
        page = text(client.get(reverse("indicators"), JUNE))
    assert len(table(page)) == 9 and len(many) <= len(few) <= 25


def test_the_sheet_holds_values_and_both_sides(sign_in, lake):
    answer = sign_in("reporter").get(reverse("indicators_xlsx"), JUNE)
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    at = rows[2].index("Đúng hạn")
    line = next(row for row in rows if row[0] == "Phòng Tư pháp")
    assert line[at : at + 3] == [0.5, 1, 2]
    assert any("SỐ LIỆU GIẢ ĐỊNH" in str(row[0]) for row in rows)


def behind(client, agency=None, **asked):
    name, args = (
        ("indicator_rows", ["on_time_share", agency.pk]) if agency else ("indicator_rows_all", ["on_time_share"])
    )
    return client.get(reverse(name, args=args), JUNE | asked)


def codes(page):
    return {one.code for one in ALL if one.code in page}


@pytest.mark.parametrize(
    ("part", "found"),
    [
        ("denominator", {LATE, IN_TIME}), ("numerator", {IN_TIME}), ("missed", {LATE}),
        ("drop table", {LATE, IN_TIME}),
    ],
)  # fmt: skip
def test_the_rows_behind_a_number(sign_in, lake, part, found):
    page = text(behind(sign_in("reporter"), lake.agency("phong-tu-phap"), phan=part))
    assert codes(page) == {one.code for one in found}


def test_a_late_row_says_why(sign_in, lake):
    page = text(behind(sign_in("leader"), phan="missed"))
    assert codes(page) == {LATE.code, COMMUNES.code, UNKNOWN.code}
    assert "Hạn 8/6/2023; xong 12/6/2023, trễ 2 ngày làm việc" in page
    rows = CalamineWorkbook.from_filelike(
        BytesIO(sign_in("leader").get(reverse("indicator_rows_all_xlsx", args=["on_time_share"]), JUNE).content)
    ).get_sheet_by_index(0).to_python()  # fmt: skip
    assert {row[0] for row in rows[3:7]} == {LATE.code, COMMUNES.code, UNKNOWN.code, IN_TIME.code}


def test_others_rows_do_not_exist(sign_in, lake):
    reporter = sign_in("reporter")
    assert behind(reporter, lake.agency("xa-phuoc-son")).status_code == 404
    assert behind(reporter).status_code == 404
    assert reporter.get(reverse("indicator_rows_all", args=["no_such"]), JUNE).status_code == 404
    assert sign_in("leader").get(reverse("indicator_year_all", args=["no_such"])).status_code == 404
    page = text(sign_in("reporter").get(reverse("indicators"), JUNE))
    assert reverse("indicator_rows", args=["on_time_share", lake.agency("xa-phuoc-son").pk]) + "?" not in page
    assert reverse("indicator_rows", args=["on_time_share", lake.agency("phong-tu-phap").pk]) + "?" in page


def test_a_year_of_one_indicator(sign_in, lake):
    target(lake)
    agency = lake.agency("phong-tu-phap")
    page = text(sign_in("other").get(reverse("indicator_year", args=["on_time_share", agency.pk]), JUNE))
    rows = {
        " ".join(row.xpath("./th")[0].text_content().split()): row for row in html.fromstring(page).xpath("//tbody/tr")
    }
    assert [one[:12] for one in rows] == [f"tháng {n}/2023" for n in range(1, 7)], (
        "months that have not begun are absent"
    )
    june = [" ".join(cell.text_content().split()) for cell in rows["tháng 6/2023 kỳ chưa hết"].xpath("./td")]
    assert june[:3] == ["50,0 %", "1/2", "đạt"]
    picture = sign_in("other").get(reverse("indicator_picture", args=["on_time_share", agency.pk]), JUNE)
    assert picture["Content-Type"] == "image/svg+xml" and b"<svg" in picture.content


def test_targets_are_told_in_the_words_of_a_report(sign_in, lake):
    assert "gắn với số liệu" in text(sign_in("leader").get(reverse("met_targets"), JUNE))
    target(lake)
    page = " ".join(html.fromstring(text(sign_in("leader").get(reverse("met_targets"), JUNE))).text_content().split())
    assert "tháng 6/2023 (kỳ chưa hết, tính đến hết ngày 15/6/2023): 25,0 % (1/4)" in page and "1/3 cơ quan đạt" in page
    assert "UBND xã Phước Sơn 0,0 % (0/1)" in page and "còn thiếu 1 hồ sơ" in page


@pytest.mark.parametrize("asked", [{"ky": "2023-99"}, {"ky": "x"}, {"nhom": "x"}, {"toi-thieu": "-1"}, {"sap": "x"}])
def test_an_address_that_asks_nonsense_gets_the_usual(sign_in, lake, asked):
    assert "tháng 6/2023" in text(sign_in("leader").get(reverse("indicators"), asked))


def test_without_dossiers_the_page_says_what_fills_it(sign_in, small):
    assert "Nhập tệp hồ sơ" in text(sign_in("office").get(reverse("indicators")))
    assert "Chưa có số liệu" in text(sign_in("reporter").get(reverse("indicators")))


def test_the_plan_marks_a_task_whose_target_the_last_whole_month_missed(sign_in, lake):
    """On June 15 it is May that is judged, not the half of June."""
    target(lake, level="95")
    client = sign_in("reporter")
    assert "chưa đạt" not in text(client.get(reverse("plan")))
    take_in(lake, IN_MAY, LATE_IN_MAY, at=later(1))
    assert text(client.get(reverse("plan"))).count("tháng 5/2023 chưa đạt") == 1
    target(lake, level="20")
    assert "chưa đạt" not in text(client.get(reverse("plan")))


def test_no_code_stands_where_a_title_is_meant(sign_in, lake):
    client = sign_in("leader")
    for group in GROUPS:
        page = html.fromstring(text(client.get(reverse("indicators"), JUNE | {"nhom": group})))
        words = page.xpath("//main")[0].text_content()
        assert not [code for code in load_cards() if "_" in code and code in words], group
    assert "“Tỷ lệ hồ sơ trước hạn và đúng hạn, cách tính có cả" in text(client.get(reverse("indicators"), JUNE))


def test_heads_of_columns_are_words(sign_in, lake):
    heads = table(text(sign_in("leader").get(reverse("indicators"), JUNE)))["Tất cả"]
    assert list(heads) == [
        "Đúng hạn", "Đúng hạn theo Quyết định 766", "Hẹn lại từ 2 lần", "Số ngày trung bình", "Số ngày quy định"
    ]  # fmt: skip
