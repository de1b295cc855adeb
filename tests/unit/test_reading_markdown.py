"""Markdown, tab-separated text and the tables parted by bars."""

from parindex.core.tables import Table
from tests.factories.documents import cells, marks, read, texts

TABS = """# KẾ HOẠCH

STT\tNội dung\tCơ quan
<b>I</b>\t<b>CHỈ ĐẠO</b>\t
1\tKế hoạch được\t<ul><li>- Phòng Nội vụ</li><li>- Phòng Tư pháp</li></ul>

\tduyệt &amp; gửi\tvà UBND xã  - Văn phòng
"""


def test_tab_separated_cells_hold_html_and_a_blank_line_is_a_page_break():
    table = next(read(TABS, "ke-hoach.md").tables())
    assert [row.after_page_break for row in table.rows] == [False, False, False, True]
    assert [row.number for row in table.rows] == [1, 2, 3, 4]
    assert table.rows[1].cells[1].paragraphs[0].bold
    assert marks(table.rows[2].cells[2].paragraphs) == [("-", "Phòng Nội vụ"), ("-", "Phòng Tư pháp")]
    assert table.rows[3].cells[1].text == "duyệt & gửi"
    assert marks(table.rows[3].cells[2].paragraphs) == [("", "và UBND xã"), ("-", "Văn phòng")]


def test_a_quoted_cell_with_line_breaks_is_one_cell():
    assert cells(read('STT\tViệc\tAi\n1\t"- Một\n- Hai"\tPhòng Nội vụ\n', "a.txt"))[1] == [
        "1",
        "- Một - Hai",
        "Phòng Nội vụ",
    ]


def test_a_pipe_table_with_escapes_breaks_and_signs():
    text = "| TT | **Nhiệm vụ** | Thời hạn |\n|---|:-:|---|\n| 1 | A \\| B<br>- C | *Quý II* |\n\n| 2 | D | E |\n"
    table = next(read(text, "a.md").tables())
    assert table.rows[0].cells[1].paragraphs[0].bold
    assert marks(table.rows[1].cells[1].paragraphs) == [("", "A | B"), ("-", "C")]
    assert table.rows[1].cells[2].text == "Quý II"
    assert [row.after_page_break for row in table.rows] == [False, False, True]


def test_a_pipe_table_without_outer_bars():
    assert cells(read("TT | Việc\n---|---\n1 | Rà soát\n\nHết.", "a.md")) == [["TT", "Việc"], ["1", "Rà soát"]]


BARE = """Mở đầu

|
**TT**
|
**Việc**
|
**Ai**
|
|
**I**
|
**CHUNG**
|
|
1
|
Rà soát các
văn bản
|
|
|
2
|
- Một;
- Hai
|
Sở Nội vụ
|

Kết thúc
"""


def test_cells_parted_by_bare_bars_with_an_empty_cell_and_a_section_row():
    document = read(BARE, "a.md")
    assert cells(document) == [
        ["TT", "Việc", "Ai"],
        ["I", "CHUNG"],
        ["1", "Rà soát các văn bản", ""],
        ["2", "- Một; - Hai", "Sở Nội vụ"],
    ]
    assert next(document.tables()).rows[1].cells[1].columns == 2
    assert [block.text for block in document.paragraphs()] == ["Mở đầu", "Kết thúc"]


def test_a_heading_over_two_columns_of_a_bare_table():
    text = "|\nTT\n|\nViệc\n|\nKết quả\n|\n|\nTự chấm\n|\nThẩm định\n|\n|\n1\n|\nA\n|\n2\n|\n3\n|\n"
    table = next(read(text, "a.md").tables())
    assert [(c.column, c.columns, c.rows) for c in table.rows[0].cells] == [(0, 1, 2), (1, 1, 2), (2, 2, 1)]
    assert [c.column for c in table.rows[1].cells] == [2, 3]


def test_wrapped_lines_join_and_list_items_do_not():
    text = (
        "Căn cứ Quyết định số\n12/QĐ-UBND của Ủy ban\nnhân dân tỉnh;\n\n**Nơi nhận:**\n- Như trên;\n- Lưu: VT,\n  NV.\n"
        "\n**TM. ỦY BAN**  \n**CHỦ TỊCH**\n"
    )
    assert texts(read(text, "a.md")) == [
        "Căn cứ Quyết định số 12/QĐ-UBND của Ủy ban nhân dân tỉnh;",
        "Nơi nhận:",
        "- Như trên;",
        "- Lưu: VT, NV.",
        "TM. ỦY BAN",
        "CHỦ TỊCH",
    ]


def test_a_hyphen_wrapped_to_the_start_of_a_line_is_no_bullet():
    text = "Phối hợp chặt chẽ, phát huy vai trò chủ động, tích cực của Công an thành phố\n- Thường trực tham mưu.\n"
    assert texts(read(text, "a.md")) == [text.replace("\n", " ").strip()]


def test_headings_have_levels_and_marks():
    heading, point = read("## I. MỤC ĐÍCH\n\n1. Rà soát\n", "a.md").paragraphs()
    assert (heading.level, heading.mark, heading.text) == (2, "I.", "MỤC ĐÍCH")
    assert (point.level, point.mark) == (0, "1.")


def test_an_html_table_inside_markdown():
    document = read("Trước\n\n<table><tr><td>1</td>\n<td>Hai</td></tr></table>\n\nSau\n", "a.md")
    assert [type(block) is Table for block in document.blocks] == [False, True, False]
    assert cells(document) == [["1", "Hai"]]


def test_plain_text_keeps_its_short_lines_apart():
    assert texts(read("Phòng Nội vụ\nPhòng Tư pháp\nchủ trì rà soát\n", "a.txt")) == [
        "Phòng Nội vụ",
        "Phòng Tư pháp chủ trì rà soát",
    ]
