"""A file of dossiers goes in by the screen, with the worker that `make run` starts: from upload to undo."""

import os
import re
import signal
import time
from contextlib import contextmanager

import pytest

from tests.browser.visitor import PHONE, WIDE

pytestmark = pytest.mark.browser

MATRIX = "/ho-so/?ky=2023-05&nhom=received"
# The guess takes “Hạn xử lý” for the day that the citizen was promised; here it is an office's own, and that day is
# in the column beside it.
HEADINGS = "Mã hồ sơ,Người nộp,Cơ quan xử lý,Tên thủ tục,Ngày tiếp nhận,Hạn xử lý,Hẹn dân đến lấy"
LINE = "{}-{:02d},Nguyễn Thị Kín Đáo,UBND xã Phước Sơn,Đăng ký khai sinh,31/05/2023 16:{:02d},01/06/2023,05/06/2023"
ROWS = 12  # more than a preview shows


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_a_file_goes_in_by_the_screen_and_out_again(visit, product, size):
    office = visit("noivu")
    office.page.set_viewport_size(size)
    look = office.look if size is WIDE else lambda name: None  # which sees to both widths itself
    before = figure(office)
    office.open("/ho-so/nhap/")
    upload(office, f"thang-5-{size['width']}")
    assert selected(office, "Ngày hẹn trả") == "Hạn xử lý", "the guess, which is wrong here"
    look("dossier_mapping")
    office.page.get_by_label("Ngày hẹn trả", exact=True).select_option("Hẹn dân đến lấy")
    office.press("Xem trước")
    assert f"{ROWS} mới" in office.words, office.words
    understood = office.page.get_by_role("table", name="Mười dòng đầu như được hiểu")
    assert understood.get_by_role("row").count() == 1 + 10
    assert "05/06/2023" in understood.inner_text() and "01/06/2023" not in understood.inner_text()
    look("dossier_preview")
    with held(worker(product)):
        office.press("Nhập vào kho")
        assert "đang xếp hàng" in office.words and "Đối chiếu với kho" in office.words, "what is coming is told"
        look("dossier_import-waiting")
    office.page.get_by_text("đã nhập").wait_for()  # by itself: nobody reloads
    assert f"{ROWS} mới" in office.words and office.page.locator("progress").count() == 0
    look("dossier_import-done")
    imported = office.page.url
    assert figure(office) == before + ROWS
    office.open(imported)
    office.follow("Hoàn tác")
    look("dossier_undo")
    office.press("Hoàn tác")
    assert "đã hoàn tác" in office.words
    look("dossier_import-undone")
    assert figure(office) == before
    office.open("/ho-so/nhap/")
    assert "đã hoàn tác" in office.page.get_by_role("row", name=f"thang-5-{size['width']}.csv").inner_text()
    look("dossier_imports")


def upload(office, name: str) -> None:
    lines = [HEADINGS, *(LINE.format(name, number, number) for number in range(1, ROWS + 1))]
    file = {"name": f"{name}.csv", "mimeType": "text/csv", "buffer": "\n".join(lines).encode()}
    office.page.get_by_label("Tệp", exact=True).set_input_files(file)
    office.press("Tải lên", exact=True)


def selected(office, label: str) -> str:
    return office.page.get_by_label(label, exact=True).locator("option:checked").inner_text()


def figure(office) -> int:
    """The number of dossiers that xã Phước Sơn received in May, as the matrix says."""
    office.open(MATRIX)
    row = office.page.get_by_role("row", name=re.compile("^UBND xã Phước Sơn"))
    return int(row.get_by_role("link").first.locator("b").inner_text().replace(".", ""))


def worker(product) -> int:
    """The process that does background work, once it is there."""
    until = time.monotonic() + 60
    while not (found := [pid for pid, command in product.processes().items() if "db_worker" in command]):
        assert time.monotonic() < until, product.log
        time.sleep(0.1)
    return found[0]


@contextmanager
def held(process: int):
    """Let a process wait, so that what a page says meanwhile can be looked at."""
    os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process, signal.SIGCONT)
