"""The account of a unit's gaps on a day: what is lost where, by whom, which tasks win it back; as JSON and in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any

from parindex.core.amounts import plain, rounded, said
from parindex.core.gaps import Gaps, Row, gaps
from parindex.core.projection import Outlook, Projection
from parindex.core.scoring import Scorecard
from parindex.core.ties import Stake, Ties, stakes, without_criterion, without_task

_PLACES = 4


@dataclass(frozen=True)
class Account:
    """A scorecard, its outlook on a day, and what its criteria are tied to. Points in JSON are text of 4 decimals; the
    sums hold for the exact numbers.
    """

    card: Scorecard
    projection: Projection
    ties: Ties
    day: date

    @cached_property
    def gaps(self) -> Gaps:
        """What the answers of the day lack."""
        return gaps(self.card)

    @cached_property
    def stakes(self) -> tuple[Stake, ...]:
        """Tasks by what is lost if they slip."""
        return stakes(self.gaps, self.projection, self.ties)

    def to_json(self) -> dict[str, Any]:
        """As `parindex score gaps --json` prints it."""
        rule, found = self.card.criteria_set, self.projection
        return {
            "set": rule.name,
            "fingerprint": rule.fingerprint,
            "example": rule.example,
            "unit": self.card.unit,
            "year": self.card.year,
            "day": self.day.isoformat(),
            "gap": _text(self.gaps.total),
            "outlook": _outlook(found.whole),
            "if_ended_today": {"points": _text(found.today), "max": _text(found.today_max)},
            "fields": [self._row(row, found.fields.get(row.name)) for row in self.gaps.by_field()],
            "agencies": [self._row(row, None) for row in self.gaps.by_agency(self.ties.leaders)],
            "criteria": [self._criterion(id) for id in found.criteria],
            "tasks": [
                {"task": row.task, "criteria": list(row.criteria), "at_stake": _text(row.at_stake)}
                | {"gap": _text(row.gap)}
                for row in self.stakes
            ],
            "without_task": without_task(found, self.ties),
            "without_criterion": without_criterion(found, self.ties),
        }

    def _row(self, row: Row, outlook: Outlook | None) -> dict[str, Any]:
        found = {"kind": row.kind, "name": row.name, "gap": _text(row.lost)}
        return found if outlook is None else found | {"outlook": _outlook(outlook)}

    def _criterion(self, id: str) -> dict[str, Any]:
        gap = next((gap for gap in self.gaps.criteria if gap.id == id), None)
        return {
            "id": id,
            "gap": None if gap is None else _text(gap.lost),
            "missing": gap is not None and gap.missing,
            "outlook": _outlook(self.projection.criteria[id]),
            "agencies": list(self.ties.leaders.get(id, ())),
            "tasks": list(self.ties.tasks.get(id, ())),
        }

    def lines(self) -> list[str]:
        """For people to read."""
        rule, found = self.card.criteria_set, self.projection
        lines = [
            f"{rule.title} ({rule.name})",
            f"{self.card.unit}, năm {self.card.year}, tính ngày {self.day:%d/%m/%Y}",
        ]
        if rule.example:
            lines.append("Bộ ví dụ: điểm và cách chấm có phần giả định, không phải văn bản chính thức.")
        lines += [
            f"Trên {said(found.whole.max)} điểm: {_outlook_said(found.whole)}.",
            f"Nếu năm kết thúc hôm nay: {said(found.today)}/{said(found.today_max)} điểm, "
            f"thiếu {said(self.gaps.total)} điểm.",
            *_table("Theo lĩnh vực", self.gaps.by_field()),
            *_table("Theo cơ quan chủ trì", self.gaps.by_agency(self.ties.leaders)),
            "",
            "Từng tiêu chí còn thiếu, nhiều nhất trước:",
        ]
        lines += [self._said(gap.id, gap.lost) for gap in self.gaps.largest() if gap.id is not None]
        return lines + self._tasks()

    def _said(self, id: str, lost: Fraction) -> str:
        agencies, tasks = self.ties.leaders.get(id, ()), self.ties.tasks.get(id, ())
        return (
            f"  {id}: thiếu {said(lost)} điểm ({_outlook_said(self.projection.criteria[id])}); "
            f"chủ trì: {', '.join(agencies) or 'chưa phân bổ'}; nhiệm vụ: {', '.join(tasks) or 'chưa có'}"
        )

    def _tasks(self) -> list[str]:
        lines = []
        if self.stakes:
            lines += ["", "Nhiệm vụ, nếu trễ thì mất nhiều nhất:"]
            lines += [f"  {row.task}: {said(row.at_stake)} điểm ({', '.join(row.criteria)})" for row in self.stakes]
        if bare := without_task(self.projection, self.ties):
            lines += ["", f"{len(bare)} tiêu chí chưa có nhiệm vụ: {', '.join(bare)}"]
        if idle := without_criterion(self.projection, self.ties):
            lines += ["", f"{len(idle)} nhiệm vụ không gắn với tiêu chí nào: {', '.join(idle)}"]
        return lines


def _table(title: str, rows: Sequence[Row]) -> list[str]:
    return ["", f"{title}:", *(f"  {row.name}: {said(row.lost)} điểm" for row in rows)]


def _outlook(found: Outlook) -> dict[str, str]:
    parts = {"secured": found.secured, "possible": found.possible, "lost": found.lost, "max": found.max}
    return {name: _text(value) for name, value in parts.items()}


def _outlook_said(found: Outlook) -> str:
    return f"đã chắc {said(found.secured)}, còn có thể {said(found.possible)}, đã mất {said(found.lost)}"


def _text(value: Fraction) -> str:
    return plain(rounded(value, _PLACES))
