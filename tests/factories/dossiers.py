"""A small lake of dossiers for tests of records and pages, filled as people fill it: by importing an extract."""

import csv
import tempfile
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta
from pathlib import Path

from parindex.core.agencies import Registry
from parindex.indicators.importing import import_file
from parindex.indicators.lake import ImportSummary, Lake
from parindex.indicators.sources import load_mapping
from parindex.records.queries.lake import folder_of
from tests.factories.programme import AT, Small

HEADINGS = {
    "code": "Mã hồ sơ",
    "agency": "Đơn vị xử lý",
    "procedure": "Tên thủ tục",
    "received": "Ngày tiếp nhận",
    "due": "Ngày hẹn trả",
    "dues": "Các ngày hẹn lại",
    "finished": "Ngày hoàn thành",
    "ending": "Kết quả xử lý",
    "signed": "Đã ký thư xin lỗi",
    "sent": "Ngày gửi thư xin lỗi",
    "posted": "Niêm yết từ",
    "exempt": "Miễn xin lỗi",
    "updated": "Cập nhật lúc",
    "paused": "Tạm dừng từ",
    "resumed": "Tạm dừng đến",
    "pause_reason": "Lý do tạm dừng",
    "field": "Lĩnh vực",
}


@dataclass(frozen=True)
class Row:
    """One dossier of an extract, as its one-stop software prints it. As it stands it was resolved late."""

    code: str
    agency: str = "Phòng Tư pháp"
    procedure: str = "Đăng ký khai sinh"
    received: str = "01/06/2023 08:00"
    due: str = "08/06/2023"
    dues: str = ""
    finished: str = "12/06/2023 09:00"
    ending: str = ""
    signed: str = ""
    sent: str = ""
    posted: str = ""
    exempt: str = ""
    updated: str = ""
    paused: str = ""
    resumed: str = ""
    pause_reason: str = ""
    field: str = ""

    def but(self, **changed: str) -> "Row":
        return replace(self, **changed)


def code(number: int) -> str:
    return f"000.07.35.H08-230601-{number:04d}"


LATE = Row(code(1))
OVERDUE = Row(code(2), finished="")
OPEN = Row(code(3), due="20/06/2023", finished="")
IN_TIME = Row(code(4), finished="07/06/2023 09:00", ending="Đã giải quyết")
COMMUNES = Row(code(5), agency="UBND xã Phước Sơn")
UNKNOWN = Row(code(6), agency="Ban Quản lý dự án")
ALL = (LATE, OVERDUE, OPEN, IN_TIME, COMMUNES, UNKNOWN)


def lake_of(small: Small) -> Lake:
    """The lake of a small programme's authority."""
    return Lake.at(folder_of(small.programme.authority))


def take_in(small: Small, *rows: Row, at: datetime = AT, full: bool = False, source: str = "") -> ImportSummary:
    """Import an extract that holds these rows (`full`: and no others are left); a later one is given a later `at`."""
    mapping = replace(load_mapping("generic"), extract="full" if full else "changes")
    mapping = replace(mapping, source=source) if source else mapping
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ho-so.csv"
        with path.open("w", encoding="utf-8", newline="") as out:
            written = csv.writer(out)
            written.writerow(HEADINGS.values())
            written.writerows([[getattr(row, name) for name in HEADINGS] for row in rows])
        return import_file(lake_of(small), path, mapping, Registry.load(), at=at, by="Người nhập")


def take_in_table(small: Small, text: str, mapping: str = "generic", at: datetime = AT) -> ImportSummary:
    """Import a CSV as it stands, by one of the mappings that are shipped."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{mapping}.csv"
        path.write_text(text, "utf-8")
        return import_file(lake_of(small), path, load_mapping(mapping), Registry.load(), at=at, by="Người nhập")


def later(days: int) -> datetime:
    """An instant some days after the first import."""
    return AT + timedelta(days=days)


assert list(HEADINGS) == [field.name for field in fields(Row)]
