"""Setting what is asked of the index, and taking it out again; what was set before stays in the history."""

from datetime import date
from uuid import UUID

from django.db import transaction

from parindex.core.amounts import plain, said
from parindex.core.errors import InputError
from parindex.core.goals import Goals
from parindex.core.words import normalise
from parindex.records.actions.history import Conflict, record
from parindex.records.models import Goal, Programme
from parindex.records.permissions import Viewer
from parindex.records.queries import baseline
from parindex.records.queries import criteria_set as sets
from parindex.records.queries import goal as queries


@transaction.atomic
def set_goal(
    by: Viewer, set_name: str, goals: Goals, takes_effect: date | None = None, seen: str | None = None
) -> Goal:
    """From `takes_effect` on (else the day of its decision), ask this of the index by a set that is in use.

    `seen`: the key of the goal that the writer saw standing ("" for none), None where nobody looked. InputError for
    what the set cannot give, for what stands already, and without a decision; Conflict where another was set meanwhile.
    """
    by.require("manage_criteria")
    level = next((level for level, row in sets.newest(by).items() if row.set_name == set_name), None)
    if level is None:
        raise InputError(f"Bộ tiêu chí {set_name} không đang chấm cấp nào; hãy đặt mục tiêu theo bộ đang dùng.")
    year = Programme.objects.select_for_update().get(pk=by.programme_id).year  # one after the other
    decision = normalise(goals.decision)[:120]
    if not decision or goals.decided is None:
        raise InputError("Mục tiêu phải có căn cứ; hãy ghi số kế hoạch hoặc quyết định và ngày ban hành.")
    if goals.rank is not None and level != "district":
        raise InputError("Chỉ chỉ số của huyện có mục tiêu hạng; mỗi xã, phòng không thể cùng một hạng.")
    goals.check(sets.load(by, set_name), _ranked(by))
    before = queries.standing(by).get(set_name)
    if seen is not None and seen != (str(before.pk) if before else ""):
        raise Conflict("Mục tiêu này vừa được người khác đặt lại; hãy tải lại trang để xem rồi đặt tiếp.")
    starts = takes_effect or goals.decided
    values = {
        "points": goals.points, "rank": goals.rank, "decision": decision, "decided": goals.decided,
        "fields": {id: plain(points) for id, points in goals.fields.items()}, "takes_effect": starts,
    }  # fmt: skip
    if before and all(getattr(before, key) == value for key, value in values.items()):
        raise InputError("Mục tiêu này đã được đặt và đang áp dụng; không có gì thay đổi.")
    made = Goal.objects.create(
        programme_id=by.programme_id, year=year, set_name=set_name, set_on=by.on, set_at=by.at, set_by_id=by.user_id,
        **values,
    )  # fmt: skip
    record(
        by, "set_goal", made,
        f"Đặt mục tiêu năm {year} theo bộ {set_name}: {goals.says()}, {decision} ngày {goals.decided:%d/%m/%Y}, "
        f"áp dụng từ {starts:%d/%m/%Y}",
        changes=_changes(before, made),
    )  # fmt: skip
    return made


def _ranked(by: Viewer) -> int | None:
    """How many there are to rank, as far as it is known: the peers and we, else as last year's result told it."""
    year = baseline.year_before(by)
    if peers := baseline.peers(by, year):
        return len(peers) + 1
    last = baseline.of(by, year)
    return last.ranked if last else None


def _changes(before: Goal | None, made: Goal) -> dict[str, list[str | None]]:
    """What differs from the goal that stood, said."""
    pairs = {key: (getattr(before, key, None), getattr(made, key)) for key in ("points", "rank")}
    told = {key: [None if one is None else said(one) for one in pair] for key, pair in pairs.items()}
    return {key: pair for key, pair in told.items() if before and pair[0] != pair[1]}


@transaction.atomic
def withdraw(by: Viewer, goal_id: UUID, reason: str) -> Goal:
    """Take a goal out: what stood before it stands again. InputError without a reason, or where it is out already."""
    by.require("manage_criteria")
    Programme.objects.select_for_update().get(pk=by.programme_id)
    found = queries.find(by, goal_id)
    reason = normalise(reason)
    if not reason:
        raise InputError("Hãy ghi lý do bỏ mục tiêu này.")
    if found.withdrawn_on:
        raise InputError(f"Mục tiêu này đã được bỏ ngày {found.withdrawn_on:%d/%m/%Y}.")
    found.withdrawn_on = by.on
    found.save(update_fields=["withdrawn_on"])
    record(by, "withdraw_goal", found, f"Bỏ mục tiêu {found.says}: {reason[:500]}")
    return found
