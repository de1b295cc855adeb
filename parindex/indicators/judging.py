"""Dossier rows with all that conditions ask for: buckets and working days of the calendar, what the procedure says."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import ibis
import pyarrow as pa

from parindex.indicators.engines import Engine
from parindex.indicators.picking import Survey, instant
from parindex.indicators.stretches import Stretch, bucket

PROCEDURE_COLUMNS = {
    "p_source": pa.string(),
    "p_code": pa.string(),
    "p_from": pa.date32(),
    "p_to": pa.date32(),
    "online_level": pa.string(),
    "postal": pa.bool_(),
    "p_fee": pa.bool_(),
    "p_certification": pa.bool_(),
    "p_legal_days": pa.float64(),
}


@dataclass(frozen=True)
class Moment:
    """When dossiers are judged: the instant, and the day that it falls on in Vietnam."""

    at: datetime
    day: date


@dataclass(frozen=True)
class Sheets:
    """The small tables that stand beside the dossiers: days (stretches.py) and versions of procedures, if any."""

    days: ibis.Table
    procedures: ibis.Table | None
    survey: Survey
    stretches: tuple[Stretch, ...]


def sheets(
    engine: Engine, days: pa.Table, versions: Sequence[dict[str, Any]], found: Survey, stretches: tuple[Stretch, ...]
) -> Sheets:
    """Hand the small tables to the engine."""
    names = ("source", "code", "valid_from", "valid_to", "online_level", "postal", "fee", "certification")
    columns = {new: [row[old] for row in versions] for new, old in zip(PROCEDURE_COLUMNS, names, strict=False)}
    columns["p_legal_days"] = [None if row["legal_days"] is None else float(row["legal_days"]) for row in versions]
    procedures = pa.table(columns, schema=pa.schema(PROCEDURE_COLUMNS)) if versions else None
    return Sheets(
        engine.sheet("days", days),
        None if procedures is None else engine.sheet("procedure_versions", procedures),
        found,
        stretches,
    )


EVENTS = ("received", "finished", "returned", "apology", "overdue")


def judged(rows: ibis.Table, moment: Moment, beside: Sheets, events: Collection[str] = EVENTS) -> ibis.Table:
    """The rows that exist at the moment, joined with what their days and their procedure say. With fewer `events` only
    their days are joined, and the procedure where one of them asks for it: what others would tell is null.
    """
    rows = rows.filter(rows.received <= instant(moment.at, rows.received))
    rows = _with_procedure(rows, beside.procedures if _OF_PROCEDURES & {*events} else None, beside.survey.sources)
    # What is overdue came in no earlier than it was received.
    wanted = {*events, "received"} if "overdue" in events else {*events}
    for event in EVENTS:
        name, day = _DAYS.get(event, event), beside.days
        if event in wanted:
            day = day.select(**{f"{name}_on": day.day}, **{f"{name}_{what}": day[what] for what in _WANTED[event]})
            rows = rows.left_join(day, rows[f"{name}_day"] == day[f"{name}_on"])
        else:
            rows = rows.mutate(**{f"{name}_{what}": ibis.null(day[what].type()) for what in _WANTED[event]})
    return _buckets(rows, beside.stretches)


_OF_PROCEDURES = {"received", "finished", "returned"}  # the others' figures ask nothing of a procedure
_DAYS = {"apology": "due"}  # the day of the row that leads to the event's day
_WANTED = {
    "received": ("bucket", "working"),
    "finished": ("bucket", "working"),
    "returned": ("bucket",),
    "apology": ("bucket", "working", "before", "after"),
    "overdue": ("bucket",),
}


def _with_procedure(rows: ibis.Table, procedures: ibis.Table | None, sources: tuple[str, ...]) -> ibis.Table:
    if procedures is None:
        kinds = {"online_level": "string", "p_legal_days": "float64"}
        names = [name for name in PROCEDURE_COLUMNS if name not in ("p_source", "p_code", "p_from", "p_to")]
        return rows.mutate(**{name: ibis.null(kinds.get(name, "boolean")) for name in names})
    if len(sources) == 1:  # what all rows have need not be read and compared in each
        procedures, same_source = procedures.filter(procedures.p_source == sources[0]), []
    else:
        same_source = [rows.source == procedures.p_source]
    same = [
        *same_source,
        rows.procedure == procedures.p_code,
        rows.received_day >= procedures.p_from,
        rows.received_day <= procedures.p_to,
    ]
    return rows.left_join(procedures, same)


def _buckets(rows: ibis.Table, stretches: tuple[Stretch, ...]) -> ibis.Table:
    """The bucket of each event; days that the table of days does not hold lie before or after all stretches. An apology
    falls on the first working day after the due date; where the calendar cannot tell, on the due day.
    """
    beyond = bucket(len(stretches))

    def place(name: str) -> Any:
        day, found = rows[f"{name}_day"], rows[f"{name}_bucket"]
        outside = ibis.ifelse(day < ibis.literal(stretches[0].start), 0, ibis.ifelse(day.isnull(), None, beyond))
        return ibis.coalesce(found, outside.cast("int16"))

    placed = {f"{event}_bucket": place(event) for event in ("received", "finished", "returned")}
    placed["apology_bucket"] = ibis.coalesce(rows.due_after, place("due"))
    placed["overdue_bucket"] = ibis.greatest(place("overdue"), placed["received_bucket"])
    return rows.mutate(**placed)
