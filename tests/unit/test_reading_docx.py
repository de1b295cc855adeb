"""Word: numbering, merged cells, tracked changes, and what only Word's XML knows."""

import pytest

from parindex.core.tables import Table
from tests.factories.documents import cell, cells, docx, item, marks, p, read, row, table, texts
from tests.shared import shared

OFFICIAL = ("30_2020_ND_CP", "Phuluc1", "Phuluc2", "Phuluc3", "Phuluc4", "Phuluc5", "Phuluc6")


def test_words_own_numbers_are_printed():
    body = (
        item("Một", 0),
        item("Hai", 1),
        item("Ba", 2),
        item("Bốn", 2),
        item("Năm", 3),
        item("Sáu", 0),
        item("Bảy", 1),
    )
    found = list(read(docx(*body), "a.docx").paragraphs())
    assert [paragraph.mark for paragraph in found] == ["I.", "1.", "a)", "b)", "1.1.1", "II.", "1."]
    assert [paragraph.indent for paragraph in found][:4] == [0, 1, 2, 2]


def test_a_restarted_list_and_bullets():
    body = (item("A", 1, 3), item("B", 1, 3), item("C", 0, 2), item("D", 1, 2), item("E", 2, 2), item("- F", 0, 2))
    assert texts(read(docx(*body), "a.docx")) == ["5. A", "6. B", "• C", "- D", "• E", "- F"]


def test_merged_cells_stand_once_with_their_spans():
    span, start, go_on = '<w:gridSpan w:val="2"/>', '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    body = table(
        row(cell("STT", properties=start), cell("Kết quả", properties=span)),
        row(cell(properties=go_on), "A", "B"),
        row("1", cell("x", properties=start), "y"),
        row("2", cell(properties=go_on), "z"),
    )
    found = next(read(docx(body), "a.docx").tables())
    assert [(c.text, c.column, c.columns, c.rows) for r in found.rows for c in r.cells] == [
        ("STT", 0, 1, 2),
        ("Kết quả", 1, 2, 1),
        ("A", 1, 1, 1),
        ("B", 2, 1, 1),
        ("1", 0, 1, 1),
        ("x", 1, 1, 2),
        ("y", 2, 1, 1),
        ("2", 0, 1, 1),
        ("z", 2, 1, 1),
    ]


def test_grid_columns_too_thin_to_see_are_not_columns():
    span = '<w:gridSpan w:val="2"/>'
    body = table(row(cell("A", properties=span), "B"), row("1", cell("2", properties=span)), grid=(2000, 15, 3000))
    found = next(read(docx(body), "a.docx").tables())
    assert [[(c.column, c.columns) for c in r.cells] for r in found.rows] == [[(0, 1), (1, 1)]] * 2


def test_deleted_text_is_not_read_and_inserted_text_is():
    body = (
        "<w:p><w:r><w:t>Trước </w:t></w:r><w:ins><w:r><w:t>thêm</w:t></w:r></w:ins>"
        "<w:del><w:r><w:delText>bỏ</w:delText></w:r></w:del></w:p>",
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>Nối </w:t></w:r></w:p>",
        p("liền"),
        table(row("1", "giữ"), row("2", "xóa", properties="<w:del/>")),
    )
    document = read(docx(*body), "a.docx")
    assert texts(document) == ["Trước thêm", "Nối liền", "1", "giữ"]


def test_breaks_symbols_hyphens_and_hidden_text():
    body = (
        "<w:p><w:r><w:t>Số 12/KH</w:t><w:noBreakHyphen/><w:t>UBND</w:t><w:tab/><w:t>x</w:t></w:r></w:p>",
        "<w:p><w:r><w:t>Phòng Nội vụ</w:t><w:br/><w:t>Phòng Tư pháp</w:t><w:br/><w:t>và UBND xã</w:t></w:r></w:p>",
        '<w:p><w:r><w:sym w:font="Wingdings" w:char="F0B7"/><w:t> Rà soát </w:t>'
        '<w:sym w:font="Symbol" w:char="F0B3"/><w:t> 90%</w:t></w:r></w:p>',
        p("ẩn", run="<w:vanish/>"),
    )
    assert texts(read(docx(*body), "a.docx")) == [
        "Số 12/KH-UBND x",
        "Phòng Nội vụ",
        "Phòng Tư pháp và UBND xã",
        "• Rà soát ≥ 90%",
    ]


def test_content_controls_text_boxes_and_fields_are_read_once():
    box = "<w:txbxContent><w:p><w:r><w:t>Trong khung</w:t></w:r></w:p></w:txbxContent>"
    body = (
        f"<w:sdt><w:sdtContent>{p('Một')}</w:sdtContent></w:sdt>",
        "<w:tbl><w:tr><w:sdt><w:sdtContent><w:tc><w:p><w:r><w:t>Hai</w:t></w:r></w:p></w:tc></w:sdtContent></w:sdt>"
        "<w:tc><w:p><w:fldSimple w:instr='PAGE'><w:r><w:t>Ba</w:t></w:r></w:fldSimple></w:p></w:tc></w:tr></w:tbl>",
        "<w:p><mc:AlternateContent xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'>"
        f"<mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent></w:p>",
    )
    assert texts(read(docx(*body), "a.docx")) == ["Một", "Hai", "Ba", "Trong khung"]


def test_pages_headers_and_bold():
    page_break = "<w:p><w:r><w:lastRenderedPageBreak/><w:t>Trang sau</w:t></w:r></w:p>"
    body = (p("Đầu", run="<w:b/>"), table(row("STT", "Việc", properties="<w:tblHeader/>"), row(cell(page_break), "x")))
    document = read(docx(*body), "a.docx")
    first, found = document.blocks
    assert isinstance(found, Table)
    assert (first.page, first.bold) == (1, True)
    assert [(r.header, r.page, r.after_page_break) for r in found.rows] == [(True, 1, False), (False, 2, True)]


def test_nested_tables():
    inner = table(row("3", "4"), row("5", "6"))
    data_cell = table(row("1", "2", cell(inner + p("7"))), row("a", "b", "c"))
    assert cells(read(docx(data_cell), "a.docx"))[0] == ["1", "2", "3 4 5 6 7"]
    layout = table(row(cell(inner + p("7"))))
    assert cells(read(docx(layout), "a.docx")) == [["3", "4"], ["5", "6"]]


def test_a_typed_mark_is_split_and_the_text_normalised():
    found = read(docx(p("-\u00a0 Ra\u0300  soa\u0301t")), "a.docx").paragraphs()
    assert marks(list(found)) == [("-", "Rà soát")]


@pytest.mark.shared
@pytest.mark.parametrize("name", OFFICIAL)
def test_official_documents_are_read(name):
    document = read(shared(f"data/official_documents/{name}.docx").read_bytes(), f"{name}.docx")
    assert len(" ".join(texts(document)).split()) > 300


@pytest.mark.shared
def test_the_decree_on_official_documents():
    found = list(read(shared("data/official_documents/30_2020_ND_CP.docx").read_bytes(), "nd.docx").paragraphs())
    assert sum(paragraph.text.startswith("Điều ") and paragraph.bold for paragraph in found) == 38
    assert {paragraph.mark for paragraph in found} >= {"1.", "a)", "đ)"}
    assert found[-1].page is not None and found[-1].page >= 15
