"""What every contender of the cube is asked: the same moment, the same small tables, the same figures from the sums.

Small tables stand ready before the clock starts: `calendar` (day, month, working, before, after_month), `procedures`
(valid_to never null) and `ends` (month, last, until). What follows from them in a contender's own way is on its clock.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import duckdb
import pyarrow as pa

from parindex.core.calendar import WorkCalendar
from parindex.indicators.counting import Ask, moment_of
from parindex.indicators.engines import workbench
from parindex.indicators.measure import Register
from parindex.indicators.measures import measures
from parindex.indicators.stretches import days_table, stretches_of

MEMORY = "3GB"
MONTHS = 24
AT = datetime(2023, 12, 20, 5, tzinfo=UTC)
NOW, TODAY = AT.replace(tzinfo=None), AT.date()  # the plain rows hold instants of UTC without a zone
VIETNAM, BIT = timedelta(hours=7), timedelta(microseconds=1)
Cube = Callable[[], pa.Table]  # counts anew each time: agency, field, month and a column for each of FIGURES
TABLES = ("calendar", "procedures", "ends")

# What stands at the end of a month: these, summed up to it.
STANDING = {
    "open": "received - ended",
    "open_no_due": "received_no_due - ended_no_due",
    "open_overdue": "overdue - ended_overdue",
}
# Each figure from the sums of a month and what stands at its end.
FIGURES = {
    "on_time_share.n": "in_time",
    "on_time_share.d": "with_due",
    "on_time_766_share.n": "in_time",
    "on_time_766_share.d": "with_due + open_overdue",
    "online_share.n": "online_full + online_partial",
    "online_share.d": "channel_known",
    "online_offered_share.n": "offered_online",
    "online_offered_share.d": "offered",
    "online_offered_unassisted_share.n": "unassisted_online",
    "online_offered_unassisted_share.d": "unassisted",
    "counter_on_full_online.n": "full_counter",
    "counter_on_full_online.d": "full_known",
    "on_behalf_share.n": "on_behalf",
    "on_behalf_share.d": "online_known",
    "apology_share.n": "apologised",
    "apology_share.d": "owing",
    "apology_in_time_share.n": "apologised_in_time",
    "apology_in_time_share.d": "owing",
    "apology_posted_share.n": "served",
    "apology_posted_share.d": "letters",
    "postal_return_share.n": "by_post",
    "postal_return_share.d": "back_known",
    "postal_procedure_share.n": "postal_used",
    "postal_procedure_share.d": "postal_procedures",
    "e_certified_share.n": "e_certified",
    "e_certified_share.d": "certified",
    "online_payment_share.n": "paid",
    "online_payment_share.d": "fee",
    "online_payment_transaction_share.n": "online_payments",
    "online_payment_transaction_share.d": "payments",
    "online_payment_procedure_share.n": "paid_procedures",
    "online_payment_procedure_share.d": "fee_procedures",
    "digitised_intake_share.n": "intake",
    "digitised_intake_share.d": "intake_known",
    "digitised_result_share.n": "result",
    "digitised_result_share.d": "result_known",
    "rescheduled_twice_share.n": "rescheduled",
    "rescheduled_twice_share.d": "reschedules_known",
    "received.n": "received",
    "received_online_full.n": "online_full",
    "received_online_partial.n": "online_partial",
    "received_counter.n": "counter",
    "received_post.n": "post",
    "received_other.n": "other",
    "carried.n": "open - received + ended",
    "open.n": "open",
    "open_within_time.n": "open - open_overdue - paused - open_no_due",
    "open_overdue.n": "open_overdue",
    "open_paused.n": "paused",
    "open_without_due.n": "open_no_due",
    "resolved.n": "resolved",
    "withdrawn.n": "withdrawn",
    "refused.n": "refused",
    "resolved_early.n": "early",
    "resolved_on_time.n": "in_time - early",
    "resolved_late.n": "with_due - in_time",
    "resolved_without_due.n": "resolved - with_due",
    "average_working_days.n": "working_days",
    "average_working_days.d": "resolved",
    "average_legal_days.n": "legal",
    "average_legal_days.d": "legal_known",
}
SUMS = sorted(set(re.findall("[a-z_]+", " ".join([*STANDING.values(), *FIGURES.values()]))) - set(STANDING))


def question() -> Ask:
    codes = tuple(code for code, one in measures().items() if not isinstance(one, Register))
    months = stretches_of(date(2022, 1, 1), date(2023, 12, 31), "month", "calendar", TODAY)
    return Ask(codes, ("agency", "field"), months, moment_of(AT))


def bench_with_tables(folder: Path) -> duckdb.DuckDBPyConnection:
    """A DuckDB that holds the small tables."""
    work = workbench(MEMORY)
    days = days_table(question().stretches, WorkCalendar.load())
    work.register("days", days)
    work.execute(
        f"CREATE TABLE calendar AS SELECT day, CASE WHEN day > DATE '2023-12-31' THEN {MONTHS} ELSE bucket // 2 "
        'END::SMALLINT AS month, working, "before", ("after" // 2)::SMALLINT AS after_month FROM days'
    )
    work.execute(
        "CREATE TABLE procedures AS SELECT * REPLACE (coalesce(valid_to, DATE '2999-12-31') AS valid_to) "
        f"FROM '{folder / 'procedures.parquet'}'"
    )
    work.execute(
        "CREATE TABLE ends AS SELECT n::SMALLINT AS month, last_day(first) AS last, "
        "least((last_day(first) + 1)::TIMESTAMP - INTERVAL 7 HOUR - INTERVAL 1 MICROSECOND, "
        f"TIMESTAMP '{NOW}') AS until "
        f"FROM (SELECT n, (DATE '2022-01-01' + to_months(n::INTEGER))::DATE AS first FROM range({MONTHS}) AS t(n))"
    )
    return work


def small_tables(folder: Path) -> dict[str, pa.Table]:
    """The same tables for who does not ask DuckDB."""
    work = bench_with_tables(folder)
    return {name: work.sql(f"FROM {name}").to_arrow_table() for name in TABLES}
