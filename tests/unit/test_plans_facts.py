"""What a plan says of itself, and what a careful reader queries."""

from datetime import date

import pytest

from parindex.core.agencies import Registry
from parindex.core.errors import InputError
from parindex.core.plan_facts import document_year, horizon, read_facts
from parindex.core.plans import read_plan
from tests.factories.plan_documents import document, plan, table

HEADING = ["STT", "Nhiệm vụ", "Chủ trì", "Thời gian"]


@pytest.fixture(scope="module")
def registry() -> Registry:
    return Registry.load()


def letterhead(left: str, number: str, place_and_day: str):
    return table([left, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc"], [number, place_and_day])


def test_a_whole_letterhead():
    facts = read_facts(
        document(
            letterhead("ỦY BAN NHÂN DÂN\nTỈNH ĐỒNG THÁP", "Số: 12/KH-UBND", "Đồng Tháp, ngày 05 tháng 3 năm 2024"),
            "KẾ HOẠCH",
            "CẢI CÁCH HÀNH CHÍNH TỈNH ĐỒNG THÁP",
            "Căn cứ Quyết định số 99/QĐ-TTg ngày 01/01/2020;",
            "TM. ỦY BAN NHÂN DÂN",
            "KT. CHỦ TỊCH",
            "PHÓ CHỦ TỊCH",
            "Trần Văn An",
        ),
        None,
    )
    assert (facts.number, facts.issuer, facts.place) == ("12/KH-UBND", "UBND tỉnh Đồng Tháp", "Đồng Tháp")
    assert (facts.issued, facts.year) == (date(2024, 3, 5), 2024)
    assert facts.title == "CẢI CÁCH HÀNH CHÍNH TỈNH ĐỒNG THÁP"
    assert facts.signed_by == {"title": "PHÓ CHỦ TỊCH", "name": "Trần Văn An"}


def test_a_blank_number_and_day():
    facts = read_facts(
        document(
            "UBND HUYỆN TUY PHƯỚC", "Số: /KH-UBND", "Tuy Phước, ngày tháng năm 2023", "KẾ HOẠCH", "Nâng cao Chỉ số"
        ),
        None,
    )
    assert (facts.number, facts.issued, facts.year) == (None, None, 2023)
    assert facts.issuer == "UBND huyện Tuy Phước"


@pytest.mark.parametrize(
    ("left", "issuer", "place"),
    [
        ("UBND TỈNH QUẢNG NAM\nSỞ XÂY DỰNG", "Sở Xây dựng", "Quảng Nam"),
        ("UBND HUYỆN ĐẠI LỘC\nPHÒNG VĂN HÓA\nVÀ THÔNG TIN", "Phòng Văn hóa và Thông tin", "Đại Lộc"),
        (
            "UBND TỈNH QUẢNG NAM\nSỞ LAO ĐỘNG -\nTHƯƠNG BINH VÀ XÃ HỘI",
            "Sở Lao động - Thương binh và Xã hội",
            "Quảng Nam",
        ),
        ("BỘ TÀI CHÍNH\nTỔNG CỤC THUẾ", "Tổng cục Thuế", "Đại Lộc"),
        ("SỞ Y TẾ QUẢNG NAM\nTRUNG TÂM Y TẾ HUYỆN ĐẠI LỘC", "Trung tâm Y tế huyện Đại Lộc", "Đại Lộc"),
        ("UBND HUYỆN ĐẠI LỘC", "UBND huyện Đại Lộc", "Đại Lộc"),
        ("ỦY BAN NHÂN DÂN HUYỆN ĐẠI LỘC", "UBND huyện Đại Lộc", "Đại Lộc"),
        ("UỶ BAN NHÂN DÂN\nXÃ ĐẠI NGHĨA", "UBND xã Đại Nghĩa", "Đại Nghĩa"),
        ("ỦY BAN NHÂN DÂN PHƯỜNG\nAN SƠN", "UBND phường An Sơn", "An Sơn"),
        ("VĂN PHÒNG\nHĐND VÀ UBND HUYỆN ĐẠI LỘC", "Văn phòng HĐND và UBND huyện Đại Lộc", "Đại Lộc"),
        ("UBND HUYỆN ĐẠI LỘC\nTRƯỜNG THCS NGUYỄN DU", "Trường THCS Nguyễn Du", "Đại Lộc"),
        ("UBND QUẬN 3", "UBND quận 3", "Quận 3"),
        ("UBND TP. TAM KỲ", "UBND thành phố Tam Kỳ", "Tam Kỳ"),
        ("UBND HUYỆN ĐẠI LỘC\nXÃ ĐẠI NGHĨA", "UBND xã Đại Nghĩa", "Đại Nghĩa"),
        ("Ủy ban nhân dân huyện Đại Lộc", "UBND huyện Đại Lộc", "Đại Lộc"),
    ],
)
def test_who_issues(left, issuer, place):
    source = document(letterhead(left, "Số: 7/KH", "Đại Lộc, ngày 05 tháng 3 năm 2024"), "KẾ HOẠCH", "Kiểm tra hồ sơ")
    facts = read_facts(source, None)
    assert (facts.issuer, facts.place) == (issuer, place)


def test_the_letterhead_ends_where_capitals_end():
    facts = read_facts(
        document("UBND PHƯỜNG AN SƠN", "Cổng thông tin điện tử phường", "KẾ HOẠCH", "Công tác dân vận năm 2026"), None
    )
    assert (facts.issuer, facts.place) == ("UBND phường An Sơn", "An Sơn")


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("Số: 15 /KH-UBND", "15/KH-UBND"),
        ("Số:15/ KH - UBND", "15/KH-UBND"),
        ("Số: ..15../KH-UBND", "15/KH-UBND"),
        ("Số 03/2024/QĐ-TTg", "03/2024/QĐ-TTg"),
        ("Số: .../KH-UBND", None),
    ],
)
def test_the_number_however_spaced(printed, number):
    source = document(letterhead("UBND HUYỆN ĐẠI LỘC", printed, "Đại Lộc, ngày … tháng … năm 2024"), "KẾ HOẠCH", "Thử")
    assert read_facts(source, None).number == number


def test_the_two_halves_of_the_head_read_one_after_the_other():
    facts = read_facts(
        document(
            "UBND HUYỆN ĐẠI LỘC",
            "KẾ HOẠCH",
            "CỘNG HÒA XÃ HỘI CHỦ NGHĨA",
            "VIỆT NAM",
            "Độc lập - Tự do - Hạnh phúc",
            "Đại Lộc, ngày 05 tháng 3 năm",
            "2024",
            "Cải cách hành chính",
        ),
        None,
    )
    assert (facts.title, facts.issued) == ("Cải cách hành chính", date(2024, 3, 5))


def test_an_annex_says_to_which_plan_it_belongs():
    facts = read_facts(
        document(
            "PHỤ LỤC II",
            "PHÂN CÔNG NHIỆM VỤ PHÒNG CHÁY",
            "TRONG MÙA KHÔ NĂM 2025",
            "(Kèm theo Kế hoạch số 31/KH-UBND ngày 06 tháng 02 năm 2025 của Ủy ban nhân dân tỉnh Kon Tum)",
            table(HEADING, row(when="Quý II/2025")),
        ),
        None,
    )
    assert facts.title == "PHÂN CÔNG NHIỆM VỤ PHÒNG CHÁY TRONG MÙA KHÔ NĂM 2025"
    assert (facts.number, facts.issued) == ("31/KH-UBND", date(2025, 2, 6))
    assert (facts.issuer, facts.place, facts.year) == ("UBND tỉnh Kon Tum", "Kon Tum", 2025)


def test_a_title_on_the_line_of_its_kind():
    source = document("UBND HUYỆN ĐẠI LỘC", "KẾ HOẠCH KIỂM TRA HỒ SƠ NĂM 2024", table(HEADING, row()))
    assert read_facts(source, None).title == "KIỂM TRA HỒ SƠ NĂM 2024"


@pytest.mark.parametrize(
    "foot",
    [
        ["GIÁM ĐỐC", "Lê Thị Bình"],
        ["GIÁM ĐỐC Nơi nhận:", "- UBND tỉnh;", "- Lưu: VT.", "Lê Thị Bình"],
        ["KT. CHỦ TỊCH", "- UBND tỉnh; GIÁM ĐỐC", "- Lưu: VT.", "Lê Thị Bình"],
        ["Trên đây là Kế hoạch của Sở./. TL. BỘ TRƯỞNG", "GIÁM ĐỐC", "Lê Thị Bình"],
    ],
)
def test_who_signs(foot):
    facts = read_facts(document("KẾ HOẠCH", "Kiểm tra hồ sơ năm 2024", *foot), None)
    assert facts.signed_by == {"title": "GIÁM ĐỐC", "name": "Lê Thị Bình"}


def test_the_plans_own_title_before_that_of_its_decision():
    facts = read_facts(
        document("QUYẾT ĐỊNH", "VỀ VIỆC BAN HÀNH KẾ HOẠCH", "Năm 2025.", "KẾ HOẠCH", "KIỂM KÊ TÀI SẢN"), None
    )
    assert facts.title == "KIỂM KÊ TÀI SẢN"


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("Cải cách hành chính năm 2023", 2023),
        ("Phát triển kinh tế số giai đoạn 2026 - 2030", 2026),
        ("Đổi mới công nghệ đến năm 2035", 2025),
        ("Kiểm kê tài sản thời điểm 0h00 ngày 01 tháng 01 năm 2026", 2025),
        ("Triển khai Nghị quyết số 57-NQ/TW ngày 22/12/2024", 2025),
    ],
)
def test_the_year_is_the_titles_unless_it_is_an_end_or_a_date(title, year):
    source = document("Lai Châu, ngày 19 tháng 11 năm 2025", "KẾ HOẠCH", title)
    assert document_year(source) == year


@pytest.mark.parametrize("year", [1989, 2101])
def test_a_year_out_of_range(year):
    with pytest.raises(InputError, match="1990-2100"):
        read_facts(plan(), year)


def test_no_year_at_all():
    with pytest.raises(InputError, match="Năm của kế hoạch"):
        read_facts(document("KẾ HOẠCH", "Cải cách hành chính"), None)


@pytest.mark.parametrize(
    ("title", "first", "last"),
    [
        ("năm 2023", 2023, 2023),
        ("giai đoạn 2021-2025", 2021, 2025),
        ("đến năm 2030", 2023, 2030),
        ("thi hành Luật", 2023, None),
    ],
)
def test_the_years_a_plan_covers(title, first, last):
    years = horizon(f"Kế hoạch {title}", 2023)
    assert (years.first, years.last) == (first, last)


def test_last_years_result():
    facts = read_facts(
        plan(
            "Theo Quyết định số 15/QĐ-UBND ngày 20/02/2024 về kết quả Chỉ số cải cách hành chính năm 2023, huyện đạt "
            "81,5/100 điểm, xếp hạng 3/11. Trong đó, điểm tự đánh giá đạt 60/70 điểm, điểm khảo sát đạt 21,5/30 điểm."
        ),
        2024,
    )
    assert facts.baseline == {
        "year": 2023,
        "total": "81.5",
        "max": "100",
        "rank": 3,
        "of": 11,
        "decision": "15/QĐ-UBND",
        "decision_date": "2024-02-20",
        "parts": [
            {"name": "Điểm tự đánh giá", "score": "60", "max": "70"},
            {"name": "Điểm khảo sát", "score": "21.5", "max": "30"},
        ],
    }


def warned(registry, *rows, title="Kế hoạch thử năm 2023", before=(), **more):
    reading = read_plan(plan(*before, table(HEADING, *rows), title=title), registry, **more)
    return [(warning.place, warning.kind) for warning in reading.warnings]


def row(number="1", text="Báo cáo kết quả", agency="Phòng Nội vụ", when="Quý II/2023"):
    return [number, text, agency, when]


@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        ({"when": "Tháng 5/2022"}, "date_outside_year"),
        ({"when": "Tháng 5/2024"}, "date_outside_year"),
        ({"when": "Hôm nào rảnh"}, "deadline_unread"),
        ({"when": ""}, "deadline_unread"),
        ({"agency": "Phòng Hàng hải"}, "agency_unknown"),
        ({"agency": ""}, "other"),
        ({"text": "Báo cáo định kǶ"}, "ocr_doubt"),
        ({"number": "3"}, "numbering"),
    ],
)
def test_one_fault_one_warning(registry, changed, kind):
    assert warned(registry, row(**changed)) == [(changed.get("number", "1"), kind)]


def test_a_sound_row_has_none(registry):
    assert warned(registry, row(), row("2", "Kiểm tra"), row("3", "Rà soát", when="Hàng quý")) == []


def test_numbers_that_skip_or_repeat(registry):
    assert warned(registry, row("1"), row("3", "Kiểm tra"), row("3", "Rà soát")) == [("3", "numbering")] * 2


def test_numbers_may_count_on_from_section_to_section(registry):
    rows = [["I", "A", "", ""], row("1"), row("2", "Kiểm tra"), ["II", "B", "", ""], row("3", "Rà soát")]
    assert warned(registry, *rows) == []
    assert warned(registry, *rows[:3], ["III", "B", "", ""], row("1", "Rà soát")) == [("III.1", "numbering")]


def test_one_warning_for_a_name_however_often(registry):
    assert warned(registry, row(agency="Phòng Hàng hải"), row("2", "Kiểm tra", agency="Phòng hàng hải")) == [
        ("1", "agency_unknown")
    ]


def test_a_date_before_the_day_of_issue(registry):
    head = letterhead("UBND HUYỆN TUY PHƯỚC", "Số: 5/KH-UBND", "Tuy Phước, ngày 10 tháng 3 năm 2023")
    source = document(head, "KẾ HOẠCH", "Nâng cao Chỉ số năm 2023", table(HEADING, row(when="Tháng 2/2023"), number=2))
    assert [w.kind for w in read_plan(source, registry).warnings] == ["due_before_issue"]


def test_dates_within_the_years_of_a_longer_plan(registry):
    assert warned(registry, row(when="Năm 2028"), title="Chuyển đổi số giai đoạn 2023-2030") == []


@pytest.mark.parametrize("when", ["Năm 2023 - 2024", "Giai đoạn 2023-2025", "Từ tháng 11/2023 đến tháng 02/2024"])
def test_a_span_that_begins_in_the_plans_year_may_end_after_it(registry, when):
    assert warned(registry, row(when=when)) == []


def test_a_table_without_a_column_of_time_is_told_once(registry):
    source = plan(
        table(["STT", "Nhiệm vụ", "Chủ trì"], *(["1", "Báo cáo", "Phòng Nội vụ"], ["2", "Kiểm tra", "Phòng Nội vụ"]))
    )
    assert [w.kind for w in read_plan(source, registry).warnings] == ["other"]


def test_a_title_gives_its_threshold_to_the_tasks(registry):
    source = plan(
        table(
            ["STT", "Nội dung", "Nhiệm vụ", "Cơ quan thực hiện", "Thời gian"],
            ["1", "100% kế hoạch đạt chất lượng", "Rà soát kế hoạch", "Phòng Nội vụ", "Quý I/2023"],
        )
    )
    (target,) = read_plan(source, registry).tasks[0].targets
    assert (target["at_least"], target["unit"], target["place"]) == ("100", "%", "title")
