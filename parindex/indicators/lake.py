"""Where fact tables lie: a folder of Delta tables, of which one process writes at a time and anybody reads a version.

Rows never change. `live` files hold what is held for true now, the others what was held before; every commit of a table
is one atomic step that carries its own account (ImportSummary) in its metadata. See docs/decisions/0011.
"""

import fcntl
import json
import os
import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pyarrow as pa
from deltalake import CommitProperties, DeltaTable, PostCommitHookProperties
from deltalake.exceptions import TableNotFoundError
from deltalake.transaction import AddAction, RemoveAction

from parindex.core.errors import InputError
from parindex.indicators.facts import TABLES, Table

ACCOUNT = "parindex"  # the key of a commit's metadata that holds its account
PARTITIONS = ("month", "live")
_TYPES: dict[str, pa.DataType] = {
    "text": pa.string(),
    "instant": pa.timestamp("us", tz="UTC"),
    "day": pa.date32(),
    "flag": pa.bool_(),
    "whole": pa.int32(),
    "number": pa.float64(),
    "texts": pa.list_(pa.string()),
    "instants": pa.list_(pa.timestamp("us", tz="UTC")),
    "flags": pa.list_(pa.bool_()),
}
# The past is told by known_from and known_to, so no version is ever cleaned away by Delta's own clock.
_SETTINGS = {"delta.enableExpiredLogCleanup": "false", "delta.logRetentionDuration": "interval 36500 days"}


@dataclass(frozen=True)
class ImportSummary:
    """The account of one commit. `read` = new + corrected + unchanged + superseded + duplicate + rejected.

    `kind` is import, undo or publish; `retired` counts rows that a full extract no longer has; `events` those of an
    event log, of which `read` cases were made; `counted` rows without ids that became counts.
    """

    import_id: str
    table: str
    source: str
    mapping: str
    file_name: str
    file_sha256: str
    at: datetime
    by: str
    kind: str = "import"
    read: int = 0
    new: int = 0
    corrected: int = 0
    unchanged: int = 0
    superseded: int = 0
    duplicate: int = 0
    rejected: int = 0
    retired: int = 0
    events: int = 0
    counted: int = 0
    undoes: str = ""
    due_is: str = ""  # how lateness of these rows is judged: instant or day
    warnings: tuple[str, ...] = field(default=())

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "at": self.at.isoformat(), "warnings": list(self.warnings)}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "ImportSummary":
        known = {one.name for one in fields(cls)}
        given = {key: value for key, value in data.items() if key in known}
        return cls(**given | {"at": datetime.fromisoformat(data["at"]), "warnings": tuple(data.get("warnings", ()))})


@dataclass(frozen=True)
class NewFile:
    """A Parquet file that lies in the table's folder and waits to be named by a commit; `path` is relative to it."""

    path: str
    month: str
    live: bool
    rows: int


@dataclass(frozen=True)
class Lake:
    """The fact tables of one authority."""

    folder: Path

    @classmethod
    def at(cls, folder: Path) -> "Lake":
        """Name a lake; nothing is read or made before it is asked for."""
        return cls(Path(folder).resolve())

    def exists(self) -> bool:
        return any(self._last_commit(name) is not None for name in TABLES)

    def version(self) -> str:
        """Changes with every commit of any table; "" for an empty lake."""
        found = [f"{name}:{last}" for name in TABLES if (last := self._last_commit(name)) is not None]
        return ",".join(found)

    def _last_commit(self, table: str) -> int | None:
        """The number of the newest commit, by the names in the log: a page asks for it often. Commit 0 only makes the
        table (`_make`): a writer that ends right after it has changed nothing that anybody could read.
        """
        commits = (self.table_folder(table) / "_delta_log").glob("*.json")
        return max((int(path.stem) for path in commits if path.stem.strip("0").isdigit()), default=None)

    def files(self, table: str, *, known_at: datetime | None = None) -> list[str]:
        """The Parquet files to read: live ones alone for what is known now, all of them for an earlier knowledge."""
        delta = self._delta(table)
        if delta is None:
            return []
        filters = [("live", "=", "true")] if known_at is None else None
        return sorted(_plain_path(uri) for uri in delta.file_uris(file_pruning_predicate=filters))

    def live_files(self, table: str, months: Sequence[str] | None = None) -> dict[str, list[str]]:
        """Month -> live files, as paths relative to the table's folder."""
        delta = self._delta(table)
        found: dict[str, list[str]] = {}
        for path in self.files(table) if delta else ():
            relative = os.path.relpath(path, self.table_folder(table))
            month = relative.split("/", 1)[0].removeprefix("month=")
            if months is None or month in months:
                found.setdefault(month, []).append(relative)
        return found

    def imports(self) -> list[ImportSummary]:
        """The accounts of all commits, the newest last."""
        found = []
        for name in TABLES:
            delta = self._delta(name)
            for commit in delta.history() if delta else ():
                if said := commit.get(ACCOUNT):
                    found.append(ImportSummary.from_json(json.loads(said)))
        return sorted(found, key=lambda summary: (summary.at, summary.import_id))

    def last_known(self) -> datetime | None:
        """The instant of the newest commit."""
        accounts = self.imports()
        return accounts[-1].at if accounts else None

    def table_folder(self, table: str) -> Path:
        return self.folder / table

    @contextmanager
    def writing(self, who: str, wait: float = 30.0) -> Iterator[None]:
        """Hold the lake for one writer; InputError, naming the one who holds it, after `wait` seconds."""
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(self.folder / ".writer", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            self._take(handle, wait)
            os.ftruncate(handle, 0)
            os.pwrite(handle, who.encode()[:200], 0)
            self._sweep()
            yield
            os.ftruncate(handle, 0)
        finally:
            os.close(handle)

    def _take(self, handle: int, wait: float) -> None:
        end = time.monotonic() + wait
        while True:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except BlockingIOError:
                if time.monotonic() > end:
                    holder = os.pread(handle, 200, 0).decode("utf-8", "replace") or "một tiến trình khác"
                    raise InputError(
                        f"Kho hồ sơ {self.folder} đang được ghi bởi {holder}; hãy đợi lượt đó xong rồi làm lại."
                    ) from None
                time.sleep(0.05)

    def _sweep(self) -> None:
        """Remove what a killed writer left: files that no version names, unpacked extracts. For the lock's holder."""
        for left in (self.folder / ".scratch").glob("nhap-*"):
            shutil.rmtree(left, ignore_errors=True)
        for name in TABLES:
            folder = self.table_folder(name)
            known = {os.path.relpath(path, folder) for path in self._named(name)} if folder.is_dir() else set()
            for path in folder.glob("month=*/live=*/*.parquet") if folder.is_dir() else ():
                if os.path.relpath(path, folder) not in known:
                    path.unlink(missing_ok=True)

    def _named(self, table: str) -> list[str]:
        delta = self._delta(table)
        return [_plain_path(uri) for uri in delta.file_uris()] if delta else []

    def commit(self, table: str, add: Sequence[NewFile], remove: Sequence[str], account: ImportSummary) -> None:
        """Name new files and forget others in one step. The caller holds `writing`."""
        delta = self._delta(table) or self._make(TABLES[table])
        stamp = int(account.at.timestamp() * 1000)
        folder = self.table_folder(table)
        actions: list[Any] = [
            AddAction(
                path=file.path,
                size=(folder / file.path).stat().st_size,
                partition_values={"month": file.month, "live": "true" if file.live else "false"},
                modification_time=stamp,
                data_change=True,
                stats=json.dumps({"numRecords": file.rows}),
            )
            for file in add
        ]
        actions += [RemoveAction(path, True, stamp) for path in remove]
        delta.create_write_transaction(
            actions,
            "append",
            delta.schema(),
            partition_by=list(PARTITIONS),
            commit_properties=CommitProperties(
                custom_metadata={ACCOUNT: json.dumps(account.to_json(), ensure_ascii=False)}
            ),
            post_commithook_properties=PostCommitHookProperties(cleanup_expired_logs=False),
        )

    def _make(self, table: Table) -> DeltaTable:
        return DeltaTable.create(
            self.table_folder(table.name),
            schema=arrow_schema(table),
            partition_by=list(PARTITIONS),
            configuration=dict(_SETTINGS),
        )

    def _delta(self, table: str) -> DeltaTable | None:
        folder = self.table_folder(table)
        if not (folder / "_delta_log").is_dir():
            return None
        try:
            return DeltaTable(folder)
        except TableNotFoundError:
            return None


def arrow_schema(table: Table) -> pa.Schema:
    """The columns of a fact table and its partitions, as Arrow types."""
    columns = [pa.field(name, _TYPES[kind]) for name, kind in table.columns.items()]
    return pa.schema([*columns, *(pa.field(name, pa.string()) for name in PARTITIONS)])


def utc(moment: datetime) -> datetime:
    """An aware instant in UTC, whole microseconds."""
    return moment.astimezone(UTC)


def _plain_path(uri: str) -> str:
    return unquote(uri.removeprefix("file://")) if uri.startswith("file://") else uri
