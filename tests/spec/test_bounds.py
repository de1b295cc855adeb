"""Runs the cases of bounds.yaml: what the final answer can still be worth, at the least and at the most."""

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from parindex.core.amounts import amount
from parindex.core.answers import Answer
from parindex.core.errors import InputError
from parindex.core.loading import load
from parindex.core.methods import NAMES, read_method
from parindex.core.methods.bounds import Ahead

SPEC = load(Path(__file__).parent / "bounds.yaml")
CASES = [
    pytest.param(group, case, id=f"{group['method']['name']}: {group['says']}, {case['answer']}, {case.get('to_come')}")
    for groups in SPEC.values()
    for group in groups
    for case in group["cases"]
]


@pytest.mark.parametrize(("group", "case"), CASES)
def test_bounds(group: dict, case: dict) -> None:
    method = read_method(group["method"], amount(group["max"], "max"))
    answer = case["answer"]
    inputs = None if answer is None else method.inputs(Answer(answer, "câu trả lời"), 2023)
    ahead = Ahead(case.get("day", date(2023, 6, 30)), date(2023, 12, 31), case.get("to_come"))
    if "error" in case:
        with pytest.raises(InputError) as caught:
            method.bounds(inputs, ahead)
        assert case["error"] in str(caught.value)
        return
    found = method.bounds(inputs, ahead)
    if case["low"] is None:
        assert found is None
        return
    assert found is not None
    assert (found.low, found.high) == (Fraction(case["low"]), Fraction(case["high"]))
    assert found.unsure == case.get("unsure", False)


def test_every_method_has_its_cases() -> None:
    assert list(SPEC) == [name for name in SPEC if {group["method"]["name"] for group in SPEC[name]} == {name}]
    assert sorted(SPEC) == sorted(NAMES)
