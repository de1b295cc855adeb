"""Periods under both schemes: their days, the period of a day, whole periods of a stretch."""

from datetime import date

import pytest

from parindex.core.dates import DateRange, Period, is_over, last_month, period_of, span, whole_periods


@pytest.mark.parametrize(
    ("label", "scheme", "start", "end"),
    [
        ("2023-06", "calendar", date(2023, 6, 1), date(2023, 6, 30)),
        ("2023", "calendar", date(2023, 1, 1), date(2023, 12, 31)),
        ("2023-06", "legal", date(2023, 5, 15), date(2023, 6, 14)),
        ("2023-01", "legal", date(2022, 12, 15), date(2023, 1, 14)),
        ("2024-03", "legal", date(2024, 2, 15), date(2024, 3, 14)),
        ("2023-Q1", "legal", date(2022, 12, 15), date(2023, 3, 14)),
        ("2023-Q4", "legal", date(2023, 9, 15), date(2023, 12, 14)),
        ("2023-H1", "legal", date(2022, 12, 15), date(2023, 6, 14)),
        ("2023-H2", "legal", date(2023, 6, 15), date(2023, 12, 14)),
        ("2023-9M", "legal", date(2022, 12, 15), date(2023, 9, 14)),
        ("2023", "legal", date(2022, 12, 15), date(2023, 12, 14)),
        ("2023-W01", "legal", date(2023, 1, 2), date(2023, 1, 8)),
    ],
)
def test_the_days_of_a_period(label, scheme, start, end):
    assert span(Period.parse(label), scheme) == DateRange(start, end)


@pytest.mark.parametrize(
    ("day", "kind", "scheme", "label"),
    [
        (date(2023, 6, 14), "month", "legal", "2023-06"),
        (date(2023, 6, 15), "month", "legal", "2023-07"),
        (date(2023, 12, 15), "month", "legal", "2024-01"),
        (date(2023, 12, 15), "year", "legal", "2024"),
        (date(2023, 12, 15), "year", "calendar", "2023"),
        (date(2023, 6, 14), "half", "legal", "2023-H1"),
        (date(2023, 6, 15), "half", "legal", "2023-H2"),
        (date(2023, 6, 15), "half", "calendar", "2023-H1"),
        (date(2023, 9, 14), "nine_months", "legal", "2023-9M"),
        (date(2023, 9, 15), "nine_months", "legal", None),
        (date(2023, 9, 15), "nine_months", "calendar", "2023-9M"),
        (date(2021, 1, 3), "week", "legal", "2020-W53"),
    ],
)
def test_the_period_of_a_day(day, kind, scheme, label):
    found = period_of(day, kind, scheme)
    assert (found and found.label) == label


@pytest.mark.parametrize(
    ("start", "end", "kind", "scheme", "labels"),
    [
        (date(2023, 1, 1), date(2023, 12, 31), "quarter", "calendar", ["2023-Q1", "2023-Q2", "2023-Q3", "2023-Q4"]),
        (date(2023, 1, 1), date(2023, 12, 31), "quarter", "legal", ["2023-Q2", "2023-Q3", "2023-Q4"]),
        (date(2022, 12, 15), date(2023, 12, 14), "year", "legal", ["2023"]),
        (date(2022, 12, 16), date(2023, 12, 14), "year", "legal", []),
        (date(2023, 1, 2), date(2023, 2, 28), "month", "calendar", ["2023-02"]),
        (date(2020, 12, 21), date(2021, 1, 10), "week", "calendar", ["2020-W52", "2020-W53", "2021-W01"]),
        (date(2023, 1, 1), date(2024, 12, 31), "nine_months", "calendar", ["2023-9M", "2024-9M"]),
        (date(2023, 12, 31), date(2023, 1, 1), "month", "calendar", []),
    ],
)
def test_whole_periods(start, end, kind, scheme, labels):
    assert [period.label for period in whole_periods(start, end, kind, scheme)] == labels


@pytest.mark.parametrize(
    ("label", "scheme", "day", "over"),
    [
        ("2023-06", "calendar", date(2023, 6, 30), False),
        ("2023-06", "calendar", date(2023, 7, 1), True),
        ("2023-06", "legal", date(2023, 6, 14), False),
        ("2023-06", "legal", date(2023, 6, 15), True),
    ],
)
def test_a_period_is_over_when_its_last_day_is(label, scheme, day, over):
    assert is_over(Period.parse(label), scheme, day) is over


def test_the_last_month_that_is_over():
    assert last_month(date(2023, 6, 30)) == Period(2023, "month", 5)
    assert last_month(date(2023, 1, 1)) == Period(2022, "month", 12)
