"""What the pages of indicators give to take along: sheets and pictures, and the names under which they are kept."""

from io import BytesIO

import pytest
from django.urls import reverse
from lxml import html
from python_calamine import CalamineWorkbook

from parindex.web.downloads import slug
from tests.factories.dossiers import ALL, LATE, take_in
from tests.factories.pages import text
from tests.integration.test_pages_indicators import IN_APRIL, IN_MAY, JUNE, LATE_IN_MAY, target


@pytest.fixture
def lake(small):
    take_in(small, *ALL)
    return small


def sheet(answer):
    return CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()


def test_met_and_missed_are_fetched_as_a_sheet(sign_in, lake):
    assert reverse("met_targets_xlsx") not in text(sign_in("leader").get(reverse("met_targets"), JUNE))
    target(lake)
    client = sign_in("leader")
    assert reverse("met_targets_xlsx") in text(client.get(reverse("met_targets"), JUNE))
    rows = sheet(client.get(reverse("met_targets_xlsx"), JUNE))
    found = {row[2]: row[3:] for row in rows[3:7]}
    assert found["Tất cả"] == [25, "%", 1, 4, "chưa đạt", "còn thiếu 1 hồ sơ"]
    assert found["Phòng Tư pháp"][4] == "đạt" and rows[3][0].startswith("Tỷ lệ hồ sơ") and "40%" in rows[3][1]
    assert any("Kỳ chưa hết" in str(row[0]) for row in rows) and any("GIẢ ĐỊNH" in str(row[0]) for row in rows)


def test_a_year_is_fetched_as_a_sheet(sign_in, small):
    take_in(small, IN_APRIL, IN_MAY, LATE_IN_MAY, LATE)
    target(small)
    own = small.agency("phong-tu-phap").pk
    rows = sheet(sign_in("other").get(reverse("indicator_year_xlsx", args=["on_time_share", own]), JUNE))
    found = {row[0]: row[1:5] for row in rows[3:9]}
    assert found["tháng 5/2023"] == [0.5, 1, 2, "đạt"] and found["tháng 6/2023 (kỳ chưa hết)"] == [0, 0, 1, "chưa đạt"]
    assert found["tháng 1/2023"] == ["", "", "", ""]
    everybody = sign_in("other").get(reverse("indicator_year_all_xlsx", args=["open"]), JUNE)
    assert sheet(everybody)[2][:3] == ["Tháng", "Đang giải quyết 2023", "tử số"]


def test_the_matrix_is_drawn_with_signs_and_vietnamese_numbers(sign_in, lake):
    target(lake)
    client = sign_in("leader")
    for name in ("indicators_picture", "met_targets_picture"):
        answer = client.get(reverse(name), JUNE)
        words = html.fromstring(answer.content.decode()).text_content()
        assert answer["Content-Type"] == "image/svg+xml" and "kỳ chưa hết, đến 15/6/2023" in words
        assert "✓ 50,0 %" in words and "✗ 25,0 %" in words and "UBND xã Phước Sơn" in words and "✗ chưa đạt" in words
    assert reverse("indicators_picture") in text(client.get(reverse("indicators"), JUNE))


def test_files_are_named_after_what_they_hold(sign_in, lake):
    """As a folder of downloads shows them: what, whose, which period and way of cutting it, and to which day."""
    client, own = sign_in("leader"), lake.agency("xa-phuoc-son").pk
    target(lake)

    def name(page, *args, **asked):
        answer = client.get(reverse(page, args=args), JUNE | asked)
        return answer["Content-Disposition"].removeprefix('attachment; filename="').removesuffix('.xlsx"')

    day = "20230615"
    assert name("indicators_xlsx") == f"chi-tieu-tien-do-giai-quyet-2023-06-{day}"
    assert name("indicators_xlsx", lich="legal") == f"chi-tieu-tien-do-giai-quyet-2023-06-ky-bao-cao-{day}"
    assert name("met_targets_xlsx", ky="2023-Q2") == f"dat-va-chua-dat-2023-Q2-{day}"
    assert name("indicator_year_xlsx", "on_time_share", own) == f"ca-nam-dung-han-ubnd-xa-phuoc-son-2023-{day}"
    assert name("indicator_year_all_xlsx", "open") == f"ca-nam-dang-giai-quyet-tat-ca-co-quan-2023-{day}"
    rows = name("indicator_rows_xlsx", "on_time_share", own, phan="numerator")
    assert rows == f"dung-han-tu-so-ubnd-xa-phuoc-son-2023-06-{day}"
    assert name("form06_xlsx", **{"co-quan": own}) == f"bieu-06-ubnd-xa-phuoc-son-2023-06-{day}"
    assert name("form06_xlsx") == f"bieu-06-tat-ca-co-quan-2023-06-{day}"
    strange = 'Ban/Quản lý "đất" & 中文, ' + "rất " * 40
    assert slug(strange).startswith("ban-quan-ly-dat-rat-rat") and len(slug(strange)) <= 120
    assert not slug(strange).endswith("-")
