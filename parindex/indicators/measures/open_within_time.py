"""Open, and neither overdue nor paused nor without a due date."""

from parindex.indicators.measure import Stock

MEASURE = Stock("open_within_time")
