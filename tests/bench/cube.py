"""The whole cube, agency x field x month with every indicator, against hand-written DuckDB, polars, pandas, PostgreSQL.

Ours counts from a lake's layout, the others from plain unsorted rows; all answer the same question (cube_question.py),
and none is timed before its figures are ours, one by one.
PARINDEX_BENCH_ROWS sets the rows (10,000,000); PARINDEX_BENCH_LARGE=1 adds ten times as many; PARINDEX_BENCH_POSTGRES=1
loads PostgreSQL, which takes minutes.
"""

import contextlib
import hashlib
import importlib
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from statistics import median

import pyarrow as pa
import pyarrow.compute as pc

from parindex.indicators import counting
from parindex.indicators.counting import count
from parindex.indicators.engines import workbench
from parindex.indicators.measures import measures
from scripts.postgres import Unavailable
from tests.bench.clock import Spent, ratio, seconds
from tests.bench.cube_question import FIGURES, MEMORY, MONTHS, NOW, TODAY, Cube, bench_with_tables, question
from tests.bench.dossier_rows import write_lake_files, write_plain, write_procedures

ROWS = int(os.environ.get("PARINDEX_BENCH_ROWS", "10_000_000"))
ROUNDS, TIMES = 5, 10
SQL = Path(__file__).with_suffix(".sql")
Contender = tuple[Cube, Callable[[], float]]  # what counts, and the processor seconds that were spent so far


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
    with tempfile.TemporaryDirectory(prefix="parindex-bench-") as name, contextlib.ExitStack() as opened:
        small = made(Path(name), ROWS)
        described(small, ROWS)
        rivals = dict(others(small, opened))
        contenders: dict[str, Contender] = {"ours": (lambda: ours(small), time.process_time), **rivals}
        checked({name: act() for name, (act, _) in contenders.items()})
        taken = timed(contenders)
        for rival in rivals:
            yield ratio("ours", rival, taken["ours"], taken[rival])
        opened.close()
        if os.environ.get("PARINDEX_BENCH_LARGE"):
            yield from grown(Path(name), small)


def others(folder: Path, opened: contextlib.ExitStack) -> Iterator[tuple[str, Contender]]:
    """Everybody else who can be asked here; who cannot is told of, with the reason."""
    yield "DuckDB by hand", (by_hand(folder), time.process_time)
    for name in ("polars", "pandas"):
        try:
            rival = importlib.import_module(f"tests.bench.cube_{name}")
        except ModuleNotFoundError as missing:
            print(f"  not compared with {name}: {missing}; it comes with requirements-test.txt", flush=True)
            continue
        yield name, (rival.cube(folder), time.process_time)
    if not os.environ.get("PARINDEX_BENCH_POSTGRES"):
        print("  not compared with PostgreSQL: PARINDEX_BENCH_POSTGRES=1 asks for it", flush=True)
        return
    try:
        rival = importlib.import_module("tests.bench.cube_postgres")
        yield "PostgreSQL", opened.enter_context(rival.cube(folder))
    except (ModuleNotFoundError, Unavailable) as missing:
        print(f"  not compared with PostgreSQL: {missing}; it comes with requirements-test.txt", flush=True)


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
    work = workbench(MEMORY)
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


def ours(folder: Path) -> pa.Table:
    """Nothing is kept from one time to the next."""
    counting.forget()
    found = count(Files(folder), question(), measures())  # type: ignore[arg-type]
    assert found is not None
    return found


def by_hand(folder: Path) -> Cube:
    work = bench_with_tables(folder)
    work.execute("SET parquet_metadata_cache = true")
    text = re.sub("--.*", "", SQL.read_text("utf-8")).replace("$rows", f"'{folder / 'plain.parquet'}'")
    text = text.replace("$at", f"TIMESTAMP '{NOW}'").replace("$today", f"DATE '{TODAY}'")
    return lambda: work.sql(text).to_arrow_table().filter(pc.field("month") < MONTHS)  # it counts what lies after, too


def checked(found: dict[str, pa.Table]) -> None:
    """All figures are the same, where "cannot tell" is taken for 0 as the others do; print their checksum."""
    sums = {name: control(table, "bucket" if name == "ours" else "month") for name, table in found.items()}
    wrong = [name for name in sums if sums[name] != sums["ours"]]
    assert not wrong, f"the figures of {', '.join(wrong)} differ from ours"
    print(
        f"  {found['ours'].num_rows:,} groups and months x {len(FIGURES)} numbers, checksum {sums['ours'][:16]} "
        f"from each of {', '.join(sums)}",
        flush=True,
    )


def control(table: pa.Table, month: str) -> str:
    ordered = table.sort_by([("agency", "ascending"), ("field", "ascending"), (month, "ascending")])
    digest = hashlib.sha256()
    for name in sorted(FIGURES):
        whole = pc.fill_null(pc.cast(ordered[name], pa.float64()), 0).to_numpy()
        digest.update(name.encode() + whole.tobytes())
    return digest.hexdigest()


def timed(contenders: dict[str, Contender]) -> dict[str, list[Spent]]:
    taken: dict[str, list[Spent]] = {name: [] for name in contenders}
    for _ in range(ROUNDS):
        for name, (act, processor) in contenders.items():
            taken[name].append(seconds(act, processor))
    return taken


if __name__ == "__main__":
    where = Path(sys.argv[1])
    spent = timed({"ours": (lambda: ours(where), time.process_time)})["ours"]
    print(median(one.clock for one in spent), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)
