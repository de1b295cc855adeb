"""Running heads and feet of PDF pages, from lines with their places; sizes in points, A4."""

import pytest

from parindex.documents.reading.pdf_layout import Layout
from parindex.documents.reading.pdf_running import Running
from parindex.documents.reading.pdf_words import TextLine, Word

HEIGHT, WIDTH = 842.0, 595.0


def line(text, top, x=60.0):
    words = []
    for word in text.split():
        words.append(Word(word, x, x + 6 * len(word), top, top + 12))
        x += 6 * len(word) + 3
    return TextLine(words)


def left_of(*pages):
    """The lines that are left of pages, each a list of (text, top)."""
    layouts = [
        Layout(number, WIDTH, HEIGHT, [], [line(text, top) for text, top in page])
        for number, page in enumerate(pages, start=1)
    ]
    Running(len(layouts)).strip(layouts)
    return [[found.text for found in layout.lines] for layout in layouts]


@pytest.mark.parametrize(
    "head",
    [
        "11/23/26, 10:33 AM Cổng thông tin",
        "10:33 23/11/2026 Kế hoạch",
        "ﬁle:///D:/van-ban/ke-hoach.html 1/2",
        "https://phumy.gov.vn/van-ban 1/2",
        "Trang 1",
        "Trang 1/2",
        "trang 1 trên 2",
        "Kế hoạch số 12/KH-UBND - Trang 1",
    ],
)
def test_a_head_that_says_what_it_is_goes_even_once(head):
    assert left_of([(head, 17.0), ("Việc một", 120.0)]) == [["Việc một"]]


@pytest.mark.parametrize(
    "text", ["Kế hoạch công tác", "Hoàn thành trước ngày 11/23/26", "12/2024", "Năm 2024", "Trang bị máy tính", "5"]
)
def test_words_at_the_top_of_one_page_stay(text):
    assert left_of([(text, 30.0), ("Việc một", 120.0)]) == [[text, "Việc một"]]


def test_a_line_with_the_number_of_its_page_is_a_head_from_two_pages_on():
    pages = [[(f"UBND huyện Phú Tân {number}", 57.0), (f"Việc {number}", 120.0)] for number in (1, 2)]
    assert left_of(*pages) == [["Việc 1"], ["Việc 2"]]


def test_a_line_that_most_pages_repeat_at_one_place_is_a_head():
    pages = [[("Lưu hành nội bộ", 60.0), (f"Việc {number}", 120.0)] for number in range(1, 5)]
    pages[0][0] = ("Mở đầu", 60.0)
    assert left_of(*pages) == [["Mở đầu", "Việc 1"], ["Việc 2"], ["Việc 3"], ["Việc 4"]]


def test_heads_of_left_and_right_pages_may_differ():
    pages = [[(("Lẻ", "Chẵn")[n % 2], 30.0), (f"Việc {n}", 120.0)] for n in range(6)]
    assert left_of(*pages) == [[f"Việc {n}"] for n in range(6)]


@pytest.mark.parametrize("title", ["PHỤ LỤC {}", "Biểu số {}", "Phần {}.", "Tháng {}"])
def test_titles_of_parts_are_no_heads_though_their_numbers_grow(title):
    pages = [[(title.format(number), 40.0), ("Việc", 120.0)] for number in range(1, 5)]
    assert [page[0] for page in left_of(*pages)] == [title.format(number) for number in range(1, 5)]


def test_numbers_that_do_not_count_pages_make_no_head():
    pages = [[(f"Thu {number} hồ sơ", 40.0), ("Việc", 120.0)] for number in (12, 7, 30, 9)]
    assert left_of(*pages)[2] == ["Thu 30 hồ sơ", "Việc"]


def test_footnotes_stay():
    pages = [[("Việc", 120.0), (f"{number} Theo mẫu của Bộ Nội vụ ban hành.", 780.0)] for number in range(2, 5)]
    assert all(len(page) == 2 for page in left_of(*pages))


def test_a_letterhead_printed_on_each_page_is_the_documents_own():
    letterhead = ["UBND HUYỆN PHÚ TÂN", "PHÒNG NỘI VỤ", "Số 1/PNV", "Phú Tân, ngày 1", "GIẤY MỜI"]
    pages = [[(text, 20.0 + 14 * place) for place, text in enumerate(letterhead)] for _ in range(4)]
    assert left_of(*pages) == [letterhead] * 4


def test_repeated_words_in_the_middle_of_pages_stay():
    pages = [[(f"Việc {number}", 120.0), ("Kết quả", 400.0)] for number in range(1, 5)]
    assert all("Kết quả" in page for page in left_of(*pages))


def test_a_known_head_goes_from_the_last_page_too():
    running = Running(4)
    stretches = [[1, 2, 3], [4]]
    for numbers in stretches:
        layouts = [Layout(n, WIDTH, HEIGHT, [], [line("Sổ tay", 30.0), line("Việc", 120.0)]) for n in numbers]
        running.strip(layouts)
        assert [[found.text for found in layout.lines] for layout in layouts] == [["Việc"]] * len(numbers)
