"""Ranks units within their groups by exact scores, before any rounding; ties and small groups as the set declares."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

# skip: 1, 2, 2, 4; dense: 1, 2, 2, 3.
Ties = Literal["skip", "dense"]


@dataclass(frozen=True)
class RankRule:
    """How ties are counted, and how many units with a score a group needs to be ranked."""

    ties: Ties
    smallest_group: int


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
    """The places in the order of the entries. The highest score is first; groups are never compared with each other."""
    return tuple(_place(entry, [each for each in entries if each.group == entry.group], rule) for entry in entries)


def _place(entry: Entry, group: Sequence[Entry], rule: RankRule) -> Place:
    scores = [each.score for each in group if each.score is not None]
    if entry.score is None:
        return Place(entry.unit, entry.group, None, len(scores), (), "Chưa có điểm nên không xếp hạng.")
    if len(scores) < rule.smallest_group:
        reason = f"Nhóm chỉ có {len(scores)} đơn vị có điểm, ít hơn {rule.smallest_group}, nên không xếp hạng."
        return Place(entry.unit, entry.group, None, len(scores), (), reason)
    better = [score for score in scores if score > entry.score]
    ahead = len(better) if rule.ties == "skip" else len(set(better))
    tied = tuple(each.unit for each in group if each is not entry and each.score == entry.score)
    return Place(entry.unit, entry.group, ahead + 1, len(scores), tied, "")
