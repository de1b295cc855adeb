"""How a plan read again differs from the plan in force: a task keeps its identity by its place and words."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from rapidfuzz import fuzz

from parindex.core.plan_reading import PlanItem, PlanTask
from parindex.core.words import fold

Key = TypeVar("Key")
# Words alike by this many of 100 are the same task reworded: more is asked of a task that has moved.
ALIKE_IN_PLACE = 70
ALIKE_ELSEWHERE = 88
# Titles alike by this many of 100 are the same plan issued again; a person sees the guess and may change it.
ALIKE_TITLE = 90

FIELDS: dict[str, Callable[[PlanItem, PlanTask], object]] = {
    "place": lambda item, _: item.label,
    "title": lambda item, _: fold(item.title or ""),
    "text": lambda _, task: task.text,
    "lead": lambda _, task: task.lead,
    "with": lambda _, task: task.supporting,
    "agencies": lambda _, task: (sorted(set(task.lead_keys)), sorted(set(task.supporting_keys))),
    "phrase": lambda _, task: (task.phrase or "").rstrip(" ."),
    "schedule": lambda _, task: [(t.kind, t.start, t.due, t.trigger, t.within) for t in task.schedule],
    "targets": lambda _, task: [
        {key: value for key, value in target.items() if value not in (None, [], "")} for target in task.targets
    ],
    "product": lambda _, task: task.product or "",
    "note": lambda _, task: task.note or "",
}


@dataclass(frozen=True)
class Placed(Generic[Key]):
    """A task with the item it stands in; `key` is the identity in memory, or the address in a new reading."""

    key: Key
    item: PlanItem
    task: PlanTask


@dataclass(frozen=True)
class Difference:
    """`old` and `new` are None where the task is new or removed; `fields` names what changed."""

    kind: Literal["new", "changed", "removed"]
    old: Placed | None
    new: Placed | None
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class Comparison:
    """`same` pairs each task that stayed as it was."""

    differences: tuple[Difference, ...]
    same: tuple[tuple[Placed, Placed], ...]


def same_plan(title: str, number: str | None, other_title: str, other_number: str | None) -> bool:
    """Whether two documents are most likely the same plan: by number, else by title."""
    return (bool(number) and number == other_number) or fuzz.ratio(fold(title), fold(other_title)) >= ALIKE_TITLE


def compare(old: Sequence[Placed], new: Sequence[Placed]) -> Comparison:
    """Pair the tasks of two readings and say what changed, in the new plan's order, removed ones last."""
    pairs = _pair(old, new)
    differences: list[Difference] = []
    same: list[tuple[Placed, Placed]] = []
    for placed in new:
        known = pairs.get(id(placed))
        if known is None:
            differences.append(Difference("new", None, placed))
            continue
        fields = tuple(
            name for name, of in FIELDS.items() if of(known.item, known.task) != of(placed.item, placed.task)
        )
        if fields:
            differences.append(Difference("changed", known, placed, fields))
        else:
            same.append((known, placed))
    kept = {id(known) for known in pairs.values()}
    differences += [Difference("removed", placed, None) for placed in old if id(placed) not in kept]
    return Comparison(tuple(differences), tuple(same))


def _pair(old: Sequence[Placed], new: Sequence[Placed]) -> dict[int, Placed]:
    """Map each new task's id() to the old task that it is: same words in place, same words, alike in place, alike."""
    pairs: dict[int, Placed] = {}
    left_old, left_new = list(old), list(new)
    words = {id(placed): fold(placed.task.text) for placed in (*old, *new)}

    def take(group: Callable[[Placed], object], least: float) -> None:
        """Pair within groups, the most alike first; of those that are equally alike the earlier."""
        old_of: dict[object, list[int]] = defaultdict(list)
        for i, a in enumerate(left_old):
            old_of[group(a)].append(i)
        ranked = [
            (-score, i, j)
            for j, b in enumerate(left_new)
            for i in old_of.get(group(b), ())
            if (score := fuzz.ratio(words[id(left_old[i])], words[id(b)], score_cutoff=least)) > 0
        ]
        used_old: set[int] = set()
        used_new: set[int] = set()
        for _, i, j in sorted(ranked):
            if i not in used_old and j not in used_new:
                used_old.add(i)
                used_new.add(j)
                pairs[id(left_new[j])] = left_old[i]
        left_old[:] = [a for i, a in enumerate(left_old) if i not in used_old]
        left_new[:] = [b for j, b in enumerate(left_new) if j not in used_new]

    take(lambda one: (one.item.label, words[id(one)]), 100)
    take(lambda one: words[id(one)], 100)
    take(lambda one: one.item.label, ALIKE_IN_PLACE)
    take(lambda _: None, ALIKE_ELSEWHERE)
    return pairs
