"""Spreadsheets: what a person sees in the cells."""

import io
from datetime import date

import pytest
import xlsxwriter

from parindex.documents.reading.xlsx_numbers import show
from tests.factories.documents import cells, marks, read, texts


@pytest.fixture
def book():
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as workbook:
        sheet = workbook.add_worksheet("Kế hoạch")
        merged = workbook.add_format({"bold": True})
        sheet.merge_range("A1:D1", "KẾ HOẠCH NĂM 2023", merged)
        sheet.write_row("A3", ["STT", "Nhiệm vụ", "Cơ quan", "Thời hạn"])
        sheet.write("A4", 1)
        sheet.write("B4", "- Rà soát\n- Báo cáo")
        sheet.merge_range("C4:C5", "Phòng Nội vụ")
        sheet.write_datetime("D4", date(2023, 4, 15), workbook.add_format({"num_format": 14}))
        sheet.write("A5", "1.1")
        sheet.write("B5", 1, workbook.add_format({"num_format": "0%"}))
        sheet.write_formula("D5", "=1+1", None, 2000000.5)
        sheet.write_rich_string("A7", "Tổng ", merged, "cộng")
        hidden = workbook.add_worksheet("Ẩn")
        hidden.write_row("B2", ["a", "b", "c"])
        hidden.hide()
    return stream.getvalue()


def test_a_sheet_is_a_table_under_its_titles(book):
    document = read(book, "a.xlsx")
    assert next(document.paragraphs()).text == "KẾ HOẠCH NĂM 2023"
    (table,) = document.tables()
    assert (table.sheet, table.hidden, table.first_row) == ("Kế hoạch", False, 3)
    assert cells(document) == [
        ["STT", "Nhiệm vụ", "Cơ quan", "Thời hạn"],
        ["1", "- Rà soát - Báo cáo", "Phòng Nội vụ", "15/4/2023"],
        ["1.1", "100%", "2000000,5"],
        [],
        ["Tổng cộng", "", "", ""],
    ]
    merged = table.rows[1].cells[2]
    assert (merged.rows, merged.columns) == (2, 1)
    assert marks(table.rows[1].cells[1].paragraphs) == [("-", "Rà soát"), ("-", "Báo cáo")]


@pytest.mark.parametrize(
    ("stored", "number_format", "shown"),
    [
        ("1", "0%", "100%"),
        ("0.2567", "0.00%", "25,67%"),
        ("2000000", "#,##0", "2.000.000"),
        ("1234.5", "#,##0.00", "1.234,50"),
        ("76.03", "General", "76,03"),
        ("0.30000000000000004", "", "0,3"),
        ("1", "00", "01"),
        ("5", '0" hồ sơ"', "5 hồ sơ"),
        ("-5", "#,##0_);(#,##0)", "(5)"),
        ("3", "_-* #,##0 _₫_-;-* #,##0 _₫_-", "3"),
        ("45031", "d/m/yyyy", "15/4/2023"),
        ("45031", "dd/mm/yyyy;@", "15/04/2023"),
        ("45031", "mm/yyyy", "04/2023"),
        ("45031.5", "dd/mm/yyyy hh:mm", "15/04/2023 12:00"),
        ("45031", '"ngày" dd "tháng" mm "năm" yyyy', "ngày 15 tháng 04 năm 2023"),
        ("1e400", "0", "1e400"),
        ("x", "0", "x"),
    ],
)
def test_numbers_show_as_their_format_says(stored, number_format, shown):
    assert show(stored, number_format) == shown


def test_all_words_of_a_sheet_are_read_in_order(book):
    assert texts(read(book, "a.xlsx"))[:6] == ["KẾ HOẠCH NĂM 2023", "STT", "Nhiệm vụ", "Cơ quan", "Thời hạn", "1"]


def test_a_hidden_sheet_is_left_out_and_named(book):
    assert read(book, "a.xlsx").notes == ("Trang tính “Ẩn” đang ẩn nên không đọc; nếu cần, hãy bỏ ẩn rồi tải lên lại",)


def test_hidden_rows_and_columns_are_left_out_and_named():
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as workbook:
        sheet = workbook.add_worksheet("Việc")
        for row in range(4):
            sheet.write_row(row, 0, [f"{letter}{row + 1}" for letter in "ABCD"])
        sheet.set_row(1, None, None, {"hidden": True})
        sheet.set_column("C:C", None, None, {"hidden": True})
    document = read(stream.getvalue(), "a.xlsx")
    assert cells(document) == [["A1", "B1", "D1"], [], ["A3", "B3", "D3"], ["A4", "B4", "D4"]]
    assert [note.split(";")[0] for note in document.notes] == [
        "Trang tính “Việc”: bỏ qua hàng đang ẩn (2)",
        "Trang tính “Việc”: bỏ qua cột đang ẩn (C)",
    ]


def test_a_merged_cell_that_begins_in_a_hidden_row_keeps_its_words():
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row("A1", ["TT", "Việc", "Cơ quan"])
        sheet.merge_range("A2:A4", "1")
        for row, task in enumerate(("ẩn", "hai", "ba"), start=1):
            sheet.write_row(row, 1, [task, "Sở Nội vụ"])
        sheet.set_row(1, None, None, {"hidden": True})
    table = next(read(stream.getvalue(), "a.xlsx").tables())
    first = table.rows[2].cells[0]
    assert (first.text, first.rows, table.rows[2].cells[1].text) == ("1", 2, "hai")
