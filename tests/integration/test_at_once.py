"""Two who write at once: on PostgreSQL the second waits, then sees what the first wrote (SQLite has one writer)."""

import threading
from datetime import date

import pytest
from django.db import close_old_connections, connection, transaction

from parindex.core.errors import InputError
from parindex.records.actions import assessment as steps
from parindex.records.actions import evidence as evidence_actions
from parindex.records.actions import obligation as actions
from parindex.records.actions import plan as plans
from parindex.records.actions import round as rounds
from parindex.records.actions import submission as submissions
from parindex.records.actions.history import Conflict
from parindex.records.models import AssessedAnswer, Assessment, Obligation, Plan, Submission
from parindex.records.permissions import NotFound
from tests.factories.assessment import approved, form_of, open_round, say
from tests.factories.programme import small_programme

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite: mỗi lúc chỉ một người ghi"),
]


@pytest.fixture
def together():
    return small_programme()


def while_held(held, first, second, model=Obligation):
    """`second` begins while `first` has written and not yet committed; returns what `second` raised."""
    raised: list[Exception] = []

    def run():
        try:
            second()
        except (InputError, NotFound) as error:
            raised.append(error)
        finally:
            close_old_connections()
            connection.close()

    other = threading.Thread(target=run)
    with transaction.atomic():
        list(model.objects.select_for_update().filter(pk=held.pk))
        other.start()
        other.join(1)
        assert other.is_alive(), "the second waits for the first"
        first()
    other.join(30)
    return raised


def test_two_who_extend_at_once(together):
    duty = together.obligation("phong-tu-phap", date(2023, 6, 19))
    office, leader = together.viewer("office"), together.viewer("leader")
    raised = while_held(
        duty,
        lambda: actions.extend(office, duty.pk, date(2023, 7, 3), "Bão", version=duty.version),
        lambda: actions.extend(leader, duty.pk, date(2023, 8, 3), "Lũ", version=duty.version),
    )
    assert [type(error) for error in raised] == [Conflict]
    duty.refresh_from_db()
    assert duty.due == date(2023, 7, 3)


def test_two_who_send_at_once(together):
    duty = together.obligation("phong-tu-phap", date(2023, 6, 19))
    reporter, head, office = (together.viewer(name) for name in ("reporter", "head", "office"))
    submissions.save_draft(reporter, duty.pk, "Xong")
    kept = evidence_actions.add_link(
        reporter, duty.agency_id, "Báo cáo", "https://a.example/", date(2023, 6, 1), date(2023, 6, 10)
    )
    submissions.attach(reporter, duty.pk, kept.pk)
    raised = while_held(duty, lambda: submissions.send(head, duty.pk), lambda: submissions.send(office, duty.pk))
    assert "chờ duyệt" in str(raised[0])
    assert Submission.objects.count() == 1


def test_what_is_begun_while_the_plan_is_taken_back_is_not_lost_in_it(together):
    duty = together.obligation("phong-tu-phap", date(2023, 6, 19))
    office, reporter = together.viewer("office"), together.viewer("reporter")
    version = Plan.objects.get().versions.get()
    raised = while_held(
        duty,
        lambda: plans.undo(office, version.pk, "Nhầm"),
        lambda: submissions.save_draft(reporter, duty.pk, "Xong"),
    )
    assert [type(error) for error in raised] == [NotFound]
    assert not Submission.objects.exists()


def test_two_who_answer_a_criterion_at_once(together):
    form = form_of(open_round(together))
    head, reporter = together.viewer("head"), together.viewer("reporter")
    raised = while_held(
        form,
        lambda: say(head, form, "III.1", {"ratio": ["1", "2"]}, seen=0),
        lambda: say(reporter, form, "III.1", {"ratio": ["2", "2"]}, seen=0),
        Assessment,
    )
    assert [type(error) for error in raised] == [Conflict]
    assert AssessedAnswer.objects.get().answer == {"ratio": ["1", "2"]}


def test_nobody_takes_a_step_in_a_round_that_is_being_published(together):
    form = approved(together, form_of(open_round(together)))
    office, leader = together.viewer("office"), together.viewer("leader")
    raised = while_held(
        form,
        lambda: rounds.publish(office, form.round_id, "12/QĐ-UBND", {}),
        lambda: steps.give_back(leader, form.pk, "Xem lại"),
        Assessment,
    )
    assert [str(error) for error in raised] == ["Đợt đánh giá này đã công bố nên không ghi thêm được."]
    form.refresh_from_db()
    assert form.state == Assessment.State.APPROVED


def test_a_step_that_comes_first_is_seen_by_who_publishes(together):
    form = approved(together, form_of(open_round(together)))
    office, leader = together.viewer("office"), together.viewer("leader")
    raised = while_held(
        form,
        lambda: steps.give_back(leader, form.pk, "Xem lại"),
        lambda: rounds.publish(office, form.round_id, "12/QĐ-UBND", {}),
        Assessment,
    )
    assert len(raised) == 1 and "Chưa có phiếu nào được lãnh đạo duyệt" in str(raised[0])
