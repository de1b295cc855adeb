"""What was answered, typed: the inputs of a method, kept in the receipt so that its sentence can be said again.

Nobody changes one. They are not frozen because making a frozen one takes three times as long, and there are millions.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from parindex.core.amounts import plain


@dataclass(slots=True)
class Ratio:
    """A numerator and a denominator, with the number of faults where the method deducts."""

    numerator: Decimal
    denominator: Decimal
    faults: int | None = None

    def to_json(self) -> dict[str, Any]:
        """As in the answers file."""
        pair = {"ratio": [plain(self.numerator), plain(self.denominator)]}
        return pair if self.faults is None else pair | {"count": str(self.faults)}


@dataclass(slots=True)
class Polled(Ratio):
    """Satisfied answers of all; `final`: the survey of the year is over."""

    final: bool = False

    def to_json(self) -> dict[str, Any]:
        """As in the answers file."""
        return Ratio.to_json(self) | _final(self.final)


@dataclass(slots=True)
class Count:
    """A number of things."""

    count: Decimal

    def to_json(self) -> dict[str, Any]:
        """As in the answers file."""
        return {"count": plain(self.count)}


@dataclass(slots=True)
class Done:
    """On which day it was done, or only whether it was."""

    done: date | bool

    def to_json(self) -> dict[str, Any]:
        """As in the answers file."""
        return {"done": self.done if isinstance(self.done, bool) else self.done.isoformat()}


@dataclass(slots=True)
class Checked:
    """Which of the things asked for were done, in the order of the criterion."""

    checked: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """As in the answers file."""
        return {"checked": list(self.checked)}


@dataclass(slots=True)
class Share:
    """A share in per cent that somebody else counted, and of how many people; `final` as in `Polled`."""

    share: Decimal
    n: int | None
    final: bool = False

    def to_json(self) -> dict[str, Any]:
        """As in the answers file."""
        return {"share": plain(self.share)} | ({} if self.n is None else {"n": self.n}) | _final(self.final)


@dataclass(slots=True)
class Mean:
    """The mean of a survey on a scale that ends at `of`, and of how many people; `final` as in `Polled`."""

    mean: Decimal
    of: Decimal
    n: int | None
    final: bool = False

    def to_json(self) -> dict[str, Any]:
        """As in the answers file."""
        many = {} if self.n is None else {"n": self.n}
        return {"mean": plain(self.mean), "of": plain(self.of)} | many | _final(self.final)


@dataclass(slots=True)
class Judged:
    """Points that somebody gave, and why."""

    points: Decimal
    by: str
    why: str

    def to_json(self) -> dict[str, Any]:
        """As in the answers file."""
        return {"points": plain(self.points), "by": self.by, "why": self.why}


@dataclass(slots=True)
class Level:
    """The level that was reached."""

    level: str

    def to_json(self) -> dict[str, Any]:
        """As in the answers file."""
        return {"level": self.level}


@dataclass(slots=True)
class Counts:
    """How many there are of each kind or level; `key` is the word of the answers file."""

    key: str
    counts: Mapping[str, int]

    def to_json(self) -> dict[str, Any]:
        """As in the answers file."""
        return {self.key: {name: str(count) for name, count in self.counts.items()}}


@dataclass(slots=True)
class Units:
    """The inputs of each unit."""

    units: Mapping[str, Any]

    def to_json(self) -> dict[str, Any]:
        """As in the answers file."""
        return {"units": {name: inputs.to_json() for name, inputs in self.units.items()}}


def _final(final: bool) -> dict[str, Any]:
    return {"final": True} if final else {}
