"""Form 06/VPCP/KSTT (Circular 01/2020/TT-VPCP): dossiers by field, received, resolved and open, from the measures."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from parindex.core.dates import Scheme
from parindex.core.words import sort_key
from parindex.indicators.engines import DEFAULT
from parindex.indicators.figures import Figures, Row
from parindex.indicators.lake import Lake
from parindex.indicators.run import run

_CODES = (
    *("received", "received_online_full", "received_online_partial", "carried"),
    *("resolved", "resolved_early", "resolved_on_time", "resolved_late", "resolved_without_due", "withdrawn"),
    *("open", "open_within_time", "open_overdue", "open_paused", "open_without_due"),
)


@dataclass(frozen=True)
class Form06Row:
    """One field's numbers as the form has them; None where the source cannot tell.

    Withdrawn dossiers are resolved in the form's sense, and neither early, on time nor late; those without a due date
    and those that are paused are not overdue. `withdrawn`, `without_due` and `paused` say how many these are.
    """

    field: str | None
    received_all: int
    received_online: int | None
    received_otherwise: int | None
    carried: int
    resolved_all: int
    early: int | None
    on_time: int | None
    late: int
    open_all: int
    within_time: int
    overdue: int
    withdrawn: int = 0
    resolved_without_due: int = 0
    paused: int = 0
    open_without_due: int = 0

    @property
    def numbers(self) -> tuple[int | None, ...]:
        """The form's columns in order, after the field."""
        return (
            *(self.received_all, self.received_online, self.received_otherwise, self.carried),
            *(self.resolved_all, self.early, self.on_time, self.late),
            *(self.open_all, self.within_time, self.overdue),
        )

    @property
    def balanced(self) -> bool:
        """Received, with what was carried over = resolved + open."""
        return self.received_all == self.resolved_all + self.open_all


@dataclass(frozen=True)
class Form06:
    """The form of one period: fields in order, their total, and what a reader must know beside them."""

    period: str
    agency: str | None
    rows: tuple[Form06Row, ...]
    total: Form06Row
    as_of: datetime
    known_at: datetime | None
    figures: Figures
    notes: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """The form as data."""
        return {
            "form": "06/VPCP/KSTT",
            "period": self.period,
            "agency": self.agency,
            "as_of": self.as_of.isoformat(),
            "known_at": self.known_at.isoformat() if self.known_at else None,
            "rows": [vars(row) for row in self.rows],
            "total": vars(self.total),
            "notes": list(self.notes),
            "lake": self.figures.lake_version,
            "input_hash": self.figures.input_hash,
        }


def form06(
    lake: Lake,
    *,
    start: date,
    end: date,
    as_of: datetime,
    scheme: Scheme = "calendar",
    agency: str | None = None,
    known_at: datetime | None = None,
    engine: str = DEFAULT,
) -> Form06:
    """Count the form from `start` to `end`, for one agency or for all. ValueError where the identity does not hold."""
    by = ["field"] if agency is None else ["agency", "field"]
    found = run(
        lake,
        start=start,
        end=end,
        by=by,
        as_of=as_of,
        only=_CODES,
        scheme=scheme,
        known_at=known_at,
        engine=engine,
    )
    mine = [row for row in found.rows if agency is None or row.dims["agency"] == agency]
    fields = sorted({row.dims["field"] for row in mine}, key=lambda name: (name is None, sort_key(name or "")))
    rows = tuple(_row(field, [row for row in mine if row.dims["field"] == field]) for field in fields)
    total = _total(rows)
    for row in (*rows, total):
        if not row.balanced:
            raise ValueError(f"Form 06, {row.field}: {row.received_all} != {row.resolved_all} + {row.open_all}")
    period = found.rows[0].period if found.rows else f"{start}/{end}"
    return Form06(period, agency, rows, total, as_of, known_at, found, tuple(_notes(total, found)))


def _row(field: str | None, rows: list[Row]) -> Form06Row:
    told = {row.indicator: row.numerator for row in rows}

    def number(*codes: str) -> Any:
        found = [told.get(code, 0) for code in codes]
        return None if None in found else sum(found)

    received, online = number("received"), number("received_online_full", "received_online_partial")
    return Form06Row(
        field=field,
        received_all=received + number("carried"),
        received_online=online,
        received_otherwise=None if online is None else received - online,
        carried=number("carried"),
        resolved_all=number("resolved", "withdrawn"),
        early=number("resolved_early"),
        on_time=number("resolved_on_time"),
        late=number("resolved_late"),
        open_all=number("open"),
        within_time=number("open_within_time", "open_paused", "open_without_due"),
        overdue=number("open_overdue"),
        withdrawn=number("withdrawn"),
        resolved_without_due=number("resolved_without_due"),
        paused=number("open_paused"),
        open_without_due=number("open_without_due"),
    )


def _total(rows: tuple[Form06Row, ...]) -> Form06Row:
    def added(name: str) -> Any:
        found = [getattr(row, name) for row in rows]
        return None if None in found else sum(found)

    names = [name for name in Form06Row.__dataclass_fields__ if name != "field"]
    return Form06Row(field="Tổng cộng", **{name: added(name) for name in names})


def _notes(total: Form06Row, found: Figures) -> list[str]:
    said = [
        (total.withdrawn, "hồ sơ công dân rút, tính vào đã giải quyết, không tính trước hạn, đúng hạn, quá hạn"),
        (total.resolved_without_due, "hồ sơ đã giải quyết không có ngày hẹn trả, không tính trước, đúng, quá hạn"),
        (total.paused, "hồ sơ đang tạm dừng hoặc chờ bổ sung, tính vào trong hạn"),
        (total.open_without_due, "hồ sơ đang giải quyết không có ngày hẹn trả, tính vào trong hạn"),
    ]
    return [f"{number} {words}." for number, words in said if number] + found.warnings
