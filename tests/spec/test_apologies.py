"""Runs the cases of apologies.yaml: the stage of a late dossier on a day, what is missing and by when, posting."""

from datetime import date
from pathlib import Path
from typing import get_args

import pytest
import yaml

from parindex.core.apologies import (
    STAGES,
    LateFacts,
    Letter,
    Stage,
    decision_missing,
    missing,
    on_show,
    posting_served,
    stage,
)
from parindex.core.calendar import WorkCalendar
from parindex.core.dossier_rules import load_dossier_rules

SPEC = yaml.safe_load((Path(__file__).parent / "apologies.yaml").read_text("utf-8"))
CALENDAR = WorkCalendar.load()
RULE = load_dossier_rules().on(date(2023, 6, 15))


def _facts(case: dict) -> LateFacts:
    letters = [
        Letter(
            number,
            letter["written"],
            letter.get("new_due"),
            letter.get("decision", ""),
            letter.get("signed"),
            letter.get("sent"),
            letter.get("posted"),
            letter.get("until"),
            letter.get("withdrawn"),
        )
        for number, letter in enumerate(case.get("letters", []), 1)
    ]
    return LateFacts(
        case.get("due", date(2023, 6, 15)),
        case.get("late", True),
        case.get("finished"),
        case.get("foreseen", False),
        case.get("known"),
        case.get("explained"),
        tuple(letters),
        case.get("exempt"),
        case.get("exempt_ended"),
    )


@pytest.mark.parametrize("case", [pytest.param(case, id=case["says"]) for case in SPEC["cases"]])
def test_a_case(case: dict) -> None:
    found = missing(_facts(case), case["day"], RULE, CALENDAR)
    assert stage(_facts(case), case["day"], RULE) == case["stage"]
    assert {each.step: each.due for each in found} == case.get("missing", {})
    assert all(each.says.endswith(".") and each.because for each in found)


@pytest.mark.parametrize("case", [pytest.param(case, id=case["says"]) for case in SPEC["posting"]])
def test_a_letter_on_the_wall(case: dict) -> None:
    window = case["from"], case.get("to"), case["day"], RULE.posting_days
    assert (on_show(*window), posting_served(*window)) == (case["shown"], case["served"])


@pytest.mark.parametrize("case", SPEC["reschedules"])
def test_a_second_reschedule_needs_a_decision(case: dict) -> None:
    found = decision_missing(case["ordinal"], case["decision"], RULE)
    assert case["says"] in found
    assert bool(found) is bool(case["says"])


def test_the_sentence_tells_how_the_day_was_counted() -> None:
    first = missing(LateFacts(date(2023, 4, 28), late=True), date(2023, 5, 4), RULE, CALENDAR)[0]
    assert first.because.startswith("Ngày hẹn trả: 28/04/2023. Từ thứ Sáu 28/04/2023 (ngày 0) đến thứ Năm 04/05/2023")
    assert (first.since, first.since_day) == ("ngày hẹn trả", date(2023, 4, 28))
    assert (first.late_on(date(2023, 5, 4)), first.late_on(date(2023, 5, 5))) == (False, True)


def test_what_was_known_late_tells_from_which_day_it_counts() -> None:
    facts = LateFacts(date(2021, 7, 26), late=True, known_on=date(2023, 1, 4))
    for what in missing(facts, date(2023, 6, 15), RULE, CALENDAR):
        assert (what.due, what.since_day) == (date(2023, 1, 5), date(2023, 1, 4))
        assert what.since == "ngày số liệu cho biết hồ sơ trễ hạn"


def test_a_year_not_held_is_said_and_is_never_late() -> None:
    first = missing(LateFacts(date(2026, 12, 31), late=True), date(2030, 1, 1), RULE, CALENDAR)[0]
    assert "2027" in first.because
    assert not first.late_on(date(2030, 1, 1))


def test_the_file_has_every_stage() -> None:
    assert {case["stage"] for case in SPEC["cases"]} == set(STAGES) == set(get_args(Stage))
