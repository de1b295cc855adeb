"""What is done about commendation: readings, typed facts, exemptions, decisions and revocation, appeals, answers."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction

from parindex.core.amounts import plain, said
from parindex.core.commendation import SAID, CommendationRules
from parindex.core.commendation_settings import changes as changed
from parindex.core.commendation_settings import open_settings
from parindex.core.errors import InputError
from parindex.core.words import normalise
from parindex.records.actions.comment import Reminded, addresses_of, post, write_each
from parindex.records.actions.history import record
from parindex.records.models import (
    Agency,
    CommendationAppeal,
    CommendationDecision,
    CommendationExemption,
    CommendationFact,
    CommendationReading,
    Programme,
)
from parindex.records.permissions import NotFound, Viewer
from parindex.records.queries import commendation as queries
from parindex.records.queries import commendation_reading as readings

_WORDS, _DOCUMENT = 2000, 120
_MOST_PEOPLE = 1_000_000
_NO_RULES = "Năm của chương trình chưa có quy tắc khen thưởng nào."
Kind = CommendationFact.Kind
_Row = TypeVar("_Row", CommendationAppeal, CommendationDecision)


@transaction.atomic
def read_rules(
    by: Viewer, values: Mapping[str, str], valid_from: date, document: str, dated: date, reason: str
) -> CommendationReading:
    """Say how what the rules leave open is understood from a day on (by setting, as core/commendation_settings.py).

    What is not among the values, or is as the rules have it, is understood as the rules do. A day before today changes
    nothing of the days that are over.
    """
    by.require("decide_commendation")
    Programme.objects.select_for_update().get(pk=by.programme_id)  # two people act one after the other
    own = readings.own_rules(by)
    if own is None:
        raise InputError(_NO_RULES)
    kept = changed(own, values)
    document = _said(document, "số văn bản làm căn cứ", _DOCUMENT)
    if dated > by.on:
        raise InputError(f"Ngày văn bản {dated:%d/%m/%Y} sau hôm nay; hãy kiểm tra lại.")
    if valid_from < own.valid_from or (own.valid_to is not None and valid_from > own.valid_to):
        last = f" đến {own.valid_to:%d/%m/%Y}" if own.valid_to else ""
        raise InputError(f"Ngày áp dụng phải trong thời gian quy tắc có hiệu lực: từ {own.valid_from:%d/%m/%Y}{last}.")
    before = readings.understood(by, own, max(valid_from, by.on))
    was = {} if before.reading is None else before.reading.changes
    if kept == was:
        raise InputError("Không có gì khác với cách hiểu dùng từ ngày ấy; hãy sửa ít nhất một chỗ.")
    made = CommendationReading.objects.create(
        programme_id=by.programme_id, rules_name=own.name, changes=kept, valid_from=valid_from, document=document,
        dated=dated, reason=_said(reason, "lý do hiểu như vậy"), on=by.on, at=by.at, by_id=by.user_id,
        number=CommendationReading.objects.filter(programme_id=by.programme_id).count() + 1,
    )  # fmt: skip
    differs = {
        f"{one.rule}. {one.what}": [one.says(was.get(one.key)), one.says(kept.get(one.key))]
        for one in open_settings(own)
        if was.get(one.key) != kept.get(one.key)
    }
    words = f"Cách hiểu quy tắc khen thưởng từ {valid_from:%d/%m/%Y} (theo {document}): {made.reason}"
    record(by, "read_rules", made, words, changes=differs)
    return made


def warn(by: Viewer, level: str) -> Reminded:
    """Write to the agencies of a level that can still do something, once for each change; errors as comment.remind."""
    by.require("remind")
    waiting = queries.untold(by, queries.considered(by, level))
    return write_each((one.agency.name, partial(_warn, by, one)) for one in waiting)


@transaction.atomic
def _warn(by: Viewer, one: queries.Considered, told: Reminded) -> None:
    agency = Agency.objects.select_for_update().get(pk=one.agency.pk)
    if not queries.untold(by, [one]):  # somebody else has just written
        return
    addresses = addresses_of(by, agency)
    sent = {"email": ["", ", ".join(addresses)]} if addresses else None
    record(by, queries.WARNED, agency, one.warning, about=agency.pk, agency_id=agency.pk, changes=sent)
    subject = f"Khen thưởng: việc còn sửa được của {agency.name}"
    lines = [one.proposal.says, *(f"Còn sửa được: {words}" for words in one.proposal.mend)]
    post(by, agency, addresses, subject, lines, told)


@transaction.atomic
def tell_satisfaction(
    by: Viewer,
    agency_id: UUID,
    field: str,
    share: Decimal | None,
    people: int | None,
    document: str,
    not_applicable: str = "",
) -> CommendationFact:
    """Enter the result of a survey (`share` in per cent), over all fields of work (`field` ""), or why there is none.

    It stands over what a scorecard says, and over what was entered before.
    """
    agency = _agency(by, agency_id, "decide_commendation")
    field = normalise(field)[:_DOCUMENT]
    if not_applicable.strip():
        data: dict[str, Any] = {"not_applicable": _said(not_applicable, "lý do không áp dụng")}
        words = f"không áp dụng: {data['not_applicable']}"
    else:
        data = {"share": plain(_percent(share))} | ({} if people is None else {"n": _people(people)})
        words = f"{said(Decimal(data['share']))} %" + (f" ({people} phiếu)" if people is not None else "")
    where = f" lĩnh vực {field}" if field else ""
    return _tell(by, agency, Kind.SATISFACTION, field, data, document, f"Hài lòng{where}: {words}")


@transaction.atomic
def tell_head(by: Viewer, agency_id: UUID, held: bool, document: str) -> CommendationFact:
    """Enter whether a written conclusion holds the head responsible; the document is what says so."""
    agency = _agency(by, agency_id, "decide_commendation")
    words = "có kết luận về trách nhiệm" if held else "không có kết luận nào về trách nhiệm"
    data = {"held_responsible": held}
    return _tell(by, agency, Kind.HEAD, "", data, document, f"Người đứng đầu: {words}")


@transaction.atomic
def forget_fact(by: Viewer, agency_id: UUID, kind: str, field: str, reason: str) -> CommendationFact:
    """Take an entered fact back: what a scorecard says stands again, or nothing is known."""
    agency = _agency(by, agency_id, "decide_commendation")
    named = Kind(kind) if kind in Kind.values else None
    standing = CommendationFact.objects.filter(agency=agency, kind=kind, field=field).order_by("number").last()
    if named is None or standing is None or not standing.data:
        raise InputError("Không có số liệu nào như vậy đang dùng; hãy tải lại trang.")
    reason = _said(reason, "lý do bỏ số liệu")
    words = f"Bỏ số liệu đã nhập về {named.label}{f' lĩnh vực {field}' if field else ''}: {reason}"
    return _tell(by, agency, named, field, {}, standing.document, words)


def _tell(
    by: Viewer, agency: Agency, kind: str, field: str, data: dict[str, Any], document: str, words: str
) -> CommendationFact:
    document = _said(document, "số văn bản làm căn cứ", _DOCUMENT)
    number = CommendationFact.objects.filter(agency=agency, kind=kind, field=field).count() + 1
    made = CommendationFact.objects.create(
        programme_id=by.programme_id, agency=agency, kind=kind, field=field, data=data, document=document,
        number=number, on=by.on, at=by.at, by_id=by.user_id,
    )  # fmt: skip
    record(by, "tell_fact", made, f"{words} (theo {document})", about=agency.pk, agency_id=agency.pk)
    return made


@transaction.atomic
def exempt(
    by: Viewer,
    agency_id: UUID,
    rule: str,
    decision: str,
    decided: date,
    valid_from: date,
    valid_to: date | None,
    reason: str,
) -> CommendationExemption:
    """Lift a rule for an agency, by a decision with its number, from a day to a day (None: until it is ended)."""
    agency = _agency(by, agency_id, "exempt_agency")
    rules = _rules(by)
    titles = {each.id: each.title for each in rules.rules if agency.kind in each.levels}
    if rule not in titles:
        raise InputError("Hãy chọn một quy tắc trong danh sách.")
    decision = _said(decision, "số quyết định miễn trừ", _DOCUMENT)
    if decided > by.on:
        raise InputError(f"Ngày quyết định {decided:%d/%m/%Y} sau hôm nay; hãy kiểm tra lại.")
    if valid_to is not None and valid_to < valid_from:
        raise InputError("Ngày hết hiệu lực đứng trước ngày bắt đầu; hãy sửa một trong hai ngày.")
    made = CommendationExemption.objects.create(
        programme_id=by.programme_id, agency=agency, rules_name=rules.name, rule=rule, decision=decision,
        decided=decided, valid_from=valid_from, valid_to=valid_to, reason=_said(reason, "lý do miễn trừ"), on=by.on,
        at=by.at, by_id=by.user_id,
    )  # fmt: skip
    until = f" đến {valid_to:%d/%m/%Y}" if valid_to else ""
    words = f"Miễn “{titles[rule]}” theo {decision}, từ {valid_from:%d/%m/%Y}{until}: {made.reason}"
    record(by, "exempt_agency", made, words, about=agency.pk, agency_id=agency.pk)
    return made


@transaction.atomic
def end_exemption(by: Viewer, agency_id: UUID, exemption_id: UUID, reason: str) -> CommendationExemption:
    """Take an exemption back from today on; it stays to be read."""
    agency = _agency(by, agency_id, "exempt_agency")
    found = CommendationExemption.objects.filter(agency=agency, pk=exemption_id).first()
    if found is None:
        raise NotFound("exemption")
    if found.ended_on:
        raise InputError("Miễn trừ này đã được bỏ rồi.")
    found.ended_on, found.ended_by_id = by.on, by.user_id
    found.ended_reason = _said(reason, "lý do bỏ miễn trừ")
    found.save(update_fields=["ended_on", "ended_by", "ended_reason"])
    words = f"Bỏ miễn trừ theo {found.decision}: {found.ended_reason}"
    record(by, "end_agency_exemption", found, words, about=agency.pk, agency_id=agency.pk)
    return found


@transaction.atomic
def decide(by: Viewer, agency_id: UUID, commended: bool, decision: str = "", reason: str = "") -> CommendationDecision:
    """Decide on a proposal. Against what the rules propose, or where they cannot tell, only with a reason."""
    agency = _agency(by, agency_id, "decide_commendation")
    found = queries.find(by, agency_id)
    if found.decision:
        raise InputError("Đã có quyết định đang có hiệu lực; muốn quyết định khác thì thu hồi trước, và ghi lý do.")
    proposed = found.proposal.unit in ("eligible", "at_risk")
    if (commended != proposed or found.proposal.unit == "cannot_tell") and not reason.strip():
        raise InputError(
            f"Quy tắc cho kết quả “{SAID[found.proposal.unit]}”; quyết định khác với kết quả ấy thì phải ghi lý do."
        )
    made = _only(
        by, agency, CommendationDecision, "Người khác vừa quyết định cho cơ quan này; hãy tải lại trang.",
        rules_name=found.proposal.rules.name, fingerprint=found.proposal.rules.fingerprint,
        proposal=found.proposal.to_json(), commended=commended, decision=normalise(decision)[:_DOCUMENT],
        reason=reason.strip()[:_WORDS],
    )  # fmt: skip
    words = "Đề nghị khen thưởng" if commended else "Không đề nghị khen thưởng"
    words += f" (quy tắc: {SAID[found.proposal.unit].lower()})" + (f": {made.reason}" if made.reason else "")
    record(by, "decide_commendation", made, words, about=agency.pk, agency_id=agency.pk)
    return made


@transaction.atomic
def revoke(by: Viewer, agency_id: UUID, reason: str) -> CommendationDecision:
    """Take the decision in force back, with the reason; it stays to be read, and another may be made."""
    agency = _agency(by, agency_id, "decide_commendation")
    found = CommendationDecision.objects.filter(agency=agency, revoked_on__isnull=True).first()
    if found is None:
        raise InputError("Không có quyết định nào đang có hiệu lực để thu hồi.")
    found.revoked_on, found.revoked_by_id = by.on, by.user_id
    found.revoked_reason = _said(reason, "lý do thu hồi")
    found.save(update_fields=["revoked_on", "revoked_by", "revoked_reason"])
    words = f"Thu hồi quyết định ngày {found.on:%d/%m/%Y}: {found.revoked_reason}"
    record(by, "revoke_commendation", found, words, about=agency.pk, agency_id=agency.pk)
    return found


@transaction.atomic
def appeal(by: Viewer, agency_id: UUID, words: str) -> CommendationAppeal:
    """The head asks for another look at the proposal, or at what was decided; one at a time."""
    agency = _agency(by, agency_id, "appeal")
    words = _said(words, "nội dung kiến nghị")
    waits = "Kiến nghị trước còn chờ trả lời; hãy đợi trả lời rồi gửi kiến nghị khác."
    made = _only(by, agency, CommendationAppeal, waits, words=words)
    record(by, "appeal", made, f"Kiến nghị: {words}", about=agency.pk, agency_id=agency.pk)
    return made


@transaction.atomic
def answer(by: Viewer, agency_id: UUID, upheld: bool, words: str) -> CommendationAppeal:
    """Answer the open appeal. Upholding it changes no fact and no decision by itself: those have their own actions."""
    agency = _agency(by, agency_id, "decide_commendation")
    found = CommendationAppeal.objects.filter(agency=agency, answered_on__isnull=True).first()
    if found is None:
        raise InputError("Không có kiến nghị nào đang chờ trả lời.")
    found.upheld, found.answer = upheld, _said(words, "lời trả lời")
    found.answered_on, found.answered_by_id = by.on, by.user_id
    found.save(update_fields=["upheld", "answer", "answered_on", "answered_by"])
    word = "Chấp nhận" if upheld else "Không chấp nhận"
    record(by, "answer_appeal", found, f"{word} kiến nghị: {found.answer}", about=agency.pk, agency_id=agency.pk)
    return found


def _agency(by: Viewer, agency_id: UUID, right: str) -> Agency:
    """The agency for which the right holds, locked, so that two people act one after the other; NotFound else."""
    by.require(right, agency_id)
    found = Agency.objects.select_for_update().filter(programme_id=by.programme_id, pk=agency_id).first()
    if found is None or found.pk not in {one.pk for one in queries.visible(by, found.kind)}:
        raise NotFound("agency")
    return found


def _only(by: Viewer, agency: Agency, model: type[_Row], refused: str, **columns: Any) -> _Row:
    """Make the row of which an agency has one at a time; `refused` is said where it has one already."""
    try:
        with transaction.atomic():
            return model._default_manager.create(
                programme_id=by.programme_id, agency=agency, on=by.on, at=by.at, by_id=by.user_id, **columns
            )
    except IntegrityError:
        raise InputError(refused) from None


def _rules(by: Viewer) -> CommendationRules:
    found = readings.rules(by)
    if found is None:
        raise InputError(_NO_RULES)
    return found


def _said(words: str, what: str, most: int = _WORDS) -> str:
    words = words.strip()
    if not words:
        raise InputError(f"Hãy ghi {what}.")
    if len(words) > most:
        raise InputError(f"Phần {what} dài quá {most} ký tự; hãy rút gọn.")
    return words


def _percent(share: Decimal | None) -> Decimal:
    if share is None or not 0 <= share <= 100:
        raise InputError("Tỷ lệ hài lòng phải từ 0 đến 100 %.")
    return round(share, 6)


def _people(count: int) -> int:
    if not 1 <= count <= _MOST_PEOPLE:
        raise InputError("Số phiếu phải từ 1; không biết thì để trống.")
    return count
