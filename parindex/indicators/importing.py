"""Takes files into the lake: a preview that writes nothing, one atomic import, its undoing, the ledger's letters."""

import hashlib
from collections.abc import Mapping as Words
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import islice
from pathlib import Path
from typing import Any
from uuid import uuid4

from parindex.core.agencies import Registry
from parindex.core.calendar import WorkCalendar
from parindex.core.errors import InputError
from parindex.indicators.engines import workbench
from parindex.indicators.facts import KNOWN, LETTER_COLUMNS, TABLES
from parindex.indicators.lake import ImportSummary, Lake
from parindex.indicators.merging import Outcome, merge
from parindex.indicators.reading import Reading, first_rows, reading
from parindex.indicators.rejects import Reject, write_rejects
from parindex.indicators.sources.mapping import SourceMapping
from parindex.indicators.writing import Progress, apply, live_rows, nothing, same_key, stamp_of
from parindex.indicators.writing import reading as lake_files

__all__ = ["ImportSummary", "LetterFact", "Preview", "Reject", "import_file", "preview", "publish", "undo"]

_REJECTS_SHOWN = 200


@dataclass(frozen=True)
class Preview:
    """What an import would do. `rows` are the first rows as they stand in the file, `understood` as they are read."""

    headings: tuple[str, ...]
    columns: Words[str, str]
    rows: tuple[tuple[str | None, ...], ...]
    understood: tuple[dict[str, Any], ...]
    rejects: tuple[Reject, ...]
    summary: ImportSummary
    unknown: tuple[tuple[str, str, int], ...] = ()  # column, word without a meaning, in how many rows


@dataclass(frozen=True)
class LetterFact:
    """What the ledger knows of one dossier's letter."""

    source: str
    code: str
    signed: bool
    sent_day: date | None = None
    posted_from: date | None = None
    posted_to: date | None = None
    exempt: bool = False


def _silent(_phase: str, _done: int, _whole: int) -> None:
    pass


def preview(
    path: Path, mapping: SourceMapping, registry: Registry, lake: Lake | None = None, rows: int = 10, *, at: datetime,
    file_name: str = "", extracted_at: datetime | None = None, scratch: Path | None = None,
) -> Preview:  # fmt: skip
    """Read the file and say what would happen; nothing is written but unpacked copies in `scratch`, for the while."""
    lake = lake or Lake.at(Path("/nonexistent/parindex"))
    with reading(
        path, mapping, registry, at=at, scratch=scratch, file_name=file_name, extracted_at=extracted_at
    ) as found:
        outcome = merge(found, lake, WorkCalendar.load())
        shown = first_rows(found, rows)
        lines = ", ".join(str(row[0]) for row in shown) or "0"
        names = [row[0] for row in found.db.execute("DESCRIBE lined").fetchall() if row[0] != "says_first"]
        asked = f"SELECT {', '.join(names)} FROM lined WHERE line IN ({lines}) ORDER BY line"
        understood = found.db.execute(asked).fetchall()
        return Preview(
            found.opened.headings,
            dict(found.plan.columns),
            tuple(tuple(row[1:]) for row in shown),
            tuple(dict(zip(names, row, strict=True)) for row in understood),
            tuple(islice(found.rejects(), _REJECTS_SHOWN)),
            _account(found, outcome, "", at, "", path, file_name),
            tuple(found.unknown),
        )


def import_file(
    lake: Lake, path: Path, mapping: SourceMapping, registry: Registry, *, at: datetime, by: str, file_name: str = "",
    rejects: Path | None = None, progress: Progress | None = None, extracted_at: datetime | None = None,
    wait: float = 30.0,
) -> ImportSummary:  # fmt: skip
    """Take a file in, whole or not at all. InputError says what is wrong with it, or who holds the lake."""
    told = progress or _silent
    with lake.writing(f"{by} ({file_name or path.name})", wait):
        at = stamp_of(lake, at)
        told("đọc", 0, 1)
        scratch = lake.folder / ".scratch"
        with reading(
            path, mapping, registry, at=at, scratch=scratch, file_name=file_name, extracted_at=extracted_at
        ) as found:
            if rejects:
                write_rejects(rejects, found.rejects())
            if found.read and found.rejected == found.read:
                raise InputError(found.nothing_usable())
            told("đối chiếu", 0, 1)
            outcome = merge(found, lake, WorkCalendar.load())
            account = _account(found, outcome, uuid4().hex, at, by, path, file_name)
            table = TABLES["register_counts" if found.counted else mapping.table]
            apply(found.db, lake, table, account, told, "flagging" if outcome.flagged else None, outcome.follows)
    return account


def _account(
    found: Reading, outcome: Outcome, import_id: str, at: datetime, by: str, path: Path, file_name: str
) -> ImportSummary:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return ImportSummary(
        import_id=import_id,
        table="register_counts" if found.counted else found.mapping.table,
        source=found.mapping.source,
        mapping=found.mapping.name,
        file_name=file_name or path.name,
        file_sha256=digest,
        at=at,
        by=by,
        read=found.read,
        new=outcome.new,
        corrected=outcome.corrected,
        unchanged=outcome.unchanged,
        superseded=outcome.superseded,
        duplicate=found.duplicate,
        rejected=found.rejected,
        retired=outcome.retired,
        events=found.events,
        counted=outcome.counted,
        due_is=found.mapping.due_is if found.mapping.table == "dossiers" and not found.counted else "",
        warnings=(*found.warnings, *outcome.warnings),
    )


def undo(lake: Lake, import_id: str, *, at: datetime, by: str) -> ImportSummary:
    """Bring back what was held before an import, as a new version; refused where a later import changed its rows."""
    with lake.writing(f"{by} (hoàn tác)"):
        past = next((one for one in lake.imports() if one.import_id == import_id), None)
        if past is None:
            raise InputError(f"Kho hồ sơ không có lượt nhập “{import_id}”; hãy xem lại danh sách các lượt nhập.")
        if any(one.undoes == import_id for one in lake.imports()):
            raise InputError("Lượt nhập này đã được hoàn tác rồi.")
        table, at = TABLES[past.table], stamp_of(lake, at)
        db = workbench()
        try:
            account = _undone(db, lake, past, at, by)
            apply(db, lake, table, account, _silent)
        finally:
            db.close()
    return account


def _undone(db: Any, lake: Lake, past: ImportSummary, at: datetime, by: str) -> ImportSummary:
    """What the import brought must still be what is held, by whatever way: then what it closed comes back."""
    table = TABLES[past.table]
    every = [Path(path) for path in lake.files(table.name, known_at=at)]
    columns, keys = ", ".join(table.columns), ", ".join(table.key)
    chosen = f"SELECT {columns}, month FROM {lake_files(every)}" if every else nothing(table)
    db.execute(f"CREATE TABLE brought AS SELECT * FROM ({chosen}) WHERE import_id = $1", [past.import_id])
    db.execute(f"CREATE TABLE closed AS SELECT * FROM ({chosen}) WHERE closed_by = $1", [past.import_id])
    db.execute(
        f"CREATE TABLE now AS SELECT l.* FROM ({live_rows(lake, table)}) AS l SEMI JOIN "
        f"(SELECT {keys} FROM brought UNION SELECT {keys} FROM closed) AS k ON {same_key(table, 'l', 'k')}"
    )
    content = [name for name in table.columns if name not in (*KNOWN, "shared")]
    alike = " AND ".join(f"n.{name} IS NOT DISTINCT FROM b.{name}" for name in content)
    later = db.execute(
        f"SELECT (SELECT count(*) FROM brought AS b ANTI JOIN now AS n ON {alike}) + "
        f"(SELECT count(*) FROM now AS n ANTI JOIN brought AS b ON {same_key(table, 'n', 'b')})"
    ).fetchone()[0]
    if later:
        raise InputError(
            f"Không hoàn tác được: {later} dòng của lượt này đã được lượt nhập sau thay đổi. Hãy hoàn tác các lượt sau "
            "trước, hoặc nhập một tệp đính chính."
        )
    db.execute(f"CREATE TABLE closing AS SELECT {keys}, month, false AS retired FROM now")
    db.execute("CREATE TABLE fresh AS SELECT * EXCLUDE (month) FROM closed")
    back = db.execute("SELECT count(*) FROM fresh").fetchone()[0]
    gone = db.execute("SELECT count(*) FROM closing").fetchone()[0]
    return replace(
        past, import_id=uuid4().hex, at=at, by=by, kind="undo", undoes=past.import_id, read=0, new=0, corrected=back,
        unchanged=0, superseded=0, duplicate=0, rejected=0, retired=gone, events=0, counted=0, warnings=(),
    )  # fmt: skip


def publish(lake: Lake, letters: Sequence[LetterFact], *, at: datetime, by: str, wait: float = 30.0) -> ImportSummary:
    """Put what the ledger knows of letters onto the dossiers; from then on no extract speaks of their letters."""
    with lake.writing(f"{by} (sổ trễ hạn)", wait):
        table, at = TABLES["dossiers"], stamp_of(lake, at)
        db = workbench()
        try:
            account = _published(db, lake, letters, at, by)
            apply(db, lake, table, account, _silent)
        finally:
            db.close()
    return account


def _published(db: Any, lake: Lake, letters: Sequence[LetterFact], at: datetime, by: str) -> ImportSummary:
    table = TABLES["dossiers"]
    db.execute(
        "CREATE TABLE letters (source VARCHAR, code VARCHAR, letter_signed BOOLEAN, letter_sent_day DATE, "
        "posted_from DATE, posted_to DATE, letter_exempt BOOLEAN)"
    )
    given = [
        (one.source, one.code, one.signed, one.sent_day, one.posted_from, one.posted_to, one.exempt) for one in letters
    ]
    if given:
        db.executemany("INSERT INTO letters VALUES (?, ?, ?, ?, ?, ?, ?)", given)
    live = live_rows(lake, table)
    db.execute(
        f"CREATE TABLE held AS SELECT {', '.join(table.columns)}, month FROM ({live}) AS l SEMI JOIN letters AS k "
        "ON l.source = k.source AND l.code = k.code"
    )
    facts = [name for name in LETTER_COLUMNS if name != "letter_by"]
    differs = " OR ".join(f"h.{name} IS DISTINCT FROM k.{name}" for name in facts)
    plain = ", ".join(f"h.{name}" for name in table.columns if name not in LETTER_COLUMNS)
    new = ", ".join(f"k.{name}" for name in facts)
    db.execute(
        f"CREATE TABLE fresh AS SELECT {plain}, {new}, 'ledger' AS letter_by FROM held AS h JOIN letters AS k "
        f"ON h.source = k.source AND h.code = k.code WHERE h.letter_by IS DISTINCT FROM 'ledger' OR {differs}"
    )
    db.execute(
        "CREATE TABLE closing AS SELECT h.source, h.code, h.month, false AS retired FROM held AS h "
        "SEMI JOIN fresh AS f ON h.source = f.source AND h.code = f.code"
    )
    changed = db.execute("SELECT count(*) FROM fresh").fetchone()[0]
    missing = len({(one.source, one.code) for one in letters}) - db.execute("SELECT count(*) FROM held").fetchone()[0]
    warnings = (f"{missing} hồ sơ không còn trong kho nên thư của chúng chưa vào số liệu.",) if missing else ()
    return ImportSummary(
        import_id=uuid4().hex, table="dossiers", source="so-tre-han", mapping="", file_name="", file_sha256="", at=at,
        by=by, kind="publish", read=len(letters), corrected=changed, unchanged=len(letters) - changed - missing,
        rejected=missing, warnings=warnings,
    )  # fmt: skip
