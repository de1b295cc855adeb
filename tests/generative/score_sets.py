"""Strategies for criteria sets and answers to them, as the plain words of the files."""

from typing import Any

from hypothesis import strategies as st

from tests.factories.criteria import group, leaf

# Quarter points, and per cents that answers with small denominators often meet exactly.
quarters = st.integers(1, 16).map(lambda n: str(n / 4).removesuffix(".0"))
per_cents = st.sampled_from(["10", "20", "25", "50", "75", "80", "90", "100"])
days = st.sampled_from(["2023-01-01", "2023-04-29", "2023-04-30", "2023-05-01", "2023-12-31"])
wholes = st.integers(0, 6).map(str)
empties = st.sampled_from(["full", "zero", "not_assigned"])
NAMES = ["a", "b", "c", "d"]
Pair = tuple[dict[str, Any], st.SearchStrategy]


def part(most: str) -> st.SearchStrategy[str]:
    """Points between nothing and the maximum."""
    return st.sampled_from(sorted({"0", str(float(most) / 2), most}))


def ratios(*, whole: bool = True) -> st.SearchStrategy[list[str]]:
    pairs = st.tuples(st.integers(0, 20), st.integers(0, 20))
    if whole:
        pairs = pairs.map(lambda pair: (min(pair), max(pair)))
    return pairs.map(lambda pair: [str(pair[0]), str(pair[1])])


@st.composite
def quantities(draw: st.DrawFn) -> Pair:
    """The parameters of a quantity and the answers that it takes."""
    measures = draw(st.sampled_from(["share", "increase", "count", "of"]))
    if measures == "count":
        return {"measures": "count"}, wholes.map(lambda count: {"count": count})
    if measures == "of":
        return {"of": "6"}, wholes.map(lambda count: {"count": count})
    found = {"measures": measures, "empty": draw(empties)}
    return found, ratios(whole=measures == "share").map(lambda ratio: {"ratio": ratio})


@st.composite
def thresholds(draw: st.DrawFn, measures: str, many: int) -> list[str]:
    """Distinct thresholds, the highest first."""
    ends = st.integers(0, 6) if measures == "count" else per_cents.map(int)
    return [str(end) for end in sorted(draw(st.sets(ends, min_size=many, max_size=many)), reverse=True)]


@st.composite
def yes_no(draw: st.DrawFn, most: str) -> Pair:
    return {"no_points": draw(part(most))}, (st.booleans() | days).map(lambda done: {"done": done})


@st.composite
def yes_no_by_deadline(draw: st.DrawFn, most: str) -> Pair:
    found = {"deadline": draw(st.just("04-30")), "late_points": draw(part(most))}
    return found, (st.just(False) | days).map(lambda done: {"done": done})


@st.composite
def steps(draw: st.DrawFn, most: str) -> Pair:
    quantity, answers = draw(quantities())
    ends = draw(thresholds(quantity.get("measures", "share"), draw(st.integers(1, 3))))
    closed = [draw(st.booleans()) for _ in ends]
    lines: list[dict[str, str]] = [{} for _ in range(len(ends) + 1)]
    for at, (end, holds) in enumerate(zip(ends, closed, strict=True)):
        lines[at]["at_least" if holds else "above"] = end
        lines[at + 1]["below" if holds else "at_most"] = end
    points = [most, *(draw(part(most)) for _ in ends)]
    return {"steps": [line | {"points": worth} for line, worth in zip(lines, points, strict=True)], **quantity}, answers


@st.composite
def linear(draw: st.DrawFn, most: str) -> Pair:
    quantity, answers = draw(quantities())
    full, zero = draw(thresholds(quantity.get("measures", "share"), 2))
    found = {"full_from": full, **quantity}
    shape = draw(st.sampled_from(["origin", "floor", "line"]))
    if shape != "origin":
        found["zero_below"] = zero
    if shape == "line":
        found["min_points"] = draw(part(most))
    return found, answers


@st.composite
def linear_deduction(draw: st.DrawFn, most: str) -> Pair:
    full, zero = draw(thresholds("share", 2))
    found = {"full_from": full, "zero_below": zero, "empty": draw(empties), "floor_points": draw(part(most))}
    found |= draw(st.sampled_from([{"fault_share": "0.5"}, {"fault_share": "1"}, {"fault_points": "0.25"}]))
    pairs = st.tuples(ratios(), st.integers(0, 20))
    return found, pairs.map(lambda pair: {"ratio": pair[0], "count": str(min(int(pair[0][0]), pair[1]))})


@st.composite
def all_or_nothing(draw: st.DrawFn, most: str) -> Pair:
    if draw(st.booleans()):
        return {"items": things()}, chosen()
    quantity, answers = draw(quantities())
    (end,) = draw(thresholds(quantity.get("measures", "share"), 1))
    return {draw(st.sampled_from(["full_from", "full_up_to"])): end, **quantity}, answers


@st.composite
def deduction(draw: st.DrawFn, most: str) -> Pair:
    return {"per_fault": draw(quarters), "min_points": draw(part(most))}, wholes.map(lambda count: {"count": count})


@st.composite
def checklist(draw: st.DrawFn, most: str) -> Pair:
    return {"items": things(), "full_from": draw(st.integers(1, len(NAMES)))}, chosen()


@st.composite
def levels(draw: st.DrawFn, most: str) -> Pair:
    points = [most, draw(part(most)), draw(part(most))]
    lines = [{"id": name, "title": name, "points": worth} for name, worth in zip(NAMES, points, strict=False)]
    if draw(st.booleans()):
        return {"levels": lines}, st.sampled_from(NAMES[:3]).map(lambda level: {"level": level})
    counts = st.dictionaries(st.sampled_from(NAMES[:3]), st.integers(1, 5).map(str), min_size=1)
    return {"levels": lines, "averaged": True}, counts.map(lambda found: {"levels": found})


@st.composite
def survey_share(draw: st.DrawFn, most: str) -> Pair:
    told = st.integers(0, 1000).map(lambda n: {"share": str(n / 10), "n": 30} | ({"final": True} if n % 2 else {}))
    counted = ratios().filter(lambda ratio: ratio[1] != "0").map(lambda ratio: {"ratio": ratio})
    return {"full_from": draw(per_cents)}, told | counted


@st.composite
def survey_mean(draw: st.DrawFn, most: str) -> Pair:
    return {"lowest": draw(st.sampled_from(["0", "1"]))}, st.integers(10, 50).map(
        lambda n: {"mean": str(n / 10), "of": "5", "n": 9} | ({"final": True} if n % 2 else {})
    )


@st.composite
def average(draw: st.DrawFn, most: str) -> Pair:
    name, (found, answers) = draw(methods(most, inner=True))
    units = st.dictionaries(st.sampled_from(NAMES), answers, min_size=1).map(lambda units: {"units": units})
    return {"each": {"name": name, **found}} | draw(st.sampled_from([{}, {"units": len(NAMES)}])), units


def judgement(most: str) -> st.SearchStrategy[Pair]:
    return st.just(({}, _judged(most)))


def _judged(most: str) -> st.SearchStrategy[dict]:
    return part(most).map(lambda points: {"points": points, "why": "Vì thế"})


SIMPLE = {
    each.__name__: each
    for each in (
        *(yes_no, yes_no_by_deadline, steps, linear, linear_deduction, all_or_nothing, deduction, checklist, levels),
        *(survey_share, survey_mean, judgement),
    )
}


@st.composite
def methods(draw: st.DrawFn, most: str, inner: bool = False) -> tuple[str, Pair]:
    """The name of a method, its parameters and the answers that it takes."""
    name = draw(st.sampled_from([*SIMPLE] if inner else [*SIMPLE, "average"]))
    return name, draw(average(most) if name == "average" else SIMPLE[name](most))


def bonus(id: str) -> tuple[dict, st.SearchStrategy]:
    kinds = [{"id": "a", "title": "A", "points": "0.75"}, {"id": "b", "title": "B", "points": "-0.5"}]
    counts = st.dictionaries(st.sampled_from(["a", "b"]), wholes, min_size=1)
    found = {"name": "bonus_penalty", "cap": "2", "floor": "-1", "kinds": kinds}
    return leaf(id, "0", found), counts.map(lambda each: {"counts": each})


def things() -> list[dict[str, str]]:
    return [{"id": name, "title": name} for name in NAMES]


def chosen() -> st.SearchStrategy[dict]:
    return st.sets(st.sampled_from(NAMES)).map(lambda names: {"checked": sorted(names)})


@st.composite
def nodes(
    draw: st.DrawFn, id: str, depth: int, answers: dict[str, st.SearchStrategy], in_mean: bool = False
) -> dict[str, Any]:
    """A criterion, or a group of up to three of any depth; `answers` collects what each may be answered with."""
    if depth == 0 or draw(st.booleans()):
        most = draw(quarters)
        name, (found, taken) = draw(methods(most))
        answers[id] = taken
        return leaf(id, most, {"name": name, **found})
    how = draw(st.sampled_from(["sum", "sum", "sum", "weighted_mean", "rescaled_sum"]))
    mean = how == "weighted_mean"
    many = range(1, draw(st.integers(1, 3)) + 1)
    children = [draw(nodes(f"{id}.{at}", depth - 1, answers, in_mean or how != "sum")) for at in many]
    if mean:
        for child in children:
            child["weight"] = draw(st.sampled_from(["1", "2", "0.5"]))
        return group(id, draw(quarters), *children, combine="weighted_mean")
    whole = str(sum(float(child["max"]) for child in children))
    if how == "rescaled_sum":
        return group(id, whole, *children, combine=how)
    if not in_mean and draw(st.integers(0, 4)) == 0:
        extra, answers[f"{id}.cong"] = bonus(f"{id}.cong")
        children.append(extra)
    return group(id, whole, *children)


@st.composite
def kept(draw: st.DrawFn) -> tuple[dict, list[dict], dict[str, st.SearchStrategy]]:
    """Keys of set.yaml, the fields, and the answers that each criterion can have."""
    possible: dict[str, st.SearchStrategy] = {}
    fields = [draw(nodes(f"N{at}", 2, possible)) for at in range(1, draw(st.integers(1, 3)) + 1)]
    head = {
        "max": str(sum(float(field["max"]) for field in fields)),
        "not_assigned": draw(st.sampled_from(["lowers", "rescales"])),
        "bounded": draw(st.booleans()),
        "rounding": {
            "mode": draw(st.sampled_from(["half_up", "half_even", "down"])),
            "criterion": draw(st.sampled_from([None, 0, 1, 2])),
            "total": 2,
            "percent": 1,
        },
    }
    return head, fields, possible


@st.composite
def sets(draw: st.DrawFn) -> tuple[dict, list[dict], dict]:
    """Keys of set.yaml, the fields, and answers: given, missing, or not assigned."""
    head, fields, possible = draw(kept())
    return head, fields, draw(answered(fields, possible))


@st.composite
def answered(draw: st.DrawFn, fields: list[dict], possible: dict[str, st.SearchStrategy]) -> dict:
    found: dict[str, Any] = {}
    waiting = list(fields)
    while waiting:
        node = waiting.pop()
        how = draw(st.integers(0, 7))
        if how == 0:
            found[node["id"]] = {"not_assigned": "QĐ 1/QĐ-UBND"}
        elif "criteria" in node:
            waiting += node["criteria"]
        elif how > 1:
            found[node["id"]] = draw(possible[node["id"]])
    return found
