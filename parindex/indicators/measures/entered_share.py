"""Of what the paper register counts, what was received in the system."""

from parindex.indicators.measure import Register

MEASURE = Register(entered=True)
