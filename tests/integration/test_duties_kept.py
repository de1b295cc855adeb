"""What a duty keeps from harm: dates that cannot be, drafts that are nobody else's, figures to the last digit, mail."""

from datetime import date
from decimal import Decimal

import pytest

from parindex.core.errors import InputError
from parindex.records.actions import comment as comments
from parindex.records.actions import evidence as evidence_actions
from parindex.records.actions import obligation as actions
from parindex.records.actions import review as reviews
from parindex.records.actions import submission as submissions
from parindex.records.actions import user as users
from parindex.records.actions.submission import FigureInput
from parindex.records.models import Target, Term
from parindex.records.queries import board, history
from tests.factories.programme import AT, TODAY, another_programme


@pytest.fixture
def once(small):
    return small.obligation("phong-tu-phap", date(2023, 6, 19))


@pytest.fixture
def waiting(small):
    return small.obligation("xa-phuoc-son", None, "Công khai")


@pytest.fixture
def counted(small):
    return small.obligation("phong-tu-phap", date(2023, 6, 30), "Viết")


def test_an_entered_date_opens_the_duty_thirty_days_before(small, waiting):
    entered = actions.enter_date(small.viewer("office"), waiting.pk, date(2023, 12, 31), "Công văn 1")
    assert entered.opens == date(2023, 12, 1)


@pytest.mark.parametrize("due", [date(2023, 3, 31), date(1, 1, 2)])
def test_a_date_before_the_plan_takes_effect_is_refused(small, waiting, due):
    with pytest.raises(InputError, match="hiệu lực từ ngày 1/4/2023"):
        actions.enter_date(small.viewer("office"), waiting.pk, due, "Công văn 1")


def test_a_cancelled_duty_takes_no_date_and_no_request(small, waiting, once):
    for duty in (waiting, once):
        actions.cancel(small.viewer("office"), duty.pk, "Trùng")
    with pytest.raises(InputError, match="đã hủy"):
        actions.enter_date(small.viewer("office"), waiting.pk, date(2023, 12, 31), "Công văn 1")
    with pytest.raises(InputError, match="đã hủy"):
        actions.ask_extension(small.viewer("head"), once.pk, date(2023, 7, 3), "Chờ tài liệu")


def test_an_event_is_not_due_before_it_happened(small):
    term = Term.objects.get(kind="event", replaced=False)
    agency = small.agency("xa-phuoc-son")
    with pytest.raises(InputError, match="trước ngày xảy ra"):
        actions.record_event(
            small.viewer("office"), term.pk, date(2023, 6, 10), "Hồ sơ 1", [agency.pk], date(2023, 6, 1)
        )


def handed_in(small, duty):
    reporter = small.viewer("reporter")
    submissions.save_draft(reporter, duty.pk, "Đã làm xong phần nháp")
    kept = evidence_actions.add_link(
        reporter, duty.agency_id, "Báo cáo", "https://a.example/", date(2023, 6, 1), date(2023, 6, 10)
    )
    submissions.attach(reporter, duty.pk, kept.pk)
    return kept, submissions.send(small.viewer("head"), duty.pk)


def test_the_history_tells_nobody_a_drafts_words_until_it_is_sent(small, once):
    submissions.save_draft(small.viewer("reporter"), once.pk, "Đã làm xong phần nháp")
    for who in ("monitor", "leader", "admin"):
        said = [(line.words, line.changes) for line in history.visible(small.viewer(who))]
        assert "phần nháp" not in str(said)
    handed_in(small, once)
    said = [(line.words, line.changes) for line in history.visible(small.viewer("monitor"))]
    assert "phần nháp" in str(said)


def test_what_is_handed_in_again_rests_on_the_newest_revision(small, once):
    kept, sent = handed_in(small, once)
    reviews.give_back(small.viewer("office"), sent.pk, "Sửa báo cáo")
    revised = evidence_actions.add_link(
        small.viewer("reporter"), once.agency_id, "Báo cáo", "https://a.example/2", date(2023, 6, 1),
        date(2023, 6, 10), revises=kept.pk,
    )  # fmt: skip
    draft = submissions.save_draft(small.viewer("reporter"), once.pk, "Đã sửa")
    assert [use.evidence for use in draft.evidence.all()] == [revised]
    assert [use.evidence for use in sent.evidence.all()] == [kept]


def test_what_a_cancelled_duty_handed_in_is_not_reviewed(small, once):
    _, sent = handed_in(small, once)
    actions.cancel(small.viewer("office"), once.pk, "Trùng")
    with pytest.raises(InputError, match="đã hủy"):
        reviews.accept(small.viewer("office"), sent.pk)


@pytest.mark.parametrize("number", ["123456789.123456", "123456789012345", "0", "0.000001"])
def test_a_figure_comes_back_to_the_last_digit(small, counted, number):
    figures = [FigureInput(counted.task.targets.get().pk, Decimal(number))]
    draft = submissions.save_draft(small.viewer("reporter"), counted.pk, "Đã viết", figures)
    assert draft.figures.get().numerator == Decimal(number)


@pytest.mark.parametrize("number", ["1e30", "0.0000001", "NaN", "Infinity", "1234567890123456", "1234567890.1234567"])
def test_a_figure_that_a_database_would_round_is_refused(small, counted, number):
    figures = [FigureInput(counted.task.targets.get().pk, Decimal(number))]
    with pytest.raises(InputError, match="quá dài"):
        submissions.save_draft(small.viewer("reporter"), counted.pk, "Đã viết", figures)


def test_a_figure_of_a_duty_without_periods_is_of_the_plans_year(small, once):
    target = Target.objects.create(
        programme=small.programme, task=once.task, order=0, data={"at_least": "5", "unit": "cuộc"}
    )
    draft = submissions.save_draft(
        small.viewer("reporter"), once.pk, "Đã kiểm tra", [FigureInput(target.pk, Decimal(5))]
    )
    assert (draft.figures.get().period, draft.figures.get().unit) == ("2023", "cuộc")


def test_a_mail_server_that_fails_for_one_agency_leaves_the_others_reminded(small, monkeypatch):
    def send_mail(subject, *_):
        if "Tư pháp" in subject:
            raise OSError("connection refused")

    monkeypatch.setattr(comments, "send_mail", send_mail)
    rows = board.to_remind(small.viewer("monitor"))
    with pytest.raises(InputError, match="Phòng Tư pháp"):
        comments.remind(small.viewer("monitor"), [row.obligation.pk for row in rows])
    assert {row.obligation.agency.key for row in board.to_remind(small.viewer("monitor"))} == {"phong-tu-phap"}


def test_two_who_remind_at_once_send_once(small, monkeypatch):
    rows = board.to_remind(small.viewer("monitor"))
    chosen = [row.obligation.pk for row in rows]
    assert comments.remind(small.viewer("monitor"), chosen).letters > 0
    monkeypatch.setattr(board, "to_remind", lambda _by: rows)  # as the second had read it before
    assert comments.remind(small.viewer("office"), chosen) == comments.Reminded()


def test_a_changed_password_shows_only_where_its_owner_has_a_role(small):
    other, _ = another_programme()
    users.change_password(other.users["stranger"], "mật-khẩu-mới-rất-dài", TODAY, AT)
    users.change_password(small.users["head"], "mật-khẩu-mới-rất-dài", TODAY, AT)
    lines = history.visible(small.viewer("monitor")).filter(verb="change_password")
    assert [line.actor_name for line in lines] == ["Người head"]


@pytest.mark.parametrize(
    ("start", "end", "proves"),
    [
        (date(2023, 4, 3), date(2023, 4, 3), True),  # done early, before the duty opened
        (date(2023, 6, 15), date(2023, 6, 15), True),
        (date(2022, 6, 1), date(2023, 3, 31), False),  # before the plan took effect
        (date(2023, 7, 1), date(2030, 1, 1), False),  # not yet
    ],
)
def test_evidence_of_a_single_date_speaks_of_the_days_from_the_plan_on(small, once, start, end, proves):
    reporter = small.viewer("reporter")
    submissions.save_draft(reporter, once.pk, "Đã kiểm tra")
    kept = evidence_actions.add_link(reporter, once.agency_id, "Báo cáo", "https://a.example/", start, end)
    submissions.attach(reporter, once.pk, kept.pk)
    if proves:
        assert submissions.send(small.viewer("head"), once.pk).sent_on == TODAY
    else:
        with pytest.raises(InputError, match="không thuộc kỳ"):
            submissions.send(small.viewer("head"), once.pk)
