"""Commendation as it is done: facts from where they are, exemptions, decisions, revocation, appeals, history."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from parindex.core.errors import InputError
from parindex.records.actions import commendation as actions
from parindex.records.models import CommendationDecision, CommendationFact, CriterionTie, History
from parindex.records.permissions import NotFound
from parindex.records.queries import commendation as queries
from parindex.records.queries import commendation_reading as readings
from tests.factories.dossiers import Row, code, take_in
from tests.factories.programme import AT, TODAY, another_programme
from tests.factories.scores import answer_with, use_sets

OWN = "xa-phuoc-son"
RULE = "xa-tre-han"
BC = "BC 12/BC-PNV"


@pytest.fixture
def scored(small, monkeypatch):
    """A commune at about 9.8 per cent of the points (Yếu), with its survey and land told: only late dossiers decide."""
    use_sets(small)
    answer_with(monkeypatch, {OWN: {"III.4": {"ratio": ["98", "100"]}, "IX.2": {"share": "92", "n": 100}}})
    office = small.viewer("office")
    own = small.agency(OWN).pk
    actions.tell_satisfaction(office, own, "Đất đai", Decimal("85"), 40, BC)
    actions.tell_head(office, own, False, BC)
    return small


def dossiers(small, late: int, in_time: int) -> None:
    """Resolved dossiers of the commune."""
    rows = [Row(code(n), agency="UBND xã Phước Sơn") for n in range(late)]
    rows += [Row(code(1000 + n), agency="UBND xã Phước Sơn", finished="07/06/2023 09:00") for n in range(in_time)]
    take_in(small, *rows)


def found(small, username: str = "office", on: date = TODAY):
    return queries.find(small.viewer(username, on), small.agency(OWN).pk)


def exempt(small, **changes):
    given = {
        "rule": RULE, "decision": "45/QĐ-UBND", "decided": date(2023, 6, 1), "valid_from": date(2023, 6, 1),
        "valid_to": None, "reason": "Phần mềm hỏng",
    }  # fmt: skip
    return actions.exempt(small.viewer("office"), small.agency(OWN).pk, **(given | changes))


def test_the_facts_come_from_where_they_are(scored):
    dossiers(scored, 3, 97)
    facts = found(scored).proposal.facts
    assert (facts.late.late, facts.late.of) == (3, 100)
    assert facts.index.value == found(scored).proposal.facts.index.value > 0
    assert facts.satisfaction[""].share == 92
    assert (facts.satisfaction["Đất đai"].share, facts.satisfaction["Đất đai"].n) == (Fraction(85), 40)
    assert facts.head.held_responsible is False
    assert (facts.day, facts.level) == (TODAY, "commune")


def test_what_is_overdue_is_late_already(scored):
    """Leaving a late dossier open must not look better than resolving it; one that is open in time is neither."""
    rows = [Row(code(n), agency="UBND xã Phước Sơn", finished="") for n in range(2)]
    in_time = Row(code(9), agency="UBND xã Phước Sơn", due="20/06/2023", finished="")
    take_in(scored, *rows, in_time, Row(code(10), agency="UBND xã Phước Sơn"))
    facts = found(scored).proposal.facts
    assert (facts.late.late, facts.late.of) == (3, 3)


def test_an_agency_of_which_the_lake_holds_nothing_had_not_no_late_dossiers(scored):
    assert found(scored).proposal.unit == "cannot_tell"
    take_in(scored, Row(code(1), agency="UBND xã Phước Hòa"))
    assert found(scored).proposal.facts.late is None


def test_two_late_dossiers_away(scored):
    dossiers(scored, 8, 92)
    proposal = found(scored).proposal
    assert proposal.unit == "at_risk"
    assert "hai hồ sơ trễ nữa là mất" in proposal.says


def test_a_score_without_any_answer_is_not_a_class(small, monkeypatch):
    use_sets(small)
    answer_with(monkeypatch, {})
    dossiers(small, 12, 88)
    proposal = found(small).proposal
    assert proposal.facts.index is None
    assert proposal.unit == "cannot_tell"


def test_what_is_typed_stands_over_what_the_scorecard_says_until_it_is_taken_back(scored):
    office, own = scored.viewer("office"), scored.agency(OWN).pk
    actions.tell_satisfaction(office, own, "", Decimal("88.5"), None, BC)
    assert found(scored).proposal.facts.satisfaction[""].share == Fraction(177, 2)  # 88,5
    actions.tell_satisfaction(office, own, "", None, None, BC, "Không khảo sát ở xã này")
    assert "không khảo sát" in str(found(scored).proposal.facts.satisfaction[""]).lower()
    actions.forget_fact(office, own, "satisfaction", "", "Nhập nhầm")
    assert found(scored).proposal.facts.satisfaction[""].share == 92
    with pytest.raises(InputError, match="Không có số liệu nào"):
        actions.forget_fact(office, own, "satisfaction", "", "Lần nữa")
    assert CommendationFact.objects.filter(agency=own, kind="satisfaction", field="").count() == 3


@pytest.mark.parametrize(
    ("share", "people", "document", "words"),
    [
        (Decimal("100.5"), None, BC, "từ 0 đến 100"),
        (None, None, BC, "từ 0 đến 100"),
        (Decimal(90), 0, BC, "Số phiếu phải từ 1"),
        (Decimal(90), None, " ", "Hãy ghi số văn bản"),
    ],
)
def test_a_fact_that_cannot_be_is_refused(scored, share, people, document, words):
    with pytest.raises(InputError, match=words):
        actions.tell_satisfaction(scored.viewer("office"), scored.agency(OWN).pk, "", share, people, document)


def test_an_exemption_lifts_its_rule_on_its_days(scored):
    dossiers(scored, 12, 88)
    assert found(scored).proposal.unit == "not_eligible"
    made = exempt(scored, valid_to=date(2023, 6, 30))
    assert found(scored).proposal.unit == "eligible"
    assert found(scored, on=date(2023, 7, 1)).proposal.unit == "not_eligible"
    actions.end_exemption(scored.viewer("office"), scored.agency(OWN).pk, made.pk, "Hết lý do")
    assert found(scored).proposal.unit == "not_eligible"
    with pytest.raises(InputError, match="đã được bỏ"):
        actions.end_exemption(scored.viewer("office"), scored.agency(OWN).pk, made.pk, "Lần nữa")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"decision": "  "}, "Hãy ghi số quyết định"),
        ({"rule": "phong-diem-thanh-phan"}, "Hãy chọn một quy tắc"),
        ({"rule": "khac"}, "Hãy chọn một quy tắc"),
        ({"decided": date(2023, 6, 16)}, "sau hôm nay"),
        ({"valid_to": date(2023, 5, 31)}, "đứng trước ngày bắt đầu"),
        ({"reason": ""}, "Hãy ghi lý do"),
    ],
)
def test_an_exemption_that_cannot_be_is_refused(scored, changes, words):
    with pytest.raises(InputError, match=words):
        exempt(scored, **changes)
    assert found(scored).exemptions == []


def test_a_decision_keeps_what_the_rules_said(scored):
    dossiers(scored, 0, 100)
    made = actions.decide(scored.viewer("leader"), scored.agency(OWN).pk, True, "78/TTr-PNV")
    assert made.proposal["verdict"] == "eligible"
    assert made.proposal["rulings"][0]["conditions"][0]["says"].startswith("0 hồ sơ trễ hạn trên 100")
    assert found(scored).decision == made
    with pytest.raises(InputError, match="thu hồi trước"):
        actions.decide(scored.viewer("office"), scored.agency(OWN).pk, False, reason="Khác")


@pytest.mark.parametrize(("late", "commended"), [(12, True), (0, False)])
def test_deciding_against_the_rules_takes_a_reason(scored, late, commended):
    dossiers(scored, late, 88)
    with pytest.raises(InputError, match="phải ghi lý do"):
        actions.decide(scored.viewer("office"), scored.agency(OWN).pk, commended)
    made = actions.decide(scored.viewer("office"), scored.agency(OWN).pk, commended, reason="Hội đồng xét")
    assert made.reason == "Hội đồng xét"


@pytest.mark.parametrize("commended", [True, False])
def test_deciding_where_the_rules_cannot_tell_takes_a_reason(scored, commended):
    with pytest.raises(InputError, match="phải ghi lý do"):
        actions.decide(scored.viewer("office"), scored.agency(OWN).pk, commended)


def test_a_revoked_decision_stays_to_be_read_and_another_may_be_made(scored):
    dossiers(scored, 0, 100)
    office, own = scored.viewer("office"), scored.agency(OWN).pk
    actions.decide(office, own, True)
    with pytest.raises(InputError, match="Hãy ghi lý do thu hồi"):
        actions.revoke(office, own, " ")
    actions.revoke(office, own, "Phát hiện số liệu sai")
    assert found(scored).decision is None
    with pytest.raises(InputError, match="Không có quyết định nào"):
        actions.revoke(office, own, "Lần nữa")
    again = actions.decide(office, own, False, reason="Theo kết luận")
    assert found(scored).decision == again
    assert [one.revoked_reason for one in found(scored).decisions] == ["Phát hiện số liệu sai", ""]
    assert CommendationDecision.objects.count() == 2


def test_the_head_appeals_and_is_answered_once(scored):
    head, own = scored.viewer("other_head"), scored.agency(OWN).pk
    made = actions.appeal(head, own, "Ba hồ sơ trễ do liên thông")
    assert [one.pk for one in queries.waiting_appeals(scored.viewer("leader"))] == [made.pk]
    assert queries.waiting_appeals(head) == []
    assert found(scored).open_appeal == made
    with pytest.raises(InputError, match="còn chờ trả lời"):
        actions.appeal(head, own, "Lần nữa")
    actions.answer(scored.viewer("office"), own, True, "Sẽ miễn theo quyết định")
    assert found(scored).open_appeal is None
    with pytest.raises(InputError, match="Không có kiến nghị nào"):
        actions.answer(scored.viewer("office"), own, False, "Lần nữa")
    assert actions.appeal(head, own, "Việc khác").upheld is None


def test_who_may_do_what(scored):
    own, other = scored.agency(OWN).pk, scored.agency("xa-phuoc-hoa").pk
    for username, act in (
        ("monitor", lambda by: actions.tell_head(by, own, False, BC)),
        ("other_head", lambda by: actions.tell_head(by, own, False, BC)),
        ("other_head", lambda by: actions.decide(by, own, True)),
        ("other_head", lambda by: actions.exempt(by, own, RULE, "1/QĐ", TODAY, TODAY, None, "x")),
        ("other_head", lambda by: actions.appeal(by, other, "x")),
        ("other", lambda by: actions.appeal(by, own, "x")),
        ("office", lambda by: actions.appeal(by, own, "x")),
        ("head", lambda by: actions.appeal(by, own, "x")),
        ("monitor", lambda by: actions.answer(by, own, True, "x")),
        ("monitor", lambda by: actions.revoke(by, own, "x")),
    ):
        with pytest.raises(NotFound):
            act(scored.viewer(username))


def test_an_agency_sees_its_own_proposal_alone(scored):
    assert found(scored, "other").agency.key == OWN
    for username in ("head", "admin"):
        with pytest.raises(NotFound):
            found(scored, username)
    assert [one.agency.key for one in queries.considered(scored.viewer("other"), "commune")] == [OWN]
    assert len(queries.considered(scored.viewer("monitor"), "commune")) == 13


def test_another_programme_finds_none_of_it(scored):
    other, by = another_programme()
    with pytest.raises(NotFound):
        queries.find(by, scored.agency(OWN).pk)
    with pytest.raises(NotFound):
        actions.tell_head(by, scored.agency(OWN).pk, False, BC)
    assert readings.rules(by) is None
    assert queries.considered(by, "commune") == []


def test_a_department_is_held_to_the_components_that_it_leads(scored, monkeypatch):
    answer_with(monkeypatch, {"": {"III.7": {"ratio": ["1", "2"]}}})
    department = scored.agency("phong-tu-phap")
    for criterion in ("III.7",):
        tie = CriterionTie.objects.create(
            programme=scored.programme, set_name="tuy-phuoc-huyen@2023", criterion=criterion, changed_at=AT
        )
        tie.leaders.set([department])
    facts = queries.find(scored.viewer("office"), department.pk).proposal.facts
    assert [(one.id, one.points, one.max) for one in facts.components] == [("III.7", Fraction(3, 4), Fraction(3, 2))]
    assert facts.late is None


def test_each_act_is_in_the_history_of_the_agency(scored):
    dossiers(scored, 0, 100)
    office, own = scored.viewer("office"), scored.agency(OWN).pk
    made = exempt(scored)
    actions.end_exemption(office, own, made.pk, "Hết")
    actions.decide(office, own, True)
    actions.revoke(office, own, "Sai")
    actions.appeal(scored.viewer("other_head"), own, "Xem lại")
    actions.answer(office, own, False, "Giữ nguyên")
    verbs = list(History.objects.filter(about=own).values_list("verb", flat=True))
    assert verbs == [
        "tell_fact", "tell_fact", "exempt_agency", "end_agency_exemption", "decide_commendation",
        "revoke_commendation", "appeal", "answer_appeal",
    ]  # fmt: skip


def test_the_queries_do_not_grow_with_the_agencies(scored, django_assert_max_num_queries):
    viewer = scored.viewer("office")
    with django_assert_max_num_queries(14):
        queries.considered(viewer, "commune")
