"""Of the late dossiers that are not exempt, those with a signed letter sent by the as-of day."""

from parindex.indicators.measure import Ratio

MEASURE = Ratio(
    "apology", among=("late_dossier", "not_exempt"), hits=("letter_sent",), needs=("letters", "apology_day")
)
