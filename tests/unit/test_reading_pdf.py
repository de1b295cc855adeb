"""PDF: ruled tables over pages, paragraphs, and files that cannot be read. Real pages: tests/browser."""

import pytest

from parindex.core.errors import InputError
from tests.factories.documents import cells, grid_of, pdf, read, texts, words_at

TOP = grid_of((50, 100, 300, 500), (700, 720, 750)) + words_at(55, 735, "TT") + words_at(105, 735, "Task")
TOP += words_at(305, 735, "Who") + words_at(55, 705, "1") + words_at(105, 705, "- One") + words_at(305, 705, "A")
NEXT = grid_of((50, 100, 300, 500), (740, 760, 790)) + words_at(105, 775, "goes on") + words_at(305, 775, "and B")
NEXT += words_at(55, 745, "2") + words_at(105, 745, "Two") + words_at(305, 745, "C")


def test_a_table_that_opens_the_next_page_with_the_same_columns_is_one_table():
    document = read(pdf(words_at(50, 800, "A plan") + TOP, NEXT), "a.pdf")
    assert cells(document) == [["TT", "Task", "Who"], ["1", "- One", "A"], ["", "goes on", "and B"], ["2", "Two", "C"]]
    table = next(document.tables())
    assert [(r.page, r.after_page_break) for r in table.rows] == [(1, False), (1, False), (2, True), (2, False)]
    assert next(document.paragraphs()).text == "A plan"


def test_words_between_two_tables_keep_them_apart():
    assert len(list(read(pdf(TOP, words_at(50, 810, "Annex II") + NEXT), "a.pdf").tables())) == 2


def test_cells_without_a_line_between_them_are_merged():
    lines = "50 700 m 500 700 l S 50 720 m 500 720 l S 50 740 m 500 740 l S 50 700 m 50 740 l S 500 700 m 500 740 l S"
    page = (
        f"{lines} 200 700 m 200 720 l S\n"
        + words_at(55, 725, "PART I")
        + words_at(55, 705, "1")
        + words_at(205, 705, "x")
    )
    table = next(read(pdf(page), "a.pdf").tables())
    assert [[(c.text, c.columns) for c in r.cells] for r in table.rows] == [[("PART I", 2)], [("1", 1), ("x", 1)]]


def test_lines_join_unless_a_word_would_have_fitted():
    long = "The offices of the district and the people of all its communes are to go on"
    page = words_at(60, 700, long) + words_at(60, 686, "with the work.") + words_at(60, 672, "- A bullet")
    page += words_at(60, 658, "Another line")
    assert texts(read(pdf(page), "a.pdf")) == [f"{long} with the work.", "- A bullet", "Another line"]


def test_page_numbers_are_not_words_of_the_document():
    document = read(pdf(words_at(290, 810, "1") + words_at(50, 700, "One"), words_at(290, 20, "2") + TOP), "a.pdf")
    assert texts(document)[0] == "One"
    assert "2" not in texts(document)


def test_a_letterhead_in_two_columns_reads_left_then_right():
    page = words_at(60, 780, "PEOPLE COMMITTEE") + words_at(350, 780, "SOCIALIST REPUBLIC")
    page += words_at(60, 766, "OF THE DISTRICT") + words_at(350, 766, "OF VIETNAM")
    found = " ".join(texts(read(pdf(page), "a.pdf")))
    assert found == "PEOPLE COMMITTEE OF THE DISTRICT SOCIALIST REPUBLIC OF VIETNAM"


def test_a_scanned_file_says_what_to_do():
    with pytest.raises(InputError, match="không có lớp chữ.*OCR"):
        read(pdf("q 500 0 0 800 0 0 cm /I Do Q", image=True), "a.pdf")


def test_a_scanned_page_among_others_is_named():
    document = read(pdf(TOP, "q 500 0 0 800 0 0 cm /I Do Q", image=True), "a.pdf")
    assert document.notes == ("Trang 2 là ảnh quét, không có lớp chữ nên chưa đọc được",)


def test_a_locked_file_says_so():
    lock = f"/Encrypt << /Filter /Standard /V 1 /R 2 /P -1 /O <{'00' * 32}> /U <{'11' * 32}> >> /ID [<00><00>]"
    with pytest.raises(InputError, match="mật khẩu"):
        read(pdf(TOP, extra=lock), "a.pdf")


@pytest.mark.parametrize("cut", [12, 200, 700])
def test_a_damaged_file_is_an_input_error_or_read_as_far_as_it_goes(cut):
    with pytest.raises(InputError, match="PDF"):
        read(pdf(TOP)[:cut], "a.pdf")


def test_letters_drawn_after_the_rest_of_the_line_take_their_place():
    page = words_at(50, 700, "c") + words_at(63, 700, "n next") + words_at(56.2, 700, "o")
    assert texts(read(pdf(page), "a.pdf")) == ["con next"]


def test_a_frame_around_words_keeps_them():
    frame = "40 680 m 300 680 l S 40 720 m 300 720 l S 40 680 m 40 720 l S 300 680 m 300 720 l S\n"
    document = read(pdf(frame + words_at(50, 695, "In a frame")), "a.pdf")
    assert texts(document) == ["In a frame"]
    assert not list(document.tables())


def test_a_paragraph_goes_on_over_a_page():
    first = words_at(50, 100, "The offices of the district and of its communes are to go on and")
    assert texts(read(pdf(first, words_at(50, 780, "report each month.")), "a.pdf")) == [
        "The offices of the district and of its communes are to go on and report each month."
    ]


def test_a_document_number_broken_at_its_hyphen_stays_whole():
    page = grid_of((50, 120, 300), (600, 700, 720)) + words_at(55, 685, "12/KH-") + words_at(55, 671, "UBND")
    assert cells(read(pdf(page + words_at(125, 705, "x")), "a.pdf"))[1][0] == "12/KH-UBND"
