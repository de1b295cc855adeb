"""Working days counted back from a day, for what is due in advance."""

from datetime import date

import pytest

from parindex.core.calendar import WorkCalendar
from parindex.core.errors import InputError


@pytest.mark.parametrize(
    ("day", "count", "due", "skipped"),
    [
        (date(2023, 6, 15), 1, date(2023, 6, 14), 0),
        (date(2023, 6, 19), 1, date(2023, 6, 16), 2),
        (date(2023, 6, 18), 1, date(2023, 6, 16), 1),
        (date(2023, 5, 4), 2, date(2023, 4, 27), 5),
        (date(2024, 5, 6), 1, date(2024, 5, 4), 1),
    ],
)
def test_days_are_counted_back(day, count, due, skipped):
    found = WorkCalendar.load().due_before(day, count)
    assert (found.day, found.start, len(found.skipped)) == (due, day, skipped)
    assert f"{count} ngày làm việc là" in found.says


def test_counting_back_never_leaves_the_years_held():
    with pytest.raises(InputError, match="2011"):
        WorkCalendar.load().due_before(date(2012, 1, 3), 1)
    with pytest.raises(InputError, match="2027"):
        WorkCalendar.load().nth_after(date(2026, 12, 31), 1)
