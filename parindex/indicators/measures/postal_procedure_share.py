"""Of the procedures with the postal service that returned a dossier, those that used it."""

from parindex.indicators.measure import Distinct

MEASURE = Distinct("returned", among=("postal",), hits=("went_by_post",), needs=("postal", "returned_by_post"))
