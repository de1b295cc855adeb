"""Handing in, returning, handing in again, accepting, opening again; evidence, figures, comments, reminders."""

from datetime import date
from decimal import Decimal

import pytest
from django.core import mail

from parindex.core.errors import InputError
from parindex.records.actions import comment as comments
from parindex.records.actions import evidence as evidence_actions
from parindex.records.actions import file as files
from parindex.records.actions import review as reviews
from parindex.records.actions import submission as actions
from parindex.records.actions.comment import Reminded
from parindex.records.actions.history import Conflict
from parindex.records.actions.submission import FigureInput
from parindex.records.models import Evidence, Submission, Target
from parindex.records.permissions import NotFound
from parindex.records.queries import board, evidence, obligation, search, submission
from tests.factories.programme import TODAY

PDF = (
    b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
    b"2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
)


@pytest.fixture
def duty(small):
    """Due on 19 June, for Phòng Tư pháp, without a target."""
    return small.obligation("phong-tu-phap", date(2023, 6, 19))


def ready(small, duty, by="reporter", start=date(2023, 6, 1), end=date(2023, 6, 15)):
    viewer = small.viewer(by)
    draft = actions.save_draft(viewer, duty.pk, "Đã kiểm tra 14 nơi")
    kept = evidence_actions.add_link(viewer, duty.agency_id, "Báo cáo", "https://bao-cao.example/1", start, end)
    actions.attach(viewer, duty.pk, kept.pk, "2")
    return draft


def state(small, duty, on=TODAY):
    return obligation.state_of(obligation.find(small.viewer("office", on), duty.pk), on)


def test_the_whole_way_from_draft_to_accepted(small, duty):
    ready(small, duty)
    assert state(small, duty).workflow == "draft"
    with pytest.raises(NotFound):
        actions.send(small.viewer("reporter"), duty.pk)
    sent = actions.send(small.viewer("head"), duty.pk)
    assert (state(small, duty).workflow, state(small, duty).review) == ("sent", "waiting")
    with pytest.raises(NotFound):
        reviews.accept(small.viewer("head"), sent.pk)
    with pytest.raises(InputError, match="bổ sung"):
        reviews.give_back(small.viewer("office"), sent.pk, " ")
    reviews.give_back(small.viewer("office", date(2023, 6, 20)), sent.pk, "Thiếu ảnh")
    returned = state(small, duty, date(2023, 6, 26))
    assert (returned.review, returned.timing, returned.key) == ("returned", "late", "late")
    again = actions.save_draft(small.viewer("reporter", date(2023, 6, 21)), duty.pk, "Đã bổ sung ảnh")
    assert again.number == 2
    assert again.evidence.count() == 1, "evidence of the returned submission serves the next"
    resent = actions.send(small.viewer("head", date(2023, 6, 21)), duty.pk)
    reviews.accept(small.viewer("office", date(2023, 6, 23)), resent.pk)
    done = state(small, duty, date(2023, 6, 26))
    assert (done.done, done.timing, done.late_days, done.key) == (True, "met_late", 2, "done_late")


def test_the_state_of_a_past_day_does_not_know_what_came_later(small, duty):
    ready(small, duty)
    sent = actions.send(small.viewer("head"), duty.pk)
    reviews.accept(small.viewer("office", date(2023, 6, 20)), sent.pk)
    assert state(small, duty, date(2023, 6, 19)).review == "waiting"
    assert state(small, duty, date(2023, 6, 20)).review == "accepted"


def test_opening_again_takes_the_acceptance_back_with_a_reason(small, duty):
    ready(small, duty)
    sent = actions.send(small.viewer("head"), duty.pk)
    reviews.accept(small.viewer("office"), sent.pk)
    with pytest.raises(InputError, match="mở lại"):
        actions.save_draft(small.viewer("reporter"), duty.pk, "Sửa")
    with pytest.raises(InputError, match="lý do"):
        reviews.reopen(small.viewer("office"), sent.pk, "")
    reviews.reopen(small.viewer("office"), sent.pk, "Số liệu sai")
    assert state(small, duty).review == "returned"
    assert actions.save_draft(small.viewer("reporter"), duty.pk, "Sửa").number == 2


def test_a_reporter_sends_only_when_the_head_lets_them(small, duty):
    from parindex.records.actions import user as users
    from parindex.records.models import Membership

    ready(small, duty)
    membership = Membership.objects.get(user=small.users["reporter"])
    with pytest.raises(NotFound):
        users.let_send(small.viewer("other_head"), membership.pk, True)
    users.let_send(small.viewer("head"), membership.pk, True)
    assert actions.send(small.viewer("reporter"), duty.pk).sent_on == TODAY


def test_sending_asks_for_words_figures_and_evidence(small):
    standing = small.obligation("phong-tu-phap", date(2023, 6, 30), "Viết")
    actions.save_draft(small.viewer("reporter"), standing.pk, "")
    with pytest.raises(InputError) as problem:
        actions.send(small.viewer("head"), standing.pk)
    assert "kết quả thực hiện" in str(problem.value)
    assert "số liệu" in str(problem.value)
    assert "tài liệu" in str(problem.value)


def test_zero_is_a_figure_and_blank_is_not(small):
    standing = small.obligation("phong-tu-phap", date(2023, 6, 30), "Viết")
    target = standing.task.targets.get()
    draft = actions.save_draft(small.viewer("reporter"), standing.pk, "Chưa có", [])
    assert any("số liệu" in problem for problem in actions.missing(standing, draft))
    draft = actions.save_draft(
        small.viewer("reporter"), standing.pk, "Chưa có", [FigureInput(target.pk, Decimal("0"))], draft.version
    )
    assert not any("số liệu" in problem for problem in actions.missing(standing, draft))
    figure = draft.figures.get()
    assert (figure.numerator, figure.denominator, figure.period) == (0, None, "2023-Q2")


def test_evidence_must_prove_the_right_period(small):
    monthly = small.obligation("phong-tu-phap", date(2023, 5, 31), "Tổng hợp")
    ready(small, monthly, start=date(2022, 5, 1), end=date(2022, 5, 31))
    with pytest.raises(InputError, match="không thuộc kỳ"):
        actions.send(small.viewer("head"), monthly.pk)
    kept = evidence_actions.add_link(
        small.viewer("reporter"),
        monthly.agency_id,
        "Đúng kỳ",
        "https://a.example/",
        date(2023, 5, 1),
        date(2023, 5, 31),
    )
    actions.attach(small.viewer("reporter"), monthly.pk, kept.pk)
    actions.detach(small.viewer("reporter"), monthly.pk, Evidence.objects.get(name="Báo cáo").pk)
    assert actions.send(small.viewer("head"), monthly.pk).sent_on == TODAY


def test_a_file_is_kept_once_by_its_content_and_read_back_whole(small, duty):
    first = evidence_actions.add_file(
        small.viewer("reporter"), duty.agency_id, "a.pdf", PDF, date(2023, 6, 1), date(2023, 6, 30)
    )
    second = evidence_actions.add_file(
        small.viewer("reporter"), duty.agency_id, "b.pdf", PDF, date(2023, 6, 1), date(2023, 6, 30), revises=first.pk
    )
    assert first.file_id == second.file_id
    assert files.read(first.file) == PDF
    files.path_of(first.file).write_bytes(b"changed")
    with pytest.raises(InputError, match="hỏng"):
        files.read(first.file)


def test_a_secret_document_is_refused_with_the_reason(small, duty):
    with pytest.raises(InputError, match="bí mật nhà nước"):
        evidence_actions.add_file(
            small.viewer("reporter"), duty.agency_id, "a.pdf", PDF, date(2023, 6, 1), date(2023, 6, 30), secret=True
        )
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("link", ["javascript:alert(1)", "ftp://x.example/a", "https://", "https://[", "bao-cao"])
def test_a_link_must_be_a_web_address(small, duty, link):
    with pytest.raises(InputError, match="https"):
        evidence_actions.add_link(
            small.viewer("reporter"), duty.agency_id, "x", link, date(2023, 6, 1), date(2023, 6, 30)
        )


def test_nobody_else_sees_an_agencys_files_drafts_or_search_hits(small, duty):
    ready(small, duty)
    kept = Evidence.objects.get()
    for stranger in ("other", "other_head", "admin"):
        with pytest.raises(NotFound):
            evidence.find(small.viewer(stranger), kept.pk)
        assert not search.search(small.viewer(stranger), "bao cao").evidence
    assert search.search(small.viewer("reporter"), "bao cao").evidence == [kept]
    assert submission.draft(small.viewer("other"), duty) is None
    assert submission.of(small.viewer("monitor"), duty) == []
    with pytest.raises(NotFound):
        evidence.find(small.viewer("monitor"), kept.pk)
    actions.send(small.viewer("head"), duty.pk)
    assert evidence.find(small.viewer("monitor"), kept.pk) == kept
    assert len(submission.of(small.viewer("monitor"), duty)) == 1


def test_an_edit_upon_an_edit_is_shown_not_overwritten(small, duty):
    first = actions.save_draft(small.viewer("reporter"), duty.pk, "Bản A")
    actions.save_draft(small.viewer("head"), duty.pk, "Bản B", version=first.version)
    with pytest.raises(Conflict):
        actions.save_draft(small.viewer("reporter"), duty.pk, "Bản C", version=first.version)
    assert Submission.objects.get().words == "Bản B"


def test_comments_are_for_those_who_see_the_duty(small, duty):
    comments.comment(small.viewer("other"), duty.pk, "Xã sẵn sàng phối hợp")
    monthly = small.obligation("phong-tu-phap", date(2023, 6, 30), "Tổng hợp")
    with pytest.raises(NotFound):
        comments.comment(small.viewer("other"), monthly.pk, "x")
    with pytest.raises(NotFound):
        comments.comment(small.viewer("admin"), duty.pk, "x")


def test_reminding_sends_one_message_an_agency_and_nothing_twice(small, duty):
    rows = board.to_remind(small.viewer("monitor"))
    assert duty.pk in {row.obligation.pk for row in rows}
    told = comments.remind(small.viewer("monitor"), [row.obligation.pk for row in rows])
    assert told.letters == len(mail.outbox)
    assert len(told.without_address) == _without_address(small, rows)
    assert told.letters + len(told.without_address) == len({row.obligation.agency_id for row in rows})
    assert "Phòng Tư pháp" not in told.without_address
    assert "Phòng Tư pháp" in " ".join(message.subject for message in mail.outbox)
    assert board.to_remind(small.viewer("monitor")) == []
    assert comments.remind(small.viewer("monitor"), [duty.pk]) == Reminded()
    with pytest.raises(NotFound):
        comments.remind(small.viewer("head"), [duty.pk])


def _without_address(small, rows):
    have = {small.agency("phong-tu-phap").pk, small.agency("xa-phuoc-son").pk}
    return len({row.obligation.agency_id for row in rows} - have)


def share(small, duty, **data):
    return Target.objects.create(programme=small.programme, task=duty.task, order=0, data={"unit": "%"} | data)


def drafted(small, duty, target, numerator, denominator, cut_off=TODAY):
    figure = FigureInput(target.pk, Decimal(numerator), Decimal(denominator), cut_off)
    return actions.save_draft(small.viewer("reporter"), duty.pk, "Đã làm", [figure])


def test_a_share_is_no_more_than_the_whole(small, duty):
    target = share(small, duty, at_least="95")
    with pytest.raises(InputError, match="nhập ngược"):
        drafted(small, duty, target, 20, 14)
    assert drafted(small, duty, target, 20, 20).figures.count() == 1


@pytest.mark.parametrize("data", [{"increase_at_least": "20"}, {"at_least": "120"}])
def test_a_rise_and_a_target_above_the_whole_may_pass_it(small, duty, data):
    assert drafted(small, duty, share(small, duty, **data), 24, 20).figures.count() == 1


def test_figures_are_not_of_a_day_to_come(small, duty):
    target = share(small, duty, at_least="95")
    with pytest.raises(InputError, match="16/6/2023 chưa đến"):
        drafted(small, duty, target, 14, 14, date(2023, 6, 16))
