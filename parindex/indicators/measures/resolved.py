"""Dossiers resolved or refused."""

from parindex.indicators.measure import Count

MEASURE = Count("finished", hits=("resolved",))
