"""Keeps one worker for background work (`manage.py db_worker`) at work for as long as the server that started it lives.

Started by scripts/run.py, whose process then becomes the server: when that ends, in whatever way, the worker ends too.
A machine in service lets systemd do this (docs/howto/deploy.md).
"""

import ctypes
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOOK_EVERY = 0.5  # seconds
REST = 3.0  # seconds before a worker that has died is started again
PATIENCE = 10.0  # seconds that a worker gets for its end; what it was writing is then written as a whole or not at all
# Quiet: what fails in a task is logged by the task (parindex/config/work.py).
COMMAND = (sys.executable, str(ROOT / "manage.py"), "db_worker", "--no-reload", "--no-startup-delay", "-v", "0")
DIE_WITH_PARENT = 1  # Linux: PR_SET_PDEATHSIG


def main() -> int:
    server = os.getppid()
    for told in (signal.SIGINT, signal.SIGTERM):
        signal.signal(told, lambda *_: sys.exit(0))
    worker: subprocess.Popen[bytes] | None = None
    try:
        while os.getppid() == server:
            if worker is None or worker.poll() is not None:
                if worker is not None:
                    time.sleep(REST)
                worker = start()
            time.sleep(LOOK_EVERY)
    finally:
        end(worker)
    return 0


def start() -> "subprocess.Popen[bytes]":
    """A session of its own, so that Ctrl+C reaches it through us alone, once; killed, we take it along."""

    def tie() -> None:
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGTERM)

    return subprocess.Popen(COMMAND, cwd=ROOT, start_new_session=True, preexec_fn=tie)  # noqa: PLW1509


def end(worker: "subprocess.Popen[bytes] | None") -> None:
    """Ask the worker to stop after what it is doing; kill it where that takes too long."""
    if worker is None or worker.poll() is not None:
        return
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    worker.terminate()
    try:
        worker.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        worker.kill()
        worker.wait()


if __name__ == "__main__":
    sys.exit(main())
