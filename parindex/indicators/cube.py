"""Counting in one pass: the rows are summed once by groups and by the buckets of all their events, and that small table
is rolled up by each event. Written once in Ibis; any engine gives the same Arrow table.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import reduce
from typing import Any

import ibis

from parindex.indicators.conditions import Meaning
from parindex.indicators.measure import Count, Distinct, Measure, Ratio, Stock, Sum

BUCKET = "bucket"
_BUCKETS = {
    "received": "received_bucket",
    "finished": "finished_bucket",
    "returned": "returned_bucket",
    "apology": "apology_bucket",
    "overdue": "overdue_bucket",
}


@dataclass
class Atoms:
    """The sums that measures are made of, each counted once however many measures ask for it."""

    meaning: Meaning
    sums: dict[str, Any] = field(default_factory=dict)  # name -> what is summed over the rows
    events: dict[str, str] = field(default_factory=dict)  # name -> the event that places it
    _names: dict[tuple[Any, ...], str] = field(default_factory=dict)

    def count(self, event: str, *names: str, needs: tuple[str, ...] = ()) -> str:
        """Rows of the event that meet all conditions and can tell what is needed."""
        key = (event, frozenset(names), frozenset(needs))
        return self._atom(key, event, lambda: self._of(event, names, needs).cast("int32"))

    def unknown(self, event: str, *names: str, needs: tuple[str, ...] = ()) -> str:
        """Rows of the event that may meet the conditions and cannot tell what is needed."""
        key = (event, frozenset(names), frozenset(needs), "unknown")

        def rows() -> Any:
            may = self.meaning.every(names).fill_null(True)
            return (self._happened(event) & may & ~self.meaning.known(needs)).cast("int32")

        return self._atom(key, event, rows)

    def amount(self, event: str, amount: str, *names: str, needs: tuple[str, ...] = ()) -> str:
        """The sum of an amount over such rows."""
        key = (event, frozenset(names), frozenset(needs), amount)
        return self._atom(
            key, event, lambda: ibis.ifelse(self._of(event, names, needs), self.meaning.amounts[amount], 0)
        )

    def _of(self, event: str, names: tuple[str, ...], needs: tuple[str, ...]) -> Any:
        return self._happened(event) & self.meaning.every(names) & self.meaning.known(needs)

    def _happened(self, event: str) -> Any:
        return self.meaning.events.get(event, ibis.literal(True))

    def _atom(self, key: tuple[Any, ...], event: str, make: Any) -> str:
        if key not in self._names:
            name = f"a{len(self._names)}"
            self._names[key] = name
            self.sums[name], self.events[name] = make(), event
        return self._names[key]


@dataclass(frozen=True)
class Sides:
    """The atoms of one measure: above the line, below it, and the rows that could not tell."""

    above: str
    below: str | None = None
    unknown: str | None = None
    beside: str | None = None  # a stock that is added below the line


def plan(measures: Mapping[str, Measure], atoms: Atoms) -> dict[str, Sides]:
    """Ask for the atoms of each measure that rows give; stocks are named as they are counted later."""
    sides: dict[str, Sides] = {}
    for code, measure in measures.items():
        if isinstance(measure, Ratio):
            sides[code] = _ratio(measure, atoms)
        elif isinstance(measure, Count):
            unknown = atoms.unknown(measure.event, needs=measure.needs) if measure.needs else None
            known = atoms.count(measure.event, needs=measure.needs) if measure.needs else None
            above = atoms.count(measure.event, *measure.hits, needs=measure.needs)
            sides[code] = Sides(above, known, unknown)
        elif isinstance(measure, Sum):
            sides[code] = _sum(measure, atoms)
        elif isinstance(measure, Stock):
            sides[code] = Sides(measure.of)
        elif isinstance(measure, Distinct):
            sides[code] = Sides(f"{code}_above", f"{code}_below", f"{code}_unknown")
    return sides


def _ratio(measure: Ratio, atoms: Atoms) -> Sides:
    names, needs = measure.among, measure.needs
    return Sides(
        atoms.count(measure.event, *names, *measure.hits, needs=needs),
        atoms.count(measure.event, *names, needs=needs),
        atoms.unknown(measure.event, *names, needs=needs) if needs else None,
        measure.beside,
    )


def _sum(measure: Sum, atoms: Atoms) -> Sides:
    names, needs = measure.among, measure.needs
    below = (
        atoms.amount(measure.event, measure.below, *names, needs=needs)
        if measure.below
        else atoms.count(measure.event, *names, needs=needs)
    )
    above = atoms.amount(measure.event, measure.above, *names, needs=needs)
    return Sides(above, below, atoms.unknown(measure.event, *names, needs=needs))


def flows(rows: ibis.Table, dims: tuple[str, ...], atoms: Atoms) -> list[ibis.Table]:
    """The sums by groups and bucket, one table for each event."""
    events = sorted(set(atoms.events.values()))
    keys = [_BUCKETS[event] for event in events]
    summed = rows.group_by([*dims, *keys]).aggregate(**{name: what.sum() for name, what in atoms.sums.items()})
    parts = []
    for event in events:
        mine = [name for name, of in atoms.events.items() if of == event]
        at = summed.filter(summed[_BUCKETS[event]].notnull())
        grouped = at.group_by([*dims, at[_BUCKETS[event]].name(BUCKET)])
        parts.append(grouped.aggregate(**{name: at[name].sum().cast("int64") for name in mine}))
    return parts


def distinct(rows: ibis.Table, dims: tuple[str, ...], code: str, measure: Distinct, meaning: Meaning) -> ibis.Table:
    """Different procedures: first whether each one counts, then how many do."""
    known = meaning.events[measure.event] & meaning.known(measure.needs)
    among = meaning.every(measure.among)
    may = meaning.events[measure.event] & among.fill_null(True) & ~meaning.known(measure.needs)
    key = rows[_BUCKETS[measure.event]].name(BUCKET)
    by_procedure = rows.group_by([*dims, key, rows.procedure.name("counted_procedure")]).aggregate(
        above=(known & among & meaning.every(measure.hits)).fill_null(False).cast("int32").max(),
        below=(known & among).fill_null(False).cast("int32").max(),
        unknown=may.cast("int32").sum(),
    )
    named = by_procedure.counted_procedure.notnull()
    return by_procedure.group_by([*dims, BUCKET]).aggregate(
        **{
            f"{code}_above": ibis.ifelse(named, by_procedure.above, 0).sum(),
            f"{code}_below": ibis.ifelse(named, by_procedure.below, 0).sum(),
            f"{code}_unknown": by_procedure.unknown.sum(),
        }
    )


def together(parts: list[ibis.Table], dims: tuple[str, ...]) -> ibis.Table:
    """Lay tables of sums by groups and bucket over one another; what a table does not have is zero."""
    names = list(dict.fromkeys(name for part in parts for name in part.columns if name not in (*dims, BUCKET)))
    aligned = [
        part.select(
            *dims,
            part[BUCKET].cast("int32").name(BUCKET),
            **{
                name: part[name].cast("int64").fill_null(0) if name in part.columns else ibis.literal(0, "int64")
                for name in names
            },
        )
        for part in parts
    ]
    every = reduce(lambda one, other: one.union(other), aligned)
    return every.group_by([*dims, BUCKET]).aggregate(**{name: every[name].sum().cast("int64") for name in names})


def stock_atoms(atoms: Atoms) -> dict[str, tuple[str, str]]:
    """What comes into each stock and what goes out of it."""
    return {
        "open": (atoms.count("received"), atoms.count("finished")),
        "open_overdue": (atoms.count("overdue", "stood_overdue"), atoms.count("finished", "stood_overdue")),
        "open_without_due": (atoms.count("received", "without_due"), atoms.count("finished", "without_due")),
    }


def with_stocks(summed: ibis.Table, dims: tuple[str, ...], flow: Mapping[str, tuple[str, str]]) -> ibis.Table:
    """Add the stocks at each bucket's end: all that came in up to it, less all that went out."""
    window = ibis.cumulative_window(group_by=list(dims) or None, order_by=BUCKET)
    net = {stock: summed[came] - summed[went] for stock, (came, went) in flow.items()}
    table = summed.mutate(**{f"{stock}_up_to": change.sum().over(window) for stock, change in net.items()})
    paused, paused_due = table.paused, table.paused_due
    without = table.open_without_due_up_to - (paused - paused_due)
    return table.mutate(
        open=table.open_up_to,
        carried=table.open_up_to - (table[flow["open"][0]] - table[flow["open"][1]]),
        open_overdue=table.open_overdue_up_to,
        open_paused=paused,
        open_without_due=without,
        open_within_time=table.open_up_to - table.open_overdue_up_to - paused - without,
    )


def figures(table: ibis.Table, dims: tuple[str, ...], sides: Mapping[str, Sides]) -> ibis.Table:
    """One row for each group and stretch, with two columns for each measure: null where nothing can be told."""
    inside = table.filter(table[BUCKET] % 2 == 1)
    columns: dict[str, Any] = {}
    for code, side in sides.items():
        above = inside[side.above]
        below = inside[side.below] if side.below else None
        if below is not None and side.beside:
            below = below + inside[side.beside]
        if below is not None and side.unknown:
            lost = (below == 0) & (inside[side.unknown] > 0)
            above, below = (ibis.ifelse(lost, ibis.null("int64"), what) for what in (above, below))
        columns[f"{code}.n"] = above
        if below is not None:
            columns[f"{code}.d"] = below
    return inside.select(*dims, BUCKET, **columns)
