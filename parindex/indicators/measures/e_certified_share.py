"""Of the certifications resolved, those with an electronic copy."""

from parindex.indicators.measure import Ratio

MEASURE = Ratio(
    "finished", among=("resolved", "certification"), hits=("e_certified",), needs=("certification", "e_certified")
)
