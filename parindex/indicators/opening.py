"""Opens a file of any kind that we read as one relation of text cells with line numbers; nothing is interpreted yet."""

import csv
import io
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import fastexcel

from parindex.core.errors import InputError
from parindex.indicators.engines import WorkbenchError, workbench
from parindex.indicators.guards import (
    LIMITS,
    Limits,
    check_package,
    rewrite_as_utf8,
    unpack_gzip,
    writing_of,
)
from parindex.indicators.sources.cells import plainly
from parindex.indicators.sources.mapping import SourceMapping
from parindex.indicators.sources.sheet import LOOKED_AT, Head, find_head, known_headings

KINDS = ".csv, .csv.gz, .xlsx, .parquet"
_DELIMITERS = ",;\t|"
_TABLE = 3  # headings that the mapping knows make a sheet one of its tables
_NO_NULL = "\x01"  # stands in no cell, so that every cell is a text


@dataclass(frozen=True)
class Lines:
    """What a CSV is made of, for looking at lines that are no rows. `lenient` is the query that lets a row have one
    empty cell too many; `own` is how many cells the row of headings has.
    """

    path: Path
    delimiter: str
    lenient: str
    own: int

    def cells(self, line: str) -> list[str]:
        """The cells of one line; none where quotes do not pair."""
        try:
            return next(_reader(io.StringIO(line, newline=""), self.delimiter), [])
        except csv.Error:
            return []

    def blank(self) -> list[int]:
        """The lines without a single letter, which are no rows; looked for only where somebody is told a line."""
        with self.path.open("rb") as file:
            last, gaps = b"", (b"\n\n", b"\n\r\n", b"\r\r")
            while block := file.read(1 << 20):
                if any(gap in last + block for gap in gaps):
                    break
                last = block[-2:]
        if not block:
            return []
        with self.path.open(encoding="utf-8-sig", newline="") as file:
            return [at for at, row in enumerate(_reader(file, self.delimiter), 1) if not row]


@dataclass(frozen=True)
class Opened:
    """`query` selects c0, c1, … as text, in file order; `numbered` also `line`, as a person counts rows, the heading
    included. Numbering is slow, so it is asked for only where somebody is told a line.

    `head` are the headings in the order of those columns; to column `named` the row of headings reaches. An event
    log's cases bring a `line` of their own. `unread` are the other sheets, where nobody named one; `rivals` those of
    them that people see and that hold such a table too.
    """

    name: str
    kind: str
    head: Head
    query: str
    has_line: bool = False
    named: int = 10**6
    lines: Lines | None = None
    unread: tuple[str, ...] = ()
    rivals: tuple[str, ...] = ()

    @property
    def headings(self) -> tuple[str, ...]:
        return self.head.headings

    @property
    def numbered(self) -> str:
        return (
            self.query
            if self.has_line
            else f"SELECT row_number() OVER () + {self.head.above} AS line, * FROM ({self.query})"
        )

    def column(self, heading: str) -> str:
        return f"c{self.headings.index(heading)}"

    def beyond(self, read: Collection[str] = (), start: int | None = None) -> list[str]:
        """The columns to the right of the row of headings, or of `start`, but for those that are read by a number."""
        first = self.named if start is None else start
        return [f"c{at}" for at, heading in enumerate(self.headings) if at >= first and heading not in read]


def open_extract(
    db: Any, path: Path, scratch: Path, mapping: SourceMapping | None = None, name: str = "", limits: Limits = LIMITS
) -> Opened:
    """Look at the file and say how to select its cells. `scratch` is a folder for unpacked or rewritten copies."""
    shown = name or path.name
    if not path.is_file():
        raise InputError(f"{path}: không có tệp này; hãy kiểm tra lại đường dẫn.")
    if path.stat().st_size == 0:
        raise InputError(f"{shown}: tệp rỗng; hãy chọn lại tệp.")
    with path.open("rb") as file:
        magic = file.read(8)
    if magic.startswith(b"PK\x03\x04"):
        return _sheet(db, path, shown, mapping, limits)
    if magic.startswith(b"PAR1"):
        return _parquet(db, path, shown, limits)
    if magic.startswith(b"\x1f\x8b"):
        plain = scratch / "unpacked.csv"
        unpack_gzip(path, plain, limits)
        return _text(plain, scratch, shown, mapping, limits)
    for mark, what in ((b"\xd0\xcf\x11\xe0", ".xls cũ"), (b"%PDF", "PDF"), (b"\x89PNG", "ảnh")):
        if magic.startswith(mark):
            raise InputError(f"{shown}: tệp {what} không đọc được; hãy lưu dạng .xlsx hoặc .csv ({KINDS}).")
    return _text(path, scratch, shown, mapping, limits)


def _text(path: Path, scratch: Path, name: str, mapping: SourceMapping | None, limits: Limits) -> Opened:
    writing = writing_of(path)
    if not writing.plain:
        plain = scratch / "rewritten.csv"
        rewrite_as_utf8(path, plain, writing.encoding)
        path = plain
    delimiter = (mapping.delimiter if mapping else "") or _delimiter(path, name, mapping)
    delimiter = "\t" if delimiter in ("\\t", "tab") else delimiter
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = _first_rows(file, delimiter, name)
    _check_width(name, max(len(row) for row in rows), limits)
    head = find_head(rows, mapping, name, mapping.header_row if mapping else 0)
    own, titled, data = len(head.headings), head.titled, rows[head.above :]
    # Cells below an empty heading are notes, unless there are rows that do without: then words there are of elsewhere.
    named = titled if any(titled <= len(row) < own for row in data) else own
    width = max(_usual_width(data, named) or own, titled)
    head = Head(head.headings[:width], head.above)
    head = Head((*head.headings, *(f"(cột {n + 1})" for n in range(len(head.headings), width))), head.above)
    columns = ", ".join(f"'c{n}': 'VARCHAR'" for n in range(width))
    quoted = str(path).replace("'", "''")
    # Spreadsheets are kept from reading 007 as a number by a tab before it.
    trimmed = writing.tabs and delimiter != "\t"
    chosen = ", ".join(f"trim(c{n}, ' \t') AS c{n}" for n in range(width)) if trimmed else "*"
    reading = (
        f"SELECT {chosen} FROM read_csv('{quoted}', header = false, skip = {head.above}, auto_detect = false, "
        f"columns = {{{columns}}}, delim = '{delimiter}', quote = '\"', escape = '\"', ignore_errors = true, "
        f"store_rejects = true, new_line = {_new_line(path)}, max_line_size = 10000000, nullstr = "
    )
    # DuckDB overlooks a cell too many that holds the word for NULL: where an empty cell is no NULL, it tells of each.
    lines = Lines(path, delimiter, f"{reading}'')", own)
    return Opened(name, "csv", head, f"{reading}'{_NO_NULL}')", named=named, lines=lines)


def _usual_width(rows: Sequence[Sequence[str]], named: int) -> int:
    """How many cells a row usually has; empty ones at the end are usual, words there are a fault of their row."""
    tidy = [len(row) for row in rows if row and not any(cell.strip() for cell in row[named:])]
    widths = tidy or [len(row) for row in rows if row]
    return max(widths, key=lambda width: (widths.count(width), width), default=0)


def _new_line(path: Path) -> str:
    with path.open("rb") as file:
        head = file.read(1 << 16)
    return "'\\r\\n'" if b"\r\n" in head else "'\\r'" if b"\r" in head and b"\n" not in head else "'\\n'"


def _delimiter(path: Path, name: str, mapping: SourceMapping | None) -> str:
    """The one by which a row has most of the headings that are asked for; else by which rows are alike and wide."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        sample = file.read(1 << 16)
    scores = {}
    for candidate in _DELIMITERS:
        rows = [row for row in islice(_reader(io.StringIO(sample), candidate), LOOKED_AT) if row]
        widths = [len(row) for row in rows]
        common = max(set(widths), key=widths.count) if widths else 1
        scores[candidate] = (known_headings(rows, mapping), common > 1, widths.count(common) * min(common, 50))
    if not sample.strip():
        raise InputError(f"{name}: tệp không có dòng nào; hãy chọn lại tệp.")
    return max(_DELIMITERS, key=lambda one: scores[one])


def _reader(file: Any, delimiter: str) -> Any:
    csv.field_size_limit(10_000_000)
    return csv.reader(file, delimiter=delimiter)


def _first_rows(file: Any, delimiter: str, name: str) -> list[list[str]]:
    try:
        return list(islice(_reader(file, delimiter), LOOKED_AT + 2))
    except csv.Error as error:
        raise InputError(f"{name}: các dòng đầu không phải CSV ({error}); hãy xuất lại tệp.") from error


def _sheet(db: Any, path: Path, name: str, mapping: SourceMapping | None, limits: Limits) -> Opened:
    odd = check_package(path, limits)
    wanted = mapping.sheet if mapping else ""
    try:
        book = fastexcel.read_excel(path)
        if wanted and wanted not in book.sheet_names:
            raise InputError(f"{name}: không có trang tính “{wanted}”; tệp có: {', '.join(book.sheet_names)}.")
        sheet, rivals = _shown_sheet(book, wanted, mapping)
        _check_width(name, sheet.width, limits)
        whole = sheet.to_arrow()
        head = find_head(_cells(whole[: LOOKED_AT + 2]), mapping, name, mapping.header_row if mapping else 0)
        data = whole[head.above :]
    except fastexcel.FastExcelError as error:
        raise InputError(f"{name}: không đọc được bảng tính ({error}); hãy mở bằng Excel rồi lưu lại.") from error
    width = data.num_columns
    headings = (*head.headings, *(f"(cột {n + 1})" for n in range(len(head.headings), width)))
    db.register("sheet_rows", data.rename_columns([f"c{n}" for n in range(width)]))
    cells = [f"{plainly(f'c{n}')} AS c{n}" if odd else f"c{n}" for n in range(width)]
    empty = [f"NULL::VARCHAR AS c{n}" for n in range(width, len(headings))]
    query = f"SELECT {', '.join(cells + empty)} FROM sheet_rows"
    unread = () if wanted else tuple(one for one in book.sheet_names if one != sheet.name)
    return Opened(name, "xlsx", Head(headings, head.above), query, named=head.titled, unread=unread, rivals=rivals)


def _shown_sheet(book: Any, wanted: str, mapping: SourceMapping | None) -> tuple[Any, tuple[str, ...]]:
    """The sheet that is wanted, else of those that people see the first with a table that the mapping knows, else the
    first with anything; and the others with such a table. Each once and whole, from its first row on: asking for the
    first rows alone reads all of it as well, and blank rows above would go uncounted.
    """
    chosen, best, rivals = None, -1, []
    for name in (wanted,) if wanted else book.sheet_names:
        sheet = book.load_sheet(name, header_row=None, skip_rows=0, dtypes="string")
        shown = sheet.visible == "visible"
        known = _known(sheet, mapping) if shown and len(book.sheet_names) > 1 and not wanted else 0
        worth = shown + (shown and sheet.height > 0) + (known >= _TABLE)
        if worth > best:
            chosen, best = sheet, worth
        elif known >= _TABLE:
            rivals.append(name)
    return chosen, tuple(rivals)


def _known(sheet: Any, mapping: SourceMapping | None) -> int:
    """How many headings of the mapping's a row of the sheet has at best."""
    return known_headings(_cells(sheet.to_arrow()[:LOOKED_AT]), mapping) if mapping else 0


def _cells(rows: Any) -> list[list[str | None]]:
    return [list(row) for row in zip(*(column.to_pylist() for column in rows.columns), strict=True)]


def _parquet(db: Any, path: Path, name: str, limits: Limits) -> Opened:
    quoted = str(path).replace("'", "''")
    try:
        described = db.execute(f"DESCRIBE SELECT * FROM read_parquet('{quoted}')").fetchall()
    except WorkbenchError as error:
        raise InputError(f"{name}: không đọc được tệp .parquet; hãy xuất lại tệp.") from error
    _check_width(name, len(described), limits)
    cells = ", ".join(f'"{row[0].replace(chr(34), chr(34) * 2)}"::VARCHAR AS c{n}' for n, row in enumerate(described))
    query = f"SELECT {cells} FROM read_parquet('{quoted}')"
    return Opened(name, "parquet", Head(tuple(row[0] for row in described), 0), query)


def _check_width(name: str, width: int, limits: Limits) -> None:
    if width > limits.columns:
        raise InputError(f"{name}: tệp có {width} cột, quá giới hạn {limits.columns}; hãy chỉ giữ các cột cần thiết.")


def sample_rows(db: Any, opened: Opened, count: int) -> list[Sequence[str | None]]:
    """The first rows of data as they stand in the file: the line, then the cells."""
    return db.execute(f"SELECT * FROM ({opened.numbered}) LIMIT {int(count)}").fetchall()


def first_look(
    path: Path, scratch: Path, name: str = "", like: SourceMapping | None = None, rows: int = 3
) -> tuple[tuple[str, ...], list[Sequence[str | None]]]:
    """The headings of a file of any kind and its first rows; `like`: a mapping whose headings help to find the row."""
    db = workbench()
    try:
        opened = open_extract(db, path, scratch, like, name)
        return opened.headings, db.execute(f"SELECT * FROM ({opened.query}) LIMIT {int(rows)}").fetchall()
    except WorkbenchError as error:
        raise InputError(f"{name or path.name}: các dòng đầu không đọc được thành bảng; hãy xuất lại tệp.") from error
    finally:
        db.close()


def headings_of(path: Path, scratch: Path, name: str = "", like: SourceMapping | None = None) -> tuple[str, ...]:
    """The headings alone."""
    return first_look(path, scratch, name, like, 0)[0]
