"""Gaps and outlook of a scorecard, and what they are tied to: agencies and tasks."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from parindex.core.answers import load_answers
from parindex.core.criteria import CriteriaSet
from parindex.core.criteria_reading import load_set
from parindex.core.errors import InputError
from parindex.core.gaps import Total, gaps, gaps_of_totals
from parindex.core.methods.bounds import Ahead
from parindex.core.projection import Projection, project
from parindex.core.scoring import Scorecard, score
from parindex.core.ties import load_ties, stakes, without_criterion, without_task
from tests.factories.criteria import group, leaf, write_answers, write_set

JUNE, END = date(2023, 6, 30), date(2023, 12, 31)
BONUS = {"name": "bonus_penalty", "cap": "3", "floor": "-3", "kinds": [{"id": "a", "title": "A", "points": "1"}]}
FIELDS = [
    group("I", "4", leaf("I.1", "1"), group("I.2", "3", leaf("I.2a", "2", "linear"), leaf("I.2b", "1"))),
    leaf("II", "6", "linear"),
]


@pytest.fixture
def scored(tmp_path: Path):
    def run(answers: dict, *fields: dict, **changes) -> Scorecard:
        folder = write_set(tmp_path / "bo", *(fields or FIELDS), **({"max": "10"} | changes))
        return score(load_set(str(folder)), load_answers(write_answers(tmp_path / "a.yaml", answers)))

    return run


@pytest.fixture
def ties(tmp_path: Path):
    def read(text: str, rule: CriteriaSet):
        path = tmp_path / "gan.yaml"
        path.write_text(text, "utf-8")
        return load_ties(path, rule)

    return read


def outlook(found: Projection) -> tuple[Fraction, Fraction, Fraction, Fraction]:
    return found.whole.secured, found.whole.possible, found.whole.lost, found.whole.max


def test_what_the_total_is_kept_within_stands_in_each_table(scored) -> None:
    card = scored(
        {"I": {"done": True}, "II": {"counts": {"a": "2"}}}, leaf("I", "10"), leaf("II", "0", BONUS), bounded=True
    )
    found = gaps(card)
    for rows in (found.by_field(), found.by_criterion(), found.by_agency({"I": ["x"], "II": ["x"]})):
        assert sum(row.lost for row in rows) == card.max - card.total == 0
        assert [(row.kind, row.name, row.lost) for row in rows][-1] == ("bounds", "giữ trong thang điểm", 2)


def test_a_baseline_whose_criteria_pass_the_field_is_refused() -> None:
    with pytest.raises(InputError, match="IV: .*cộng lại 3, vượt 2 của lĩnh vực"):
        gaps_of_totals([Total("IV", Decimal(1), Decimal(2), (("IV.1", Decimal(1), Decimal(3)),))])


def test_secured_possible_and_lost_are_three_things_and_today_a_fourth(scored) -> None:
    late = leaf("III", "5", {"name": "yes_no_by_deadline", "deadline": "04-30", "late_points": "2"})
    answers = {"I.1": {"done": True}, "I.2a": {"ratio": ["3", "4"]}, "III": {"done": False}}
    found = project(scored(answers, *FIELDS, late, max="15"), Ahead(JUNE, END), {"I.2a": 2})
    assert outlook(found) == (2, 10, 3, 15)
    assert (found.today, found.today_max) == (Fraction(5, 2), 15)
    shares = {name: (each.secured, each.possible, each.lost) for name, each in found.criteria.items()}
    assert shares == {"I.1": (1, 0, 0), "I.2a": (1, 1, 0), "I.2b": (0, 1, 0), "II": (0, 6, 0), "III": (0, 2, 3)}
    assert (found.fields["I"].secured, found.fields["I"].possible, found.fields["I"].max) == (2, 2, 4)


def test_the_last_day_still_counts_and_the_day_after_does_not(scored) -> None:
    card = scored({"I.1": {"done": False}})
    assert outlook(project(card, Ahead(END, END))) == (0, 10, 0, 10)
    assert outlook(project(card, Ahead(date(2024, 1, 1), END))) == (0, 0, 10, 10)


def test_what_may_turn_out_not_to_be_scored_is_possible(scored) -> None:
    share = {"name": "linear", "empty": "not_assigned"}
    card = scored({"I": {"ratio": ["0", "0"]}, "II": {"done": True}}, leaf("I", "4", share), leaf("II", "6"))
    found = project(card, Ahead(JUNE, END))
    assert outlook(found) == (6, 4, 0, 10)
    assert (found.today, found.today_max) == (6, 6)


def test_what_is_not_assigned_has_no_outlook(scored) -> None:
    found = project(scored({"I": {"not_assigned": "QĐ 5"}}, not_assigned="rescales"), Ahead(JUNE, END))
    assert outlook(found) == (0, 10, 0, 10)
    assert list(found.criteria) == ["II"]


def test_a_penalty_that_rescaling_makes_larger(scored) -> None:
    """Of 1 sure point and 9 that may leave: −3 of 10 where all are scored, −3 × 10 where only the sure one is."""
    share = {"name": "linear", "empty": "not_assigned"}
    penalty = BONUS | {"kinds": [{"id": "a", "title": "A", "points": "-1"}]}
    fields = [leaf("I", "1"), leaf("II", "9", share), leaf("III", "0", penalty)]
    answers = {"I": {"done": False}, "II": {"ratio": ["0", "0"]}, "III": {"counts": {"a": "3"}}}
    found = project(scored(answers, *fields, not_assigned="rescales"), Ahead(JUNE, END))
    assert found.whole.secured == found.today == -30
    assert found.bounds.secured == -27


def test_a_thing_done_after_the_day_is_refused(scored) -> None:
    with pytest.raises(InputError, match="I.1: hoàn thành ngày 1/7/2023 là sau ngày tính 30/6/2023"):
        project(scored({"I.1": {"done": "2023-07-01"}}), Ahead(JUNE, END))


def test_a_state_on_a_day_may_turn_either_way_until_the_year_is_over(scored, ties) -> None:
    card = scored({"III": {"count": "3"}}, leaf("III", "2", {"name": "deduction", "per_fault": "0.5"}), max="2")
    flow, state = (project(card, Ahead(JUNE, END), to_come).whole for to_come in ({}, {"III": "stock"}))
    assert (flow.secured, flow.lost) == (0, Fraction(3, 2))
    assert (state.secured, state.lost, state.possible) == (0, 0, 2)
    over = project(card, Ahead(END + timedelta(1), END), {"III": "stock"}).whole
    assert (over.secured, over.lost) == (Fraction(1, 2), Fraction(3, 2))
    assert ties("to_come: {III: stock}", card.criteria_set).to_come == {"III": "stock"}


def test_events_to_come_of_a_stranger_are_refused(scored) -> None:
    with pytest.raises(InputError, match="to_come có mã I.9"):
        project(scored({}), Ahead(JUNE, END), {"I.9": 2})


def test_stakes(scored, ties) -> None:
    card = scored({"I.1": {"done": True}, "II": {"ratio": ["1", "2"]}})
    found = ties("tasks: {I: [A], I.2b: [B, A], II: [C]}\nall_tasks: [D, A, B, C]", card.criteria_set)
    outlook = project(card, Ahead(JUNE, END))
    rows = [(row.task, row.criteria, row.at_stake, row.gap) for row in stakes(gaps(card), outlook, found)]
    assert rows == [("C", ("II",), 6, 3), ("A", ("I.1", "I.2a", "I.2b"), 3, 3), ("B", ("I.2b",), 1, 1)]
    assert (without_task(outlook, found), without_criterion(outlook, found)) == ([], ["D"])


def test_criteria_without_a_task_are_listed(scored, ties) -> None:
    card = scored({"I.2": {"not_assigned": "QĐ 5"}})
    found = ties("tasks: {I.1: [A], I.2a: [B]}", card.criteria_set)
    outlook = project(card, Ahead(JUNE, END))
    assert (without_task(outlook, found), without_criterion(outlook, found)) == (["II"], ["B"])


def test_a_group_leads_what_names_no_leader_nearer(scored, ties) -> None:
    found = ties("leaders: {I: [a], I.2: [b, c], I.2b: [d]}", scored({}).criteria_set)
    assert found.leaders == {"I.1": ("a",), "I.2a": ("b", "c"), "I.2b": ("d",), "II": ()}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("leaders: {I.9: [a]}", "gan.yaml:1: leaders có mã I.9 không có trong bộ tiêu chí"),
        ("tasks:\n  I.1: A", "gan.yaml:2: I.1 phải là danh sách các chữ"),
        ("tasks: {I.1: [A]}\nall_tasks: [B]", "gan.yaml:2: all_tasks thiếu nhiệm vụ A"),
        ("to_come: {I: 3}", "to_come có mã I "),
        ("to_come: {I.1: -1}", "I.1 phải là số nguyên từ 0"),
        ("leaders: [a]", "leaders phải là các cặp"),
        ("chu_tri: {}", "khóa “chu_tri” không có"),
    ],
)
def test_a_file_of_ties_at_fault(scored, ties, text: str, words: str) -> None:
    with pytest.raises(InputError) as caught:
        ties(text, scored({}).criteria_set)
    assert words in str(caught.value)


def test_a_weighted_mean_shares_out_the_outlook(scored) -> None:
    """3 × 1/2 sure of (3 + 1) × 10: 3,75 secured; the one of weight 1 may leave, and is all possible: 2,5."""
    share = {"name": "linear", "of": "4"}
    children = [
        leaf("I.1", "2", share, weight="3"),
        leaf("I.2", "5", {"name": "linear", "empty": "not_assigned"}, weight="1"),
    ]
    card = scored({"I.1": {"count": "2"}}, group("I", "10", *children, combine="weighted_mean"))
    found = project(card, Ahead(JUNE, END))
    assert outlook(found) == (Fraction(15, 4), Fraction(25, 4), 0, 10)
    assert [(name, each.secured, each.max) for name, each in found.criteria.items()] == [
        ("I.1", Fraction(15, 4), Fraction(15, 2)),
        ("I.2", 0, Fraction(5, 2)),
    ]


def test_bounds_are_rounded_as_the_set_rounds_criteria(scored) -> None:
    rounding = {"mode": "half_up", "criterion": 1, "total": 2, "percent": 2}
    share = {"name": "linear", "of": "3"}
    card = scored({"I": {"count": "1"}}, leaf("I", "10", share), rounding=rounding)
    assert outlook(project(card, Ahead(JUNE, END), {"I": 1})) == (Fraction("3.3"), Fraction("3.4"), Fraction("3.3"), 10)
