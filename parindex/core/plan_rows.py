"""The rows of a plan's table put together: headings, items, and rows that go on from the row before."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from parindex.core.plan_cells import RowCells
from parindex.core.plan_columns import AGENCIES, WORDS, Columns, Role, repeats_heading
from parindex.core.plan_headings import Headings, clean_number, is_headed, numbers_section
from parindex.core.plan_reading import Account, Became, Place, PlanWarning, Unread
from parindex.core.plan_strips import Piece, Strip, append, begins_low, is_cut, place_of
from parindex.core.tables import Cell, Row, Table
from parindex.core.words import fold, normalise

_WORDY = re.compile(r"[^\W_]")
_SHORTEST_REPEAT = 25
_FEWEST_WORDS = 3


@dataclass
class ItemRows:
    """One item with its strips; only merged cells and unnumbered rows give it more than one."""

    section: str | None
    section_title: str | None
    group: str | None
    number: str | None
    strips: list[Strip]

    @property
    def label(self) -> str:
        return ".".join(part for part in (self.section, self.number) if part) or "?"

    @property
    def place(self) -> Place:
        return place_of(tuple(row for strip in self.strips for row in strip.rows))

    def pieces(self, *roles: Role) -> list[Piece]:
        """Return the pieces of these columns through all strips, in order."""
        return [piece for strip in self.strips for role in roles for piece in strip.cells.get(role, [])]


class TableRows:
    """Reads the rows of one table after another; a table without a heading goes on with the columns before it."""

    def __init__(self) -> None:
        self.items: list[ItemRows] = []
        self.accounts: list[Account] = []
        self.warnings: list[PlanWarning] = []
        self.unread: list[Unread] = []
        self._headings = Headings()
        self._parent: str | None = None
        self._above: dict[Role, list[Piece]] = {}  # what the columns last said, over all tables that go on

    def read(self, table: Table, columns: Columns, goes_on: bool = False) -> None:
        """Read the body of `table`; `goes_on` when it continues the table read last."""
        if not goes_on:
            self.close()
        self._table, self._columns, self._cells = table, columns, RowCells(table, columns, self._above)
        if not goes_on:
            self._above.clear()
        self._open = goes_on and bool(self.items)
        self._heading_open = False
        header = set(columns.header) if not goes_on else set()
        for index, row in enumerate(table.rows):
            became = "header" if row.number in header else self._row(row, table.rows[index + 1 : index + 2])
            self.accounts.append(Account(table.number, row.number, became))

    def close(self) -> None:
        """Say that no table goes on with the one read last."""
        self._headings.close()
        self.unread += self._headings.unread
        self._headings.unread, self._parent = [], None

    def _row(self, row: Row, following: tuple[Row, ...]) -> Became:
        filled = [cell for cell in row.cells if cell.text.strip()]
        if not any(_WORDY.search(cell.text) for cell in filled):
            return "separator"
        if repeats_heading(row, self._columns):
            return "header"
        strip = self._cells.strip(row)
        self._cells.remember(strip)
        number = _number(strip)
        self._give_back(strip, number)
        if self._is_heading(strip, number, filled):
            return self._heading(row, strip, number, filled)
        if self._group_row(row, strip, number, following):
            return "heading"
        if self._goes_on(row, strip, number):
            return self._continue(row, strip)
        if not any(strip.cells.get(role) for role in WORDS):
            self.unread.append(
                Unread(Place(self._table.number, (row.number,)), _text(filled), "hàng không có nội dung")
            )
            return "unread"
        return self._item(row, strip, number)

    def _is_heading(self, strip: Strip, number: str, filled: list[Cell]) -> bool:
        if any(strip.cells.get(role) for role in (*AGENCIES, "time", "product")):
            return False
        words = [role for role in strip.cells if role != "number"]
        if number:
            return numbers_section(number) and len(words) + len(strip.spare) <= 1
        if len(filled) != 1:
            return False
        text = normalise(filled[0].text)
        if self._heading_open and not is_headed(text):
            return False
        wide = filled[0].columns > 1 and filled[0].columns * 2 >= len(self._columns.roles)
        bold = all(p.bold for p in filled[0].paragraphs if p.text)
        return is_headed(text) or wide or bold or (text.isupper() and len(text) > 8)

    def _give_back(self, strip: Strip, number: str) -> None:
        """On a heading's row, the end of a cell of the row above (it begins in lower case) goes back to that row."""
        if not (self._open and numbers_section(number) and any(strip.cells.get(r) for r in WORDS)):
            return
        others = [role for role in strip.cells if role not in (*WORDS, "number")]
        above = self.items[-1].strips[-1].cells
        if others and all(begins_low(strip.cells[role]) and above.get(role) for role in others):
            for role in others:
                rest = strip.cells.pop(role)
                if not self._is_reprinted(above[role], rest):
                    append(above[role], rest, role)

    def _heading(self, row: Row, strip: Strip, number: str, filled: list[Cell]) -> Became:
        words = " ".join(piece.whole for role in WORDS for piece in strip.cells.get(role, []))
        words = words or " ".join(piece.whole for pieces in strip.spare.values() for piece in pieces)
        self._headings.open(number, normalise(words or _text(filled)), Place(self._table.number, (row.number,)))
        self._heading_open, self._open, self._parent = True, False, None
        return "heading"

    def _group_row(self, row: Row, strip: Strip, number: str, following: tuple[Row, ...]) -> bool:
        """A numbered row that only names a group: nobody, no date, and its children 1.1, a) or - come next."""
        if not number or not following or any(strip.cells.get(role) for role in (*AGENCIES, "time", "product")):
            return False
        if "contents" in self._columns.roles and strip.cells.get("task"):
            return False
        below = self._cells.strip(following[0])
        child = _number(below)
        clean = clean_number(number)
        is_child = child.startswith(f"{clean}.") or bool(re.fullmatch(r"[a-zđ][.)]|[-+•]", child))
        if not is_child:
            return False
        words = normalise(" ".join(piece.whole for role in WORDS for piece in strip.cells.get(role, [])))
        self._headings.open_group(words, Place(self._table.number, (row.number,)))
        self._parent = clean
        self._open = self._heading_open = False
        return True

    def _goes_on(self, row: Row, strip: Strip, number: str) -> bool:
        """Whether the row belongs to the item before it: a cut row, a row under merged cells, an unnumbered row."""
        if not self._open:
            return self._heading_open and not number and self._is_rest_of_heading(strip)
        last = self.items[-1]
        if number:
            same = clean_number(number) == last.number and row.after_page_break
            return same and all(
                is_cut(last.pieces(role), strip.cells.get(role, [])) for role in WORDS if strip.cells.get(role)
            )
        if self._cells.covers(row, "number") or "number" not in self._columns.roles:
            return self._cells.covers(row, "number") or self._starts_low(strip)
        words = [role for role in WORDS if strip.cells.get(role)]
        agencies = [role for role in AGENCIES if strip.cells.get(role)]
        first: Role = "contents" if "contents" in self._columns.roles else "task"
        if not words or not agencies or first not in words or self._starts_low(strip):
            return True
        fresh = (*words, *agencies)
        return row.after_page_break and any(is_cut(last.pieces(role), strip.cells.get(role, [])) for role in fresh)

    def _is_rest_of_heading(self, strip: Strip) -> bool:
        words = [piece for role in WORDS for piece in strip.cells.get(role, [])]
        return bool(words) and not any(strip.cells.get(role) for role in (*AGENCIES, "time"))

    def _starts_low(self, strip: Strip) -> bool:
        return any(begins_low(pieces) for pieces in strip.cells.values())

    def _continue(self, row: Row, strip: Strip) -> Became:
        if not self._open:  # the heading's own words went on
            rest = normalise(" ".join(piece.whole for role in WORDS for piece in strip.cells.get(role, [])))
            self._headings.add(rest)
            return "continuation"
        item = self.items[-1]
        if self._cells.covers(row, "number") and strip.cells.get("task") and not self._starts_low(strip):
            item.strips.append(strip)
            return "continuation"
        if not row.after_page_break and self._is_own_row(strip) and not self._opens_with_last_task(strip):
            item.strips.append(strip)
            return "continuation"
        task = strip.cells.get("task", [])
        if task and not row.after_page_break:
            strip.cells["task"] = [replace(task[0], opens=True), *task[1:]]
        self._join(item.strips[-1], strip)
        return "continuation"

    def _is_own_row(self, strip: Strip) -> bool:
        # Words and agency of its own, both begun afresh: paired with each other, not with the row above.
        return (
            bool(strip.cells.get("task")) and any(strip.cells.get(r) for r in AGENCIES) and not self._starts_low(strip)
        )

    def _opens_with_last_task(self, strip: Strip) -> bool:
        before = self.items[-1].strips[-1].cells.get("task", [])
        return bool(before) and fold(before[-1].text) == fold(strip.cells["task"][0].text)

    def _join(self, strip: Strip, more: Strip) -> None:
        is_paired = any(more.cells.get(role) for role in (*AGENCIES, "time"))
        for role, pieces in more.cells.items():
            if role == "number":
                continue
            before = strip.cells.setdefault(role, [])
            if role in WORDS and self._is_reprinted(before, pieces):
                continue
            append(before, pieces, role, alone=role in WORDS and not is_paired)
        for heading, pieces in more.spare.items():
            append(strip.spare.setdefault(heading, []), pieces, "other")
        strip.rows.extend(more.rows)

    def _is_reprinted(self, before: list[Piece], pieces: list[Piece]) -> bool:
        """Whether the words stand at the end of the row before already (an OCR slip apart): printed twice."""
        if len(pieces) != 1 or pieces[0].mark or not before:
            return False
        text, end = fold(pieces[0].text), fold(before[-1].text)
        if (len(text) < _SHORTEST_REPEAT and len(text.split()) < _FEWEST_WORDS) or not end.endswith(text):
            return False
        at = place_of(pieces[0].rows)
        message = f"Hàng {pieces[0].rows[0][1]} in lại cuối hàng trước: “{pieces[0].text}”; chỉ giữ một lần."
        self.warnings.append(PlanWarning(self.items[-1].label, "ocr_doubt", message, at))
        return True

    def _item(self, row: Row, strip: Strip, number: str) -> Became:
        clean = clean_number(number).strip("-+•*") or None
        if clean and self._parent:
            if re.fullmatch(r"[a-zđ]", clean):
                clean = f"{self._parent}.{clean}"
            elif not clean.startswith(f"{self._parent}."):
                self._parent = None
                self._headings.leave_group()
        self._cells.serve(row, strip)
        headings = self._headings
        item = ItemRows(headings.section, headings.title, headings.group, clean, [strip])
        if self._open and self._is_same_row(self.items[-1], item):
            rows = f"hàng {self.items[-1].place.rows[0]} và hàng {row.number}"
            message = f"Mục {item.label} in hai lần ({rows}); chỉ giữ một lần."
            self.warnings.append(PlanWarning(item.label, "duplicate_task", message, item.place))
            return "continuation"
        self.items.append(item)
        self._headings.use()
        self._open, self._heading_open = True, False
        return "item"

    @staticmethod
    def _is_same_row(one: ItemRows, other: ItemRows) -> bool:
        def words(item: ItemRows) -> list[str]:
            roles: Iterable[Role] = (*WORDS, *AGENCIES, "time")
            return [fold(" ".join(piece.text for piece in item.pieces(role))) for role in roles]

        return one.number is not None and (one.number, words(one)) == (other.number, words(other))


def _text(cells: list[Cell]) -> str:
    return normalise(" | ".join(cell.text for cell in cells))


def _number(strip: Strip) -> str:
    return normalise(" ".join(piece.whole for piece in strip.cells.get("number", [])))
