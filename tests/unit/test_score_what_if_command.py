"""`parindex score what-if`: the JSON, the words for people, and calls at fault."""

import json

import pytest

from parindex.cli import main
from tests.factories.criteria import leaf, write_answers, write_set


@pytest.fixture
def call(capsys, tmp_path):
    write_set(tmp_path / "bo", leaf("A", "60", "linear"), leaf("B", "40"), max="100")
    write_answers(tmp_path / "tra-loi.json", {"A": {"ratio": ["1", "2"]}})
    (tmp_path / "khac.yaml").write_text('Phù Cát: "80"\nAn Nhơn: "60.5"\n', "utf-8")
    (tmp_path / "doi.yaml").write_text("A: {target: '75'}\n", "utf-8")
    (tmp_path / "cong-suc.yaml").write_text('B: "5"\n', "utf-8")

    def called(*words: str) -> tuple[int, str, str]:
        names = [str(tmp_path / word) if (tmp_path / word).is_file() else word for word in words]
        given = ["--set", str(tmp_path / "bo"), "--answers", str(tmp_path / "tra-loi.json"), "--day", "2023-07-01"]
        code = main(["score", "what-if", *given, *names])
        said = capsys.readouterr()
        return code, said.out, said.err

    return called


def test_the_json(call):
    words = ["--change", "doi.yaml", "--change", 'B={"done": false}', "--peers", "khac.yaml", "--rank", "1", "--json"]
    code, out, err = call(*words)
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert (found["before"]["total"], found["after"]["total"], found["gain"]) == ("30", "45", "15")
    assert (found["changed"], [each["id"] for each in found["moved"]]) == (["A", "B"], ["A"])
    assert (found["after"]["rank"], found["after"]["of"]) == (3, 3)
    assert (found["way"]["points"], found["way"]["effort"], found["way"]["total"]) == ("80", "1", "85")
    assert [each["id"] for each in found["way"]["criteria"]] == ["B"]


def test_for_people(call):
    code, out, _ = call("--change", "doi.yaml", "--reach", "70", "--efforts", "cong-suc.yaml", "--peers", "khac.yaml")
    assert code == 0
    assert "Hiện nay: 30/100 điểm, không xếp loại, hạng 3/3" in out
    assert "  A: 30/60 → 45/60." in out
    assert "Đạt từ 70 điểm: làm 1 tiêu chí, công sức 5, được 85 điểm" in out
    assert "không đạt được; nhiều nhất còn có thể được 100 điểm" in call("--reach", "101")[1]
    assert "đã đạt, không phải làm gì thêm" in call("--reach", "30")[1]


def test_what_is_still_to_come_bounds_the_way_as_on_the_page(call, tmp_path):
    (tmp_path / "gan.yaml").write_text("to_come: {A: 0}\n", "utf-8")
    assert "được 100 điểm" in call("--reach", "100")[1]
    assert "nhiều nhất còn có thể được 70 điểm" in call("--reach", "100", "--agencies", "gan.yaml")[1]
    (tmp_path / "gan.yaml").write_text("to_come: {X: 1}\n", "utf-8")
    assert "mã X" in call("--reach", "100", "--agencies", "gan.yaml")[2]


def test_what_is_tried_may_be_done_after_the_day(call):
    code, out, err = call("--change", 'B={"done": "2023-11-15"}', "--reach", "80")
    assert (code, err) == (0, "") and "Nếu đổi:  70/100" in out


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ([], "Chưa ghi thử gì"),
        (["--rank", "1"], "Chưa có điểm của đơn vị nào khác"),
        (["--change", "A"], "không phải thay đổi"),
        (["--change", "A={x}"], "không phải thay đổi"),
        (["--change", 'X={"done": true}'], "không có mã X"),
        (["--reach", "tám mươi"], "--reach: “tám mươi” không phải số"),
    ],
)
def test_calls_at_fault(call, words, says):
    code, out, err = call(*words)
    assert (code, out) == (2, "")
    assert says in err


def test_a_file_of_goals_asks_for_each_of_them(call, tmp_path):
    (tmp_path / "muc-tieu.yaml").write_text('{points: "75", rank: 1, decision: 9/KH-UBND}\n', "utf-8")
    code, out, err = call("--goal", "muc-tieu.yaml", "--peers", "khac.yaml", "--json")
    assert (code, err) == (0, "")
    ways = json.loads(out)["ways"]
    assert [(way["points"], way["rank"], way["reached"]) for way in ways] == [("75", None, True), ("80", 1, True)]
    code, out, _ = call("--goal", "muc-tieu.yaml", "--peers", "khac.yaml")
    assert code == 0 and "Đạt từ 75 điểm" in out and "Đạt hạng 1 (từ 80 điểm)" in out
    assert "thường là của năm trước" in out, "whose year the scores of others are is told beside a rank"


def test_a_goal_that_the_set_cannot_give_is_refused(call, tmp_path):
    (tmp_path / "muc-tieu.yaml").write_text('{points: "175"}\n', "utf-8")
    code, _, err = call("--goal", "muc-tieu.yaml")
    assert code == 2 and "không quá 100" in err
