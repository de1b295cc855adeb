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
    ],
)  # fmt: skip
def test_what_is_not_understood_in_an_address_is_said(sign_in, small, page, key, value, said):
    take_in(small, *ALL)
    office = sign_in("office")

    def lines(asked):
        tree = html.fromstring(text(office.get(reverse(page), asked)))
        return [line.text_content().strip() for line in tree.xpath("//div[contains(@class, 'notice-warning')]")]

    assert [line[: len(said)] for line in lines({key: value})] == [said]
    assert lines({key: ""}) == lines({"ky": "2023-05", "con": "3", "thang": "2023-05", "trang": "1"}) == []
