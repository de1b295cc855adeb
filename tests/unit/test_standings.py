"""Standings: places, who stands apart and why, and who improved, each by hand."""

from decimal import Decimal
from pathlib import Path

import pytest

from parindex.core.answers import Answer, Answers
from parindex.core.criteria import CriteriaSet
from parindex.core.criteria_reading import load_set
from parindex.core.errors import InputError
from parindex.core.scoring import Scorecard, score
from parindex.core.standings import Last, Standings, Unit, standings
from tests.factories.criteria import leaf, write_set

TEN = "10"
CLASSES = {
    "of": "percent",
    "rounded": False,
    "bands": [{"name": "Đạt", "at_least": "50"}, {"name": "Chưa", "below": "50"}],
}


def made(folder: Path, **changes) -> CriteriaSet:
    fields = (leaf("A", TEN, "linear"), leaf("B", TEN, "yes_no"))
    return load_set(str(write_set(folder / "bo", *fields, max="20", classes=CLASSES, **changes)))


def card(rule: CriteriaSet, unit: str, done: int, b: bool | None = True) -> Scorecard:
    """`done` of 100 in A; B done or not, or (None) not assigned."""
    answers = {
        "A": {"ratio": [str(done), "100"]},
        "B": {"not_assigned": "QĐ 1"} if b is None else {"done": b},
    }
    return score(rule, Answers(unit, 2023, {id: Answer(data, id) for id, data in answers.items()}))


def places(found: Standings) -> list[tuple[str, int | None, int]]:
    return [(row.unit.name, row.place.rank, row.place.of) for row in found.rows]


def test_ties_are_counted_as_the_set_declares(tmp_path):
    for ties, last in (("skip", 4), ("dense", 3)):
        rule = made(tmp_path / ties, ranking={"ties": ties, "smallest_group": 1})
        cards = [card(rule, name, done) for name, done in (("a", 80), ("b", 90), ("c", 80), ("d", 10))]
        found = standings([Unit(each) for each in cards])
        assert places(found) == [("b", 1, 4), ("a", 2, 4), ("c", 2, 4), ("d", last, 4)]
        assert found.rows[1].place.tied_with == ("c",)


def test_what_is_not_assigned_lowers_the_maximum_and_not_the_place(tmp_path):
    rule = made(tmp_path)
    # 9 of 10 is 90 per cent, 8 + 10 of 20 is 90 per cent too, 8,9 + 10 of 20 is more than both.
    cards = [card(rule, "a", 90, None), card(rule, "b", 80), card(rule, "c", 89)]
    assert places(standings([Unit(each) for each in cards])) == [("c", 1, 3), ("a", 2, 3), ("b", 2, 3)]


def test_places_are_told_before_rounding(tmp_path):
    rule = made(tmp_path, rounding={"mode": "half_up", "criterion": None, "total": 0, "percent": 0})
    found = standings([Unit(card(rule, "a", 80)), Unit(card(rule, "b", 81))])
    assert places(found) == [("b", 1, 2), ("a", 2, 2)]
    assert [line["total"] for line in found.to_json()["units"]] == ["18", "18"]


def test_few_dossiers_stand_apart_and_are_not_counted(tmp_path):
    rule = made(tmp_path)
    units = [
        Unit(card(rule, name, done), dossiers=n) for name, done, n in (("a", 99, 4), ("b", 50, 5), ("c", 60, None))
    ]
    units.append(Unit(card(rule, "d", 40), dossiers=900))
    found = standings(units, fewest=5)
    assert places(found) == [("b", 1, 2), ("d", 2, 2), ("a", None, 2), ("c", None, 2)]
    assert found.rows[2].place.reason == "Chỉ có 4 hồ sơ, ít hơn mức tối thiểu 5, nên để riêng, không xếp hạng."
    assert "Chưa biết số hồ sơ" in found.rows[3].place.reason
    assert found.to_json()["units"][2]["class"] == "Đạt"
    assert [row.place.rank for row in standings(units).rows] == [1, 2, 3, 4]


def test_who_answered_nothing_stands_apart_and_is_not_last(tmp_path):
    rule = made(tmp_path)
    nothing = Unit(score(rule, Answers("a", 2023, {})), last=Last(Decimal(9), Decimal(20)))
    found = standings([nothing, Unit(card(rule, "b", 0, False)), Unit(card(rule, "c", 1))])
    assert found.rows[2].change is None
    assert places(found) == [("c", 1, 2), ("b", 2, 2), ("a", None, 2)]
    assert found.rows[2].place.reason == "Chưa trả lời tiêu chí nào nên chưa xếp hạng."


def test_a_group_below_the_sets_smallest_is_not_ranked(tmp_path):
    rule = made(tmp_path, ranking={"ties": "skip", "smallest_group": 3})
    units = [Unit(card(rule, name, 50 + at), "xã" if at < 3 else "phòng") for at, name in enumerate("abcde")]
    assert places(standings(units)) == [("c", 1, 3), ("b", 2, 3), ("a", 3, 3), ("d", None, 2), ("e", None, 2)]


def test_nothing_assigned_has_no_place(tmp_path):
    rule = made(tmp_path)
    answers = {id: Answer({"not_assigned": "QĐ 1"}, id) for id in "AB"}
    found = standings([Unit(score(rule, Answers("a", 2023, answers))), Unit(card(rule, "b", 1))])
    assert places(found) == [("b", 1, 1), ("a", None, 1)]
    assert found.to_json()["units"][1]["percent"] is None


def test_the_most_improved_in_points_where_all_maxima_are_alike(tmp_path):
    rule = made(tmp_path)
    units = [
        Unit(card(rule, "a", 90), last=Last(Decimal("18.5"), Decimal(20))),
        Unit(card(rule, "b", 50), last=Last(Decimal(10), Decimal(20))),
        Unit(card(rule, "c", 40), last=Last(Decimal(15), Decimal(20))),
        Unit(card(rule, "d", 30)),
        Unit(card(rule, "e", 20), last=Last(Decimal(12), Decimal(20))),
    ]
    found = standings(units).to_json()
    assert [(each["unit"], each["change"], each["change_in"]) for each in found["improved"]] == [
        ("b", "5", "points"),
        ("a", "0.5", "points"),
    ]
    assert found["without_last_year"] == ["d"]
    assert {each["unit"]: each["change"] for each in found["units"]} == {
        **{"a": "0.5", "b": "5", "c": "-1", "d": None, "e": "0"}
    }


def test_the_most_improved_in_percent_points_where_one_maximum_differs(tmp_path):
    rule = made(tmp_path)
    units = [
        Unit(card(rule, "a", 90), last=Last(Decimal(18), Decimal(20))),
        Unit(card(rule, "b", 50), last=Last(Decimal(35), Decimal(50))),
    ]
    found = standings(units).to_json()
    assert [(each["unit"], each["change"], each["change_in"]) for each in found["improved"]] == [
        ("a", "5", "percent_points"),
        ("b", "5", "percent_points"),
    ]


def test_a_unit_apart_is_not_the_most_improved(tmp_path):
    rule = made(tmp_path)
    units = [
        Unit(card(rule, "a", 90), last=Last(Decimal(1), Decimal(20)), dossiers=1),
        Unit(card(rule, "b", 90), last=Last(Decimal(18), Decimal(20)), dossiers=9),
    ]
    assert [row.unit.name for row in standings(units, fewest=2).improved] == ["b"]


def test_what_cannot_be_compared_is_refused(tmp_path):
    rule, other = made(tmp_path), made(tmp_path / "khac", title="Bộ khác")
    first = Unit(card(rule, "a", 1))
    for units, words in (
        ([], "Chưa có đơn vị nào"),
        ([first, first], "hai phiếu điểm"),
        ([first, Unit(card(other, "b", 1))], "cùng một bộ tiêu chí"),
    ):
        with pytest.raises(InputError, match=words):
            standings(units)
