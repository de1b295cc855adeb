"""`make check`: what can be judged without running the product. Every check runs; each that fails shows its words."""

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from subprocess import CompletedProcess

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
PYTHON = (sys.executable,)
MANAGE = (*PYTHON, "manage.py")
TEMPLATES = "parindex/web/templates"

# What is checked, and the command that checks it.
CHECKS = {
    "cách viết mã": (str(BIN / "ruff"), "check", "--output-format=concise", "."),
    "cách trình bày": (str(BIN / "ruff"), "format", "--check", "--output-format=concise", "."),
    "kiểu dữ liệu": (str(BIN / "mypy"),),
    "ai được gọi ai": (str(BIN / "lint-imports"),),
    "mẫu màn hình": (str(BIN / "djlint"), "--lint", "--quiet", TEMPLATES),
    "bảng dữ liệu khớp với mô hình": (*MANAGE, "makemigrations", "--check", "--dry-run"),
    "cấu hình vận hành an toàn": (*MANAGE, "check", "--deploy", "--fail-level", "WARNING"),
}
PRODUCTION = {"PARINDEX_ENV": "production", "ALLOWED_HOSTS": "parindex.example", "PARINDEX_TODAY": ""}


def main() -> int:
    failed = 0
    with tempfile.TemporaryDirectory() as var, ThreadPoolExecutor(os.cpu_count()) as cores:
        environment = os.environ | PRODUCTION | {"PARINDEX_VAR": var, "DATABASE_URL": "", "SECRET_KEY": ""}
        for title, done, seconds in cores.map(lambda check: run(*check, environment), CHECKS.items()):
            print(f"{'✗' if done.returncode else '✓'} {title} ({seconds:.1f} s)", flush=True)
            if done.returncode:
                failed += 1
                print(done.stdout + done.stderr, flush=True)
    print(f"✗ {failed} phần chưa đạt" if failed else "✓ Mọi phần đều đạt")
    return int(failed > 0)


def run(title: str, command: tuple[str, ...], environment: dict[str, str]) -> tuple[str, CompletedProcess[str], float]:
    """Make one check; return its title, what became of it and how many seconds it took."""
    start = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    return title, done, time.monotonic() - start


if __name__ == "__main__":
    sys.exit(main())
