"""Exact numbers of points: read from words, rounded as a criteria set declares, said with a decimal comma."""

import re
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from math import lcm
from typing import Any, Literal

from parindex.core.errors import InputError

Mode = Literal["half_up", "half_even", "down"]
_NUMBER = re.compile(r"-?[0-9]{1,18}(\.[0-9]{1,24})?")
_SAID_PLACES = 4


def amount(value: Any, where: str) -> Decimal:
    """A decimal from text such as "912" or "-0.25", or from a whole number; InputError, beginning with `where`, else.

    A binary fraction (0.1 without quotes) is refused: it is not the number that was written. So is a decimal comma,
    which a thousands separator cannot be told from.
    """
    if type(value) is int:
        value = str(value)
    found = _read(value) if isinstance(value, str) else None
    if found is None:
        raise InputError(f"{where}: “{value}” không phải số; hãy viết trong dấu ngoặc kép, dấu thập phân là dấu chấm")
    return found


@lru_cache(maxsize=2**16)  # thousands of units answer with the same few thousand numbers
def unsigned(text: str) -> Decimal | None:
    """A decimal of at least 0 from text; None for anything else, of which `not_negative` says what is wrong."""
    found = _read(text)
    return found if found is not None and found >= 0 else None


@lru_cache(maxsize=2**16)
def whole(text: str) -> int | None:
    """A whole number of at least 0 from text; None for anything else."""
    found = unsigned(text)
    return int(found) if found is not None and found == int(found) else None


def _read(text: str) -> Decimal | None:
    return Decimal(text) if _NUMBER.fullmatch(text) else None


def added(values: Iterable[Fraction], among: int = 1) -> Fraction:
    """The exact sum, or its share `among` so many. One common denominator at the end: adding fractions one by one
    reduces each time.
    """
    found: dict[int, int] = {}
    for value in values:
        above, below = value.as_integer_ratio()
        found[below] = found.get(below, 0) + above
    common = lcm(*found)
    return Fraction(sum([each * (common // below) for below, each in found.items()]), common * among)


def not_negative(value: Any, where: str) -> Decimal:
    """A decimal of at least 0."""
    found = amount(value, where)
    if found < 0:
        raise InputError(f"{where}: “{value}” là số âm; hãy ghi số từ 0 trở lên")
    return found


def rounded(value: Fraction, places: int, mode: Mode = "half_up") -> Decimal:
    """Round to `places` decimals; half_up takes a half away from zero, down cuts off."""
    scaled = abs(value) * 10**places
    whole, rest = divmod(scaled.numerator, scaled.denominator)
    over, half = 2 * rest > scaled.denominator, 2 * rest == scaled.denominator
    if mode != "down" and (over or (half and (mode == "half_up" or whole % 2 == 1))):
        whole += 1
    return Decimal((int(value < 0 and whole > 0), tuple(int(digit) for digit in str(whole)), -places))


def plain(value: Decimal) -> str:
    """Write for a machine: no exponent, no idle zeros ("76.03", "2")."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def said(value: Fraction | Decimal) -> str:
    """Write for a person, with a decimal comma; what does not end within four places is rounded ("0,6667")."""
    return plain(rounded(Fraction(value), _SAID_PLACES)).replace(".", ",").replace("-", "−")


def equals(value: Fraction | Decimal) -> str:
    """A sign and the number: "= 2,28", or "≈ 0,6667" where the number that is written is not the whole of it."""
    exact = Fraction(value)
    return f"{'=' if Fraction(rounded(exact, _SAID_PLACES)) == exact else '≈'} {said(exact)}"
