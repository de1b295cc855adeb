"""Reads the environment's variables for settings.py; what is missing or wrong is said in Vietnamese, with the cure."""

import contextlib
import os
import secrets
import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import dj_database_url

from parindex.core.errors import InputError

ENVIRONMENTS = ("development", "demo", "test", "production")
DEMO_DAY = date(2023, 6, 15)
SQLITE, POSTGRESQL = "django.db.backends.sqlite3", "django.db.backends.postgresql"


def environment(variables: Mapping[str, str]) -> str:
    """Return the name in PARINDEX_ENV, one of ENVIRONMENTS; "development" when it is absent."""
    name = variables.get("PARINDEX_ENV") or "development"
    if name not in ENVIRONMENTS:
        raise InputError(f"PARINDEX_ENV={name}: không có môi trường này; hãy chọn một trong: {', '.join(ENVIRONMENTS)}")
    return name


def flag(variables: Mapping[str, str], name: str) -> bool:
    """Return whether a variable says yes: 1, true, yes, on."""
    return (variables.get(name) or "").lower() in ("1", "true", "yes", "on")


def listed(variables: Mapping[str, str], name: str, needed_in: tuple[str, ...] = (), env: str = "") -> list[str]:
    """Return the comma-separated words of a variable; InputError where `env` is among `needed_in` and there is none."""
    words = [word.strip() for word in (variables.get(name) or "").split(",") if word.strip()]
    if not words and env in needed_in:
        raise InputError(f"Thiếu biến {name}: khi PARINDEX_ENV={env} phải khai báo, ví dụ {name}=cchc.example.gov.vn")
    return words


def simulated_day(variables: Mapping[str, str], env: str) -> date | None:
    """Return the business day that PARINDEX_TODAY pretends (YYYY-MM-DD), the demo's own by default, else None."""
    written = variables.get("PARINDEX_TODAY") or ""
    if not written:
        return DEMO_DAY if env == "demo" else None
    if env == "production":
        raise InputError("PARINDEX_TODAY chỉ dùng để trình diễn; khi PARINDEX_ENV=production hãy bỏ biến này")
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        raise InputError(f"PARINDEX_TODAY={written}: không phải ngày dạng NĂM-THÁNG-NGÀY, ví dụ 2023-06-15") from error


def secret_key(variables: Mapping[str, str], folder: Path) -> str:
    """Return SECRET_KEY of the environment, else the one kept in `folder`, made on first need for us alone."""
    if given := variables.get("SECRET_KEY"):
        return given
    path = folder / "secret_key"
    try:
        if not path.exists():
            _write_once(path, secrets.token_urlsafe(64))
        return path.read_text("utf-8").strip()
    except OSError as error:
        raise InputError(
            f"{path}: không đọc hoặc ghi được khóa bí mật ({error.strerror}); hãy cho Parindex quyền ghi thư mục "
            "này, hoặc đặt biến PARINDEX_VAR sang thư mục khác"
        ) from error


def _write_once(path: Path, text: str) -> None:
    """Write a private file as a whole; of several processes that start together the first one wins."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle, draft = tempfile.mkstemp(dir=path.parent)  # readable by us alone
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text + "\n")
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)
    Path(draft).unlink()


def database(variables: Mapping[str, str], folder: Path) -> dict[str, Any]:
    """Return Django's settings for DATABASE_URL, PostgreSQL or SQLite; without it SQLite in `folder`."""
    found: dict[str, Any] = {"ENGINE": SQLITE, "NAME": folder / "parindex.sqlite3"}
    if written := variables.get("DATABASE_URL"):
        try:
            found = dict(dj_database_url.parse(written, conn_max_age=60, conn_health_checks=True))
        except ValueError:
            found = {"ENGINE": ""}
    if found["ENGINE"] not in (SQLITE, POSTGRESQL):
        raise InputError("DATABASE_URL: cần dạng postgres://NGƯỜI:MẬTKHẨU@MÁYCHỦ/TÊN hoặc sqlite:////đường/dẫn")
    if found["ENGINE"] == SQLITE:
        # Writers queue instead of failing: a transaction takes the write lock at its start and waits for its turn.
        pragmas = "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON;"
        found["OPTIONS"] = {"transaction_mode": "IMMEDIATE", "timeout": 20, "init_command": pragmas}
    return found


def email_settings(variables: Mapping[str, str]) -> dict[str, Any]:
    """Return Django's EMAIL_* for EMAIL_URL: smtp://, smtp+tls:// or smtp+ssl://user:password@host:port or console:."""
    written = variables.get("EMAIL_URL") or "console:"
    parts = urlsplit(written)
    backend = "django.core.mail.backends."
    if parts.scheme == "console":
        return {"EMAIL_BACKEND": backend + "console.EmailBackend"}
    if parts.scheme not in ("smtp", "smtp+tls", "smtp+ssl") or not parts.hostname:
        raise InputError("EMAIL_URL: cần dạng smtp+tls://NGƯỜI:MẬTKHẨU@MÁYCHỦ:587, hoặc console:")
    return {
        "EMAIL_BACKEND": backend + "smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": parts.port or {"smtp": 25, "smtp+tls": 587, "smtp+ssl": 465}[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_TLS": parts.scheme == "smtp+tls",
        "EMAIL_USE_SSL": parts.scheme == "smtp+ssl",
        "EMAIL_TIMEOUT": 20,
    }
