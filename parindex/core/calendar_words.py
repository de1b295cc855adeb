"""What the working calendar says in Vietnamese: why a day is off, and how a due date was counted, to redo by hand."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Protocol

from parindex.core.calendar_rules import (
    CalendarRules,
    DayRule,
    day_month_year,
    is_weekend,
    weekday_and_date,
    weekday_name,
)
from parindex.core.schedules import Within

# Beyond this many plain Saturdays and Sundays a sentence gives their number instead of their dates.
_WEEKEND_DAYS_NAMED = 4
_HALVES = {"morning": "buổi sáng", "afternoon": "buổi chiều"}
_UNITS = {
    "day": "ngày",
    "month": "tháng",
    "hour": "giờ",
    "working_day": "ngày làm việc",
    "working_hour": "giờ làm việc",
}


class Explained(Protocol):
    """A day with the words for its standing."""

    @property
    def day(self) -> date: ...

    @property
    def why(self) -> str: ...


def reason(rules: CalendarRules, day: date) -> str:
    """Why a day is worked or off."""
    rule = rules.days.get(day)
    if rule is None:
        return weekday_name(day) if is_weekend(day) else "ngày làm việc"
    if rule.kind == "holiday" or rule.partner is None:
        return rule.name
    if rule.kind == "day_in_lieu":
        return f"nghỉ bù {rules.days[rule.partner].name} ({weekday_and_date(rule.partner)})"
    made_up = f"làm bù {weekday_and_date(rule.partner)} theo {rule.reference.title}"
    return f"nghỉ hoán đổi, {made_up}" if rule.kind == "swapped_day_off" else made_up


def reason_with_doubt(rules: CalendarRules, day: date) -> str:
    """Why a day is worked or off, and what about it is not certain."""
    text, rule, doubt = reason(rules, day), rules.days.get(day), rules.doubts.get(day)
    if doubt:
        return f"{text}; chưa chắc: {doubt.why}"
    if rule and _unsure(rule):
        return f"{text}; cần đối chiếu bản gốc {rule.reference.title}"
    return text


def doubtful(rules: CalendarRules) -> list[date]:
    """The days whose standing is not certain: open questions, and entries without a first-hand or double source."""
    return [*rules.doubts, *(day for day, rule in rules.days.items() if _unsure(rule) and day not in rules.doubts)]


def _unsure(rule: DayRule) -> bool:
    return rule.reference.confidence != "high"


def received_off(day: date, why: str, day0: date, opens: time) -> str:
    """Why what came in on a day off counts from the opening of the next working day, `day0`."""
    return (
        f"Nhận ngày {weekday_and_date(day)} là ngày nghỉ ({why}) nên tính từ {opens:%H:%M} {weekday_and_date(day0)}. "
    )


def received_late(day: date, moment: time, last: time, day0: date, opens: time) -> str:
    """Why what came in after the last hour of receiving counts from the next working day, `day0`."""
    return (
        f"Nhận lúc {moment:%H:%M} {weekday_and_date(day)}, sau {last:%H:%M}, nên tính từ {opens:%H:%M} "
        f"{weekday_and_date(day0)} (Điều 18 Nghị định 61/2018/NĐ-CP). "
    )


def counted(rules: CalendarRules, day0: date, day: date, count: Decimal, skipped: Sequence[date]) -> str:
    """How `day` follows from `day0`: calendar days, less the days off between, leaves the working days."""
    off = _listed(rules, skipped)
    if count < 1:
        head = f"Thời hạn {number(count)} ngày làm việc từ {weekday_and_date(day0)}: hạn là {weekday_and_date(day)}"
        return f"{head}, bỏ qua {off}" if off else head
    total = (day - day0).days
    says = f"Từ {weekday_and_date(day0)} (ngày 0) đến {weekday_and_date(day)} có {total} ngày theo lịch"
    if off:
        says += f", trừ {len(skipped)} ngày nghỉ ({off})"
    says += f", còn {total - len(skipped)} ngày làm việc"
    worked = [rule.day for rule in rules.days.values() if rule.working and day0 < rule.day <= day]
    if worked:
        says += "; có tính " + ", ".join(f"{weekday_and_date(each)} ({reason(rules, each)})" for each in sorted(worked))
    return says


def counted_back(rules: CalendarRules, day0: date, day: date, count: int, skipped: Sequence[date]) -> str:
    """How `day` precedes `day0` by `count` working days."""
    says = f"Trước {weekday_and_date(day0)} {count} ngày làm việc là {weekday_and_date(day)}"
    off = _listed(rules, skipped)
    return f"{says}, bỏ qua {off}" if off else says


def half_day(start: str, out: str, span: tuple[time, time], count: Decimal, assumed: bool) -> str:
    """In which half-day the count ends, and from which it ran."""
    ends = f"{_HALVES[out]} ({span[0]:%H:%M}-{span[1]:%H:%M})"
    if not count % 1:
        return f"; hạn vào {ends}"
    without_time = ", không ghi giờ" if assumed else ""
    return f"; nửa ngày tính từ {_HALVES[start]}{without_time} nên hạn vào {ends}"


def working_hours(count: int, days: Decimal, hours_a_day: int) -> str:
    """The words that turn working hours into days, to stand before how the days are counted."""
    return f"{count} giờ làm việc tính tròn thành {number(days)} ngày làm việc ({hours_a_day} giờ một ngày). "


def stretch(start: date | datetime, within: Within, end: date, rolled: date, off: Sequence[tuple[date, str]]) -> str:
    """How a stretch of days, months or hours ends, and how far its end rolled over the days in `off`."""
    begin = start.date() if isinstance(start, datetime) else start
    at = f"{start:%H:%M} " if isinstance(start, datetime) and within.unit == "hour" else ""
    says = (
        f"{within.count} {_UNITS[within.unit]} kể từ {at}{weekday_and_date(begin)} (ngày 0) là {weekday_and_date(end)}"
    )
    if within.unit == "month" and end.day != begin.day:
        says += f" (tháng {end:%m/%Y} không có ngày {begin.day})"
    if within.unit == "hour" and not at:
        says += " (không ghi giờ nên lấy ngày muộn nhất)"
    if rolled != end:
        days = "; ".join(f"{day_month_year(day)}: {why}" for day, why in off)
        says += (
            f", là ngày nghỉ ({days}), nên hạn là hết {weekday_and_date(rolled)} (khoản 5 Điều 148 Bộ luật Dân sự 2015)"
        )
    return says


def doubts(found: Iterable[Explained]) -> str:
    """The end of a sentence: what on the way is not certain."""
    notes = [f"{weekday_and_date(info.day)}: {info.why}" for info in found]
    return f". Cần kiểm tra: {'; '.join(notes)}." if notes else "."


def number(value: Decimal) -> str:
    """A number as Vietnamese writes it: 0,5."""
    return f"{value.normalize():f}".replace(".", ",")


def _listed(rules: CalendarRules, days: Sequence[date]) -> str:
    plain = [day for day in days if day not in rules.days]
    named = [day for day in days if day in rules.days or len(plain) <= _WEEKEND_DAYS_NAMED]
    parts = [f"{day_month_year(day)}: {reason(rules, day)}" for day in named]
    if len(plain) > _WEEKEND_DAYS_NAMED:
        parts.append(f"{len(plain)} ngày thứ Bảy, Chủ nhật{' khác' if parts else ''}")
    return "; ".join(parts)
