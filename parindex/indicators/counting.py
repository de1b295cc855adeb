"""From the lake's files to one Arrow table of figures: what is asked, what is picked, judged, summed and rolled up."""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from typing import Any

import ibis
import pyarrow as pa

from parindex.core.calendar import WorkCalendar
from parindex.core.timeliness import VIETNAM
from parindex.indicators import cube, rollup
from parindex.indicators.conditions import WORKING, Meaning, meaning
from parindex.indicators.engines import DEFAULT, Engine, engine
from parindex.indicators.judging import Moment, Sheets, judged, sheets
from parindex.indicators.lake import Lake
from parindex.indicators.measure import Measure, Register
from parindex.indicators.picking import held, instant, once, procedure_versions, survey
from parindex.indicators.plan import Atom, Plan
from parindex.indicators.stretches import Stretch, bucket, days_table

_KEPT_BYTES = 96 << 20
_FEW = 6  # so many sums cost less on the way of counting procedures than by reading the rows once more


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
    """The rows held for true, still in the engine, with what stands beside them. `tables` are the engine's names of all
    tables; facts of the same `form` are asked in the same words, but for those names, so `pick` is not called for them.
    """

    pick: Callable[[], tuple[ibis.Table, ibis.Table]]
    beside: Sheets
    ends: ibis.Table
    tables: tuple[str, ...]
    form: tuple[Any, ...]

    @cached_property
    def picked(self) -> tuple[ibis.Table, ibis.Table]:
        """The rows and their pauses; to write down how they are picked takes longer than to count a small lake."""
        return self.pick()

    @property
    def rows(self) -> ibis.Table:
        """One row of each dossier."""
        return self.picked[0]

    @property
    def pauses(self) -> ibis.Table:
        """Dossiers and their pauses."""
        return self.picked[1]


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

    plan = Plan.of({code: one for code in ask.codes if not isinstance(one := measures[code], Register)})

    def build(at: datetime, day: date) -> list[ibis.Table]:
        return asked(found, replace(ask, moment=Moment(at, day)), plan)

    always = replace(ask, moment=Moment(datetime.min, date.min))
    parts = worker.answer((always, found.form), found.tables, build, ask.moment.at, ask.moment.day)
    figures = rollup.figures(parts, ask.dims, len(ask.stretches), plan.flows, plan.sides)
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
    rows, pauses, choices = known["dossiers"], known["pauses"], known.get("source_choices")
    looked = survey(worker, rows)

    def pick() -> tuple[ibis.Table, ibis.Table]:
        if not looked.shared or ask.each_source:
            return rows, pauses
        return once(rows, rows, choices), once(pauses, rows, choices)

    versions = procedure_versions(worker, known["procedures"], looked.sources) if "procedures" in known else []
    days = days_table(ask.stretches, WorkCalendar.load())
    beside = sheets(worker, days, versions, looked, ask.stretches)
    ends = worker.sheet("ends", _ends(ask.stretches))
    used = {**tables, "days": beside.days, "ends": ends, "versions": beside.procedures}
    used = {kind: one for kind, one in used.items() if one is not None}
    form = tuple((kind, tuple(one.schema().items())) for kind, one in used.items())
    return Facts(pick, beside, ends, tuple(one.get_name() for one in used.values()), (looked, form))


def asked(found: Facts, ask: Ask, plan: Plan) -> list[ibis.Table]:
    """The whole question: an expression for the sums of each event, for each measure of different procedures, and for
    what is paused. Each reads the few columns that it needs.
    """
    parts = []
    for event in sorted({atom.event for atom in plan.atoms.values()}):
        atoms = {name: atom for name, atom in plan.atoms.items() if atom.event == event}
        distinct = {code: pair for code, pair in plan.distinct.items() if pair[0].event == event}
        along = atoms if distinct and len(atoms) <= _FEW else {}
        if not along:
            rows, means = _judged(found, ask, event, atoms.values())
            parts.append(cube.sums(rows, ask.dims, event, atoms, means))
        for code, pair in distinct.items():
            rows, means = _judged(found, ask, event, (*pair, *along.values()))
            parts.append(cube.procedures(rows, ask.dims, code, pair, along, means))
            along = {}
    if plan.flows:
        parts.append(_paused(found, ask))
    return parts


def _judged(found: Facts, ask: Ask, event: str, atoms: Iterable[Atom]) -> tuple[ibis.Table, Meaning]:
    working = any(WORKING & atom.words for atom in atoms)
    rows = judged(found.rows, ask.moment, found.beside, {event, *(("received", "apology") if working else ())})
    return rows, meaning(rows, ask.moment, found.beside.survey, all_ended=event == "finished")


def _paused(found: Facts, ask: Ask) -> ibis.Table:
    """The dossiers that are paused at the end of every stretch, and those of them that have a due date."""
    ends = found.ends
    ends = ends.mutate(until=ibis.least(ends.until, instant(ask.moment.at, ends.until)))
    row = found.pauses.filter(found.pauses.received <= instant(ask.moment.at, found.pauses.received))
    row = row.inner_join(ends, [row.received_day <= ends.last, row.paused_from <= _as(ends.until, row.paused_from)])
    ended = (row.finished <= instant(ask.moment.at, row.finished)) & (row.finished_day <= row.last)
    still = row.filter(
        ~ended.fill_null(False),
        row.paused_to.isnull() | (row.paused_to > _as(row.until, row.paused_to)),
    )
    # A dossier's pauses do not overlap: it counts once at any instant.
    return still.group_by([*ask.dims, cube.BUCKET]).aggregate(paused=still.count(), paused_due=still.due_limit.count())


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
