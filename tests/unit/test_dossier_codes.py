"""The dossier code against its row: day, agency, forms of other systems; and the same pattern in SQL."""

from datetime import date

import duckdb
import pytest

from parindex.core.dossier_codes import PATTERN, DossierCode, check_code, read_code

CODES = {
    "000.00.01.H26-260930-0018": DossierCode("000.00.01.H26", date(2026, 9, 30), "0018"),
    "H08.12.3-230615-0012": DossierCode("H08.12.3", date(2023, 6, 15), "0012"),
    "h08.12-240229-0001": DossierCode("H08.12", date(2024, 2, 29), "0001"),
    "H08-230231-0001": DossierCode("H08", None, "0001"),
    "G22.99-231399-000123": DossierCode("G22.99", None, "000123"),
}
OTHERS = [
    "",
    "1234/2023",
    "case-10011",
    "H08.12-2306-0001",
    "H08..12-230615-0001",
    "H08.12-230615-1",
    "một-230615-0001",
]


@pytest.mark.parametrize("code", CODES)
def test_a_code_is_taken_apart(code):
    assert read_code(code) == CODES[code]


@pytest.mark.parametrize("code", OTHERS)
def test_another_form_is_no_fault(code):
    assert read_code(code) is None
    assert check_code(code, date(2023, 6, 15), ["a"], {"H08.12": "b"}) == []


def test_blanks_around_a_code_do_not_matter():
    assert read_code(" H08.12.3-230615-0012 ") == CODES["H08.12.3-230615-0012"]


@pytest.mark.parametrize(
    ("code", "day", "agencies", "says"),
    [
        ("H08.12.3-230615-0012", date(2023, 6, 15), ["phuoc-an"], None),
        ("H08.12.3-230615-0012", None, [], None),
        ("H08.12.3-230615-0012", date(2023, 6, 16), ["phuoc-an"], "15/06/2023, ngày tiếp nhận là 16/06/2023"),
        ("H08.12.3-230631-0012", date(2023, 6, 30), ["phuoc-an"], "ngày không có thật"),
        ("H08.12.3-230615-0012", date(2023, 6, 15), ["phuoc-loc"], "của cơ quan “phuoc-an”"),
        ("H08.12.3-230615-0012", date(2023, 6, 15), ["mot-cua", "phuoc-an"], None),
        ("H08.99.9-230615-0012", date(2023, 6, 15), ["phuoc-loc"], None),
    ],
)
def test_a_code_is_held_against_its_row(code, day, agencies, says):
    found = check_code(code, day, agencies, {"h08.12.3": "phuoc-an"})
    assert (len(found) == 1 and says in found[0]) if says else found == []


def test_day_and_agency_can_both_differ():
    assert len(check_code("H08.12-230615-0012", date(2023, 1, 1), ["b"], {"H08.12": "a"})) == 2


def test_sql_reads_the_pattern_alike():
    asked = "SELECT " + ", ".join(f"regexp_extract($code, $pattern, {group})" for group in (1, 2, 3))
    for code in [*CODES, *OTHERS]:
        read = read_code(code)
        agency, day, number = duckdb.execute(asked, {"code": code, "pattern": PATTERN}).fetchone()
        assert bool(agency) is bool(read), code
        if read:
            assert (agency.upper(), number) == (read.agency, read.number)
            assert day == code.split("-")[-2]
