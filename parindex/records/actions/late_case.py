"""What people write about a late dossier: opening a case for one that will be late, explaining, exempting."""

from dataclasses import replace
from datetime import date
from uuid import UUID

from django.db import transaction

from parindex.core.dossier_rules import Cause, load_causes
from parindex.core.errors import InputError
from parindex.core.personal import personal_in
from parindex.indicators.run import Dossier
from parindex.records.actions.history import expect, record
from parindex.records.actions.ledger_publication import ask_to_publish
from parindex.records.models import LateCase, LateExemption, LateExplanation
from parindex.records.permissions import NotFound, Viewer
from parindex.records.queries import late_case as queries
from parindex.records.queries.late_case import Entry

NOT_LATE = (
    "Theo số liệu mới nhất, hồ sơ này không trễ hạn nên không cần làm thêm; những gì đã ghi vẫn được giữ trong sổ."
)


def held(by: Viewer, wanted: UUID, right: str, version: int | None = None) -> Entry:
    """The line of the ledger, held for this transaction and with a row to write on; counts the row's version up.

    The first act on a dossier makes its row. `version` is that which the person saw, 0 where there was no row yet.
    """
    LateCase.objects.select_for_update().filter(pk=wanted).first()
    entry = queries.find(by, wanted)
    if entry.agency is None:
        if not by.everywhere(right):
            raise NotFound(right)
        raise InputError(
            f"Cơ quan “{entry.agency_words}” của hồ sơ này chưa khớp với danh mục cơ quan; hãy sửa cách đọc nguồn "
            "(cột cơ quan) rồi nhập lại tệp, sau đó mới ghi được vào sổ."
        )
    by.require(right, entry.agency.pk)
    if entry.case is None:
        entry = replace(entry, case=_make(by, entry, foreseen=False))
    case = entry.case
    assert case
    expect(case, version)
    _refresh(entry, case)
    case.save()
    return entry


def _make(by: Viewer, entry: Entry, *, foreseen: bool) -> LateCase:
    made, _ = LateCase.objects.get_or_create(
        pk=entry.id,
        defaults={
            "programme_id": by.programme_id, "agency": entry.agency, "source": entry.source, "code": entry.code,
            "foreseen": foreseen, "opened_on": by.on, "opened_at": by.at, "opened_by_id": by.user_id, "version": 0,
        },
    )  # fmt: skip
    return made


def _refresh(entry: Entry, case: LateCase) -> None:
    """The row keeps the dossier's facts as they were at the last act: they outlive the dossier."""
    case.agency, case.procedure_name = entry.agency, entry.procedure
    case.received_day, case.due_day = entry.received_day, entry.due_day


def log(by: Viewer, verb: str, entry: Entry, words: str, changes: dict | None = None) -> None:
    """A line of the history of the case."""
    record(by, verb, entry.case, words, agency_id=entry.agency.pk if entry.agency else None, changes=changes)


def must_owe(entry: Entry) -> None:
    """Raise InputError where the dossier is not late, nor thought to become so."""
    if not entry.counts and (not entry.foreseen or entry.stage == "in_time" or entry.dossier is None):
        raise InputError(NOT_LATE)


def said(words: str, what: str, *, most: int = 2000) -> str:
    """Words for everybody inside; InputError where there are none, too many, or some that tell who the applicant is."""
    words = words.strip()
    if not words:
        raise InputError(f"Hãy ghi {what}.")
    if len(words) > most:
        raise InputError(f"Phần {what} dài quá {most} ký tự; hãy rút gọn.")
    without_personal(words, what)
    return words


def without_personal(words: str, what: str) -> None:
    """Raise InputError where words hold a telephone number, an identity number or an e-mail address."""
    if found := personal_in(words):
        raise InputError(
            f"Phần {what} có “{found}” giống số điện thoại, số định danh hoặc thư điện tử. Phần này không được niêm "
            "phong: thông tin của người nộp hồ sơ chỉ ghi ở mục Người nhận của thư."
        )


@transaction.atomic
def foresee(by: Viewer, code: str, words: str, source: str = "") -> LateCase:
    """Open a case for a dossier that is open and not late yet, but will be; `words` say why it is thought so."""
    dossier = _the_open_one(by, code.strip(), source.strip())
    agency = queries.agency_of(by, dossier)
    if agency is None or not queries.may_see(by, agency):
        raise InputError(_nothing_open(code.strip()))
    by.require("write_case", agency.pk)
    if dossier.standing == "overdue":
        raise InputError("Hồ sơ này đã quá hạn: sổ đã có sẵn trường hợp này, không cần mở nữa.")
    if dossier.due_limit is None:
        raise InputError("Hồ sơ này không có hạn hẹn trả nên không xét trễ hạn.")
    words = said(words, "vì sao thấy sẽ trễ")
    wanted = queries.case_id(by.programme_id, dossier.source, dossier.code)
    if LateCase.objects.filter(pk=wanted).exists():
        raise InputError("Hồ sơ này đã có trong sổ; hãy mở trường hợp đó để làm tiếp.")
    entry = Entry(wanted, dossier.source, dossier.code, by.on, agency, dossier.agency or "", dossier, None, False)
    case = _make(by, entry, foreseen=True)
    _refresh(entry, case)
    case.version = 1
    case.save()
    record(by, "foresee", case, f"Mở trường hợp dự kiến trễ: {words}", agency_id=agency.pk)
    return case


def _nothing_open(code: str) -> str:
    return (
        f"Không thấy hồ sơ “{code[:120]}” đang giải quyết của cơ quan bạn; hãy kiểm tra mã hồ sơ, hoặc nhờ nhập số "
        "liệu mới nhất."
    )


def _the_open_one(by: Viewer, code: str, source: str) -> Dossier:
    if not code:
        raise InputError("Hãy ghi mã hồ sơ.")
    found = [one for one in queries.open_dossiers_of(by, code) if not source or one.source == source]
    found = [one for one in found if queries.may_see(by, queries.agency_of(by, one))]
    if len(found) > 1:
        names = ", ".join(one.source for one in found)
        raise InputError(f"Mã hồ sơ này có ở nhiều nguồn ({names}); hãy ghi rõ nguồn.")
    if not found:
        raise InputError(_nothing_open(code))
    return found[0]


def offered_causes(on: date) -> dict[str, Cause]:
    """The causes to choose from on a day, by their keys."""
    return {key: cause for key, cause in load_causes().items() if cause.until is None or on <= cause.until}


@transaction.atomic
def explain(by: Viewer, wanted: UUID, cause: str, words: str, version: int | None = None) -> LateExplanation:
    """Say why the dossier is late; the newest explanation stands."""
    entry = held(by, wanted, "write_case", version)
    must_owe(entry)
    named = offered_causes(by.on).get(cause)
    if named is None:
        raise InputError("Hãy chọn nguyên nhân trong danh sách.")
    words = said(words, "lời giải trình")
    made = LateExplanation.objects.create(
        programme_id=by.programme_id, case=entry.case, cause=cause, words=words, on=by.on, at=by.at, by_id=by.user_id
    )
    log(by, "explain", entry, f"Giải trình: {named.label}. {words}")
    return made


@transaction.atomic
def exempt(by: Viewer, wanted: UUID, decision: str, reason: str, version: int | None = None) -> LateExemption:
    """Take a late dossier out of those that owe an apology, by a decision with its number."""
    entry = held(by, wanted, "exempt_case", version)
    must_owe(entry)
    if entry.exemption:
        raise InputError("Trường hợp này đang được miễn rồi.")
    decision = said(decision, "số quyết định cho miễn xin lỗi", most=120)
    reason = said(reason, "lý do miễn xin lỗi")
    made = LateExemption.objects.create(
        programme_id=by.programme_id, case=entry.case, decision=decision, reason=reason, on=by.on, at=by.at,
        by_id=by.user_id,
    )  # fmt: skip
    log(by, "exempt", entry, f"Miễn xin lỗi theo {decision}: {reason}")
    ask_to_publish(by, entry.case)
    return made


@transaction.atomic
def end_exemption(by: Viewer, wanted: UUID, reason: str, version: int | None = None) -> LateExemption:
    """Take an exemption back: the dossier owes its apology again."""
    entry = held(by, wanted, "exempt_case", version)
    found = entry.exemption
    if found is None:
        raise InputError("Trường hợp này không có quyết định miễn nào đang có hiệu lực.")
    found.ended_reason = said(reason, "lý do bỏ miễn")
    found.ended_on, found.ended_by_id = by.on, by.user_id
    found.save(update_fields=["ended_reason", "ended_on", "ended_by"])
    log(by, "end_exemption", entry, f"Bỏ miễn xin lỗi (đã miễn theo {found.decision}): {found.ended_reason}")
    ask_to_publish(by, entry.case)
    return found
