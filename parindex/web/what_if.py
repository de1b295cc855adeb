"""What if as a page: what the address changes, a row for each criterion, and the words of the cheapest way."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils.translation import gettext as _

from parindex.core.amounts import amount, not_negative, plain, rounded, said
from parindex.core.answers import Answer, Answers
from parindex.core.cheapest_way import Way, cheapest_way
from parindex.core.errors import InputError
from parindex.core.goals import Goal, goal_of_rank
from parindex.core.ranking import Place
from parindex.core.scoring import Line, Scorecard
from parindex.core.what_if import WhatIf, answers_of, compare
from parindex.records.queries.what_if import Ground
from parindex.web.formats import NOTHING
from parindex.web.forms.what_if import TryForm, tried_ids

_MOST = 20  # letters of a number
EFFORT, GROUND = "cong-suc.", "nen"
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
    """What was sent: of each criterion what `TryForm` reads, ?cong-suc.ID= (effort), ?dat= (points to reach), ?hang=
    (rank). `forms` holds those of which something was sent.

    `preset`: what says neither points nor rank means the goal that is set; a field left blank means none.
    """

    query: QueryDict
    words: Mapping[str, str]
    forms: dict[str, TryForm] = field(default_factory=dict)
    changes: dict[str, Answer] = field(default_factory=dict)
    efforts: dict[str, Decimal] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    preset: bool = False

    @classmethod
    def of(cls, query: QueryDict, ground: Ground) -> "Asked":
        """What cannot be read is told and left out; the rest counts."""
        given = {key: value.strip() for key, value in query.items() if value.strip()}
        preset = {} if _GOALS & set(query) else _asked_of(ground)
        found = cls(query, preset | given, preset=bool(preset))
        tried, today = tried_ids(query), answers_of(ground.card)
        for line in ground.card.criteria:
            id = line.criterion.id
            if id in tried:
                found._change(form_of(line, ground, today, query), ground, today)
            if words := found.words.get(EFFORT + id):
                try:
                    found.efforts[id] = not_negative(_number(words), f"{id}: {_('công sức')}")
                except InputError as error:
                    found.errors.append(str(error))
        return found

    def _change(self, form: TryForm, ground: Ground, today: Answers) -> None:
        self.forms[form.id] = form
        try:
            data = form.change()
            if data is None:
                return
            change = {form.id: Answer(data, form.id)}
            compare(ground.card, today, change, {})
        except ValidationError as error:
            self.errors.append(f"{form.id}: {' '.join(error.messages)}")
        except InputError as error:
            self.errors.append(str(error))
        else:
            self.changes |= change


def form_of(line: Line, ground: Ground, today: Answers, query: QueryDict | None = None) -> TryForm:
    """The fields of one criterion with today's answer in them, or with what was sent."""
    given, rule = today.answers.get(line.criterion.id), ground.card.criteria_set
    data = dict(given.data) if given else None
    return TryForm(query, line=line, year=ground.card.year, today=data, may_leave=rule.not_assigned != "refused")


@dataclass(frozen=True)
class Row:
    """One line of the tree; a group has no form."""

    line: Line
    depth: int
    points: str
    max: str
    changed: bool
    form: TryForm | None
    effort_name: str
    effort: str
    usual_effort: str


@dataclass(frozen=True)
class Mark:
    """Whether the criterion in the row of this number is changed."""

    row: int
    changed: bool


def tried(asked: Asked, ground: Ground) -> WhatIf:
    """The scorecard with all that was changed."""
    return compare(ground.card, answers_of(ground.card), asked.changes, ground.peers)


def rows(asked: Asked, ground: Ground) -> list[Row]:
    """The whole tree in order."""
    found: list[Row] = []
    today = answers_of(ground.card)

    def add(line: Line, depth: int) -> None:
        id = line.criterion.id
        form = None if line.criterion.method is None else asked.forms.get(id) or form_of(line, ground, today)
        found.append(
            Row(
                line, depth, said(line.points), said(line.max), id in asked.changes, form, EFFORT + id,
                asked.words.get(EFFORT + id, ""), said(ground.efforts.get(id, Decimal(1))),
            )
        )  # fmt: skip
        for child in line.children:
            add(child, depth + 1)

    for each in ground.card.fields:
        add(each, 0)
    return found


def marks(asked: Asked, ground: Ground) -> list[Mark]:
    """A mark for each row of `rows` that can be tried, numbered as they are."""
    lines = [line for each in ground.card.fields for line in each.walk()]
    return [
        Mark(row, line.criterion.id in asked.changes)
        for row, line in enumerate(lines) if line.criterion.method is not None
    ]  # fmt: skip


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
