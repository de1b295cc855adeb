"""What is tried in the fields of each method: the answer typed there, and nothing where today's answer stands."""

import pytest
from django.core.exceptions import ValidationError
from django.http import QueryDict

from parindex.core.answers import Answer, Answers
from parindex.core.criteria_reading import load_set
from parindex.core.scoring import score
from parindex.core.what_if import compare
from parindex.web.forms.what_if import TryForm
from tests.factories.criteria import leaf, write_set
from tests.unit.test_answer_forms import BONUS, CASES


def the_card(tmp_path, method, answer=None):
    limit = "0" if method["name"] == "bonus_penalty" else "1"
    fields = (leaf("A", "1"), leaf("X", limit, method)) if limit == "0" else (leaf("X", limit, method),)
    rule = load_set(str(write_set(tmp_path / "thu", *fields)))
    given = {} if answer is None else {"X": Answer(answer, "X")}
    return score(rule, Answers("Xã", 2023, given))


def the_form(card, sent=None, today=None):
    line = next(each for each in card.criteria if each.criterion.id == "X")
    return TryForm(sent, line=line, year=2023, today=today, may_leave=True)


def as_sent(form):
    """What a browser sends of the form as it is shown."""
    sent = QueryDict(mutable=True)
    sent[form.mark] = "1"
    for bound in [*form.first, *form.others]:
        shown = bound.field.widget.format_value(bound.value())
        shown = shown[0] if isinstance(shown, list) else shown
        if getattr(bound.field.widget, "input_type", "") != "checkbox":
            sent[bound.html_name] = (shown or "").replace("\n", "\r\n")
        elif bound.value():
            sent[bound.html_name] = "on"
    return sent


@pytest.mark.parametrize(("method", "typed", "answer"), [*CASES, BONUS])
def test_what_is_typed_is_tried(tmp_path, method, typed, answer):
    card = the_card(tmp_path, method)
    form = the_form(card)
    sent = as_sent(form)
    for name, words in typed.items():
        if name in form.fields:
            sent[form.add_prefix(name)] = "on" if words is True else words
    found = the_form(card, sent).change()
    if answer == {"checked": []}:
        assert found is None, "no box was ticked before, and none is now"
        return
    reason = {"why": "giả sử"} if "points" in answer else {}
    assert found == answer | reason
    compare(card, Answers("Xã", 2023, {}), {"X": Answer(found, "X")}, {})


@pytest.mark.parametrize(("method", "_typed", "answer"), [*CASES, BONUS])
def test_todays_answer_as_it_is_shown_changes_nothing(tmp_path, method, _typed, answer):
    today = answer | ({"why": "vì thế", "by": "ai"} if "points" in answer else {})
    card = the_card(tmp_path, method, today)
    assert the_form(card, as_sent(the_form(card, today=today)), today).change() is None


def test_points_by_judgement_keep_their_reason(tmp_path):
    card = the_card(tmp_path, {"name": "judgement"})
    sent = QueryDict("tra-loi.X:points=0,5&tra-loi.X:why=Làm tốt")
    assert the_form(card, sent).change() == {"points": "0.5", "why": "Làm tốt"}


def test_what_is_left_out_has_no_answer(tmp_path):
    card = the_card(tmp_path, {"name": "yes_no"})
    left = QueryDict("tra-loi.X:not_assigned=on")
    assert the_form(card, left).change() == {"not_assigned": "giả sử"}
    with pytest.raises(ValidationError, match="bỏ một trong hai"):
        the_form(card, QueryDict("tra-loi.X:not_assigned=on&tra-loi.X:done=yes")).change()
    with pytest.raises(ValidationError, match="ghi câu trả lời"):
        the_form(card, QueryDict("tra-loi.X=1"), {"not_assigned": "QĐ 5"}).change()


def test_a_survey_that_was_final_may_be_tried_as_one_that_is_not(tmp_path):
    today = {"share": "80", "n": 30, "final": True}
    card = the_card(tmp_path, {"name": "survey_share"}, today)
    sent = as_sent(the_form(card, today=today))
    assert sent.pop("tra-loi.X:final") == ["on"]
    assert the_form(card, sent, today).change() == {"share": "80", "n": 30}
