"""How a figure is said beside its target: what its numbers are, what comes of them, and whether the target is met."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from parindex.core import figures
from parindex.core.target_sayings import say_target
from parindex.records.models import Figure
from parindex.web import formats


@dataclass(frozen=True)
class FigureShown:
    """`words` are the numbers as handed in with what comes of them; `met` is None where nothing can be judged."""

    target: str
    source: str
    words: str
    met: bool | None
    verdict: str


def labels(target: Mapping[str, Any]) -> tuple[str, str]:
    """What the two numbers of a share or a change are; of a plain number, its name and ""."""
    if figures.is_change(target):
        return _("Số của kỳ này"), _("Số của %s") % _against(target)
    if figures.is_share(target):
        return _("Tử số (số đạt)"), _("Mẫu số (tổng số)")
    return (_("Số lượng (%s)") % target["unit"] if target.get("unit") else _("Số lượng")), ""


def shown(figure: Figure) -> FigureShown:
    """A figure with its target, which the caller has fetched."""
    target = figure.target.data
    met = figures.meets(target, figure.numerator, figure.denominator)
    return FigureShown(
        say_target(target), str(target.get("words") or ""), _words(target, figure), met, _verdict(target, met)
    )


def doubts(figures_given: Iterable[Figure]) -> list[str]:
    """What a person should look at again though it may be right; the caller has fetched the targets."""
    broken = [one for one in figures_given if one.denominator is not None and _in_parts(one)]
    return [
        _("Số liệu của “%s” có phần thập phân; nếu đây là số hồ sơ, văn bản, cơ quan thì hãy kiểm tra lại.")
        % say_target(one.target.data)
        for one in broken
    ]


def _in_parts(figure: Figure) -> bool:
    return any(number is not None and number % 1 != 0 for number in (figure.numerator, figure.denominator))


def _words(target: Mapping[str, Any], figure: Figure) -> str:
    first = formats.number(figure.numerator)
    if figure.denominator is None:
        return f"{first} {target.get('unit') or ''}".strip()
    second = formats.number(figure.denominator)
    found = figures.value(target, figure.numerator, figure.denominator)
    if figures.is_change(target):
        pair = _("%(now)s so với %(then)s") % {"now": first, "then": second}
        rise = _("tăng") if figures.threshold(target) == "increase_at_least" else _("giảm")
        return pair if found is None else f"{pair}: {rise} {_percent(found)}"
    return f"{first}/{second} " + (_("(không phát sinh)") if found is None else f"({_percent(found)})")


def _percent(share: Any) -> str:
    """Cut, never rounded up: 94,999… must not look like the 95 that it has not reached."""
    exact = Decimal(share.numerator) / Decimal(share.denominator)
    return f"{formats.number(exact.quantize(Decimal('0.01'), ROUND_DOWN))}%"


def _verdict(target: Mapping[str, Any], met: bool | None) -> str | Promise:
    if met is None:
        return _("Không có gì để so với chỉ tiêu")
    if met:
        return _("Đạt chỉ tiêu")
    return _("Chưa đạt ngưỡng chung") if target.get("except") else _("Chưa đạt chỉ tiêu")


def _against(target: Mapping[str, Any]) -> str:
    against = target.get("against")
    if isinstance(against, int):
        return _("năm %d") % against
    return str(against or _("kỳ so sánh"))
