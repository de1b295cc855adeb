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

Part = Literal["numerator", "denominator", "missed"]
_INSIDE = 1  # the bucket of the only stretch


def part_of(
    measure: Measure,
    part: Part,
    rows: ibis.Table,
    means: Meaning,
    pauses: ibis.Table,
    period: Period,
    scheme: Scheme,
    as_of: datetime,
) -> Any:
    """The condition of rows that were judged with the period as their only stretch. Of registers only what was entered
    stands in rows: see entered() for the rest of that condition.
    """
    if isinstance(measure, Stock | Ratio):
        stocks = _stocks(rows, means, _paused(rows, pauses, period, scheme, as_of))
    if isinstance(measure, Stock):
        return stocks[measure.of] if part != "missed" else ibis.literal(False)
    if isinstance(measure, Register):
        received = rows.received_bucket == _INSIDE
        return received if measure.entered and part == "numerator" else ibis.literal(False)
    if isinstance(measure, Sum):
        return _part_of_sum(measure, part, rows, means)
    above, below = _sides(measure, rows, means)
    if isinstance(measure, Ratio) and measure.beside:
        below = below | stocks[measure.beside]
    if part == "numerator" or isinstance(measure, Count):
        return above if part != "missed" else ibis.literal(False)
    return below if part == "denominator" else below & ~above


def amount_of(measure: Measure, part: Part, means: Meaning) -> Any:
    """What one of those rows adds to the side (legal days in thousandths); None where each of them is one.

    Of a mean the rows are the denominator, and their amounts add up to the numerator.
    """
    if not isinstance(measure, Sum):
        return None
    if measure.below is None:
        return means.amounts[measure.above]
    above, below = means.amounts[measure.above], means.amounts[measure.below]
    return {"numerator": above, "denominator": below, "missed": below - above}[part]


def entered(rows: ibis.Table, cells: ibis.Table) -> ibis.Table:
    """The rows received in the agencies, fields and days of the cells (agency "" is none; field null: all of them)."""
    return rows.semi_join(
        cells,
        [
            rows.agency.fill_null("") == cells.cell_agency,
            cells.cell_field.isnull() | (cells.cell_field == rows.field),
            rows.received_day >= cells.cell_start,
            rows.received_day <= cells.cell_end,
        ],
    )


def _part_of_sum(measure: Sum, part: Part, rows: ibis.Table, means: Meaning) -> Any:
    below = _sides(measure, rows, means)[1]
    if measure.below is None:
        return below if part != "missed" else ibis.literal(False)
    paid, every = means.amounts[measure.above], means.amounts[measure.below]
    adds = {"numerator": paid != 0, "denominator": every != 0, "missed": every != paid}[part]
    return (below & adds).fill_null(False)


def _sides(measure: Ratio | Count | Sum | Distinct, rows: ibis.Table, means: Meaning) -> tuple[Any, Any]:
    happened = means.events[measure.event] & (rows[f"{measure.event}_bucket"] == _INSIDE)
    known = (happened & means.known(measure.needs)).fill_null(False)
    if isinstance(measure, Count):
        return (known & means.every(measure.hits)).fill_null(False), known
    below = (known & means.every(measure.among)).fill_null(False)
    if isinstance(measure, Sum):
        return below, below
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
