"""The rounds of the example: each state of a form is there, classes spread, and nothing happens after the last day."""

from collections import Counter
from datetime import UTC, date, datetime

import pytest

from parindex.core.errors import InputError
from parindex.core.loading import load
from parindex.records.actions.example import load_example
from parindex.records.actions.example_commendation import keep_commendation
from parindex.records.models import (
    AssessedAnswer,
    Assessment,
    AssessmentStep,
    CommendationFact,
    Programme,
    Round,
    User,
)
from parindex.records.queries import commendation, criteria_set, scorecard
from parindex.records.queries import criterion_tie as ties
from parindex.records.queries import obligation as obligations
from parindex.records.queries.user import viewer as viewer_of
from tests.shared import ROOT

FOLDER = ROOT / "examples/tuy-phuoc-2023"
UNTIL, NOW = date(2023, 6, 15), datetime(2023, 6, 15, 9, tzinfo=UTC)
State = Assessment.State


@pytest.mark.django_db
@pytest.mark.usefixtures("keys")
def test_the_rounds_show_every_state_and_classes_spread(settings, tmp_path):
    settings.LAKES, settings.PARINDEX_TODAY = tmp_path / "lakes", UNTIL
    programme = load_example(FOLDER, NOW, lambda _: None).programme
    office = viewer_of(User.objects.get(username="noivu"), programme.pk, UNTIL, NOW)

    assert set(Round.objects.values_list("level", flat=True)) == {"district", "commune", "department"}
    states = Counter(Assessment.objects.values_list("state", flat=True))
    assert set(states) >= {
        State.SELF, State.APPRAISAL, State.EXPLANATION, State.SECOND, State.APPROVAL, State.APPROVED
    }  # fmt: skip
    assert Assessment.objects.filter(state=State.SELF, answers__isnull=True).exists(), "one who said nothing yet"
    assert AssessmentStep.objects.filter(to_state=State.SELF, locked=False).exists(), "one unlocked again"
    assert AssessedAnswer.objects.filter(evidence__isnull=False).exists(), "resting on what was handed in"
    assert not AssessedAnswer.objects.filter(criterion="KS.1").exists(), "the survey of leaders is left open"
    for model in (AssessedAnswer, AssessmentStep):
        assert not model.objects.filter(on__gt=UNTIL).exists()

    grades, missing, incomplete = set(), 0, 0
    for level in ("commune", "department"):
        agencies = [one.agency for one in Assessment.objects.filter(round__level=level).select_related("agency")]
        found = scorecard.scorecards(office, criteria_set.in_use(office, level), agencies)
        grades |= {one.card.grade for one in found.values()}
        missing += sum(len(one.card.named("missing")) for one in found.values())
        assert not any(one.refused for one in found.values()), "every count serves its criterion"
        counts = [one.counted["III.3"] for one in found.values() if one.origins.get("III.3") == "counted"]
        incomplete += sum("tính là 100 %" in one.says for one in counts)
    assert {"Trung bình", "Khá", "Tốt", "Xuất sắc"} <= grades, grades
    assert missing, "some gaps stay open"
    assert incomplete, "some paper book holds fewer than the system"

    agree_with_the_plan(office)
    the_proposals_show_every_verdict(office)
    before = viewer_of(User.objects.get(username="noivu"), programme.pk, date(2023, 5, 1), NOW)
    early = scorecard.authority(before, criteria_set.in_use(before, "district"))
    assert "typed" not in early.origins.values(), "an earlier day does not know what was said later"

    answered = AssessedAnswer.objects.count()
    with pytest.raises(InputError):
        load_example(FOLDER, NOW, lambda _: None)
    assert (Programme.objects.count(), AssessedAnswer.objects.count()) == (1, answered)


def the_proposals_show_every_verdict(office):
    """Of the communes; why is in words that name the number, and the survey of land is told apart from the other."""
    found = {one.agency.key: one.proposal for one in commendation.considered(office, "commune")}
    assert {one.unit for one in found.values()} == {"eligible", "at_risk", "not_eligible", "cannot_tell"}
    assert [key for key, one in found.items() if one.unit == "cannot_tell"] == ["xa-phuoc-son"]
    assert "bốn hồ sơ trễ nữa là mất" in found["xa-phuoc-thang"].says
    land = [one for one in found["xa-phuoc-hung"].rulings if one.met]
    assert [[condition.met for condition in one.findings] for one in land] == [[False, True]]
    assert all("giả định" in fact.document for fact in CommendationFact.objects.all())
    assert not CommendationFact.objects.filter(on__gt=UNTIL).exists()


def test_what_commendation_yaml_names_is_there_and_not_after_the_last_day(small):
    words = load(FOLDER / "commendation.yaml")

    def office(on):
        return small.viewer("office", on)

    assert keep_commendation(words, office, UNTIL) == CommendationFact.objects.count()
    with pytest.raises(InputError, match="không mục nào được xảy ra sau 11/06/2023"):
        keep_commendation(words, office, date(2023, 6, 11))
    with pytest.raises(InputError, match="không có cơ quan “xa-khac”"):
        keep_commendation(words | {"heads_clear": ["xa-khac"], "readings": []}, office, UNTIL)


def test_the_survey_of_land_has_no_more_papers_than_the_general_one():
    rounds = load(FOLDER / "index.yaml")["rounds"]
    most = max(one["n"] for told in rounds for one in told["answers"].get("IX.2", ()) if one)
    told = load(FOLDER / "commendation.yaml")["satisfaction"].values()
    assert all(one["n"] <= most for fields in told for one in fields.values())


def agree_with_the_plan(office):
    """What the district says of its tasks is what their results say, as far as a reader can hold the two together."""
    found = scorecard.of_authority(office)[1]
    lines = obligations.lines(obligations.everyones(office).filter(task__in=list(found.tasks)), office.on)
    done = Counter(line.task_id for line in lines if line.state.counts and line.state.done)
    task = {address: one.pk for address, one in ties.named(office)}
    said = {id: row.answer for id, row in found.typed.items()}
    assert ("so_tay" in said["I.3"]["checked"]) == bool(done[task["I.3.7"]]), "the handbook"
    assert ("pano" in said["I.3"]["checked"]) == bool(done[task["I.3.6"]])
    assert said["I.3b"]["ratio"][0] == str(done[task["I.3.3"]]), "agencies whose article was accepted"
    assert said["I.5"]["count"] == str(done[task["I.5.1"]]), "initiatives"
    assert ("IV.1c" in said) == bool(done[task["IV.1.2"]]), "nothing comes out of inspections that were not made"


def test_index_yaml_names_days_within_the_example():
    until = load(FOLDER / "programme.yaml")["until"]
    for told in load(FOLDER / "index.yaml")["rounds"]:
        days = [told[key] for key in ("opened", "said", "appraised") if key in told]
        assert days == sorted(days) and days[-1] <= until and told["said"] <= told["self_due"]
