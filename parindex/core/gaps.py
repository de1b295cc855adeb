"""Points lost, by field and criterion: exact, so that they add up to the maximum less the total."""

from dataclasses import dataclass
from fractions import Fraction

from parindex.core.methods import compound
from parindex.core.scoring import Line, Scorecard


@dataclass(frozen=True)
class Gap:
    """What one criterion of a field lost, in points of the total; negative for a bonus. `missing`: it has no answer."""

    field: str
    id: str
    lost: Fraction
    missing: bool


@dataclass(frozen=True)
class Gaps:
    """Every criterion that is assigned, in order. `bounds` is what keeping the total within its bounds gave or took."""

    criteria: tuple[Gap, ...]
    bounds: Fraction

    @property
    def fields(self) -> dict[str, Fraction]:
        """Points lost by field, in order."""
        found: dict[str, Fraction] = {}
        for gap in self.criteria:
            found[gap.field] = found.get(gap.field, Fraction(0)) + gap.lost
        return found

    @property
    def total(self) -> Fraction:
        """Maximum less total."""
        return sum((gap.lost for gap in self.criteria), Fraction(0)) + self.bounds

    def largest(self) -> list[Gap]:
        """What lost anything, the most first; equal ones in the order of the set."""
        return sorted((gap for gap in self.criteria if gap.lost > 0), key=lambda gap: -gap.lost)


def gaps(card: Scorecard) -> Gaps:
    """What each criterion lost of the card's total."""
    found = [gap for field in card.fields for gap in _below(field, field.criterion.id, card.scale)]
    return Gaps(tuple(found), card.raw * card.scale - card.total)


def _below(line: Line, field: str, worth: Fraction) -> list[Gap]:
    """The gaps of a line one point of which is worth so many points of the total."""
    if line.state == "not_assigned":
        return []
    if line.criterion.method is not None:
        lost = (line.max - line.points) * worth
        return [Gap(field, line.criterion.id, lost, line.state == "missing")]
    shares = compound.factors(line.criterion.combine, Fraction(line.criterion.max), line.parts)
    return [gap for child in line.children for gap in _below(child, field, worth * shares[child.criterion.id])]
