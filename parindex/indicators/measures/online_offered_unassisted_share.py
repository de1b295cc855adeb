"""The same without what was filed on somebody's behalf."""

from parindex.indicators.measure import Ratio

MEASURE = Ratio(
    "received",
    among=("offered_online", "unassisted"),
    hits=("online",),
    needs=("channel", "online_level", "on_behalf"),
)
