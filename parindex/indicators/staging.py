"""From text cells to rows in our columns, in one pass of SQL; what could not be read is a bit of `errors`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from parindex.core.errors import InputError
from parindex.core.personal import shown_words
from parindex.indicators.facts import TABLES
from parindex.indicators.footers import marks
from parindex.indicators.opening import Opened
from parindex.indicators.sources import cells
from parindex.indicators.sources.codes import spoilt_codes
from parindex.indicators.sources.columns import FIELDS
from parindex.indicators.sources.dates import choose_formats, instant_of, of_parts, with_offset, written
from parindex.indicators.sources.mapping import ColumnSpec, SourceMapping
from parindex.indicators.sources.sheet import heading_of

_FIRST = "TIMESTAMP '1990-01-01'"
BEYOND = "có chữ ở ô không thuộc cột nào của dòng tiêu đề (thường do dấu phẩy không nằm trong dấu nháy kép)"


@dataclass(frozen=True)
class Fault:
    """One reason for which a row is refused: its bit, our column, and the words for a person.

    `alone`: nothing else is said of the row, for its cells do not stand in their columns.
    """

    bit: int
    column: str
    words: str
    alone: bool = False


@dataclass(frozen=True)
class Plan:
    """How to stage one file: the SELECT, the faults that it marks, and the headings that were not found.

    `after` completes staged rows: column -> SQL over what their words mean.
    """

    query: str
    faults: tuple[Fault, ...]
    columns: dict[str, str]  # our column -> heading of the file
    absent: tuple[str, ...]
    has_code: bool


class Staging:
    """Builds the SELECT of one file under one mapping."""

    def __init__(self, db: Any, opened: Opened, mapping: SourceMapping, at: datetime) -> None:
        self.db, self.opened, self.mapping, self.at = db, opened, mapping, at
        self.fields = FIELDS[mapping.table]
        db.execute(f"CREATE OR REPLACE TABLE sample AS SELECT * FROM ({opened.query}) LIMIT {_SAMPLE}")
        self.faults: list[Fault] = []
        self.errors: list[str] = []
        self.found: dict[str, str] = {}
        self.absent: list[str] = []
        self.said: list[str] = []  # columns staged as the source's words
        self.unknown: list[tuple[str, str, int]] = []  # column, word, how many rows
        for name, spec in mapping.columns.items():
            self._locate(name, spec)
        if opened.lines and (beyond := opened.beyond(self.found.values())):
            self.fault(" OR ".join(map(cells.filled, beyond)), "", BEYOND, alone=True)

    def _locate(self, name: str, spec: ColumnSpec) -> None:
        heading = heading_of(self.opened.headings, spec.headings) if spec.headings else None
        if heading:
            self.found[name] = heading
            if spec.time and heading_of(self.opened.headings, (spec.time,)) is None:
                raise InputError(
                    f"{self.opened.name}: không thấy cột giờ “{spec.time}” đi với cột “{heading}”; hãy sửa time trong "
                    f"cách đọc. Các cột của tệp: {', '.join(map(shown_words, self.opened.headings[:15]))}."
                )
        elif spec.headings and spec.constant is None and not spec.after:
            self.absent.append(name)

    def has(self, name: str) -> bool:
        spec = self.mapping.columns.get(name)
        return name in self.found or bool(spec and (spec.constant is not None or spec.after or spec.activity))

    def cell(self, name: str) -> str:
        """SQL of the cell; of a day and an hour in two columns, both as one."""
        day, spec = self.opened.column(self.found[name]), self.mapping.columns.get(name)
        hour = heading_of(self.opened.headings, (spec.time,)) if spec and spec.time else None
        return f"({cells.with_time(day, self.opened.column(hour))})" if hour else day

    def fault(self, condition: str, column: str, words: str, alone: bool = False) -> None:
        """Mark rows that meet the condition with the next bit."""
        bit = 1 << len(self.faults)
        self.faults.append(Fault(bit, column, words, alone))
        self.errors.append(f"CASE WHEN {condition} THEN {bit} ELSE 0 END")

    def mark_no_rows(self, lacking: str, empty: str = "true") -> None:
        """Mark rows that lack what they must have, and are headings or, where `empty`, have hardly anything at all.

        An event log's cases are rows.
        """
        if not self.opened.has_line:
            self.errors.append(marks(self.opened, self.mapping, lacking, empty))

    def error_bits(self) -> str:
        return " + ".join(self.errors) if self.errors else "0"

    def value(self, name: str) -> str:
        """SQL of a column that is no instant; of words and flags only what stands there, see `meaning`."""
        kind = self.fields[name]
        spec = self.mapping.columns.get(name)
        if spec is None or not self.has(name):
            return f"NULL::{_SQL[kind]}"
        if name not in self.found:
            return f"{cells.quote(spec.constant or '')}::{_SQL[kind]}"
        column = self.cell(name)
        if self.is_said(name):
            self.said.append(name)
            return cells.text(column)
        read = {"text": cells.text, "whole": cells.whole, "number": cells.number, "period": cells.month}
        return read[kind](column)

    def is_said(self, name: str) -> bool:
        """Whether the column holds words of the source that mean something of ours."""
        spec = self.mapping.columns[name]
        return name in self.found and (self.fields[name] in _SAID or bool(spec.values))

    def meaning(self, name: str, table: str) -> str:
        """SQL of what the words of a staged column mean; words without a meaning are noted in `unknown`."""
        spec, kind = self.mapping.columns[name], self.fields[name]
        # Of refused rows nobody is asked what their words mean: in a shifted one they may be names.
        chosen = f"{name} IS NOT NULL" + ("" if kind == "text" else " AND errors = 0")
        counts = dict(self.db.execute(f"SELECT {name}, count(*) FROM {table} WHERE {chosen} GROUP BY 1").fetchall())
        if kind == "flag":
            # Where the column is there, a blank is a no: most systems tick what is so and leave the rest empty.
            otherwise = spec.otherwise == "true"
            if spec.filled:
                return f"({name} IS NOT NULL)"
            meanings: dict[str, str | bool | None] = {word: cells.flag(word, spec.values) for word in counts}
        else:
            # A dossier came in somehow: what no word of the mapping names is another way, not an unknown one.
            otherwise = "other" if kind == "channel" else None
            fallback = spec.otherwise if kind in _SAID else None
            meanings = {word: cells.said(word, spec.values, fallback) for word in counts}
            if kind == "text":
                meanings = {word: value or word for word, value in meanings.items()}
        for word, value in meanings.items():
            if kind == "ending" and value == "open":
                meanings[word] = None  # known, and no ending
            elif value is None:
                self.unknown.append((name, word, counts[word]))
                meanings[word] = otherwise if kind == "channel" or spec.otherwise is not None else None
        return cells.choice(name, meanings, otherwise, _SQL[kind])

    def moments(self, name: str) -> tuple[str, str]:
        """SQL of a column that is an instant: local time, instant; NULLs where the mapping has none."""
        if name not in self.found:
            return "NULL::TIMESTAMP", "NULL::TIMESTAMPTZ"
        return of_parts(self.wall(name), self.offset(name), self.mapping.time_zone)

    def read_moments(self, name: str) -> tuple[str, str]:
        """The same, where stages before have made n_… of `wall` and o_… of `offset`."""
        if name not in self.found:
            return "NULL::TIMESTAMP", "NULL::TIMESTAMPTZ"
        return of_parts(f"n_{name}", f"o_{name}", self.mapping.time_zone)

    def _given(self, name: str) -> tuple[str, ...]:
        return tuple(self.mapping.columns[name].dates or self.mapping.dates)

    def wall(self, name: str) -> str:
        """SQL of the wall-clock time that the cell says."""
        column, given = self.cell(name), self._given(name)
        return written(column, choose_formats(self.db, "FROM sample", column, given), bool(given))

    def offset(self, name: str) -> str:
        """SQL of the instant that a cell with an offset says; none where the mapping names the formats."""
        return "NULL::TIMESTAMPTZ" if self._given(name) else with_offset(self.cell(name))

    def unread(self, name: str) -> str:
        """SQL: whether the cell says something that could not be read: a dash and its like say nothing."""
        if name not in self.found:
            return "false"
        cell = self.cell(name)
        said = f"{cells.text(cell)} IS NOT NULL AND NOT {cells.nothing(cell)}"
        return f"CASE WHEN x_{name} IS NULL THEN {said} ELSE false END"

    def must_read(self, name: str) -> None:
        """Refuse rows without it, and tell the blank cell from the one that could not be read."""
        self.fault(f"CASE WHEN x_{name} IS NULL THEN NOT ({self.unread(name)}) ELSE false END", name, "để trống")
        self.check_read([name])

    def check_read(self, names: Sequence[str]) -> None:
        """Refuse rows whose cell says something that could not be read."""
        for name in names:
            if name in self.found:
                self.fault(self.unread(name), name, UNREAD[self.fields[name]])

    def check_codes(self) -> None:
        """Refuse rows whose code a spreadsheet has spoilt; of a text file the first rows tell whether one has."""
        if "code" in self.found and not self.opened.has_line:
            sheet = self.opened.kind == "xlsx"
            rows = f"FROM ({self.opened.query})" if sheet else "FROM sample"
            for spoilt, why in spoilt_codes(self.db, rows, self.cell("code"), sheet).items():
                self.fault(spoilt, "code", why)

    def check_when(self, names: Sequence[str]) -> None:
        """Refuse rows with a day that no dossier can have: a year of two digits, or a slip of the finger."""
        last = (self.at + timedelta(days=_AHEAD)).date()
        for name in names:
            if name in self.found:
                first, latest = (f"{_SQL[self.fields[name]]} '{day}'" for day in ("1990-01-01", last))
                self.fault(f"x_{name} < {first} OR x_{name} > {latest}", name, OUTSIDE)

    def instant_of(self, local: str) -> str:
        return instant_of(local, self.mapping.time_zone)

    def latest(self) -> str:
        """SQL: a day after the import, for what cannot have happened yet."""
        moment_ = (self.at + timedelta(days=1)).isoformat()
        return f"TIMESTAMPTZ {cells.quote(moment_)}"


MUST = ("code", "received", "period")  # what hardly any row of data is without
_AHEAD = 20 * 366  # days after the import
OUTSIDE = "ngoài khoảng có thể có (năm phải ghi đủ bốn chữ số)"
_NO_DAY = "không đọc được ngày giờ; hãy sửa ô này, hoặc khai dạng ngày (dates) trong cách đọc"
_NO_NUMBER = "không đọc được số; hãy ghi số trơn như 1234 hoặc 2,5"
UNREAD = {
    "instant": _NO_DAY,
    "day": _NO_DAY,
    "whole": _NO_NUMBER,
    "number": _NO_NUMBER,
    "period": "không đọc được tháng; hãy ghi như 06/2023",
}
_SAMPLE = 2_000  # rows by which the formats of dates are put in order
_SAID = ("flag", "channel", "ending", "online_level")
_SQL = {
    "text": "VARCHAR",
    "channel": "VARCHAR",
    "ending": "VARCHAR",
    "online_level": "VARCHAR",
    "period": "VARCHAR",
    "flag": "BOOLEAN",
    "whole": "INTEGER",
    "number": "DOUBLE",
    "instant": "TIMESTAMPTZ",
    "day": "DATE",
    "moments": "TIMESTAMPTZ[]",
    "words": "VARCHAR[]",
}


def plan_simple(staging: Staging) -> Plan:
    """Procedures and register counts: columns as they are."""
    table = TABLES[staging.mapping.table]
    chosen, selected = [], []
    for name, kind in staging.fields.items():
        if kind in ("day", "instant"):
            local, told = staging.moments(name)
            chosen.append(f"{local}::DATE AS x_{name}" if kind == "day" else f"{told} AS x_{name}")
        elif name == "source" and not staging.has("source"):
            chosen.append(f"{cells.quote(staging.mapping.source)} AS x_source")
        else:
            chosen.append(f"{staging.value(name)} AS x_{name}")
        selected.append(f"x_{name} AS {name}")
    for name in ("code", "agency"):
        if name in staging.fields and name in staging.mapping.columns:
            staging.fault(f"x_{name} IS NULL OR {cells.nothing(f'x_{name}')}", name, "để trống")
    staging.check_codes()
    for name in ("period", "count"):
        if name in staging.fields:
            staging.must_read(name)
    if "count" in staging.fields:
        total = "regexp_full_match(lower(strip_accents(x_agency)), '(tong|cong|tong cong|tong so)[: .]*')"
        staging.fault(total, "agency", "là dòng tổng, không phải cơ quan")
    readable = [n for n, kind in staging.fields.items() if kind in ("day", "instant", "whole", "number")]
    staging.check_read([n for n in readable if n != "count"])
    staging.check_when([n for n, kind in staging.fields.items() if kind in ("day", "instant")])
    for name in ("count", "legal_days"):
        if name in staging.found:
            staging.fault(f"x_{name} < 0", name, "không thể âm")
    if "period" in staging.fields:
        staging.mark_no_rows("x_period IS NULL")
    else:  # one word may be a code, and a heading
        no_code = "x_code IS NULL OR contains(x_code, ' ')"
        staging.mark_no_rows(f"{no_code} OR NOT regexp_matches(x_code, '[0-9]')", no_code)
    if "valid_from" in table.columns:
        staging.fault("x_valid_to < x_valid_from", "valid_to", "trước ngày bắt đầu hiệu lực")
    if "without_ids" in table.columns:
        selected.append("false AS without_ids")
    inner = f"SELECT *, {', '.join(chosen)} FROM ({staging.opened.query})"
    query = f"SELECT {', '.join(selected)}, ({staging.error_bits()})::BIGINT AS errors FROM ({inner})"
    return Plan(query, tuple(staging.faults), dict(staging.found), tuple(staging.absent), True)


def complete_simple(staging: Staging) -> str:
    """The SELECT of whole rows of `staged`, with words in our meaning and the line of each row."""
    meanings = {name: staging.meaning(name, "staged") for name in dict.fromkeys(staging.said)}
    written = ", ".join(f"{sql} AS {name}" for name, sql in meanings.items())
    replaced = f" REPLACE ({written})" if written else ""
    return f"SELECT *{replaced}, (rowid + {staging.opened.head.above + 1})::INTEGER AS line FROM staged"
