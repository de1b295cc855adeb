"""A person at a real browser, and what every page that they see must be: quiet, at home, accessible, narrow enough."""

import base64
import json
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Playwright

from tests.browser.product import Product
from tests.shared import ROOT

WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync")  # fmt: skip
SHOTS = Path(__file__).parent / "shots"
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What a page shows when a template or a translation went wrong.
SLIPS = re.compile(r"\bNone\b|\bundefined\b|\bNaN\b|\{[{%]|[%}]\}|%\([a-z_]+\)|datetime\.|<[A-Z]\w+: |&(amp|lt|quot);")
OVERFLOW = """() => {
  const wide = document.documentElement.scrollWidth - window.innerWidth;
  if (wide <= 0) return [];
  const inside = (e) => { for (let p = e.parentElement; p; p = p.parentElement)
    if (['auto', 'scroll', 'hidden'].includes(getComputedStyle(p).overflowX) && p !== document.body) return true; };
  return [...document.body.querySelectorAll('*')]
    .filter((e) => e.getBoundingClientRect().right > window.innerWidth + 1 && !inside(e))
    .map((e) => `${e.tagName}.${e.className} ${(e.textContent || '').trim().slice(0, 60)}`).slice(0, 8)
    .concat(`${wide} px too wide`);
}"""


def chromium() -> str:
    """The system's Chromium; scripts/test.py installs one where it may."""
    found = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if found is None:
        raise RuntimeError("The browser tests need Chromium: apt-get install chromium fonts-noto-core (or: make test)")
    return found


def launch(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(executable_path=chromium(), args=list(FLAGS))


@cache
def _axe() -> str:
    return AXE.read_text("utf-8")


class Visitor:
    """One browser window of its own, without anybody's cookies."""

    def __init__(self, browser: Browser, product: Product) -> None:
        self.product = product
        self.context: BrowserContext = browser.new_context(
            base_url=product.address, viewport=WIDE, locale="vi-VN", timezone_id="Asia/Ho_Chi_Minh"
        )
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(20_000)
        self.problems: list[str] = []
        self._expected: set[int] = set()
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.problems.append(f"script: {error}"))
        self.page.on("request", self._asked)
        self.page.on("response", self._answered)

    def _heard(self, message) -> None:
        # A refused answer is judged by _answered, which knows what the test expects.
        refused = message.text.startswith(("Failed to load resource", "Response Status Error Code"))
        if message.type in ("error", "warning") and not refused:
            self.problems.append(f"console {message.type}: {message.text}")

    def _asked(self, request) -> None:
        if not request.url.startswith((self.product.address + "/", "data:", "about:", "blob:")):
            self.problems.append(f"asks another host: {request.url}")

    def _answered(self, response) -> None:
        if response.status >= 400 and response.status not in self._expected:
            self.problems.append(f"{response.status} of {response.request.method} {urlsplit(response.url).path}")

    @contextmanager
    def expecting(self, *statuses: int) -> Iterator[None]:
        """Answers that are refusals on purpose."""
        self._expected |= set(statuses)
        try:
            yield
        finally:
            self._expected.clear()

    def open(self, path: str) -> Page:
        self.page.goto(path)
        return self.page

    def sign_in(self, username: str) -> "Visitor":
        page = self.open("/dang-nhap/")
        page.get_by_label("Tên đăng nhập").fill(username)
        page.get_by_label("Mật khẩu").fill(self.product.passwords[username])
        page.get_by_role("button", name="Đăng nhập").click()
        page.wait_for_url(lambda url: "/dang-nhap/" not in url)
        return self

    def press(self, name: str, within=None, exact: bool = False) -> None:
        """Press a button by what it says."""
        (within or self.page).get_by_role("button", name=name, exact=exact).click()
        self._arrive()

    def follow(self, name: str | re.Pattern, within=None, exact: bool = False) -> None:
        """Follow the first link that says so."""
        (within or self.page).get_by_role("link", name=name, exact=exact).first.click()
        self._arrive()

    def _arrive(self) -> None:
        """Wait for a new page, or for the fragment that htmx has asked for."""
        self.page.wait_for_load_state("load")
        self.page.locator(".htmx-request").first.wait_for(state="detached")
        self.page.wait_for_load_state("load")

    @property
    def words(self) -> str:
        """The words on the page, spaces made one."""
        return " ".join(self.page.locator("body").inner_text().split())

    def notice(self) -> str:
        """What the page answers to the last step."""
        return " ".join(" ".join(self.page.locator("#notices, .notice-error").all_inner_texts()).split())

    def look(self, name: str) -> None:
        """Assert that the page that is open has no faults."""
        found = self.faults(name)
        assert not found, "\n".join(found)

    def faults(self, name: str) -> list[str]:
        """Check the page that is open, at desktop and at phone width; `name` is for messages and screenshots."""
        found = [f"{name}: {problem}" for problem in self.problems]
        self.problems.clear()
        words = self.words
        found += [f"{name}: slip “{words[max(0, m.start() - 40) : m.end() + 20]}”" for m in SLIPS.finditer(words)]
        found += [] if self.page.locator("html").get_attribute("lang") == "vi" else [f"{name}: is not said to be vi"]
        for size in (WIDE, PHONE):
            self.page.set_viewport_size(size)
            self._shoot(name, size["width"])
            found += [f"{name} at {size['width']}: {one}" for one in self.page.evaluate(OVERFLOW)]
            found += [f"{name} at {size['width']}: {one}" for one in self._axe_violations()]
        self.page.set_viewport_size(WIDE)
        return found

    def _axe_violations(self) -> list[str]:
        """Through the debugger, as no page may run foreign script under our content policy."""
        session = self.context.new_cdp_session(self.page)
        session.send("Runtime.evaluate", {"expression": _axe()})
        run = f"axe.run(document, {{runOnly: {json.dumps(STANDARDS)}, resultTypes: ['violations']}})"
        slim = ".then(r => r.violations.map(v => v.id + ': ' + v.help + v.nodes.slice(0, 4).map(n => '\\n    ' + n.html.slice(0, 200) + ' | ' + (n.any[0] || n.all[0] || n.none[0] || {}).message).join('')))"  # noqa: E501
        answer = session.send(
            "Runtime.evaluate", {"expression": run + slim, "awaitPromise": True, "returnByValue": True}
        )
        session.detach()
        return answer["result"]["value"]

    def _shoot(self, name: str, width: int) -> None:
        if not os.environ.get("PARINDEX_SHOTS"):
            return
        SHOTS.mkdir(exist_ok=True)
        (SHOTS / f"{name}-{width}.png").write_bytes(self.picture(whole=True))

    def picture(self, whole: bool = False) -> bytes:
        """The window as .png, or the whole page. Not Playwright's own way: it adds styles, which our policy refuses."""
        session = self.context.new_cdp_session(self.page)
        taken = session.send("Page.captureScreenshot", {"format": "png", "captureBeyondViewport": whole})
        session.detach()
        return base64.b64decode(taken["data"])

    def close(self) -> None:
        self.context.close()
