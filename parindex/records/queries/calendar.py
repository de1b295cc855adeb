"""A month of duties, day by day, beside the working calendar."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from parindex.core.calendar import WorkCalendar
from parindex.core.dates import last_day
from parindex.core.errors import InputError
from parindex.records.models import Task
from parindex.records.permissions import Viewer
from parindex.records.queries import obligation as obligations
from parindex.records.queries.obligation import DutyRow
from parindex.records.queries.plan import URGENCY


@dataclass
class Entry:
    """The duties of one task that are due on one day; `key` is the most urgent state among them."""

    task: Task
    duties: list[DutyRow] = field(default_factory=list)

    @property
    def key(self) -> str:
        return min((row.state.key for row in self.duties), key=URGENCY.index)


@dataclass(frozen=True)
class Day:
    """`why` says why a day is not as its weekday would have it, "" where there is nothing to say."""

    day: date
    inside: bool
    working: bool
    why: str
    entries: list[Entry]


def month(viewer: Viewer, first: date, agency: UUID | None = None) -> list[list[Day]]:
    """The weeks of a month, Monday first, with the duties that the viewer owes or oversees. One query."""
    everywhere = viewer.everywhere("see_all_duties")
    wanted = obligations.visible(viewer) if everywhere else obligations.own(viewer)
    if agency:
        wanted = wanted.filter(agency_id=agency)
    end = last_day(first.year, first.month)
    rows = [
        row
        for bucket in obligations.duties(viewer, wanted.filter(due__gte=first, due__lte=end)).values()
        for row in bucket
    ]
    by_day: dict[date, dict[UUID, Entry]] = defaultdict(dict)
    for row in rows:
        entries = by_day[row.obligation.due]
        entries.setdefault(row.obligation.task_id, Entry(row.obligation.task)).duties.append(row)
    monday = first - timedelta(days=first.weekday())
    weeks = []
    while monday <= end:
        weeks.append([_day(monday + timedelta(days=n), first, by_day) for n in range(7)])
        monday += timedelta(days=7)
    return weeks


def _day(day: date, first: date, by_day: dict[date, dict[UUID, Entry]]) -> Day:
    working, why = _working(day)
    entries = sorted(by_day[day].values(), key=lambda e: (e.task.item.part.order, e.task.item.order, e.task.order))
    return Day(day, day.month == first.month, working, why, entries)


def _working(day: date) -> tuple[bool, str]:
    try:
        calendar = WorkCalendar.load()
        working = calendar.is_working(day)
        return working, calendar.why(day) if working == (day.weekday() >= 5) else ""
    except InputError:  # a year that the calendar does not hold yet
        return day.weekday() < 5, ""
