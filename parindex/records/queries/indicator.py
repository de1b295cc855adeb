"""Figures for people: the month matrix against the plan's targets, the rows behind a number, a year of one of them."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from parindex.core.dates import Period, Scheme, is_over, span
from parindex.core.figures import is_change, is_share, meets, threshold
from parindex.core.indicators import Card, load_cards, value
from parindex.indicators.lake import Lake
from parindex.indicators.run import Row, run
from parindex.indicators.zeros import filled, with_proofs
from parindex.records.models import Agency, Target
from parindex.records.permissions import NotFound, Viewer
from parindex.records.queries.lake import lake_of
from parindex.records.queries.late_case import end_of

MONTHS_SHOWN = 12


@dataclass(frozen=True)
class Cell:
    """One figure with what the plan asks for; `met` None where there is no target or nothing to judge.

    `change` is the value less that of the period before, in the unit of the card; `past` the values of the last
    periods, oldest first, for a small picture. A period that is not over is held against none that is: it has no
    `change` and None in `past`.
    """

    card: Card
    numerator: Any
    denominator: Any
    worth: Fraction | None
    met: bool | None = None
    change: Fraction | None = None
    past: tuple[Fraction | None, ...] = ()
    unknown: bool = False

    @property
    def small(self) -> Any:
        """What a minimum count is held against."""
        return self.denominator if self.card.denominator else self.numerator


@dataclass(frozen=True)
class MatrixRow:
    """One agency: `agency` None where the source's words name none of ours. `opens`: the viewer may see its rows."""

    words: str
    agency: Agency | None
    cells: list[Cell]
    opens: bool


@dataclass(frozen=True)
class Matrix:
    """Agencies by indicators in one period; `total` is counted over all agencies, not added from ratios."""

    period: Period
    scheme: Scheme
    cards: list[Card]
    targets: dict[str, list[Target]]
    rows: list[MatrixRow]
    total: list[Cell]
    as_of: datetime
    over: bool
    notes: list[str] = field(default_factory=list)

    def rank(self, row: MatrixRow, at: int, least: int) -> tuple[int, Any]:
        """By worth, the best first by the card's direction; small counts and unknowns behind all others."""
        cell = row.cells[at]
        if cell.worth is None:
            return (2, 0)
        sign = 1 if cell.card.direction == "down" else -1
        return (1 if (cell.small or 0) < least and cell.card.denominator else 0, sign * cell.worth)


def targets(viewer: Viewer) -> dict[str, list[Target]]:
    """The plan's thresholds by the indicator that counts them, in the plan's order."""
    viewer.require("see_indicators")
    found: dict[str, list[Target]] = defaultdict(list)
    rows = Target.objects.filter(
        programme_id=viewer.programme_id, replaced=False, task__retired__isnull=True,
        task__item__part__plan__withdrawn=False,
    ).exclude(indicator="").select_related("task__item__part")  # fmt: skip
    for target in rows.order_by("task__item__part__order", "task__item__order", "task__order", "order"):
        if threshold(target.data):
            found[target.indicator].append(target)
    return dict(found)


def judge(card: Card, among: Sequence[Target], numerator: Any, denominator: Any) -> bool | None:
    """Whether a counted figure meets every threshold set for its indicator; an empty count follows the card.

    A threshold in another unit than the card's, or of a rise since another year, is not judged by this figure.
    """
    if not among or numerator is None:
        return None
    if card.denominator and not denominator:
        return True if card.empty_denominator == "full" and denominator == 0 else None
    worth = value(card, numerator, denominator)
    verdicts = [
        meets(target.data, *((Decimal(numerator), Decimal(denominator)) if card.is_share else (worth, None)))
        for target in among
        if is_share(target.data) == card.is_share and not is_change(target.data)
    ]
    told = [verdict for verdict in verdicts if verdict is not None]
    return all(told) if told else None


def matrix(viewer: Viewer, period: Period, scheme: Scheme, codes: Sequence[str]) -> Matrix:
    """Every agency's figures in a period, with those of the periods before it: two counts of the lake, five queries."""
    viewer.require("see_indicators")
    cards = load_cards()
    chosen = [cards[code] for code in codes]
    as_of = end_of(viewer.on)
    wanted = targets(viewer)
    past = _before(period, MONTHS_SHOWN if period.kind == "month" else 2)
    lake, over = lake_of(viewer), is_over(period, scheme, viewer.on)
    if not lake.exists() or not codes:
        return Matrix(period, scheme, chosen, wanted, [], [], as_of, over)
    days = _span(past[0], scheme)[0], _span(period, scheme)[1]
    each, notes = _count(lake, codes, days, ("agency", period.kind), as_of, scheme)
    whole, _notes = _count(lake, codes, days, (period.kind,), as_of, scheme)
    labels = [one.label for one in past]
    by_agency: dict[str | None, dict[tuple[str, str], Row]] = defaultdict(dict)
    for row in each:
        by_agency[row.dims["agency"]][row.indicator, row.period] = row
    known = {agency.key: agency for agency in Agency.objects.filter(programme_id=viewer.programme_id)}
    rows = []
    for key, found in by_agency.items():
        if not any((code, period.label) in found for code in codes):
            continue
        agency = known.get(key or "")
        cells = [_cell(card, found, labels, wanted.get(card.code, []), over) for card in chosen]
        rows.append(MatrixRow(agency.name if agency else key or "", agency, cells, may_open(viewer, agency)))
    rows.sort(key=lambda row: (row.agency is None, row.agency.sort_key if row.agency else row.words))
    all_rows = {(row.indicator, row.period): row for row in whole}
    total = [_cell(card, all_rows, labels, wanted.get(card.code, []), over) for card in chosen]
    return Matrix(period, scheme, chosen, wanted, rows, total, as_of, over, notes)


def counted(viewer: Viewer, among: Sequence[Target], period: Period) -> dict[UUID, Cell]:
    """Over all agencies, the figure of a period for each target that an indicator counts: one count of the lake."""
    viewer.require("see_indicators")
    cards, lake = load_cards(), lake_of(viewer)
    mine = [target for target in among if target.indicator in cards]
    if not mine or not lake.exists():
        return {}
    codes = list(dict.fromkeys(target.indicator for target in mine))
    found, _notes = _count(lake, codes, _span(period, "calendar"), (period.kind,), end_of(viewer.on), "calendar")
    rows = {(row.indicator, row.period): row for row in found}
    return {target.pk: _cell(cards[target.indicator], rows, [period.label], [target]) for target in mine}


def _count(
    lake: Lake, codes: Sequence[str], days: tuple[date, date], by: Sequence[str], as_of: datetime, scheme: Scheme
) -> tuple[list[Row], list[str]]:
    """The figures as people must see them, with the zeros that counting leaves out; and what to know about them."""
    found = run(lake, start=days[0], end=days[1], by=by, as_of=as_of, only=with_proofs(codes), scheme=scheme)
    return filled(found.rows, codes), found.warnings


def _before(period: Period, count: int) -> list[Period]:
    """The period and those of its kind before it, oldest first."""
    per_year = {"month": 12, "quarter": 4, "half": 2, "nine_months": 1, "year": 1}[period.kind]
    index = period.year * per_year + period.number - 1
    return [
        Period((index - back) // per_year, period.kind, (index - back) % per_year + 1)
        for back in range(count - 1, -1, -1)
    ]


def _span(period: Period, scheme: Scheme) -> tuple[date, date]:
    days = span(period, scheme)
    assert days.start and days.end
    return days.start, days.end


def _cell(
    card: Card, found: dict[tuple[str, str], Row], labels: Sequence[str], among: Sequence[Target], over: bool = True
) -> Cell:
    values = []
    for label in labels:
        row = found.get((card.code, label))
        values.append(value(card, row.numerator, row.denominator) if row else None)
    row, worth = found.get((card.code, labels[-1])), values[-1]
    before = values[-2] if len(values) > 1 else None
    change = worth - before if over and worth is not None and before is not None else None
    past = tuple(values) if over else (*values[:-1], None)
    if row is None:
        return Cell(card, None, None, None, past=past)
    met = judge(card, among, row.numerator, row.denominator)
    unknown = row.numerator is None
    return Cell(card, row.numerator, row.denominator, worth, met, change, past, unknown)


def may_open(viewer: Viewer, agency: Agency | None) -> bool:
    """Whether the rows behind an agency's figures are the viewer's to see; words that name no agency: overseers'."""
    if viewer.everywhere("see_all_dossiers"):
        return True
    return agency is not None and agency.pk in viewer.agencies("see_own_dossiers")


@dataclass(frozen=True)
class Whose:
    """Whose dossiers: an agency's, those for which the source has words that name none of ours ("" where it has none),
    those of all agencies of some `kinds` (`among` are their keys), or with none of these everybody's.
    """

    agency: Agency | None = None
    words: str | None = None
    kinds: tuple[str, ...] = ()
    among: tuple[str, ...] | None = None

    @property
    def key(self) -> str | None:
        """As dossiers carry it; None for all, or for several."""
        return self.agency.key if self.agency else self.words


def whose(viewer: Viewer, agency_id: UUID | None, words: str | None = None, kinds: tuple[str, ...] = ()) -> Whose:
    """An agency of the programme, or words of a source, or kinds of agencies, which are for overseers; NotFound where
    it is neither.
    """
    viewer.require("see_indicators")
    if agency_id is None:
        if (words is not None or kinds) and not viewer.everywhere("see_all_dossiers"):
            raise NotFound("agency")
        if kinds and words is None:
            keys = Agency.objects.filter(programme_id=viewer.programme_id, kind__in=kinds).values_list("key", flat=True)
            return Whose(kinds=kinds, among=tuple(sorted(keys)))
        return Whose(words=words)
    found = Agency.objects.filter(programme_id=viewer.programme_id, pk=agency_id).first()
    if found is None:
        raise NotFound("agency")
    return Whose(found)


def agency(viewer: Viewer, agency_id: UUID) -> Agency:
    """An agency whose dossiers the viewer may see, or NotFound."""
    found = Agency.objects.filter(programme_id=viewer.programme_id, pk=agency_id).first()
    if found is None or not may_open(viewer, found):
        raise NotFound("agency")
    return found


def card(code: str) -> Card:
    """The card of a code, or NotFound."""
    found = load_cards().get(code)
    if found is None:
        raise NotFound("indicator")
    return found


@dataclass(frozen=True)
class Year:
    """One indicator by months, of those asked for: this year's cells and last year's, and the thresholds."""

    card: Card
    whose: Whose
    months: list[Period]
    cells: list[Cell]
    last_year: list[Cell]
    targets: list[Target]


def year(viewer: Viewer, code: str, of_whom: Whose, of: int, scheme: Scheme) -> Year:
    """Totals are for everyone who sees indicators; months that have not begun are not there."""
    one, among = card(code), targets(viewer).get(code, [])
    months = [Period(of, "month", number) for number in range(1, 13)]
    before = [Period(of - 1, "month", number) for number in range(1, 13)]
    lake = lake_of(viewer)
    rows: dict[tuple[str, str], Row] = {}
    if lake.exists():
        days = _span(before[0], scheme)[0], _span(months[-1], scheme)[1]
        by = ("month",) if of_whom.key is None else ("agency", "month")
        for row in _count(lake, [code], days, by, end_of(viewer.on), scheme)[0]:
            if of_whom.key is None or (row.dims["agency"] or "") == of_whom.key:
                rows[row.indicator, row.period] = row
    begun = [month for month in months if _span(month, scheme)[0] <= viewer.on]
    cells = [_cell(one, rows, [month.label], among) for month in begun]
    return Year(one, of_whom, begun, cells, [_cell(one, rows, [month.label], among) for month in before], among)


def keys(viewer: Viewer) -> list[str] | None:
    """Keys of the agencies whose dossiers the viewer may see; None for all."""
    if viewer.everywhere("see_all_dossiers"):
        return None
    viewer.require("see_own_dossiers")
    own = Agency.objects.filter(pk__in=viewer.agencies("see_own_dossiers"))
    return list(own.values_list("key", flat=True))


def names(viewer: Viewer) -> dict[str, str]:
    """Key -> name of the programme's agencies."""
    return dict(Agency.objects.filter(programme_id=viewer.programme_id).values_list("key", "name"))
