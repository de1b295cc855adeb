"""Keeps the server and one worker for background work (`manage.py db_worker`) running, and ends both when told to.

scripts/serve.py COMMAND...       the command of the server; scripts/run.py becomes this once all is prepared

A machine in service lets systemd do this (docs/howto/deploy.md).
"""

import ctypes
import signal
import subprocess
import sys
import time
from collections.abc import Collection, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOOK_EVERY = 0.5  # seconds
REST = 3.0  # seconds before a worker that has died is started again
PATIENCE = 10.0  # seconds that both get for their end; what a worker writes is then written as a whole or not at all
# Quiet: what fails in a task is logged by the task (parindex/config/work.py).
WORKER = (sys.executable, str(ROOT / "manage.py"), "db_worker", "--no-reload", "--no-startup-delay", "-v", "0")
DIE_WITH_PARENT = 1  # Linux: PR_SET_PDEATHSIG


def main() -> int:
    for told in (signal.SIGINT, signal.SIGTERM):
        signal.signal(told, lambda *_: sys.exit(0))
    running: dict[str, subprocess.Popen[bytes]] = {}
    try:
        server = running["server"] = start(sys.argv[1:])
        running["worker"] = start(WORKER)
        while server.poll() is None:
            if running["worker"].poll() is not None:
                time.sleep(REST)
                running["worker"] = start(WORKER)
            time.sleep(LOOK_EVERY)
        return server.returncode
    finally:
        end(running.values())


def start(command: Sequence[str]) -> "subprocess.Popen[bytes]":
    """Begin a session of its own, so that Ctrl+C reaches it through us alone, once: granian's processes hang if told
    twice. If we are killed it is asked to end.
    """

    def tie() -> None:
        ctypes.CDLL(None).prctl(DIE_WITH_PARENT, signal.SIGTERM)

    return subprocess.Popen(command, cwd=ROOT, start_new_session=True, preexec_fn=tie)  # noqa: PLW1509


def end(all_of_them: "Collection[subprocess.Popen[bytes]]") -> None:
    """Ask each to stop after what it is doing; kill what takes too long."""
    for told in (signal.SIGINT, signal.SIGTERM):
        signal.signal(told, signal.SIG_IGN)
    for one in all_of_them:
        one.terminate()
    until = time.monotonic() + PATIENCE
    for one in all_of_them:
        try:
            one.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            one.kill()
            one.wait()


if __name__ == "__main__":
    sys.exit(main())
