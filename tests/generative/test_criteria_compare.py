"""Generated sets side by side: a set against itself changes nothing; between any two, what differs adds up."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings

from parindex.core.answers import load_answers
from parindex.core.criteria_compare import compare
from parindex.core.criteria_reading import load_set
from parindex.core.criteria_rescoring import Rescoring, rescore
from tests.factories.criteria import write_answers, write_set
from tests.generative.score_sets import sets

Drawn = tuple[dict, list[dict], dict]


def rescored(old: Drawn, new: Drawn) -> Rescoring:
    with TemporaryDirectory() as name:
        folder = Path(name)
        first = load_set(str(write_set(folder / "cu", *old[1], **old[0])))
        second = load_set(str(write_set(folder / "moi", *new[1], **new[0])))
        return rescore(compare(first, second), load_answers(write_answers(folder / "tra-loi.yaml", old[2])))


@settings(max_examples=60, deadline=None)
@given(sets())
def test_a_set_against_itself(drawn: Drawn) -> None:
    found = rescored(drawn, drawn)
    assert {pair.kind for pair in found.comparison.pairs} == {"same"}
    # A group that is not assigned is told by its criteria, so the lines of fields may give another reason.
    assert found.new.to_json() == found.old.to_json() | {"fields": found.new.to_json()["fields"]}
    assert {each.points for each in found.differences} <= {0}
    assert (found.points, found.rest) == (0, 0)


@settings(max_examples=120, deadline=None)
@given(sets(), sets())
def test_any_two_sets(old: Drawn, new: Drawn) -> None:
    found = rescored(old, new)
    before, after = found.comparison.old, found.comparison.new
    kept = [pair.old.id for pair in found.comparison.pairs if pair.old]
    # Each criterion of both sets stands in exactly one pair.
    assert sorted(kept) == sorted(each.id for each in before.walk())
    assert [pair.new.id for pair in found.comparison.pairs if pair.new] == [each.id for each in after.walk()]
    means = any(each.combine == "weighted_mean" for each in (*before.walk(), *after.walk()))
    if not means and not any(each.bounded or each.not_assigned == "rescales" for each in (before, after)):
        assert found.rest == 0
    assert all(each.says for each in found.differences)
    found.to_json()
