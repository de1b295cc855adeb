"""What stands behind a number, as people see it: the list adds up to it, says where each line is from, is never cut."""

from io import BytesIO

import pytest
from django.urls import reverse
from lxml import html
from python_calamine import CalamineWorkbook

from parindex.web import behind
from tests.factories.dossiers import ALL, IN_TIME, LATE, UNKNOWN, code, take_in, take_in_table
from tests.factories.pages import text

JUNE = {"ky": "2023-06"}
REGISTER = """Cơ quan,Lĩnh vực,Tháng,Số hồ sơ theo sổ
Phòng Tư pháp,Hộ tịch,2023-06,3
Phòng Tư pháp,Đất đai,2023-06,4
UBND xã Phước Sơn,,2023-06,2
"""
FEES = """Mã hồ sơ,Cơ quan,Mã thủ tục,Tên thủ tục,Lĩnh vực,Ngày tiếp nhận,Hạn trả,Ngày hoàn thành,\
Có phí,Thanh toán trực tuyến,Số giao dịch,Số giao dịch trực tuyến
F-1,Phòng Tư pháp,1.1,Khai sinh,Hộ tịch,01/06/2023,08/06/2023,05/06/2023,có,có,3,2
F-2,Phòng Tư pháp,1.1,Khai sinh,Hộ tịch,01/06/2023,08/06/2023,06/06/2023,có,không,1,0
F-3,Phòng Tư pháp,1.2,Kết hôn,Hộ tịch,01/06/2023,08/06/2023,07/06/2023,có,không,2,0
F-4,Phòng Tư pháp,1.3,Chứng thực,,01/06/2023,08/06/2023,07/06/2023,không,,,
"""


def page_of(client, indicator, agency=None, **asked):
    name, args = ("indicator_rows", [indicator, agency.pk]) if agency else ("indicator_rows_all", [indicator])
    return text(client.get(reverse(name, args=args), JUNE | asked))


def told(page):
    """The figure, the tabs with their sums, and the lines of the table, each as its cells."""
    tree = html.fromstring(page)
    said = " ".join(tree.xpath("//*[@class='figure-sum']")[0].text_content().split())
    tabs = [" ".join(one.text_content().split()) for one in tree.xpath("//ul[@class='tabs']//a")]
    rows = [
        [" ".join(" ".join(cell.itertext()).split()) for cell in row.xpath("./th|./td")]
        for row in tree.xpath("//main//tbody/tr")
    ]
    return said, tabs, rows


def sheet_of(client, indicator, **asked):
    answer = client.get(reverse("indicator_rows_all_xlsx", args=[indicator]), JUNE | asked)
    return CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()


def test_a_share_says_what_it_comes_of(sign_in, small):
    take_in(small, *ALL)
    said, tabs, rows = told(page_of(sign_in("leader"), "on_time_share", phan="missed"))
    assert said.startswith("25,0 % = 1/4: hồ sơ giải quyết")
    assert tabs == ["Mẫu số 4", "Tử số 1", "Còn thiếu 3"] and len(rows) == 3


def test_a_count_has_one_list(sign_in, small):
    take_in(small, *ALL)
    said, tabs, rows = told(page_of(sign_in("leader"), "open"))
    assert (said, tabs, len(rows)) == ("2 hồ sơ.", [], 2)


def test_a_mean_is_a_sum_by_a_number(sign_in, small):
    """Resolved after seven working days and after four."""
    take_in(small, LATE, IN_TIME)
    client = sign_in("leader")
    said, tabs, rows = told(page_of(client, "average_working_days"))
    assert said.startswith("5,5 ngày = 11/2: tổng số ngày làm việc") and tabs == []
    assert [row[-2] for row in rows] == ["7", "4"]
    assert "cột cuối cộng lại là tổng số ngày làm việc" in page_of(client, "average_working_days")
    sheet = sheet_of(client, "average_working_days")
    at = sheet[2].index("Số ngày")
    assert [row[at] for row in sheet[3:5]] == [7, 4]


def test_payments_are_told_by_dossier_and_add_up(sign_in, small):
    take_in_table(small, FEES)
    client, share = sign_in("leader"), "online_payment_transaction_share"
    said, tabs, rows = told(page_of(client, share))
    assert said.startswith("33,3 % = 2/6") and tabs == ["Mẫu số 6", "Tử số 2", "Còn thiếu 4"]
    assert {row[0].split()[0]: row[-2] for row in rows} == {"F-1": "3", "F-2": "1", "F-3": "2"}
    rows = told(page_of(client, share, phan="missed"))[2]
    assert {row[0].split()[0]: row[-2] for row in rows} == {"F-1": "1", "F-2": "1", "F-3": "2"}


@pytest.mark.parametrize(
    ("part", "lines"),
    [
        ("denominator", [["Khai sinh", "1.1", "2"], ["Kết hôn", "1.2", "1"]]),
        ("numerator", [["Khai sinh", "1.1", "1"]]),
        ("missed", [["Kết hôn", "1.2", "1"]]),
    ],
)
def test_a_share_of_procedures_lists_procedures(sign_in, small, part, lines):
    take_in_table(small, FEES)
    client, share = sign_in("leader"), "online_payment_procedure_share"
    said, tabs, rows = told(page_of(client, share, phan=part))
    assert said.startswith("50,0 % = 1/2") and tabs == ["Mẫu số 2", "Tử số 1", "Còn thiếu 1"]
    assert rows == lines
    sheet = sheet_of(client, share, phan=part)
    assert [[row[1], row[0], str(int(row[2]))] for row in sheet[3 : 3 + len(lines)]] == lines


def test_a_register_is_told_line_by_line(sign_in, small):
    """Nine in the registers of June; in the system four with a field that is counted, one of a commune, not LATE."""
    take_in_table(small, FEES)
    take_in(small, LATE, LATE.but(code=code(8), agency="UBND xã Phước Sơn"))
    take_in_table(small, REGISTER, "generic-register")
    client = sign_in("leader")
    said, tabs, rows = told(page_of(client, "registered"))
    assert said == "9 hồ sơ." and [row[:4] for row in rows] == [
        ["Phòng Tư pháp", "Hộ tịch", "tháng 6/2023", "3"], ["Phòng Tư pháp", "Đất đai", "tháng 6/2023", "4"],
        ["UBND xã Phước Sơn", "mọi lĩnh vực", "tháng 6/2023", "2"],
    ]  # fmt: skip
    assert rows[0][4] == "so-giay generic-register.csv, nhập 2/1/2026"
    said, tabs, rows = told(page_of(client, "entered_share", phan="missed"))
    assert said.startswith("44,4 % = 4/9") and tabs == ["Mẫu số 9", "Tử số 4", "Còn thiếu 5"]
    assert [row[3:6] for row in rows] == [["3", "3", "0"], ["4", "0", "4"], ["2", "1", "1"]]
    assert len(told(page_of(client, "entered_share", phan="numerator"))[2]) == 4
    own = told(page_of(sign_in("reporter"), "registered", small.agency("phong-tu-phap")))
    assert own[0] == "7 hồ sơ." and len(own[2]) == 2
    sheet = sheet_of(sign_in("leader"), "entered_share", phan="missed")
    assert [row[4:7] for row in sheet[3:6]] == [[3, 3, 0], [4, 0, 4], [2, 1, 1]]
    assert "tháng dương lịch" in page_of(client, "registered", lich="legal", ky="2023-06")


def test_each_row_says_which_import_brought_it(sign_in, small):
    take_in(small, *ALL)
    rows = told(page_of(sign_in("leader"), "on_time_share"))[2]
    assert {row[-1] for row in rows} == {"mot-cua ho-so.csv, nhập 2/1/2026"}
    sheet = sheet_of(sign_in("leader"), "on_time_share")
    at = sheet[2].index("Nguồn")
    assert [sheet[3][at], str(sheet[3][at + 1])[:10], sheet[3][at + 2]] == ["mot-cua", "2026-01-02", "ho-so.csv"]


def test_a_long_list_is_cut_into_sheets_before_it_is_fetched(sign_in, small, monkeypatch):
    take_in(small, *ALL)
    monkeypatch.setattr(behind, "MOST", 3)
    client = sign_in("leader")
    page = page_of(client, "on_time_share")
    assert "chia thành 2 tệp" in page and "Tệp 2: dòng 4 đến 4" in page and "Tải .xlsx" not in page
    links = html.fromstring(page).xpath("//ul[@class='pieces']//a/@href")
    sheets = [client.get(link) for link in links]
    found = [CalamineWorkbook.from_filelike(BytesIO(one.content)).get_sheet_by_index(0).to_python() for one in sheets]
    codes = [row[0] for sheet in found for row in sheet if str(row[0]).startswith("000.")]
    assert sorted(codes) == sorted({one.code for one in ALL if one.finished})
    assert any("Tệp 2/2: dòng 4 đến 4 trong 4" in str(row[0]) for row in found[1])
    assert "chia thành" not in page_of(client, "on_time_share", phan="numerator")
    assert "chia thành" not in text(client.get(reverse("near_due")))
    monkeypatch.setattr(behind, "MOST", 1)
    assert len(html.fromstring(text(client.get(reverse("near_due")))).xpath("//ul[@class='pieces']//a")) == 2


def test_overseers_open_what_the_directory_does_not_know(sign_in, small):
    take_in(small, *ALL)
    take_in_table(small, "Mã hồ sơ,Ngày tiếp nhận,Hạn trả,Ngày hoàn thành\nN-1,01/06/2023,08/06/2023,05/06/2023\n")
    leader = sign_in("leader")
    tree = html.fromstring(text(leader.get(reverse("indicators"), JUNE)))
    found = {}
    for row in tree.xpath("//table/tbody/tr"):
        link = row.xpath("./td[1]/a/@href")[0]
        found[" ".join(row.xpath("./th")[0].text_content().split())] = link
    unknown = found["Ban Quản lý dự án chưa có trong danh bạ"]
    page = text(leader.get(unknown))
    assert told(page)[0].startswith("0,0 % = 0/1") and UNKNOWN.code in page and LATE.code not in page
    blank = text(leader.get(found["(nguồn không ghi cơ quan) chưa có trong danh bạ"]))
    assert told(blank)[0].startswith("100,0 % = 1/1") and "N-1" in blank
    year = html.fromstring(page).xpath("//a[contains(@href, '/nam/')]/@href")[0]
    assert "Ban Quản lý dự án" in text(leader.get(year)) and "0/1" in text(leader.get(year))
    sheet = html.fromstring(page).xpath("//a[contains(@href, '.xlsx')]/@href")[0]
    assert leader.get(sheet).status_code == 200
    for user in ("reporter", "other"):
        client = sign_in(user)
        assert client.get(unknown).status_code == client.get(year).status_code == client.get(sheet).status_code == 404
        assert "ten=" not in text(client.get(reverse("indicators"), JUNE))


@pytest.mark.parametrize("asked", [{"trang": "99"}, {"trang": "²"}, {"tep": "²"}, {"toi-thieu": "²"}, {"phan": "x"}])
def test_a_page_that_is_asked_nonsense_shows_the_nearest(sign_in, small, asked):
    take_in(small, *ALL)
    assert len(told(page_of(sign_in("leader"), "on_time_share", **asked))[2]) == 4
