"""What stands behind a number as lines and sheets for people: dossiers, procedures, lines of a register."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.http import HttpRequest
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parindex.core.calendar import WorkCalendar
from parindex.core.dates import Period
from parindex.core.indicators import Card
from parindex.core.timeliness import days_between
from parindex.documents.writing.spreadsheet import Column, write_table
from parindex.indicators.behind import Part
from parindex.indicators.drilling import PARTS, RegisterLine
from parindex.indicators.figures import Amount
from parindex.indicators.lake import ImportSummary
from parindex.indicators.run import Dossier
from parindex.records.queries.behind import Behind
from parindex.web import matrix
from parindex.web.formats import day
from parindex.web.formats import number as number_
from parindex.web.meanings import CHANNELS
from parindex.web.misread import misread

MOST = 20_000  # dossiers of one sheet; a longer list is cut into several
# A standing's word and tone.
STANDINGS: dict[str, tuple[Any, str]] = {
    "early": (gettext_lazy("Sớm hạn"), "done"),
    "on_time": (gettext_lazy("Đúng hạn"), "done"),
    "in_time": (gettext_lazy("Không trễ"), "done"),
    "late": (gettext_lazy("Trễ hạn"), "late"),
    "resolved": (gettext_lazy("Đã giải quyết, không có hạn"), "off"),
    "withdrawn": (gettext_lazy("Công dân rút"), "off"),
    "within": (gettext_lazy("Còn hạn"), "open"),
    "overdue": (gettext_lazy("Quá hạn"), "late"),
    "paused": (gettext_lazy("Tạm dừng"), "sent"),
    "without_due": (gettext_lazy("Không có hạn"), "off"),
}


@dataclass(frozen=True)
class Line:
    """A dossier in a list: `left` working days to the due day (negative: over it), None where nobody can say; `file` of
    the import that brought it; `amount` that it adds to a figure, where that is not one.
    """

    dossier: Dossier
    agency: str
    word: str
    tone: str
    why: str
    left: int | None
    file: str = ""
    amount: Amount = None


def part_of(request: HttpRequest) -> Part:
    chosen = request.GET.get("phan", "denominator")
    return chosen if chosen in PARTS else "denominator"  # type: ignore[return-value]


def line(one: Dossier, on: date, names: Mapping[str, str], imports: Mapping[str, ImportSummary] | None = None) -> Line:
    """A dossier with the sentence why it stands as it does, and what brought it."""
    word, tone = STANDINGS[one.standing]
    brought = (imports or {}).get(one.import_id or "")
    agency = names.get(one.agency or "", one.agency or "–")
    file = brought.file_name if brought else ""
    return Line(one, agency, word, tone, _why(one, on), one.working_days_left, file)


def _why(one: Dossier, on: date) -> str:
    if one.due_limit is None:
        return _("Không có ngày hẹn trả nên không xét hạn.")
    due = _("Hạn %s") % day(one.due_day)
    if one.first_due_day and one.first_due_day != one.due_day:
        due += _(" (hẹn lần đầu %s, đã dời theo thời gian tạm dừng, bổ sung)") % day(one.first_due_day)
    calendar = WorkCalendar.load()
    if one.finished is None or one.standing in ("within", "overdue", "paused"):
        left = days_between(on, one.due_day, calendar) if one.due_day else None
        if one.standing == "paused":
            return _("%s; đồng hồ đang dừng.") % due
        if left is None:
            return f"{due}."
        if one.due_day == on and left == 0 and one.standing == "within":
            return _("%s, là hôm nay.") % due
        return (
            _("%(due)s; còn %(n)d ngày làm việc.") % {"due": due, "n": left}
            if left >= 0
            else _("%(due)s; quá %(n)d ngày làm việc, chưa xong.") % {"due": due, "n": -left}
        )
    if one.standing == "withdrawn":
        return _("Rút ngày %s; không xét hạn.") % day(one.finished_day)
    left = days_between(one.finished_day, one.due_day, calendar) if one.finished_day and one.due_day else None
    done = _("%(due)s; xong %(day)s") % {"due": due, "day": day(one.finished_day)}
    if one.standing == "late":
        again = _(" Hẹn lại không làm hồ sơ trễ thành đúng hạn.") if one.reschedules else ""
        return (
            done + (_(", trễ %d ngày làm việc.") % -left if left else _(", trễ chưa tới một ngày làm việc."))
        ) + again
    return done + (_(", sớm %d ngày làm việc.") % left if left else _(", đúng hạn."))


_COLUMNS = (
    ("Mã hồ sơ", "text"), ("Cơ quan", "text"), ("Thủ tục", "text"), ("Lĩnh vực", "text"), ("Kênh", "text"),
    ("Tiếp nhận", "date"), ("Hạn", "date"), ("Hoàn thành", "date"), ("Trả", "date"), ("Trạng thái", "text"),
    ("Vì sao", "text"), ("Nguồn", "text"), ("Ngày nhập", "date"), ("Tệp", "text"),
)  # fmt: skip


def _cells(found: Line) -> list[Any]:
    one = found.dossier
    channel = str(CHANNELS.get(one.channel or "", one.channel or ""))
    return [
        one.code, found.agency, one.procedure_name or one.procedure, one.field, channel, one.received_day, one.due_day,
        one.finished_day, one.returned_day, found.word, found.why, one.source, localtime(one.known_from).date(),
        found.file,
    ]  # fmt: skip


def sheet_of(
    title: str,
    lines: Sequence[Line],
    request: HttpRequest,
    more: Sequence[str] = (),
    amounts: str = "",
) -> bytes:
    """Dossiers as .xlsx, with what must be told of them below; `amounts` heads the column of what each one adds."""
    columns = [Column(name, kind) for name, kind in _COLUMNS]
    columns += [Column(amounts, "decimal")] if amounts else []
    rows = [[*_cells(one), one.amount] if amounts else _cells(one) for one in lines]
    return write_table(title, columns, rows, notes_of(request, more))


def notes_of(request: HttpRequest, more: Sequence[str]) -> list[str]:
    """What stands below a sheet: its day, what must be told of it, and that it is invented."""
    invented = [_("SỐ LIỆU GIẢ ĐỊNH")] if request.programme.invented else []
    return [_("Số liệu đến hết ngày %s.") % day(request.on), *more, *invented]


def part_note(total: int, number: int) -> list[str]:
    """Which of several sheets this is; nothing where one holds them all."""
    every = pieces(total)
    if not every:
        return []
    last = every[min(number, len(every)) - 1]
    return [
        _("Tệp %(n)d/%(all)d: dòng %(first)s đến %(last)s trong %(total)s; các tệp khác tải ở cùng trang.")
        % {"n": last.number, "all": len(every), "first": number_(last.first), "last": number_(last.last),
           "total": number_(total)}
    ]  # fmt: skip


@dataclass(frozen=True)
class Piece:
    """One of the sheets into which a long list is cut: its number, its first and last line, all from 1."""

    number: int
    first: int
    last: int


def pieces(total: int) -> list[Piece]:
    """The sheets that hold a list together; none where one is enough."""
    count = -(-total // MOST)
    if count < 2:
        return []
    return [Piece(n, (n - 1) * MOST + 1, min(n * MOST, total)) for n in range(1, count + 1)]


def piece_of(request: HttpRequest) -> int:
    """?tep=2 of the address: which of the sheets of a long list, the first one where it is none."""
    asked = request.GET.get("tep", "")
    return min(max(1, int(asked)), 10_000) if asked.isascii() and asked.isdigit() else 1


def misread_piece(request: HttpRequest, total: int) -> None:
    """Keep that ?tep= names none of the sheets that a list is cut into."""
    if request.GET.get("tep") not in map(str, range(1, max(1, len(pieces(total))) + 1)):
        misread(request, "tep", _("tệp 1"))


def piece_name(request: HttpRequest, total: int) -> list[str]:
    """What the names of several sheets differ by; nothing where one holds them all."""
    return [_("tệp %d") % min(piece_of(request), len(every))] if (every := pieces(total)) else []


@dataclass(frozen=True)
class Side:
    """A side of a figure as a tab: what it counts, and what its list adds up to."""

    key: Part
    title: str
    words: str
    sum: str


def sides_of(found: Behind) -> list[Side]:
    """The lists that a figure has, in the order of PARTS."""
    card = found.card
    missed = _("Còn thiếu") if card.direction == "up" else _("Ngoài tử số")
    between = _("thuộc mẫu số mà không thuộc tử số")
    if found.is_mean:
        words = _("%(below)s; cột cuối cộng lại là %(above)s") % {"below": card.denominator, "above": card.numerator}
        return [Side("denominator", _("Được tính"), words, number_(found.sides["denominator"]))]
    said: dict[Part, tuple[str, str]] = {
        "denominator": (_("Mẫu số"), card.denominator or ""),
        "numerator": (_("Tử số") if card.denominator else _("Được đếm"), card.numerator),
        "missed": (missed, _("có trong sổ mà chưa có trong hệ thống") if card.event == "register" else between),
    }
    return [Side(part, *said[part], number_(found.sides[part])) for part in found.parts]


def sum_of(found: Behind) -> str:
    """The figure as it comes of its lists: 97,5 % = 39/40."""
    card, above, below = found.card, found.sides["numerator"], found.sides.get("denominator")
    worth = matrix.shown(card, found.worth)
    worth = f"{worth} {card.unit}" if card.unit != "%" and found.worth is not None else worth
    return worth if below is None else f"{worth} = {number_(above)}/{number_(below)}"


def amounts_title(card: Card) -> str:
    """What the amounts of a list are, for the head of their column."""
    return _("Số ngày") if card.unit == "ngày" else _("Số lượt")


def lines_of(found: Behind, on: date, names: Mapping[str, str]) -> list[Line]:
    """The dossiers of a page as lines, each with what it adds and what brought it."""
    amounts = found.dossiers.amounts or (None,) * len(found.dossiers.rows)
    return [
        replace(line(one, on, names, found.imports), amount=amount)
        for one, amount in zip(found.dossiers.rows, amounts, strict=True)
    ]


@dataclass(frozen=True)
class RegisterShown:
    """A line of a register as pages and sheets have it; `lacking` None where nothing is set against it."""

    line: RegisterLine
    agency: str
    field: str
    month: str
    lacking: int | None
    brought: list[ImportSummary]


def register_of(found: Behind, names: Mapping[str, str]) -> list[RegisterShown]:
    """The lines of a page, and what brought them."""
    return [
        RegisterShown(
            one,
            names.get(one.agency or "", one.agency or _("(không ghi)")),
            one.field or _("mọi lĩnh vực"),
            Period.parse(one.month).says,
            None if one.entered is None else one.count - one.entered,
            [found.imports[key] for key in one.imports if key in found.imports],
        )
        for one in found.register
    ]


def sheet(found: Behind, asked: matrix.Asked, who: str, request: HttpRequest, names: Mapping[str, str]) -> bytes:
    """One side of a figure as .xlsx, by what it is made of."""
    title = f"{found.card.short}, {asked.period.says}, {who}"
    side = next(one for one in sides_of(found) if one.key == found.part)
    more = [f"{found.card.title}: {sum_of(found)}.", f"{side.title}: {side.words}; {side.sum}."]
    more += [asked.unfinished(request.on).capitalize() + "."] if asked.unfinished(request.on) else []
    more += part_note(found.total, piece_of(request))
    if found.kind == "dossiers":
        amounts = amounts_title(found.card) if found.dossiers.amounts else ""
        return sheet_of(title, lines_of(found, request.on, names), request, more, amounts)
    if found.kind == "procedures":
        columns = [Column(_("Mã thủ tục")), Column(_("Tên thủ tục")), Column(_("Số hồ sơ"), "whole")]
        rows: list[list[Any]] = [[one.code, one.name, one.dossiers] for one in found.procedures]
        return write_table(title, columns, rows, notes_of(request, more))
    return write_table(title, *_register_table(register_of(found, names), found.part), notes_of(request, more))


def _register_table(lines: Sequence[RegisterShown], part: Part) -> tuple[list[Column], list[list[Any]]]:
    columns = [Column(_(name)) for name in ("Nguồn", "Cơ quan", "Lĩnh vực", "Tháng")] + [Column(_("Theo sổ"), "whole")]
    columns += [Column(_("Trong hệ thống"), "whole"), Column(_("Còn thiếu"), "whole")] if part == "missed" else []
    columns += [Column(_("Ngày nhập")), Column(_("Tệp"))]
    rows = []
    for one in lines:
        against = [one.line.entered, one.lacking] if part == "missed" else []
        days = "; ".join(dict.fromkeys(day(brought.at) for brought in one.brought))
        files = "; ".join(dict.fromkeys(brought.file_name for brought in one.brought))
        sources = ", ".join(one.line.sources)
        rows.append([sources, one.agency, one.field, one.month, one.line.count, *against, days, files])
    return columns, rows
