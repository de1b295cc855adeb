"""What of a file is taken in as it stands, but told: notes beside a table, columns of one heading, cells too many."""

from collections.abc import Collection, Sequence
from typing import Any

from parindex.core.errors import InputError
from parindex.core.personal import shown_words
from parindex.indicators.opening import Opened
from parindex.indicators.rejects import Broken
from parindex.indicators.sources.cells import filled, text
from parindex.indicators.sources.mapping import SourceMapping
from parindex.indicators.sources.sheet import alike
from parindex.indicators.staging import Staging

LOOSE = "thừa một ô trống ở cuối: nếu có dấu phẩy không nằm trong dấu nháy kép thì các ô của dòng đã lệch"
_SHOWN = 5
_WORDS_SHOWN = 20


def lines_in_words(lines: Sequence[int]) -> str:
    """The first of some lines, for a sentence."""
    return f"dòng {', '.join(map(str, lines[:_SHOWN]))}{'…' if len(lines) > _SHOWN else ''}"


def loose_lines(opened: Opened, broken: Sequence[Broken]) -> list[int] | None:
    """The rows that have one empty cell more than the headings and the other rows; None where they are refused too.

    They are harmless, or a bare comma has shifted them. Where other rows have words in cells too many, it has.
    """
    loose = [one for one in broken if one.loose]
    if not opened.lines or not loose or any(one.long and not one.loose for one in broken):
        return None
    return [one.line for one in loose if len(one.cells) > opened.lines.own]


def words_beside(db: Any, opened: Opened, read: Collection[str]) -> list[str]:
    """Words to the right of a spreadsheet's table: cells do not shift there, so they are notes, and only told of."""
    if opened.kind != "xlsx" or not (beside := opened.beyond(read)):
        return []
    counts = db.execute(f"SELECT {', '.join(f'count_if({filled(one)})' for one in beside)} FROM ({opened.query})")
    return [
        f"Cột thứ {int(column[1:]) + 1} của trang tính có chữ ở {count} dòng mà không có tiêu đề: không đọc cột này."
        for column, count in zip(beside, counts.fetchone(), strict=True)
        if count
    ]


def doubled_headings(db: Any, opened: Opened, mapping: SourceMapping) -> list[str]:
    """Columns of the file that the mapping cannot tell apart: the first is read. InputError where they contradict."""
    asked = [spec.headings for spec in mapping.columns.values()]
    asked += [(one,) for one in (mapping.case, mapping.activity_column, mapping.time_column) if one]
    found = dict.fromkeys(tuple(alike(opened.headings, headings)) for headings in asked)
    return [_doubled(db, opened, first, other) for first, *others in filter(None, found) for other in others]


def _doubled(db: Any, opened: Opened, first: str, other: str) -> str:
    ours, theirs = opened.column(first), opened.column(other)
    differ, only = db.execute(
        f"SELECT count_if({filled(ours)} AND {text(ours)} <> {text(theirs)}), count_if(NOT {filled(ours)}) "
        f"FROM ({opened.query}) WHERE {filled(theirs)}"
    ).fetchone()
    places = f"cột thứ {int(ours[1:]) + 1} và cột thứ {int(theirs[1:]) + 1}"
    if differ:
        raise InputError(
            f"{opened.name}: {places} cùng tiêu đề “{first}” mà khác nhau ở {differ} dòng, không rõ cột nào đúng. Hãy "
            f"đổi tiêu đề của một cột trong tệp; muốn đọc cột sau thì ghi tên cột là “{other}” trong cách đọc."
        )
    lost = f", kể cả {only} dòng chỉ cột sau có chữ" if only else ""
    return f"{places.capitalize()} cùng tiêu đề “{first}”: đọc cột đầu, không đọc cột sau{lost}."


def unknown_words(staging: Staging) -> list[str]:
    """Words of the source that mean nothing of ours: told with their number, and read as not known."""
    found = sorted(staging.unknown, key=lambda one: -one[2])

    def as_what(column: str) -> str:
        return "kênh khác" if staging.fields[column] == "channel" else "chưa rõ"

    said = [
        f"Cột “{staging.found[column]}”: không hiểu “{shown_words(word)}” ({count} dòng), coi như {as_what(column)}."
        for column, word, count in found[:_WORDS_SHOWN]
    ]
    more = len(found) - _WORDS_SHOWN
    return said + ([f"… và {more} chữ khác không hiểu được."] if more > 0 else [])
