"""3,321 communes of 120 criteria scored and ranked in one process; what if on the district's set."""

import gc
import random
import time
from collections.abc import Callable, Iterator
from datetime import date
from fractions import Fraction
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
from tests.bench.scoring_units import EACH, FIELDS, answers_of, check, whole_set

UNITS, ROUNDS, CHANGES = 3_321, 5, 400


def main() -> Iterator[tuple[str, float]]:
    """Yield seconds of the processor, not ratios: the limits are in seconds. Answers are at hand before the clock
    starts. Every point of every unit must be the plain referee's, or nothing is told.
    """
    rule = whole_set()
    chance = random.Random(1)
    units = [answers_of(f"xã {number}", chance) for number in range(UNITS)]
    for card, answers in zip(score_many(rule, units), units, strict=True):
        check(card, answers)
    gc.collect()
    runs = [_whole(rule, units) for _ in range(ROUNDS)]
    what = f"{UNITS} × {FIELDS * EACH}, of {ROUNDS} the"
    yield f"seconds to score {what} least (with ranks the limit is 2)", min(scored for scored, _ in runs)
    yield f"seconds to score {what} most", max(scored for scored, _ in runs)
    yield "seconds to rank them, the least", min(placed for _, placed in runs)
    yield from _district(chance)


def _whole(rule: CriteriaSet, units: list[Answers]) -> tuple[float, float]:
    cards, scored = _timed(lambda: list(score_many(rule, units)), time.process_time)
    return scored, _timed(lambda: standings([Unit(card) for card in cards]), time.process_time)[1]


def _district(chance: random.Random) -> Iterator[tuple[str, float]]:
    rule = load_set("tuy-phuoc-huyen@2023")
    answers = _given(rule, "Huyện", chance)
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


def _timed(act: Callable[[], Any], clock: Callable[[], float] = time.perf_counter) -> tuple[Any, float]:
    start = clock()
    found = act()
    return found, clock() - start


def _given(rule: CriteriaSet, name: str, chance: random.Random) -> Answers:
    """Answers by chance to what the district's set measures by a ratio, asks yes or no, or counts faults of."""
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
