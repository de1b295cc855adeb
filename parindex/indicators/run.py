"""Counting: figures of indicators by agency, period and more, as of an instant and as known at another."""

import hashlib
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any

from parindex.core.calendar import WorkCalendar
from parindex.core.dates import PeriodKind, Scheme
from parindex.core.errors import InputError
from parindex.core.indicators import cards_version
from parindex.indicators.answers import rows_of
from parindex.indicators.counting import Ask, count, moment_of
from parindex.indicators.dossiers import (
    Dossier,
    DossierPage,
    Waiting,
    find_dossiers,
    late_dossiers,
    open_dossiers,
    open_kinds,
)
from parindex.indicators.drilling import rows_behind
from parindex.indicators.engines import DEFAULT
from parindex.indicators.figures import Figures, Row
from parindex.indicators.lake import Lake
from parindex.indicators.measure import Register
from parindex.indicators.measures import measures
from parindex.indicators.registers import register_rows
from parindex.indicators.stretches import stretches_of

__all__ = [
    "Dossier",
    "DossierPage",
    "Figures",
    "Row",
    "Waiting",
    "find_dossiers",
    "late_dossiers",
    "open_dossiers",
    "open_kinds",
    "rows_behind",
    "run",
]

DIMENSIONS = ("agency", "receiving_agency", "field", "procedure", "channel", "source")
PERIODS = ("month", "quarter", "half", "nine_months", "year")

IDENTITY = ("received", "carried", "resolved", "withdrawn", "open")
OPEN = ("open_within_time", "open_overdue", "open_paused", "open_without_due")
CALENDAR = {"working_days", "working_days_to_due", "apology_day"}  # needs that only a year in the calendar answers


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
    engine: str = DEFAULT,
) -> Figures:
    """Count indicators (all of them, or `only` some) in the whole periods from `start` to `end`.

    `by` holds dimensions and at most one kind of period; without a kind the period is the whole of `start` to `end`.
    InputError names an unknown code, group or period.
    """
    dims, kind = _groups(by)
    if start > end:
        raise InputError(f"Ngày đầu {start:%d/%m/%Y} sau ngày cuối {end:%d/%m/%Y}; hãy đổi chỗ hai ngày.")
    moment = moment_of(as_of)
    stretches = stretches_of(start, end, kind, scheme, moment.day)
    ask = Ask(_codes(only), dims, stretches, moment, known_at)
    from_dossiers = [code for code in ask.codes if not isinstance(measures()[code], Register)]
    table = count(lake, ask, measures(), engine) if from_dossiers else None
    found = [] if table is None else rows_of(table, ask)
    found += register_rows(lake, ask, scheme, engine)
    found.sort(key=_order(ask))
    return Figures(
        rows=found,
        as_of=as_of,
        known_at=known_at,
        scheme=scheme,
        lake_version=lake.version(),
        calendar_version=WorkCalendar.load().version,
        rules_version=rules_version(),
        input_hash=_input_hash(lake, ask, scheme),
        warnings=_warnings(ask, scheme, table),
    )


def rules_version() -> str:
    """A name of what measures and cards say; it changes with either."""
    said = "\n".join(f"{code}={measure!r}" for code, measure in measures().items())
    return f"{cards_version()}/measures:{hashlib.sha256(said.encode()).hexdigest()[:8]}"


def _groups(by: Sequence[str]) -> tuple[tuple[str, ...], PeriodKind | None]:
    known = (*DIMENSIONS, *PERIODS)
    for name in by:
        if name not in known:
            raise InputError(f"Không chia được theo “{name}”; hãy chọn trong: {', '.join(known)}.")
    kinds = [name for name in by if name in PERIODS]
    if len(kinds) > 1:
        raise InputError(f"Chỉ chia theo một loại kỳ, không cùng lúc {', '.join(kinds)}; hãy bỏ bớt.")
    return tuple(dict.fromkeys(name for name in by if name in DIMENSIONS)), (kinds or [None])[0]


def _codes(only: Sequence[str] | None) -> tuple[str, ...]:
    known = measures()
    for code in only or ():
        if code not in known:
            raise InputError(f"Không có chỉ tiêu “{code}”; gõ “parindex indicators list” để xem các mã.")
    return tuple(known) if only is None else tuple(dict.fromkeys(only))


def _order(ask: Ask) -> Callable[[Row], tuple[Any, ...]]:
    """By indicator, then groups, then period; groups that the source left blank come last."""
    place = {code: at for at, code in enumerate(ask.codes)}
    when = {stretch.label: at for at, stretch in enumerate(ask.stretches)}
    return lambda row: (
        place[row.indicator],
        [(value is None, value or "") for value in row.dims.values()],
        when[row.period],
    )


def _input_hash(lake: Lake, ask: Ask, scheme: Scheme) -> str:
    """One name for all that went in: the same name means the same figures."""
    said = repr((lake.version(), ask, scheme, WorkCalendar.load().version, rules_version()))
    return f"sha256:{hashlib.sha256(said.encode()).hexdigest()}"


def _warnings(ask: Ask, scheme: Scheme, table: Any) -> list[str]:
    found = []
    rules = WorkCalendar.load().rules
    years = sorted({year for one in ask.stretches for year in range(one.start.year, one.end.year + 1)})
    missing = [str(year) for year in years if not rules.first_year <= year <= rules.last_year]
    asked = {need for code in ask.codes for need in getattr(measures()[code], "needs", ())}
    if missing and table is not None and asked & CALENDAR:
        found.append(
            f"Lịch làm việc chưa có năm {', '.join(missing)}: không tách được sớm hạn với đúng hạn, không tính được số "
            "ngày làm việc và các chỉ tiêu xin lỗi; hãy thêm lịch theo docs/howto/calendar.md."
        )
    if not ask.stretches:
        found.append("Không có kỳ trọn vẹn nào đã bắt đầu trong khoảng đã chọn; hãy chọn khoảng dài hơn hoặc sớm hơn.")
    if scheme == "legal" and "entered_share" in ask.codes:
        found.append("Sổ đăng ký ghi theo tháng dương lịch nên không có số theo kỳ báo cáo 15-14.")
    return found
