"""`make run` comes up whole, with a worker for background work, and leaves no process behind however it is ended."""

import os
import shutil
import signal
import time
import urllib.request

import pytest

from tests.browser.product import Product

pytestmark = pytest.mark.browser

END_SECONDS = 30  # of a busy machine; a worker is given ten to finish what it writes


@pytest.mark.parametrize("how", ["asked", "Ctrl+C", "killed"])
def test_it_starts_whole_and_ends_whole(example, tmp_path, how):
    product = Product(shutil.copytree(example, tmp_path / "var"))
    product.start()
    try:
        with urllib.request.urlopen(product.address, timeout=30) as page:
            assert "Đăng nhập" in page.read().decode()
        for part in ("granian", "db_worker"):
            wait(lambda part=part: any(part in command for command in product.processes().values()), product)
        if how == "Ctrl+C":  # the terminal tells every process of the foreground
            os.killpg(product.pid, signal.SIGINT)
        else:
            os.kill(product.pid, signal.SIGTERM if how == "asked" else signal.SIGKILL)
        wait(lambda: not product.processes(), product)
        assert "refused" not in product.log, "granian had to kill a process that was told twice"
        assert "Traceback" not in product.log, product.log
    finally:
        product.stop()


def wait(ready, product) -> None:
    until = time.monotonic() + END_SECONDS
    while not ready():
        assert time.monotonic() < until, f"{product.processes()}\n{product.log}"
        time.sleep(0.1)
