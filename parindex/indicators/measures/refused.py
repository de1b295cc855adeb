"""Dossiers refused; they are among the resolved."""

from parindex.indicators.measure import Count

MEASURE = Count("finished", hits=("resolved", "refused"))
