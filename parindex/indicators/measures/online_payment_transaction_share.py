"""Of the payments for dossiers resolved, those made online."""

from parindex.indicators.measure import Sum

MEASURE = Sum(
    "finished",
    among=("resolved",),
    above="online_payments",
    below="payments",
    needs=("payments", "online_payments"),
)
