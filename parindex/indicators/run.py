"""Counting: figures of indicators by agency, period and more, as of an instant and as known at another."""

from collections.abc import Sequence
from datetime import date, datetime

from parindex.indicators.dossiers import (
    Dossier,
    DossierPage,
    find_dossiers,
    late_dossiers,
    open_dossiers,
    rows_behind,
)
from parindex.indicators.figures import Figures, Row, Scheme
from parindex.indicators.lake import Lake

__all__ = [
    "Dossier",
    "DossierPage",
    "Figures",
    "Row",
    "find_dossiers",
    "late_dossiers",
    "open_dossiers",
    "rows_behind",
    "run",
]


def run(
    lake: Lake,
    *,
    start: date,
    end: date,
    by: Sequence[str],
    as_of: datetime,
    only: Sequence[str] | None = None,
    scheme: Scheme = "calendar",
    known_at: datetime | None = None,
    engine: str = "duckdb",
) -> Figures:
    """Count indicators (all of them, or `only` some) in the whole periods from `start` to `end`."""
    raise NotImplementedError
