"""The whole cube in polars: lazy queries that share one scan of the plain rows, collected by the streaming engine."""

from pathlib import Path

import polars as pl
import pyarrow as pa

from tests.bench.cube_question import BIT, FIGURES, MONTHS, NOW, STANDING, TODAY, VIETNAM, Cube, small_tables

GROUP = ("agency", "field", "month")


def cube(folder: Path) -> Cube:
    """Nothing is kept from one time to the next but the small tables."""
    small = {name: pl.DataFrame(pl.from_arrow(table)) for name, table in small_tables(folder).items()}
    return lambda: _figures(pl.scan_parquet(folder / "plain.parquet"), small)


def _figures(plain: pl.LazyFrame, small: dict[str, pl.DataFrame]) -> pa.Table:
    judged = _judged(plain, small)
    asked = [part(judged) for part in (_came, _went, _stood, _owed, _postal, _paying)]
    parts = pl.collect_all([*asked, _paused(judged, small["ends"])], engine="streaming")
    return _standing(parts, small["ends"]).to_arrow(compat_level=pl.CompatLevel.oldest())


def _judged(plain: pl.LazyFrame, small: dict[str, pl.DataFrame]) -> pl.LazyFrame:
    """Each dossier with what its month, its procedure's version and the calendar say of it."""
    due, finished, received = pl.col("due_limit"), pl.col("finished"), pl.col("received")
    rows = plain.filter(received <= NOW).with_columns(
        pl.col("agency", "field").cast(pl.Categorical()),
        received_day=(received + VIETNAM).dt.date(),
        finished_day=(finished + VIETNAM).dt.date(),
        returned_day=(pl.col("returned") + VIETNAM).dt.date(),
        due_day=(due + VIETNAM).dt.date(),
        overdue_day=(due + VIETNAM + BIT).dt.date(),
    )
    for name, columns in {
        "received": ("month", "working"),
        "finished": ("month", "working"),
        "returned": ("month",),
        "due": ("working", "before", "after_month"),
        "overdue": ("month",),
    }.items():
        days = small["calendar"].lazy().select(pl.col("day", *columns).name.prefix(f"{name}_"))
        rows = rows.join(days, on=f"{name}_day", how="left")
    versions = _versions(small["procedures"])
    rows = rows.join(versions.lazy(), left_on=("procedure", "received_day"), right_on=("code", "valid"), how="left")
    ended = (finished <= NOW).fill_null(False)
    past_due = ((due < NOW) & pl.col("open_pause_from").is_null()).fill_null(False)
    not_late = (finished <= due).fill_null(False)
    sent = (pl.col("letter_signed") & (pl.col("letter_sent_day") <= TODAY)).fill_null(False)
    resolved = ended & (pl.col("ending") != "withdrawn").fill_null(False)
    posted = pl.col("posted_from")
    month = pl.duration(days=29)
    return rows.with_columns(
        ended=ended,
        resolved=resolved,
        has_due=due.is_not_null(),
        not_late=not_late,
        past_due=past_due,
        stood_overdue=past_due & (~ended | (pl.col("overdue_day") < pl.col("finished_day"))).fill_null(False),
        late=(resolved & due.is_not_null() & ~not_late) | (~ended & past_due),
        online=pl.col("channel").is_in(["online_full", "online_partial"]),
        offered=pl.col("online_level").is_in(["partial", "full"]),
        fee=pl.coalesce("has_fee", "fee"),
        certified=pl.coalesce("certification", "certified"),
        legal=pl.coalesce("legal_days", "legal"),
        sent=sent,
        posting_past=(pl.coalesce("posted_from", "letter_sent_day") + month < TODAY).fill_null(False),
        served=(
            posted.is_not_null() & (pl.col("posted_to").is_null() | (pl.col("posted_to") >= posted + month))
        ).fill_null(False),
        exempt=pl.col("letter_exempt").fill_null(False),
        came_back=(pl.col("returned") <= NOW).fill_null(False),
    )


def _versions(procedures: pl.DataFrame) -> pl.DataFrame:
    """A row for each procedure and day of the two years: a join of equals beats one of ranges."""
    return procedures.select(
        pl.col("code", "online_level", "postal", "fee"),
        pl.col("certification").alias("certified"),
        pl.col("legal_days").alias("legal"),
        valid=pl.date_ranges(
            pl.max_horizontal("valid_from", pl.date(2022, 1, 1)), pl.min_horizontal("valid_to", pl.date(2023, 12, 31))
        ),
    ).explode("valid")


def _came(judged: pl.LazyFrame) -> pl.LazyFrame:
    channel, online, offered = pl.col("channel"), pl.col("online"), pl.col("offered")
    full, known = pl.col("online_level") == "full", channel.is_not_null()
    return judged.group_by("agency", "field", month="received_month").agg(
        received=pl.len(),
        received_no_due=(~pl.col("has_due")).sum(),
        channel_known=channel.count(),
        **{name: (channel == name).sum() for name in ("online_full", "online_partial", "counter", "post", "other")},
        offered=(offered & known).sum(),
        offered_online=(offered & online).sum(),
        unassisted=(offered & ~pl.col("on_behalf") & known).sum(),
        unassisted_online=(offered & ~pl.col("on_behalf") & online).sum(),
        full_known=(full & known).sum(),
        full_counter=(full & (channel == "counter")).sum(),
        online_known=(online & pl.col("on_behalf").is_not_null()).sum(),
        on_behalf=(online & pl.col("on_behalf")).sum(),
        intake_known=pl.col("digitised_intake").count(),
        intake=pl.col("digitised_intake").sum(),
        reschedules_known=pl.col("reschedules").count(),
        rescheduled=(pl.col("reschedules") >= 2).sum(),
    )


def _went(judged: pl.LazyFrame) -> pl.LazyFrame:
    resolved, has_due, in_time = pl.col("resolved"), pl.col("has_due"), pl.col("not_late")
    result, signed, paid = pl.col("digitised_result"), pl.col("e_certified"), pl.col("paid_online")
    certified, fee = resolved & pl.col("certified"), resolved & pl.col("fee")
    payments, online = pl.col("payments"), pl.col("online_payments")
    finished_working = pl.col("finished_working")
    return (
        judged.filter("ended")
        .group_by("agency", "field", month="finished_month")
        .agg(
            ended=pl.len(),
            ended_no_due=(~has_due).sum(),
            ended_overdue=pl.col("stood_overdue").sum(),
            resolved=resolved.sum(),
            withdrawn=(~resolved).sum(),
            refused=(resolved & (pl.col("ending") == "refused")).sum(),
            with_due=(resolved & has_due).sum(),
            in_time=(resolved & has_due & in_time).sum(),
            early=(resolved & in_time & (finished_working < pl.col("due_working"))).sum(),
            result_known=(resolved & result.is_not_null()).sum(),
            result=(resolved & result).sum(),
            certified=(certified & signed.is_not_null()).sum(),
            e_certified=(certified & signed).sum(),
            fee=(fee & paid.is_not_null()).sum(),
            paid=(fee & paid).sum(),
            payments=pl.when(resolved & online.is_not_null()).then(payments).sum(),
            online_payments=pl.when(resolved & payments.is_not_null()).then(online).sum(),
            working_days=pl.when(resolved).then((finished_working - pl.col("received_working")).clip(0)).sum(),
            legal_known=(resolved & pl.col("legal").is_not_null()).sum(),
            legal=pl.when(resolved).then((pl.col("legal") * 1000).round().cast(pl.Int64)).sum(),
        )
    )


def _stood(judged: pl.LazyFrame) -> pl.LazyFrame:
    month = pl.max_horizontal("overdue_month", "received_month")
    return judged.filter("stood_overdue").group_by("agency", "field", month=month).agg(overdue=pl.len())


def _owed(judged: pl.LazyFrame) -> pl.LazyFrame:
    owing, sent = pl.col("late") & ~pl.col("exempt"), pl.col("sent")
    letter = pl.col("has_due") & sent & pl.col("posting_past")
    return (
        judged.filter(pl.col("late") | sent)
        .group_by("agency", "field", month="due_after_month")
        .agg(
            owing=owing.sum(),
            apologised=(owing & sent).sum(),
            apologised_in_time=(owing & sent & (pl.col("letter_sent_day") <= pl.col("due_before"))).sum(),
            letters=letter.sum(),
            served=(letter & pl.col("served")).sum(),
        )
    )


def _postal(judged: pl.LazyFrame) -> pl.LazyFrame:
    postal, by_post = pl.col("postal"), pl.col("returned_by_post")
    each = (
        judged.filter("came_back")
        .group_by("agency", "field", "procedure", month="returned_month")
        .agg(
            postal=(postal & by_post.is_not_null()).any(),
            went=(postal & (by_post | (pl.col("channel") == "post")).fill_null(False)).any(),
            back_known=by_post.count(),
            by_post=by_post.sum(),
        )
    )
    return each.group_by(GROUP).agg(
        postal_procedures=pl.col("postal").sum(),
        postal_used=(pl.col("postal") & pl.col("went")).sum(),
        back_known=pl.col("back_known").sum(),
        by_post=pl.col("by_post").sum(),
    )


def _paying(judged: pl.LazyFrame) -> pl.LazyFrame:
    paid = pl.col("paid_online")
    paying = judged.filter(pl.col("resolved") & pl.col("fee") & paid.is_not_null())
    each = paying.group_by("agency", "field", "procedure", month="finished_month").agg(paid=paid.any())
    return each.group_by(GROUP).agg(fee_procedures=pl.len(), paid_procedures=pl.col("paid").sum())


def _paused(judged: pl.LazyFrame, ends: pl.DataFrame) -> pl.LazyFrame:
    """Months at whose end a dossier stands still; only rows with pauses are spread out over months and pauses."""
    until, ended = pl.col("until"), pl.when("ended").then("finished_month").fill_null(MONTHS)
    months = (
        judged.filter((pl.col("pause_from").list.len() > 0) | pl.col("open_pause_from").is_not_null())
        .select(
            "agency",
            "field",
            "code",
            "pause_from",
            "pause_to",
            "open_pause_from",
            month=pl.int_ranges("received_month", ended, dtype=pl.Int16),
        )
        .explode("month")
        .join(ends.lazy(), on="month")
    )
    return (
        months.explode("pause_from", "pause_to", empty_as_null=True)
        .filter((pl.col("open_pause_from") <= until) | ((pl.col("pause_from") <= until) & (pl.col("pause_to") > until)))
        .unique(["code", "month"])
        .group_by(GROUP)
        .agg(paused=pl.len())
    )


def _standing(parts: list[pl.DataFrame], ends: pl.DataFrame) -> pl.DataFrame:
    """Sums of all parts by month, what stands at its end, and the figures."""
    whole = parts[0].select("agency", "field").unique().join(ends.select("month"), how="cross")
    for part in parts:
        whole = whole.join(part, on=GROUP, how="left")
    so_far = {name: pl.sql_expr(change).cum_sum().over("agency", "field") for name, change in STANDING.items()}
    figures = {name: pl.sql_expr(text) for name, text in FIGURES.items()}
    counted = whole.with_columns(pl.exclude(GROUP).fill_null(0).cast(pl.Int64)).sort(GROUP).with_columns(**so_far)
    return counted.select(pl.col("agency", "field").cast(pl.String), "month", **figures)
