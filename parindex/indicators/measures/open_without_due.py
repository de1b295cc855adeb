"""Open, and nobody ever set a due date."""

from parindex.indicators.measure import Stock

MEASURE = Stock("open_without_due")
