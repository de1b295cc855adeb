"""Sets staged rows against what the lake holds: new, corrected, unchanged, superseded, retired; makes what is written.

The tables `fresh` and `closing` that it leaves in the workbench are what writing.apply takes.
"""

from dataclasses import dataclass, field
from typing import Any

from parindex.core.calendar import WorkCalendar
from parindex.core.errors import InputError
from parindex.indicators.doubts import lines_in_words
from parindex.indicators.facts import KNOWN, LETTER_COLUMNS, TABLES, Table
from parindex.indicators.lake import Lake
from parindex.indicators.limits import first_limits, limit_columns, move_by_pauses, no_pauses
from parindex.indicators.naming import named
from parindex.indicators.reading import Reading
from parindex.indicators.writing import live_rows, same_key

_DERIVED = (
    "first_due", "first_due_day", "due_limit", "due_day", "overdue_day", "dues", "reschedules", "pause_from",
    "pause_to", "pause_kind", "pause_reason", "pause_counts", "open_pause_from", "shared",
)  # fmt: skip
_MOVED = (
    "due_limit", "due_day", "overdue_day", "open_pause_from", "pause_from", "pause_to", "pause_kind", "pause_reason",
    "pause_counts",
)  # fmt: skip
# Columns that follow from others, and are known from the file when those are.
_FOLLOWS = {
    "received_day": "received", "finished_day": "finished", "returned_day": "returned", "ending": "finished",
}  # fmt: skip


_LOOKED_AT = 2_000  # codes by which it is told whether a source's are digits alone


@dataclass
class Outcome:
    """How many rows of the file became what, and how many rows a full extract no longer had."""

    new: int = 0
    corrected: int = 0
    unchanged: int = 0
    superseded: int = 0
    retired: int = 0
    counted: int = 0
    flagged: bool = False
    follows: dict[str, str] = field(default_factory=dict)  # column -> SQL, see _follows
    warnings: tuple[str, ...] = ()


def merge(found: Reading, lake: Lake, calendar: WorkCalendar) -> Outcome:
    """Compare the good rows of a reading with the lake."""
    if found.counted:
        return _merge_counts(found, lake)
    table = TABLES[found.mapping.table]
    db = found.db
    columns = ", ".join(table.columns)
    db.execute(
        f"CREATE OR REPLACE TABLE held AS SELECT {columns}, month FROM ({live_rows(lake, table)}) AS l "
        f"SEMI JOIN (SELECT {', '.join(table.key)} FROM good) AS g ON {same_key(table, 'l', 'g')}"
    )
    if "code" in table.key:
        _refuse_lost_zeros(found, lake, table)
    warnings = _complete_dossiers(found, calendar) if table.name == "dossiers" else _complete_plain(found, table)
    outcome = _classify(db, table)
    outcome.warnings = tuple(warnings)
    if table.name == "dossiers" and _is_view(db, "ready"):
        outcome.follows = _follows(found)
    if found.mapping.extract == "full":
        if not found.db.execute("SELECT count(*) FROM good").fetchone()[0]:
            raise InputError(
                f"{found.opened.name}: tệp được khai là có đủ mọi hồ sơ của nguồn nhưng không dòng nào dùng được, "
                "nên không nhập (nếu nhập, mọi hồ sơ của nguồn sẽ bị rút). Hãy kiểm tra tệp và cách đọc."
            )
        outcome.retired = _retire(found, lake, table)
    if table.name == "dossiers":
        outcome.flagged = _mark_shared(found, lake)
    return outcome


def _refuse_lost_zeros(found: Reading, lake: Lake, table: Table) -> None:
    """InputError where codes differ from others, of the file or the lake, in nothing but zeros at their beginning.

    A spreadsheet loses them; such rows would be dossiers a second time.
    """
    db, digits = found.db, "regexp_full_match(code, '[0-9]+')"
    if not db.execute(f"SELECT count(*) FROM (SELECT code FROM good LIMIT {_LOOKED_AT}) WHERE {digits}").fetchone()[0]:
        return
    known = f"SELECT source, code FROM good UNION ALL SELECT source, code FROM ({live_rows(lake, table)})"
    zeros = f"SELECT source, ltrim(code, '0') AS code FROM ({known}) WHERE starts_with(code, '0') AND {digits}"
    lost = db.execute(
        f"SELECT line FROM good AS g SEMI JOIN ({zeros}) AS z USING (source, code) "
        f"ANTI JOIN held AS h USING (source, code) ORDER BY line"
    ).fetchall()
    if lost:
        lines = [found.told(line) for (line,) in lost]
        raise InputError(
            f"{found.opened.name}: {len(lines)} mã chỉ khác mã đã có, trong tệp hoặc trong kho, ở số 0 bị mất ở đầu "
            f"({lines_in_words(lines)}): bảng tính đã đổi mã thành số. Hãy xuất lại tệp với cột mã là chữ."
        )


def _follows(found: Reading) -> dict[str, str]:
    """SQL of what a file into an empty lake says nothing of, or says by another column; sorting does not carry it.

    Blank columns, those of pauses that nobody told, and the days and limits that the first due date alone decides.
    """
    told = _given(found)
    made = set(_DERIVED) | {"letter_by"}
    follows = {name: "NULL" for name in TABLES["dossiers"].columns if name not in (told | made | set(KNOWN))}
    if not any(name in told for name in LETTER_COLUMNS if name != "letter_by"):
        follows["letter_by"] = "NULL"
    if "updated" not in told:
        follows["updated"] = "NULL"
    if not {"pause_from", "supplement_from"} & told:
        follows |= dict.fromkeys(("pause_from", "pause_to", "pause_kind", "pause_reason", "pause_counts"), "[]")
        follows["open_pause_from"] = "NULL"
        follows |= first_limits(found.mapping)
    if len({"due", "first_due", "dues"} & told) <= 1 and "dues" not in told:
        follows["dues"] = "CASE WHEN first_due IS NULL THEN [] ELSE [first_due] END"
    return follows


def _given(found: Reading) -> set[str]:
    """Our columns that the file has something to say about; of the rest, what the lake knows stays."""
    mapping = found.mapping
    told = set(found.plan.columns) | {
        n for n, spec in mapping.columns.items() if spec.constant is not None or spec.after
    }
    told |= {"channel"} if "online" in told else set()
    if "finished" not in told and "returned" in told:
        told.add("finished")
    if told & {"withdrawn", "refused"}:
        told.add("finished")
    if found.dated:
        told.add("updated")
    return told | {column for column, of in _FOLLOWS.items() if of in told} | {"source", "code", "line"}


def _complete_plain(found: Reading, table: Table) -> list[str]:
    given = _given(found) | {"without_ids"}
    agency, join = ("g.agency", "")
    if table.name == "register_counts":
        found.db.execute("CREATE OR REPLACE VIEW good_days AS SELECT *, (period || '-01')::DATE AS day FROM good")
        agency, join = named("agency", "day", "g", "a")
    else:
        found.db.execute("CREATE OR REPLACE VIEW good_days AS SELECT * FROM good")
    chosen = []
    for name in table.columns:
        if name in ("known_from", "known_to", "import_id", "closed_by", "retired"):
            continue
        own = agency if name == "agency" else f"g.{name}"
        chosen.append(f"{own if name in given or name in table.key else f'h.{name}'} AS {name}")
    keyed = same_key(table, "g", "h")
    if table.name == "register_counts":
        keyed = keyed.replace("g.agency", f"{agency}")
    found.db.execute(
        f"CREATE OR REPLACE TABLE ready AS SELECT {', '.join(chosen)} FROM good_days AS g {join} "
        f"LEFT JOIN held AS h ON {keyed}"
    )
    return []


def _complete_dossiers(found: Reading, calendar: WorkCalendar) -> list[str]:
    """Set each row beside what the lake knows of it; then the limit follows from the due date, and pauses move it."""
    db, given = found.db, _given(found)
    tells_pauses = bool({"pause_from", "supplement_from"} & set(found.plan.columns))
    known = db.execute("SELECT count(*), count(*) FILTER (len(pause_from) > 0) FROM held").fetchone()
    paused = tells_pauses or known[1] > 0
    # Into an empty lake, and without pauses, nothing is compared or moved: then one pass does it all.
    kind = "TABLE" if paused or known[0] else "VIEW"
    agency, first = named("agency", "received_day", "g", "a")
    receiving, second = named("receiving_agency", "received_day", "g", "r")
    chosen = [
        *_beside(given, {"agency": agency, "receiving_agency": receiving}),
        *_dates_beside(given, tells_pauses),
        *_letters_beside(given),
    ]
    db.execute(
        f"CREATE OR REPLACE {kind} joined AS SELECT {', '.join(chosen)} FROM good AS g {first} {second} "
        "LEFT JOIN held AS h ON g.source = h.source AND g.code = h.code"
    )
    warnings = move_by_pauses(db, "joined", found.mapping, calendar) if paused else no_pauses(db)
    moved = ", ".join(
        f"CASE WHEN m.code IS NOT NULL THEN m.{name} ELSE {unmoved} END AS {name}"
        for name, unmoved in zip(_MOVED, _unmoved(), strict=True)
    )
    # A source without a history of due dates tells nothing of rescheduling, until we see a date change ourselves.
    seen = "greatest(coalesce(l.told_reschedules, 0), len(l.dues) - 1)"
    rescheduled = f"CASE WHEN l.told_reschedules IS NOT NULL OR len(l.dues) > 1 THEN {seen} END"
    left_out = (*_MOVED, "reschedules", "shared", *_LATE_KNOWN)
    kept = ", ".join(f"l.{name}" for name in TABLES["dossiers"].columns if name not in left_out)
    limits = limit_columns(found.mapping, "joined")
    db.execute(
        f"CREATE OR REPLACE {kind} ready AS SELECT {kept}, {moved}, {rescheduled} AS reschedules, false AS shared "
        f"FROM ({limits}) AS l LEFT JOIN moved AS m ON l.source = m.source AND l.code = m.code"
    )
    return warnings


def _beside(given: set[str], resolved: dict[str, str]) -> list[str]:
    """Plain columns: the file's where it has them, else what the lake knows."""
    chosen = []
    for name in TABLES["dossiers"].columns:
        if name in (*_DERIVED, *LETTER_COLUMNS) or (name in KNOWN and name not in ("updated", "line")):
            continue
        own = resolved.get(name, f"g.{name}")
        chosen.append(f"{own if name in given else f'h.{name}'} AS {name}")
    return chosen


def _dates_beside(given: set[str], tells_pauses: bool) -> list[str]:
    """The first due date and all later ones that were ever told, and the pauses."""
    dues = "list_sort(list_distinct(list_filter(list_concat(coalesce(h.dues, []), g.dues), lambda d: d IS NOT NULL)))"
    counted = "greatest(coalesce(g.reschedules, 0), coalesce(h.reschedules, 0))"
    tells = bool({"dues", "first_due", "reschedules"} & given)
    pauses = ("pause_from", "pause_to", "pause_kind", "pause_reason")
    return [
        "CASE WHEN g.says_first THEN g.first_due ELSE coalesce(h.first_due, g.first_due) END AS first_due",
        f"{dues} AS dues",
        "coalesce(g.due, h.dues[-1]) AS due",
        f"{counted if tells else 'h.reschedules'} AS told_reschedules",
        *(f"{f'g.{name}' if tells_pauses else f'coalesce(h.{name}, [])'} AS {name}" for name in pauses),
    ]


def _letters_beside(given: set[str]) -> list[str]:
    """The ledger's word stands against any extract's."""
    letters = [name for name in LETTER_COLUMNS if name != "letter_by"]
    chosen = []
    for name in letters:
        own = f"g.{name}" if name in given else f"h.{name}"
        chosen.append(f"CASE WHEN h.letter_by = 'ledger' THEN h.{name} ELSE {own} END AS {name}")
    by = "'extract'" if any(name in given for name in letters) else "h.letter_by"
    return [*chosen, f"CASE WHEN h.letter_by = 'ledger' THEN 'ledger' ELSE {by} END AS letter_by"]


_LATE_KNOWN = ("known_from", "known_to", "import_id", "closed_by", "retired")


def _unmoved() -> tuple[str, ...]:
    empty = ("[]::TIMESTAMPTZ[]", "[]::TIMESTAMPTZ[]", "[]::VARCHAR[]", "[]::VARCHAR[]", "[]::BOOLEAN[]")
    return ("l.due_limit", "l.due_day", "l.overdue_day", "NULL::TIMESTAMPTZ", *empty)


def _classify(db: Any, table: Table) -> Outcome:
    """Rows of `ready` against `held`: leaves `fresh` (new and corrected) and `closing` (what is corrected)."""
    content = [name for name in table.columns if name not in (*KNOWN, *table.key, "shared")]
    differs = " OR ".join(f"r.{name} IS DISTINCT FROM h.{name}" for name in content)
    is_held = "h.import_id IS NOT NULL"
    verdict = (
        f"CASE WHEN NOT ({is_held}) THEN 'new' WHEN r.updated < h.updated THEN 'superseded' "
        f"WHEN {differs} THEN 'corrected' ELSE 'unchanged' END"
    )
    held_rows = db.execute("SELECT count(*) FROM held").fetchone()[0]
    if not held_rows:
        db.execute("CREATE OR REPLACE VIEW fresh AS SELECT * FROM ready")
        _no_closing(db, table)
        return Outcome(new=db.execute("SELECT count(*) FROM ready").fetchone()[0])
    keys = ", ".join(f"r.{name}" for name in table.key)
    db.execute(
        f"CREATE OR REPLACE TABLE judged AS SELECT {keys}, h.month, {verdict} AS verdict "
        f"FROM ready AS r LEFT JOIN held AS h ON {same_key(table, 'r', 'h')}"
    )
    counts = dict(db.execute("SELECT verdict, count(*) FROM judged GROUP BY verdict").fetchall())
    db.execute(
        "CREATE OR REPLACE TABLE fresh AS SELECT r.* FROM ready AS r SEMI JOIN "
        f"(SELECT * FROM judged WHERE verdict IN ('new', 'corrected')) AS j ON {same_key(table, 'r', 'j')}"
    )
    db.execute(
        f"CREATE OR REPLACE TABLE closing AS SELECT {', '.join(table.key)}, month, false AS retired "
        "FROM judged WHERE verdict = 'corrected'"
    )
    return Outcome(**{key: counts.get(key, 0) for key in ("new", "corrected", "unchanged", "superseded")})


def _no_closing(db: Any, table: Table) -> None:
    keys = ", ".join(table.key)
    db.execute(f"CREATE OR REPLACE TABLE closing AS SELECT {keys}, month, false AS retired FROM held WHERE false")


def _retire(found: Reading, lake: Lake, table: Table) -> int:
    """Rows of the file's sources that a full extract no longer has. A refused row is there, only not readable."""
    db = found.db
    keys = ", ".join(f"l.{name}" for name in table.key)
    present = f"SELECT {', '.join(table.key)} FROM lined"
    unread = found.unread()
    if unread and "code" not in table.key:
        found.warnings.append("Tệp có dòng không đọc được nên lần này không rút dòng nào vắng mặt.")
        return 0
    db.execute("CREATE OR REPLACE TABLE unread AS SELECT unnest(?::VARCHAR[]) AS code", [sorted(unread)])
    kept = "AND l.code NOT IN (SELECT code FROM unread)" if unread else ""
    db.execute(
        f"CREATE OR REPLACE TABLE gone AS SELECT {keys}, l.month, true AS retired FROM ({live_rows(lake, table)}) AS l "
        f"ANTI JOIN ({present}) AS s ON {same_key(table, 'l', 's')} "
        f"WHERE l.source IN (SELECT DISTINCT source FROM lined WHERE source IS NOT NULL) {kept}"
    )
    db.execute("INSERT INTO closing SELECT * FROM gone")
    return db.execute("SELECT count(*) FROM gone").fetchone()[0]


def _mark_shared(found: Reading, lake: Lake) -> bool:
    """Mark dossiers that another source has too, on both sides; leaves `flagging` (keys and months of live rows)."""
    db, table = found.db, TABLES["dossiers"]
    live = live_rows(lake, table)
    own = [row[0] for row in db.execute("SELECT DISTINCT source FROM fresh").fetchall()]
    db.execute(
        f"CREATE OR REPLACE TABLE others AS SELECT l.source, l.code, l.month, l.shared FROM ({live}) AS l "
        "SEMI JOIN fresh AS f ON l.code = f.code AND l.source <> f.source"
    )
    twice = db.execute("SELECT count(*) FROM others").fetchone()[0]
    inside = 0
    if len(own) > 1:
        inside = db.execute(
            "SELECT count(*) FROM (SELECT code FROM fresh GROUP BY code HAVING count(*) > 1)"
        ).fetchone()[0]
    if not twice and not inside:
        return False
    db.execute(
        "CREATE OR REPLACE TABLE marked AS SELECT f.* REPLACE ((f.code IN (SELECT code FROM others) OR "
        "count(*) OVER (PARTITION BY f.code) > 1) AS shared) FROM fresh AS f"
    )
    db.execute("DROP VIEW IF EXISTS fresh" if _is_view(db, "fresh") else "DROP TABLE fresh")
    db.execute("ALTER TABLE marked RENAME TO fresh")
    db.execute(
        "CREATE OR REPLACE TABLE flagging AS SELECT source, code, month FROM others WHERE NOT coalesce(shared, false)"
    )
    return bool(db.execute("SELECT count(*) FROM flagging").fetchone()[0])


def _is_view(db: Any, name: str) -> bool:
    asked = "SELECT count(*) FROM duckdb_views() WHERE view_name = ? AND NOT internal"
    return bool(db.execute(asked, [name]).fetchone()[0])


def _merge_counts(found: Reading, lake: Lake) -> Outcome:
    """A file without ids: its rows are counted by agency, field and month, and that count stands for those groups."""
    db, table = found.db, TABLES["register_counts"]
    agency, join = named("agency", "received_day", "g", "a")
    field = "g.field" if "field" in found.plan.columns else "NULL::VARCHAR"
    db.execute(
        f"CREATE OR REPLACE TABLE ready AS SELECT g.source AS source, {agency} AS agency, {field} AS field, "
        "strftime(g.received_day, '%Y-%m') AS period, count(*)::INTEGER AS count, true AS without_ids, "
        f"NULL::TIMESTAMPTZ AS updated, min(g.line) AS line FROM good AS g {join} GROUP BY ALL"
    )
    db.execute(
        f"CREATE OR REPLACE TABLE held AS SELECT {', '.join(table.columns)}, month "
        f"FROM ({live_rows(lake, table)}) AS l SEMI JOIN ready AS r ON {same_key(table, 'l', 'r')}"
    )
    outcome = _classify(db, table)
    outcome.counted = db.execute("SELECT coalesce(sum(count), 0) FROM ready").fetchone()[0]
    rows = dict(
        db.execute(
            "SELECT verdict, sum(r.count) FROM judged AS j "
            f"JOIN ready AS r ON {same_key(table, 'r', 'j')} GROUP BY verdict"
        ).fetchall()
        if outcome.new + outcome.corrected + outcome.unchanged and _has(db, "judged")
        else [("new", outcome.counted)]
    )
    outcome.new, outcome.corrected = int(rows.get("new", 0)), int(rows.get("corrected", 0))
    outcome.unchanged, outcome.superseded = int(rows.get("unchanged", 0)), int(rows.get("superseded", 0))
    return outcome


def _has(db: Any, name: str) -> bool:
    return bool(db.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = ?", [name]).fetchone()[0])
