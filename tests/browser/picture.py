"""Draws docs/images/plan.png, the picture of README: the plan page of the example programme, 1280 by 800 pixels.

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

PICTURE = ROOT / "docs" / "images" / "plan.png"
LIMIT = 200_000  # bytes; the repository keeps every version


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="parindex-picture-") as name:
        folder = products.example(Path(name))
        with products.served(folder, products.example_passwords(folder)) as product, sync_playwright() as playwright:
            browser = launch(playwright)
            visitor = Visitor(browser, product).sign_in("noivu")
            visitor.open("/ke-hoach/")
            taken = Image.open(io.BytesIO(visitor.picture())).convert("RGB")
            browser.close()
    PICTURE.parent.mkdir(exist_ok=True)
    taken.save(PICTURE, optimize=True)
    size = PICTURE.stat().st_size
    if size > LIMIT:
        raise SystemExit(f"{PICTURE.name} has {size} bytes, more than {LIMIT}")
    print(f"{PICTURE.relative_to(ROOT)}: {taken.width} × {taken.height}, {size} bytes")


if __name__ == "__main__":
    main()
