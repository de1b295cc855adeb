"""Reads one file into the workbench: staged rows, what is refused and why, agencies by name, due dates."""

from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
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
from parindex.indicators.engines import WorkbenchError, workbench
from parindex.indicators.events import CONTRADICTION, MISPLACED, cases_of
from parindex.indicators.limits import working_due
from parindex.indicators.naming import name_agencies
from parindex.indicators.opening import Lines, Opened, open_extract, sample_rows
from parindex.indicators.rejects import Broken, Reject, broken_lines, forget_lines
from parindex.indicators.sources.cells import filled, quote
from parindex.indicators.sources.columns import FIELDS, TITLES
from parindex.indicators.sources.mapping import SourceMapping
from parindex.indicators.staging import BEYOND, Fault, Plan, Staging, complete_simple, plan_simple
from parindex.indicators.staging_dossiers import complete, plan_dossiers

MEMORY = "3GB"
_WORDS_SHOWN = 20
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

    def rejects(self) -> Iterator[Reject]:
        """Every refused row with every reason; first the lines that are no rows, then rows in the order of the file."""
        for one in self.broken:
            yield Reject(one.line, "", "", one.why)
        bits = {fault.bit: fault for fault in (*self.plan.faults, *_OF_CASES)}
        found = self.db.execute("SELECT line, errors FROM lined WHERE errors <> 0 ORDER BY line").fetchall()
        wanted = {line: [fault for bit, fault in bits.items() if errors & bit] for line, errors in found}
        raw = self._raw([*wanted, *self.clashes])
        yield from self.notices
        for line in sorted({*wanted, *self.clashes}):
            faults = wanted.get(line, ())
            for fault in [one for one in faults if one.alone] or faults:
                yield self._reject(line, fault, raw.get(line))
            if line in self.clashes:
                shown = self._cell("code", raw.get(line))
                yield Reject(self.told(line), self._title("code"), shown, self.clashes[line])

    def _raw(self, lines: Sequence[int]) -> dict[int, Sequence[Any]]:
        if not lines:
            return {}
        self.db.execute("CREATE OR REPLACE TABLE asked_lines (line BIGINT)")
        self.db.execute("INSERT INTO asked_lines SELECT unnest(?)", [list(lines)])
        found = self.db.execute(f"SELECT r.* FROM ({self.opened.numbered}) AS r SEMI JOIN asked_lines USING (line)")
        return {row[0]: row[1:] for row in found.fetchall()}

    def _reject(self, line: int, fault: Fault, cells: Sequence[Any] | None) -> Reject:
        return Reject(self.told(line), self._title(fault.column), self._cell(fault.column, cells), fault.words)

    def _title(self, column: str) -> str:
        return self.plan.columns.get(column) or TITLES.get(column, column)

    def _cell(self, column: str, cells: Sequence[Any] | None) -> str:
        """What stands there, for a list that people pass on: in a shifted row it may be a name."""
        heading = self.plan.columns.get(column)
        if cells is None or heading is None:
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
    found, staging = _stage(db, opened, mapping, at)
    loose = [one for one in found.broken if one.loose]
    if opened.lines and loose and len(loose) == sum(one.long for one in found.broken):
        found, staging = _stage(db, replace(opened, query=opened.lines.lenient), mapping, at)
        _tell_loose(found, [one.line for one in loose if len(one.cells) > opened.lines.own])
    mapping = found.mapping
    if opened.kind == "xlsx":
        found.warnings += _words_beside(db, opened, found.plan.columns.values())
    if mapping.table == "dossiers":
        found.warnings += _ended_without_a_day(db, staging)
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
    found.warnings += _unknown_words(staging)
    found.unknown = [one for one in staging.unknown if not personal_in(one[1])]
    if plan.has_code and mapping.table == "dossiers":
        _check_codes(found)
    found.read, found.rejected = db.execute("SELECT count(*), count(*) FILTER (errors <> 0) FROM staged").fetchone()
    found.read, found.rejected = found.read + len(found.broken), found.rejected + len(found.broken)
    _settle_twins(found)
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
    _must_have(found)
    db.execute(f"CREATE OR REPLACE TABLE staged AS {plan.query}")
    found.broken = broken_lines(db, file) if file.lines else []
    return found, staging


def _tell_loose(found: Reading, lines: list[int]) -> None:
    """Rows with one empty cell more than the headings and the other rows: harmless, or shifted by a bare comma."""
    if lines:
        words = "thừa một ô trống ở cuối: nếu có dấu phẩy không nằm trong dấu nháy kép thì các ô của dòng đã lệch"
        found.notices += [Reject(line, "", "", words, "cảnh báo") for line in lines]
        found.warnings.append(f"{len(lines)} dòng {words}; vẫn nhập, hãy xem lại ({_first(lines)}).")


def _words_beside(db: Any, opened: Opened, read: Collection[str]) -> list[str]:
    """Words to the right of a spreadsheet's table: cells do not shift there, so they are notes, and only told of."""
    if not (beside := opened.beyond(read)):
        return []
    counts = db.execute(f"SELECT {', '.join(f'count_if({filled(one)})' for one in beside)} FROM ({opened.query})")
    return [
        f"Cột thứ {int(column[1:]) + 1} của trang tính có chữ ở {count} dòng mà không có tiêu đề: không đọc cột này."
        for column, count in zip(beside, counts.fetchone(), strict=True)
        if count
    ]


def _first(lines: list[int]) -> str:
    return f"dòng {', '.join(map(str, lines[:5]))}{'…' if len(lines) > 5 else ''}"


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
    found.warnings.append(f"{count} hồ sơ có mã ghi ngày khác ngày tiếp nhận ({_first(lines)}); vẫn nhập, hãy xem lại.")


def _ended_without_a_day(db: Any, staging: Staging) -> list[str]:
    """Who was withdrawn on no day known leaves timeliness at the last change known; others stay open, and are told."""
    if "ending" not in staging.found:
        return []
    meaning = staging.meaning("ending", "staged")
    staging.unknown.clear()
    open_ = f"finished IS NULL AND errors = 0 AND {meaning}"
    told = dict(db.execute(f"SELECT {meaning}, count(*) FROM staged WHERE {open_} IS NOT NULL GROUP BY 1").fetchall())
    if gone := told.pop("withdrawn", 0):
        day = "coalesce(updated::DATE, received_day)"
        db.execute(
            f"UPDATE staged SET finished = greatest(received, coalesce(updated, received)), finished_day = {day} "
            f"WHERE {open_} = 'withdrawn'"
        )
    said = (
        [f"{gone} hồ sơ ghi là đã rút mà không có ngày: coi là rút lúc cập nhật, không có thì lúc tiếp nhận."]
        if gone
        else []
    )
    others = sum(told.values())
    if others:
        said.append(
            f"{others} hồ sơ ghi là đã giải quyết hoặc từ chối mà không có ngày xong: vẫn tính là đang giải quyết."
        )
    return said


def _unknown_words(staging: Staging) -> list[str]:
    """Words of the source that mean nothing of ours: told with their number, and read as not known."""
    found = sorted(staging.unknown, key=lambda one: -one[2])

    def as_what(column: str) -> str:
        return "kênh khác" if staging.fields[column] == "channel" else "chưa rõ"

    said = [
        f"Cột “{staging.found[column]}”: không hiểu “{shown_words(word)}” ({count} dòng), coi như {as_what(column)}."
        for column, word, count in found[:_WORDS_SHOWN]
    ]
    more = len(found) - _WORDS_SHOWN
    return said + ([f"… và {more} chữ khác không hiểu được."] if more > 0 else [])


def _matters(mapping: SourceMapping, column: str) -> bool:
    """Shipped mappings ask for all that there could be; only what judges lateness is missed aloud."""
    missed = {"dossiers": ("agency", "due", "finished", "channel"), "procedures": ("online_level", "postal", "fee")}
    return column in missed.get(mapping.table, ())


def _must_have(found: Reading) -> None:
    if "code" in found.plan.absent and found.mapping.table == "dossiers":
        asked = ", ".join(found.mapping.columns["code"].headings)
        raise InputError(
            f"{found.opened.name}: không thấy cột mã hồ sơ (tìm: {asked}). Nếu tệp không có mã, hãy dùng "
            "cách đọc không khai code: các dòng sẽ thành số đếm."
        )
    needed = {"dossiers": ("received",), "procedures": ("code",), "register_counts": ("agency", "period", "count")}
    for column in needed[found.mapping.table]:
        spec = found.mapping.columns.get(column)
        if column in found.plan.absent and not (spec and spec.constant is not None):
            shown, asked = ", ".join(found.opened.headings[:15]), ", ".join(spec.headings if spec else ())
            raise InputError(
                f"{found.opened.name}: không thấy cột “{TITLES[column]}” (tìm: {asked}). "
                f"Các cột của tệp: {shown}. Hãy chọn cách đọc khác hoặc sửa tên cột."
            )


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
