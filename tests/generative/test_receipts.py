"""Generated sets: every receipt of a scorecard holds, and a changed one does not."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from parindex.core.answers import load_answers
from parindex.core.criteria import CriteriaSet
from parindex.core.criteria_reading import load_set
from parindex.core.receipts import Receipt, against_totals, hash_of, receipts, verify
from parindex.core.scoring import score
from tests.factories.criteria import write_answers, write_set
from tests.generative.score_sets import answered, kept

KEYS = ["answers", "units", "ratio", "count", "done", "by", "checked", "level", "levels", "id", "fingerprint", "N1"]


@st.composite
def drawn_twice(draw: st.DrawFn) -> tuple[dict, list[dict], dict, dict]:
    """A set and two papers of answers to it."""
    head, fields, possible = draw(kept())
    return head, fields, draw(answered(fields, possible)), draw(answered(fields, possible))


def made(head: dict, fields: list[dict], *papers: dict) -> tuple[CriteriaSet, list[list[Receipt]]]:
    with TemporaryDirectory() as name:
        rule = load_set(str(write_set(Path(name) / "bo", *fields, **head)))
        read = [load_answers(write_answers(Path(name) / "tra-loi.yaml", answers)) for answers in papers]
        # As they come out of a file: a receipt is JSON and nothing else.
        return rule, [json.loads(json.dumps(receipts(score(rule, answers)))) for answers in read]


@settings(max_examples=100, deadline=None)
@given(drawn_twice())
def test_every_receipt_holds_and_a_changed_input_is_caught(drawn: tuple[dict, list[dict], dict, dict]) -> None:
    rule, (ours, theirs) = made(*drawn)
    assert [verify(each, rule) for each in ours] == [[]] * len(ours)
    assert against_totals(ours) == [[]] * len(ours)
    for mine, other in zip(ours, theirs, strict=True):
        if mine["inputs"] != other["inputs"]:
            changed = mine | {"inputs": other["inputs"]}
            assert "Mã băm không khớp" in verify(changed, rule)[0]
            changed["hash"] = hash_of(changed)
            found = verify(changed, rule)
            worth = [key for key in ("points", "exact", "max", "state") if mine[key] != other[key]]
            assert bool(found) == bool(worth) or mine["criterion"] is None, found
            if mine["criterion"] is not None:
                assert against_totals([changed, ours[-1]])[0]


junk: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=4)
    | st.sampled_from(["2023-04-30", "1"]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=2), inner, max_size=3)
    ),
    max_leaves=6,
)


@settings(max_examples=150, deadline=None)
@given(drawn_twice(), st.data())
def test_a_damaged_receipt_is_told_and_raises_nothing(
    drawn: tuple[dict, list[dict], dict, dict], data: st.DataObject
) -> None:
    rule, (ours, _) = made(*drawn)
    one = data.draw(st.sampled_from(ours))
    key = data.draw(st.sampled_from(sorted(one)))
    changed = one | {key: data.draw(junk)}
    if json.dumps(changed, sort_keys=True) != json.dumps(one, sort_keys=True):
        assert verify(changed, rule)
        against_totals([changed, *ours])
