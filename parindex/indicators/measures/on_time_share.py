"""Of the dossiers resolved that had a due date, those resolved by it."""

from parindex.indicators.measure import Ratio

MEASURE = Ratio("finished", among=("resolved", "has_due"), hits=("not_late",))
