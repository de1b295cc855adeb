"""Proposals on generated facts against a plain referee of the shipped rules, and what more late dossiers may do."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from parindex.core.commendation import propose
from parindex.core.commendation_facts import (
    Component,
    Facts,
    HeadFound,
    Index,
    LateDossiers,
    NotApplicable,
    Satisfaction,
)
from parindex.core.commendation_reading import load_rules
from parindex.core.criteria_reading import load_set

RULES = load_rules("tuy-phuoc@2023")
SET = load_set("tuy-phuoc-xa@2023")
# From the best to the worst.
WORSE = ("eligible", "at_risk", "cannot_tell", "not_eligible")
lates = st.tuples(st.integers(0, 20), st.integers(0, 400)).map(lambda pair: LateDossiers(pair[0], sum(pair)))
indices = st.integers(0, 200).map(lambda halves: Index(SET, Fraction(halves, 2)))
surveys = st.integers(150, 200).map(lambda halves: Satisfaction(Fraction(halves, 2), None))
parts = st.tuples(st.integers(0, 40), st.integers(0, 10)).map(
    lambda pair: Component("III", Fraction(min(pair), 1), Fraction(pair[1]))
)
nothing = st.none() | st.just(NotApplicable("không có"))


@st.composite
def facts(draw: st.DrawFn) -> Facts:
    level = draw(st.sampled_from(["commune", "department"]))
    found = {field: draw(surveys | nothing) for field in ("", "Đất đai")}
    return Facts(
        "Đơn vị",
        level,
        2023,
        draw(st.sampled_from([date(2023, 6, 15), date(2024, 1, 2)])),
        late=draw(lates | nothing),
        index=draw(indices | nothing),
        components=draw(st.lists(parts, min_size=1, max_size=3).map(tuple) | nothing),
        satisfaction={field: each for field, each in found.items() if each is not None},
        head=draw(st.booleans().map(lambda held: HeadFound(held, "KL 1")) | nothing),
    )


def referee(found: Facts) -> str:
    """excluded, unknown or clear, by the words of the shipped rules."""
    verdicts = [survey(found.satisfaction.get("", None), 90), survey(found.satisfaction.get("Đất đai", None), 80)]
    if found.level == "commune":
        verdicts.append(both(late(found.late), low(found.index)))
    else:
        verdicts.append(components(found.components))
    return "excluded" if "yes" in verdicts else "unknown" if "?" in verdicts else "clear"


def survey(found: object, limit: int) -> str:
    if found is None:
        return "?"
    return "yes" if isinstance(found, Satisfaction) and found.share < limit else "no"


def late(found: object) -> str:
    if found is None:
        return "?"
    many = isinstance(found, LateDossiers) and found.late >= 10 and found.late * 100 > 5 * found.of
    return "yes" if many else "no"


def low(found: object) -> str:
    if found is None:
        return "?"
    return "yes" if isinstance(found, Index) and found.value < 70 else "no"


def components(found: object) -> str:
    if found is None:
        return "?"
    if isinstance(found, NotApplicable):
        return "no"
    points, limit = sum(each.points for each in found), sum(each.max for each in found)
    return "yes" if limit and points * 100 < 80 * limit else "no"


def both(one: str, two: str) -> str:
    if "no" in (one, two):
        return "no"
    return "?" if "?" in (one, two) else "yes"


@given(facts())
def test_the_verdict_is_the_referees(found: Facts) -> None:
    verdict = propose(RULES, found).unit
    kind = {"not_eligible": "excluded", "cannot_tell": "unknown"}.get(verdict, "clear")
    assert kind == referee(found)
    assert found.open or verdict != "at_risk"


@given(facts(), lates, st.integers(1, 30))
def test_more_late_dossiers_never_make_it_better(found: Facts, before: LateDossiers, more: int) -> None:
    after = LateDossiers(before.late + more, before.of + more)
    one, two = (propose(RULES, replace(found, late=each)).unit for each in (before, after))
    assert WORSE.index(two) >= WORSE.index(one)


@given(facts())
def test_the_head_is_never_better_off_than_the_unit(found: Facts) -> None:
    proposal = propose(RULES, found)
    assert WORSE.index(proposal.head) >= WORSE.index(proposal.unit)


@given(facts())
def test_what_is_said_to_lift_a_rule_lifts_it(found: Facts) -> None:
    """So many dossiers in time, or so many points more, and the rule is no longer met."""
    for ruling in propose(RULES, found).rulings:
        if not ruling.met or not ruling.mends or ruling.rule.of == "head":
            continue
        for step in ruling.mends:
            changed = mended(found, step.kind, step.amount)
            assert next(each for each in propose(RULES, changed).rulings if each.rule == ruling.rule).met is False


def mended(found: Facts, kind: str, amount: Fraction) -> Facts:
    if kind == "dossiers":
        assert isinstance(found.late, LateDossiers)
        return replace(found, late=LateDossiers(found.late.late, found.late.of + int(amount)))
    if found.level == "commune":
        assert isinstance(found.index, Index)
        return replace(found, index=Index(SET, found.index.value + amount))
    assert isinstance(found.components, tuple)
    first, *rest = found.components
    return replace(found, components=(replace(first, points=first.points + amount), *rest))
