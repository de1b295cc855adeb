"""Extracts as files and what becomes of them: written line by line, taken into a lake of their own, refusals listed."""

import csv
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import xlsxwriter

from parindex.core.agencies import Registry
from parindex.indicators.engines import workbench
from parindex.indicators.importing import ImportSummary, import_file
from parindex.indicators.lake import Lake
from parindex.indicators.sources import SourceMapping, load_mapping

AT = datetime(2026, 1, 2, tzinfo=UTC)
HEAD = "Mã hồ sơ,Cơ quan xử lý,Ngày tiếp nhận,Ngày hẹn trả,Ngày hoàn thành"
ROW = "A-1,Phòng Tư pháp,01/06/2023,08/06/2023,07/06/2023"


def row(code: str) -> str:
    """A row that is as it should be."""
    return ROW.replace("A-1", code)


def text(folder: Path, *lines: str, name: str = "a.csv", encoding: str = "utf-8") -> Path:
    """A text file of these lines."""
    path = folder / name
    path.write_bytes("".join(f"{line}\n" for line in lines).encode(encoding))
    return path


def sheet(folder: Path, *rows: Iterable[object], name: str = "a.xlsx") -> Path:
    """A spreadsheet of these rows; None is a cell without anything."""
    path = folder / name
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet()
        for at, cells in enumerate(rows):
            page.write_row(at, 0, list(cells))
    return path


def taken(
    folder: Path, path: Path, mapping: str | SourceMapping = "generic", at: datetime = AT, **more: object
) -> ImportSummary:
    """The import of a file into the lake of a folder; its list of refused rows is r.csv."""
    made = mapping if isinstance(mapping, SourceMapping) else load_mapping(mapping)
    lake, rejects = Lake.at(folder / "lake"), folder / "r.csv"
    return import_file(lake, path, made, Registry.load(), at=at, by="thử", **({"rejects": rejects} | more))


def listed(folder: Path) -> list[tuple[str, str, str, str]]:
    """The list of refused rows: line, value, reason, kind."""
    with (folder / "r.csv").open(encoding="utf-8-sig", newline="") as file:
        return [(one["Dòng"], one["Giá trị"], one["Lý do"], one["Loại"]) for one in csv.DictReader(file)]


def held(folder: Path, columns: str = "code", table: str = "dossiers") -> list[tuple]:
    """What the lake holds for true, in order."""
    files = Lake.at(folder / "lake").files(table)
    asked = f"SELECT {columns} FROM read_parquet($1) WHERE known_to IS NULL ORDER BY ALL"
    db = workbench()
    try:
        return db.execute(asked, [files]).fetchall() if files else []
    finally:
        db.close()


def csv_of(
    folder: Path, *rows: Iterable[object], delimiter: str = ",", end: str = "\n", encoding: str = "utf-8"
) -> Path:
    """A text file of these rows; cells are quoted where they must be."""
    path = folder / "a.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter, lineterminator=end).writerows(rows)
    return path


def book(folder: Path, **pages: tuple[str, Sequence[Iterable[object]]]) -> Path:
    """A spreadsheet of several sheets: name -> whether it is "seen", "hidden" or "very_hidden", and its rows."""
    path = folder / "a.xlsx"
    with xlsxwriter.Workbook(str(path)) as made:
        for name, (state, rows) in pages.items():
            page = made.add_worksheet(name)
            for at, cells in enumerate(rows):
                page.write_row(at, 0, list(cells))
            if state != "seen":
                getattr(page, {"hidden": "hide", "very_hidden": "very_hidden"}[state])()
        seen = next(page for page in made.worksheets() if pages[page.name][0] == "seen")
        seen.activate()
        seen.set_first_sheet()
    return path
