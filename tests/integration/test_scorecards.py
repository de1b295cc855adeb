"""Cards are drawn from where answers are: duties and the plan, what rounds said, and in which order these stand."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from parindex.core.errors import InputError
from parindex.records.actions import criteria_set as sets
from parindex.records.actions import criterion_tie as ties
from parindex.records.actions import review as reviews
from parindex.records.actions import submission as submissions
from parindex.records.actions.history import Conflict
from parindex.records.models import AssessedAnswer, CriterionTie, Submission, Task
from parindex.records.permissions import NotFound
from parindex.records.queries import assessment
from parindex.records.queries import criteria_set as set_queries
from parindex.records.queries import scorecard as queries

SET = "tuy-phuoc-huyen@2023"


@pytest.fixture
def office(small):
    by = small.viewer("office")
    sets.choose(by, "district", SET, date(2023, 1, 1))
    return by


@pytest.fixture
def criteria(office):
    return set_queries.in_use(office, "district")


def tie(office, criterion, words, source):
    task = Task.objects.get(text__contains=words)
    return ties.tie(office, SET, criterion, [task.pk], source=source)


def hand_in(small, key, due, words):
    found = small.obligation(key, due, words)
    by = small.viewer("head" if key == "phong-tu-phap" else "other_head")
    Submission.objects.create(
        programme=small.programme, obligation=found, number=1, words="Đã làm", written_by=by_user(small, by),
        written_at=by.at, sent_on=due, sent_at=by.at, sent_by=by_user(small, by),
    )  # fmt: skip
    reviews.accept(small.viewer("office"), Submission.objects.get(obligation=found).pk)


def by_user(small, viewer):
    return next(user for user in small.users.values() if user.pk == viewer.user_id)


def test_a_criterion_is_answered_by_the_duties_of_its_tasks(small, office, criteria):
    tie(office, "I.1", "Tổng hợp", {"duties": "on_time_share"})
    before = queries.authority(office, criteria)
    assert before.card.criteria[0].inputs.to_json() == {"ratio": ["0", "2"]}, "April and May passed without a report"
    assert before.origins["I.1"] == "counted"
    hand_in(small, "phong-tu-phap", date(2023, 5, 31), "Tổng hợp")
    after = queries.authority(office, criteria)
    assert after.card.criteria[0].inputs.to_json() == {"ratio": ["1", "2"]}


def test_an_agency_is_answered_by_its_own_duties_and_not_scored_where_the_plan_gives_it_none(small, office, criteria):
    tie(office, "I.1", "Tổng hợp", {"duties": "on_time_share"})
    lead, other = small.agency("phong-tu-phap"), small.agency("xa-phuoc-son")
    found = queries.scorecards(office, criteria, [lead, other])
    assert found[lead.pk].card.criteria[0].state == "scored"
    assert found[other.pk].card.criteria[0].state == "not_assigned"


def test_leaders_are_those_who_lead_the_tasks_unless_named(small, office, criteria):
    made = tie(office, "I.1", "Tổng hợp", {"duties": "on_time_share"})
    assert [one.key for one in queries.authority(office, criteria).tied["I.1"].leaders] == ["phong-tu-phap"]
    named = small.agency("phong-noi-vu")
    ties.tie(office, SET, "I.1", [task.pk for task in made.tasks.all()], [named.pk], {"duties": "on_time_share"})
    assert queries.authority(office, criteria).tied["I.1"].leaders == (named,)


def test_gaps_of_a_drawn_card_add_up_to_what_it_lacks(office, criteria):
    tie(office, "I.1", "Tổng hợp", {"duties": "on_time_share"})
    found = queries.authority(office, criteria)
    assert found.account.gaps.total == found.card.max - found.card.total
    whole = found.account.projection.whole
    assert whole.secured + whole.possible + whole.lost == whole.max == Fraction(100)


def test_an_answer_that_a_method_cannot_take_is_told_and_does_not_stop_the_card(office, criteria, monkeypatch):
    tie(office, "I.4", "Tổng hợp", {"duties": "late_count"})  # a count cannot answer “by which day”
    found = queries.authority(office, criteria)
    assert "I.4" in found.refused
    assert "I.4" in found.card.named("missing")
    own = AssessedAnswer(stage=AssessedAnswer.Stage.SELF, answer={"done": "2023-05-05"})
    monkeypatch.setattr(assessment, "typed", lambda *_: {None: {"I.4": own}})
    found = queries.authority(office, criteria)
    assert "I.4" in found.refused and found.origins["I.4"] == "typed", "what the unit typed serves in its place"


def test_a_card_costs_the_same_number_of_queries_however_many_units(small, office, criteria):
    tie(office, "I.1", "Tổng hợp", {"duties": "figures"})
    agencies = [small.agency(key) for key in ("phong-tu-phap", "xa-phuoc-son", "phong-noi-vu")]
    with CaptureQueriesContext(connection) as one:
        queries.scorecards(office, criteria, agencies[:1])
    with CaptureQueriesContext(connection) as three:
        queries.scorecards(office, criteria, agencies)
    assert len(three) == len(one)


def test_the_ties_of_a_set_are_made_once_and_keep_what_people_tied(office):
    tie(office, "I.1", "Viết ít nhất", {})
    first = ties.tie_by_rules(office, SET)
    assert "I.1" in first.kept
    assert "II.1a" in first.made
    assert first.guessed == (), "every criterion of this set that has no rule has no item like it"
    assert ("VII.8", "VII.8") in first.missing, "this plan has no part VII"
    assert ties.tie_by_rules(office, SET).made == ()
    mine = CriterionTie.objects.get(criterion="I.1")
    assert [task.text for task in mine.tasks.all()] == [Task.objects.get(text__contains="Viết ít nhất").text]


def test_two_who_tie_the_same_criterion_do_not_overwrite_each_other(office):
    made = tie(office, "I.1", "Tổng hợp", {})
    ties.tie(office, SET, "I.1", [], version=made.version)
    with pytest.raises(Conflict):
        ties.tie(office, SET, "I.1", [], version=made.version)


def test_only_the_office_ties_and_only_what_is_scored(small, office):
    with pytest.raises(NotFound):
        ties.tie(small.viewer("head"), SET, "I.1", [])
    with pytest.raises(NotFound):
        ties.tie(office, SET, "III.6", [])
    with pytest.raises(InputError):
        ties.tie(office, SET, "I.1", [], effort=Decimal(-1))
    assert ties.tie(office, SET, "I.1", [], effort=Decimal(3)).effort == 3
    assert queries.authority(office, set_queries.in_use(office, "district")).tied["I.1"].effort == 3


def test_a_submission_that_waits_is_neither_in_time_nor_late(small, office, criteria):
    tie(office, "I.1", "Tổng hợp", {"duties": "on_time_share"})
    found = small.obligation("phong-tu-phap", date(2023, 5, 31), "Tổng hợp")
    by = small.viewer("head", date(2023, 5, 31))
    submissions.save_draft(by, found.pk, "Đã tổng hợp")
    Submission.objects.filter(obligation=found).update(sent_on=date(2023, 5, 31), sent_at=by.at)
    assert queries.authority(office, criteria).card.criteria[0].inputs.to_json() == {"ratio": ["0", "1"]}


def test_figures_handed_in_are_added_as_long_as_they_stand_accepted(small, office, criteria):
    task = Task.objects.get(text__contains="Viết ít nhất")
    ties.tie(office, SET, "VII.2", [task.pk], source={"duties": "figures"})
    first, second = task.targets.get(), task.targets.create(programme=small.programme, order=1, data={})
    hand_in(small, "phong-tu-phap", date(2023, 6, 30), "Viết ít nhất")
    sent = Submission.objects.get(obligation__task=task)
    for target, numbers in ((first, ("9", "10")), (second, ("1", "90"))):
        sent.figures.create(
            programme=small.programme,
            target=target,
            numerator=numbers[0],
            denominator=numbers[1],
            unit="",
            period="2023",
        )

    def counted(by):
        found = queries.authority(by, criteria).counted.get("VII.2")
        return found and found.answer

    assert counted(office) == {"ratio": ["9", "10"]}, "the first target alone"
    ties.tie(office, SET, "VII.2", [task.pk], source={"duties": "figures", "target": 2})
    assert counted(office) == {"ratio": ["1", "90"]}
    ties.tie(office, SET, "VII.2", [task.pk], source={"duties": "figures_latest", "target": 2})
    assert counted(office) == {"ratio": ["1", "90"]}
    assert queries.authority(office, criteria).ties.to_come["VII.2"] == "stock"
    ties.tie(office, SET, "VII.2", [task.pk], source={"duties": "figures", "target": 2})
    reviews.reopen(small.viewer("office", date(2023, 6, 20)), sent.pk, "Sai số")
    assert counted(small.viewer("office", date(2023, 6, 20))) is None
    assert counted(office) == {"ratio": ["1", "90"]}, "five days before, it stood"
