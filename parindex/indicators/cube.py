"""Counting in one pass: the rows are summed once by groups and by the buckets of all their events, and that small table
is rolled up by each event. Written once in Ibis; any engine gives the same Arrow table.
"""

from collections.abc import Iterable, Mapping
from functools import reduce
from operator import and_
from typing import Any

import ibis

from parindex.indicators.conditions import Meaning
from parindex.indicators.plan import DISTINCT, Atom, Flag, Plan, Sides

BUCKET = "bucket"
_PROCEDURE = "counted_procedure"


def flagged(rows: ibis.Table, dims: tuple[str, ...], atoms: Iterable[Atom], means: Meaning) -> ibis.Table:
    """The rows as numbers alone: for each event its bucket, or null where it has not happened; for each condition 0 or
    1, because engines combine and add whole numbers faster than truths; and the amounts.
    """
    atoms = list(atoms)
    columns: dict[str, Any] = {dim: rows[dim] for dim in dims} | {_PROCEDURE: rows.procedure}
    for event in sorted({atom.event for atom in atoms}):
        bucket = rows[f"{event}_bucket"]
        columns[_key(event)] = ibis.ifelse(means.events[event], bucket, ibis.null(bucket.type()))
    for flag in sorted({flag for atom in atoms for flag in atom.flags}, key=lambda flag: flag.column):
        columns[flag.column] = _flag(flag, means).cast("int32")
    for amount in sorted({atom.amount for atom in atoms if atom.amount}):
        columns[f"amount_{amount}"] = means.amounts[amount].fill_null(0)
    return rows.select(**columns)


def flows(rows: ibis.Table, dims: tuple[str, ...], plan: Plan) -> list[ibis.Table]:
    """The sums by groups and bucket, one table for each event, from one pass over flagged rows."""
    atoms = {name: atom for name, atom in plan.atoms.items() if atom.event not in plan.aside}
    events = sorted({atom.event for atom in atoms.values()})
    sums = {name: _each(rows, atom).sum() for name, atom in atoms.items()}
    summed = rows.group_by([*dims, *map(_key, events)]).aggregate(**sums)
    parts = []
    for event in events:
        at = summed.filter(summed[_key(event)].notnull())
        mine = {name: at[name].sum().cast("int64") for name, atom in atoms.items() if atom.event == event}
        parts.append(at.group_by([*dims, at[_key(event)].name(BUCKET)]).aggregate(**mine))
    return parts


def by_procedure(rows: ibis.Table, dims: tuple[str, ...], plan: Plan, event: str) -> ibis.Table:
    """Different procedures of one event: first whether each one counts, then how many do; with the event's other sums,
    where it left the common pass.
    """
    codes = {code: atoms for code, atoms in plan.distinct.items() if atoms[0].event == event}
    others = {name: atom for name, atom in plan.atoms.items() if atom.event == event and event in plan.aside}
    first: dict[str, Any] = {name: _each(rows, atom).sum() for name, atom in others.items()}
    for code, atoms in codes.items():
        for part, atom in zip(DISTINCT, atoms, strict=True):
            each = _each(rows, atom)
            first[f"{code}_{part}"] = each.max() if part in ("above", "below") else each.sum()
    happened = rows.filter(rows[_key(event)].notnull())
    each = happened.group_by([*dims, happened[_key(event)].name(BUCKET), _PROCEDURE]).aggregate(**first)
    named = {f"{code}_{side}" for code in codes for side in ("above", "below")}
    return each.group_by([*dims, BUCKET]).aggregate(
        **{
            name: (ibis.ifelse(each[_PROCEDURE].notnull(), each[name], 0) if name in named else each[name])
            .sum()
            .cast("int64")
            for name in first
        }
    )


def groups(parts: list[ibis.Table], dims: tuple[str, ...]) -> ibis.Table:
    """Every group that has something in it."""
    return reduce(lambda one, other: one.union(other), [part.select(*dims, one=1) for part in parts]).distinct()


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
        if below is not None and side.candidates:
            told = inside[side.told] if side.told else below
            lost = (below == 0) & (inside[side.candidates] > told)
            above, below = (ibis.ifelse(lost, ibis.null("int64"), what) for what in (above, below))
        if below is not None and side.beside:
            below = below + inside[side.beside]
        columns[f"{code}.n"] = above
        if below is not None:
            columns[f"{code}.d"] = below
    return inside.select(*dims, BUCKET, **columns)


def _key(event: str) -> str:
    return f"{event}_at"


def _flag(flag: Flag, means: Meaning) -> Any:
    """A truth that is never null."""
    if flag.kind == "event":
        return means.events[flag.names[0]]
    if flag.kind == "known":
        return reduce(and_, [means.needs[name] for name in flag.names])
    return means.conditions[flag.names[0]].fill_null(flag.kind == "may")


def _each(rows: ibis.Table, atom: Atom) -> Any:
    """What one row adds to an atom."""
    stands = reduce(and_, [rows[flag.column] for flag in atom.flags])
    return stands if atom.amount is None else ibis.ifelse(stands == 1, rows[f"amount_{atom.amount}"], 0)
