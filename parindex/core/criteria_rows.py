"""Reads the rows of a table of points into a tree of criteria, by their numbering: A, I, 1, 1.1, a) or by columns."""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations

from parindex.core.criteria_carried import HEAD
from parindex.core.criteria_columns import Columns, Role, is_heading
from parindex.core.tables import Cell, Row, Table
from parindex.core.words import fold, normalise

# Marks of numbering from the outermost to the innermost; numbers with points lie between, by how many parts they have.
_UPPER, _ROMAN, _NUMBER, _LETTER, _BULLET = 0, 1, 2, 20, 30
_LEADING = re.compile(
    r"(?P<number>[IVX]+(?:\.\d+)*[a-zđ]?(?=[.):\s])|[A-H](?=[.):]\s)|\d+(?:[.,]\d+)*(?=[.):]\s)|[a-zđ](?=\)))[.):]*\s+(?P<text>.+)",
    re.DOTALL,
)
_CODE = re.compile(
    r"(?:(?P<upper>[A-ZĐ]{1,5})(?![a-zđ])\.?)?(?P<digits>\d{1,3}(?:[.,]\d{1,3})*)?(?:\.?(?P<letter>[a-zđ]))?"
)
_POINTS = re.compile(r"(\d{1,6}(?:[.,]\d{1,6})?)\s*(?:điểm|đ)?", re.IGNORECASE)
_SCALE = re.compile(r"[:=]\s*[\[(]?\d|\bb\s*/\s*a\b|\btru \d|[:=]\s*khong (?:co |tinh )?diem")
_TOTAL = re.compile(r"(tong|cong)( (cong|so|diem|toan bo).*)?|tong .*diem.*")
KEPT_REMARK = "dòng chữ không thuộc tiêu chí nào; đã giữ trong notes"
_SHORTEST_LOOSE = 2  # so many unnumbered lines with points may be parts
_MOST_BESIDE = 12  # of so many numbers with lettered ones below it is tried which of these stand beside them


@dataclass(frozen=True)
class Unread:
    """What could not be read: the cell, its words, and what became of it or what to do."""

    cell: str
    text: str
    message: str


@dataclass
class Found:
    """A criterion as the table has it. `max` is None where the cell says no number; `cell` is where it stands."""

    number: str
    title: str
    rank: int
    row: int
    cell: str
    max: Decimal | None = None
    max_cell: str = ""
    scale: list[str] = field(default_factory=list)
    evidence: list[str] = field(default_factory=list)
    source: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    references: list[str] = field(default_factory=list)
    carried: str = ""
    loose: list[tuple[str, Decimal | None, str]] = field(default_factory=list)
    children: list["Found"] = field(default_factory=list)


@dataclass
class Tree:
    """The fields of a table, its printed total, loose notes, what could not be read, and what must be mended. `head` is
    the line in which a set's own sheet carries what is said of it all.
    """

    fields: list[Found] = field(default_factory=list)
    total: tuple[Decimal, str] | None = None
    notes: list[str] = field(default_factory=list)
    head: str = ""
    unread: list[Unread] = field(default_factory=list)
    problems: list[Unread] = field(default_factory=list)


def read_rows(table: Table, columns: Columns) -> Tree:
    """Read every row below the heading; a row that is no criterion goes to the one above it, or is listed."""
    reader = _Reader(table, columns)
    for row in table.rows:
        if row.number > columns.header and not is_heading(row, columns):
            reader.read(row)
        elif row.number < columns.first:
            reader.above(row)
    for found in reader.all:
        _settle(found)
    for found in reader.all:
        _set_beside(found.children, found.max)
    _set_beside(reader.tree.fields, reader.tree.total[0] if reader.tree.total else None)
    return reader.tree


class _Reader:
    def __init__(self, table: Table, columns: Columns) -> None:
        self.table, self.columns = table, columns
        self.tree = Tree()
        self.open: list[Found] = []  # from the field to the last criterion
        self.all: list[Found] = []
        self.tall: dict[int, tuple[Cell, int]] = {}  # by column: a merged cell, and the last row that it covers

    def above(self, row: Row) -> None:
        """Keep what stands between the top of the table and its heading."""
        for cell in row.cells:
            if cell.text.strip():
                self._remark(row, cell)

    def read(self, row: Row) -> None:
        """Read one row."""
        for cell in row.cells:
            if cell.rows > 1:
                self.tall[cell.column] = (cell, row.number + cell.rows - 1)
        filled = [cell for cell in row.cells if cell.text.strip()]
        if not filled:
            return
        if len(filled) == 1 and self._is_remark(filled[0]):
            self._remark(row, filled[0])
            return
        scale, titles = self._titles(row)
        titles = [(column, text) for column, text in titles if text]
        number = next((self._text(row, column) for column in self.columns.all("number")), "")
        number = number.replace(" ", "")
        if _TOTAL.fullmatch(fold(titles[0][1] if titles else number).strip(" :.")):
            self._total(row)
            return
        made = self._criteria(row, number, titles)
        self._fill(row, made, titles, scale)

    def _is_remark(self, cell: Cell) -> bool:
        """Whether a cell that stands alone in its row is no criterion: wide, or words where the numbers are."""
        wide = cell.columns * 2 > self.table.width
        text = normalise(cell.text)
        words = cell.column in self.columns.all("number") and " " in text and _rank(text.replace(" ", "")) is None
        return (wide or words) and not self._leading(cell.text)

    def _titles(self, row: Row) -> tuple[list[str], list[tuple[int, str]]]:
        """The titles by their columns; lines below a title in its cell that say points are the scale."""
        scale, titles = [], []
        for column in self.columns.all("title"):
            cell = row.at(column)
            lines = [normalise(each.whole) for each in cell.paragraphs] if cell and cell.column == column else []
            first = next((place for place, line in enumerate(lines) if place and _SCALE.search(fold(line))), len(lines))
            scale += lines[first:]
            titles.append((column, normalise(" ".join(lines[:first]))))
        return scale, titles

    def _leading(self, text: str) -> re.Match[str] | None:
        return _LEADING.match(normalise(text))

    def _criteria(self, row: Row, number: str, titles: list[tuple[int, str]]) -> bool:
        """Begin the criteria that the row names; False where it names none."""
        several = len(self.columns.all("title")) > 1
        if not several:
            titles = titles[:1] or ([(-1, "")] if number else [])
        begun = False
        for place, (column, text) in enumerate(titles):
            own = number if place == len(titles) - 1 else ""
            leading = None if own else self._leading(text)
            if leading:
                own, text = leading["number"], leading["text"]
            rank = _rank(own)
            if number and rank is None and not several:
                cell = self._address(row, self.columns.all("number")[0])
                message = "không hiểu số thứ tự này; hãy sửa thành I, 1, 1.1 hay a) (ô phải là chữ, không phải ngày)"
                self.tree.problems.append(Unread(cell, number, message))
                if self.open:
                    self.open[-1].notes.append(f"Số thứ tự ghi trong bảng: {number}")
            if several:
                rank = self.columns.all("title").index(column)
            if rank is not None:
                self._begin(own, text, rank, row, max(column, 0))
                begun = True
        return begun

    def _begin(self, number: str, text: str, rank: int, row: Row, column: int) -> None:
        while self.open and self.open[-1].rank >= rank:
            self.open.pop()
        own, cell = number.strip(".): ").replace(",", "."), self._address(row, column)
        self._leave_others(own, cell)
        siblings = self.open[-1].children if self.open else self.tree.fields
        own = own or str(len(siblings) + 1)
        found = Found(own, text, rank, row.number, cell)
        if not text:
            found.title = f"Tiêu chí {own}"
            self._unread(cell, own, "thiếu tên tiêu chí; tạm đặt tên theo số thứ tự")
        siblings.append(found)
        self.open.append(found)
        self.all.append(found)

    def _leave_others(self, own: str, cell: str) -> None:
        """A number of several parts (2.1, 6a) stands below no other criterion than 2 or 6, absent or not."""
        last = self.open[-1] if self.open else None
        while self.open and self.open[-1].rank >= _NUMBER and len(own) > 1 and not _begins(self.open[-1].number, own):
            self.open.pop()
        if last and last is not (self.open[-1] if self.open else None) and not own[0].isupper():
            self._unread(cell, own, f"không có dòng nào phía trên mà số này thuộc về, không phải {last.number}")

    def _fill(self, row: Row, begun: bool, titles: list[tuple[int, str]], scale: list[str]) -> None:
        """Give the other cells of the row to the last criterion."""
        if not self.open:
            for cell in row.cells:
                if text := normalise(cell.text):
                    self._unread(
                        self._address(row, cell.column), text, "dòng đứng trước tiêu chí đầu tiên nên không đọc"
                    )
            return
        last = self.open[-1]
        points = self._points(row, last if begun else None)
        if not begun and titles:
            text = " ".join(text for _, text in titles)
            last.loose.append((text, points, self._address(row, titles[0][0])))
        elif not begun and points is not None:
            last.loose.append(("", points, self._address(row, self.columns.all("max")[0])))
        last.scale += scale + self._lines(row, "method")
        last.evidence += self._lines(row, "evidence", covering=begun)
        last.source += self._lines(row, "source", covering=begun)
        last.references += self._lines(row, "reference")
        last.notes += self._lines(row, "note")
        carried = [held.text for column in self.columns.all("carried") if (held := row.at(column))]
        last.carried = last.carried or "".join(carried).strip()
        aside: tuple[Role, ...] = ("other", "score") if last.carried else ("other", "score", "status")
        for role in aside:
            for column in self.columns.all(role):
                self._aside(row, column, last)

    def _points(self, row: Row, owner: Found | None) -> Decimal | None:
        """The number of the points' cell; words there are listed, and kept as a note."""
        column = self.columns.all("max")[0]
        text, cell = self._text(row, column), self._address(row, column)
        found = _POINTS.fullmatch(text)
        value = Decimal(found[1].replace(",", ".")) if found else None
        if owner is not None:
            owner.max, owner.max_cell = value, cell
        if text and value is None:
            self._unread(cell, text, "điểm không phải một số; hãy sửa ô này, chữ đã giữ trong notes")
            self.open[-1].notes.append(f"Ô điểm ghi: {text}")
        return value

    def _aside(self, row: Row, column: int, last: Found) -> None:
        if text := self._text(row, column):
            heading = self.columns.headings[column] or "cột không có tên"
            last.notes.append(f"{heading}: {text}")
            self._unread(self._address(row, column), text, f"cột “{heading}” không dùng để chấm; đã giữ trong notes")

    def _remark(self, row: Row, cell: Cell) -> None:
        if cell.text.strip().startswith(HEAD):
            self.tree.head = cell.text
            return
        text = normalise(cell.text)
        self.tree.notes.append(text)
        self._unread(self._address(row, cell.column), text, KEPT_REMARK)

    def _total(self, row: Row) -> None:
        column = self.columns.all("max")[0]
        text, cell = self._text(row, column), self._address(row, column)
        found = _POINTS.fullmatch(text)
        if found:
            self.tree.total = (Decimal(found[1].replace(",", ".")), cell)
        else:
            self._unread(cell, text, "dòng tổng không có số điểm; tổng được cộng từ các lĩnh vực")
        for other in row.cells:
            words = normalise(other.text)
            if words and other.column != column and not _TOTAL.fullmatch(fold(words).strip(" :.")):
                self._remark(row, other)

    def _text(self, row: Row, column: int) -> str:
        cell = row.at(column)
        return normalise(cell.text) if cell and cell.column == column else ""

    def _lines(self, row: Row, role: Role, covering: bool = False) -> list[str]:
        lines = []
        for column in self.columns.all(role):
            cell, until = self.tall.get(column, (None, 0))
            if not (covering and until >= row.number):
                cell = row.at(column)
            lines += [normalise(each.whole) for each in cell.paragraphs if each.whole.strip()] if cell else []
        return lines

    def _address(self, row: Row, column: int) -> str:
        return self.table.address(row.number, column)

    def _unread(self, cell: str, text: str, message: str) -> None:
        self.tree.unread.append(Unread(cell, text, message))


def _rank(number: str) -> int | None:
    """How deep a number stands (I, 1, 1.1, a), and codes such as I.1a, KS.1), None where it is none."""
    found = _CODE.fullmatch(number.strip(".): "))
    if found is None or not found[0]:
        return None
    if found["letter"]:
        return _LETTER
    if found["digits"]:
        return _NUMBER + len(re.split(r"[.,]", found["digits"]))
    return _UPPER if re.fullmatch(r"[A-H]", found["upper"]) else _ROMAN


def whole_number(number: str, parent: tuple[str, str] | None) -> str:
    """The id of a criterion: its number after that of its parent (id and number), unless the table prints all of it."""
    if parent is None:
        return number
    above, own = parent
    rest = number.removeprefix(own)
    if number[:1].isupper() and number.startswith(above):
        return number
    if rest != number and rest and not rest[0].isdigit():
        return above + rest
    return above + ("" if number.isalpha() and number.islower() else ".") + number


def _begins(number: str, own: str) -> bool:
    """Whether `own` goes on from `number`: 6a and 6.1 from 6, not 61."""
    return own.startswith(number) and not own[len(number) :][:1].isdigit()


def _settle(found: Found) -> None:
    """Unnumbered lines below a criterion are its parts where their points add up to its maximum, else its scale."""
    points = [worth for _, worth, _ in found.loose if worth is not None]
    parts = len(points) == len(found.loose) >= _SHORTEST_LOOSE and not found.children and not found.scale
    if parts and sum(points, Decimal(0)) == found.max and max(points) < found.max:
        for place, (text, worth, cell) in enumerate(found.loose):
            part = Found(
                "abcdeghiklmnopqrstuvxy"[place % 22], text.lstrip("-+• "), _BULLET, found.row, cell, worth, cell
            )
            found.children.append(part)
    else:
        found.scale += [text if worth is None else f"{text.rstrip(' :')}: {worth}" for text, worth, _ in found.loose]
    found.loose = []


def _set_beside(found: list[Found], most: Decimal | None) -> None:
    """3b below 3 is its part, or stands beside it: beside where only so `found` adds up to the maximum above it, and
    the maxima leave no doubt which.
    """
    missing = None if most is None else most - sum((each.max or Decimal(0) for each in found), Decimal(0))
    lettered = [each for each in found if _may_stand_alone(each)]
    if not missing or missing < 0 or len(lettered) > _MOST_BESIDE:
        return
    ways = [
        way for many in range(1, len(lettered) + 1) for way in combinations(lettered, many)
        if sum((part.max or Decimal(0) for each in way for part in each.children), Decimal(0)) == missing
    ]  # fmt: skip
    if len(ways) != 1:
        return
    for each in ways[0]:
        place = found.index(each) + 1
        found[place:place], each.children = each.children, []


def _may_stand_alone(found: Found) -> bool:
    """Whether all below a number with a maximum go on from it with a letter: 3b below 3, not a) or 3.1."""
    below = found.children
    return (
        found.max is not None
        and bool(below)
        and all(
            part.rank == _LETTER and part.number != found.number and _begins(found.number, part.number)
            for part in below
        )
    )
