"""Dossiers received partly online."""

from parindex.indicators.measure import Count

MEASURE = Count("received", hits=("online_partial",), needs=("channel",))
