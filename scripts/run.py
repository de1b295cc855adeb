"""`make run` and `make demo`: prepares the data folder, loads the example programme into an empty database, serves.

.venv/bin/python scripts/run.py            HOST and PORT from the environment, localhost:8000 by default
.venv/bin/python scripts/run.py --again    throws the demonstration's data away first
"""

import os
import shutil
import socket
import sys
from pathlib import Path

HOST = os.environ.get("HOST") or "localhost"
PORT = os.environ.get("PORT") or "8000"
EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104 - whoever names one of them wants to be reached from other machines

os.environ["PARINDEX_ENV"] = "demo"
os.environ["DJANGO_SETTINGS_MODULE"] = "parindex.config.settings"
os.environ.setdefault("ALLOWED_HOSTS", "*" if HOST in EVERYWHERE else f"localhost,127.0.0.1,[::1],{HOST}")

import django  # after the lines above, which its settings read
from django.conf import settings
from django.contrib.auth import get_user_model
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from parindex.cli import main as parindex
from parindex.core.errors import InputError


def main() -> int:
    try:
        number = address()
        if "--again" in sys.argv[1:]:
            forget()
        django.setup()
        call_command("migrate", verbosity=0)
        collect()
        if not settings.KEY_FILE.exists() and (failed := parindex(["key", "new"])):
            return failed
        if not get_user_model().objects.exists() and (failed := parindex(["demo", "load"])):
            return failed
    except InputError as error:
        print(f"✗ {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    print(f"\nParindex chạy tại http://{HOST}:{PORT} · ngày {settings.PARINDEX_TODAY:%d/%m/%Y} · số liệu giả định")
    print("Dừng: Ctrl+C. Làm lại dữ liệu ví dụ và mật khẩu mới: make demo", flush=True)
    serve(number)
    return 0


def address() -> str:
    """Return the number of HOST, where nobody else serves; else say so now, not by a traceback of each process."""
    try:
        family, *_, where = sorted(socket.getaddrinfo(HOST, int(PORT), type=socket.SOCK_STREAM))[0]
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(where)
    except (OSError, ValueError, OverflowError) as error:
        raise InputError(f"Không mở được {HOST}:{PORT} ({error}); hãy chọn cổng khác: make run PORT=8001") from error
    return str(where[0])


def forget() -> None:
    """Remove the demonstration's own folder; a database elsewhere is never emptied by this."""
    if os.environ.get("DATABASE_URL"):
        raise InputError("make demo chỉ xóa dữ liệu SQLite của bản trình diễn; hãy bỏ biến DATABASE_URL rồi chạy lại")
    shutil.rmtree(settings.VAR, ignore_errors=True)
    settings.VAR.mkdir(mode=0o700, parents=True)


def collect() -> None:
    """Copy the static files under hashed names, when one of them is newer than the last copy."""
    files = [storage.path(path) for finder in get_finders() for path, storage in finder.list([])]
    manifest = settings.STATIC_ROOT / "staticfiles.json"
    if not manifest.exists() or max(Path(file).stat().st_mtime for file in files) > manifest.stat().st_mtime:
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)


def serve(number: str) -> None:
    """Become what keeps granian (processes, each with one blocking thread) and the worker for background work."""
    keeper, granian = Path(__file__).with_name("serve.py"), Path(sys.executable).with_name("granian")
    workers = min(os.cpu_count() or 1, 4)
    command = [sys.executable, str(keeper), str(granian), "--interface", "wsgi", "--workers", str(workers)]
    command += ["--blocking-threads", "1"]
    command += ["--workers-kill-timeout", "5"]  # a process that is asked to stop while it starts would never hear it
    command += ["--host", number, "--port", PORT, "--log-level", "warning", "parindex.config.wsgi:application"]
    os.execv(sys.executable, command)  # noqa: S606


if __name__ == "__main__":
    sys.exit(main())
