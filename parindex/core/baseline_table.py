"""Reads a published result from its table: points beside maxima, criterion by criterion, by field or only in totals."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Literal

from parindex.core.amounts import said
from parindex.core.baselines import Line, Result, place, with_fields
from parindex.core.criteria import CriteriaSet
from parindex.core.criteria_columns import Columns, Role, headings, is_heading
from parindex.core.criteria_rows import Found, Unread, read_rows, whole_number
from parindex.core.errors import InputError
from parindex.core.tables import Document, Row, Table
from parindex.core.words import fold, normalise

_NUMBER = r"stt|tt|so tt|so thu tu|s ?/ ?tt|muc|ma( so)?( tieu chi)?"
_TITLE = r".*(tieu chi|linh vuc|noi dung|chi so|chi tieu|nhiem vu|thanh phan).*"
_MAX = r".*diem (toi da|chuan|quy dinh|cao nhat).*|thang diem|diem"
# Of several columns of points, the one nearest to what was published.
_POINTS = (
    r"dat|.*(diem dat|dat duoc|so diem dat|chinh thuc|cong bo|ket qua|sau giai trinh|phuc tra).*",
    r".*tham dinh.*",
    r".*(tu cham|tu danh gia).*",
    r".*diem.*",
)
_TOTAL = re.compile(r"(tong|cong)( .*)?")
_VALUE = re.compile(r"([-−]?\d{1,6}(?:[.,]\d{1,9})?)(?:\s*/\s*(\d{1,6}(?:[.,]\d{1,6})?))?\s*(?:điểm|đ)?", re.IGNORECASE)
_LONGEST = 90
_REST = "chua phan bo"  # the row in which our own sheet says what no line tells
_ALIKE = 0.3  # the part of their words that two titles under one number share at least

Kind = Literal["number", "title", "max", "points", ""]


@dataclass(frozen=True)
class Unfilled:
    """A row of which the points or the maximum could not be read: somebody looks at the paper and fills it in."""

    title: str
    points: Decimal | None
    max: Decimal | None
    fields: tuple[str, ...] = ()
    criterion: str = ""


@dataclass
class Read:
    """What a table says: the result, what could not be read (with its cell), and what is doubtful. `rows` are the lines
    of the result and the unfilled ones, in the order of the table; `skipped` is how many rows with points are neither.
    """

    result: Result
    unread: list[Unread] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    rows: list[Line | Unfilled] = field(default_factory=list)
    skipped: int = 0

    @property
    def unfilled(self) -> list[Unfilled]:
        """The rows to be filled in."""
        return [row for row in self.rows if isinstance(row, Unfilled)]


def read_result(document: Document, name: str, found: CriteriaSet | None, sheet: str = "") -> Read:
    """Read the table of points of a document called `name`, its lines placed in the set where they can be. InputError
    where no table has a column of points beside what they are for.
    """
    for table in document.tables():
        if sheet and table.sheet != sheet:
            continue
        columns = _find(table)
        if columns is not None:
            read = _Reading(table, columns, found).run()
            read.unread += [Unread("", "", note) for note in document.notes]
            return read
    raise InputError(
        f"Không thấy bảng kết quả trong tệp {name}; bảng phải có dòng tiêu đề với cột nội dung (tiêu chí, lĩnh vực) "
        "và cột điểm đạt, tốt nhất có thêm cột điểm tối đa."
    )


@dataclass(frozen=True)
class _Columns:
    number: int | None
    title: int
    max: int | None
    points: int
    headings: tuple[str, ...]
    first: int
    header: int


def _find(table: Table) -> _Columns | None:
    for texts, first, header in headings(table, lambda text: bool(_kind(text))):
        kinds = [_kind(text) for text in texts]
        if "title" not in kinds:
            continue
        most = next((at for at, kind in enumerate(kinds) if kind == "max"), None)
        points = _points_column(texts, most)
        if points is None and most is not None and fold(texts[most]).strip() in ("diem", "so diem"):
            points, most = most, None
        if points is not None:
            number = kinds.index("number") if "number" in kinds else None
            return _Columns(number, kinds.index("title"), most, points, tuple(texts), first, header)
    return None


def _kind(text: str) -> Kind:
    words = _bare(text)
    if not words or len(words) > _LONGEST:
        return ""
    patterns: tuple[tuple[Kind, str], ...] = (("number", _NUMBER), ("max", _MAX), ("points", "|".join(_POINTS)))
    found: Kind = next((kind for kind, pattern in patterns if re.fullmatch(pattern, words)), "")
    counts = re.match(r"(tong |so |muc )*diem\b|diem", words) or found == "max"
    return "title" if re.fullmatch(_TITLE, words) and not counts else found


def _bare(text: str) -> str:
    return re.sub(r"[^\w/ ]+", " ", fold(text)).strip()


def _points_column(texts: Sequence[str], most: int | None) -> int | None:
    for pattern in _POINTS:
        for at, text in enumerate(texts):
            if at != most and _kind(text) == "points" and re.fullmatch(pattern, _bare(text)):
                return at
    return None


class _Reading:
    def __init__(self, table: Table, columns: _Columns, found: CriteriaSet | None) -> None:
        self.table, self.columns, self.found = table, columns, found
        self.read = Read(Result(Decimal(0), Decimal(0)))
        self.limits = {each.id: each.max for each in found.walk()} if found else {}
        self.leaves = {each.id for each in found.walk() if each.method is not None} if found else set()
        self.titles: dict[str, list[str]] = {}
        self.names = {each.id: each.title for each in found.walk()} if found else {}
        for id, title in self.names.items():
            self.titles.setdefault(_words(title), []).append(id)

    def run(self) -> Read:
        tree = read_rows(self.table, self._roles())
        rows = [row for each in tree.fields for row in self._below(each, None)]
        begun = {each.row for top in tree.fields for each in _walk(top)}
        total, plain = self._plain(begun, bool(tree.fields))
        rows += plain
        lines = _told(rows)
        if self.found and lines and not any(line.fields for line in lines):
            placed = iter(lines := list(with_fields(lines, self.found)))
            rows = [next(placed) if isinstance(row, Line) else row for row in rows]
        points, most = total or self._sum(lines)
        self.read.result, self.read.rows = Result(points, most, tuple(lines)), rows
        self.read.unread += [each for each in tree.problems if not _is_total(each.message)]
        self.read.unread += [each for each in tree.unread if self._is_told(each)] + self._unused()
        return self.read

    def _is_told(self, each: Unread) -> bool:
        """Whether something unread is of the columns that are read here for their words."""
        columns = [at for at in (self.columns.number, self.columns.title) if at is not None]
        own = any(re.fullmatch(rf"{self._letters(at)}\d+", each.cell) for at in columns)
        return own and "đứng trước tiêu chí đầu tiên" not in each.message

    def _unused(self) -> list[Unread]:
        """The columns with words that are not read at all, one line for each."""
        used = (self.columns.number, self.columns.title, self.columns.max, self.columns.points)
        below = [row for row in self.table.rows if row.number > self.columns.header]
        found = []
        for at, heading in enumerate(self.columns.headings):
            if at not in used and any((cell := row.at(at)) and normalise(cell.text) for row in below):
                found.append(Unread(f"cột {self._letters(at)}", heading, "cột này không đọc"))
        return found

    def _letters(self, column: int) -> str:
        return self.table.address(1, column).rstrip("0123456789")

    def _roles(self) -> Columns:
        roles: list[Role] = ["other"] * self.table.width
        if self.columns.number is not None:
            roles[self.columns.number] = "number"
        roles[self.columns.title] = "title"
        roles[self.columns.points if self.columns.max is None else self.columns.max] = "max"
        return Columns(tuple(roles), self.columns.headings, self.columns.first, self.columns.header)

    def _below(self, found: Found, parent: tuple[str, str, tuple[str, ...]] | None) -> list[Line | Unfilled]:
        """The rows of a row and of those below it; a group is told by its parts, as far as they are told."""
        id = whole_number(found.number, parent[:2] if parent else None)
        fields, criterion = self._place(found, id, parent[2] if parent else ())
        group = bool(found.children) and criterion not in self.leaves  # 3 is no group of 3b where the set scores both
        own = self._row(found.row, found.cell, Unfilled(found.title, None, None, fields, criterion), group)
        parts = [row for each in found.children for row in self._below(each, (criterion or id, found.number, fields))]
        if parent is None or criterion in self.leaves:
            return ([own] if own else []) + parts
        told = _told(parts)
        together = sum((part.points for part in told), Decimal(0))
        if isinstance(own, Line) and parts and len(told) == len(parts) and together != own.points:
            self.read.doubts.append(
                f"{found.cell}: {id} ghi {said(own.points)} điểm, các thành phần cộng lại {said(together)}."
            )
        return parts or ([own] if own else [])

    def _place(self, found: Found, id: str, above: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
        """Where a row stands in the set: by its number where the title does not speak against it, else by its title."""
        same = self.titles.get(_words(found.title), [])
        fits = id in self.names and _alike(found.title, self.names[id]) >= _ALIKE
        if len(same) == 1 and not fits:
            return place(same[0], self.found)
        if id in self.names and not fits:
            self.read.doubts.append(
                f"{found.cell}: mã {id} trong bộ tiêu chí là “{self.names[id]}”, không phải “{found.title}”."
            )
        try:
            return place(id, self.found)
        except InputError:
            if above:
                return above[:1], id
            return (), ""

    def _row(self, row: int, cell: str, bare: Unfilled, group: bool = False) -> Line | Unfilled | None:
        """What a row tells of `bare`; what of it could not be read is listed. None for a group that tells no points."""
        points, inline, text = self._value(row, self.columns.points)
        id = bare.criterion or "".join(bare.fields)
        most = inline
        if self.columns.max is not None and most is None:
            most = self._value(row, self.columns.max)[0]
        where = self.table.address(row, self.columns.points)
        if points is None:
            if group and not text:
                return None
            why = "không phải một số điểm" if text else "không ghi điểm (bỏ trống không phải là 0)"
            self.read.unread.append(Unread(where, text, f"{why}; hãy ghi điểm vào dòng để trống ở dưới"))
            return replace(bare, max=most if most is not None else self.limits.get(id))
        if most is None and id in self.limits:
            most = self.limits[id]
            self.read.doubts.append(f"{cell}: không ghi điểm tối đa; tạm lấy {said(most)} theo bộ tiêu chí.")
        if most is None:
            self.read.unread.append(Unread(where, text, "có điểm nhưng không có điểm tối đa; hãy ghi điểm tối đa"))
            return replace(bare, points=points)
        return Line(bare.title, points, most, bare.fields, bare.criterion)

    def _value(self, row: int, column: int) -> tuple[Decimal | None, Decimal | None, str]:
        """The number of a cell, and the one after a slash (46,78/60); None where it is none."""
        cell = self.table.rows[row - 1].at(column)
        text = normalise(cell.text) if cell and cell.column == column else ""
        found = _VALUE.fullmatch(text)
        if not found:
            return None, None, text
        return _decimal(found[1]), _decimal(found[2]) if found[2] else None, text

    def _plain(self, begun: set[int], numbered: bool) -> tuple[tuple[Decimal, Decimal] | None, list[Line | Unfilled]]:
        """The total, and the rows without a number where the table has none at all."""
        total: tuple[Decimal, Decimal] | None = None
        rows: list[Line | Unfilled] = []
        for row in self.table.rows:
            if row.number <= self.columns.header or row.number in begun or is_heading(row, self._roles()):
                continue
            title = self._title(row)
            points, _, text = self._value(row.number, self.columns.points)
            sums = bool(_TOTAL.fullmatch(_bare(title)))
            if not title or _bare(title) == _REST or (points is None and not (text and (sums or not numbered))):
                continue
            where, bare = self.table.address(row.number, self.columns.title), Unfilled(title, None, None)
            if numbered and not sums:
                cell = self.table.address(row.number, self.columns.points)
                self.read.skipped += 1
                self.read.unread.append(Unread(cell, f"{title}: {text}", "dòng không có số thứ tự nên không đọc"))
                continue
            found = self._row(row.number, where, bare)
            if sums and isinstance(found, Line):
                total = found.points, found.max
            elif found and not sums:
                rows.append(found)
        return total, rows

    def _title(self, row: Row) -> str:
        for column in (self.columns.title, self.columns.number):
            cell = row.at(column) if column is not None else None
            if cell and (text := normalise(cell.text)):
                return text
        return ""

    def _sum(self, lines: Sequence[Line]) -> tuple[Decimal, Decimal]:
        tops = [line for line in lines if not line.criterion]
        fields = {field for line in tops for field in line.fields}
        tops += [line for line in lines if line.criterion and not set(line.fields) & fields]
        self.read.doubts.append("Bảng không có dòng tổng; tổng điểm được cộng từ các dòng.")
        return sum((line.points for line in tops), Decimal(0)), sum((line.max for line in tops), Decimal(0))


def _told(rows: Sequence[Line | Unfilled]) -> list[Line]:
    return [row for row in rows if isinstance(row, Line)]


def _walk(found: Found) -> list[Found]:
    return [found, *(each for child in found.children for each in _walk(child))]


def _is_total(message: str) -> bool:
    return "tổng" in message


def _decimal(text: str) -> Decimal:
    return Decimal(text.replace("−", "-").replace(",", "."))


def decimal_of(text: str) -> Decimal | None:
    """The points that a cell says ("46,78", "46.78 điểm", "46,78/60"); None where it is no number."""
    found = _VALUE.fullmatch(normalise(text))
    return _decimal(found[1]) if found else None


def _words(text: str) -> str:
    return " ".join("".join(c if c.isalnum() else " " for c in fold(text)).split())


def _alike(first: str, second: str) -> float:
    one, other = set(_words(first).split()), set(_words(second).split())
    return len(one & other) / len(one | other) if one | other else 0.0
