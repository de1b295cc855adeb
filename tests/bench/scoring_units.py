"""Answers by chance to a set of 120 criteria in which each of the fourteen methods is asked eight times or more."""

import random
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from parindex.core.answers import Answer, Answers
from parindex.core.criteria import CriteriaSet
from parindex.core.criteria_reading import load_set
from parindex.core.scoring import Scorecard
from tests.factories.criteria import group, leaf, write_set
from tests.generative.score_referee import RULES, Verdict

FIELDS, YEAR = 8, 2023
THINGS = [{"id": name, "title": name} for name in ("pano", "so_tay", "loa", "cong")]
STEPS = [
    {"at_least": "90", "points": "1"},
    {"at_least": "50", "below": "90", "points": "0.5"},
    {"below": "50", "points": "0"},
]
LEVELS = [
    {"id": name, "title": name, "points": points} for name, points in (("tot", "1"), ("dat", "0.5"), ("kem", "0"))
]
KINDS = [{"id": "khen", "title": "Khen", "points": "0.25"}, {"id": "phat", "title": "Phạt", "points": "-0.5"}]

# One criterion of each in every field; the names of methods in the order of the referee, linear twice.
METHODS: list[tuple[str, dict[str, Any]]] = [
    ("1", {"name": "yes_no"}),
    ("1", {"name": "yes_no_by_deadline", "deadline": "06-30", "late_points": "0.5"}),
    ("1", {"name": "steps", "steps": STEPS}),
    ("1", {"name": "linear", "zero_below": "50"}),
    ("1", {"name": "linear", "measures": "increase", "full_from": "20", "empty": "not_assigned"}),
    ("1", {"name": "linear_deduction", "fault_share": "0.5"}),
    ("1", {"name": "all_or_nothing", "full_from": "95"}),
    ("1", {"name": "deduction", "per_fault": "0.25"}),
    ("1", {"name": "checklist", "items": THINGS}),
    ("1", {"name": "levels", "levels": LEVELS, "averaged": True}),
    ("1", {"name": "survey_share"}),
    ("1", {"name": "survey_mean"}),
    ("1", {"name": "average", "each": {"name": "linear"}}),
    ("1", {"name": "judgement"}),
    ("0", {"name": "bonus_penalty", "cap": "2", "floor": "-1", "kinds": KINDS}),
]  # fmt: skip
EACH = len(METHODS)
_FIELDS = [
    group(f"F{field}", str(EACH - 1), *[leaf(f"F{field}.{at}", most, how) for at, (most, how) in enumerate(METHODS)])
    for field in range(FIELDS)
]
_HEAD: dict[str, Any] = {
    "max": str(FIELDS * (EACH - 1)), "bounded": True, "not_assigned": "lowers",
    "rounding": {"mode": "half_up", "criterion": None, "total": 2, "percent": 2},
    "classes": {
        "of": "total", "rounded": False, "bands": [{"name": "Tốt", "at_least": "60"}, {"name": "Kém", "below": "60"}],
    },
}  # fmt: skip


def whole_set() -> CriteriaSet:
    """The set, read as any other."""
    assert {how["name"] for _, how in METHODS} == set(RULES)
    with tempfile.TemporaryDirectory() as folder:
        return load_set(str(write_set(Path(folder) / "bo", *_FIELDS, **_HEAD)))


def answers_of(name: str, chance: random.Random) -> Answers:
    """The answers of one unit, of its own; one criterion in fifty has none, one in fifty is not assigned."""
    given = {}
    for field in range(FIELDS):
        for at, (_, how) in enumerate(METHODS):
            id, dice = f"F{field}.{at}", chance.random()
            if dice < 0.98:
                data = {"not_assigned": "QĐ 1"} if dice < 0.02 else _ANSWERS[how["name"]](chance)
                given[id] = Answer(data, f"{name}: {id}")
    return Answers(name, YEAR, given)


def check(card: Scorecard, answers: Answers) -> None:
    """Whether the plain referee gives the same points and maximum to each criterion and to the whole."""
    said = Verdict(_HEAD, _FIELDS, {id: each.data for id, each in answers.answers.items()}, YEAR)
    assert (card.total, card.max) == (said.total, said.most), answers.unit
    for line in (line for field in card.fields for line in field.walk()):
        id = line.criterion.id
        assert (line.points, line.max) == (said.points[id] or 0, said.max[id]), f"{answers.unit}: {id}"


def _ratio(chance: random.Random) -> dict[str, Any]:
    below = chance.randint(1, 3000)
    return {"ratio": [str(chance.randint(0, below)), str(below)]}


def _faults(chance: random.Random) -> dict[str, Any]:
    found = _ratio(chance)
    return {**found, "count": str(chance.randint(0, int(found["ratio"][0])))}


def _judged(chance: random.Random) -> dict[str, Any]:
    return {"points": str(chance.randint(0, 100) / 100), "why": f"Biên bản số {chance.randint(1, 9999)}"}


def _day(chance: random.Random) -> dict[str, Any]:
    return {"done": f"{YEAR}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}" if chance.random() < 0.9 else False}


def _counts(key: str, names: list[str], most: int) -> Callable[[random.Random], dict[str, Any]]:
    return lambda chance: {key: {name: str(chance.randint(1, most)) for name in names}}


_ANSWERS: dict[str, Callable[[random.Random], dict[str, Any]]] = {
    "yes_no": lambda chance: {"done": chance.random() < 0.7},
    "yes_no_by_deadline": _day,
    "steps": _ratio,
    "linear": _ratio,
    "linear_deduction": _faults,
    "all_or_nothing": _ratio,
    "deduction": lambda chance: {"count": str(chance.randint(0, 9))},
    "checklist": lambda chance: {"checked": [each["id"] for each in THINGS if chance.random() < 0.6]},
    "levels": _counts("levels", [level["id"] for level in LEVELS], 900),
    "survey_share": _ratio,
    "survey_mean": lambda chance: {"mean": str(chance.randint(0, 500) / 100), "of": "5", "n": chance.randint(30, 900)},
    "average": lambda chance: {"units": {f"thôn {at}": _ratio(chance) for at in range(3)}},
    "judgement": _judged,
    "bonus_penalty": _counts("counts", [kind["id"] for kind in KINDS], 6),
}
