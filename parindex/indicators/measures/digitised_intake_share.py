"""Of the dossiers received, those scanned at intake."""

from parindex.indicators.measure import Ratio

MEASURE = Ratio("received", hits=("digitised_intake",), needs=("digitised_intake",))
