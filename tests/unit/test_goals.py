"""Goals of an index: what may be asked for, how it stands on a day, and that each sentence follows from its numbers."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from parindex.core.criteria_reading import load_set
from parindex.core.errors import InputError
from parindex.core.goals import Goal, Goals, load_goals, reach, reached
from parindex.core.methods.bounds import Ahead
from parindex.core.projection import Outlook, Projection, project
from tests.factories.scores import SETS, card

DISTRICT = load_set(SETS["district"])
DAY = date(2023, 6, 15)


def outlook(secured, lost, today, most=100):
    """A whole of which so much is secured and lost; two criteria share what is lost, 3 to 1."""
    whole = Outlook(Fraction(secured), Fraction(lost), Fraction(most))
    part = Fraction(lost, 4)
    parts = {
        "A": Outlook(Fraction(0), part, Fraction(50)), "B": Outlook(Fraction(secured), 3 * part, Fraction(50)),
        "C": Outlook(Fraction(0), Fraction(0), Fraction(0)),
    }  # fmt: skip
    return Projection(parts, {}, Outlook(Fraction(0), Fraction(0), Fraction(0)), whole, Fraction(today), whole.max)


@pytest.mark.parametrize(
    ("asked", "secured", "lost", "today", "state", "missing", "spare"),
    [
        (80, 80, 10, 82, "secured", 0, 10),
        (80, 79, 10, 60, "possible", 20, 10),
        (80, 10, 20, 80, "possible", 0, 0),
        (80, 10, 21, 70, "lost", 10, -1),
    ],
)
def test_a_goal_is_safe_open_or_out_of_reach(asked, secured, lost, today, state, missing, spare):
    found = reach(Goal(Fraction(asked)), outlook(secured, lost, today))
    assert (found.state, found.missing, found.spare) == (state, missing, spare)


def test_what_must_be_passed_is_not_met_by_the_number_itself():
    assert reach(Goal(Fraction(80), above=True), outlook(80, 20, 80)).state == "lost"
    assert reach(Goal(None, rank=4), outlook(0, 100, 0)).state == "secured", "a rank that any total gives"


def test_it_is_said():
    assert reach(Goal(Fraction(80)), outlook(85, 5, 90)).says() == "Đã chắc đạt từ 80 điểm."
    assert reach(Goal(Fraction(80)), outlook(10, 12, 60)).says() == (
        "Để đạt từ 80 điểm: nếu năm kết thúc hôm nay còn thiếu 20 điểm; "
        "có thể đạt, còn được mất thêm nhiều nhất 8 điểm."
    )
    assert reach(Goal(Fraction(90), rank=3), outlook(10, 12, 60)).says() == (
        "Để đạt hạng 3 (từ 90 điểm): nếu năm kết thúc hôm nay còn thiếu 30 điểm; "
        "không thể đạt vì đã mất 12 điểm, nhiều nhất ở B 9, A 3; nhiều nhất chỉ còn 88 điểm."
    )


@pytest.mark.parametrize(
    ("goals", "says"),
    [
        (Goals(), "Chưa ghi mục tiêu nào"),
        (Goals(Decimal(0)), "phải lớn hơn 0"),
        (Goals(Decimal(101)), "không quá 100"),
        (Goals(rank=12), "từ 1 đến 11"),
        (Goals(rank=0), "từ 1 đến 11"),
        (Goals(fields={"XX": Decimal(1)}), "không có lĩnh vực XX"),
        (Goals(fields={"IX": Decimal(31)}), "không quá 30"),
        (Goals(Decimal(95), fields={"IX": Decimal(20)}), "cộng lại nhiều nhất được 90 điểm"),
    ],
)
def test_what_the_set_cannot_give_is_refused(goals, says):
    with pytest.raises(InputError, match=says):
        goals.check(DISTRICT, 11)


def test_points_a_rank_and_fields_may_be_asked_for_together():
    Goals(Decimal(90), 11, {"IX": Decimal(20)}).check(DISTRICT, 11)


def test_all_that_is_asked_is_held_against_a_card():
    scored = card("district", "UBND huyện", {"III.6a": {"ratio": ["96", "100"]}, "IX.1": {"share": "80", "n": 400}})
    found = project(scored, Ahead(DAY, date(2023, 12, 31)))
    goals = Goals(Decimal(85), 1, {"IX": Decimal(25), "III": Decimal(5)})
    told = reached(goals, scored, found, {"Bạn": Decimal("88.1"), "Xa": Decimal(2)})
    assert told.points.goal.points == 85 and told.rank.goal.points == Fraction("88.1")
    field = next(line for line in scored.fields if line.criterion.id == "IX")
    assert told.fields["IX"].today == field.points and told.fields["IX"].missing == max(25 - field.points, 0)
    assert told.fields["IX"].most == found.fields["IX"].secured + found.fields["IX"].possible
    assert [id for id, _ in told.fields["III"].lost if not id.startswith("III")] == []
    alone = reached(goals, scored, found, {})
    assert alone.rank is None and "Chưa có điểm của đơn vị nào khác" in alone.why
    assert any("Chưa có điểm" in line for line in alone.lines()) and alone.to_json()["why_no_rank"] == alone.why


def test_nothing_that_is_not_asked_for_is_told():
    scored = card("district", "UBND huyện", {})
    told = reached(Goals(Decimal(85)), scored, project(scored, Ahead(DAY, date(2023, 12, 31))), {})
    assert (told.rank, told.why, told.fields, len(told.lines())) == (None, "", {}, 1)


def test_a_file_is_read(tmp_path):
    file = tmp_path / "muc-tieu.yaml"
    text = '{points: "85", rank: 3, fields: {IX: "25.5"}, decision: 9/KH-UBND, decided: 2023-02-06}\n'
    file.write_text(text, "utf-8")
    assert load_goals(file) == Goals(Decimal(85), 3, {"IX": Decimal("25.5")}, "9/KH-UBND", date(2023, 2, 6))
    assert load_goals(file).says() == "85 điểm, hạng 3, lĩnh vực IX 25,5 điểm"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('{diem: "85"}', "diem"), ("{points: 85.5}", "trong dấu ngoặc kép"), ('{rank: "3"}', "số nguyên"),
        ('{decided: "6/2/2023"}', "phải là ngày"), ("{fields: [IX]}", "theo mã lĩnh vực"),
    ],
)  # fmt: skip
def test_a_file_at_fault_says_where(tmp_path, text, says):
    file = tmp_path / "muc-tieu.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(InputError, match=says) as error:
        load_goals(file)
    assert "muc-tieu.yaml:1" in str(error.value)
