"""What if: answers changed, targets reached, places among published scores, and what a rank asks for."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from parindex.core.answers import Answer, Answers
from parindex.core.cheapest_way import cheapest_way
from parindex.core.criteria_reading import load_set
from parindex.core.errors import InputError
from parindex.core.goals import Goal, goal_of_rank
from parindex.core.methods.bounds import Ahead
from parindex.core.scoring import score
from parindex.core.what_if import answers_of, place, what_if
from tests.factories.criteria import group, leaf, write_set

DEDUCTED = {"name": "linear_deduction", "fault_share": "0.5"}
RISE = {"name": "linear", "measures": "increase", "full_from": "10"}
STEPS = {"name": "steps", "steps": [{"at_least": "90", "points": "10"}, {"below": "90", "points": "0"}]}
BANDS = {"of": "total", "rounded": False, "bands": [{"name": "Tốt", "at_least": "60"}, {"name": "Kém", "below": "60"}]}
AHEAD = Ahead(date(2023, 7, 1), date(2023, 12, 31))
GIVEN = {
    "A": {"ratio": ["6", "13"]},
    "B": {"ratio": ["8", "10"], "count": "2"},
    "F": {"not_assigned": "không phát sinh"},
}
PEERS = {"Phù Cát": Decimal("60"), "An Nhơn": Decimal("60"), "Hoài Ân": Decimal("20"), "Vân Canh": Decimal("70")}


@pytest.fixture
def criteria_set(tmp_path):
    one = group("I", "40", leaf("A", "10", "linear"), leaf("B", "10", DEDUCTED), leaf("C", "20", "yes_no"))
    two = group(
        "II", "60", leaf("D", "10", RISE), leaf("E", "10", STEPS), leaf("F", "10"), leaf("G", "30", "survey_share")
    )
    return load_set(str(write_set(tmp_path / "bo", one, two, max="100", classes=BANDS)))


def answers(given=GIVEN) -> Answers:
    return Answers("Tuy Phước", 2023, {id: Answer(data, f"tệp:1: {id}") for id, data in given.items()})


def changes(**given) -> dict[str, Answer]:
    return {id: Answer(data, id) for id, data in given.items()}


def test_what_moved_and_nothing_else(criteria_set):
    found = what_if(criteria_set, answers(), changes(C={"done": True}, G={"share": "100"}), PEERS)
    assert [each.criterion.id for each in found.moved] == ["I", "C", "II", "G"]
    assert found.after.total - found.before.total == 50 == sum(each.gain for each in found.moved) / 2
    assert (found.before.grade, found.after.grade) == ("Kém", "Tốt")
    assert (found.place_before.rank, found.place_after.rank, found.place_after.of) == (5, 2, 5)
    assert found.before == score(criteria_set, answers())


@pytest.mark.parametrize(
    ("id", "target", "points"),
    [("A", "91", "9.1"), ("B", "100", "9"), ("D", "5", "5"), ("E", "90", "10"), ("E", "89.9", "0"), ("G", "50", "15")],
)
def test_a_target_is_the_number_that_is_measured(criteria_set, id, target, points):
    found = what_if(criteria_set, answers(), changes(**{id: {"target": target}}), {})
    line = next(line for line in found.after.criteria if line.criterion.id == id)
    assert line.points == Fraction(points)
    assert found.place_after is None


def test_points_may_be_assumed_however_they_are_won(criteria_set):
    found = what_if(criteria_set, answers(), changes(C={"assume": "7.5"}, A={"assume": "10"}), {})
    assert {each.criterion.id: each.after.points for each in found.moved} == {"I": Fraction("24.5"), "C": 7.5, "A": 10}


def test_a_scorecard_gives_its_answers_back(criteria_set):
    card = score(criteria_set, answers())
    assert score(criteria_set, answers_of(card)) == card


def test_every_method_of_the_districts_set_gives_its_answer_back():
    given = {"I.4": {"done": "2023-06-20"}, "I.3": {"checked": ["pano"]}, "I.6": {"ratio": ["9", "10"], "count": "1"}}
    given |= {"I.2": {"count": "12"}, "I.7": {"count": "2"}, "II.1c": {"count": "1"}, "II.1a": {"done": False}}
    card = score(load_set("tuy-phuoc-huyen@2023"), answers(given))
    assert score(card.criteria_set, answers_of(card)) == card


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"C": {"assume": "20.5"}}, "lớn hơn điểm tối đa 20"),
        ({"I": {"assume": "1"}}, "assume chỉ dùng cho tiêu chí"),
        ({"C": {"target": "1"}}, "C: tiêu chí này không đo bằng một con số"),
        ({"A": {"target": "nhiều"}}, "A: target: “nhiều” không phải số"),
        ({"A": {"target": "-1"}}, "số âm"),
        ({"X": {"target": "1"}}, "không có mã X"),
        ({"A": {"target": "1", "count": "2"}}, "“count” mà tiêu chí này không dùng"),
    ],
)
def test_changes_at_fault(criteria_set, change, says):
    with pytest.raises(InputError, match=says):
        what_if(criteria_set, answers(), changes(**change), {})


def test_a_unit_is_not_its_own_peer(criteria_set):
    with pytest.raises(InputError, match="hãy bỏ dòng đó"):
        place(score(criteria_set, answers()), {"Tuy Phước": Decimal(1)})


@pytest.mark.parametrize(
    ("rank", "ranking", "points"),
    [
        (1, {"ties": "skip"}, Goal(Fraction(70), rank=1)),
        (2, {"ties": "skip"}, Goal(Fraction(60), rank=2)),
        (3, {"ties": "skip"}, Goal(Fraction(60), rank=3)),
        (4, {"ties": "skip"}, Goal(Fraction(20), rank=4)),
        (3, {"ties": "dense"}, Goal(Fraction(20), rank=3)),
        (5, {"ties": "skip"}, Goal(None, rank=5)),
        (1, {"ties": "skip", "rounded_to": 1}, Goal(Fraction("69.95"), rank=1)),
    ],
)
def test_what_a_rank_asks_for(criteria_set, tmp_path, rank, ranking, points):
    field = leaf("A", "100", "linear")
    folder = write_set(tmp_path / "khac", field, max="100", ranking={"smallest_group": 1} | ranking)
    card = score(load_set(str(folder)), answers({}))
    assert goal_of_rank(card, rank, PEERS) == points


def test_a_half_that_rounds_down_is_not_enough(tmp_path):
    rounding = {"mode": "half_even", "criterion": None, "total": 2, "percent": 2}
    ranking = {"ties": "skip", "smallest_group": 1, "rounded_to": 0}
    folder = write_set(tmp_path / "bo", leaf("A", "100", "linear"), max="100", ranking=ranking, rounding=rounding)
    card = score(load_set(str(folder)), answers({}))
    assert goal_of_rank(card, 1, {"B": Decimal(61)}) == Goal(Fraction("60.5"), above=True, rank=1)
    assert goal_of_rank(card, 1, {"B": Decimal(62)}) == Goal(Fraction("61.5"), above=False, rank=1)


@pytest.mark.parametrize("rank", [0, 6])
def test_ranks_that_do_not_exist(criteria_set, rank):
    with pytest.raises(InputError, match="hãy chọn từ 1 đến 5"):
        goal_of_rank(score(criteria_set, answers()), rank, PEERS)


def test_no_rank_without_peers(criteria_set):
    with pytest.raises(InputError, match="Chưa có điểm của đơn vị nào khác"):
        goal_of_rank(score(criteria_set, answers()), 1, {})


def picked(way) -> list[str]:
    return [pick.option.criterion.id for pick in way.picks]


def test_the_cheapest_way_and_its_efforts(criteria_set):
    card = score(criteria_set, answers())
    assert picked(cheapest_way(card, Goal(Fraction(50)), AHEAD)) == ["C", "G"]
    dear = cheapest_way(card, Goal(Fraction(50)), AHEAD, {"G": Decimal(5)})
    assert picked(dear) == ["C", "D", "E"]
    assert dear.to_json()["criteria"][0]["effort_is_usual"] is True
    # A, B, C and D give exactly what is missing, in thirteenths: no binary fraction may lose or invent it.
    even = {"G": Decimal(5), "E": Decimal(5)}
    assert picked(cheapest_way(card, Goal(Fraction(50)), AHEAD, even)) == ["A", "B", "C", "D"]
    more = cheapest_way(card, Goal(Fraction(50) + Fraction(1, 10**15)), AHEAD, even)
    assert picked(more) == ["C", "G"]


def test_what_growing_criteria_need_at_least(criteria_set):
    way = cheapest_way(score(criteria_set, answers()), Goal(Fraction(50)), AHEAD)
    shown = {pick.option.criterion.id: pick.enough for pick in way.picks}
    assert shown == {"C": 20, "G": 30 - (way.total - 50)}


def test_what_cannot_be_reached_says_how_far_one_gets(criteria_set):
    card = score(criteria_set, answers())
    way = cheapest_way(card, Goal(Fraction(91)), AHEAD)
    assert (way.reached, way.picks, way.most) == (False, (), Fraction(90))
    over = cheapest_way(card, Goal(Fraction(50)), Ahead(date(2024, 1, 1), date(2023, 12, 31)))
    assert (over.reached, over.most) == (False, card.total)


def test_what_is_not_assigned_and_what_was_told_is_not_offered(criteria_set):
    card = score(criteria_set, answers(GIVEN | {"G": {"share": "40", "final": True}}))
    way = cheapest_way(card, Goal(Fraction(72)), AHEAD)
    assert (way.most, picked(way)) == (Fraction(72), ["A", "B", "C", "D", "E"])


@pytest.mark.parametrize(("efforts", "says"), [({"X": Decimal(1)}, "X, không phải"), ({"A": Decimal(-1)}, "số âm")])
def test_efforts_at_fault(criteria_set, efforts, says):
    with pytest.raises(InputError, match=says):
        cheapest_way(score(criteria_set, answers()), Goal(Fraction(50)), AHEAD, efforts)
