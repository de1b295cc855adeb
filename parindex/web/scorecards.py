"""The criteria tree with points: each line with what is secured, still possible and lost, and where its answer is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parindex.core.amounts import rounded
from parindex.core.answers import Answer
from parindex.core.assessments import SELF
from parindex.core.baselines import totals
from parindex.core.criteria import CriteriaSet, Criterion
from parindex.core.errors import InputError
from parindex.core.gaps import Row as GapRow
from parindex.core.projection import NOTHING, Outlook
from parindex.core.scoring import Line
from parindex.core.ties import without_criterion, without_task
from parindex.documents.writing.spreadsheet import Column, write_table
from parindex.records.models import AssessedAnswer, Baseline, Task
from parindex.records.queries.baseline import result_of
from parindex.records.queries.scorecard import Scored
from parindex.web.formats import NOTHING as BLANK
from parindex.web.formats import day, number

PLACES = 2
MOST_LEADERS, MOST_STAKES = 2, 10
_DEEPEST = 3
# Where an answer comes from: its word and tone.
ORIGINS: Mapping[str, tuple[Any, str]] = {
    "counted": (gettext_lazy("đếm được"), "done"),
    "typed": (gettext_lazy("tự trả lời"), "open"),
    "appraised": (gettext_lazy("thẩm định"), "sent"),
    "refused": (gettext_lazy("không dùng được"), "late"),
    "not_assigned": (gettext_lazy("không chấm"), "off"),
    "rejected": (gettext_lazy("không công nhận"), "late"),
    "missing": (gettext_lazy("chưa có"), "soon"),
}


def points(value: Fraction | Decimal | None) -> str:
    """Points to two decimals; nothing where there are none."""
    return BLANK if value is None else number(rounded(Fraction(value), PLACES), PLACES)


@dataclass(frozen=True)
class Bar:
    """Widths in per cent of the maximum, as text for a picture; what is below zero or above the maximum is cut."""

    secured: str
    possible: str
    possible_from: str
    lost: str
    lost_from: str

    @classmethod
    def of(cls, found: Outlook) -> "Bar":
        """Of an outlook; empty where nothing is to be won."""
        if found.max <= 0:
            return cls("0", "0", "0", "0", "0")
        ends = [min(max(part / found.max * 100, Fraction(0)), Fraction(100)) for part in (found.secured, found.lost)]
        first, last = ends[0], max(ends[0], 100 - ends[1])
        return cls(*(f"{float(part):.2f}" for part in (first, last - first, first, 100 - last, last)))


@dataclass(frozen=True)
class TreeRow:
    """One line of the tree. `address` opens its receipt; fields and groups have none. `last` is last year's, `goal`
    what is asked of a field.
    """

    line: Line
    depth: int
    outlook: Outlook
    bar: Bar
    parts: tuple[str, str, str]
    last: Decimal | None
    last_max: Decimal | None
    now: str
    gap: str
    word: str
    tone: str
    leaders: str
    tasks: int
    address: str
    goal: Decimal | None = None


def tree(
    found: Scored, before: Baseline | None, criteria: CriteriaSet, goals: Mapping[str, Decimal] | None = None
) -> list[TreeRow]:
    """Every field, group and criterion in order; `goals` are those of fields."""
    lasts, asked = _lasts(before, criteria), goals or {}
    rows = [row for field in found.card.fields for row in _rows(field, 0, found, lasts)]
    return [replace(row, goal=asked.get(row.line.criterion.id)) for row in rows] if asked else rows


def _lasts(before: Baseline | None, criteria: CriteriaSet) -> dict[str, tuple[Decimal, Decimal]]:
    if before is None:
        return {}
    fields = {field.id for field in criteria.fields}
    found: dict[str, tuple[Decimal, Decimal]] = {}
    for total in totals(result_of(before), criteria):
        if total.field in fields:
            found[total.field] = (total.points, total.max)
        found |= {id: (worth, most) for id, worth, most in total.criteria}
    return found


def _rows(line: Line, depth: int, found: Scored, lasts: Mapping[str, tuple[Decimal, Decimal]]) -> Iterator[TreeRow]:
    id, outlook = line.criterion.id, outlook_of(line, found)
    last = lasts.get(id, (None, None))
    word, tone = told(line, found)
    lost = sum((gap.lost for gap in found.account.gaps.criteria if gap.id in _ids(line)), Fraction(0))
    tie = found.tied.get(id)
    yield TreeRow(
        line=line, depth=min(depth, _DEEPEST), outlook=outlook, bar=Bar.of(outlook), parts=parts(outlook),
        last=last[0], last_max=last[1],
        now=points(line.points), gap=points(lost), word=word, tone=tone, leaders=leaders(found, id) if tie else "",
        tasks=len(tie.tasks) if tie else 0, address=address(found, id) if line.criterion.method else "",
    )  # fmt: skip
    for child in line.children:
        yield from _rows(child, depth + 1, found, lasts)


def _ids(line: Line) -> set[str]:
    return {each.criterion.id for each in line.walk() if each.criterion.method is not None}


def outlook_of(line: Line, found: Scored) -> Outlook:
    """Of a criterion, or of all below a group."""
    known = found.account.projection.criteria
    return sum((known[id] for id in _ids(line) if id in known), NOTHING)


def parts(found: Outlook) -> tuple[str, str, str]:
    """Secured, possible and lost for people."""
    return points(found.secured), points(found.possible), points(found.lost)


def typed_said(found: Scored, criterion: Criterion) -> str:
    """The answer that people gave, in the words of the method; why it is of no use where it is none."""
    row = found.typed.get(criterion.id)
    if row is None or row.answer is None or criterion.method is None:
        return _("Không công nhận câu trả lời.") if row is not None and row.stage != SELF else ""
    answer = Answer(row.answer, criterion.id)
    if "not_assigned" in row.answer:
        return _("Không chấm: %s.") % row.answer["not_assigned"]
    try:
        return criterion.method.because(criterion.method.inputs(answer, found.card.year))
    except InputError as error:
        return str(error)


def told(line: Line, found: Scored) -> tuple[str, str]:
    """Where the answer of a criterion comes from, as word and tone; "" for a group."""
    if line.criterion.method is None:
        return "", ""
    id = line.criterion.id
    key = line.state if line.state == "not_assigned" else found.origins.get(id, "missing")
    if key == "missing" and id in found.typed and found.typed[id].stage != AssessedAnswer.Stage.SELF:
        key = "rejected"  # an appraiser accepted no answer
    if id in found.refused:
        key = "refused"
    word, tone = ORIGINS[key]
    return str(word), tone


def leaders(found: Scored, id: str) -> str:
    """Those who lead: their names, or how many they are."""
    names = [agency.name for agency in found.tied[id].leaders] if id in found.tied else []
    if len(names) > MOST_LEADERS:
        return _("nhiều cơ quan (%d)") % len(names)
    return ", ".join(names)


def address(found: Scored, id: str) -> str:
    """The page of one criterion."""
    return reverse("agency_criterion", args=[found.agency.pk, id]) if found.agency else reverse("criterion", args=[id])


@dataclass(frozen=True)
class Summary:
    """The whole in numbers for people; `bar` of the same."""

    today: str
    today_max: str
    percent: str
    grade: str
    secured: str
    possible: str
    lost: str
    gap: str
    bar: Bar

    @classmethod
    def of(cls, found: Scored) -> "Summary":
        """Of a card and its outlook."""
        whole, card = found.account.projection.whole, found.card
        return cls(
            points(card.total), points(card.max), f"{points(card.percent)} %" if card.percent is not None else BLANK,
            card.grade or "", points(whole.secured), points(whole.possible), points(whole.lost),
            points(found.account.gaps.total), Bar.of(whole),
        )  # fmt: skip


def gap_rows(rows: Sequence[GapRow], titles: Mapping[str, str]) -> list[tuple[str, str]]:
    """Rows of gaps for people, each a name and points; they add up to the gap of the whole."""
    return [(_named(row, titles), points(row.lost)) for row in rows]


def _named(row: GapRow, titles: Mapping[str, str]) -> str:
    return f"{row.name}. {titles[row.name]}" if row.kind == "field" and row.name in titles else row.name


def stakes(found: Scored) -> list[tuple[Task, str, str, str]]:
    """Tasks by what is lost if they slip: task, points at stake, gap of today, criteria."""
    tasks = {str(key): task for key, task in found.tasks.items()}
    return [
        (tasks[row.task], points(row.at_stake), points(row.gap), ", ".join(row.criteria))
        for row in found.account.stakes
    ]


def idle(found: Scored) -> tuple[list[Line], list[Task]]:
    """Criteria that no task wins, and tasks that win no criterion."""
    lines = {line.criterion.id: line for line in found.card.criteria}
    tasks = {str(key): task for key, task in found.tasks.items()}
    projection = found.account.projection
    bare = [lines[id] for id in without_task(projection, found.ties)]
    return bare, [tasks[key] for key in without_criterion(projection, found.ties)]


def sheet(request: HttpRequest, found: Scored, rows: Sequence[TreeRow]) -> bytes:
    """The tree as a sheet."""
    columns = [
        Column(_("Mã")), Column(_("Nội dung"), width=60), Column(_("Tối đa"), "decimal"),
        Column(_("Năm trước"), "decimal"), Column(_("Hôm nay"), "decimal"), Column(_("Đã chắc"), "decimal"),
        Column(_("Còn có thể"), "decimal"), Column(_("Đã mất"), "decimal"), Column(_("Câu trả lời")),
        Column(_("Chủ trì"), width=40), Column(_("Vì sao"), width=80),
    ]  # fmt: skip
    lines = [
        [row.line.criterion.id, row.line.criterion.title, _exact(row.line.max), row.last, _exact(row.line.points),
         _exact(row.outlook.secured), _exact(row.outlook.possible), _exact(row.outlook.lost), row.word, row.leaders,
         row.line.because]
        for row in rows
    ]  # fmt: skip
    return write_table(_("Bảng điểm %s") % found.card.unit, columns, lines, [*notes(request, found), *versions(found)])


def _exact(value: Fraction) -> Decimal:
    return rounded(value, 4)


def notes(request: HttpRequest, found: Scored) -> list[str]:
    """What a reader must know of how the points were made."""
    criteria = found.card.criteria_set
    told = [
        _("%(title)s (%(name)s).") % {"title": criteria.title, "name": criteria.name},
        _("Tính đến hết ngày %s; điểm hôm nay là điểm nếu năm kết thúc hôm nay.") % day(found.on),
    ]
    if criteria.example:
        told.append(_("Bộ tiêu chí ví dụ: điểm và cách chấm có phần giả định, không phải văn bản chính thức."))
    return [*told, _("SỐ LIỆU GIẢ ĐỊNH")] if request.programme.invented else told


def versions(found: Scored) -> list[str]:
    """What who checks the numbers again must know, and nobody else reads."""
    told = [_("Dấu vết của bộ tiêu chí: %s.") % found.card.criteria_set.fingerprint[:12]]
    if found.versions:
        told.append(
            _("Kho hồ sơ %(lake_version)s; quy tắc %(rules_version)s; lịch làm việc %(calendar_version)s.")
            % found.versions
        )
    return told
