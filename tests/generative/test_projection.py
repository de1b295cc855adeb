"""Generated sets, and answers that grow until the end of the year: the outlook holds for all of them and adds up."""

from datetime import date
from fractions import Fraction

from hypothesis import given, settings

from parindex.core.methods.bounds import Ahead
from parindex.core.projection import NOTHING, project
from tests.generative.score_growth import DAY, growing
from tests.generative.test_scoring import scored

END = date(2023, 12, 31)


@settings(max_examples=250, deadline=None)
@given(growing())
def test_whatever_comes_points_stay_within_the_outlook(drawn: tuple) -> None:
    head, fields, known, final, to_come = drawn
    today, later = scored(head, fields, known), scored(head, fields, final)
    found = project(today, Ahead(date.fromisoformat(DAY), END, to_come))
    for card in (today, later):
        assert found.whole.secured <= card.total <= found.whole.max - found.whole.lost
        assert card.max <= found.whole.max
    assert sum(found.criteria.values(), NOTHING) == sum(found.fields.values(), NOTHING)
    assert sum(found.fields.values(), found.bounds) == found.whole
    for each in (*found.criteria.values(), *found.fields.values(), found.whole):
        assert each.secured + each.possible + each.lost == each.max
        assert each.possible >= 0
    assert (found.today, found.today_max) == (today.total, today.max)


@settings(max_examples=100, deadline=None)
@given(growing())
def test_when_the_year_is_over_nothing_is_possible(drawn: tuple) -> None:
    head, fields, known, _, _ = drawn
    card = scored(head, fields, known)
    found = project(card, Ahead(date(2024, 1, 1), END))
    assert (found.whole.secured, found.whole.max) == (card.total, card.max)
    assert {each.possible for each in (*found.criteria.values(), found.whole)} == {Fraction(0)}
