"""What criteria are tied to: the agencies that lead them and the tasks that win their points; read from a file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from parindex.core import loading
from parindex.core.criteria import CriteriaSet, Criterion
from parindex.core.gaps import Gaps
from parindex.core.methods.bounds import Coming
from parindex.core.projection import Projection


@dataclass(frozen=True)
class Ties:
    """By the id of a scored criterion: `leaders` (agencies), `tasks`, `to_come` (how much it can still see).

    `all_tasks` are all there are, in the order of the plan.
    """

    leaders: Mapping[str, tuple[str, ...]]
    tasks: Mapping[str, tuple[str, ...]]
    all_tasks: tuple[str, ...]
    to_come: Mapping[str, Coming]


NO_TIES = Ties({}, {}, (), {})


@dataclass(frozen=True)
class Stake:
    """What a task is worth. `at_stake`: points of the total that are still possible in its criteria, and so the most
    that is lost if it slips; `gap`: what these criteria lack today. A criterion of several tasks counts for each.
    """

    task: str
    criteria: tuple[str, ...]
    at_stake: Fraction
    gap: Fraction


def stakes(found: Gaps, projection: Projection, ties: Ties) -> tuple[Stake, ...]:
    """Every task that has a criterion, the one with the most at stake first, equal ones in the order of the plan."""
    lost = {gap.id: gap.lost for gap in found.criteria}
    rows = []
    for task in ties.all_tasks:
        ids = tuple(id for id in projection.criteria if task in ties.tasks.get(id, ()))
        at_stake = sum((projection.criteria[id].possible for id in ids), Fraction(0))
        rows.append(Stake(task, ids, at_stake, sum((lost.get(id, Fraction(0)) for id in ids), Fraction(0))))
    return tuple(sorted((row for row in rows if row.criteria), key=lambda row: -row.at_stake))


def without_task(projection: Projection, ties: Ties) -> list[str]:
    """The criteria that nothing in the plan wins."""
    return [id for id in projection.criteria if not ties.tasks.get(id)]


def without_criterion(projection: Projection, ties: Ties) -> list[str]:
    """The tasks that win nothing."""
    used = {task for id in projection.criteria for task in ties.tasks.get(id, ())}
    return [task for task in ties.all_tasks if task not in used]


def load_ties(path: Path, criteria_set: CriteriaSet) -> Ties:
    """Read a file with leaders, tasks, all_tasks, to_come, none of which must be there; InputError names file and line.

    A group stands for all its criteria: it adds tasks to theirs, and leads those that name no leader nearer.
    """
    data = loading.load(path)
    data.only({"leaders", "tasks", "all_tasks", "to_come"})
    leaders, tasks = _lists(data, "leaders", criteria_set), _lists(data, "tasks", criteria_set)
    paths = {line[-1]: line for field in criteria_set.fields for line in _paths(field, ())}
    named = tuple(dict.fromkeys(task for found in tasks.values() for task in found))
    every = data.texts("all_tasks")
    if every and (strangers := [task for task in named if task not in every]):
        raise data.error(f"all_tasks thiếu nhiệm vụ {', '.join(strangers)} đã ghi ở tasks; hãy thêm vào", "all_tasks")
    return Ties(
        leaders={
            id: next((leaders[each] for each in reversed(line) if each in leaders), ()) for id, line in paths.items()
        },
        tasks={
            id: tuple(dict.fromkeys(task for each in line for task in tasks.get(each, ())))
            for id, line in paths.items()
        },
        all_tasks=tuple(dict.fromkeys(every)) or named,
        to_come=_counts(data, "to_come", list(paths)),
    )


def _paths(criterion: Criterion, above: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """The ids from the field down to each scored criterion."""
    here = (*above, criterion.id)
    if criterion.method is not None:
        yield here
    for child in criterion.children:
        yield from _paths(child, here)


def _pairs(data: loading.Mapping, key: str, known: Sequence[str]) -> loading.Mapping | None:
    found = data.get(key)
    if found is None:
        return None
    if not isinstance(found, loading.Mapping):
        raise data.error(f"{key} phải là các cặp “mã tiêu chí: …”", key)
    for id in found:
        if id not in known:
            raise found.error(f"{key} có mã {id} không có trong bộ tiêu chí, hoặc không nhận được; hãy sửa mã", id)
    return found


def _lists(data: loading.Mapping, key: str, criteria_set: CriteriaSet) -> dict[str, tuple[str, ...]]:
    found = _pairs(data, key, [each.id for each in criteria_set.walk()])
    return {} if found is None else {id: found.texts(id) for id in found}


def _counts(data: loading.Mapping, key: str, known: Sequence[str]) -> dict[str, Coming]:
    found = _pairs(data, key, known)
    return {} if found is None else {id: "stock" if found[id] == "stock" else found.whole(id) for id in found}
