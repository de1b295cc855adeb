"""Of the dossiers of procedures that are wholly online, those taken at the counter."""

from parindex.indicators.measure import Ratio

MEASURE = Ratio("received", among=("offered_full",), hits=("counter",), needs=("channel", "online_level"))
