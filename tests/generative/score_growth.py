"""Strategies for what answers can still become by the end of the year: what has happened stays, the rest may come."""

from hypothesis import strategies as st

from tests.generative.score_sets import NAMES, answered, kept

DAY, LATER = "2023-04-30", ["2023-04-30", "2023-05-01", "2023-12-31"]
SOME = 5


@st.composite
def growing(draw: st.DrawFn) -> tuple[dict, list[dict], dict, dict, int | None]:
    """Keys of set.yaml, the fields, answers on DAY, the final answers, and how many events each can still see."""
    head, fields, possible = draw(kept())
    known = {name: _by_day(answer) for name, answer in draw(answered(fields, possible)).items()}
    to_come = draw(st.sampled_from([None, 1, 3]))
    out = {id for node in fields for id in _below(node, known)}
    final = {}
    for name, method in _methods(fields).items():
        if name in known:
            final[name] = draw(grown(method, known[name], possible[name], to_come))
        elif name not in out and draw(st.booleans()):
            final[name] = draw(possible[name])
    return head, fields, known, known | final, to_come


def _by_day(answer: dict) -> dict:
    """Without what was done after DAY."""
    if "units" in answer:
        return {"units": {name: _by_day(each) for name, each in answer["units"].items()}}
    done = answer.get("done")
    return {"done": False} if isinstance(done, str) and done > DAY else answer


def _methods(fields: list[dict]) -> dict[str, dict]:
    found, waiting = {}, list(fields)
    while waiting:
        node = waiting.pop()
        waiting += node.get("criteria", [])
        if "method" in node:
            found[node["id"]] = node["method"]
    return found


def _below(node: dict, known: dict, out: bool = False) -> list[str]:
    """The ids that are left out with the group above them."""
    out = out or "not_assigned" in known.get(node["id"], {})
    return ([node["id"]] if out else []) + [id for each in node.get("criteria", []) for id in _below(each, known, out)]


@st.composite
def grown(draw: st.DrawFn, method: dict, answer: dict, possible: st.SearchStrategy, to_come: int | None) -> dict:
    """A final answer that today's can become."""
    some = SOME if to_come is None else to_come
    kind = next(iter(answer))
    if kind == "units":
        units = {name: draw(grown(method["each"], each, st.nothing(), to_come)) for name, each in answer[kind].items()}
        return {kind: draw(possible)[kind] | units if draw(st.booleans()) else units}
    if kind == "checked":
        more = draw(st.sets(st.sampled_from(NAMES), max_size=some))
        return {kind: sorted({*answer[kind], *list(more)[:some]})}
    if kind == "level":
        return {kind: draw(st.sampled_from(method["levels"]))["id"]}
    if kind in ("counts", "levels"):
        lines = method["kinds"] if kind == "counts" else method["levels"]
        more = [draw(st.sampled_from(lines))["id"] for _ in range(draw(st.integers(0, some)))]
        return {kind: {ln["id"]: str(int(answer[kind].get(ln["id"], 0)) + more.count(ln["id"])) for ln in lines}}
    if kind == "done":
        if answer[kind] is not False:
            return answer
        whole = [True] if method["name"] == "yes_no" else []
        return {kind: draw(st.sampled_from([False, *whole, *LATER]))}
    if kind == "ratio":
        return draw(_ratio(method, answer, some))
    if kind == "count":
        count = int(answer[kind]) + draw(st.integers(0, some))
        return {kind: str(min(count, int(method["of"])) if "of" in method else count)}
    if kind == "points" or (kind in ("share", "mean") and not answer.get("final")):
        return draw(possible) if draw(st.booleans()) and not possible.is_empty else answer
    return answer  # not_assigned, and surveys that are over


@st.composite
def _ratio(draw: st.DrawFn, method: dict, answer: dict, some: int) -> dict:
    above, below = (int(each) for each in answer["ratio"])
    added = draw(st.integers(0, some))
    top = above + draw(st.integers(0, some))
    rises = method.get("measures") == "increase"
    whole = below if rises else below + added
    found = {"ratio": [str(top if rises else min(top, whole)), str(whole)]}
    if "count" not in answer:
        return found
    faults = int(answer["count"]) + draw(st.integers(0, some))
    return found | {"count": str(min(faults, int(found["ratio"][0])))}
