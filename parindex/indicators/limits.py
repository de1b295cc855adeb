"""The last instant still on time of each dossier: SQL where nothing moved the date, core's rule where pauses did."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa

from parindex.core.calendar import WorkCalendar
from parindex.core.dossier_rules import load_dossier_rules
from parindex.core.errors import InputError
from parindex.core.timeliness import Clock, Pause, effective_due
from parindex.indicators.sources.dates import instant_of, local_of
from parindex.indicators.sources.mapping import SourceMapping

_DOUBTS_SHOWN = 5


def clock_of(mapping: SourceMapping) -> Clock:
    """The clock by which the source's dates are judged."""
    return Clock(mapping.due_is, ZoneInfo(mapping.time_zone), mapping.due_includes_pauses)


def first_limits(mapping: SourceMapping) -> dict[str, str]:
    """SQL of first_due_day, due_limit, due_day and overdue_day as they are without pauses, over first_due."""
    zone = mapping.time_zone
    local = local_of("first_due", zone)
    day = f"({local})::DATE"
    if mapping.due_is == "instant":
        limit = "first_due"
        overdue = f"(CASE WHEN {local} = {day} + TIME '23:59:59.999999' THEN {day} + 1 ELSE {day} END)::DATE"
    else:
        limit = f"({instant_of(f'({day} + INTERVAL 1 DAY)', zone)} - INTERVAL 1 MICROSECOND)"
        overdue = f"({day} + 1)::DATE"
    return {"first_due_day": day, "due_limit": limit, "due_day": day, "overdue_day": overdue}


def limit_columns(mapping: SourceMapping, rows: str) -> str:
    """A SELECT of `rows` with the columns of `first_limits`."""
    return f"SELECT *, {', '.join(f'{sql} AS {name}' for name, sql in first_limits(mapping).items())} FROM {rows}"


def no_pauses(db: Any) -> list[str]:
    """Make an empty `moved`, for files that know no pauses."""
    db.register("moved_rows", _MOVED.empty_table())
    db.execute("CREATE OR REPLACE TABLE moved AS SELECT * FROM moved_rows")
    db.unregister("moved_rows")
    return []


def move_by_pauses(db: Any, rows: str, mapping: SourceMapping, calendar: WorkCalendar) -> list[str]:
    """Make `moved` (source, code and what pauses made of the limit) for the rows that have pauses.

    The columns of the table are those that the final SELECT takes in their place. Returns warnings.
    """
    columns = "source, code, received, received_day, first_due, due, finished"
    lists = "pause_from, pause_to, pause_kind, pause_reason"
    asked = f"SELECT {columns}, {lists} FROM {rows} WHERE len(pause_from) > 0"
    clock, rules, warnings = clock_of(mapping), load_dossier_rules(), []
    found: dict[str, list[Any]] = {name: [] for name in _MOVED.names}
    for row in db.execute(asked).fetchall():
        source, code, received, day, first_due, due, finished, starts, ends, kinds, reasons = row
        pauses = [
            Pause(_aware(start), _aware(end), kind or "pause", reason)
            for start, end, kind, reason in zip(starts, ends, kinds, reasons, strict=True)
            if start
        ]
        if not pauses:
            continue
        base = due if clock.due_includes_pauses and due else first_due
        told = (_aware(received), _aware(base), pauses, _aware(finished))
        made = effective_due(*told, clock, rules.on(day), calendar)
        warnings += [f"{code}: {made.doubt}"] if made.doubt else []
        limit = made.limit
        local = limit.astimezone(clock.zone).date() if limit else None
        late = _first_late_day(limit, clock)
        values = (
            source, code, limit, local, late, made.open_pause_from,
            [pause.start for pause in pauses], [pause.end for pause in pauses], [pause.kind for pause in pauses],
            [pause.reason for pause in pauses], list(made.counts),
        )  # fmt: skip
        for name, value in zip(found, values, strict=True):
            found[name].append(value)
    db.register("moved_rows", pa.table(found, schema=_MOVED))
    db.execute("CREATE OR REPLACE TABLE moved AS SELECT * FROM moved_rows")
    db.unregister("moved_rows")
    more = [f"… và {len(warnings) - _DOUBTS_SHOWN} hồ sơ khác như vậy."] if len(warnings) > _DOUBTS_SHOWN else []
    return warnings[:_DOUBTS_SHOWN] + more


_INSTANT = pa.timestamp("us", tz="UTC")
_MOVED = pa.schema(
    {
        "source": pa.string(),
        "code": pa.string(),
        "due_limit": _INSTANT,
        "due_day": pa.date32(),
        "overdue_day": pa.date32(),
        "open_pause_from": _INSTANT,
        "pause_from": pa.list_(_INSTANT),
        "pause_to": pa.list_(_INSTANT),
        "pause_kind": pa.list_(pa.string()),
        "pause_reason": pa.list_(pa.string()),
        "pause_counts": pa.list_(pa.bool_()),
    }
)


def _first_late_day(limit: datetime | None, clock: Clock) -> Any:
    """The local day of the first instant after the limit."""
    return (limit + datetime.resolution).astimezone(clock.zone).date() if limit else None


def _aware(moment: datetime | None) -> Any:
    return moment.astimezone(UTC) if moment else None


def working_due(db: Any, rows: str, column: str, of: str, count: int, zone: str, calendar: WorkCalendar) -> None:
    """Fill a due date that is so many working days after another column (mapping: after … working_days)."""
    days = [row[0] for row in db.execute(f"SELECT DISTINCT {of}_day FROM {rows} WHERE {of}_day IS NOT NULL").fetchall()]
    found = []
    for day in days:
        try:
            found.append((day, calendar.due(day, count).day))
        except InputError:
            continue
    db.execute("CREATE OR REPLACE TABLE counted_days (day DATE, last DATE)")
    if found:
        db.executemany("INSERT INTO counted_days VALUES (?, ?)", found)
    db.execute(
        f"UPDATE {rows} SET {column} = {instant_of('c.last::TIMESTAMP', zone)} FROM counted_days AS c "
        f"WHERE {rows}.{column} IS NULL AND {rows}.{of}_day = c.day"
    )
