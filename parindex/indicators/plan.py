"""What must be summed for measures: atoms, each counted once however many measures ask for it. No engine, no tables."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from parindex.indicators.measure import Count, Distinct, Event, Measure, Ratio, Stock, Sum

Placing = Event | str  # the events of measures, and “overdue”: the day on which a dossier came into that stock
# What comes into each stock and what goes out of it, as flags of rows.
STOCKS: dict[str, tuple[str, str]] = {
    "open": ("received", ""),
    "open_overdue": ("overdue", "stood_overdue"),
    "open_without_due": ("received", "without_due"),
}


@dataclass(frozen=True)
class Flag:
    """A column of 0 and 1 of each row. `kind`: the condition is met; may be met (null counts); the needs are known;
    they are not; the event has happened.
    """

    kind: str  # met | may | known | unknown | event
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


@dataclass(frozen=True)
class Sides:
    """The columns of one measure: above the line, below it, and the rows that could not tell."""

    above: str
    below: str | None = None
    unknown: str | None = None
    beside: str | None = None  # a stock that is added below the line


@dataclass
class Plan:
    """The atoms by name, the sides of each measure, and which atoms move which stock."""

    atoms: dict[str, Atom] = field(default_factory=dict)
    sides: dict[str, Sides] = field(default_factory=dict)
    flows: dict[str, tuple[str, str]] = field(default_factory=dict)
    distinct: dict[str, tuple[Event, Atom, Atom, Atom]] = field(default_factory=dict)
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
                made.sides[code] = Sides(f"{code}_above", f"{code}_below", f"{code}_unknown")
                base = _base(measure.event, measure.among, measure.needs)
                above = Atom(measure.event, (*base, *_met(measure.hits)))
                unknown = _unknown(measure.event, measure.among, measure.needs)
                made.distinct[code] = measure.event, above, Atom(measure.event, base), unknown
        if any(isinstance(one, Stock) or (isinstance(one, Ratio) and one.beside) for one in measures.values()):
            for stock, (came, condition) in STOCKS.items():
                names = (condition,) if condition else ()
                into = made._name(Atom(came, _base(came, names, ())))
                made.flows[stock] = into, made._name(Atom("finished", _base("finished", names, ())))
        return made

    @property
    def aside(self) -> set[Placing]:
        """Events whose rows are read by themselves anyway, for their procedures; they leave the common pass."""
        return {event for event, *_ in self.distinct.values()} - {"received", "finished"}

    @property
    def flags(self) -> set[Flag]:
        """Every flag that some atom asks for."""
        every = [*self.atoms.values(), *(atom for _, *atoms in self.distinct.values() for atom in atoms)]
        return {flag for atom in every for flag in atom.flags}

    def _from_rows(self, measure: Ratio | Count | Sum) -> Sides:
        among = () if isinstance(measure, Count) else measure.among
        base = _base(measure.event, among, measure.needs)
        unknown = self._name(_unknown(measure.event, among, measure.needs)) if measure.needs else None
        if isinstance(measure, Sum):
            below = self._name(Atom(measure.event, base, measure.below))
            return Sides(self._name(Atom(measure.event, base, measure.above)), below, unknown)
        above = self._name(Atom(measure.event, (*base, *_met(measure.hits))))
        if isinstance(measure, Count):
            return Sides(above, self._name(Atom(measure.event, base)) if unknown else None, unknown)
        return Sides(above, self._name(Atom(measure.event, base)), unknown, measure.beside)

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


def _unknown(event: Placing, among: tuple[str, ...], needs: tuple[str, ...]) -> Atom:
    may = tuple(Flag("may", (name,)) for name in among)
    return Atom(event, (Flag("event", (event,)), Flag("unknown", needs), *may))
