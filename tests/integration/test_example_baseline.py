"""What the example says of the year before: our result, invented peers that say so, and the sets that score."""

from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import pytest

from parindex.core.loading import load
from parindex.records.actions.example import _Example
from parindex.records.queries import baseline, criteria_set, goal
from tests.shared import ROOT

FOLDER = ROOT / "examples/tuy-phuoc-2023"


@pytest.fixture
def office(small):
    """The small programme with what the example says of the year before."""
    example = _Example(load(FOLDER / "programme.yaml"), FOLDER, datetime(2026, 1, 2, tzinfo=UTC))
    example.programme, example.users, example.office = small.programme, {"noivu": small.users["office"]}, "noivu"
    example._last_year(date(2023, 4, 1))
    return small.viewer("office")


def test_the_sets_that_score_are_chosen_and_are_examples(office):
    chosen = {level: criteria_set.in_use(office, level) for level in ("district", "commune", "department")}
    assert {level: found.name for level, found in chosen.items()} == {
        "district": "tuy-phuoc-huyen@2023",
        "commune": "tuy-phuoc-xa@2023",
        "department": "tuy-phuoc-phong@2023",
    }
    assert all(found.example for found in chosen.values())


def test_our_result_is_loaded_with_the_fields_that_its_parts_stand_for(office):
    found = baseline.of(office, 2022)
    assert (found.total, found.max, found.rank, found.ranked) == (Decimal("76.03"), 100, 10, 11)
    assert [(line.points, line.max, line.fields) for line in found.lines.all()] == [
        (Decimal("46.78"), 60, ["I", "II", "III", "IV", "V", "VI", "VII", "VIII"]),
        (Decimal("5.82"), 10, ["KS"]),
        (Decimal("23.43"), 30, ["IX"]),
    ]
    assert baseline.gaps_of(office, criteria_set.in_use(office, "district")).total == Fraction("23.97")


def test_invented_peers_say_so_and_leave_us_our_rank(office):
    peers = baseline.peers(office, 2022)
    assert len(peers) == 10 and all("giả định" in peer.name for peer in peers)
    ours = [place for place, points in baseline.places(office, 2022) if points == Decimal("76.03")]
    assert [(place.rank, place.of) for place in ours] == [(10, 11)]


def test_the_goal_of_the_example_says_that_it_is_invented(office):
    found = goal.standing(office)["tuy-phuoc-huyen@2023"]
    assert (found.points, found.rank) == (Decimal(85), 5)
    assert "giả định" in found.decision, "the plan itself asks for no points"
