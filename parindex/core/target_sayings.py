"""Says a threshold back in Vietnamese, for screens, tables and the history."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

# The kinds of threshold that a target may be, one of them each, with the words that say them.
KINDS = {
    "at_least": "ít nhất",
    "at_most": "không quá",
    "increase_at_least": "tăng ít nhất",
    "decrease_at_least": "giảm ít nhất",
    "lasts": "trong thời gian",
    "equals": "bằng",
}
_STRICT = {"at_least": "trên", "at_most": "dưới"}


def kind_of(data: Mapping[str, Any]) -> str | None:
    """Return which of KINDS a target (parindex.core.targets, as JSON) sets, None where it sets none."""
    return next((key for key in KINDS if data.get(key) is not None), None)


def say_target(data: Mapping[str, Any]) -> str:
    """Return a target in words: “ít nhất 90% (riêng đất đai ít nhất 80%)”, “tăng ít nhất 20% so với năm 2022”.

    One that sets no threshold is said in its own words.
    """
    kind = kind_of(data)
    if kind is None:
        return str(data.get("words") or "")
    unit, value = data.get("unit"), str(data[kind])
    if kind == "equals":
        said = f"bằng {value}"
    elif kind == "at_least" and unit == "%" and Decimal(value) == 100:
        said = "100%"
    else:
        first = _STRICT.get(kind, KINDS[kind]) if data.get("strict") else KINDS[kind]
        said = f"{first} {_amount(value, unit)}"
    if per := data.get("per"):
        said += f" mỗi {str(per).removeprefix('mỗi ')}"
    if against := data.get("against"):
        said += f" so với {f'năm {against}' if isinstance(against, int) else against}"
    if data.get("by"):
        said += f" đến năm {data['by']}"
    others = [f"riêng {one['what']} ít nhất {_amount(one['at_least'], unit)}" for one in data.get("except") or ()]
    return said + (f" ({'; '.join(others)})" if others else "")


def _amount(value: str, unit: str | None) -> str:
    return f"{_number(value)}{'%' if unit == '%' else f' {unit}' if unit else ''}"


def _number(value: str) -> str:
    whole, _, decimals = f"{Decimal(value):,f}".partition(".")
    decimals = decimals.rstrip("0")
    return whole.replace(",", ".") + ("," + decimals if decimals else "")
