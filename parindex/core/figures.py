"""Whether a figure meets a target. Exact: amounts are compared as fractions, never as rounded quotients."""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

# The kinds of targets (keys of parindex.core.targets) that a number answers.
THRESHOLDS = ("at_least", "at_most", "increase_at_least", "decrease_at_least")
_CHANGES = ("increase_at_least", "decrease_at_least")


def threshold(target: Mapping[str, Any]) -> str | None:
    """Which kind of threshold the target sets, None where only words answer it."""
    return next((kind for kind in THRESHOLDS if target.get(kind) is not None), None)


def is_share(target: Mapping[str, Any]) -> bool:
    """Whether the figure is a pair, numerator and denominator: the target is in per cent."""
    return target.get("unit") == "%"


def is_change(target: Mapping[str, Any]) -> bool:
    """Whether the pair is an amount now and the amount that it is held against ("tăng 20% so với năm trước")."""
    return is_share(target) and threshold(target) in _CHANGES


def may_pass_whole(target: Mapping[str, Any]) -> bool:
    """Whether more than 100 % makes sense: for a change, and where the target itself is set above the whole."""
    kind = threshold(target)
    return is_change(target) or (kind is not None and Fraction(str(target[kind])) > 100)


def value(target: Mapping[str, Any], numerator: Decimal | Fraction, denominator: Decimal | None) -> Fraction | None:
    """What is held against the threshold, in its unit; None where nothing can be said (a denominator of 0).

    A share is numerator / denominator in per cent; a change is the rise (for a decrease: the fall) in per cent of the
    denominator; a plain number is itself.
    """
    if not is_share(target):
        return Fraction(numerator)
    if not denominator:
        return None
    amount = Fraction(numerator)
    if threshold(target) == "increase_at_least":
        amount -= Fraction(denominator)
    elif threshold(target) == "decrease_at_least":
        amount = Fraction(denominator) - amount
    return amount * 100 / Fraction(denominator)


def meets(target: Mapping[str, Any], numerator: Decimal | Fraction, denominator: Decimal | None) -> bool | None:
    """Whether the figure reaches the general threshold; None without a threshold or without anything to count.

    `strict` targets ("trên 95%") are not reached by the number itself. Thresholds of exceptions are not judged here:
    one figure does not tell them apart.
    """
    kind, found = threshold(target), value(target, numerator, denominator)
    if kind is None or found is None:
        return None
    limit = Fraction(str(target[kind]))
    if kind == "at_most":
        return found < limit if target.get("strict") else found <= limit
    return found > limit if target.get("strict") else found >= limit
