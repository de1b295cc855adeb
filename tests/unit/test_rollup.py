"""Rolling up: sums of events laid over one another, stocks that begin anew in each group, and what nothing can tell."""

import pyarrow as pa

from parindex.indicators.plan import Sides
from parindex.indicators.rollup import figures

# Buckets of two stretches: 1 and 3 lie inside them, 0, 2 and 4 before, between and after.
CAME = {"agency": ["a", "a", None, "b"], "bucket": [0, 3, 1, 1], "came": [5, 2, 4, 1], "bare": [0, 0, 0, 1]}
WENT = {"agency": ["a", None, "c"], "bucket": [1, 3, None], "went": [3, 4, 9], "bare_went": [0, 0, 0]}
LATE = {"agency": ["a"], "bucket": [1], "late": [2], "late_went": [0]}
PAUSED = {"agency": ["a"], "bucket": [3], "paused": [1], "paused_due": [1]}
FLOWS = {"open": ("came", "went"), "open_overdue": ("late", "late_went"), "open_without_due": ("bare", "bare_went")}


def rolled(sides: dict[str, Sides], flows: dict[str, tuple[str, str]]) -> dict[tuple[str | None, int], tuple]:
    parts = [pa.table(part) for part in (CAME, WENT, LATE, PAUSED)]
    found = figures(parts, ("agency",), 2, flows, sides).to_pylist()
    return {(row.pop("agency"), row.pop("bucket")): tuple(row.values()) for row in found}


def test_stocks_are_carried_through_every_stretch_of_their_own_group():
    sides = {name: Sides(name) for name in ("open", "carried", "open_overdue", "open_paused", "open_within_time")}
    assert rolled(sides, FLOWS) == {
        ("a", 1): (2, 5, 2, 0, 0),
        ("a", 3): (4, 2, 2, 1, 1),
        (None, 1): (4, 0, 0, 0, 4),
        (None, 3): (0, 4, 0, 0, 0),
        ("b", 1): (1, 0, 0, 0, 0),  # it has no due date
        ("b", 3): (1, 1, 0, 0, 0),
    }


def test_without_stocks_only_cells_in_which_something_happened_are_there():
    assert rolled({"x": Sides("came", "went")}, {}) == {
        ("a", 1): (0, 3), ("a", 3): (2, 0), (None, 1): (4, 0), (None, 3): (0, 4), ("b", 1): (1, 0)
    }  # fmt: skip


def test_where_rows_may_have_counted_and_none_could_tell_there_is_no_figure():
    sides = {"x": Sides("late", "late", candidates="came", told="late")}
    found = rolled(sides, {})
    assert found["a", 1] == (2, 2)
    assert found["a", 3] == found[None, 1] == found["b", 1] == (None, None)
    assert found[None, 3] == (0, 0)
