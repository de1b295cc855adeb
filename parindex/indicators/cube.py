"""Summing the rows of one event, by groups and by the bucket that the event falls in. Written once in Ibis; any engine
gives the same small Arrow table. rollup.py lays those tables together.
"""

from collections.abc import Sequence
from functools import reduce
from operator import and_
from typing import Any

import ibis

from parindex.indicators.conditions import Meaning
from parindex.indicators.plan import Atom, Flag

BUCKET = "bucket"
_PROCEDURE = "counted_procedure"


def sums(rows: ibis.Table, dims: tuple[str, ...], event: str, atoms: dict[str, Atom], means: Meaning) -> ibis.Table:
    """The sums of one event's atoms by groups and bucket, in one pass; null where no row says anything."""
    flagged = _flagged(rows, dims, event, list(atoms.values()), means)
    each = {name: _each(flagged, atom) for name, atom in atoms.items()}
    return flagged.group_by([*dims, BUCKET]).aggregate(**{name: one.sum().cast("int64") for name, one in each.items()})


def procedures(
    rows: ibis.Table,
    dims: tuple[str, ...],
    code: str,
    pair: tuple[Atom, Atom],
    atoms: dict[str, Atom],
    means: Meaning,
) -> ibis.Table:
    """How many different procedures have a row among those that count, and how many have one that hits, by groups and
    bucket: first whether each procedure hits, then how many do. `pair`: what hits, and among which rows; `atoms` of the
    same event are summed on the way.
    """
    hit, among = pair
    flagged = _flagged(rows, dims, hit.event, [hit, among, *atoms.values()], means)
    if not atoms:
        flagged = flagged.filter(_each(flagged, among) == 1)
    single = flagged.group_by([*dims, BUCKET, _PROCEDURE]).aggregate(
        hits=_each(flagged, hit).max(),
        counts=_each(flagged, among).max(),
        **{name: _each(flagged, atom).sum().cast("int64") for name, atom in atoms.items()},
    )
    named = single[_PROCEDURE].notnull()
    found = {name: single[name].sum().cast("int64") for name in atoms}
    for name, flag in ((f"{code}_above", single.hits), (f"{code}_below", single.counts)):
        found[name] = ibis.ifelse(named, flag, 0).sum().cast("int64")
    return single.group_by([*dims, BUCKET]).aggregate(**found)


def _flagged(rows: ibis.Table, dims: tuple[str, ...], event: str, atoms: Sequence[Atom], means: Meaning) -> ibis.Table:
    """The rows to which the event has happened, as numbers alone: for each condition 1, 0, or null where the row cannot
    tell, because engines combine and add whole numbers faster than truths; and the amounts.
    """
    flags = sorted({flag for atom in atoms for flag in atom.flags}, key=lambda flag: flag.column)
    columns: dict[str, Any] = {dim: rows[dim] for dim in dims}
    columns |= {BUCKET: rows[f"{event}_bucket"].cast("int32"), _PROCEDURE: rows.procedure}
    columns |= {flag.column: _flag(flag, means).cast("int32") for flag in flags}
    columns |= {f"amount_{atom.amount}": means.amounts[atom.amount] for atom in atoms if atom.amount}
    return rows.filter(means.events[event]).select(**columns)


def _flag(flag: Flag, means: Meaning) -> Any:
    if flag.kind == "event":
        return ibis.literal(True)  # it has happened to all rows that are left
    if flag.kind == "known":
        return reduce(and_, [means.needs[name] for name in flag.names])
    condition = means.conditions[flag.names[0]]
    return condition.fill_null(True) if flag.kind == "may" else condition


def _each(rows: ibis.Table, atom: Atom) -> Any:
    """What one row adds to an atom."""
    flags = [flag for flag in atom.flags if flag.kind != "event"] or atom.flags
    stands = reduce(and_, [rows[flag.column] for flag in flags])
    return stands if atom.amount is None else stands * rows[f"amount_{atom.amount}"]
