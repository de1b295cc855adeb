"""Sources side by side as tables: an agency and an indicator a line, and the dossiers that sources tell differently."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parindex.core.indicators import Card, load_cards
from parindex.documents.writing.spreadsheet import Column, write_table
from parindex.indicators.compare import Comparison, Disagreement, Kind
from parindex.indicators.sources import source_name
from parindex.web.formats import NOTHING, day, number
from parindex.web.matrix import Asked
from parindex.web.meanings import CHANNELS, ENDINGS
from parindex.web.misread import misread

COLUMNS: dict[str, Any] = {
    "agency": gettext_lazy("Cơ quan"), "field": gettext_lazy("Lĩnh vực"), "procedure": gettext_lazy("Thủ tục"),
    "received_day": gettext_lazy("Tiếp nhận"), "due_day": gettext_lazy("Hạn"),
    "finished_day": gettext_lazy("Hoàn thành"), "ending": gettext_lazy("Kết quả"), "channel": gettext_lazy("Kênh"),
}  # fmt: skip
WORDS: dict[str, Any] = ENDINGS | CHANNELS
# A kind in the address, its word, and what it means.
KINDS: dict[Kind, tuple[str, Any, Any]] = {
    "differ": (
        "khac-nhau", gettext_lazy("khác nhau"), gettext_lazy("những hồ sơ mà các nguồn cùng có cho số khác nhau"),
    ),
    "one": (
        "mot-nguon", gettext_lazy("chỉ một nguồn"),
        gettext_lazy("chênh lệch chỉ do hồ sơ hoặc con số mà một nguồn có, nguồn kia không có"),
    ),
    "agree": ("khop", gettext_lazy("khớp"), gettext_lazy("các nguồn cho cùng một số")),
}  # fmt: skip


@dataclass(frozen=True)
class Side:
    """What one source gives, as it is written."""

    source: str
    said: str


@dataclass(frozen=True)
class Line:
    """One indicator of one agency by each source."""

    agency: str
    card: Card
    sides: list[Side]
    kind: Kind

    @property
    def word(self) -> str:
        return str(KINDS[self.kind][1])


@dataclass(frozen=True)
class Told:
    """A dossier with what sources tell differently: column -> what each says."""

    code: str
    agency: str
    columns: list[tuple[Any, list[Side]]]


def lines(compared: Sequence[Comparison], names: Mapping[str, str]) -> list[Line]:
    """Agencies in the order of their names; the differing ones of an agency keep the indicators' order."""
    found = [
        Line(
            names.get(one.agency or "", one.agency or _("(nguồn không ghi)")), load_cards()[one.indicator],
            [Side(source_name(side.source), sides(side.numerator, side.denominator)) for side in one.sides], one.kind,
        )
        for one in compared
    ]  # fmt: skip
    return sorted(found, key=lambda line: line.agency)


@dataclass(frozen=True)
class Choice:
    """A kind of comparison to look at, how many there are of it, and what it means; `key` is that of the address."""

    key: str
    word: Any
    means: Any
    count: int


def choices(found: Sequence[Line]) -> list[Choice]:
    """Every kind with how many of the lines are of it."""
    return [
        Choice(key, word, means, sum(line.kind == kind for line in found)) for kind, (key, word, means) in KINDS.items()
    ]


def kind_of(request: HttpRequest) -> Kind | None:
    """?khac= of the address: the kind to look at; None for all."""
    asked = request.GET.get("khac", "")
    found = next((kind for kind, (key, _word, _means) in KINDS.items() if key == asked), None)
    if found is None:
        misread(request, "khac", _("mọi ô"))
    return found


def grid(found: Sequence[Line]) -> tuple[list[Card], list[tuple[str, list[Line | None]]]]:
    """An agency a row, an indicator a column; None where an agency has no two sources for it."""
    met = {line.card.code for line in found}
    cards = {code: card for code, card in load_cards().items() if code in met}
    rows: dict[str, dict[str, Line]] = {}
    for line in found:
        rows.setdefault(line.agency, {})[line.card.code] = line
    return list(cards.values()), [(who, [cells.get(code) for code in cards]) for who, cells in rows.items()]


def sides(numerator: Any, denominator: Any) -> str:
    if numerator is None:
        return _("không cho biết")
    return number(numerator) if denominator is None else f"{number(numerator)}/{number(denominator)}"


def told(found: Sequence[Disagreement], names: Mapping[str, str]) -> list[Told]:
    return [
        Told(
            one.code,
            "; ".join(names.get(key, key) for key in one.agencies) or _("(nguồn không ghi)"),
            [
                (COLUMNS[name], [Side(source_name(source), _said(name, said, names)) for source, said in values])
                for name, values in one.columns.items()
            ],
        )
        for one in found
    ]  # fmt: skip


def lacking(found: Mapping[str, Sequence[str]]) -> list[str]:
    """What sources do not bring, a sentence each."""
    return [
        _("Nguồn “%(source)s” không có cột: %(columns)s; chỗ trống ấy không tính là khác nhau.")
        % {"source": source_name(source), "columns": ", ".join(str(COLUMNS[name]).lower() for name in names)}
        for source, names in found.items()
    ]  # fmt: skip


def _said(name: str, value: Any, names: Mapping[str, str]) -> str:
    if value is None or value == "":
        return NOTHING
    if isinstance(value, date):
        return day(value)
    return names.get(value, value) if name == "agency" else str(WORDS.get(value, value))


def sheet(
    request: HttpRequest, asked: Asked, found: Sequence[Line], differing: Sequence[Told], more: Sequence[str]
) -> bytes:
    """Figures first, then the dossiers: a line for each source's word."""
    columns = [
        Column(title) for title in (_("Cơ quan"), _("Nội dung"), _("Nguồn"), _("Số liệu"), _("So với nguồn kia"))
    ]
    rows: list[list[Any]] = [
        [line.agency, line.card.title, side.source, side.said, line.word] for line in found for side in line.sides
    ]
    rows += [
        [
            _("%(agency)s, hồ sơ %(code)s") % {"agency": one.agency, "code": one.code},
            str(title),
            side.source,
            side.said,
            str(KINDS["differ"][1]),
        ]
        for one in differing
        for title, said in one.columns
        for side in said
    ]
    notes = [_("Số liệu đến hết ngày %s.") % day(request.on), *more]
    notes += [_("SỐ LIỆU GIẢ ĐỊNH")] if request.programme.invented else []
    return write_table(_("Đối chiếu nguồn, %s") % asked.period.says, columns, rows, notes)
