"""What of a file is taken in as it stands, but told: notes beside a table, columns of one heading, cells too many."""

import re
from collections.abc import Collection, Sequence
from typing import Any

from parindex.core.errors import InputError
from parindex.core.personal import shown_words
from parindex.indicators.opening import Opened
from parindex.indicators.rejects import Broken
from parindex.indicators.sources.cells import filled, quote, text
from parindex.indicators.sources.columns import FIELDS
from parindex.indicators.sources.mapping import SourceMapping
from parindex.indicators.sources.sheet import alike
from parindex.indicators.staging import Staging

LOOSE = "thừa một ô trống ở cuối: nếu có dấu phẩy không nằm trong dấu nháy kép thì các ô của dòng đã lệch"
_SHOWN = 5
_WORDS_SHOWN = 20
_ENOUGH = 5  # dates that prove how a column is written
_TWELVE = "'12'"
_SLASHED = r"^\s*([0-9]{1,2})[/.-]([0-9]{1,2})[/.-][0-9]{4}"
# Signs that in Vietnamese stand in no word: those of TCVN3, of VNI, and of UTF-8 taken for windows-1252.
_OLD = re.compile(
    r"[A-Za-z][¨©¬®¸µ¶·¹¾¼½]|[¬®§][a-z]|[aeuyAEUY][øûõ]|[aA]ù|[eoaEOA]ä|[öÖ][ôøûïù]"
    r"|á[º»]|Ã[\xA0-\xBF]|Ä[‘\x90\x91]|Æ[°¡]"
)
_ISO = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}"


def _count(condition: str) -> str:
    return f"count(*) FILTER ({condition})"


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
    """Words to the right of the table in columns without a heading: where they shift no cell, they are notes."""
    beside = opened.beyond(read, opened.head.titled)
    beside = [one for one in beside if opened.kind == "xlsx" or one not in opened.beyond()]
    if opened.kind == "parquet" or not beside:
        return []
    counts = db.execute(f"SELECT {', '.join(_count(filled(one)) for one in beside)} FROM ({opened.query})")
    return [
        f"Cột thứ {int(column[1:]) + 1} có chữ ở {count} dòng mà không có tiêu đề: không đọc cột này."
        for column, count in zip(beside, counts.fetchone(), strict=True)
        if count
    ]


def other_sheets(opened: Opened) -> list[str]:
    """Sheets that are not read, where nobody said which to read. InputError where two are tables of the same kind."""
    if opened.rivals:
        raise InputError(
            f"{opened.name}: nhiều trang tính có bảng như vậy (còn {', '.join(opened.rivals[:_SHOWN])}), mà mỗi lần "
            "chỉ đọc một trang. Hãy chọn trang tính để đọc (sheet trong cách đọc) rồi nhập từng trang, hoặc gộp "
            "các trang vào một."
        )
    others = ", ".join(f"“{one}”" for one in opened.unread[:_SHOWN]) + ("…" if len(opened.unread) > _SHOWN else "")
    return [f"Chỉ đọc một trang tính; tệp còn {others}, không đọc."] if opened.unread else []


def refuse_turned_dates(db: Any, opened: Opened, mapping: SourceMapping, columns: dict[str, str]) -> None:
    """InputError where a column writes the month first, or where a spreadsheet has turned days and months.

    Judged by the first rows of the file (table `sample`): read with the day first, such dates are wrong in silence.
    """
    slips, late_days, suspect = 0, 0, ""
    for name, heading in columns.items():
        if FIELDS[mapping.table][name] not in ("instant", "day") or mapping.columns[name].dates or mapping.dates:
            continue
        cell = opened.column(heading)
        first = f"try_cast(regexp_extract({cell}, '{_SLASHED}', 1) AS INTEGER)"
        second = f"try_cast(regexp_extract({cell}, '{_SLASHED}', 2) AS INTEGER)"
        dated = f"regexp_matches({cell}, '{_ISO}')"
        late, month_first, iso, iso_late, slashed = db.execute(
            f"SELECT {_count(f'{first} > 12')}, {_count(f'{first} <= 12 AND {second} > 12')}, {_count(dated)}, "
            f"{_count(f'{dated} AND {cell}[9:10] > {_TWELVE}')}, count({first}) FROM sample"
        ).fetchone()
        if month_first >= _ENOUGH and month_first > late:
            raise InputError(_month_first(opened.name, heading))
        slips, late_days, suspect = slips + month_first, late_days + late, suspect or (month_first and heading)
        if opened.kind == "xlsx" and iso >= _ENOUGH and not iso_late and late >= _ENOUGH and late == slashed:
            raise InputError(
                f"{opened.name}: cột “{heading}” có vẻ đã bị Excel đảo ngày với tháng khi mở tệp: ô nào là ngày của "
                "Excel thì đều không quá ngày 12, ô nào là chữ thì đều sau ngày 12. Hãy xuất lại tệp và tải lên thẳng, "
                "không mở bằng Excel."
            )
    if slips > 1 and not late_days:  # one may be a slip of the finger
        raise InputError(_month_first(opened.name, suspect))


def _month_first(name: str, heading: str) -> str:
    return (
        f"{name}: cột “{heading}” ghi tháng trước ngày (có số thứ hai lớn hơn 12), nên 05/06/2023 không rõ là ngày "
        "nào. Hãy khai dạng ngày của tệp (dates trong cách đọc), như %m/%d/%Y %H:%M; tệp ghi lẫn hai kiểu thì xuất "
        "lại tệp."
    )


def refuse_old_letters(db: Any, opened: Opened, mapping: SourceMapping, columns: dict[str, str]) -> None:
    """InputError where headings, or most words of a column in the first rows, are Vietnamese in letters before Unicode
    (TCVN3, VNI), or UTF-8 that was read as something else: such words would be kept and found nowhere.
    """
    strange = [one for one in opened.headings if not one.isascii()]
    if any(map(_OLD.search, strange)) and 2 * sum(1 for one in strange if _OLD.search(one)) >= len(strange):
        raise InputError(_old_letters(opened.name, "dòng tiêu đề"))
    for name, heading in columns.items():
        if name != "code" and FIELDS[mapping.table][name] not in ("instant", "day", "moments", "whole", "number"):
            cell = opened.column(heading)
            foreign = f"regexp_matches({cell}, '[^\\x00-\\x7F]')"
            old, all_ = db.execute(
                f"SELECT {_count(f'regexp_matches({cell}, {quote(_OLD.pattern)})')}, {_count(foreign)} "
                f"FROM (SELECT DISTINCT {cell} FROM sample)"
            ).fetchone()
            if old and 2 * old >= all_:
                raise InputError(_old_letters(opened.name, f"cột “{heading}”"))


def _old_letters(name: str, where: str) -> str:
    return (
        f"{name}: chữ ở {where} không phải tiếng Việt Unicode (phông cũ TCVN3 như .VnTime, VNI, hoặc đã hỏng bảng mã "
        "khi lưu). Hãy chuyển tệp sang Unicode rồi tải lại."
    )


def doubled_headings(db: Any, opened: Opened, mapping: SourceMapping) -> list[str]:
    """Columns of the file that the mapping cannot tell apart: the first is read. InputError where they contradict."""
    asked = [spec.headings for spec in mapping.columns.values()]
    asked += [(one,) for one in (mapping.case, mapping.activity_column, mapping.time_column) if one]
    found = dict.fromkeys(tuple(alike(opened.headings, headings)) for headings in asked)
    return [_doubled(db, opened, first, other) for first, *others in filter(None, found) for other in others]


def _doubled(db: Any, opened: Opened, first: str, other: str) -> str:
    ours, theirs = opened.column(first), opened.column(other)
    differ, only = db.execute(
        f"SELECT {_count(f'{filled(ours)} AND {text(ours)} <> {text(theirs)}')}, {_count(f'NOT {filled(ours)}')} "
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
