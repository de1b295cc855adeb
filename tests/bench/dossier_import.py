"""Taking dossiers in: a million CSV rows beside DuckDB's bare copy, a spreadsheet beside calamine, a day's changes.

PARINDEX_BENCH_ROWS sets the rows of the large lake (10,000,000) into which one day's 30,000 changes go; it is filled
five times.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import duckdb
import xlsxwriter
from python_calamine import CalamineWorkbook

from parindex.core.agencies import Registry
from parindex.indicators.importing import ImportSummary, import_file
from parindex.indicators.lake import Lake
from parindex.indicators.run import Row, run
from parindex.indicators.sources import load_mapping
from tests.bench.clock import Spent, ratio, seconds

ROUNDS, ROWS, SHEET_ROWS, CHANGES = 5, 1_000_000, 200_000, 30_000
LARGE = int(os.environ.get("PARINDEX_BENCH_ROWS", "10_000_000"))
AT = datetime(2024, 3, 1, tzinfo=UTC)
# An extract with Vietnamese headings, as the mapping “generic” reads it; {late} moves what was finished, so that a
# second extract of the same rows corrects the first.
EXTRACT = """
    SELECT '000.07.35.H08-' || strftime(r, '%y%m%d') || '-' || lpad(i::VARCHAR, 8, '0') AS "Mã hồ sơ",
        'UBND xã Phước ' || ['Hòa', 'Sơn', 'Thắng', 'Hiệp', 'Hưng', 'Quang', 'An', 'Thành', 'Lộc', 'Nghĩa',
            'Thuận'][1 + i % 11] AS "Cơ quan xử lý",
        'Lĩnh vực ' || (i % 20) AS "Lĩnh vực", '1.' || lpad((i % 200)::VARCHAR, 6, '0') AS "Mã thủ tục",
        'Thủ tục số ' || (i % 200) AS "Tên thủ tục",
        ['Trực tuyến toàn trình', 'Trực tuyến một phần', 'Trực tiếp', 'Bưu chính'][1 + h % 4] AS "Kênh tiếp nhận",
        strftime(r, '%d/%m/%Y %H:%M') AS "Ngày tiếp nhận",
        strftime(r + to_days((5 + h % 10)::INT), '%d/%m/%Y %H:%M') AS "Ngày hẹn trả",
        CASE WHEN h % 50 > 1 THEN strftime(r + to_days((3 + h % 12 + {late})::INT), '%d/%m/%Y %H:%M') END
            AS "Ngày hoàn thành",
        CASE WHEN h % 50 > 3 THEN strftime(r + to_days((5 + h % 14 + {late})::INT), '%d/%m/%Y %H:%M') END
            AS "Ngày trả kết quả",
        CASE WHEN h % 50 > 1 THEN CASE WHEN h % 90 = 0 THEN 'Từ chối' ELSE 'Đã giải quyết' END END AS "Kết quả xử lý",
        CASE WHEN h % 3 = 0 THEN 'có' ELSE 'không' END AS "Có phí",
        CASE WHEN h % 5 = 0 THEN 'có' ELSE 'không' END AS "Thanh toán trực tuyến",
        CASE WHEN h % 7 = 0 THEN '1' ELSE '0' END AS "Nộp hộ",
        CASE WHEN h % 2 = 0 THEN '1' ELSE '0' END AS "Số hóa khi tiếp nhận"
    FROM (SELECT i, (hash(i) % 1000000)::BIGINT AS h,
                 TIMESTAMP '2022-01-01' + to_minutes((hash(i * 7) % 1050000)::BIGINT) AS r
          FROM range({start}, {stop}) AS t(i))
    WHERE r >= TIMESTAMP '{since}'
"""


def main() -> Iterator[tuple[str, float]]:
    """Yield ratios of medians of five, taken in turn; the large lake is filled once."""
    with tempfile.TemporaryDirectory(prefix="parindex-bench-") as name:
        folder = Path(name)
        yield from csv_beside_copy(folder)
        yield from sheet_beside_calamine(folder)
        yield from a_days_changes(folder)


def extract(path: Path, start: int, stop: int, late: int = 0, since: str = "2022-01-01") -> Path:
    """Write an extract of generated rows as CSV."""
    query = EXTRACT.format(start=start, stop=stop, late=late, since=since)
    duckdb.execute(f"COPY ({query}) TO '{path}' (HEADER)")
    return path


def taken(lake: Lake, path: Path) -> ImportSummary:
    """Import with all checks."""
    return import_file(lake, path, load_mapping("generic"), Registry.load(), at=AT, by="bench")


def csv_beside_copy(folder: Path) -> Iterator[tuple[str, float]]:
    """An empty lake each time, against DuckDB copying the same file as text to Parquet."""
    path = extract(folder / "rows.csv", 0, ROWS)
    copy = f"COPY (SELECT * FROM read_csv('{path}', all_varchar = true)) TO '{folder}/bare.parquet'"
    times: dict[str, list[Spent]] = {"ours": [], "copy": []}
    for _ in range(ROUNDS):
        times["copy"].append(seconds(lambda: duckdb.execute(copy)))
        shutil.rmtree(folder / "lake", ignore_errors=True)
        times["ours"].append(seconds(lambda: taken(Lake.at(folder / "lake"), path)))
    summary = Lake.at(folder / "lake").imports()[-1]
    size, digest = path.stat().st_size, summary.file_sha256[:16]
    print(f"  {summary.read:,} rows, {size:,} bytes, sha256 {digest}, {summary.new:,} new")
    yield ratio(f"import of {ROWS:,} CSV rows", "bare copy", times["ours"], times["copy"])


def sheet_beside_calamine(folder: Path) -> Iterator[tuple[str, float]]:
    """The same columns in a spreadsheet, against calamine reading its rows."""
    path = folder / "rows.xlsx"
    found = duckdb.execute(EXTRACT.format(start=0, stop=SHEET_ROWS, late=0, since="2022-01-01"))
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, [column[0] for column in found.description])
        for number, row in enumerate(found.fetchall(), 1):
            sheet.write_row(number, 0, row)
    times: dict[str, list[Spent]] = {"ours": [], "calamine": []}
    for _ in range(ROUNDS):
        times["calamine"].append(
            seconds(lambda: sum(1 for _ in CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()))
        )
        shutil.rmtree(folder / "sheet-lake", ignore_errors=True)
        times["ours"].append(seconds(lambda: taken(Lake.at(folder / "sheet-lake"), path)))
    summary = Lake.at(folder / "sheet-lake").imports()[-1]
    print(f"  {summary.read:,} rows, {path.stat().st_size:,} bytes of .xlsx, {summary.new:,} new")
    yield ratio(f"import of {SHEET_ROWS:,} rows of .xlsx", "calamine", times["ours"], times["calamine"])


def a_days_changes(folder: Path) -> Iterator[tuple[str, float]]:
    """20,000 changed dossiers of the last weeks and 10,000 new ones, then all figures; against everything from scratch.

    Each round fills a lake of its own and then takes the day in. The figures of the last must be those of a lake that
    was filled with the changed rows at once.
    """
    whole, day = extract(folder / "large.csv", 0, LARGE), a_day(folder)
    times: dict[str, list[Spent]] = {"scratch": [], "day": []}
    for _ in range(ROUNDS):
        shutil.rmtree(folder / "large", ignore_errors=True)
        lake = Lake.at(folder / "large")
        times["scratch"].append(seconds(lambda: (taken(lake, whole), figures(lake))))  # noqa: B023  called at once
        times["day"].append(seconds(lambda: (taken(lake, day), figures(lake))))  # noqa: B023
    last, counted = lake.imports()[-1], in_order(figures(lake))
    shutil.rmtree(folder / "large")
    at_once = Lake.at(folder / "at-once")
    taken(at_once, changed_at_once(folder, whole, day))
    if in_order(figures(at_once)) != counted:
        raise AssertionError("the figures after a day's changes are not those of the changed rows taken in at once")
    digest = sha256(repr(counted).encode()).hexdigest()[:16]
    print(
        f"  {LARGE:,} rows, {whole.stat().st_size:,} bytes; the day: {last.read:,} read, {last.new:,} new, "
        f"{last.corrected:,} corrected; {len(counted):,} figures alike, sha256 {digest}"
    )
    yield ratio("a day's changes and all figures", "from scratch", times["day"], times["scratch"])


def a_day(folder: Path) -> Path:
    """An extract of one day: rows of the last weeks that were finished a day later, and new rows."""
    changed = extract(folder / "changed.csv", 0, LARGE, 1, since="2023-12-01")
    fresh = extract(folder / "fresh.csv", LARGE, LARGE + CHANGES * 30, 0, "2023-12-20")
    day, text = folder / "day.csv", "all_varchar = true"
    duckdb.execute(
        f"COPY (SELECT * FROM (FROM read_csv('{changed}', {text}) WHERE \"Ngày hoàn thành\" IS NOT NULL "
        f"LIMIT {CHANGES * 2 // 3}) UNION ALL SELECT * FROM (FROM read_csv('{fresh}', {text}) LIMIT {CHANGES // 3})) "
        f"TO '{day}' (HEADER)"
    )
    return day


def changed_at_once(folder: Path, whole: Path, day: Path) -> Path:
    """The large extract with the day's rows in place of the same dossiers'."""
    path = folder / "at-once.csv"
    rows, news = (f"read_csv('{one}', all_varchar = true)" for one in (whole, day))
    duckdb.execute(
        f'COPY (SELECT w.* FROM {rows} AS w ANTI JOIN {news} AS d USING ("Mã hồ sơ") UNION ALL FROM {news}) '
        f"TO '{path}' (HEADER)"
    )
    return path


def figures(lake: Lake) -> list[Row]:
    """Every indicator by agency, field and month."""
    asked = {"start": date(2022, 1, 1), "end": date(2023, 12, 31), "by": ("agency", "field", "month")}
    return run(lake, as_of=AT + timedelta(days=1), **asked).rows


def in_order(rows: list[Row]) -> list[tuple[object, ...]]:
    """The same figures are the same list."""
    return sorted(
        (row.indicator, row.period, *(value or "" for value in row.dims.values()), row.numerator, row.denominator)
        for row in rows
    )


if __name__ == "__main__":
    for what, ratio in main():
        print(f"{ratio:8.2f}  {what}", flush=True)
