"""Tying criteria to tasks of the plan, to the agencies that lead them, and to where their answers come from."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from parindex.core.amounts import plain
from parindex.core.criteria import CriteriaSet
from parindex.core.criterion_sources import TieRule, load_tie_rules, read_source
from parindex.core.errors import InputError
from parindex.core.tie_proposals import propose_ties
from parindex.records.actions.history import expect, record
from parindex.records.models import Agency, CriterionTie, Task
from parindex.records.permissions import NotFound, Viewer
from parindex.records.queries import criteria_set as sets
from parindex.records.queries import criterion_tie as queries
from parindex.records.queries.criterion_tie import Taken

_MOST_EFFORT = Decimal(1000)


@dataclass(frozen=True)
class Tied:
    """What was done: criteria tied anew (`guessed`: by likeness of titles), those left as people had tied them, and
    addresses that the plan lacks. `taken`: taken over from the set whose place this one took.
    """

    taken: tuple[str, ...]
    made: tuple[str, ...]
    guessed: tuple[str, ...]
    kept: tuple[str, ...]
    missing: tuple[tuple[str, str], ...]


@transaction.atomic
def tie_by_rules(by: Viewer, set_name: str) -> Tied:
    """Tie the criteria of a set as they were tied in the set whose place it took, then as its rules say, by the numbers
    of the plan's items, and those without a rule to the item whose title is like theirs. What people tied stays theirs;
    what was not found is told.
    """
    by.require("manage_criteria")
    criteria = sets.load(by, set_name)
    old = sets.before(by, criteria)
    taken = tuple(take_over(by, old, criteria).ties) if old else ()
    rules, tasks = load_tie_rules(criteria), list(queries.named(by))
    places = queries.addresses(tasks)
    guesses = {
        id: TieRule((one.item,), None) for id, one in propose_ties(criteria, _titles(tasks)).items() if id not in rules
    }
    have = set(
        CriterionTie.objects.filter(programme_id=by.programme_id, set_name=set_name).values_list("criterion", flat=True)
    )
    made, missing = [], []
    for id, rule in (rules | guesses).items():
        missing += [(id, address) for address in rule.tasks if address not in places]
        if id in have:
            continue
        tie = CriterionTie.objects.create(
            programme_id=by.programme_id, set_name=set_name, criterion=id,
            source=rule.source.to_json() if rule.source else {}, changed_at=by.at, changed_by_id=by.user_id,
        )  # fmt: skip
        tie.tasks.set([task for address in rule.tasks for task in places.get(address, ())])
        made.append(id)
        how = "theo tên mục giống nhau, cần xem lại" if id in guesses else "theo quy tắc đi kèm bộ"
        record(by, "tie", tie, f"Gắn tiêu chí {id} của bộ {set_name} {how}")
    guessed = tuple(id for id in made if id in guesses)
    kept = (have & set(rules | guesses)) - set(taken)
    return Tied(taken, tuple(made), guessed, tuple(sorted(kept)), tuple(missing))


@transaction.atomic
def take_over(by: Viewer, old: CriteriaSet, new: CriteriaSet) -> Taken:
    """Tie the criteria of a set like the same ones of the set whose place it takes; those tied already stay so."""
    by.require("manage_criteria")
    found = queries.taken(by, old, new)
    for id, row in found.ties.items():
        tie = CriterionTie.objects.create(
            programme_id=by.programme_id, set_name=new.name, criterion=id, source=row.source, effort=row.effort,
            changed_at=by.at, changed_by_id=by.user_id,
        )  # fmt: skip
        tie.tasks.set(row.tasks.all())
        tie.leaders.set(row.leaders.all())
        record(by, "tie", tie, f"Gắn tiêu chí {id} của bộ {new.name} như {row.criterion} của bộ {old.name}")
    return found


def _titles(tasks: Sequence[tuple[str, Task]]) -> dict[str, str]:
    """The titles of the plan's items by PART.ITEM."""
    return {f"{task.item.part.number}.{task.item.number}": task.item.title for _address, task in tasks}


@transaction.atomic
def tie(
    by: Viewer,
    set_name: str,
    criterion: str,
    tasks: Collection[UUID],
    leaders: Collection[UUID] = (),
    source: dict[str, Any] | None = None,
    version: int | None = None,
    effort: Decimal | None = None,
) -> CriterionTie:
    """Say what a criterion is tied to; `leaders` empty: those who lead the tasks. `effort` is what winning it costs, in
    the office's own unit (None: not said). Conflict where the tie has changed.
    """
    by.require("manage_criteria")
    found = _held(by, sets.load(by, set_name), criterion)
    expect(found, version)
    if effort is not None and not Decimal(0) < effort <= _MOST_EFFORT:
        raise InputError(f"Công sức của tiêu chí {criterion} phải lớn hơn 0 và không quá {_MOST_EFFORT}.")
    known = Task.objects.filter(programme_id=by.programme_id, pk__in=tasks)
    named = Agency.objects.filter(programme_id=by.programme_id, pk__in=leaders)
    if len(known) != len(set(tasks)) or len(named) != len(set(leaders)):
        raise NotFound("task")
    read = read_source(source or {})
    found.source = read.to_json() if read else {}
    before, found.effort = found.effort, effort
    found.changed_at, found.changed_by_id = by.at, by.user_id
    found.save()
    found.tasks.set(known)
    found.leaders.set(named)
    record(
        by, "tie", found, f"Gắn tiêu chí {criterion} của bộ {set_name} với {len(known)} nhiệm vụ",
        changes={} if before == effort else {"công sức": [_said(before), _said(effort)]},
    )  # fmt: skip
    return found


def _said(effort: Decimal | None) -> str | None:
    return None if effort is None else plain(effort)


def _held(by: Viewer, criteria: CriteriaSet, criterion: str) -> CriterionTie:
    if criterion not in {each.id for each in criteria.walk() if each.method is not None}:
        raise NotFound("criterion")
    found, _ = CriterionTie.objects.select_for_update().get_or_create(
        programme_id=by.programme_id,
        set_name=criteria.name,
        criterion=criterion,
        defaults={"changed_at": by.at, "version": 0},
    )
    return found
