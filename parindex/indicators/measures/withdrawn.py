"""Dossiers withdrawn by the applicant."""

from parindex.indicators.measure import Count

MEASURE = Count("finished", hits=("withdrawn",))
