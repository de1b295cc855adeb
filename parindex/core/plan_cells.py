"""The cells of a row by what their columns mean: merged cells, crosses, and marks for “none” and “as above”."""

import re
from dataclasses import dataclass, field, replace

from parindex.core.plan_columns import AGENCIES, WORDS, Columns, Role
from parindex.core.plan_strips import TIME_OPENS, At, Piece, Strip, pieces_of
from parindex.core.tables import Cell, Row, Table
from parindex.core.words import fold, normalise

_ANSWERED: tuple[Role, ...] = (*AGENCIES, "time", "start")
_SERVED: tuple[Role, ...] = (*_ANSWERED, "contents", "product", "note")
_NONE = re.compile(r"[-–—−.…_/*]+|x|0|khong(?: co)?\.?")
_DITTO = re.compile(r"[-–—( ]*(?:n\.?t\.?|nhu tren|nhu o tren)[-–—.) ]*|[-–—]?//+[-–—]?|[\"“”»〃]+|''")
_CROSS = re.compile(r"[xX×*+✓✔√●•■☑☒vV]|\[x\]")
_MONTH = re.compile(r"(?:T|Tháng)?\s*0?(?P<month>\d{1,2})(?!\d)", re.IGNORECASE)
_QUARTER = re.compile(r"(?:Quý|Q)?\s*(?P<quarter>IV|I{1,3}|[1-4])(?!\w)", re.IGNORECASE)


@dataclass
class RowCells:
    """Reads the rows of one table into strips; `above` is what the columns last said, for “như trên”."""

    table: Table
    columns: Columns
    above: dict[Role, list[Piece]]
    _merged: dict[tuple[int, int], Cell] = field(init=False)

    def __post_init__(self) -> None:
        self._merged = {
            (number, column): cell
            for row in self.table.rows
            for cell in row.cells
            if cell.rows > 1
            for number in range(row.number + 1, row.number + cell.rows)
            for column in range(cell.column, cell.column + cell.columns)
        }

    def strip(self, row: Row) -> Strip:
        """Return what the row's cells hold, each under its role."""
        at = (self.table.number, row.number)
        strip = Strip([at], covered=frozenset(role for role in set(self.columns.roles) if self.covers(row, role)))
        marked: list[int] = []
        dated: list[Piece] = []  # a day written in place of a cross
        for cell in row.cells:
            role, pieces = self._role(cell), pieces_of(cell, at)
            if role in _ANSWERED:
                pieces = self._said(pieces, role, at)
            if not pieces:
                continue
            if role == "mark" and _CROSS.fullmatch(cell.text.strip()):
                marked += range(cell.column, cell.column + cell.columns)
            elif role == "mark" and all(TIME_OPENS.match(piece.text) for piece in pieces):
                dated += pieces
            elif role in ("other", "measure", "monitor", "mark"):
                strip.spare.setdefault(self._heading(cell.column), []).extend(pieces)
            else:
                strip.cells.setdefault(role, []).extend(pieces)
        if (marked or dated) and not strip.cells.get("time"):
            terms = ", ".join(self._term(column) for column in marked if column < len(self.columns.headings))
            phrase = "; ".join(part for part in (terms, *(piece.text for piece in dated)) if part)
            strip.cells["time"] = [Piece(phrase, "", (at,), 1)]
        return strip

    def remember(self, strip: Strip) -> None:
        """Keep what this row says for a row below that says the same by a mark."""
        self.above |= {role: strip.cells[role] for role in _ANSWERED if strip.cells.get(role)}

    def covers(self, row: Row, role: Role) -> bool:
        """Whether a merged cell of a row above stands in this column here."""
        column = self.columns.of(role)
        return column is not None and (row.number, column) in self._merged

    def serve(self, row: Row, strip: Strip) -> None:
        """Give a new item what the cells say that are merged over several items."""
        for role in _SERVED if strip.cells.get("task") else _ANSWERED:
            column = self.columns.of(role)
            cell = self._merged.get((row.number, column)) if column is not None else None
            if cell and not strip.cells.get(role):
                at = (self.table.number, row.number)
                pieces = pieces_of(cell, at)
                pieces = self._said(pieces, role, at) if role in _ANSWERED else pieces
                strip.cells |= {role: pieces} if pieces else {}

    def _role(self, cell: Cell) -> Role:
        roles = self.columns.roles
        role = roles[cell.column] if cell.column < len(roles) else "other"
        if cell.columns > 1 and role not in (*WORDS, "mark"):
            # A merged cell's words are a heading's or an item's words.
            covered = range(cell.column, min(cell.column + cell.columns, len(roles)))
            role = next((roles[c] for c in covered if roles[c] in WORDS), role)
        return role

    def _said(self, pieces: list[Piece], role: Role, at: At) -> list[Piece]:
        """Resolve “như trên” and leave out what only says that there is none."""
        above = self.above.get(role, [])
        if len(pieces) == 1 and _DITTO.fullmatch(fold(pieces[0].whole)) and above:
            return [replace(piece, rows=(at,), doubted=len(above) > 1) for piece in above]
        if len(pieces) == 1 and _NONE.fullmatch(fold(pieces[0].whole)):
            return []
        found: list[Piece] = []
        for piece in pieces:
            before = found[-1:] or above[-1:]
            is_ditto = before and _DITTO.fullmatch(fold(piece.text))
            found.append(replace(piece, text=before[0].text) if is_ditto else piece)
        return found

    def _heading(self, column: int) -> str:
        return self.columns.headings[column] if column < len(self.columns.headings) else ""

    def _term(self, column: int) -> str:
        """The quarter or month that a heading names, as deadlines are written: “T3” is “Tháng 3”."""
        above, _, own = normalise(self.columns.headings[column]).rpartition(" / ")
        words = fold(f"{above} {own}")
        rest = own
        if "thang" in words or fold(own).startswith("t"):
            found, name = _MONTH.match(own), "Tháng"
        else:
            found, name = _QUARTER.match(own), "Quý"
        if not found or re.match(r"0?[69] thang (?:dau|cuoi)", fold(own)):
            return own
        rest = own[found.end() :].strip()
        return f"{name} {found[1].upper()}{'' if not rest or rest.startswith('/') else ' '}{rest}"
