"""What a plan's words ask of the index, and what only looks like it."""

import pytest

from parindex.core.plan_goals import read_goal

YEAR = 2023


@pytest.mark.parametrize(
    ("text", "points", "rank"),
    [
        ("Phấn đấu Chỉ số cải cách hành chính năm 2023 của huyện đạt từ 85 điểm trở lên, xếp hạng thứ 3.", "85", 3),
        ("Mục tiêu: Chỉ số CCHC của huyện đạt trên 82,5/100 điểm.", "82.5", None),
        ("Chỉ số CCHC của huyện đạt ít nhất 80 điểm trở lên.", "80", None),
        ("Phấn đấu PAR INDEX của huyện xếp vị trí 05/11 trở lên.", None, 5),
        ("Phấn đấu Chỉ số CCHC nằm trong nhóm 5 huyện, thị xã dẫn đầu toàn tỉnh.", None, 5),
        ("Chỉ số CCHC năm 2022 đạt 76,03 điểm, xếp hạng 10; phấn đấu Chỉ số CCHC năm 2023 đạt 80 điểm.", "80", None),
        ("Phấn đấu Chỉ số CCHC đạt 85 điểm, Chỉ số hài lòng xếp hạng 2.", "85", None),
        ("Năm 2023 khác năm 2022. Phấn đấu Chỉ số CCHC đạt 85 điểm.", "85", None),
    ],
)
def test_a_goal_is_read(text, points, rank):
    found = read_goal(["Căn cứ Luật", text], YEAR)
    assert (found["points"], found["rank"]) == (points, rank) and found["words"] in text


@pytest.mark.parametrize(
    "text",
    [
        "Kết quả điểm Chỉ số cải cách hành chính năm 2022 của huyện đạt 76,03/100 điểm, xếp vị trí thứ 10/11 huyện.",
        "Góp phần cải thiện Chỉ số cải cách hành chính của huyện trong năm 2023.",
        "Phấn đấu Chỉ số hài lòng đạt 90 điểm, xếp hạng 2.",
        "Mục tiêu đến năm 2025 Chỉ số CCHC đạt 90 điểm.",
        "Phấn đấu nâng Chỉ số CCHC tăng 2 bậc so với năm 2022.",
        "Phấn đấu 100% hồ sơ đúng hạn; mỗi xã đạt 5 điểm.",
    ],
)
def test_what_is_no_goal_of_the_year_is_not_read(text):
    assert read_goal([text], YEAR) is None
