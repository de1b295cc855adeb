"""Keeps uploaded bytes, each content once, written whole or not at all."""

import hashlib
import os
import tempfile
from pathlib import Path

from django.conf import settings

from parindex.core.errors import InputError
from parindex.documents.content import FileKind, check_content
from parindex.records.models import File
from parindex.records.permissions import Viewer


def stored_at(name: str) -> Path:
    """Where bytes lie that are named by their SHA-256."""
    return Path(settings.FILES) / name[:2] / name


def path_of(file: File) -> Path:
    """Where the bytes of a stored file lie."""
    return stored_at(file.sha256)


def keep(by: Viewer, data: bytes, name: str) -> File:
    """Check what the bytes really are and keep them; InputError when they may not be kept.

    The bytes reach the disk before the row does: a row without bytes cannot arise, and bytes without a row are only
    waste that the next upload of the same content takes over.
    """
    kind = check(data, name)
    sha256 = hashlib.sha256(data).hexdigest()
    file = File(sha256=sha256, size=len(data), kind=kind.name, created_at=by.at)
    write(file.sha256, data)
    kept, _ = File.objects.get_or_create(
        sha256=sha256, defaults={"size": file.size, "kind": file.kind, "created_at": by.at}
    )
    return kept


def check(data: bytes, name: str) -> FileKind:
    """What the bytes really are; InputError when they are too many, none, or may not be kept."""
    if len(data) > settings.UPLOAD_LIMIT:
        raise InputError(
            f"“{name}” lớn hơn {settings.UPLOAD_LIMIT // 2**20} MB; hãy nén nhỏ hoặc tách tệp rồi tải lại."
        )
    if not data:
        raise InputError(f"“{name}” là tệp rỗng; hãy chọn lại tệp.")
    return check_content(data, name)


def write(name: str, data: bytes) -> None:
    """Put bytes on the disk under their SHA-256, whole or not at all."""
    path = stored_at(name)
    if path.exists():
        return
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    handle, draft = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


def read(file: File) -> bytes:
    """The bytes; InputError when they are missing or no longer what was kept."""
    return read_stored(file.sha256)


def read_stored(name: str) -> bytes:
    """The bytes named by their SHA-256; InputError when they are missing or no longer what was kept."""
    path = stored_at(name)
    data = path.read_bytes() if path.is_file() else b""
    if hashlib.sha256(data).hexdigest() != name:
        raise InputError("Tệp lưu trữ bị thiếu hoặc đã hỏng; hãy báo người quản trị khôi phục từ bản sao lưu.")
    return data
