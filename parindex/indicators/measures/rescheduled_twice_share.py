"""Of the dossiers received, those rescheduled more than once."""

from parindex.indicators.measure import Ratio

MEASURE = Ratio("received", hits=("rescheduled_twice",), needs=("reschedules",))
