"""Writes what an import changes, month by month, and names it in one commit: closed rows to the past, new ones to now.

The caller holds the lake and has made two tables in the workbench: `fresh` (whole rows to hold from now on, without
what KNOWN adds) and `closing` (key columns, `month`, `retired` of the rows that are no longer held).
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from parindex.indicators.facts import Table
from parindex.indicators.lake import ImportSummary, Lake, NewFile
from parindex.indicators.sources.cells import quote

Progress = Callable[[str, int, int], None]
# Snappy: files a fifth larger than by zstd, and counting an eighth faster, since each pass unpacks its columns anew.
PARQUET = "FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 122880, PARQUET_VERSION v2"
_AT_ONCE = 2  # months written at the same time
_SORT = {"dossiers": "agency, field, received_day"}
# What a row's partition follows from: sorting by a day is cheaper than by the month's name.
_SLICE = {
    "dossiers": "date_trunc('month', received_day)::DATE",
    "procedures": "'tat-ca'",
    "register_counts": "period",
    "source_choices": "'tat-ca'",
}
_SQL = {
    "text": "VARCHAR", "instant": "TIMESTAMPTZ", "day": "DATE", "flag": "BOOLEAN", "whole": "INTEGER",
    "number": "DOUBLE", "texts": "VARCHAR[]", "instants": "TIMESTAMPTZ[]", "flags": "BOOLEAN[]",
}  # fmt: skip


def typed(table: Table, without: Sequence[str] = ()) -> str:
    """The table's columns, each cast to its type, in their order."""
    return ", ".join(f"{name}::{_SQL[kind]} AS {name}" for name, kind in table.columns.items() if name not in without)


def nothing(table: Table) -> str:
    """A SELECT of no rows of the table, with its partition."""
    columns = ", ".join(f"NULL::{_SQL[kind]} AS {name}" for name, kind in table.columns.items())
    return f"SELECT {columns}, NULL::VARCHAR AS month WHERE false"


def reading(paths: Sequence[str | Path]) -> str:
    """A FROM clause over files of the lake, with their month."""
    listed = ", ".join(quote(str(path)) for path in paths)
    return f"read_parquet([{listed}], hive_partitioning = true, hive_types = {{'month': VARCHAR, 'live': VARCHAR}})"


def live_rows(lake: Lake, table: Table, months: Sequence[str] | None = None) -> str:
    """A SELECT of what is held for true now."""
    folder = lake.table_folder(table.name)
    found = [folder / path for paths in lake.live_files(table.name, months).values() for path in paths]
    if not found:
        return nothing(table)
    return f"SELECT {', '.join(table.columns)}, month FROM {reading(found)}"


def same_key(table: Table, left: str, right: str) -> str:
    """A join condition; blanks are the same key as blanks."""
    return " AND ".join(f"{left}.{name} IS NOT DISTINCT FROM {right}.{name}" for name in table.key)


def apply(
    db: Any,
    lake: Lake,
    table: Table,
    account: ImportSummary,
    progress: Progress,
    flagged: str | None = None,
    follows: Mapping[str, str] | None = None,
) -> bool:
    """Write and commit `fresh` and `closing`; without any there is only the account. Returns whether rows changed.

    `flagged`: a table of keys and months of live rows whose `shared` is set without a new version. `follows`: SQL of
    columns that are alike in all fresh rows, or follow from others; they are made when written, not carried in sorting.
    """
    made = _made(table, account, follows or {})
    _sort_fresh(db, table, made)
    slices = db.execute("SELECT slice, min(rowid), max(rowid) FROM sorted_fresh GROUP BY slice").fetchall()
    ranges = {_label(first): (low, high) for first, low, high in slices}
    touched = [f"SELECT month FROM {name}" for name in ("closing", *([flagged] if flagged else []))]
    others = [row[0] for row in db.execute(" UNION ".join(touched)).fetchall()]
    months = sorted({*ranges, *others})
    replaced = lake.live_files(table.name, months)
    writer = _Writer(db, lake.table_folder(table.name), table, account, flagged, ranges, made)
    added: list[NewFile] = []
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        work = [pool.submit(writer.month, month, replaced.get(month, [])) for month in months]
        for done, one in enumerate(work):
            progress("ghi", done, len(months))
            added += one.result()
    progress("ghi", len(months), len(months))
    lake.commit(table.name, added, [path for paths in replaced.values() for path in paths], account)
    return bool(months)


def _label(slice_: date | str) -> str:
    """The partition's name of what _SLICE says."""
    return f"{slice_:%Y-%m}" if isinstance(slice_, date) else slice_


def _made(table: Table, account: ImportSummary, given: Mapping[str, str]) -> dict[str, str]:
    """SQL of the columns that are made when written."""
    found = {
        "known_from": f"TIMESTAMPTZ {quote(account.at.isoformat())}",
        "known_to": "NULL",
        "import_id": quote(account.import_id),
        "closed_by": "NULL",
        "retired": "false",
        **given,
    }
    return {name: f"({sql})::{_SQL[table.columns[name]]}" for name, sql in found.items()}


def _sort_fresh(db: Any, table: Table, made: Mapping[str, str]) -> None:
    """Sort the new rows once by month and then as the files are: each month is a slice of the table that is made."""
    db.execute(
        f"CREATE OR REPLACE TABLE sorted_fresh AS SELECT {typed(table, tuple(made))}, {_SLICE[table.name]} AS slice "
        f"FROM fresh ORDER BY slice, {_order(table)}"
    )


def _order(table: Table) -> str:
    return _SORT.get(table.name, ", ".join(table.key))


@dataclass(frozen=True)
class _Writer:
    """Writes the files of single months; several at once, each with a cursor of its own."""

    db: Any
    folder: Path
    table: Table
    account: ImportSummary
    flagged: str | None
    ranges: dict[str, tuple[int, int]]
    made: Mapping[str, str]

    def month(self, month: str, replaced: Sequence[str]) -> list[NewFile]:
        """One month's live file written anew, and its closed rows added to the past."""
        cursor, columns = self.db.cursor(), ", ".join(self.table.columns)
        first, last = self.ranges.get(month, (0, -1))
        whole = ", ".join(f"{self.made[name]} AS {name}" if name in self.made else name for name in self.table.columns)
        live = f"SELECT {whole} FROM sorted_fresh WHERE rowid BETWEEN {first} AND {last}"
        if not replaced:
            written = [_copy(cursor, self.folder, live, month, True)]
        else:
            kept = f"SELECT {columns}, month FROM {reading([self.folder / path for path in replaced])}"
            held = _with_flag(self.table, kept, self.flagged)
            same = same_key(self.table, "h", "c")
            stays = f"SELECT {typed(self.table)} FROM ({held}) AS h ANTI JOIN closing AS c ON {same}"
            both = f"SELECT * FROM (({stays}) UNION ALL BY NAME ({live})) ORDER BY {_order(self.table)}"
            stamp = f"TIMESTAMPTZ {quote(self.account.at.isoformat())}"
            ended = f"{stamp} AS known_to, {quote(self.account.import_id)} AS closed_by, c.retired AS retired"
            closed = f"SELECT {_named(self.table)}, {ended} FROM ({kept}) AS h JOIN closing AS c ON {same}"
            written = [
                _copy(cursor, self.folder, both, month, True),
                _copy(cursor, self.folder, f"SELECT {columns} FROM ({closed})", month, False),
            ]
        return [file for file in written if file is not None]


def _named(table: Table) -> str:
    left_out = ("known_to", "closed_by", "retired")
    return ", ".join(f"h.{name} AS {name}" for name in table.columns if name not in left_out)


def _with_flag(table: Table, kept: str, flagged: str | None) -> str:
    if not flagged:
        return kept
    names = ", ".join(
        f"(k.shared OR f.month IS NOT NULL) AS {name}" if name == "shared" else f"k.{name} AS {name}"
        for name in table.columns
    )
    return f"SELECT {names} FROM ({kept}) AS k LEFT JOIN {flagged} AS f ON {same_key(table, 'k', 'f')}"


def _copy(db: Any, folder: Path, query: str, month: str, live: bool) -> NewFile | None:
    relative = f"month={month}/live={'true' if live else 'false'}/{uuid4().hex}.parquet"
    target = folder / relative
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    count = db.execute(f"COPY ({query}) TO {quote(str(target))} ({PARQUET})").fetchone()[0]
    if not count:
        target.unlink()
        return None
    return NewFile(relative, month, live, count)


def stamp_of(lake: Lake, at: datetime) -> datetime:
    """When the commit becomes known: `at`, or just after the newest commit where the clock runs behind it."""
    last = lake.last_known()
    return max(at, last + timedelta(microseconds=1)) if last else at
