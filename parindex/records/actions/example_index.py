"""The index of an example week by week, each as it was on its day."""

from collections.abc import Callable
from datetime import date, timedelta

from parindex.records.actions import snapshot
from parindex.records.permissions import Viewer

_WEEK = timedelta(days=7)


def keep_index(office: Callable[[date], Viewer], start: date, until: date) -> int:
    """Take snapshots from `start`, a week apart, and on `until`; returns how many."""
    days = [start + _WEEK * week for week in range((until - start) // _WEEK + 1)]
    for day in dict.fromkeys([*days, until]):
        snapshot.take(office(day))
    return len(set(days) | {until})
