"""Files of dossiers on their way into the lake: uploaded, read by a mapping, looked at, taken in, undone."""

import hashlib
import os
from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction

from parindex.core.agencies import Registry
from parindex.core.errors import InputError
from parindex.core.words import normalise
from parindex.indicators import importing
from parindex.indicators.opening import headings_of
from parindex.indicators.reading import reading, write_rejects
from parindex.indicators.sources import SourceMapping as Mapping
from parindex.indicators.sources import guess_mapping, usual_mapping
from parindex.indicators.sources.columns import REQUIRED, TITLES
from parindex.records.actions.history import expect, record
from parindex.records.models import DossierImport, SourceMapping
from parindex.records.permissions import Viewer
from parindex.records.queries import dossier_import as queries
from parindex.records.queries.lake import lake_of

KEPT_DAYS = 7  # files that nobody took in or threw away
LONGEST_NAME = 80
MEGABYTE = 1024 * 1024


def path_of(one: DossierImport) -> Path:
    """Where the uploaded bytes lie until they are taken in or thrown away."""
    return Path(settings.IMPORTS) / str(one.pk)


def upload(by: Viewer, name: str, chunks: Iterable[bytes], table: str = "dossiers") -> DossierImport:
    """Keep a file and guess how it is read; nothing of it is in the lake yet. InputError for what no mapping reads."""
    by.require("import_dossiers")
    _sweep(by)
    one = DossierImport(
        programme_id=by.programme_id, name=name[:255], size=0, sha256="", uploaded_at=by.at, uploaded_by_id=by.user_id
    )
    path = path_of(one)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        one.size, one.sha256 = _write(path, chunks, name)
        with TemporaryDirectory(dir=path.parent) as scratch:
            headings = headings_of(path, Path(scratch), name, usual_mapping(table))
        mapping = guess_mapping(headings, table, "mới")
        with transaction.atomic():
            one.mapping, one.preview = mapping.to_json(), {"headings": list(headings)}
            one.save()
            record(by, "upload_dossiers", one, f"Tải lên tệp “{one.name}”")
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return one


def _write(path: Path, chunks: Iterable[bytes], name: str) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as out:
        for chunk in chunks:
            size += len(chunk)
            if size > settings.DOSSIER_UPLOAD_LIMIT:
                raise InputError(
                    f"“{name}” lớn hơn {settings.DOSSIER_UPLOAD_LIMIT // MEGABYTE} MB; hãy nén hoặc tách tệp."
                )
            digest.update(chunk)
            out.write(chunk)
    if not size:
        raise InputError(f"“{name}” là tệp rỗng; hãy chọn lại tệp.")
    return size, digest.hexdigest()


def _sweep(by: Viewer) -> None:
    """Extracts hold names of people: what was left lying is thrown away, the refused rows of old imports too."""
    before = by.at - timedelta(days=KEPT_DAYS)
    old = DossierImport.objects.filter(uploaded_at__lt=before, uploaded_at__gt=before - timedelta(days=60))
    for one in old:
        path_of(one).unlink(missing_ok=True)
    old.filter(done_at__isnull=True, discarded_at__isnull=True).update(discarded_at=by.at)


def _open(by: Viewer, import_id: UUID) -> DossierImport:
    """An import that is still to be confirmed."""
    one = queries.find(by, import_id)
    if one.asked_at or one.done_at or one.discarded_at:
        raise InputError("Lượt nhập này đã được xác nhận hoặc đã bỏ; hãy tải tệp lên lại nếu cần nhập khác đi.")
    return one


@transaction.atomic
def read_by(by: Viewer, import_id: UUID, mapping: Mapping, name: str = "", version: int | None = None) -> DossierImport:
    """Read the file by a mapping and keep what an import would do. InputError says which required column is missing."""
    one = _open(by, import_id)
    lacking = [TITLES[column] for column in REQUIRED[mapping.table] if column not in mapping.columns]
    if lacking:
        raise InputError(f"Chưa chọn cột cho: {', '.join(lacking)}. Hãy chọn cột của tệp cho từng mục này.")
    expect(one, version)
    found = importing.preview(path_of(one), mapping, Registry.load(), lake_of(by), at=by.at, file_name=one.name)
    zone = ZoneInfo(mapping.time_zone)
    one.mapping, one.mapping_name = mapping.to_json(), name[:LONGEST_NAME]
    one.preview = {
        "headings": list(found.headings),
        "columns": dict(found.columns),
        "rows": [list(row) for row in found.rows],
        "understood": [{key: _shown(value, zone) for key, value in row.items()} for row in found.understood],
        "rejects": [asdict(reject) for reject in found.rejects],
        "unknown": [list(one) for one in found.unknown],
        "summary": found.summary.to_json(),
    }
    one.save()
    return one


def _shown(value: Any, zone: ZoneInfo) -> Any:
    """A value as people read it, in the source's own time."""
    if isinstance(value, datetime):
        return f"{value.astimezone(zone):%d/%m/%Y %H:%M}"
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, bool):
        return "có" if value else "không"
    return ", ".join(str(_shown(one, zone)) for one in value) if isinstance(value, list) else value


@transaction.atomic
def save_mapping(by: Viewer, import_id: UUID, name: str) -> SourceMapping:
    """Keep the mapping of an import under a name, to read the next file by it; the same name is written over."""
    one = queries.find(by, import_id)
    said = normalise(name)
    if not said or len(said) > LONGEST_NAME:
        raise InputError(f"Hãy đặt tên cho cách đọc, tối đa {LONGEST_NAME} ký tự.")
    data = one.mapping | {"name": said}
    kept, made = SourceMapping.objects.update_or_create(
        programme_id=by.programme_id, name=said,
        defaults={"data": data, "saved_by_id": by.user_id, "saved_at": by.at},
    )  # fmt: skip
    record(by, "save_mapping", kept, f"{'Lưu' if made else 'Ghi đè'} cách đọc “{said}”")
    return kept


@transaction.atomic
def confirm(by: Viewer, import_id: UUID, version: int | None = None) -> DossierImport:
    """Ask for the import; the worker does it. Asking again is right where a worker died in the middle."""
    one = queries.find(by, import_id)
    if one.done_at or one.discarded_at:
        raise InputError("Lượt nhập này đã xong hoặc đã bỏ.")
    if not one.preview.get("summary"):
        raise InputError("Hãy xem trước bằng một cách đọc rồi mới nhập.")
    if one.asked_at and not one.failed and not queries.stalled(one, by.at):
        raise InputError("Lượt nhập này đang chạy; hãy đợi.")
    expect(one, version)
    one.asked_at, one.asked_by_id, one.begun_at, one.failed = by.at, by.user_id, None, ""
    one.phase, one.done_of, one.whole, one.heartbeat_at = "", 0, 0, None
    one.save()
    record(by, "import_dossiers", one, f"Nhập tệp “{one.name}” vào kho hồ sơ")
    return one


def take_in(by: Viewer, import_id: UUID, now: Callable[[], datetime]) -> DossierImport:
    """What the worker does: import the file, telling how far it is; what goes wrong is kept in words."""
    one = queries.find(by, import_id)
    if one.done_at or one.discarded_at or not one.asked_at:
        return one
    rows = DossierImport.objects.filter(pk=one.pk)
    rows.update(begun_at=now(), heartbeat_at=now(), phase="đọc", failed="")
    told = [now()]

    def progress(phase: str, done: int, whole: int) -> None:
        if now() - told[0] >= timedelta(seconds=1) or done == whole or done == 0:
            told[0] = now()
            rows.update(phase=phase, done_of=done, whole=whole, heartbeat_at=told[0])

    try:
        summary = importing.import_file(
            lake_of(by), path_of(one), Mapping.from_json(one.mapping), Registry.load(), at=now(), by=by.name,
            file_name=one.name, progress=progress,
        )  # fmt: skip
    except InputError as error:
        rows.update(failed=str(error)[:2000])
        return queries.find(by, import_id)
    except Exception as error:
        rows.update(failed=f"Lỗi ngoài dự kiến ({type(error).__name__}); dữ liệu cũ còn nguyên, hãy thử lại.")
        raise
    rows.update(summary=summary.to_json(), lake_import=summary.import_id, done_at=now())
    if not summary.rejected:
        path_of(one).unlink(missing_ok=True)
    return queries.find(by, import_id)


def rejects(by: Viewer, import_id: UUID) -> bytes:
    """The refused rows as a CSV for people: from the file, as long as it is kept."""
    one = queries.find(by, import_id)
    path = path_of(one)
    if not path.is_file():
        raise InputError("Tệp tải lên không còn được giữ nên không lập lại danh sách dòng bị loại được.")
    mapping = Mapping.from_json(one.mapping)
    with TemporaryDirectory(dir=path.parent) as folder:
        target = Path(folder) / "rejects.csv"
        with reading(path, mapping, Registry.load(), at=by.at, file_name=one.name) as found:
            write_rejects(target, found.rejects())
        return target.read_bytes()


@transaction.atomic
def discard(by: Viewer, import_id: UUID) -> None:
    """Throw an upload away before it is taken in; of one that is done only the file, with its refused rows."""
    one = queries.find(by, import_id)
    if one.done_at is None:
        _open(by, import_id)
        one.discarded_at = by.at
        one.save(update_fields=["discarded_at"])
        record(by, "discard_dossiers", one, f"Bỏ tệp “{one.name}”, chưa nhập")
    transaction.on_commit(lambda: path_of(one).unlink(missing_ok=True))


def undo(by: Viewer, import_id: UUID) -> DossierImport:
    """Bring back what the lake held before an import. InputError where later imports changed the same rows."""
    one = queries.find(by, import_id)
    if not one.lake_import or one.undone_at:
        raise InputError("Lượt nhập này chưa vào kho hoặc đã được hoàn tác.")
    importing.undo(lake_of(by), one.lake_import, at=by.at, by=by.name)
    with transaction.atomic():
        one.undone_at, one.undone_by_id = by.at, by.user_id
        one.save(update_fields=["undone_at", "undone_by"])
        record(by, "undo_dossiers", one, f"Hoàn tác lượt nhập tệp “{one.name}”")
    return one
