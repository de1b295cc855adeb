"""Seals personal data: each row under a key of its own, wrapped by a master key that lies outside database and backup.

AES-256-GCM for both; what is sealed is bound to its row, so that bytes moved to another row do not open. Destroying a
row's wrapped key destroys what it sealed, also in every copy of the bytes. See docs/decisions/0013.
"""

import base64
import contextlib
import hashlib
import json
import os
import secrets
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.apps import apps
from django.conf import settings
from django.db import transaction

from parindex.core.errors import InputError
from parindex.records.actions import programme as programmes
from parindex.records.actions.history import record
from parindex.records.models import Programme
from parindex.records.models.late_case import SealedRow
from parindex.records.permissions import Viewer

_KEY, _NONCE = 32, 12  # bytes
MISSING = (
    "Chưa có khóa niêm phong nên chưa lưu hoặc đọc được dữ liệu cá nhân (tên, địa chỉ người nhận, bản thư đã ký). "
    "Nhờ người quản trị máy chủ chạy “parindex key new”; mọi việc khác vẫn làm được."
)


@dataclass
class KeyRing:
    """The master keys of the key file by their names; new rows are wrapped by the `current` one."""

    current: str
    keys: dict[str, bytes] = field(repr=False)


def key_file() -> Path:
    """Where the master keys lie."""
    return Path(settings.KEY_FILE)


def ready() -> bool:
    """Whether personal data can be kept and read at all."""
    return key_file().is_file()


def ring() -> KeyRing:
    """The master keys; InputError where there is no key file or it cannot be read."""
    path = key_file()
    try:
        data = json.loads(path.read_text("utf-8"))
        keys = {str(name): base64.b64decode(text, validate=True) for name, text in data["keys"].items()}
        current = str(data["current"])
    except FileNotFoundError as error:
        raise InputError(MISSING) from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise InputError(f"Không đọc được tệp khóa niêm phong {path}; hãy lấy lại tệp đã cất giữ.") from error
    if current not in keys or any(len(key) != _KEY for key in keys.values()):
        raise InputError(f"Tệp khóa niêm phong {path} không đúng; hãy lấy lại tệp đã cất giữ.")
    return KeyRing(current, keys)


def new_key_file() -> str:
    """Make the key file with its first master key, readable by its owner alone; returns the key's name."""
    path = key_file()
    if path.exists():
        raise InputError(f"Đã có tệp khóa {path}. Muốn thay khóa chủ, hãy dùng “parindex key rotate”.")
    if any(model._default_manager.exclude(wrapped_key=None).exists() for model in _sealed_models()):
        raise InputError(
            f"Đã có dữ liệu niêm phong bằng một khóa khác nhưng không thấy tệp {path}. Hãy đặt lại đúng tệp khóa đã "
            "cất giữ: tạo khóa mới không mở được dữ liệu cũ."
        )
    name = secrets.token_hex(4)
    _write(KeyRing(name, {name: secrets.token_bytes(_KEY)}), fresh=True)
    return name


def _write(keys: KeyRing, fresh: bool = False) -> None:
    """Replace the key file as a whole; `fresh`: of several who make the first one, the first wins."""
    path = key_file()
    kept = {name: base64.b64encode(key).decode() for name, key in keys.keys.items()}
    handle, draft = -1, ""
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=path.parent, prefix=".khoa-")  # readable by us alone
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            json.dump({"current": keys.current, "keys": kept}, out, indent=1)
            out.flush()
            os.fsync(out.fileno())
        if fresh:
            os.link(draft, path)
        else:
            Path(draft).replace(path)
    except OSError as error:
        raise InputError(f"Không ghi được tệp khóa {path} ({error.strerror}).") from error
    finally:
        if draft:
            with contextlib.suppress(FileNotFoundError):
                Path(draft).unlink()


def _bound(row: SealedRow) -> bytes:
    return f"{row._meta.label_lower}:{row.pk}".encode()


def seal(row: SealedRow, data: bytes) -> bytes:
    """Encrypt under a new key of the row's own, kept wrapped on the row (unsaved); returns the sealed bytes."""
    keys = ring()
    own = secrets.token_bytes(_KEY)
    row.key_id = keys.current
    row.wrapped_key = _locked(keys.keys[keys.current], own, _bound(row))
    return _locked(own, data, _bound(row))


def unseal(row: SealedRow, sealed: bytes | memoryview) -> bytes:
    """What was sealed under the row's key; InputError where that key is destroyed or another one is meant."""
    if not row.wrapped_key:
        raise InputError("Dữ liệu cá nhân này đã được xóa.")
    return _opened(_own_key(row, ring()), bytes(sealed), _bound(row))


def _own_key(row: SealedRow, keys: KeyRing) -> bytes:
    if row.key_id not in keys.keys:
        raise InputError(
            f"Tệp khóa không có khóa “{row.key_id}” đã dùng để niêm phong; hãy lấy lại tệp khóa của thời điểm đó."
        )
    return _opened(keys.keys[row.key_id], bytes(row.wrapped_key or b""), _bound(row))


def _locked(key: bytes, data: bytes, bound: bytes) -> bytes:
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCM(key).encrypt(nonce, data, bound)


def _opened(key: bytes, sealed: bytes, bound: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:_NONCE], sealed[_NONCE:], bound)
    except (InvalidTag, ValueError) as error:
        raise InputError("Dữ liệu niêm phong đã hỏng hoặc tệp khóa không đúng; hãy báo người quản trị.") from error


def seal_words(row: SealedRow, words: dict[str, str]) -> None:
    """Keep personal data on the row (unsaved)."""
    row.sealed = seal(row, json.dumps(words, ensure_ascii=False).encode())


def unseal_words(row: SealedRow) -> dict[str, str]:
    """The personal data of a row that has some; reading it is for the caller to log."""
    if row.sealed is None:
        raise InputError("Dữ liệu cá nhân này đã được xóa.")
    return json.loads(unseal(row, row.sealed))


def destroy(row: SealedRow) -> None:
    """Destroy the row's key (unsaved): what it sealed can never be read again, wherever a copy of its bytes may lie."""
    row.sealed = row.wrapped_key = None
    row.key_id = ""


def name_of(sealed: bytes) -> str:
    """The name of sealed bytes in the files folder."""
    return hashlib.sha256(sealed).hexdigest()


def _sealed_models() -> list[Any]:
    return [model for model in apps.get_app_config("records").get_models() if issubclass(model, SealedRow)]


@dataclass(frozen=True)
class KeyStatus:
    """`rows` counts the sealed rows by the name of their master key; `open_to_others`: others may read the file."""

    current: str
    names: tuple[str, ...]
    rows: dict[str, int]
    open_to_others: bool


def status() -> KeyStatus:
    """The master keys by name, and how many rows each of them wraps."""
    keys = ring()
    rows: dict[str, int] = {}
    for model in _sealed_models():
        held = model._default_manager.exclude(wrapped_key=None).order_by().values_list("key_id", flat=True)
        for name in held:
            rows[name] = rows.get(name, 0) + 1
    shared = bool(key_file().stat().st_mode & 0o077)
    return KeyStatus(keys.current, tuple(keys.keys), rows, shared)


def rotate(by: Viewer) -> int:
    """Make a new master key and wrap every row's key anew; returns how many rows that were.

    The new key is in the file before the first row needs it, and the old ones stay, for old backups and for who seals
    at this moment. Stopped in between, it is simply called again.
    """
    keys = ring()
    name = secrets.token_hex(4)
    keys.keys[name] = secrets.token_bytes(_KEY)
    keys.current = name
    _write(keys)
    with transaction.atomic():
        count = sum(_wrap_anew(model, keys) for model in _sealed_models())
        for programme in Programme.objects.all():
            standing = programmes.command_line(by.on, by.at, programme.pk)
            record(standing, "rotate_key", programme, "Thay khóa chủ niêm phong dữ liệu cá nhân")
    return count


def forget() -> list[str]:
    """Drop the master keys that wrap no row any more; returns their names. Older backups then need the old file."""
    keys, used = ring(), status().rows
    gone = [name for name in keys.keys if name != keys.current and name not in used]
    if gone:
        _write(KeyRing(keys.current, {name: key for name, key in keys.keys.items() if name not in gone}))
    return gone


def _wrap_anew(model: Any, keys: KeyRing) -> int:
    rows = model._default_manager.select_for_update().exclude(wrapped_key=None).only("id", "wrapped_key", "key_id")
    count = 0
    for row in rows.iterator(chunk_size=500):
        own = _own_key(row, keys)
        row.key_id, row.wrapped_key = keys.current, _locked(keys.keys[keys.current], own, _bound(row))
        row.save(update_fields=["key_id", "wrapped_key"])
        count += 1
    return count
