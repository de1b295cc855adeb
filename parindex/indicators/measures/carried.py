"""Dossiers open at the end of the day before the period."""

from parindex.indicators.measure import Stock

MEASURE = Stock("carried")
