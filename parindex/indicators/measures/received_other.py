"""Dossiers received by other ways."""

from parindex.indicators.measure import Count

MEASURE = Count("received", hits=("other",), needs=("channel",))
