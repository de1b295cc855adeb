"""A closed period as a page and a sheet: the frozen figures, and beside them what is counted otherwise today."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from parindex.core.dates import Period
from parindex.core.indicators import GROUPS, Card
from parindex.documents.writing.spreadsheet import Column, write_table
from parindex.records.models import Closure
from parindex.records.queries.closure import ALL, Figure, Sides
from parindex.web.formats import NOTHING, day, moment, number
from parindex.web.matrix import SCHEMES, shown
from parindex.web.misread import misread


@dataclass(frozen=True)
class Frozen:
    """A figure as it is drawn; `now` and `change` only where it was restated."""

    code: str
    value: str
    sides: str
    now: str = ""
    now_sides: str = ""
    change: str = ""


@dataclass(frozen=True)
class Restated:
    """A line of the list of restatements."""

    agency: str
    card: Card
    drawn: Frozen


def says(closure: Closure) -> str:
    """tháng 6/2023 (Kỳ báo cáo 15-14): a period in people's words."""
    scheme = dict(SCHEMES).get("legal" if closure.scheme == "legal" else "calendar", "")
    return f"{Period.parse(closure.period).says} ({scheme.split(' (')[0].lower()})"


def name_of(agency: str, names: Mapping[str, str]) -> str:
    return _("Tất cả") if agency == ALL else names.get(agency, agency)


def draw(one: Figure) -> Frozen:
    if not one.restated:
        return Frozen(one.card.code, shown(one.card, one.worth_before), _sides(one.before))
    return Frozen(
        one.card.code, shown(one.card, one.worth_before), _sides(one.before), shown(one.card, one.worth_after),
        _sides(one.after), _change(one),
    )  # fmt: skip


def _sides(sides: Sides | None) -> str:
    if sides is None:
        return _("không có hồ sơ")
    if sides[0] is None:
        return _("nguồn không cho biết")
    return number(sides[0]) if sides[1] is None else f"{number(sides[0])}/{number(sides[1])}"


def _change(one: Figure) -> str:
    change: Fraction | None = one.change
    if change is None:
        return _("không so được")
    if not change:
        return _("giá trị không đổi")
    return ("+" if change > 0 else "−") + shown(one.card, abs(change)).removesuffix(" %")


def restated(figures: Sequence[Figure], names: Mapping[str, str]) -> list[Restated]:
    return [Restated(name_of(one.agency, names), one.card, draw(one)) for one in figures if one.restated]


def table(
    figures: Sequence[Figure], group: str, names: Mapping[str, str]
) -> tuple[list[Card], list[tuple[str, list[Frozen | None]]]]:
    """The cards of a group as columns, an agency a row; the row over all agencies comes last."""
    mine = [one for one in figures if one.card.group == group]
    cards = list({one.card.code: one.card for one in sorted(mine, key=lambda one: one.card.order)}.values())
    rows: dict[str, dict[str, Frozen]] = {}
    for one in mine:
        rows.setdefault(one.agency, {})[one.card.code] = draw(one)
    order = [*(key for key in rows if key != ALL), *([ALL] if ALL in rows else [])]
    return cards, [(name_of(key, names), [rows[key].get(card.code) for card in cards]) for key in order]


def group_of(request: HttpRequest) -> str:
    """?nhom= of the address; the first one where it is none, which is said on the page."""
    if (asked := request.GET.get("nhom", "")) in GROUPS:
        return asked
    first = next(iter(GROUPS))
    misread(request, "nhom", f"“{GROUPS[first]}”")
    return first


def sheet(request: HttpRequest, closure: Closure, figures: Sequence[Figure], names: Mapping[str, str]) -> bytes:
    """Every frozen figure, a line each, beside that counted today."""
    columns = [
        Column(_("Cơ quan"), width=36), Column(_("Chỉ tiêu"), width=48), Column(_("Đơn vị")),
        Column(_("Đã chốt"), "decimal"), Column(_("Tử số"), "decimal"), Column(_("Mẫu số"), "decimal"),
        Column(_("Tính lại"), "decimal"), Column(_("Tử số mới"), "decimal"), Column(_("Mẫu số mới"), "decimal"),
        Column(_("Chênh lệch"), "decimal"), Column(_("Điều chỉnh")),
    ]  # fmt: skip
    lines = [
        [name_of(one.agency, names), one.card.title, one.card.unit, _plain(one.worth_before), *(one.before or _NONE),
         _plain(one.worth_after), *(one.after or _NONE), _plain(one.change), one.restated]
        for one in figures
    ]  # fmt: skip
    return write_table(_("Kỳ đã chốt: %s") % says(closure), columns, lines, notes(request, closure))


_NONE: tuple[Any, Any] = (None, None)


def _plain(worth: Fraction | None) -> Decimal | None:
    return None if worth is None else round(Decimal(worth.numerator) / Decimal(worth.denominator), 6)


def notes(request: HttpRequest, closure: Closure) -> list[str]:
    """What a reader of the figures must know of how they were made."""
    found = [
        _("Số liệu chốt đến hết ngày %(day)s, như biết lúc %(known)s.")
        % {"day": day(closure.cut_off), "known": moment(closure.known_at)},
        _("Ngày gửi báo cáo: %s.") % (day(closure.report_due) if closure.report_due else NOTHING),
        _("Kho hồ sơ %(lake)s; quy tắc %(rules)s; lịch làm việc %(calendar)s; dấu vết %(hash)s.")
        % {"lake": closure.lake_version, "rules": closure.rules_version, "calendar": closure.calendar_version,
           "hash": closure.input_hash},
    ]  # fmt: skip
    if closure.reopened_on:
        found.append(_("Đã mở lại ngày %s: %s") % (day(closure.reopened_on), closure.reopened_reason))
    return [*found, _("SỐ LIỆU GIẢ ĐỊNH")] if request.programme.invented else found
