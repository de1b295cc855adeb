"""`parindex score rank`: the JSON, the words for people, and calls at fault."""

import json
from pathlib import Path

import pytest

from parindex.cli import main
from tests.factories.criteria import leaf, write_set


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_set(tmp_path / "bo", leaf("A", "10", "linear"), max="10")
    (tmp_path / "tra-loi").mkdir()
    for name, done in (("xã A", 90), ("xã B", 95), ("xã C", 90)):
        text = json.dumps(
            {"unit": name, "year": 2023, "answers": {"A": {"ratio": [str(done), "100"]}}}, ensure_ascii=False
        )
        (tmp_path / "tra-loi" / f"{name}.json").write_text(text, "utf-8")
    return tmp_path


def call(capsys, folder: Path, *words: str) -> tuple[int, str, str]:
    given = ["--set", str(folder / "bo"), "--answers", str(folder / "tra-loi"), *words]
    code = main(["score", "rank", *given])
    said = capsys.readouterr()
    return code, said.out, said.err


def last(folder: Path, text: str) -> str:
    (folder / "nam-truoc.yaml").write_text(text, "utf-8")
    return str(folder / "nam-truoc.yaml")


LAST = """\
units:
  xã A: {points: "8", max: "10", dossiers: 40}
  xã B: {points: "9.8", max: "10", dossiers: 40}
  xã C: {dossiers: 3}
"""


def test_the_json(capsys, folder):
    words = ["--last", last(folder, LAST), "--fewest", "10", "--bands", "--seed", "7", "--json"]
    code, out, err = call(capsys, folder, *words)
    assert (code, err) == (0, "")
    found = json.loads(out)
    shown = [(each["unit"], each["rank"], each["of"], each["change"]) for each in found["units"]]
    assert shown == [("xã B", 1, 2, "-0.3"), ("xã A", 2, 2, "1"), ("xã C", None, 2, None)]
    assert [each["unit"] for each in found["improved"]] == ["xã A"]
    assert found["without_last_year"] == ["xã C"]
    assert (found["model"]["seed"], found["model"]["draws"]) == (7, 1000)
    assert found["units"][0]["bands"]["by_counts"]["ranks"] == [1, 2]
    assert found["units"][2]["bands"] == {"by_counts": None, "by_weights": None}
    assert call(capsys, folder, *words)[1] == out


def test_for_people(capsys, folder):
    code, out, _ = call(capsys, folder, "--last", last(folder, LAST), "--bands")
    assert code == 0
    assert (
        "   1/3  xã B: 9,5/10 (95 %), không xếp loại, −0,3 điểm so với năm trước; khoảng hạng 1–3 (theo số đếm)" in out
    )
    assert "   2/3  xã C: 9/10 (90 %), không xếp loại, bằng xã A" in out
    assert "Tiến bộ nhất: xã A (+1 điểm)\nChưa có điểm năm trước: xã C\n" in out
    assert "Rút thử 1000 lần, hạt giống 1" in out


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('units: {xã X: {points: "1", max: "2"}}', "không có phiếu điểm của xã X"),
        ('units: {xã A: {points: "1"}}', "nam-truoc.yaml:1: thiếu max"),
        ('units: {xã A: {points: "1", max: "0"}}', "max phải lớn hơn 0"),
        ("units: {xã A: 5}", "xã A phải dạng"),
        ("units: 5", "units phải là các cặp"),
    ],
)
def test_a_wrong_file_of_last_year_is_exit_2(capsys, folder, text, words):
    code, out, err = call(capsys, folder, "--last", last(folder, text), "--json")
    assert (code, out) == (2, "")
    assert words in err
    assert "Traceback" not in err


@pytest.mark.parametrize("words", [["--fewest", "0"], ["--bands", "--draws", "0"], ["--bands", "--weights", "một"]])
def test_numbers_that_mean_nothing_are_exit_2(capsys, folder, words):
    code, out, err = call(capsys, folder, *words, "--json")
    assert (code, out) == (2, "")
    assert err and "Traceback" not in err


def test_an_empty_folder_is_exit_2(capsys, folder):
    (folder / "rong").mkdir()
    code = main(["score", "rank", "--set", str(folder / "bo"), "--answers", str(folder / "rong")])
    assert (code, "không có tệp câu trả lời" in capsys.readouterr().err) == (2, True)
