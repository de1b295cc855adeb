"""What must be summed for measures: atoms, each counted once however many measures ask for it. No engine, no tables."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from parindex.indicators.measure import Count, Distinct, Measure, Ratio, Stock, Sum

Placing = str  # the events of measures, and “overdue”: the day on which a dossier came into that stock
# What comes into each stock and what goes out of it, as flags of rows.
STOCKS: dict[str, tuple[str, str]] = {
    "open": ("received", ""),
    "open_overdue": ("overdue", "stood_overdue"),
    "open_without_due": ("received", "without_due"),
}

NEVER_NULL = {"resolved", "withdrawn", "has_due", "without_due", "late_dossier", "not_exempt"}
# Conditions that only rows can meet to which the event has happened.
IMPLIED: dict[str, set[str]] = {
    "finished": {"resolved", "withdrawn"},
    "apology": {"late_dossier"},
    "overdue": {"stood_overdue"},
}


@dataclass(frozen=True)
class Flag:
    """A column of 0 and 1 of each row. `kind`: the condition is met; may be met (null counts); the needs are known; the
    event has happened.
    """

    kind: str  # met | may | known | event
    names: tuple[str, ...]

    @property
    def column(self) -> str:
        return f"{self.kind}_{'_and_'.join(self.names)}"


@dataclass(frozen=True)
class Atom:
    """Rows of an event on which all flags stand, or the sum of an amount over them."""

    event: Placing
    flags: tuple[Flag, ...]
    amount: str | None = None

    def __post_init__(self) -> None:
        """Leave out that the event has happened where another flag says as much, so that equal atoms are equal."""
        others = tuple(flag for flag in self.flags if flag.kind != "event")
        implied = {name for flag in others if flag.kind == "met" for name in flag.names} & IMPLIED.get(
            self.event, set()
        )
        if implied or (others and self.event == "received"):
            object.__setattr__(self, "flags", others)

    @property
    def words(self) -> set[str]:
        """All conditions, needs and amounts that it asks for."""
        return {name for flag in self.flags for name in flag.names} | ({self.amount} if self.amount else set())


@dataclass(frozen=True)
class Sides:
    """The columns of one measure: above the line, below it, how many rows may have counted, and how many could tell."""

    above: str
    below: str | None = None
    candidates: str | None = None
    told: str | None = None
    beside: str | None = None  # a stock that is added below the line


@dataclass
class Plan:
    """The atoms by name, the sides of each measure, and which atoms move which stock."""

    atoms: dict[str, Atom] = field(default_factory=dict)
    sides: dict[str, Sides] = field(default_factory=dict)
    flows: dict[str, tuple[str, str]] = field(default_factory=dict)
    distinct: dict[str, tuple[Atom, Atom]] = field(default_factory=dict)  # what hits, and among which rows
    _names: dict[Atom, str] = field(default_factory=dict)

    @classmethod
    def of(cls, measures: Mapping[str, Measure]) -> "Plan":
        """The plan for these measures; those of registers are counted elsewhere."""
        made = cls()
        for code, measure in measures.items():
            if isinstance(measure, Ratio | Count | Sum):
                made.sides[code] = made._from_rows(measure)
            elif isinstance(measure, Stock):
                made.sides[code] = Sides(measure.of)
            elif isinstance(measure, Distinct):
                base = _base(measure.event, measure.among, measure.needs)
                told, candidates = Atom(measure.event, base), _may(measure.event, measure.among)
                made.distinct[code] = Atom(measure.event, (*base, *_met(measure.hits))), told
                made.sides[code] = Sides(f"{code}_above", f"{code}_below", made._name(candidates), made._name(told))
        if any(isinstance(one, Stock) or (isinstance(one, Ratio) and one.beside) for one in measures.values()):
            for stock, (came, condition) in STOCKS.items():
                names = (condition,) if condition else ()
                into = made._name(Atom(came, _base(came, names, ())))
                made.flows[stock] = into, made._name(Atom("finished", _base("finished", names, ())))
        return made

    def _from_rows(self, measure: Ratio | Count | Sum) -> Sides:
        among = () if isinstance(measure, Count) else measure.among
        base = _base(measure.event, among, measure.needs)
        candidates = self._name(_may(measure.event, among)) if measure.needs else None
        if isinstance(measure, Sum):
            below, told = Atom(measure.event, base, measure.below), Atom(measure.event, base)
            return Sides(
                self._name(Atom(measure.event, base, measure.above)), self._name(below), candidates, self._name(told)
            )
        above = self._name(Atom(measure.event, (*base, *_met(measure.hits))))
        if isinstance(measure, Count):
            return Sides(above, self._name(Atom(measure.event, base)) if candidates else None, candidates)
        return Sides(above, self._name(Atom(measure.event, base)), candidates, beside=measure.beside)

    def _name(self, atom: Atom) -> str:
        if atom not in self._names:
            self._names[atom] = f"a{len(self._names)}"
            self.atoms[self._names[atom]] = atom
        return self._names[atom]


def _met(names: tuple[str, ...]) -> tuple[Flag, ...]:
    return tuple(Flag("met", (name,)) for name in names)


def _base(event: Placing, among: tuple[str, ...], needs: tuple[str, ...]) -> tuple[Flag, ...]:
    known = (Flag("known", needs),) if needs else ()
    return (Flag("event", (event,)), *known, *_met(among))


def _may(event: Placing, among: tuple[str, ...]) -> Atom:
    """A need that is not known leaves open whether a row belongs; conditions that are never null leave nothing open."""
    may = tuple(Flag("met" if name in NEVER_NULL else "may", (name,)) for name in among)
    return Atom(event, (Flag("event", (event,)), *may))
