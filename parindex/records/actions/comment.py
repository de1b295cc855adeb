"""Words about a duty, and reminders."""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from smtplib import SMTPException
from uuid import UUID

from django.core.mail import send_mail
from django.db import transaction

from parindex.core.errors import InputError
from parindex.records.actions.history import record
from parindex.records.models import Agency, Comment, Membership, Obligation, Reminder
from parindex.records.permissions import Role, Viewer
from parindex.records.queries import board
from parindex.records.queries import obligation as obligations
from parindex.records.queries.obligation import DutyRow

_log = logging.getLogger("parindex.mail")


@dataclass
class Reminded:
    """How many agencies got a letter, and the names of those that only find the reminder here once they sign in."""

    letters: int = 0
    without_address: list[str] = field(default_factory=list)


@transaction.atomic
def comment(by: Viewer, obligation_id: UUID, words: str) -> Comment:
    """Say something about a duty that the viewer may see."""
    obligation = obligations.find(by, obligation_id)
    by.require("comment")
    if not words.strip():
        raise InputError("Hãy ghi nội dung ý kiến.")
    said = Comment.objects.create(
        programme_id=by.programme_id, obligation=obligation, words=words.strip(), by_id=by.user_id, at=by.at
    )
    record(by, "comment", said, "Góp ý kiến", about=obligation.pk, agency_id=obligation.agency_id)
    return said


def remind(by: Viewer, obligation_ids: list[UUID]) -> Reminded:
    """Remind the agencies of the chosen duties, one message an agency.

    What has already been reminded today is passed over, so pressing the button twice sends nothing twice. Mail goes
    out after the rows are written: a mail server that fails takes the rows of its agency with it. The other agencies
    are reminded all the same, and InputError names those that were not.
    """
    by.require("remind")
    wanted = set(obligation_ids)
    grouped: dict[Agency, list[DutyRow]] = defaultdict(list)
    for row in board.to_remind(by):
        if row.obligation.pk in wanted:
            grouped[row.obligation.agency].append(row)
    return write_each((agency.name, partial(_remind_agency, by, agency, rows)) for agency, rows in grouped.items())


def write_each(orders: Iterable[tuple[str, Callable[[Reminded], None]]]) -> Reminded:
    """Do what is ordered for each agency, by its name; a letter that cannot be sent stops no other. InputError then."""
    told, failed = Reminded(), []
    for name, order in orders:
        try:
            order(told)
        except (SMTPException, OSError):
            _log.exception("Không gửi được thư nhắc việc cho %s", name)
            failed.append(name)
    if failed:
        raise InputError(
            f"Đã gửi thư nhắc {told.letters} cơ quan, nhưng chưa gửi được thư cho: {', '.join(failed)}. Hãy báo "
            "người quản trị kiểm tra máy chủ thư, rồi nhắc lại; cơ quan đã được nhắc hôm nay không bị nhắc lần nữa."
        )
    return told


@transaction.atomic
def _remind_agency(by: Viewer, agency: Agency, rows: list[DutyRow], told: Reminded) -> None:
    """Remind one agency of what nobody has reminded it of today."""
    duties = [row.obligation.pk for row in rows]
    list(Obligation.objects.select_for_update().filter(pk__in=duties).order_by("pk").values_list("pk", flat=True))
    done = set(Reminder.objects.filter(obligation__in=duties, on=by.on).values_list("obligation_id", flat=True))
    rows = [row for row in rows if row.obligation.pk not in done]
    if not rows:
        return
    addresses = addresses_of(by, agency)
    for row in rows:
        reminder = Reminder.objects.create(
            programme_id=by.programme_id, obligation=row.obligation, on=by.on, at=by.at, by_id=by.user_id,
            sent_to=addresses,
        )  # fmt: skip
        said = f"Nhắc việc ({', '.join(addresses)})" if addresses else "Nhắc việc trên hệ thống (chưa có thư điện tử)"
        record(by, "remind", reminder, said, about=row.obligation.pk, agency_id=agency.pk)
    subject = f"Nhắc việc cải cách hành chính: {len(rows)} việc của {agency.name}"
    post(by, agency, addresses, subject, ["Các việc sau cần hoàn thành:", "", *(_line(row) for row in rows)], told)


def post(by: Viewer, agency: Agency, addresses: list[str], subject: str, lines: list[str], told: Reminded) -> None:
    """Write to an agency, or count it among those without an address."""
    if not addresses:
        told.without_address.append(agency.name)
        return
    send_mail(subject, "\n".join([f"Kính gửi {agency.name},", "", *lines, "", by.name]), None, addresses)
    told.letters += 1


def _line(row: DutyRow) -> str:
    due = row.obligation.due
    late = f", trễ {row.state.late_days} ngày làm việc" if row.state.late_days else ""
    day = f"hạn {due.day}/{due.month}/{due.year}" if due else "chưa có hạn"
    return f"- {row.obligation.task.text[:200]} ({day}{late})"


def addresses_of(by: Viewer, agency: Agency) -> list[str]:
    """Where an agency's reminders go; once it has ended, its successors' too."""
    offices = [agency]
    if agency.valid_to and agency.valid_to < by.on:
        offices += agency.successors.all()
    members = (
        Membership.objects.filter(agency__in=offices, role__in=[Role.HEAD, Role.REPORTER], user__is_active=True)
        .exclude(valid_to__lt=by.on)
        .exclude(valid_from__gt=by.on)
    )
    found = {*(office.email for office in offices), *members.values_list("user__email", flat=True)}
    return sorted(address for address in found if address)
