"""Commendation in a browser: facts told, an appeal, its answer, an exemption, a decision and its revocation."""

import pytest

pytestmark = pytest.mark.browser

WHO = "UBND xã Phước Sơn"


def test_a_proposal_from_what_is_not_known_to_a_revoked_decision(visit):
    office = visit("noivu")
    office.open("/xep-hang/")
    office.look("ranking")
    office.follow("Khen thưởng")
    office.look("commendation")
    office.follow(WHO)
    page, address = office.page, office.page.url
    assert "còn thiếu" in office.words.lower()
    unfold(page, "Ghi kết quả khảo sát hài lòng")
    page.get_by_label("Lĩnh vực").select_option("Đất đai")
    page.get_by_label("Hoặc: vì sao không áp dụng").fill("Không có hồ sơ đất đai")
    with office.expecting(422):
        office.press("Ghi kết quả")
        assert "Xin ghi số, ký hiệu văn bản làm căn cứ" in office.notice()
    office.look("commendation-refused")
    page.get_by_label("Văn bản làm căn cứ").first.fill("BC 12/BC-PNV")
    office.press("Ghi kết quả")
    assert "không áp dụng: Không có hồ sơ đất đai" in office.words

    appeal(visit("chutichphuocson"))
    office.open(address)
    unfold(page, "Trả lời kiến nghị")
    page.get_by_label("Chấp nhận", exact=True).check()
    page.get_by_label("Trả lời", exact=True).fill("Đã xác minh.")
    office.press("Trả lời", exact=True)
    exempt(office)
    unfold(page, "Quyết định")
    page.get_by_label("Đề nghị khen thưởng", exact=True).check()
    page.locator("#decide_reason").fill("Hội đồng xét thấy đủ")
    office.press("Ghi quyết định")
    assert "Đã quyết định: đề nghị khen thưởng" in office.words
    office.look("commendation-decided")
    unfold(page, "Thu hồi quyết định")
    page.get_by_label("Lý do thu hồi").fill("Số liệu chưa đúng")
    office.press("Thu hồi", exact=True)
    assert "Đã quyết định" not in office.words and "Số liệu chưa đúng" in office.words


def appeal(head) -> None:
    head.open("/khen-thuong/")
    assert WHO in head.words and "Diêu Trì" not in head.words
    head.follow(WHO)
    unfold(head.page, "Kiến nghị xem lại")
    head.page.get_by_label("Nội dung kiến nghị").fill("Hai hồ sơ trễ do liên thông, có xác nhận.")
    head.press("Gửi kiến nghị")
    assert "Đang chờ trả lời." in head.words
    head.look("commendation-appealed")


def exempt(office) -> None:
    page = office.page
    unfold(page, "Miễn trừ một quy tắc")
    page.get_by_label("Quy tắc", exact=True).select_option(index=1)
    for label, words in (
        ("Số, ký hiệu quyết định", "45/QĐ-UBND"), ("Ngày quyết định", "1/6/2023"), ("Có hiệu lực từ", "1/6/2023"),
    ):  # fmt: skip
        page.locator("details", has_text="Miễn trừ một quy tắc").get_by_label(label).fill(words)
    page.locator("#exempt_reason").fill("Liên thông chậm, có xác nhận")
    office.press("Ghi miễn trừ")
    assert "45/QĐ-UBND" in office.words


def unfold(page, words: str) -> None:
    """Open a part of the page by its words, as the keyboard does."""
    summary = page.locator("summary", has_text=words).first
    if summary.locator("..").get_attribute("open") is None:
        summary.focus()
        page.keyboard.press("Enter")
