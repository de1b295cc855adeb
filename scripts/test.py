"""`make test`: every test once on SQLite, then those that ask the database once more, on a PostgreSQL of their own."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from postgres import Unavailable, postgres

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
# The fonts draw Vietnamese, and the printed pages that tests read back: their widths decide where lines break.
PACKAGES = ("chromium", "fonts-noto-core", "fonts-liberation")
# Another database makes no page say something else; that none breaks there, test_access.py tries in all roles.
ONCE_MORE = ("tests/integration", "-m", "database", "--ignore-glob=*/test_pages_*")


def main() -> int:
    if not chromium():
        print("✗ Kiểm thử màn hình cần Chromium; hãy cài: apt-get install " + " ".join(PACKAGES), file=sys.stderr)
        return 1
    failed = pytest("SQLite", ("tests",), {"DATABASE_URL": ""})
    try:
        with postgres() as address:
            failed |= pytest("PostgreSQL", ONCE_MORE, {"DATABASE_URL": address})
    except Unavailable as reason:
        print(f"✗ {reason}", file=sys.stderr)
        failed = True
    print("✗ Có kiểm thử không đạt" if failed else "✓ Mọi kiểm thử đều đạt", flush=True)
    return int(failed)


def chromium() -> bool:
    """Return whether a Chromium stands ready, after installing what Debian's packages lack where we may."""
    if (
        os.geteuid() == 0
        and shutil.which("apt-get")
        and (missing := [name for name in PACKAGES if not installed(name)])
    ):
        print(f"• Cài {', '.join(missing)} cho kiểm thử màn hình …", flush=True)
        quiet = {"stdout": subprocess.DEVNULL, "env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}}
        for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", *missing]):
            subprocess.run(["apt-get", *command], check=False, **quiet)
    return any(shutil.which(name) for name in CHROMIUM)


def installed(package: str) -> bool:
    """Whether Debian knows the package as installed."""
    asked = ["dpkg-query", "--show", "--showformat=${Status}", package]
    told = subprocess.run(asked, capture_output=True, text=True, check=False)
    return told.stdout == "install ok installed"


def pytest(database: str, tests: tuple[str, ...], variables: dict[str, str]) -> bool:
    """Run tests on all cores; return whether something failed."""
    print(f"• {tests[0]} trên {database} …", flush=True)
    # A file stays on one core. The folders come in turn, browser tests first: a file that takes long, and few of those
    # have many tests, must not be the last one while the other cores have nothing left.
    cores = ("-n", str(min(os.cpu_count() or 1, 4)), "--dist", "loadfile", "--no-loadscope-reorder")
    command = [sys.executable, "-m", "pytest", *cores, *tests]
    return subprocess.run(command, cwd=ROOT, env=os.environ | variables, check=False).returncode != 0


if __name__ == "__main__":
    sys.exit(main())
