"""Answers counted from duties, figures and indicators; and the ties that ship with the sets."""

from datetime import date
from decimal import Decimal

import pytest

from parindex.core.criteria_reading import load_set, shipped_sets
from parindex.core.criterion_sources import (
    Duty,
    DutySource,
    Handed,
    IndicatorSource,
    counted_of_duties,
    counted_of_figures,
    counted_of_indicator,
    load_tie_rules,
    read_source,
)
from parindex.core.errors import InputError
from parindex.core.loading import RuleError

ON = date(2023, 6, 15)
IN_TIME = Duty("a", date(2023, 5, 31), date(2023, 5, 31))
DONE_LATE = Duty("a", date(2023, 5, 31), date(2023, 6, 1))
OVERDUE = Duty("b", date(2023, 6, 14), None)
DUE_TODAY = Duty("b", ON, None)
WAITING = Duty("c", date(2023, 6, 10), None, waiting=True)
AHEAD = Duty("c", date(2023, 12, 15), None)
UNDATED = Duty("c", None, None)
ALL = [IN_TIME, DONE_LATE, OVERDUE, DUE_TODAY, WAITING, AHEAD, UNDATED]


def test_a_share_in_time_counts_only_what_can_no_longer_change():
    found = counted_of_duties("on_time_share", ALL, ON)
    assert found.answer == {"ratio": ["1", "3"]}
    assert found.to_come == 4
    assert "(2 việc đã được duyệt, trong đó 1 việc xong sau hạn; 1 việc quá hạn chưa xong)" in found.says
    assert "(" not in counted_of_duties("on_time_share", [IN_TIME], ON).says, "nothing to tell apart"


def test_nothing_due_yet_is_no_answer():
    assert counted_of_duties("on_time_share", [AHEAD, UNDATED, WAITING], ON) is None
    assert counted_of_duties("late_count", [], ON) is None


def test_late_duties_are_counted_whether_done_or_not():
    found = counted_of_duties("late_count", ALL, ON)
    assert (found.answer, found.to_come) == ({"count": "2"}, 4)


def test_all_is_done_on_the_day_of_the_last_one():
    assert counted_of_duties("done_day", [IN_TIME, DONE_LATE], ON).answer == {"done": "2023-06-01"}
    assert counted_of_duties("done_day", [IN_TIME, AHEAD], ON).answer == {"done": False}


def test_an_agency_has_done_all_only_without_one_undone():
    found = counted_of_duties("units_done", ALL, ON)
    assert (found.answer, found.to_come) == ({"count": "1"}, 2)


def test_accepted_duties_are_counted():
    assert counted_of_duties("done_count", ALL, ON).answer == {"count": "2"}


def handed(who, month, above, below=None):
    return Handed(who, (date(2023, month, 28),), Decimal(above), None if below is None else Decimal(below))


def test_figures_are_added_on_both_sides():
    assert counted_of_figures([handed("a", 1, 9, 10), handed("a", 2, 1, 90)]).answer == {"ratio": ["10", "100"]}
    assert counted_of_figures([handed("a", 1, 2), handed("b", 1, "0.5")]).answer == {"count": "2.5"}
    assert counted_of_figures([]) is None
    assert counted_of_figures([handed("a", 1, 2), handed("a", 2, 1, 2)]) is None, "a ratio and a count do not add"


def test_of_a_state_the_last_figure_of_each_agency_counts_and_secures_nothing():
    found = counted_of_figures(
        [handed("a", 3, 12, 20), handed("a", 1, 18, 20), handed("b", 2, 5, 10), handed("b", 1, 1, 10)], latest=True
    )
    assert (found.answer, found.to_come) == ({"ratio": ["17", "30"]}, "stock")
    assert "không cộng các kỳ" in found.says
    assert counted_of_figures([], latest=True) is None


def test_a_state_that_an_indicator_counts_secures_nothing():
    assert counted_of_indicator("open_overdue", 3, None).to_come == "stock"
    assert counted_of_indicator("on_time_share", 912, 1000).to_come is None


def test_a_paper_register_that_holds_too_little_is_told_and_counts_as_all():
    found = counted_of_indicator("entered_share", 14, 10)
    assert found.answer == {"ratio": ["10", "10"]}
    assert "14 trên 10" in found.says and "đối chiếu" in found.says
    assert counted_of_indicator("entered_share", 10, 10).answer == {"ratio": ["10", "10"]}
    assert counted_of_indicator("entered_share", 3, 0).answer == {"ratio": ["3", "0"]}, "nothing was there to hold"


def test_an_indicator_gives_both_sides_or_a_count():
    assert counted_of_indicator("on_time_share", 912, 1000).answer == {"ratio": ["912", "1000"]}
    assert counted_of_indicator("open_overdue", 3, None).answer == {"count": "3"}


@pytest.mark.parametrize(
    "source",
    [
        IndicatorSource("on_time_share"), IndicatorSource("on_time_share", ("commune",)), DutySource("done_day"),
        DutySource("figures", "programme", ("commune",), 2),
    ],
)  # fmt: skip
def test_a_source_is_read_as_it_is_kept(source):
    assert read_source(source.to_json()) == source
    assert source.says


def test_a_source_that_nobody_knows_is_refused():
    assert read_source({}) is None
    with pytest.raises(InputError, match="no_such"):
        read_source({"indicator": "no_such"})
    with pytest.raises(InputError, match="no_such"):
        read_source({"duties": "no_such"})


@pytest.mark.parametrize("name", shipped_sets())
def test_the_ties_that_ship_name_criteria_and_sources_that_there_are(name):
    load_tie_rules(load_set(name))


def test_ties_of_an_unknown_criterion_are_refused_with_file_and_line(tmp_path):
    found = load_set("tuy-phuoc-huyen@2023")
    file = tmp_path / f"{found.name}.yaml"
    file.write_text('set: "tuy-phuoc-huyen@2023"\nties:\n  "XX.1": {tasks: [I.1]}\n', "utf-8")
    with pytest.raises(RuleError, match=r"2023\.yaml:3: XX\.1"):
        load_tie_rules(found, tmp_path)
