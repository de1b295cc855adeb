"""Another reading of commendation rules: what it may change, what it may not, what stays the same, from which day."""

from datetime import date
from fractions import Fraction

import pytest

from parindex.core.commendation import Reading, propose
from parindex.core.commendation_facts import Component, Exemption, Facts, HeadFound, Index, LateDossiers, Satisfaction
from parindex.core.commendation_reading import load_rules
from parindex.core.commendation_settings import changes, in_force, open_settings, reread
from parindex.core.criteria_reading import load_set
from parindex.core.errors import InputError

RULES = load_rules("tuy-phuoc@2023")
DAY = date(2023, 6, 15)


def of(changed: dict[str, str], valid_from: date = DAY) -> Reading:
    return Reading(valid_from, "12/CV-UBND", date(2023, 6, 1), "Họp thống nhất", changed)


def commune(late: int, of: int, value: str, **other) -> Facts:
    """A commune of which everything is known and only late dossiers and the class can speak against it."""
    content = {"": Satisfaction(Fraction(95), 100), "Đất đai": Satisfaction(Fraction(90), 50)}
    index = Index(load_set("tuy-phuoc-xa@2023"), Fraction(value))
    head = HeadFound(False, "")
    given = {"satisfaction": content, "index": index, "head": head, "late": LateDossiers(late, of)} | other
    return Facts("UBND xã A", "commune", 2023, DAY, **given)


def test_the_settings_are_those_that_the_plan_leaves_open():
    """The satisfaction's limits and its “or”, the 80 per cent and the class are the plan's own."""
    assert [one.key for one in open_settings(RULES)] == [
        "xa-tre-han.combine", "xa-tre-han.1.many", "xa-tre-han.1.count.end", "xa-tre-han.1.count",
        "xa-tre-han.1.share.end", "xa-tre-han.1.share", "phong-diem-thanh-phan.1.measure", "warn.dossiers",
        "warn.points", "head.follows_unit",
    ]  # fmt: skip
    assert [one.value for one in open_settings(RULES)] == [
        "all", "both", "at_least", "10", "above", "5", "total", "3", "2", "true",
    ]  # fmt: skip


@pytest.mark.parametrize("key", ["hai-long.combine", "hai-long.1.share", "xa-tre-han.2.worst", "khac"])
def test_what_the_plan_states_cannot_be_read_otherwise(key):
    with pytest.raises(InputError, match=f"không để ngỏ “{key}”"):
        reread(RULES, of({key: "all"}))


@pytest.mark.parametrize(
    ("key", "value", "words"),
    [
        ("xa-tre-han.combine", "or", "“or” không có; hãy dùng một trong: all, any"),
        ("xa-tre-han.1.count", "2.5", "phải là số nguyên từ 0 đến 1000000"),
        ("xa-tre-han.1.count", "-1", "phải là số nguyên từ 0"),
        ("xa-tre-han.1.share", "100.5", "phải là số từ 0 đến 100"),
        ("warn.points", "hai", "không phải số"),
        ("head.follows_unit", "co", "hãy dùng một trong: true, false"),
    ],
)
def test_a_value_that_cannot_be_is_refused(key, value, words):
    with pytest.raises(InputError, match=words):
        reread(RULES, of({key: value}))


@pytest.mark.parametrize(
    ("changed", "late", "of_all", "value", "before", "after"),
    [
        # “và” read as “hoặc”: many late dossiers are enough, so is a low class.
        ({"xa-tre-han.combine": "any"}, 12, 100, "90", "eligible", "not_eligible"),
        ({"xa-tre-han.combine": "any"}, 0, 100, "60", "eligible", "not_eligible"),
        ({"xa-tre-han.1.many": "count"}, 10, 1000, "60", "eligible", "not_eligible"),
        ({"xa-tre-han.1.many": "share"}, 6, 100, "60", "eligible", "not_eligible"),
        ({"xa-tre-han.1.count": "13"}, 12, 100, "60", "not_eligible", "at_risk"),
        ({"xa-tre-han.1.count.end": "above"}, 10, 100, "60", "not_eligible", "at_risk"),
        ({"xa-tre-han.1.share": "10"}, 10, 100, "60", "not_eligible", "at_risk"),
        ({"xa-tre-han.1.share.end": "at_least"}, 10, 200, "60", "at_risk", "not_eligible"),
        ({"warn.dossiers": "1"}, 8, 100, "60", "at_risk", "eligible"),
        ({"warn.points": "25", "warn.dossiers": "30"}, 0, 100, "90", "eligible", "at_risk"),
    ],
)
def test_a_reading_changes_the_verdict(changed, late, of_all, value, before, after):
    facts = commune(late, of_all, value)
    read = reread(RULES, of(changed))
    found = (propose(RULES, facts).unit, propose(read, facts).unit)
    assert found == (before, after)


def test_each_component_may_be_looked_at_by_itself():
    parts = (Component("III", Fraction(10), Fraction(10)), Component("IV", Fraction(7), Fraction(10)))
    content = {"": Satisfaction(Fraction(95), None), "Đất đai": Satisfaction(Fraction(90), None)}
    facts = Facts("Phòng", "department", 2023, DAY, components=parts, satisfaction=content, head=HeadFound(False, ""))
    read = reread(RULES, of({"phong-diem-thanh-phan.1.measure": "each"}))
    assert propose(RULES, facts).unit == "at_risk"  # 17 of 20, one point above 80 per cent
    assert propose(read, facts).unit == "not_eligible"


def test_the_head_may_be_looked_at_apart_from_the_unit():
    facts = commune(12, 100, "60")
    read = reread(RULES, of({"head.follows_unit": "false"}))
    assert (propose(RULES, facts).head, propose(read, facts).head) == ("not_eligible", "eligible")


def test_a_reading_keeps_the_name_and_changes_the_fingerprint_by_what_it_changes():
    one, same = (
        reread(RULES, of({"xa-tre-han.combine": "any"})),
        reread(RULES, of({"xa-tre-han.combine": "any", "xa-tre-han.1.count": "10.0", "head.follows_unit": "true"})),
    )
    assert one.name == RULES.name and one.own == RULES
    assert one.fingerprint == same.fingerprint != RULES.fingerprint
    assert one.fingerprint != reread(RULES, of({"xa-tre-han.1.count": "11"})).fingerprint
    back = reread(RULES, of({}))
    assert (back.rules, back.fingerprint) == (RULES.rules, RULES.fingerprint)


def test_an_exemption_stands_under_another_reading_of_the_same_rules():
    lifted = Exemption("xa-tre-han", "45/QĐ-UBND", DAY, DAY, None, "Phần mềm hỏng")
    facts = commune(12, 100, "90", exemptions=(lifted,))
    assert propose(reread(RULES, of({"xa-tre-han.combine": "any"})), facts).unit == "eligible"


def test_the_settings_say_who_decided_and_what_the_rules_themselves_say():
    read = reread(RULES, of({"xa-tre-han.combine": "any", "xa-tre-han.1.many": "count", "warn.dossiers": "5"}))
    found = {(one["rule"], one["what"]): one for one in read.settings()}
    joined = found["Nhiều hồ sơ trễ hạn và Chỉ số xếp loại trung bình trở xuống", "Nối các điều kiện"]
    assert (joined["value"], joined["own"]) == ("hoặc: một là đủ", "và: phải có cả hai")
    assert joined["status"] == "decided"
    assert joined["note"] == "Theo 12/CV-UBND ngày 01/06/2023, áp dụng từ 15/06/2023: Họp thống nhất."
    assert found["Báo trước", "Khi nào"]["own"] == "còn tối đa 3 hồ sơ trễ hoặc 2 điểm"
    assert found["Người đứng đầu", "Theo kết quả của đơn vị"]["own"] == ""
    assert found["Người đứng đầu", "Theo kết quả của đơn vị"]["status"] == "assumed"
    assert all(one["own"] == "" for one in RULES.settings())


def test_the_reading_that_applies_latest_is_in_force_and_the_last_said_of_equals():
    every = [
        of({"warn.dossiers": count}, date(2023, month, 1)) for count, month in (("4", 6), ("6", 9), ("5", 7), ("7", 9))
    ]
    days = [date(2023, 5, 31), date(2023, 6, 1), date(2023, 7, 1), date(2023, 8, 31), date(2023, 9, 1)]
    assert [in_force(RULES, every, day).warn.dossiers for day in days] == [3, 4, 5, 5, 7]
    assert in_force(RULES, every, days[0]).reading is None


def test_changes_are_what_differs():
    assert changes(RULES, {"xa-tre-han.1.share": "5.00", "warn.points": "3.50"}) == {"warn.points": "3.5"}
