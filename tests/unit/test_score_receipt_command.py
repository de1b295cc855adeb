"""`parindex score receipt` and `parindex score verify`: files, words for people, exits."""

import json

import pytest

from parindex.cli import main
from parindex.core.receipts import hash_of
from tests.factories.criteria import leaf, write_answers, write_set


@pytest.fixture
def call(capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_set(tmp_path / "bo", leaf("A", "60", "linear"), leaf("B", "40"), max="100")
    write_answers(tmp_path / "tra-loi.json", {"A": {"ratio": ["1", "3"]}})

    def called(*words: str) -> tuple[int, str, str]:
        code = main(["score", *words])
        said = capsys.readouterr()
        return code, said.out, said.err

    return called


@pytest.fixture
def make(call):
    return lambda *words: call("receipt", "--set", "bo", "--answers", "tra-loi.json", *words)


@pytest.fixture
def file(make, tmp_path):
    assert make("--into", "bien-nhan.json")[:2] == (0, "Đã ghi 3 biên nhận vào bien-nhan.json.\n")
    return tmp_path / "bien-nhan.json"


def test_receipts_written_hold(call, file):
    assert call("verify", file.name, "--set", "bo") == (0, "3 biên nhận, tất cả đúng.\n", "")
    code, out, _ = call("verify", file.name, "--set", "bo", "--json")
    assert (code, json.loads(out)) == (0, {"receipts": 3, "held": 3, "wrong": []})


def test_the_file_of_answers_is_the_origin(make, call, tmp_path):
    code, out, _ = make("--json", "--criterion", "A")
    (only,) = json.loads(out)["receipts"]
    assert (code, only["criterion"]["id"], only["points"]) == (0, "A", "20/1")
    assert only["origin"]["file"] == "tra-loi.json"
    assert len(only["origin"]["sha256"]) == 64
    (tmp_path / "mot.json").write_text(json.dumps(only), "utf-8")
    assert call("verify", "mot.json", "--set", "bo")[:2] == (0, "1 biên nhận, tất cả đúng.\n")


def test_for_people(make):
    code, out, _ = make()
    assert code == 0
    assert "A: 20/60 điểm. 1/3 ≈ 33,3333 %" in out
    assert "B: 0/40 điểm. Chưa có câu trả lời" in out
    assert "Tổng điểm: 20/100 điểm." in out
    assert "Bộ ví dụ" in out


def test_what_does_not_hold_is_listed(call, file):
    told = json.loads(file.read_text("utf-8"))
    told["receipts"][0]["points"] = "60/1"
    told["receipts"][0]["hash"] = hash_of(told["receipts"][0])
    told["receipts"][1] = 5
    file.write_text(json.dumps(told), "utf-8")
    code, out, _ = call("verify", file.name, "--set", "bo")
    assert code == 1
    assert out.startswith("3 biên nhận, 2 biên nhận không đúng:\n  1. A\n")
    assert "Điểm: biên nhận ghi “60/1”, tính lại là “20/1”." in out
    assert "  2. không rõ tiêu chí\n     Không phải một biên nhận mà là “5”." in out
    code, out, _ = call("verify", file.name, "--set", "bo", "--json")
    found = json.loads(out)
    assert (code, found["held"], [each["number"] for each in found["wrong"]]) == (1, 1, [1, 2])


def test_inputs_that_are_not_those_of_the_total(call, file, make, tmp_path):
    write_answers(tmp_path / "tra-loi.json", {"A": {"ratio": ["2", "3"]}})
    told, better = json.loads(file.read_text("utf-8")), json.loads(make("--json")[1])
    told["receipts"][0] = better["receipts"][0]
    file.write_text(json.dumps(told), "utf-8")
    code, out, _ = call("verify", file.name, "--set", "bo")
    assert code == 1
    assert 'biên nhận tổng là “{"ratio": ["1", "3"]}”' in out


def test_the_set_that_a_receipt_names_is_looked_for_among_the_shipped(call, file, tmp_path):
    code, out, _ = call("verify", file.name)
    assert code == 1
    assert out.count("hãy chỉ ra bộ ấy bằng --set") == 3
    assert call("verify", file.name, "--set", "tuy-phuoc-xa@2023")[1].count("mã nội dung") == 3
    assert call("receipt", "--set", "tuy-phuoc-xa@2023", "--answers", "trong.json", "--into", "xa.json")[0] == 2
    write_answers(tmp_path / "trong.json", {})
    assert call("receipt", "--set", "tuy-phuoc-xa@2023", "--answers", "trong.json", "--into", "xa.json")[0] == 0
    assert call("verify", "xa.json")[0] == 0


def test_calls_at_fault(call, make, file, tmp_path):
    assert "bien-nhan.json đã có" in make("--into", file.name)[2]
    assert "không ghi được tệp" in make("--into", "khong-co/tep.json")[2]
    assert "không chấm tiêu chí nào mang mã Z" in make("--criterion", "Z")[2]
    for text, says in (
        ("{", "không phải tệp JSON"),
        ("[" * 100_000, "không phải tệp JSON"),
        ("[]", "không có biên nhận"),
        ('{"points": "0/1", "points": "60/1"}', "khóa points viết hai lần"),
    ):
        (tmp_path / "hong.json").write_text(text, "utf-8")
        code, _, err = call("verify", "hong.json", "--set", "bo")
        assert code == 2
        assert says in err
    assert "không có tệp này" in call("verify", "khac.json")[2]
    assert call("verify", file.name, "--set", "khong-co")[0] == 2
