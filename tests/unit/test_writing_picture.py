"""Pictures: numbers with a comma, shares from nothing to the whole, verdicts told by words as well as by colour."""

import re
from fractions import Fraction

import pytest

from parindex.documents.writing.picture import Point, Step, Verdict, lines, verdicts, waterfall

KINDS = {"done": ("✓ đạt", "#b7dfc0"), "off": ("– không có", "#ffffff")}


def ticks(drawn: str) -> list[str]:
    """What stands beside the axes, below first."""
    return re.findall(r">([0-9.,]+)</text>", drawn)


def line(values, unit, level=1):
    points = [Point(f"T{n}", "năm nay", value) for n, value in enumerate(values, 1)]
    return ticks(lines("Tên", "Mô tả", ["T1", "T2"], points, [level], unit))


def test_shares_go_from_nothing_to_the_whole():
    assert line([97.5, 98.5], "%", 95)[0] == "0" and line([97.5, 98.5], "%", 95)[-1] == "100"
    assert int(line([97.5, 130.0], "%")[-1]) >= 120


def test_numbers_have_a_decimal_comma():
    assert "0,2" in line([0.25, 1], "ngày")
    assert "1.000" in line([1000, 2400], "hồ sơ")


def test_a_verdict_is_told_by_word_and_by_colour():
    drawn = verdicts(
        "Tên", "Mô tả", ["Xã A", "Xã B"], ["Hẹn lại từ hai lần trở lên"],
        [Verdict("Xã A", "Hẹn lại từ hai lần trở lên", "done", "✓ 97,5 %"),
         Verdict("Xã B", "Hẹn lại từ hai lần trở lên", "off", "–")], KINDS,
    )  # fmt: skip
    assert "✓ 97,5 %" in drawn and "<desc>Mô tả</desc>" in drawn and "✓ đạt" in drawn
    assert drawn.count("#b7dfc0") >= 2, "the square and its sign in the legend"
    assert ">Hẹn lại từ hai<" in drawn and ">lần trở lên<" in drawn, "long heads are broken"


def test_a_waterfall_leads_from_total_to_total():
    steps = [
        Step("Năm 2022", Fraction(80), total=True),
        Step("Mất <đi>", Fraction(-5)),
        Step("Nay", Fraction(75), True),
    ]
    drawn = waterfall("Tên", "Mô tả & bảng", steps)
    assert "80,00" in drawn and "−5,00" in drawn and "75,00" in drawn
    assert "<desc>Mô tả &amp; bảng</desc>" in drawn and "&lt;đi&gt;" in drawn
    wide = [
        float(found)
        for found in re.findall(
            r'<path aria-label="[^"]*" role="graphics-symbol"[^>]*?d="M[0-9.]+,[0-9.]+h([0-9.]+)', drawn
        )
    ]
    assert len(wide) == 3 and wide[1] == pytest.approx(wide[0] - wide[2], abs=0.1), "the step fills what is between"


def test_marks_stand_across_a_waterfall_and_are_named():
    steps = [Step("Năm 2022", Fraction(76), total=True)]
    plain, marked = (waterfall("Bước", "Các bước", steps, marks) for marks in ((), [("Mục tiêu", Fraction(85))]))
    assert "Mục tiêu: 85,00" in marked and "Mục tiêu" not in plain
    assert marked.count("mark-rule") > plain.count("mark-rule")
