"""Of the dossiers received online, those filed on somebody's behalf."""

from parindex.indicators.measure import Ratio

MEASURE = Ratio("received", among=("online",), hits=("on_behalf",), needs=("channel", "on_behalf"))
