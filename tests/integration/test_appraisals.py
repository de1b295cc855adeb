"""Appraising, replying, approving and publishing: who may do and see what, and when."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parindex.core.errors import InputError
from parindex.records.actions import assessed_answer as answers
from parindex.records.actions import assessment as steps
from parindex.records.actions import round as rounds
from parindex.records.actions.history import Conflict
from parindex.records.models import (
    Assessment,
    History,
)
from parindex.records.permissions import NotFound, Role, Standing
from parindex.records.queries import assessed_answer as sheets
from parindex.records.queries import assessment as queries
from parindex.records.queries import round as round_queries
from tests.factories.assessment import (
    ANSWERS,
    approved,
    asked,
    fill,
    form_of,
    later,
    open_round,
    read,
    say,
    sent,
)
from tests.factories.programme import TODAY

State = Assessment.State


@pytest.fixture
def found(small):
    return open_round(small)


@pytest.fixture
def form(found):
    return form_of(found)


# Appraising


def test_an_appraiser_accepts_or_gives_another_answer_with_a_reason(small, form, office):
    sent(small, form)
    with pytest.raises(InputError, match="hãy ghi lý do"):
        say(office, form, "III.3", {"checked": ["pano"]}, "", "appraisal")
    with pytest.raises(InputError, match="lý do không công nhận"):
        say(office, form, "III.3", None, "", "appraisal")
    assert say(office, form, "III.1", ANSWERS["III.1"], "", "appraisal").points == Decimal("3.648")
    say(office, form, "III.3", None, "Không có ảnh", "appraisal")
    with pytest.raises(InputError, match="Còn 2 tiêu chí chưa thẩm định: III.2, IV"):
        steps.finish_appraisal(office, form.pk)
    assert answers.accept_rest(office, form.pk) == 2
    sheet = read(office, form)
    assert sheet.cards["self"].total == Fraction("8.148") and sheet.cards["appraisal"].total == Fraction("6.148")
    assert [each.id for each in sheet.lowered()] == ["III.3"]
    assert "III.3" not in queries.answers_of(form)


def test_what_was_appraised_before_the_unit_changed_it_does_not_stand(small, form, office, head):
    sent(small, form)
    answers.accept_rest(office, form.pk)
    steps.unlock(office, form.pk, TODAY, "Ghi nhầm")
    say(later(head), form, "III.1", {"ratio": ["500", "1000"]})
    steps.submit(later(head), form.pk)
    sheet = read(office, form)
    assert [each.id for each in sheet.not_appraised()] == ["III.1"]
    assert queries.answers_of(form)["III.1"] == {"ratio": ["500", "1000"]}


def test_without_lost_points_there_is_nothing_to_reply_to(small, form, office):
    sent(small, form)
    answers.accept_rest(office, form.pk)
    assert steps.finish_appraisal(office, form.pk).state == State.APPROVAL


def test_nobody_appraises_their_own_agency(small):
    """The office's own agency is looked at by somebody of the office who sits elsewhere, or by a leader."""
    form = form_of(open_round(small, agencies=("phong-noi-vu",)), "phong-noi-vu")
    office = small.viewer("office")
    fill(office, form)
    steps.submit(office, form.pk)
    with pytest.raises(NotFound):
        say(office, form, "III.3", {"checked": []}, "Xem lại", "appraisal")
    for act in (lambda: answers.accept_rest(office, form.pk), lambda: steps.finish_appraisal(office, form.pk)):
        with pytest.raises(NotFound):
            act()
    elsewhere = replace(office, standings=(Standing(Role.OFFICE, small.agency("van-phong").pk),))
    assert queries.Appraisers(elsewhere).may(form)
    leader = later(small.viewer("leader"))
    say(leader, form, "III.3", {"checked": []}, "Không thấy ảnh", "appraisal")
    assert queries.stages_seen(office, form) == {"self", "explanation"}
    assert "appraisal" not in {row.stage for row in read(office, form).said}


def test_a_leader_does_not_appraise_what_the_office_can(small, form):
    sent(small, form)
    with pytest.raises(NotFound):
        answers.accept_rest(small.viewer("leader"), form.pk)


# Replying, deciding, approving


def test_a_unit_replies_only_where_it_lost_points(small, form, head):
    asked(small, form)
    with pytest.raises(InputError, match="chỉ giải trình tiêu chí bị thẩm định thấp hơn"):
        say(later(head, 2), form, "III.1", None, "Xin xem lại", "explanation")
    with pytest.raises(InputError, match="hãy ghi giải trình"):
        say(later(head, 2), form, "III.3", None, "", "explanation")
    with pytest.raises(InputError, match="Hạn giải trình là ngày 05/07/2023 đã qua"):
        say(later(head, 2, date(2023, 7, 6)), form, "III.3", None, "Muộn", "explanation")
    say(later(head, 2), form, "III.3", None, "Đăng ngày 5/5", "explanation")
    assert steps.reply(later(head, 2), form.pk).state == State.SECOND


def test_who_agrees_goes_straight_to_the_leadership(small, form, head):
    asked(small, form)
    assert steps.reply(later(head, 2), form.pk).state == State.APPROVAL


def test_the_office_goes_on_once_the_day_for_replies_is_over(small, form, office):
    asked(small, form)
    with pytest.raises(InputError, match="đã qua"):
        steps.reply(later(small.viewer("head"), 2, date(2023, 7, 6)), form.pk)
    assert steps.reply(later(office, 2, date(2023, 7, 6)), form.pk).state == State.APPROVAL


def test_the_office_does_not_close_the_reply_of_another_agency_before_its_day(small, form, head, office):
    asked(small, form)
    with pytest.raises(NotFound):
        steps.reply(later(office, 2), form.pk)
    assert form_of(form.round).state == State.EXPLANATION


def test_a_form_sent_for_a_unit_says_so(small, form, office):
    fill(office, form)
    steps.submit(office, form.pk)
    assert form_of(form.round).steps.get().why == "Gửi thay mặt đơn vị"


def test_the_second_appraisal_answers_every_reply_with_a_reason(small, form, head, office):
    asked(small, form)
    say(later(head, 2), form, "III.3", None, "Đăng ngày 5/5", "explanation")
    steps.reply(later(head, 2), form.pk)
    again = later(office, 3)
    with pytest.raises(InputError, match="có giải trình mà chưa thẩm định lại: III.3"):
        steps.finish_appraisal(again, form.pk)
    with pytest.raises(InputError, match="lý do của kết quả thẩm định lần 2"):
        say(again, form, "III.3", {"checked": ["pano"]}, "", "second")
    say(again, form, "III.3", {"checked": ["pano", "bao"]}, "Đã thấy bài", "second")
    assert steps.finish_appraisal(again, form.pk).state == State.APPROVAL
    assert queries.answers_of(form)["III.3"] == {"checked": ["pano", "bao"]}
    assert read(office, form).final.total == Fraction("8.148")


def test_the_leadership_approves_or_sends_it_back(small, form, office):
    done = approved(small, form)
    assert (done.state, done.locked) == (State.APPROVED, True)
    leader = later(small.viewer("leader"), 5)
    with pytest.raises(InputError, match="cần xem lại tiêu chí nào"):
        steps.give_back(leader, form.pk, " ")
    assert steps.give_back(leader, form.pk, "Xem lại III.3").state == State.SECOND
    say(later(office, 6), form, "III.3", {"checked": ["pano"]}, "Xem lại", "second")
    steps.finish_appraisal(later(office, 6), form.pk)
    with pytest.raises(NotFound):
        steps.approve(office, form.pk)
    assert steps.approve(later(leader, 7), form.pk).state == State.APPROVED


def test_a_step_that_somebody_else_has_taken_is_a_conflict(small, form, office):
    version = sent(small, form).version
    answers.accept_rest(office, form.pk)
    with pytest.raises(Conflict):
        steps.finish_appraisal(office, form.pk, version - 1)
    assert steps.finish_appraisal(office, form.pk, version).state == State.APPROVAL


# Embargo and publication


def test_a_unit_reads_the_appraisal_only_when_it_is_asked(small, form, office, head):
    sent(small, form)
    say(office, form, "III.3", {"checked": []}, "Không thấy", "appraisal")
    assert {row.stage for row in read(head, form).said} == {"self"}
    assert list(read(head, form).cards) == ["self"]
    answers.accept_rest(office, form.pk)
    steps.finish_appraisal(office, form.pk)
    assert {row.stage for row in read(head, form).said} == {"self", "appraisal"}
    told = " ".join(line.words for line in History.objects.filter(agency=form.agency))
    assert "Không thấy" not in told and "Thẩm định lần 1 tiêu chí" not in told


def test_the_second_appraisal_is_told_with_the_publication(small, form, head):
    approved(small, form)
    assert read(head, form).final.total == Fraction("7.148")  # as the first appraisal left it
    rounds.publish(small.viewer("office"), form.round_id, "12/QĐ-UBND", {})
    assert read(head, form).final.total == Fraction("8.148")


def test_other_units_lines_stay_theirs_and_their_totals_come_with_the_publication(small, office):
    found = open_round(small, agencies=("phong-tu-phap", "phong-noi-vu"))
    form = form_of(found)
    approved(small, form)
    other, head = small.viewer("other_head"), small.viewer("head")
    with pytest.raises(NotFound):
        queries.find(other, form.pk)
    with pytest.raises(NotFound):
        round_queries.find(other, found.pk)
    assert [row.name for row in round_queries.progress(head, found)] == ["Phòng Tư pháp"]
    with pytest.raises(InputError, match=r"Chưa được duyệt: Phòng Nội vụ \(tự chấm\)"):
        rounds.publish(office, found.pk, "12/QĐ-UBND", {})
    with pytest.raises(InputError, match="số, ngày quyết định"):
        rounds.publish(office, found.pk, "", {})
    rounds.publish(office, found.pk, "12/QĐ-UBND", {form_of(found, "phong-noi-vu").pk: "Mới sáp nhập"})
    rows = {row.name: row for row in round_queries.progress(other, round_queries.find(other, found.pk))}
    assert rows["Phòng Tư pháp"].result.total == Fraction("8.148") and rows["Phòng Tư pháp"].sheet is None
    assert (rows["Phòng Nội vụ"].result, rows["Phòng Nội vụ"].left_out) == (None, "Mới sáp nhập")
    with pytest.raises(NotFound):
        queries.find(other, form.pk)
    with pytest.raises(InputError, match="đã công bố"):
        say(head, form, "III.1", {"ratio": ["1", "1"]})


def test_a_round_without_any_approved_form_is_not_published(office, form):
    with pytest.raises(InputError, match="Chưa có phiếu nào được lãnh đạo duyệt"):
        rounds.publish(office, form.round_id, "12/QĐ-UBND", {form.pk: "Không làm"})


# What is counted elsewhere, and the queue


def test_typed_answers_keep_the_embargo(small, form, head, office):
    asked(small, form)
    known = sheets.set_of(office, form.round)
    agency = form.agency_id
    assert queries.typed(office, known)[agency]["III.3"].answer == {"checked": ["pano"]}
    say(later(head, 2), form, "III.3", None, "Đăng ngày 5/5", "explanation")
    steps.reply(later(head, 2), form.pk)
    say(later(office, 3), form, "III.3", {"checked": ["pano", "bao"]}, "Đã thấy", "second")
    assert queries.typed(office, known)[agency]["III.3"].stage == "second"
    assert queries.typed(head, known)[agency]["III.3"].stage == "appraisal"
    assert queries.typed(small.viewer("other_head"), known) == {}
    rounds.cancel(office, form.round_id, "Làm lại")
    assert queries.typed(office, known) == {}


def test_a_form_without_which_the_results_were_published_keeps_its_answers_and_its_embargo(small, office):
    found = open_round(small, agencies=("phong-tu-phap", "phong-noi-vu"))
    approved(small, form_of(found))
    left = form_of(found, "phong-noi-vu")
    fill(office, left)
    monitor, known = small.viewer("monitor"), sheets.set_of(office, found)
    before = queries.typed(monitor, known)
    assert set(before) == {form_of(found).agency_id, left.agency_id}
    rounds.publish(office, found.pk, "12/QĐ-UBND", {left.pk: "Chưa gửi"})
    assert queries.typed(monitor, known) == before
    assert queries.published(monitor, form_of(found)) and not queries.published(monitor, form_of(found, "phong-noi-vu"))


def test_the_queue_tells_what_waits_since_when_and_what_changed(small, form, office, head):
    found = form.round
    mine = lambda by: [row.name for row in round_queries.queue(round_queries.progress(by, found))]  # noqa: E731
    assert mine(head) == ["Phòng Tư pháp"] and mine(office) == []
    sent(small, form)
    assert mine(head) == [] and mine(office) == ["Phòng Tư pháp"]
    assert mine(small.viewer("leader")) == [] == mine(small.viewer("monitor"))
    steps.unlock(later(office), form.pk, TODAY, "Ghi nhầm")
    say(later(head, 2), form, "III.1", {"ratio": ["1", "2"]})
    steps.submit(later(head, 2), form.pk)
    (row,) = round_queries.queue(round_queries.progress(later(office, on=date(2023, 7, 3)), found))
    assert (row.since, row.changed, row.late) == (TODAY, 1, True)


def test_progress_makes_a_constant_number_of_queries(small, office):
    found = open_round(small, agencies=("phong-tu-phap", "phong-noi-vu"))

    def asked_of(by):
        again = round_queries.find(by, found.pk)
        with CaptureQueriesContext(connection) as made:
            round_queries.progress(by, again)
        return len(made)

    say(small.viewer("head"), form_of(found), "III.2", ANSWERS["III.2"])
    few = asked_of(office)
    sent(small, form_of(found))
    for key in ("phong-noi-vu",):
        fill(office, form_of(found, key))
    assert asked_of(office) <= few + 1  # one more fetches the evidence that there is now
