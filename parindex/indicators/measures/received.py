"""Dossiers received."""

from parindex.indicators.measure import Count

MEASURE = Count("received")
