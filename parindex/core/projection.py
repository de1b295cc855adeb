"""The year to its end: what of a scorecard is secured, what is still possible, what is lost; today's points apart.

Secured: no later event can remove it. Lost: none can restore it. Possible: the rest. The three always add up to the
maximum. What was assigned stays assigned; a criterion where there may turn out to be nothing to score (a denominator of
0) stands in the maximum, and all of it is possible.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from parindex.core.amounts import rounded
from parindex.core.criteria import CriteriaSet, Criterion
from parindex.core.errors import InputError
from parindex.core.methods import compound
from parindex.core.methods.bounds import Ahead, Bounds, Coming, unanswered
from parindex.core.methods.not_assigned import NotAssigned
from parindex.core.scoring import Line, Scorecard


@dataclass(frozen=True)
class Outlook:
    """Exact points of the total; `max` = `secured` + `possible` + `lost`. Below zero only by bonus and penalty."""

    secured: Fraction
    lost: Fraction
    max: Fraction

    @property
    def possible(self) -> Fraction:
        """What later events decide."""
        return self.max - self.secured - self.lost

    def __add__(self, other: "Outlook") -> "Outlook":
        return Outlook(self.secured + other.secured, self.lost + other.lost, self.max + other.max)


NOTHING = Outlook(Fraction(0), Fraction(0), Fraction(0))


@dataclass(frozen=True)
class Projection:
    """The outlook by criterion (those that are, or may come to be, scored), by field, and as a whole.

    `bounds` is what the parts do not hold: what keeping the total within its scale, or rescaling it, gives or takes.
    `today` is the total if the year ended today, of a maximum `today_max`; it is no part of the outlook.
    """

    criteria: Mapping[str, Outlook]
    fields: Mapping[str, Outlook]
    bounds: Outlook
    whole: Outlook
    today: Fraction
    today_max: Fraction


def project(card: Scorecard, ahead: Ahead, to_come: Mapping[str, Coming] | None = None) -> Projection:
    """The outlook of a scorecard on a day. `to_come`: how much a criterion can still see, where known.

    InputError for a thing done after the day, or for an unknown criterion in `to_come`.
    """
    known = {line.criterion.id for line in card.criteria}
    if strangers := [name for name in to_come or {} if name not in known]:
        raise InputError(f"to_come có mã {', '.join(strangers)} không phải tiêu chí được chấm; hãy sửa mã")
    nodes = [
        node for field in card.fields if (node := _node(field, card.criteria_set, ahead, to_come or {})) is not None
    ]
    top = _Node(None, *_sums(nodes), all(node.unsure for node in nodes), tuple(nodes))
    worth = Fraction(card.criteria_set.max) / top.max if _rescales(card) and top.max else Fraction(1)
    fields = [(node, list(_leaves(node, worth))) for node in nodes]
    shares = {node.name: sum((each for _, each in leaves), NOTHING) for node, leaves in fields}
    whole = _whole(card, top)
    parts = sum(shares.values(), NOTHING)
    rest = Outlook(whole.secured - parts.secured, whole.lost - parts.lost, whole.max - parts.max)
    return Projection(
        criteria={name: each for _, leaves in fields for name, each in leaves},
        fields=shares,
        bounds=rest,
        whole=whole,
        today=card.total,
        today_max=card.max,
    )


def reachable(card: Scorecard, ahead: Ahead, to_come: Mapping[str, Coming] | None = None) -> dict[str, Fraction]:
    """The most points of each criterion assigned today, still to be had, rounded by the set; before weights and scale.

    InputError as in `project`.
    """
    found = {}
    for line in card.criteria:
        bounds = _bounds(line, ahead.within((to_come or {}).get(line.criterion.id, ahead.to_come)))
        if line.state != "not_assigned" and bounds is not None:
            found[line.criterion.id] = kept(bounds.high, card.criteria_set)
    return found


@dataclass(frozen=True)
class _Node:
    """A criterion, or a group, as if all that may be scored is: its fewest and most points and its maximum. `unsure`:
    it may turn out that nothing of it is scored; then its fewest points are 0 and its most the maximum.
    """

    criterion: Criterion | None
    low: Fraction
    high: Fraction
    max: Fraction
    unsure: bool
    children: tuple["_Node", ...] = ()

    @property
    def name(self) -> str:
        return self.criterion.id if self.criterion else ""

    def part(self, points: Fraction) -> compound.Part:
        return compound.Part(self.name, points, self.max, self.criterion.weight if self.criterion else None)


def _node(line: Line, criteria_set: CriteriaSet, ahead: Ahead, to_come: Mapping[str, Coming]) -> _Node | None:
    """None where nothing of it is scored, nor can come to be."""
    criterion, limit = line.criterion, Fraction(line.criterion.max)
    if criterion.method is not None:
        return _leaf(line, criteria_set, ahead.within(to_come.get(criterion.id, ahead.to_come)))
    nodes = [node for child in line.children if (node := _node(child, criteria_set, ahead, to_come)) is not None]
    if not nodes:
        return None
    low, most = compound.combine(criterion.combine, limit, [node.part(node.low) for node in nodes])
    high, _ = compound.combine(criterion.combine, limit, [node.part(node.high) for node in nodes])
    return _Node(criterion, low, high, most, all(node.unsure for node in nodes), tuple(nodes))


def _leaf(line: Line, criteria_set: CriteriaSet, ahead: Ahead) -> _Node | None:
    bounds = _bounds(line, ahead)
    if bounds is None:
        return None
    limit = Fraction(line.criterion.max)
    if bounds.unsure:
        return _Node(line.criterion, Fraction(0), limit * _top(criteria_set), limit, unsure=True)
    low, high = (kept(points, criteria_set) for points in (bounds.low, bounds.high))
    return _Node(line.criterion, low, high, limit, unsure=False)


def _bounds(line: Line, ahead: Ahead) -> Bounds | None:
    method = line.criterion.method
    assert method is not None
    if isinstance(line.inputs, NotAssigned):
        return None
    if ahead.over:
        return None if line.state == "not_assigned" else Bounds(line.exact, line.exact)
    if line.state == "missing":
        return unanswered(method, ahead)
    try:
        return method.bounds(None if ahead.stock else line.inputs, ahead)
    except InputError as error:
        raise InputError(f"{line.criterion.id}: {error}") from error


def kept(points: Fraction, criteria_set: CriteriaSet) -> Fraction:
    """Rounded as the set rounds criteria; rounding keeps the order, so bounds stay bounds."""
    rule = criteria_set.rounding
    return points if rule.criterion is None else Fraction(rounded(points, rule.criterion, rule.mode))


def _top(criteria_set: CriteriaSet) -> Fraction:
    """The most points of one point of maximum: more than 1 where full points are rounded up. With these, a criterion
    that may leave is worth most when it stays, whatever the others get.
    """
    limits = [Fraction(each.max) for each in criteria_set.walk() if each.method is not None and each.max]
    return max([Fraction(1), *(kept(limit, criteria_set) / limit for limit in limits)])


def _sums(nodes: list[_Node]) -> tuple[Fraction, Fraction, Fraction]:
    lists = ([node.low for node in nodes], [node.high for node in nodes], [node.max for node in nodes])
    low, high, most = (sum(each, Fraction(0)) for each in lists)
    return low, high, most


def _rescales(card: Scorecard) -> bool:
    return card.criteria_set.not_assigned == "rescales"


def _leaves(node: _Node, worth: Fraction) -> Iterator[tuple[str, Outlook]]:
    """The criteria of a node one point of which is worth so many points of the total."""
    if node.criterion is None or node.criterion.method is not None:
        yield node.name, Outlook(node.low * worth, (node.max - node.high) * worth, node.max * worth)
        return
    parts = [child.part(child.low) for child in node.children]
    shares = compound.factors(node.criterion.combine, Fraction(node.criterion.max), parts)
    for child in node.children:
        yield from _leaves(child, worth * shares[child.name])


def _whole(card: Scorecard, top: _Node) -> Outlook:
    """The outlook of the total, over all that may turn out not to be scored as well."""
    whole, low, high, most = Fraction(card.criteria_set.max), top.low, top.high, top.max
    terms = list(_terms(top))
    sure = sum((node.max for node in terms if not node.unsure), Fraction(0))
    if _rescales(card) and most:
        # The fewer are scored, the more a bonus or a penalty is worth: look at both ends of what the scale can be.
        doubt = [node for node in terms if node.unsure and node.max]
        least = None if sure else min(doubt, key=lambda node: node.max)
        left = high - sum((node.high for node in doubt if node is not least), Fraction(0))
        fewest = sure if least is None else least.max
        ends = [(low * whole / most, high * whole / most), (low * whole / fewest, left * whole / fewest)]
        ends += [] if sure else [(low, high)]  # nothing but bonus and penalty: no rescaling
        low, high, most = min(each for each, _ in ends), max(each for _, each in ends), whole
        sure = whole if sure else Fraction(0)
    if card.criteria_set.bounded:
        low, high = max(min(low, sure), Fraction(0)), max(min(high, most), Fraction(0))
    return Outlook(low, most - high, most)


def _terms(node: _Node) -> Iterator[_Node]:
    """What is added up to the total: criteria, and groups that are means."""
    if node.children and (node.criterion is None or node.criterion.combine == "sum"):
        for child in node.children:
            yield from _terms(child)
    else:
        yield node
