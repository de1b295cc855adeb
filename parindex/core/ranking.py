"""Ranks units within their groups by exact scores, before any rounding; ties and small groups as the set declares.

Only a set that says so itself (`rounded_to`) has its scores compared rounded.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from parindex.core.amounts import Mode, rounded

# skip: 1, 2, 2, 4; dense: 1, 2, 2, 3.
Ties = Literal["skip", "dense"]


@dataclass(frozen=True)
class RankRule:
    """How ties are counted, and how many units with a score a group needs to be ranked.

    `rounded_to`: scores are compared at so many decimals, rounded by `mode`, as some published tables do; None: exact.
    """

    ties: Ties
    smallest_group: int
    rounded_to: int | None = None
    mode: Mode = "half_up"

    def compared(self, score: Fraction) -> Fraction:
        """The number that a score is compared by."""
        return score if self.rounded_to is None else Fraction(rounded(score, self.rounded_to, self.mode))


@dataclass(frozen=True)
class Entry:
    """A unit, the group that it is compared with, and its exact score (None: not scored)."""

    unit: str
    group: str
    score: Fraction | None


@dataclass(frozen=True)
class Place:
    """A unit's rank among `of` scored units of its group; None with the reason where it is not ranked."""

    unit: str
    group: str
    rank: int | None
    of: int
    tied_with: tuple[str, ...]
    reason: str


def rank(entries: Sequence[Entry], rule: RankRule) -> tuple[Place, ...]:
    """The places in the order of the entries. The highest score is first; groups are never compared with each other.

    Each group is put in order once: thousands of units take no longer than sorting them.
    """
    groups: dict[str, dict[Fraction, list[Entry]]] = {}
    for entry in entries:
        alike = groups.setdefault(entry.group, {})
        if entry.score is not None:
            alike.setdefault(rule.compared(entry.score), []).append(entry)
    orders = {name: _order(alike, rule) for name, alike in groups.items()}
    sizes = {name: sum(map(len, alike.values())) for name, alike in groups.items()}
    return tuple(_place(entry, groups[entry.group], orders[entry.group], sizes[entry.group], rule) for entry in entries)


def _order(alike: Mapping[Fraction, Sequence[Entry]], rule: RankRule) -> dict[Fraction, int]:
    """The rank of each score."""
    found, ahead = {}, 0
    for score in sorted(alike, reverse=True):
        found[score] = ahead + 1
        ahead += len(alike[score]) if rule.ties == "skip" else 1
    return found


def _place(
    entry: Entry, alike: Mapping[Fraction, Sequence[Entry]], order: Mapping[Fraction, int], of: int, rule: RankRule
) -> Place:
    if entry.score is None:
        return Place(entry.unit, entry.group, None, of, (), "Chưa có điểm nên không xếp hạng.")
    if of < rule.smallest_group:
        reason = f"Nhóm chỉ có {of} đơn vị có điểm, ít hơn {rule.smallest_group}, nên không xếp hạng."
        return Place(entry.unit, entry.group, None, of, (), reason)
    score = rule.compared(entry.score)
    tied = tuple(each.unit for each in alike[score] if each is not entry)
    return Place(entry.unit, entry.group, order[score], of, tied, "")
