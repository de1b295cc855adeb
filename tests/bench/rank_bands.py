"""Rank bands of 13 communes in 1,000 draws, and places of 3,321: seconds in one process, medians of five."""

import random
from collections.abc import Callable
from fractions import Fraction
from statistics import median
from typing import Any

from parindex.core.answers import Answer, Answers
from parindex.core.criteria import Criterion
from parindex.core.criteria_reading import load_set
from parindex.core.methods import name_of
from parindex.core.rank_bands import rank_bands
from parindex.core.rank_draws import Model
from parindex.core.ranking import Entry, RankRule, rank
from parindex.core.scoring import Scorecard, score
from parindex.core.standings import Unit, standings
from tests.bench.clock import seconds

ROUNDS, COMMUNES, MANY = 5, 13, 3321
SET = "tuy-phuoc-xa@2023"


def main() -> None:
    """Print the seconds; they are no ratios, for nobody else draws ranks."""
    dice = random.Random(5)
    found = standings([Unit(card(f"Xã {at}", dice)) for at in range(COMMUNES)])
    entries = [Entry(str(at), "", Fraction(dice.randint(0, 10**6), dice.randint(1, 10**4))) for at in range(MANY)]
    told(f"bands of {COMMUNES} communes, 1,000 draws by counts and by weights", lambda: rank_bands(found, Model()))
    told(f"places of {MANY:,} units", lambda: rank(entries, RankRule("skip", 1)))


def told(what: str, act: Callable[[], object]) -> None:
    times = [seconds(act) for _ in range(ROUNDS)]
    clock, processor = median(one.clock for one in times), median(one.processor for one in times)
    print(f"  {clock:8.2f} s  {what} (processor {processor:.2f} s)", flush=True)


def card(name: str, dice: random.Random) -> Scorecard:
    """A commune that answered every criterion, with some hundreds to thousands of dossiers."""
    rule, size = load_set(SET), dice.randint(300, 6000)
    given = {each.id: answer(each, size, dice) for each in rule.walk() if each.method is not None}
    return score(rule, Answers(name, 2023, {id: Answer(data, id) for id, data in given.items()}))


def answer(criterion: Criterion, size: int, dice: random.Random) -> dict[str, Any]:
    method = criterion.method
    assert method is not None
    kind, quantity = name_of(method), getattr(method, "quantity", None)
    if quantity is not None and quantity.measures == "share":
        below = max(1, int(size * dice.random()))
        return {"ratio": [str(round(below * dice.uniform(0.9, 1))), str(below)]}
    found: dict[str, Callable[[], dict[str, Any]]] = {
        "linear_deduction": lambda: {"ratio": [str(dice.randint(15, 20)), "20"], "count": "2"},
        "yes_no": lambda: {"done": True},
        "yes_no_by_deadline": lambda: {"done": "2023-01-10"},
        "checklist": lambda: {"checked": [item.id for item in getattr(method, "items", ())][: dice.randint(1, 8)]},
        "survey_share": lambda: {"share": str(dice.randint(80, 95)), "n": 120},
    }
    return found.get(kind, lambda: {"count": str(dice.randint(0, 3))})()
