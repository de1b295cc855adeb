"""Working days that the law gives for the dossiers resolved, in the mean."""

from parindex.indicators.measure import Sum

MEASURE = Sum("finished", among=("resolved",), above="legal_days", needs=("legal_days",))
