"""The late ledger as tables: what is asked for in the address, the board's columns, the sheets to take along."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import gettext as _

from parindex.core.apologies import STAGES, Missing, Stage
from parindex.core.dossier_rules import load_causes
from parindex.core.words import fold
from parindex.documents.writing.spreadsheet import Column, write_table
from parindex.records.models import Agency
from parindex.records.queries import late_case as queries
from parindex.records.queries.late_case import Entry
from parindex.web.formats import day
from parindex.web.misread import misread

COLUMNS: tuple[Stage, ...] = ("explain", "draft", "sign_send", "post", "done")
OPEN: tuple[Stage, ...] = COLUMNS[:4]
# A stage's look: icon and tone of parts.css.
TONES: dict[Stage, tuple[str, str]] = {
    "explain": ("message", "late"),
    "draft": ("pencil", "soon"),
    "sign_send": ("send", "open"),
    "post": ("eye", "sent"),
    "done": ("check", "done"),
    "exempt": ("ban", "off"),
    "in_time": ("circle-check", "off"),
}
MOST_CARDS = 8
NEVER = date.max
_MONTH = re.compile("[0-9]{4}-(0[1-9]|1[0-2])")
_KEYS: dict[str, Callable[[Entry], Any]] = {
    "han": lambda one: (one.due_day or NEVER, one.code),
    "co-quan": lambda one: (one.agency.sort_key if one.agency else "", one.due_day or NEVER, one.code),
    "con": lambda one: (one.next.due if one.next and one.next.due else NEVER, one.code),
    "ma": lambda one: one.code,
}


@dataclass(frozen=True)
class Asked:
    """What the address asks for: ?co-quan=…&thang=2023-06&giai-doan=…&tim=…; nothing is everything that is open."""

    agency: UUID | None
    month: str
    stage: str
    words: str
    sort: str

    @classmethod
    def of(cls, request: HttpRequest, offered: Iterable[Agency]) -> "Asked":
        """What the address asks for, of the agencies that are offered."""
        get = request.GET
        agency = next((one.pk for one in offered if str(one.pk) == get.get("co-quan")), None)
        month = get.get("thang", "") if _MONTH.fullmatch(get.get("thang", "")) else ""
        stage = stage if (stage := get.get("giai-doan", "")) in (*STAGES, "all") else ""
        sort = sort if (sort := get.get("sap", "")).removeprefix("-") in _KEYS else "con"
        for key, found, instead in (
            ("co-quan", agency, _("mọi cơ quan có hồ sơ trễ hạn")), ("thang", month, _("mọi tháng")),
            ("giai-doan", stage, _("hồ sơ đang phải làm")),
            ("sap", sort == get.get("sap"), _("theo hạn của việc phải làm tiếp")),
        ):  # fmt: skip
            if not found:
                misread(request, key, instead)
        return cls(agency, month, stage, get.get("tim", "").strip()[:120], sort)

    def among(self, entries: Iterable[Entry]) -> list[Entry]:
        """Those of the agency, month and words that were asked for, in every stage."""
        words = fold(self.words)
        return [
            one for one in entries
            if (self.agency is None or (one.agency and one.agency.pk == self.agency))
            and (not self.month or month_of(one) == self.month)
            and (not words or words in fold(f"{one.code} {one.procedure}"))
        ]  # fmt: skip

    def rows(self, among: list[Entry]) -> list[Entry]:
        """Those of the stage that was asked for, in the order that was asked for."""
        if self.stage == "all":
            found = among
        else:
            wanted = (self.stage,) if self.stage else OPEN
            found = [one for one in among if one.stage in wanted]
        return sorted(found, key=_KEYS[self.sort.removeprefix("-")], reverse=self.sort.startswith("-"))


def month_of(entry: Entry) -> str:
    """The month in which the dossier was due: 2023-06."""
    return f"{entry.due_day:%Y-%m}" if entry.due_day else ""


def months(entries: Iterable[Entry], asked: str) -> list[tuple[str, str]]:
    """The months to choose from, also the one that is asked for, the newest first, as (2023-06, 6/2023)."""
    found = sorted({asked, *map(month_of, entries)} - {""}, reverse=True)
    return [(label, f"{int(label[5:])}/{label[:4]}") for label in found]


def agencies(entries: Iterable[Entry]) -> list[Agency]:
    """The agencies to choose from, in the order of their names."""
    found = {one.agency.pk: one.agency for one in entries if one.agency}
    return sorted(found.values(), key=lambda agency: agency.sort_key)


@dataclass(frozen=True)
class BoardColumn:
    """One stage of the board; `shown` are the first of `count` lines, `link` leads to all of them."""

    key: Stage
    link: str
    title: str
    icon: str
    tone: str
    count: int
    shown: list[Entry]

    @property
    def more(self) -> int:
        return self.count - len(self.shown)


def board(request: HttpRequest, among: list[Entry]) -> list[BoardColumn]:
    """The five columns, each with its most urgent lines; of those that are done the newest."""
    found = []
    for key in COLUMNS:
        rows = [one for one in among if one.stage == key]
        rows.sort(key=_KEYS["han"], reverse=key == "done")
        icon, tone = TONES[key]
        wanted = request.GET.copy()
        wanted["giai-doan"] = key
        wanted.pop("trang", None)
        found.append(
            BoardColumn(key, f"?{wanted.urlencode()}#danh-sach", STAGES[key], icon, tone, len(rows), rows[:MOST_CARDS])
        )
    return found


def counts(among: list[Entry]) -> list[tuple[str, str, int]]:
    """(stage, words, how many) for the filter, those that stand beside the board only where there are some."""
    found = queries.counted(among)
    return [(key, STAGES[key], found.get(key, 0)) for key in STAGES if key in COLUMNS or found.get(key)]


def missing_by_agency(among: list[Entry]) -> list[tuple[str, list[tuple[Entry, Missing]]]]:
    """What is still to do, by agency; those that nobody answers for yet stand last, under the source's words."""
    found: dict[tuple[str, str], list[tuple[Entry, Missing]]] = {}
    for one in among:
        key = (one.agency.sort_key, one.agency.name) if one.agency else ("~", one.agency_words or _("Chưa rõ cơ quan"))
        found.setdefault(key, []).extend((one, what) for what in one.missing)
    return [(name, sorted(all_, key=_by_due)) for (_key, name), all_ in sorted(found.items()) if all_]


def _by_due(row: tuple[Entry, Missing]) -> Any:
    return (row[1].due or NEVER, row[0].code)


@dataclass(frozen=True)
class YearRow:
    """One agency's year: late = exempt + owing; of those owing how many have sent, in advance, posted, explained."""

    name: str
    late: int = 0
    exempt: int = 0
    explained: int = 0
    sent: int = 0
    in_advance: int = 0
    served: int = 0
    again: int = 0

    def __add__(self, other: "YearRow") -> "YearRow":
        names = ("late", "exempt", "explained", "sent", "in_advance", "served", "again")
        return YearRow(self.name, *(getattr(self, name) + getattr(other, name) for name in names))

    @property
    def owing(self) -> int:
        return self.late - self.exempt


def year(entries: Iterable[Entry]) -> tuple[list[YearRow], YearRow, list[tuple[str, int]]]:
    """Rows by agency, their sum, and how often each cause was given; of letters that a source tells it tells none."""
    rows: dict[tuple[str, str], YearRow] = {}
    causes: dict[str, int] = {}
    untold = 0
    for one in entries:
        if not one.counts:
            continue
        key = (one.agency.sort_key, one.agency.name) if one.agency else ("~", one.agency_words or _("Chưa rõ cơ quan"))
        row = _year_row(one)
        rows[key] = rows.get(key, YearRow(key[1])) + row
        if one.explanation:
            causes[one.explanation.cause] = causes.get(one.explanation.cause, 0) + 1
        else:
            untold += row.explained
    named = load_causes()
    said = [(named[key].label if key in named else key, n) for key, n in sorted(causes.items(), key=lambda c: -c[1])]
    ordered = [row for _key, row in sorted(rows.items())]
    total = sum(ordered, YearRow(_("Cộng")))
    if untold:
        said.append((_("Không ghi nguyên nhân (nguồn số liệu chỉ cho biết đã có thư xin lỗi)"), untold))
    return ordered, total, said


def _year_row(one: Entry) -> YearRow:
    if one.stage == "exempt":
        return YearRow("", late=1, exempt=1)
    letters = [letter for letter in one.facts.letters if letter.sent_on and not letter.withdrawn_on]
    before = one.due_day and any(letter.sent_on < one.due_day for letter in letters if letter.sent_on)
    return YearRow(
        "",
        late=1,
        explained=1 if one.facts.explained_on else 0,
        sent=1 if letters else 0,
        in_advance=1 if before else 0,
        served=1 if one.stage == "done" else 0,
        again=1 if len(letters) > 1 or (one.dossier and (one.dossier.reschedules or 0) > 1) else 0,
    )


def year_sheet(request: HttpRequest, rows: list[YearRow], total: YearRow, causes: list[tuple[str, int]]) -> bytes:
    """The year by agency as .xlsx, the sum last, the causes below."""
    names = (
        *(_("Trễ hạn"), _("Được miễn"), _("Phải xin lỗi"), _("Đã giải trình"), _("Đã gửi thư")),
        *(_("Gửi trước hạn"), _("Niêm yết đủ"), _("Hẹn lại nhiều lần")),
    )
    columns = [Column(_("Cơ quan"), width=36), *(Column(name, "whole") for name in names)]
    lines = [
        [row.name, row.late, row.exempt, row.owing, row.explained, row.sent, row.in_advance, row.served, row.again]
        for row in (*rows, total)
    ]  # fmt: skip
    given = [_("Nguyên nhân: %(words)s: %(n)d.") % {"words": words, "n": n} for words, n in causes]
    return write_table(_("Tổng hợp hồ sơ trễ hạn"), columns, lines, given + notes(request))


def notes(request: HttpRequest) -> list[str]:
    """What stands below each sheet."""
    said = [_("Số liệu đến ngày %s.") % day(request.on)]
    return said + [_("Số liệu giả định.")] if request.programme.invented else said


def sheet(request: HttpRequest, rows: list[Entry]) -> bytes:
    """The lines as .xlsx, without anything personal."""
    columns = [
        Column(_("Mã hồ sơ"), width=30), Column(_("Thủ tục"), width=44), Column(_("Cơ quan"), width=28),
        Column(_("Tiếp nhận"), "date"), Column(_("Hẹn trả"), "date"), Column(_("Có kết quả"), "date"),
        Column(_("Trễ (ngày làm việc)"), "whole"), Column(_("Giai đoạn"), width=18), Column(_("Còn thiếu"), width=50),
        Column(_("Hạn làm"), "date"), Column(_("Nguyên nhân"), width=32), Column(_("Số thư"), width=16),
        Column(_("Gửi thư"), "date"), Column(_("Niêm yết từ"), "date"), Column(_("Hẹn trả mới"), "date"),
    ]  # fmt: skip
    return write_table(_("Sổ hồ sơ trễ hạn"), columns, [_cells(one) for one in rows], notes(request))


def _cells(one: Entry) -> list[Any]:
    last = one.facts.letters[-1] if one.facts.letters else None
    written = one.live_letters[-1] if one.live_letters else None
    causes = load_causes()
    cause = causes.get(one.explanation.cause) if one.explanation else None
    return [
        one.code, one.procedure, one.agency.name if one.agency else one.agency_words, one.received_day, one.due_day,
        one.finished_day, one.days_late, STAGES[one.stage], one.next.says if one.next else "",
        one.next.due if one.next else None, cause.label if cause else "", written.number if written else "",
        last.sent_on if last else None, last.posted_from if last else None, written.new_due if written else None,
    ]  # fmt: skip


def missing_sheet(request: HttpRequest, groups: list[tuple[str, list[tuple[Entry, Missing]]]]) -> bytes:
    """What is missing, by agency, as .xlsx."""
    columns = [
        Column(_("Cơ quan"), width=30), Column(_("Mã hồ sơ"), width=30), Column(_("Thủ tục"), width=44),
        Column(_("Hẹn trả"), "date"), Column(_("Còn thiếu"), width=56), Column(_("Hạn làm"), "date"),
        Column(_("Quá hạn"), width=10),
    ]  # fmt: skip
    rows = [
        [name, one.code, one.procedure, one.due_day, what.says, what.due, what.late_on(request.on)]
        for name, all_ in groups for one, what in all_
    ]  # fmt: skip
    return write_table(_("Việc còn thiếu của hồ sơ trễ hạn"), columns, rows, notes(request))
