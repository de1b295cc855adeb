"""Figures of two sources side by side (III.5 of the plan): the same agency and period by each source, the system beside
the register, and the dossiers that sources tell differently.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any, Literal

from parindex.core.dates import PeriodKind, Scheme
from parindex.indicators.answers import rows_of
from parindex.indicators.counting import Ask, count, moment_of
from parindex.indicators.dossiers import told_differently
from parindex.indicators.figures import Amount, Row
from parindex.indicators.lake import Lake
from parindex.indicators.measures import measures
from parindex.indicators.registers import register_rows
from parindex.indicators.stretches import stretches_of

# What a comparison came to: the same; different by dossiers that one source alone has; different for others too.
Kind = Literal["agree", "one", "differ"]
CODES = ("received", "resolved", "resolved_late", "on_time_share", "online_share", "open", "open_overdue")
REGISTER = "sổ đăng ký"  # stands where a source's name stands
SYSTEM = "hệ thống"
_TOLD = ("agency", "field", "procedure", "received_day", "due_day", "finished_day", "ending", "channel")


@dataclass(frozen=True)
class Side:
    """What one source gives, 0 where it has nothing there; `shared`: of dossiers that others have too."""

    source: str
    numerator: Amount
    denominator: Amount
    shared: tuple[Amount, Amount] | None = None

    @property
    def told(self) -> tuple[Amount, Amount]:
        return self.numerator, self.denominator or None


@dataclass(frozen=True)
class Comparison:
    """One indicator of one agency in one period, by every source that has dossiers of the agency there."""

    indicator: str
    agency: str | None
    period: str
    sides: tuple[Side, ...]

    @property
    def kind(self) -> Kind:
        """A source that cannot tell contradicts nobody: what but one tells, that one tells alone."""
        told = [side for side in self.sides if side.numerator is not None]
        if len(told) != 1 and all(one.told == two.told for one, two in pairwise(told)):
            return "agree"
        together = [side.shared or side.told for side in told]
        return "one" if all(one == two for one, two in pairwise(together)) else "differ"


@dataclass(frozen=True)
class Disagreement:
    """A dossier that several sources have, whose it is by them, and what they tell differently: column -> (source, what
    it says) of each source that brings the column at all.
    """

    code: str
    agencies: tuple[str, ...]
    columns: dict[str, tuple[tuple[str, Any], ...]]


@dataclass(frozen=True)
class Disagreements:
    """`lacking`: source -> columns that others bring and it never does: it tells nothing different by them."""

    rows: list[Disagreement]
    lacking: dict[str, tuple[str, ...]]


def compare_sources(
    lake: Lake,
    *,
    start: date,
    end: date,
    kind: PeriodKind,
    as_of: datetime,
    codes: Sequence[str] = CODES,
    scheme: Scheme = "calendar",
    known_at: datetime | None = None,
) -> list[Comparison]:
    """Each source's own figures, a dossier that two have counted in both, where two sources have the same agency and
    period; then the system against the register.
    """
    moment = moment_of(as_of)
    stretches = stretches_of(start, end, kind, scheme, moment.day)

    def rows(*dims: str) -> list[Row]:
        ask = Ask(tuple(codes), ("agency", "source", *dims), stretches, moment, known_at, each_source=True)
        table = count(lake, ask, measures())
        return [] if table is None else rows_of(table, ask)

    met: dict[tuple[str | None, str], set[str]] = defaultdict(set)
    figures: dict[tuple[str, str | None, str, str], Row] = {}
    both = {_key(row): row for row in rows("shared") if row.dims["shared"]}
    for row in rows():
        agency, source = row.dims["agency"], row.dims["source"] or ""
        met[agency, row.period].add(source)
        figures[_key(row)] = row
    found = [
        Comparison(
            code,
            agency,
            period,
            tuple(
                _side(one, figures.get((code, agency, period, one)), both.get((code, agency, period, one)))
                for one in sorted(sources)
            ),
        )  # fmt: skip
        for (agency, period), sources in met.items()
        if len(sources) > 1
        for code in codes
        if any((code, agency, period, source) in figures for source in sources)
    ]
    return [*found, *_register(lake, Ask(("entered_share",), ("agency",), stretches, moment, known_at), scheme)]


def disagreements(
    lake: Lake,
    *,
    as_of: datetime,
    known_at: datetime | None = None,
    start: date | None = None,
    end: date | None = None,
    agencies: Collection[str] | None = None,
) -> Disagreements:
    """Dossiers that several sources have and tell differently, by code: those under way from `start` to `end`, of one
    of the `agencies`, by one of the sources at least.
    """
    brought, rows = told_differently(
        lake, _TOLD, as_of=as_of, known_at=known_at, start=start, end=end, agencies=agencies
    )
    twins: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        twins[row["code"]].append(row)
    found = []
    for code, told in twins.items():
        said = {
            name: tuple((row["source"], row[name]) for row in told if name in brought[row["source"]]) for name in _TOLD
        }
        differing = {name: of for name, of in said.items() if len({one for _source, one in of}) > 1}
        agencies_told = dict.fromkeys(row["agency"] for row in told if row["agency"])
        found.append(Disagreement(code, tuple(agencies_told), differing))
    others = frozenset[str]().union(*brought.values())
    lacking = {
        source: tuple(name for name in _TOLD if name in others - those) for source, those in sorted(brought.items())
    }
    return Disagreements(found, {source: names for source, names in lacking.items() if names})


def _key(row: Row) -> tuple[str, str | None, str, str]:
    return row.indicator, row.dims["agency"], row.period, row.dims["source"] or ""


def _side(source: str, row: Row | None, both: Row | None) -> Side:
    shared = (both.numerator, both.denominator or None) if both else (0, None)
    return Side(source, row.numerator, row.denominator, shared) if row else Side(source, 0, None, shared)


def _register(lake: Lake, ask: Ask, scheme: Scheme) -> list[Comparison]:
    rows = register_rows(lake, ask, scheme)
    return [
        Comparison(
            "entered_share",
            row.dims["agency"],
            row.period,
            (Side(SYSTEM, row.numerator, None), Side(REGISTER, row.denominator, None)),
        )
        for row in rows
        if row.numerator is not None
    ]
