"""Resolved at least one working day before the due date."""

from parindex.indicators.measure import Count

MEASURE = Count("finished", hits=("resolved", "early"), needs=("working_days_to_due",))
