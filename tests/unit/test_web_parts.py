"""How screens write and read days and numbers, and that every state has its look."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import get_args

import pytest
from django.core.exceptions import ValidationError
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from parindex.core.obligations import State, Timing, Workflow
from parindex.web import formats
from parindex.web.forms.fields import DayField, NumberField
from parindex.web.sorting import order, page_of
from parindex.web.states import LOOKS
from parindex.web.templatetags import look
from tests.shared import ROOT


@pytest.mark.parametrize(
    ("value", "places", "written"),
    [
        (Decimal("76.03"), None, "76,03"),
        (Decimal("912.000000"), None, "912"),
        (Decimal("1234567.5"), None, "1.234.567,5"),
        (Decimal("76"), 2, "76,00"),
        (Decimal("0.125"), 2, "0,13"),
        (Decimal("-4.5"), None, "−4,5"),
        (Decimal("1E+3"), None, "1.000"),
        (0, None, "0"),
        ("46.78", None, "46,78"),
        (None, None, "–"),
    ],
)
def test_numbers_are_written_the_vietnamese_way(value, places, written):
    assert formats.number(value, places) == written


def test_days_and_instants_are_those_of_vietnam():
    assert formats.day(date(2023, 6, 5)) == "5/6/2023"
    assert formats.moment(datetime(2023, 6, 15, 18, 5, tzinfo=UTC)) == "01:05, 16/6/2023"
    assert formats.day(datetime(2023, 6, 15, 18, 5, tzinfo=UTC)) == "16/6/2023"
    assert formats.day(None) == formats.moment(None) == "–"


@pytest.mark.parametrize("words", ["15/6/2023", "15/06/2023", "15-6-2023", "15.6.2023", " 15 / 6/2023", "2023-06-15"])
def test_a_day_is_read_as_people_type_it(words):
    assert DayField().clean(words) == date(2023, 6, 15)


@pytest.mark.parametrize("words", ["31/6/2023", "6/15/2023", "15/6/23", "15/6", "hôm nay", "15/6/0202", "15/6/2203"])
def test_a_day_that_is_none_is_refused_with_its_words(words):
    with pytest.raises(ValidationError, match="không phải một ngày đúng") as caught:
        DayField().clean(words)
    assert words in caught.value.messages[0]


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("76,03", "76.03"),
        ("76.03", "76.03"),
        ("1.234", "1234"),
        ("1.234,5", "1234.5"),
        ("1234,5", "1234.5"),
        ("1 234", "1234"),
        ("0", "0"),
        ("912", "912"),
    ],
)
def test_a_number_is_read_as_people_type_it(words, value):
    assert NumberField().clean(words) == Decimal(value)


@pytest.mark.parametrize(
    "words", ["-1", "1,2,3", "1.23.4", "1e5", "NaN", "năm", "1.234.5", "12,", ",5", "١٢", "9" * 19]
)
def test_a_number_that_is_none_is_refused(words):
    with pytest.raises(ValidationError):
        NumberField().clean(words)


@given(st.decimals(min_value=0, max_value=10**15, places=6))
def test_what_is_shown_reads_back(value):
    assert NumberField().clean(formats.number(value)) == value


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)))
def test_a_day_that_is_shown_reads_back(value):
    assert DayField().clean(formats.day(value)) == value


def test_every_state_has_a_word_a_sign_and_a_tone():
    reviews = ("none", "waiting", "returned", "accepted")
    keys = {State(t, w, r).key for t in get_args(Timing) for w in get_args(Workflow) for r in reviews}
    # A duty that is met was sent: then its review speaks.
    assert keys - {"met", "met_late"} <= set(LOOKS)
    names = (ROOT / "parindex/web/icons.txt").read_text().split()
    styles = (ROOT / "parindex/web/static/parts.css").read_text()
    assert all(look.icon in names and f".state-{look.tone} " in styles for look in LOOKS.values())
    assert len({(look.icon, look.tone) for look in LOOKS.values()}) == len(LOOKS), "signs tell states apart in print"


def test_order_and_page_come_from_the_address_and_never_break():
    columns = {"han": ("due", "-id"), "ten": ("sort_key",)}
    ask = RequestFactory().get
    assert order(ask("/?sap=-han"), columns, "ten") == ("-han", ("-due", "id"))
    assert order(ask("/?sap=password"), columns, "ten") == ("ten", ("sort_key",))
    rows = list(range(120))
    assert list(page_of(ask("/?trang=3"), rows)) == rows[100:]
    assert page_of(ask("/?trang=x"), rows).number == 1 and page_of(ask("/?trang=99"), rows).number == 3


def test_a_change_is_told_in_words_and_days():
    from parindex.web.changes import changes

    kept = {"due": [None, "2023-06-19"], "lead": [["Phòng A"], ["Phòng A", "Phòng B"]], "strange": ["", 0]}
    assert changes(kept) == [
        ("hạn", "–", "19/6/2023"),
        ("chủ trì", "Phòng A", "Phòng A; Phòng B"),
        ("strange", "–", "0"),
    ]


@pytest.mark.parametrize(
    ("words", "most", "shown"),
    [
        ("Báo cáo quý", 11, "Báo cáo quý"),
        ("Báo cáo quý II", 10, "Báo cáo…"),
        ("Báo cáo, quý II", 10, "Báo cáo…"),
        ("Báo cáo quý II", 8, "Báo cáo…"),
        ("Nghiêngngả", 6, "Nghiê…"),
        ("", 6, ""),
    ],
)
def test_long_words_are_cut_between_words(words, most, shown):
    assert look.cut(words, most) == shown
    assert len(shown) <= most
