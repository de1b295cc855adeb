"""Instants and days in the ways that systems write them, as SQL over text cells; local time is that of the mapping."""

from collections.abc import Sequence
from typing import Any
from zoneinfo import ZoneInfo

from parindex.indicators.sources.cells import quote, text

# Tried in this order after ISO; the first that fits a cell wins. Day before month, as Vietnam writes.
FORMATS = (
    "%d/%m/%Y %H:%M:%S",
    "%d/%m/%Y %H:%M",
    "%d/%m/%Y",
    "%H:%M %d/%m/%Y",
    "%H:%M:%S %d/%m/%Y",
    "%d/%m/%Y %Hh%M",
    "%d-%m-%Y %H:%M:%S",
    "%d-%m-%Y %H:%M",
    "%d-%m-%Y",
    "%d.%m.%Y %H:%M",
    "%d.%m.%Y",
    "%d/%m/%Y %H:%M:%S.%f",
    "%d/%m/%Y %I:%M:%S %p",
    "%d/%m/%Y %I:%M %p",
    "%Y%m%d%H%M%S",
    "%Y%m%d%H%M",
    "%Y%m%d",
    "%Y-%m-%dT%H:%M:%S.%f",
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y/%m/%d",
)
_HALVES = ("%d/%m/%Y %I:%M:%S %p", "%d/%m/%Y %I:%M %p")
_SERIAL = r"^[0-9]{5}(\.[0-9]+)?$"  # days since 30/12/1899, as Excel keeps them: 1927 to 2173
_OFFSET = r":[0-9]{2}([.,][0-9]+)? ?(Z|z|[+-][0-9]{2}(:?[0-9]{2})?)$"
_FIXED = {"Asia/Ho_Chi_Minh": 7 * 3_600_000_000, "UTC": 0}  # microseconds ahead of UTC


def choose_formats(db: Any, rows: str, column: str, given: Sequence[str]) -> tuple[str, ...]:
    """The formats, those that a sample of the column needs most first."""
    cell = text(column)
    formats = tuple(given) or FORMATS
    if given:
        counts = ", ".join(f"count(try_strptime({cell}, {quote(one)}))" for one in formats)
    else:  # ours differ in their shape alone, which two cells of each tell as well as all
        fits = "try_strptime(first, {0}) IS NOT NULL OR try_strptime(last, {0}) IS NOT NULL"
        counts = ", ".join(f"coalesce(sum(many) FILTER ({fits.format(quote(one))}), 0)" for one in formats)
        shape = f"regexp_replace({cell}, '[0-9]', '0', 'g')"
        rows = f"SELECT count(*) AS many, min({cell}) AS first, max({cell}) AS last FROM ({rows}) GROUP BY {shape}"
    found = db.execute(f"SELECT {counts} FROM ({rows})").fetchone()
    used = sorted(zip(found, formats, strict=True), key=lambda pair: -pair[0])
    return tuple(one for _, one in used)


def moment(column: str, zone: str, formats: Sequence[str], given: bool) -> tuple[str, str]:
    """SQL of a cell's wall-clock time in `zone` (TIMESTAMP) and of its instant (TIMESTAMP WITH TIME ZONE).

    NULL where the cell cannot be read. ISO with or without an offset, `formats`, Excel serials; with `given` only the
    formats that the mapping names.
    """
    told = "NULL::TIMESTAMPTZ" if given else with_offset(column)
    return of_parts(written(column, formats, given), told, zone)


def written(column: str, formats: Sequence[str], given: bool) -> str:
    """SQL of the wall-clock time that a cell without an offset says: the dear part, to be made once for each cell."""
    cell = text(column)
    told = f"try_strptime({cell}, [{', '.join(map(quote, formats))}])"
    if given:
        return told
    serial = (
        f"CASE WHEN regexp_matches({cell}, '{_SERIAL}') THEN TIMESTAMP '1899-12-30' + "
        f"to_microseconds(round(try_cast({cell} AS DOUBLE) * 86400)::BIGINT * 1000000) END"
    )
    # A cast to TIMESTAMP drops an offset silently, so cells with one are read as what they are.
    iso = f"CASE WHEN NOT regexp_matches({cell}, '{_OFFSET}|/') THEN try_cast({cell} AS TIMESTAMP) END"
    order = (told, iso) if "/" in formats[0] or not formats[0].startswith("%Y") else (iso, told)
    # Morning and afternoon in Vietnamese, as spreadsheets write them.
    spoken = f"replace(replace({cell}, ' SA', ' AM'), ' CH', ' PM')"
    halves = (
        f"CASE WHEN ends_with({cell}, ' SA') OR ends_with({cell}, ' CH') "
        f"THEN try_strptime({spoken}, [{', '.join(map(quote, _HALVES))}]) END"
    )
    return f"coalesce({', '.join(order)}, {serial}, {halves})"


def with_offset(column: str) -> str:
    """SQL of the instant that a cell with an offset says."""
    return f"CASE WHEN regexp_matches({text(column)}, '{_OFFSET}') THEN try_cast({text(column)} AS TIMESTAMPTZ) END"


def of_parts(naive: str, told: str, zone: str) -> tuple[str, str]:
    """SQL of local time and instant, of what `written` and `with_offset` make of a cell."""
    return f"coalesce({naive}, timezone({quote(zone)}, {told}))", f"coalesce({instant_of(naive, zone)}, {told})"


def instant_of(local: str, zone: str) -> str:
    """SQL: the instant of a wall-clock time.

    Vietnam has kept +07:00 since 1975, so plain arithmetic does; a table of zones costs as much as reading the date.
    """
    if zone in _FIXED:
        return f"make_timestamptz(epoch_us({local}) - {_FIXED[zone]})"
    return f"timezone({quote(str(ZoneInfo(zone)))}, {local})"


def local_of(instant: str, zone: str) -> str:
    """SQL: the wall-clock time of an instant."""
    if zone in _FIXED:
        return f"make_timestamp(epoch_us({instant}) + {_FIXED[zone]})"
    return f"timezone({quote(str(ZoneInfo(zone)))}, {instant})"
