"""Dossiers in a browser: an extract changes the matrix, a number opens to its rows, a late one is apologised for."""

import re
import subprocess
import sys
from pathlib import Path
from statistics import mode

import pytest

from parindex.core.indicators import load_cards
from tests.browser.visitor import OVERFLOW, PHONE, WIDE
from tests.factories.documents import pdf, words_at
from tests.shared import ROOT

pytestmark = pytest.mark.browser

LATE = re.compile(r"^000\.99\.\d\d\.V00-230530-")  # the planted dossier of xã Phước Sơn of which nobody has written

PAGES = {
    "reconcile": "/ho-so/doi-chieu/?ky=2023-05", "pause_audit": "/ho-so/tam-dung/?ky=2023-05",
    "near_due": "/ho-so/dang-giai-quyet/?con=3&linh-vuc=Hộ+tịch", "form06": "/ho-so/bieu-06/?ky=2023-05",
    "indicator_year": "/ho-so/so-lieu/on_time_share/nam/?ky=2023-05",
}  # fmt: skip


@pytest.fixture
def signed(tmp_path):
    path = tmp_path / "Thu xin loi da ky.pdf"
    path.write_bytes(pdf(words_at(72, 700, "Thu xin loi da ky")))
    return path


def test_a_late_dossier_is_explained_apologised_for_and_posted(visit, signed):
    reporter = visit("phuocson")
    code = find_late(reporter)
    explain(reporter)
    write(reporter)
    case = reporter.page.url
    head = visit("chutichphuocson")
    head.open(case)
    attach(head, signed)
    reporter.open(case)
    not_shown(visit(), code)
    send(reporter)
    not_shown(visit(), code)
    post(reporter)
    shown(visit(), code)  # of a browser that has kept nothing: the page may be kept for some minutes
    stranger = visit("dieutri")
    with stranger.expecting(404):
        stranger.open(case)
        assert "Không tìm thấy" in stranger.words


def test_an_extract_changes_a_number_and_the_number_opens_to_its_rows(visit, product, tmp_path):
    """The file comes in by the command here; the screens of the import have a story of their own."""
    office = visit("noivu")
    matrix = "/ho-so/?ky=2023-05&nhom=received"
    office.open(matrix)
    assert "số liệu giả định" in office.words
    office.look("indicators")
    before = figure(office)
    closed = close_may(office)
    bring(product, tmp_path)
    office.open(matrix)
    assert figure(office) == before + 2
    office.page.get_by_role("row", name=re.compile("^UBND xã Phước Sơn")).get_by_role("link").first.click()
    office.page.wait_for_load_state("load")
    assert "/ho-so/so-lieu/received/" in office.page.url
    assert "thu-2305-1" in office.words or "thu-2305-2" in office.words
    office.look("indicator_rows")
    office.open(closed)
    assert "con số khác đi khi đếm lại" in office.words
    office.look("closure-restated")
    for name, address in PAGES.items():
        office.open(address)
        office.look(name)
    leader = visit("lanhdao")
    leader.open("/ho-so/chi-tieu/?ky=2023-05")
    assert "chỉ tiêu" in leader.words
    leader.look("met_targets")
    copied(leader)


def test_every_row_of_the_matrix_is_seen_under_its_heads(visit):
    """Also on a phone, where three figures stand beside the agency, and where it is said that there are more."""
    office = visit("noivu")
    page = office.page
    office.open(f"/ho-so/?ky=2023-05&nhom={broadest_group()}")
    assert page.evaluate(OVERFLOW) == []
    office.open("/ho-so/?ky=2023-05&nhom=timeliness")
    box, hint = page.locator(".figures-box"), page.get_by_text("kéo sang ngang")
    assert box.evaluate("box => box.scrollHeight - box.clientHeight") <= 1 and not hint.count()
    page.locator(".figures tbody tr").last.evaluate("row => row.scrollIntoView({block: 'center'})")
    assert page.evaluate(UNDER_HEAD) == pytest.approx(0, abs=2), "the heads stay below the page's own"
    page.set_viewport_size(PHONE)
    hint.wait_for()
    assert box.evaluate(SEEN_HEADS) >= 1 + 3
    before = page.locator(".figures .table-first").first.bounding_box()["x"]
    box.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(500)  # scrolling is animated, and the page's rules forbid to wait for words of script
    assert box.evaluate("box => box.scrollLeft") > 0
    assert page.locator(".figures .table-first").first.bounding_box()["x"] == before
    page.set_viewport_size(WIDE)
    hint.wait_for(state="detached")
    page.evaluate("scrollTo(0, 0)")  # a row that is half under the heads is too small a target
    office.look("indicators-whole")


def broadest_group() -> str:
    """The one with the most columns."""
    return mode(card.group for card in load_cards().values())


UNDER_HEAD = """() => document.querySelector('.figures thead th').getBoundingClientRect().top
  - document.querySelector('.head').getBoundingClientRect().bottom"""
SEEN_HEADS = """(box) => [...box.querySelectorAll('thead th')]
  .filter((head) => head.getBoundingClientRect().right <= box.getBoundingClientRect().right).length"""


def copied(leader):
    """The sentences of a report go to the clipboard: one, or all of them, a line each."""
    leader.context.grant_permissions(["clipboard-read", "clipboard-write"])
    said = leader.page.locator(".figure-sentence").all_inner_texts()
    for name, words in (("Sao chép câu này", said[0]), ("Sao chép mọi câu", "\n".join(said))):
        leader.page.get_by_role("button", name=name).first.click()
        leader.page.get_by_role("button", name="Đã sao chép").first.wait_for()
        assert leader.page.evaluate("navigator.clipboard.readText()") == words
    leader.page.locator(".figure-sentence").first.click()  # as it is without script
    assert leader.page.evaluate("getSelection().toString()").strip() == said[0]


def close_may(office) -> str:
    office.open("/ho-so/ky-da-chot/")
    office.look("closures")
    office.page.get_by_label("Kỳ", exact=True).select_option("2023-05")
    office.press("Chốt số liệu")
    assert "vẫn ra đúng các số đã chốt" in office.words
    office.look("closure")
    return office.page.url


def figure(office) -> int:
    """The number of dossiers that xã Phước Sơn received, as the matrix says."""
    row = office.page.get_by_role("row", name=re.compile("^UBND xã Phước Sơn"))
    return int(row.get_by_role("link").first.locator("b").inner_text().replace(".", ""))


def bring(product, tmp_path):
    """Two more dossiers of xã Phước Sơn, received on the last day of May, and so the first among its rows."""
    path = tmp_path / "them.csv"
    lines = [f"thu-2305-{n},UBND xã Phước Sơn,Đăng ký khai sinh,31/05/2023 16:5{n},05/06/2023 17:00" for n in (1, 2)]
    path.write_text("\n".join(["Mã hồ sơ,Cơ quan xử lý,Tên thủ tục,Ngày tiếp nhận,Ngày hẹn trả", *lines]), "utf-8")
    (lake,) = (product.folder / "lakes").iterdir()
    command = [str(Path(sys.executable).with_name("parindex")), "dossiers", "import", str(path), "--mapping", "generic"]
    subprocess.run([*command, "--lake", str(lake)], check=True, capture_output=True, cwd=ROOT)  # noqa: S603


def find_late(reporter):
    """From signing in, what is missing of a late dossier is one click away."""
    assert "/viec-cua-toi/" in reporter.page.url
    assert "Hồ sơ trễ hạn" in reporter.words
    reporter.look("my_duties-late")
    reporter.open("/ho-so/tre-han/")
    reporter.look("ledger")
    code = reporter.page.get_by_role("link", name=LATE).first.inner_text().strip()
    reporter.follow(LATE)
    assert code in reporter.words
    reporter.look("late_case-new")
    return code


def explain(reporter):
    page = reporter.page
    page.get_by_label("Nguyên nhân").select_option(index=1)
    with reporter.expecting(422):
        reporter.press("Ghi giải trình")
        assert page.locator(".notice-error").is_visible(), "not without words"
    page.get_by_label("Giải trình", exact=True).fill("Gọi người dân ở số 0905 123 456 mà chưa gặp.")
    with reporter.expecting(422):
        reporter.press("Ghi giải trình")
        assert "không được niêm phong" in reporter.words, "no telephone number in open words"
    page.get_by_label("Giải trình", exact=True).fill("Phải xác minh lại ranh giới thửa đất nên chậm.")
    reporter.press("Ghi giải trình")
    assert "xác minh lại ranh giới" in reporter.words
    reporter.look("late_case-explained")


def write(reporter):
    page = reporter.page
    page.get_by_label("Lý do ghi trong thư").fill("Việc xác minh ranh giới kéo dài hơn dự kiến.")
    page.get_by_label("Ngày hẹn trả mới").fill("22/6/2023")
    page.get_by_label(re.compile(r"^Người nhận(?! là)")).fill("Người Dân Ví Dụ")
    page.get_by_label("Địa chỉ").fill("Thôn Ví Dụ")
    reporter.press("Soạn thư")
    assert "22/6/2023" in reporter.words
    assert "Người Dân Ví Dụ" not in reporter.words, "whom it is to is read on purpose only"
    with page.expect_download() as coming:
        page.get_by_role("link", name=re.compile(r"\.docx")).first.click()
    assert coming.value.suggested_filename.endswith(".docx")
    reporter.look("late_case-written")


def attach(head, signed):
    page = head.page
    page.get_by_label("Số, ký hiệu").fill("21/UBND-VP")
    page.get_by_label("Ngày của thư").fill("15/6/2023")
    page.get_by_label("Chức vụ người ký").fill("CHỦ TỊCH")
    page.get_by_label("Họ tên người ký").fill("Người Ký Ví Dụ")
    page.get_by_label("Bản đã ký").set_input_files(signed)
    head.press("Đính kèm", exact=True)
    assert "21/UBND-VP" in head.words
    head.look("late_case-signed")


def send(reporter):
    page = reporter.page
    page.reload()
    page.get_by_label("Ngày gửi").fill("15/6/2023")
    page.get_by_label("Cách gửi").select_option(label="giao tận tay")
    reporter.press("Ghi đã gửi")
    assert "giao tận tay" in reporter.words


def post(reporter):
    page = reporter.page
    page.get_by_label("Niêm yết từ ngày").fill("15/6/2023")
    reporter.press("Niêm yết", exact=True)
    assert "14/7/2023" in reporter.words, "thirty days, the first one counted"
    reporter.look("late_case-posted")


def not_shown(citizen, code):
    citizen.open(f"/cong-khai/xin-loi/?ma={code}")
    assert "Không thấy thư nào khớp" in citizen.words


def shown(citizen, code):
    """Without signing in: the code, the dates and the number, and nobody's name."""
    citizen.open("/cong-khai/xin-loi/")
    assert "số liệu giả định" in citizen.words.lower()
    citizen.open(f"/cong-khai/xin-loi/?ma={code}")
    assert code in citizen.words
    assert "21/UBND-VP" in citizen.words
    assert "Người Dân Ví Dụ" not in citizen.page.content()
    citizen.look("public_apologies")


def test_what_a_card_of_the_ledger_says_stays_on_it(visit):
    office = visit("noivu")
    office.open("/ho-so/tre-han/")
    cards = office.page.locator(".ledger-card")
    assert cards.count() > 8
    assert not cards.evaluate_all(
        "all => all.filter(one => one.scrollWidth > one.clientWidth).map(one => one.innerText)"
    )
