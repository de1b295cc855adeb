"""Of the dossiers returned, those returned by post."""

from parindex.indicators.measure import Ratio

MEASURE = Ratio("returned", hits=("returned_by_post",), needs=("returned_by_post",))
