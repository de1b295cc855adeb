"""Two criteria sets side by side, and the answers of an old year scored by a new set."""

import json
from fractions import Fraction
from pathlib import Path

import pytest

from parindex.cli import main
from parindex.core.answers import load_answers
from parindex.core.criteria_compare import _PARAMETERS, compare, parameters
from parindex.core.criteria_reading import load_set, shipped_sets
from parindex.core.criteria_rescoring import rescore
from tests.factories.criteria import group, leaf, write_answers, write_set

OLD = (
    group(
        "I",
        "5",
        leaf("I.1", "2", {"name": "linear", "zero_below": "80"}, title="Hoàn thành kế hoạch", evidence=["báo cáo"]),
        leaf("I.2", "1", {"name": "yes_no_by_deadline", "deadline": "04-14"}, title="Ban hành quy chế"),
        leaf("I.3", "2", title="Có sáng kiến"),
        title="Chỉ đạo",
    ),
    group("II", "2", leaf("II.1", "1", title="Kịp thời"), leaf("II.2", "1", title="Bị bỏ"), title="Văn bản"),
)
NEW = (
    group(
        "I",
        "6",
        leaf("I.1", "1", title="Tiêu chí mới hẳn"),
        leaf("I.2", "2", {"name": "linear", "zero_below": "90"}, title="Hoàn thành kế hoạch.", evidence=["sản phẩm"]),
        leaf("I.3", "1", {"name": "yes_no", "no_points": "0"}, title="Ban hành quy chế"),
        leaf("I.4", "2", {"name": "deduction", "per_fault": "0.5"}, title="Có sáng kiến"),
        title="Chỉ đạo",
    ),
    group("II", "1", leaf("II.1", "1", title="Kịp thời"), title="Văn bản quy phạm"),
)
ANSWERS = {
    "I.1": {"ratio": ["85", "100"]},
    "I.2": {"done": "2023-04-15"},
    "I.3": {"done": True},
    "II.1": {"done": True},
    "II.2": {"done": True},
}


@pytest.fixture
def sets(tmp_path: Path):
    old = write_set(tmp_path / "cu", *OLD, max="7")
    new = write_set(tmp_path / "moi", *NEW, max="7", version="2024", valid_from="2024-01-01", valid_to="2024-12-31")
    return old, new


@pytest.fixture
def found(sets):
    return compare(*(load_set(str(folder)) for folder in sets))


def changes(found, new_id: str) -> dict[str, tuple[str, str]]:
    pair = next(pair for pair in found.pairs if pair.new and pair.new.id == new_id)
    return {change.key or change.what: (change.old, change.new) for change in pair.changes}


def test_a_change_of_what_must_go_with_an_answer_is_told(tmp_path):
    line = leaf("I", "1", evidence=["báo cáo"])
    old, new = write_set(tmp_path / "a", line), write_set(tmp_path / "b", line | {"proof": "both"})
    (pair,) = compare(load_set(str(old)), load_set(str(new))).of("changed")
    (change,) = pair.changes
    assert (change.what, change.says) == (
        "proof",
        "Kiểm chứng và giải trình: có tài liệu hoặc giải trình → phải có cả tài liệu và giải trình",
    )


def test_what_was_added_and_removed(found):
    assert [pair.new.id for pair in found.of("added")] == ["I.1"]
    assert [pair.old.id for pair in found.of("removed")] == ["II.2"]
    assert [pair.new.id for pair in found.of("same")] == ["II.1"]


def test_a_renumbered_criterion_is_the_same_one_with_what_changed(found):
    assert changes(found, "I.2") == {
        "number": ("I.1", "I.2"),
        "title": ("Hoàn thành kế hoạch", "Hoàn thành kế hoạch."),
        "zero_below": ("80", "90"),
        "evidence": ("báo cáo", "sản phẩm"),
    }
    assert changes(found, "I.3") == {
        "number": ("I.2", "I.3"),
        "method": ("có hay không, có thời hạn", "có hay không"),
    }
    assert changes(found, "I") == {"max": ("5", "6")}


def test_titles_that_are_alike_are_one_criterion_under_the_same_number(found):
    assert changes(found, "II") == {"title": ("Văn bản", "Văn bản quy phạm"), "max": ("2", "1")}


def test_a_title_that_stands_often_is_found_below_its_own_group(tmp_path: Path):
    def fields(*names: str) -> list[dict]:
        return [
            group(number, "1", leaf(f"{number}.1", "1", title="Kịp thời"), title=name)
            for number, name in zip(("I", "II", "III"), names, strict=False)
        ]

    old = load_set(str(write_set(tmp_path / "a", *fields("Thể chế", "Bộ máy"), max="2")))
    new = load_set(str(write_set(tmp_path / "b", *fields("Tài chính", "Thể chế", "Bộ máy"), max="3")))
    pairs = {(pair.old.id if pair.old else None, pair.new.id if pair.new else None) for pair in compare(old, new).pairs}
    assert pairs == {(None, "I"), (None, "I.1"), ("I", "II"), ("I.1", "II.1"), ("II", "III"), ("II.1", "III.1")}


def test_a_set_is_the_same_as_itself():
    old = load_set("tuy-phuoc-huyen@2023")
    found = compare(old, old)
    assert {pair.kind for pair in found.pairs} == {"same"}
    assert (found.settings, len(found.pairs)) == ((), len(list(old.walk())))


def test_what_differs_in_the_whole_set(tmp_path: Path):
    old = load_set(str(write_set(tmp_path / "a", leaf("I", "1"))))
    new = load_set(str(write_set(tmp_path / "b", leaf("I", "1"), not_assigned="rescales")))
    (change,) = compare(old, new).settings
    assert (change.what, change.old, change.new) == ("not_assigned", "bớt điểm tối đa", "quy về cả thang điểm")


def test_the_method_within_an_average(tmp_path: Path):
    def average(name: str, each: str) -> Path:
        return write_set(tmp_path / name, leaf("I", "1", {"name": "average", "each": {"name": each}}))

    old, new = (load_set(str(average(*names))) for names in (("a", "yes_no"), ("b", "linear")))
    assert changes(compare(old, new), "I")["each"] == ("có hay không", "chấm theo tỷ lệ")


@pytest.mark.parametrize("name", shipped_sets())
def test_every_parameter_has_a_name_for_people(name: str):
    found = {key for each in load_set(name).walk() if each.method for key in parameters(each.method)}
    assert sorted(found - set(_PARAMETERS)) == []


def test_an_old_year_by_the_new_set(found, tmp_path: Path):
    scores = rescore(found, load_answers(write_answers(tmp_path / "a.yaml", ANSWERS)))
    points = {each.pair.criterion.id: each.points for each in scores.differences}
    # 85 % was worth 1,7 and is now below the threshold; late is no longer asked; the new method cannot read the answer.
    assert points == {"I.1": 0, "I.2": Fraction(-17, 10), "I.3": 1, "I.4": -2, "II.1": 0, "II.2": -1}
    assert (scores.old.total, scores.new.total, scores.rest) == (Fraction(57, 10), 2, 0)
    says = {each.pair.criterion.id: each.says for each in scores.differences}
    assert "dưới 90 %: 0 điểm. Thay đổi: " in says["I.2"]
    assert "Câu trả lời cũ không dùng được" in says["I.4"]
    assert says["II.2"].startswith("Bộ mới không chấm nữa: bớt 1 điểm.")
    assert says["I.1"].startswith("Tiêu chí mới: 0/1 điểm. Chưa có câu trả lời")


def test_a_deadline_of_the_new_set_is_taken_in_the_year_of_the_answers(tmp_path: Path):
    field = leaf("I", "1", {"name": "yes_no_by_deadline", "deadline": "04-14"})
    old = load_set(str(write_set(tmp_path / "a", field)))
    folder = write_set(tmp_path / "b", field, version="2024", valid_from="2024-01-01", valid_to="2024-12-31")
    text = (folder / "linh-vuc-1.yaml").read_text("utf-8").replace('"04-14"', "2024-02-29")
    (folder / "linh-vuc-1.yaml").write_text(text, "utf-8")
    both = compare(old, load_set(str(folder)))
    for day, points in (("2023-02-28", 1), ("2023-03-01", 0)):
        scores = rescore(both, load_answers(write_answers(tmp_path / "a.yaml", {"I": {"done": day}})))
        assert scores.new.total == points


def test_a_group_that_is_not_assigned_follows_its_criteria(tmp_path: Path):
    parts = [leaf("I.1", "1", title="Một"), leaf("I.2", "1", title="Hai")]
    old = load_set(str(write_set(tmp_path / "a", group("I", "2", *parts), leaf("II", "1"), max="3")))
    moved = [
        leaf("I", "1", title="Một"),
        group("II", "2", leaf("II.1", "1", title="Tiêu chí II"), parts[1] | {"id": "X"}),
    ]
    new = load_set(str(write_set(tmp_path / "b", *moved, max="3")))
    answers = {"I": {"not_assigned": "QĐ 1"}, "II": {"done": True}}
    scores = rescore(compare(old, new), load_answers(write_answers(tmp_path / "a.yaml", answers)))
    assert (scores.old.total, scores.old.max, scores.new.total, scores.new.max) == (1, 1, 1, 1)


def test_a_criterion_that_was_split_stands_beside_its_parts(tmp_path: Path):
    old = load_set(str(write_set(tmp_path / "a", leaf("I", "2", title="Xin lỗi"), max="2")))
    parts = [leaf("I.1", "1"), leaf("I.2", "1")]
    new = load_set(str(write_set(tmp_path / "b", group("I", "2", *parts, title="Xin lỗi"), max="2")))
    answers = load_answers(write_answers(tmp_path / "a.yaml", {"I": {"done": True}}))
    scores = rescore(compare(old, new), answers)
    assert [(each.pair.criterion.id, each.points) for each in scores.differences] == [("I", -2), ("I.1", 0), ("I.2", 0)]
    assert scores.differences[0].says.startswith("Bộ mới chấm từng thành phần: bớt 2 điểm.")


def test_what_rescaling_does_is_told_apart(tmp_path: Path):
    fields = [leaf("I", "1"), leaf("II", "1")]
    old = load_set(str(write_set(tmp_path / "a", *fields, max="2")))
    new = load_set(str(write_set(tmp_path / "b", *fields, max="2", not_assigned="rescales")))
    answers = {"I": {"done": True}, "II": {"not_assigned": "QĐ 1"}}
    scores = rescore(compare(old, new), load_answers(write_answers(tmp_path / "a.yaml", answers)))
    assert (scores.points, [each.points for each in scores.differences], scores.rest) == (1, [0, 0], 1)


def test_the_command(sets, capsys, tmp_path: Path):
    file = write_answers(tmp_path / "a.yaml", ANSWERS)
    words = ["score", "compare", *(str(folder) for folder in sets), "--answers", str(file)]
    assert main([*words, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert [each["new_id"] for each in found["criteria"] if each["kind"] == "added"] == ["I.1"]
    assert (found["same"], found["scores"]["difference"], found["scores"]["rest"]) == (1, "-3.7", "0")
    assert (found["example"], found["scores"]["in_force"]) == (True, False)
    assert found["scores"]["new"]["missing"] == ["I.1", "I.4"]
    assert main(words) == 0
    out = capsys.readouterr().out
    assert "Thêm 1 tiêu chí\n  I.1. Tiêu chí mới hẳn: 1 điểm" in out
    assert "Có bộ ví dụ" in out
    assert "Bộ mới không có hiệu lực năm 2023: các thời hạn" in out
    assert "    Dưới mức này không có điểm: 80 → 90" in out
    assert "bộ cũ 5,7/7 điểm; bộ mới 2/7 điểm; chênh −3,7" in out


def test_a_set_that_is_not_there_is_exit_2(sets, capsys):
    assert main(["score", "compare", str(sets[0]), "khong-co@1"]) == 2
    assert "Không có bộ tiêu chí “khong-co@1”" in capsys.readouterr().err
