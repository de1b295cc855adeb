"""Open, while the clock stands still."""

from parindex.indicators.measure import Stock

MEASURE = Stock("open_paused")
