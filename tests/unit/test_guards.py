"""Which spreadsheets need their cells cleaned: to do it in every one would cost as much as reading it."""

import pytest
import xlsxwriter

from parindex.indicators.guards import check_package

DECOMPOSED = "Ho\u0323 ti\u0323ch"


@pytest.mark.parametrize(
    ("word", "odd"),
    [("Hộ tịch", False), ('="007"', False), (DECOMPOSED, True), ("Hộ\u00a0tịch", True), ("Hộ\ntịch", True)],
)
@pytest.mark.parametrize("constant_memory", [False, True])
def test_only_what_has_odd_letters_or_line_ends_is_odd(tmp_path, word, odd, constant_memory):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(str(path), {"constant_memory": constant_memory}) as book:
        book.add_worksheet().write_string(0, 0, word)
    assert check_package(path) is odd
