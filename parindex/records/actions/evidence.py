"""Adding and revising evidence."""

from datetime import date
from urllib.parse import urlsplit
from uuid import UUID

from django.db import transaction

from parindex.core.errors import InputError
from parindex.core.words import fold, normalise
from parindex.records.actions import file as files
from parindex.records.actions.history import record
from parindex.records.models import Evidence
from parindex.records.permissions import Viewer
from parindex.records.queries import agency as agencies
from parindex.records.queries import evidence as evidence_queries


def _checked(by: Viewer, agency_id: UUID, start: date, end: date, secret: bool) -> None:
    agencies.find(by, agency_id)
    by.require("draft", agency_id)
    if secret:
        raise InputError(
            "Parindex không nhận tài liệu thuộc danh mục bí mật nhà nước (mật, tối mật, tuyệt mật): Luật Bảo vệ bí mật "
            "nhà nước không cho lưu, chuyển trên hệ thống nối mạng chưa được phép. Hãy ghi số, ngày văn bản vào phần "
            "kết quả và gửi bản giấy theo đường mật."
        )
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
    earlier = evidence_queries.find(by, revises) if revises else None
    if earlier and earlier.agency_id != agency_id:
        raise InputError("Bản sửa đổi phải là của chính cơ quan đã nộp tài liệu.")
    evidence = Evidence.objects.create(
        programme_id=by.programme_id, agency_id=agency_id, name=_named(name), file=kept, effective_from=start,
        effective_to=end, revises=earlier, added_by_id=by.user_id, added_at=by.at, folded=fold(_named(name)),
    )  # fmt: skip
    said = f"Nộp tệp “{evidence.name}” (SHA-256 {kept.sha256[:12]}…)"
    record(by, "add_evidence", evidence, said, about=earlier.pk if earlier else None, agency_id=agency_id)
    return evidence


@transaction.atomic
def add_link(
    by: Viewer, agency_id: UUID, name: str, link: str, start: date, end: date, *, secret: bool = False
) -> Evidence:
    """Keep a web address as evidence."""
    _checked(by, agency_id, start, end, secret)
    parts = urlsplit(link.strip())
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise InputError("Liên kết phải bắt đầu bằng https:// hoặc http:// và có tên miền.")
    named = _named(name or link)
    evidence = Evidence.objects.create(
        programme_id=by.programme_id, agency_id=agency_id, name=named, link=link.strip(), effective_from=start,
        effective_to=end, added_by_id=by.user_id, added_at=by.at, folded=fold(named),
    )  # fmt: skip
    record(by, "add_evidence", evidence, f"Nộp liên kết “{evidence.name}”", agency_id=agency_id)
    return evidence


def _named(name: str) -> str:
    cleaned = normalise("".join(c for c in name if c.isprintable()).replace("/", " ").replace("\\", " "))
    if not cleaned:
        raise InputError("Hãy đặt tên cho tài liệu.")
    return cleaned[:255]
