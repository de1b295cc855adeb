"""Draws docs/images/, the pictures of README: the plan and the month matrix of the example, 1280 by 800 pixels.

.venv/bin/python -m tests.browser.picture
"""

import io
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.browser import product as products
from tests.browser.visitor import Visitor, launch
from tests.shared import ROOT

FOLDER = ROOT / "docs" / "images"
PICTURES = {"plan.png": "/ke-hoach/", "matrix.png": "/ho-so/?ky=2023-05&nhom=online"}
COLOURS = 160  # a page has few; a third of the bytes
LIMIT = 200_000  # bytes; the repository keeps every version


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="parindex-picture-") as name:
        folder = products.example(Path(name))
        with products.served(folder, products.example_passwords(folder)) as product, sync_playwright() as playwright:
            browser = launch(playwright)
            visitor = Visitor(browser, product).sign_in("noivu")
            for file, address in PICTURES.items():
                visitor.open(address)
                keep(visitor.picture(), FOLDER / file)
            browser.close()


def keep(drawn: bytes, path: Path) -> None:
    taken = Image.open(io.BytesIO(drawn)).convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    taken.save(path, optimize=True)
    size = path.stat().st_size
    if size > LIMIT:
        raise SystemExit(f"{path.name} has {size} bytes, more than {LIMIT}")
    print(f"{path.relative_to(ROOT)}: {taken.width} × {taken.height}, {size} bytes")


if __name__ == "__main__":
    main()
