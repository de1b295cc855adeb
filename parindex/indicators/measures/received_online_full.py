"""Dossiers received wholly online."""

from parindex.indicators.measure import Count

MEASURE = Count("received", hits=("online_full",), needs=("channel",))
