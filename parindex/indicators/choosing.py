"""Declares from which source a dossier counts that several sources have, by agency and by the days of its receipt."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid4

from parindex.core.errors import InputError
from parindex.indicators.engines import workbench
from parindex.indicators.facts import TABLES
from parindex.indicators.lake import ImportSummary, Lake
from parindex.indicators.writing import apply, live_rows, same_key, stamp_of


@dataclass(frozen=True)
class Choice:
    """What is declared: dossiers of `agency` (None: of all) received in these days count from `source`."""

    agency: str | None
    source: str
    valid_from: date | None
    valid_to: date | None
    known_from: datetime
    import_id: str


def declared(lake: Lake) -> list[Choice]:
    """All choices that are held now; those for all agencies first, then by agency and first day."""
    table = TABLES["source_choices"]
    db = workbench()
    try:
        db.execute("SET TimeZone = 'UTC'")
        rows = db.execute(
            f"SELECT agency, source, valid_from, valid_to, known_from, import_id FROM ({live_rows(lake, table)}) "
            "ORDER BY agency NULLS FIRST, valid_from NULLS FIRST"
        ).fetchall()
    finally:
        db.close()
    return [Choice(*row) for row in rows]


def sources_of(lake: Lake) -> list[str]:
    """The sources from which dossiers have come."""
    return sorted({one.source for one in lake.imports() if one.table == "dossiers" and one.kind == "import"})


def declare_source(
    lake: Lake,
    source: str,
    *,
    agency: str | None = None,
    valid_from: date | None = None,
    valid_to: date | None = None,
    at: datetime,
    by: str,
    wait: float = 30.0,
) -> ImportSummary:
    """Count shared dossiers from `source`: those of one agency, or of all; of those received in the days given.

    Said again for the same agency and first day, it takes the place of what was said. InputError where the lake knows
    no such source.
    """
    if valid_from and valid_to and valid_to < valid_from:
        raise InputError(f"Ngày cuối {valid_to:%d/%m/%Y} trước ngày đầu {valid_from:%d/%m/%Y}; hãy đổi chỗ hai ngày.")
    with lake.writing(f"{by} (chọn nguồn)", wait):
        known = sources_of(lake)
        if source not in known:
            raise InputError(f"Kho chưa có hồ sơ nào của nguồn “{source}”; hãy chọn trong: {', '.join(known) or '–'}.")
        table, at = TABLES["source_choices"], stamp_of(lake, at)
        db = workbench()
        try:
            db.execute(f"CREATE TABLE held AS SELECT * FROM ({live_rows(lake, table)})")
            db.execute(
                "CREATE TABLE fresh AS SELECT ?::VARCHAR AS agency, ?::VARCHAR AS source, ?::DATE AS valid_from, "
                "?::DATE AS valid_to, NULL::TIMESTAMPTZ AS updated, 0 AS line",
                [agency, source, valid_from, valid_to],
            )
            db.execute(
                "CREATE TABLE closing AS SELECT h.agency, h.valid_from, h.month, false AS retired FROM held AS h "
                f"JOIN fresh AS f ON {same_key(table, 'h', 'f')}"
            )
            corrected = db.execute("SELECT count(*) FROM closing").fetchone()[0]
            account = ImportSummary(
                import_id=uuid4().hex, table=table.name, source=source, mapping="", file_name="", file_sha256="", at=at,
                by=by, kind="choose", read=1, new=1 - corrected, corrected=corrected,
            )  # fmt: skip
            apply(db, lake, table, account, lambda *_: None)
        finally:
            db.close()
    return account
