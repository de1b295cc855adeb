"""The only file that names an engine: DuckDB counts by default, PostgreSQL and Spark count the same where asked.

Everybody else writes Ibis expressions over the fact tables and gets Arrow tables back.
"""

import threading
from collections.abc import Mapping, Sequence

import duckdb
import ibis
import pyarrow as pa

MEMORY, THREADS = "2GB", 2


def workbench(memory: str = "1GB", threads: int | None = None) -> duckdb.DuckDBPyConnection:
    """Open an in-memory DuckDB whose instants are UTC and which stays inside `memory`."""
    connection = duckdb.connect(":memory:")
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute(f"SET memory_limit = '{memory}'")
    connection.execute(f"SET threads = {threads or THREADS}")
    connection.execute("SET preserve_insertion_order = false")
    return connection


class DuckDB:
    """Reads the lake's Parquet files where they lie; nothing is copied."""

    def __init__(self) -> None:
        self._ibis = ibis.duckdb.from_connection(workbench(MEMORY))
        self._ibis.raw_sql("SET parquet_metadata_cache = true")  # the lake's files never change

    def tables(self, files: Mapping[str, Sequence[str]]) -> dict[str, ibis.Table]:
        """One table for each name that has files."""
        return {
            name: self._ibis.read_parquet(list(paths), hive_partitioning=True, hive_types_autocast=False)
            for name, paths in files.items()
            if paths
        }

    def arrow(self, asked: ibis.Table) -> pa.Table:
        """Count."""
        return asked.to_pyarrow()


_local = threading.local()


def engine(name: str = "duckdb") -> DuckDB:
    """The engine of that name, opened once for each thread."""
    opened: dict[str, DuckDB] = _local.__dict__.setdefault("opened", {})
    if name not in opened:
        opened[name] = {"duckdb": DuckDB}[name]()
    return opened[name]
