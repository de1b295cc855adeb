"""Of the dossiers received whose channel is known, those received online."""

from parindex.indicators.measure import Ratio

MEASURE = Ratio("received", hits=("online",), needs=("channel",))
