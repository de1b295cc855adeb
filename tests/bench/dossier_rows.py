"""Generated dossiers for the benches: any number, the same ones every time, as plain rows and as a lake's files.

The plain rows are what a system gives: one unsorted Parquet file with instants in UTC. The lake's files hold the same
rows in the layout of parindex/indicators/lake.py. Two years, 120 agencies, 20 fields, 200 procedures.
"""

import shutil
import tempfile
from pathlib import Path

import duckdb

from parindex.indicators.facts import DOSSIERS, PROCEDURES
from parindex.indicators.writing import PARQUET

_TYPES = {
    "text": "VARCHAR",
    "instant": "TIMESTAMPTZ",
    "day": "DATE",
    "flag": "BOOLEAN",
    "whole": "INTEGER",
    "number": "DOUBLE",
}
_TYPES |= {f"{name}s": f"{kind}[]" for name, kind in _TYPES.items()}

# Numbers that look drawn by lot and are the same on every run: h1, h2, h3 are independent hashes of the row's number.
ROWS = """
    WITH numbered AS (
        SELECT i, hash(i) AS h1, hash(i * 7919 + 1) AS h2, hash(i * 104729 + 5) AS h3 FROM range({count}) AS t(i)
    ), placed AS (
        SELECT *, (h1 % 120)::INTEGER AS agency_number, ((h2 // 128) % 20)::INTEGER AS field_number,
               TIMESTAMP '2022-01-01 00:00:00' + to_microseconds((h3 % (730 * 86400000000))::BIGINT) AS received
        FROM numbered
    ), due AS (
        SELECT *, (field_number * 10 + (h2 // 4096) % 10)::INTEGER AS procedure_number,
               CASE WHEN h1 // 128 % 100 > 0
                    THEN received + to_hours(24 * (1 + (h1 // 65536) % 20)::BIGINT) END AS due_limit,
               CASE WHEN h2 // 65536 % 100 < 96
                    THEN received + to_seconds(((h1 // 1048576) % (24 * 86400))::BIGINT) END AS finished
        FROM placed
    )
    SELECT 'mot-cua' AS source, 'H08.' || lpad(i::VARCHAR, 9, '0') AS code,
           'agency-' || lpad(agency_number::VARCHAR, 3, '0') AS agency,
           'agency-' || lpad((h3 % 120)::VARCHAR, 3, '0') AS receiving_agency,
           'field-' || lpad(field_number::VARCHAR, 2, '0') AS field,
           '1.' || lpad(procedure_number::VARCHAR, 6, '0') AS procedure,
           CASE WHEN h1 % 97 < 55 THEN 'online_full' WHEN h1 % 97 < 70 THEN 'online_partial'
                WHEN h1 % 97 < 92 THEN 'counter' WHEN h1 % 97 < 95 THEN 'post' WHEN h1 % 97 < 96 THEN 'other' END
               AS channel,
           received, due_limit, finished,
           CASE WHEN h3 % 89 < 85 THEN finished + to_hours((h3 % 72)::BIGINT) END AS returned,
           CASE WHEN finished IS NULL THEN NULL WHEN h2 % 83 < 2 THEN 'withdrawn' WHEN h2 % 83 < 5 THEN 'refused'
                ELSE 'resolved' END AS ending,
           CASE WHEN h3 % 61 = 0 THEN 2 WHEN h3 % 61 < 4 THEN 1 ELSE 0 END AS reschedules,
           CASE WHEN h1 % 53 = 0 AND due_limit IS NOT NULL AND finished > received
                THEN [received] ELSE []::TIMESTAMP[] END AS pause_from,
           CASE WHEN h1 % 53 = 0 AND due_limit IS NOT NULL AND finished > received
                THEN [least(finished, due_limit)] ELSE []::TIMESTAMP[] END AS pause_to,
           CASE WHEN h1 % 53 = 0 AND due_limit IS NOT NULL AND finished > received
                THEN [true] ELSE []::BOOLEAN[] END AS pause_counts,
           CASE WHEN finished IS NULL AND h1 % 31 = 0 AND due_limit IS NOT NULL THEN received END AS open_pause_from,
           (1 + h2 % 20)::DOUBLE AS legal_days,
           h3 % 7 < 2 AS on_behalf, h3 % 11 < 5 AS has_fee, h3 % 13 < 6 AS paid_online,
           (h3 % 3)::INTEGER AS payments, (h3 % 3 > 1)::INTEGER AS online_payments,
           h3 % 17 < 3 AS certification, h3 % 19 < 6 AS e_certified, h3 % 23 < 15 AS digitised_intake,
           h3 % 29 < 12 AS digitised_result, h3 % 37 < 13 AS returned_by_post,
           CASE WHEN finished > due_limit OR finished IS NULL THEN 'extract' END AS letter_by,
           CASE WHEN finished > due_limit OR finished IS NULL THEN h3 % 41 < 25 END AS letter_signed,
           CASE WHEN finished > due_limit AND h3 % 41 < 25 THEN (due_limit + INTERVAL 7 HOUR)::DATE
                - (h3 % 5)::INTEGER END AS letter_sent_day,
           CASE WHEN finished > due_limit AND h3 % 41 < 20 THEN (due_limit + INTERVAL 7 HOUR)::DATE END AS posted_from,
           CASE WHEN finished > due_limit AND h3 % 41 < 10 THEN (due_limit + INTERVAL 7 HOUR)::DATE + 29 END
               AS posted_to,
           h3 % 43 = 0 AS letter_exempt
    FROM due
"""

_DAYS = {
    "received_day": "(received + INTERVAL 7 HOUR)::DATE",
    "finished_day": "(finished + INTERVAL 7 HOUR)::DATE",
    "returned_day": "(returned + INTERVAL 7 HOUR)::DATE",
    "due_day": "(due_limit + INTERVAL 7 HOUR)::DATE",
    "overdue_day": "(due_limit + INTERVAL 7 HOUR + INTERVAL 1 MICROSECOND)::DATE",
    "first_due": "due_limit",
    "first_due_day": "(due_limit + INTERVAL 7 HOUR)::DATE",
    "dues": "[due_limit]",
    "pause_kind": "list_transform(pause_from, lambda one: 'pause')",
    "pause_reason": "list_transform(pause_from, lambda one: 'chờ bổ sung')",
    "shared": "false",
    "known_from": "TIMESTAMPTZ '2024-01-01 00:00:00+00'",
    "import_id": "'bench'",
}


def write_plain(work: duckdb.DuckDBPyConnection, file: Path, count: int) -> None:
    """The rows as one unsorted file."""
    work.execute(f"COPY ({ROWS.format(count=count)}) TO '{file}' (FORMAT parquet, COMPRESSION snappy)")


def write_lake_files(work: duckdb.DuckDBPyConnection, plain: Path, folder: Path) -> None:
    """The same rows by month of their receipt, sorted by agency, field and day."""
    given = {name for name, *_ in work.execute(f"DESCRIBE FROM '{plain}'").fetchall()}
    columns = [
        f"({_DAYS.get(name, name if name in given else 'NULL')})::{_TYPES[kind]} AS {name}"
        for name, kind in DOSSIERS.columns.items()
    ]
    folder.mkdir(parents=True)
    # By month first, in one pass: the plain rows would be read once for each month.
    with tempfile.TemporaryDirectory(prefix="months-", dir=folder.parent) as months:
        month = "strftime(received + INTERVAL 7 HOUR, '%Y-%m')"
        work.execute(
            f"COPY (SELECT *, {month} AS month_of FROM '{plain}') TO '{months}' "
            "(FORMAT parquet, PARTITION_BY (month_of), OVERWRITE_OR_IGNORE)"
        )
        for part in sorted(Path(months).iterdir()):
            work.execute(
                f"COPY (SELECT {', '.join(columns)} FROM read_parquet('{part}/*.parquet', hive_partitioning = false) "
                "ORDER BY agency, field, received_day) "
                f"TO '{folder / part.name.removeprefix('month_of=')}.parquet' ({PARQUET})"
            )
            shutil.rmtree(part)


def write_procedures(work: duckdb.DuckDBPyConnection, file: Path) -> None:
    """Two hundred procedures, one in ten of them changed in the middle of the time."""
    given = {
        "source": "'mot-cua'",
        "code": "'1.' || lpad(i::VARCHAR, 6, '0')",
        "online_level": "CASE WHEN (i + v) % 3 = 0 THEN 'full' WHEN (i + v) % 3 = 1 THEN 'partial' ELSE 'none' END",
        "postal": "(i + v) % 4 > 0",
        "fee": "i % 2 = 0",
        "certification": "i % 5 = 0",
        "legal_days": "(i % 15 + 1)::DOUBLE",
        "valid_from": "CASE WHEN v = 0 THEN DATE '2020-01-01' ELSE DATE '2023-01-01' END",
        "valid_to": "CASE WHEN v = 0 AND i % 10 = 0 THEN DATE '2022-12-31' END",
        "known_from": "TIMESTAMPTZ '2024-01-01 00:00:00+00'",
        "import_id": "'bench'",
    }
    columns = [f"({given.get(name, 'NULL')})::{_TYPES[kind]} AS {name}" for name, kind in PROCEDURES.columns.items()]
    rows = "range(200) AS p(i), range(2) AS versions(v) WHERE v = 0 OR i % 10 = 0"
    work.execute(f"COPY (SELECT {', '.join(columns)} FROM {rows}) TO '{file}' (FORMAT parquet)")
