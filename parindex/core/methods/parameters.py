"""Reads the parameters of a method from a rule file; every error names the file and the line."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from parindex.core.amounts import amount, said
from parindex.core.errors import InputError
from parindex.core.loading import Mapping


@dataclass(frozen=True)
class Named:
    """A thing that a criterion names: its word in the answers file, its title, and its points where it has any."""

    id: str
    title: str
    points: Decimal | None = None


def decimal(data: Mapping, key: str, default: str | None = None) -> Decimal:
    """A decimal in quotes, or the default; RuleError where neither is there."""
    value: Any = data.get(key, default)
    if value is None:
        raise data.error(f'thiếu {key}; hãy ghi số trong dấu ngoặc kép, ví dụ "1.5"', key)
    if not isinstance(value, str):
        raise data.error(f'{key} phải là số trong dấu ngoặc kép, ví dụ "1.5"', key)
    try:
        return amount(value, key)
    except InputError as error:
        raise data.error(str(error), key) from error


def optional(data: Mapping, key: str) -> Decimal | None:
    """A decimal in quotes, None where the key is absent."""
    return None if data.get(key) is None else decimal(data, key)


def points(data: Mapping, key: str, limit: Decimal, default: str | None = None) -> Decimal:
    """Points from 0 to the criterion's maximum."""
    found = decimal(data, key, default)
    if not 0 <= found <= limit:
        raise data.error(f"{key} {said(found)} phải từ 0 đến điểm tối đa {said(limit)}", key)
    return found


def named(data: Mapping, key: str, *, with_points: bool = False) -> tuple[Named, ...]:
    """A list of things with id and title (and points), at least one, no id twice."""
    lines = data.entries(key)
    if not lines:
        raise data.error(f"thiếu {key}; hãy ghi danh sách, mỗi dòng có id và title", key)
    found: list[Named] = []
    for line in lines:
        line.only({"id", "title", "points"} if with_points else {"id", "title"})
        if line.text("id") in [each.id for each in found]:
            raise line.error(f"id “{line['id']}” đã có ở trên; hãy đặt tên khác", "id")
        found.append(Named(line.text("id"), line.text("title"), decimal(line, "points") if with_points else None))
    return tuple(found)


def flag(data: Mapping, key: str) -> bool:
    """true or false; false where the key is absent."""
    found = data.get(key, False)
    if not isinstance(found, bool):
        raise data.error(f"{key} phải là true hoặc false", key)
    return found
