"""Results of an earlier year: what adds up, which fields a total stands for, and the gaps that it leaves."""

from decimal import Decimal
from fractions import Fraction

import pytest

from parindex.core.baselines import Line, Result, check, code_of, place, totals, with_fields
from parindex.core.criteria_reading import load_set
from parindex.core.errors import InputError
from parindex.core.gaps import gaps_of_totals

DISTRICT = load_set("tuy-phuoc-huyen@2023")
SURVEYED = Line("Khảo sát lãnh đạo", Decimal("5.82"), Decimal(10), ("KS",))
CONTENT = Line("Điểm hài lòng", Decimal("23.43"), Decimal(30), ("IX",))
SCORED = Line(
    "Điểm chấm", Decimal("46.78"), Decimal(60), ("I", "II", "III", "IV", "V", "VI", "VII", "VIII")
)  # fmt: skip
WHOLE = Result(Decimal("76.03"), Decimal(100), (SCORED, SURVEYED, CONTENT), 10, 11)


def line(code, points, limit, title="Dòng"):
    return Line(title, Decimal(points), Decimal(limit), *place(code, DISTRICT))


def result(total, *lines, limit="100", **more):
    return Result(Decimal(total), Decimal(limit), lines, **more)


def faults(found):
    with pytest.raises(InputError) as told:
        check(found)
    return str(told.value)


def test_totals_alone_leave_gaps_that_add_up():
    check(WHOLE)
    found = gaps_of_totals(totals(WHOLE, DISTRICT))
    assert found.total == Fraction("23.97")
    assert [(row.kind, row.name, row.lost, row.field) for row in found.by_criterion()] == [
        ("unallocated", "chưa phân bổ", Fraction("13.22"), "Điểm chấm"),
        ("unallocated", "chưa phân bổ", Fraction("4.18"), "KS"),
        ("unallocated", "chưa phân bổ", Fraction("6.57"), "IX"),
    ]


def test_criteria_fields_and_groups_are_told_together():
    told = result("76.03", SCORED, line("I", "9", "12"), line("I.1", "1", "1.5"), line("KS.1", "5.82", "10"), CONTENT)
    check(told)
    found = gaps_of_totals(totals(told, DISTRICT))
    assert [(row.name, row.field, row.lost) for row in found.by_criterion()] == [
        ("I.1", "I", Fraction("0.5")),
        ("chưa phân bổ", "I", Fraction("2.5")),
        ("chưa phân bổ", "Điểm chấm", Fraction("10.22")),
        ("chưa phân bổ", "IX", Fraction("6.57")),
        ("KS.1", "KS", Fraction("4.18")),
    ]
    assert found.total == Fraction("23.97")


def test_a_criterion_that_the_set_does_not_have_is_left_to_its_field():
    told = result("76.03", SCORED, SURVEYED, line("IX.9", "20", "25"))
    rows = gaps_of_totals(totals(told, DISTRICT)).by_criterion()
    assert ("unallocated", Fraction(5), "IX") in [(row.kind, row.lost, row.field) for row in rows]
    assert sum(row.lost for row in rows) == Fraction("23.97")


def test_a_total_alone_is_one_row():
    (row,) = gaps_of_totals(totals(result("76.03"), None)).by_criterion()
    assert (row.kind, row.lost) == ("unallocated", Fraction("23.97"))


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (result("76.04", SCORED, SURVEYED, CONTENT), "cộng lại là 76,03, khác 76,04"),
        (result("101"), "lớn hơn điểm tối đa 100"),
        (result("76.03", SCORED, SURVEYED, CONTENT, rank=12, ranked=11), "Hạng 12 phải từ 1"),
        (result("76.03", rank=10), "cả hạng và số đơn vị"),
        (result("50", line("I", "13", "12")), "điểm 13 lớn hơn điểm tối đa 12"),
        (result("50", line("I", "5", "12"), line("I.1", "2", "1.5")), "điểm 2 lớn hơn"),
        (result("50", line("I", "5", "12"), line("I", "5", "12")), "lĩnh vực I đã có"),
        (result("50", line("I.1", "1", "1.5"), line("I.1", "1", "1.5")), "I.1 ghi hai lần"),
        (result("50", line("I", "-1", "12")), "không được âm"),
        (result("50", line("I–VIII", "40", "60"), line("KS", "5", "10"), line("IX", "20", "40")), "vượt 100"),
        (result("10", line("I", "11", "12")), "không thể đúng"),
        (result("10.00001"), "4 chữ số"),
        (result("50", line("I", "1", "2", title=" ")), "chưa ghi nội dung"),
    ],
)
def test_what_does_not_add_up_is_refused(wrong, words):
    assert words in faults(wrong)


def test_a_bonus_may_pass_its_maximum():
    check(result("101", line("I–VIII", "60", "60"), line("KS, IX", "40", "40"), line("", "1", "0")))


def test_all_faults_are_told_at_once():
    said = faults(result("101", line("I", "13", "12"), rank=3))
    assert "lớn hơn điểm tối đa 12" in said and "cả hạng" in said


@pytest.mark.parametrize(
    ("code", "fields", "criterion"),
    [
        ("IX", ("IX",), ""),
        ("I.4", ("I",), "I.4"),
        ("I–III", ("I", "II", "III"), ""),
        ("I-II, KS", ("I", "II", "KS"), ""),
        ("IX và KS", ("IX", "KS"), ""),
        ("VII.99", ("VII",), "VII.99"),
        ("", (), ""),
    ],
)
def test_codes_name_fields_and_criteria(code, fields, criterion):
    assert place(code, DISTRICT) == (fields, criterion)


@pytest.mark.parametrize("code", ["X", "III–I", "I, I", "I–X", "tổng"])
def test_a_code_of_nothing_is_refused(code):
    with pytest.raises(InputError, match="không phải mã"):
        place(code, DISTRICT)


def test_codes_are_written_as_they_are_read():
    for code in ("IX", "I.4", "I–VIII", "IX, KS", "I, III, V", "VII.99", ""):
        assert code_of(line(code, "1", "2"), DISTRICT) == code


def test_totals_find_their_fields_by_their_maxima():
    bare = [Line(each.title, each.points, each.max) for each in WHOLE.lines]
    assert with_fields(bare, DISTRICT) == WHOLE.lines


def test_totals_whose_fields_are_in_doubt_stay_without():
    twice = [Line("a", Decimal(1), Decimal(3)), Line("b", Decimal(1), Decimal(3)), Line("c", Decimal(9), Decimal(94))]
    assert [each.fields for each in with_fields(twice, DISTRICT)] == [(), (), ()]
