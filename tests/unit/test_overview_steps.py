"""The steps from last year to what can still be had add up, by last year's parts where these are known."""

from datetime import date
from decimal import Decimal
from fractions import Fraction
from types import SimpleNamespace

import pytest

from parindex.core.gap_accounts import Account
from parindex.core.methods.bounds import Ahead
from parindex.core.projection import project
from parindex.core.ties import NO_TIES
from parindex.web import overview as pages
from tests.factories.scores import card

DAY = date(2023, 6, 15)


@pytest.fixture
def scored():
    found = card("district", "UBND huyện", {"III.6a": {"ratio": ["96", "100"]}, "I.7": {"count": "2"}})
    account = Account(found, project(found, Ahead(DAY, date(2023, 12, 31))), NO_TIES, DAY)
    return SimpleNamespace(card=found, account=account)


def last(scored, *, whole=True):
    """Last year in two parts, which name all fields of the set, or leave out the last."""
    ids = [line.criterion.id for line in scored.card.fields]
    parts = [(ids[0:1], "5"), (ids[1:] if whole else ids[1:-1], "71.03")]
    lines = [SimpleNamespace(title=points, fields=fields, points=Decimal(points)) for fields, points in parts]
    return SimpleNamespace(year=2022, total=Decimal("76.03"), max=100, lines=SimpleNamespace(all=lambda: lines))


def ends(steps):
    """Where each step ends, and that totals are what the steps before them lead to."""
    at = None
    for step in steps:
        if step.total:
            assert at is None or at == step.value
            at = step.value
        else:
            at += step.value
    return at


def test_the_steps_of_the_parts_add_up(scored):
    found = pages.steps(scored, last(scored))
    assert [step.words for step in found] == [
        "Năm 2022", "5", "71.03", "Nếu hết năm hôm nay", "Còn có thể thêm", "Nhiều nhất có thể",
    ]  # fmt: skip
    assert found[1].value == Fraction(75, 100) - 5
    assert ends(found) == scored.account.projection.whole.secured + scored.account.projection.whole.possible


def test_parts_that_leave_out_a_field_are_one_step(scored):
    found = pages.steps(scored, last(scored, whole=False))
    assert [step.words for step in found][1:3] == ["Thay đổi", "Nếu hết năm hôm nay"]
    assert ends(found) > 0


def test_without_last_year_the_steps_begin_today(scored):
    assert [step.total for step in pages.steps(scored, None)] == [True, False, True]


def test_the_bar_is_whole_and_marks_today_and_last_year(scored):
    found = pages.bar(scored.account.projection, last(scored))
    assert sum(part.wide for part in found.parts) == pytest.approx(1000, abs=2)
    assert [(mark.key, mark.points, mark.left) for mark in found.marks] == [
        ("today", "3,15", 32),
        ("last", "76,03", 760),
    ]
