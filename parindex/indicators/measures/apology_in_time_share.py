"""Of the same, those whose letter was sent by the working day before the due date."""

from parindex.indicators.measure import Ratio

MEASURE = Ratio(
    "apology",
    among=("late_dossier", "not_exempt"),
    hits=("letter_sent", "sent_in_time"),
    needs=("letters", "apology_day"),
)
