"""Whether a figure meets its target, and how both are said."""

from decimal import Decimal
from types import SimpleNamespace

import pytest

from parindex.core.figures import meets, threshold, value
from parindex.web import figures


@pytest.mark.parametrize(
    ("target", "numerator", "denominator", "met"),
    [
        ({"at_least": "95", "unit": "%"}, "95", "100", True),
        ({"at_least": "95", "unit": "%"}, "949999999999", "1000000000000", False),
        ({"at_least": "95", "unit": "%", "strict": True}, "95", "100", False),
        ({"at_least": "33.3", "unit": "%"}, "1", "3", True),
        ({"at_least": "100", "unit": "%"}, "0", "0", None),
        ({"at_most": "5", "unit": "%"}, "5", "100", True),
        ({"at_most": "5", "unit": "%", "strict": True}, "5", "100", False),
        ({"at_least": "1", "unit": "tin, bài"}, "0", None, False),
        ({"at_least": "1", "unit": "tin, bài"}, "1", None, True),
        ({"increase_at_least": "20", "unit": "%"}, "120", "100", True),
        ({"increase_at_least": "20", "unit": "%"}, "119.999999", "100", False),
        ({"decrease_at_least": "10", "unit": "%"}, "90", "100", True),
        ({"decrease_at_least": "10", "unit": "%"}, "91", "100", False),
        ({"increase_at_least": "2", "unit": "bậc"}, "2", None, True),
        ({"lasts": "30", "unit": "ngày"}, "30", None, None),
    ],
)
def test_a_figure_meets_its_target_exactly(target, numerator, denominator, met):
    assert meets(target, Decimal(numerator), Decimal(denominator) if denominator else None) is met


def test_large_figures_lose_no_digit():
    numerator, denominator = Decimal("949999999999999999.999999"), Decimal("1000000000000000000")
    assert meets({"at_least": "95", "unit": "%"}, numerator, denominator) is False


def test_only_thresholds_ask_for_a_number():
    assert threshold({"lasts": "30"}) is None
    assert threshold({"at_least": None, "at_most": "5"}) == "at_most"
    assert value({"at_least": "1", "unit": None}, Decimal(3), None) == 3


def shown(target, numerator, denominator=None):
    figure = SimpleNamespace(
        target=SimpleNamespace(data=target), numerator=Decimal(numerator),
        denominator=Decimal(denominator) if denominator else None,
    )  # fmt: skip
    return figures.shown(figure)


def test_a_share_is_said_with_its_numbers_and_never_rounded_up():
    said = shown({"at_least": "95", "unit": "%"}, "94999", "100000")
    assert (said.words, said.met) == ("94.999/100.000 (94,99%)", False)
    assert said.verdict == "Chưa đạt chỉ tiêu"


def test_nothing_counted_is_neither_met_nor_missed():
    said = shown({"at_least": "95", "unit": "%"}, "0", "0")
    assert (said.words, said.met) == ("0/0 (không phát sinh)", None)


def test_a_change_is_said_against_its_year():
    target = {"increase_at_least": "20", "unit": "%", "against": 2022}
    assert shown(target, "130", "100").words == "130 so với 100: tăng 30%"
    assert figures.labels(target) == ("Số của kỳ này", "Số của năm 2022")


def test_a_general_threshold_is_named_where_there_are_exceptions():
    target = {"at_least": "90", "unit": "%", "except": [{"what": "đất đai", "at_least": "80"}]}
    assert shown(target, "85", "100").verdict == "Chưa đạt ngưỡng chung"
