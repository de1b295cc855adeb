"""Dossiers open at the end."""

from parindex.indicators.measure import Stock

MEASURE = Stock("open")
