"""The cheapest way against plain trial of every choice, on generated sets of up to 15 criteria."""

from datetime import date
from decimal import Decimal
from fractions import Fraction as F
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from parindex.core.answers import Answer, Answers
from parindex.core.cheapest_way import cheapest_way
from parindex.core.criteria_reading import load_set
from parindex.core.goals import Goal
from parindex.core.methods.bounds import Ahead
from parindex.core.scoring import score
from tests.factories.criteria import group, leaf, write_set

AHEAD = Ahead(date(2023, 7, 1), date(2023, 12, 31))
STEPS = {
    "name": "steps",
    "steps": [
        {"at_least": "90", "points": "2"},
        {"at_least": "50", "below": "90", "points": "0.7"},
        {"below": "50", "points": "0"},
    ],
}


@st.composite
def questions(draw: st.DrawFn):
    """Criteria, some with steps, some not assigned, answers with odd fractions; a goal, and efforts."""
    many = draw(st.integers(1, 15))
    stepped = draw(st.sets(st.integers(0, many - 1), max_size=4))
    lines, answers, efforts = [], {}, {}
    for at in range(many):
        id, in_steps = f"T{at}", at in stepped
        most = "2" if in_steps else draw(st.sampled_from(["0.5", "1", "1.5", "2", "3", "0.123456789"]))
        lines.append(leaf(id, most, STEPS if in_steps else "linear", weight=draw(st.sampled_from(["1", "2", "7"]))))
        kind = draw(st.sampled_from(["missing", "ratio", "ratio", "not_assigned"]))
        if kind == "ratio":
            below = draw(st.sampled_from([3, 7, 10, 13, 912]))
            answers[id] = {"ratio": [str(draw(st.integers(0, below))), str(below)]}
        elif kind == "not_assigned":
            answers[id] = {"not_assigned": "không phát sinh"}
        if draw(st.booleans()):
            efforts[id] = Decimal(draw(st.sampled_from(["0", "0.5", "1", "1.25", "2", "3"])))
    mean = draw(st.booleans())
    for line in lines if not mean else []:
        del line["weight"]
    policy, bounded = draw(st.sampled_from(["lowers", "rescales"])), draw(st.booleans())
    most = str(sum(Decimal(line["max"]) for line in lines))
    field = group("I", most, *lines, **({"combine": "weighted_mean"} if mean else {}))
    return field, most, policy, bounded, answers, efforts, draw(st.integers(1, 12)), draw(st.booleans())


def tried(start: F, goal: F, above: bool, options) -> tuple | None:
    """The best of all choices: effort, number, and the order of the set; found by trying them all."""
    best = None
    ranges = [range(len(choices) + 1) for choices, _ in options]
    for levels in product(*ranges):
        total = start + sum((options[at][0][level - 1] for at, level in enumerate(levels) if level), F(0))
        if not (total > goal if above else total >= goal):
            continue
        effort = sum((F(options[at][1]) for at, level in enumerate(levels) if level), F(0))
        # To take comes before to leave, and the least level before a higher one.
        order = tuple(level or len(options[at][0]) + 1 for at, level in enumerate(levels))
        found = (effort, sum(map(bool, levels)), order)
        best = found if best is None or found < best else best
    return best


def share_of(line, lines, field, whole_scale: F) -> F:
    """What one point of a criterion adds to the total, from the words of the set."""
    if field.get("combine") != "weighted_mean":
        return whole_scale
    weights = sum(F(each["weight"]) for each in lines)
    return F(field["max"]) * F(line["weight"]) / weights / F(line["max"]) * whole_scale


@settings(max_examples=40, deadline=None)
@given(questions())
def test_the_solver_agrees_with_trying_everything(question):
    field, most, policy, bounded, answers, efforts, twelfth, above = question
    with TemporaryDirectory() as folder:
        head = {"max": most, "not_assigned": policy, "bounded": bounded}
        criteria_set = load_set(str(write_set(Path(folder) / "bo", field, **head)))
    card = score(criteria_set, Answers("huyện", 2023, {id: Answer(data, id) for id, data in answers.items()}))
    in_use = [line for line in field["criteria"] if "not_assigned" not in answers.get(line["id"], {})]
    assigned = F(most) if field.get("combine") == "weighted_mean" else sum((F(line["max"]) for line in in_use), F(0))
    scale = F(most) / assigned if policy == "rescales" and assigned and in_use else F(1)
    options, start, ids = [], F(0), []
    for line in in_use:
        above_, below = map(int, answers.get(line["id"], {"ratio": ["0", "1"]})["ratio"])
        part, full = F(above_, below), F(line["max"])
        stepped = line["method"]["name"] == "steps"
        today = (F(2) if part >= F(9, 10) else F("0.7") if part >= F(1, 2) else F(0)) if stepped else part * full
        worth = share_of(line, in_use, field, scale)
        start += today * worth
        levels = [each for each in ([F("0.7"), full] if stepped else [full]) if each > today]
        if levels:
            options.append(([(each - today) * worth for each in levels], efforts.get(line["id"], Decimal(1))))
            ids.append(line["id"])
    full = start + sum((choices[-1] for choices, _ in options), F(0))
    goal = start + (full - start) * F(twelfth, 11)  # 12: more than there is; 11: all of it
    best = tried(start, goal, above, options)
    way = cheapest_way(card, Goal(goal, above), AHEAD, {id: efforts[id] for id in ids if id in efforts})
    assert way.most == full
    assert way.reached == (best is not None)
    if best is None:
        return
    effort, number, order = best
    chosen = [
        (id, choices[at - 1]) for id, (choices, _), at in zip(ids, options, order, strict=True) if at <= len(choices)
    ]
    assert (F(way.effort), len(way.picks)) == (effort, number)
    assert [(pick.option.criterion.id, pick.choice.gain) for pick in way.picks] == chosen
    for pick in way.picks:  # the fewest points named are enough, and less is not
        lost = (pick.choice.points - pick.enough) * pick.option.worth
        assert Goal(goal, above).holds(way.total - lost)
