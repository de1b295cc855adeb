"""Whatever stands in an answers file or in a criteria set, it is read or refused in words: never a traceback."""

from collections.abc import Iterator
from copy import deepcopy
from decimal import Decimal
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from parindex.core.answers import load_answers
from parindex.core.criteria_reading import load_set
from parindex.core.errors import InputError
from parindex.core.loading import RuleError
from parindex.core.scoring import score
from tests.factories.criteria import write_answers, write_set
from tests.generative.score_sets import sets

SETS = [load_set(name) for name in ("tuy-phuoc-huyen@2023", "tt01-9-chi-so@2018")]
WORDS = [
    "ratio",
    "count",
    "done",
    "checked",
    "levels",
    "level",
    "mean",
    "of",
    "n",
    "points",
    "why",
    "not_assigned",
    "share",
]
NUMBERS = ["", "1", "0", "-1", "1.5", "1,5", "NaN", "1e9", "2023-06-20", "2023-02-30", "pano", "bang", "9" * 40]
plain = st.none() | st.booleans() | st.integers(-3, 10**20) | st.floats(-9, 9) | st.sampled_from(NUMBERS)
names = st.sampled_from(["pano", "bang", "x"])
values = st.recursive(
    plain,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=2),
    max_leaves=4,
)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(SETS), st.data())
def test_any_answer(criteria_set, data) -> None:
    ids = [each.id for each in criteria_set.walk()]
    answers = data.draw(
        st.dictionaries(
            st.sampled_from(ids), st.dictionaries(st.sampled_from(WORDS), values, max_size=2) | values, max_size=3
        )
    )
    with TemporaryDirectory() as name:
        path = write_answers(Path(name) / "a.yaml", answers)
        try:
            found = score(criteria_set, load_answers(path)).to_json()
        except InputError as error:
            assert str(error).startswith(f"{path}:")
        else:
            assert 0 <= Decimal(found["total"]) <= Decimal(found["max"])


def places(data: Any) -> Iterator[tuple[Any, Any]]:
    """Every place of a value within words, as its container and key."""
    for key, value in data.items() if isinstance(data, dict) else enumerate(data):
        yield data, key
        if isinstance(value, dict | list):
            yield from places(value)


@settings(max_examples=300, deadline=None)
@given(sets(), values, st.data())
def test_any_slip_in_a_set(drawn, junk, data) -> None:
    head, fields, _ = deepcopy(drawn)
    container, key = data.draw(st.sampled_from([place for each in (head, *fields) for place in places(each)]))
    container[key] = junk
    with TemporaryDirectory() as name:
        folder = write_set(Path(name) / "bo", *fields, **head)
        try:
            found = load_set(str(folder))
        except RuleError as error:
            assert str(error).startswith(str(folder))
        else:
            assert found.fields
