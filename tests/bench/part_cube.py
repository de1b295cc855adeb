"""A part of the cube in polars, pandas and PostgreSQL, on plain rows: what came in by channel and what was resolved."""

import statistics
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from scripts.postgres import postgres

AT = datetime(2023, 12, 20, 5, tzinfo=UTC).replace(tzinfo=None)
HOURS = timedelta(hours=7)
CHANNELS = ("online_full", "online_partial", "counter", "post", "other")
COLUMNS = (
    *("agency", "field", "channel", "received", "due_limit", "finished", "ending", "on_behalf", "has_fee"),
    *("paid_online", "digitised_intake", "digitised_result", "reschedules", "certification", "e_certified"),
)


def polars_part(folder: Path) -> Any:
    """Two groupings of one lazy scan, streamed."""
    import polars as pl

    rows = pl.scan_parquet(folder / "plain.parquet").filter(pl.col("received") <= AT)
    came = rows.group_by("agency", "field", (pl.col("received") + HOURS).dt.truncate("1mo").alias("month")).agg(
        pl.len(),
        *[(pl.col("channel") == channel).sum().alias(channel) for channel in CHANNELS],
        *[pl.col(name).sum() for name in ("on_behalf", "digitised_intake")],
        (pl.col("reschedules") >= 2).sum(),
    )
    late = pl.col("finished") > pl.col("due_limit")
    ended = rows.filter(pl.col("finished") <= AT)
    went = ended.group_by("agency", "field", (pl.col("finished") + HOURS).dt.truncate("1mo").alias("month")).agg(
        *[(pl.col("ending") == ending).sum().alias(ending) for ending in ("resolved", "refused", "withdrawn")],
        ((pl.col("ending") != "withdrawn") & late).sum().alias("late"),
        ((pl.col("ending") != "withdrawn") & ~late).sum().alias("on_time"),
        (pl.col("has_fee") & pl.col("paid_online")).sum().alias("paid"),
        (pl.col("certification") & pl.col("e_certified")).sum().alias("certified"),
        *[pl.col(name).sum() for name in ("has_fee", "digitised_result")],
    )
    return pl.collect_all([came, went], engine="streaming")


def pandas_part(folder: Path) -> Any:
    """The same two groupings, all rows in memory."""
    import pandas as pd

    rows = pd.read_parquet(folder / "plain.parquet", columns=list(COLUMNS))
    rows = rows[rows["received"] <= AT]
    came = rows[["agency", "field", "on_behalf", "digitised_intake"]].copy()
    came["month"] = (rows["received"] + HOURS).dt.to_period("M")
    came["twice"] = rows["reschedules"] >= 2
    for channel in CHANNELS:
        came[channel] = rows["channel"] == channel
    ended = rows[rows["finished"] <= AT]
    went = ended[["agency", "field", "has_fee", "digitised_result"]].copy()
    went["month"] = (ended["finished"] + HOURS).dt.to_period("M")
    resolved, late = ended["ending"] != "withdrawn", ended["finished"] > ended["due_limit"]
    went["late"], went["on_time"] = resolved & late, resolved & ~late
    for ending in ("resolved", "refused", "withdrawn"):
        went[ending] = ended["ending"] == ending
    went["paid"] = ended["has_fee"] & ended["paid_online"]
    went["certified"] = ended["certification"] & ended["e_certified"]
    return [part.groupby(["agency", "field", "month"], observed=True).sum() for part in (came, went)]


def postgres_part(folder: Path, rounds: int) -> float:
    """Median seconds of the same two groupings in a PostgreSQL of its own, loaded before the clock starts."""
    import psycopg

    from parindex.indicators.engines import workbench

    work = workbench("3GB")
    file = folder / "plain.csv"
    work.execute(f"COPY (SELECT {', '.join(COLUMNS)} FROM '{folder / 'plain.parquet'}') TO '{file}' (HEADER false)")
    kinds = {"received": "timestamp", "due_limit": "timestamp", "finished": "timestamp", "reschedules": "int"}
    text = ("agency", "field", "channel", "ending")
    columns = ", ".join(f"{name} {kinds.get(name, 'text' if name in text else 'boolean')}" for name in COLUMNS)
    sums = ", ".join(f"count(*) FILTER (WHERE channel = '{channel}')" for channel in CHANNELS)
    came = (
        f"SELECT agency, field, date_trunc('month', received + interval '7 hours') AS month, count(*), {sums}, "
        "count(*) FILTER (WHERE on_behalf), count(*) FILTER (WHERE digitised_intake), "
        f"count(*) FILTER (WHERE reschedules >= 2) FROM rows WHERE received <= '{AT}' GROUP BY 1, 2, 3"
    )
    went = (
        "SELECT agency, field, date_trunc('month', finished + interval '7 hours') AS month, "
        "count(*) FILTER (WHERE ending = 'resolved'), count(*) FILTER (WHERE ending = 'refused'), "
        "count(*) FILTER (WHERE ending <> 'withdrawn' AND finished > due_limit), "
        "count(*) FILTER (WHERE ending <> 'withdrawn' AND finished <= due_limit), "
        "count(*) FILTER (WHERE has_fee AND paid_online), count(*) FILTER (WHERE certification AND e_certified), "
        "count(*) FILTER (WHERE has_fee), count(*) FILTER (WHERE digitised_result) "
        f"FROM rows WHERE finished <= '{AT}' GROUP BY 1, 2, 3"
    )
    with postgres() as address, psycopg.connect(address, autocommit=True) as base:
        base.execute(f"CREATE UNLOGGED TABLE rows ({columns})")
        with (
            base.cursor() as cursor,
            cursor.copy("COPY rows FROM STDIN (FORMAT csv)") as copy,
            file.open("rb") as lines,
        ):
            while block := lines.read(1 << 20):
                copy.write(block)
        file.unlink()
        base.execute("ANALYZE rows")
        base.execute("SET work_mem = '512MB'")
        taken = []
        for _ in range(rounds):
            start = time.perf_counter()
            for query in (came, went):
                base.execute(query).fetchall()
            taken.append(time.perf_counter() - start)
    return statistics.median(taken)
