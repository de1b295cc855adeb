"""Sources side by side, the dossiers that they tell differently, and the pauses that an auditor asks about."""

from datetime import datetime
from io import BytesIO

import pytest
from django.urls import reverse
from lxml import html
from python_calamine import CalamineWorkbook

from parindex.core.calendar import WorkCalendar
from parindex.core.dossier_rules import load_dossier_rules
from parindex.core.timeliness import VIETNAM, Clock, Pause, audit_pauses
from parindex.indicators.compare import Comparison, Side
from tests.factories.dossiers import ALL, COMMUNES, IN_TIME, LATE, OPEN, OVERDUE, Row, code, later, take_in
from tests.factories.pages import text

JUNE = {"ky": "2023-06"}


@pytest.fixture
def lake(small):
    """The second source has four of Phòng Tư pháp's dossiers less one, and one of them finished earlier."""
    take_in(small, *ALL)
    second = (LATE.but(finished="08/06/2023 09:00"), OVERDUE, OPEN, COMMUNES)
    take_in(small, *second, at=later(1), source="cổng khác")
    return small


def table(page, place):
    tree = html.fromstring(page)
    return [
        [" ".join(cell.text_content().split()) for cell in row] for row in tree.xpath(f"(//table)[{place}]/tbody/tr")
    ]


def grid(page):
    """Agency -> heading -> (what each source says, whether it is marked)."""
    (found, *_more) = html.fromstring(page).xpath("//table[contains(@class, 'figures')]")
    heads = [one.text_content().strip() for one in found.xpath("./thead//th")][1:]
    return {
        row.xpath("./th")[0].text_content(): {
            head: (
                [one.text_content() for one in cell.xpath(".//*[@class='figure-sides'][b]")],
                next((word for word in ("khác nhau", "chỉ một nguồn", "khớp") if word in cell.text_content()), ""),
                "state-late" in cell.get("class"),
            )
            for head, cell in zip(heads, row.xpath("./td"), strict=True)
        }
        for row in found.xpath("./tbody/tr")
    }


def test_figures_of_two_sources_stand_side_by_side(sign_in, lake):
    found = grid(text(sign_in("office").get(reverse("reconcile"), JUNE)))
    assert set(found) == {"Phòng Tư pháp", "UBND xã Phước Sơn"}
    mine, communes = found["Phòng Tư pháp"], found["UBND xã Phước Sơn"]
    # One source has a dossier more; of those that both have they tell the same here, and there they do not.
    assert mine["Tiếp nhận"] == (["cổng khác: 3", "Phần mềm một cửa: 4"], "chỉ một nguồn", False)
    assert mine["Trễ hạn"] == (["cổng khác: 0", "Phần mềm một cửa: 1"], "khác nhau", True)
    assert {cell[1:] for cell in communes.values() if cell[0]} == {("khớp", False)}


def test_one_kind_of_comparison_can_be_looked_at_alone(sign_in, lake):
    office = sign_in("office")
    page = text(office.get(reverse("reconcile"), JUNE))
    cells = [cell[1] for row in grid(page).values() for cell in row.values() if cell[0]]
    counted = {word: cells.count(word) for word in ("khác nhau", "chỉ một nguồn", "khớp")}
    said = ", ".join(f"{count} {word}" for word, count in counted.items())
    assert all(counted.values())
    assert f"{len(cells)} ô so sánh: {said}." in " ".join(html.fromstring(page).text_content().split())
    for key, word in (("khac-nhau", "khác nhau"), ("mot-nguon", "chỉ một nguồn"), ("khop", "khớp")):
        only = grid(text(office.get(reverse("reconcile"), JUNE | {"khac": key})))
        assert [cell[1] for row in only.values() for cell in row.values() if cell[0]] == [word] * counted[word]


def test_who_cannot_tell_contradicts_nobody():
    told, other, silent = Side("a", 3, 4), Side("b", 2, 4), Side("c", None, None)
    assert Comparison("online_share", None, "2023-06", (told, silent)).kind == "one"
    assert Comparison("online_share", None, "2023-06", (told, silent, told)).kind == "agree"
    assert Comparison("online_share", None, "2023-06", (told, silent, other)).kind == "differ"
    assert Comparison("received", None, "2023-06", (Side("a", 0, None), told)).kind == "differ"


def test_dossiers_that_one_source_alone_has_make_no_difference_of_what_both_have():
    def kind(*sides):
        return Comparison("received", None, "2023-06", sides).kind

    assert kind(Side("a", 5, None, (3, None)), Side("b", 4, None, (3, None))) == "one"
    assert kind(Side("a", 5, None, (3, None)), Side("b", 4, None, (2, None))) == "differ"
    assert kind(Side("a", 5, None, (3, None)), Side("b", 5, None, (2, None))) == "agree", "the figures are the same"


def test_dossiers_told_differently_are_named_with_what_each_says(sign_in, lake):
    page = text(sign_in("leader").get(reverse("reconcile"), JUNE))
    assert [row[0] for row in table(page, 2)] == [LATE.code]
    assert table(page, 2)[0][1] == "Phòng Tư pháp"
    assert "12/6/2023" in table(page, 2)[0][2] and "cổng khác 8/6/2023" in table(page, 2)[0][2]
    assert OVERDUE.code not in page and IN_TIME.code not in page
    assert LATE.code not in text(sign_in("leader").get(reverse("reconcile"), {"ky": "2023-02"}))


def test_a_column_that_a_source_never_brings_is_no_difference_and_is_said_once(sign_in, small):
    take_in(small, *(one.but(field="Hộ tịch") for one in ALL))
    take_in(small, LATE.but(finished="08/06/2023 09:00"), OVERDUE, at=later(1), source="cổng khác")
    page = text(sign_in("office").get(reverse("reconcile"), JUNE))
    assert [row[0] for row in table(page, 2)] == [LATE.code] and "Lĩnh vực" not in table(page, 2)[0][2]
    said = "Nguồn “cổng khác” không có cột: lĩnh vực; chỗ trống ấy không tính là khác nhau."
    assert page.count(said) == 1
    answer = sign_in("office").get(reverse("reconcile_xlsx"), JUNE)
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert said in [row[0] for row in rows]


def test_a_blank_of_a_source_that_brings_the_column_is_a_difference(sign_in, small):
    take_in(small, *(one.but(field="Hộ tịch") for one in ALL))
    take_in(small, LATE, OVERDUE.but(field="Hộ tịch"), at=later(1), source="cổng khác")
    page = text(sign_in("office").get(reverse("reconcile"), JUNE))
    assert [row[::2] for row in table(page, 2)] == [[LATE.code, "Lĩnh vực: cổng khác –, Phần mềm một cửa Hộ tịch"]]
    assert "không có cột: lĩnh vực" not in page


def test_an_agency_finds_its_own_alone(sign_in, lake):
    page = text(sign_in("other").get(reverse("reconcile"), JUNE))
    assert set(grid(page)) == {"UBND xã Phước Sơn"} and LATE.code not in page
    take_in(lake, COMMUNES.but(agency="Phòng Tư pháp"), at=later(2), source="cổng khác")
    for one in ("other", "reporter"):  # each of the two that a source names
        page = text(sign_in(one).get(reverse("reconcile"), JUNE))
        (row,) = [row for row in table(page, "last()") if row[0] == COMMUNES.code]
        assert row[1] == "Phòng Tư pháp; UBND xã Phước Sơn"
    assert LATE.code in text(sign_in("reporter").get(reverse("reconcile"), JUNE))


def test_the_sheet_has_a_line_for_each_sources_word(sign_in, lake):
    answer = sign_in("office").get(reverse("reconcile_xlsx"), JUNE)
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert ["Phòng Tư pháp, hồ sơ " + LATE.code, "Hoàn thành", "cổng khác", "8/6/2023", "khác nhau"] in rows
    assert ["Phòng Tư pháp", "Số hồ sơ tiếp nhận", "Phần mềm một cửa", "4", "chỉ một nguồn"] in rows


def test_nothing_to_compare_is_said(sign_in, small):
    assert "không có gì để đối chiếu" in text(sign_in("office").get(reverse("reconcile"), JUNE))
    assert "Không có lần tạm dừng nào" in text(sign_in("office").get(reverse("pause_audit"), JUNE))


PAUSED = {
    "near": Row(code(11), paused="08/06/2023 10:00", resumed="14/06/2023 10:00", pause_reason="Chờ xác minh"),
    "silent": Row(code(12), paused="05/06/2023 10:00", resumed="06/06/2023 10:00"),
    "plain": Row(code(13), paused="05/06/2023 10:00", resumed="06/06/2023 10:00", pause_reason="Chờ ý kiến"),
    "other": Row(code(14), "UBND xã Phước Sơn", paused="05/06/2023 10:00", resumed="06/06/2023 10:00"),
    "before": Row(code(15), received="02/05/2023 08:00", due="30/05/2023", paused="04/05/2023 08:00"),
}


@pytest.fixture
def paused(small):
    take_in(small, *PAUSED.values())
    return small


def test_pauses_near_the_due_date_or_without_a_reason_are_listed(sign_in, paused):
    rows = table(text(sign_in("office").get(reverse("pause_audit"), JUNE)), 1)
    found = {row[1].partition("Đăng")[0].strip(): row[4] for row in rows}
    assert set(found) == {PAUSED[name].code for name in ("near", "silent", "other")}
    assert "một ngày trước hạn" in found[PAUSED["near"].code] and "lý do" not in found[PAUSED["near"].code]
    assert found[PAUSED["silent"].code] == "không ghi lý do"
    may = text(sign_in("office").get(reverse("pause_audit"), {"ky": "2023-05"}))
    assert PAUSED["before"].code in may


def test_an_agency_sees_its_own_pauses(sign_in, paused):
    page = text(sign_in("other").get(reverse("pause_audit"), JUNE))
    assert PAUSED["other"].code in page and PAUSED["near"].code not in page
    answer = sign_in("other").get(reverse("pause_audit_xlsx"), JUNE)
    rows = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    assert [row[1] for row in rows[3:4]] == [PAUSED["other"].code]


def test_a_second_pause_is_held_against_the_limit_that_the_first_one_moved():
    def at(day, hour=10):
        return datetime(2023, 6, day, hour, tzinfo=VIETNAM)

    pauses = [
        Pause(at(5), at(7), reason="a"),
        Pause(at(12, 9), at(13), reason="b"),
        Pause(at(8), at(8, 11), reason="c"),
    ]
    found = audit_pauses(
        at(1), at(8, 17), pauses, None, Clock(), load_dossier_rules().on(at(1).date()), WorkCalendar.load()
    )
    # June 8 moved by two working days to June 12: the pause of the 8th is no longer near, that of the 12th is.
    assert [pause.reason for pause, _said in found] == ["b"]
