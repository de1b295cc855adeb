"""Resolved after the due date."""

from parindex.indicators.measure import Count

MEASURE = Count("finished", hits=("resolved", "late"))
