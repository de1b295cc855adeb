"""From the Arrow table of figures to rows: what has nothing on either side is left out, what cannot be told is None."""

import pyarrow as pa

from parindex.indicators import cube
from parindex.indicators.conditions import THOUSANDTHS
from parindex.indicators.counting import Ask
from parindex.indicators.figures import Row, exact
from parindex.indicators.measure import Count, Register, Stock, Sum
from parindex.indicators.measures import measures


def rows_of(table: pa.Table, ask: Ask) -> list[Row]:
    """Every figure that says something."""
    known = measures()
    columns = {name: table[name].to_pylist() for name in table.column_names}
    periods = [ask.stretches[bucket // 2].label for bucket in columns[cube.BUCKET]]
    dims = [
        dict(zip(ask.dims, values, strict=True)) for values in zip(*(columns[dim] for dim in ask.dims), strict=True)
    ]
    dims = dims or [{} for _ in periods]
    found: list[Row] = []
    for code in ask.codes:
        measure = known[code]
        if isinstance(measure, Register):
            continue
        above = columns[f"{code}.n"]
        below = columns.get(f"{code}.d", [None] * len(above))
        alone = isinstance(measure, Count | Stock)
        scale = THOUSANDTHS if isinstance(measure, Sum) and measure.above == "legal_days" else None
        for group, period, up, down in zip(dims, periods, above, below, strict=True):
            if up or down and not alone or up is None:
                found.append(Row(code, group, period, exact(up, scale), None if alone else down))
    return found
