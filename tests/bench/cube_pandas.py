"""The whole cube in pandas: only columns that are asked for, texts as categories, flags as bytes, no row-wise Python.

Months of an agency and a field are numbered, so that all sums of an event come from one grouping by a category; days
are looked up by their number. A column goes as soon as nothing needs it any more: ten million rows must fit in memory.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from tests.bench.cube_question import BIT, FIGURES, MONTHS, NOW, STANDING, TODAY, VIETNAM, Cube, small_tables

TEXTS = ("agency", "field", "procedure", "channel", "ending")
COLUMNS = (
    *(*TEXTS, "received", "finished", "due_limit", "returned", "open_pause_from", "has_fee", "certification"),
    *("legal_days", "on_behalf", "paid_online", "payments", "online_payments", "e_certified", "digitised_intake"),
    *("digitised_result", "reschedules", "returned_by_post", "letter_exempt", "letter_signed", "letter_sent_day"),
    *("posted_from", "posted_to"),
)
PAUSED = ("agency", "field", "received", "finished", "pause_from", "pause_to", "open_pause_from")
COMPACT = {"date_as_object": False, "split_blocks": True, "self_destruct": True}
CELLS = MONTHS + 1  # the months of one agency and field, and what lies after them
FAR = pd.Timestamp("2999-12-31")


def cube(folder: Path) -> Cube:
    """Nothing is kept from one time to the next but the small tables."""
    small = {name: table.to_pandas(date_as_object=False) for name, table in small_tables(folder).items()}
    flags = ("postal", "fee", "certification")
    small["procedures"] = small["procedures"].astype(dict.fromkeys(flags, "boolean"))
    days = Days(small["calendar"])
    return lambda: pa.Table.from_pandas(_figures(folder / "plain.parquet", days, small), preserve_index=False)


class Days:
    """What the calendar says of a day, by its number; the last of each column, at -1, stands for no day."""

    def __init__(self, calendar: pd.DataFrame) -> None:
        self.first = calendar["day"].iloc[0]
        self.month = np.append(calendar["month"].to_numpy(np.int8), np.int8(-1))
        self.after_month = np.append(calendar["after_month"].fillna(-1).to_numpy(np.int8), np.int8(-1))
        self.working = np.append(calendar["working"].to_numpy(np.float32), np.float32("nan"))
        self.before = np.append(calendar["before"].to_numpy(), np.datetime64("NaT"))

    def of(self, instants: pd.Series) -> np.ndarray:
        """The number of each instant's day in Vietnam."""
        return (instants - (self.first - VIETNAM)).dt.days.fillna(-1).to_numpy(np.int32)


@dataclass
class Cells:
    """Numbers of agency, field and month."""

    agencies: pd.Index
    fields: pd.Index

    @property
    def groups(self) -> int:
        return len(self.agencies) * len(self.fields)

    def group(self, rows: pd.DataFrame) -> np.ndarray:
        agency, field = rows.pop("agency").cat.codes, rows.pop("field").cat.codes
        return agency.to_numpy(np.int32) * len(self.fields) + field.to_numpy(np.int32)

    def sums(self, group: np.ndarray, month: np.ndarray, columns: dict[str, Any]) -> pd.DataFrame:
        """Sums of flags and numbers by cell; a row without a month, -1, is in none."""
        cells = pd.RangeIndex(self.groups * CELLS)
        cell = pd.Categorical.from_codes(np.where(month < 0, -1, group * CELLS + month), categories=cells)
        return pd.DataFrame(columns, copy=False).groupby(cell, observed=False).sum().set_axis(cells)

    def procedures(
        self, group: np.ndarray, month: np.ndarray, procedure: np.ndarray, flags: dict[str, np.ndarray]
    ) -> pd.DataFrame:
        """For each cell and procedure that occurs, whether any of its rows has the flags; with its group and month."""
        many = int(procedure.max(initial=0)) + 2
        each = (group * CELLS + month).astype(np.int64) * many + procedure + 1
        found = pd.DataFrame(flags, copy=False).groupby(each, sort=False).any()
        cell = found.index.to_numpy() // many
        return found.assign(group=cell // CELLS, month=cell % CELLS)


@dataclass
class Judged:
    """What several sums need to know of each dossier."""

    group: np.ndarray
    came: np.ndarray
    went: np.ndarray
    due: np.ndarray
    came_month: np.ndarray
    ended_month: np.ndarray  # -1 before it ends
    overdue_month: np.ndarray  # -1 unless it stood overdue
    ended: np.ndarray
    resolved: np.ndarray
    has_due: np.ndarray
    in_time: np.ndarray
    late: np.ndarray
    procedure: np.ndarray
    version: np.ndarray


def _figures(file: Path, days: Days, small: dict[str, pd.DataFrame]) -> pd.DataFrame:
    rows = pd.read_parquet(
        file,
        columns=list(COLUMNS),
        filters=pc.field("received") <= NOW,
        read_dictionary=list(TEXTS),
        dtype_backend="numpy_nullable",  # a flag that may be unknown is two bytes, not an object
        to_pandas_kwargs=COMPACT,
    )
    cells = Cells(*(rows[name].cat.categories for name in ("agency", "field")))
    it = _judged(rows, cells, days, small["procedures"])
    versions = small["procedures"]
    parts = [
        _came(rows, it, cells, versions),
        _went(rows, it, cells, versions, days),
        cells.sums(it.group, it.overdue_month, {"overdue": np.ones(len(rows), np.bool_)}),
        _owed(rows, it, cells, days),
        _postal(rows, it, cells, versions, days),
        _paying(rows, it, cells),
    ]
    present = np.bincount(it.group, minlength=cells.groups) > 0
    del rows, it
    parts.append(_paused(file, cells, days, small["ends"]))
    return _standing(pd.concat(parts, axis=1), cells, present)


def _yes(flag: pd.Series) -> np.ndarray:
    """Unknown is not yes."""
    return flag.to_numpy(np.bool_, na_value=False)


def _of(versions: np.ndarray | pd.Series, version: np.ndarray, unknown: Any) -> np.ndarray:
    """What the procedures' versions say, for each dossier."""
    return np.append(versions, unknown)[version]


def _first_known(own: pd.Series, versions: pd.Series, version: np.ndarray) -> np.ndarray:
    """The dossier's own flag, else its procedure's."""
    return np.where(own.notna(), _yes(own), _of(_yes(versions), version, False))


def _judged(rows: pd.DataFrame, cells: Cells, days: Days, procedures: pd.DataFrame) -> Judged:
    finished, due_limit, code = rows.pop("finished"), rows.pop("due_limit"), rows.pop("procedure")
    came, went, due = days.of(rows.pop("received")), days.of(finished), days.of(due_limit)
    ended = (finished <= NOW).to_numpy()
    resolved = ended & (rows["ending"].notna() & (rows["ending"] != "withdrawn")).to_numpy()
    has_due, in_time = due_limit.notna().to_numpy(), (finished <= due_limit).to_numpy()
    past_due = ((due_limit < NOW) & rows.pop("open_pause_from").isna()).to_numpy()
    overdue = days.of(due_limit + BIT)
    stood = past_due & (~ended | (overdue < went))
    came_month = days.month[came]
    return Judged(
        cells.group(rows),
        came,
        went,
        due,
        came_month,
        np.where(ended, days.month[went], np.int8(-1)),
        np.where(stood, np.maximum(days.month[overdue], came_month), np.int8(-1)),
        ended,
        resolved,
        has_due,
        in_time,
        (resolved & has_due & ~in_time) | (~ended & past_due),
        code.cat.codes.to_numpy(np.int16),
        _version(code, came, days, procedures),
    )


def _version(code: pd.Series, came: np.ndarray, days: Days, procedures: pd.DataFrame) -> np.ndarray:
    """Which version of its procedure each dossier was received under, -1 for none: a look at procedure x day."""
    first, last = int(came.min()), int(came.max())
    numbers, held = code.cat.categories, procedures[procedures["code"].isin(code.cat.categories)]
    grid = np.full((len(numbers) + 1, last - first + 1), -1, np.int16)
    spans = ((held[name] - days.first).dt.days - first for name in ("valid_from", "valid_to"))
    for version, number, start, stop in zip(held.index, numbers.get_indexer(held["code"]), *spans, strict=True):
        grid[number, max(start, 0) : max(stop + 1, 0)] = version
    return grid[code.cat.codes.to_numpy(), came - first]


def _came(rows: pd.DataFrame, it: Judged, cells: Cells, versions: pd.DataFrame) -> pd.DataFrame:
    channel, behalf = rows["channel"], rows.pop("on_behalf")
    intake, reschedules = rows.pop("digitised_intake"), rows.pop("reschedules")
    by = {name: (channel == name).to_numpy() for name in ("online_full", "online_partial", "counter", "post", "other")}
    known, online = channel.notna().to_numpy(), by["online_full"] | by["online_partial"]
    offered = _of(versions["online_level"].isin(["partial", "full"]), it.version, False)
    full = _of(versions["online_level"] == "full", it.version, False)
    alone = offered & _yes(~behalf)
    columns = {
        "received": np.ones(len(rows), np.bool_),
        "received_no_due": ~it.has_due,
        "channel_known": known,
        **by,
        "offered": offered & known,
        "offered_online": offered & online,
        "unassisted": alone & known,
        "unassisted_online": alone & online,
        "full_known": full & known,
        "full_counter": full & by["counter"],
        "online_known": online & behalf.notna().to_numpy(),
        "on_behalf": online & _yes(behalf),
        "intake_known": intake.notna().to_numpy(),
        "intake": _yes(intake),
        "reschedules_known": reschedules.notna().to_numpy(),
        "rescheduled": _yes(reschedules >= 2),
    }
    return cells.sums(it.group, it.came_month, columns)


def _went(rows: pd.DataFrame, it: Judged, cells: Cells, versions: pd.DataFrame, days: Days) -> pd.DataFrame:
    resolved, result, signed = it.resolved, rows.pop("digitised_result"), rows.pop("e_certified")
    paid, payments, online = rows["paid_online"], rows.pop("payments"), rows.pop("online_payments")
    rows["fee"] = _first_known(rows.pop("has_fee"), versions["fee"], it.version)
    certified = resolved & _first_known(rows.pop("certification"), versions["certification"], it.version)
    fee = resolved & rows["fee"].to_numpy()
    legal = rows.pop("legal_days").to_numpy(np.float64, na_value=np.nan)
    legal = np.where(np.isnan(legal), _of(versions["legal_days"], it.version, np.nan), legal)
    legal_known = resolved & ~np.isnan(legal)
    finished = days.working[it.went]
    took = np.fmax(finished - days.working[it.came], 0)
    columns = {
        "ended": it.ended,
        "ended_no_due": ~it.has_due,
        "ended_overdue": it.overdue_month >= 0,
        "resolved": resolved,
        "withdrawn": ~resolved,
        "refused": resolved & (rows.pop("ending") == "refused").to_numpy(),
        "with_due": resolved & it.has_due,
        "in_time": resolved & it.in_time,
        "early": resolved & it.in_time & (finished < days.working[it.due]),
        "result_known": resolved & result.notna().to_numpy(),
        "result": resolved & _yes(result),
        "certified": certified & signed.notna().to_numpy(),
        "e_certified": certified & _yes(signed),
        "fee": fee & paid.notna().to_numpy(),
        "paid": fee & _yes(paid),
        "payments": np.where(resolved & online.notna().to_numpy(), payments.to_numpy(np.int32, na_value=0), 0),
        "online_payments": np.where(resolved & payments.notna().to_numpy(), online.to_numpy(np.int32, na_value=0), 0),
        "working_days": np.where(resolved, took, 0).astype(np.int32),
        "legal_known": legal_known,
        "legal": np.where(legal_known, np.rint(legal * 1000), 0).astype(np.int64),
    }
    return cells.sums(it.group, it.ended_month, columns)


def _owed(rows: pd.DataFrame, it: Judged, cells: Cells, days: Days) -> pd.DataFrame:
    sent_day, posted, until = rows.pop("letter_sent_day"), rows.pop("posted_from"), rows.pop("posted_to")
    today, month = pd.Timestamp(TODAY), pd.Timedelta(days=29)
    sent = _yes(rows.pop("letter_signed")) & (sent_day <= today).to_numpy()
    owing = it.late & ~_yes(rows.pop("letter_exempt"))
    past = (posted.fillna(sent_day) + month < today).to_numpy()
    letter = it.has_due & sent & past
    columns = {
        "owing": owing,
        "apologised": owing & sent,
        "apologised_in_time": owing & sent & (sent_day <= days.before[it.due]).to_numpy(),
        "letters": letter,
        "served": letter & (posted.notna() & (until.isna() | (until >= posted + month))).to_numpy(),
    }
    return cells.sums(it.group, np.where(it.late | sent, days.after_month[it.due], np.int8(-1)), columns)


def _postal(rows: pd.DataFrame, it: Judged, cells: Cells, versions: pd.DataFrame, days: Days) -> pd.DataFrame:
    back, by_post = rows.pop("returned"), rows.pop("returned_by_post")
    came_back = (back <= NOW).to_numpy()
    group, month = it.group[came_back], days.month[days.of(back)][came_back]
    known, posted = by_post.notna().to_numpy()[came_back], _yes(by_post)[came_back]
    postal = _of(_yes(versions["postal"]), it.version[came_back], False)
    went = postal & (posted | (rows.pop("channel") == "post").to_numpy()[came_back])
    flags = {"postal_procedures": postal & known, "postal_used": went}
    each = cells.procedures(group, month, it.procedure[came_back], flags)
    each["postal_used"] &= each["postal_procedures"]
    used = cells.sums(each.pop("group").to_numpy(), each.pop("month").to_numpy(), dict(each.items()))
    return used.join(cells.sums(group, month, {"back_known": known, "by_post": posted}))


def _paying(rows: pd.DataFrame, it: Judged, cells: Cells) -> pd.DataFrame:
    paid = rows.pop("paid_online")
    where = it.resolved & rows.pop("fee").to_numpy() & paid.notna().to_numpy()
    flags = {"paid_procedures": _yes(paid)[where]}
    each = cells.procedures(it.group[where], it.ended_month[where], it.procedure[where], flags)
    each["fee_procedures"] = True
    return cells.sums(each.pop("group").to_numpy(), each.pop("month").to_numpy(), dict(each.items()))


def _paused(file: Path, cells: Cells, days: Days, ends: pd.DataFrame) -> pd.DataFrame:
    """Months at whose end a dossier stands still; only rows with pauses are read, and spread over months and pauses."""
    stands = (pc.list_value_length(pc.field("pause_from")) > 0) | pc.field("open_pause_from").is_valid()
    rows = pd.read_parquet(
        file,
        columns=list(PAUSED),
        filters=stands & (pc.field("received") <= NOW),
        dtype_backend="pyarrow",  # lists as they are, not as objects
    )
    instants = {name: rows[name].astype("datetime64[us]") for name in ("received", "finished", "open_pause_from")}
    start = days.month[days.of(instants["received"])]
    ended = instants["finished"] <= NOW
    stop = np.where(ended, days.month[days.of(instants["finished"])], MONTHS)
    group = cells.agencies.get_indexer(rows["agency"]) * len(cells.fields) + cells.fields.get_indexer(rows["field"])
    pauses = rows[["pause_from", "pause_to"]].explode(["pause_from", "pause_to"]).astype("datetime64[us]").dropna()
    still = pd.DataFrame({"pause_from": instants["open_pause_from"].dropna(), "pause_to": FAR})
    spread = pd.DataFrame({"group": group, "month": start}).loc[
        lambda one: one.index.repeat(np.maximum(stop - start, 0))
    ]
    spread["month"] += spread.groupby(level=0).cumcount()
    spread["until"] = ends.set_index("month")["until"].reindex(spread["month"]).to_numpy()
    both = spread.join(pd.concat([pauses, still]), how="inner")
    both = both[(both["pause_from"] <= both["until"]) & (both["pause_to"] > both["until"])]
    both = both.rename_axis("dossier").reset_index().drop_duplicates(["dossier", "month"])
    return cells.sums(both["group"].to_numpy(), both["month"].to_numpy(), {"paused": np.ones(len(both), np.bool_)})


def _standing(sums: pd.DataFrame, cells: Cells, present: np.ndarray) -> pd.DataFrame:
    """What stands at the end of each month, and the figures."""
    cell = sums.index.to_numpy()
    changes = pd.DataFrame({name: sums.eval(change) for name, change in STANDING.items()})
    sums = sums.join(changes.groupby(cell // CELLS).cumsum())
    sums = sums[present[cell // CELLS] & (cell % CELLS < MONTHS)]
    cell = sums.index.to_numpy()
    names = {
        "agency": cells.agencies[cell // CELLS // len(cells.fields)],
        "field": cells.fields[cell // CELLS % len(cells.fields)],
        "month": cell % CELLS,
    }
    told = sums.eval("\n".join(f"figure_{at} = {text}" for at, text in enumerate(FIGURES.values())))  # all in one go
    return pd.DataFrame(names | {name: told[f"figure_{at}"].to_numpy() for at, name in enumerate(FIGURES)})
