"""What counting gives: one row for each indicator, group and period, with all that it takes to count it again."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from parindex.core.dates import Scheme

Amount = int | Decimal | None


def exact(amount: int | None, scale: int | None) -> Amount:
    """A sum of whole parts (`scale` of them are one) without rounding; a scale of None: it is counted in ones."""
    if amount is None or scale is None:
        return amount
    whole = Decimal(amount) / scale
    return int(whole) if whole == whole.to_integral_value() else whole.normalize()


@dataclass(frozen=True)
class Row:
    """`dims` are the groups asked for, without the period. None is unknown: the source cannot tell; it is never 0."""

    indicator: str
    dims: dict[str, str | None]
    period: str
    numerator: Amount
    denominator: Amount = None

    def to_json(self) -> dict[str, Any]:
        """The row as data: whole numbers as numbers, others as text, so that nothing is rounded."""
        sides = {"numerator": _plain(self.numerator), "denominator": _plain(self.denominator)}
        return {"indicator": self.indicator, **self.dims, "period": self.period, **sides}


@dataclass(frozen=True)
class Figures:
    """Rows with the two moments they were judged by and the versions of all that went in."""

    rows: list[Row]
    as_of: datetime
    known_at: datetime | None
    scheme: Scheme
    lake_version: str
    calendar_version: str
    rules_version: str
    input_hash: str
    warnings: list[str] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """One object, as `parindex indicators run --json` prints it."""
        return {
            "rows": [row.to_json() for row in self.rows],
            "as_of": self.as_of.isoformat(),
            "known_at": self.known_at.isoformat() if self.known_at else None,
            "scheme": self.scheme,
            "warnings": self.warnings,
            "lake": self.lake_version,
            "calendar": self.calendar_version,
            "rules": self.rules_version,
            "input_hash": self.input_hash,
        }


def _plain(amount: Amount) -> int | str | None:
    return str(amount) if isinstance(amount, Decimal) else amount
