"""A criteria set as pages and a sheet draw it: its tree in lines, its settings, how each criterion is scored."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from parindex.core import criteria_carried
from parindex.core.amounts import said
from parindex.core.criteria import LEVELS, STATUSES, CriteriaSet, Criterion
from parindex.core.criteria_compare import settings, told
from parindex.core.criteria_rescoring import Rescoring
from parindex.core.loading import parse
from parindex.core.scoring import Scorecard
from parindex.documents.writing.spreadsheet import Column, write_table
from parindex.records.models import ImportedSet
from parindex.records.queries.criteria_set import Listed, source_of
from parindex.records.queries.criterion_tie import Choosing
from parindex.records.queries.scorecard import Scored
from parindex.web.formats import NOTHING, day
from parindex.web.scorecards import ORIGINS, points

# What is not read in the decision itself is marked, and how doubtful it is.
_TONES = {"found": "done", "known": "open", "assumed": "soon", "unknown": "late"}
_DEEPEST = 4
_PLACED = re.compile(r"(?P<file>[^:\n]+\.yaml):(?P<line>\d+): (?P<words>.*)", re.DOTALL)


@dataclass(frozen=True)
class Line:
    """One criterion below a field; `depth` from 1. A group has no method of its own."""

    criterion: Criterion
    depth: int
    method: str
    parameters: list[tuple[str, str]]

    @property
    def status(self) -> str:
        return STATUSES[self.criterion.status]

    @property
    def tone(self) -> str:
        return _TONES[self.criterion.status]


@dataclass(frozen=True)
class Field:
    """A field with all below it; one that is scored itself is its own single line."""

    criterion: Criterion
    lines: list[Line]
    doubtful: int


def tree(found: CriteriaSet) -> list[Field]:
    """The fields of a set with their criteria."""
    return [_field(field) for field in found.fields]


def _field(field: Criterion) -> Field:
    lines = list(_lines(field.children, 1)) if field.children else [_line(field, 1)]
    doubtful = sum(line.criterion.status in ("assumed", "unknown") for line in lines)
    return Field(field, lines, doubtful)


def _lines(criteria: Sequence[Criterion], depth: int) -> Iterator[Line]:
    for each in criteria:
        yield _line(each, depth)
        yield from _lines(each.children, depth + 1)


def _line(criterion: Criterion, depth: int) -> Line:
    method, parameters = told(criterion)
    if criterion.period:
        parameters = [*parameters, (_("Cách tính theo năm"), _("tỷ lệ cả năm"))]
    return Line(criterion, min(depth, _DEEPEST), method, parameters)


def levels(found: CriteriaSet) -> str:
    """“cấp xã, phòng chuyên môn”."""
    return ", ".join(LEVELS[level] for level in found.levels)


def validity(found: CriteriaSet) -> str:
    """From when to when a set is in force."""
    if found.valid_to is None:
        return _("từ %s") % day(found.valid_from)
    return _("%(first)s đến %(last)s") % {"first": day(found.valid_from), "last": day(found.valid_to)}


def facts(found: CriteriaSet, row: ImportedSet | None) -> list[tuple[str, str]]:
    """What is said of the set as a whole."""
    decision = found.decision
    issued = " ".join(
        word
        for word in (decision.number or _("không có số"), _("ngày %s") % day(decision.date) if decision.date else "")
        if word
    )
    return [
        (_("Mã và phiên bản"), found.name),
        (_("Văn bản"), f"{decision.title} ({issued})"),
        (_("Cơ quan ban hành"), decision.issuer),
        (_("Hiệu lực"), validity(found)),
        (_("Áp dụng cho"), levels(found)),
        *settings(found),
        (_("Nguồn"), origin(row)),
        (_("Dấu vết"), found.fingerprint[:16]),
    ]


def origin(row: ImportedSet | None) -> str:
    """Where a set comes from: shipped, or imported from a file."""
    if row is None:
        return _("có sẵn trong Parindex")
    source = source_of(row)
    if row.published_on is None:
        return _("bản nháp, từ %s") % source
    return _("nhập từ %(source)s, ban hành trong hệ thống ngày %(day)s") % {
        "source": source, "day": day(row.published_on),
    }  # fmt: skip


def choices(listed: Sequence[Listed]) -> list[tuple[str, str]]:
    """The sets to choose from; an example says so."""
    return [(each.found.name, f"{each.found.name}: {each.found.title}") for each in listed]


@dataclass(frozen=True)
class Fault:
    """What keeps a draft from being a set: the file and line of its text, where it has any, and the line itself."""

    words: str
    file: str = ""
    line: int = 0
    text: str = ""


def fault(row: ImportedSet, words: str) -> Fault | None:
    """The fault with the line that it is about."""
    if not words:
        return None
    placed = _PLACED.match(words)
    if placed is None:
        return Fault(words)
    lines, line = row.files.get(placed["file"], "").split("\n"), int(placed["line"])
    text = lines[line - 1].strip() if 0 < line <= len(lines) else ""
    return Fault(placed["words"], placed["file"], line, text[:200])


def differences(found: Rescoring) -> list[tuple[str, str, str, str]]:
    """Number, title, signed points and reason of each criterion whose points differ or whose answer cannot be used."""
    told = [each for each in found.differences if each.points or each.unread]
    return [
        (each.pair.criterion.id, each.pair.criterion.title, signed(each.points), each.says) for each in told
    ]  # fmt: skip


def totals(found: Rescoring) -> tuple[str, str, str, str]:
    """The old total, the new one, by how much they differ, and what no single criterion explains of that."""
    old, new = (f"{said(card.total)}/{said(card.max)}" for card in (found.old, found.new))
    return old, new, signed(found.points), signed(found.rest)


def answered_by(drawn: Scored) -> str:
    """Where the answers of a scorecard that were scored again come from, how many each: 2 đếm được, 1 tự trả lời."""
    counts = Counter(drawn.origins.values())
    told = [f"{counts[origin]} {ORIGINS[origin][0]}" for origin in ("appraised", "counted", "typed") if counts[origin]]
    missing = len(drawn.card.named("missing"))
    return ", ".join([*told, *([_("%d chưa có câu trả lời, tính 0 điểm") % missing] if missing else [])])


def changes(found: Choosing) -> list[tuple[str, ...]]:
    """Unit, points of the maximum and class by the set in use and by the other one, and signed by how many it changes;
    as the scorecard prints them.
    """
    return [
        (before.card.unit, *_scored(before.card), *_scored(after.card), _moved(after.card.total - before.card.total))
        for before, after in found.units
    ]  # fmt: skip


def _moved(change: Fraction) -> str:
    return f"+{points(change)}" if change > 0 else points(change)


def _scored(card: Scorecard) -> tuple[str, str]:
    return f"{points(card.total)}/{points(card.max)}", card.grade or NOTHING


def signed(value: Fraction) -> str:
    """+0,5 or −0,5."""
    return f"+{said(value)}" if value > 0 else said(value)


def sheet(request: HttpRequest, found: CriteriaSet, row: ImportedSet | None, texts: Mapping[str, str]) -> bytes:
    """The set as one table of points, in the form in which decisions pass them around; what its words cannot say it
    carries beside them, out of the `texts` of its files, so that it reads back to the same set.
    """
    columns = [
        Column(_("STT")), Column(_("Nội dung tiêu chí"), width=52), Column(_("Điểm tối đa"), "decimal"),
        Column(_("Cách chấm"), width=44), Column(_("Tài liệu kiểm chứng"), width=30),
        Column(_("Nguồn số liệu"), width=22), Column(_("Căn cứ"), width=26), Column(_("Tình trạng"), width=26),
        Column(_("Ghi chú"), width=30), Column(criteria_carried.HEADING, width=24),
    ]  # fmt: skip
    files = {name: parse(text, Path(name)) for name, text in texts.items()}
    carried = {id: criteria_carried.of_criterion(data) for name in files for id, data in _criteria(files[name])}
    lines = [[*_cells(line), carried[line.criterion.id]] for field in tree(found) for line in _with_field(field)]
    lines.append([None, _("Tổng cộng"), found.max, *[None] * 7])
    notes = [f"{label}: {value}" for label, value in facts(found, row)] + list(found.notes)
    if found.example:
        notes.insert(0, example_words())
    if request.programme.invented:
        notes.append(_("SỐ LIỆU GIẢ ĐỊNH"))
    notes.append(criteria_carried.of_set(files["set.yaml"]))
    return write_table(found.title, columns, lines, notes)


def _criteria(data: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every criterion that a file says, with its id."""
    yield data["id"], data
    for each in data.get("criteria", ()):
        yield from _criteria(each)


def _with_field(field: Field) -> list[Line]:
    return field.lines if not field.criterion.children else [_line(field.criterion, 0), *field.lines]


def _cells(line: Line) -> list[str | Decimal | None]:
    each = line.criterion
    scored = (
        "" if each.children else "; ".join([line.method, *(f"{label}: {value}" for label, value in line.parameters)])
    )
    status = line.status + (f": {each.status_note}" if each.status_note else "")
    return [
        each.id, each.title, each.max, scored, _listed(each.evidence), each.source, _listed(each.references),
        status, _listed(each.notes),
    ]  # fmt: skip


def _listed(words: Sequence[str]) -> str:
    """Several on lines with dashes, which read back as as many."""
    return words[0] if len(words) == 1 else "\n".join(f"- {each}" for each in words)


def example_words() -> str:
    """What every page and sheet of an example set says."""
    return _("BỘ TIÊU CHÍ VÍ DỤ: điểm và cách chấm có phần giả định, không phải văn bản chính thức.")
