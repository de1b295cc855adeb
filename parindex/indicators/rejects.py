"""What is not taken in and why: lines of a CSV that are no rows, and the list of refused rows as a CSV for people."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from parindex.core.words import normalise
from parindex.indicators.opening import Opened

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_TOO_MANY, _UNPAIRED = "TOO MANY COLUMNS", "UNQUOTED VALUE"
_WHY = {
    _TOO_MANY: "nhiều ô hơn số cột của tệp (thường do dấu phẩy không nằm trong dấu nháy kép)",
    "MISSING COLUMNS": "thiếu ô so với số cột của tệp",
    _UNPAIRED: "dấu nháy kép mở mà không đóng",
    "LINE SIZE OVER MAXIMUM": "dòng dài quá mức",
    "INVALID ENCODING": "chữ không đúng bảng mã",
}


@dataclass(frozen=True)
class Reject:
    """One row that is not taken in (or, as a warning, one that is): line of the file, column, what stood there, why."""

    line: int
    column: str
    value: str
    reason: str
    kind: str = "bị loại"

    @property
    def words(self) -> str:
        """The reason with what stood there, for a sentence; `value` is as it may be shown."""
        return f"{self.reason}: “{self.value}”" if self.value else self.reason


@dataclass(frozen=True)
class Broken:
    """A line of a CSV that is no row. Its words are not for showing: who can tell which of them is a name."""

    line: int
    why: str
    cells: tuple[str, ...]
    words: str = field(repr=False)
    long: bool = False  # more cells than the file has columns …
    loose: bool = False  # … and nothing in those that are too many

    @property
    def blank(self) -> bool:
        return bool(self.cells) and not any(map(normalise, self.cells))


def forget_lines(db: Any) -> None:
    """Forget what earlier scans told of lines: a scan without a fault tells nothing that could take its place."""
    if _tells(db):
        db.execute("DELETE FROM reject_errors")


def broken_lines(db: Any, opened: Opened) -> list[Broken]:
    """The lines of a CSV that the scans since `forget_lines` could not make rows of, in their order."""
    if not _tells(db):
        return []
    found = db.execute(
        "SELECT line, min(error_type::VARCHAR), any_value(csv_line) FROM reject_errors GROUP BY line ORDER BY line"
    )
    return [_broken(opened, *row) for row in found.fetchall()]


def _tells(db: Any) -> bool:
    return bool(db.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = 'reject_errors'").fetchone()[0])


def _broken(opened: Opened, line: int, error: str, words: str | None) -> Broken:
    words, why = (words or "").strip("\r\n"), _WHY.get(error, error)
    cells = tuple(opened.lines.cells(words)) if opened.lines else ()
    if error == _UNPAIRED and (more := words.count("\n")):
        why = f"{why}, vì vậy cả {more} dòng sau nó cũng không đọc được"
    long = error == _TOO_MANY
    beyond = cells[opened.named :]
    return Broken(line, why, cells, words, long, long and bool(beyond) and not any(map(normalise, beyond)))


def write_rejects(path: Path, rejects: Iterator[Reject]) -> int:
    """A CSV for people: line, column, value, reason; no cell of it can act as a formula. Returns how many lines."""
    count = 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["Dòng", "Cột", "Giá trị", "Lý do", "Loại"])
        for one in rejects:
            writer.writerow([one.line, *map(_plain, (one.column, one.value, one.reason, one.kind))])
            count += 1
    return count


def _plain(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
