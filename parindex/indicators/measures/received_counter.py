"""Dossiers received at the counter."""

from parindex.indicators.measure import Count

MEASURE = Count("received", hits=("counter",), needs=("channel",))
