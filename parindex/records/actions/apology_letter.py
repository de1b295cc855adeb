"""The letter of a late dossier: written, signed, sent, hung out and taken down; whom it is to lies sealed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from uuid import UUID

from django.db import transaction

from parindex.core.apologies import decision_missing, on_show, posting_served
from parindex.core.calendar import WorkCalendar
from parindex.core.errors import InputError
from parindex.core.timeliness import VIETNAM
from parindex.documents.content import KINDS, can_be_signed_copy
from parindex.records.actions import file as files
from parindex.records.actions import sealing
from parindex.records.actions.late_case import held, log, must_owe, said, without_personal
from parindex.records.actions.ledger_publication import ask_to_publish
from parindex.records.models import ApologyLetter, SignedCopy
from parindex.records.permissions import NotFound, Viewer
from parindex.records.queries import late_case as queries
from parindex.records.queries.late_case import Entry

WAYS: Mapping[str, str] = {
    "post": "qua bưu chính",
    "email": "thư điện tử",
    "in_person": "giao tận tay",
    "sms": "tin nhắn",
    "portal": "qua Cổng dịch vụ công",
}


@dataclass(frozen=True)
class LetterInput:
    """What a person types. The recipient's three lines are sealed; None keeps those that are there."""

    reason: str
    new_due: date
    decision: str = ""
    recipient: str | None = None
    address: str | None = None
    phone: str | None = None
    organisation: bool = False


@dataclass(frozen=True)
class SignedInput:
    """What stands on the signed letter, and the letter as a file (None where only words are corrected)."""

    number: str
    day: date
    signer_title: str
    signer_name: str
    name: str = ""
    data: bytes | None = None


def _say(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"


def _theirs(entry: Entry, letter_id: UUID) -> ApologyLetter:
    """A letter of the line that still stands."""
    letter = queries.letter(entry, letter_id)
    if letter.withdrawn_on:
        raise InputError("Thư này đã được rút nên không làm thêm gì được; hãy soạn thư khác.")
    return letter


def _unsent(entry: Entry, letter_id: UUID, what: str) -> ApologyLetter:
    """A letter of the line that still stands and has not gone to the applicant."""
    letter = _theirs(entry, letter_id)
    if letter.sent_on:
        raise InputError(f"Thư đã gửi nên không {what} được nữa.")
    return letter


def _keep(by: Viewer, entry: Entry, letter: ApologyLetter, verb: str, words: str, changes: dict | None = None) -> None:
    letter.version += 1
    letter.save()
    log(by, verb, entry, words, changes)


@transaction.atomic
def write(
    by: Viewer, wanted: UUID, given: LetterInput, letter_id: UUID | None = None, version: int | None = None
) -> ApologyLetter:
    """Write the next letter, or write one anew that has not been signed."""
    entry = held(by, wanted, "write_case", version)
    must_owe(entry)
    letter = _theirs(entry, letter_id) if letter_id else _next(by, entry)
    if letter.signed_on:
        raise InputError("Thư này đã ký nên không sửa được; hãy rút thư rồi soạn thư khác.")
    before = letter.new_due
    letter.reason = said(given.reason, "lý do trễ hạn")
    letter.new_due = _new_due(by, entry, letter, given.new_due)
    letter.decision = given.decision.strip()[:120]
    ordinal = _times_put_off(entry, letter)
    if lacking := decision_missing(ordinal, letter.decision, entry.rule):
        told = _told_by_source(entry) if ordinal > letter.ordinal else ""
        raise InputError(f"{lacking}{told}")
    sealed = _seal_recipient(letter, given)
    did = "Sửa" if letter_id else "Soạn"
    words = f"{did} thư xin lỗi lần {letter.ordinal}: hẹn trả ngày {_say(letter.new_due)}"
    words += f", theo {letter.decision}" if letter.decision else ""
    words += "; người nhận: đã thay đổi (niêm phong)" if sealed else ""
    moved = {"new_due": [before.isoformat() if letter_id else None, letter.new_due.isoformat()]}
    _keep(by, entry, letter, "write_letter", words, moved)
    return letter


def _next(by: Viewer, entry: Entry) -> ApologyLetter:
    waiting = next((one for one in entry.live_letters if one.sent_on is None), None)
    if waiting:
        raise InputError(f"Thư lần {waiting.ordinal} chưa gửi; hãy gửi hoặc rút thư đó trước khi soạn thư mới.")
    return ApologyLetter(
        programme_id=by.programme_id, case=entry.case, ordinal=len(entry.live_letters) + 1, new_due=by.on,
        written_on=by.on, written_at=by.at, written_by_id=by.user_id, version=0,
    )  # fmt: skip


def _new_due(by: Viewer, entry: Entry, letter: ApologyLetter, day: date) -> date:
    """The day, where it can be promised; that of a letter of which the source tells may lie in the past."""
    if entry.due_day and day <= entry.due_day:
        raise InputError(f"Ngày hẹn trả mới phải sau ngày hẹn cũ ({_say(entry.due_day)}).")
    if day <= by.on and not entry.source_tells_of_letter:
        raise InputError(f"Ngày hẹn trả mới phải sau hôm nay ({_say(by.on)}).")
    calendar = WorkCalendar.load()
    if not calendar.is_working(day):
        raise InputError(f"Ngày {_say(day)} là ngày nghỉ ({calendar.why(day)}); hãy hẹn vào ngày làm việc.")
    before = [one.new_due for one in entry.live_letters if one.pk != letter.pk]
    if before and day <= max(before):
        raise InputError(f"Lần hẹn lại này phải sau ngày đã hẹn trong thư trước ({_say(max(before))}).")
    return day


def _times_put_off(entry: Entry, letter: ApologyLetter) -> int:
    """The how-manieth new date this is, those counted of which the source tells and no letter does."""
    told = (entry.dossier.reschedules or 0) if entry.dossier else 0
    days = [due.astimezone(VIETNAM).date() for due in entry.dossier.dues[1:]] if entry.dossier else []
    if letter.new_due in days:
        return max(letter.ordinal, days.index(letter.new_due) + 1)
    return max(letter.ordinal, told + 1)


def _told_by_source(entry: Entry) -> str:
    times = entry.dossier.reschedules if entry.dossier else 0
    return f" Nguồn số liệu đã ghi {times} lần hẹn lại; nếu thư này nói về lần đó, hãy ghi đúng ngày hẹn của nguồn."


def _seal_recipient(letter: ApologyLetter, given: LetterInput) -> bool:
    """Seal what was typed, if anything was; returns whether it was."""
    lines = (given.recipient, given.address, given.phone)
    if not any(line and line.strip() for line in lines):
        return False
    if not (given.recipient and given.recipient.strip()):
        raise InputError("Hãy ghi tên người nhận khi đã ghi địa chỉ hoặc điện thoại.")
    name, address, phone = (" ".join((line or "").split())[:300] for line in lines)
    kind = "organisation" if given.organisation else "person"
    sealing.seal_words(letter, {"name": name, "address": address, "phone": phone, "kind": kind})
    letter.erased_at = None
    return True


@transaction.atomic
def sign(by: Viewer, wanted: UUID, letter_id: UUID, given: SignedInput, version: int | None = None) -> ApologyLetter:
    """Attach the signed letter; before it is sent, another copy takes the place of the first."""
    entry = held(by, wanted, "sign_case", version)
    letter = _unsent(entry, letter_id, "thay bản đã ký")
    number, title = said(given.number, "số, ký hiệu của thư", most=60), said(given.signer_title, "chức vụ người ký")
    if given.day > by.on:
        raise InputError("Ngày của thư không thể sau hôm nay.")
    if entry.received_day and given.day < entry.received_day:
        raise InputError(f"Ngày của thư không thể trước ngày tiếp nhận hồ sơ ({_say(entry.received_day)}).")
    if given.day >= letter.new_due:
        raise InputError(f"Ngày của thư phải trước ngày hẹn trả mới ghi trong thư ({_say(letter.new_due)}).")
    if given.data is None and not letter.signed_on:
        raise InputError("Hãy chọn tệp của thư đã ký.")
    if given.data is not None:
        _keep_copy(by, letter, given, number)
    letter.number, letter.letter_day, letter.signed_on = number, given.day, given.day
    letter.signer_title, letter.signer_name = title[:200], said(given.signer_name, "tên người ký", most=120)
    letter.signed_by_id = by.user_id
    words = f"Đính kèm thư lần {letter.ordinal} đã ký: số {number} ngày {_say(given.day)}"
    _keep(by, entry, letter, "sign_letter", words)
    ask_to_publish(by, entry.case)
    return letter


def _keep_copy(by: Viewer, letter: ApologyLetter, given: SignedInput, number: str) -> None:
    """The copy is named by the letter: what people call their files often holds somebody's name."""
    assert given.data is not None
    kind = files.check(given.data, given.name)
    if not can_be_signed_copy(given.data, kind):
        raise InputError(
            "Tệp này chưa phải thư đã ký: hãy đính kèm bản PDF hoặc ảnh chụp của thư đã ký, đóng dấu; "
            "tệp Word chỉ nhận khi đã ký số."
        )
    plain = "".join(c if c.isalnum() else "-" for c in number)
    copy = SignedCopy(
        programme_id=by.programme_id, letter=letter, name=f"thu-xin-loi-{plain}.{KINDS[kind.name].endings[0]}",
        kind=kind.name, size=len(given.data), added_at=by.at, added_by_id=by.user_id,
    )  # fmt: skip
    sealed = sealing.seal(copy, given.data)
    copy.stored = sealing.name_of(sealed)
    files.write(copy.stored, sealed)
    SignedCopy.objects.filter(letter=letter, replaced=False).update(replaced=True)
    copy.save()


@transaction.atomic
def send(
    by: Viewer, wanted: UUID, letter_id: UUID, day: date, how: str, note: str = "", version: int | None = None
) -> ApologyLetter:
    """Record when and how the letter went to the applicant; said once more, it is corrected."""
    entry = held(by, wanted, "write_case", version)
    letter = _theirs(entry, letter_id)
    if letter.signed_on is None:
        raise InputError("Thư chưa ký thì chưa gửi được: hãy đính kèm bản đã ký trước.")
    if how not in WAYS:
        raise InputError("Hãy chọn cách gửi trong danh sách.")
    if day > by.on:
        raise InputError("Ngày gửi không thể sau hôm nay.")
    if day < letter.signed_on:
        raise InputError(f"Ngày gửi không thể trước ngày ký ({_say(letter.signed_on)}).")
    if letter.posted_from and day > letter.posted_from:
        raise InputError(f"Ngày gửi không thể sau ngày bắt đầu niêm yết ({_say(letter.posted_from)}).")
    without_personal(note, "ghi chú gửi")
    before = letter.sent_on
    letter.sent_on, letter.sent_how, letter.sent_note = day, how, note.strip()[:300]
    letter.sent_by_id = by.user_id
    moved = {"sent_on": [before.isoformat() if before else None, day.isoformat()]}
    words = f"Gửi thư xin lỗi lần {letter.ordinal} ngày {_say(day)}, {WAYS[how]}"
    _keep(by, entry, letter, "send_letter", words, moved)
    ask_to_publish(by, entry.case)
    return letter


@transaction.atomic
def post(
    by: Viewer, wanted: UUID, letter_id: UUID, day: date | None = None, version: int | None = None
) -> ApologyLetter:
    """Hang the letter out, from the sending day unless another is said; again, after it was taken down too early."""
    entry = held(by, wanted, "write_case", version)
    letter = _theirs(entry, letter_id)
    if letter.sent_on is None:
        raise InputError("Thư chưa gửi thì chưa niêm yết: hãy ghi ngày gửi, cách gửi trước.")
    day = day or letter.sent_on
    if day > by.on:
        raise InputError("Ngày bắt đầu niêm yết không thể sau hôm nay.")
    if day < letter.sent_on:
        raise InputError(f"Ngày bắt đầu niêm yết không thể trước ngày gửi ({_say(letter.sent_on)}).")
    days = entry.rule.posting_days
    if on_show(letter.posted_from, letter.posted_to, by.on, days):
        raise InputError("Thư đang được niêm yết.")
    if posting_served(letter.posted_from, letter.posted_to, by.on, days):
        raise InputError(f"Thư đã niêm yết đủ {days} ngày.")
    if letter.posted_to and day <= letter.posted_to:
        raise InputError(f"Thư đã bị gỡ sau ngày {_say(letter.posted_to)}; niêm yết lại phải từ sau ngày đó.")
    letter.posted_from, letter.posted_to, letter.taken_down_reason = day, None, ""
    letter.posted_by_id = by.user_id
    last = day + timedelta(days=days - 1)
    words = f"Niêm yết thư lần {letter.ordinal} từ {_say(day)} đến hết {_say(last)}"
    _keep(by, entry, letter, "post_letter", words)
    ask_to_publish(by, entry.case)
    return letter


@transaction.atomic
def take_down(by: Viewer, wanted: UUID, letter_id: UUID, reason: str, version: int | None = None) -> ApologyLetter:
    """Take the letter down before its days are over; it is gone at once."""
    entry = held(by, wanted, "write_case", version)
    letter = _theirs(entry, letter_id)
    if not on_show(letter.posted_from, letter.posted_to, by.on, entry.rule.posting_days):
        raise InputError("Thư không còn niêm yết nên không có gì để gỡ.")
    letter.taken_down_reason = said(reason, "lý do gỡ thư trước hạn")
    letter.posted_to = by.on - timedelta(days=1)
    words = f"Gỡ thư lần {letter.ordinal} trước hạn: {letter.taken_down_reason}"
    _keep(by, entry, letter, "take_down_letter", words)
    ask_to_publish(by, entry.case)
    return letter


@transaction.atomic
def withdraw(by: Viewer, wanted: UUID, letter_id: UUID, reason: str, version: int | None = None) -> ApologyLetter:
    """Take back a letter that was written in error; one that was sent cannot be."""
    entry = held(by, wanted, "write_case", version)
    letter = _unsent(entry, letter_id, "rút")
    letter.withdrawn_reason = said(reason, "lý do rút thư")
    letter.withdrawn_on = by.on
    _keep(by, entry, letter, "withdraw_letter", f"Rút thư lần {letter.ordinal} chưa gửi: {letter.withdrawn_reason}")
    if letter.signed_on:
        ask_to_publish(by, entry.case)
    return letter


@transaction.atomic
def read_recipient(by: Viewer, wanted: UUID, letter_id: UUID, why: str) -> dict[str, str]:
    """Whom the letter is to; {} where nobody was named. Each reading is a line of the history, with what it was for."""
    entry = queries.find(by, wanted)
    by.require("read_personal", entry.agency.pk if entry.agency else None)
    letter = queries.letter(entry, letter_id)
    if letter.sealed is None:
        return {}
    words = sealing.unseal_words(letter)
    log(by, "read_personal", entry, f"Đọc dữ liệu cá nhân (người nhận thư lần {letter.ordinal}): {why}")
    return words


@transaction.atomic
def read_copy(by: Viewer, wanted: UUID, copy_id: UUID) -> tuple[SignedCopy, bytes]:
    """The signed letter; the reading is a line of the history."""
    entry = queries.find(by, wanted)
    by.require("read_personal", entry.agency.pk if entry.agency else None)
    copies = (copy for letter in entry.letters for copy in letter.copies.all())
    copy = next((one for one in copies if one.pk == copy_id), None)
    if copy is None:
        raise NotFound("signed_copy")
    if copy.wrapped_key is None:
        raise InputError("Bản thư đã ký này đã được xóa cùng dữ liệu cá nhân.")
    data = sealing.unseal(copy, files.read_stored(copy.stored))
    log(by, "read_personal", entry, f"Đọc dữ liệu cá nhân (bản thư đã ký {copy.name})")
    return copy, data


@transaction.atomic
def erase(by: Viewer, wanted: UUID, reason: str, version: int | None = None) -> int:
    """Destroy the keys of all personal data of a case; what was done, and when, stays. Returns how many keys."""
    entry = held(by, wanted, "sign_case", version)
    reason = said(reason, "lý do xóa dữ liệu cá nhân")
    gone: list[Path] = []
    count = 0
    for letter in entry.letters:
        copies = list(letter.copies.all())
        for row in (letter, *copies):
            if row.wrapped_key is None:
                continue
            if isinstance(row, SignedCopy):
                gone.append(files.stored_at(row.stored))
            sealing.destroy(row)
            row.erased_at = by.at
            row.save()
            count += 1
    if not count:
        raise InputError("Trường hợp này không còn dữ liệu cá nhân nào.")
    log(by, "erase_personal", entry, f"Xóa dữ liệu cá nhân của trường hợp này: {reason}")
    transaction.on_commit(lambda: [path.unlink(missing_ok=True) for path in gone])
    return count
