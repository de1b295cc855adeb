"""Dossiers received by post."""

from parindex.indicators.measure import Count

MEASURE = Count("received", hits=("post",), needs=("channel",))
