"""`make lock`: brings every lock up to date. Locks hold names, versions and hashes, never where they come from."""

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
UV = (
    *(str(Path(sys.executable).with_name("uv")), "pip", "compile", "--quiet", "--upgrade", "--generate-hashes"),
    *("--no-emit-index-url", "--no-header", "--python-version", "3.11"),
)
# In this order: the tests run on what is shipped, so their lock keeps to the first one.
LOCKS = (
    ("requirements", ()),
    ("requirements-test", ("--constraint", "requirements.txt")),
    ("requirements-spark", ("--constraint", "requirements-test.txt")),
    ("requirements-node", ()),
)


def main() -> int:
    for name, more in LOCKS:
        print(f"• {name}.txt", flush=True)
        if subprocess.run([*UV, *more, f"{name}.in", "-o", f"{name}.txt"], cwd=ROOT, check=False).returncode:
            print(f"✗ {name}.in: không tìm được bộ phiên bản hợp nhau; xem dòng lỗi ở trên", file=sys.stderr)
            return 1
    print("• package-lock.json", flush=True)
    npm = ["npm", "install", "--package-lock-only", "--silent"]
    if subprocess.run(npm, cwd=ROOT, check=False).returncode:
        print("✗ package.json: npm báo lỗi ở trên", file=sys.stderr)
        return 1
    strip_addresses(ROOT / "package-lock.json")
    return 0


def strip_addresses(path: Path) -> None:
    """Take the authors' funding addresses out; npm itself leaves the registry's out (.npmrc)."""
    lock = json.loads(path.read_text("utf-8"))
    for package in lock["packages"].values():
        package.pop("funding", None)
    path.write_text(json.dumps(lock, indent=2, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
