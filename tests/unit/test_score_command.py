"""`parindex score run` on the shipped sets: the JSON of the contract, the words for people, and calls at fault."""

import json
from decimal import Decimal
from pathlib import Path

import pytest

from parindex.cli import main
from parindex.core.criteria_reading import shipped_sets
from tests.factories.criteria import leaf, write_answers, write_set

DISTRICT = {
    "I.3": {"checked": ["pano", "so_tay"]},
    "I.4": {"done": "2023-06-20"},
    "I.5": {"count": "17"},
    "II.1": {"not_assigned": "QĐ 12/QĐ-UBND"},
    "III.6a": {"ratio": ["995", "1000"]},
    "III.7": {"ratio": ["0", "0"]},
    "IX.1": {"share": "78.1", "n": 390},
    "KS.1": {"mean": "2.91", "of": "5", "n": 120},
}
OFFICE = {
    "CS.1": {"levels": {"ngan_hon": "62", "bang": "30", "dai_hon": "8"}},
    "CS.2": {"levels": {"ngan_hon": "50", "bang": "50"}},
    "CS.3": {"levels": {"khong_lan": "90", "mot_lan": "7", "nhieu_lan": "3"}},
    "CS.4": {"levels": {"khong_co_quan": "10", "mot_co_quan": "90"}},
    "CS.5": {"level": "du_tiep_nhan_tra"},
    "CS.6": {"level": "ca_hai"},
    "CS.7": {"levels": {"som_khong_pakn": "55", "dung_khong_pakn": "44", "co_pakn": "1"}},
    "CS.8": {"level": "tat_ca"},
    "CS.9": {"level": "tu_15"},
}


def call(capsys, *words: str) -> tuple[int, str, str]:
    code = main(["score", *words])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_the_district_set(capsys, tmp_path: Path) -> None:
    file = write_answers(tmp_path / "a.yaml", DISTRICT)
    code, out, err = call(capsys, "run", "--set", "tuy-phuoc-huyen@2023", "--answers", str(file), "--json")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert list(found)[:9] == ["set", "fingerprint", "example", "unit", "year", "total", "max", "percent", "class"]
    # 0,375 + 1 + 34/19 + 2,4875 + 1,5 + 23,43 + 5,82; three points of II.1 are not assigned.
    points = {each["id"]: each["points"] for each in found["criteria"]}
    assert {name: points[name] for name in points if points[name] != "0"} == {
        **{"I.3": "0.38", "I.4": "1", "I.5": "1.79", "III.6a": "2.49", "III.7": "1.5", "IX.1": "23.43", "KS.1": "5.82"}
    }
    assert (found["total"], found["max"], found["percent"], found["class"]) == ("36.4", "97", "37.53", "Yếu")
    assert sum(Decimal(each["max"]) for each in found["criteria"]) == Decimal(found["max"])
    assert len(found["missing"]) == len(found["criteria"]) - 7 - 3
    assert {each["id"] for each in found["doubtful"]} == {each["id"] for each in found["criteria"]}


def test_the_nine_indices(capsys, tmp_path: Path) -> None:
    file = write_answers(tmp_path / "a.yaml", OFFICE)
    code, out, _ = call(capsys, "run", "--set", "tt01-9-chi-so@2018", "--answers", str(file), "--json")
    found = json.loads(out)
    assert code == 0
    # 154/100, 150/100, 187/100, 110/100 and 154/100, each rounded to one decimal.
    assert [each["points"] for each in found["criteria"]] == ["1.5", "1.5", "1.9", "1.1", "1", "2", "1.5", "2", "1"]
    assert (found["total"], found["max"], found["class"]) == ("13.5", "18", "Tốt")
    assert (found["missing"], found["doubtful"]) == ([], [])


def test_for_people(capsys, tmp_path: Path) -> None:
    file = write_answers(tmp_path / "a.yaml", DISTRICT)
    code, out, _ = call(capsys, "run", "--set", "tuy-phuoc-huyen@2023", "--answers", str(file))
    assert code == 0
    assert "Tổng điểm 36,4/97 (37,53 %), Yếu" in out
    assert "Bộ ví dụ: điểm và cách chấm có phần giả định" in out
    assert "  I.5: 1,7895/2. 17/19 ≈ 89,4737 %; 89,4737 % / 100 % × 2 ≈ 1,7895 điểm." in out
    assert "Không chấm 3 tiêu chí: II.1a, II.1b, II.1c" in out
    assert "Điểm còn thiếu ≈ 60,598, nhiều nhất ở:\n  IX.1: 6,57 điểm\n" in out


@pytest.mark.parametrize(
    ("answers", "set_name", "words"),
    [
        ({"X": {"points": "1.5"}}, "tuy-phuoc-huyen@2023", "không có mã X"),
        ({}, "tuy-phuoc-huyen@1999", "Không có bộ tiêu chí “tuy-phuoc-huyen@1999”"),
    ],
)
def test_a_call_at_fault_is_exit_2(capsys, tmp_path: Path, answers: dict, set_name: str, words: str) -> None:
    file = write_answers(tmp_path / "a.yaml", answers)
    code, out, err = call(capsys, "run", "--set", set_name, "--answers", str(file), "--json")
    assert (code, out) == (2, "")
    assert words in err
    assert "Traceback" not in err


def test_a_file_that_is_not_there_is_exit_2(capsys, tmp_path: Path) -> None:
    code, _, err = call(capsys, "run", "--set", "qd766@2022", "--answers", str(tmp_path / "khong-co.yaml"))
    assert code == 2
    assert "không đọc được tệp" in err


def test_the_list_of_sets(capsys) -> None:
    code, out, _ = call(capsys, "sets", "--json")
    assert code == 0
    assert tuple(each["set"] for each in json.loads(out)["sets"]) == shipped_sets()


def test_gaps_are_told_with_agencies_tasks_and_outlook(capsys, tmp_path: Path) -> None:
    file = write_answers(tmp_path / "a.yaml", DISTRICT)
    tied = tmp_path / "gan.yaml"
    tied.write_text("leaders: {I: [noi-vu], IX: [van-phong]}\ntasks: {I.5: [NV-5]}\nall_tasks: [NV-5, NV-6]", "utf-8")
    words = ("gaps", "--set", "tuy-phuoc-huyen@2023", "--answers", str(file), "--agencies", str(tied))
    code, out, err = call(capsys, *words, "--day", "2023-09-01", "--json")
    assert (code, err) == (0, "")
    found = json.loads(out)
    gap = Decimal(found["gap"])
    # 97 − (0,375 + 1 + 34/19 + 2,4875 + 1,5 + 23,43 + 5,82) = 60,59803...
    assert gap == Decimal("60.598")
    for table in ("fields", "agencies"):
        assert abs(sum(Decimal(row["gap"]) for row in found[table]) - gap) < Decimal("0.001")
    outlook = {name: Decimal(value) for name, value in found["outlook"].items()}
    assert outlook["secured"] + outlook["possible"] + outlook["lost"] == outlook["max"] == 97
    assert found["if_ended_today"] == {"points": "36.402", "max": "97"}
    assert found["tasks"] == [{"task": "NV-5", "criteria": ["I.5"], "at_stake": "0.2105", "gap": "0.2105"}]
    assert found["without_criterion"] == ["NV-6"]
    survey = next(row for row in found["criteria"] if row["id"] == "IX.1")
    assert survey["outlook"] == {"secured": "0", "possible": "30", "lost": "0", "max": "30"}, "not told to be final"
    assert survey["agencies"] == ["van-phong"]
    code, out, _ = call(capsys, *words, "--day", "2023-09-01")
    assert "  IX.1: thiếu 6,57 điểm (đã chắc 0, còn có thể 30, đã mất 0); chủ trì: van-phong; nhiệm vụ: chưa có" in out


def test_gaps_without_a_day_are_those_of_today(capsys, tmp_path: Path) -> None:
    """The year 2023 is over: nothing is possible any more."""
    file = write_answers(tmp_path / "a.yaml", DISTRICT)
    code, out, _ = call(capsys, "gaps", "--set", "tuy-phuoc-huyen@2023", "--answers", str(file), "--json")
    found = json.loads(out)
    assert (code, found["outlook"]["possible"], found["outlook"]["secured"]) == (0, "0", "36.402")
    assert found["agencies"] == [{"kind": "unallocated", "name": "chưa phân bổ", "gap": "60.598"}]


def test_a_day_at_fault_is_exit_2(capsys, tmp_path: Path) -> None:
    file = write_answers(tmp_path / "a.yaml", DISTRICT)
    words = ("gaps", "--set", "tuy-phuoc-huyen@2023", "--answers", str(file), "--day", "30/06/2023")
    code, _, error = call(capsys, *words)
    assert code == 2
    assert "“30/06/2023” không phải ngày" in error


def test_gaps_to_a_goal(capsys, tmp_path):
    write_set(tmp_path / "bo", leaf("A", "60", "linear"), leaf("B", "40"), max="100")
    write_answers(tmp_path / "tra-loi.json", {"A": {"ratio": ["1", "2"]}})
    (tmp_path / "muc-tieu.yaml").write_text('{points: "75", rank: 1, fields: {B: "40"}}\n', "utf-8")
    words = ["--set", str(tmp_path / "bo"), "--answers", str(tmp_path / "tra-loi.json"), "--day", "2023-07-01"]
    words = ["score", "gaps", *words, "--goal", str(tmp_path / "muc-tieu.yaml")]
    assert main([*words, "--json"]) == 0
    goal = json.loads(capsys.readouterr().out)["goal"]
    assert (goal["points"]["missing"], goal["points"]["state"], goal["rank"]) == ("45", "possible", None)
    assert "Chưa có điểm của đơn vị nào khác" in goal["why_no_rank"]
    assert (goal["fields"]["B"]["missing"], goal["fields"]["B"]["most"]) == ("40", "40")
    assert main(words) == 0
    out = capsys.readouterr().out
    assert "Mục tiêu:" in out and "còn thiếu 45 điểm" in out and "Lĩnh vực B" in out
