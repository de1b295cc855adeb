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
    """`address` is where it serves, `passwords` those of the example's roles, `log` what it has printed."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, _free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self._log = folder / "served.log"
        self._process: subprocess.Popen | None = None

    @property
    def passwords(self) -> dict[str, str]:
        """What `parindex demo load` has printed: a line each role, name and password first."""
        lines = (self.folder / "first.log").read_text("utf-8").splitlines()
        words = (line.split() for line in lines if line.startswith("  "))
        return {found[0]: found[1] for found in words if len(found) > 2}

    @property
    def log(self) -> str:
        return self._log.read_text("utf-8") if self._log.exists() else ""

    def start(self) -> None:
        environment = os.environ | {"PARINDEX_TODAY": TODAY, "PARINDEX_VAR": str(self.folder), "EMAIL_URL": "console:"}
        environment |= {"HOST": "127.0.0.1", "PORT": str(self.port), "PYTHONUNBUFFERED": "1"}
        for name in ("DATABASE_URL", "ALLOWED_HOSTS", "PARINDEX_ENV"):
            environment.pop(name, None)
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
            made.mkdir(mode=0o700)
            product = Product(made)
            product.start()
            product.stop()
            shutil.move(made / "served.log", made / "first.log")
    return made


@contextmanager
def served(folder: Path, copy: Path):
    """Serve a copy of an example folder until the block ends."""
    shutil.copytree(folder, copy)
    product = Product(copy)
    product.start()
    try:
        yield product
    finally:
        product.stop()
