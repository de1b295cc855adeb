"""On 2025-07-01 communes were joined: who stands in a new one answers for the duties of those it took over from."""

from datetime import date

import pytest
from django.core import mail

from parindex.records.actions import comment as comments
from parindex.records.actions import programme as programmes
from parindex.records.actions import submission as submissions
from parindex.records.actions import user as users
from parindex.records.permissions import NotFound, Role
from parindex.records.queries import board, obligation
from tests.factories.programme import AT, PASSWORD, TODAY

BEFORE, AFTER = date(2025, 6, 30), date(2025, 7, 1)


@pytest.fixture
def heir(small):
    by = programmes.command_line(TODAY, AT, small.programme.pk)
    user, _ = users.add_user(by, "heir", "Người kế tục", "heir@parindex.example", PASSWORD, must_change=False)
    users.give_role(by, user.pk, Role.HEAD, small.agency("xa-tuy-phuoc").pk)
    small.users["heir"] = user
    return "heir"


@pytest.fixture
def inherited(small):
    return small.obligation("thi-tran-tuy-phuoc", date(2023, 6, 30), "Viết")


def test_a_successor_sees_and_answers_from_the_day_its_predecessor_has_ended(small, heir, inherited):
    assert inherited not in obligation.own(small.viewer(heir, BEFORE))
    with pytest.raises(NotFound):
        submissions.save_draft(small.viewer(heir, BEFORE), inherited.pk, "Đã làm")
    assert inherited in obligation.own(small.viewer(heir, AFTER))
    assert submissions.save_draft(small.viewer(heir, AFTER), inherited.pk, "Đã làm").words == "Đã làm"


def test_a_successor_answers_for_its_own_predecessors_alone(small, heir):
    other = small.obligation("xa-phuoc-son", date(2023, 6, 30), "Viết")
    with pytest.raises(NotFound):
        obligation.find(small.viewer(heir, AFTER), other.pk)


def test_reminders_for_what_has_ended_reach_the_successor(small, heir, inherited):
    office = small.viewer("office", AFTER)
    assert inherited.pk in {row.obligation.pk for row in board.to_remind(office)}
    comments.remind(office, [inherited.pk])
    assert [message.to for message in mail.outbox] == [["heir@parindex.example"]]
