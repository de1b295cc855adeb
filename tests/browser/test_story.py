"""A new office's year in a real browser: from the plan as it was printed to a duty that is accepted.

One story, because each step stands on the one before; its pages are looked at with all checks on the way.
"""

import re

import pytest

from parindex.core.agencies import Registry
from parindex.core.plans import read_plan
from parindex.documents.writing.plan import write_plan
from tests.browser import product as products
from tests.factories.documents import pdf, read, words_at
from tests.shared import shared

pytestmark = [pytest.mark.browser, pytest.mark.shared]

PEOPLE = {
    "noivu": ("office", "phong-noi-vu"),
    "lanhdao": ("leader", "ubnd-huyen-tuy-phuoc"),
    "truongphongtuphap": ("head", "phong-tu-phap"),
    "phuocson": ("reporter", "xa-phuoc-son"),
}
SHARE = re.compile(r"^III\.6\b")  # the duty with a threshold of 100 %, quarterly
MONTHLY = re.compile(r"^VII\.6\b")


@pytest.fixture(scope="module")
def product(tmp_path_factory):
    """An office of its own instead of the example: people, and no plan yet."""
    folder = tmp_path_factory.mktemp("office") / "var"
    with products.served(folder, products.new_office(folder, PEOPLE)) as product:
        yield product


@pytest.fixture
def report(tmp_path):
    path = tmp_path / "Báo cáo quý II.pdf"
    path.write_bytes(pdf(words_at(72, 700, "Bao cao ket qua quy II")))
    return path


def test_from_the_printed_plan_to_an_accepted_result(visit, report):
    office = visit()
    first_sign_in(office, "noivu")
    upload(office)
    correct_the_slip(office)
    settle_warnings(office)
    confirm(office)
    the_same_as_word_document(office)
    head = visit()
    first_sign_in(head, "truongphongtuphap")
    find_and_send(head, report)
    give_back(office)
    send_again(head)
    accept(office)
    leader = visit()
    first_sign_in(leader, "lanhdao")
    extend(head, leader)
    the_board_shows_it(leader)
    stranger = visit()
    first_sign_in(stranger, "phuocson")
    not_theirs(stranger, head)
    no_undo_any_more(office)


def first_sign_in(visitor, username):
    """The one-time password must be changed before anything else."""
    visitor.sign_in(username)
    page, once = visitor.page, visitor.product.passwords[username]
    assert "/mat-khau/" in page.url
    visitor.open("/ke-hoach/")
    assert "/mat-khau/" in page.url, "no way around it"
    if username == "noivu":
        visitor.look("password-forced")
    page.get_by_label("Mật khẩu hiện tại").fill(once)
    for label in ("Mật khẩu mới", "Nhập lại mật khẩu mới"):
        page.get_by_label(label, exact=True).fill("một câu dài, dễ nhớ 2023")
    visitor.press("Đổi mật khẩu")
    assert "Đã đổi mật khẩu" in visitor.notice()


def upload(office):
    assert "Chưa có kế hoạch nào" in office.words
    office.look("plan-empty")
    office.follow("Nhập kế hoạch", office.page.locator("main"))
    office.look("imports-empty")
    office.page.get_by_label("Văn bản kế hoạch").set_input_files(shared("seed/plan-2023.md"))
    office.press("Tải lên và đọc")
    assert re.search(r"72 nhiệm vụ.*\(3 cảnh báo.* · 0 dòng chưa đọc", office.words)
    office.look("import")


def correct_the_slip(office):
    """The warning leads to its row; the date is mended in place, and read again at once."""
    page = office.page
    page.locator("#import-warnings").get_by_role("link", name="I.3").click()
    row = page.get_by_role("article", name="Mục I.3")
    task = row.locator(".import-task").filter(has_text="tháng 5/2022")
    assert 0 <= task.bounding_box()["y"] < 600, "the task itself has come into sight"
    office.follow("Sửa", task)
    office.look("import-edit")
    row.get_by_label("Thời hạn").fill("Hoàn thành trong tháng 5/2023")
    office.press("Lưu", row)
    assert "31/5/2023" in " ".join(row.inner_text().split())
    assert "2022" not in row.locator(".import-reading").inner_text().replace("năm 2022", "")
    assert "Đã lưu" in row.inner_text()


def settle_warnings(office):
    """Mending I.3 has answered its warning; the others are settled by saying that one has looked."""
    foot = office.page.locator("#import-foot")
    assert "2 cảnh báo" in foot.inner_text()
    one = office.page.locator("#import-warnings li").filter(has_text="V.1")
    office.press("Đã xem", one)
    assert "đã xem" in one.inner_text()
    assert "1 cảnh báo" in foot.inner_text()


def confirm(office):
    page = office.page
    page.locator("#import-foot").get_by_label("Có hiệu lực từ").fill("1/4/2023")
    office.press("Tính lại")
    assert "hạn trước ngày có hiệu lực, không tạo" in office.words
    office.follow("Xác nhận", page.locator("#import-foot"))
    assert page.get_by_label("Có hiệu lực từ").input_value() == "1/4/2023"
    office.look("import_confirm")
    office.press("Xác nhận kế hoạch")
    assert "Đã xác nhận kế hoạch" in office.notice()
    parts = [words.partition(".")[0] for words in page.locator(".plan-part-title").all_inner_texts()]
    assert parts == ["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "TC"], "nine parts, and who organises"
    assert page.locator("td.plan-words").count() == 72 + 3
    office.look("plan-confirmed")


def the_same_as_word_document(office):
    """Uploaded once more, as .docx, the plan differs in the one date that was mended, and nothing happens by itself."""
    reading = read_plan(read(shared("seed/plan-2023.md").read_bytes(), "plan-2023.md"), Registry.load())
    office.open("/nhap-ke-hoach/")
    file = {"name": "ke-hoach.docx", "mimeType": "", "buffer": write_plan(reading.to_json())}
    office.page.get_by_label("Văn bản kế hoạch").set_input_files(file)
    office.press("Tải lên và đọc")
    assert ": 1 khác biệt." in office.words, office.notice()
    office.follow("Xác nhận", office.page.locator("#import-foot"))
    assert "5/2022" in office.words and "5/2023" in office.words
    office.look("import_confirm-amendment")
    office.open("/nhap-ke-hoach/")
    office.follow("ke-hoach.docx")
    office.press("Bỏ bản nhập này")
    assert "Đã bỏ bản nhập" in office.notice()


def find_and_send(head, report):
    """From signing in to the open form are two clicks more."""
    page = head.page
    assert "/viec-cua-toi/" in page.url
    head.look("my_duties-new")
    head.follow(SHARE)
    form = page.locator("#work")
    form.get_by_label("Kết quả thực hiện").fill("Đã giải quyết 118 trên 120 hồ sơ; hai hồ sơ chờ bổ sung.")
    with head.expecting(422):
        head.press("Gửi kết quả", form)
    assert "chưa gửi được" in head.words, "without figure and proof nothing is sent"
    head.look("obligation-unsent")
    numbers = form.locator(".figure").get_by_role("textbox")
    numbers.nth(0).fill("118")
    numbers.nth(1).fill("120")
    form.get_by_label("Tệp kiểm chứng").set_input_files(report)
    form.get_by_label("Trang", exact=False).first.fill("1")
    period = [form.get_by_label(label) for label in ("Nói về thời gian từ", re.compile("^đến"))]
    assert [field.input_value() for field in period] == ["1/4/2023", "30/6/2023"], "the quarter of the duty"
    head.press("Đính kèm và lưu nháp", form)
    assert "Báo cáo quý II.pdf" in form.inner_text()
    head.look("obligation-draft")
    head.press("Gửi kết quả", form)
    assert "gửi" in head.notice().lower()
    assert "Chờ duyệt" in head.words
    head.look("obligation-sent")


def give_back(office):
    page = office.page
    office.open("/viec-cua-toi/")
    assert "Kết quả chờ duyệt" in office.words
    office.look("my_duties-review")
    office.follow(SHARE)
    assert "118" in office.words
    office.look("obligation-review")
    with office.expecting(422):
        office.press("Trả lại")
        assert page.locator(".notice-error").is_visible(), "not without words"
    page.get_by_label("Nhận xét").fill("Xin nêu rõ hai hồ sơ nào chờ bổ sung.")
    office.press("Trả lại")
    assert "Đã trả lại" in office.notice()
    with page.expect_download() as coming:
        page.get_by_role("link", name="Báo cáo quý II.pdf").first.click()
    assert coming.value.suggested_filename == "Báo cáo quý II.pdf"


def send_again(head):
    head.open("/viec-cua-toi/")
    assert "Xin nêu rõ hai hồ sơ" in head.words
    head.follow(SHARE)
    assert "Lần 1 bị trả lại" in head.words
    head.look("obligation-returned")
    form = head.page.locator("#work")
    words = form.get_by_label("Kết quả thực hiện")
    assert "118 trên 120" in words.input_value(), "what was written before need not be written again"
    words.fill("Đã giải quyết 118 trên 120 hồ sơ; hai hồ sơ đất đai chờ trích đo.")
    head.press("Gửi kết quả", form)
    assert "Chờ duyệt" in head.words


def accept(office):
    office.open("/viec-cua-toi/")
    office.follow(SHARE)
    assert "trích đo" in office.words
    office.press("Duyệt", exact=True)
    assert "Đã duyệt" in office.notice()
    office.look("obligation-accepted")


def extend(head, leader):
    """The head asks for a later date of another duty; the leader grants it."""
    head.open("/viec-cua-toi/")
    head.follow(MONTHLY)
    page = head.page
    page.locator("summary").filter(has_text="Xin gia hạn").click()
    page.get_by_label("Xin gia hạn đến").fill("7/7/2023")
    page.get_by_label("Lý do").fill("Các xã gửi số liệu chậm.")
    head.press("Gửi đề nghị")
    assert "chờ quyết định" in head.words
    head.look("obligation-asked")
    leader.open("/viec-cua-toi/")
    leader.follow(MONTHLY)
    leader.look("obligation-decide")
    leader.press("Đồng ý gia hạn")
    assert "Đã đồng ý gia hạn" in leader.notice()
    page.reload()
    assert "hạn 7/7/2023" in head.words


def the_board_shows_it(leader):
    leader.open("/bang-theo-doi/")
    row = leader.page.get_by_role("row").filter(has_text="Phòng Tư pháp")
    june = row.locator("td.cell a", has_text="1/15")
    assert june.count() == 1, row.inner_text()
    leader.look("board-new")


def not_theirs(stranger, head):
    """Another agency's duty is not there for a commune's reporter, and the page says so in Vietnamese."""
    with stranger.expecting(404):
        stranger.open(head.page.url)
        assert "Không tìm thấy" in stranger.words
        assert "Phòng Tư pháp" not in stranger.words


def no_undo_any_more(office):
    office.open("/nhap-ke-hoach/")
    assert "Không được nữa: đã có kết quả nộp" in office.words
    office.look("imports-confirmed")
