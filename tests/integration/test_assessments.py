"""Rounds: opened, cancelled, answered with evidence, sent and locked; the rest is in test_appraisals.py."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import DatabaseError, transaction

from parindex.core.errors import InputError
from parindex.records.actions import assessed_answer as answers
from parindex.records.actions import assessment as steps
from parindex.records.actions import evidence as evidence_actions
from parindex.records.actions import round as rounds
from parindex.records.actions import submission as submissions
from parindex.records.actions.evidence import ProofInput
from parindex.records.actions.history import Conflict
from parindex.records.actions.round import RoundInput
from parindex.records.models import (
    AssessedAnswer,
    Assessment,
    AssessmentStep,
    CriterionTie,
    History,
    Round,
)
from parindex.records.permissions import NotFound
from parindex.records.queries import assessed_answer as sheets
from parindex.records.queries import assessment as queries
from parindex.records.queries import evidence as evidence_queries
from parindex.records.queries.assessed_answer import Counted
from tests.factories.assessment import (
    ANSWERS,
    DUE,
    fill,
    form_of,
    later,
    open_round,
    read,
    say,
    sent,
    use_set,
)
from tests.factories.programme import TODAY, another_programme

State = Assessment.State


@pytest.fixture
def found(small):
    return open_round(small)


@pytest.fixture
def form(found):
    return form_of(found)


def counts(monkeypatch, **known):
    """What is counted, for every agency asked about."""
    found = {id.replace("_", "."): Counted(answer, "Đếm trong hồ sơ") for id, answer in known.items()}
    monkeypatch.setattr(sheets, "counted", lambda _viewer, _set, agencies: dict.fromkeys(agencies, found))


# Opening


def test_a_round_is_opened_by_the_set_in_use_with_a_form_for_each_agency(small, office):
    found = open_round(small, agencies=("phong-tu-phap", "phong-noi-vu"))
    assert (found.set_name, found.year, found.level) == ("thu-department@2023", 2023, "department")
    assert {each.agency.key for each in found.assessments.all()} == {"phong-tu-phap", "phong-noi-vu"}
    assert {each.state for each in found.assessments.all()} == {State.SELF}
    assert "2 đơn vị, hạn tự chấm 20/06/2023" in History.objects.get(verb="open_round").words


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"title": " "}, "đặt tên"),
        ({"appraisal_due": date(2023, 6, 19)}, r"Hạn thẩm định lần 1 \(19/06/2023\) phải từ Hạn tự chấm"),
        ({"opens": date(2023, 1, 1), "self_due": date(2023, 1, 5)}, "đã qua"),
        ({"level": "commune"}, "Chưa chọn bộ tiêu chí nào"),
        ({"agencies": ()}, "ít nhất một đơn vị"),
    ],
)
def test_what_a_round_cannot_be_opened_with_is_said(small, office, change, why):
    use_set(small)
    given = RoundInput("Đợt chấm", "department", agencies=(small.agency("phong-tu-phap").pk,), **DUE)
    with pytest.raises(InputError, match=why):
        rounds.open_round(office, replace(given, **change))
    assert not Round.objects.exists()


def test_an_agency_of_another_level_or_programme_cannot_be_assessed(small, office):
    use_set(small)
    stranger, _ = another_programme()
    for agency in (small.agency("xa-phuoc-son"), stranger.agency("phong-tu-phap")):
        with pytest.raises(NotFound):
            rounds.open_round(office, RoundInput("Đợt", "department", agencies=(agency.pk,), **DUE))


def test_one_round_for_a_level_and_year_unless_it_was_cancelled(small, office, found):
    given = RoundInput("Đợt hai", "department", agencies=(small.agency("phong-tu-phap").pk,), **DUE)
    with pytest.raises(InputError, match="Đã có đợt “Đợt chấm năm 2023”"):
        rounds.open_round(office, given)
    with pytest.raises(InputError, match="lý do hủy"):
        rounds.cancel(office, found.pk, " ")
    rounds.cancel(office, found.pk, "Mở nhầm")
    assert rounds.open_round(office, given).title == "Đợt hai"
    with pytest.raises(InputError, match="đã hủy"):
        say(small.viewer("head"), form_of(found), "III.1", ANSWERS["III.1"])


@pytest.mark.parametrize("username", ["head", "reporter", "monitor", "leader", "admin"])
def test_only_the_office_opens_and_cancels(small, found, username):
    by = small.viewer(username)
    with pytest.raises(NotFound):
        rounds.open_round(by, RoundInput("Đợt", "department", **DUE))
    with pytest.raises(NotFound):
        rounds.cancel(by, found.pk, "Không cần")


def test_the_authority_itself_is_assessed_without_an_agency_and_written_by_its_office(small, office):
    found = open_round(small, "district", ())
    form = form_of(found, None)
    assert form.agency is None
    fill(office, form)
    assert steps.submit(office, form.pk).state == State.APPRAISAL
    with pytest.raises(NotFound):  # who wrote it does not appraise it
        answers.accept_rest(office, form.pk)
    leader = later(small.viewer("leader"))
    assert answers.accept_rest(leader, form.pk) == 4
    assert steps.finish_appraisal(leader, form.pk).state == State.APPROVAL
    with pytest.raises(NotFound):
        queries.find(small.viewer("head"), form.pk)


# Answering


def test_points_are_computed_and_never_typed(form, head):
    row = say(head, form, "III.1", {"ratio": ["912", "1000"]})
    assert (row.points, row.number, row.stage) == (Decimal("3.648"), 1, "self")
    assert say(head, form, "III.2", {"done": "2023-04-01"}).points == 0
    assert say(head, form, "III.3", {"checked": ["pano", "bao"]}).points == 2
    judged = say(head, form, "IV", {"points": "1.5"}, "Làm tốt")
    assert (judged.points, judged.answer) == (
        Decimal("1.5"), {"points": "1.5", "by": "Người head", "why": "Làm tốt"}
    )  # fmt: skip
    assert say(head, form, "III.2", {"not_assigned": "Không có"}).points is None


@pytest.mark.parametrize(
    ("id", "answer", "why"),
    [
        ("III.1", {"ratio": ["5", "3"]}, "III.1: tử số 5 lớn hơn mẫu số 3"),
        ("III.1", {"points": "4"}, "mà tiêu chí này không dùng"),
        ("III.3", {"checked": ["loa"]}, "loa"),
        ("IV", {"points": "3"}, "lớn hơn điểm tối đa"),
        ("III", {"ratio": ["1", "2"]}, None),
        ("IX", {"done": True}, None),
    ],
)
def test_an_answer_of_the_wrong_kind_is_refused(form, head, id, answer, why):
    with pytest.raises(InputError if why else NotFound, match=why):
        say(head, form, id, answer)
    assert not AssessedAnswer.objects.exists()


def test_nothing_is_overwritten_and_the_same_again_changes_nothing(form, head):
    first = say(head, form, "III.1", {"ratio": ["912", "1000"]})
    assert say(head, form, "III.1", {"ratio": ["912", "1000"]}) == first
    second = say(head, form, "III.1", {"ratio": ["913", "1000"]})
    assert (second.number, AssessedAnswer.objects.get(number=1).answer) == (2, {"ratio": ["912", "1000"]})
    assert queries.answers_of(form) == {"III.1": {"ratio": ["913", "1000"]}}


@pytest.mark.parametrize("change", [lambda rows: rows.update(words="Khác"), lambda rows: rows.delete()])
def test_the_database_refuses_to_change_what_was_said(form, head, change):
    say(head, form, "III.1", {"ratio": ["912", "1000"]})
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        change(AssessedAnswer.objects.all())
    assert AssessedAnswer.objects.get().words == "Giải trình"


def test_who_saw_an_older_answer_is_shown_the_newer_one(form, head, small):
    say(small.viewer("reporter"), form, "III.1", {"ratio": ["1", "2"]}, seen=0)
    with pytest.raises(Conflict, match="vừa được người khác sửa"):
        say(head, form, "III.1", {"ratio": ["2", "2"]}, seen=0)
    assert queries.answers_of(form)["III.1"] == {"ratio": ["1", "2"]}
    assert say(head, form, "III.1", {"ratio": ["2", "2"]}, seen=1).number == 2


@pytest.mark.parametrize("username", ["other_head", "other", "monitor", "leader", "admin"])
def test_nobody_else_answers_for_an_agency(small, form, username):
    with pytest.raises(NotFound):
        say(small.viewer(username), form, "III.1", ANSWERS["III.1"])


def test_a_count_stands_for_an_answer_and_what_is_typed_beside_it_needs_words(form, head, monkeypatch):
    counts(monkeypatch, III_1={"ratio": ["900", "1000"]})
    sheet = read(head, form)
    assert sheet.points("III.1", "self") == Fraction("3.6") and sheet.answered == 1
    assert "III.1" not in [lack.criterion.id for lack in sheet.lacks()]
    row = say(head, form, "III.1", {"ratio": ["912", "1000"]}, words="")
    assert row.counted == {"answer": {"ratio": ["900", "1000"]}, "says": "Đếm trong hồ sơ"}
    sheet = read(head, form)
    assert next(line for line in sheet.lines if line.criterion.id == "III.1").differs
    assert {lack.criterion.id: lack.words for lack in sheet.lacks()}["III.1"].startswith("số đã ghi khác")
    say(head, form, "III.1", {"ratio": ["912", "1000"]}, words="Sổ giấy có thêm 12 hồ sơ")
    assert "III.1" not in [lack.criterion.id for lack in read(head, form).lacks()]


def test_what_was_sent_does_not_move_with_the_count(form, head, office, monkeypatch):
    counts(monkeypatch, **{id.replace(".", "_"): answer for id, answer in ANSWERS.items() if id != "IV"})
    say(head, form, "IV", ANSWERS["IV"])
    steps.submit(head, form.pk)
    counts(monkeypatch, III_1={"ratio": ["1", "1000"]})
    sheet = read(office, form)
    assert sheet.answer("III.1", "self") == {"ratio": ["912", "1000"]}
    assert sheet.row("III.1", "self").words == "Theo số đếm được ngày 15/06/2023."


def test_what_was_left_to_the_count_is_counted_anew_when_the_form_is_sent_again(form, head, office, monkeypatch):
    kept = {id.replace(".", "_"): answer for id, answer in ANSWERS.items() if id != "IV"}
    counts(monkeypatch, **kept)
    say(head, form, "IV", ANSWERS["IV"])
    steps.submit(head, form.pk)
    steps.unlock(later(office), form.pk, TODAY, "Sửa III.3")
    say(later(head, 2), form, "III.3", {"checked": ["pano"]}, words="Còn một bài báo")
    counts(monkeypatch, **kept | {"III_1": {"ratio": ["950", "1000"]}, "III_3": {"checked": ["bao"]}})
    steps.submit(later(head, 3), form.pk)
    sheet = read(office, form)
    assert sheet.answer("III.1", "self") == {"ratio": ["950", "1000"]}
    assert sheet.answer("III.3", "self") == {"checked": ["pano"]}
    assert len([row for row in sheet.said if row.criterion == "III.2"]) == 1


def test_a_count_that_the_method_cannot_take_is_not_counted(form, head, monkeypatch):
    counts(monkeypatch, III_1={"ratio": ["9", "3"]}, III_2={"done": "2023-03-20"}, III_9={"count": "1"})
    assert set(read(head, form).counted) == {"III.2"}


# Evidence


def link(by, agency, name):
    return evidence_actions.add_link(by, agency.pk, name, "https://a.example/", date(2023, 1, 1), date(2023, 12, 31))


def test_evidence_goes_on_with_the_next_answer_until_it_is_left_out(small, form, head):
    kept = link(head, small.agency("phong-tu-phap"), "Báo cáo quý")
    row = say(head, form, "III.1", ANSWERS["III.1"], "", proof=ProofInput(earlier=kept.pk, page="3"))
    assert [(use.evidence, use.page) for use in row.evidence.all()] == [(kept, "3")]
    row = say(head, form, "III.1", ANSWERS["III.1"], "Thêm lời", kept={kept.pk: "4"})
    assert [use.page for use in row.evidence.all()] == ["4"]
    row = say(head, form, "III.1", ANSWERS["III.1"], "Thêm lời", kept={})
    assert not row.evidence.exists() and row.number == 3


def test_evidence_of_another_agency_cannot_be_attached(small, form, office):
    other = link(small.viewer("other_head"), small.agency("xa-phuoc-son"), "Của xã")
    for by in (small.viewer("head"), office):
        with pytest.raises(NotFound):
            say(by, form, "III.1", ANSWERS["III.1"], proof=ProofInput(earlier=other.pk))
    with pytest.raises(NotFound):
        say(small.viewer("head"), form, "III.1", ANSWERS["III.1"], kept={other.pk: ""})


def test_what_was_handed_in_for_a_tied_task_is_offered_first(small, form, head):
    duty = small.obligation("phong-tu-phap", date(2023, 4, 30), "Tổng hợp")
    tied = link(head, small.agency("phong-tu-phap"), "Báo cáo tháng 4")
    submissions.save_draft(head, duty.pk, "Đã làm")
    submissions.attach(head, duty.pk, tied.pk)
    newer = link(later(head), small.agency("phong-tu-phap"), "Tài liệu khác")
    tie = CriterionTie.objects.create(
        programme=small.programme, set_name=form.round.set_name, criterion="III.1", changed_at=head.at
    )
    tie.tasks.add(duty.task)
    sheet = read(head, form)
    by_id = {each.id: each for each in sheet.criteria}
    assert [one.name for one in sheets.reusable(head, form, by_id["III.1"])] == ["Báo cáo tháng 4", "Tài liệu khác"]
    assert list(sheets.reusable(head, form, by_id["III.2"])) == [newer, tied]


def test_evidence_of_a_form_is_open_to_the_office_once_it_was_sent(small, form, head, office):
    kept = link(head, small.agency("phong-tu-phap"), "Báo cáo")
    fill(head, form)
    say(head, form, "III.1", ANSWERS["III.1"], "", proof=ProofInput(earlier=kept.pk))
    with pytest.raises(NotFound):
        evidence_queries.find(office, kept.pk)
    steps.submit(head, form.pk)
    assert evidence_queries.find(office, kept.pk) == kept


# Sending and locking


def test_all_that_is_missing_is_listed_before_anything_is_sent(form, head):
    say(head, form, "III.1", ANSWERS["III.1"], words="")
    say(head, form, "III.2", None, words="Chưa rõ")
    lacks = {lack.criterion.id: lack.words for lack in read(head, form).lacks()}
    assert lacks == {
        "III.1": "cần tài liệu kiểm chứng, hoặc giải trình bằng lời", "III.2": "chưa có câu trả lời",
        "III.3": "chưa có câu trả lời", "IV": "chưa có câu trả lời",
    }  # fmt: skip
    with pytest.raises(InputError, match="còn 4 tiêu chí phải làm: III.1: cần tài liệu"):
        steps.submit(head, form.pk)
    assert not AssessmentStep.objects.exists()


def test_a_set_may_demand_evidence_and_words(small, head):
    found = open_round(small, proof="both")
    form = form_of(found)
    kept = link(head, small.agency("phong-tu-phap"), "Báo cáo")

    def lacking(words, proof):
        say(head, form, "III.1", ANSWERS["III.1"], words, kept={}, proof=proof)
        return {lack.criterion.id: lack.words for lack in read(head, form).lacks()}.get("III.1")

    both = "cần cả tài liệu kiểm chứng và giải trình bằng lời"
    assert lacking("Lời", ProofInput()) == both
    assert lacking("", ProofInput(earlier=kept.pk)) == both
    assert lacking("Lời", ProofInput(earlier=kept.pk)) is None


def test_sending_locks_until_the_office_opens_with_a_reason(small, form, head, office):
    done = sent(small, form)
    assert (done.state, done.locked, done.submitted_on) == (State.APPRAISAL, True, TODAY)
    with pytest.raises(InputError, match="đã gửi nên đã khóa"):
        say(head, form, "III.1", {"ratio": ["1", "1"]})
    with pytest.raises(InputError, match="lý do mở khóa"):
        steps.unlock(office, form.pk, TODAY, "")
    with pytest.raises(NotFound):
        steps.unlock(head, form.pk, TODAY, "Muốn sửa")
    steps.unlock(later(office), form.pk, date(2023, 6, 25), "Ghi nhầm số")
    say(later(head, 2, date(2023, 6, 24)), form, "III.1", {"ratio": ["1", "1"]})
    steps.submit(later(head, 2, date(2023, 6, 25)), form.pk)
    assert [(each.to_state, each.locked, each.why) for each in AssessmentStep.objects.order_by("at")] == [
        (State.APPRAISAL, True, ""), (State.SELF, False, "Ghi nhầm số"), (State.APPRAISAL, True, "")
    ]  # fmt: skip


def test_a_form_is_shut_before_the_opening_and_after_the_due_date(small, form, head, office):
    with pytest.raises(InputError, match="mở tự chấm từ ngày 01/06/2023"):
        say(later(head, on=date(2023, 5, 31)), form, "III.1", ANSWERS["III.1"])
    say(later(head, on=date(2023, 6, 20)), form, "III.1", ANSWERS["III.1"])
    after = later(head, on=date(2023, 6, 21))
    with pytest.raises(InputError, match="Hạn tự chấm là ngày 20/06/2023 đã qua"):
        say(after, form, "III.2", ANSWERS["III.2"])
    with pytest.raises(InputError, match="Hạn tự chấm là ngày 20/06/2023 đã qua"):
        steps.submit(after, form.pk)
    steps.unlock(later(office, on=date(2023, 6, 21)), form.pk, date(2023, 6, 22), "Mất điện")
    say(after, form, "III.2", ANSWERS["III.2"])
    with pytest.raises(InputError, match="22/06/2023 đã qua"):
        say(later(head, on=date(2023, 6, 23)), form, "III.2", {"done": False})


def test_a_reporter_writes_and_the_head_sends(small, form):
    fill(small.viewer("reporter"), form)
    with pytest.raises(NotFound):
        steps.submit(small.viewer("reporter"), form.pk)
    assert steps.submit(small.viewer("head"), form.pk).state == State.APPRAISAL
