"""What stands in a file among rows of data and is none: blank rows, and below the table signatures, totals, notes."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from parindex.core.words import normalise
from parindex.indicators.opening import Opened
from parindex.indicators.rejects import Broken
from parindex.indicators.sources.cells import filled, quote
from parindex.indicators.sources.columns import fold_heading
from parindex.indicators.sources.mapping import SourceMapping
from parindex.indicators.sources.sheet import asked_headings, own_words

# Bits of `errors` above those of faults: no cell is filled; one or two are, and not what a row must have; the headings
# once more; other headings.
BLANK, SPARSE, REPEATED, OTHER = 1 << 58, 1 << 59, 1 << 60, 1 << 61
FEW = 2  # cells that a signature or a total fills
WHY = "không phải dòng dữ liệu: chỉ có chữ ở một, hai ô và nằm dưới dòng dữ liệu cuối cùng"
AGAIN = "lặp lại dòng tiêu đề"
KIND = "không tính"


def marks(opened: Opened, mapping: SourceMapping, lacking: str, empty: str) -> str:
    """SQL of the bits of a row; `lacking`: what a row must have is not there. Only then are its cells looked at.

    Where its cells are the headings, a page has begun; where they are other headings, another table. `empty`: it may
    be blank, or a total or signature below the table.
    """
    columns = [f"c{at}" for at in range(len(opened.headings))]
    # Each cell's words are looked at by one expression: making ready one for each column would cost more than reading.
    cells = f"[{', '.join(columns)}]"
    count = f"len(list_filter({cells}, lambda cell: {filled('cell')}))"
    folded = f"list_transform({cells}, lambda cell: {_folded('cell')})"
    own = ", ".join(f"[{_keys(('', *own_words(heading)))}]" for heading in opened.headings)
    strange = f"list_filter(list_zip({folded}, [{own}]), lambda pair: NOT list_contains(pair[2], pair[1]))"
    known = f"len(list_filter({folded}, lambda cell: cell IN ({_keys(asked_headings(mapping))})))"
    few = " ".join(f"WHEN {many} THEN {SPARSE}" for many in range(1, FEW + 1))
    return (
        f"CASE WHEN {lacking} THEN CASE WHEN {count} > 1 AND len({strange}) = 0 THEN {REPEATED} "
        f"WHEN {known} > 1 AND {known} * 2 >= {count} THEN {OTHER} "
        f"WHEN {empty} THEN CASE {count} WHEN 0 THEN {BLANK} {few} ELSE 0 END ELSE 0 END ELSE 0 END"
    )


def _folded(cell: str) -> str:
    """SQL of a cell as headings are compared (fold_heading); of other letters than ours nothing is left."""
    bare = f"strip_accents(replace(lower({cell}), 'đ', 'd'))"
    return f"coalesce(regexp_replace({bare}, '[^a-z0-9]', '', 'g'), '')"


def _keys(headings: Collection[str]) -> str:
    return ", ".join(map(quote, sorted(set(map(fold_heading, headings)))))


def no_code(value: str) -> str:
    """SQL: no code is there, or words stand in its place (“Tổng cộng: 12”); a code has digits and no spaces."""
    return f"CASE WHEN {value} IS NULL THEN true ELSE NOT regexp_matches({value}, '^[^ ]*[0-9][^ ]*$') END"


@dataclass(frozen=True)
class Below:
    """The lines, as staged, of marked rows below the last row of data, and those of lines that are no rows at all.

    `again` are the lines, as staged, of headings that stand in the file once more, `other` those of other headings.
    """

    rows: tuple[int, ...]
    broken: frozenset[int]
    again: tuple[int, ...]
    other: tuple[int, ...]


def below_table(db: Any, opened: Opened, broken: Sequence[Broken], must: Sequence[str], told: Any) -> Below:
    """Find them, and make ordinary rows of marked ones that stand above. `must` are headings of what a row must have;
    `told` turns a staged line into one of the file. Where nothing is a row of data, nothing stands below one.
    """
    line = f"rowid + {opened.head.above + 1}"
    words = [one for one in broken if _is_sparse(opened, one, must)]
    sparse = db.execute(f"SELECT {line} FROM staged WHERE errors & {SPARSE} <> 0 ORDER BY 1").fetchall()
    heads: dict[int, list[int]] = {REPEATED: [], OTHER: []}
    for at, bit in db.execute(
        f"SELECT {line}, errors & {REPEATED | OTHER} FROM staged WHERE errors >= {REPEATED} ORDER BY 1"
    ).fetchall():
        heads[bit].append(at)
    again, other = map(tuple, heads.values())
    if not words and not sparse:  # as in most files: to tell lines of the file, blank ones are looked for in all of it
        return Below((), frozenset(), again, other)
    last = db.execute(f"SELECT max({line}) FROM staged WHERE errors < {BLANK}").fetchone()[0]
    ends = [one.line for one in broken if one not in words and not one.blank]
    end = max([*ends, *([told(last)] if last else [])], default=None)
    rows = tuple(at for (at,) in sparse if end and told(at) > end)
    if len(rows) < len(sparse):
        kept = f"WHERE errors & {SPARSE} <> 0 AND {line} < {rows[0]}" if rows else f"WHERE errors & {SPARSE} <> 0"
        db.execute(f"UPDATE staged SET errors = errors - {SPARSE} {kept}")
    return Below(rows, frozenset(one.line for one in words if end and one.line > end), again, other)


def _is_sparse(opened: Opened, one: Broken, must: Sequence[str]) -> bool:
    told = [cell for cell in map(normalise, one.cells) if cell]
    asked = [normalise(one.cells[at]) for at in map(opened.headings.index, must) if at < len(one.cells)]
    return 0 < len(told) <= FEW and not any(map(_is_value, asked))


def _is_value(cell: str) -> bool:
    """Whether a cell may be a code or a day: it has digits, and no words."""
    return any(map(str.isdigit, cell)) and not (" " in cell and any(map(str.isalpha, cell)))
