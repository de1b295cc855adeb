"""Dossiers as rows for people: those behind a number, the late ones, the open ones by what time is left."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields, replace
from datetime import UTC, date, datetime
from typing import Any, Literal

import ibis
import pyarrow as pa

from parindex.core.calendar import WorkCalendar
from parindex.core.timeliness import Clock, DossierTimes, Standing, days_between, standing
from parindex.indicators.behind import paused_at
from parindex.indicators.conditions import Meaning, meaning
from parindex.indicators.counting import Ask, Facts, facts, moment_of
from parindex.indicators.engines import engine
from parindex.indicators.figures import Amount, exact
from parindex.indicators.judging import Moment, judged
from parindex.indicators.lake import Lake
from parindex.indicators.picking import instant
from parindex.indicators.stretches import Stretch


@dataclass(frozen=True)
class DossierPause:
    """A stretch during which the clock stood still, as the source tells it; `end` None: still paused."""

    start: datetime
    end: datetime | None
    kind: str
    reason: str | None
    counts: bool


@dataclass(frozen=True)
class Dossier:
    """One dossier as it was known; instants are UTC, days are local. `standing` is its state at the as-of instant:
    see Standing in core/timeliness.py.
    """

    source: str
    code: str
    agency: str | None
    receiving_agency: str | None
    field: str | None
    procedure: str | None
    procedure_name: str | None
    channel: str | None
    received: datetime
    received_day: date
    due_limit: datetime | None
    due_day: date | None
    overdue_day: date | None
    first_due: datetime | None
    first_due_day: date | None
    finished: datetime | None
    finished_day: date | None
    returned: datetime | None
    returned_day: date | None
    ending: str | None
    reschedules: int | None
    dues: tuple[datetime, ...]
    pauses: tuple[DossierPause, ...]
    open_pause_from: datetime | None
    letter_by: str | None
    letter_signed: bool | None
    letter_sent_day: date | None
    posted_from: date | None
    posted_to: date | None
    letter_exempt: bool | None
    updated: datetime | None
    known_from: datetime
    import_id: str | None
    shared: bool
    standing: Standing
    working_days_left: int | None = None  # open dossiers: negative when overdue; None where the calendar cannot tell


@dataclass(frozen=True)
class DossierPage:
    """`rows` are some of `total`. `amounts`: what each of them adds to a figure, where that is not one."""

    total: int
    rows: list[Dossier]
    amounts: tuple[Amount, ...] = ()


@dataclass(frozen=True)
class Waiting:
    """Which open dossiers to list; what is left as it is here does not matter.

    `due_by`: due on that day or before it. `procedure`: its name, or its code where the source gives no name. `code`:
    a part of the dossier's code, in capitals or not.
    """

    standing: Literal["", "within", "overdue", "paused", "without_due"] = ""
    due_by: date | None = None
    field: str = ""
    procedure: str = ""
    code: str = ""


@dataclass(frozen=True)
class Opened:
    """The judged rows of the lake and what conditions mean for them."""

    found: Facts
    rows: ibis.Table
    means: Meaning
    moment: Moment


def late_dossiers(
    lake: Lake, *, as_of: datetime, known_at: datetime | None = None, agencies: Collection[str] | None = None
) -> list[Dossier]:
    """Resolved late, or open and overdue: those that owe an apology, the earliest due first."""
    opened = open_rows(lake, as_of, known_at)
    if opened is None:
        return []
    rows = of_agencies(opened.rows.filter(opened.means.conditions["late_dossier"]), agencies)
    return _read(_sorted(rows, ["due_limit", "source", "code"]), opened.moment)


def open_dossiers(
    lake: Lake,
    *,
    as_of: datetime,
    known_at: datetime | None = None,
    agencies: Collection[str] | None = None,
    wanted: Waiting = Waiting(),
    limit: int = 200,
    offset: int = 0,
) -> DossierPage:
    """The queue: earliest due first, those without a due date last."""
    opened = open_rows(lake, as_of, known_at)
    if opened is None:
        return DossierPage(0, [])
    rows = of_agencies(opened.rows.filter(~opened.means.conditions["ended"], *_waiting(opened, wanted)), agencies)
    return dossier_page(rows, ["due_limit", "received", "source", "code"], opened.moment, limit, offset)


def open_kinds(lake: Lake, *, as_of: datetime, agencies: Collection[str] | None = None) -> list[tuple[str, str, str]]:
    """Agency, field and procedure (see Waiting) of open dossiers, each three once; "" where a source does not tell."""
    opened = open_rows(lake, as_of, None)
    if opened is None:
        return []
    rows = of_agencies(opened.rows.filter(~opened.means.conditions["ended"]), agencies)
    told = rows.select(
        agency=rows.agency.fill_null(""), field=rows.field.fill_null(""), procedure=_procedure(rows).fill_null("")
    )
    return sorted(tuple(row.values()) for row in engine().arrow(told.distinct()).to_pylist())


def _waiting(opened: Opened, wanted: Waiting) -> list[Any]:
    """What rows must meet; the same standings as core tells of a single dossier."""
    rows, found = opened.rows, []
    if wanted.standing:
        paused = paused_at(rows, opened.found.pauses, opened.moment.at)
        past_due = rows.due_limit < instant(opened.moment.at, rows.due_limit)  # null without a due date
        among = {"within": ~past_due, "overdue": past_due, "without_due": rows.due_limit.isnull()}
        found.append(paused if wanted.standing == "paused" else among[wanted.standing].fill_null(False) & ~paused)
    if wanted.due_by:
        found.append(rows.due_day <= ibis.literal(wanted.due_by))
    if wanted.field:
        found.append(rows.field == wanted.field)
    if wanted.procedure:
        found.append(_procedure(rows) == wanted.procedure)
    if wanted.code:
        found.append(rows.code.upper().contains(wanted.code.upper()))
    return found


def _procedure(rows: ibis.Table) -> Any:
    return ibis.coalesce(rows.procedure_name.nullif(""), rows.procedure)


def find_dossiers(
    lake: Lake, keys: Collection[tuple[str, str]], *, as_of: datetime, known_at: datetime | None = None
) -> list[Dossier]:
    """Dossiers by source and code; what is not there is left out."""
    opened = open_rows(lake, as_of, known_at, each_source=True) if keys else None
    if opened is None:
        return []
    pairs = pa.table({"k_source": [source for source, _ in keys], "k_code": [code for _, code in keys]})
    wanted = engine().sheet("keys", pairs)
    rows = opened.rows.semi_join(wanted, [opened.rows.source == wanted.k_source, opened.rows.code == wanted.k_code])
    return _read(_sorted(rows, ["source", "code"]), opened.moment)


def paused_dossiers(
    lake: Lake, start: date, end: date, *, as_of: datetime, agencies: Collection[str] | None = None
) -> list[Dossier]:
    """Dossiers that ever stood still and were under way at some time from `start` to `end`."""
    opened = open_rows(lake, as_of, None)
    if opened is None:
        return []
    rows = of_agencies(opened.rows, agencies)
    rows = rows.filter((rows.pause_from.length() > 0).fill_null(False) & _under_way(rows, start, end))
    return _read(_sorted(rows, ["agency", "received", "source", "code"]), opened.moment)


def told_differently(
    lake: Lake,
    columns: Sequence[str],
    *,
    as_of: datetime,
    known_at: datetime | None = None,
    start: date | None = None,
    end: date | None = None,
    agencies: Collection[str] | None = None,
) -> tuple[dict[str, frozenset[str]], list[dict[str, Any]]]:
    """Of sources that share dossiers: source -> those of the columns that it brings at all. And by code and source the
    rows of dossiers that sources tell differently in a column that they bring; only those that by one of the sources
    were under way from `start` to `end`, where given, and are of one of the `agencies`.
    """
    opened = open_rows(lake, as_of, known_at, each_source=True)
    if opened is None:
        return {}, []
    rows = opened.rows
    filled = {name: rows[name].notnull().max() for name in columns}
    brings = rows.group_by("source").aggregate(twins=rows.shared.fill_null(False).max(), **filled)
    brought = {
        row["source"]: frozenset(name for name in columns if row[name])
        for row in engine().arrow(brings).to_pylist()
        if row["twins"]
    }
    mine = ibis.literal(True) if agencies is None else rows.agency.isin(list(agencies)).fill_null(False)
    twins = rows.filter(rows.shared).mutate(under_way=_under_way(rows, start, end), mine=mine)
    differs = ibis.literal(False)
    for name in columns:
        tellers = [source for source, those in brought.items() if name in those]
        if len(tellers) > 1:
            said = ibis.ifelse(twins.source.isin(tellers), twins[name].cast("string").fill_null(""), None)
            differs = differs | (said.nunique() > 1)
    codes = twins.group_by("code").aggregate(differs=differs, under_way=twins.under_way.max(), mine=twins.mine.max())
    codes = codes.filter(codes.differs, codes.under_way, codes.mine).select(wanted=codes.code)
    found = twins.semi_join(codes, twins.code == codes.wanted).select("code", "source", *columns)
    return brought, engine().arrow(_sorted(found, ["code", "source"])).to_pylist()


def _under_way(rows: ibis.Table, start: date | None, end: date | None) -> Any:
    begun = rows.received_day <= ibis.literal(end) if end else ibis.literal(True)
    lasts = rows.finished_day.isnull() | (rows.finished_day >= ibis.literal(start)) if start else ibis.literal(True)
    return begun & lasts


def open_rows(
    lake: Lake,
    as_of: datetime,
    known_at: datetime | None,
    stretch: Stretch | None = None,
    *,
    each_source: bool = False,
) -> Opened | None:
    """The rows that exist at the instant, placed within the stretch (None: that day); None without any in the lake."""
    moment = moment_of(as_of)
    stretches = (stretch or Stretch(moment.day, moment.day, "day"),)
    found = facts(engine(), lake, Ask((), (), stretches, moment, known_at, each_source))
    if found is None:
        return None
    rows = judged(found.rows, moment, found.beside)
    return Opened(found, rows, meaning(rows, moment, found.beside.survey), moment)


def of_agencies(rows: ibis.Table, agencies: Collection[str] | None) -> ibis.Table:
    """The rows of these agencies, all of them for None; "" stands for rows whose source names no agency."""
    if agencies is None:
        return rows
    named = rows.agency.isin([one for one in agencies if one])
    return rows.filter(named | rows.agency.isnull() if "" in agencies else named)


def _sorted(rows: ibis.Table, order: list[str]) -> ibis.Table:
    return rows.order_by([rows[name].asc(nulls_first=False) for name in order])


def dossier_page(
    rows: ibis.Table, order: list[str], moment: Moment, limit: int, offset: int, scale: int | None = None
) -> DossierPage:
    """Some of the rows in an order; with a column `amount`, in parts of `scale`, what each of them adds."""
    total = engine().arrow(rows.aggregate(total=rows.count())).to_pylist()[0]["total"]
    some = _sorted(rows, order).limit(limit, offset=offset)
    if "amount" not in rows.columns:
        return DossierPage(total, _read(some, moment))
    read = engine().arrow(some.select(*_COLUMNS, *_PAUSES, "amount")).to_pylist()
    amounts = tuple(exact(row.pop("amount"), scale) for row in read)
    return DossierPage(total, [_dossier(row, moment) for row in read], amounts)


_COLUMNS = [one.name for one in fields(Dossier) if one.name not in ("pauses", "standing", "working_days_left")]
_PAUSES = ("pause_from", "pause_to", "pause_kind", "pause_reason", "pause_counts")


def _read(rows: ibis.Table, moment: Moment) -> list[Dossier]:
    read = engine().arrow(rows.select(*_COLUMNS, *_PAUSES)).to_pylist()
    return [_dossier(row, moment) for row in read]


def _dossier(row: dict[str, Any], moment: Moment) -> Dossier:
    pauses = zip(*(row.pop(name) or () for name in _PAUSES), strict=True)
    told = {name: _utc(value) if isinstance(value, datetime) else value for name, value in row.items()}
    told["dues"] = tuple(_utc(due) for due in told["dues"] or ())
    told["shared"] = bool(told["shared"])
    told["pauses"] = tuple(
        DossierPause(_utc(start), _utc(end) if end else None, kind, reason, bool(counts))
        for start, end, kind, reason, counts in pauses
    )
    found = Dossier(**told, standing="within")
    calendar = WorkCalendar.load()
    stands = _standing(found, moment.at, calendar)
    left = None
    if stands in ("within", "overdue", "paused") and found.due_day:
        left = days_between(moment.day, found.due_day, calendar)
    return replace(found, standing=stands, working_days_left=left)


def _standing(dossier: Dossier, at: datetime, calendar: WorkCalendar) -> Standing:
    """Core's word; early or on time is judged by the row's own local days, whatever its time zone is."""
    times = DossierTimes(
        received=dossier.received,
        due_limit=dossier.due_limit,
        finished=dossier.finished,
        ending=dossier.ending,  # type: ignore[arg-type]
        stops=tuple((pause.start, pause.end) for pause in dossier.pauses if pause.counts),
        open_pause_from=dossier.open_pause_from,
    )
    found = standing(times, at, Clock(), calendar) or "within"
    if found in ("early", "on_time", "in_time") and dossier.finished_day and dossier.due_day:
        before = days_between(dossier.finished_day, dossier.due_day, calendar)
        return "in_time" if before is None else "early" if before > 0 else "on_time"
    return found


def _utc(moment: datetime) -> datetime:
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
