"""Extracts of dossiers as files, as a person uploads them: CSV with a name and a telephone that must stay outside."""

from collections.abc import Sequence
from io import BytesIO

from parindex.records.actions import dossier_import as actions
from parindex.records.models import DossierImport
from parindex.records.queries import dossier_import as queries
from tests.factories.programme import Small

PERSON, TELEPHONE = "Nguyễn Thị Kín Đáo", "0903123456"
HEADINGS = (
    "Mã hồ sơ",
    "Người nộp",
    "Số điện thoại",
    "Đơn vị xử lý",
    "Ngày tiếp nhận",
    "Ngày hẹn trả",
    "Ngày hoàn thành",
)
Cells = tuple[str, ...]


def line(
    number: int, finished: str = "07/06/2023 09:00", due: str = "08/06/2023", agency: str = "Phòng Tư pháp"
) -> Cells:
    code = f"000.07.35.H08-230601-{number:04d}"
    return (code, PERSON, TELEPHONE, agency, "01/06/2023 08:00", due, finished)


ROWS = tuple(line(number) for number in range(1, 5))


def written(rows: Sequence[Cells] = ROWS, headings: Cells = HEADINGS) -> bytes:
    return "\n".join(",".join(cells) for cells in (headings, *rows)).encode()


def uploaded(
    small: Small, data: bytes | None = None, name: str = "thang-6.csv", table: str = "dossiers"
) -> DossierImport:
    """The file as it lies before its columns are chosen."""
    return actions.upload(small.viewer("office"), name, BytesIO(data if data is not None else written()), table)


def looked_at(small: Small, one: DossierImport) -> DossierImport:
    """Read by the guess, as it stands on the screen."""
    return actions.read_by(small.viewer("office"), one.pk, queries.draft(one), one.version)


def confirmed(small: Small, one: DossierImport) -> DossierImport:
    return actions.confirm(small.viewer("office"), one.pk)


def taken_in(small: Small, one: DossierImport) -> DossierImport:
    """Done by a worker whose clock stands at the office's instant."""
    office = small.viewer("office")
    return actions.take_in(office, one.pk, lambda: office.at)


def imported(small: Small, data: bytes | None = None, name: str = "thang-6.csv") -> DossierImport:
    """All steps at once."""
    return taken_in(small, confirmed(small, looked_at(small, uploaded(small, data, name))))
