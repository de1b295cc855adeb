"""Of the dossiers of procedures offered online on that day, those received online."""

from parindex.indicators.measure import Ratio

MEASURE = Ratio("received", among=("offered_online",), hits=("online",), needs=("channel", "online_level"))
