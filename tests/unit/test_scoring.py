"""Scorecards: what is missing, what is not assigned, groups and means, rounding, classes, and calls at fault."""

from fractions import Fraction
from pathlib import Path

import pytest

from parindex.core.answers import Answer, Answers, load_answers
from parindex.core.criteria_reading import load_set
from parindex.core.errors import InputError
from parindex.core.gaps import gaps
from parindex.core.scoring import Scorecard, score, score_many
from tests.factories.criteria import group, leaf, write_answers, write_set

HALF = {"done": False}
CLASSES = {
    "of": "percent",
    "rounded": False,
    "bands": [
        {"name": "Tốt", "above": "80"},
        {"name": "Khá", "at_least": "50", "at_most": "80"},
        {"name": "Yếu", "below": "50"},
    ],
}
FIELDS = [
    group("I", "4", leaf("I.1", "1"), group("I.2", "3", leaf("I.2a", "2", "linear"), leaf("I.2b", "1"))),
    leaf("II", "6", "linear"),
]


@pytest.fixture
def scored(tmp_path: Path):
    def run(answers: dict, *fields: dict, year: int = 2023, **changes) -> Scorecard:
        folder = write_set(tmp_path / "bo", *(fields or FIELDS), **({"max": "10"} | changes))
        return score(load_set(str(folder)), load_answers(write_answers(tmp_path / "tra-loi.yaml", answers, year)))

    return run


def ratio(above: int, below: int) -> dict:
    return {"ratio": [str(above), str(below)]}


def test_missing_scores_nothing_and_is_listed(scored) -> None:
    found = scored({"I.1": {"done": True}, "II": ratio(1, 2)}).to_json()
    assert (found["total"], found["max"], found["percent"]) == ("4", "10", "40")
    assert (found["missing"], found["not_assigned"]) == (["I.2a", "I.2b"], [])
    line = next(each for each in found["criteria"] if each["id"] == "I.2a")
    assert (line["points"], line["max"], line["state"], line["inputs"]) == ("0", "2", "missing", None)
    assert line["because"] == "Chưa có câu trả lời: 0 điểm trên tối đa 2 điểm."


def test_zero_is_not_missing(scored) -> None:
    found = scored({"I.1": {"done": False}}).to_json()
    line = found["criteria"][0]
    assert (line["state"], line["points"], line["inputs"]) == ("scored", "0", {"done": False})
    assert "I.1" not in found["missing"]


def test_not_assigned_lowers_the_maximum(scored) -> None:
    answers = {"I.1": {"done": True}, "I.2": {"not_assigned": "QĐ 5/QĐ-UBND"}, "II": ratio(1, 2)}
    found = scored(answers).to_json()
    assert (found["total"], found["max"], found["percent"]) == ("4", "7", "57.14")
    assert found["not_assigned"] == ["I.2a", "I.2b"]
    assert [(field["points"], field["max"]) for field in found["fields"]] == [("1", "1"), ("3", "6")]
    assert "QĐ 5/QĐ-UBND" in found["criteria"][1]["because"]


def test_not_assigned_is_rescaled_where_the_set_says_so(scored) -> None:
    answers = {"I.1": {"done": True}, "I.2": {"not_assigned": "QĐ 5"}, "II": ratio(1, 2)}
    card = scored(answers, not_assigned="rescales")
    assert (card.total, card.max) == (Fraction(40, 7), 10)
    assert card.because == "1 + 3 = 4 điểm; quy về thang 10: 4 × 10/7 ≈ 5,7143 điểm."
    assert gaps(card).fields == {"I": 0, "II": Fraction(30, 7)}


def test_not_assigned_is_refused_where_the_set_says_so(scored) -> None:
    with pytest.raises(InputError, match="tra-loi.yaml:1: II: bộ tiêu chí không cho bỏ qua"):
        scored({"II": {"not_assigned": "QĐ 5"}}, not_assigned="refused")


def test_nothing_assigned_has_neither_per_cent_nor_class(scored) -> None:
    answers = {"I": {"not_assigned": "QĐ 5"}, "II": {"not_assigned": "QĐ 5"}}
    for policy in ("lowers", "rescales"):
        found = scored(answers, not_assigned=policy, classes=CLASSES).to_json()
        assert (found["total"], found["max"], found["percent"], found["class"]) == ("0", "0", None, None)


def test_an_empty_denominator_that_is_not_assigned_says_why(scored) -> None:
    method = {"name": "linear", "empty": "not_assigned"}
    found = scored({"I": ratio(0, 0)}, leaf("I", "4", method), leaf("II", "6")).to_json()
    assert (found["max"], found["not_assigned"]) == ("6", ["I"])
    assert found["criteria"][0]["because"] == "0/0: mẫu số bằng 0 nên không chấm tiêu chí này."
    assert found["criteria"][0]["inputs"] == {"ratio": ["0", "0"]}


def test_a_weighted_mean_leaves_out_what_is_not_assigned(scored) -> None:
    children = [
        leaf("I.1", "2", "linear", weight="3"),
        leaf("I.2", "5", "linear", weight="1"),
        leaf("I.3", "1", weight="6"),
    ]
    field = group("I", "10", *children, combine="weighted_mean")
    card = scored({"I.1": ratio(1, 2), "I.2": ratio(1, 1), "I.3": {"not_assigned": "QĐ 5"}}, field)
    assert (card.total, card.max) == (Fraction(25, 4), 10)
    assert card.fields[0].because == "(3 × 1/2 + 1 × 5/5) / 4 × 10 = 6,25 điểm."
    assert {gap.id: gap.lost for gap in gaps(card).criteria} == {"I.1": Fraction(15, 4), "I.2": 0}


def test_a_rescaled_sum_keeps_its_maximum_and_no_other_field_moves(scored) -> None:
    fields = [
        group("I", "10", leaf("I.1", "2", "linear"), leaf("I.2", "3"), leaf("I.3", "5"), combine="rescaled_sum"),
        group("II", "4", leaf("II.1", "3"), leaf("II.2", "1")),
    ]
    left = {"not_assigned": "QĐ 5"}
    card = scored(
        {"I.1": ratio(1, 2), "I.2": {"done": True}, "I.3": left, "II.1": {"done": True}, "II.2": left},
        *fields,
        max="14",
    )
    assert [(field.points, field.max) for field in card.fields] == [(8, 10), (3, 3)]
    assert (card.total, card.max) == (11, 13)
    assert card.fields[0].because == "(1 + 3) / (2 + 3) × 10 = 8 điểm."
    assert {gap.id: gap.lost for gap in gaps(card).criteria} == {"I.1": 2, "I.2": 0, "II.1": 0}
    nothing = scored({"I": left}, *fields, max="14")
    assert (nothing.fields[0].points, nothing.max) == (0, 4)


def test_criteria_are_rounded_before_they_are_added_where_the_set_says_so(scored) -> None:
    fields = [leaf("I", "1", "linear"), leaf("II", "1", "linear")]
    answers = {"I": ratio(1, 3), "II": ratio(1, 3)}
    kept = scored(answers, *fields, max="2").to_json()
    rounding = {"mode": "half_up", "criterion": 1, "total": 2, "percent": 2}
    early = scored(answers, *fields, max="2", rounding=rounding).to_json()
    assert (kept["total"], early["total"]) == ("0.67", "0.6")
    assert early["criteria"][0]["because"].endswith("≈ 0,3333 điểm, làm tròn 0,3 điểm.")
    assert "làm tròn" not in kept["criteria"][0]["because"]


@pytest.mark.parametrize(
    ("above", "name"), [(801, "Tốt"), (800, "Khá"), (500, "Khá"), (499, "Yếu"), (0, "Yếu"), (1000, "Tốt")]
)
def test_each_end_of_a_class_lies_where_the_set_says(scored, above: int, name: str) -> None:
    assert scored({"I": ratio(above, 1000)}, leaf("I", "10", "linear"), classes=CLASSES).grade == name


def test_a_class_is_found_before_rounding_unless_the_set_says_after(scored) -> None:
    answers, field = {"I": ratio(80004, 100000)}, leaf("I", "10", "linear")
    rounding = {"mode": "half_up", "criterion": None, "total": 0, "percent": 1}
    assert scored(answers, field, rounding=rounding, classes=CLASSES).grade == "Tốt"
    assert scored(answers, field, rounding=rounding, classes=CLASSES | {"rounded": True}).grade == "Khá"


def test_a_bonus_stays_within_the_bounds_of_the_set(scored) -> None:
    bonus = {"name": "bonus_penalty", "cap": "3", "floor": "-3", "kinds": [{"id": "a", "title": "A", "points": "1"}]}
    fields = [leaf("I", "10"), leaf("II", "0", bonus)]
    answers = {"I": {"done": True}, "II": {"counts": {"a": "2"}}}
    assert scored(answers, *fields).total == 12
    card = scored(answers, *fields, bounded=True)
    assert (card.total, gaps(card).bounds, gaps(card).total) == (10, 2, 0)
    assert card.because == "10 + 2 = 12 điểm; giữ trong thang điểm: 10 điểm."


WRONG = {
    "unknown id": ({"I.9": {"done": True}}, "tra-loi.yaml:1: I.9: bộ tiêu chí thu@2023 không có mã I.9"),
    "a group": ({"I.2": {"done": True}}, "I.2: có các thành phần I.2a, I.2b; hãy trả lời từng thành phần"),
    "answered within what is left out": (
        {"I": {"not_assigned": "QĐ"}, "I.1": {"done": True}},
        "I.1: nhóm chứa tiêu chí này đã trả lời not_assigned",
    ),
    "left out and answered": ({"I.1": {"not_assigned": "QĐ", "done": True}}, "có “done” mà tiêu chí này không dùng"),
    "left out without a reason": ({"I.1": {"not_assigned": " "}}, "not_assigned phải ghi bằng chữ"),
    "empty answer": ({"I.1": {}}, "I.1 phải là một câu trả lời"),
}


@pytest.mark.parametrize("name", WRONG)
def test_an_answer_at_fault_is_refused_with_its_place(scored, name: str) -> None:
    answers, words = WRONG[name]
    with pytest.raises(InputError) as caught:
        scored(answers)
    assert words in str(caught.value)


@pytest.mark.parametrize("year", [2022, 2024])
def test_a_set_is_not_used_out_of_its_years(scored, year: int) -> None:
    with pytest.raises(InputError, match="có hiệu lực từ 01/01/2023 đến 31/12/2023"):
        scored({}, year=year)


def test_the_file_may_be_written_by_hand(tmp_path: Path) -> None:
    folder = write_set(tmp_path / "bo", *FIELDS, max="10")
    file = tmp_path / "tra-loi.yaml"
    file.write_text(
        'unit: "Xã A"\nyear: 2023\nanswers:\n  I.1: {done: 2023-05-01}\n  II: {ratio: ["1", "2"]}\n', "utf-8"
    )
    assert score(load_set(str(folder)), load_answers(file)).total == 4
    file.write_text('unit: "Xã A"\nyear: 2023\nanswers:\n  1.1: {done: true}\n', "utf-8")
    with pytest.raises(InputError, match="mã tiêu chí “1.1” phải đặt trong dấu ngoặc kép"):
        load_answers(file)


@pytest.mark.parametrize(
    ("method", "first", "then"),
    [
        ({"name": "deduction", "per_fault": "0.25"}, {"count": 1}, {"count": True}),
        ({"name": "deduction", "per_fault": "0.25"}, {"count": "1"}, {"counts": "1"}),
        ("yes_no", {"done": True}, {"done": 1}),
        ("linear", {"ratio": ["1", 1]}, {"ratio": ["1", True]}),
    ],
)
def test_an_answer_that_only_looks_like_one_before_is_read_anew(tmp_path: Path, method, first, then) -> None:
    rule = load_set(str(write_set(tmp_path / "bo", leaf("I", "1", method))))
    units = [Answers(name, 2023, {"I": Answer(data, f"{name}: I")}) for name, data in (("A", first), ("B", then))]
    cards = score_many(rule, units)
    assert next(cards).criteria[0].state == "scored"
    with pytest.raises(InputError, match="^B: I: "):
        next(cards)


def test_what_cannot_be_read_is_told_when_scoring_and_not_when_a_line_is_looked_at(tmp_path: Path) -> None:
    rule = load_set(str(write_set(tmp_path / "bo", *FIELDS, max="10")))
    with pytest.raises(InputError, match=r"^Xã: II: tử số 3 lớn hơn mẫu số 2"):
        score(rule, Answers("Xã", 2023, {"II": Answer(ratio(3, 2), "Xã: II")}))
