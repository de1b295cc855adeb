"""Goals of an index: points or a rank that a decision asks for, what a rank takes, and whether a year can still get
there.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

from parindex.core import loading
from parindex.core.amounts import plain, rounded, said
from parindex.core.criteria import CriteriaSet
from parindex.core.errors import InputError
from parindex.core.gaps import shares
from parindex.core.methods.parameters import decimal, optional
from parindex.core.projection import Outlook, Projection
from parindex.core.scoring import Scorecard
from parindex.core.what_if import Peers

# secured: nothing can take it away; possible: later events decide; lost: nothing can reach it.
State = Literal["secured", "possible", "lost"]
MOST_RANK = 999
_MOST_LOST = 3
_PLACES = 4
_KEYS = ("points", "rank", "fields", "decision", "decided")


@dataclass(frozen=True)
class Goal:
    """A total to reach (`above`: to pass); `points` None: none is needed. `rank`: why, None for points."""

    points: Fraction | None
    above: bool = False
    rank: int | None = None

    def holds(self, total: Fraction) -> bool:
        """Whether a total is enough."""
        return self.points is None or (total > self.points if self.above else total >= self.points)

    def says(self, show: Callable[[Fraction], str] = said) -> str:
        """What it asks for: “từ 85 điểm”, “hạng 3 (từ 84,2 điểm)”."""
        if self.points is None:
            return f"hạng {self.rank}"
        points = f"{'trên' if self.above else 'từ'} {show(self.points)} điểm"
        return points if self.rank is None else f"hạng {self.rank} ({points})"


def goal_of_rank(card: Scorecard, rank: int, peers: Peers) -> Goal:
    """The points that a rank asks for: a tie shares the better rank, so equal is enough.

    InputError for a rank that does not exist, or where nothing is known to be ranked with.
    """
    rule, of = card.criteria_set.ranking, len(peers) + 1
    if not peers:
        raise InputError("Chưa có điểm của đơn vị nào khác nên chưa tính được hạng; hãy nạp điểm đã công bố.")
    if of < rule.smallest_group:
        raise InputError(f"Chỉ có {of} đơn vị có điểm, ít hơn {rule.smallest_group}, nên bộ tiêu chí không xếp hạng.")
    if not 1 <= rank <= of:
        raise InputError(f"Hạng {rank} không có: chỉ có {of} đơn vị được xếp hạng; hãy chọn từ 1 đến {of}.")
    scores = sorted((rule.compared(Fraction(each)) for each in peers.values()), reverse=True)
    if rule.ties == "dense":
        scores = sorted(set(scores), reverse=True)
    if rank > len(scores):
        return Goal(None, rank=rank)
    least = scores[rank - 1]
    if rule.rounded_to is None or rule.mode == "down":
        return Goal(least, rank=rank)
    edge = least - Fraction(1, 2 * 10**rule.rounded_to)  # what rounds up to it; a half may round to the even side
    return Goal(edge, above=rule.compared(edge) < least, rank=rank)


@dataclass(frozen=True)
class Goals:
    """What a decision asks of an index: points of the total, a rank, or both, and points of single fields by id.

    What is None is not asked for.
    """

    points: Decimal | None = None
    rank: int | None = None
    fields: Mapping[str, Decimal] = field(default_factory=dict)
    decision: str = ""
    decided: date | None = None

    def check(self, criteria_set: CriteriaSet, ranked: int | None = None) -> None:
        """InputError where nothing is asked for, or what the set cannot give; `ranked`: how many there are to rank."""
        if self.points is None and self.rank is None and not self.fields:
            raise InputError("Chưa ghi mục tiêu nào; hãy ghi số điểm, hạng, hoặc điểm của một lĩnh vực.")
        _within(self.points, criteria_set.max, "Mục tiêu điểm")
        most = ranked or MOST_RANK
        if self.rank is not None and not 1 <= self.rank <= most:
            raise InputError(f"Mục tiêu hạng {self.rank} không có; hãy ghi từ 1 đến {most}.")
        limits = {each.id: each.max for each in criteria_set.fields}
        for id, points in self.fields.items():
            if id not in limits:
                raise InputError(f"Bộ {criteria_set.name} không có lĩnh vực {id}; hãy sửa mã.")
            _within(points, limits[id], f"Mục tiêu điểm lĩnh vực {id}")
        reach = sum((self.fields.get(id, most) for id, most in limits.items()), Decimal(0))
        if self.fields and self.points is not None and reach < self.points:
            raise InputError(
                f"Mục tiêu các lĩnh vực cộng lại nhiều nhất được {said(reach)} điểm, ít hơn mục tiêu chung "
                f"{said(self.points)}; hãy sửa một trong hai."
            )

    def says(self) -> str:
        """In short: “85 điểm, hạng 3”."""
        told = [] if self.points is None else [f"{said(self.points)} điểm"]
        told += [] if self.rank is None else [f"hạng {self.rank}"]
        return ", ".join([*told, *(f"lĩnh vực {id} {said(points)} điểm" for id, points in self.fields.items())])


def _within(points: Decimal | None, most: Decimal, what: str) -> None:
    if points is not None and not 0 < points <= most:
        raise InputError(f"{what} {said(points)} phải lớn hơn 0 và không quá {said(most)}; để trống nếu không đặt.")


def load_goals(path: Path) -> Goals:
    """Read a file of goals: {points: "85", rank: 3, fields: {IX: "25"}, decision: …, decided: 2023-02-06}.

    InputError names the file and the line.
    """
    return goals_of(loading.load(path))


def goals_of(data: loading.Mapping) -> Goals:
    """The same of a part of a file."""
    data.only(_KEYS)
    rank, decided, fields = data.get("rank"), data.get("decided"), data.get("fields", loading.Mapping())
    if rank is not None and type(rank) is not int:
        raise data.error("rank phải là số nguyên, ví dụ 3", "rank")
    if decided is not None and not isinstance(decided, date):
        raise data.error("decided phải là ngày, ví dụ 2023-02-06", "decided")
    if not isinstance(fields, loading.Mapping):
        raise data.error('fields phải là điểm theo mã lĩnh vực, ví dụ {IX: "25"}', "fields")
    by_field = {str(id): decimal(fields, id) for id in fields}
    return Goals(optional(data, "points"), rank, by_field, str(data.get("decision", "")), decided)


@dataclass(frozen=True)
class Reach:
    """How a goal stands on a day. `most`: all that can still be had; `gone`: all that is lost for good; `lost`: of
    which criteria, the most first.
    """

    goal: Goal
    today: Fraction
    secured: Fraction
    most: Fraction
    gone: Fraction
    lost: tuple[tuple[str, Fraction], ...]

    @property
    def state(self) -> State:
        """Whether it is safe, open, or out of reach."""
        if self.goal.holds(self.secured):
            return "secured"
        return "possible" if self.goal.holds(self.most) else "lost"

    @property
    def missing(self) -> Fraction:
        """The points that today's total lacks; 0 where it is enough."""
        return max((self.goal.points or Fraction(0)) - self.today, Fraction(0))

    @property
    def spare(self) -> Fraction:
        """The points that may still be lost; below 0: so many are lost too many."""
        return self.most - (self.goal.points or Fraction(0))

    def says(self, show: Callable[[Fraction], str] = said) -> str:
        """As a sentence that can be checked by its own numbers."""
        if self.state == "secured":
            return f"Đã chắc đạt {self.goal.says(show)}."
        if self.goal.holds(self.today):
            now = "nếu năm kết thúc hôm nay thì đạt"
        else:
            now = f"nếu năm kết thúc hôm nay còn thiếu {show(self.missing)} điểm"
        if self.state == "possible":
            end = f"có thể đạt, còn được mất thêm {'dưới' if self.goal.above else 'nhiều nhất'} {show(self.spare)} điểm"
        else:
            worst = ", ".join(f"{id} {show(points)}" for id, points in self.lost[:_MOST_LOST])
            where = f", nhiều nhất ở {worst}" if worst else ""
            end = f"không thể đạt vì đã mất {show(self.gone)} điểm{where}; nhiều nhất chỉ còn {show(self.most)} điểm"
        return f"Để đạt {self.goal.says(show)}: {now}; {end}."

    def to_json(self) -> dict[str, Any]:
        """As `parindex score gaps --json` prints it; points are text of 4 decimals."""
        return {
            "points": None if self.goal.points is None else _text(self.goal.points), "above": self.goal.above,
            "rank": self.goal.rank, "state": self.state, "missing": _text(self.missing), "spare": _text(self.spare),
            "most": _text(self.most), "gone": _text(self.gone),
            "lost": [{"id": id, "points": _text(points)} for id, points in self.lost],
            "says": self.says(),
        }  # fmt: skip


@dataclass(frozen=True)
class Reached:
    """How all that is asked of an index stands; None where it is not asked for. `why` the rank cannot be told, else "".
    `fields`: by id, those that are scored and have a goal of their own.
    """

    points: Reach | None
    rank: Reach | None
    why: str
    fields: Mapping[str, Reach]

    @property
    def whole(self) -> list[Reach]:
        """Of the total: that of the points, and that of the rank, as far as they are asked for and can be told."""
        return [one for one in (self.points, self.rank) if one is not None]

    def to_json(self) -> dict[str, Any]:
        """As `parindex score gaps --json` prints it."""
        return {
            "points": self.points and self.points.to_json(), "rank": self.rank and self.rank.to_json(),
            "why_no_rank": self.why, "fields": {id: one.to_json() for id, one in self.fields.items()},
        }  # fmt: skip

    def lines(self) -> list[str]:
        """For people to read."""
        told = [one.says() for one in self.whole] + ([f"Mục tiêu hạng: {self.why}"] if self.why else [])
        return told + [f"Lĩnh vực {id}: {one.says()}" for id, one in self.fields.items()]


def reach(goal: Goal, found: Projection) -> Reach:
    """Hold the outlook of the total against a goal."""
    return _reach(goal, found.today, found.whole, found.criteria)


def reached(goals: Goals, card: Scorecard, found: Projection, peers: Peers) -> Reached:
    """Hold a scorecard and its outlook against all that is asked; a rank is that among the scores of peers."""
    points = None if goals.points is None else reach(Goal(Fraction(goals.points)), found)
    rank, why = None, ""
    if goals.rank is not None:
        try:
            rank = reach(goal_of_rank(card, goals.rank, peers), found)
        except InputError as error:
            why = str(error)
    return Reached(points, rank, why, _of_fields(goals, card, found))


def _of_fields(goals: Goals, card: Scorecard, found: Projection) -> dict[str, Reach]:
    today, told = shares(card), {}
    for line in card.fields:
        id = line.criterion.id
        if id in goals.fields and id in found.fields:
            below = {each.criterion.id for each in line.walk()}
            parts = {name: each for name, each in found.criteria.items() if name in below}
            now = sum((worth for name, worth in today.items() if name in below), Fraction(0))
            told[id] = _reach(Goal(Fraction(goals.fields[id])), now, found.fields[id], parts)
    return told


def _reach(goal: Goal, today: Fraction, whole: Outlook, parts: Mapping[str, Outlook]) -> Reach:
    lost = [(id, each.lost) for id, each in parts.items() if each.lost > 0]
    worst = tuple(sorted(lost, key=lambda pair: -pair[1]))
    return Reach(goal, today, whole.secured, whole.secured + whole.possible, whole.lost, worst)


def _text(value: Fraction) -> str:
    return plain(rounded(value, _PLACES))
