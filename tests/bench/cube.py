"""The whole cube, agency x field x month with every indicator, against hand-written DuckDB, polars, pandas, PostgreSQL.

Ours counts from a lake's layout, the others from plain unsorted rows. cube.sql is the same question by hand, and its
figures must be ours, one by one; polars, pandas and PostgreSQL answer a part of it (PART), which is less work.
PARINDEX_BENCH_ROWS sets the rows (10,000,000); PARINDEX_BENCH_LARGE=1 adds ten times as many; PARINDEX_BENCH_POSTGRES=1
loads PostgreSQL, which takes minutes.
"""

import hashlib
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from parindex.core.calendar import WorkCalendar
from parindex.indicators import counting
from parindex.indicators.counting import Ask, count, moment_of
from parindex.indicators.engines import workbench
from parindex.indicators.measure import Register
from parindex.indicators.measures import measures
from parindex.indicators.stretches import days_table, stretches_of
from tests.bench.dossier_rows import write_lake_files, write_plain, write_procedures
from tests.bench.part_cube import pandas_part, polars_part, postgres_part

ROWS = int(os.environ.get("PARINDEX_BENCH_ROWS", "10_000_000"))
ROUNDS, TIMES = 5, 10
AT = datetime(2023, 12, 20, 5, tzinfo=UTC)
SQL = Path(__file__).with_suffix(".sql")


class Files:
    """Stands where a lake stands: generated files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def version(self) -> str:
        return str(self.folder)

    def files(self, table: str, *, known_at: datetime | None = None) -> list[str]:
        return sorted(map(str, self.folder.glob({"dossiers": "dossiers/*.parquet"}.get(table, f"{table}.parquet"))))


def main() -> Iterator[tuple[str, float]]:
    """Yield ratios of medians of five, taken in turn."""
    with tempfile.TemporaryDirectory(prefix="parindex-bench-") as name:
        small = made(Path(name), ROWS)
        described(small, ROWS)
        contenders = {"ours": lambda: ours(small), "DuckDB by hand": by_hand(small)}
        contenders |= {"polars, a part": lambda: polars_part(small), "pandas, a part": lambda: pandas_part(small)}
        first = {name: act() for name, act in contenders.items()}
        checked(first["ours"], first["DuckDB by hand"])
        medians = timed(contenders)
        for rival in list(contenders)[1:]:
            yield f"ours / {rival} ({medians['ours']:.1f} s / {medians[rival]:.1f} s)", medians["ours"] / medians[rival]
        if os.environ.get("PARINDEX_BENCH_POSTGRES"):
            taken = postgres_part(small, ROUNDS)
            yield f"ours / PostgreSQL, a part ({medians['ours']:.1f} s / {taken:.1f} s)", medians["ours"] / taken
        if os.environ.get("PARINDEX_BENCH_LARGE"):
            yield from grown(Path(name), small)


def grown(folder: Path, small: Path) -> Iterator[tuple[str, float]]:
    """Ten times the rows, in a process of its own, whose memory is told."""
    rows = ROWS * TIMES
    needed = rows * 120
    if shutil.disk_usage(folder).free < 2 * needed:
        print(f"  {rows:,} rows need {2 * needed / 1e9:.0f} GB of disk; there is not so much")
        return
    large = made(folder, rows)
    described(large, rows)
    taken = {at: alone(at) for at in (small, large)}
    ratio = taken[large][0] / taken[small][0]
    yield f"{rows:,} against {ROWS:,} rows, {taken[large][1] / 1e9:.1f} GB of memory at most", ratio


def alone(folder: Path) -> tuple[float, float]:
    """Median seconds and greatest memory of a process that only counts."""
    command = [sys.executable, "-W", "ignore", "-m", "tests.bench.cube", str(folder)]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    return float(said[0]), float(said[1])


def made(folder: Path, rows: int) -> Path:
    at = folder / str(rows)
    at.mkdir()
    work = workbench("3GB")
    work.execute(f"SET temp_directory = '{folder / 'spill'}'")
    write_plain(work, at / "plain.parquet", rows)
    write_lake_files(work, at / "plain.parquet", at / "dossiers")
    write_procedures(work, at / "procedures.parquet")
    return at


def described(folder: Path, rows: int) -> None:
    lake = sum(file.stat().st_size for file in (folder / "dossiers").iterdir())
    plain = (folder / "plain.parquet").stat().st_size
    load = os.getloadavg()[0]
    print(
        f"  {rows:,} rows: plain {plain:,} bytes, lake {lake:,} bytes; {os.cpu_count()} cores, load {load:.1f}",
        flush=True,
    )


def question() -> Ask:
    codes = tuple(code for code, one in measures().items() if not isinstance(one, Register))
    months = stretches_of(date(2022, 1, 1), date(2023, 12, 31), "month", "calendar", date(2023, 12, 20))
    return Ask(codes, ("agency", "field"), months, moment_of(AT))


def ours(folder: Path) -> pa.Table:
    """Nothing is kept from one time to the next."""
    counting.forget()
    found = count(Files(folder), question(), measures())  # type: ignore[arg-type]
    assert found is not None
    return found


def by_hand(folder: Path) -> Callable[[], pa.Table]:
    work = workbench("3GB")
    work.execute("SET parquet_metadata_cache = true")
    days = days_table(question().stretches, WorkCalendar.load())
    work.register("days", days)
    work.execute(
        "CREATE TABLE calendar AS SELECT day, CASE WHEN day > DATE '2023-12-31' THEN 24 ELSE bucket // 2 END::SMALLINT "
        'AS month, working, "before", ("after" // 2)::SMALLINT AS after_month FROM days'
    )
    work.execute(
        "CREATE TABLE procedures AS SELECT * REPLACE (coalesce(valid_to, DATE '2999-12-31') AS valid_to) "
        f"FROM '{folder / 'procedures.parquet'}'"
    )
    work.execute(
        "CREATE TABLE ends AS SELECT n AS month, last_day(first) AS last, least((last_day(first) + 1)::TIMESTAMP "
        f"- INTERVAL 7 HOUR - INTERVAL 1 MICROSECOND, TIMESTAMP '{AT:%Y-%m-%d %H:%M:%S}') AS until "
        "FROM (SELECT n, (DATE '2022-01-01' + to_months(n::INTEGER))::DATE AS first FROM range(24) AS t(n))"
    )
    text = re.sub("--.*", "", SQL.read_text("utf-8")).replace("$rows", f"'{folder / 'plain.parquet'}'")
    text = text.replace("$at", f"TIMESTAMP '{AT:%Y-%m-%d %H:%M:%S}'").replace("$today", f"DATE '{AT:%Y-%m-%d}'")
    return lambda: work.sql(text).to_arrow_table()


def checked(mine: pa.Table, hand: pa.Table) -> None:
    """The figures are the same, one by one, where "cannot tell" is taken for 0 as by hand; print their checksum."""
    hand = hand.filter(pc.less(hand["month"], 24))
    names = sorted(name for name in hand.column_names if name.endswith((".n", ".d")))
    sums = [control(table, key, names) for table, key in ((mine, "bucket"), (hand, "month"))]
    assert sums[0] == sums[1], "the figures differ from those by hand"
    print(
        f"  {mine.num_rows:,} groups and months x {len(names)} numbers, checksum {sums[0][:16]} on both sides",
        flush=True,
    )


def control(table: pa.Table, month: str, names: list[str]) -> str:
    ordered = table.sort_by([("agency", "ascending"), ("field", "ascending"), (month, "ascending")])
    digest = hashlib.sha256()
    for name in names:
        whole = pc.fill_null(pc.cast(ordered[name], pa.float64()), 0).to_numpy()
        digest.update(name.encode() + whole.tobytes())
    return digest.hexdigest()


def timed(acts: dict[str, Callable[[], object]]) -> dict[str, float]:
    taken: dict[str, list[float]] = {name: [] for name in acts}
    for _ in range(ROUNDS):
        for name, act in acts.items():
            start = time.perf_counter()
            act()
            taken[name].append(time.perf_counter() - start)
    return {name: statistics.median(times) for name, times in taken.items()}


if __name__ == "__main__":
    where = Path(sys.argv[1])
    medians = timed({"ours": lambda: ours(where)})
    print(medians["ours"], resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
