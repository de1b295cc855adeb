"""Criteria sets: what is refused and where it is said to be; what makes a new version."""

from pathlib import Path

import pytest

from parindex.core.criteria_reading import load_set, shipped_sets
from parindex.core.errors import InputError
from parindex.core.loading import RuleError
from tests.factories.criteria import group, leaf, write_set

STEPS = {"name": "steps", "steps": [{"at_least": "50", "points": "1"}, {"below": "50", "points": "0"}]}
BANDS = [{"name": "Tốt", "at_least": "80"}, {"name": "Kém", "below": "80"}]


def classes(*bands: dict) -> dict:
    return {"classes": {"of": "percent", "rounded": False, "bands": list(bands)}}


def method(name: str, **more) -> list:
    return [group("I", "1", leaf("I.1", "1", {"name": name, **more}))]


def steps(*lines: dict) -> list:
    return method("steps", steps=list(lines))


ITEM = {"id": "a", "title": "A"}

# What is wrong: the fields, the changes of set.yaml, the file at fault, and words of the message.
WRONG = {
    "sum of children": ([group("I", "2", leaf("I.1", "1"))], {}, "linh-vuc-1.yaml:3", "I cộng lại là 1, khác max 2"),
    "sum of fields": ([leaf("I", "1")], {"max": "2"}, "set.yaml:9", "các lĩnh vực cộng lại là 1, khác max 2"),
    "id twice": ([group("I", "2", leaf("A", "1"), leaf("A", "1"))], {}, "linh-vuc-1.yaml:4", "mã A đã có"),
    "id twice in two files": ([leaf("I", "1"), leaf("I", "1")], {}, "linh-vuc-2.yaml:1", "đã có ở linh-vuc-1.yaml:1"),
    "unknown key": ([leaf("I", "1", points="2")], {}, "linh-vuc-1.yaml:5", "khóa “points” không có"),
    "unknown key of a set": ([leaf("I", "1")], {"colour": "red"}, "set.yaml:15", "khóa “colour” không có"),
    "unknown method": (method("dice"), {}, "linh-vuc-1.yaml:4", "name “dice” không có"),
    "unknown parameter": (method("yes_no", full_from="1"), {}, "linh-vuc-1.yaml:4", "khóa “full_from” không có"),
    "neither method nor children": (
        [{"id": "I", "title": "A", "max": "1"}],
        {},
        "linh-vuc-1.yaml:1",
        "đúng một trong hai",
    ),
    "both": ([group("I", "1", leaf("I.1", "1"), method={"name": "yes_no"})], {}, "yaml:1", "đúng một trong hai"),
    "max as a fraction": ([group("I", 1.5, leaf("I.1", "1.5"))], {"max": "1.5"}, "yaml:3", "số trong dấu ngoặc kép"),
    "max with a comma": ([leaf("I", "1,5")], {"max": "1"}, "linh-vuc-1.yaml:3", "dấu thập phân là dấu chấm"),
    "negative max": ([leaf("I", "-1")], {"max": "-1"}, "linh-vuc-1.yaml:3", "không được âm"),
    "assumed without a note": ([leaf("I", "1", status="assumed")], {}, "linh-vuc-1.yaml:5", "phải có status_note"),
    "proof of nothing": ([leaf("I", "1", proof="both")], {}, "linh-vuc-1.yaml:5", "hãy ghi evidence, hoặc bỏ proof"),
    "unknown proof": ([leaf("I", "1", evidence=["A"], proof="all")], {}, "linh-vuc-1.yaml:6", "“all” không có"),
    "weight in a sum": ([group("I", "1", leaf("I.1", "1", weight="2"))], {}, "linh-vuc-1.yaml:4", "bỏ weight"),
    "mean without weight": (
        [group("I", "1", leaf("I.1", "1"), combine="weighted_mean")],
        {},
        "linh-vuc-1.yaml:4",
        "phải có weight",
    ),
    "a bonus in a mean": (
        [group("I", "1", group("A", "0", leaf("B", "0"), weight="1"), combine="weighted_mean")],
        {},
        "linh-vuc-1.yaml:4",
        "không đặt trong nhóm lấy trung bình",
    ),
    "a bonus in a rescaled sum": (
        [group("I", "1", leaf("A", "1"), group("B", "0", leaf("C", "0")), combine="rescaled_sum")],
        {},
        "linh-vuc-1.yaml:4",
        "nhóm lấy trung bình, quy đổi",
    ),
    "a rescaled sum that does not add up": (
        [group("I", "3", leaf("A", "1"), combine="rescaled_sum")],
        {"max": "3"},
        "linh-vuc-1.yaml:3",
        "khác max 3",
    ),
    "no number of the decision": (
        [leaf("I", "1")],
        {"example": False},
        "set.yaml:7",
        "thiếu số hoặc ngày của quyết định",
    ),
    "end before start": ([leaf("I", "1")], {"valid_to": "2022-12-31"}, "set.yaml:2", "valid_to đứng trước valid_from"),
    "unknown level": ([leaf("I", "1")], {"levels": ["moon"]}, "set.yaml:8", "levels có “moon”"),
    "rounding to too many places": (
        [leaf("I", "1")],
        {"rounding": {"mode": "half_up", "total": 9, "percent": 2}},
        "set.yaml:10",
        "không quá 6",
    ),
    "gap between classes": (
        [leaf("I", "1")],
        classes({"name": "A", "at_least": "80"}, {"name": "B", "below": "70"}),
        "set.yaml:15",
        "không nối liền",
    ),
    "an end in two classes": (
        [leaf("I", "1")],
        classes({"name": "A", "at_least": "80"}, {"name": "B", "at_most": "80"}),
        "yaml:15",
        "đúng một mức",
    ),
    "an end in no class": (
        [leaf("I", "1")],
        classes({"name": "A", "above": "80"}, {"name": "B", "below": "80"}),
        "set.yaml:15",
        "đúng một mức",
    ),
    "the best class ends": (
        [leaf("I", "1")],
        classes({"name": "A", "at_most": "100"}),
        "set.yaml:15",
        "không được có đầu trên",
    ),
    "the worst class ends": (
        [leaf("I", "1")],
        classes({"name": "A", "at_least": "0"}),
        "set.yaml:15",
        "không được có đầu dưới",
    ),
    "no step gives all": (
        steps({"at_least": "5", "points": "0.5"}, {"below": "5", "points": "0"}),
        {},
        "yaml:4",
        "đủ điểm tối đa",
    ),
    "a step above the maximum": (steps({"points": "2"}), {}, "linh-vuc-1.yaml:4", "từ 0 đến điểm tối đa 1"),
    "no steps": (method("steps", steps=[]), {}, "linh-vuc-1.yaml:4", "steps để trống"),
    "upside down step": (
        steps({"at_least": "5", "points": "1"}, {"below": "5", "at_least": "6", "points": "0"}),
        {},
        "yaml:4",
        "phải nhỏ hơn",
    ),
    "zero above full": (method("linear", zero_below="100"), {}, "linh-vuc-1.yaml:4", "lớn hơn zero_below"),
    "min_points without its place": (method("linear", min_points="0.5"), {}, "yaml:4", "phải có zero_below"),
    "another max_points": (method("linear", max_points="2"), {}, "linh-vuc-1.yaml:4", "max_points phải bằng"),
    "of with a count": (method("linear", measures="count", of="3"), {}, "yaml:4", "of chỉ dùng khi measures là share"),
    "two deductions": (method("linear_deduction"), {}, "yaml:4", "fault_share hoặc fault_points"),
    "nothing deducted": (method("deduction", per_fault="0"), {}, "linh-vuc-1.yaml:4", "per_fault phải lớn hơn 0"),
    "more asked than there is": (method("checklist", items=[ITEM], full_from=2), {}, "yaml:4", "lớn hơn số nội dung 1"),
    "an item twice": (method("checklist", items=[ITEM, ITEM]), {}, "yaml:4", "id “a” đã có"),
    "no condition": (method("all_or_nothing"), {}, "yaml:4", "đúng một điều kiện"),
    "bonus with a maximum": (method("bonus_penalty", cap="1", floor="0", kinds=[]), {}, "yaml:4", 'phải có max: "0"'),
    "average of nothing": (method("average"), {}, "linh-vuc-1.yaml:4", "thiếu each"),
    "a day that is not of each year": (method("yes_no_by_deadline", deadline="02-29"), {}, "yaml:4", "cho mọi năm"),
    "no deadline": (method("yes_no_by_deadline"), {}, "linh-vuc-1.yaml:4", "thiếu deadline"),
    "step that does not divide": (method("judgement", step="0.3"), {}, "yaml:4", "chia hết điểm tối đa 1"),
    "a file of another folder": ([leaf("I", "1")], {"fields": ["../bo/linh-vuc-1"]}, "set.yaml:14", "chỉ ghi tên tệp"),
    "a file that is not told": (
        [leaf("I", "1"), leaf("II", "1")],
        {"fields": ["linh-vuc-1"]},
        "set.yaml:14",
        "chưa kể tệp",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_said_with_its_place(name: str, tmp_path: Path) -> None:
    fields, changes, place, words = WRONG[name]
    folder = write_set(tmp_path / "bo", *fields, **changes)
    if name == "a file that is not told":
        (folder / "linh-vuc-2.yaml").write_text("id: x\n", "utf-8")
    with pytest.raises(RuleError) as caught:
        load_set(str(folder))
    assert words in str(caught.value)
    assert place in str(caught.value)


def test_a_good_set_is_read(tmp_path: Path) -> None:
    fields = [group("I", "3", leaf("I.1", "1", STEPS), group("I.2", "2", leaf("I.2a", "2")))]
    found = load_set(str(write_set(tmp_path / "bo", *fields, max="3", **classes(*BANDS))))
    assert found.name == "thu@2023"
    assert [each.id for each in found.walk()] == ["I", "I.1", "I.2", "I.2a"]


def test_every_word_is_in_the_fingerprint_and_no_comment(tmp_path: Path) -> None:
    folder = write_set(tmp_path / "bo", leaf("I", "1"))
    first = load_set(str(folder)).fingerprint
    file = folder / "linh-vuc-1.yaml"
    text = file.read_text("utf-8")
    file.write_text("# ghi chú\n" + "\n".join(reversed(text.splitlines())), "utf-8")
    assert load_set(str(folder)).fingerprint == first
    file.write_text(text.replace("Tiêu chí", "Mục"), "utf-8")
    assert load_set(str(folder)).fingerprint != first


def test_an_unknown_name_lists_those_that_there_are() -> None:
    with pytest.raises(InputError, match="tuy-phuoc-huyen@2023"):
        load_set("khong-co@1")


def test_the_shipped_sets() -> None:
    sets = {name: load_set(name) for name in shipped_sets()}
    assert {name: [str(field.max) for field in found.fields] for name, found in sets.items()} == {
        "qd766@2022": ["18", "20", "22", "22", "18"],
        "tt01-9-chi-so@2018": ["18"],
        "tuy-phuoc-huyen@2023": ["12", "3", "14", "4", "5", "6", "13", "3", "30", "10"],
        "tuy-phuoc-phong@2023": ["24", "4", "28", "6", "8", "4", "16", "2", "8"],
        "tuy-phuoc-xa@2023": ["16", "4", "30", "4", "8", "8", "20", "2", "8"],
    }
    # What we assumed says so, set and criterion.
    ours = [name for name in sets if name.startswith("tuy-phuoc")]
    assert [name for name, found in sets.items() if found.example] == ["qd766@2022", *ours]
    district = [each for each in sets["tuy-phuoc-huyen@2023"].walk() if each.method]
    assert {each.status for each in district} == {"assumed"}
    assert {each.status for each in sets["tt01-9-chi-so@2018"].walk()} == {"found"}
    assert all(each.evidence for each in district)
