"""The month matrix as pages and sheets: what the address asks for, how a figure is written, its colour, its spark."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parindex.core.dates import Period, PeriodKind, Scheme, is_over, period_of, span
from parindex.core.indicators import GROUPS, Card, load_cards
from parindex.core.target_sayings import say_target
from parindex.documents.writing.picture import Verdict, verdicts
from parindex.documents.writing.spreadsheet import Column, Kind, write_table
from parindex.records.models import Target
from parindex.records.queries.indicator import Cell, Matrix, MatrixRow, Whose, Year
from parindex.web.downloads import file_period
from parindex.web.formats import NOTHING, day, number
from parindex.web.forms.agency import KINDS as AGENCY_KINDS
from parindex.web.misread import misread

KINDS: tuple[tuple[PeriodKind, str], ...] = (
    ("month", "Tháng"), ("quarter", "Quý"), ("half", "6 tháng"), ("nine_months", "9 tháng"), ("year", "Năm"),
)  # fmt: skip
SCHEMES: tuple[tuple[Scheme, str], ...] = (("calendar", "Tháng lịch (1–cuối tháng)"), ("legal", "Kỳ báo cáo (15–14)"))
LEAST = 10  # the usual least count of a denominator that may head a ranking
_CODE = re.compile(r"\b[a-z]+(?:_[a-z0-9]+)+\b")
_SPARK_WIDTH, _SPARK_HEIGHT = 60, 16


@dataclass(frozen=True)
class Asked:
    """?ky=2023-06&lich=legal&nhom=online&toi-thieu=10&sap=-code of the address; what it lacks is as usual.

    ?ten= are a source's words for an agency that is not in the directory, "" where it has none; None without it.
    ?loai=commune,department are the kinds of agencies whose dossiers alone are asked for, where rows are listed.
    """

    period: Period
    scheme: Scheme
    group: str
    least: int
    sort: str
    words: str | None = None
    kinds: tuple[str, ...] = ()

    @classmethod
    def of(cls, request: HttpRequest) -> "Asked":
        get = request.GET
        scheme: Scheme = "legal" if get.get("lich") == "legal" else "calendar"
        if get.get("lich", scheme) != scheme:
            misread(request, "lich", dict(SCHEMES)[scheme].lower())
        group = get.get("nhom", "")
        least = get.get("toi-thieu", "")
        return cls(
            _period(request, scheme),
            scheme,
            group if group in GROUPS else next(iter(GROUPS)),
            min(int(least), 10_000) if least.isascii() and least.isdigit() else LEAST,
            get.get("sap", ""),
            get["ten"][:500] if "ten" in get else None,
            _kinds(request),
        )

    @property
    def cards(self) -> list[Card]:
        return [card for card in load_cards().values() if card.group == self.group]

    def query(self, **other: Any) -> str:
        """The address's parameters with some changed, those that are None left out."""
        said = {"ky": self.period.label, "lich": self.scheme, "nhom": self.group, "toi-thieu": self.least}
        said |= {"ten": self.words, "loai": ",".join(self.kinds) or None} | other
        return urlencode({key: value for key, value in said.items() if value is not None})

    @property
    def file_period(self) -> str:
        return file_period(self.period.label, self.scheme)

    def unfinished(self, on: date) -> str:
        """What must stand beside the figures of a period that is not over; "" for one that is."""
        if is_over(self.period, self.scheme, on):
            return ""
        return _("kỳ chưa hết: mới có số liệu đến hết ngày %s, đạt hay chưa đạt còn có thể đổi") % day(on)

    def periods(self, on: date) -> list[tuple[str, list[tuple[str, str]]]]:
        """Periods to choose from, by kind: those of this year and the last two that have begun, the newest first."""
        found = []
        for kind, title in KINDS:
            labels = []
            for year in (on.year, on.year - 1, on.year - 2):
                count = {"month": 12, "quarter": 4, "half": 2, "nine_months": 1, "year": 1}[kind]
                begun = [Period(year, kind, n) for n in range(count, 0, -1) if Period(year, kind, n).start <= on]
                labels += [(one.label, one.says) for one in begun]
            found.append((title, labels))
        return found


def ended(on: date) -> list[tuple[str, list[tuple[str, str]]]]:
    """Periods of the last three years that are over under one scheme at least, by kind, the newest first."""
    found = []
    for kind, title in KINDS:
        count = {"month": 12, "quarter": 4, "half": 2, "nine_months": 1, "year": 1}[kind]
        every = [Period(year, kind, n) for year in (on.year, on.year - 1, on.year - 2) for n in range(count, 0, -1)]
        over = [(one.label, one.says) for one in every if (span(one, "legal").end or on) <= on]
        if over:
            found.append((title, over))
    return found


def who(whose: Whose) -> str:
    """Whose figures these are, in words."""
    if whose.agency:
        return whose.agency.name
    if whose.kinds:
        return _("Chỉ tính %s") % ", ".join(str(AGENCY_KINDS[kind]) for kind in whose.kinds)
    return _("Tất cả cơ quan") if whose.words is None else whose.words or _("(nguồn không ghi cơ quan)")


def _kinds(request: HttpRequest) -> tuple[str, ...]:
    """The kinds of ?loai= that there are, each once; those that nobody knows are told."""
    wanted = [kind for kind in request.GET.get("loai", "").split(",") if kind]
    found = tuple(dict.fromkeys(kind for kind in wanted if kind in AGENCY_KINDS))
    if len(found) < len(set(wanted)):
        names = ", ".join(str(AGENCY_KINDS[kind]) for kind in found)
        misread(request, "loai", names or _("mọi loại cơ quan"))
    return found


def _period(request: HttpRequest, scheme: Scheme) -> Period:
    """The period of ?ky=; the month that holds the day where that is none."""
    try:
        found = Period.parse(request.GET.get("ky", ""))
        if found.kind != "week" and 1990 <= found.year <= 2100 and 1 <= found.number <= 12 and found.start.year:
            return found
    except (ValueError, KeyError, IndexError):
        pass
    now = period_of(request.on, "month", scheme)
    assert now
    misread(request, "ky", now.says)
    return now


def shown(card: Card, worth: Fraction | None) -> str:
    """A value as people read it: 97,5 % for shares, 1.234 for counts, 3,4 for means."""
    if worth is None:
        return NOTHING
    places = 1 if card.unit == "%" or worth.denominator != 1 else 0
    scaled = abs(worth) * 10**places
    rounded = Decimal(int(scaled + Fraction(1, 2))).scaleb(-places)  # half up, from the exact fraction
    text = number(-rounded if worth < 0 else rounded, places)
    return f"{text} %" if card.unit == "%" else text


def sides(cell: Cell) -> str:
    """The counts behind a value."""
    if cell.unknown:
        return _("nguồn không cho biết")
    if cell.numerator is None:
        return _("không có hồ sơ")
    if cell.denominator is None:
        return number(cell.numerator)
    if not cell.denominator and not cell.numerator:
        return _("không phát sinh")
    return f"{number(cell.numerator)}/{number(cell.denominator)}"


def tone(cell: Cell) -> str:
    """The colour of a cell: met or missed against the plan's target; nothing where there is none."""
    if cell.worth is None:
        return "off"
    if cell.met is None:
        return "plain"
    return "done" if cell.met else "late"


# What the squares of the picture mean, and their colours: dark words are read on each of them, in grey print too.
_KINDS: dict[str, tuple[Any, str]] = {
    "done": (gettext_lazy("✓ đạt"), "#b7dfc0"),
    "late": (gettext_lazy("✗ chưa đạt"), "#f5b9ae"),
    "plain": (gettext_lazy("không có chỉ tiêu"), "#eef1f4"),
    "off": (gettext_lazy("– không có hồ sơ, hoặc nguồn không cho biết"), "#ffffff"),
}


def picture(found: Matrix, rows: Sequence[MatrixRow], title: str) -> str:
    """Agencies by indicators as an SVG: met, missed or not judged, told by sign and colour."""
    lines = [(row.words or _("(không ghi)"), row.cells) for row in rows] + [(_("Tất cả"), found.total)]
    heads, signs = _heads(found.cards), {"done": "✓", "late": "✗"}
    squares = [
        Verdict(name, heads[cell.card.code], kind, f"{signs.get(kind, '')} {shown(cell.card, cell.worth)}".strip())
        for name, cells in lines
        for cell in cells
        for kind in [tone(cell)]
    ]
    kinds = {key: (str(words), colour) for key, (words, colour) in _KINDS.items()}
    return verdicts(
        title, _("Mỗi ô là một chỉ tiêu của một cơ quan; bảng trên trang có cùng số liệu."),
        [name for name, _cells in lines], list(heads.values()), squares, kinds,
    )  # fmt: skip


def _heads(cards: Sequence[Card]) -> dict[str, str]:
    """The heads of columns; two indicators of different groups may have one short title."""
    shorts = [card.short for card in cards]
    return {card.code: card.short if shorts.count(card.short) == 1 else card.title for card in cards}


def titled(words: str) -> str:
    """Words of a card in which the codes of other indicators are their titles."""
    cards = load_cards()
    return _CODE.sub(lambda found: f"“{cards[found[0]].title}”" if found[0] in cards else found[0], words)


# What sets write for machines, and what people read instead.
_FORMULAS = (
    (re.compile(r"\s*\*\s*max\b"), " × điểm tối đa"), (re.compile(r"\bmax\b"), "điểm tối đa"),
    (re.compile(r"\bratio\b"), "tỷ số"), (re.compile(r"\bcount\b"), "số lượng"),
    (re.compile(r"\s*>=\s*"), " ≥ "), (re.compile(r"\s*<=\s*"), " ≤ "),
)  # fmt: skip


def worded(words: str) -> str:
    """Words of a criteria set without the codes of indicators, of answers and of formulas."""
    for code, instead in _FORMULAS:
        words = code.sub(instead, words)
    return titled(words)


def change(cell: Cell) -> str:
    """▲ 2,1 or ▼ 0,4 since the period before; "" where there was none."""
    if cell.change is None or cell.change == 0:
        return "" if cell.change is None else "="
    sign = "▲" if cell.change > 0 else "▼"
    return f"{sign} {shown(cell.card, abs(cell.change)).removesuffix(' %')}"


def spark(cell: Cell) -> SafeString:
    """The past values as a small line; the table of the year has them as numbers."""
    known = [(at, float(one)) for at, one in enumerate(cell.past) if one is not None]
    if len(known) < 2:
        return SafeString("")
    low, high = min(one for _at, one in known), max(one for _at, one in known)
    step = _SPARK_WIDTH / max(1, len(cell.past) - 1)
    points = " ".join(
        f"{at * step:.1f},{_SPARK_HEIGHT - 2 - (one - low) / ((high - low) or 1) * (_SPARK_HEIGHT - 4):.1f}"
        for at, one in known
    )
    return format_html(
        '<svg class="spark" viewBox="0 0 {} {}" width="{}" height="{}" aria-hidden="true">'
        '<polyline points="{}"/></svg>',
        _SPARK_WIDTH, _SPARK_HEIGHT, _SPARK_WIDTH, _SPARK_HEIGHT, points,
    )  # fmt: skip


@dataclass(frozen=True)
class ShownCell:
    """A cell as the template draws it."""

    value: str
    sides: str
    tone: str
    change: str
    spark: SafeString
    small: bool
    code: str
    word: str


def draw_cell(cell: Cell, least: int) -> ShownCell:
    small = bool(cell.card.denominator) and cell.worth is not None and (cell.small or 0) < least
    word = {"done": _("đạt"), "late": _("chưa đạt")}.get(tone(cell), "")
    return ShownCell(
        shown(cell.card, cell.worth), sides(cell), tone(cell), change(cell), spark(cell), small, cell.card.code,
        word,
    )  # fmt: skip


def ordered(found: Matrix, asked: Asked) -> tuple[list[MatrixRow], str]:
    """Rows by the column chosen: by name, or by a figure with small counts last; and the key that was used."""
    codes = [card.code for card in found.cards]
    key = asked.sort.removeprefix("-")
    if key not in codes:
        rows = found.rows if asked.sort != "-ten" else found.rows[::-1]
        return rows, asked.sort if asked.sort == "-ten" else "ten"
    at = codes.index(key)
    rows = sorted(found.rows, key=lambda row: found.rank(row, at, asked.least))
    if asked.sort.startswith("-"):
        counted = [row for row in rows if found.rank(row, at, asked.least)[0] == 0]
        rows = counted[::-1] + rows[len(counted) :]
    return rows, asked.sort


def misread_choices(request: HttpRequest, asked: Asked, sort: str) -> None:
    """Keep what of the choices that only the matrix has was not understood; `sort` is the order that it is in."""
    if request.GET.get("nhom") != asked.group:
        misread(request, "nhom", f"“{GROUPS[asked.group]}”")
    least = request.GET.get("toi-thieu", "")
    if not (least.isascii() and least.isdigit() and int(least) == asked.least):
        misread(request, "toi-thieu", asked.least)
    if asked.sort != sort:
        misread(request, "sap", _("theo tên cơ quan"))


def said_targets(among: Sequence[Target]) -> str:
    """The thresholds of an indicator in words, each once."""
    return "; ".join(dict.fromkeys(say_target(target.data) for target in among))


def sheet(found: Matrix, rows: Sequence[MatrixRow], invented: bool) -> bytes:
    """The matrix as .xlsx: value, numerator and denominator of each indicator."""
    columns = [Column(_("Cơ quan"), width=40)]
    for card in found.cards:
        columns.append(Column(card.short, "percent" if card.unit == "%" else "decimal"))
        columns.append(Column(_("tử số"), "decimal"))
        if card.denominator:
            columns.append(Column(_("mẫu số"), "decimal"))
    lines = [[row.words, *_numbers(row.cells)] for row in rows]
    lines.append([_("Tất cả"), *_numbers(found.total)])
    notes = [_("Số liệu đến hết ngày %s; kỳ %s") % (day(found.as_of), found.period.says), *found.notes]
    notes += [] if found.over else [_("Kỳ chưa hết: đạt hay chưa đạt còn có thể đổi")]
    notes += [_("SỐ LIỆU GIẢ ĐỊNH")] if invented else []
    return write_table(_("Chỉ tiêu, %s") % found.period.says, columns, lines, notes)


def _numbers(cells: Sequence[Cell]) -> list[Any]:
    line: list[Any] = []
    for cell in cells:
        worth = None if cell.worth is None else float(cell.worth) / (100 if cell.card.unit == "%" else 1)
        line += [worth, None if cell.numerator is None else float(cell.numerator)]
        if cell.card.denominator:
            line.append(None if cell.denominator is None else float(cell.denominator))
    return line


def year_sheet(found: Year, year: int, on: date, scheme: Scheme, invented: bool) -> bytes:
    """A year of one indicator as .xlsx: month by month both sides, this year's and last year's."""
    card = found.card
    kind: Kind = "percent" if card.unit == "%" else "decimal"
    columns = [Column(_("Tháng"))]
    for name in (year, year - 1):
        columns += [Column(f"{card.short} {name}", kind), Column(_("tử số"), "decimal")]
        columns += [Column(_("mẫu số"), "decimal")] if card.denominator else []
        columns += [Column(_("Chỉ tiêu"))] if name == year else []
    lines = []
    for month, cell in zip(found.months, found.cells, strict=True):
        running = "" if is_over(month, scheme, on) else " " + _("(kỳ chưa hết)")
        word = {"done": _("đạt"), "late": _("chưa đạt")}.get(tone(cell), "")
        before = found.last_year[month.number - 1]
        lines.append([month.says + running, *_numbers([cell]), word, *_numbers([before])])
    targets = said_targets(found.targets)
    notes = [f"{card.title}, {who(found.whose)}.", _("Số liệu đến hết ngày %s.") % day(on)]
    notes += [_("Chỉ tiêu của kế hoạch: %s.") % targets] if targets else []
    notes += [_("SỐ LIỆU GIẢ ĐỊNH")] if invented else []
    return write_table(f"{card.short}, {year}, {who(found.whose)}", columns, lines, notes)
