"""A published composite index (ASEM, by COINr) as a criteria set: its scores and ranks, by the ordinary loader."""

import csv
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from parindex.core.amounts import rounded
from parindex.core.answers import Answer, Answers
from parindex.core.criteria_reading import load_set
from parindex.core.ranking import Entry, rank
from parindex.core.scoring import Line, Scorecard, score
from tests.factories.criteria import group, leaf, write_set
from tests.shared import shared

COMPUTED = "data/coinr_asem/computed"
NUMBER = {"name": "linear", "measures": "count", "full_from": "100"}
GROUPS = [
    "Index",
    "Conn",
    "Sust",
    "Physical",
    "ConEcFin",
    "Political",
    "Instit",
    "P2P",
    "Environ",
    "Social",
    "SusEcFin",
]


def table(name: str) -> list[dict[str, str]]:
    with (shared(COMPUTED) / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def node(code: str, below: dict[str, list[str]], weights: dict[str, str]) -> dict:
    """A group and all below it; each on a scale of 100."""
    weight = {"weight": weights[code]} if code != "Index" else {}
    if code not in below:
        return leaf(code, "100", NUMBER, **weight)
    parts = [node(each, below, weights) for each in below[code]]
    return group(code, "100", *parts, combine="weighted_mean", **weight)


@pytest.fixture(scope="module")
def cards(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Scorecard]:
    below: dict[str, list[str]] = {}
    structure = table("Parameters_Structure")
    for line in structure:
        chain = [line["IndCode"], line["Agg1"], line["Agg2"], line["Agg3"]]
        for part, whole in zip(chain, chain[1:], strict=False):
            if part not in below.setdefault(whole, []):
                below[whole].append(part)
    weights = {line["Code"]: line["Weight"] for line in table("Parameters_Weights_Original")}
    folder: Path = write_set(
        tmp_path_factory.mktemp("asem") / "bo",
        node("Index", below, weights),
        max="100",
        ranking={"ties": "skip", "smallest_group": 1, "rounded_to": 2},
    )
    criteria_set = load_set(str(folder))
    codes = [line["IndCode"] for line in structure]
    found = {}
    for line in table("Data_Normalised"):
        given = {code: Answer({"count": format(Decimal(line[code]), "f")}, code) for code in codes}
        found[line["UnitCode"]] = score(criteria_set, Answers(line["UnitName"], 2023, given))
    return found


def lines(card: Scorecard) -> dict[str, Line]:
    return {line.criterion.id: line for field in card.fields for line in field.walk()}


def test_the_scores_as_printed(cards):
    printed = table("Results_AggregatesScore")
    pairs = [
        (rounded(lines(cards[line["UnitCode"]])[code].points, 2), Decimal(line[code]))
        for line in printed
        for code in GROUPS
    ]
    assert len(pairs) == 561
    assert [ours for ours, _ in pairs] == [theirs for _, theirs in pairs]


def test_the_aggregates_as_computed(cards):
    worst = max(
        abs(lines(cards[line["UnitCode"]])[code].points - Fraction(line[code]))
        for line in table("Data_Aggregated")
        for code in GROUPS
    )
    assert worst < Fraction(1, 10**12)


@pytest.mark.parametrize("code", GROUPS)
def test_the_ranks_by_its_own_rounding(cards, code):
    rule = next(iter(cards.values())).criteria_set.ranking
    places = rank([Entry(unit, "", lines(card)[code].points) for unit, card in cards.items()], rule)
    printed = {line["UnitCode"]: int(line[code]) for line in table("Results_AggregatesRank")}
    assert {place.unit: place.rank for place in places} == printed


def test_exact_scores_would_rank_otherwise(cards):
    exact = load_rule_without_rounding(cards)
    printed = table("Results_AggregatesRank")
    differ = 0
    for code in GROUPS:
        places = rank([Entry(unit, "", lines(card)[code].points) for unit, card in cards.items()], exact)
        theirs = {line["UnitCode"]: int(line[code]) for line in printed}
        differ += sum(theirs[place.unit] != place.rank for place in places)
    assert differ > 0


def load_rule_without_rounding(cards):
    from dataclasses import replace

    return replace(next(iter(cards.values())).criteria_set.ranking, rounded_to=None)
