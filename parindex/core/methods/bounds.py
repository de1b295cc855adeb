"""Bounds: the fewest and the most points that the final answer to a criterion can still be worth.

Each method knows which way its answer can go: what has happened stays, so counts, lists and ratios only grow.
"""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal, Protocol

from parindex.core.dates import day_said
from parindex.core.errors import InputError

# How much a criterion can still see: the most events, or that it tells a state on a day, which may turn either way.
Coming = int | Literal["stock"]


@dataclass(frozen=True)
class Ahead:
    """What may still come after `day`. Events count up to and with `end`; `to_come` is the most of them that one
    criterion can still see (None: not known), each of which adds at most 1 to a count, a numerator, a denominator.
    `stock`: the figure tells a state, so that what it says today holds for no other day. `tried`: answers are tried, so
    that a thing may be done after the day.
    """

    day: date
    end: date
    to_come: int | None = None
    stock: bool = False
    tried: bool = False

    @property
    def over(self) -> bool:
        """Whether nothing more can come."""
        return self.day > self.end or self.to_come == 0

    def within(self, coming: Coming | None) -> "Ahead":
        """The same days, for a criterion that can still see so much."""
        if coming == "stock":
            return replace(self, to_come=None, stock=True)
        return replace(self, to_come=coming, stock=False)

    def check(self, done: date | bool) -> None:
        """Refuse what was done after the day: it is a plan, not a fact."""
        if not self.tried and not isinstance(done, bool) and done > self.day:
            raise InputError(
                f"hoàn thành ngày {day_said(done)} là sau ngày tính {day_said(self.day)}; chưa xong thì ghi done: false"
            )


@dataclass(frozen=True)
class Bounds:
    """Exact points. `unsure`: it may turn out that there is nothing to score, so that the maximum is lowered."""

    low: Fraction
    high: Fraction
    unsure: bool = False


class Bounded(Protocol):
    """The part of a method that is asked here."""

    def bounds(self, inputs: Any, ahead: Ahead) -> Bounds | None: ...


def between(*points: Fraction | Decimal | int, unsure: bool = False) -> Bounds:
    """From the least to the greatest of these points."""
    found = [Fraction(each) for each in points]
    return Bounds(min(found), max(found), unsure)


def unanswered(method: Bounded, ahead: Ahead) -> Bounds:
    """Where there is no answer yet: any answer may come, or none, which is worth 0."""
    found = method.bounds(None, ahead)
    return between(0, found.low, found.high, unsure=found.unsure) if found else Bounds(Fraction(0), Fraction(0), True)
