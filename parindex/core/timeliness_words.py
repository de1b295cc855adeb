"""Says in Vietnamese how the limit of a dossier came about, so that it can be counted again by hand."""

from datetime import datetime

from parindex.core.calendar_rules import weekday_and_date
from parindex.core.dossier_rules import DossierRule
from parindex.core.timeliness import Clock, EffectiveDue, Move, due_limit_of

_KINDS = {"pause": "Tạm dừng", "supplement": "Chờ bổ sung"}


def explain(
    first_due: datetime | None, found: EffectiveDue, clock: Clock, rule: DossierRule, finished: datetime | None = None
) -> str:
    """One sentence for the first due date, one for each pause, one for the limit."""
    if first_due is None:
        return "Hồ sơ không có hạn hẹn trả nên không xét trễ hạn."
    says = [f"Hẹn trả lần đầu: {_last_moment(due_limit_of(first_due, clock), clock)}."]
    says += [_move(move, clock, rule, finished) for move in found.moves]
    if found.doubt:
        return " ".join((*says, f"Chưa tính được hạn: {found.doubt}"))
    if found.limit and found.limit != due_limit_of(first_due, clock):
        says.append(f"Hạn tính trễ: {_last_moment(found.limit, clock)}.")
    elif found.moves:
        says.append("Hạn không đổi.")
    return " ".join(says)


def _move(move: Move, clock: Clock, rule: DossierRule, finished: datetime | None) -> str:
    pause = move.pause
    head = f"{_KINDS[pause.kind]} từ {_moment(pause.start, clock)}"
    head += f" đến {_moment(pause.end, clock)}" if pause.end else ", không ghi ngày kết thúc"
    if not move.counts:
        return f"{head}: không tính, {_why_not(move)}."
    if pause.end is None and finished is None:
        return f"{head}: đồng hồ đang dừng."
    if clock.due_includes_pauses:
        return f"{head}: nguồn đã tính vào hạn hẹn trả."
    if move.restarted:
        law = f"({rule.reference.title})"
        return f"{head}: tính lại từ đầu {move.working_days} ngày làm việc kể từ khi nhận đủ {law}."
    return f"{head}: cộng {move.working_days} ngày làm việc."


def _why_not(move: Move) -> str:
    pause = move.pause
    if move.limit and pause.start > move.limit:
        return "vì bắt đầu sau hạn"
    if pause.end and pause.end < pause.start:
        return "vì ngày kết thúc đứng trước ngày bắt đầu"
    return "vì bắt đầu khi hồ sơ đã xong"


def _last_moment(limit: datetime, clock: Clock) -> str:
    day = weekday_and_date(clock.local_day(limit))
    return f"hết {day}" if clock.due_is == "day" else f"{limit.astimezone(clock.zone):%H:%M} {day}"


def _moment(moment: datetime, clock: Clock) -> str:
    return f"{moment.astimezone(clock.zone):%H:%M %d/%m/%Y}"
