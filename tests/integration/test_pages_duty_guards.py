"""What the pages of duties guard people from: lost words, unseen duties, doubtful figures, rash orders."""

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from parindex.core.errors import InputError
from parindex.records.actions import obligation as obligation_actions
from parindex.records.actions import review as reviews
from parindex.records.actions import submission as submissions
from parindex.records.models import Obligation, Target, Term
from tests.factories.pages import text
from tests.factories.programme import PASSWORD
from tests.integration.test_pages_obligation import work
from tests.integration.test_submissions import ready


@pytest.fixture
def duty(small):
    """Due on 19 June, for Phòng Tư pháp, without a target."""
    return small.obligation("phong-tu-phap", date(2023, 6, 19))


def test_a_form_that_comes_after_the_session_leads_back_to_its_page(client, small):
    duty = small.obligation("phong-tu-phap", date(2023, 6, 19))
    response = client.post(reverse("draft", args=[duty.pk]), {"words": "Đã làm"})
    asked = response.headers["Location"]
    assert parse_qs(urlsplit(asked).query)["next"] == [reverse("obligation", args=[duty.pk])]
    assert "Phiên làm việc đã hết" in text(client.get(asked))
    page = "http://testserver" + reverse("reminders")
    ours = client.post(reverse("reminders"), headers={"referer": page})
    assert parse_qs(urlsplit(ours.headers["Location"]).query)["next"] == [reverse("reminders")]
    theirs = client.post(reverse("reminders"), headers={"referer": "https://example.org/bang-theo-doi/"})
    assert parse_qs(urlsplit(theirs.headers["Location"]).query)["next"] == ["/"]


def test_a_stale_form_leads_back_to_the_page_of_its_duty(small):
    client = Client(enforce_csrf_checks=True)
    duty = small.obligation("phong-tu-phap", date(2023, 6, 19))
    response = client.post(reverse("draft", args=[duty.pk]), {"words": "Đã làm"})
    assert f'href="{reverse("obligation", args=[duty.pk])}"' in text(response, 403)


def test_the_programme_office_finds_its_own_agencys_duties_too(sign_in, small, duty):
    page = text(sign_in("office").get(reverse("my_duties")))
    assert "Việc của Phòng Nội vụ" not in page, "it owes nothing in this plan"
    Obligation.objects.filter(pk=duty.pk).update(agency=small.agency("phong-noi-vu"))
    page = text(sign_in("office").get(reverse("my_duties")))
    assert page.index("Chờ tôi xử lý") < page.index("Việc của Phòng Nội vụ") < page.index("Kiểm tra việc")
    assert "Kiểm tra việc" not in text(sign_in("monitor").get(reverse("my_duties"))), "of another agency"
    assert "Nhập kết quả thay cơ quan" not in text(sign_in("office").get(reverse("obligation", args=[duty.pk])))


def test_parts_of_a_file_are_kept_with_a_word_of_doubt(sign_in, small, duty):
    target = Target.objects.create(
        programme=small.programme, task=duty.task, order=0, data={"at_least": "95", "unit": "%"}
    )
    typed = {f"numerator_{target.pk}": "12,5", f"denominator_{target.pk}": "20"}
    reporter = sign_in("reporter")
    page = text(reporter.post(reverse("draft", args=[duty.pk]), work(**typed), follow=True))
    assert "có phần thập phân" in page
    typed[f"numerator_{target.pk}"] = "12"
    page = text(reporter.post(reverse("draft", args=[duty.pk]), work(1, **typed), follow=True))
    assert "Đã lưu bản nháp" in page
    assert "có phần thập phân" not in page


def test_cancelling_an_accepted_duty_asks_twice_and_leaves_nothing_to_reopen(sign_in, small, duty):
    ready(small, duty)
    sent = submissions.send(small.viewer("head"), duty.pk)
    reviews.accept(small.viewer("office"), sent.pk)
    office, typed = sign_in("office"), {"reason": "Trùng", "version": duty.version}
    assert "xin đánh dấu xác nhận" in text(office.post(reverse("cancel", args=[duty.pk]), typed), 422)
    page = text(office.post(reverse("cancel", args=[duty.pk]), typed | {"sure": "on"}, follow=True))
    assert "Đã hủy việc này" in page
    assert reverse("review_revoke", args=[duty.pk]) not in page
    with pytest.raises(InputError, match="khôi phục việc trước"):
        reviews.reopen(small.viewer("office"), sent.pk, "Sai số liệu")


@pytest.mark.parametrize(("on", "marked"), [(date(2023, 6, 19), False), (date(2023, 6, 20), True)])
def test_a_date_that_moved_after_it_had_passed_stays_marked(sign_in, small, duty, on, marked):
    obligation_actions.extend(small.viewer("office", on), duty.pk, date(2023, 7, 3), "Mưa lũ")
    head, said = sign_in("head"), "đã từng trễ; gia hạn từ 19/6/2023"
    for page in (reverse("my_duties"), reverse("obligation", args=[duty.pk])):
        assert (said in text(head.get(page))) is marked


def test_words_that_are_too_long_are_refused_not_cut(sign_in, duty):
    reporter = sign_in("reporter")
    assert "maxlength" not in text(reporter.get(reverse("obligation", args=[duty.pk]))).split('name="words"')[1][:200]
    page = text(reporter.post(reverse("draft", args=[duty.pk]), work(words="Đ" * 20_001)), 422)
    assert "tối đa 20000 ký tự, đang có 20001" in page
    assert "Đ" * 20_001 in page


def test_ones_own_other_window_is_called_so(sign_in, small, duty):
    submissions.save_draft(small.viewer("reporter"), duty.pk, "Bản khác")
    conflict = text(sign_in("reporter").post(reverse("draft", args=[duty.pk]), work()), 409)
    assert "Bạn (ở cửa sổ khác) vừa sửa" in conflict
    conflict = text(sign_in("head").post(reverse("draft", args=[duty.pk]), work()), 409)
    assert "Có người khác vừa sửa" in conflict


@pytest.mark.parametrize(("granted", "said"), [("yes", "Đã đồng ý gia hạn đến 3/7/2023"), ("no", "Đã từ chối")])
def test_the_answer_says_what_was_decided(sign_in, small, duty, granted, said):
    asked = obligation_actions.ask_extension(small.viewer("head"), duty.pk, date(2023, 7, 3), "Mưa lũ")
    address = reverse("extension_decide", args=[duty.pk, asked.pk])
    assert said in text(sign_in("leader").post(address, {"granted": granted, "answer": "Đã họp"}, follow=True))


def test_an_event_before_the_plan_starts_nothing(small):
    term = Term.objects.get(programme=small.programme, kind="event")
    agency = small.agency("xa-phuoc-son")
    with pytest.raises(InputError, match="có hiệu lực từ ngày 1/4/2023"):
        obligation_actions.record_event(small.viewer("other"), term.pk, date(2023, 3, 31), "Hồ sơ 12", [agency.pk])


def test_a_weak_password_is_said_beside_the_password(sign_in):
    typed = {"old_password": PASSWORD, "new_password1": "12345678", "new_password2": "12345678"}
    page = text(sign_in("head").post(reverse("password"), typed))
    assert 'id="id_new_password1_errors"' in page
    assert 'id="id_new_password2_errors"' not in page
