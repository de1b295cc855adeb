"""Sets up this checkout: .venv with the locked packages, then the screens' look; a step whose inputs stand is skipped.

Called by make with the machine's own Python 3.11, so it uses the standard library alone.
    python3.11 scripts/setup.py            what `make run` needs
    python3.11 scripts/setup.py --tests    and what `make check` and `make test` need
"""

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
NODE = VENV / "node"
BUILD_FILES = ("pyproject.toml", "hatch_build.py", "requirements.in")
PIP = ("-m", "pip", "install", "-qq", "--disable-pip-version-check", "--no-deps")


class Stopped(Exception):
    """A step failed; the text says what to do."""


def main() -> int:
    tests = "--tests" in sys.argv[1:]
    try:
        if sys.version_info[:2] != (3, 11):
            raise Stopped(
                f"Parindex cần Python 3.11, còn {sys.executable} là {sys.version.split()[0]}.\n"
                "Hãy cài Python 3.11 rồi chạy lại: make PYTHON=/đường/dẫn/python3.11 …"
            )
        packages(tests)
        look(tests)
    except Stopped as stop:
        print(f"\n✗ {stop}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def packages(tests: bool) -> None:
    """Make .venv and install the lock by its hashes, then the project itself, editable, without the network."""
    if not whole(VENV):
        say("Tạo môi trường Python trong .venv")
        try:
            venv.create(VENV, with_pip=True, clear=True, symlinks=True)
        except (subprocess.CalledProcessError, OSError) as error:
            shutil.rmtree(VENV, ignore_errors=True)
            raise Stopped(f"Không tạo được .venv ({error}).\nTrên Debian, Ubuntu hãy cài: python3.11-venv") from error
    lock = "requirements-test.txt" if tests else "requirements.txt"
    install_lock(VENV, lock, "Cài các thư viện" + (" và bộ kiểm thử" if tests else "") + " (chỉ lần đầu)")
    if tests:
        spark()
    if stale(VENV, "project", BUILD_FILES):
        run(
            (VENV / "bin" / "python", *PIP, "--no-build-isolation", "--no-index", "--editable", ROOT),
            "Cài Parindex lỗi.",
        )
        stamp(VENV, "project", BUILD_FILES)


def whole(folder: Path) -> bool:
    """Whether an environment was made to its end (pip comes last) and still stands where it was made."""
    made = folder / "pyvenv.cfg"
    return (folder / "bin" / "pip").exists() and made.exists() and str(folder) in made.read_text("utf-8")


def install_lock(folder: Path, lock: str, title: str) -> None:
    if not stale(folder, lock, (lock,)):
        return
    say(title)
    run(
        (folder / "bin" / "python", *PIP, "--require-hashes", "--only-binary", ":all:", "--requirement", ROOT / lock),
        f"Không cài được {lock}: xem dòng lỗi ở trên; thường là mất mạng hoặc cần khai báo proxy (HTTPS_PROXY).",
    )
    stamp(folder, lock, (lock,))
    if lock == "requirements-test.txt":  # it holds all of requirements.txt
        stamp(folder, "requirements.txt", ("requirements.txt",))


def spark() -> None:
    """Build pyspark from its locked source, by the setuptools of the tests' lock, and see to a Java that it runs on."""
    lock = "requirements-spark.txt"
    if stale(VENV, lock, (lock,)):
        say("Cài Spark cho kiểm thử (chỉ lần đầu, khoảng 450 MB)")
        sources = ("--require-hashes", "--no-build-isolation", "--no-binary", "pyspark", "--requirement", ROOT / lock)
        run((VENV / "bin" / "python", *PIP, *sources), "Không cài được Spark: xem dòng lỗi ở trên; thường là mất mạng.")
        stamp(VENV, lock, (lock,))
    if shutil.which("java") or os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    say("Cài Java 17 cho Spark")
    quiet = {"stdout": subprocess.DEVNULL, "env": os.environ | {"DEBIAN_FRONTEND": "noninteractive"}}
    for command in (["update", "-qq"], ["install", "-y", "-qq", "--no-install-recommends", "openjdk-17-jre-headless"]):
        subprocess.run(["apt-get", *command], check=False, **quiet)


def look(tests: bool) -> None:
    """Fetch Tabler (and axe-core for tests) by package-lock.json and copy what the screens use."""
    modules, locks = ROOT / "node_modules", ("package-lock.json", ".npmrc")
    name = "look-tests" if tests else "look"
    if not modules.is_dir() or (stale(modules, name, locks) and stale(modules, "look-tests", locks)):
        say("Tải giao diện Tabler")
        command = (npm(), "ci", "--silent") + (() if tests else ("--omit=dev",))
        environment = os.environ | {"PATH": f"{NODE / 'bin'}{os.pathsep}{os.environ.get('PATH', '')}"}
        run(command, "Không tải được giao diện bằng npm: xem dòng lỗi ở trên; thường là mất mạng.", environment)
        stamp(modules, name, locks)
    inputs = ("package-lock.json", "scripts/vendor.py", "parindex/web/icons.txt")
    vendor = ROOT / "parindex" / "web" / "static" / "vendor"
    if stale(vendor, "vendor", inputs):
        run((VENV / "bin" / "python", ROOT / "scripts" / "vendor.py"), "Không chép được giao diện vào static/vendor.")
        stamp(vendor, "vendor", inputs)


def npm() -> str:
    """Return the machine's npm, or one from requirements-node.txt in a folder of its own."""
    if found := shutil.which("npm"):
        return found
    if not whole(NODE):
        venv.create(NODE, with_pip=True, clear=True, symlinks=True)
    install_lock(NODE, "requirements-node.txt", "Máy chưa có Node.js: cài riêng trong .venv/node")
    return str(NODE / "bin" / "npm")


def digest(inputs: tuple[str, ...]) -> str:
    return hashlib.sha256(b"\0".join((ROOT / name).read_bytes() for name in inputs)).hexdigest()


def stale(folder: Path, name: str, inputs: tuple[str, ...]) -> bool:
    mark = folder / f".done-{name}"
    return not mark.is_file() or mark.read_text("utf-8") != digest(inputs)


def stamp(folder: Path, name: str, inputs: tuple[str, ...]) -> None:
    (folder / f".done-{name}").write_text(digest(inputs), "utf-8")


def say(text: str) -> None:
    print(f"• {text} …", flush=True)


def run(command: tuple[object, ...], failure: str, environment: dict[str, str] | None = None) -> None:
    if subprocess.run([str(part) for part in command], cwd=ROOT, env=environment, check=False).returncode:
        raise Stopped(failure)


if __name__ == "__main__":
    sys.exit(main())
