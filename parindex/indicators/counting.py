"""From the lake's files to one Arrow table of figures: what is asked, what is picked, judged, summed and rolled up."""

from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import ibis
import pyarrow as pa

from parindex.core.calendar import WorkCalendar
from parindex.core.timeliness import VIETNAM
from parindex.indicators import cube
from parindex.indicators.conditions import meaning
from parindex.indicators.engines import DEFAULT, Engine, engine
from parindex.indicators.judging import Moment, Sheets, judged, sheets
from parindex.indicators.lake import Lake
from parindex.indicators.measure import Measure, Register
from parindex.indicators.picking import held, instant, once, procedure_versions, survey
from parindex.indicators.plan import Atom, Plan
from parindex.indicators.stretches import Stretch, bucket, days_table

_KEPT_BYTES = 96 << 20


@dataclass(frozen=True)
class Ask:
    """What to count. `each_source`: a dossier that two sources have counts in both, to compare them."""

    codes: tuple[str, ...]
    dims: tuple[str, ...]
    stretches: tuple[Stretch, ...]
    moment: Moment
    known_at: datetime | None = None
    each_source: bool = False


@dataclass(frozen=True)
class Facts:
    """The rows held for true, still in the engine, with what stands beside them. `names` tell the same facts again."""

    rows: ibis.Table
    pauses: ibis.Table
    beside: Sheets
    names: tuple[Any, ...]


_kept: OrderedDict[Any, pa.Table] = OrderedDict()


def moment_of(as_of: datetime) -> Moment:
    """The instant and its day in Vietnam."""
    return Moment(as_of.astimezone(UTC), as_of.astimezone(VIETNAM).date())


def count(lake: Lake, ask: Ask, measures: dict[str, Measure], by: str = DEFAULT) -> pa.Table | None:
    """Figures by groups and bucket, or None where the lake has no dossiers. Kept in memory: the same question about
    the same version of the lake has the same answer.
    """
    key = (str(lake.folder), lake.version(), ask, by)
    if key in _kept:
        _kept.move_to_end(key)
        return _kept[key]
    worker = engine(by)
    found = facts(worker, lake, ask)
    if found is None or not ask.stretches:
        return None

    def build(at: datetime, day: date) -> ibis.Table:
        return asked(worker, found, replace(ask, moment=Moment(at, day)), measures)

    always = replace(ask, moment=Moment(datetime.min, date.min))
    figures = worker.answer((always, found.names), build, ask.moment.at, ask.moment.day)
    _kept[key] = figures
    while len(_kept) > 1 and sum(table.nbytes for table in _kept.values()) > _KEPT_BYTES:
        _kept.popitem(last=False)
    return figures


def forget() -> None:
    """Keep nothing of what was counted."""
    _kept.clear()


def facts(worker: Engine, lake: Lake, ask: Ask) -> Facts | None:
    """Pick the rows and prepare the small tables."""
    names = ("dossiers", "procedures", "source_choices")
    tables = worker.tables({name: lake.files(name, known_at=ask.known_at) for name in names})
    if "dossiers" not in tables:
        return None
    known = {name: held(table, ask.known_at) for name, table in tables.items()}
    rows, pauses = known["dossiers"], known["pauses"]
    looked = survey(worker, rows)
    if looked.shared and not ask.each_source:
        choices = known.get("source_choices")
        rows, pauses = once(rows, rows, choices), once(pauses, known["dossiers"], choices)
    versions = procedure_versions(worker, known["procedures"], looked.sources) if "procedures" in known else []
    days = days_table(ask.stretches, WorkCalendar.load())
    beside = sheets(worker, days, versions, looked, ask.stretches)
    small = [one.get_name() for one in (beside.days, beside.procedures) if one is not None]
    return Facts(rows, pauses, beside, (*(one.get_name() for one in tables.values()), *small, looked))


def asked(worker: Engine, found: Facts, ask: Ask, measures: dict[str, Measure]) -> ibis.Table:
    """The whole question as one expression."""
    wanted = {code: measures[code] for code in ask.codes if not isinstance(measures[code], Register)}
    plan = Plan.of(wanted)
    common = [atom for atom in plan.atoms.values() if atom.event not in plan.aside]
    parts = [cube.flows(_flagged(found, ask, common), ask.dims, plan)] if common else []
    parts = [table for tables in parts for table in tables]
    for event in sorted({atoms[0].event for atoms in plan.distinct.values()}):
        mine = [atom for atoms in plan.distinct.values() for atom in atoms if atom.event == event]
        mine += [atom for atom in plan.atoms.values() if atom.event == event and event in plan.aside]
        parts.append(cube.by_procedure(_flagged(found, ask, mine), ask.dims, plan, event))
    if plan.flows:
        parts += _standing(worker, found, ask, parts)
    summed = cube.together(parts, ask.dims)
    if plan.flows:
        summed = cube.with_stocks(summed, ask.dims, plan.flows)
    return cube.figures(summed, ask.dims, plan.sides)


def _flagged(found: Facts, ask: Ask, atoms: list[Atom]) -> ibis.Table:
    events = {atom.event for atom in atoms}
    rows = judged(found.rows, ask.moment, found.beside, events)
    return cube.flagged(rows, ask.dims, atoms, meaning(rows, ask.moment, found.beside.survey))


def _standing(worker: Engine, found: Facts, ask: Ask, parts: list[ibis.Table]) -> list[ibis.Table]:
    """Every group at the end of every stretch, and what is paused there."""
    ends = worker.sheet("ends", _ends(ask.stretches))
    ends = ends.mutate(until=ibis.least(ends.until, instant(ask.moment.at, ends.until)))
    grid = cube.groups(parts, ask.dims).cross_join(ends.select(cube.BUCKET)).select(*ask.dims, cube.BUCKET, grid=0)
    row = found.pauses.filter(found.pauses.received <= instant(ask.moment.at, found.pauses.received))
    row = row.inner_join(ends, [row.received_day <= ends.last, row.paused_from <= _as(ends.until, row.paused_from)])
    ended = (row.finished <= instant(ask.moment.at, row.finished)) & (row.finished_day <= row.last)
    still = row.filter(
        ~ended.fill_null(False),
        row.paused_to.isnull() | (row.paused_to > _as(row.until, row.paused_to)),
    )
    single = still.group_by([*ask.dims, cube.BUCKET, still.source.name("of"), still.code.name("dossier")]).aggregate(
        has_due=still.due_limit.notnull().cast("int32").max()
    )
    paused = single.group_by([*ask.dims, cube.BUCKET]).aggregate(paused=single.count(), paused_due=single.has_due.sum())
    return [grid, paused]


def _as(value: Any, column: Any) -> Any:
    return value.cast(column.type())


def _ends(stretches: tuple[Stretch, ...]) -> pa.Table:
    """The last day and instant of each stretch."""
    last = [stretch.end for stretch in stretches]
    ends = [datetime.combine(day + timedelta(days=1), time(), VIETNAM) - timedelta(microseconds=1) for day in last]
    return pa.table(
        {
            cube.BUCKET: pa.array([bucket(at) for at in range(len(stretches))], pa.int32()),
            "last": pa.array(last, pa.date32()),
            "until": pa.array([end.astimezone(UTC) for end in ends], pa.timestamp("us", "UTC")),
        }
    )
