"""The real product for the browser tests: served by scripts/run.py from a data folder of its own, on a free port."""

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

from tests.shared import ROOT

TODAY = "2023-06-15"
START_SECONDS = 240  # a patient limit for a busy machine; the first start also loads the example programme


class Product:
    """`address` is where it serves, `passwords` those of its people by user name, `log` what it has printed."""

    def __init__(self, folder: Path, passwords: dict[str, str] | None = None) -> None:
        self.folder, self.port = folder, _free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.passwords = dict(passwords or {})
        self._log = folder / "served.log"
        self._process: subprocess.Popen | None = None

    @property
    def log(self) -> str:
        return self._log.read_text("utf-8") if self._log.exists() else ""

    @property
    def pid(self) -> int:
        """Of the process that scripts/run.py has become, and of its group."""
        assert self._process is not None
        return self._process.pid

    def processes(self) -> dict[int, str]:
        """Every process that lives with this data folder, whoever its parent is: id -> command."""
        ours, found = f"PARINDEX_VAR={self.folder}".encode(), {}
        for one in Path("/proc").glob("[0-9]*"):
            try:
                if ours in (one / "environ").read_bytes().split(b"\0"):
                    found[int(one.name)] = (one / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:  # it has ended meanwhile, or is not ours to read
                continue
        return found

    def start(self) -> None:
        environment = _environment(self.folder) | {"HOST": "127.0.0.1", "PORT": str(self.port)}
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, str(ROOT / "scripts" / "run.py")],
                cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT, start_new_session=True,
            )  # fmt: skip
        until = time.monotonic() + START_SECONDS
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > until:
                self.stop()
                raise RuntimeError(f"scripts/run.py did not come up:\n{self.log}")
            time.sleep(0.1)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.address}/suc-khoe/", timeout=5) as answer:
                return answer.status == 200
        except OSError:
            return False

    def stop(self) -> None:
        """End the whole group of processes; whoever does not hear within ten seconds is killed."""
        if self._process is None:
            return
        for sign in (signal.SIGTERM, signal.SIGKILL):
            try:
                os.killpg(self._process.pid, sign)
                self._process.wait(10)
            except ProcessLookupError:
                break
            except subprocess.TimeoutExpired:
                continue
        self._process = None


def _environment(folder: Path) -> dict[str, str]:
    known = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "ALLOWED_HOSTS")}
    return known | {"PARINDEX_ENV": "demo", "PARINDEX_TODAY": TODAY, "PARINDEX_VAR": str(folder),
                    "EMAIL_URL": "console:", "PYTHONUNBUFFERED": "1"}  # fmt: skip


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def example(folder: Path) -> Path:
    """Make once, for all processes of a test run, a data folder with the example programme; return it."""
    made = folder / "example"
    with (folder / "example.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (made / "first.log").exists():
            shutil.rmtree(made, ignore_errors=True)  # of a start that failed
            made.mkdir(mode=0o700)
            product = Product(made)
            product.start()
            product.stop()
            shutil.move(made / "served.log", made / "first.log")
    return made


def example_passwords(folder: Path) -> dict[str, str]:
    """What the first start has printed: a line each role, name and password first."""
    lines = (folder / "first.log").read_text("utf-8").splitlines()
    words = (line.split() for line in lines if line.startswith("  "))
    return {found[0]: found[1] for found in words if len(found) > 2}


def new_office(folder: Path, people: dict[str, tuple[str, str]]) -> dict[str, str]:
    """Make a data folder as the administrator of a new office does; `people` are user name -> role and agency key.

    Return the one-time passwords that the commands print.
    """
    folder.mkdir(mode=0o700)
    _command(folder, sys.executable, "manage.py", "migrate", "-v", "0")
    parindex = str(Path(sys.executable).with_name("parindex"))
    programme = ("Cải cách hành chính huyện Tuy Phước", "--authority", "ubnd-huyen-tuy-phuoc", "--year", "2023")
    _command(folder, parindex, "programme", "add", *programme)
    return {
        name: _command(
            folder, parindex, "user", "add", name, "--name", f"Người {name}", "--role", role, "--agency", agency
        ).split()[-1]
        for name, (role, agency) in people.items()
    }


def _command(folder: Path, *words: str) -> str:
    done = subprocess.run(words, cwd=ROOT, env=_environment(folder), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextmanager
def served(folder: Path, passwords: dict[str, str]):
    """Serve a data folder until the block ends."""
    product = Product(folder, passwords)
    product.start()
    try:
        yield product
        # Nothing that a person does may end in a fault of ours, even one that the screen hides.
        assert "Traceback" not in product.log, product.log
    finally:
        product.stop()
