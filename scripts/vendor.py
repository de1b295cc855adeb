"""Copies what the screens load from node_modules into parindex/web/static/vendor, as our content policy wants it.

Tabler's own script stays out: the pages need none of it. The style sheet's inlined pictures become files of their
own (the policy has no `data:`), and the icons that parindex/web/icons.txt names become one sprite:
<svg><use href="…/icons.svg#home"></use></svg>.
"""

import hashlib
import re
import shutil
import sys
from pathlib import Path
from urllib.parse import unquote

ROOT = Path(__file__).resolve().parent.parent
TABLER = ROOT / "node_modules" / "@tabler"
VENDOR = ROOT / "parindex" / "web" / "static" / "vendor"
INLINED = re.compile(r'url\("data:image/svg\+xml,([^"]*)"\)')
SOURCE_MAP = re.compile(r"/\*# sourceMappingURL=.*?\*/")
OPENING = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)


def main() -> None:
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    styles = (TABLER / "core/dist/css/tabler.min.css").read_text("utf-8")
    (VENDOR / "tabler.min.css").write_text(SOURCE_MAP.sub("", INLINED.sub(as_file, styles)), "utf-8")
    names = (ROOT / "parindex/web/icons.txt").read_text("utf-8").split()
    symbols = "\n".join(symbol(name) for name in names)
    (VENDOR / "icons.svg").write_text(f'<svg xmlns="http://www.w3.org/2000/svg">\n{symbols}\n</svg>\n', "utf-8")
    shutil.copy(TABLER / "icons/LICENSE", VENDOR / "LICENSE-icons.txt")


def as_file(found: re.Match[str]) -> str:
    """Write one inlined picture as a file named by its content; return the style sheet's reference to it."""
    picture = unquote(found[1])
    name = f"img/{hashlib.sha256(picture.encode()).hexdigest()[:12]}.svg"
    (VENDOR / "img").mkdir(exist_ok=True)
    (VENDOR / name).write_text(picture, "utf-8")
    return f'url("{name}")'


def symbol(name: str) -> str:
    """Return an outline icon as a <symbol> with its own strokes."""
    path = TABLER / "icons/icons/outline" / f"{name}.svg"
    if not path.is_file():
        sys.exit(f"parindex/web/icons.txt: Tabler không có hình “{name}”; xem tên đúng trong {path.parent}")
    lines = " ".join(OPENING.search(path.read_text("utf-8"))[1].split())
    look = 'fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round"'
    return f'<symbol id="{name}" viewBox="0 0 24 24" {look}>{lines}</symbol>'


if __name__ == "__main__":
    main()
