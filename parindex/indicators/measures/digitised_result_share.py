"""Of the dossiers resolved, those whose result is electronic."""

from parindex.indicators.measure import Ratio

MEASURE = Ratio("finished", among=("resolved",), hits=("digitised_result",), needs=("digitised_result",))
