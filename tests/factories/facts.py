"""Fact tables as Parquet files, for tests that count without importing."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from parindex.indicators.facts import TABLES

_PLAIN: dict[str, pa.DataType] = {
    "text": pa.string(),
    "instant": pa.timestamp("us", "UTC"),
    "day": pa.date32(),
    "flag": pa.bool_(),
    "whole": pa.int64(),
    "number": pa.float64(),
}
_TYPES = _PLAIN | {f"{name}s": pa.list_(_PLAIN[name]) for name in ("text", "instant", "flag")}
_versions = count(1)


class FactsLake:
    """Stands where a lake stands: files of facts and a version."""

    def __init__(self, folder: Path, tables: Mapping[str, Iterable[Mapping[str, Any]]]) -> None:
        self.folder, self._version = folder, f"test-{next(_versions)}"
        self._files: dict[str, list[str]] = {}
        for name, rows in tables.items():
            if rows := list(rows):
                file = folder / f"{name}-{self._version}.parquet"
                pq.write_table(facts_table(name, rows), file)
                self._files[name] = [str(file)]

    def version(self) -> str:
        return self._version

    def exists(self) -> bool:
        return bool(self._files)

    def files(self, table: str, *, known_at: datetime | None = None) -> list[str]:
        return self._files.get(table, [])


def facts_table(name: str, rows: list[Mapping[str, Any]]) -> pa.Table:
    """Rows in the one schema; what a row does not name is null."""
    schema = pa.schema([(column, _TYPES[kind]) for column, kind in TABLES[name].columns.items()])
    return pa.table({column: [row.get(column) for row in rows] for column in schema.names}, schema=schema)
