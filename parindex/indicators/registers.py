"""What paper registers say, month by month, and what the system received in the same months."""

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

from parindex.core.dates import Period, Scheme
from parindex.indicators.counting import Ask, count
from parindex.indicators.cube import BUCKET
from parindex.indicators.engines import DEFAULT, engine
from parindex.indicators.figures import Row
from parindex.indicators.lake import Lake
from parindex.indicators.measure import Register
from parindex.indicators.measures import measures
from parindex.indicators.picking import held
from parindex.indicators.stretches import Stretch, bucket_of, stretch_of

_DIMS = ("agency", "field")
Group = tuple[tuple[str, str | None], ...]


@dataclass(frozen=True)
class Entry:
    """One line of a register: its whole `month`, and the label of the stretch that the month lies in. `field` None: all
    fields together.
    """

    agency: str | None
    field: str | None
    source: str
    month: Stretch
    period: str
    count: int
    without_ids: bool
    import_id: str | None


def register_rows(lake: Lake, ask: Ask, scheme: Scheme, by: str = DEFAULT) -> list[Row]:
    """The rows of measures that need registers. A register is kept by agency, field and calendar month: other groups
    and the legal months get None where dossiers were received.
    """
    wanted = {code: one for code in ask.codes if isinstance(one := measures()[code], Register)}
    if not wanted or not ask.stretches:
        return []
    lines = _lines(lake, ask, by)
    found: list[Row] = []
    for code, measure in wanted.items():
        entries = _counting(lines, measure, ask, scheme)
        if not measure.entered:
            found += _registered(code, entries or [], ask)
        elif entries is None:
            found += _untold(code, lake, ask, by)
        else:
            found += _entered(code, lake, ask, entries, by)
    return found


def register_entries(lake: Lake, measure: Register, ask: Ask, scheme: Scheme, by: str = DEFAULT) -> list[Entry]:
    """The lines that the measure counts in these groups; none where registers cannot tell."""
    return _counting(_lines(lake, ask, by), measure, ask, scheme) or []


def _counting(lines: list[dict[str, Any]], measure: Register, ask: Ask, scheme: Scheme) -> list[Entry] | None:
    """None: a register is not kept like this, or, where dossiers are set against it, there is none with ids."""
    if scheme != "calendar" or not set(ask.dims) <= set(_DIMS):
        return None
    if measure.entered and all(line["without_ids"] for line in lines):
        return None
    entries = [entry for line in lines if (entry := _entry(line, ask.stretches))]
    counting = [entry for entry in entries if not (measure.entered and entry.without_ids)]
    return _totals(counting, "field" in ask.dims)


def _lines(lake: Lake, ask: Ask, by: str) -> list[dict[str, Any]]:
    worker = engine(by)
    tables = worker.tables({"register_counts": lake.files("register_counts", known_at=ask.known_at)})
    if "register_counts" not in tables:
        return []
    return worker.arrow(held(tables["register_counts"], ask.known_at)).to_pylist()


def _entry(row: dict[str, Any], stretches: tuple[Stretch, ...]) -> Entry | None:
    month = stretch_of(Period.parse(row["period"]), "calendar")
    first, last = bucket_of(stretches, month.start), bucket_of(stretches, month.end)
    if first != last or first % 2 == 0:
        return None
    label = stretches[first // 2].label
    without = bool(row["without_ids"])
    count = row["count"] or 0
    return Entry(row["agency"], row["field"], row["source"], month, label, count, without, row["import_id"])


def _totals(entries: list[Entry], by_field: bool) -> list[Entry]:
    """A line for all fields together goes before the lines of single fields, unless fields are asked for."""
    whole = {(one.source, one.agency, one.month) for one in entries if one.field is None}
    single = {(one.source, one.agency, one.month) for one in entries if one.field is not None}
    if by_field:
        return [one for one in entries if one.field is not None or (one.source, one.agency, one.month) not in single]
    return [one for one in entries if one.field is None or (one.source, one.agency, one.month) not in whole]


def _registered(code: str, entries: list[Entry], ask: Ask) -> list[Row]:
    sums: dict[tuple[Group, str], int] = defaultdict(int)
    for entry in entries:
        sums[_group(entry.agency, entry.field, ask), entry.period] += entry.count
    return [Row(code, dict(group), period, total) for (group, period), total in sums.items() if total]


def _entered(code: str, lake: Lake, ask: Ask, entries: list[Entry], by: str) -> list[Row]:
    """Dossiers received, in the months and agencies (and fields) that the register counts and in no others."""
    received = entered_by_month(lake, ask, entries, by)
    below: dict[tuple[Group, str], int] = defaultdict(int)
    cells: dict[tuple[Group, str], set[tuple[str | None, str | None, Stretch]]] = defaultdict(set)
    for entry in entries:
        key = _group(entry.agency, entry.field, ask), entry.period
        below[key] += entry.count
        cells[key].add((entry.agency, entry.field, entry.month))
    found = []
    for (group, period), total in below.items():
        mine = cells[group, period]
        every = {(agency, month) for agency, field, month in mine if field is None and "field" not in ask.dims}
        entered = sum(
            number
            for (agency, field, month), number in received.items()
            if (agency, month) in every or (agency, field, month) in mine
        )
        if entered or total:
            found.append(Row(code, dict(group), period, entered, total))
    return found


def entered_by_month(
    lake: Lake, ask: Ask, entries: list[Entry], by: str = DEFAULT
) -> dict[tuple[str | None, str | None, Stretch], int]:
    """How many dossiers were received, by agency, field and the months of the entries."""
    months = tuple(sorted({entry.month for entry in entries}))
    ask = replace(ask, codes=("received",), dims=_DIMS, stretches=months)
    table = count(lake, ask, measures(), by)
    if table is None:
        return {}
    return {
        (row["agency"], row["field"], ask.stretches[row[BUCKET] // 2]): row["received.n"] for row in table.to_pylist()
    }


def _untold(code: str, lake: Lake, ask: Ask, by: str) -> list[Row]:
    table = count(lake, replace(ask, codes=("received",)), measures(), by)
    rows = [] if table is None else table.to_pylist()
    return [
        Row(code, {dim: row[dim] for dim in ask.dims}, ask.stretches[row[BUCKET] // 2].label, None, None)
        for row in rows
        if row["received.n"]
    ]


def _group(agency: str | None, field: str | None, ask: Ask) -> Group:
    values: dict[str, str | None] = {"agency": agency, "field": field}
    return tuple((dim, values[dim]) for dim in ask.dims)
