"""Dossier rows with all that conditions ask for: buckets and working days of the calendar, what the procedure says."""

from collections.abc import Sequence
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


def judged(rows: ibis.Table, moment: Moment, beside: Sheets) -> ibis.Table:
    """The rows that exist at the moment, joined with what their days and their procedure say."""
    rows = rows.filter(rows.received <= instant(moment.at, rows.received))
    rows = _with_procedure(rows, beside.procedures)
    for event in ("received", "finished", "returned", "due", "overdue"):
        day = beside.days
        wanted = {
            "received": {"received_bucket": day.bucket, "received_working": day.working},
            "finished": {"finished_bucket": day.bucket, "finished_working": day.working},
            "returned": {"returned_bucket": day.bucket},
            "due": {f"due_{name}": day[name] for name in ("bucket", "working", "before", "after")},
            "overdue": {"overdue_bucket": day.bucket},
        }[event]
        day = day.select(**{f"{event}_on": day.day}, **wanted)
        rows = rows.left_join(day, rows[f"{event}_day"] == day[f"{event}_on"])
    return _buckets(rows, beside.stretches)


def _with_procedure(rows: ibis.Table, procedures: ibis.Table | None) -> ibis.Table:
    if procedures is None:
        kinds = {"online_level": "string", "p_legal_days": "float64"}
        names = [name for name in PROCEDURE_COLUMNS if name not in ("p_source", "p_code", "p_from", "p_to")]
        return rows.mutate(**{name: ibis.null(kinds.get(name, "boolean")) for name in names})
    same = [
        rows.source == procedures.p_source,
        rows.procedure == procedures.p_code,
        rows.received_day >= procedures.p_from,
        rows.received_day <= procedures.p_to,
    ]
    return rows.left_join(procedures, same)


def _buckets(rows: ibis.Table, stretches: tuple[Stretch, ...]) -> ibis.Table:
    """The bucket of each event; days that the table of days does not hold lie before or after all stretches. An apology
    falls on the first working day after the due date; where the calendar cannot tell, on the day after it.
    """
    beyond = bucket(len(stretches))

    def place(found: Any, day: Any) -> Any:
        outside = ibis.ifelse(day < ibis.literal(stretches[0].start), 0, beyond)
        return ibis.coalesce(found, ibis.ifelse(day.isnull(), ibis.null("int16"), outside.cast("int16")))

    overdue_from = place(rows.overdue_bucket, rows.overdue_day)
    received = place(rows.received_bucket, rows.received_day)
    return rows.mutate(
        received_bucket=received,
        finished_bucket=place(rows.finished_bucket, rows.finished_day),
        returned_bucket=place(rows.returned_bucket, rows.returned_day),
        apology_bucket=ibis.coalesce(rows.due_after, place(rows.due_bucket, rows.due_day)),
        overdue_bucket=ibis.greatest(overdue_from, received),
    )
