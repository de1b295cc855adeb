"""Importing a plan: what is no plan is refused in words, every row can be mended, and a confirmation be undone."""

import io
import re

import pytest
from docx import Document

from parindex.core.agencies import Registry
from parindex.core.plans import read_plan
from parindex.documents.writing.plan import write_plan
from tests.factories.documents import pdf, read
from tests.factories.programme import HEADER

pytestmark = pytest.mark.browser

TITLE = "Tăng cường kiểm soát thủ tục hành chính huyện Tuy Phước năm 2023"
ROWS = (
    "| I | **KIỂM SOÁT** | | | | |",
    "| 1 | Rà soát | Rà soát thủ tục của phòng | Phòng Tư pháp | Hoàn thành trước ngày 20/7/2023 | |",
    "| 2 | Niêm yết | Niêm yết đủ 100% thủ tục | UBND các xã, thị trấn | Ngày 30 tháng cuối cùng của quý | |",
)
QUERIED = (
    "| II | **CÒN HỎI** | | | | |",
    "| 1 | Tập huấn | Mở lớp tập huấn | Tổ Không Ai Biết | Khi trăng tròn vành vạnh | |",
    "| 2 | | | Phòng Y tế | Quý IV/2023 | |",
)


def plan(rows=ROWS):
    head = f"ỦY BAN NHÂN DÂN HUYỆN TUY PHƯỚC\n\nTuy Phước, ngày 20 tháng 3 năm 2023\n\n# KẾ HOẠCH\n\n## {TITLE}\n\n"
    return (head + "\n".join([HEADER, "|---|---|---|---|---|---|", *rows]) + "\n").encode()


def printed() -> bytes:
    """The plan as a .docx in the layout that districts use."""
    return write_plan(read_plan(read(plan(), "ke-hoach.md"), Registry.load()).to_json())


def empty_docx() -> bytes:
    stream = io.BytesIO()
    Document().save(stream)
    return stream.getvalue()


def upload(office, name, data):
    office.open("/nhap-ke-hoach/")
    office.page.get_by_label("Văn bản kế hoạch").set_input_files({"name": name, "mimeType": "", "buffer": data})
    office.press("Tải lên và đọc")


def test_what_is_no_plan_is_refused_and_nothing_is_kept(visit):
    office = visit("noivu")
    wrong = (
        ("ke-hoach.pdf", b"MZ\x90\x00" + bytes(400), "chương trình"),
        ("ke-hoach.docx", empty_docx(), "không có chữ nào"),
        ("ban-quet.pdf", pdf("q 400 0 0 600 90 90 cm /I Do Q\n", image=True), "bản quét"),
        ("ke-hoach.docx", b"", "rỗng"),
        ("thu-moi.md", "# Thư mời họp năm 2023\n\nKính mời dự họp.".encode(), "không có bảng giao nhiệm vụ"),
    )
    for name, data, said in wrong:
        with office.expecting(422):
            upload(office, name, data)
        notice = office.notice()
        assert said in notice, notice
        assert "Không có bản nhập nào đang dở" in office.words
    office.look("imports-refused")


def test_each_row_can_be_mended_without_script_too(visit):
    """The links of a row lead to pages of their own where htmx does not catch them."""
    office = visit("noivu")
    upload(office, "con-hoi.md", plan(ROWS + QUERIED))
    office.look("import-queried")
    preview = office.page.url
    links = office.page.eval_on_selector_all("main a[href]", "all => all.map(a => a.href)")
    for kind, ending in (("task", r"dong/items\.2\.0/"), ("item", r"dong/items\.2/"), ("add", "them/"),
                         ("drop", r"items\.2\.0/bo/"), ("unread", r"chua-doc/\d+/")):  # fmt: skip
        address = next((link for link in links if re.search(ending + "$", link)), None)
        assert address, f"no link to {kind}"
        office.open(address)
        office.look(f"import-{kind}")
    office.open(preview)
    office.press("Bỏ bản nhập này")
    assert "Đã bỏ bản nhập" in office.notice()


def test_a_confirmation_is_undone_until_somebody_hands_in(visit):
    office = visit("noivu")
    upload(office, "ke-hoach.docx", printed())
    assert re.search(r"2 nhiệm vụ.* 0 cảnh báo · 0 dòng chưa đọc", office.words), office.words
    office.follow("Xác nhận", office.page.locator("#import-foot"))
    office.press("Xác nhận kế hoạch")
    assert "Đã xác nhận kế hoạch" in office.notice()
    assert office.page.locator(".tabs li").count() == 2, "beside the example's plan"
    office.look("plan-two")
    office.open("/nhap-ke-hoach/")
    office.follow(re.compile("^Hoàn tác"), office.page.get_by_role("row").filter(has_text=TITLE))
    office.look("import_undo")
    office.page.get_by_label("Lý do hoàn tác").fill("Nhập nhầm bản dự thảo")
    office.press("Hoàn tác")
    assert "Đã hoàn tác" in office.notice()
    assert office.page.get_by_role("row").filter(has_text="ke-hoach.docx").get_by_role("link").count(), "open again"
    office.open("/ke-hoach/")
    assert TITLE not in office.words
    office.open("/lich-su/")
    assert "Nhập nhầm bản dự thảo" in office.words
