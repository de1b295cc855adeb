"""Files of dossiers on their way into the lake: uploaded, read by a mapping, looked at, taken in, undone."""

import hashlib
import json
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory, mkstemp
from threading import Event, Thread
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet

from parindex.core.agencies import Registry
from parindex.core.errors import InputError
from parindex.core.words import normalise
from parindex.indicators import importing
from parindex.indicators.lake import ImportSummary
from parindex.indicators.opening import first_look
from parindex.indicators.reading import reading
from parindex.indicators.rejects import write_rejects
from parindex.indicators.sources import SourceMapping as Mapping
from parindex.indicators.sources import guess_mapping, usual_mapping
from parindex.indicators.sources.columns import REQUIRED, TITLES
from parindex.records.actions.history import expect, record
from parindex.records.models import DossierImport, SourceMapping
from parindex.records.permissions import Viewer
from parindex.records.queries import dossier_import as queries
from parindex.records.queries.dossier_import import path_of, rejects_path, seen_path
from parindex.records.queries.lake import lake_of

KEPT_DAYS = 7  # files that nobody took in or threw away
LONGEST_NAME = 80
MEGABYTE = 1024 * 1024
BEAT = 5.0  # seconds between signs of life


def upload(by: Viewer, name: str, chunks: Iterable[bytes], table: str = "dossiers") -> DossierImport:
    """Keep a file and guess how it is read; nothing of it is in the lake yet. InputError for what no mapping reads."""
    by.require("import_dossiers")
    _sweep(by)
    one = DossierImport(
        programme_id=by.programme_id, name=_named(name), size=0, sha256="", uploaded_at=by.at,
        uploaded_by_id=by.user_id,
    )  # fmt: skip
    path_of(one).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        one.size, one.sha256 = _write(path_of(one), chunks, one.name)
        _guess(one, usual_mapping(table))
        with transaction.atomic():
            one.save()
            record(by, "upload_dossiers", one, f"Tải lên tệp “{one.name}”")
    except BaseException:
        _clear(one)
        raise
    return one


def _named(name: str) -> str:
    return normalise("".join(c for c in name if c.isprintable()))[:255] or "tep"


def _guess(one: DossierImport, like: Mapping) -> None:
    """Find the headings, where `like` says to look for them, and guess which column is which."""
    with TemporaryDirectory(dir=settings.IMPORTS) as scratch:
        headings, rows = first_look(path_of(one), Path(scratch), one.name, like)
    guessed = guess_mapping(headings, like.table, queries.GUESSED)
    told = replace(guessed, sheet=like.sheet, header_row=like.header_row, delimiter=like.delimiter, source=like.source)
    one.mapping, one.mapping_name, one.preview = told.to_json(), "", {}
    seen = {"headings": list(headings), "rows": [list(row) for row in rows]}
    _keep(seen_path(one), json.dumps(seen, ensure_ascii=False).encode())


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


def _keep(path: Path, data: bytes) -> None:
    """Write a small file for us alone, as a whole."""
    handle, draft = mkstemp(dir=path.parent)
    with os.fdopen(handle, "wb") as out:
        out.write(data)
    Path(draft).replace(path)


def _clear(one: DossierImport) -> None:
    """Remove all that may hold names of people; the refused rows of an import that is done stay for a while."""
    for path in (path_of(one), seen_path(one)):
        path.unlink(missing_ok=True)


def _sweep(by: Viewer) -> None:
    """Extracts hold names of people: whatever has been lying for KEPT_DAYS is thrown away, also what a kill left."""
    before = by.at - timedelta(days=KEPT_DAYS)
    folder = Path(settings.IMPORTS)
    for path in list(folder.iterdir()) if folder.is_dir() else ():
        with suppress(FileNotFoundError):  # somebody else sweeps too
            if path.stat().st_mtime < before.timestamp():
                shutil.rmtree(path) if path.is_dir() else path.unlink()
    old = DossierImport.objects.filter(uploaded_at__lt=before, done_at__isnull=True, discarded_at__isnull=True)
    old.update(discarded_at=by.at)


def _open(by: Viewer, import_id: UUID, *, hold: bool = False) -> DossierImport:
    """An import that is still to be confirmed; `hold` it for this transaction."""
    one = queries.find(by, import_id)
    if hold:
        one = DossierImport.objects.select_for_update().get(pk=one.pk)
    if one.asked_at or one.done_at or one.discarded_at:
        raise InputError("Lượt nhập này đã được xác nhận hoặc đã bỏ; hãy tải tệp lên lại nếu cần nhập khác đi.")
    return one


def look_again(by: Viewer, import_id: UUID, sheet: str = "", header_row: int = 0) -> DossierImport:
    """Look for the headings on another sheet, or in the row that a person names (from 1); guess anew."""
    one = _open(by, import_id)
    now = queries.draft(one)
    _guess(one, replace(usual_mapping(now.table), sheet=sheet, header_row=header_row, source=now.source))
    one.version += 1
    one.save()
    return one


def read_by(by: Viewer, import_id: UUID, mapping: Mapping, version: int | None = None) -> DossierImport:
    """Read the file by a mapping and keep what an import would do. InputError says which required column is missing."""
    one = _open(by, import_id)
    lacking = [TITLES[column] for column in REQUIRED[mapping.table] if column not in mapping.columns]
    if lacking:
        raise InputError(f"Chưa chọn cột cho: {', '.join(lacking)}. Hãy chọn cột của tệp cho từng mục này.")
    mapping = Mapping.from_json(mapping.to_json())  # says what is wrong, and keeps columns of names and papers out
    expect(one, version)
    # Outside a transaction: a large file takes a while, and nobody else should wait for the database meanwhile.
    found = importing.preview(
        path_of(one), mapping, Registry.load(), lake_of(by), at=by.at, file_name=one.name,
        scratch=Path(settings.IMPORTS),
    )  # fmt: skip
    _keep(seen_path(one), json.dumps(_seen(found, ZoneInfo(mapping.time_zone)), ensure_ascii=False).encode())
    with transaction.atomic():
        one = _open(by, import_id, hold=True)
        expect(one, version)
        one.mapping, one.mapping_name, one.failed = mapping.to_json(), mapping.name[:LONGEST_NAME], ""
        one.preview = {"summary": found.summary.to_json()}
        one.save()
    return one


def _seen(found: importing.Preview, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "headings": list(found.headings),
        "columns": dict(found.columns),
        "rows": [list(row) for row in found.rows],
        "understood": [{key: _shown(value, zone) for key, value in row.items()} for row in found.understood],
        "rejects": [asdict(reject) for reject in found.rejects],
        "unknown": [list(one) for one in found.unknown],
    }


def _shown(value: Any, zone: ZoneInfo) -> Any:
    """A value as people read it, in the source's own time; midnight is a day without a time."""
    if isinstance(value, datetime):
        local = value.astimezone(zone)
        return f"{local:%d/%m/%Y}" if local.time() == time.min else f"{local:%d/%m/%Y %H:%M}"
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
    one = DossierImport.objects.select_for_update().get(pk=queries.find(by, import_id).pk)
    if one.done_at or one.discarded_at:
        raise InputError("Lượt nhập này đã xong hoặc đã bỏ.")
    if not one.preview.get("summary"):
        raise InputError("Hãy xem trước bằng một cách đọc rồi mới nhập.")
    if one.asked_at and not queries.stalled(one, by.at):
        raise InputError("Lượt nhập này đang chờ hoặc đang chạy; hãy đợi.")
    expect(one, version)
    one.asked_at, one.asked_by_id, one.begun_at, one.failed = by.at, by.user_id, None, ""
    one.phase, one.done_of, one.whole, one.heartbeat_at = "", 0, 0, None
    one.save()
    record(by, "import_dossiers", one, f"Nhập tệp “{one.name}” vào kho hồ sơ")
    return one


def give_up(import_id: UUID, why: str) -> None:
    """Say why an import that was asked for is not done; it can be asked for again."""
    rows = DossierImport.objects.filter(pk=import_id, done_at__isnull=True)
    rows.update(failed=why[:2000], asked_at=None, begun_at=None)


def take_in(by: Viewer, import_id: UUID, now: Callable[[], datetime]) -> DossierImport:
    """What the worker does: import the file, telling how far it is; what goes wrong is kept in words."""
    one, begun = queries.find(by, import_id), now()
    asked = DossierImport.objects.filter(pk=one.pk, asked_at__isnull=False, begun_at__isnull=True, done_at__isnull=True)
    if not asked.update(begun_at=begun, heartbeat_at=begun, phase="đọc"):
        return one  # done already, thrown away, or another worker is at it
    rows = DossierImport.objects.filter(pk=one.pk, begun_at=begun)

    def progress(phase: str, done: int, whole: int) -> None:
        rows.update(phase=phase, done_of=done, whole=whole, heartbeat_at=now())

    try:
        with _heard(rows, now):
            summary = _taken(by, one) or importing.import_file(
                lake_of(by), path_of(one), Mapping.from_json(one.mapping), Registry.load(), at=now(), by=by.name,
                file_name=one.name, progress=progress, rejects=rejects_path(one),
            )  # fmt: skip
    except InputError as error:
        give_up(one.pk, str(error))
        return queries.find(by, import_id)
    except Exception as error:
        give_up(one.pk, f"Lỗi ngoài dự kiến ({type(error).__name__}); kho hồ sơ còn nguyên, hãy thử lại.")
        raise
    with transaction.atomic():
        if rows.update(summary=summary.to_json(), lake_import=summary.import_id, done_at=now()):
            record(by, "took_dossiers", one, _said(one, summary))
    _clear(one)
    if not summary.rejected:
        rejects_path(one).unlink(missing_ok=True)
    return queries.find(by, import_id)


def _said(one: DossierImport, summary: ImportSummary) -> str:
    return (
        f"Đã nhập tệp “{one.name}”: {summary.read} dòng, {summary.new} mới, {summary.corrected} đính chính, "
        f"{summary.rejected} bị loại"
    )


def _taken(by: Viewer, one: DossierImport) -> ImportSummary | None:
    """The lake's account of this very file, where a worker died after it had written and before it could say so."""
    past = lake_of(by).imports()
    undone = {summary.undoes for summary in past}
    for summary in past:
        same = summary.kind == "import" and summary.file_sha256 == one.sha256 and summary.at >= one.uploaded_at
        known = same and DossierImport.objects.filter(lake_import=summary.import_id).exists()
        if same and not known and summary.import_id not in undone and summary.file_name == one.name:
            return summary
    return None


@contextmanager
def _heard(rows: QuerySet[DossierImport], now: Callable[[], datetime]) -> Iterator[None]:
    """A sign of life every few seconds, also while one long question is asked of a large file."""
    over = Event()

    def beat() -> None:
        while not over.wait(BEAT):
            with suppress(DatabaseError):  # busy: the next one is soon
                rows.update(heartbeat_at=now())
        connection.close()

    beating = Thread(target=beat, daemon=True)
    beating.start()
    try:
        yield
    finally:
        over.set()
        beating.join()


def rejects(by: Viewer, import_id: UUID) -> bytes:
    """The refused rows as a CSV for people: of the import that was done, else of what is to be imported."""
    one = queries.find(by, import_id)
    if rejects_path(one).is_file():
        return rejects_path(one).read_bytes()
    if not path_of(one).is_file():
        raise InputError(f"Danh sách dòng bị loại chỉ được giữ {KEPT_DAYS} ngày; hãy tải tệp lên lại để xem.")
    with TemporaryDirectory(dir=settings.IMPORTS) as folder:
        target, mapping = Path(folder) / "rejects.csv", queries.draft(one)
        with reading(
            path_of(one), mapping, Registry.load(), at=by.at, file_name=one.name, scratch=Path(folder)
        ) as found:
            write_rejects(target, found.rejects())
        return target.read_bytes()


@transaction.atomic
def discard(by: Viewer, import_id: UUID) -> None:
    """Throw an upload away that is not in the lake: its row stays for the history, its bytes go."""
    one = DossierImport.objects.select_for_update().get(pk=queries.find(by, import_id).pk)
    if one.done_at or (one.begun_at and not queries.stalled(one, by.at)):
        raise InputError("Lượt nhập này đang chạy hoặc đã vào kho, không bỏ được; đã vào kho thì dùng Hoàn tác.")
    one.discarded_at, one.asked_at = by.at, None
    one.save(update_fields=["discarded_at", "asked_at"])
    record(by, "discard_dossiers", one, f"Bỏ tệp “{one.name}”, chưa nhập")
    transaction.on_commit(lambda: _clear(one))


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
