"""The words of a table of points: those that say one method, and those that are left to a person."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from parindex.core.criteria_reading import load_set
from parindex.core.criteria_scales import read_scale
from tests.factories.criteria import leaf, write_set

READ = {
    "100% số nhiệm vụ: 2; từ 80% đến dưới 100%: (b/a)*2; dưới 80%: 0": {"name": "linear", "zero_below": "80"},
    "- Hoàn thành 100%: 2\n- Dưới 100% thì tính theo công thức [(b/a)*2]/100%": {"name": "linear"},
    "Điểm = (b/a) × 2. Trong đó: a là số hồ sơ; b là số hồ sơ đúng hạn": {"name": "linear"},
    "b/a x điểm tối đa": {"name": "linear"},
    "(b/a)*2 (a = số phải làm; b = số đã làm); không giao: không chấm": {"name": "linear", "empty": "not_assigned"},
    "đạt = max; không đạt = 0; nếu không phát sinh thì không chấm": {"name": "yes_no"},
    "Từ 0 đến 2 điểm": {"name": "judgement"},
    "(số việc hoàn thành / số việc được giao) × 100% × 2": {"name": "linear"},
    "b/a*max; <95% = 0": {"name": "linear", "zero_below": "95"},
    "tỷ lệ ≥95%: 2; <95%: 0": {
        "name": "steps",
        "steps": [{"at_least": "95", "points": "2"}, {"below": "95", "points": "0"}],
    },
    "Từ 90% trở lên: 2 điểm; từ 70% - <90%: 1,5 điểm; dưới 70%: không có điểm.": {
        "name": "steps",
        "steps": [
            {"at_least": "90", "points": "2"},
            {"at_least": "70", "below": "90", "points": "1.5"},
            {"below": "70", "points": "0"},
        ],
    },
    "Trên 50% đến 100%: 2\nkhông quá 50%: 0": {
        "name": "steps",
        "steps": [{"above": "50", "points": "2"}, {"at_most": "50", "points": "0"}],
    },
    "có: 2; không: 0": {"name": "yes_no"},
    "Có ban hành, đủ nội dung: 2 điểm, không ban hành: 0,5 điểm": {"name": "yes_no", "no_points": "0.5"},
    "Ban hành trước ngày 15/01/2023: 2; không ban hành hoặc ban hành muộn: 0": {
        "name": "yes_no_by_deadline",
        "deadline": date(2023, 1, 14),
    },
    "Gửi chậm nhất ngày 30/4: 2; không gửi: 0": {"name": "yes_no_by_deadline", "deadline": "04-30"},
    "Mỗi văn bản sai trừ 0,25 điểm": {"name": "deduction", "per_fault": "0.25"},
    "Không có hồ sơ trễ: 2 điểm; cứ mỗi 01 hồ sơ trễ bị trừ 0.5 điểm, nhưng không quá 1,5 điểm": {
        "name": "deduction",
        "per_fault": "0.5",
        "min_points": "0.5",
    },
}
LEFT = {
    "Từ 0 đến 1,5 điểm": "không hiểu",
    "b/a*2; không quá 80%: 0": "đi với công thức",
    "b/a*2; dưới 80%: 0,5": "đi với công thức",
    "mỗi " * 800: "dài hơn 3000 chữ",
    "": "không ghi cách chấm",
    "Căn cứ mức độ thực hiện để chấm": "không hiểu “can cu muc do thuc hien de cham”",
    "90%: 2; dưới 90%: 0": "không hiểu mức “90%”",
    "100% và có báo cáo: 2; dưới 100%: 0": "không hiểu mức “100% va co bao cao”",
    "100%: 2; từ 80% đến dưới 100%: 1": "thiếu mức dưới 80%",
    "Dưới 80%: 0; từ 80% đến dưới 100%: 2": "thiếu mức từ 100% trở lên",
    "Trên 80%: 2; dưới 80%: 0": "các mức không nối liền nhau",
    "từ 80%: 1; dưới 80%: 0": "mức cao nhất là 1 điểm, khác điểm tối đa 2",
    "100%: 2; dưới 100%: (b/a)*1,5": "nhân với 1,5, khác điểm tối đa 2",
    "từ 90%: 2; dưới 90%: (b/a)*2": "không đọc được thành một cách chấm",
    "100%: 2; trên 80% đến dưới 100%: (b/a)*2; không quá 80%: 0": "không đọc được thành một cách chấm",
    "có: 1; không: 0": "mức có phải được điểm tối đa 2",
    "có, kịp thời: 2; có, muộn: 1; không: 0": "một mức có và một mức không",
    "từ 2 hình thức trở lên: 2; không: 0": "không hiểu số",
    "trước 31/02: 2; không: 0": "không phải ngày có thật",
    "Mỗi văn bản sai trừ 0,25 điểm; có kiểm tra được cộng thêm": "không hiểu “co kiem tra duoc cong them”",
    "Mỗi lỗi trừ 0,5 điểm, trừ tối đa 3 điểm": "mức trừ không khớp",
}


@pytest.mark.parametrize(("words", "method"), READ.items(), ids=READ)
def test_words_that_say_a_method(words: str, method: dict, tmp_path: Path) -> None:
    found = read_scale(words, Decimal("2"))
    assert (found.method, found.reason) == (method, "")
    # It is a method that the reading of sets accepts.
    load_set(str(write_set(tmp_path / "a", leaf("I", "2", {**method, **_without_day(method)}), max="2")))


def _without_day(method: dict) -> dict:
    return {"deadline": "01-14"} if isinstance(method.get("deadline"), date) else {}


@pytest.mark.parametrize(("words", "reason"), LEFT.items(), ids=[each[:60] for each in LEFT])
def test_words_that_are_left_to_a_person(words: str, reason: str) -> None:
    found = read_scale(words, Decimal("2"))
    assert found.method is None
    assert reason in found.reason
