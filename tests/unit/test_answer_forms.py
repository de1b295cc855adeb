"""The fields that each method asks for: what is typed is the answer, and the answer fills the same fields again."""

import pytest
from django import forms

from parindex.core.answers import Answer
from parindex.core.criteria_reading import load_set, shipped_sets
from parindex.core.methods import NAMES, name_of
from parindex.web.forms.answer import asked
from tests.factories.criteria import leaf, write_set

ITEMS = [{"id": "a", "title": "A"}, {"id": "b", "title": "B"}]
LEVELS = [{"id": "cao", "title": "Cao", "points": "1"}, {"id": "thap", "title": "Thấp", "points": "0"}]
KINDS = [{"id": "khen", "title": "Được khen", "points": "0.5"}, {"id": "loi", "title": "Lỗi", "points": "-0.5"}]
STEPS = [{"at_least": "50", "points": "1"}, {"below": "50", "points": "0"}]
COUNT = {"measures": "count"}

# A method, what is typed into its fields, and the answer; [] where nothing is typed.
CASES = [
    ({"name": "yes_no"}, {"done": "yes"}, {"done": True}),
    ({"name": "yes_no"}, {"done": "yes", "day": "5/3/2023"}, {"done": "2023-03-05"}),
    ({"name": "yes_no"}, {"done": "no"}, {"done": False}),
    ({"name": "yes_no_by_deadline", "deadline": "03-31"}, {"done": "yes", "day": "1/4/2023"}, {"done": "2023-04-01"}),
    ({"name": "steps", "steps": STEPS}, {"numerator": "1.234,5", "denominator": "2000"}, {"ratio": ["1234.5", "2000"]}),
    ({"name": "linear"}, {"numerator": "0", "denominator": "7"}, {"ratio": ["0", "7"]}),
    ({"name": "linear", "of": "4"}, {"numerator": "3"}, {"ratio": ["3", "4"]}),
    ({"name": "linear", "measures": "increase"}, {"numerator": "9", "denominator": "7"}, {"ratio": ["9", "7"]}),
    ({"name": "linear", **COUNT, "full_from": "5"}, {"count": "3"}, {"count": "3"}),
    (
        {"name": "linear_deduction", "fault_share": "0.5"},
        {"numerator": "8", "denominator": "9", "faults": "2"},
        {"ratio": ["8", "9"], "count": "2"},
    ),
    ({"name": "all_or_nothing", "items": ITEMS}, {"item_a": True}, {"checked": ["a"]}),
    ({"name": "all_or_nothing", **COUNT, "full_from": "1"}, {"count": "0"}, {"count": "0"}),
    ({"name": "deduction", "per_fault": "0.25"}, {"count": "2"}, {"count": "2"}),
    ({"name": "checklist", "items": ITEMS}, {"item_a": True, "item_b": True}, {"checked": ["a", "b"]}),
    ({"name": "checklist", "items": ITEMS}, {"none": True}, {"checked": []}),
    ({"name": "levels", "levels": LEVELS}, {"level": "cao"}, {"level": "cao"}),
    (
        {"name": "levels", "levels": LEVELS, "averaged": True},
        {"kind_cao": "8", "kind_thap": ""},
        {"levels": {"cao": "8", "thap": "0"}},
    ),
    ({"name": "survey_share"}, {"numerator": "90", "denominator": "100"}, {"ratio": ["90", "100"]}),
    ({"name": "survey_share"}, {"share": "78,1", "n": "200"}, {"share": "78.1", "n": 200}),
    ({"name": "survey_share"}, {"share": "78,1", "final": True}, {"share": "78.1", "final": True}),
    (
        {"name": "survey_share"},
        {"numerator": "9", "denominator": "10", "final": True},
        {"ratio": ["9", "10"], "final": True},
    ),
    (
        {"name": "survey_mean"},
        {"mean": "3", "of": "5", "n": "9", "final": True},
        {"mean": "3", "of": "5", "n": 9, "final": True},
    ),
    ({"name": "survey_mean"}, {"mean": "3,2", "of": "5", "n": "120"}, {"mean": "3.2", "of": "5", "n": 120}),
    ({"name": "judgement"}, {"points": "0,5"}, {"points": "0.5"}),
    (
        {"name": "average", "each": {"name": "linear"}},
        {"units": "Xã A; 9; 10\nXã B\t1.000\t2000\n"},
        {"units": {"Xã A": {"ratio": ["9", "10"]}, "Xã B": {"ratio": ["1000", "2000"]}}},
    ),
    (
        {"name": "average", "each": {"name": "yes_no"}},
        {"units": "Xã A; Có; 5/3/2023\nXã B; không"},
        {"units": {"Xã A": {"done": "2023-03-05"}, "Xã B": {"done": False}}},
    ),
]
BONUS = (
    {"name": "bonus_penalty", "kinds": KINDS, "cap": "1", "floor": "-1"},
    {"kind_khen": "2", "kind_loi": "1"},
    {"counts": {"khen": "2", "loi": "1"}},
)


def the_criterion(tmp_path, method):
    limit = "0" if method["name"] == "bonus_penalty" else "1"
    fields = (leaf("A", "1"), leaf("X", limit, method)) if limit == "0" else (leaf("X", limit, method),)
    found = load_set(str(write_set(tmp_path / "thu", *fields)))
    return next(each for each in found.walk() if each.id == "X")


def the_form(what, **given):
    kind = type("One", (forms.Form,), dict(what.fields))
    return kind(**given)


@pytest.mark.parametrize(("method", "typed", "answer"), [*CASES, BONUS])
def test_what_is_typed_is_the_answer_and_fills_the_fields_again(tmp_path, method, typed, answer):
    criterion = the_criterion(tmp_path, method)
    what = asked(criterion, 2023)
    form = the_form(what, data=typed)
    assert form.is_valid(), form.errors
    assert what.read(form.cleaned_data) == answer
    if "points" not in answer:  # a judgement also takes its reason, which is asked for apart
        criterion.method.inputs(Answer(answer, "X"), 2023)  # the method reads it
    again = the_form(what, data=typed, initial=what.show(answer))
    left_blank = {"kind_thap"} if answer.get("levels", {}) else set()  # blank beside a number is 0
    retold = {"units"} if "units" in answer else set()  # the lines are written our way
    assert set(again.changed_data) <= left_blank | retold
    if retold:
        assert what.read(what.show(answer)) == answer


def test_every_method_has_its_fields():
    assert {method["name"] for method, _typed, _answer in [*CASES, BONUS]} == set(NAMES)


@pytest.mark.parametrize(("method", "_typed", "_answer"), [*CASES, BONUS])
def test_nothing_typed_is_no_answer(tmp_path, method, _typed, _answer):
    what = asked(the_criterion(tmp_path, method), 2023)
    form = the_form(what, data={})
    assert form.is_valid() and what.read(form.cleaned_data) is None


@pytest.mark.parametrize(
    ("method", "typed", "why"),
    [
        ({"name": "yes_no"}, {"done": "no", "day": "5/3/2023"}, "Chưa thực hiện thì không có ngày"),
        ({"name": "linear"}, {"denominator": "7"}, "Xin nhập đủ các số"),
        ({"name": "survey_share"}, {"numerator": "1", "denominator": "2", "share": "50"}, "không ghi cả hai"),
        ({"name": "survey_mean"}, {"mean": "3"}, "cả điểm trung bình và thang điểm"),
        ({"name": "average", "each": {"name": "linear"}}, {"units": "Xã A; 9"}, r"Dòng 1 \(Xã A\): Xin nhập đủ"),
        ({"name": "average", "each": {"name": "linear"}}, {"units": "Xã A; 9; 10\nXã A; 1; 2"}, "Dòng 2: thiếu tên"),
        ({"name": "average", "each": {"name": "linear"}}, {"units": "Xã A; 9; mười"}, r"Dòng 1 \(Xã A\): “mười”"),
        ({"name": "average", "each": {"name": "linear"}}, {"units": "Xã A; 9; 10; 11"}, "thừa cột"),
        ({"name": "average", "each": {"name": "linear"}}, {"units": "Xã A"}, "chưa có số liệu"),
    ],
)
def test_what_does_not_fit_together_is_said(tmp_path, method, typed, why):
    what = asked(the_criterion(tmp_path, method), 2023)
    form = the_form(what, data=typed)
    assert form.is_valid(), form.errors
    with pytest.raises(forms.ValidationError, match=why):
        what.read(form.cleaned_data)


def test_shipped_sets_can_all_be_answered_by_forms():
    for name in shipped_sets():
        for criterion in load_set(name).walk():
            if criterion.method is not None:
                assert asked(criterion, 2023).fields, (name, criterion.id, name_of(criterion.method))
