"""Watching over the year in a real browser: events, dates, reminders, calendar feed, search; and work by keyboard."""

import re
import urllib.error
import urllib.request

import pytest

pytestmark = pytest.mark.browser


def test_an_event_of_a_commune_starts_its_duty(visit):
    head = visit("chutichdieutri")
    head.follow(re.compile(r"^Ghi sự kiện\b.*xin lỗi"))
    form = head.page.locator("form.task-form").first
    form.get_by_label("Ngày xảy ra").fill("14/6/2023")
    form.get_by_label("Sự kiện").fill("Một hồ sơ hộ tịch trễ hẹn một ngày")
    for box in form.get_by_role("checkbox").all():
        box.check()
    head.press("Ghi nhận sự kiện", form)
    assert "Đã ghi nhận sự kiện" in head.notice()
    assert "Một hồ sơ hộ tịch trễ hẹn một ngày" in head.words
    head.look("event-recorded")


def test_a_duty_that_waits_for_its_date_gets_it(visit):
    office = visit("noivu")
    office.open("/viec-cua-toi/")
    before = office.page.locator("#undated .duties-count").inner_text()
    office.follow(re.compile(r"^Nhập hạn\b"))
    office.look("obligation-undated")
    form = office.page.locator("#due form")
    form.get_by_label("Hạn", exact=True).fill("31/2/2023")
    form.get_by_label("Theo văn bản nào").fill("Công văn 12/UBND-NV ngày 14/6/2023")
    if (everyone := form.get_by_role("checkbox")).count():
        everyone.check()
    with office.expecting(422):
        office.press("Nhập hạn", form)
    assert "không phải một ngày đúng" in office.words
    form.get_by_label("Hạn", exact=True).fill("31/8/2023")
    office.press("Nhập hạn", form)
    assert "Đã nhập hạn" in office.notice()
    assert "hạn 31/8/2023" in office.words
    assert "Công văn 12/UBND-NV" in office.words, "the page says by what the date was made"
    office.open("/viec-cua-toi/")
    assert int(office.page.locator("#undated .duties-count").inner_text()) == int(before) - 1


def test_the_monitor_reminds_once_a_day(visit):
    monitor = visit("vanphong")
    monitor.open("/bang-theo-doi/")
    monitor.follow(re.compile(r"^Nhắc \d+ việc hôm nay"))
    boxes = monitor.page.get_by_role("checkbox")
    assert boxes.count() > 5
    assert all(box.is_checked() for box in boxes.all())
    monitor.press("Nhắc các việc đã chọn")
    assert re.search(r"Đã gửi thư nhắc [1-9]\d* cơ quan|[1-9]\d* cơ quan chưa có tài khoản", monitor.notice())
    assert "Không còn việc nào cần nhắc hôm nay" in monitor.words
    monitor.look("reminders-done")


def fetch(address):
    """Without a browser's cookies, as a telephone's calendar does."""
    with urllib.request.urlopen(address, timeout=30) as answer:
        return answer.headers["Content-Type"], answer.read().decode()


def test_the_private_calendar_feed(visit):
    head = visit("truongphongtuphap")
    head.open("/lich/")
    head.follow("Đưa vào lịch điện thoại")
    head.press("Tạo địa chỉ")
    address = head.page.get_by_label("Sao chép ngay").input_value()
    head.look("feed_address-shown")
    kind, text = fetch(address)
    assert kind.startswith("text/calendar")
    assert text.startswith("BEGIN:VCALENDAR") and text.count("BEGIN:VEVENT") > 20
    assert "Phòng Tư pháp" in text.replace("\r\n ", "") and "UBND xã" not in text.replace("\r\n ", "")
    head.press("Tạo địa chỉ mới")
    assert head.page.get_by_label("Sao chép ngay").input_value() != address
    with pytest.raises(urllib.error.HTTPError, match="404"):
        fetch(address)


def test_search_forgives_missing_diacritics(visit):
    head = visit("phuocson")
    head.page.get_by_role("searchbox", name="Tìm nhiệm vụ, cơ quan, tài liệu").fill("tra ket qua")
    head.page.keyboard.press("Enter")
    head.page.wait_for_url("**/tim/**")
    hits = head.page.locator(".hits li a").all_inner_texts()
    assert hits and any("trả kết quả" in hit.lower() for hit in hits)
    head.look("search")
    head.open("/tim/?q=khong+he+co+gi+nhu+vay")
    assert "Không thấy gì khớp" in head.words
    head.look("search-nothing")


def tab_to(visitor, target, steps=120):
    """Press Tab until `target` has the focus, and see that it shows."""
    for _ in range(steps):
        visitor.page.keyboard.press("Tab")
        if target.evaluate("e => e === document.activeElement"):
            shown = target.evaluate("e => getComputedStyle(e).outlineStyle + getComputedStyle(e).boxShadow")
            assert shown != "nonenone", "the focus can be seen"
            return
    raise AssertionError(f"Tab does not reach {target}")


def test_signing_in_and_sending_by_keyboard_alone(visit):
    visitor = visit()
    page, keys = visitor.page, visitor.page.keyboard
    visitor.open("/")
    tab_to(visitor, page.get_by_label("Tên đăng nhập"))
    keys.type("truongphongtuphap")
    tab_to(visitor, page.get_by_label("Mật khẩu"))
    keys.type(visitor.product.passwords["truongphongtuphap"])
    keys.press("Enter")
    page.wait_for_url("**/viec-cua-toi/")
    keys.press("Tab")
    assert page.locator("a.skip").evaluate("e => e === document.activeElement"), "first the way past the rail"
    keys.press("Enter")
    tab_to(visitor, page.get_by_role("link", name=re.compile(r"^III\.2\b")).first)
    keys.press("Enter")
    page.wait_for_url("**/viec/*/")
    form = page.locator("#work")
    tab_to(visitor, form.get_by_label("Kết quả thực hiện"))
    keys.type("Đã niêm yết đủ thủ tục của quý II.")
    tab_to(visitor, form.get_by_label("Hoặc liên kết"))
    keys.type("https://ho-so.example/quy-2.pdf")
    tab_to(visitor, form.get_by_label("Tên của liên kết"))
    keys.type("Biên bản niêm yết quý II")
    for button in ("Đính kèm và lưu nháp", "Gửi kết quả"):
        tab_to(visitor, form.get_by_role("button", name=button))
        keys.press("Enter")
        page.get_by_role("status").first.wait_for()
        page.wait_for_load_state("load")
    assert "Chờ duyệt" in page.locator(".duty-lead").inner_text()
