"""The pages of commendation: the list, one agency with its facts and forms, each act by its form."""

import pytest
from django.core import mail
from django.urls import reverse

from parindex.records.actions import commendation as actions
from parindex.records.models import (
    CommendationAppeal,
    CommendationDecision,
    CommendationExemption,
    History,
    SetInUse,
)
from tests.factories.dossiers import Row, code, later, take_in
from tests.factories.pages import text
from tests.factories.scores import answer_with, use_sets

OWN = "xa-phuoc-son"
TIMES = {"decided": "1/6/2023", "valid_from": "1/6/2023", "valid_to": "31/12/2023"}


@pytest.fixture
def scored(small, monkeypatch):
    """Nine late dossiers of a hundred: one more is many, and the class is low already."""
    use_sets(small)
    answer_with(monkeypatch, {OWN: {"III.4": {"ratio": ["98", "100"]}, "IX.2": {"share": "92", "n": 100}}})
    late = [Row(code(n), agency="UBND xã Phước Sơn") for n in range(9)]
    rest = [Row(code(n), agency="UBND xã Phước Sơn", finished="07/06/2023 09:00") for n in range(9, 100)]
    take_in(small, *late, *rest)
    return small


@pytest.fixture
def own(scored):
    return scored.agency(OWN).pk


def told(small, own):
    actions.tell_satisfaction(small.viewer("office"), own, "Đất đai", None, None, "BC 1", "Không có hồ sơ đất đai")
    actions.tell_head(small.viewer("office"), own, False, "BC 1")


def test_the_list_says_each_proposal_and_the_readings_in_use(sign_in, scored, own):
    page = text(sign_in("leader").get(reverse("commendation")))
    assert "Còn thiếu kết quả khảo sát hài lòng lĩnh vực Đất đai" in page
    assert "từ 10 hồ sơ trễ hạn và trên 5 % hồ sơ đã giải quyết hoặc quá hạn" in page and "tự đặt" in page
    told(scored, own)
    assert "Một hồ sơ trễ nữa là mất." in text(sign_in("leader").get(reverse("commendation")))
    assert "Phòng Tư pháp" in text(sign_in("leader").get(reverse("commendation"), {"cap": "phong"}))


def test_an_agency_finds_its_own_alone(sign_in, scored, own):
    page = text(sign_in("other").get(reverse("commendation")))
    assert "UBND xã Phước Sơn" in page and "Phước Hòa" not in page
    assert "Không có cơ quan nào của bạn" in text(sign_in("head").get(reverse("commendation")))
    assert sign_in("head").get(reverse("commendation_agency", args=[own])).status_code == 404


def test_the_facts_lead_to_the_rows_behind_them(sign_in, scored, own):
    client = sign_in("other")
    page = text(client.get(reverse("commendation_agency", args=[own])))
    assert "9 hồ sơ trễ hạn trên 100 hồ sơ đã giải quyết hoặc quá hạn" in page
    address = reverse("indicator_rows", args=["resolved_late", own])
    assert f"{address}?ky=2023" in page
    rows = text(client.get(address, {"ky": "2023"}))
    assert code(8) in rows


def test_the_office_tells_a_survey_and_a_conclusion_by_the_forms(sign_in, scored, own):
    client = sign_in("office")
    address = reverse("commendation_satisfaction", args=[own])
    both = {"field": "Đất đai", "share": "85", "not_applicable": "không có", "document": "BC 1"}
    assert "chỉ ghi một trong hai" in text(client.post(address, both), 422)
    assert (
        client.post(address, {"field": "Đất đai", "share": "85,5", "people": "40", "document": "BC 1"}).status_code
        == 302
    )
    page = text(client.get(reverse("commendation_agency", args=[own])))
    assert "Hài lòng lĩnh vực Đất đai 85,5 % (40 phiếu): không dưới 80 %." in page
    assert client.post(reverse("commendation_head", args=[own]), {"held": "yes", "document": "KL 3"}).status_code == 302
    page = text(client.get(reverse("commendation_agency", args=[own])))
    assert "Có kết luận về trách nhiệm người đứng đầu: KL 3." in page
    forget = reverse("commendation_forget", args=[own])
    assert client.post(forget, {"kind": "head", "field": "", "reason": "Nhầm đơn vị"}).status_code == 302
    assert "Chưa có kết luận về trách nhiệm người đứng đầu." in text(
        client.get(reverse("commendation_agency", args=[own]))
    )


def test_an_exemption_needs_the_number_of_its_decision(sign_in, scored, own):
    told(scored, own)
    client, address = sign_in("office"), reverse("commendation_exempt", args=[own])
    typed = {"rule": "xa-tre-han", "decision": "", "reason": "Phần mềm hỏng", **TIMES}
    page = text(client.post(address, typed), 422)
    assert "Xin ghi số, ký hiệu quyết định miễn trừ." in page and "Phần mềm hỏng" in page
    assert not CommendationExemption.objects.exists()
    assert client.post(address, typed | {"decision": "45/QĐ-UBND"}).status_code == 302
    page = text(client.get(reverse("commendation_agency", args=[own])))
    assert "Được miễn theo" in page and "45/QĐ-UBND" in page
    made = CommendationExemption.objects.get()
    end = reverse("commendation_end_exemption", args=[own, made.pk])
    assert "Xin ghi lý do." in text(client.post(end, {"reason": ""}), 422)
    assert client.post(end, {"reason": "Hết lý do"}).status_code == 302
    assert "Hết lý do" in text(client.get(reverse("commendation_agency", args=[own])))


def test_appeal_answer_decision_and_revocation_by_the_forms(sign_in, scored, own):
    told(scored, own)
    head, page_of = sign_in("other_head"), reverse("commendation_agency", args=[own])
    assert "Kiến nghị xem lại" in text(head.get(page_of))
    assert head.post(reverse("commendation_appeal", args=[own]), {"words": "Ba hồ sơ do liên thông"}).status_code == 302
    assert "Đang chờ trả lời." in text(head.get(page_of))
    office = sign_in("office")
    assert "có kiến nghị chờ trả lời" in text(office.get(reverse("commendation")))
    answer = reverse("commendation_answer", args=[own])
    assert "Xin ghi lời trả lời." in text(office.post(answer, {"upheld": "yes", "words": ""}), 422)
    assert office.post(answer, {"upheld": "no", "words": "Số liệu đúng"}).status_code == 302
    assert CommendationAppeal.objects.get().upheld is False
    decide = reverse("commendation_decide", args=[own])
    assert "phải ghi lý do" in text(office.post(decide, {"commended": "no"}), 422)
    assert office.post(decide, {"commended": "yes", "decision": "78/TTr-PNV"}).status_code == 302
    assert "Đã quyết định: đề nghị khen thưởng" in text(office.get(page_of))
    revoke = reverse("commendation_revoke", args=[own])
    assert office.post(revoke, {"reason": "Số liệu sai"}).status_code == 302
    assert CommendationDecision.objects.get().revoked_reason == "Số liệu sai"
    page = text(office.get(page_of))
    assert "Thu hồi quyết định ngày" in page and "Đã quyết định: đề nghị" not in page


def test_who_may_only_read_is_offered_no_form(sign_in, scored, own):
    for username in ("monitor", "other"):
        page = text(sign_in(username).get(reverse("commendation_agency", args=[own])))
        assert "Việc làm được" not in page and "<textarea" not in page


def test_the_agency_is_warned_where_it_looks_every_day_while_it_can_still_be_helped(sign_in, scored, own):
    told(scored, own)
    address = reverse("my_duties")
    page = text(sign_in("other").get(address))
    assert "một hồ sơ trễ nữa là mất." in page and reverse("commendation_agency", args=[own]) in page
    assert "hồ sơ trễ nữa" not in text(sign_in("head").get(address))
    assert "hồ sơ trễ nữa" not in text(sign_in("office").get(address))
    take_in(scored, Row(code(200), agency="UBND xã Phước Sơn"), at=later(1))
    page = text(sign_in("other").get(address))
    assert "Không đề nghị khen thưởng" in page and "99 hồ sơ đúng hạn nữa" in page


def test_an_agency_is_written_to_once_for_each_change(sign_in, scored, own):
    told(scored, own)
    own_addresses = ["other@parindex.example", "other_head@parindex.example"]
    page, address = reverse("commendation"), reverse("commendation_warn")
    client = sign_in("monitor")
    assert "1 cơ quan còn sửa được mà chưa được báo điều này: UBND xã Phước Sơn." in text(client.get(page))
    assert client.post(address, {"cap": "xa"}).status_code == 302
    (letter,) = mail.outbox
    assert letter.to == own_addresses and "một hồ sơ trễ nữa là mất." in letter.body
    shown = text(client.get(page))
    assert "Đã gửi thư nhắc 1 cơ quan." in shown and "chưa được báo điều này" not in shown
    client.post(address, {"cap": "xa"})
    assert len(mail.outbox) == 1
    line = History.objects.get(verb="warn_commendation")
    assert line.about == own and line.changes == {"email": ["", ", ".join(own_addresses)]}

    take_in(scored, Row(code(200), agency="UBND xã Phước Sơn"), at=later(1))
    client.post(address, {"cap": "xa"})
    assert len(mail.outbox) == 2 and "99 hồ sơ đúng hạn nữa" in mail.outbox[1].body
    take_in(scored, Row(code(201), agency="UBND xã Phước Sơn"), at=later(2))
    assert "chưa được báo điều này" not in text(client.get(page)), "it is excluded as it was: how much lacks is no news"
    assert "chưa được báo điều này" not in text(sign_in("other").get(page))
    assert sign_in("monitor").post(address, {"cap": "tinh"}).status_code == 404


def test_what_is_wrong_with_a_set_does_not_shut_the_first_page(sign_in, scored, own):
    SetInUse.objects.update(fingerprint="khác")
    assert "Việc của tôi" in text(sign_in("other").get(reverse("my_duties")))


def test_the_pages_ask_a_constant_number_of_queries(sign_in, scored, own, django_assert_max_num_queries):
    client = sign_in("office")
    with django_assert_max_num_queries(26):
        client.get(reverse("commendation"))
    with django_assert_max_num_queries(28):
        client.get(reverse("commendation_agency", args=[own]))
