"""The whole cube in PostgreSQL: cube_postgres.sql over a table that was loaded before the clock starts."""

import contextlib
import io
import math
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from string import Template

import duckdb
import psycopg
import pyarrow as pa
from pyarrow import csv

from scripts.postgres import postgres
from tests.bench.cube_question import FIGURES, NOW, STANDING, SUMS, TABLES, TODAY, Cube, bench_with_tables

SQL = Path(__file__).with_suffix(".sql")
TYPES = {
    **dict.fromkeys(("agency", "field", "procedure", "channel", "ending"), "text"),
    **dict.fromkeys(("received", "due_limit", "finished", "returned", "open_pause_from"), "timestamp"),
    **dict.fromkeys(("letter_sent_day", "posted_from", "posted_to"), "date"),
    **dict.fromkeys(("reschedules", "payments", "online_payments"), "int"),
    "legal_days": "double precision",
    **dict.fromkeys(("pause_from", "pause_to"), "timestamp[]"),
    **dict.fromkeys(("on_behalf", "has_fee", "paid_online", "certification", "e_certified"), "boolean"),
    **dict.fromkeys(("digitised_intake", "digitised_result", "returned_by_post"), "boolean"),
    **dict.fromkeys(("letter_signed", "letter_exempt"), "boolean"),
}
SMALL = {"VARCHAR": "text", "DOUBLE": "double precision"}
# Those of a machine that counts and does little else: sums stay in memory, every core works.
SETTINGS = {"work_mem": "512MB", "max_parallel_workers_per_gather": str(os.cpu_count() or 1), "jit": "off"}


@contextlib.contextmanager
def cube(folder: Path) -> Iterator[tuple[Cube, Callable[[], float]]]:
    """Yield what counts, and the processor seconds that it has taken so far, the server's included."""
    with postgres() as address, psycopg.connect(address, autocommit=True) as base:
        work = bench_with_tables(folder)
        columns = [
            f"'{{' || array_to_string({name}, ',') || '}}'" if kind.endswith("[]") else name
            for name, kind in TYPES.items()
        ]
        rows = work.sql(f"SELECT {', '.join(columns)} FROM '{folder / 'plain.parquet'}'")
        _load(base, "dossiers", TYPES, rows, folder)
        for name in TABLES:
            table = work.table(name)
            types = {
                f'"{column}"': SMALL.get(str(kind), str(kind))
                for column, kind in zip(table.columns, table.types, strict=True)
            }
            _load(base, name, types, table, folder)
        base.execute("ALTER TABLE calendar ADD PRIMARY KEY (day)")
        base.execute("VACUUM (ANALYZE, FREEZE)")
        for name, value in SETTINGS.items():
            base.execute("SELECT set_config(%s, %s, false)", (name, value))
        yield lambda: _figures(base), lambda: time.process_time() + _server(base.info.backend_pid)


def _load(
    base: psycopg.Connection, name: str, types: dict[str, str], rows: duckdb.DuckDBPyRelation, folder: Path
) -> None:
    file = folder / f"{name}.csv"
    rows.write_csv(str(file), header=False)
    base.execute(f"CREATE UNLOGGED TABLE {name} ({', '.join(' '.join(one) for one in types.items())})")
    with base.cursor().copy(f"COPY {name} FROM STDIN (FORMAT csv)") as copy, file.open("rb") as lines:
        while block := lines.read(1 << 20):
            copy.write(block)
    file.unlink()


def _figures(base: psycopg.Connection) -> pa.Table:
    """The answer comes as CSV, which both sides write and read fastest."""
    query = Template(SQL.read_text("utf-8")).substitute(
        at=f"TIMESTAMP '{NOW}'",
        today=f"DATE '{TODAY}'",
        sums=", ".join(f"coalesce({name}, 0)::bigint AS {name}" for name in SUMS),
        standing=", ".join(f"sum({change}) OVER so_far AS {name}" for name, change in STANDING.items()),
        figures=", ".join(f'{text} AS "{name}"' for name, text in FIGURES.items()),
    )
    with base.cursor().copy(f"COPY ({query}) TO STDOUT (FORMAT csv, HEADER)") as copy:
        return csv.read_csv(io.BytesIO(b"".join(copy)))


def _server(backend: int) -> float:
    """Processor seconds of our connection's process and of its helpers, which count for their parent once they end."""
    try:
        own = _stat(backend)
        parent = _stat(int(own[1]))
    except OSError:  # no /proc
        return math.nan
    return sum(map(int, own[11:13] + parent[13:15])) / os.sysconf("SC_CLK_TCK")


def _stat(process: int) -> list[str]:
    """What the system says of a process: its parent at 1, its own time at 11 and 12, its ended children's at 13, 14."""
    return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
