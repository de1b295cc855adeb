"""The leader's page: the bar with its marks, lines of what moved, the steps of the picture, all in words too."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from parindex.core.gaps import shares
from parindex.core.projection import Projection
from parindex.documents.writing.picture import Step
from parindex.records.models import Baseline
from parindex.records.queries.goal import Aimed
from parindex.records.queries.overview import Overview, WorstGap
from parindex.records.queries.scorecard import Scored
from parindex.records.queries.snapshot import Since
from parindex.web import goals
from parindex.web.formats import day
from parindex.web.scorecards import MOST_LEADERS, leaders, points

_MOST_MOVED = 3
_SAID = ("typed", "appraised")
_WIDE = 1000  # units of the bar's drawing


def signed(value: Fraction | Decimal) -> str:
    """With its sign."""
    return ("+" if value > 0 else "") + points(value)


@dataclass(frozen=True)
class Part:
    """A stretch of the bar, from `left` and so `wide`, of 1000."""

    key: str
    words: str
    points: str
    left: int
    wide: int


@dataclass(frozen=True)
class Bar:
    """Secured, possible, lost, and marks (words, points, place of 1000)."""

    parts: tuple[Part, ...]
    marks: tuple[Part, ...]


def bar(found: Projection, last: Baseline | None, aimed: Aimed | None = None) -> Bar:
    """The year to its end as one bar; today, last year and the goals are marks of it."""
    whole, parts, left = found.whole, [], Fraction(0)
    named = (
        ("secured", _("Đã chắc"), whole.secured), ("possible", _("Còn có thể"), whole.possible),
        ("lost", _("Đã mất"), whole.lost),
    )  # fmt: skip
    for key, words, value in named:
        parts.append(Part(key, words, points(value), _at(left, whole.max), _at(max(value, Fraction(0)), whole.max)))
        left += max(value, Fraction(0))
    marks = [Part("today", _("Nếu năm kết thúc hôm nay"), points(found.today), _at(found.today, found.today_max), 0)]
    if last:
        words = _("Năm %d") % last.year
        marks.append(Part("last", words, points(last.total), _at(Fraction(last.total), Fraction(last.max)), 0))
    for words, value in goals.marks(aimed) if aimed else ():
        marks.append(Part("goal", words, points(value), _at(value, whole.max), 0))
    return Bar(tuple(parts), tuple(marks))


def _at(value: Fraction, most: Fraction) -> int:
    return max(0, min(_WIDE, round(value * _WIDE / most))) if most else 0


def unanswered(scored: Scored) -> tuple[int, str]:
    """How many criteria nobody has answered yet, and the points that they count as lost today."""
    found = [gap for gap in scored.account.gaps.criteria if gap.missing]
    return len(found), points(sum((gap.lost for gap in found), Fraction(0)))


@dataclass(frozen=True)
class MovedLine:
    """One line of what moved: points if the year ended today, and the outlook where that moved."""

    id: str
    title: str
    today: str
    rest: str


def moved(found: Since, scored: Scored) -> list[MovedLine]:
    """The three that moved the most."""
    titles = {one.id: one.title for one in scored.card.criteria_set.walk()}
    lines = []
    for one in found.criteria[:_MOST_MOVED]:
        said = ((_("đã chắc"), one.by.secured), (_("còn có thể"), one.by.possible), (_("đã mất"), one.by.lost))
        rest = ", ".join(f"{words} {signed(value)}" for words, value in said if value)
        lines.append(MovedLine(one.criterion, titles.get(one.criterion, ""), signed(one.by.today), rest))
    return lines


def why_moved(found: Since, scored: Scored) -> str:
    """How much of the move is of answers given since, and how much of what was counted; "" where nothing moved."""
    said: list[Decimal] = []
    counted: list[Decimal] = []
    for one in found.criteria:
        row = scored.typed.get(one.criterion)
        given = scored.origins.get(one.criterion) in _SAID and row is not None and row.on > found.snapshot.on
        if one.by.today:
            (said if given else counted).append(one.by.today)
    parts = (
        (said, _("tự chấm, thẩm định mới nhập ở %(n)d tiêu chí (%(points)s điểm)")),
        (counted, _("số đếm và kết quả đã có thay đổi ở %(n)d tiêu chí (%(points)s điểm)")),
    )
    return "; ".join(words % {"n": len(moves), "points": signed(sum(moves))} for moves, words in parts if moves)


@dataclass(frozen=True)
class GapLine:
    """A gap as a row: `who` leads it, `possible` what can still be won of it, `call` who knows its figures where many
    lead it. `unsure`: what it has today can still be lost too, so that more is possible than is lacking.
    """

    worst: WorstGap
    title: str
    lost: str
    possible: str
    who: str
    due: str
    call: str = ""
    unsure: bool = False


def gaps(found: Overview, scored: Scored) -> list[GapLine]:
    """The worst five."""
    criteria = {one.id: one for one in scored.card.criteria_set.walk()}
    lines = []
    for worst in found.worst:
        id = worst.gap.id or ""
        # Of many nobody can be called: who the set says knows the figures is named then.
        many = id in scored.tied and len(scored.tied[id].leaders) > MOST_LEADERS
        call = criteria[id].source if many and id in criteria else ""
        who = leaders(scored, id) or _("chưa có nhiệm vụ trong kế hoạch")
        outlook = scored.account.projection.criteria.get(id)
        lines.append(
            GapLine(
                worst, criteria[id].title if id in criteria else "", points(worst.gap.lost),
                points(outlook.possible) if outlook else "", who, day(worst.next_due), call,
                bool(outlook and outlook.possible > worst.gap.lost),
            )
        )  # fmt: skip
    return lines


def steps(scored: Scored, last: Baseline | None) -> list[Step]:
    """From last year's total to the index if the year ended today, to the most that can still be had.

    By the parts of last year's result where these name all fields of the set, else in one step.
    """
    found = scored.account.projection
    most = found.whole.secured + found.whole.possible
    today = Step(_("Nếu hết năm hôm nay"), found.today, total=True)
    up = Step(_("Còn có thể thêm"), most - found.today)
    ends = [today, up, Step(_("Nhiều nhất có thể"), most, total=True)]
    if last is None:
        return ends
    first = Step(_("Năm %d") % last.year, Fraction(last.total), total=True)
    return [first, *_between(scored, last, found), *ends]


def _between(scored: Scored, last: Baseline, found: Projection) -> list[Step]:
    lines = [line for line in last.lines.all() if line.fields]
    named = [field for line in lines for field in line.fields]
    change = found.today - Fraction(last.total)
    if sorted(named) != sorted(line.criterion.id for line in scored.card.fields):
        return [Step(_("Thay đổi"), change)]
    today, fields = shares(scored.card), {gap.id: gap.field for gap in scored.account.gaps.criteria}
    rows = []
    for line in lines:
        now = sum((value for id, value in today.items() if fields.get(id) in line.fields), Fraction(0))
        rows.append(Step(line.title, now - Fraction(line.points)))
    rest = change - sum((row.value for row in rows), Fraction(0))
    return rows + ([Step(_("Giữ trong thang điểm"), rest)] if rest else [])


def step_rows(found: Sequence[Step]) -> list[tuple[str, str, bool]]:
    """The picture's table."""
    return [(step.words, points(step.value) if step.total else signed(step.value), step.total) for step in found]
