"""The columns of a table of points, recognised by what their headings mean, in any order and over one or two rows."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from parindex.core.tables import Row, Table
from parindex.core.words import fold, normalise

Role = Literal[
    "number", "title", "max", "method", "evidence", "source", "note", "reference", "status", "score", "carried", "other"
]  # fmt: skip
_PATTERNS: tuple[tuple[Role, str], ...] = (
    ("carried", r"du lieu may.*"),
    ("number", r"stt|tt|so tt|so thu tu|thu tu|s ?/ ?tt|muc|ma( so)?( tieu chi)?"),
    ("score", r".*(tu cham|tu danh gia|tham dinh|dat duoc|phuc tra|thuc te).*|ket qua cham.*"),
    ("max", r"(so |muc )?diem( so)?|.*diem (toi da|chuan|quy dinh|cao nhat).*"),
    ("method", r".*(cach (cham|tinh|xac dinh|danh gia)|phuong phap|huong dan|thang diem|cong thuc|quy dinh cham).*"),
    ("evidence", r".*(kiem chung|minh chung|tai lieu|chung minh).*"),
    ("note", r"ghi chu.*|luu y.*"),
    ("reference", r"can cu( phap ly)?"),
    ("status", r"tinh trang"),
    ("title", r".*(tieu chi|linh vuc|noi dung|chi so|chi tieu|nhiem vu|thanh phan).*"),
    ("source", r".*(nguon|co quan|don vi(?! tinh)|chu tri|phu trach|hinh thuc danh gia|theo doi).*"),
)
_FIRST_ROWS = 10
_LONGEST = 90


@dataclass(frozen=True)
class Columns:
    """What each column of the table holds; the heading are the rows from `first` to `header`."""

    roles: tuple[Role, ...]
    headings: tuple[str, ...]
    first: int
    header: int

    def all(self, role: Role) -> list[int]:
        """The columns with this role."""
        return [column for column, each in enumerate(self.roles) if each == role]


def find_columns(table: Table) -> Columns | None:
    """The columns by the heading, None where no row among the first ten names criteria and their points."""
    for texts, first, header in headings(table, lambda text: _role(text) != "other"):
        roles = _roles(texts)
        if "title" in roles and "max" in roles:
            return Columns(tuple(roles), tuple(texts), first, header)
    return None


def headings(table: Table, known: Callable[[str], bool]) -> Iterator[tuple[list[str], int, int]]:
    """What each of the first ten rows would say as a heading, by column, with its first and last row; a row with wide
    or tall cells goes on in the row below where all words there are `known`.
    """
    for index, row in enumerate(table.rows[:_FIRST_ROWS]):
        texts, header = _texts(row, table.width), row.number
        below = table.rows[index + 1] if index + 1 < len(table.rows) else None
        if below is not None and _goes_on(row, below, table.width, known):
            texts = [lower or upper for upper, lower in zip(texts, _texts(below, table.width), strict=True)]
            header = below.number
        yield texts, row.number, header


def _texts(row: Row, width: int) -> list[str]:
    cells = [row.at(column) for column in range(width)]
    return [normalise(cell.text) if cell else "" for cell in cells]


def _goes_on(row: Row, below: Row, width: int, known: Callable[[str], bool]) -> bool:
    """Whether the heading has a second row: one of its cells is wide (not a title over all) or tall."""
    wide = any(1 < cell.columns < width for cell in row.cells) or any(cell.rows > 1 for cell in row.cells)
    texts = [text for text in _texts(below, width) if text]
    return wide and bool(texts) and all(known(text) for text in texts)


def _roles(texts: list[str]) -> list[Role]:
    roles = [_role(text) if text and len(text) <= _LONGEST else "other" for text in texts]
    if "max" not in roles:  # “Thang điểm” is the maximum where no other column is
        roles = ["max" if fold(text) == "thang diem" else role for text, role in zip(texts, roles, strict=True)]
    firsts: dict[Role, int] = {role: roles.index(role) for role in roles if role in ("number", "max")}
    return ["other" if firsts.get(role, place) != place else role for place, role in enumerate(roles)]


def _role(text: str) -> Role:
    words = re.sub(r"[^\w/ ]+", " ", fold(text)).strip()
    return next((role for role, pattern in _PATTERNS if re.fullmatch(pattern, words)), "other")


def is_heading(row: Row, columns: Columns) -> bool:
    """Whether the row prints the heading again on a new page, or numbers the columns: (1) (2) (3)."""
    texts = [normalise(cell.text) for cell in row.cells if cell.text.strip()]
    if len(texts) >= 3 and all(re.fullmatch(r"\(\d{1,2}\)", text) for text in texts):
        return True
    if len(texts) >= 3 and [text.strip("()") for text in texts] == [str(n) for n in range(1, len(texts) + 1)]:
        return True
    known = {fold(heading) for heading in columns.headings if heading}
    return len(texts) >= 2 and all(fold(text) in known for text in texts)
