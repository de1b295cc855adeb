"""Runs the cases of commendation.yaml: what each condition says of facts, and what is proposed by the shipped rules."""

from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
import yaml

from parindex.core.commendation import Proposal, propose
from parindex.core.commendation_conditions import Finding
from parindex.core.commendation_reading import load_facts, load_rules, shipped_rules
from parindex.core.errors import InputError

# By the plain reader, which lets a case say only in what it differs from another; what is tried is written out again.
SPEC = yaml.safe_load((Path(__file__).parent / "commendation.yaml").read_text("utf-8"))
CASES = [
    pytest.param(group["condition"], case, id=f"{group['says']}: {case['facts']}")
    for group in SPEC["conditions"]
    for case in group["cases"]
]
STATED = {"status": "assumed", "note": "Thử"}
ENDS = {"at_least", "above", "below", "at_most"}
HAS = {True: {"late": 1, "of": 1}, False: {"late": 0, "of": 1}}
CLASSED = {True: {"set": "tuy-phuoc-xa@2023", "value": "60"}, False: {"set": "tuy-phuoc-xa@2023", "value": "90"}}


def written(path: Path, data: dict) -> Path:
    path.write_text(yaml.safe_dump(data, allow_unicode=True), "utf-8")
    return path


def rules_file(folder: Path, combine: str, *conditions: dict) -> str:
    head = yaml.safe_load((Path(__file__).parents[2] / "rules/commendation/tuy-phuoc@2023.yaml").read_text("utf-8"))
    rule = {
        **{"id": "thu", "title": "Thử", "levels": ["commune"], "of": "unit", "combine": combine, "combine_note": "Thử"},
        **{"references": ["Thử"], "conditions": [{**each, **STATED} for each in conditions]},
    }
    return str(written(folder / "quy-tac.yaml", head | {"rules": [rule]}))


def proposed(folder: Path, rules: str, facts: dict) -> Proposal:
    found = {"unit": "UBND xã A", "level": "commune", "year": 2023, "day": yaml.safe_load("2023-11-20"), **facts}
    (read,) = load_facts(written(folder / "so-lieu.yaml", found))
    return propose(load_rules(rules), read)


@pytest.mark.parametrize("row", SPEC["and_or"], ids=str)
def test_and_or(tmp_path: Path, row: dict) -> None:
    late = {"kind": "late", "many": "count", "count": {"at_least": "1"}, "share": {"above": "5"}}
    conditions = (late, {"kind": "class", "worst": "Trung bình"})
    facts = {"late": HAS.get(row["late"]), "index": CLASSED.get(row["class"])}
    for combine in ("all", "any"):
        (ruling,) = proposed(tmp_path, rules_file(tmp_path, combine, *conditions), facts).rulings
        assert [each.met for each in ruling.findings] == [row["late"], row["class"]]
        assert ruling.met is row[combine]


def test_what_lifts_a_rule_where_any_condition_is_enough(tmp_path: Path) -> None:
    """Every condition that is met must be left; one that cannot be leaves no way."""
    count = {"kind": "late", "many": "count", "count": {"at_least": "1"}, "share": {"above": "5"}}
    low, facts = {"kind": "class", "worst": "Trung bình"}, {"late": HAS[True], "index": CLASSED[True]}
    assert proposed(tmp_path, rules_file(tmp_path, "any", count, low), facts).mend == ()
    found = proposed(tmp_path, rules_file(tmp_path, "any", count | {"many": "share"}, low), facts)
    assert found.mend == ("Thử: 19 hồ sơ đúng hạn nữa và tăng ít nhất 10 điểm phần trăm thì không còn vướng.",)
    found = proposed(tmp_path, rules_file(tmp_path, "all", count, low), facts)
    assert found.mend == ("Thử: tăng ít nhất 10 điểm phần trăm thì không còn vướng.",)


def test_the_table_of_and_or_is_whole() -> None:
    assert {(row["late"], row["class"]) for row in SPEC["and_or"]} == {
        (late, grade) for late in (True, False, None) for grade in (True, False, None)
    }


@pytest.mark.parametrize(("condition", "case"), CASES)
def test_a_condition(tmp_path: Path, condition: dict, case: dict) -> None:
    rules = rules_file(tmp_path, "all", condition)
    if "error" in case:
        with pytest.raises(InputError) as caught:
            proposed(tmp_path, rules, case["facts"])
        assert case["error"] in str(caught.value)
        return
    (ruling,) = proposed(tmp_path, rules, case["facts"]).rulings
    (found,) = ruling.findings
    assert found.met is case["met"]
    assert case.get("says", found.says) == found.says
    for key, step in (("more", found.to_meet), ("less", found.to_leave)):
        if key in case:
            assert (None if step is None else step.amount) == (None if case[key] is None else Fraction(case[key]))
    turned(found, condition, case, tmp_path)


def turned(found: Finding, condition: dict, case: dict, folder: Path) -> None:
    """So many more late dossiers, or in-time ones, turn it; one fewer does not."""
    if condition["kind"] != "late" or not isinstance(case["facts"].get("late"), dict) or found.met is None:
        return
    step = found.to_leave if found.met else found.to_meet
    late, of = case["facts"]["late"].get("late"), case["facts"]["late"].get("of")
    if step is None:
        return
    for count, met in ((int(step.amount), not found.met), (int(step.amount) - 1, found.met)):
        facts = {"late": {"late": late if found.met else late + count, "of": of + count}}
        (ruling,) = proposed(folder, rules_file(folder, "all", condition), facts).rulings
        assert ruling.met is met


@pytest.mark.parametrize("case", [pytest.param(case, id=case["says"]) for case in SPEC["verdicts"]])
def test_a_verdict(tmp_path: Path, case: dict) -> None:
    if "error" in case:
        with pytest.raises(InputError) as caught:
            proposed(tmp_path, "tuy-phuoc@2023", case["facts"])
        assert case["error"] in str(caught.value)
        return
    found = proposed(tmp_path, "tuy-phuoc@2023", case["facts"])
    assert found.unit == case["unit"], found.says
    assert found.head == case.get("head", found.head)
    assert found.says == case.get("sentence", found.says)
    assert found.head_says == case.get("head_sentence", found.head_says)
    assert list(found.mend) == case.get("mend", list(found.mend))


@pytest.mark.parametrize("group", [pytest.param(group, id=group["says"]) for group in SPEC["conditions"]])
def test_every_threshold_has_a_case_upon_it(group: dict) -> None:
    """A threshold without a case that lies exactly on it could be off by an end without anyone noticing."""
    condition = group["condition"]
    used = {"count": ["count"], "share": ["share"], "both": ["count", "share"], "either": ["count", "share"]}
    keys = used[condition["many"]] if condition["kind"] == "late" else ["share"]
    ends = {(key, Decimal(end)) for key in keys for name, end in condition.get(key, {}).items() if name in ENDS}
    met = {pair for case in group["cases"] for pair in numbers(case["facts"])}
    assert sorted(ends - met) == []


def numbers(facts: dict) -> list[tuple[str, Decimal]]:
    found = []
    late = facts.get("late") or {}
    if late.get("of"):
        found += [("count", Decimal(late["late"])), ("share", Decimal(late["late"]) / Decimal(late["of"]) * 100)]
    parts = facts.get("components")
    if isinstance(parts, list):
        points, maxima = ([Decimal(each[key]) for each in parts] for key in ("points", "max"))
        found += [("share", above / below * 100) for above, below in zip(points, maxima, strict=True) if below]
        found += [("share", sum(points) / sum(maxima) * 100)] if sum(maxima) else []
    return found + [("share", Decimal(each["share"])) for each in facts.get("satisfaction", []) if "share" in each]


def test_every_kind_has_cases_met_not_met_not_known_and_not_applicable() -> None:
    for kind in ("late", "class", "components", "satisfaction", "head"):
        cases = [case for group in SPEC["conditions"] if group["condition"]["kind"] == kind for case in group["cases"]]
        assert {case["met"] for case in cases if "met" in case} == {True, False, None}
        assert any("not_applicable" in str(case["facts"]) for case in cases)


def test_every_rule_that_is_shipped_is_both_met_and_not_met(tmp_path: Path) -> None:
    seen: set[tuple[str, bool | None]] = set()
    for case in SPEC["verdicts"]:
        if "error" not in case:
            found = proposed(tmp_path, "tuy-phuoc@2023", case["facts"])
            seen |= {(each.rule.id, each.met) for each in found.rulings}
    rules = [rule.id for rule in load_rules("tuy-phuoc@2023").rules]
    assert shipped_rules() == ("tuy-phuoc@2023",)
    assert sorted({(rule, met) for rule in rules for met in (True, False)} - seen) == []
