"""Proposes to which items of a plan the criteria of a set belong, by numbers and titles, for a person to look at."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from parindex.core.criteria import CriteriaSet, Criterion
from parindex.core.words import fold

# Below this likeness of titles (0-100) nothing is proposed; the same number needs less.
LIKE, LIKE_WITH_NUMBER = 85, 70


@dataclass(frozen=True)
class Proposal:
    """An item (PART.ITEM) for a criterion; `likeness` of the titles from 0 to 100."""

    item: str
    likeness: int


def propose_ties(criteria_set: CriteriaSet, items: Mapping[str, str]) -> dict[str, Proposal]:
    """By scored criterion the item of the plan whose title is most like its own or its groups'. `items`: address ->
    title. Where no title is like enough, nothing is proposed: a number alone proves nothing.
    """
    folded = {address: fold(title) for address, title in items.items()}
    found: dict[str, Proposal] = {}
    for field in criteria_set.fields:
        _walk(field, (), folded, found)
    return found


def _walk(
    criterion: Criterion, above: Sequence[Criterion], items: Mapping[str, str], found: dict[str, Proposal]
) -> None:
    line = (*above, criterion)
    for child in criterion.children:
        _walk(child, line, items, found)
    if criterion.method is None:
        return
    # The field's title is too broad to find an item by, unless the field itself is scored.
    names = [each for each in line if each is criterion or (each is not line[0])]
    best: tuple[int, bool, str] | None = None
    for address, title in items.items():
        for each in names:
            numbered = each.id == address or each.id.startswith(f"{address}.")
            likeness = round(fuzz.token_sort_ratio(fold(each.title), title))
            if likeness >= (LIKE_WITH_NUMBER if numbered else LIKE):
                best = max(best or (0, False, ""), (likeness, numbered, address))
    if best:
        found[criterion.id] = Proposal(best[2], best[0])
