"""3,321 communes of 120 criteria scored and ranked in one process; what if on the district's set."""

import gc
import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from parindex.core.answers import Answer, Answers
from parindex.core.cheapest_way import cheapest_way
from parindex.core.criteria import CriteriaSet
from parindex.core.criteria_reading import load_set
from parindex.core.goals import Goal
from parindex.core.methods.bounds import Ahead
from parindex.core.scoring import score, score_many
from parindex.core.standings import Unit, standings
from parindex.core.what_if import compare
from tests.factories.criteria import group, leaf, write_set

UNITS, FIELDS, EACH, ROUNDS, CHANGES = 3_321, 8, 15, 5, 400
STEPS = [
    {"at_least": "90", "points": "1"},
    {"at_least": "50", "below": "90", "points": "0.5"},
    {"below": "50", "points": "0"},
]
METHODS = [
    {"name": "linear", "zero_below": "50"}, {"name": "yes_no"}, {"name": "steps", "steps": STEPS},
    {"name": "deduction", "per_fault": "0.25"}, {"name": "survey_share"},
]  # fmt: skip


def main() -> Iterator[tuple[str, float]]:
    """Yield seconds, not ratios: the limits are in seconds. Answers are at hand before the clock starts."""
    rule = _set()
    chance = random.Random(1)
    units = [_answers(rule, f"xã {number}", chance) for number in range(UNITS)]
    gc.collect()
    gc.freeze()  # what was there before is not looked through again and again
    runs = [_whole(rule, units) for _ in range(ROUNDS)]
    scored, placed = (statistics.median(each) for each in zip(*runs, strict=True))
    yield f"seconds to score {UNITS} × {FIELDS * EACH} (median of {ROUNDS}; with ranks the limit is 2)", scored
    yield "seconds to rank them", placed
    yield from _district(chance)


def _whole(rule: CriteriaSet, units: list[Answers]) -> tuple[float, float]:
    cards, scored = _timed(lambda: list(score_many(rule, units)))
    return scored, _timed(lambda: standings([Unit(card) for card in cards]))[1]


def _district(chance: random.Random) -> Iterator[tuple[str, float]]:
    rule = load_set("tuy-phuoc-huyen@2023")
    answers = _answers(rule, "Huyện", chance)
    before = score(rule, answers)
    taken = []
    for _ in range(CHANGES):
        line = chance.choice(before.criteria)
        change = {line.criterion.id: Answer({"not_assigned": "thử"}, "thử")}
        taken.append(_timed(lambda: compare(before, answers, change, {}).to_json())[1])  # noqa: B023
    yield "milliseconds of what if on the district's set, p95 (limit 100)", 1000 * sorted(taken)[CHANGES * 95 // 100]
    ahead, ways = Ahead(date(2023, 1, 1), date(2023, 12, 31)), []
    nothing = score(rule, Answers("Huyện", 2023, {}))
    for points in range(40, 100, 2):
        ways.append(_timed(lambda: cheapest_way(nothing, Goal(Fraction(points)), ahead))[1])  # noqa: B023
    yield "milliseconds of the cheapest way to 40 … 98 points, p95", 1000 * sorted(ways)[len(ways) * 95 // 100]


def _timed(act: Callable[[], Any]) -> tuple[Any, float]:
    start = time.perf_counter()
    found = act()
    return found, time.perf_counter() - start


def _set() -> CriteriaSet:
    fields = [
        group(f"F{field}", str(EACH), *[leaf(f"F{field}.{at}", "1", METHODS[at % 5]) for at in range(EACH)])
        for field in range(FIELDS)
    ]
    bands = [{"name": "Tốt", "at_least": "90"}, {"name": "Kém", "below": "90"}]
    with tempfile.TemporaryDirectory() as folder:
        head: dict[str, Any] = {
            "max": str(FIELDS * EACH),
            "classes": {"of": "total", "rounded": False, "bands": bands},
        }
        return load_set(str(write_set(Path(folder) / "bo", *fields, **head)))


def _answers(rule: CriteriaSet, name: str, chance: random.Random) -> Answers:
    """Each method that the sets here have gets an answer by chance; of others, none."""
    given = {}
    for each in rule.walk():
        data = _ANSWERS.get(type(each.method).__name__, lambda _chance: None)(chance)
        quantity = getattr(each.method, "quantity", None)
        if data is not None and (quantity is None or (quantity.of is None and quantity.measures != "count")):
            given[each.id] = Answer(data, f"{name}: {each.id}")
    return Answers(name, 2023, given)


def _ratio(chance: random.Random) -> dict[str, Any]:
    below = chance.randint(1, 3000)
    return {"ratio": [str(chance.randint(0, below)), str(below)]}


_ANSWERS: dict[str, Callable[[random.Random], dict[str, Any] | None]] = {
    "Linear": _ratio,
    "Steps": _ratio,
    "YesNo": lambda chance: {"done": chance.random() < 0.7},
    "Deduction": lambda chance: {"count": str(chance.randint(0, 4))},
    "SurveyShare": lambda chance: {"share": str(chance.randint(600, 1000) / 10)},
}
