"""HTML: spans, lists, encodings, what Word leaves in a saved page."""

import pytest

from parindex.core.errors import InputError
from tests.factories.documents import cells, marks, read, texts


def test_spans_give_columns_and_merged_cells_stand_once():
    page = (
        "<html><table><thead><tr><th rowspan=2>STT</th><th colspan=2>Kết quả</th></tr><tr><th>A</th><th>B</th></tr>"
        "</thead><tbody><tr><td>1</td><td>x</td><td>y</td></tr></tbody></table></html>"
    )
    table = next(read(page, "a.html").tables())
    assert [(c.text, c.column, c.columns, c.rows) for c in table.rows[0].cells] == [
        ("STT", 0, 1, 2),
        ("Kết quả", 1, 2, 1),
    ]
    assert [c.column for c in table.rows[1].cells] == [1, 2]
    assert [row.header for row in table.rows] == [True, True, False]
    assert [row.cells[0].paragraphs[0].bold for row in table.rows] == [True, True, False]


def test_lists_carry_the_marks_that_a_browser_prints():
    page = (
        "<html><ul><li>Một<ul><li>Hai</li></ul></li></ul><ol start=3 type=a><li>Ba<li>Bốn</ol>"
        "<ul style='list-style-type:none'><li>- Năm</li><li>Sáu</li></ul><ol><li><p>Bảy</p><p>Tám</p></li></ol></html>"
    )
    found = list(read(page, "a.html").paragraphs())
    assert marks(found) == [
        ("•", "Một"),
        ("•", "Hai"),
        ("c.", "Ba"),
        ("d.", "Bốn"),
        ("-", "Năm"),
        ("", "Sáu"),
        ("1.", "Bảy"),
        ("", "Tám"),
    ]
    assert [paragraph.indent for paragraph in found][:2] == [0, 1]


def test_lists_of_word_keep_their_typed_mark():
    page = (
        "<html><p style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>§<span>&nbsp;</span></span>Rà soát</p>"
        "<p style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>a)<span> </span></span>Kiểm tra</p></html>"
    )
    found = list(read(page, "a.htm").paragraphs())
    assert marks(found) == [("•", "Rà soát"), ("a)", "Kiểm tra")]
    assert found[0].indent == 1


def test_breaks_part_lines_unless_the_sentence_goes_on():
    page = "<html><table><tr><td>Văn phòng HĐND<br>và UBND huyện<br>Phòng Nội vụ</td><td>x</td></tr></table></html>"
    assert cells(read(page, "a.html")) == [["Văn phòng HĐND và UBND huyện Phòng Nội vụ", "x"]]
    assert texts(read(page, "a.html"))[:2] == ["Văn phòng HĐND và UBND huyện", "Phòng Nội vụ"]


def test_scripts_styles_and_hidden_text_are_not_read():
    page = "<html><style>p{}</style><script>x()</script><p>Một</p><p style='display:none'>Hai</p><!-- Ba --></html>"
    assert texts(read(page, "a.html")) == ["Một"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "windows-1258"])
def test_encodings(encoding):
    declared = encoding if encoding == "windows-1258" else "utf-8"
    page = f"<html><meta charset={declared}><p>UBND huyện - Phòng Nội vụ</p></html>"
    if encoding == "windows-1258":  # this encoding writes tones as letters of their own
        page = page.replace("ệ", "ê\u0323").replace("ộ", "ô\u0323").replace("ụ", "u\u0323").replace("ò", "o\u0300")
    assert texts(read(page.encode(encoding), "a.html")) == ["UBND huyện - Phòng Nội vụ"]


def test_a_table_that_only_places_others_is_not_a_table():
    page = (
        "<html><table><tr><td>Trái<table><tr><td>1</td><td>2</td></tr><tr><td>3</td><td>4</td></tr></table></td></tr>"
        "</table></html>"
    )
    document = read(page, "a.html")
    assert cells(document) == [["1", "2"], ["3", "4"]]
    assert next(document.paragraphs()).text == "Trái"


def test_a_huge_span_and_deep_nesting_do_not_exhaust_the_machine():
    table = next(read("<html><table><tr><td colspan=99999999>x</td><td>y</td></tr></table></html>", "a.html").tables())
    assert table.width == 2
    try:
        assert texts(read("<html>" + "<div>" * 20_000 + "x", "a.html")) in (["x"], [])
    except InputError as error:
        assert "HTML" in str(error) or "không có chữ" in str(error)
