"""A round in a browser: opened, answered criterion by criterion, sent, appraised, replied to, approved, published."""

import re

import pytest

pytestmark = pytest.mark.browser

ANSWERED = "Đã làm trong năm, có sổ theo dõi."


def test_a_commune_goes_through_a_round(visit):
    office = visit("noivu")
    open_round(office)
    reporter = visit("phuocson")
    form = to_form(reporter)
    reporter.look("assessment-self")
    answer_all(reporter, form)
    head = visit("chutichphuocson")
    head.open(form)
    head.look("assessment-ready")
    head.press("Gửi và khóa phiếu")
    assert "phiếu được khóa" in head.notice()

    office.open("/danh-gia/")
    office.follow("Chấm điểm cải cách hành chính")
    assert "Đang chờ bạn" in office.words
    office.look("round-queue")
    office.follow("UBND xã Phước Sơn")
    lower(office)
    office.press("Công nhận")
    office.press("Xong thẩm định, chuyển đơn vị")
    assert "Giải trình" in office.words

    head.open(form)
    assert "1 tiêu chí bị giảm điểm" in head.words
    reply(head, form)
    head.press("Gửi giải trình")
    office.open(form)
    decide(office)
    office.press("Xong, trình lãnh đạo")
    leader = visit("lanhdao")
    leader.open(form)
    leader.look("assessment-approval")
    leader.press("Duyệt kết quả")
    publish(leader)
    other = visit("dieutri")
    other.open("/danh-gia/")
    other.follow("Chấm điểm cải cách hành chính")
    assert "Đã công bố" in other.words
    other.look("round-published")
    with other.expecting(404):
        other.open(form)


def open_round(office):
    """The example's own round of the communes is cancelled first: a level has one round a year."""
    office.open("/danh-gia/")
    office.look("rounds")
    office.follow("các xã, thị trấn")
    office.page.locator("summary", has_text="Hủy đợt").click()
    office.page.get_by_label("Lý do hủy").fill("Chấm lại với hai đơn vị")
    office.press("Hủy đợt")
    office.open("/danh-gia/")
    office.follow("Chấm cấp xã")
    page = office.page
    for label, day in (
        ("Mở tự chấm từ", "1/6/2023"), ("Hạn tự chấm", "20/6/2023"), ("Hạn thẩm định lần 1", "30/6/2023"),
        ("Hạn giải trình", "5/7/2023"), ("Hạn thẩm định lần 2", "10/7/2023"), ("Hạn lãnh đạo duyệt", "15/7/2023"),
    ):  # fmt: skip
        page.get_by_label(label, exact=True).fill(day)
    office.look("round-open")
    boxes = page.get_by_role("checkbox")
    for box in boxes.all():
        box.uncheck()
    for name in ("UBND xã Phước Sơn", "UBND thị trấn Diêu Trì"):
        page.get_by_label(name, exact=True).check()
    office.press("Mở đợt")
    assert "Đã mở đợt đánh giá" in office.notice()


def to_form(visitor):
    visitor.open("/danh-gia/")
    visitor.follow("Chấm điểm cải cách hành chính")
    assert "thị trấn Diêu Trì" not in visitor.words
    visitor.follow("UBND xã Phước Sơn")
    return visitor.page.url


def answer_all(visitor, form):
    """Criterion by criterion, as the button leads on; what was typed stays when the page is left by mistake."""
    page = visitor.page
    visitor.follow(re.compile("^Làm tiếp"))
    visitor.look("assessed-criterion")
    page.locator("[name=words]").fill("Chữ chưa lưu")
    page.once("dialog", lambda dialog: dialog.accept())
    page.reload()
    assert page.locator("[name=words]").input_value() == "Chữ chưa lưu"
    seen = set()
    while "/tieu-chi/" in page.url:
        assert page.url not in seen, f"led back to {page.url}"
        seen.add(page.url)
        fill(page)
        visitor.press("Lưu, sang tiêu chí còn thiếu")
    assert page.url.startswith(form) and len(seen) > 5
    assert "Mọi tiêu chí đã đủ" in visitor.words


def fill(page):
    answers = page.locator(".answers")
    for select in answers.locator("select:not([name=verdict])").all():
        values = [option.get_attribute("value") for option in select.locator("option").all()]
        select.select_option("no" if "no" in values else values[1])
    for number in answers.locator("input[inputmode=decimal]").all():
        number.fill("0" if number.get_attribute("name") in ("faults", "share") else "1")
    for share in answers.locator("input[name=share], input[name=n]").all():
        share.fill("")
    boxes = answers.locator("input[type=checkbox]:not([name=not_assigned]):not([name=none])")
    if boxes.count():
        boxes.first.check()
    page.locator("[name=words]").fill(ANSWERED)


def lower(office):
    """Take the first ratio down."""
    office.page.locator(".tree a").first.click()
    office.page.wait_for_load_state("load")
    office.look("appraised-criterion")
    office.page.get_by_label("Kết quả thẩm định").select_option("reject")
    office.press("Lưu, về phiếu")
    assert "hãy ghi lý do" in office.notice()
    office.problems.clear()  # the refused answer was asked for
    office.page.locator("[name=words]").fill("Chưa thấy sản phẩm")
    office.press("Lưu, về phiếu")


def reply(head, form):
    head.page.locator("tr", has_text="cần làm").or_(head.page.locator("tr", has_text="cần xem")).locator(
        "a"
    ).first.click()
    head.page.wait_for_load_state("load")
    assert "Chưa thấy sản phẩm" in head.words
    head.page.locator("[name=words]").fill("Sản phẩm gửi ngày 5/5")
    head.look("explained-criterion")
    head.press("Lưu, về phiếu")
    assert head.page.url.startswith(form)


def decide(office):
    office.page.locator("tr", has_text="cần xem").locator("a").first.click()
    office.page.wait_for_load_state("load")
    fill(office.page)  # as the unit has answered
    office.page.get_by_label("Kết quả thẩm định").select_option("other")
    office.page.locator("[name=words]").fill("Đã nhận")
    office.look("second-criterion")
    office.press("Lưu, về phiếu")


def publish(leader):
    leader.open("/danh-gia/")
    leader.follow("Chấm điểm cải cách hành chính")
    leader.page.get_by_text("Công bố kết quả").click()
    leader.page.get_by_label(re.compile("Số, ngày quyết định")).fill("45/QĐ-UBND ngày 15/6/2023")
    leader.page.get_by_label(re.compile("Diêu Trì")).fill("Chưa tự chấm")
    leader.look("round-publish")
    leader.press("Công bố", exact=True)
    assert "Đã công bố kết quả" in leader.notice()
