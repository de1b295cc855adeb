"""Where the answer to a criterion comes from: an indicator, the duties of its tasks, or figures handed in with them.

A criterion without a source is answered by hand. What is counted here is put in the shape of an answers file.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, cast, get_args

from parindex.core import loading
from parindex.core.amounts import plain
from parindex.core.criteria import CriteriaSet
from parindex.core.dates import day_said
from parindex.core.errors import InputError
from parindex.core.indicators import load_cards
from parindex.core.methods.bounds import Coming

# on_time_share: duties accepted in time, of those decided by the day. late_count: duties late. done_day: the day on
# which the last of all of them was done. done_count: duties accepted. units_done: agencies that have done all of
# theirs. figures: the numbers handed in with accepted duties, added up on both sides over periods and agencies.
# figures_latest: the same of figures that tell a state on a day: the last of each agency, added up over agencies alone.
DutyMeasure = Literal[
    "on_time_share", "late_count", "done_day", "done_count", "units_done", "figures", "figures_latest"
]
Scope = Literal["tied", "programme"]
_SAID: dict[DutyMeasure, str] = {
    "on_time_share": "việc được duyệt và đúng hạn, trên các việc đã đến hạn hoặc đã duyệt",
    "late_count": "số việc trễ hạn",
    "done_day": "ngày xong việc cuối cùng",
    "done_count": "số việc đã được duyệt",
    "units_done": "số cơ quan đã xong mọi việc của mình",
    "figures": "số liệu các cơ quan đã nộp kèm kết quả được duyệt, cộng tử số và mẫu số của mọi kỳ",
    "figures_latest": "số liệu kỳ mới nhất của từng cơ quan nộp kèm kết quả được duyệt, không cộng các kỳ",
}


@dataclass(frozen=True)
class IndicatorSource:
    """An indicator counted over the year to the day; `kinds` limits whose dossiers (none: everybody's)."""

    code: str
    kinds: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As a tie keeps it."""
        return {"indicator": self.code} | ({"kinds": list(self.kinds)} if self.kinds else {})

    @property
    def says(self) -> str:
        """For people."""
        return f"Đếm từ hồ sơ: {load_cards()[self.code].title}"


@dataclass(frozen=True)
class DutySource:
    """Duties of the tied tasks, or of the whole programme; `target` is the ordinal of the task's threshold."""

    measure: DutyMeasure
    of: Scope = "tied"
    kinds: tuple[str, ...] = ()
    target: int = 1

    def to_json(self) -> dict[str, Any]:
        """As a tie keeps it."""
        found: dict[str, Any] = {"duties": self.measure}
        found |= {"of": self.of} if self.of != "tied" else {}
        found |= {"kinds": list(self.kinds)} if self.kinds else {}
        return found | ({"target": self.target} if self.target != 1 else {})

    @property
    def says(self) -> str:
        """For people."""
        return f"Đếm từ việc đã giao: {_SAID[self.measure]}"


Source = IndicatorSource | DutySource


@dataclass(frozen=True)
class TieRule:
    """What a criterion is tied to in any plan that numbers alike: `tasks` are PART.ITEM or PART.ITEM.ORDINAL."""

    tasks: tuple[str, ...]
    source: Source | None
    note: str = ""


@dataclass(frozen=True)
class Duty:
    """One duty as it stands on a day. `done` is the day on which what was accepted had been sent; `waiting`: it was
    sent in time and nobody has decided yet.
    """

    agency: Any
    due: date | None
    done: date | None
    waiting: bool = False

    def late(self, on: date) -> bool:
        """Whether it was not done in time; without a due date nothing is late."""
        if self.due is None:
            return False
        return self.done > self.due if self.done else self.due < on and not self.waiting

    def decided(self, on: date) -> bool:
        """Whether being in time can no longer change."""
        return self.done is not None or self.late(on)


@dataclass(frozen=True)
class Counted:
    """An answer that was counted: `answer` as in an answers file; `to_come` how much it can still see (None: not
    known); `says` what was counted, with its numbers.
    """

    answer: Mapping[str, Any]
    to_come: Coming | None
    says: str


def read_source(data: Mapping[str, Any]) -> Source | None:
    """A source from what a tie keeps; None where the answer is given by hand. InputError says what is wrong."""
    if not data:
        return None
    kinds = tuple(data.get("kinds", ()))
    if "indicator" in data:
        if data["indicator"] not in load_cards():
            raise InputError(f"Không có chỉ tiêu “{data['indicator']}”; hãy chọn trong danh sách chỉ tiêu.")
        return IndicatorSource(data["indicator"], kinds)
    measure, of = data.get("duties"), data.get("of", "tied")
    if measure not in get_args(DutyMeasure) or of not in get_args(Scope):
        raise InputError(
            f"Nguồn câu trả lời “{measure}” không dùng được; hãy dùng: {', '.join(get_args(DutyMeasure))}."
        )
    return DutySource(cast(DutyMeasure, measure), of, kinds, int(data.get("target", 1)))


def counted_of_duties(measure: DutyMeasure, duties: Sequence[Duty], on: date) -> Counted | None:
    """What duties of the year say on a day; None where there are none, or none was due yet: that is no answer."""
    if not duties:
        return None
    open_ = [duty for duty in duties if not duty.decided(on)]
    done = [duty for duty in duties if duty.done is not None]
    match measure:
        case "on_time_share":
            decided = [duty for duty in duties if duty.decided(on)]
            if not decided:
                return None  # nothing was due yet: 0 of 0 would be said of nothing
            hits = len(decided) - sum(duty.late(on) for duty in decided)
            words = (
                f"{hits} trên {len(decided)} việc đã xong đúng hạn{_not_in_time(len(done), hits, len(decided))}; "
                f"{len(open_)} việc chưa đến hạn hoặc đang chờ duyệt"
            )
            return Counted({"ratio": [str(hits), str(len(decided))]}, len(open_), words)
        case "late_count":
            late = sum(duty.late(on) for duty in duties)
            return Counted({"count": str(late)}, len(open_), f"{late} việc trễ hạn trong {len(duties)} việc của năm")
        case "done_day":
            return _done_day(duties, done)
        case "done_count":
            words = f"{len(done)} trên {len(duties)} việc của năm đã được duyệt"
            return Counted({"count": str(len(done))}, len(duties) - len(done), words)
        case "units_done":
            units = {duty.agency for duty in duties}
            behind = {duty.agency for duty in duties if duty.done is None}
            words = f"{len(units - behind)} trên {len(units)} cơ quan đã xong mọi việc của năm"
            return Counted({"count": str(len(units - behind))}, len(behind), words)
        case _:
            raise ValueError(measure)


def _not_in_time(done: int, hits: int, decided: int) -> str:
    """What leads from this share to that of the board, where what was done late is done too."""
    told = [f"{done} việc đã được duyệt, trong đó {done - hits} việc xong sau hạn"] if done > hits else []
    told += [f"{decided - done} việc quá hạn chưa xong"] if decided > done else []
    return f" ({'; '.join(told)})" if told else ""


def uncounted(source: Source | None) -> str:
    """Why there is nothing to count yet; "" where nothing ever counts the answer."""
    if source is None:
        return ""
    if isinstance(source, IndicatorSource):
        return "Chưa có hồ sơ nào trong năm để đếm, hoặc nguồn số liệu không cho biết."
    match source.measure:
        case "on_time_share":
            return "Chưa việc nào đến hạn hoặc được duyệt nên chưa có gì để đếm; sẽ đếm khi có."
        case "figures" | "figures_latest":
            return "Chưa có số liệu nào nộp kèm kết quả được duyệt, hoặc số liệu không cộng được; sẽ đếm khi có."
        case _:
            return "Nhiệm vụ đã gắn chưa có việc nào để đếm; sẽ đếm khi có."


def _done_day(duties: Sequence[Duty], done: Sequence[Duty]) -> Counted:
    if len(done) < len(duties):
        words = f"{len(done)} trên {len(duties)} việc đã được duyệt, nên chưa xong"
        return Counted({"done": False}, len(duties) - len(done), words)
    last = max(duty.done for duty in done if duty.done)
    return Counted(
        {"done": last.isoformat()}, 0, f"{len(duties)} việc đã được duyệt, việc cuối gửi ngày {day_said(last)}"
    )


@dataclass(frozen=True)
class Handed:
    """A figure that stands accepted: `series` says whose and for which target, `of` when it was told."""

    series: Any
    of: tuple[date, ...]
    numerator: Decimal
    denominator: Decimal | None


def counted_of_figures(handed: Iterable[Handed], *, latest: bool = False) -> Counted | None:
    """Sums of what was handed in: a ratio where every figure has a denominator, a count where none has. `latest`: a
    state on a day, so that only the last figure of each series counts, and it secures nothing.
    """
    figures = list(handed)
    if latest:
        last = {one.series: one for one in sorted(figures, key=lambda one: one.of)}
        figures = list(last.values())
    found = _added([(one.numerator, one.denominator) for one in figures])
    if found is None or not latest:
        return found
    return replace(found, to_come="stock", says=f"{found.says}; là số mới nhất của từng cơ quan, không cộng các kỳ")


def _added(figures: Iterable[tuple[Decimal, Decimal | None]]) -> Counted | None:
    every = list(figures)
    if not every:
        return None
    above = sum((one for one, _ in every), Decimal(0))
    below = [other for _, other in every if other is not None]
    if below and len(below) < len(every):
        return None
    if not below:
        return Counted({"count": plain(above)}, None, f"cộng {len(every)} số liệu đã nộp: {plain(above)}")
    whole = sum(below, Decimal(0))
    words = f"cộng {len(every)} số liệu đã nộp: {plain(above)} trên {plain(whole)}"
    return Counted({"ratio": [plain(above), plain(whole)]}, None, words)


def counted_of_indicator(code: str, numerator: Decimal | int, denominator: Decimal | int | None) -> Counted:
    """What an indicator says: both sides of a ratio, or a count. A paper register that holds fewer than the system is
    incomplete: all that it holds was entered, and no more than all is told.
    """
    card, above = load_cards()[code], plain(Decimal(numerator))
    coming: Coming | None = "stock" if card.event == "stock" else None
    if card.denominator is None:
        return Counted({"count": above}, coming, f"{card.title}: {above} {card.unit}")
    below = plain(Decimal(denominator or 0))
    says = f"{card.title}: {above} trên {below}"
    if card.event == "register" and card.is_share and Decimal(numerator) > Decimal(denominator or 0) > 0:
        more = "quá 100 % vì sổ giấy ghi thiếu, tính là 100 %; hãy đối chiếu hai nguồn"
        return Counted({"ratio": [below, below]}, coming, f"{says}, {more}")
    return Counted({"ratio": [above, below]}, coming, says)


def load_tie_rules(criteria_set: CriteriaSet, folder: Path | None = None) -> dict[str, TieRule]:
    """The ties that ship with a set, by criterion; {} where rules/ties has no file for it. RuleError names the line."""
    path = (folder or loading.rules_folder() / "ties") / f"{criteria_set.name}.yaml"
    if not path.is_file():
        return {}
    data = loading.load(path)
    data.only({"set", "ties"})
    if data.text("set") != criteria_set.name:
        raise data.error(f"set phải là {criteria_set.name}, đúng với tên tệp", "set")
    found = data.get("ties")
    if not isinstance(found, loading.Mapping):
        raise data.error("ties phải là các cặp “mã tiêu chí: …”", "ties")
    scored = {each.id for each in criteria_set.walk() if each.method is not None}
    rules = {}
    for id, entry in found.items():
        if id not in scored:
            raise found.error(f"{id} không phải tiêu chí được chấm của bộ {criteria_set.name}; hãy sửa mã", id)
        if not isinstance(entry, loading.Mapping):
            raise found.error(f"{id} phải là các cặp khóa: giá trị", id)
        entry.only({"tasks", "from", "note"})
        try:
            source = read_source(entry.get("from") or {})
        except InputError as error:
            raise entry.error(str(error), "from") from error
        rules[id] = TieRule(entry.texts("tasks"), source, entry.text("note") if "note" in entry else "")
    return rules
