"""Resolved, and nobody ever set a due date."""

from parindex.indicators.measure import Count

MEASURE = Count("finished", hits=("resolved", "without_due"))
