"""The sentences of tests/spec/targets.yaml, and every threshold of the shared plan."""

from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from parindex.core.targets import read_targets
from tests.factories.plan_cells import items
from tests.shared import shared

CASES = yaml.safe_load((Path(__file__).parent.parent / "spec" / "targets.yaml").read_text("utf-8"))
ALWAYS = {"at_least": None, "unit": None, "per": None, "except": []}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["text"])
def test_sentence(case):
    place = case.get("place", "task")
    found = [target.to_json() for target in read_targets(case["text"], 2023, place)]
    for target in found:
        assert target.pop("words") in case["text"]
    assert found == [{**ALWAYS, "place": place, **wanted} for wanted in case["is"]]


def test_numbers_are_decimals():
    (target,) = read_targets("đạt ít nhất 76,67%", 2023)
    assert target.at_least == Decimal("76.67")
    assert target.to_json()["at_least"] == "76.67"


def test_a_past_year_depends_on_the_plan_s_year():
    assert read_targets("Năm 2022 tỷ lệ đạt 75%", 2023) == ()
    assert read_targets("Năm 2022 tỷ lệ đạt 75%", 2022)[0].at_least == 75


@pytest.mark.shared
def test_the_shared_plan_has_its_thresholds_and_no_others():
    expected = yaml.safe_load(shared("seed/plan-2023.expected.yaml").read_text("utf-8"))
    seen = 0
    for want, item in zip(expected["items"], items(), strict=True):
        texts = list(dict.fromkeys(item.tasks))
        title = read_targets(item.title, 2023, "title")
        assert len(texts) == len(want["tasks"])
        for text, task in zip(texts, want["tasks"], strict=True):
            own = [target for target in read_targets(text, 2023) if target.lasts is None]
            wanted = task.get("target")
            if wanted is None:
                assert not own, f"{item.section}.{item.number}: {own}"
                continue
            seen += 1
            (target,) = own or title
            assert _as_expected(target) == wanted, f"{item.section}.{item.number}"
    assert seen == 22


def _as_expected(target) -> dict:
    """A target as the hand-made reading writes it."""
    data = target.to_json()
    unit = "%" if data["unit"] == "%" else f" {data['unit']}"
    found = {key: f"{data[key]}{unit}" for key in ("at_least", "increase_at_least") if data.get(key)}
    found |= {key: data[key] for key in ("per", "against") if data.get(key)}
    if data["except"]:
        found["except"] = {one["what"]: f"{one['at_least']}%" for one in data["except"]}
    if data.get("equals"):
        # The hand-made reading names the thing counted; the words of the source are kept here.
        found["equals"] = data["equals"].replace("số lượng", "số hồ sơ")
    return found
