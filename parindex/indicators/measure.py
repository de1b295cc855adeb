"""The form in which measures are written: which rows, placed by which event, counted how. What the words mean is said
once, in conditions.py; how engines count them, in cube.py.
"""

from dataclasses import dataclass
from typing import Literal

Event = Literal["received", "finished", "returned", "apology"]
Standing = Literal["carried", "open", "open_within_time", "open_overdue", "open_paused", "open_without_due"]


@dataclass(frozen=True)
class Ratio:
    """Rows of `among` that also meet `hits`, out of those of `among`. A row that lacks a column of `needs` leaves both
    sides. `beside` adds a standing at the period's end to the denominator.
    """

    event: Event
    hits: tuple[str, ...]
    among: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    beside: Standing | None = None


@dataclass(frozen=True)
class Count:
    """Rows that meet `hits`; there is no denominator."""

    event: Event
    hits: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Stock:
    """Dossiers that stand like this at the end of the period, or at the as-of instant where that comes first;
    `carried` are those open at the end of the day before the period.
    """

    of: Standing


@dataclass(frozen=True)
class Sum:
    """The sum of an amount over the sum of another, or over the number of rows (`below` None)."""

    event: Event
    above: str
    below: str | None = None
    among: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Distinct:
    """Different procedures with a row that meets `hits`, out of the different procedures among the rows."""

    event: Event
    hits: tuple[str, ...]
    among: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Register:
    """What the register counts say; `entered` sets the dossiers received in the same months against them."""

    entered: bool


Measure = Ratio | Count | Stock | Sum | Distinct | Register
