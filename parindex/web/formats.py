"""How dates, instants and numbers are written on screens: by hand, as Django's localised forms take a global lock."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone

NOTHING = "–"


def day(value: date | None) -> str:
    """15/6/2023; an instant is told as the day in Asia/Ho_Chi_Minh."""
    if not value:
        return NOTHING
    if isinstance(value, datetime):
        value = timezone.localtime(value).date()
    return f"{value.day}/{value.month}/{value.year}"


def moment(value: datetime | None) -> str:
    """14:05, 15/6/2023 in Asia/Ho_Chi_Minh."""
    if not value:
        return NOTHING
    local = timezone.localtime(value)
    return f"{local:%H:%M}, {day(local.date())}"


def number(value: Decimal | int | str | None, places: int | None = None) -> str:
    """1.234,5: comma before decimals, dot between thousands; `places` rounds half up, None shows all that are there."""
    if value is None or value == "":
        return NOTHING
    exact = Decimal(value)
    if places is not None:
        exact = exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    whole, _, decimals = f"{abs(exact):,f}".partition(".")
    if places is None:
        decimals = decimals.rstrip("0")
    sign = "−" if exact < 0 else ""
    return sign + whole.replace(",", ".") + ("," + decimals if decimals else "")


def size(count: int) -> str:
    """Bytes as people read them: 820 KB, 3,4 MB."""
    if count < 1024 * 1024:
        return f"{max(1, round(count / 1024))} KB"
    return f"{number(Decimal(count) / (1024 * 1024), 1)} MB"
