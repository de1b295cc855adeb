"""Addresses that ask for what there is not."""

import pytest
from django.urls import reverse
from lxml import html

from tests.factories.dossiers import ALL, take_in
from tests.factories.pages import text


@pytest.mark.parametrize(
    ("page", "key", "value", "said"),
    [
        ("near_due", "con", "abc", "Không hiểu thời hạn “abc” ghi trong địa chỉ; trang này hiện mọi thời hạn."),
        ("near_due", "trang", "x", "Không hiểu trang “x” ghi trong địa chỉ; trang này hiện trang 1."),
        ("near_due", "trang", "9", "Không hiểu trang “9” ghi trong địa chỉ; trang này hiện trang 1."),
        ("ledger", "co-quan", "x", "Không hiểu cơ quan “x” ghi trong địa chỉ; trang này hiện mọi cơ quan có hồ sơ"),
        ("ledger", "thang", "2023-13", "Không hiểu tháng hẹn trả “2023-13” ghi trong địa chỉ; trang này hiện mọi"),
        ("ledger", "giai-doan", "none", "Không hiểu giai đoạn “none” ghi trong địa chỉ; trang này hiện hồ sơ đang"),
        ("ledger", "sap", "drop", "Không hiểu thứ tự “drop” ghi trong địa chỉ; trang này hiện theo hạn của việc"),
        ("ledger", "trang", "0", "Không hiểu trang “0” ghi trong địa chỉ; trang này hiện trang 1."),
        ("reconcile", "ky", "abc", "Không hiểu kỳ “abc” ghi trong địa chỉ; trang này hiện tháng 6/2023."),
        ("reconcile", "lich", "x", "Không hiểu cách tính kỳ “x” ghi trong địa chỉ; trang này hiện tháng lịch"),
        ("pause_audit", "ky", "2023-W05", "Không hiểu kỳ “2023-W05” ghi trong địa chỉ; trang này hiện tháng 6/2023."),
        ("form06", "ky", "<b>", "Không hiểu kỳ “<b>” ghi trong địa chỉ; trang này hiện tháng 6/2023."),
        ("indicators", "ky", "x" * 41, f"Không hiểu kỳ “{'x' * 40}…” ghi trong địa chỉ; trang này hiện tháng 6/2023."),
        ("indicators", "nhom", "x", "Không hiểu nhóm chỉ tiêu “x” ghi trong địa chỉ; trang này hiện “Tiến độ giải"),
        ("indicators", "toi-thieu", "-1", "Không hiểu mẫu số tối thiểu “-1” ghi trong địa chỉ; trang này hiện 10."),
        ("indicators", "toi-thieu", "20000",
         "Không hiểu mẫu số tối thiểu “20000” ghi trong địa chỉ; trang này hiện 10000."),
        ("indicators", "sap", "open", "Không hiểu thứ tự “open” ghi trong địa chỉ; trang này hiện theo tên cơ quan."),
        ("met_targets", "ky", "2023-13", "Không hiểu kỳ “2023-13” ghi trong địa chỉ; trang này hiện tháng 6/2023."),
        ("indicator_year_all", "ky", "abc", "Không hiểu kỳ “abc” ghi trong địa chỉ; trang này hiện năm 2023."),
        ("indicator_rows_all", "phan", "x", "Không hiểu phần của con số “x” ghi trong địa chỉ; trang này hiện Mẫu số."),
        ("indicator_rows_all", "trang", "7", "Không hiểu trang “7” ghi trong địa chỉ; trang này hiện trang 1."),
    ],
)  # fmt: skip
def test_what_is_not_understood_in_an_address_is_said(sign_in, small, page, key, value, said):
    take_in(small, *ALL)
    office, args = sign_in("office"), ["on_time_share"] if page.startswith("indicator_") else []

    def lines(asked):
        tree = html.fromstring(text(office.get(reverse(page, args=args), asked)))
        return [line.text_content().strip() for line in tree.xpath("//div[contains(@class, 'notice-warning')]")]

    assert [line[: len(said)] for line in lines({key: value})] == [said]
    assert lines({key: ""}) == lines({"ky": "2023-05", "con": "3", "thang": "2023-05", "trang": "1"}) == []


FILES = ("indicators_xlsx", "indicators_picture", "met_targets_xlsx", "met_targets_picture", "form06_xlsx",
         "reconcile_xlsx", "pause_audit_xlsx", "indicator_year_all_xlsx", "indicator_picture_all",
         "indicator_rows_all_xlsx")  # fmt: skip


@pytest.mark.parametrize("page", FILES)
def test_a_file_is_not_made_of_what_is_not_understood(sign_in, small, page):
    """It has no place to say that it holds another period, and would be kept as the one that was asked for."""
    take_in(small, *ALL)
    office, args = sign_in("office"), ["on_time_share"] if page.startswith("indicator_") else []
    assert [office.get(reverse(page, args=args), asked).status_code for asked in ({"ky": "2023-05"}, {}, {"ky": "abc"},
            {"lich": "x"})] == [200, 200, 404, 404]  # fmt: skip


@pytest.mark.parametrize(
    ("page", "asked"),
    [
        ("indicators_xlsx", {"nhom": "x"}), ("indicators_picture", {"sap": "x"}), ("near_due_xlsx", {"con": "x"}),
        ("near_due_xlsx", {"tep": "2"}), ("indicator_rows_all_xlsx", {"tep": "²"}),
        ("indicator_rows_all_xlsx", {"phan": "x"}),
    ],
)  # fmt: skip
def test_a_file_of_choices_that_there_are_not_is_not_found(sign_in, small, page, asked):
    take_in(small, *ALL)
    args = ["on_time_share"] if page.startswith("indicator_") else []
    assert sign_in("office").get(reverse(page, args=args), asked).status_code == 404


@pytest.mark.parametrize("page", ["rows_all", "rows_all_xlsx", "year_all", "year_all_xlsx", "picture_all"])
def test_an_indicator_that_there_is_not_is_not_found(sign_in, small, page):
    take_in(small, *ALL)
    assert sign_in("office").get(reverse(f"indicator_{page}", args=["on_time"])).status_code == 404
