"""How the terms of a schedule and the targets of a task are said on screens: words first, then dates and numbers."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parindex.core.schedules import Term
from parindex.web import formats

# A weekly duty has more dates than a line holds.
MOST_DATES = 13
FIRST_DATES = 4

KINDS = {
    "at_least": gettext_lazy("ít nhất"),
    "at_most": gettext_lazy("không quá"),
    "increase_at_least": gettext_lazy("tăng ít nhất"),
    "decrease_at_least": gettext_lazy("giảm ít nhất"),
    "lasts": gettext_lazy("trong thời gian"),
    "equals": gettext_lazy("bằng"),
}


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


def target(data: Mapping[str, Any]) -> str:
    """One threshold in words: “ít nhất 90 % (riêng đất đai ít nhất 80 %)”, “tăng ít nhất 20 % so với năm 2022”."""
    kind = next((key for key in KINDS if data.get(key) is not None), None)
    if kind is None:
        return str(data.get("words") or "")
    said = f"{KINDS[kind]} {_amount(data[kind], data.get('unit')) if kind != 'equals' else data[kind]}"
    if kind == "at_least" and data.get("unit") == "%" and data[kind] == "100":
        said = _amount(data[kind], "%")
    if data.get("strict") and kind in ("at_least", "at_most"):
        said = (_("trên %s") if kind == "at_least" else _("dưới %s")) % _amount(data[kind], data.get("unit"))
    if data.get("per"):
        said += _(" mỗi %s") % str(data["per"]).removeprefix("mỗi ")
    if against := data.get("against"):
        said += _(" so với %s") % (f"năm {against}" if isinstance(against, int) else against)
    if data.get("by"):
        said += _(" đến năm %s") % data["by"]
    others = [
        _("riêng %(what)s ít nhất %(least)s")
        % {"what": one["what"], "least": _amount(one["at_least"], data.get("unit"))}
        for one in data.get("except") or ()
    ]
    return said + (f" ({'; '.join(others)})" if others else "")


def _amount(value: str, unit: str | None) -> str:
    return f"{formats.number(value)}{'%' if unit == '%' else f' {unit}' if unit else ''}"
