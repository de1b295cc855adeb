"""What comes out of the printer: whole tables with their head and day, no navigation, said to be invented."""

import io
import re
import unicodedata
from collections import Counter

import pdfplumber
import pytest

from tests.browser.test_dossiers import broadest_group

pytestmark = pytest.mark.browser

NOT_ON_PAPER = ("Đăng xuất", "Tìm kiếm", "Tải .xlsx", "Tới nội dung chính", "Bỏ lọc")


def printed(visitor) -> tuple[str, int]:
    """Print the page that is open; return its words and the number of sheets. Nothing may stand beside the sheet."""
    data = visitor.page.pdf(prefer_css_page_size=True, print_background=False)
    with pdfplumber.open(io.BytesIO(data)) as paper:
        for sheet in paper.pages:
            beside = [char["text"] for char in sheet.chars if char["x0"] < 0 or char["x1"] > sheet.width]
            assert not beside, f"cut off on sheet {sheet.page_number}: {''.join(beside)[:80]}"
        words = " ".join(" ".join(sheet.extract_text() for sheet in paper.pages).split())
        words = unicodedata.normalize("NFC", words)
        assert not [word for word in NOT_ON_PAPER if word in words]
        assert "Số liệu đến ngày 15/6/2023" in words
        assert "số liệu giả định" in words
        return words, len(paper.pages)


def test_the_board_is_one_sheet(visit):
    leader = visit("lanhdao")
    leader.open("/bang-theo-doi/")
    agencies = leader.page.locator("table.board tbody th").all_inner_texts()
    total = leader.page.locator("table.board tfoot td").all_inner_texts()
    words, sheets = printed(leader)
    assert sheets == 1
    squeezed = words.replace(" ", "")
    assert [name for name in agencies if name.replace(" ", "") not in squeezed] == []
    assert "".join(total) in squeezed, "the sums of all months, the year and what is late"


def test_the_leaders_page_is_one_sheet(visit):
    leader = visit("lanhdao")
    leader.open("/tong-quan/")
    number = leader.page.locator(".overview-number strong").inner_text()
    words, sheets = printed(leader)
    assert sheets == 1
    assert number in words and "Điểm giả định" in words and "Năm 2022: 76,03 điểm, hạng 10/11" in words
    assert "Từ năm trước tới cuối năm nay" in words and "Nhiều nhất có thể" in words, "down to the picture"


def test_tables_keep_their_right_border_on_paper(visit):
    """The edge of the sheet cuts what reaches it."""
    leader = visit("lanhdao")
    leader.page.emulate_media(media="print")
    for address in ("/tong-quan/", "/cham-diem/", "/xep-hang/"):
        leader.open(address)
        width = leader.page.evaluate("document.documentElement.clientWidth")
        ends = leader.page.evaluate(
            "[...document.querySelectorAll('.table')].map((one) => one.getBoundingClientRect().right)"
        )
        assert ends and max(ends) <= width - 2, address


def test_the_plan_is_printed_whole(visit):
    leader = visit("lanhdao")
    leader.open("/ke-hoach/")
    tasks = leader.page.locator("td.plan-words > a").all_inner_texts()
    assert len(tasks) == 72 + 3
    words, sheets = printed(leader)
    lost = counted(" ".join(tasks)) - counted(words)
    assert not lost, "every word of every task is on paper"
    assert sheets <= 14, "with the names of all agencies"


def test_a_broad_table_lies_on_its_side_and_begins_on_the_first_sheet(visit):
    office = visit("noivu")
    for address, begins in (
        ("/ho-so/bieu-06/?ky=2023-05", "Tổng cộng"),  # whole
        ("/ho-so/?ky=2023-05", "Phòng Tư pháp"),
        ("/ho-so/doi-chieu/?ky=2023-05", "Phòng Kinh tế và Hạ tầng"),
    ):
        office.open(address)
        words, _sheets = printed(office)
        with pdfplumber.open(io.BytesIO(office.page.pdf(prefer_css_page_size=True))) as paper:
            first = paper.pages[0]
            assert first.width > first.height, address
            assert begins in " ".join(unicodedata.normalize("NFC", first.extract_text()).split()), address
        assert begins in words


def test_the_matrix_begins_on_its_first_sheet_and_is_whole(visit):
    """Also while a period runs, and with the group that has the most columns."""
    office = visit("noivu")
    for address in ("?ky=2023-05", "?ky=2023-06", f"?ky=2023-05&nhom={broadest_group()}"):
        office.open(f"/ho-so/{address}")
        agencies = office.page.locator(".figures tbody th").all_inner_texts()
        words, sheets = printed(office)
        assert [name for name in agencies if name not in words] == [], address
        assert sheets <= 3, address
        with pdfplumber.open(io.BytesIO(office.page.pdf(prefer_css_page_size=True))) as paper:
            first = " ".join(unicodedata.normalize("NFC", paper.pages[0].extract_text()).split())
        assert sum(name in first for name in agencies) >= len(agencies) // 3 > 5, address


def counted(text: str) -> Counter:
    return Counter(re.findall(r"\w+", unicodedata.normalize("NFC", text)))


def test_my_duties_and_a_duty_are_printed(visit):
    head = visit("truongphongtuphap")
    words, sheets = printed(head)
    assert "Việc của tôi" in words and "III.6" in words
    assert sheets <= 4
    head.follow(re.compile(r"^III\.6\b"))
    words, sheets = printed(head)
    assert "Phòng Tư pháp" in words and "hạn 30/6/2023" in words
    assert sheets <= 3
