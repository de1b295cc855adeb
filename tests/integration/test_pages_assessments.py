"""Pages of rounds: opening, the form as a tree, one criterion with fields made from its method, steps, publication."""

from datetime import date
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from lxml import html
from python_calamine import CalamineWorkbook

from parindex.records.actions import assessed_answer as answers
from parindex.records.actions import assessment as steps
from parindex.records.models import AssessedAnswer, Assessment, Evidence, Round
from parindex.records.queries import assessed_answer as sheets
from parindex.records.queries.assessed_answer import Counted
from tests.factories.assessment import approved, asked, fill, form_of, later, open_round, say, sent, use_set
from tests.factories.pages import text

State = Assessment.State


@pytest.fixture
def form(small):
    return form_of(open_round(small))


def said(page):
    return " ".join(html.fromstring(page).text_content().split())


def at(form, criterion=None, step=None):
    if step:
        return reverse("assessment_step", args=[form.pk, step])
    return (
        reverse("assessed_criterion", args=[form.pk, criterion]) if criterion else reverse("assessment", args=[form.pk])
    )


def fields(page):
    """The names of the fields of the page's form of an answer."""
    return {each.get("name") for each in html.fromstring(page).xpath("//section[@id='work']//*[@name]")}


def test_the_office_opens_a_round_by_the_form(sign_in, small):
    use_set(small)
    client = sign_in("office")
    assert "Chấm phòng chuyên môn" in text(client.get(reverse("rounds")))
    address = reverse("round_open", args=["department"])
    assert "thu-department@2023" in text(client.get(address))
    typed = {
        "title": "Chấm năm 2023", "opens": "1/6/2023", "self_due": "20/6/2023", "appraisal_due": "30/6/2023",
        "explanation_due": "5/7/2023", "second_due": "10/7/2023", "approval_due": "15/7/2023",
        "agencies": [str(small.agency("phong-tu-phap").pk)],
    }  # fmt: skip
    page = said(text(client.post(address, typed | {"appraisal_due": "19/6/2023"}), 422))
    assert "Hạn thẩm định lần 1 (19/06/2023) phải từ Hạn tự chấm (20/06/2023)" in page
    answer = client.post(address, typed)
    made = Round.objects.get()
    assert answer["Location"] == reverse("round", args=[made.pk])
    page = said(text(client.get(answer["Location"])))
    assert "Phòng Tư pháp" in page and "0/4" in page and "Hạn tự chấm 20/6/2023" in page
    assert "Chấm phòng chuyên môn" not in text(client.get(reverse("rounds")))


def test_a_level_without_a_set_says_what_to_do(sign_in, small):
    assert "Trước hết hãy chọn bộ tiêu chí" in text(sign_in("office").get(reverse("rounds")))
    page = text(sign_in("office").get(reverse("round_open", args=["commune"])))
    assert "Chưa chọn bộ tiêu chí cho cấp này" in page


@pytest.mark.parametrize(
    ("criterion", "typed", "answer"),
    [
        ("III.1", {"numerator": "912", "denominator": "1.000"}, {"ratio": ["912", "1000"]}),
        ("III.2", {"done": "yes", "day": "20/3/2023"}, {"done": "2023-03-20"}),
        ("III.2", {"done": "no"}, {"done": False}),
        ("III.3", {"item_pano": "on", "item_bao": "on"}, {"checked": ["pano", "bao"]}),
        ("III.3", {"none": "on"}, {"checked": []}),
        ("IV", {"points": "1,5"}, {"points": "1.5", "by": "Người reporter", "why": "Vì sao"}),
        ("III.2", {"not_assigned": "on"}, {"not_assigned": "Vì sao"}),
    ],
)
def test_what_is_typed_into_the_fields_of_a_method_becomes_an_answer(sign_in, form, criterion, typed, answer):
    client = sign_in("reporter")
    assert {*typed} <= fields(text(client.get(at(form, criterion))))
    reply = client.post(at(form, criterion), typed | {"version": "0", "words": "Vì sao"})
    assert reply["Location"].endswith(f"#c-{criterion}")
    assert AssessedAnswer.objects.get().answer == answer
    shown = html.fromstring(text(client.get(at(form, criterion))))
    again = {each.get("name"): each.get("value") for each in shown.xpath("//section[@id='work']//input[@checked]")}
    assert {name for name, value in typed.items() if value == "on"} <= {*again}


@pytest.mark.parametrize(
    ("criterion", "typed", "why"),
    [
        ("III.1", {"numerator": "912"}, "Xin nhập đủ các số"),
        ("III.1", {"numerator": "5", "denominator": "3"}, "tử số 5 lớn hơn mẫu số 3"),
        ("III.2", {"done": "yes"}, "Xin ghi ngày hoàn thành"),
        ("III.3", {"item_pano": "on", "none": "on"}, "xin bỏ dấu"),
        ("IV", {"points": "3"}, "lớn hơn điểm tối đa"),
        ("III.1", {}, "hãy trả lời, hoặc ghi giải trình"),
    ],
)
def test_what_is_wrong_is_said_and_stays_typed(sign_in, form, criterion, typed, why):
    words = {} if not typed else {"words": "Giữ lại lời này"}
    page = text(sign_in("reporter").post(at(form, criterion), typed | words | {"version": "0"}), 422)
    assert why in page and (not typed or "Giữ lại lời này" in page)
    assert not AssessedAnswer.objects.exists()


def test_saving_leads_on_to_what_is_missing(sign_in, form):
    typed = {"numerator": "912", "denominator": "1000", "version": "0", "words": "Xem", "next": "1"}
    assert sign_in("reporter").post(at(form, "III.1"), typed)["Location"] == at(form, "III.2")


def test_who_saw_an_older_answer_sees_both(sign_in, small, form):
    say(small.viewer("head"), form, "III.1", {"ratio": ["700", "1000"]}, "Lời của thủ trưởng")
    typed = {"numerator": "912", "denominator": "1000", "version": "0", "words": "Lời của tôi"}
    client = sign_in("reporter")
    page = text(client.post(at(form, "III.1"), typed), 409)
    assert "Có người khác vừa ghi" in page and "Lời của thủ trưởng" in page and "Lời của tôi" in page
    assert "700/1000 = 70 %" in page and AssessedAnswer.objects.count() == 1
    assert 'name="version" value="1"' in page
    assert client.post(at(form, "III.1"), typed | {"version": "1"}).status_code == 302
    assert AssessedAnswer.objects.count() == 2


def test_evidence_is_added_and_kept_with_its_page(sign_in, form):
    client = sign_in("reporter")
    typed = {"numerator": "1", "denominator": "1", "version": "0", "link": "https://a.example/", "link_name": "Trích",
             "page": "3", "start": "1/1/2023", "end": "31/12/2023"}  # fmt: skip
    client.post(at(form, "III.1"), typed)
    kept = Evidence.objects.get()
    page = text(client.get(at(form, "III.1")))
    assert f"keep_{kept.pk}" in page and "Trích" in page
    typed = {"numerator": "1", "denominator": "1", "version": "1", f"keep_{kept.pk}": "on", f"page_{kept.pk}": "4"}
    client.post(at(form, "III.1"), typed)
    assert [use.page for use in AssessedAnswer.objects.get(number=2).evidence.all()] == ["4"]


def test_a_count_stands_beside_what_is_typed(sign_in, small, form, monkeypatch):
    known = {"III.1": Counted({"ratio": ["900", "1000"]}, "Đếm trong hồ sơ")}
    monkeypatch.setattr(sheets, "counted", lambda _viewer, _set, agencies: dict.fromkeys(agencies, known))
    client = sign_in("reporter")
    page = said(text(client.get(at(form, "III.1"))))
    assert "900/1000 = 90 %" in page and "Đếm trong hồ sơ" in page and "để trống là theo số đếm" in page
    assert "Đếm được" in said(text(client.get(at(form))))
    say(small.viewer("head"), form, "III.1", {"ratio": ["912", "1000"]})
    assert "khác số đếm" in said(text(client.get(at(form))))
    assert "Lúc đó đếm được" in text(client.get(at(form, "III.1")))


def test_the_head_sends_once_nothing_is_missing(sign_in, small, form):
    client = sign_in("head")
    page = said(text(client.get(at(form))))
    assert "Trước khi gửi còn 4 tiêu chí phải làm" in page and "cần làm" in page
    page = said(text(client.post(at(form, step="submit"), {"version": form.version}), 422))
    assert "Chưa gửi được, còn 4 tiêu chí phải làm: III.1: chưa có câu trả lời" in page
    fill(small.viewer("reporter"), form)
    assert "Mọi tiêu chí đã đủ" in text(client.get(at(form)))
    assert "8,15/10" in said(text(client.get(at(form)))).replace(" /", "/")
    assert client.post(at(form, step="submit"), {"version": form.version}).status_code == 302
    page = text(client.get(at(form)))
    assert "đã khóa" in page and "Gửi và khóa phiếu" not in page
    assert "đã khóa" in text(client.get(at(form, "III.1"))) and not fields(text(client.get(at(form, "III.1"))))


def test_the_appraiser_looks_through_the_form_and_hands_it_on(sign_in, small, form):
    version = sent(small, form).version
    client = sign_in("office")
    assert "Đang chờ bạn 1" in said(text(client.get(reverse("round", args=[form.round_id]))))
    assert {"verdict", "item_pano"} <= fields(text(client.get(at(form, "III.3"))))
    assert "files" not in fields(text(client.get(at(form, "III.3"))))
    typed = {"verdict": "accept", "item_pano": "on", "version": "0", "words": "Không thấy bài báo"}
    assert "Bạn đã sửa câu trả lời" in text(client.post(at(form, "III.3"), typed), 422)
    typed = {"verdict": "other", "item_pano": "on", "version": "0"}
    assert "hãy ghi lý do" in text(client.post(at(form, "III.3"), typed), 422)
    client.post(at(form, "III.3"), typed | {"words": "Không thấy bài báo"})
    client.post(at(form, "III.1"), {"verdict": "accept", "numerator": "912", "denominator": "1000", "version": "0"})
    client.post(at(form, "IV"), {"verdict": "reject", "words": "Không có căn cứ", "version": "0"})
    rows = {row.criterion: row.answer for row in AssessedAnswer.objects.filter(stage="appraisal")}
    assert rows == {"III.1": {"ratio": ["912", "1000"]}, "III.3": {"checked": ["pano"]}, "IV": None}
    assert "Còn 1 tiêu chí chưa thẩm định" in text(client.post(at(form, step="finish"), {"version": version}), 422)
    shown = html.fromstring(text(client.get(at(form)))).xpath("//tr[@id='c-IV']//td[@class='num']/text()")
    assert shown == ["2", "1,5", "0"]  # not accepted: zero, and no dash
    assert client.post(at(form, step="accept"), {"version": version}).status_code == 302
    assert client.post(at(form, step="finish"), {"version": version}).status_code == 302
    form.refresh_from_db()
    assert form.state == State.EXPLANATION


def test_the_appraiser_is_told_which_answers_differ_from_the_count(sign_in, small, form, monkeypatch):
    sent(small, form)
    assert "khác số đếm" not in said(text(sign_in("office").get(at(form))))
    found = {"III.1": Counted({"ratio": ["900", "1000"]}, "Đếm trong hồ sơ")}
    monkeypatch.setattr(sheets, "counted", lambda _viewer, _set, agencies: dict.fromkeys(agencies, found))
    page = said(text(sign_in("office").get(at(form))))
    assert "1 tiêu chí đơn vị ghi khác số đếm được" in page and "cần xem: khác số đếm" in page


def test_a_unit_reads_no_appraisal_before_it_is_asked(sign_in, small, form):
    sent(small, form)
    say(later(small.viewer("office")), form, "III.3", {"checked": []}, "Không thấy bài báo", "appraisal")
    client = sign_in("head")
    for page in (at(form), at(form, "III.3"), reverse("round", args=[form.round_id]), reverse("history")):
        shown = text(client.get(page))
        assert "Không thấy bài báo" not in shown and "Thẩm định lần 1 tiêu chí" not in shown
    assert "giảm điểm" not in text(client.get(at(form)))
    office = later(small.viewer("office"))
    answers.accept_rest(office, form.pk)
    steps.finish_appraisal(office, form.pk)
    assert "Không thấy bài báo" in text(client.get(at(form, "III.3")))


def test_a_unit_replies_and_the_second_appraisal_decides(sign_in, small, form):
    version = asked(small, form).version
    client = sign_in("head")
    assert "1 tiêu chí bị giảm điểm mà chưa giải trình" in said(text(client.get(at(form))))
    assert not fields(text(client.get(at(form, "III.1"))))
    assert fields(text(client.get(at(form, "III.3")))) >= {"words", "files"}
    assert client.post(at(form, "III.3"), {"words": "Đăng ngày 5/5", "version": "0"}).status_code == 302
    assert client.post(at(form, step="reply"), {"version": version}).status_code == 302
    client = sign_in("office")
    page = text(client.get(at(form, "III.3")))
    assert "Đăng ngày 5/5" in page and "Giữ kết quả thẩm định lần 1" in page
    client.post(
        at(form, "III.3"), {"verdict": "keep", "item_pano": "on", "words": "Bài không nói về CCHC", "version": "0"}
    )
    assert AssessedAnswer.objects.get(stage="second").answer == {"checked": ["pano"]}
    assert client.post(at(form, step="finish"), {"version": version + 1}).status_code == 302
    assert "Bài không nói" not in text(sign_in("head").get(at(form, "III.3")))


def test_a_leader_approves_or_gives_back_with_words_that_a_unit_does_not_read_yet(sign_in, small, form):
    version = approved(small, form).version
    client = sign_in("leader")
    assert "Xin ghi rõ" in text(client.post(at(form, step="give_back"), {"version": version}), 422)
    client.post(at(form, step="give_back"), {"version": version, "reason": "Xem lại III.3"})
    assert "Xem lại III.3" in text(client.get(at(form)))
    assert "Xem lại III.3" not in text(sign_in("head").get(at(form)))


def test_the_authority_itself_has_a_form_under_its_name_that_only_overseers_read(sign_in, small):
    form = form_of(open_round(small, "district", ()), None)
    client = sign_in("office")
    assert "UBND huyện Tuy Phước" in said(text(client.get(reverse("round", args=[form.round_id]))))
    assert "Phiếu chấm điểm: UBND huyện Tuy Phước" in text(client.get(at(form)))
    assert "phiếu của UBND huyện Tuy Phước" in said(text(client.get(reverse("my_duties"))))
    typed = {"numerator": "9", "denominator": "10", "words": "Theo báo cáo năm", "version": "0"}
    assert client.post(at(form, "III.1"), typed).status_code == 302
    assert sign_in("leader").get(at(form, "III.1")).status_code == 200
    assert sign_in("head").get(at(form)).status_code == 404


def test_what_waits_in_rounds_is_told_on_the_first_page(sign_in, small):
    form = form_of(open_round(small, agencies=("phong-tu-phap", "phong-noi-vu")))
    page = said(text(sign_in("reporter").get(reverse("my_duties"))))
    assert "phiếu của Phòng Tư pháp đang chờ bạn, tự chấm, hạn 20/6/2023" in page
    assert "đang chờ bạn, tự chấm" not in said(text(sign_in("other").get(reverse("my_duties"))))
    assert "phiếu của Phòng Nội vụ" in said(text(sign_in("office").get(reverse("my_duties"))))
    sent(small, form)
    assert "2 phiếu đang chờ bạn" in said(text(sign_in("office").get(reverse("my_duties"))))
    assert "phiếu của Phòng Tư pháp" not in text(sign_in("reporter").get(reverse("my_duties")))


def test_the_published_round_shows_totals_to_everybody_and_lines_to_nobody_else(sign_in, small):
    found = open_round(small, agencies=("phong-tu-phap", "phong-noi-vu"))
    form = form_of(found)
    approved(small, form)
    address = reverse("round", args=[found.pk])
    assert sign_in("other").get(address).status_code == 404
    client, left = sign_in("leader"), form_of(found, "phong-noi-vu")
    typed = {"version": found.version, "decision": "12/QĐ-UBND"}
    assert "Xin ghi lý do" in text(client.post(reverse("round_publish", args=[found.pk]), typed), 422)
    typed[f"why_{left.pk}"] = "Mới sáp nhập"
    assert client.post(reverse("round_publish", args=[found.pk]), typed).status_code == 302
    client = sign_in("other")
    page = said(text(client.get(address)))
    assert "8,15" in page and "12/QĐ-UBND" in page and "Công bố không có đơn vị này: Mới sáp nhập" in page
    assert client.get(at(form)).status_code == 404
    page = said(text(sign_in("head").get(at(form, "III.3"))))
    assert "Đã thấy bài" in page


def rows_of(answer):
    return CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0).to_python()


def test_the_sheets_hold_what_the_viewer_may_read(sign_in, small):
    form = form_of(open_round(small))
    approved(small, form)
    book = reverse("assessment_xlsx", args=[form.pk])
    line = next(row for row in rows_of(sign_in("leader").get(book)) if row[0] == "III.3")
    assert line[4] == 2 and line[7:] == [1, "Bài báo không thấy đăng", "Đăng ngày 5/5", 2, "Đã thấy bài"]
    line = next(row for row in rows_of(sign_in("head").get(book)) if row[0] == "III.3")
    assert line[7:] == [
        1,
        "Bài báo không thấy đăng",
        "Đăng ngày 5/5",
        "",
        "",
    ]  # the second is told with the publication
    units = reverse("round_xlsx", args=[form.round_id])
    told = rows_of(sign_in("monitor").get(units))
    assert next(r for r in told if r[0] == "Phòng Tư pháp")[:7] == ["Phòng Tư pháp", "Đã duyệt", 4, 4, 8.15, 7.15, 8.15]
    assert any("Chưa công bố" in str(cell) for row in told for cell in row)
    told = rows_of(sign_in("head").get(units))
    assert next(row for row in told if row[0] == "Phòng Tư pháp")[4:7] == [8.15, 7.15, ""]


def test_nobody_of_the_assessed_agency_is_offered_the_appraisal(sign_in, small):
    form = form_of(open_round(small, agencies=("phong-noi-vu",)), "phong-noi-vu")
    fill(small.viewer("office"), form)
    steps.submit(small.viewer("office"), form.pk)
    client = sign_in("office")
    assert "Thẩm định lần 1" not in {each.text for each in html.fromstring(text(client.get(at(form)))).xpath("//h2")}
    assert not fields(text(client.get(at(form, "III.3"))))
    for step in ("accept", "finish", "unlock"):
        assert client.post(at(form, step=step), {"version": 2}).status_code == 404
    assert client.post(at(form, "III.3"), {"verdict": "accept", "version": "0"}).status_code == 404
    assert "verdict" in fields(text(sign_in("leader").get(at(form, "III.3"))))


def test_after_the_due_date_the_form_is_shut_until_the_office_opens_it(sign_in, small, form, settings):
    client = sign_in("head")
    settings.PARINDEX_TODAY = date(2023, 6, 21)
    assert "Hạn tự chấm là ngày 20/06/2023 đã qua" in text(client.get(at(form)))
    typed = {"done": "no", "version": "0", "words": "Chưa"}
    page = client.post(at(form, "III.2"), typed)
    assert page.status_code == 422 and "đã qua" in page.content.decode()
    client = sign_in("office")
    settings.PARINDEX_TODAY = date(2023, 6, 21)
    typed = {"until": "25/6/2023", "reason": "Mất điện", "version": form.version}
    assert client.post(at(form, step="unlock"), typed).status_code == 302
    assert client.get(at(form)).status_code == 200


def test_pages_make_a_constant_number_of_queries(sign_in, small):
    found = open_round(small, agencies=("phong-tu-phap", "phong-noi-vu"))
    form = form_of(found)
    say(small.viewer("head"), form, "III.1", {"ratio": ["1", "2"]})
    client = sign_in("leader")

    def made(address):
        client.get(address)
        with CaptureQueriesContext(connection) as caught:
            text(client.get(address))
        return len(caught)

    addresses = (reverse("rounds"), reverse("round", args=[found.pk]), at(form), at(form, "III.1"))
    few = [made(address) for address in addresses]
    asked(small, form)
    fill(small.viewer("office"), form_of(found, "phong-noi-vu"))
    many = [made(address) for address in addresses]
    # The history lines' agencies and the steps are one query each, whatever their number.
    assert all(after <= before + 1 for before, after in zip(few, many, strict=True)), (few, many)
