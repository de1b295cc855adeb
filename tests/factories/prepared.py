"""What is made once and used by many tests: a database of its own, in which no test leaves a trace, and its files."""

import copy
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from tests.factories.programme import Small, small_programme

# Where a test's own folder holds what the settings point at.
PLACES = {"FILES": "files", "LAKES": "lakes", "IMPORTS": "imports", "KEY_FILE": "keys.json"}


@dataclass(frozen=True)
class Prepared:
    """The small programme in a database of its own, with the folder of its files."""

    database: BaseDatabaseWrapper
    small: Small
    folder: Path

    @contextmanager
    def for_one_test(self, folder: Path) -> Iterator[Small]:
        """The programme for somebody who may do with it what they like; its files are copied to their `folder`."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True)
        with leaving_no_trace(self.database), at(self.database):
            yield copy.deepcopy(self.small)


@contextmanager
def prepare(folder: Path) -> Iterator[Prepared]:
    """Make the small programme, by the same actions as ever, in a database beside the run's own."""
    with database_beside("small") as database:
        with at(database), pytest.MonkeyPatch.context() as patch:
            places(patch, folder)
            small = small_programme()
        yield Prepared(database, small, folder)


class Stage:
    """What a file's tests all begin from: made once upon the small programme, shown to each test as it was made.

    The lake stays where it is until a test has changed it, so that what was counted need not be counted again. A test
    that did change it leaves it to nobody: the next one is given a new copy in another place.
    """

    def __init__(self, prepared: Prepared, folder: Path, make: Callable[[Small], Any]) -> None:
        self.folder, self._copies = folder, 0
        with at(prepared.database), pytest.MonkeyPatch.context() as patch:
            places(patch, folder)
            self.made = make(copy.deepcopy(prepared.small))
        self._lakes = self._copy()

    @contextmanager
    def shown(self, patch: pytest.MonkeyPatch, folder: Path) -> Iterator[Any]:
        """What `make` has returned, its files copied to the folder of one test."""
        shutil.copytree(self.folder, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("lakes*"))
        patch.setattr(settings, "LAKES", self._lakes)
        before = _seen(self._lakes)
        yield copy.deepcopy(self.made)
        if _seen(self._lakes) != before:
            self._lakes = self._copy()

    def _copy(self) -> Path:
        self._copies += 1
        return shutil.copytree(self.folder / "lakes", self.folder / f"lakes-{self._copies}")


@contextmanager
def stage(prepared: Prepared, folder: Path, make: Callable[[Small], Any]) -> Iterator[Stage]:
    """Set a stage for the tests of a file; at its end the small programme stands as it did before."""
    with leaving_no_trace(prepared.database):
        yield Stage(prepared, folder, make)


def places(patch: pytest.MonkeyPatch, folder: Path) -> None:
    """Let the settings point into a folder."""
    for name, place in PLACES.items():
        patch.setattr(settings, name, folder / place)


@contextmanager
def database_beside(name: str) -> Iterator[BaseDatabaseWrapper]:
    """A second database that holds what the run's own holds now (after the migrations: nothing but its tables)."""
    own = connections["default"]
    assert not own.in_atomic_block, "a copy holds only what was committed"
    beside = own.copy()
    if own.vendor == "sqlite":
        beside.settings_dict["NAME"] = f"file:{name}?mode=memory&cache=shared"
        own.ensure_connection()
        beside.ensure_connection()
        own.connection.backup(beside.connection)
        yield beside
        return
    beside.settings_dict["NAME"] = f"{own.settings_dict['NAME']}_{name}"
    old, new = (own.ops.quote_name(each.settings_dict["NAME"]) for each in (own, beside))
    own.close()  # nobody may be at a database while it is copied
    with own._nodb_cursor() as cursor:
        cursor.execute(f"CREATE DATABASE {new} TEMPLATE {old}")
    try:
        yield beside
    finally:
        beside.close()
        with own._nodb_cursor() as cursor:
            cursor.execute(f"DROP DATABASE {new}")


@contextmanager
def at(database: BaseDatabaseWrapper) -> Iterator[None]:
    """Everybody who asks for the database in this thread works in that one."""
    own = connections["default"]
    connections["default"] = database
    try:
        yield
    finally:
        connections["default"] = own


@contextmanager
def leaving_no_trace(database: BaseDatabaseWrapper) -> Iterator[None]:
    """At the end all references must hold, and then nothing of what was written in that database has happened.

    This is what Django's TestCase does in the run's own database. One may stand within another.
    """
    with at(database):
        whole = transaction.atomic()
        whole._from_testcase = True  # what wants to be outermost takes itself for it
        whole.__enter__()
    try:
        yield
        if not database.needs_rollback:
            database.check_constraints()
    finally:
        with at(database):
            transaction.set_rollback(True)
            whole.__exit__(None, None, None)


def _seen(folder: Path) -> dict[str, tuple[int, int]]:
    """Every file with its size and time."""
    return {str(path): (path.stat().st_size, path.stat().st_mtime_ns) for path in folder.rglob("*") if path.is_file()}
