"""The goal of an index as pages tell it: what it asks for, how it stands, the marks of it on the bar."""

from dataclasses import dataclass
from fractions import Fraction

from django.utils.translation import gettext as _

from parindex.core.goals import Reach
from parindex.records.models import Goal
from parindex.records.queries.goal import Aimed
from parindex.web.scorecards import points

# The tone of each state of a goal.
TONES = {"secured": "done", "possible": "open", "lost": "late"}


@dataclass(frozen=True)
class Line:
    """A goal and how it stands: its sentence, and a word with a tone."""

    says: str
    word: str
    tone: str


@dataclass(frozen=True)
class Told:
    """What a page says of a goal: how it stands for the whole and for fields (by id); `why` a rank cannot be told."""

    row: Goal
    lines: tuple[Line, ...]
    fields: tuple[tuple[str, Line], ...]
    why: str
    peers_year: int


def told(found: Aimed) -> Told | None:
    """The goal of a card in words; None where none is set."""
    if found.goal is None or found.reached is None:
        return None
    fields = tuple((id, line(one)) for id, one in found.reached.fields.items())
    return Told(found.goal, tuple(map(line, found.reached.whole)), fields, found.reached.why, found.peers_year)


def line(found: Reach) -> Line:
    """How one goal stands."""
    words = {"secured": _("đã chắc"), "possible": _("có thể đạt"), "lost": _("không thể đạt")}
    return Line(found.says(points), words[found.state], TONES[found.state])


def marks(found: Aimed) -> list[tuple[str, Fraction]]:
    """Where the goals stand on the scale of points, each with its words; a rank that any total gives has no place."""
    marked = []
    for one in found.whole:
        if one.goal.points is not None:
            words = _("Mục tiêu") if one.goal.rank is None else _("Mục tiêu hạng %d") % one.goal.rank
            marked.append((words, one.goal.points))
    return marked
