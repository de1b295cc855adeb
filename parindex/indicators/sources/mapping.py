"""A mapping: how the columns of one feeding system become ours, read from YAML or made on a screen.

docs/howto/dossier-mapping.md tells every key with examples.
"""

from collections.abc import Mapping as Words
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args
from zoneinfo import ZoneInfo

import yaml

from parindex.core.errors import InputError
from parindex.core.loading import Mapping
from parindex.indicators.facts import CHANNELS, ENDINGS, ONLINE_LEVELS
from parindex.indicators.sources.columns import FIELDS, PERSONAL, REQUIRED, fold_heading

Table = Literal["dossiers", "procedures", "register_counts"]
Shape = Literal["rows", "events"]
Extract = Literal["full", "changes"]
Unit = Literal["day", "working_day"]

_KEYS = {
    "name", "title", "note", "table", "source", "shape", "case", "activity_column", "time_column", "extract", "due_is",
    "time_zone", "due_includes_pauses", "dates", "columns", "delimiter", "sheet", "header_row", "separator",
}  # fmt: skip
_COLUMN_KEYS = {"column", "values", "otherwise", "dates", "constant", "after", "filled", "activity", "take", "time"}
_WORDS: dict[str, tuple[str, ...]] = {"channel": CHANNELS, "ending": (*ENDINGS, "open"), "online_level": ONLINE_LEVELS}


@dataclass(frozen=True)
class After:
    """A due date that no column holds: so many days after another column."""

    of: str
    count: int
    unit: Unit


@dataclass(frozen=True)
class ColumnSpec:
    """Where one of our columns comes from: the first heading that the file has, or a constant, or another column.

    `values` turns the source's words (compared without case and diacritics) into ours; words that it lacks become
    `otherwise`, or unknown. `filled`: a flag that is true where the cell is not empty. `activity`: of an event log, the
    first or last instant of that activity in the case. `time`: the column of the hour, where `headings` is of the day.
    """

    headings: tuple[str, ...] = ()
    values: Words[str, str] = field(default_factory=dict)
    otherwise: str | None = None
    dates: tuple[str, ...] = ()
    constant: str | None = None
    after: After | None = None
    filled: bool = False
    activity: str = ""
    take: Literal["first", "last"] = "first"
    time: str = ""


@dataclass(frozen=True)
class SourceMapping:
    """One way to read files. `separator` parts several values in one cell (pauses, due dates)."""

    name: str
    source: str
    columns: Words[str, ColumnSpec]
    title: str = ""
    note: str = ""
    table: Table = "dossiers"
    shape: Shape = "rows"
    case: str = ""
    activity_column: str = ""
    time_column: str = ""
    extract: Extract = "changes"
    due_is: Literal["instant", "day"] = "day"
    time_zone: str = "Asia/Ho_Chi_Minh"
    due_includes_pauses: bool = False
    dates: tuple[str, ...] = ()
    delimiter: str = ""
    sheet: str = ""
    header_row: int = 0
    separator: str = ";"

    def to_json(self) -> dict[str, Any]:
        """Plain values, as the YAML has them, without what is as it is anyway."""
        usual = SourceMapping("", "", {})
        found: dict[str, Any] = {"name": self.name, "source": self.source}
        for key in sorted(_KEYS - {"name", "source", "columns"}):
            value = getattr(self, key)
            if value != getattr(usual, key):
                found[key] = list(value) if isinstance(value, tuple) else value
        found["columns"] = {name: _column_json(spec) for name, spec in self.columns.items()}
        return found

    def to_yaml(self) -> str:
        """The mapping as a file that load_mapping reads back."""
        return yaml.safe_dump(self.to_json(), allow_unicode=True, sort_keys=False, width=120)

    @classmethod
    def from_json(cls, data: dict[str, Any], where: str = "cách đọc") -> "SourceMapping":
        """Read what to_json wrote, or a screen made; InputError says what is wrong."""
        return mapping_of(_placed(data, Path(where)))


def mapping_of(data: Mapping) -> SourceMapping:
    """Read the top of a mapping; RuleError names file and line."""
    data.only(_KEYS)
    table = _one(data, "table", get_args(Table), "dossiers")
    shape = _one(data, "shape", get_args(Shape), "rows")
    columns_data = data.get("columns")
    if not isinstance(columns_data, Mapping) or not columns_data:
        raise data.error("thiếu mục columns: ghi mỗi cột của Parindex lấy từ cột nào của tệp", "columns")
    found = SourceMapping(
        name=_text(data, "name", data.path.stem),
        source=_text(data, "source", _text(data, "name", data.path.stem)),
        title=_text(data, "title", ""),
        note=_text(data, "note", ""),
        table=table,
        shape=shape,
        case=_text(data, "case", ""),
        activity_column=_text(data, "activity_column", ""),
        time_column=_text(data, "time_column", ""),
        extract=_one(data, "extract", get_args(Extract), "changes"),
        due_is=_one(data, "due_is", ("instant", "day"), "day"),
        time_zone=_zone(data),
        due_includes_pauses=_flag(data, "due_includes_pauses"),
        dates=_several(data, "dates"),
        delimiter=_text(data, "delimiter", ""),
        sheet=_text(data, "sheet", ""),
        header_row=data.whole("header_row") if "header_row" in data else 0,
        separator=_text(data, "separator", ";"),
        columns={name: _column(columns_data, name, table) for name in columns_data},
    )
    _check(data, columns_data, found)
    return found


def _column(columns: Mapping, name: str, table: str) -> ColumnSpec:
    if name not in FIELDS[table]:
        raise columns.error(f"bảng {table} không có cột “{name}”; hãy dùng: {', '.join(sorted(FIELDS[table]))}", name)
    given = columns[name]
    if isinstance(given, str | list):
        return ColumnSpec(_headings(columns, name, given))
    if not isinstance(given, Mapping):
        raise columns.error(f"{name}: hãy ghi tên cột trong tệp, hoặc các cặp column, values, dates, constant …", name)
    given.only(_COLUMN_KEYS)
    spec = ColumnSpec(
        headings=_headings(given, "column", given["column"]) if "column" in given else (),
        values=_values(given, name),
        otherwise=_word(given, name, str(given["otherwise"]), "otherwise") if given.get("otherwise") else None,
        dates=_several(given, "dates"),
        constant=_constant(given, name),
        after=_after(given) if "after" in given else None,
        filled=_flag(given, "filled"),
        activity=_text(given, "activity", ""),
        take=_one(given, "take", ("first", "last"), "first"),
        time=_headings(given, "time", given["time"])[0] if "time" in given else "",
    )
    if spec.time and (FIELDS[table][name] != "instant" or not spec.headings):
        raise given.error(f"{name}: time (cột giờ) chỉ đi với column của một cột ngày giờ", "time")
    if not (spec.headings or spec.constant is not None or spec.after or spec.activity):
        raise given.error(f"{name}: cần một trong column, constant, after, activity")
    return spec


def _headings(data: Mapping, key: str, given: Any) -> tuple[str, ...]:
    found = [given] if isinstance(given, str) else given
    if not isinstance(found, list) or not found or not all(isinstance(one, str) and one.strip() for one in found):
        raise data.error(f"{key}: hãy ghi tên cột bằng chữ, hoặc danh sách các tên có thể gặp", key)
    for heading in found:
        if fold_heading(heading) in PERSONAL:
            raise data.error(f"cột “{heading}” là dữ liệu cá nhân, không được đưa vào kho hồ sơ; hãy bỏ cột này", key)
    return tuple(found)


def _values(data: Mapping, name: str) -> dict[str, str]:
    given = data.get("values")
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        raise data.error("values phải là các cặp “chữ trong tệp: giá trị của Parindex”", "values")
    return {str(key): _word(given, name, _said(value), key) for key, value in given.items()}


def _said(value: Any) -> str:
    return {True: "true", False: "false"}.get(value, "") if isinstance(value, bool) else str(value)


def _word(data: Mapping, name: str, value: str, key: str) -> str:
    allowed = _WORDS.get(name) or (("true", "false") if _is_flag(name) else ())
    if allowed and value not in allowed:
        raise data.error(f"{name}: không có giá trị “{value}”; hãy dùng một trong: {', '.join(allowed)}", key)
    return value


def _is_flag(name: str) -> bool:
    return any(fields.get(name) == "flag" for fields in FIELDS.values())


def _constant(data: Mapping, name: str) -> str | None:
    if "constant" not in data:
        return None
    return _word(data, name, _said(data["constant"]), "constant")


def _after(data: Mapping) -> After:
    given = data["after"]
    if not isinstance(given, Mapping):
        raise data.error("after cần các cặp of, days hoặc working_days", "after")
    given.only({"of", "days", "working_days"})
    unit: Unit = "working_day" if "working_days" in given else "day"
    return After(given.text("of"), given.whole("working_days" if unit == "working_day" else "days"), unit)


def _check(data: Mapping, columns: Mapping, found: SourceMapping) -> None:
    """What single keys cannot tell."""
    if len(found.delimiter) > 1 and found.delimiter not in ("\\t", "tab"):
        raise data.error('delimiter phải là một ký tự; tab viết "\\t"', "delimiter")
    if found.shape == "events":
        if not found.case:
            raise data.error("nhật ký sự kiện (shape: events) cần case: tên cột mã vụ việc")
        if any(spec.activity for spec in found.columns.values()) and not (found.activity_column and found.time_column):
            raise data.error("lấy thời điểm theo hoạt động thì cần activity_column và time_column")
        if timed := next((name for name, spec in found.columns.items() if spec.time), None):
            raise columns.error(f"{timed}: time (cột giờ) không dùng được với shape: events", timed)
        if "code" not in found.columns:
            found.columns["code"] = ColumnSpec((found.case,))  # type: ignore[index]
    for name in REQUIRED[found.table]:
        if name not in found.columns and not (name == "source" and found.source):
            raise columns.error(f"thiếu cột “{name}”, cột này bắt buộc với bảng {found.table}")
    for name, spec in found.columns.items():
        if spec.after and spec.after.of not in found.columns:
            raise columns.error(f"{name}: after.of “{spec.after.of}” không có trong columns", name)


def _text(data: Mapping, key: str, usual: str) -> str:
    value = data.get(key)
    if value is None:
        return usual
    if not isinstance(value, str) or not value:
        raise data.error(f"{key} phải là chữ", key)
    return value


def _one(data: Mapping, key: str, allowed: tuple[str, ...], usual: str) -> Any:
    return data.choice(key, allowed) if key in data else usual


def _flag(data: Mapping, key: str) -> bool:
    value = data.get(key, False)
    if not isinstance(value, bool):
        raise data.error(f"{key} phải là true hoặc false", key)
    return value


def _several(data: Mapping, key: str) -> tuple[str, ...]:
    value = data.get(key)
    return (value,) if isinstance(value, str) and value else data.texts(key)


def _zone(data: Mapping) -> str:
    name = _text(data, "time_zone", "Asia/Ho_Chi_Minh")
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        message = f"không có múi giờ “{name}”; hãy ghi như Asia/Ho_Chi_Minh, Europe/Amsterdam, UTC"
        raise data.error(message, "time_zone") from error
    return name


def _column_json(spec: ColumnSpec) -> Any:
    if spec == ColumnSpec(spec.headings):
        return spec.headings[0] if len(spec.headings) == 1 else list(spec.headings)
    found: dict[str, Any] = {}
    if spec.headings:
        found["column"] = spec.headings[0] if len(spec.headings) == 1 else list(spec.headings)
    found |= {"values": dict(spec.values)} if spec.values else {}
    found |= {"dates": list(spec.dates)} if spec.dates else {}
    found |= {"filled": True} if spec.filled else {}
    found |= {"time": spec.time} if spec.time else {}
    found |= {"activity": spec.activity, "take": spec.take} if spec.activity else {}
    for key in ("otherwise", "constant"):
        if getattr(spec, key) is not None:
            found[key] = getattr(spec, key)
    if spec.after:
        days = "working_days" if spec.after.unit == "working_day" else "days"
        found["after"] = {"of": spec.after.of, days: spec.after.count}
    return found


def _placed(data: Any, path: Path) -> Any:
    """Plain values as loading.Mapping, so that both ways in share one reader."""
    if isinstance(data, dict):
        found = Mapping({str(key): _placed(value, path) for key, value in data.items()})
        found.line, found.lines, found.path = 1, {}, path
        return found
    return [_placed(one, path) for one in data] if isinstance(data, list | tuple) else data


def not_found(name: str, known: list[str]) -> InputError:
    """The error for a mapping that is neither shipped nor a file."""
    return InputError(
        f"“{name}” không phải tên cách đọc có sẵn ({', '.join(known)}) và cũng không phải tệp; hãy kiểm tra --mapping."
    )
