"""Spreadsheets that we write: types, headings, and no formula from anybody's words."""

import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from parindex.documents.writing.spreadsheet import Column, write_table
from tests.factories.documents import cells, read

COLUMNS = [Column("Việc"), Column("Số", "whole"), Column("Tỷ lệ", "percent"), Column("Ngày", "date"), Column("Xong")]
ROW = ("=HYPERLINK(1)", 1200, Decimal("0.25"), date(2023, 4, 15), True)


def sheet_of(data: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return package.read("xl/worksheets/sheet1.xml").decode()


def test_values_keep_their_types():
    document = read(write_table("Bảng/nghĩa vụ", COLUMNS, [ROW], ["Số liệu đến 15/6/2023"]), "a.xlsx")
    assert cells(document)[:2] == [
        ["Việc", "Số", "Tỷ lệ", "Ngày", "Xong"],
        ["=HYPERLINK(1)", "1.200", "25,0%", "15/04/2023", "có"],
    ]
    assert next(document.paragraphs()).text == "Bảng/nghĩa vụ"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "https://example.org", "00123"])
def test_text_is_never_a_formula_a_link_or_a_number(text):
    sheet = sheet_of(write_table("T", [Column("A")], [(text,)]))
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert '<c r="A4" s="' in sheet
    assert 't="s"' in sheet.partition('r="A4"')[2][:20]


def test_the_headings_stay_in_sight_and_can_be_filtered():
    sheet = sheet_of(write_table("T", COLUMNS, [ROW]))
    assert '<autoFilter ref="A3:E4"' in sheet
    assert 'ySplit="3"' in sheet


def test_long_numbers_keep_their_digits_and_instants_lose_their_zone():
    data = write_table("T", COLUMNS[:4], [("a", 12345678901234567890, None, datetime(2023, 4, 15, 8, tzinfo=UTC))])
    assert cells(read(data, "a.xlsx"))[1] == ["a", "12345678901234567890", "", "15/04/2023"]


def test_a_row_of_another_length_is_a_fault():
    with pytest.raises(ValueError, match="row 1"):
        write_table("T", COLUMNS, [("a",)])
