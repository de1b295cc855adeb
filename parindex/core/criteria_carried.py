"""What the sheet of a set carries beside its words: all that words cannot say, as YAML on one line, and read back."""

import json
import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from parindex.core.loading import RuleError, parse_typed

HEADING = "Dữ liệu máy (xóa ô nếu sửa cách chấm)"
HEAD = "Dữ liệu bộ tiêu chí:"
_BREAKS = re.compile(
    "[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]"
)  # what YAML takes for the end of a line, or for no letter
_SHOWN = {"id", "title", "max", "source", "evidence", "references", "notes", "criteria"}
_CARRIED = {"status", "status_note", "method", "combine", "weight", "period", "proof"}


def of_criterion(data: Mapping[str, Any]) -> str:
    """What a criterion of a set's files says that no column of its own shows."""
    return _line({key: value for key, value in data.items() if key not in _SHOWN})


def of_set(data: Mapping[str, Any]) -> str:
    """What set.yaml says, as the line below the table."""
    return f"{HEAD} {_line(data)}"


def read_criterion(text: str) -> dict[str, Any]:
    """What `of_criterion` wrote; RuleError where it is no such line."""
    found = _read(text)
    if strangers := [key for key in found if key not in _CARRIED]:
        raise RuleError(f"dữ liệu máy có “{', '.join(strangers)}” không dùng ở đây")
    return found


def read_set_line(text: str) -> dict[str, Any]:
    """What `of_set` wrote; RuleError where it is no such line."""
    return _read(text.strip().removeprefix(HEAD))


def _read(text: str) -> dict[str, Any]:
    return _plain(parse_typed(text.strip(), Path("dữ liệu máy")))


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    return [_plain(each) for each in value] if isinstance(value, list) else value


def _line(value: Any) -> str:
    """YAML on one line: words in double quotes, days bare, so that each comes back as what it was."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_line(key)}: {_line(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_line, value)) + "]"
    if isinstance(value, date):
        return value.isoformat()
    return _BREAKS.sub(lambda found: f"\\u{ord(found[0]):04x}", json.dumps(value, ensure_ascii=False))
