"""What an answer of a round is worth, which of the answers of its stages stands, and until when it may be written."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Protocol

from parindex.core.amounts import rounded
from parindex.core.answers import Answer
from parindex.core.criteria import CriteriaSet, Criterion
from parindex.core.errors import InputError
from parindex.core.methods import not_assigned

SELF, APPRAISAL, EXPLANATION, SECOND = "self", "appraisal", "explanation", "second"
# Who said last what a criterion is worth; an explanation says why, not how much.
ANSWERING = (SELF, APPRAISAL, SECOND)


class Said(Protocol):
    """One row of what was said of a criterion: rows of a stage are numbered, the newest of a stage stands."""

    criterion: str
    stage: str
    number: int
    at: Any


def newest(rows: Iterable[Said]) -> dict[str, dict[str, Any]]:
    """By criterion and stage the row that stands: the newest of its stage; none of a later stage that is older than
    the self-assessment, for it spoke of another answer.
    """
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        stages = found.setdefault(row.criterion, {})
        if row.stage not in stages or row.number > stages[row.stage].number:
            stages[row.stage] = row
    for stages in found.values():
        own = stages.get(SELF)
        for stage in [each for each, row in stages.items() if own is not None and row.at < own.at]:
            del stages[stage]
    return found


def decisive(stages: Mapping[str, Any], seen: Sequence[str] = ANSWERING) -> Any | None:
    """Of the rows that stand for one criterion the one that says its answer: second appraisal, appraisal, unit."""
    return next((stages[stage] for stage in reversed(ANSWERING) if stage in seen and stage in stages), None)


def criterion_of(criteria_set: CriteriaSet, id: str) -> Criterion | None:
    """The criterion of that id which a method scores; None for groups and for ids that the set does not know."""
    return next((each for each in criteria_set.walk() if each.id == id and each.method is not None), None)


@dataclass(frozen=True)
class Worth:
    """Points of one answer with the set's rounding (None: it is not scored at all), and why."""

    points: Fraction | None
    because: str


def worth(criteria_set: CriteriaSet, criterion: Criterion, data: Mapping[str, Any], year: int) -> Worth:
    """What an answer to a criterion is worth. InputError for an answer that its method cannot read."""
    assert criterion.method is not None
    answer = Answer(data, criterion.id)
    if (left := not_assigned.read(answer, criteria_set.not_assigned)) is not None:
        return Worth(None, not_assigned.because(left))
    inputs = criterion.method.inputs(answer, year)
    exact, rule = criterion.method.points(inputs), criteria_set.rounding
    if exact is None:
        return Worth(None, criterion.method.because(inputs))
    shown = exact if rule.criterion is None else Fraction(rounded(exact, rule.criterion, rule.mode))
    return Worth(shown, criterion.method.because(inputs))


def lowered(before: Fraction | None, after: Fraction | None) -> bool:
    """Whether a unit has something to reply to: points went down, or it is scored on what it said it does not have."""
    if before is None:
        return after is not None
    return after is not None and after < before


@dataclass(frozen=True)
class Writing:
    """Whether a self-assessment may be written on a day, and if not, why."""

    open: bool
    why_not: str = ""


def writing(state: str, locked: bool, opens: date, due: date, extended: date | None, on: date) -> Writing:
    """Lock and dates together: `locked` by sending, shut before `opens` and after `due`, or after the later day that
    the office has granted.
    """
    last = max(due, extended) if extended else due
    if state != SELF or locked:
        return Writing(False, "Phiếu đã gửi nên đã khóa; muốn sửa, cơ quan điều hành phải mở khóa, có lý do.")
    if on < opens:
        return Writing(False, f"Đợt đánh giá mở tự chấm từ ngày {opens:%d/%m/%Y}.")
    if on > last:
        return Writing(
            False,
            f"Hạn tự chấm là ngày {last:%d/%m/%Y} đã qua nên phiếu đã khóa; "
            "muốn sửa, cơ quan điều hành phải mở khóa, có lý do.",
        )
    return Writing(True)


def check_dates(days: Sequence[tuple[str, date]]) -> None:
    """InputError unless each day (with its name) is on or after the one before it."""
    for (before, first), (name, day) in zip(days, days[1:], strict=False):
        if day < first:
            raise InputError(f"{name} ({day:%d/%m/%Y}) phải từ {before} ({first:%d/%m/%Y}) trở đi; hãy sửa lại ngày.")
