"""Resolved neither late nor early."""

from parindex.indicators.measure import Count

MEASURE = Count("finished", hits=("resolved", "on_time"), needs=("working_days_to_due",))
