"""Evidence on the duty's page and on its own: attaching, refusing, downloading, links, revisions."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from parindex.records.actions import evidence as actions
from parindex.records.actions import submission as submissions
from parindex.records.models import Evidence, Submission
from tests.factories.pages import text
from tests.integration.test_submissions import PDF

JUNE = (date(2023, 6, 1), date(2023, 6, 15))


@pytest.fixture
def duty(small):
    return small.obligation("phong-tu-phap", date(2023, 6, 19))


@pytest.fixture
def kept(small, duty):
    """A file that stands in a draft."""
    found = actions.add_file(small.viewer("reporter"), duty.agency_id, "bao-cao.pdf", PDF, *JUNE)
    submissions.save_draft(small.viewer("reporter"), duty.pk, "Đã làm")
    submissions.attach(small.viewer("reporter"), duty.pk, found.pk, "2")
    return found


def work(version=0, **typed):
    return {"words": "Đã làm", "version": version, "start": "1/6/2023", "end": "15/6/2023"} | typed


def upload(name, data=PDF):
    return SimpleUploadedFile(name, data, "application/pdf")


def test_several_files_and_a_link_go_with_the_words_in_one_form(sign_in, duty):
    typed = work(
        files=[upload("một.pdf"), upload("hai.pdf", PDF + b"\n")],
        link="https://bao-cao.example/1",
        link_name="Bài báo",
        words="Giữ lời này",
    )
    page = text(sign_in("reporter").post(reverse("evidence_add", args=[duty.pk]), typed, follow=True))
    assert "Giữ lời này" in page
    assert {one.name for one in Evidence.objects.all()} == {"một.pdf", "hai.pdf", "Bài báo"}
    for name in ("một.pdf", "hai.pdf", "Bài báo"):
        assert name in page


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"files": [upload("x.pdf", b"MZ" + b"\0" * 64)]}, "là chương trình"),
        ({"files": [upload("x.pdf", b"")]}, "tệp rỗng"),
        ({"files": [upload("mat.pdf")], "secret": "on"}, "bí mật nhà nước"),
        ({"link": "javascript:alert(1)"}, "https://"),
        ({"files": [upload("x.pdf")], "end": "1/5/2023"}, "ngày kết thúc"),
        ({"files": [upload("x.pdf")], "end": ""}, "Hãy điền “Nói về thời gian từ … đến …”"),
    ],
)
def test_what_may_not_be_kept_is_refused_with_its_reason_and_the_words_stay(sign_in, duty, typed, said):
    for value in typed.get("files", []):
        value.seek(0)
    page = text(sign_in("reporter").post(reverse("evidence_add", args=[duty.pk]), work(**typed, words="Lời tôi")), 422)
    assert said in page
    assert "Lời tôi" in page
    assert not Evidence.objects.exists()
    assert not Submission.objects.exists(), "words and evidence are kept together or not at all"


def test_attaching_nothing_says_so(sign_in, duty):
    page = text(sign_in("reporter").post(reverse("evidence_add", args=[duty.pk]), work()), 422)
    assert "chưa có gì để đính kèm" in page


def test_what_was_handed_in_before_can_be_chosen_again(sign_in, small, kept):
    monthly = small.obligation("phong-tu-phap", date(2023, 6, 30), "Tổng hợp")
    reporter = sign_in("reporter")
    assert str(kept.pk) in text(reporter.get(reverse("obligation", args=[monthly.pk])))
    text(reporter.post(reverse("evidence_add", args=[monthly.pk]), work(earlier=str(kept.pk)), follow=True))
    assert Submission.objects.get(obligation=monthly).evidence.get().evidence == kept
    elsewhere = small.obligation("xa-phuoc-son", date(2023, 6, 30), "Viết")
    refused = sign_in("other").post(reverse("evidence_add", args=[elsewhere.pk]), work(earlier=str(kept.pk)))
    assert refused.status_code == 422
    assert not Submission.objects.filter(obligation=elsewhere).exists()


def test_taking_evidence_off_saves_what_was_typed(sign_in, duty, kept):
    draft = Submission.objects.get(obligation=duty)
    address = reverse("evidence_remove", args=[duty.pk, kept.pk])
    reporter = sign_in("reporter")
    page = text(reporter.post(address, work(draft.version, words="Sửa lời"), follow=True))
    assert "Đã bỏ tài liệu" in page
    assert "Sửa lời" in page
    assert not draft.evidence.exists()
    assert Evidence.objects.filter(pk=kept.pk).exists()
    again = reporter.post(address, work(Submission.objects.get(obligation=duty).version, words="Sửa lời"))
    assert "không còn ở bản nháp" in text(again, 422)


def test_a_file_is_only_ever_a_download(sign_in, small, duty, kept):
    response = sign_in("head").get(reverse("evidence", args=[kept.pk]))
    assert response.content == PDF
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert response["Content-Type"] == "application/pdf"
    for stranger in ("other", "other_head", "office", "admin"):
        assert sign_in(stranger).get(reverse("evidence", args=[kept.pk])).status_code == 404, stranger
        assert sign_in(stranger).get(reverse("evidence_versions", args=[kept.pk])).status_code == 404, stranger
    submissions.send(small.viewer("head"), duty.pk)
    assert sign_in("office").get(reverse("evidence", args=[kept.pk])).status_code == 200


def test_a_name_without_its_ending_gets_one(sign_in, small, duty):
    found = actions.add_file(small.viewer("reporter"), duty.agency_id, "báo cáo", PDF, *JUNE)
    assert "pdf" in sign_in("head").get(reverse("evidence", args=[found.pk]))["Content-Disposition"]


def test_a_link_warns_before_it_leads_outside(sign_in, small, duty):
    link = "https://bao-cao.example/1?a=1&b=2"
    found = actions.add_link(small.viewer("reporter"), duty.agency_id, "Bài báo", link, *JUNE)
    page = text(sign_in("head").get(reverse("evidence", args=[found.pk])))
    assert "không thuộc Parindex" in page
    assert 'href="https://bao-cao.example/1?a=1&amp;b=2" rel="noopener noreferrer' in page


def test_a_revision_stands_in_drafts_and_what_was_sent_keeps_its_own(sign_in, small, duty, kept):
    submissions.send(small.viewer("head"), duty.pk)
    monthly = small.obligation("phong-tu-phap", date(2023, 6, 30), "Tổng hợp")
    submissions.save_draft(small.viewer("reporter"), monthly.pk, "Đang viết")
    submissions.attach(small.viewer("reporter"), monthly.pk, kept.pk)
    address = reverse("evidence_versions", args=[kept.pk])
    head = sign_in("head")
    assert "Xin chọn một tệp mới" in text(head.post(address, {"start": "1/6/2023", "end": "15/6/2023"}), 422)
    typed = {"file": upload("bao-cao-sua.pdf", PDF + b"\n"), "start": "1/6/2023", "end": "15/6/2023"}
    page = text(head.post(address, typed, follow=True))
    assert "bao-cao.pdf" in page
    assert "bao-cao-sua.pdf" in page
    revision = Evidence.objects.get(name="bao-cao-sua.pdf")
    assert Submission.objects.get(obligation=monthly).evidence.get().evidence == revision
    assert Submission.objects.get(obligation=duty).evidence.get().evidence == kept
    assert "đã có bản mới hơn" in text(head.get(address))
    typed["file"].seek(0)
    assert "đã có bản mới hơn" in text(head.post(address, typed), 422)
    assert "bao-cao-sua.pdf" not in text(sign_in("office").get(address)), "unsent revisions are the agency's own affair"
    assert sign_in("office").post(address, {}).status_code == 422
    assert sign_in("monitor").post(address, {}).status_code == 404
