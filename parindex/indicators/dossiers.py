"""Dossiers as rows for people: those behind a number, the late ones, the open ones by what time is left."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from parindex.core.dates import Period, Scheme
from parindex.indicators.lake import Lake

Part = Literal["numerator", "denominator", "missed"]


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
    early, on_time, late, resolved (no due date), withdrawn, within, overdue, paused, without_due.
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
    standing: str
    working_days_left: int | None = None  # open dossiers: negative when overdue; None where the calendar cannot tell


@dataclass(frozen=True)
class DossierPage:
    """`rows` are some of `total`."""

    total: int
    rows: list[Dossier]


def rows_behind(
    lake: Lake,
    code: str,
    *,
    agency: str | None,
    period: Period,
    scheme: Scheme,
    as_of: datetime,
    known_at: datetime | None = None,
    part: Part = "denominator",
    limit: int = 200,
    offset: int = 0,
    field: str | None = None,
) -> DossierPage:
    """The dossiers that an indicator's figure counted; `missed` are those of the denominator alone."""
    raise NotImplementedError


def late_dossiers(
    lake: Lake, *, as_of: datetime, known_at: datetime | None = None, agencies: Collection[str] | None = None
) -> list[Dossier]:
    """Resolved late, or open and overdue: those that owe an apology."""
    raise NotImplementedError


def open_dossiers(
    lake: Lake,
    *,
    as_of: datetime,
    known_at: datetime | None = None,
    agencies: Collection[str] | None = None,
    limit: int = 200,
    offset: int = 0,
) -> DossierPage:
    """The queue: earliest due first, those without a due date last."""
    raise NotImplementedError


def find_dossiers(
    lake: Lake, keys: Collection[tuple[str, str]], *, as_of: datetime, known_at: datetime | None = None
) -> list[Dossier]:
    """Dossiers by source and code; what is not there is left out."""
    raise NotImplementedError
