"""Closed periods: the figures as they were reported, and those that would be counted otherwise today."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from django.db.models import QuerySet

from parindex.core.calendar import WorkCalendar
from parindex.core.dates import Period, Scheme, span
from parindex.core.indicators import Card, load_cards, value
from parindex.indicators.figures import Amount
from parindex.indicators.run import rules_version, run
from parindex.records.models import Agency, Closure
from parindex.records.permissions import NotFound, Viewer
from parindex.records.queries.lake import lake_of

ALL = ""  # stands where an agency's key stands: counted over all agencies
UNNAMED = "(không ghi)"  # rows whose source names no agency
_EXACT = Decimal("0.000001")  # what a frozen figure keeps
Sides = tuple[Decimal | None, Decimal | None]


@dataclass(frozen=True)
class Counted:
    """All figures of a period, (indicator, agency) -> numerator and denominator, with what made them."""

    figures: dict[tuple[str, str], Sides]
    as_of: datetime
    lake_version: str
    rules_version: str
    calendar_version: str
    input_hash: str


@dataclass(frozen=True)
class Figure:
    """A frozen figure beside that counted today; a side None: there was nothing to count, or there is nothing now."""

    card: Card
    agency: str
    before: Sides | None
    after: Sides | None

    @property
    def restated(self) -> bool:
        return self.before != self.after

    @property
    def worth_before(self) -> Fraction | None:
        return _worth(self.card, self.before)

    @property
    def worth_after(self) -> Fraction | None:
        return _worth(self.card, self.after)

    @property
    def change(self) -> Fraction | None:
        """By how much the value differs; None where one of the two is unknown."""
        one, two = self.worth_before, self.worth_after
        return None if one is None or two is None else two - one


def _worth(card: Card, sides: Sides | None) -> Fraction | None:
    return None if sides is None else value(card, *sides)


def closures(viewer: Viewer) -> QuerySet[Closure]:
    """All closures of the programme, the latest period first; those taken back among them."""
    viewer.require("see_indicators")
    return Closure.objects.filter(programme_id=viewer.programme_id).select_related("closed_by", "reopened_by")


def find(viewer: Viewer, closure_id: UUID) -> Closure:
    found = closures(viewer).filter(pk=closure_id).first()
    if found is None:
        raise NotFound("closure")
    return found


def in_force(viewer: Viewer, period: Period, scheme: Scheme) -> Closure | None:
    """The closure that a period has, if it is closed."""
    return closures(viewer).filter(period=period.label, scheme=scheme, reopened_on__isnull=True).first()


def count(viewer: Viewer, period: Period, scheme: Scheme, as_of: datetime, known_at: datetime | None) -> Counted:
    """Every indicator of a period by agency and over all agencies: two counts of the lake."""
    lake, days = lake_of(viewer), span(period, scheme)
    assert days.start and days.end
    figures: dict[tuple[str, str], Sides] = {}
    for by in ((period.kind,), ("agency", period.kind)):
        found = run(lake, start=days.start, end=days.end, by=by, as_of=as_of, scheme=scheme, known_at=known_at)
        for row in found.rows:
            agency = (row.dims["agency"] or UNNAMED) if "agency" in row.dims else ALL
            figures[row.indicator, agency] = (_kept(row.numerator), _kept(row.denominator))
    return Counted(
        figures, as_of, found.lake_version, found.rules_version, found.calendar_version, found.input_hash
    )  # fmt: skip


def _kept(amount: Amount) -> Decimal | None:
    return None if amount is None else Decimal(amount).quantize(_EXACT)


def figures(viewer: Viewer, closure: Closure) -> list[Figure]:
    """What was frozen, each beside what is counted today as of the same day; in the order of agencies and cards."""
    viewer.require("see_indicators")
    frozen: dict[tuple[str, str], Sides] = {
        (one.indicator, one.agency): (one.numerator, one.denominator) for one in closure.figures.all()
    }
    now = frozen if unchanged(viewer, closure) else _today(viewer, closure)
    cards = load_cards()
    place = {code: at for at, code in enumerate(cards)}
    names = _order(viewer)
    keys = sorted(
        (key for key in {*frozen, *now} if key[0] in cards),
        key=lambda key: (names.get(key[1], (1, key[1])) if key[1] else (-1, ""), place[key[0]]),
    )
    return [Figure(cards[code], agency, frozen.get((code, agency)), now.get((code, agency))) for code, agency in keys]


def _order(viewer: Viewer) -> dict[str, tuple[int, str]]:
    known = Agency.objects.filter(programme_id=viewer.programme_id).values_list("key", "sort_key")
    return {key: (0, sort_key) for key, sort_key in known}


def _today(viewer: Viewer, closure: Closure) -> dict[tuple[str, str], Sides]:
    scheme: Scheme = "legal" if closure.scheme == "legal" else "calendar"
    return count(viewer, Period.parse(closure.period), scheme, closure.as_of, None).figures


def unchanged(viewer: Viewer, closure: Closure) -> bool:
    """Whether nothing that figures are made of has changed since: then nothing need be counted again."""
    made_of = (closure.lake_version, closure.rules_version, closure.calendar_version)
    return made_of == (lake_of(viewer).version(), rules_version(), WorkCalendar.load().version)


def restatements(viewer: Viewer, closure: Closure) -> list[Figure]:
    """The figures that would be reported otherwise today."""
    return [] if unchanged(viewer, closure) else [one for one in figures(viewer, closure) if one.restated]
