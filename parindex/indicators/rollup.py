"""From sums of single events to figures: the small tables that engines gave are laid over one another by group and
bucket, stocks are what came in less what went out, and each measure gets its two sides. Arrow alone, no engine.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from parindex.indicators.cube import BUCKET
from parindex.indicators.plan import Sides

Columns = dict[str, pa.Array]


@dataclass(frozen=True)
class Grid:
    """The cells of a question in order: `group` has the number of each cell's group, `bucket` its bucket."""

    groups: pa.Table
    group: pa.Array
    bucket: pa.Array
    columns: Columns

    def where(self, mask: pa.Array) -> "Grid":
        """Some of the cells."""
        columns = {name: column.filter(mask) for name, column in self.columns.items()}
        return Grid(self.groups, self.group.filter(mask), self.bucket.filter(mask), columns)


def figures(
    parts: Sequence[pa.Table],
    dims: tuple[str, ...],
    stretches: int,
    flows: Mapping[str, tuple[str, str]],
    sides: Mapping[str, Sides],
) -> pa.Table:
    """One row for each group and stretch, with two columns for each measure: null where nothing can be told."""
    grid = _together(parts, dims, stretches, whole=bool(flows))
    if flows:
        grid.columns.update(_stocks(grid, flows))
    inside = grid.where(pc.equal(pc.bit_wise_and(grid.bucket, 1), 1))
    columns: Columns = {dim: inside.groups[dim].combine_chunks().take(inside.group) for dim in dims}
    columns[BUCKET] = inside.bucket.cast(pa.int32())
    for code, side in sides.items():
        above, below = _sides(inside.columns, side)
        columns[f"{code}.n"] = above
        if below is not None:
            columns[f"{code}.d"] = below
    return pa.table(columns)


def _together(parts: Sequence[pa.Table], dims: tuple[str, ...], stretches: int, *, whole: bool) -> Grid:
    """Lay sums by groups and bucket over one another; what a table does not have is zero. `whole`: every group has a
    cell in every stretch.
    """
    parts = [part.filter(pc.is_valid(part[BUCKET])) for part in parts]
    keys = pa.concat_tables([part.select([*dims, BUCKET]) for part in parts])
    group, groups = _groups(keys, dims)
    width = 2 * stretches + 2  # more than the greatest bucket
    cells = pc.add(pc.multiply(group, width), keys[BUCKET].combine_chunks().cast(pa.int64()))
    known = cells
    if whole:
        every = [at * width + bucket for at in range(groups.num_rows) for bucket in range(1, 2 * stretches, 2)]
        known = pa.concat_arrays([cells, pa.array(every, pa.int64())])
    known = pc.unique(known).sort()
    columns: Columns = {}
    first = 0
    for part in parts:
        at = pc.index_in(known, value_set=cells.slice(first, part.num_rows))
        first += part.num_rows
        for name in part.column_names:
            if name not in (*dims, BUCKET):
                columns[name] = part[name].combine_chunks().cast(pa.int64()).take(at).fill_null(0)
    at_group = pc.divide(known, width)
    return Grid(groups, at_group, pc.subtract(known, pc.multiply(at_group, width)), columns)


def _groups(keys: pa.Table, dims: tuple[str, ...]) -> tuple[pa.Array, pa.Table]:
    """The number of each row's group, and the groups by number. A blank is a value like any other."""
    group = pa.array([0] * keys.num_rows, pa.int64()) if not dims else None
    for dim in dims:
        coded = keys[dim].combine_chunks().dictionary_encode(null_encoding="encode")
        codes = coded.indices.cast(pa.int64())
        if group is not None:  # numbered anew at each step, so that the product stays small
            codes = pc.add(pc.multiply(group, len(coded.dictionary)), codes)
            codes = codes.dictionary_encode().indices.cast(pa.int64())
        group = codes
    numbers = pc.unique(group)
    first = pc.index_in(pa.array(range(len(numbers)), pa.int64()), value_set=group)
    return group, keys.select(list(dims)).take(first)


def _stocks(grid: Grid, flows: Mapping[str, tuple[str, str]]) -> Columns:
    """The stocks at each bucket's end: all that came in up to it, less all that went out."""
    runs = pc.run_end_encode(grid.group)
    starts = pa.concat_arrays([pa.array([0], runs.run_ends.type), runs.run_ends]).slice(0, len(runs.run_ends))
    start = starts.take(grid.group.dictionary_encode().indices)
    net = {stock: pc.subtract(grid.columns[came], grid.columns[went]) for stock, (came, went) in flows.items()}

    def up_to(change: pa.Array) -> pa.Array:
        total = pc.cumulative_sum(change)
        return pc.subtract(total, pc.subtract(total, change).take(start))

    stood = {stock: up_to(change) for stock, change in net.items()}
    paused, paused_due = grid.columns["paused"], grid.columns["paused_due"]
    without = pc.subtract(stood["open_without_due"], pc.subtract(paused, paused_due))
    timely = pc.subtract(pc.subtract(stood["open"], stood["open_overdue"]), pc.add(paused, without))
    return {
        "open": stood["open"],
        "carried": pc.subtract(stood["open"], net["open"]),
        "open_overdue": stood["open_overdue"],
        "open_paused": paused,
        "open_without_due": without,
        "open_within_time": timely,
    }


def _sides(columns: Columns, side: Sides) -> tuple[pa.Array, pa.Array | None]:
    """Above and below the line. Nothing can be told where some row may have counted and none could tell."""
    above: Any = columns[side.above]
    below: Any = columns[side.below] if side.below else None
    if below is not None and side.candidates:
        told = columns[side.told] if side.told else below
        lost = pc.and_(pc.equal(below, 0), pc.greater(columns[side.candidates], told))
        blank = pa.scalar(None, pa.int64())
        above, below = (pc.if_else(lost, blank, what) for what in (above, below))
    if below is not None and side.beside:
        below = pc.add(below, columns[side.beside])
    return above, below
