"""Units that became one: their counts are added and scored again, and what cannot be added is told."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from parindex.core.answers import Answer, Answers
from parindex.core.criteria_reading import load_set
from parindex.core.merged_units import Merged, merge
from parindex.core.scoring import score
from tests.factories.criteria import leaf, write_set

LEVELS = [{"id": id, "title": id, "points": points} for id, points in (("x", "1"), ("y", "0"))]
NAMED = {"name": "checklist", "items": [{"id": id, "title": id} for id in "pqr"]}


def merged(folder: Path, method: object, *answers: dict | None, **changes) -> Merged:
    rule = load_set(str(write_set(folder / "bo", leaf("K", "1", method), **changes)))
    cards = [
        score(rule, Answers(f"xã {at}", 2023, {} if data is None else {"K": Answer(data, "K")}))
        for at, data in enumerate(answers, 1)
    ]
    return merge("xã mới", cards)


def test_counts_are_added_and_scores_are_not_averaged(tmp_path):
    found = merged(tmp_path, "linear", {"ratio": ["1", "1"]}, {"ratio": ["0", "99"]})
    assert found.card.total == Fraction(1, 100)  # the mean of their scores would be a half
    assert (found.card.unit, found.doubts) == ("xã mới", ())


@pytest.mark.parametrize(
    ("method", "answers", "inputs"),
    [
        ({"name": "deduction", "per_fault": "0.1"}, [{"count": "2"}, {"count": "3"}], {"count": "5"}),
        (
            {"name": "linear_deduction", "fault_share": "0.5"},
            [{"ratio": ["8", "10"], "count": "1"}, {"ratio": ["5", "5"], "count": "2"}],
            {"ratio": ["13", "15"], "count": "3"},
        ),
        (
            {"name": "levels", "averaged": True, "levels": LEVELS},
            [{"levels": {"x": "3", "y": "1"}}, {"levels": {"y": "4"}}],
            {"levels": {"x": "3", "y": "5"}},
        ),
        ("survey_share", [{"share": "90", "n": 30}, {"share": "50", "n": 10}], {"share": "80", "n": 40}),
        (
            "survey_share",
            [{"share": "90", "n": 30, "final": True}, {"share": "50", "n": 10, "final": True}],
            {"share": "80", "n": 40, "final": True},
        ),
        ("survey_share", [{"share": "90", "n": 30, "final": True}, {"share": "50", "n": 10}], {"share": "80", "n": 40}),
        (
            "survey_share",
            [{"ratio": ["9", "10"], "final": True}, {"ratio": ["1", "10"], "final": True}],
            {"ratio": ["10", "20"], "final": True},
        ),
        (
            "survey_mean",
            [{"mean": "4", "of": "5", "n": 1}, {"mean": "3", "of": "5", "n": 3}],
            {"mean": "3.25", "of": "5", "n": 4},
        ),
        ("yes_no", [{"done": True}, {"done": "2023-05-02"}], {"done": True}),
        ("yes_no", [{"done": "2023-05-01"}, {"done": "2023-05-02"}], {"done": "2023-05-02"}),
        ("yes_no", [{"done": True}, {"done": False}], {"done": False}),
        (NAMED, [{"checked": ["p", "q"]}, {"checked": ["q", "r"]}], {"checked": ["q"]}),
        ("yes_no", [{"not_assigned": "QĐ 1"}, {"done": True}], {"done": True}),
        ("yes_no", [{"not_assigned": "QĐ 1"}, {"not_assigned": "QĐ 2"}], {"not_assigned": "QĐ 1"}),
    ],
)
def test_each_kind_of_answer(tmp_path, method, answers, inputs):
    found = merged(tmp_path, method, *answers)
    assert found.card.criteria[0].inputs.to_json() == inputs
    assert found.doubts == ()


def test_a_deadline_is_that_of_the_last(tmp_path):
    method = {"name": "yes_no_by_deadline", "deadline": "05-01"}
    assert merged(tmp_path, method, {"done": "2023-04-30"}, {"done": "2023-05-02"}).card.total == 0
    assert merged(tmp_path, method, {"done": "2023-04-30"}, {"done": "2023-05-01"}).card.total == 1


def test_who_did_not_answer_is_told(tmp_path):
    found = merged(tmp_path, "linear", {"ratio": ["1", "2"]}, None)
    assert found.card.total == Fraction(1, 2)
    assert found.doubts == (("K", "chưa có câu trả lời của xã 2"),)
    nobody = merged(tmp_path, "linear", None, None)
    assert nobody.card.named("missing") == ["K"]


@pytest.mark.parametrize(
    ("method", "answers", "words"),
    [
        ("judgement", [{"points": "1", "why": "Tốt"}, {"points": "0.5", "why": "Khá"}], "đánh giá riêng"),
        ("survey_share", [{"share": "90", "n": 30}, {"share": "50"}], "không ghi số phiếu"),
        ({"name": "levels", "levels": LEVELS}, [{"level": "x"}, {"level": "y"}], "đánh giá riêng"),
    ],
)
def test_what_cannot_be_added_leaves_the_maximum_and_is_told(tmp_path, method, answers, words):
    found = merged(tmp_path, method, *answers)
    assert found.card.max == 0
    assert [id for id, _ in found.doubts] == ["K"] and words in found.doubts[0][1]
    refused = merged(tmp_path, method, *answers, not_assigned="refused")
    assert (refused.card.max, refused.card.named("missing")) == (Decimal(1), ["K"])


def test_one_predecessor_is_itself_whatever_it_answered(tmp_path):
    found = merged(tmp_path, "judgement", {"points": "0.5", "why": "Khá"})
    assert (found.card.unit, found.card.total, found.doubts) == ("xã mới", Fraction(1, 2), ())
