"""The same, with the dossiers that are open and overdue at the end below the line (Decision 766)."""

from parindex.indicators.measure import Ratio

MEASURE = Ratio("finished", among=("resolved", "has_due"), hits=("not_late",), beside="open_overdue")
