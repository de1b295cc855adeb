"""Words that were being typed when the session ended, or when another signing-in made the form stale."""

import pytest

pytestmark = pytest.mark.browser

WORDS = "Đã kiểm tra 14 nơi,\nhai nơi còn phải sửa"


def typed(visitor, words=WORDS):
    """Open the first duty that may be worked on, and type."""
    page = visitor.open("/viec-cua-toi/")
    page.locator("table.duties tbody a").first.click()
    page.get_by_label("Kết quả thực hiện").fill(words)
    return page


def test_a_session_that_ended_costs_no_words(visit):
    head = visit("truongphongtuphap")
    page = typed(head)
    duty = page.url
    head.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Lưu bản nháp").last.click()
    page.wait_for_url("**/dang-nhap/**")
    assert "Phiên làm việc đã hết" in head.words
    assert "được giữ trên máy này" in head.words
    page.get_by_label("Tên đăng nhập").fill("truongphongtuphap")
    page.get_by_label("Mật khẩu").fill(head.product.passwords["truongphongtuphap"])
    head.press("Đăng nhập")
    assert page.url == duty
    assert page.get_by_label("Kết quả thực hiện").input_value() == WORDS
    assert "Đã khôi phục nội dung chưa gửi" in head.words
    page.get_by_role("button", name="Lưu bản nháp").last.click()
    page.wait_for_url(duty)
    assert "Đã lưu bản nháp" in head.words
    assert "Đã khôi phục" not in head.words
    kept = page.evaluate("Object.keys(sessionStorage)")
    assert [key for key in kept if key.startswith("parindex/")] == []
