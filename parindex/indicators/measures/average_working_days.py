"""Working days from intake to resolution, in the mean."""

from parindex.indicators.measure import Sum

MEASURE = Sum("finished", among=("resolved",), above="working_days", needs=("working_days",))
