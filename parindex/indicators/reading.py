"""Reads one file into the workbench: staged rows, what is refused and why, agencies by name, due dates."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from parindex.core.agencies import Registry
from parindex.core.calendar import WorkCalendar
from parindex.core.dossier_codes import PATTERN, check_code
from parindex.core.errors import InputError
from parindex.core.personal import personal_in, shown_code, shown_figure, shown_words
from parindex.indicators.doubts import (
    LOOSE,
    doubled_headings,
    lines_in_words,
    loose_lines,
    other_sheets,
    refuse_old_letters,
    refuse_turned_dates,
    unknown_words,
    words_beside,
)
from parindex.indicators.engines import WorkbenchError, workbench
from parindex.indicators.events import CONTRADICTION, MISPLACED, cases_of
from parindex.indicators.footers import AGAIN, BLANK, KIND, WHY, below_table
from parindex.indicators.limits import working_due
from parindex.indicators.naming import name_agencies
from parindex.indicators.opening import Lines, Opened, open_extract, sample_rows
from parindex.indicators.rejects import Broken, Reject, broken_lines, forget_lines
from parindex.indicators.sources.cells import quote
from parindex.indicators.sources.columns import FIELDS, TITLES
from parindex.indicators.sources.mapping import SourceMapping
from parindex.indicators.staging import BEYOND, MUST, Fault, Plan, Staging, complete_simple, plan_simple
from parindex.indicators.staging_dossiers import complete, ended_without_a_day, plan_dossiers

MEMORY = "3GB"
_AT_ONCE = 1_000  # refused rows that are fetched together
_NOTICES = 1_000  # rows to look at that are told one by one
_OF_CASES = (
    Fault(CONTRADICTION, "code", "các sự kiện của vụ việc này ghi thuộc tính khác nhau"),
    Fault(MISPLACED, "code", f"có sự kiện {BEYOND}", alone=True),
)


@dataclass
class Reading:
    """A file that lies staged in its workbench: tables `staged` (all rows) and `good` (those to take in)."""

    db: Any
    mapping: SourceMapping
    opened: Opened
    plan: Plan
    at: datetime
    read: int = 0
    events: int = 0
    duplicate: int = 0
    rejected: int = 0
    warnings: list[str] = field(default_factory=list)
    clashes: dict[int, str] = field(default_factory=dict)
    unknown: list[tuple[str, str, int]] = field(default_factory=list)  # column, word without a meaning, rows
    broken: list[Broken] = field(default_factory=list)  # lines that are no rows at all
    notices: list[Reject] = field(default_factory=list)  # rows taken in that somebody should look at
    lines: Lines | None = None  # of a CSV
    below: frozenset[int] = frozenset()  # those of `broken` that stand below the table: signatures, totals
    dated: bool = False  # the extract as a whole says when it was taken

    @property
    def counted(self) -> bool:
        """Whether the file has no ids, so that its rows become counts."""
        return self.mapping.table == "dossiers" and not self.plan.has_code

    def told(self, line: int) -> int:
        """The line of the file: lines that are no rows are not counted while rows are staged."""
        return line + bisect_right(self._skipped, line)

    @cached_property
    def _skipped(self) -> list[int]:
        """Lines that are no rows, and blank ones, each as that row counts after which it stands."""
        blank = self.lines.blank() if self.lines else ()
        skipped = sorted({*(one.line for one in self.broken), *blank})
        return [line - at for at, line in enumerate(line for line in skipped if line > self.opened.head.above)]

    @property
    def refused(self) -> list[Broken]:
        """Lines that are no rows and should be; those of white space alone say nothing."""
        return [one for one in self.broken if one.line not in self.below and not one.blank]

    def nothing_usable(self) -> str:
        """What to say where every row is refused."""
        first = next(one for one in self.rejects() if one.kind == Reject.kind)
        where = f"dòng {first.line}" + (f", cột “{first.column}”" if first.column else "")
        return (
            f"{self.opened.name}: không dòng nào dùng được, cả {self.read} dòng đều bị loại, nên không nhập gì vào kho "
            f"({where}: {first.words}). Hãy xem danh sách dòng bị loại rồi sửa tệp hoặc cách đọc."
        )

    def unread(self) -> set[str]:
        """Whatever may be the code of a row whose cells nobody can tell apart: it is in the file, only not readable."""
        apart = re.compile(f'[{re.escape(self.lines.delimiter)}"\r\n]') if self.lines else re.compile("\n")
        found = {cell.strip() for one in self.refused for cell in apart.split(one.words)}
        alone = sum(fault.bit for fault in (*self.plan.faults, *_OF_CASES) if fault.alone)
        return found | {str(cell).strip() for _, errors, *cells in self._asked() if errors & alone for cell in cells}

    def rejects(self) -> Iterator[Reject]:
        """Every refused row with every reason; first the lines that are no rows, then rows in the order of the file."""
        for one in self.refused:
            yield Reject(one.line, "", "", one.why)
        yield from self.notices
        bits = {fault.bit: fault for fault in (*self.plan.faults, *_OF_CASES)}
        for line, errors, *cells in self._asked():
            faults = [fault for bit, fault in bits.items() if errors & bit]
            for fault in [one for one in faults if one.alone] or faults:
                yield self._reject(line, fault, cells)
            if line in self.clashes:
                yield Reject(self.told(line), self._title("code"), self._cell("code", cells), self.clashes[line])

    def _asked(self) -> Iterator[Sequence[Any]]:
        """Line, errors and cells of every refused row, in parts: of a file that is read wrongly, that is all of it."""
        self.db.execute(
            "CREATE OR REPLACE TABLE asked_lines AS "
            f"SELECT line, errors FROM lined WHERE errors <> 0 AND errors < {BLANK}"
        )
        if self.clashes:
            self.db.execute("INSERT INTO asked_lines SELECT unnest(?), 0", [list(self.clashes)])
        rows = self.db.execute(
            "SELECT line, errors, COLUMNS(r.* EXCLUDE (line)) "
            f"FROM ({self.opened.numbered}) AS r JOIN asked_lines USING (line) ORDER BY line"
        )
        while part := rows.fetchmany(_AT_ONCE):
            yield from part

    def _reject(self, line: int, fault: Fault, cells: Sequence[Any]) -> Reject:
        return Reject(self.told(line), self._title(fault.column), self._cell(fault.column, cells), fault.words)

    def _title(self, column: str) -> str:
        return self.plan.columns.get(column) or TITLES.get(column, column)

    def _cell(self, column: str, cells: Sequence[Any]) -> str:
        """What stands there, for a list that people pass on: in a shifted row it may be a name."""
        heading = self.plan.columns.get(column)
        if heading is None:
            return ""
        cell = str(cells[self.opened.headings.index(heading)] or "")
        kind = FIELDS[self.mapping.table].get(column)
        return shown_code(cell) if kind == "text" else shown_figure(cell)


@contextmanager
def reading(
    path: Path, mapping: SourceMapping, registry: Registry, *, at: datetime, scratch: Path | None = None,
    file_name: str = "", extracted_at: datetime | None = None,
) -> Iterator[Reading]:  # fmt: skip
    """Stage a file; everything is gone when the block ends. InputError where the file cannot be used at all."""
    if scratch:
        scratch.mkdir(parents=True, exist_ok=True, mode=0o700)
    with TemporaryDirectory(dir=scratch, prefix="nhap-") as folder:
        db = workbench(MEMORY)
        try:
            db.execute("SET preserve_insertion_order = true")
            db.execute(f"SET temp_directory = {quote(folder)}")
            with _said_plainly(file_name or path.name):
                yield _staged(db, path, mapping, registry, at, Path(folder), file_name, extracted_at)
        finally:
            db.close()


def _staged(
    db: Any, path: Path, mapping: SourceMapping, registry: Registry, at: datetime, folder: Path, name: str,
    extracted_at: datetime | None,
) -> Reading:  # fmt: skip
    opened = open_extract(db, path, folder, mapping, name)
    doubled = doubled_headings(db, opened, mapping)
    found, staging = _stage(db, opened, mapping, at)
    loose = loose_lines(opened, found.broken)
    if opened.lines and loose is not None:
        found, staging = _stage(db, replace(opened, query=opened.lines.lenient), mapping, at)
        _tell_loose(found, loose)
    found.warnings += other_sheets(opened) + doubled + words_beside(db, opened, found.plan.columns.values())
    mapping = found.mapping
    if not found.opened.has_line:
        _set_apart(found)
    if mapping.table == "dossiers":
        found.warnings += ended_without_a_day(staging)
    if mapping.shape == "events":
        db.execute("UPDATE staged SET errors = errors + c.bit FROM contradictions AS c WHERE staged.line = c.line")
    if extracted_at:
        stamp = f"TIMESTAMPTZ {quote(extracted_at.isoformat())}"
        db.execute(f"UPDATE staged SET updated = {stamp} WHERE updated IS NULL")
        found.dated = True
    _derive_due(found)
    plan = found.plan
    whole = complete(staging) if mapping.table == "dossiers" else complete_simple(staging)
    db.execute(f"CREATE OR REPLACE VIEW lined AS {whole}")
    found.warnings += unknown_words(staging)
    found.unknown = [one for one in staging.unknown if not personal_in(one[1])]
    if plan.has_code and mapping.table == "dossiers":
        _check_codes(found)
    found.read, found.rejected = db.execute(
        f"SELECT count(*), count(*) FILTER (errors <> 0) FROM staged WHERE errors < {BLANK}"
    ).fetchone()
    found.read, found.rejected = found.read + len(found.refused), found.rejected + len(found.refused)
    _settle_twins(found)
    if found.read and found.rejected == found.read:
        found.warnings.insert(0, found.nothing_usable())
    day = "received_day" if mapping.table == "dossiers" else "DATE '2000-01-01'"
    columns = {"dossiers": ("agency", "receiving_agency"), "register_counts": ("agency",)}.get(mapping.table, ())
    if mapping.table == "register_counts":
        day = "(period || '-01')::DATE"
    if columns:
        found.warnings += name_agencies(db, "good", registry, columns, day)
    found.warnings += [f"Tệp không có cột “{TITLES.get(one, one)}”." for one in plan.absent if _matters(mapping, one)]
    return found


def _stage(db: Any, opened: Opened, mapping: SourceMapping, at: datetime) -> tuple[Reading, Staging]:
    """Make the table `staged` of the file, and tell which lines of it are no rows."""
    forget_lines(db)
    events, file = 0, opened
    if mapping.shape == "events":
        opened, events, mapping = cases_of(db, file, mapping)
    staging = Staging(db, opened, mapping, at)
    plan = plan_dossiers(staging) if mapping.table == "dossiers" else plan_simple(staging)
    found = Reading(db, mapping, opened, plan, at, events=events, lines=file.lines)
    refuse_old_letters(db, opened, mapping, plan.columns)
    _must_have(found)
    refuse_turned_dates(db, opened, mapping, plan.columns)
    db.execute(f"CREATE OR REPLACE TABLE staged AS {plan.query}")
    found.broken = broken_lines(db, file) if file.lines else []
    return found, staging


def _tell_loose(found: Reading, lines: list[int]) -> None:
    if lines:
        found.notices += [Reject(line, "", "", LOOSE, "cảnh báo") for line in lines]
        found.warnings.append(f"{len(lines)} dòng {LOOSE}; vẫn nhập, hãy xem lại ({lines_in_words(lines)}).")


def _set_apart(found: Reading) -> None:
    """Leave out of all counting what stands below the table; list it."""
    must = [found.plan.columns[one] for one in MUST if one in found.plan.columns]
    below = below_table(found.db, found.opened, found.broken, must, found.told)
    found.below = below.broken
    lines = sorted([*map(found.told, below.rows), *below.broken])
    if lines:
        found.notices += [Reject(line, "", "", WHY, KIND) for line in lines]
        found.warnings.append(
            f"{len(lines)} dòng dưới bảng không phải dòng dữ liệu, không tính và không nhập ({lines_in_words(lines)})."
        )
    if below.other:
        raise InputError(
            f"{found.opened.name}: dòng {found.told(below.other[0])} là dòng tiêu đề của một bảng khác: cột không theo "
            "thứ tự của bảng đầu tệp nên không đọc chung được. Hãy tách mỗi bảng thành một tệp rồi nhập từng tệp."
        )
    if again := [found.told(line) for line in below.again]:
        found.notices += [Reject(line, "", "", AGAIN, KIND) for line in again]
        found.warnings.append(f"{len(again)} dòng lặp lại dòng tiêu đề, không tính ({lines_in_words(again)}).")


def _check_codes(found: Reading) -> None:
    """Codes on receipts tell their own day (core/dossier_codes.py): where it is another one, somebody should look."""
    told = "'-' || strftime(received_day, '%y%m%d') || '-'"
    differs = f"errors = 0 AND NOT contains(code, {told}) AND regexp_matches(code, {quote(PATTERN)})"
    count = found.db.execute(f"SELECT count(*) FROM lined WHERE {differs}").fetchone()[0]
    if not count:
        return
    rows = found.db.execute(
        f"SELECT line, code, received_day FROM lined WHERE {differs} ORDER BY line LIMIT {_NOTICES}"
    )
    before = len(found.notices)
    for line, code, day in rows.fetchall():
        for words in check_code(code, day):
            found.notices.append(
                Reject(found.told(line), found.plan.columns.get("code", "code"), code, words, "cảnh báo")
            )
    lines = [one.line for one in found.notices[before:]]
    found.warnings.append(
        f"{count} hồ sơ có mã ghi ngày khác ngày tiếp nhận ({lines_in_words(lines)}); vẫn nhập, hãy xem lại."
    )


def _matters(mapping: SourceMapping, column: str) -> bool:
    """Shipped mappings ask for all that there could be; only what judges lateness is missed aloud."""
    missed = {"dossiers": ("agency", "due", "finished", "channel"), "procedures": ("online_level", "postal", "fee")}
    return column in missed.get(mapping.table, ())


def _must_have(found: Reading) -> None:
    if "code" in found.plan.absent and found.mapping.table == "dossiers":
        asked = ", ".join(found.mapping.columns["code"].headings)
        raise InputError(
            f"{found.opened.name}: không thấy cột mã hồ sơ (tìm: {asked}). {_there(found)} Nếu tệp không có mã, hãy "
            "dùng cách đọc không khai code: các dòng sẽ thành số đếm."
        )
    needed = {"dossiers": ("received",), "procedures": ("code",), "register_counts": ("agency", "period", "count")}
    for column in needed[found.mapping.table]:
        spec = found.mapping.columns.get(column)
        if column in found.plan.absent and not (spec and spec.constant is not None):
            asked = ", ".join(spec.headings if spec else ())
            raise InputError(
                f"{found.opened.name}: không thấy cột “{TITLES[column]}” (tìm: {asked}). {_there(found)} "
                "Hãy chọn cách đọc khác hoặc sửa tên cột."
            )


def _there(found: Reading) -> str:
    """What there is instead: a row of data read as headings may hold names, so words with figures are not shown."""
    shown = ", ".join(map(shown_words, found.opened.headings[:15]))
    sheets = f" Tệp còn trang tính khác: {', '.join(found.opened.unread[:5])}." if found.opened.unread else ""
    return f"Các cột của tệp: {shown}.{sheets}"


def _derive_due(found: Reading) -> None:
    for column, spec in found.mapping.columns.items():
        if spec.after and spec.after.unit == "working_day" and column == "due":
            zone, calendar = found.mapping.time_zone, WorkCalendar.load()
            working_due(found.db, "staged", "due", spec.after.of, spec.after.count, zone, calendar)
            found.db.execute(
                "UPDATE staged SET first_due = due, dues = [due] WHERE first_due IS NULL AND due IS NOT NULL"
            )


_KEYS = {
    "dossiers": "source, code",
    "procedures": "source, code, valid_from",
    "register_counts": "source, agency, field, period",
}


def _settle_twins(found: Reading) -> None:
    """The same key twice in the file: alike is a duplicate; else the newest `updated` speaks; else none does."""
    db, keys = found.db, _KEYS[found.mapping.table]
    good = "SELECT * EXCLUDE (errors) FROM lined WHERE errors = 0"
    if found.counted:
        db.execute(f"CREATE OR REPLACE VIEW good AS {good}")
        return
    columns = [row[0] for row in db.execute("DESCRIBE lined").fetchall() if row[0] not in ("line", "errors")]
    content = "md5(concat_ws('|', " + ", ".join(f"coalesce({c}::VARCHAR, '~')" for c in columns) + "))"
    same = " AND ".join(f"s.{key.strip()} IS NOT DISTINCT FROM t.{key.strip()}" for key in keys.split(","))
    db.execute(
        f"CREATE OR REPLACE TABLE twins AS SELECT *, {content} AS content FROM lined AS s SEMI JOIN "
        f"(SELECT {keys} FROM staged WHERE errors = 0 GROUP BY ALL HAVING count(*) > 1) AS t "
        f"ON {same} WHERE errors = 0"
    )
    newest = "updated = max(updated) OVER w"
    db.execute(
        f"CREATE OR REPLACE TABLE verdicts AS SELECT line, {keys}, CASE "
        "WHEN kinds = 1 THEN CASE WHEN line = first THEN 'kept' ELSE 'duplicate' END "
        "WHEN blanks > 0 OR newest_kinds > 1 THEN 'clash' "
        "WHEN newest AND line = newest_first THEN 'kept' ELSE 'duplicate' END AS verdict "
        "FROM (SELECT *, count(DISTINCT content) FILTER (newest) OVER w AS newest_kinds, "
        "min(line) FILTER (newest) OVER w AS newest_first FROM (SELECT *, min(line) OVER w AS first, "
        f"count(DISTINCT content) OVER w AS kinds, count(*) FILTER (updated IS NULL) OVER w AS blanks, "
        f"{newest} AS newest "
        f"FROM twins WINDOW w AS (PARTITION BY {keys})) WINDOW w AS (PARTITION BY {keys}))"
    )
    counts = dict(db.execute("SELECT verdict, count(*) FROM verdicts GROUP BY verdict").fetchall())
    found.duplicate, clashes = counts.get("duplicate", 0), counts.get("clash", 0)
    if clashes:
        lines = db.execute(
            f"SELECT list(line ORDER BY line) FROM verdicts WHERE verdict = 'clash' GROUP BY {keys}"
        ).fetchall()
        for (same,) in lines:
            said = ", ".join(map(str, same[:5]))
            found.clashes |= dict.fromkeys(
                same, f"lặp lại ở các dòng {said} với nội dung khác nhau, không rõ dòng nào đúng"
            )
    found.rejected += clashes
    db.execute(
        f"CREATE OR REPLACE VIEW good AS {good} AND line NOT IN (SELECT line FROM verdicts WHERE verdict <> 'kept')"
    )


@contextmanager
def _said_plainly(name: str) -> Iterator[None]:
    try:
        yield
    except WorkbenchError as error:
        first = str(error).strip().splitlines()[0][:300]
        raise InputError(
            f"{name}: không đọc được tệp ({first}); hãy kiểm tra dấu phân cách, dấu nháy kép và số cột của từng dòng."
        ) from error


def first_rows(found: Reading, count: int) -> list[Sequence[str | None]]:
    """The first rows of data as they stand in the file."""
    return sample_rows(found.db, found.opened, count)
