"""What the register counts say, files without ids among them."""

from parindex.indicators.measure import Register

MEASURE = Register(entered=False)
