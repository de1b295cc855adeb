"""Generated sets and answers: scoring gives what a plain referee gives; gaps add up; ranks keep the order."""

from fractions import Fraction
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from parindex.core.amounts import rounded
from parindex.core.answers import load_answers
from parindex.core.criteria_reading import load_set
from parindex.core.gaps import gaps
from parindex.core.ranking import Entry, RankRule, rank
from parindex.core.scoring import Scorecard, score, score_many
from tests.bench.scoring_units import answers_of, check, whole_set
from tests.factories.criteria import write_answers, write_set
from tests.generative.score_referee import MODES, RULES, Verdict, nearest
from tests.generative.score_sets import SIMPLE, sets


def scored(head: dict, fields: list[dict], answers: dict) -> Scorecard:
    with TemporaryDirectory() as name:
        folder = write_set(Path(name) / "bo", *fields, **head)
        return score(load_set(str(folder)), load_answers(write_answers(Path(name) / "tra-loi.yaml", answers)))


@settings(max_examples=250, deadline=None)
@given(sets())
def test_the_referee_gives_the_same_points(drawn: tuple[dict, list[dict], dict]) -> None:
    card, verdict = scored(*drawn), Verdict(*drawn, year=2023)
    lines = {line.criterion.id: line for field in card.fields for line in field.walk()}
    assert sorted(lines) == sorted(verdict.points)
    for name, line in lines.items():
        expected = verdict.points[name]
        assert (line.state == "not_assigned") == (expected is None), name
        assert (line.points, line.max) == (expected or 0, verdict.max[name]), f"{name}: {line.because}"
    assert (card.total, card.max) == (verdict.total, verdict.most)
    missing = [line.criterion.id for line in card.criteria if line.state == "missing"]
    assert card.to_json()["missing"] == missing
    assert not set(missing) & set(drawn[2])


@settings(max_examples=100, deadline=None)
@given(sets())
def test_what_was_lost_adds_up(drawn: tuple[dict, list[dict], dict]) -> None:
    card = scored(*drawn)
    found = gaps(card)
    assert found.total == card.max - card.total
    assert sum(found.fields.values(), Fraction(0)) + found.bounds == found.total
    assert [gap.id for gap in found.criteria] == [
        line.criterion.id for line in card.criteria if line.state != "not_assigned"
    ]


@given(st.fractions(-9, 9, max_denominator=2000), st.integers(0, 4), st.sampled_from(sorted(MODES)))
def test_rounding(value: Fraction, places: int, mode: str) -> None:
    assert Fraction(rounded(value, places, mode)) == nearest(value, places, mode)


@given(
    st.lists(st.tuples(st.sampled_from("AB"), st.none() | st.integers(0, 4).map(Fraction))),
    st.sampled_from(["skip", "dense"]),
    st.integers(1, 4),
)
def test_ranks(units: list[tuple[str, Fraction | None]], ties: str, smallest: int) -> None:
    entries = [Entry(str(at), group, points) for at, (group, points) in enumerate(units)]
    places = rank(entries, RankRule(ties, smallest))
    assert [place.unit for place in places] == [entry.unit for entry in entries]
    for name in "AB":
        mine = [(entry.score, place) for entry, place in zip(entries, places, strict=True) if entry.group == name]
        known = sorted((points for points, _ in mine if points is not None), reverse=True)
        order = known if ties == "skip" else sorted(set(known), reverse=True)
        for points, place in mine:
            ranked = points is not None and len(known) >= smallest
            assert place.rank == (order.index(points) + 1 if ranked else None)
            assert bool(place.reason) == (not ranked)
            assert place.of == len(known)
            if ranked:
                assert len(place.tied_with) == known.count(points) - 1


def test_every_method_is_generated() -> None:
    assert sorted([*SIMPLE, "average", "bonus_penalty"]) == sorted(RULES)


def test_many_units_in_a_row_are_scored_as_the_referee_scores_each() -> None:
    rule, chance = whole_set(), Random(7)
    units = [answers_of(f"Xã {number}", chance) for number in range(40)]
    cards = list(score_many(rule, [*units, *units]))
    assert [card.unit for card in cards] == [unit.unit for unit in units] * 2
    for card, unit in zip(cards, units, strict=False):
        check(card, unit)
        assert card == score(rule, unit)
