"""Rank bands: what they must be whatever the model, and what they are where every case can be counted."""

from decimal import Decimal
from fractions import Fraction
from itertools import product
from math import comb, sqrt
from pathlib import Path

import pytest

from parindex.core.answers import Answer, Answers
from parindex.core.criteria_reading import load_set
from parindex.core.errors import InputError
from parindex.core.rank_bands import RankBands, rank_bands
from parindex.core.rank_draws import Model, draw
from parindex.core.scoring import Scorecard, score
from parindex.core.standings import Standings, Unit, standings
from tests.factories.criteria import group, leaf, write_set

LEVELS = {
    "name": "levels",
    "averaged": True,
    "levels": [{"id": id, "title": id, "points": points} for id, points in (("a", "1"), ("b", "0.5"), ("c", "0"))],
}
KINDS = {
    "name": "bonus_penalty",
    "cap": "1",
    "floor": "-1",
    "kinds": [{"id": "x", "title": "X", "points": "0.5"}, {"id": "y", "title": "Y", "points": "-0.5"}],
}
STILL = {"name": "yes_no"}


@pytest.fixture
def rule(tmp_path: Path):
    fields = [leaf(id, "1", method) for id, method in (("R", "linear"), ("S", STILL))]
    return load_set(str(write_set(tmp_path / "bo", *fields, max="2")))


def ordered(rule, answers: dict[str, dict]) -> Standings:
    return standings([Unit(card(rule, name, found)) for name, found in answers.items()])


def card(rule, unit: str, found: dict) -> Scorecard:
    return score(rule, Answers(unit, 2023, {id: Answer(data, id) for id, data in found.items()}))


def ratio(above: int, below: int, done: bool = True) -> dict:
    return {"R": {"ratio": [str(above), str(below)]}, "S": {"done": done}}


def width(found: RankBands, unit: str) -> Decimal:
    low, high = found.by_counts[unit].values
    return high - low


def test_the_same_seed_gives_the_same_bands_and_another_may_not(rule):
    found = ordered(rule, {name: ratio(90 + at, 100) for at, name in enumerate("abcdef")})
    assert rank_bands(found, Model(seed=3)) == rank_bands(found, Model(seed=3))
    assert rank_bands(found, Model(seed=3)).to_json() != rank_bands(found, Model(seed=4)).to_json()


def test_a_units_draws_do_not_hang_on_the_order_of_the_units(rule):
    answers = {name: ratio(90 + at, 100) for at, name in enumerate("abcd")}
    there = rank_bands(ordered(rule, answers), Model())
    back = rank_bands(ordered(rule, dict(reversed(answers.items()))), Model())
    assert there.by_counts == back.by_counts
    assert there.by_weights == back.by_weights


def test_the_fewer_the_dossiers_the_wider_the_band(rule):
    found = rank_bands(ordered(rule, {"ít": ratio(9, 10), "vừa": ratio(90, 100), "nhiều": ratio(9000, 10000)}), Model())
    assert width(found, "ít") > 2 * width(found, "vừa") > 4 * width(found, "nhiều") > 0


def test_one_dossier_does_not_make_a_commune_last(rule):
    """A commune of one late dossier is last by its points; its band says that this tells little."""
    others = {name: ratio(900 + at, 1000) for at, name in enumerate("abcde")}
    ranked = ordered(rule, {**others, "một": ratio(0, 1)})
    found = rank_bands(ranked, Model())
    assert ranked.rows[-1].unit.name == "một"
    assert found.by_counts["một"].ranks == (1, 6)


def test_where_nothing_is_left_to_chance_the_band_is_the_rank(tmp_path):
    method = {"name": "checklist", "items": [{"id": id, "title": id} for id in "pq"]}
    rule = load_set(str(write_set(tmp_path / "bo", leaf("C", "1", method), leaf("S", "1", "yes_no"), max="2")))
    answers = {
        "a": {"C": {"checked": ["p", "q"]}, "S": {"done": True}},
        "b": {"C": {"checked": ["p"]}, "S": {"done": True}},
        "c": {"C": {"checked": ["q"]}, "S": {"done": True}},
        "d": {"C": {"checked": []}, "S": {"done": False}},
    }
    ranked = ordered(rule, answers)
    found = rank_bands(ranked, Model(weights=Decimal(0)))
    for row in ranked.rows:
        assert found.by_counts[row.unit.name].ranks == (row.place.rank, row.place.rank)
        assert found.by_weights[row.unit.name].ranks == (row.place.rank, row.place.rank)


def test_against_every_case_of_a_tiny_group(rule):
    """Three communes of two dossiers each: all 27 outcomes with their chances, ranks and the band by counting."""
    counted = {"a": 2, "b": 1, "c": 0}
    chances = {
        name: [beta_binomial(k, 2, Fraction(1, 2) + done, Fraction(5, 2) - done) for k in range(3)]
        for name, done in counted.items()
    }
    ranks: dict[str, dict[int, Fraction]] = {name: {} for name in counted}
    for outcome in product(range(3), repeat=3):
        chance = Fraction(1)
        for name, k in zip(counted, outcome, strict=True):
            chance *= chances[name][k]
        for name, k in zip(counted, outcome, strict=True):
            place = 1 + sum(other > k for other in outcome)
            ranks[name][place] = ranks[name].get(place, Fraction(0)) + chance
    found = rank_bands(ordered(rule, {name: ratio(k, 2) for name, k in counted.items()}), Model(draws=20_000))
    for name in counted:
        ends = [place for place in (1, 2, 3) if share(ranks[name], 0, place) > Fraction(5, 100)]
        assert all(abs(share(ranks[name], 0, place) - limit) > 0.01 for place in (1, 2) for limit in (0.05, 0.95))
        top = [place for place in (1, 2, 3) if share(ranks[name], 0, place) >= Fraction(95, 100)]
        assert found.by_counts[name].ranks == (ends[0], top[0])


def test_the_draws_have_the_chances_that_the_model_says(tmp_path, rule):
    """Of 20,000 draws each outcome is as frequent as its exact chance, within four deviations."""
    found = card(rule, "a", ratio(1, 3))
    drawn = draw(found, found.criteria[0], Model(draws=20_000))
    for k in range(4):
        chance = float(beta_binomial(k, 3, Fraction(3, 2), Fraction(5, 2)))
        share = sum(abs(points - k / 3) < 1e-9 for points in drawn) / len(drawn)
        assert abs(share - chance) < 4 * sqrt(chance * (1 - chance) / len(drawn))


def test_no_more_faults_are_drawn_than_things_that_were_done(tmp_path):
    """Two done of three, one of them late at half: the mean over all outcomes, by hand."""
    method = {"name": "linear_deduction", "fault_share": "0.5"}
    rule = load_set(str(write_set(tmp_path / "bo", leaf("K", "1", method))))
    found = card(rule, "a", {"K": {"ratio": ["2", "3"], "count": "1"}})
    drawn = draw(found, found.criteria[0], Model(draws=20_000))
    exact = sum(
        (
            beta_binomial(done, 3, Fraction(5, 2), Fraction(3, 2))
            * beta_binomial(late, 2, Fraction(3, 2), Fraction(3, 2))
            * (done - Fraction(min(late, done), 2))
            / 3
            for done in range(4)
            for late in range(3)
        ),
        Fraction(0),
    )
    assert abs(sum(drawn) / len(drawn) - float(exact)) < 0.008


def beta_binomial(k: int, n: int, yes: Fraction, no: Fraction) -> Fraction:
    found = Fraction(comb(n, k))
    for at in range(k):
        found *= yes + at
    for at in range(n - k):
        found *= no + at
    for at in range(n):
        found /= yes + no + at
    return found


def share(ranks: dict[int, Fraction], first: int, last: int) -> Fraction:
    return sum((chance for place, chance in ranks.items() if first <= place <= last), Fraction(0))


def test_every_kind_of_count_is_drawn_and_stays_an_answer(tmp_path):
    """Each kind that varies gives a band of some width, of values within the scale."""
    each = {"name": "average", "each": {"name": "linear"}}
    methods = {
        "faults": ({"name": "deduction", "per_fault": "0.1"}, {"count": "4"}),
        "deducted": ({"name": "linear_deduction", "fault_share": "0.5"}, {"ratio": ["18", "20"], "count": "4"}),
        "rise": ({"name": "linear", "measures": "increase", "full_from": "90"}, {"ratio": ["30", "20"]}),
        "told": ({"name": "survey_share"}, {"share": "80.5", "n": 40}),
        "mean": ({"name": "survey_mean", "lowest": "1"}, {"mean": "3.2", "of": "5", "n": 40}),
        "levels": (LEVELS, {"levels": {"a": "5", "b": "3", "c": "2"}}),
        "units": (each, {"units": {"p": {"ratio": ["7", "10"]}, "q": {"ratio": ["0", "5"]}}}),
    }
    for name, (method, answer) in methods.items():
        rule = load_set(str(write_set(tmp_path / name, leaf("K", "1", method), leaf("S", "1", "yes_no"), max="2")))
        found = rank_bands(ordered(rule, {"x": {"K": answer, "S": {"done": True}}}), Model(draws=400))
        low, high = found.by_counts["x"].values
        assert 50 <= low < high <= 100, name


def test_only_what_takes_points_off_is_a_fault(tmp_path):
    rule = load_set(str(write_set(tmp_path / "bo", leaf("K", "0", KINDS), leaf("S", "1", "yes_no"), bounded=False)))
    found = rank_bands(
        ordered(rule, {name: {"K": {"counts": {name: "1"}}, "S": {"done": True}} for name in "xy"}), Model()
    )
    assert width(found, "x") == 0
    assert width(found, "y") > 0


def test_a_survey_without_its_papers_is_named_and_left_as_it_is(tmp_path):
    rule = load_set(str(write_set(tmp_path / "bo", leaf("K", "1", "survey_share"))))
    found = rank_bands(ordered(rule, {"x": {"K": {"share": "80"}}}), Model())
    assert found.silent == (("x", "K"),)
    assert width(found, "x") == 0


def test_the_weights_move_what_is_shared_out_otherwise(tmp_path):
    """b is ahead by a hair thanks to one criterion; another weighting turns the two around, none moves the third."""
    fields = [leaf(id, "1", "linear") for id in ("P", "Q")]
    rule = load_set(str(write_set(tmp_path / "bo", *fields, max="2")))
    answers = {"a": (60, 40), "b": (40, 61), "c": (5, 5)}
    ranked = ordered(
        rule,
        {name: {"P": {"ratio": [str(p), "100"]}, "Q": {"ratio": [str(q), "100"]}} for name, (p, q) in answers.items()},
    )
    found = rank_bands(ranked, Model(weights=Decimal(20)))
    assert {name: band.ranks for name, band in found.by_weights.items()} == {"a": (1, 2), "b": (1, 2), "c": (3, 3)}
    # Never off by more than the greatest shift of weights can bring: 60 × 1.2 + 40 × 0.8 of 200 is 52 per cent.
    low, high = found.by_weights["a"].values
    assert Decimal(48) <= low < Decimal(49) < Decimal(51) < high <= Decimal(52)
    still = rank_bands(ranked, Model(weights=Decimal(0)))
    assert {name: band.ranks for name, band in still.by_weights.items()} == {"a": (2, 2), "b": (1, 1), "c": (3, 3)}


def test_ties_are_counted_as_the_set_declares(tmp_path):
    for ties, last in (("skip", 3), ("dense", 2)):
        ranking = {"ties": ties, "smallest_group": 1}
        rule = load_set(str(write_set(tmp_path / ties, leaf("S", "1", "yes_no"), ranking=ranking)))
        found = rank_bands(ordered(rule, {name: {"S": {"done": name != "c"}} for name in "abc"}), Model())
        for bands in (found.by_counts, found.by_weights):
            assert {name: band.ranks for name, band in bands.items()} == {"a": (1, 1), "b": (1, 1), "c": (last, last)}


def test_points_keep_to_the_scale_of_the_set(tmp_path):
    """Ranked by points: moved weights are brought back, so that all of them are never more than the whole; and what is
    not assigned is brought to the whole scale where the set says so.
    """
    classes = {"of": "total", "rounded": False, "bands": [{"name": "Đạt"}]}
    fields = [leaf(id, "1", "yes_no") for id in "PQR"]
    path = write_set(tmp_path / "bo", *fields, max="3", classes=classes, not_assigned="rescales")
    answers = {
        "a": {id: {"done": True} for id in "PQR"},
        "b": {"P": {"done": True}, "Q": {"done": False}, "R": {"not_assigned": "QĐ 1"}},
    }
    found = rank_bands(ordered(load_set(str(path)), answers), Model())
    lowers = load_set(str(write_set(tmp_path / "khac", *fields, max="3", classes=classes)))
    for each in (found, rank_bands(ordered(lowers, answers), Model())):
        assert each.by_weights["a"].values == each.by_counts["a"].values == (3, 3)
    assert found.by_counts["b"].values == (Decimal("1.5"), Decimal("1.5"))
    low, high = found.by_weights["b"].values
    assert Decimal("1.2") <= low < Decimal("1.5") < high <= Decimal("1.8")


def test_a_weighted_mean_and_a_rescaled_set_are_followed(tmp_path):
    """Where nothing varies, the value of the draws is that of the scorecard, whatever the set does to get there."""
    inner = group(
        "G", "4", leaf("G1", "1", "yes_no", weight="3"), leaf("G2", "2", "yes_no", weight="1"), combine="weighted_mean"
    )
    rule = load_set(str(write_set(tmp_path / "bo", inner, leaf("S", "1", "yes_no"), max="5", not_assigned="rescales")))
    answers = {
        "a": {"G1": {"done": True}, "G2": {"done": False}, "S": {"not_assigned": "QĐ 1"}},
        "b": {"G1": {"done": False}, "G2": {"done": True}, "S": {"done": True}},
        "c": {"G1": {"not_assigned": "QĐ 1"}, "G2": {"done": True}, "S": {"done": False}},
    }
    ranked = ordered(rule, answers)
    found = rank_bands(ranked, Model(draws=10, weights=Decimal(0)))
    for row in ranked.rows:
        percent = row.unit.card.percent
        assert found.by_counts[row.unit.name].values == found.by_weights[row.unit.name].values == (percent, percent)


@pytest.mark.parametrize(
    ("method", "answer"),
    [
        ({"name": "linear"}, {"ratio": ["900000000000000000", "999999999999999999"]}),
        ({"name": "linear"}, {"ratio": ["1.5", "2.5"]}),
        ({"name": "deduction", "per_fault": "0.1"}, {"count": "99999999999"}),
        ({"name": "survey_share"}, {"share": "80", "n": 99999999}),
        (LEVELS, {"levels": {"a": "900000000", "b": "1"}}),
    ],
)
def test_amounts_are_no_counts_and_stay(tmp_path, method, answer):
    """A billion of dong is not a billion of dossiers: it would be drawn for ever, and chance has no part in it."""
    rule = load_set(str(write_set(tmp_path / "bo", leaf("K", "1", method))))
    assert width(rank_bands(ordered(rule, {"x": {"K": answer}}), Model()), "x") == 0


def test_levels_are_drawn_with_the_chances_that_the_model_says(tmp_path):
    """Of two things one at each end; none, one or two at the first level, by hand (a half imagined at each)."""
    rule = load_set(str(write_set(tmp_path / "bo", leaf("K", "1", LEVELS))))
    found = card(rule, "a", {"K": {"levels": {"a": "1", "b": "0", "c": "1"}}})
    drawn = draw(found, found.criteria[0], Model(draws=20_000))
    # Both at the first level (worth 1): (1.5 × 2.5) / (3.5 × 4.5) of the imagined and counted things.
    assert abs(sum(points == 1 for points in drawn) / len(drawn) - 1.5 * 2.5 / (3.5 * 4.5)) < 0.01
    assert abs(sum(points == 0 for points in drawn) / len(drawn) - 1.5 * 2.5 / (3.5 * 4.5)) < 0.01
    assert abs(sum(drawn) / len(drawn) - 0.5) < 0.01


def test_units_apart_have_no_band(rule):
    units = [Unit(card(rule, name, ratio(9, 10)), dossiers=n) for name, n in (("a", 1), ("b", 9))]
    assert list(rank_bands(standings(units, fewest=5), Model()).by_counts) == ["b"]


@pytest.mark.parametrize(
    "wrong", [{"draws": 0}, {"prior": Decimal(0)}, {"weights": Decimal(100)}, {"spread": Decimal(2)}]
)
def test_a_model_that_means_nothing_is_refused(wrong):
    with pytest.raises(InputError):
        Model(**wrong)


def test_a_rate_of_all_or_nothing_stays_a_number_of_dossiers(tmp_path):
    """1000 of 1000 in time is drawn as whole dossiers, so that a threshold of 100 per cent can still be reached."""
    method = {"name": "all_or_nothing", "full_from": "100"}
    rule = load_set(str(write_set(tmp_path / "bo", leaf("K", "1", method))))
    found = rank_bands(ordered(rule, {"x": {"K": {"ratio": ["1000", "1000"]}}}), Model())
    assert found.by_counts["x"].values == (0, 100)
