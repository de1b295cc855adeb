"""How the terms of a schedule are said on screens: words first, then dates."""

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from parindex.core.schedules import Term
from parindex.web import formats

# A weekly duty has more dates than a line holds.
MOST_DATES = 13
FIRST_DATES = 4


def dates(days: Iterable[date]) -> str:
    """30/3, 30/6, 30/9, 30/12/2023: the year is said once for the days of one year; many are cut in the middle."""
    days = list(days)
    if len(days) > MOST_DATES:
        return f"{dates(days[:FIRST_DATES])} … {formats.day(days[-1])}" + _(" (%d ngày)") % len(days)
    said = []
    for index, day in enumerate(days):
        same_year = index + 1 < len(days) and days[index + 1].year == day.year
        said.append(f"{day.day}/{day.month}" if same_year else formats.day(day))
    return ", ".join(said)


def term(one: Term) -> tuple[str, str]:
    """What a term means, and its dates; the dates are "" where its words hold them all."""
    said = one.says or one.trigger or ""
    if one.kind in ("event", "reference", "continuous"):
        return said, ""
    return said, dates(one.due)
