"""Writes everything that the records remember, files included, into one archive, and reads it back whole or not at all.

The archive is a .tar.gz of manifest.json (format, counts, hashes), one file of JSON lines a table, and files/<sha256>.
It does not depend on the database engine: what SQLite wrote PostgreSQL reads. Signed letters go along as they lie,
encrypted; the key file never does.
"""

import gzip
import hashlib
import io
import json
import os
import shutil
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.core.management.color import no_style
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction

from parindex.core.errors import InputError
from parindex.records.actions.file import stored_at
from parindex.records.models import File, SignedCopy

FORMAT = 1


class _WholeInstants(DjangoJSONEncoder):
    """Django's own encoder cuts instants to milliseconds: what comes back would not be what was kept."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


def _models() -> list[type[models.Model]]:
    """The tables in an order in which each follows those that it points to, as far as that goes."""
    return list(serializers.sort_dependencies([(apps.get_app_config("records"), None)]))


def _newest_migration() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(name) FROM django_migrations WHERE app = %s", ["records"])
        return str(cursor.fetchone()[0])


def backup(path: Path, at: datetime) -> dict[str, Any]:
    """Write an archive and return its manifest. One consistent moment; the file appears only when it is complete."""
    if path.exists():
        raise InputError(f"{path}: đã có tệp này; hãy chọn tên khác để không ghi đè bản sao lưu cũ.")
    if not path.parent.is_dir():
        raise InputError(f"{path.parent}: không có thư mục này.")
    handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".sao-luu-")
    try:
        with os.fdopen(handle, "wb") as out, tarfile.open(fileobj=out, mode="w:gz") as archive:
            with transaction.atomic():
                manifest, kept = _write_tables(archive, at)
            # Kept bytes never change, so nobody needs to wait for the database while they are copied.
            _write_files(archive, kept)
            manifest["files"] = len(kept)
            _add(archive, "manifest.json", io.BytesIO(json.dumps(manifest, ensure_ascii=False, indent=1).encode()))
        Path(draft).replace(path)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
    return manifest


def _write_tables(archive: tarfile.TarFile, at: datetime) -> tuple[dict[str, Any], list[str]]:
    """Write the rows of one moment; returns the manifest so far and the files that the rows name."""
    # Only a transaction's first statement may say so; one that runs inside another sees what that one sees.
    if connection.vendor == "postgresql" and len(connection.atomic_blocks) == 1:
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
    manifest: dict[str, Any] = {
        "format": FORMAT, "made_at": at.isoformat(), "migration": _newest_migration(), "tables": {}, "files": 0,
    }  # fmt: skip
    for model in _models():
        name = model._meta.label_lower
        with tempfile.TemporaryFile() as lines:
            count = 0
            for row in model._default_manager.order_by("pk").iterator(chunk_size=500):
                lines.write(serializers.serialize("jsonl", [row], cls=_WholeInstants).encode())
                count += 1
            manifest["tables"][name] = {"rows": count, "sha256": _hash(lines)}
            _add(archive, f"tables/{name}.jsonl", lines)
    signed = SignedCopy.objects.exclude(wrapped_key=None).values_list("stored", flat=True)
    return manifest, sorted({*File.objects.values_list("sha256", flat=True), *signed})


def _write_files(archive: tarfile.TarFile, kept: list[str]) -> None:
    for name in kept:
        stored = stored_at(name)
        if not stored.is_file():
            raise InputError(f"Thiếu tệp đính kèm {name} trong {settings.FILES}; bản sao lưu sẽ không trọn vẹn.")
        archive.add(stored, f"files/{name}", filter=_bare)


def _hash(file: IO[bytes]) -> str:
    file.seek(0)
    return hashlib.file_digest(file, "sha256").hexdigest()


def _add(archive: tarfile.TarFile, name: str, file: IO[bytes]) -> None:
    info = tarfile.TarInfo(name)
    info.size = file.seek(0, os.SEEK_END)
    info.mode = 0o600
    file.seek(0)
    archive.addfile(info, file)


def _bare(info: tarfile.TarInfo) -> tarfile.TarInfo:
    info.uid = info.gid = 0
    info.uname = info.gname = ""
    info.mode = 0o600
    return info


def restore(path: Path) -> dict[str, Any]:
    """Read an archive into an empty database; everything is checked before anything is written."""
    if any(model._default_manager.exists() for model in _models()):
        raise InputError(
            "Cơ sở dữ liệu đang có dữ liệu. Chỉ khôi phục vào cơ sở dữ liệu trống: hãy đặt PARINDEX_VAR (hoặc "
            "DATABASE_URL) sang nơi mới, chạy “python manage.py migrate”, rồi khôi phục."
        )
    with tempfile.TemporaryDirectory() as folder:
        unpacked = Path(folder)
        manifest = _unpack(path, unpacked)
        with transaction.atomic():
            for model in _models():
                _load(unpacked / "tables" / f"{model._meta.label_lower}.jsonl")
            for stored in sorted((unpacked / "files").iterdir()) if (unpacked / "files").is_dir() else ():
                target = Path(settings.FILES) / stored.name[:2] / stored.name
                target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                draft = target.with_suffix(".moi")
                shutil.copyfile(stored, draft)
                draft.chmod(0o600)
                draft.replace(target)
            connection.check_constraints()
            _count_on()
    return manifest


def _count_on() -> None:
    """Keys that count up go on after those that came back (PostgreSQL keeps their counters apart)."""
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), _models()):
            cursor.execute(statement)


def _unpack(path: Path, folder: Path) -> dict[str, Any]:
    try:
        with gzip.open(path) as whole:  # to its end, where gzip's own check of every byte stands
            while whole.read(2**20):
                pass
        with tarfile.open(path, "r:gz") as archive:
            archive.extractall(folder, filter="data")
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
    except FileNotFoundError as error:
        raise InputError(f"{path}: không có tệp này, hoặc tệp không phải bản sao lưu của Parindex.") from error
    except (tarfile.TarError, zlib.error, EOFError, OSError, ValueError) as error:
        raise InputError(f"{path}: không đọc được bản sao lưu (tệp hỏng hoặc chưa tải xong).") from error
    if not isinstance(manifest, dict) or not {"format", "migration", "made_at", "tables", "files"} <= manifest.keys():
        raise InputError(f"{path}: tệp không phải bản sao lưu của Parindex.")
    if manifest.get("format") != FORMAT or manifest.get("migration") != _newest_migration():
        raise InputError(
            f"{path}: bản sao lưu của phiên bản khác ({manifest.get('migration')}); hãy khôi phục bằng đúng phiên bản "
            "Parindex đã tạo nó rồi mới nâng cấp."
        )
    _check(path, folder, manifest)
    return manifest


def _check(path: Path, folder: Path, manifest: dict[str, Any]) -> None:
    """Raise InputError unless all tables and all files that their rows name are there, as they were written."""
    for name in (model._meta.label_lower for model in _models()):
        table = folder / "tables" / f"{name}.jsonl"
        if name not in manifest["tables"] or not table.is_file():
            raise InputError(f"{path}: bản sao lưu thiếu bảng {name}.")
        with table.open("rb") as lines:
            if _hash(lines) != manifest["tables"][name]["sha256"]:
                raise InputError(f"{path}: bảng {name} trong bản sao lưu đã bị thay đổi hoặc hỏng.")
    with (folder / "tables" / f"{File._meta.label_lower}.jsonl").open("rb") as lines:
        named = {row.object.sha256 for row in _rows(lines)}
    with (folder / "tables" / f"{SignedCopy._meta.label_lower}.jsonl").open("rb") as lines:
        named |= {row.object.stored for row in _rows(lines) if row.object.wrapped_key}
    for sha256 in sorted(named):
        if not (folder / "files" / sha256).is_file():
            raise InputError(f"{path}: bản sao lưu thiếu tệp đính kèm {sha256[:12]}….")
    for stored in (folder / "files").iterdir() if (folder / "files").is_dir() else ():
        with stored.open("rb") as data:
            if _hash(data) != stored.name:
                raise InputError(f"{path}: tệp đính kèm {stored.name[:12]}… trong bản sao lưu đã hỏng.")


def _load(path: Path) -> None:
    """Write the rows of one table; links to other rows of the same table may come before the row that they name."""
    with path.open("rb") as lines:
        for row in _rows(lines):
            row.save()


def _rows(lines: IO[bytes]) -> Iterator[Any]:
    return serializers.deserialize("jsonl", lines, handle_forward_references=False)
