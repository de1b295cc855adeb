"""Reading commendation rules and facts: every error names the file and the line; the command prints what was found."""

import json
from pathlib import Path

import pytest

from parindex.cli import main
from parindex.core.commendation_reading import commendation_folder, load_facts, load_rules
from parindex.core.errors import InputError

SHIPPED = (commendation_folder() / "tuy-phuoc@2023.yaml").read_text("utf-8")
FACTS = """\
year: 2023
day: 2023-11-20
units:
  - unit: "UBND xã A"
    level: commune
    late: {late: 9, of: 150}
    index: {set: "tuy-phuoc-xa@2023", value: "68.5"}
    satisfaction: [{share: "91", n: 120}, {field: "Đất đai", share: "80"}]
    head: {held_responsible: false}
"""


def changed(folder: Path, old: str, new: str) -> str:
    assert SHIPPED.count(old) == 1
    path = folder / "quy-tac.yaml"
    path.write_text(SHIPPED.replace(old, new), "utf-8")
    return str(path)


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("many: both", "many: nhieu", "many “nhieu” không có; hãy dùng một trong: count, share, both, either"),
        ('count: {at_least: "10"}', 'count: {below: "10"}', "count chỉ ghi một trong hai: at_least (từ) hoặc above"),
        ('count: {at_least: "10"}', 'count: {at_least: "10", below: "20"}', "count chỉ ghi một trong hai"),
        ('share: {above: "5"}', "share: {above: 5.5}", "“5.5” không phải số"),
        ('        share: {below: "90"}', '        share: {above: "90"}', "share chỉ ghi một trong hai: below (dưới)"),
        ('        share: {below: "90"}', '        share: {below: "101"}', "từ 0 đến 100"),
        ("kind: head", "kind: chu_tich", "kind “chu_tich” không có"),
        ('worst: "Trung bình"', 'worst: ""', "thiếu worst"),
        ("measure: total", "measure: mean", "measure “mean” không có"),
        ('id: "hai-long"', 'id: "xa-tre-han"', "id “xa-tre-han” đã có ở trên"),
        ("  follows_unit: true", "  follows_unit: co", "follows_unit phải là true hoặc false"),
        ("  dossiers: 3", "  dossiers: -1", "dossiers phải là số nguyên từ 0"),
        ('  points: "2"', '  points: "-2"', "points không được âm"),
        ("valid_to: 2023-12-31", "valid_to: 2022-12-31", "valid_to đứng trước valid_from"),
        ("levels: [department]", "levels: [phong]", "levels có “phong”"),
        ("warn:\n", "warnn:\n", "khóa “warnn” không có"),
    ],
)
def test_a_wrong_rule_names_its_line(tmp_path, old, new, words):
    path = changed(tmp_path, old, new)
    line = SHIPPED[: SHIPPED.index(old)].count("\n") + 1
    with pytest.raises(InputError) as caught:
        load_rules(path)
    assert words in str(caught.value)
    where, number = str(caught.value).split(":")[:2]
    assert where == path
    # The line of the key itself, or of the mapping that it stands in.
    assert abs(int(number) - line) <= 3


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("late: 9,", "late: 200,", "so-lieu.yaml:6: late 200 lớn hơn of 150"),
        ("late: 9,", 'late: "9",', "so-lieu.yaml:6: late phải là số nguyên"),
        ('value: "68.5"', "value: 68.5", "so-lieu.yaml:7: value phải là số trong dấu ngoặc kép"),
        ("level: commune", "level: xa", "so-lieu.yaml:5: level “xa” không có"),
        ("day: 2023-11-20", "day: 2023", "so-lieu.yaml:2: thiếu day"),
        ("year: 2023\n", "year: 1023\n", "so-lieu.yaml:1: year phải từ 1990"),
        ("late: {late: 9, of: 150}", "late: 9", "so-lieu.yaml:6: late phải là các cặp"),
        ("    head:", "    heads:", "so-lieu.yaml:9: khóa “heads” không có"),
        ("units:\n", "units: []\nthua:\n", "khóa “thua” không có"),
        ("n: 120", "n: 0", "so-lieu.yaml:8: n phải là số nguyên từ 1"),
    ],
)
def test_a_wrong_fact_names_its_line(tmp_path, old, new, words):
    assert FACTS.count(old) == 1
    path = tmp_path / "so-lieu.yaml"
    path.write_text(FACTS.replace(old, new), "utf-8")
    with pytest.raises(InputError) as caught:
        load_facts(path)
    assert words in str(caught.value)


def test_one_unit_may_stand_alone_in_its_file(tmp_path):
    lines = [line[4:] for line in FACTS.splitlines()[3:]]
    (tmp_path / "mot.yaml").write_text("\n".join(["year: 2023", "day: 2023-11-20", *lines]), "utf-8")
    (found,) = load_facts(tmp_path / "mot.yaml")
    assert (found.unit, found.year, found.late.late) == ("UBND xã A", 2023, 9)


def test_the_settings_say_what_is_assumed():
    found = load_rules("tuy-phuoc@2023").settings()
    by_value = {each["value"]: each for each in found}
    assert by_value["và: phải có cả hai"]["what"] == "Nối các điều kiện"
    assert by_value["từ 10 hồ sơ trễ hạn và trên 5 % hồ sơ đã giải quyết hoặc quá hạn"]["status"] == "assumed"
    assert by_value["hài lòng dưới 90 %"]["status"] == "found"
    assert by_value["còn tối đa 3 hồ sơ trễ hoặc 2 điểm"]["rule"] == "Báo trước"
    assert all(each["note"] for each in found)


def call(capsys, tmp_path: Path, *words: str) -> tuple[int, str, str]:
    (tmp_path / "so-lieu.yaml").write_text(FACTS, "utf-8")
    code = main(["commend", "--facts", str(tmp_path / "so-lieu.yaml"), *words])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_the_command(capsys, tmp_path):
    code, out, err = call(capsys, tmp_path, "--rules", "tuy-phuoc@2023", "--json")
    assert (code, err) == (0, "")
    (found,) = json.loads(out)["proposals"]
    assert (found["unit"], found["verdict"], found["head"]["verdict"]) == ("UBND xã A", "at_risk", "at_risk")
    assert found["rulings"][0]["conditions"][0]["to_meet"] == {
        **{"kind": "dossiers", "amount": "1", "more_than": False, "says": "một hồ sơ trễ nữa"}
    }
    code, out, _ = call(capsys, tmp_path, "--rules", "tuy-phuoc@2023")
    assert code == 0
    assert "UBND xã A, số liệu đến 20/11/2023: Đủ điều kiện đề nghị khen thưởng, nhưng một hồ sơ trễ nữa là mất." in out
    assert "Cách hiểu đang dùng (kết quả chỉ là đề xuất):" in out


def test_rules_that_are_not_there_are_exit_2(capsys, tmp_path):
    code, out, err = call(capsys, tmp_path, "--rules", "khac@2023", "--json")
    assert (code, out) == (2, "")
    assert "Không có quy tắc khen thưởng “khac@2023”; hãy dùng một trong: tuy-phuoc@2023" in err


READING = """\
valid_from: 2023-11-01
document: "12/CV-UBND"
dated: 2023-10-30
reason: "Họp thống nhất"
changes: {"xa-tre-han.1.count": 9, "head.follows_unit": false}
"""


def test_the_command_takes_a_reading_from_its_first_day_on(capsys, tmp_path):
    path = tmp_path / "cach-hieu.yaml"
    words = ("--rules", "tuy-phuoc@2023", "--reading", str(path))
    path.write_text(READING, "utf-8")
    _, out, _ = call(capsys, tmp_path, *words, "--json")
    (found,) = json.loads(out)["proposals"]
    assert (found["verdict"], found["head"]["verdict"]) == ("not_eligible", "eligible")
    assert found["reading"]["document"] == "12/CV-UBND"
    _, out, _ = call(capsys, tmp_path, *words)
    assert "Theo 12/CV-UBND ngày 30/10/2023" in out and "Quy tắc tự hiểu: từ 10 hồ sơ trễ hạn" in out
    path.write_text(READING.replace("2023-11-01", "2023-11-21"), "utf-8")
    _, out, _ = call(capsys, tmp_path, *words, "--json")
    (found,) = json.loads(out)["proposals"]
    assert (found["verdict"], found["reading"]) == ("at_risk", None)


def test_a_reading_of_what_the_rules_state_is_exit_2(capsys, tmp_path):
    path = tmp_path / "cach-hieu.yaml"
    path.write_text(READING.replace("head.follows_unit", "hai-long.combine"), "utf-8")
    code, _, err = call(capsys, tmp_path, "--rules", "tuy-phuoc@2023", "--reading", str(path))
    assert code == 2 and "không để ngỏ “hai-long.combine”" in err
