"""What of a cell or of free words is kept from lists that people pass on."""

import pytest

from parindex.core.personal import HIDDEN, personal_in, shown_code, shown_figure

PEOPLE = [
    "Nguyễn Văn An", "NGUYỄN VĂN AN", "nguyễn văn an", "Lê Mai", "Trần Thị Sáu Năm", "Vũ Tháng Tư", "bậy", "An",
    "0903123456", "0903 123 456", "0903.123.456", "090-312-3456", "0903-12-3456", "(0256) 383-1234", "+84 903 123 456",
    "201234567", "052190001234", "052190001234.0", "052190001234 01/06/2023", "a.b@huyen.gov.vn", "12 Trần Phú",
    "Nguyễn Văn An 01/06/2023", "01/06/2023 (ông An)", "Lý 2", "=HYPERLINK(\"Nguyễn Văn An\")",
    "Nguye\u0302\u0303n Va\u0306n An", "0903\u00a0123\u00a0456",
]  # fmt: skip
FIGURES = [
    "31/02/2023", "2023-13-01", "1/13/2023", "06/2023", "=1+1", "-", "???", "12,5", "-3", "1.250.000", "20230631",
    "202306311230", "20230631123000", "45092.354166666664", "31/06/2023 08:30:15 SA", "2023-06-31T08:30:00.123456Z",
    "ngày 31 tháng 06 năm 2023", "Thứ hai, 31/06/2023 8h30", "31-Jun-23", "N/A", "#REF!", "NULL", "hôm qua",
    "Đang xử lý", "31/02/2023 31/02/2024", "50.000đ", "1985",
]  # fmt: skip


@pytest.mark.parametrize("cell", PEOPLE)
def test_what_may_be_of_a_person_is_not_shown_where_a_day_should_stand(cell):
    assert shown_figure(cell) == HIDDEN


@pytest.mark.parametrize("cell", FIGURES)
def test_what_looks_like_a_day_or_a_number_is_shown_as_it_is(cell):
    assert shown_figure(cell) == cell


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("000.07.35.H08-230601-0001", True),
        ("A", True),
        ("HS 12", True),
        ("Nguyễn Văn An", False),
        ("0903123456", False),
        ("052190001234", False),
    ],
)
def test_a_code_is_shown_and_a_name_or_number_in_its_place_is_not(cell, shown):
    assert shown_code(cell) == (cell if shown else HIDDEN)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("gọi ông ấy số 0903 123 456 nhé", "0903 123 456"),
        ("CCCD 052190001234", "052190001234"),
        ("viết tới a@b.vn.", "a@b.vn."),
        ("theo Quyết định 1234/QĐ-UBND ngày 05/06/2023", None),
        ("mã 000.07.35.H08-230601-0001", None),
    ],
)
def test_free_words_are_searched_for_numbers_of_people(words, found):
    assert personal_in(words) == found
