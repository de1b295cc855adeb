"""Open past the due date."""

from parindex.indicators.measure import Stock

MEASURE = Stock("open_overdue")
