"""Reads a criteria set from the table of points of a decision, with what could not be read, cell by cell."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from parindex.core.amounts import plain, said
from parindex.core.criteria import CriteriaSet
from parindex.core.criteria_carried import read_criterion, read_set_line
from parindex.core.criteria_columns import Columns, find_columns
from parindex.core.criteria_reading import read_set
from parindex.core.criteria_rows import KEPT_REMARK, Found, Tree, Unread, read_rows, whole_number
from parindex.core.criteria_scales import read_scale
from parindex.core.errors import InputError
from parindex.core.loading import Mapping, RuleError
from parindex.core.tables import Document, Table
from parindex.core.words import fold, normalise

_NUMBERED = re.compile(r"số[:\s]*(\d+[\w/.\-]*[\w])", re.IGNORECASE)
_DATED = re.compile(r"ngày\s+(\d{1,2})\s*(?:/|tháng)\s*(\d{1,2})\s*(?:/|năm)\s*(\d{4})", re.IGNORECASE)
_ISSUER = re.compile(r"của\s+((?:UBND|Ủy ban|Chủ tịch|Bộ|Sở|Thủ tướng|Văn phòng)[^).;,]*)", re.IGNORECASE)
_STEM = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")  # names of files, of which a sheet may not name others
_YEAR = re.compile(r"năm\s+(\d{4})", re.IGNORECASE)
_LEVELS = (
    ("commune", r"cap xa|\bxa\b|phuong|thi tran"),
    ("district", r"cap huyen|\bhuyen,"),
    ("department", r"\bphong\b|\bso\b|co quan chuyen mon"),
    ("province", r"cap tinh|cac tinh"),
)
_ASSUMED = (
    "Làm tròn: giữ chính xác từng tiêu chí, tổng và phần trăm hai chữ số (rounding).",
    "Tiêu chí không được giao thì bớt điểm tối đa (not_assigned: lowers).",
    "Không có mức xếp loại (classes: null).",
    "Xếp hạng: bằng điểm thì cùng hạng (ranking).",
)


@dataclass
class Draft:
    """A set as read from a table: `data` is set.yaml, `fields` are its files by name, in order.

    `problems` must be mended before the set can be loaded; `unread` is kept in the set as notes; `assumed` says what
    the table does not say. `rows` are the sheet's rows of criteria by number, for messages.
    """

    name: str
    data: dict[str, Any]
    fields: dict[str, dict[str, Any]] = field(default_factory=dict)
    unread: list[Unread] = field(default_factory=list)
    problems: list[Unread] = field(default_factory=list)
    assumed: list[str] = field(default_factory=list)
    rows: dict[str, int] = field(default_factory=dict)

    def check(self) -> CriteriaSet:
        """The set, by the same checks as from files; InputError names the table's file and row."""
        if self.problems:
            first = self.problems[0]
            raise InputError(f"{self.name}, ô {first.cell}: {first.message}")
        sources = [self._mapping(source, 1) for source in self.fields.values()]
        return read_set(self._mapping(self.data, 1), sources)

    def _mapping(self, data: dict[str, Any], line: int) -> Mapping:
        line = self.rows.get(data.get("id", ""), line)
        found = Mapping()
        found.path, found.line, found.lines = Path(self.name), line, dict.fromkeys(data, line)
        for key, value in data.items():
            if isinstance(value, dict):
                value = self._mapping(value, line)
            elif isinstance(value, list):
                value = [self._mapping(each, line) if isinstance(each, dict) else each for each in value]
            found[key] = value
        return found

    def files(self) -> dict[str, str]:
        """The text of each file of the set's folder, by its name."""
        files = {"set": self.data, **self.fields}
        return {f"{name}.yaml": _written(data) for name, data in files.items()}

    def leaves(self) -> list[dict[str, Any]]:
        """The criteria that have a method, in order."""
        found, waiting = [], list(self.fields.values())
        while waiting:
            each = waiting.pop(0)
            waiting = each.get("criteria", []) + waiting
            if "method" in each:
                found.append(each)
        return found

    def counts(self) -> dict[str, Any]:
        """How many fields and criteria were read, how many without a method, and the points."""
        leaves = self.leaves()
        return {
            "fields": len(self.fields),
            "criteria": len(leaves),
            "not_understood": sum(each.get("status") == "unknown" for each in leaves),
            "max": self.data["max"],
        }

    def to_json(self) -> dict[str, Any]:
        """As `parindex score set --json` prints it; days are left as days."""
        return {
            "counts": self.counts(),
            "set": self.data,
            "fields": [{"file": name, **data} for name, data in self.fields.items()],
            "problems": [vars(each) for each in self.problems],
            "unread": [vars(each) for each in self.unread],
            "assumed": self.assumed,
        }


def _written(data: dict[str, Any]) -> str:
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=116)


def read_table(document: Document, name: str, sheet: str | None = None) -> Draft:
    """Read the table of points of a document called `name`; of the sheet where one is named. InputError where there is
    no table with criteria and their maximum points.
    """
    tables = [(table, find_columns(table)) for table in document.tables()]
    chosen = [(table, found) for table, found in tables if found and sheet in (None, table.sheet)]
    if not chosen:
        where = f"trang tính “{sheet}” của tệp {name}" if sheet else f"tệp {name}"
        raise InputError(
            f"Không thấy bảng điểm trong {where}; bảng phải có dòng tiêu đề với cột tên tiêu chí và cột điểm tối đa."
        )
    table, columns = chosen[0]
    assert columns is not None
    tree = read_rows(table, columns)
    if not tree.fields:
        raise InputError(
            f"Bảng điểm trong tệp {name} không có dòng nào đánh số I, 1, 1.1 hay a); hãy đánh số các dòng."
        )
    return _Making(document, name, table, columns, tree).draft([each for each, _ in tables if each is not table])


class _Making:
    def __init__(self, document: Document, name: str, table: Table, columns: Columns, tree: Tree) -> None:
        self.document, self.table, self.columns, self.tree = document, table, columns, tree
        self.made = Draft(name, {}, unread=list(tree.unread), problems=list(tree.problems))

    def draft(self, others: Sequence[Table]) -> Draft:
        made = self.made
        for place, found in enumerate(self.tree.fields, start=1):
            made.fields[f"{place:02d}-{_slug(found.title)[:40].strip('-')}"] = self._criterion(found, None)
        total = sum((Decimal(each["max"]) for each in made.fields.values()), Decimal(0))
        if self.tree.total and self.tree.total[0] != total:
            printed, cell = self.tree.total
            made.problems.append(
                Unread(cell, said(printed), f"các lĩnh vực cộng lại là {said(total)}, khác tổng điểm {said(printed)}")
            )
        made.data = self._carried_head(total) or self._head(total)
        for other in others:
            where = other.sheet or f"bảng {other.number}"
            made.unread.append(Unread(where, "", "bảng này không đọc; nếu là bảng điểm, hãy đọc riêng bằng --sheet"))
        made.unread += [Unread("", "", note) for note in self.document.notes]
        return made

    def _criterion(self, found: Found, parent: tuple[str, str] | None) -> dict[str, Any]:
        id = self._id(found, parent)
        data: dict[str, Any] = {"id": id, "title": found.title, "max": "0"}
        children = [self._criterion(child, (id, found.number)) for child in found.children]
        data["max"] = plain(self._max(found, id, children))
        text = "\n".join(found.scale)
        carried = self._carried(found)
        notes = [f"Cách chấm ghi trong bảng: {'; '.join(found.scale)}"] if found.scale and not carried else []
        data |= {key: value for key, value in carried.items() if not (children and key == "method")}
        if children:
            if text and (not carried or "method" in carried):
                self._unread(found.cell, text, "cách chấm ghi ở nhóm có thành phần nên không dùng; đã giữ trong notes")
            data["criteria"] = children
        elif "method" not in carried:
            data |= self._method(found, text, Decimal(data["max"]))
        data |= {"source": "; ".join(found.source)} if found.source else {}
        named = (("evidence", found.evidence), ("references", found.references), ("notes", notes + found.notes))
        for key, lines in named:
            data |= {key: [line.lstrip("-+• ") or line for line in lines]} if lines else {}
        return data

    def _carried(self, found: Found) -> dict[str, Any]:
        """What the row of a set's own sheet carries beside its words; {} where it carries nothing."""
        try:
            return read_criterion(found.carried) if found.carried else {}
        except RuleError as error:
            self._problem(found.cell, found.carried[:80], f"{error}; hãy sửa, hoặc xóa ô dữ liệu máy của dòng này")
            return {}

    def _carried_head(self, total: Decimal) -> dict[str, Any] | None:
        """What a set's own sheet carries of the whole set; points and files are those of the table."""
        if not self.tree.head:
            return None
        try:
            found = read_set_line(self.tree.head)
        except RuleError as error:
            self._problem("", self.tree.head[:80], f"{error}; hãy sửa, hoặc xóa dòng dữ liệu bộ tiêu chí")
            return None
        given = found.get("fields")
        names = [each for each in given if _STEM.fullmatch(str(each))] if isinstance(given, list) else []
        if len(names) == len(self.made.fields) == len(set(names)):
            self.made.fields = dict(zip(names, self.made.fields.values(), strict=True))
        told = "dòng chữ quanh bảng; bộ tiêu chí theo dòng dữ liệu kèm theo"
        self.made.unread = [
            replace(each, message=told) if each.message == KEPT_REMARK else each for each in self.made.unread
        ]
        return found | {"max": plain(total), "fields": list(self.made.fields)}

    def _id(self, found: Found, parent: tuple[str, str] | None) -> str:
        id = whole_number(found.number, parent)
        if id in self.made.rows:
            first = self.made.rows[id]
            self._problem(found.cell, found.number, f"mã {id} đã có ở dòng {first}; hãy sửa số thứ tự")
            id = f"{id}-{found.row}"
        self.made.rows[id] = found.row + self.table.first_row - 1
        return id

    def _max(self, found: Found, id: str, children: list[dict[str, Any]]) -> Decimal:
        total = sum((Decimal(child["max"]) for child in children), Decimal(0))
        if children and found.max is not None and found.max != total:
            message = f"{id} cộng lại là {said(total)}, khác điểm tối đa {said(found.max)}; hãy sửa một trong hai"
            self._problem(found.max_cell, said(found.max), message)
        if found.max is None and not children:
            self._problem(found.max_cell or found.cell, "", f"{id} thiếu điểm tối đa; hãy ghi số điểm")
        return total if found.max is None else found.max

    def _method(self, found: Found, text: str, limit: Decimal) -> dict[str, Any]:
        scale = read_scale(text, limit)
        if scale.method is not None:
            return {"method": scale.method}
        self._unread(self._scale_cell(found), text, f"cách chấm: {scale.reason}; tạm để người chấm xem xét (judgement)")
        note = f"Cách chấm chưa đọc được ({scale.reason}); tạm để người chấm xem xét."
        return {"status": "unknown", "status_note": note, "method": {"name": "judgement"}}

    def _scale_cell(self, found: Found) -> str:
        columns = self.columns.all("method")
        return self.table.address(found.row, columns[0]) if columns else found.cell

    def _unread(self, cell: str, text: str, message: str) -> None:
        self.made.unread.append(Unread(cell, text, message))

    def _problem(self, cell: str, text: str, message: str) -> None:
        self.made.problems.append(Unread(cell, text, message))

    def _head(self, total: Decimal) -> dict[str, Any]:
        above = [normalise(each.whole) for each in self.document.paragraphs()]
        title = next((line for line in above if re.search(r"tieu chi|chi so|bang diem|thang diem", fold(line))), "")
        text = " ".join(above)
        number, day, issuer = _NUMBERED.search(text), _day(text), _ISSUER.search(text)
        year = _YEAR.search(title)
        start = date(int(year[1]), 1, 1) if year else day
        level = next((level for level, pattern in _LEVELS if re.search(pattern, fold(title))), None)
        self._assume(title, bool(number and day), issuer is not None, start, level)
        return {
            "id": _slug(number[1]) if number else "bo-tieu-chi",
            "version": str(start.year) if start else "1",
            "title": title or self.made.name,
            "example": not (number and day),
            "decision": {
                "title": title or self.made.name,
                "issuer": issuer[1].strip() if issuer else "chưa rõ",
                "number": number[1] if number else None,
                "date": day,
            },
            "valid_from": start or date(2000, 1, 1),
            "valid_to": date(start.year, 12, 31) if year and start else None,
            "levels": [level or "district"],
            "max": plain(total),
            "rounding": {"mode": "half_up", "criterion": None, "total": 2, "percent": 2},
            "not_assigned": "lowers",
            "bounded": True,
            "classes": None,
            "ranking": {"ties": "skip", "smallest_group": 1},
            "references": [self.made.name, *([title] if title else [])],
            **({"notes": self.tree.notes} if self.tree.notes else {}),
            "fields": list(self.made.fields),
        }

    def _assume(self, title: str, dated: bool, issued: bool, start: date | None, level: str | None) -> None:
        asked = {
            "Tên bộ tiêu chí: không thấy phía trên bảng, tạm dùng tên tệp (title).": not title,
            "Số, ngày của quyết định: không thấy, nên bộ này là bộ ví dụ (example: true).": not dated,
            "Cơ quan ban hành: không thấy (decision.issuer).": not issued,
            "Hiệu lực: bảng không ghi; tạm lấy theo năm trong tên, hoặc ngày quyết định (valid_from, valid_to).": True,
            "Cấp áp dụng: tạm lấy theo tên (levels)."
            if level
            else "Cấp áp dụng: không rõ, tạm ghi huyện (levels).": True,
        }
        if start is None:
            asked["Không thấy năm nào: valid_from tạm ghi 2000-01-01, version tạm ghi 1."] = True
        self.made.assumed += [words for words, needed in asked.items() if needed] + list(_ASSUMED)


def _day(text: str) -> date | None:
    found = _DATED.search(text)
    try:
        return date(int(found[3]), int(found[2]), int(found[1])) if found else None
    except ValueError:
        return None


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")
