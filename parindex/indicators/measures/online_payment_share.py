"""Of the dossiers resolved that had a fee, those paid online."""

from parindex.indicators.measure import Ratio

MEASURE = Ratio("finished", among=("resolved", "has_fee"), hits=("paid_online",), needs=("has_fee", "paid_online"))
