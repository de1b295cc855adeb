"""Adding and revising evidence."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit
from uuid import UUID

from django.db import transaction

from parindex.core.errors import InputError
from parindex.core.words import fold, normalise
from parindex.records.actions import file as files
from parindex.records.actions.history import record
from parindex.records.models import Evidence, SubmissionEvidence
from parindex.records.permissions import Viewer
from parindex.records.queries import agency as agencies
from parindex.records.queries import evidence as evidence_queries

LONGEST_LINK = 1000
CLASSIFIED = (
    "Parindex không nhận tài liệu thuộc danh mục bí mật nhà nước (mật, tối mật, tuyệt mật): Luật Bảo vệ bí mật "
    "nhà nước không cho lưu, chuyển trên hệ thống nối mạng chưa được phép. Hãy ghi số, ngày văn bản vào phần "
    "kết quả và gửi bản giấy theo đường mật."
)


@dataclass(frozen=True)
class ProofInput:
    """What a person offers at once: files (name and bytes), a link, something handed in before; none of them is fine.

    `start` and `end` say of which days the new ones speak; `page` where to look in each; `secret` that one of them is
    a state secret.
    """

    files: tuple[tuple[str, bytes], ...] = ()
    link: str = ""
    link_name: str = ""
    earlier: UUID | None = None
    page: str = ""
    start: date | None = None
    end: date | None = None
    secret: bool = False


@transaction.atomic
def add(by: Viewer, agency_id: UUID, proof: ProofInput) -> list[Evidence]:
    """Keep all that is offered, or nothing; returns it with what was chosen from before."""
    if proof.secret:
        raise InputError(CLASSIFIED)
    found = [evidence_queries.find(by, proof.earlier)] if proof.earlier else []
    if not proof.files and not proof.link:
        return found
    if proof.start is None or proof.end is None:
        raise InputError("Hãy điền “Nói về thời gian từ … đến …” của tài liệu (ngày/tháng/năm).")
    for name, data in proof.files:
        found.append(add_file(by, agency_id, name, data, proof.start, proof.end))
    if proof.link:
        found.append(add_link(by, agency_id, proof.link_name, proof.link, proof.start, proof.end))
    return found


def _checked(by: Viewer, agency_id: UUID, start: date, end: date, secret: bool) -> None:
    agencies.find(by, agency_id)
    by.require("draft", agency_id)
    if secret:
        raise InputError(CLASSIFIED)
    if end < start:
        raise InputError("Thời gian hiệu lực: ngày kết thúc phải từ ngày bắt đầu trở đi.")


@transaction.atomic
def add_file(
    by: Viewer, agency_id: UUID, name: str, data: bytes, start: date, end: date,
    *, secret: bool = False, revises: UUID | None = None,
) -> Evidence:  # fmt: skip
    """Keep a file as evidence of an agency, speaking of the days from `start` to `end`."""
    _checked(by, agency_id, start, end, secret)
    kept = files.keep(by, data, name)
    earlier = _revised(by, agency_id, revises)
    evidence = Evidence.objects.create(
        programme_id=by.programme_id, agency_id=agency_id, name=_named(name), file=kept, effective_from=start,
        effective_to=end, revises=earlier, added_by_id=by.user_id, added_at=by.at, folded=fold(_named(name)),
    )  # fmt: skip
    said = f"Nộp tệp “{evidence.name}” (SHA-256 {kept.sha256[:12]}…)"
    record(by, "add_evidence", evidence, said, about=earlier.pk if earlier else None, agency_id=agency_id)
    _take_over(evidence)
    return evidence


def _revised(by: Viewer, agency_id: UUID, revises: UUID | None) -> Evidence | None:
    """What is to be revised; only the newest may be, so that revisions stay one line."""
    earlier = evidence_queries.find(by, revises) if revises else None
    if earlier:  # two who revise at once: the second finds the first's
        Evidence.objects.select_for_update().get(pk=earlier.pk)
    if earlier and earlier.agency_id != agency_id:
        raise InputError("Bản sửa đổi phải là của chính cơ quan đã nộp tài liệu.")
    if earlier and earlier.revisions.exists():
        raise InputError("Tài liệu này đã có bản mới hơn; hãy mở bản mới nhất rồi nộp bản sửa đổi của bản đó.")
    return earlier


def _take_over(evidence: Evidence) -> None:
    """A revision stands in drafts for what it revises; what has been sent keeps what it was sent with."""
    if evidence.revises_id:
        SubmissionEvidence.objects.filter(evidence_id=evidence.revises_id, submission__sent_on__isnull=True).update(
            evidence=evidence
        )


@transaction.atomic
def add_link(
    by: Viewer, agency_id: UUID, name: str, link: str, start: date, end: date,
    *, secret: bool = False, revises: UUID | None = None,
) -> Evidence:  # fmt: skip
    """Keep a web address as evidence."""
    _checked(by, agency_id, start, end, secret)
    if not _is_web_address(link.strip()):
        raise InputError("Liên kết phải bắt đầu bằng https:// hoặc http:// và có tên miền.")
    if len(link.strip()) > LONGEST_LINK:
        raise InputError(f"Liên kết dài quá {LONGEST_LINK} ký tự; hãy dùng liên kết ngắn hơn.")
    named = _named(name or link)
    earlier = _revised(by, agency_id, revises)
    evidence = Evidence.objects.create(
        programme_id=by.programme_id, agency_id=agency_id, name=named, link=link.strip(), effective_from=start,
        effective_to=end, revises=earlier, added_by_id=by.user_id, added_at=by.at, folded=fold(named),
    )  # fmt: skip
    record(
        by, "add_evidence", evidence, f"Nộp liên kết “{evidence.name}”", about=earlier.pk if earlier else None,
        agency_id=agency_id,
    )  # fmt: skip
    _take_over(evidence)
    return evidence


def _is_web_address(link: str) -> bool:
    try:
        parts = urlsplit(link)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:  # "https://["
        return False


def _named(name: str) -> str:
    cleaned = normalise("".join(c for c in name if c.isprintable()).replace("/", " ").replace("\\", " "))
    if not cleaned:
        raise InputError("Hãy đặt tên cho tài liệu.")
    return cleaned[:255]
