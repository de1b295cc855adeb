"""What stands in a file among rows of data and is none: blank rows, and below the table signatures, totals, notes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from parindex.core.words import normalise
from parindex.indicators.opening import Opened
from parindex.indicators.rejects import Broken
from parindex.indicators.sources.cells import filled

# Bits of `errors` above those of faults: no cell is filled; one or two are, and not what a row must have.
BLANK, SPARSE = 1 << 42, 1 << 43
FEW = 2  # cells that a signature or a total fills
WHY = "không phải dòng dữ liệu: chỉ có chữ ở một, hai ô và nằm dưới dòng dữ liệu cuối cùng"
KIND = "không tính"


def marks(opened: Opened, lacking: str) -> str:
    """SQL of the bits of a row; `lacking`: what a row must have is not there. Only then are its cells counted."""
    count = " + ".join(f"{filled(f'c{at}')}::INTEGER" for at in range(len(opened.headings)))
    few = " ".join(f"WHEN {many} THEN {SPARSE}" for many in range(1, FEW + 1))
    return f"CASE WHEN {lacking} THEN CASE {count} WHEN 0 THEN {BLANK} {few} ELSE 0 END ELSE 0 END"


def no_code(value: str) -> str:
    """SQL: no code is there, or words stand in its place (“Tổng cộng: 12”); a code has digits and no spaces."""
    return f"CASE WHEN {value} IS NULL THEN true ELSE NOT regexp_matches({value}, '^[^ ]*[0-9][^ ]*$') END"


@dataclass(frozen=True)
class Below:
    """The lines, as staged, of marked rows below the last row of data, and those of lines that are no rows at all."""

    rows: tuple[int, ...]
    broken: frozenset[int]


def below_table(db: Any, opened: Opened, broken: Sequence[Broken], must: Sequence[str], told: Any) -> Below:
    """Find them, and make ordinary rows of marked ones that stand above. `must` are headings of what a row must have;
    `told` turns a staged line into one of the file. Where nothing is a row of data, nothing stands below one.
    """
    line = f"rowid + {opened.head.above + 1}"
    words = [one for one in broken if _is_sparse(opened, one, must)]
    sparse = db.execute(f"SELECT {line} FROM staged WHERE errors & {SPARSE} <> 0 ORDER BY 1").fetchall()
    if not words and not sparse:  # as in most files: to tell lines of the file, blank ones are looked for in all of it
        return Below((), frozenset())
    last = db.execute(f"SELECT max({line}) FROM staged WHERE errors < {BLANK}").fetchone()[0]
    ends = [one.line for one in broken if one not in words and not one.blank]
    end = max([*ends, *([told(last)] if last else [])], default=None)
    rows = tuple(at for (at,) in sparse if end and told(at) > end)
    if len(rows) < len(sparse):
        kept = f"WHERE errors & {SPARSE} <> 0 AND {line} < {rows[0]}" if rows else f"WHERE errors & {SPARSE} <> 0"
        db.execute(f"UPDATE staged SET errors = errors - {SPARSE} {kept}")
    return Below(rows, frozenset(one.line for one in words if end and one.line > end))


def _is_sparse(opened: Opened, one: Broken, must: Sequence[str]) -> bool:
    told = [cell for cell in map(normalise, one.cells) if cell]
    asked = [normalise(one.cells[at]) for at in map(opened.headings.index, must) if at < len(one.cells)]
    return 0 < len(told) <= FEW and not any(map(_is_value, asked))


def _is_value(cell: str) -> bool:
    """Whether a cell may be a code or a day: it has digits, and no words."""
    return any(map(str.isdigit, cell)) and not (" " in cell and any(map(str.isalpha, cell)))
