"""Runs the cases of criteria_sets.yaml: whole answers by a shipped set, worked by hand; and what each set leans on."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from parindex.core.answers import Answer, Answers
from parindex.core.criteria_reading import load_set
from parindex.core.loading import rules_folder
from parindex.core.scoring import score

CASES = yaml.safe_load((Path(__file__).parent / "criteria_sets.yaml").read_text("utf-8"))
DESIGNED = ("tuy-phuoc-xa@2023", "tuy-phuoc-phong@2023")


@pytest.mark.parametrize("case", [pytest.param(case, id=case["set"]) for case in CASES])
def test_the_answers_of_one_agency(case: dict) -> None:
    answers = {name: Answer(data, name) for name, data in case["answers"].items()}
    found = score(load_set(case["set"]), Answers("Đơn vị", 2023, answers)).to_json()
    points = {each["id"]: each["points"] for each in found["criteria"] if each["points"] != "0"}
    assert points == case["points"]
    assert sum(Decimal(each) for each in points.values()) == Decimal(case["total"])
    keys = ("total", "max", "percent", "class")
    assert {key: found[key] for key in keys} == {key: case[key] for key in keys}
    assert len(found["missing"]) == case["missing"]


@pytest.mark.parametrize("name", DESIGNED)
def test_a_set_of_our_own_says_so(name: str) -> None:
    found = load_set(name)
    leaves = [each for each in found.walk() if each.method is not None]
    assert (found.example, found.max, found.decision.number) == (True, 100, None)
    assert [each.id for each in leaves if each.status != "assumed" or not (each.source and each.evidence)] == []
    assert [each.id for each in leaves if not each.references] == []


@pytest.mark.parametrize("name", DESIGNED)
def test_a_source_names_an_indicator_that_there_is(name: str) -> None:
    named = {found for each in load_set(name).walk() for found in re.findall(r"^Chỉ số (\w+):", each.source)}
    assert len(named) >= 7
    assert [code for code in sorted(named) if not (rules_folder() / "indicators" / f"{code}.yaml").is_file()] == []
