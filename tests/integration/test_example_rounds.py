"""The rounds of the example: each state of a form is there, classes spread, and nothing happens after the last day."""

from collections import Counter
from datetime import UTC, date, datetime

import pytest

from parindex.core.errors import InputError
from parindex.core.loading import load
from parindex.records.actions.example import load_example
from parindex.records.models import AssessedAnswer, Assessment, AssessmentStep, Programme, Round, User
from parindex.records.queries import criteria_set, scorecard
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

    grades, missing, fallen_back = set(), 0, 0
    for level in ("commune", "department"):
        agencies = [one.agency for one in Assessment.objects.filter(round__level=level).select_related("agency")]
        found = scorecard.scorecards(office, criteria_set.in_use(office, level), agencies)
        grades |= {one.card.grade for one in found.values()}
        missing += sum(len(one.card.named("missing")) for one in found.values())
        refused = [one for one in found.values() if one.refused]
        assert {id for one in refused for id in one.refused} <= {"III.3"}, "more in the system than in the paper book"
        fallen_back += sum(one.origins.get("III.3") == "typed" for one in refused)
    assert {"Trung bình", "Khá", "Tốt", "Xuất sắc"} <= grades, grades
    assert missing, "some gaps stay open"
    assert fallen_back, "what the unit typed serves where its method cannot take the count"

    before = viewer_of(User.objects.get(username="noivu"), programme.pk, date(2023, 5, 1), NOW)
    early = scorecard.authority(before, criteria_set.in_use(before, "district"))
    assert "typed" not in early.origins.values(), "an earlier day does not know what was said later"

    answered = AssessedAnswer.objects.count()
    with pytest.raises(InputError):
        load_example(FOLDER, NOW, lambda _: None)
    assert (Programme.objects.count(), AssessedAnswer.objects.count()) == (1, answered)


def test_index_yaml_names_days_within_the_example():
    until = load(FOLDER / "programme.yaml")["until"]
    for told in load(FOLDER / "index.yaml")["rounds"]:
        days = [told[key] for key in ("opened", "said", "appraised") if key in told]
        assert days == sorted(days) and days[-1] <= until and told["said"] <= told["self_due"]
