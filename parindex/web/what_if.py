"""What if as a page: what the address changes, a row for each criterion, and the words of the cheapest way."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from django.http import QueryDict
from django.utils.translation import gettext as _

from parindex.core.amounts import amount, not_negative, plain, rounded, said
from parindex.core.answers import Answer
from parindex.core.cheapest_way import Way, cheapest_way
from parindex.core.errors import InputError
from parindex.core.goals import Goal, goal_of_rank
from parindex.core.ranking import Place
from parindex.core.scoring import Line, Scorecard
from parindex.core.what_if import WhatIf, answers_of, compare, measured
from parindex.records.queries.what_if import Ground
from parindex.web.formats import NOTHING

_MOST = 20  # letters of a number
TARGET, POINTS, EFFORT = "con-so.", "diem.", "cong-suc."
_GOALS = {"dat", "hang"}


def _asked_of(ground: Ground) -> dict[str, str]:
    """The goal that is set, as if it had been typed."""
    goal = ground.goal
    if goal is None:
        return {}
    asked = {} if goal.points is None else {"dat": said(goal.points)}
    return asked if goal.rank is None else asked | {"hang": str(goal.rank)}


@dataclass
class Asked:
    """?con-so.ID= (target), ?diem.ID= (points), ?cong-suc.ID= (effort), ?dat= (points to reach), ?hang= (rank).

    `preset`: an address that says neither points nor rank means the goal that is set; a field left blank means none.
    """

    words: Mapping[str, str]
    changes: dict[str, Answer] = field(default_factory=dict)
    efforts: dict[str, Decimal] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    preset: bool = False

    @classmethod
    def of(cls, query: QueryDict, ground: Ground) -> "Asked":
        """What cannot be read is told and left out; the rest counts."""
        given = {key: value.strip() for key, value in query.items() if value.strip()}
        preset = {} if _GOALS & set(query) else _asked_of(ground)
        found = cls(preset | given, preset=bool(preset))
        for line in ground.card.criteria:
            id = line.criterion.id
            for prefix, key in ((TARGET, "target"), (POINTS, "assume")):
                if words := found.words.get(prefix + id):
                    found._change(id, key, words, ground)
            if words := found.words.get(EFFORT + id):
                try:
                    found.efforts[id] = not_negative(_number(words), f"{id}: {_('công sức')}")
                except InputError as error:
                    found.errors.append(str(error))
        return found

    def _change(self, id: str, key: str, words: str, ground: Ground) -> None:
        change = {id: Answer({key: _number(words)}, id)}
        try:
            compare(ground.card, answers_of(ground.card), change, {})
        except InputError as error:
            self.errors.append(str(error))
        else:
            self.changes |= change


@dataclass(frozen=True)
class Row:
    """One line of the tree; `unit` None: points are tried, else the number that is measured. A group has no fields."""

    line: Line
    depth: int
    points: str
    max: str
    changed: bool
    unit: str | None
    name: str
    value: str
    effort_name: str
    effort: str
    usual_effort: str


def tried(asked: Asked, ground: Ground) -> WhatIf:
    """The scorecard with all that was changed."""
    return compare(ground.card, answers_of(ground.card), asked.changes, ground.peers)


def rows(asked: Asked, ground: Ground) -> list[Row]:
    """The whole tree in order."""
    found: list[Row] = []

    def add(line: Line, depth: int) -> None:
        criterion, unit = line.criterion, measured(line.criterion)
        name = (POINTS if unit is None else TARGET) + criterion.id
        found.append(
            Row(
                line, depth, said(line.points), said(line.max), criterion.id in asked.changes, unit, name,
                asked.words.get(name, ""), EFFORT + criterion.id, asked.words.get(EFFORT + criterion.id, ""),
                said(ground.efforts.get(criterion.id, Decimal(1))),
            )
        )  # fmt: skip
        for child in line.children:
            add(child, depth + 1)

    for each in ground.card.fields:
        add(each, 0)
    return found


def ways(asked: Asked, ground: Ground, card: Scorecard) -> list[tuple[str, Way]]:
    """The cheapest ways that were asked for, each with its words."""
    found = []
    for key in ("dat", "hang"):
        if not (words := asked.words.get(key)):
            continue
        try:
            if key == "dat":
                goal = Goal(Fraction(amount(_number(words), _("Đạt"))))
            else:
                if not (words.isascii() and words.isdigit() and len(words) < 4):  # noqa: PLR2004
                    raise InputError(_("Lên hạng: “%s” không phải số nguyên.") % words[:_MOST])
                goal = goal_of_rank(card, int(words), ground.peers)
            way = cheapest_way(card, goal, ground.ahead, {**ground.efforts, **asked.efforts}, ground.to_come)
        except InputError as error:
            asked.errors.append(str(error))
        else:
            found.append((goal.says(), way))
    return found


def place(found: Place | None) -> str:
    """“3/11”, why there is none, or a dash."""
    if found is None:
        return NOTHING
    return found.reason if found.rank is None else f"{found.rank}/{found.of}"


def shown(value: Fraction, card: Scorecard) -> str:
    """Points as the set rounds totals, with a decimal comma."""
    rule = card.criteria_set.rounding
    return plain(rounded(value, rule.total, rule.mode)).replace(".", ",")


def _number(words: str) -> str:
    return words[:_MOST].replace(",", ".")
