"""Which rows stand behind a figure: the condition of either side of a measure in one period, for single rows.

Figures of stocks come from what flows in and out; here the same stocks are told row by row, and tests hold the two
to the same numbers.
"""

from datetime import UTC, datetime, time, timedelta
from typing import Any, Literal

import ibis

from parindex.core.dates import Period, Scheme, span
from parindex.core.timeliness import VIETNAM
from parindex.indicators.conditions import Meaning
from parindex.indicators.measure import Count, Distinct, Measure, Ratio, Register, Stock, Sum
from parindex.indicators.picking import instant

_INSIDE = 1  # the bucket of the only stretch


def part_of(
    measure: Measure,
    part: Literal["numerator", "denominator", "missed"],
    rows: ibis.Table,
    means: Meaning,
    pauses: ibis.Table,
    period: Period,
    scheme: Scheme,
    as_of: datetime,
) -> Any:
    """The condition of rows that were judged with the period as their only stretch."""
    if isinstance(measure, Stock | Ratio):
        stocks = _stocks(rows, means, _paused(rows, pauses, period, scheme, as_of))
    if isinstance(measure, Stock):
        return stocks[measure.of] if part != "missed" else ibis.literal(False)
    if isinstance(measure, Register):
        received = rows.received_bucket == _INSIDE
        return received if measure.entered and part == "numerator" else ibis.literal(False)
    above, below = _sides(measure, rows, means)
    if isinstance(measure, Ratio) and measure.beside:
        below = below | stocks[measure.beside]
    if part == "numerator" or isinstance(measure, Count):
        return above if part != "missed" else ibis.literal(False)
    return below if part == "denominator" else below & ~above


def _sides(measure: Ratio | Count | Sum | Distinct, rows: ibis.Table, means: Meaning) -> tuple[Any, Any]:
    happened = means.events[measure.event] & (rows[f"{measure.event}_bucket"] == _INSIDE)
    known = (happened & means.known(measure.needs)).fill_null(False)
    if isinstance(measure, Count):
        return (known & means.every(measure.hits)).fill_null(False), known
    below = (known & means.every(measure.among)).fill_null(False)
    if isinstance(measure, Sum):
        if measure.below is None:
            return below, below
        return below & (means.amounts[measure.above] > 0), below & (means.amounts[measure.below] > 0)
    if isinstance(measure, Distinct):
        below = below & rows.procedure.notnull()
    return (below & means.every(measure.hits)).fill_null(False), below


def _stocks(rows: ibis.Table, means: Meaning, paused: Any) -> dict[str, Any]:
    ended = means.conditions["ended"]
    still = (rows.received_bucket <= _INSIDE) & ~(ended & (rows.finished_bucket <= _INSIDE)).fill_null(False)
    overdue = still & means.conditions["stood_overdue"] & (rows.overdue_bucket <= _INSIDE).fill_null(False)
    paused = still & paused & ~overdue
    without = still & rows.due_limit.isnull() & ~paused
    return {
        "carried": (rows.received_bucket == 0) & ~(ended & (rows.finished_bucket == 0)).fill_null(False),
        "open": still,
        "open_overdue": overdue,
        "open_paused": paused,
        "open_without_due": without,
        "open_within_time": still & ~overdue & ~paused & ~without,
    }


def _paused(rows: ibis.Table, pauses: ibis.Table, period: Period, scheme: Scheme, as_of: datetime) -> Any:
    """Whether a pause that counts holds at the end of the period, or at the as-of instant where that comes first."""
    last = span(period, scheme).end
    assert last
    end = datetime.combine(last + timedelta(days=1), time(), VIETNAM) - timedelta(microseconds=1)
    return paused_at(rows, pauses, min(end, as_of).astimezone(UTC))


def paused_at(rows: ibis.Table, pauses: ibis.Table, moment: datetime) -> Any:
    """Whether a pause that counts holds at the instant."""
    until = instant(moment, pauses.paused_from)
    holds = pauses.filter(pauses.paused_from <= until, pauses.paused_to.isnull() | (pauses.paused_to > until))
    key = holds.source + ibis.literal("\x1f") + holds.code
    return (rows.source + ibis.literal("\x1f") + rows.code).isin(key)
