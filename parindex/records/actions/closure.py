"""Closing a period: its figures are frozen as they are reported; reopening it, with a reason."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from django.db import IntegrityError, transaction

from parindex.core.dates import Period, Scheme, span
from parindex.core.errors import InputError
from parindex.records.actions.history import record
from parindex.records.models import Closure, FrozenFigure
from parindex.records.permissions import NotFound, Viewer
from parindex.records.queries import closure as queries
from parindex.records.queries.closure import Counted
from parindex.records.queries.lake import lake_of
from parindex.records.queries.late_case import end_of

_CLOSED = "Kỳ này đã chốt rồi; muốn chốt lại thì mở lại lần chốt đang có hiệu lực trước, và ghi lý do."


def close(
    by: Viewer, label: str, scheme: Scheme, cut_off: date, report_due: date | None = None, note: str = ""
) -> Closure:
    """Freeze every figure of a period as of the end of the cut-off day, as known at this instant.

    The day that the report is due is another than the cut-off: the first is told to others, the second is counted by.
    """
    by.require("close_period")
    period = _period(label)
    last = span(period, scheme).end
    assert last
    if cut_off < last:
        raise InputError(f"Kỳ {period.says} đến hết ngày {last:%d/%m/%Y}: ngày chốt số liệu không thể trước ngày đó.")
    if cut_off > by.on:
        raise InputError(f"Chưa đến ngày {cut_off:%d/%m/%Y}: ngày chốt số liệu không thể sau hôm nay.")
    if report_due and report_due < cut_off:
        raise InputError("Ngày gửi báo cáo không thể trước ngày chốt số liệu.")
    if queries.in_force(by, period, scheme):
        raise InputError(_CLOSED)
    if not lake_of(by).exists():
        raise InputError("Chưa có hồ sơ nào để đếm; hãy nhập số liệu hồ sơ trước khi chốt kỳ.")
    counted = queries.count(by, period, scheme, end_of(cut_off), by.at)
    try:
        return _freeze(by, period, scheme, counted, cut_off, report_due, note.strip()[:2000])
    except IntegrityError:
        raise InputError(_CLOSED) from None


def _period(label: str) -> Period:
    try:
        found = Period.parse(label)
        if found.kind != "week" and found.label == label and found.start <= found.end:
            return found
    except (ValueError, IndexError, KeyError):
        pass
    raise InputError("Hãy chọn kỳ trong danh sách, ví dụ 2023-06 hoặc 2023-Q2.")


@transaction.atomic
def _freeze(
    by: Viewer, period: Period, scheme: Scheme, counted: Counted, cut_off: date, report_due: date | None, note: str
) -> Closure:
    made = Closure.objects.create(
        programme_id=by.programme_id, period=period.label, scheme=scheme, cut_off=cut_off, report_due=report_due,
        as_of=counted.as_of, known_at=by.at, lake_version=counted.lake_version, rules_version=counted.rules_version,
        calendar_version=counted.calendar_version, input_hash=counted.input_hash, note=note, closed_on=by.on,
        closed_at=by.at, closed_by_id=by.user_id,
    )  # fmt: skip
    FrozenFigure.objects.bulk_create(_figures(by, made, counted), batch_size=500)
    record(by, "close_period", made, f"Chốt số liệu {period.says} đến hết ngày {cut_off:%d/%m/%Y}")
    return made


def _figures(by: Viewer, made: Closure, counted: Counted) -> Iterator[FrozenFigure]:
    for (code, agency), (numerator, denominator) in counted.figures.items():
        yield FrozenFigure(
            programme_id=by.programme_id, closure=made, indicator=code, agency=agency, numerator=numerator,
            denominator=denominator,
        )  # fmt: skip


@transaction.atomic
def reopen(by: Viewer, closure_id: UUID, reason: str) -> Closure:
    """Take a closure out of force; its figures stay to be read, and the period may be closed again."""
    by.require("close_period")
    found = Closure.objects.select_for_update().filter(programme_id=by.programme_id, pk=closure_id).first()
    if found is None:
        raise NotFound("closure")
    if found.reopened_on:
        raise InputError("Lần chốt này đã được mở lại rồi.")
    reason = reason.strip()
    if not reason:
        raise InputError("Hãy ghi lý do mở lại kỳ đã chốt.")
    found.reopened_on, found.reopened_by_id, found.reopened_reason = by.on, by.user_id, reason[:2000]
    found.save(update_fields=["reopened_on", "reopened_by", "reopened_reason"])
    record(by, "reopen_period", found, f"Mở lại kỳ đã chốt {Period.parse(found.period).says}: {found.reopened_reason}")
    return found
