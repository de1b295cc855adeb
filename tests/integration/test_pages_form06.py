"""Form 06 as people download it, read back: headings over two rows, numbers that balance, one's own agency alone."""

from io import BytesIO

import pytest
from django.urls import reverse
from lxml import html
from python_calamine import CalamineWorkbook

from parindex.documents.writing.form06 import Form06Line, Form06Page, write_form06
from tests.factories.dossiers import ALL, take_in
from tests.factories.pages import text

JUNE = {"ky": "2023-06"}


def read(data):
    return CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python()


@pytest.fixture
def lake(small):
    take_in(small, *ALL)
    return small


def test_the_form_balances_and_names_its_columns(sign_in, lake):
    rows = read(sign_in("office").get(reverse("form06_xlsx"), JUNE).content)
    said = " ".join(str(cell) for row in rows for cell in row)
    assert rows[0][0] == "Biểu số 06/VPCP/KSTT" and "tháng 6/2023 (từ 1/6/2023 đến 30/6/2023" in said
    assert [cell for cell in rows[5] if cell] == [
        "STT", "Lĩnh vực giải quyết", "Số lượng hồ sơ tiếp nhận", "Số lượng hồ sơ đã giải quyết",
        "Số lượng hồ sơ đang giải quyết",
    ]  # fmt: skip
    assert rows[6][2:6] == ["Tổng số", "Trực tuyến", "Trực tiếp, dịch vụ bưu chính", "Từ kỳ trước"]
    assert rows[6][6:] == ["Tổng số", "Trước hạn", "Đúng hạn", "Quá hạn", "Tổng số", "Trong hạn", "Quá hạn"]
    assert rows[7][2:] == [f"({n})" for n in range(1, 12)]
    total = next(row for row in rows if row[1] == "Tổng cộng")
    # Six received, by channels that the source does not tell; one early, three late; two open, one of them overdue.
    assert total[2:] == [6, "–", "–", 0, 4, 1, 0, 3, 2, 1, 1]
    assert "6 = đã giải quyết (5) 4 + đang giải quyết (9) 2" in said and "SỐ LIỆU GIẢ ĐỊNH" in said


def test_an_agency_gets_its_own_and_overseers_any(sign_in, lake):
    own = {"co-quan": lake.agency("phong-tu-phap").pk}
    for username, asked in (("reporter", JUNE), ("reporter", JUNE | own), ("leader", JUNE | own)):
        rows = read(sign_in(username).get(reverse("form06_xlsx"), asked).content)
        assert next(row for row in rows if row[1] == "Tổng cộng")[2] == 4
        assert "Phòng Tư pháp" in " ".join(map(str, rows[0]))
    other = {"co-quan": lake.agency("xa-phuoc-son").pk}
    assert sign_in("reporter").get(reverse("form06_xlsx"), JUNE | other).status_code == 404
    assert sign_in("office").get(reverse("form06_xlsx"), {"co-quan": "x"}).status_code == 404


def test_the_matrix_leads_to_the_page_and_the_page_to_the_sheet(sign_in, lake):
    assert f"{reverse('form06')}?ky=2023-06" in text(sign_in("reporter").get(reverse("indicators"), JUNE))
    own = {"co-quan": str(lake.agency("phong-tu-phap").pk)}
    tree = html.fromstring(text(sign_in("office").get(reverse("form06"), JUNE | own | {"lich": "legal"})))
    (link,) = tree.xpath("//a[contains(@href, 'bieu-06.xlsx')]/@href")
    said = " ".join(str(cell) for row in read(sign_in("office").get(link).content) for cell in row)
    assert "Đơn vị báo cáo: Phòng Tư pháp" in said and "(từ 15/5/2023 đến 14/6/2023" in said


def test_the_page_shows_what_the_sheet_holds(sign_in, lake):
    page = text(sign_in("office").get(reverse("form06"), JUNE))
    (total,) = html.fromstring(page).xpath("//tfoot/tr")
    assert [cell.text_content() for cell in total.xpath("./td")][1:] == [
        "6", "–", "–", "0", "4", "1", "0", "3", "2", "1", "1",
    ]  # fmt: skip
    assert "6 = đã giải quyết (5) 4 + đang giải quyết (9) 2" in page and "số liệu đến hết ngày 15/6/2023" in page


def test_the_agency_and_the_period_are_chosen_on_the_page(sign_in, lake):
    def chosen(page, name):
        return html.fromstring(page).xpath(f"//select[@name='{name}']/option[@selected]/text()")

    own = {"co-quan": str(lake.agency("phong-tu-phap").pk)}
    page = text(sign_in("leader").get(reverse("form06"), JUNE | own | {"lich": "legal"}))
    assert chosen(page, "co-quan") == ["Phòng Tư pháp"] and chosen(page, "lich") == ["Kỳ báo cáo (15–14)"]
    assert html.fromstring(page).xpath("//select[@name='ky']//option[@selected]/text()") == ["tháng 6/2023"]
    offered = html.fromstring(page).xpath("//select[@name='co-quan']/option/text()")
    assert "mọi cơ quan" in offered[0] and "UBND xã Phước Sơn" in offered and len(offered) > 20
    page = text(sign_in("reporter").get(reverse("form06"), JUNE))
    assert not html.fromstring(page).xpath("//select[@name='co-quan']"), "an agency has nothing to choose"
    assert "Đơn vị báo cáo: Phòng Tư pháp" in page
    assert sign_in("reporter").get(reverse("form06"), {"co-quan": lake.agency("xa-phuoc-son").pk}).status_code == 404


def test_a_period_without_dossiers_is_said(sign_in, lake):
    assert "Kỳ này không có hồ sơ nào" in text(sign_in("office").get(reverse("form06"), {"ky": "2022-01"}))


def test_a_form_of_nothing_is_still_a_form(sign_in, small):
    rows = read(sign_in("office").get(reverse("form06_xlsx"), JUNE).content)
    assert next(row for row in rows if row[1] == "Tổng cộng")[2:] == [0] * 11


def test_a_field_that_looks_like_a_formula_stays_text():
    line = Form06Line("=1+1", [1] * 11)
    rows = read(write_form06(Form06Page("UBND", "Phòng", "quý I/2023", "x", [line], Form06Line("Tổng cộng", [1] * 11))))
    assert rows[8][1] == "=1+1"
    with pytest.raises(ValueError, match="3 numbers for 11"):
        write_form06(Form06Page("UBND", "Phòng", "x", "x", [Form06Line("A", [1, 2, 3])], line))
