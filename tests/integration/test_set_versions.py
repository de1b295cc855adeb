"""A new version of a set takes the place of the old one without losing what is known of the criteria in both."""

from fractions import Fraction

import pytest
from django.urls import reverse
from lxml import html

from parindex.core.amounts import said as exact
from parindex.records.actions import criteria_set as actions
from parindex.records.actions import criterion_tie as ties
from parindex.records.models import AssessedAnswer, CriterionTie, Round, SetInUse, Task
from parindex.records.queries import criteria_set as queries
from parindex.records.queries import criterion_tie as tie_queries
from parindex.records.queries import receipt as receipts
from parindex.records.queries import scorecard
from tests.factories.assessment import fill, form_of, open_round
from tests.factories.pages import text
from tests.factories.programme import TODAY

LEVEL = "department"


def said(page):
    return " ".join(html.fromstring(page).text_content().split())


def version_of(office, name, change, mark="b"):
    """Publish a version of a set with the text of its files changed."""
    row = actions.begin_version(office, name)
    texts = {file: change(words) for file, words in row.files.items()}
    texts["set.yaml"] = texts["set.yaml"].replace('version: "', f'version: "{mark}')
    actions.correct(office, row.pk, texts)
    return actions.publish(office, row.pk).name


@pytest.fixture
def answered(small):
    """A form with every criterion answered, III.1 tied to a task with a source, and a version that scores III.2 by half
    and calls III.3 III.4.
    """
    form = form_of(open_round(small))
    fill(small.viewer("head"), form)
    office, old = small.viewer("office"), form.round.set_name
    task, leader = Task.objects.get(text__contains="Tổng hợp"), small.agency("phong-noi-vu")
    ties.tie(office, old, "III.1", [task.pk], [leader.pk], {"duties": "on_time_share"}, effort=3)
    ties.tie(office, old, "IV", [task.pk], source={})
    new = version_of(
        office, old,
        lambda words: words.replace('"max": "1"', '"max": "0.5"').replace('max: "8"', 'max: "7.5"')
        .replace('max: "10"', 'max: "9.5"').replace('"id": "III.3"', '"id": "III.4"'),
    )  # fmt: skip
    return office, form.agency, old, new


def card(office, agency):
    return scorecard.scorecards(office, queries.in_use(office, LEVEL), [agency])[agency.pk]


def test_a_version_keeps_ties_and_answers_of_the_criteria_that_are_the_same(answered):
    office, agency, _old, new = answered
    before = card(office, agency)
    chosen = actions.choose(office, LEVEL, new, TODAY)
    after = card(office, agency)
    assert after.card.criteria_set.name == new
    assert set(chosen.taken.ties) == {"III.1", "IV"} and chosen.taken.left == ()
    kept = CriterionTie.objects.get(set_name=new, criterion="III.1")
    assert (kept.source, kept.effort, kept.leaders.count(), kept.tasks.count()) == (
        {"duties": "on_time_share"},
        3,
        1,
        1,
    )
    assert after.origins == {**{id: origin for id, origin in before.origins.items() if id != "III.3"}, "III.4": "typed"}
    lost = before.card.total - after.card.total
    assert 0 < lost == before.card.criteria[1].points / 2, "only what the version changes is worth less"
    assert after.card.named("missing") == []


def test_a_receipt_tells_what_was_said_under_the_number_of_the_version(answered):
    office, agency, _old, new = answered
    actions.choose(office, LEVEL, new, TODAY)
    made = {
        one["criterion"]["id"]: one for one in receipts.receipts_of(office, card(office, agency)) if one["criterion"]
    }
    assert made["III.4"]["rounds"], "the round answered III.3, as it was called there"
    assert AssessedAnswer.objects.filter(criterion="III.4").count() == 0, "nothing of the round was written over"


def test_what_has_no_place_in_the_version_is_told_and_nothing_is_written_before(answered, sign_in):
    office, agency, old, _ = answered
    new = version_of(
        office, old, lambda words: words.replace("Tiêu chí IV", "Việc khác hẳn").replace('id: "IV"', 'id: "V"'), "c"
    )
    given = {"level": LEVEL, "set_name": new, "takes_effect": f"{TODAY:%d/%m/%Y}", "decision": ""}
    client = sign_in("office")
    page = said(text(client.post(reverse("criteria_choose"), given)))
    before, after = card(office, agency), tie_queries.choosing(office, LEVEL, new).units
    shown = next(then for now, then in after if now.agency == agency)
    assert SetInUse.objects.filter(set_name=new).count() == 0 and not CriterionTie.objects.filter(set_name=new).exists()
    assert "Mối gắn không giữ được (1) IV" in page and "Câu trả lời không dùng được ở bộ mới (1) IV" in page
    page = said(text(client.post(reverse("criteria_choose"), given | {"seen": "on"}, follow=True)))
    assert "Không có chỗ trong bộ mới, xin gắn lại nếu cần: IV" in page
    assert card(office, agency).card.total == shown.card.total < before.card.total, "as it was shown before"


def test_scoring_again_takes_the_answers_of_the_scorecard_counts_before_typed_ones(answered, sign_in):
    """Else one unit has two numbers: on its scorecard, and where the sets are compared."""
    office, agency, old, new = answered
    drawn = card(office, agency)
    form = form_of(Round.objects.get())
    asked = {"cu": old, "moi": new, "bai": form.pk}
    page = said(text(sign_in("leader").get(reverse("criteria_compare"), asked)))
    assert drawn.origins["III.1"] == "counted" and "III.1" in drawn.typed, "typed 912 of 1000, counted none of two"
    assert f"bộ cũ {exact(drawn.card.total)}/10, bộ mới {exact(drawn.card.total - Fraction(1, 2))}/9,5" in page
    assert "(1 đếm được, 3 tự trả lời)" in page
