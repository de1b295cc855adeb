"""The only file that names an engine: DuckDB counts by default, PostgreSQL and Spark count the same where asked.

Everybody else writes Ibis expressions over the fact tables and gets Arrow tables back. The lake's files are read where
they lie by DuckDB; the other two get a copy of the rows, through DuckDB, because they are there to agree with it.
"""

import tempfile
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Protocol

import duckdb
import ibis
import pyarrow as pa
from sqlglot import exp

from parindex.core.errors import InputError

DEFAULT = "duckdb"
MEMORY, THREADS = "3GB", 2
WorkbenchError = duckdb.Error  # what the workbench raises for files that it cannot read
_SMALL = 5000  # rows of a table that is known by its content, not by the object that holds it
_KEPT = 64  # views and small tables that an engine keeps before it drops the oldest
Files = Mapping[str, Sequence[str]]
Build = Callable[[datetime, date], list[ibis.Table]]
# Stands for the moment in a query that is kept as text: no dossier knows this day.
_AT, _DAY = datetime(1601, 2, 3, 4, 5, 6, 789012, UTC), date(1601, 2, 3)

# Lists do not travel alike: pauses that count become a table of their own, with all else that their dossier has. Those
# without an end are told by open_pause_from. No two pauses of a dossier overlap: each begins where those before it end.
_LISTS = ("dues", "pause_from", "pause_to", "pause_kind", "pause_reason", "pause_counts")
_PAUSES = """
    SELECT * EXCLUDE (stretches, stretch), stretch.start AS paused_from, stretch.stop AS paused_to
    FROM (
        SELECT *, unnest(CASE WHEN len(stretches) = 1 THEN stretches ELSE list_transform(stretches, lambda one, k: {{
            'start': greatest(one.start, list_max(list_transform(
                stretches[:k - 1], lambda before: coalesce(before.stop, 'infinity'::TIMESTAMPTZ)))),
            'stop': one.stop}}) END) AS stretch
        FROM (
            SELECT * EXCLUDE ({lists}), list_sort(list_concat(
                list_transform(
                    list_filter(list_zip(pause_from, pause_to, pause_counts), lambda p: p[3] AND p[2] IS NOT NULL),
                    lambda one: {{'start': one[1], 'stop': one[2]}}),
                CASE WHEN open_pause_from IS NULL THEN [] ELSE [{{'start': open_pause_from, 'stop': NULL}}] END
            )) AS stretches
            FROM {dossiers} WHERE len(pause_from) > 0 OR open_pause_from IS NOT NULL)
    ) WHERE stretch.start < coalesce(stretch.stop, 'infinity'::TIMESTAMPTZ)
"""


class Engine(Protocol):
    """What counting asks of an engine."""

    def tables(self, files: Files) -> dict[str, ibis.Table]: ...

    def sheet(self, name: str, rows: pa.Table) -> ibis.Table: ...

    def arrow(self, asked: ibis.Table) -> pa.Table: ...

    def answer(self, key: Any, tables: Sequence[str], build: Build, at: datetime, day: date) -> list[pa.Table]: ...


class Rebuilding:
    """Answers a question by building it anew each time."""

    def answer(
        self,
        key: Any,  # noqa: ARG002  keeps no texts
        tables: Sequence[str],  # noqa: ARG002
        build: Build,
        at: datetime,
        day: date,
    ) -> list[pa.Table]:
        """Count what `build` makes of the moment."""
        return [self.arrow(asked) for asked in build(at, day)]  # type: ignore[attr-defined]


def workbench(memory: str = "1GB", threads: int | None = None) -> duckdb.DuckDBPyConnection:
    """Open an in-memory DuckDB whose instants are UTC and which stays inside `memory`."""
    connection = duckdb.connect(":memory:")
    connection.execute(f"SET temp_directory = '{tempfile.gettempdir()}/parindex-duckdb'")
    connection.execute("SET TimeZone = 'UTC'")
    connection.execute("SET enable_progress_bar = false")  # it would stand between the lines of --json
    connection.execute(f"SET memory_limit = '{memory}'")
    connection.execute(f"SET threads = {threads or THREADS}")
    connection.execute("SET preserve_insertion_order = false")
    return connection


class DuckDB:
    """Reads the lake's Parquet files where they lie; nothing is copied."""

    def __init__(self, memory: str = MEMORY, threads: int | None = None) -> None:
        self._raw = workbench(memory, threads)
        self._raw.execute("SET parquet_metadata_cache = true")  # the lake's files never change
        self._ibis = ibis.duckdb.from_connection(self._raw)
        self._views: OrderedDict[Any, tuple[ibis.Table, str, str, Any]] = OrderedDict()
        self._texts: OrderedDict[Any, tuple[tuple[str, ...], list[tuple[str, pa.Schema]]]] = OrderedDict()
        self._made = 0

    def tables(self, files: Files) -> dict[str, ibis.Table]:
        """One table for each name that has files, and the pauses of dossiers."""
        found = {}
        for name, paths in files.items():
            if paths:
                found[name] = self._view((name, *paths), "VIEW", name, _reading(paths))
        if "dossiers" in found:
            dossiers = found["dossiers"].get_name()
            query = _PAUSES.format(lists=", ".join(_LISTS), dossiers=dossiers)
            found["pauses"] = self._view(("pauses", dossiers), "VIEW", "pauses", query)
        return found

    def sheet(self, name: str, rows: pa.Table) -> ibis.Table:
        """A small table beside the facts."""
        self._raw.register("handed_over", rows)
        try:
            same = id(rows) if rows.num_rows > _SMALL else repr(rows.to_pydict())
            return self._view((name, same), "TEMP TABLE", name, "SELECT * FROM handed_over", keep=rows)
        finally:
            self._raw.unregister("handed_over")

    def arrow(self, asked: ibis.Table) -> pa.Table:
        """Count. Rows that several sums share are read once for each of them: that is cheaper than keeping them all.
        Sums of whole numbers are narrowed from 128 bits to the 64 that they were asked in.
        """
        return self._raw.sql(self._text(asked)).to_arrow_table().cast(asked.schema().to_pyarrow())

    def answer(self, key: Any, tables: Sequence[str], build: Build, at: datetime, day: date) -> list[pa.Table]:
        """Count what `build` makes of the moment. The same question keeps its text, with another moment in it and other
        tables: writing forty indicators as SQL takes longer than counting a small lake.
        """
        if key in self._texts:
            self._texts.move_to_end(key)
        else:
            texts = [(self._text(asked), asked.schema().to_pyarrow()) for asked in build(_AT, _DAY)]
            self._texts[key] = tuple(tables), texts
            if len(self._texts) > _KEPT:
                self._texts.popitem(last=False)
        before, texts = self._texts[key]
        changes = [(self._literal(mark), self._literal(value)) for mark, value in ((_AT, at), (_DAY, day))]
        changes += [(f'"{old}"', f'"{new}"') for old, new in zip(before, tables, strict=True)]
        found = []
        for text, schema in texts:
            for old, new in changes:
                text = text.replace(old, new)
            found.append(self._raw.sql(text).to_arrow_table().cast(schema))
        return found

    def _literal(self, value: datetime | date) -> str:
        written = self._ibis.compiler.to_sqlglot(ibis.literal(value))
        return written.expressions[0].unalias().sql(dialect="duckdb")

    def _text(self, asked: ibis.Table) -> str:
        query = self._ibis.compiler.to_sqlglot(asked)
        for shared in query.find_all(exp.CTE):
            if not shared.this.args.get("group"):
                shared.set("materialized", False)
        for total in list(query.find_all(exp.Sum)):
            if not isinstance(total.parent, exp.Window):
                total.replace(exp.cast(total.copy(), "BIGINT"))
        return query.sql(dialect="duckdb")

    def relation(self, query: str) -> duckdb.DuckDBPyRelation:
        """Rows for the other engines to copy."""
        return self._raw.sql(query)

    def _view(self, key: Any, kind: str, name: str, query: str, keep: Any = None) -> ibis.Table:
        if key in self._views:
            self._views.move_to_end(key)
            return self._views[key][0]
        self._made += 1
        name = f"{name}_{self._made}"
        self._raw.execute(f"CREATE {kind} {name} AS {query}")
        self._views[key] = (self._ibis.table(name), kind, name, keep)
        if len(self._views) > _KEPT:
            _, (_, old, gone, _) = self._views.popitem(last=False)
            self._raw.execute(f"DROP {old.split()[-1]} IF EXISTS {gone}")
        return self._views[key][0]


def _reading(paths: Sequence[str]) -> str:
    listed = ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths)
    options = "hive_partitioning = true, hive_types = {'month': VARCHAR, 'live': VARCHAR}, union_by_name = false"
    if not any("month=" in str(path) for path in paths):
        options = "union_by_name = false"
    return f"SELECT * FROM read_parquet([{listed}], {options})"  # noqa: S608  our own paths, quoted


class PostgreSQL(Rebuilding):
    """Counts in a database that is named by its address; the rows are copied into temporary tables."""

    def __init__(self, address: str) -> None:
        import psycopg  # noqa: PLC0415  an extra: only who asks for this engine needs it

        self._raw = psycopg.connect(address, autocommit=True)
        self._raw.execute("SET TimeZone = 'UTC'")
        self._ibis = ibis.postgres.from_connection(self._raw)
        self._reader, self._made = DuckDB(), 0
        self._raw.execute("CREATE TEMPORARY TABLE opened (nothing int)")  # makes this session's schema
        asked = "SELECT nspname FROM pg_namespace WHERE oid = pg_my_temp_schema()"
        self._schema = self._raw.execute(asked).fetchone()[0]

    def tables(self, files: Files) -> dict[str, ibis.Table]:
        """Copies of the facts."""
        return {name: self._copied(name, table.get_name()) for name, table in self._reader.tables(files).items()}

    def sheet(self, name: str, rows: pa.Table) -> ibis.Table:
        """A copy of a small table."""
        return self._copied(name, self._reader.sheet(name, rows).get_name())

    def arrow(self, asked: ibis.Table) -> pa.Table:
        """Count."""
        return asked.to_pyarrow()

    def _copied(self, name: str, source: str) -> ibis.Table:
        self._made += 1
        target = f"{name}_{self._made}"
        rows = self._reader.relation(_plain(self._reader, source))
        columns = ", ".join(
            f'"{column}" {_POSTGRES.get(str(kind), str(kind))}'
            for column, kind in zip(rows.columns, rows.types, strict=True)
        )
        self._raw.execute(f"CREATE TEMPORARY TABLE {target} ({columns})")
        with tempfile.TemporaryDirectory(prefix="parindex-copy-") as folder:
            file = Path(folder) / "rows.csv"
            rows.write_csv(str(file), header=False, na_rep="\\N", quotechar='"', escapechar='"')
            with (
                self._raw.cursor() as cursor,
                cursor.copy(f"COPY {target} FROM STDIN (FORMAT csv, NULL '\\N')") as copy,
                file.open("rb") as lines,
            ):
                while block := lines.read(1 << 20):
                    copy.write(block)
        self._raw.execute(f"ANALYZE {target}")
        return self._ibis.table(target, database=self._schema)


_POSTGRES = {
    "VARCHAR": "text",
    "DOUBLE": "double precision",
    "TINYINT": "smallint",
    "TIMESTAMP WITH TIME ZONE": "timestamptz",
}


class Spark(Rebuilding):
    """Counts in a Spark session on this machine; the rows are handed over as Parquet files. Needs Java 17."""

    def __init__(self) -> None:
        import os  # noqa: PLC0415

        from pyspark.sql import SparkSession  # noqa: PLC0415  an extra: only who asks for this engine needs it

        os.environ.setdefault("SPARK_LOCAL_IP", "127.0.0.1")
        settings = {
            "spark.sql.session.timeZone": "UTC",
            "spark.sql.shuffle.partitions": "4",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.driver.host": "127.0.0.1",
            "spark.driver.memory": "2g",
            "spark.ui.enabled": "false",
            "spark.sql.execution.arrow.pyspark.enabled": "true",
        }
        builder = SparkSession.builder.master("local[2]").appName("parindex")
        for key, value in settings.items():
            builder = builder.config(key, value)
        session = builder.getOrCreate()
        session.sparkContext.setLogLevel("ERROR")
        self._session, self._ibis = session, ibis.pyspark.connect(session)
        self._reader, self._made = DuckDB(), 0
        self._folder = tempfile.TemporaryDirectory(prefix="parindex-spark-")

    def tables(self, files: Files) -> dict[str, ibis.Table]:
        """The facts, rewritten without what Spark reads otherwise than DuckDB."""
        return {name: self._handed(name, table.get_name()) for name, table in self._reader.tables(files).items()}

    def sheet(self, name: str, rows: pa.Table) -> ibis.Table:
        """A small table."""
        return self._handed(name, self._reader.sheet(name, rows).get_name())

    def arrow(self, asked: ibis.Table) -> pa.Table:
        """Count."""
        return asked.to_pyarrow()

    def _handed(self, name: str, source: str) -> ibis.Table:
        self._made += 1
        target = f"{name}_{self._made}"
        file = str(Path(self._folder.name) / f"{target}.parquet")
        self._reader.relation(_plain(self._reader, source, zoned=True)).write_parquet(file)
        self._session.read.parquet(file).createOrReplaceTempView(target)
        return self._ibis.table(target)


def _plain(reader: DuckDB, source: str, *, zoned: bool = False) -> str:
    """The rows without lists and in types that every engine has; instants carry UTC where asked."""
    columns = []
    for name, kind in zip(*(lambda rows: (rows.columns, rows.types))(reader.relation(f"FROM {source}")), strict=True):
        if name in _LISTS:
            continue
        said = str(kind)
        if said == "TIMESTAMP" and zoned:
            columns.append(f'"{name}" AT TIME ZONE \'UTC\' AS "{name}"')
        elif said.startswith(("TIMESTAMP", "DATE", "VARCHAR", "BOOLEAN", "DOUBLE", "INTEGER", "BIGINT", "SMALLINT")):
            columns.append(f'"{name}"')
        else:
            columns.append(f'"{name}"::{"DOUBLE" if "DECIMAL" in said else "BIGINT"} AS "{name}"')
    return f"SELECT {', '.join(columns)} FROM {source}"  # noqa: S608  our own names


_local = threading.local()


def engine(name: str = DEFAULT) -> Engine:
    """The engine of that name, opened once for each thread: “duckdb”, “spark”, or the address of a PostgreSQL."""
    opened: dict[str, Engine] = _local.__dict__.setdefault("opened", {})
    if name not in opened:
        opened[name] = _open(name)
    return opened[name]


def _open(name: str) -> Engine:
    if name == "duckdb":
        return DuckDB()
    if name == "spark":
        return Spark()
    if name.startswith(("postgres://", "postgresql://")):
        return PostgreSQL(name)
    raise InputError(f"Không có máy đếm “{name}”; hãy dùng duckdb, spark hoặc địa chỉ postgres://… của một PostgreSQL.")
