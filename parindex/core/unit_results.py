"""Reads the results of many units from one table: a unit a row with its points, or a unit a column beside criteria."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from parindex.core.baseline_table import decimal_of
from parindex.core.criteria_columns import headings
from parindex.core.criteria_rows import Unread
from parindex.core.errors import InputError
from parindex.core.tables import Document, Row, Table
from parindex.core.words import fold, normalise

_NAME = r"(ten )?(don vi|co quan|dia phuong|xa|phuong|huyen|ubnd).*"
_NUMBER = r"stt|tt|so tt|so thu tu|s ?/ ?tt"
_RANK = r".*(xep hang|thu hang|xep thu|^hang$|hang).*"
_TOTAL = r"(tong|cong)( .*)?|.*tong (so )?diem.*|.*diem (tong|chung|cong bo|dat|so|tham dinh).*|diem|chi so.*|ket qua.*"
_MAX = r".*diem (toi da|chuan|cao nhat).*|thang diem"
_CRITERIA = r".*(tieu chi|linh vuc|noi dung|chi tieu).*"
_LONGEST = 90


@dataclass(frozen=True)
class Unit:
    """One unit's published points; `rank` as printed, `cell` where its points stand."""

    name: str
    points: Decimal
    rank: int | None
    cell: str


@dataclass
class Units:
    """The units of a table, the maximum that it prints (None: none), and what could not be read."""

    units: list[Unit] = field(default_factory=list)
    max: Decimal | None = None
    unread: list[Unread] = field(default_factory=list)


def read_units(document: Document, name: str) -> Units:
    """Read the units of the first table that has them; InputError where no table names units and their points."""
    for table in document.tables():
        for texts, _, header in headings(table, lambda text: bool(_kind(text))):
            found = _by_row(table, texts, header) or _by_column(table, texts, header)
            if found:
                return found
    raise InputError(
        f"Không thấy bảng điểm các đơn vị trong tệp {name}; bảng phải có mỗi đơn vị một dòng (cột đơn vị, cột tổng "
        "điểm), hoặc mỗi đơn vị một cột và một dòng tổng điểm."
    )


def _kind(text: str) -> str:
    words = re.sub(r"[^\w/ ]+", " ", fold(text)).strip()
    if not words or len(words) > _LONGEST:
        return ""
    patterns = (
        ("number", _NUMBER), ("max", _MAX), ("rank", _RANK), ("name", _NAME), ("criteria", _CRITERIA),
        ("total", _TOTAL),
    )  # fmt: skip
    return next((kind for kind, pattern in patterns if re.fullmatch(pattern, words)), "")


def _by_row(table: Table, texts: Sequence[str], header: int) -> Units | None:
    kinds = [_kind(text) for text in texts]
    if "name" not in kinds or "total" not in kinds:
        return None
    name = kinds.index("name")
    total = _best_total(texts, kinds)
    rank = kinds.index("rank") if "rank" in kinds else None
    found = Units()
    for row in table.rows:
        if row.number <= header or not (words := _text(row, name)):
            continue
        cell, text = table.address(row.number, total), _text(row, total)
        points = decimal_of(text)
        if re.fullmatch(_MAX, fold(words)):
            found.max = points
        elif points is None:
            found.unread.append(Unread(cell, text, f"“{words}”: không phải một số điểm nên không đọc"))
        else:
            found.units.append(Unit(words, points, _rank(table, row, rank, found), cell))
    return found if found.units or found.unread else None


def _best_total(texts: Sequence[str], kinds: Sequence[str]) -> int:
    """The column of totals: one that says so, else the last column of points."""
    totals = [at for at, kind in enumerate(kinds) if kind == "total"]
    return next((at for at in totals if re.search(r"\btong\b|\bchung\b", fold(texts[at]))), totals[-1])


def _rank(table: Table, row: Row, column: int | None, found: Units) -> int | None:
    text = _text(row, column) if column is not None else ""
    if not text:
        return None
    if re.fullmatch(r"\d{1,4}(?:\s*/\s*\d{1,4})?", text):
        return int(text.partition("/")[0])
    assert column is not None
    found.unread.append(Unread(table.address(row.number, column), text, "không phải một hạng; hạng chỉ để đối chiếu"))
    return None


def _by_column(table: Table, texts: Sequence[str], header: int) -> Units | None:
    kinds = [_kind(text) for text in texts]
    if "criteria" not in kinds or "max" not in kinds:
        return None
    title, most = kinds.index("criteria"), kinds.index("max")
    units = [at for at, text in enumerate(texts) if at not in (title, most) and text and kinds[at] in ("", "name")]
    total = next((row for row in reversed(table.rows) if row.number > header and _is_total(row, title)), None)
    if total is None or len(units) < 2:
        return None
    found = Units(max=decimal_of(_text(total, most)))
    for at in units:
        cell, text = table.address(total.number, at), _text(total, at)
        points = decimal_of(text)
        if points is None:
            found.unread.append(Unread(cell, text, f"“{texts[at]}”: không phải một số điểm nên không đọc"))
        else:
            found.units.append(Unit(texts[at], points, None, cell))
    return found if found.units else None


def _is_total(row: Row, title: int) -> bool:
    words = next((text for text in (_text(row, at) for at in range(title + 1)) if text), "")
    return re.fullmatch(r"(tong|cong)( .*)?", fold(words)) is not None


def _text(row: Row, column: int) -> str:
    cell = row.at(column)
    return normalise(cell.text) if cell and cell.column == column else ""


def read_pasted(text: str) -> Units:
    """Units typed or pasted, a line each: name, points, and the rank where it is told; parted by tabs, semicolons, bars
    or spaces.
    """
    found = Units()
    for number, line in enumerate(text.splitlines(), start=1):
        if words := normalise(line):
            unit = _pasted(line, f"dòng {number}")
            if unit is None:
                message = "không đọc được; mỗi dòng ghi tên đơn vị rồi điểm, ví dụ: Huyện An Lão 81,2"
                found.unread.append(Unread(f"dòng {number}", words, message))
            else:
                found.units.append(unit)
    return found


def _pasted(line: str, where: str) -> Unit | None:
    parts = [normalise(part) for part in re.split(r"[\t;|]", line) if part.strip()]
    if len(parts) > 1 and re.fullmatch(r"\d{1,3}[.)]?", parts[0]):
        parts = parts[1:]
    if len(parts) > 1:
        points, rank = decimal_of(parts[1]), re.fullmatch(r"(\d{1,4})(?:/\d{1,4})?", parts[2]) if parts[2:] else None
        return None if points is None else Unit(parts[0], points, int(rank[1]) if rank else None, where)
    told = _PASTED.fullmatch(normalise(line))
    points = decimal_of(told["points"]) if told else None
    if told is None or points is None:
        return None
    return Unit(told["name"].strip(" :,–-."), points, int(told["rank"]) if told["rank"] else None, where)


_PASTED = re.compile(
    r"(?:\d{1,3}[.)]\s*)?(?P<name>.*?[^\W\d_).].*?)[\s:,–-]+(?P<points>\d{1,6}(?:[.,]\d{1,9})?)(?:\s*điểm)?"
    r"(?:[\s,]+(?:hạng\s*)?(?P<rank>\d{1,4})(?:/\d{1,4})?)?"
)
