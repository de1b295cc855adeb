"""My duties and the page of one duty: what people see, hand in, and are told when something is wrong."""

from datetime import date
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from python_calamine import CalamineWorkbook

from parindex.records.actions import criterion_tie as ties
from parindex.records.actions import obligation as obligation_actions
from parindex.records.actions import review as reviews
from parindex.records.actions import submission as submissions
from parindex.records.models import Evidence, Obligation, Submission
from tests.factories.pages import text
from tests.factories.programme import ROWS, TODAY, confirm_plan, plan_text
from tests.factories.scores import SETS, use_sets
from tests.integration.test_submissions import PDF, ready


@pytest.fixture
def duty(small):
    """Due on 19 June, for Phòng Tư pháp, without a target."""
    return small.obligation("phong-tu-phap", date(2023, 6, 19))


@pytest.fixture
def counted(small):
    """For the second quarter, with a target of at least one article."""
    return small.obligation("phong-tu-phap", date(2023, 6, 30), "Viết")


def work(version=0, **typed):
    return {"words": "Đã kiểm tra 14 nơi", "version": version, "start": "1/6/2023", "end": "15/6/2023"} | typed


def pdf(name="bao-cao.pdf", data=PDF):
    return SimpleUploadedFile(name, data, "application/pdf")


def test_my_duties_stand_by_urgency_and_say_why_one_came_back(sign_in, small, duty):
    ready(small, duty)
    sent = submissions.send(small.viewer("head"), duty.pk)
    reviews.give_back(small.viewer("office"), sent.pk, "Thiếu ảnh của hai xã")
    page = text(sign_in("reporter").get(reverse("my_duties")))
    back, late, later = (page.index(f"duties-{key}") for key in ("returned", "late", "later"))
    assert back < page.index("Kiểm tra việc công khai") < late < page.index("Tổng hợp kết quả") < later
    assert "Thiếu ảnh của hai xã" in page
    assert "ngày làm việc sau hạn" in page
    assert reverse("my_duties_xlsx") in page


def test_a_draft_is_marked_in_the_list(sign_in, small, duty):
    submissions.save_draft(small.viewer("reporter"), duty.pk, "Đang viết")
    assert "Bản nháp" in text(sign_in("head").get(reverse("my_duties")))


def test_an_event_can_be_recorded_from_my_duties(sign_in, small):
    page = text(sign_in("other").get(reverse("my_duties")))
    assert "Khi có sự kiện" in page
    assert "Ghi sự kiện" in page
    assert "Khi có sự kiện" not in text(sign_in("reporter").get(reverse("my_duties")))


def test_who_oversees_finds_what_waits_for_them(sign_in, small, duty):
    ready(small, duty)
    submissions.send(small.viewer("head"), duty.pk)
    obligation_actions.ask_extension(
        small.viewer("other_head"),
        small.obligation("xa-phuoc-son", date(2023, 6, 30), "Viết").pk,
        date(2023, 7, 9),
        "Lũ",
    )
    office = text(sign_in("office").get(reverse("my_duties")))
    assert "Kết quả chờ duyệt" in office
    assert "Đề nghị gia hạn" in office
    assert "13 cơ quan" in office, "one line for the task whose date all communes wait for"
    leader = text(sign_in("leader").get(reverse("my_duties")))
    assert "Đề nghị gia hạn" in leader
    assert "Kết quả chờ duyệt" not in leader
    monitor = text(sign_in("monitor").get(reverse("my_duties")))
    assert "Kết quả chờ duyệt" in monitor
    assert "Đề nghị gia hạn" not in monitor


@pytest.mark.parametrize(
    ("reader", "groups"), [("head", {"Trễ", "Sau", "Chưa đến kỳ"}), ("office", {"Kết quả chờ duyệt", "Chờ nhập hạn"})]
)
def test_the_list_can_be_taken_away_as_a_table(sign_in, small, duty, reader, groups):
    ready(small, small.obligation("phong-tu-phap", date(2023, 5, 31), "Tổng hợp"), start=date(2023, 5, 1))
    submissions.send(small.viewer("head"), small.obligation("phong-tu-phap", date(2023, 5, 31), "Tổng hợp").pk)
    data = sign_in(reader).get(reverse("my_duties_xlsx")).content
    rows = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0).to_python()
    assert groups <= {row[0] for row in rows}
    assert any("Số liệu đến ngày 15/6/2023" in str(row[0]) for row in rows)


def test_my_duties_ask_as_often_for_a_long_plan_as_for_a_short_one(sign_in, small):
    rows = tuple(row.replace("Báo cáo", f"Báo cáo {n}") for n in range(4) for row in ROWS)
    counts = {}
    for round_ in ("short", "long"):
        for reader in ("head", "other", "office"):
            browser = sign_in(reader)
            with CaptureQueriesContext(connection) as asked:
                text(browser.get(reverse("my_duties")))
            counts.setdefault(reader, []).append(len(asked))
        if round_ == "short":
            confirm_plan(small, plan_text(rows, "Một kế hoạch dài hơn của huyện Tuy Phước năm 2023"))
    assert all(short == long for short, long in counts.values()), counts


def test_three_clicks_from_signing_in_to_sent(sign_in, small, duty):
    """The list, the duty, the button: words, file and sending go in one form."""
    head = sign_in("head")
    address = reverse("obligation", args=[duty.pk])
    assert address in text(head.get(reverse("my_duties")))
    assert reverse("send", args=[duty.pk]) in text(head.get(address))
    response = head.post(reverse("send", args=[duty.pk]), work(files=[pdf()], page="2"), follow=True)
    assert "Đã gửi kết quả" in text(response)
    sent = Submission.objects.get(obligation=duty)
    assert sent.sent_on == TODAY
    use = sent.evidence.get()
    assert (use.page, use.evidence.effective_from, use.evidence.agency_id) == ("2", date(2023, 6, 1), duty.agency_id)


def test_what_is_missing_is_said_and_what_was_typed_is_saved(sign_in, duty):
    page = text(sign_in("head").post(reverse("send", args=[duty.pk]), work(words="Chỉ có lời")), 422)
    assert "chưa gửi được" in page
    assert "đính kèm ít nhất một tài liệu" in page
    assert "Chỉ có lời" in page
    assert Submission.objects.get(obligation=duty).words == "Chỉ có lời"


def test_a_reporter_drafts_and_is_told_who_sends(sign_in, duty):
    reporter = sign_in("reporter")
    page = text(reporter.get(reverse("obligation", args=[duty.pk])))
    assert "trình thủ trưởng" in page
    assert reverse("send", args=[duty.pk]) not in page
    assert "Đã lưu bản nháp" in text(reporter.post(reverse("draft", args=[duty.pk]), work(), follow=True))
    assert reporter.post(reverse("send", args=[duty.pk]), work(1)).status_code == 404


def test_the_head_lets_a_reporter_send(sign_in, small, duty):
    page = text(sign_in("head").get(reverse("senders")))
    membership = small.users["reporter"].memberships.get()
    assert str(membership.pk) in page
    assert str(small.users["other"].memberships.get().pk) not in page
    sign_in("head").post(reverse("senders"), {"membership": membership.pk, "allowed": "yes"})
    assert reverse("send", args=[duty.pk]) in text(sign_in("reporter").get(reverse("obligation", args=[duty.pk])))
    strangers = {"membership": small.users["other"].memberships.get().pk, "allowed": "yes"}
    assert sign_in("head").post(reverse("senders"), strangers).status_code == 404


@pytest.mark.parametrize(
    ("typed", "said"),
    [("1", "Đạt chỉ tiêu"), ("0", "Chưa đạt chỉ tiêu")],
)
def test_a_figure_is_held_against_its_target(sign_in, counted, typed, said):
    target = counted.task.targets.get()
    head = sign_in("head")
    page = text(head.get(reverse("obligation", args=[counted.pk])))
    assert f'name="numerator_{target.pk}"' in page
    saved = work(**{f"numerator_{target.pk}": typed, "cut_off": "14/6/2023"})
    page = text(head.post(reverse("draft", args=[counted.pk]), saved, follow=True))
    assert said in page
    assert "14/6/2023" in page
    assert "nhập số liệu" not in page


def test_a_number_that_is_none_is_said_at_its_field_and_the_words_stay(sign_in, counted):
    target = counted.task.targets.get()
    response = sign_in("head").post(
        reverse("draft", args=[counted.pk]), work(words="Giữ lời này", **{f"numerator_{target.pk}": "mười"})
    )
    page = text(response, 422)
    assert "không phải một số đúng" in page
    assert "Giữ lời này" in page
    assert not Submission.objects.exists()


def test_two_at_once_see_both_versions_and_lose_nothing(sign_in, small, duty):
    first = submissions.save_draft(small.viewer("reporter"), duty.pk, "Bản của người báo cáo")
    page = text(sign_in("head").post(reverse("draft", args=[duty.pk]), work(0, words="Bản của thủ trưởng")), 409)
    assert "Bản của người báo cáo" in page
    assert "Bản của thủ trưởng" in page
    assert f'name="version" value="{first.version}"' in page
    text(sign_in("head").post(reverse("draft", args=[duty.pk]), work(first.version, words="Bản ghép"), follow=True))
    assert Submission.objects.get(obligation=duty).words == "Bản ghép"


def test_what_came_back_is_shown_and_begun_from(sign_in, small, duty):
    ready(small, duty)
    sent = submissions.send(small.viewer("head"), duty.pk)
    page = text(
        sign_in("office").post(
            reverse("review", args=[duty.pk]),
            {"submission": sent.pk, "outcome": "returned", "words": "Thiếu ảnh"},
            follow=True,
        )
    )
    assert "Đã trả lại" in page
    page = text(sign_in("reporter").get(reverse("obligation", args=[duty.pk])))
    assert "Lần 1 bị trả lại" in page
    assert "Thiếu ảnh" in page
    assert "Đã kiểm tra 14 nơi</textarea>" in page
    assert "Tài liệu của lần trước được dùng lại" in page
    assert "còn thiếu" not in page
    remove = reverse("evidence_remove", args=[duty.pk, Evidence.objects.get().pk])
    assert remove in page
    assert "đính kèm ít nhất một tài liệu" in text(sign_in("reporter").post(remove, work(), follow=True))


def test_returning_without_words_is_refused_and_accepting_is_not(sign_in, small, duty):
    ready(small, duty)
    sent = submissions.send(small.viewer("head"), duty.pk)
    office, address = sign_in("office"), reverse("review", args=[duty.pk])
    assert "Hãy ghi rõ cần bổ sung" in text(office.post(address, {"submission": sent.pk, "outcome": "returned"}), 422)
    assert "Đã duyệt" in text(office.post(address, {"submission": sent.pk, "outcome": "accepted"}, follow=True))
    again = office.post(address, {"submission": sent.pk, "outcome": "accepted"})
    assert "đã được xem xét" in text(again, 422)


def test_a_review_of_another_duty_does_not_exist_here(sign_in, small, duty, counted):
    ready(small, duty)
    sent = submissions.send(small.viewer("head"), duty.pk)
    posted = {"submission": sent.pk, "outcome": "accepted"}
    assert sign_in("office").post(reverse("review", args=[counted.pk]), posted).status_code == 404


def test_opening_again_asks_for_the_reason(sign_in, small, duty):
    ready(small, duty)
    reviews.accept(small.viewer("office"), submissions.send(small.viewer("head"), duty.pk).pk)
    office, address = sign_in("office"), reverse("review_revoke", args=[duty.pk])
    assert "lý do mở lại" in text(office.post(address, {"reason": ""}), 422)
    assert "Đã mở lại" in text(office.post(address, {"reason": "Số liệu sai"}, follow=True))
    assert "Số liệu sai" in text(sign_in("head").get(reverse("obligation", args=[duty.pk])))
    assert "không còn ở trạng thái đã duyệt" in text(sign_in("office").post(address, {"reason": "x"}), 422)


def test_a_supporting_agency_sees_the_result_but_neither_draft_nor_files(sign_in, small, duty):
    ready(small, duty)
    address = reverse("obligation", args=[duty.pk])
    assert "Đã kiểm tra 14 nơi" not in text(sign_in("other").get(address))
    submissions.send(small.viewer("head"), duty.pk)
    page = text(sign_in("other").get(address))
    assert "Đã kiểm tra 14 nơi" in page
    assert "Báo cáo (" not in page
    assert str(Evidence.objects.get().pk) not in page


def test_the_office_acts_for_an_agency_without_seeing_its_unsent_files(sign_in, small, duty):
    ready(small, duty)
    page = text(sign_in("office").get(reverse("obligation", args=[duty.pk])))
    assert "Nhập kết quả thay cơ quan" in page
    assert str(Evidence.objects.get().pk) not in page
    assert "1 tài liệu do cơ quan đính kèm" in page


def test_comments_are_read_by_all_who_see_the_duty(sign_in, duty):
    address = reverse("comment", args=[duty.pk])
    assert "Xin ghi nội dung" in text(sign_in("other").post(address, {"words": ""}), 422)
    assert "Xã sẵn sàng" in text(sign_in("other").post(address, {"words": "Xã sẵn sàng"}, follow=True))
    assert "Xã sẵn sàng" in text(sign_in("head").get(reverse("obligation", args=[duty.pk])))


def test_a_date_is_entered_once_for_all_who_wait(sign_in, small):
    waiting = small.obligation("xa-phuoc-son", None, "Công khai")
    office, address = sign_in("office"), reverse("due", args=[waiting.pk])
    assert "12 cơ quan khác" in text(office.get(reverse("obligation", args=[waiting.pk])))
    typed = {"due": "31/7/2023", "source": "Công văn 12/UBND", "version": waiting.version, "everyone": "on"}
    assert "Đã nhập hạn" in text(office.post(address, typed, follow=True))
    assert Obligation.objects.filter(task=waiting.task, due=date(2023, 7, 31)).count() == 13


def test_extending_cancelling_and_bringing_back_keep_reason_and_decision(sign_in, duty):
    office, page = sign_in("office"), reverse("obligation", args=[duty.pk])
    typed = {"due": "1/6/2023", "reason": "Mưa lũ", "decision": "45/QĐ-UBND", "version": duty.version}
    refused = text(office.post(reverse("due", args=[duty.pk]), typed), 422)
    assert "Hạn mới phải sau hạn hiện tại" in refused
    assert "Mưa lũ" in refused
    text(office.post(reverse("due", args=[duty.pk]), typed | {"due": "3/7/2023"}, follow=True))
    shown = text(office.get(page))
    assert "ban đầu 19/6/2023" in shown
    assert "45/QĐ-UBND" in shown
    stale = text(office.post(reverse("cancel", args=[duty.pk]), {"reason": "Thôi", "version": duty.version}), 409)
    assert "Thôi" in stale
    now = Obligation.objects.get(pk=duty.pk).version
    assert f'name="version" value="{now}"' in stale
    assert "Đã hủy" in text(
        office.post(reverse("cancel", args=[duty.pk]), {"reason": "Thôi", "version": now}, follow=True)
    )
    assert reverse("draft", args=[duty.pk]) not in text(sign_in("head").get(page))
    back = {"reason": "Làm tiếp", "version": now + 1}
    assert "Đã khôi phục" in text(sign_in("office").post(reverse("restore", args=[duty.pk]), back, follow=True))


def test_an_extension_is_asked_for_and_decided(sign_in, small, duty):
    asked = {"due": "3/7/2023", "reason": "Chờ thống kê"}
    assert "Đã gửi đề nghị" in text(sign_in("head").post(reverse("extension_ask", args=[duty.pk]), asked, follow=True))
    page = text(sign_in("leader").get(reverse("obligation", args=[duty.pk])))
    assert "Chờ thống kê" in page
    decide = reverse("extension_decide", args=[duty.pk, duty.extensions.get().pk])
    assert decide in page
    assert "lý do không đồng ý" in text(sign_in("leader").post(decide, {"granted": "no", "answer": ""}), 422)
    text(sign_in("leader").post(decide, {"granted": "yes", "decision": "12/TB"}, follow=True))
    assert Obligation.objects.get(pk=duty.pk).due == date(2023, 7, 3)
    elsewhere = reverse("extension_decide", args=[small.obligation("phong-tu-phap", date(2023, 6, 30), "Viết").pk,
                                                  duty.extensions.get().pk])  # fmt: skip
    assert sign_in("leader").post(elsewhere, {"granted": "yes"}).status_code == 404
    assert sign_in("office").post(decide, {"granted": "yes"}).status_code == 404, "decided already"
    assert "Xin chọn đồng ý" in text(sign_in("office").post(decide, {}), 422)


def test_a_duty_asks_as_often_with_much_as_with_little(sign_in, small, duty):
    office = sign_in("office")
    address = reverse("obligation", args=[duty.pk])

    def hand_in():
        submissions.save_draft(small.viewer("reporter"), duty.pk, "Đã làm")
        return submissions.send(small.viewer("head"), duty.pk)

    ready(small, duty)
    reviews.give_back(small.viewer("office"), hand_in().pk, "Lại")
    sent = hand_in()
    office.get(address)
    with CaptureQueriesContext(connection) as short:
        text(office.get(address))
    for _ in range(3):
        reviews.give_back(small.viewer("office"), sent.pk, "Lại")
        sent = hand_in()
    with CaptureQueriesContext(connection) as long:
        text(office.get(address))
    assert len(long) == len(short)


@pytest.mark.parametrize(("asked", "warned"), [(date(2023, 6, 30), False), (date(2023, 7, 1), True)])
def test_who_extends_is_told_of_points_that_do_not_wait(sign_in, small, duty, asked, warned):
    """Criterion I.4 has 30 June as its own last day: until then an extension costs nothing."""
    use_sets(small, "district")
    ties.tie(small.viewer("office"), SETS["district"], "I.4", [duty.task_id])
    told = "hạn riêng là 30/6/2023; gia hạn việc này không dời hạn đó. Xong sau ngày đó thì mất 1,00 điểm."
    assert told in text(sign_in("head").get(reverse("obligation", args=[duty.pk]))), "who asks, whatever day"
    obligation_actions.ask_extension(small.viewer("head"), duty.pk, asked, "Chờ tài liệu")
    page = text(sign_in("leader").get(reverse("obligation", args=[duty.pk])))
    assert (told in page) is warned and page.count("hạn riêng") == warned
