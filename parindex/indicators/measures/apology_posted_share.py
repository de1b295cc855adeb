"""Of the letters whose thirtieth day is past, those that were posted for thirty days."""

from parindex.indicators.measure import Ratio

MEASURE = Ratio(
    "apology", among=("letter_sent", "posting_past"), hits=("posted_through",), needs=("letters", "apology_day")
)
