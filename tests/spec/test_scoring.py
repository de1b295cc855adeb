"""Runs the cases of scoring.yaml: what an answer is worth by each method, and how it is said."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from parindex.core.amounts import amount
from parindex.core.answers import Answer
from parindex.core.errors import InputError
from parindex.core.loading import load
from parindex.core.methods import NAMES, read_method

SPEC = load(Path(__file__).parent / "scoring.yaml")
GROUPS = [group for groups in SPEC.values() for group in groups]
CASES = [
    pytest.param(group, case, id=f"{group['method']['name']}: {group['says']}, {case['answer']}")
    for group in GROUPS
    for case in group["cases"]
]
ENDS = {"zero_below", "full_from", "full_up_to", "at_least", "above", "below", "at_most"}


@pytest.mark.parametrize(("group", "case"), CASES)
def test_an_answer(group: dict, case: dict) -> None:
    method = read_method(group["method"], amount(group["max"], "max"))
    answer, year = Answer(case["answer"], "câu trả lời"), case.get("year", 2023)
    if "error" in case:
        with pytest.raises(InputError) as caught:
            method.inputs(answer, year)
        assert str(caught.value).startswith("câu trả lời: ")
        assert case["error"] in str(caught.value)
        return
    inputs = method.inputs(answer, year)
    says = method.because(inputs)
    assert method.points(inputs) == (None if case["points"] is None else Fraction(case["points"])), says
    if "because" in case:
        assert says == case["because"]
    # What is kept in the receipt is an answer again, worth the same.
    kept = {key: value for key, value in inputs.to_json().items() if key != "by" or "why" in case["answer"]}
    assert method.points(method.inputs(Answer(kept, "câu trả lời"), year)) == method.points(inputs)


def test_every_method_has_its_cases() -> None:
    assert list(SPEC) == [name for name in SPEC if {group["method"]["name"] for group in SPEC[name]} == {name}]
    assert sorted(SPEC) == sorted(NAMES)


@pytest.mark.parametrize("group", [pytest.param(group, id=group["says"]) for group in GROUPS])
def test_every_threshold_has_a_case_upon_it(group: dict) -> None:
    """A threshold without a case that lies exactly on it could be off by an end without anyone noticing."""
    method = group["method"]
    lines = [method, *method.get("steps", []), method.get("each", {})]
    ends = {Decimal(line[key]) for line in lines for key in ENDS if isinstance(line.get(key), str)}
    met = {number for case in group["cases"] for number in numbers(case["answer"], method.get("measures"))}
    assert sorted(end for end in ends if end not in met) == []


def numbers(answer: dict, measures: str | None) -> list[Decimal]:
    if "units" in answer:
        return [number for unit in answer["units"].values() for number in numbers(unit, measures)]
    found = [Decimal(str(answer[key])) for key in ("count", "share") if key in answer and "ratio" not in answer]
    pair = answer.get("ratio")
    if isinstance(pair, list) and len(pair) == 2 and all(str(each).isdecimal() for each in pair) and int(pair[1]):
        above, below = (Decimal(each) for each in pair)
        found.append((above - below if measures == "increase" else above) / below * 100)
    return found
