"""What happens to obligations: events, entered dates, extensions, cancelling and bringing back."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import transaction

from parindex.core.calendar import WorkCalendar
from parindex.core.errors import InputError
from parindex.core.obligations import opens
from parindex.core.schedules import Term as ScheduleTerm
from parindex.records.actions.history import expect, record
from parindex.records.models import (
    Agency,
    DateChange,
    Extension,
    Obligation,
    Occurrence,
    TaskAgency,
    Term,
)
from parindex.records.permissions import NotFound, Viewer
from parindex.records.queries import obligation as obligations
from parindex.records.queries import task as tasks


def _locked(by: Viewer, obligation_id: UUID, right: str) -> Obligation:
    """The obligation, visible and held for this transaction, for an agency for which the right holds.

    It is read after the lock: what another has just written is seen, not overwritten.
    """
    Obligation.objects.select_for_update().filter(pk=obligation_id, programme_id=by.programme_id).first()
    obligation = obligations.find(by, obligation_id)
    by.require(right, obligation.agency_id)
    return obligation


def _counting(by: Viewer, obligation: Obligation, what: str) -> None:
    if not obligations.state_of(obligation, by.on).counts:
        raise InputError(f"Việc này đã hủy hoặc đã được thay thế nên không {what} được.")


def _change(
    by: Viewer, obligation: Obligation, kind: str, reason: str, new_due: date | None, decision: str = ""
) -> None:
    DateChange.objects.create(
        programme_id=obligation.programme_id,
        obligation=obligation,
        kind=kind,
        old_due=obligation.due,
        new_due=new_due,
        reason=reason,
        decision=decision,
        on=by.on,
        at=by.at,
        by_id=by.user_id,
    )


def _reason(words: str, what: str) -> str:
    if not words.strip():
        raise InputError(f"Hãy ghi lý do {what}.")
    return words.strip()


def supersede(by: Viewer, duties: Iterable[Obligation], reason: str, decision: str = "") -> None:
    """Duties that the plan no longer makes leave every count; nothing that stands on them is deleted.

    The caller holds the plan and has checked the right, as for `reinstate`.
    """
    for duty in duties:
        _change(by, duty, DateChange.Kind.SUPERSEDED, reason, None, decision)
        _set_superseded(by, duty, by.on, "supersede", f"Được thay thế: {reason}")


def reinstate(by: Viewer, duties: Iterable[Obligation], reason: str) -> None:
    """Duties that had been superseded count again."""
    for duty in duties:
        _change(by, duty, DateChange.Kind.RESTORED, reason, duty.due)
        _set_superseded(by, duty, None, "reinstate", f"Có hiệu lực trở lại: {reason}")


def _set_superseded(by: Viewer, duty: Obligation, on: date | None, verb: str, words: str) -> None:
    duty.superseded_on = on
    duty.version += 1
    duty.save(update_fields=["superseded_on", "version"])
    record(by, verb, duty, words, about=duty.task_id, agency_id=duty.agency_id)


def _say(day: date | None) -> str:
    return f"{day.day}/{day.month}/{day.year}" if day else "chưa có hạn"


@transaction.atomic
def enter_date(by: Viewer, obligation_id: UUID, due: date, source: str, version: int | None = None) -> Obligation:
    """Give a reference duty the date that another document fixes; `source` names the document."""
    obligation = _locked(by, obligation_id, "change_duty")
    source = _reason(source, "(văn bản ấn định hạn này)")
    if obligation.due is not None:
        raise InputError("Việc này đã có hạn. Muốn đổi hạn, hãy dùng “Gia hạn” và ghi lý do.")
    _counting(by, obligation, "nhập hạn")
    starts = obligation.created.plan.versions.order_by("number").values_list("takes_effect", flat=True)[0]
    if due < starts:
        raise InputError(f"Kế hoạch có hiệu lực từ ngày {_say(starts)}; hạn không thể trước ngày đó.")
    expect(obligation, version)
    _change(by, obligation, DateChange.Kind.ENTERED, source, due)
    obligation.due = obligation.first_due = due
    obligation.opens = opens(due, None)
    obligation.says = f"Hạn {_say(due)} do {by.name} nhập theo: {source}"
    obligation.save(update_fields=["due", "first_due", "opens", "says", "version"])
    record(
        by, "enter_date", obligation, f"Nhập hạn {_say(due)}: {source}", about=obligation.task_id,
        agency_id=obligation.agency_id, changes={"due": [None, due.isoformat()]},
    )  # fmt: skip
    return obligation


@transaction.atomic
def enter_date_for_all(by: Viewer, obligation_id: UUID, due: date, source: str, version: int | None = None) -> int:
    """Enter the date for every agency whose duty of the same task waits for it; returns how many duties that were."""
    obligation = obligations.find(by, obligation_id)
    alike = obligations.same_wait(by, obligation)
    enter_date(by, obligation_id, due, source, version)
    for other in alike:
        enter_date(by, other.pk, due, source)
    return len(alike) + 1


@transaction.atomic
def extend(
    by: Viewer, obligation_id: UUID, due: date, reason: str, decision: str = "", version: int | None = None
) -> Obligation:
    """Move the due date to a later day, with a reason; the first date is kept."""
    obligation = _locked(by, obligation_id, "decide_extension")
    return _extend(by, obligation, due, _reason(reason, "gia hạn"), decision, version)


def _extend(
    by: Viewer, obligation: Obligation, due: date, reason: str, decision: str, version: int | None
) -> Obligation:
    if obligation.due is None:
        raise InputError("Việc này chưa có hạn nên chưa thể gia hạn; hãy nhập hạn trước.")
    if due <= obligation.due:
        raise InputError(f"Hạn mới phải sau hạn hiện tại ({_say(obligation.due)}).")
    _counting(by, obligation, "gia hạn")
    expect(obligation, version)
    old = obligation.due
    _change(by, obligation, DateChange.Kind.EXTENDED, reason, due, decision)
    obligation.due = due
    obligation.says = f"Gia hạn từ {_say(old)} đến {_say(due)}: {reason}" + (f" ({decision})" if decision else "")
    obligation.save(update_fields=["due", "says", "version"])
    record(
        by, "extend", obligation, f"Gia hạn từ {_say(old)} đến {_say(due)}: {reason}", about=obligation.task_id,
        agency_id=obligation.agency_id, changes={"due": [old.isoformat(), due.isoformat()]},
    )  # fmt: skip
    return obligation


@transaction.atomic
def ask_extension(by: Viewer, obligation_id: UUID, due: date, reason: str) -> Extension:
    """An agency head asks for a later date; one request at a time."""
    obligation = _locked(by, obligation_id, "ask_extension")
    reason = _reason(reason, "xin gia hạn")
    _counting(by, obligation, "xin gia hạn")
    if obligation.due is None or due <= obligation.due:
        raise InputError(f"Ngày đề nghị phải sau hạn hiện tại ({_say(obligation.due)}).")
    if obligation.extensions.filter(granted__isnull=True).exists():
        raise InputError("Đã có một đề nghị gia hạn đang chờ quyết định cho việc này.")
    asked = Extension.objects.create(
        programme_id=obligation.programme_id, obligation=obligation, asked_due=due, reason=reason,
        asked_by_id=by.user_id, asked_at=by.at,
    )  # fmt: skip
    record(
        by, "ask_extension", obligation, f"Đề nghị gia hạn đến {_say(due)}: {reason}", about=obligation.task_id,
        agency_id=obligation.agency_id,
    )  # fmt: skip
    return asked


@transaction.atomic
def decide_extension(by: Viewer, extension_id: UUID, granted: bool, answer: str, decision: str = "") -> Extension:
    """Grant or refuse a request; a refusal needs its reason."""
    asked = (
        Extension.objects.select_for_update()
        .filter(pk=extension_id, programme_id=by.programme_id, granted__isnull=True)
        .first()
    )
    if asked is None:
        raise NotFound("extension")
    obligation = _locked(by, asked.obligation_id, "decide_extension")
    asked.granted, asked.answer, asked.decision = granted, answer.strip(), decision.strip()
    asked.decided_by_id, asked.decided_at = by.user_id, by.at
    if granted:
        _extend(by, obligation, asked.asked_due, asked.reason, asked.decision, None)
    else:
        _reason(answer, "không đồng ý gia hạn")
        record(
            by, "refuse_extension", obligation, f"Không đồng ý gia hạn đến {_say(asked.asked_due)}: {answer}",
            about=obligation.task_id, agency_id=obligation.agency_id,
        )  # fmt: skip
    asked.save()
    return asked


@transaction.atomic
def cancel(by: Viewer, obligation_id: UUID, reason: str, decision: str = "", version: int | None = None) -> Obligation:
    """Take a duty out of every count, with a reason; what was handed in stays."""
    obligation = _locked(by, obligation_id, "change_duty")
    reason = _reason(reason, "hủy việc này")
    if obligation.cancelled_on or obligation.superseded_on:
        raise InputError("Việc này đã hủy hoặc đã được thay thế từ trước.")
    expect(obligation, version)
    _change(by, obligation, DateChange.Kind.CANCELLED, reason, obligation.due, decision)
    obligation.cancelled_on = by.on
    obligation.save(update_fields=["cancelled_on", "version"])
    record(
        by, "cancel", obligation, f"Hủy việc: {reason}", about=obligation.task_id, agency_id=obligation.agency_id,
        changes={"cancelled_on": [None, by.on.isoformat()]},
    )  # fmt: skip
    return obligation


@transaction.atomic
def restore(by: Viewer, obligation_id: UUID, reason: str, version: int | None = None) -> Obligation:
    """Bring a cancelled duty back, with a reason."""
    obligation = _locked(by, obligation_id, "change_duty")
    reason = _reason(reason, "khôi phục việc này")
    if not obligation.cancelled_on:
        raise InputError("Việc này không ở trạng thái đã hủy.")
    expect(obligation, version)
    _change(by, obligation, DateChange.Kind.RESTORED, reason, obligation.due)
    before = obligation.cancelled_on
    obligation.cancelled_on = None
    obligation.save(update_fields=["cancelled_on", "version"])
    record(
        by, "restore", obligation, f"Khôi phục việc đã hủy: {reason}", about=obligation.task_id,
        agency_id=obligation.agency_id, changes={"cancelled_on": [before.isoformat(), None]},
    )  # fmt: skip
    return obligation


@transaction.atomic
def record_event(
    by: Viewer, term_id: UUID, happened_on: date, words: str, agency_ids: list[UUID], due: date | None = None
) -> Occurrence:
    """Record that an event has happened: the duties that wait for it start, for the agencies it concerns.

    Where the plan gives a time within which to act, the due date is counted from `happened_on`; else `due` may be
    given, or a person enters it later.
    """
    term = next((term for term in tasks.events(by) if term.pk == term_id), None)
    if term is None:
        raise NotFound("term")
    words = _reason(words, "hoặc nội dung sự kiện (ví dụ: hồ sơ nào trễ hạn)")
    if happened_on > by.on:
        raise InputError("Ngày xảy ra không thể sau hôm nay.")
    versions = term.task.item.part.plan.versions.filter(undone_at__isnull=True).order_by("number")
    starts = versions[0].takes_effect
    if happened_on < starts:
        raise InputError(f"Kế hoạch có hiệu lực từ ngày {_say(starts)}; sự kiện trước ngày đó không bắt đầu việc nào.")
    agencies = _concerned(by, term, agency_ids)
    schedule = ScheduleTerm.from_json(term.data)
    calendar = WorkCalendar.load()
    says = f"Từ ngày {_say(happened_on)}: {words}"
    if schedule.within:
        counted = calendar.within_due(happened_on, schedule.within)
        due, says = counted.day, f"{says}. {counted.says}"
    if due and due < happened_on:
        raise InputError(f"Hạn không thể trước ngày xảy ra ({_say(happened_on)}).")
    occurrence = Occurrence.objects.create(
        programme_id=by.programme_id, term=term, happened_on=happened_on, words=words, recorded_by_id=by.user_id,
        recorded_at=by.at,
    )  # fmt: skip
    version = versions.last()
    for agency in agencies:
        started = Obligation.objects.create(
            programme_id=by.programme_id, task=term.task, agency=agency, term=term, occurrence=occurrence,
            created=version, kind="event", opens=happened_on, first_due=due, due=due, says=says,
            calendar_version=calendar.version,
        )  # fmt: skip
        record(
            by, "record_event", started, f"Sự kiện ngày {_say(happened_on)}: {words}", about=term.task_id,
            agency_id=agency.pk,
        )  # fmt: skip
    return occurrence


def _concerned(by: Viewer, term: Term, agency_ids: list[UUID]) -> list[Agency]:
    leads = Agency.objects.filter(tasks__task=term.task, tasks__part=TaskAgency.Part.LEAD)
    chosen = list(leads.filter(pk__in=agency_ids).distinct())
    if not chosen or len(chosen) != len(set(agency_ids)):
        raise InputError("Hãy chọn ít nhất một cơ quan chủ trì của nhiệm vụ này.")
    for agency in chosen:
        by.require("record_event", agency.pk)
    return chosen
