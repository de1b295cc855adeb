"""The receipt of a point: what it holds, that it can be recomputed, and that nothing in it can be changed unnoticed."""

import copy
from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from parindex.core.answers import Answer, Answers
from parindex.core.criteria_reading import load_set
from parindex.core.receipts import Evidence, Round, Trace, against_totals, because, hash_of, receipts, verify
from parindex.core.scoring import score
from tests.factories.criteria import group, leaf, write_set

STEPS = {"name": "steps", "steps": [{"at_least": "90", "points": "2"}, {"below": "90", "points": "1"}]}
DEADLINE = {"name": "yes_no_by_deadline", "deadline": "04-30", "late_points": "0.5"}
EACH = {"name": "average", "each": DEADLINE, "units": 3}
ANSWERS: dict[str, Any] = {
    "A.1": {"ratio": ["2", "3"]},
    "A.2": {"ratio": ["9", "10"]},
    "B.1": {"done": "2023-04-30"},
    "B.2": {"units": {"xã A": {"done": "2023-05-01"}, "xã B": {"done": False}}},
    "C.1": {"not_assigned": "QĐ 1/QĐ-UBND"},
}
TRACE = Trace(
    {"kind": "indicator", "indicator": "dung_han", "lake": 7, "rules": "2023", "inputs": "ab" * 32},
    [Evidence("bao-cao.pdf", sha256="0" * 64, page="3"), Evidence("Cổng", link="https://example.vn/1")],
    [Round("self", "Lan", date(2024, 1, 5), Fraction(2, 3), "Theo số liệu")],
)


@pytest.fixture
def rule(tmp_path):
    fields = [
        group("A", "3", leaf("A.1", "1", "linear", references=["QĐ 2, Điều 3"]), leaf("A.2", "2", STEPS)),
        group("B", "4", leaf("B.1", "2", DEADLINE), leaf("B.2", "2", EACH)),
        group("C", "3", leaf("C.1", "1"), leaf("C.2", "2")),
    ]
    rounding = {"mode": "half_up", "criterion": 2, "total": 1, "percent": 1}
    return load_set(str(write_set(tmp_path / "bo", *fields, max="10", not_assigned="rescales", rounding=rounding)))


@pytest.fixture
def made(rule):
    answers = Answers("Huyện", 2023, {id: Answer(data, id) for id, data in ANSWERS.items()})
    return receipts(score(rule, answers), {"A.1": TRACE})


def test_what_a_receipt_holds(made, rule):
    first = made[0]
    assert first["set"]["name"] == "thu@2023"
    assert first["set"]["fingerprint"] == rule.fingerprint
    assert first["set"]["decision"]["title"] == "Quyết định thử"
    assert first["criterion"] == {"id": "A.1", "title": "Tiêu chí A.1", "references": ["QĐ 2, Điều 3"]}
    assert first["method"] == {"name": "linear", "parameters": {}}
    assert first["inputs"] == {"ratio": ["2", "3"]}
    assert (first["exact"], first["points"], first["max"]) == ("2/3", "67/100", "1/1")
    assert first["shown"] == {"points": "0.67", "max": "1"}
    assert first["origin"]["lake"] == 7
    assert first["evidence"][0] == {"name": "bao-cao.pdf", "sha256": "0" * 64, "page": "3"}
    assert first["rounds"][0] == {
        "stage": "self", "by": "Lan", "on": "2024-01-05", "points": "2/3", "why": "Theo số liệu",
    }  # fmt: skip
    assert made[1]["method"]["parameters"] == {"steps": STEPS["steps"]}
    assert made[1]["origin"] is None
    assert made[2]["inputs"] == {"done": "2023-04-30", "by": "2023-04-30"}


def test_one_for_each_criterion_and_one_for_the_total(made):
    names = [each["criterion"]["id"] for each in made[:-1]]
    assert names == ["A.1", "A.2", "B.1", "B.2", "C.1", "C.2"]
    assert [each["state"] for each in made] == [*["scored"] * 4, "not_assigned", "missing", "total"]
    total = made[-1]
    assert total["criterion"] is None
    # 0.67 + 2 + 2 + 0.17 (a third of 0.5, rounded) of the 9 points assigned, brought to 10
    assert (total["exact"], total["points"], total["max"]) == ("121/25", "242/45", "10/1")
    assert total["shown"] == {"points": "5.4", "max": "10"}


def test_all_hold_and_say_why(made, rule):
    assert [verify(each, rule) for each in made] == [[]] * 7
    assert against_totals(made) == [[]] * 7
    assert because(made[0], rule).startswith("2/3 ≈ 66,6667 %")
    assert because(made[-1], rule).startswith("2,67 + 2,17 + 0 = 4,84 điểm; quy về thang 10")
    assert "because" not in made[0]


CHANGES = [
    ("points", "1/1", "Điểm: biên nhận ghi “1/1”, tính lại là “67/100”"),
    ("exact", "1/1", "Điểm trước khi làm tròn"),
    ("max", "2/1", "Điểm tối đa"),
    ("shown", {"points": "1", "max": "1"}, "Điểm hiển thị"),
    ("state", "missing", "Trạng thái"),
    ("inputs", {"ratio": ["1", "3"]}, "Điểm: biên nhận ghi “67/100”, tính lại là “33/100”"),
    ("inputs", {"ratio": ["4", "3"]}, "Không tính lại được: A.1: tử số 4 lớn hơn mẫu số 3"),
    ("inputs", None, "Trạng thái: biên nhận ghi “scored”, tính lại là “missing”"),
    ("inputs", "2/3", "Không tính lại được: A.1: số liệu phải là một câu trả lời"),
    ("method", {"name": "steps", "parameters": {}}, "Cách chấm"),
    ("criterion", {"id": "A.1", "title": "Khác", "references": []}, "Tiêu chí"),
    ("criterion", {"id": "Z", "title": "Khác", "references": []}, "không có mã Z"),
    ("criterion", {"id": "A", "title": "Nhóm A", "references": []}, "không có tiêu chí được chấm nào mang mã A"),
    ("set", {"name": "thu@2023", "fingerprint": "0" * 64}, "Bộ tiêu chí: biên nhận lập theo bộ có mã nội dung"),
    ("year", 2024, "không dùng cho năm 2024"),
    ("year", "2023", "thiếu đơn vị, hoặc năm từ 1990 đến 2100"),
    ("evidence", [{"name": "bao-cao.pdf"}], "Tài liệu kiểm chứng, dòng 1: ghi sai"),
    ("evidence", [{"name": "bao-cao.pdf", "sha256": "0"}], "Tài liệu kiểm chứng, dòng 1: ghi sai"),
    ("evidence", [{"name": "Cổng", "link": "javascript:alert(1)"}], "Tài liệu kiểm chứng, dòng 1: ghi sai"),
    ("evidence", 3, "Tài liệu kiểm chứng phải là một danh sách"),
    ("rounds", [{"by": "Lan"}], "Các vòng chấm, dòng 1: ghi sai"),
    ("origin", "kho", "Nguồn số liệu phải là"),
    ("format", 2, "Dạng biên nhận"),
    ("note", "x", "Có phần lạ “note”"),
]


@pytest.mark.parametrize(("key", "value", "says"), CHANGES)
def test_a_change_is_caught_even_where_it_is_sealed_again(made, rule, key, value, says):
    changed = made[0] | {key: value}
    assert any("Mã băm không khớp" in each for each in verify(changed, rule))
    changed["hash"] = hash_of(changed)
    found = verify(changed, rule)
    assert any(says in each for each in found), found
    assert not any("Mã băm" in each for each in found)


@pytest.mark.parametrize(("key", "value"), [("unit", "Xã"), ("origin", None), ("evidence", []), ("rounds", [])])
def test_what_cannot_be_recomputed_is_under_the_hash(made, rule, key, value):
    (found,) = verify(made[0] | {key: value}, rule)
    assert "Mã băm không khớp" in found


@pytest.mark.parametrize("at", range(7))
def test_what_is_left_out_is_named(made, rule, at):
    for key in list(made[at]):
        rest = {name: value for name, value in made[at].items() if name != key}
        assert any(f"({key})" in each for each in verify(rest, rule)), key


def test_a_set_without_end_is_held_to_years_that_there_are(tmp_path):
    rule = load_set(str(write_set(tmp_path / "bo", leaf("A", "1", DEADLINE), valid_to="null")))
    made = receipts(score(rule, Answers("Huyện", 2030, {"A": Answer({"done": "2030-01-01"}, "A")})))
    assert verify(made[0], rule) == []
    later = made[0] | {"year": 20300}
    later["hash"] = hash_of(later)
    assert verify(later, rule) == ["Không tính lại được: thiếu đơn vị, hoặc năm từ 1990 đến 2100."]


def test_evidence_without_a_page_says_nothing_of_it():
    assert Evidence("a", link="https://example.vn", sha256="", page="").to_json() == {
        "name": "a",
        "link": "https://example.vn",
    }


def test_the_last_day_is_the_criterion_s_to_say(made, rule):
    late = copy.deepcopy(made[2])
    late["inputs"]["by"] = "2023-12-31"
    late["hash"] = hash_of(late)
    (found,) = verify(late, rule)
    assert found.startswith("Số liệu: biên nhận ghi")


def test_inputs_sealed_again_with_their_points_stand_against_the_total(made, rule):
    answers = {id: Answer(data, id) for id, data in ANSWERS.items()} | {"A.2": Answer({"ratio": ["8", "10"]}, "A.2")}
    forged = receipts(score(rule, Answers("Huyện", 2023, answers)))[1]
    assert verify(forged, rule) == []
    found = against_totals([*made[:1], forged, *made[2:]])
    assert [len(each) for each in found] == [0, 1, 0, 0, 0, 0, 0]
    assert 'biên nhận tổng là “{"ratio": ["9", "10"]}”' in found[1][0]


def test_a_forged_total_is_caught(made, rule):
    total = copy.deepcopy(made[-1])
    total["inputs"]["answers"]["C.2"] = {"done": True}
    total["hash"] = hash_of(total)
    assert any(each.startswith("Điểm: ") for each in verify(total, rule))
    total["inputs"] = {"answers": {"C.2": 5}}
    assert any("C.2: số liệu phải là" in each for each in verify(total, rule))
    total["inputs"] = []
    assert any("số liệu của tổng điểm" in each for each in verify(total, rule))


DEEP: list = []
for _ in range(100_000):
    DEEP = [DEEP]


@pytest.mark.parametrize(
    "junk", [None, 3, "x", [], {}, {"criterion": None}, {"set": []}, DEEP, {"inputs": DEEP}, {1: 2, "a": {3}}]
)
def test_junk_is_told_and_raises_nothing(rule, junk):
    assert verify(junk, rule)
    assert against_totals([junk]) == [[]]


@pytest.mark.parametrize(
    "junk", [DEEP, {"units": DEEP}, {"ratio": [1.5, float("nan")]}, {"done": {}}, {"\ud800": 1}, {"count": "\x1b"}]
)
def test_junk_as_inputs_is_told_in_words_that_can_be_printed(made, rule, junk):
    for each in made:
        found = verify(each | {"inputs": junk}, rule)
        assert found
        assert all(says.isprintable() for says in found)
