"""What the cells of a row hold, and how the cells of a row that goes on are put to those above."""

import re
from dataclasses import dataclass, field, replace

from parindex.core.agency_words import OPENS
from parindex.core.plan_columns import AGENCIES, Role
from parindex.core.plan_reading import Place
from parindex.core.tables import Cell, Paragraph
from parindex.core.words import normalise

_ENDS = tuple(".;:!?…”)")
_LEFT_OPEN = re.compile(
    r"(?:[,;/–-]|\b(?:và|với|của|các|hợp|cùng|trước|sau|đến|từ|trong|hàng|hằng|theo|khi|kỳ|"
    r"(?<!hàng )(?<!hằng )(?:ngày|tháng|quý|năm)))$",
    re.I,
)
TIME_OPENS = re.compile(
    r"(?:Hoàn thành|Trước|Thường xuyên|Hàng|Hằng|Quý|Tháng|Năm|Theo|Khi|Sau|Ngay|Định kỳ|Trong|Đầu|Giữa|Cuối|"
    r"Chậm nhất|Từ|Ngày|Bắt đầu|Liên tục|Không quá|\d{1,2}/\d{1,4})(?!\w)"
)
At = tuple[int, int]  # a table's number and a row's number in it


@dataclass(frozen=True)
class Piece:
    """A paragraph of a cell with where it stands; `rows` has more than one row when a page break cut it.

    `loose`: it opens a row that goes on, and may either begin afresh or end the paragraph that the page break cut.
    `doubted`: it stands for “như trên” where several stand above, all or the last of which may be meant.
    `opens`: it opens a row of its own, without a number, that no page break parts from the row before.
    """

    text: str
    mark: str
    rows: tuple[At, ...]
    paragraph: int
    bold: bool = False
    loose: bool = False
    opens: bool = False
    doubted: bool = False

    @property
    def whole(self) -> str:
        return f"{self.mark} {self.text}".strip()


@dataclass
class Strip:
    """One row with the rows that go on from it over page breaks: what its columns hold is paired with each other.

    `covered` are the columns in which a merged cell of a row above stands; `spare` holds columns of no known meaning.
    """

    rows: list[At]
    cells: dict[Role, list[Piece]] = field(default_factory=dict)
    spare: dict[str, list[Piece]] = field(default_factory=dict)
    covered: frozenset[Role] = frozenset()


def place_of(rows: tuple[At, ...], paragraph: int | None = None) -> Place:
    """Return the place of words that stand in these rows; where two tables hold them, that in the first."""
    if not rows:
        return Place(paragraph=paragraph)
    table = rows[0][0]
    return Place(table, tuple(dict.fromkeys(row for number, row in rows if number == table)), paragraph)


def pieces_of(cell: Cell, row: At) -> list[Piece]:
    """Return the paragraphs of a cell that hold words."""
    return [_piece(p, row, n) for n, p in enumerate(cell.paragraphs, start=1) if p.whole.strip()]


def _piece(paragraph: Paragraph, row: At, number: int) -> Piece:
    if paragraph.mark and not paragraph.text:
        return Piece(paragraph.mark, "", (row,), number, paragraph.bold)
    return Piece(normalise(paragraph.text), paragraph.mark, (row,), number, paragraph.bold)


def begins_low(pieces: list[Piece]) -> bool:
    """Whether the first paragraph begins in lower case, without a mark: the end of what was cut."""
    return bool(pieces) and not pieces[0].mark and pieces[0].text[:1].islower()


def is_cut(before: list[Piece], after: list[Piece]) -> bool:
    """Whether the first of `after` goes on with the last of `before` rather than beginning afresh."""
    if not before or not after or after[0].mark:
        return False
    return after[0].text[:1].islower() or not before[-1].text.endswith(_ENDS)


def append(before: list[Piece], pieces: list[Piece], role: Role, alone: bool = False) -> None:
    """Add the pieces of a row that goes on; the first joins the piece that the page break cut.

    `alone`: nothing but words stands in that row, so they hardly begin a task of their own unless a full stop closed
    the one before.
    """
    first = pieces[0]
    if before and begins_low(pieces):
        before[-1] = replace(before[-1], text=f"{before[-1].text} {first.text}", rows=(*before[-1].rows, *first.rows))
        pieces = pieces[1:]
    elif before and not first.mark and ((alone and not _is_closed(before)) or not _begins(before, pieces, role)):
        pieces = [replace(first, loose=True), *pieces[1:]]
    before.extend(pieces)


def _is_closed(before: list[Piece]) -> bool:
    return before[-1].text.endswith((".", "!", "?"))


def _begins(before: list[Piece], pieces: list[Piece], role: Role) -> bool:
    """Whether a capital begins a task, an agency or a deadline of its own, or goes on with one that was cut."""
    if _LEFT_OPEN.search(before[-1].text):
        return False
    if role in AGENCIES:
        last = re.split(r"[;,]\s*", before[-1].text)[-1]
        kind = OPENS.match(last)  # “Văn phòng” alone is no name yet
        return bool(OPENS.match(pieces[0].text)) and not (kind and kind.end() == len(last))
    if role == "time":
        return bool(TIME_OPENS.match(pieces[0].text))
    return not is_cut(before, pieces)


def spanning(strip: Strip) -> Strip:
    """Where one column says when work begins and another when it ends, the deadline runs from one to the other."""
    cells = dict(strip.cells)
    starts, ends = cells.pop("start", []), cells.get("time", [])
    if not starts:
        return strip
    if len(starts) == 1 and len(ends) > 1:
        starts = starts * len(ends)
    if len(ends) == 1 and len(starts) > 1:
        ends = ends * len(starts)
    if ends and len(ends) != len(starts):  # nothing says which start belongs to which end
        spare = {**strip.spare, "Bắt đầu": [*strip.spare.get("Bắt đầu", []), *starts]}
        return replace(strip, cells=cells, spare=spare)
    if ends:
        spans = zip(starts, ends, strict=True)
        cells["time"] = [replace(end, text=_span(start, end)) for start, end in spans]
    else:
        cells["time"] = [replace(start, text=_from(start)) for start in starts]
    return replace(strip, cells=cells)


def _span(start: Piece, end: Piece) -> str:
    begins = _from(start)
    return f"{begins} đến {_inside(end.text)}" if begins.startswith("từ ") else f"{begins}; {end.text}"


def _from(start: Piece) -> str:
    words = _inside(start.text).rstrip(" .;,")
    is_day = re.search(r"\d|quý [IVX]", words)  # “Thường xuyên” in such a column has no beginning
    return words if words.startswith("từ ") else f"từ {words}" if is_day else start.text


def _inside(text: str) -> str:
    """A phrase as it stands within a sentence: “Tháng 4” is “tháng 4”."""
    return text[:1].lower() + text[1:]
