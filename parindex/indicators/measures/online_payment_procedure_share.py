"""Of the procedures with a fee that had a dossier resolved, those with one paid online."""

from parindex.indicators.measure import Distinct

MEASURE = Distinct("finished", among=("resolved", "has_fee"), hits=("paid_online",), needs=("has_fee", "paid_online"))
