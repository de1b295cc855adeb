"""The cases of tests/spec/agencies.yaml, every agency cell of the shared plan, and the register and its faults."""

from datetime import date
from pathlib import Path

import pytest
import yaml

from parindex.core.agencies import Registry, split_agencies
from parindex.core.loading import RuleError
from tests.factories.plan_cells import items
from tests.shared import shared

CASES = yaml.safe_load((Path(__file__).parent.parent / "spec" / "agencies.yaml").read_text("utf-8"))
PLAN_DAY = date(2023, 6, 1)
REGISTRY = Registry.load()


@pytest.mark.parametrize("registry", [None, REGISTRY], ids=["grammar", "with register"])
@pytest.mark.parametrize("case", CASES["split"], ids=lambda case: case["cell"])
def test_split(case, registry):
    found = split_agencies(case["cell"], registry)
    assert list(found.lead) == case.get("lead", [])
    assert list(found.supporting) == case.get("with", [])
    assert found.unread == case.get("unread", "")
    assert found.duty == case.get("duty", "")


@pytest.mark.parametrize("case", CASES["resolve"], ids=lambda case: f"{case['name']} {case.get('day', '')}")
def test_resolve(case):
    found = REGISTRY.resolve(case["name"], case.get("day", PLAN_DAY))
    if "is" in case:
        assert [agency.key for agency in found.agencies] == case["is"]
    else:
        assert len(found.agencies) == case["count"]
    assert found.doubtful == case.get("doubtful", False)
    if not case.get("exact", True):
        assert not found.exact
    assert case.get("why", "") in found.why


def test_a_broken_line_goes_on_and_a_new_one_begins():
    found = split_agencies("- Văn phòng HĐND\nvà UBND huyện\n- Chủ tịch UBND các xã, thị\ntrấn")
    assert found.lead == ("Văn phòng HĐND và UBND huyện", "Chủ tịch UBND các xã, thị trấn")


def test_a_labelled_cell_keeps_its_role_over_lines():
    found = split_agencies("Cơ quan chủ trì: Sở Nội vụ\nCơ quan phối hợp:\n- Sở Tài chính\n- Công an tỉnh")
    assert (found.lead, found.supporting) == (("Sở Nội vụ",), ("Sở Tài chính", "Công an tỉnh"))


@pytest.mark.shared
def test_every_agency_cell_of_the_shared_plan():
    expected = yaml.safe_load(shared("seed/plan-2023.expected.yaml").read_text("utf-8"))
    tasks = 0
    for want, item in zip(expected["items"], items(), strict=True):
        wanted = [(task["lead"], task.get("with", [])) for task in want["tasks"]]
        found = [split_agencies(entry, REGISTRY) for entry in item.agencies]
        read = [(list(one.lead), list(one.supporting)) for one in found]
        assert (read * len(wanted) if len(read) == 1 else read) == wanted, f"{item.section}.{item.number}"
        for lead, supporting in wanted:
            tasks += 1
            for name in (*lead, *supporting):
                assert REGISTRY.resolve(name, PLAN_DAY).agencies, name
    assert tasks == 72


@pytest.mark.shared
def test_communes_are_those_of_the_official_lists():
    lines = shared("design/facts/tuyphuoc_communes_2025.csv").read_text("utf-8").splitlines()[1:]
    assert len(lines) == 13
    for line in lines:
        name, level, heir, code, *_ = line.split(",")
        (old,) = REGISTRY.resolve(f"UBND {level} {name}", PLAN_DAY).agencies
        (new,) = REGISTRY.successors(old.key, date(2025, 7, 1))
        assert (new.name, new.official_code) == (f"UBND xã {heir}", code)


def test_who_was_there_on_a_day():
    kinds = [agency.kind for agency in REGISTRY.on(PLAN_DAY)]
    assert (kinds.count("department"), kinds.count("commune")) == (12, 13)
    assert [agency.official_code for agency in REGISTRY.on(date(2025, 7, 1))] == ["21952", "21970", "21985", "21964"]
    assert len(REGISTRY.on(date(2025, 6, 30))) == len(kinds)


def test_a_code_is_reused_so_keys_identify():
    same_code = [agency.key for agency in REGISTRY.agencies if agency.official_code == "21952"]
    assert same_code == ["thi-tran-tuy-phuoc", "xa-tuy-phuoc"]


def test_successors_and_predecessors():
    before, after = date(2025, 6, 30), date(2025, 7, 1)
    assert [one.key for one in REGISTRY.successors("xa-phuoc-an", before)] == ["xa-phuoc-an"]
    assert [one.key for one in REGISTRY.successors("xa-phuoc-an", after)] == ["xa-tuy-phuoc-tay"]
    assert [one.key for one in REGISTRY.predecessors("xa-tuy-phuoc-tay")] == ["xa-phuoc-an", "xa-phuoc-thanh"]
    assert REGISTRY.successors("phong-noi-vu", after) == ()
    with pytest.raises(KeyError):
        REGISTRY.by_key("khong-co")


def test_every_agency_is_found_by_its_own_name_alias_and_head():
    for agency in REGISTRY.agencies:
        day = agency.valid_to or date(2026, 1, 1)
        for name in (agency.name, *agency.aliases, agency.head, *agency.head_aliases):
            if name:
                assert REGISTRY.resolve(name, day).agencies == (agency,), name


COMMUNE = """sources: {s: nguồn}
agencies:
- {key: xa, name: UBND xã Hòa An, kind: authority, source: s}
- {key: kt, name: Phòng Kinh tế, kind: department, source: s}
- {key: vhxh, name: Phòng Văn hóa - Xã hội, kind: department, source: s}
- {key: ttpvhcc, name: Trung tâm Phục vụ hành chính công xã, kind: centre, aliases: [Trung tâm PVHCC], source: s}
groups:
- {key: g, name: "Các phòng, ban, đơn vị", members: {kinds: [department, centre]}, source: s}
"""


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("UBND xã", ["xa"]),
        ("phòng Kinh tế xã Hòa An", ["kt"]),
        ("Phòng VH-XH", ["vhxh"]),
        ("Trung tâm PVHCC xã", ["ttpvhcc"]),
        ("các phòng, ban, đơn vị thuộc UBND xã", ["kt", "vhxh", "ttpvhcc"]),
        ("Phòng Kinh tế huyện", []),
        ("Sở Kinh tế", []),
    ],
)
def test_another_authority_has_its_own_level(tmp_path, name, keys):
    (tmp_path / "xa.yaml").write_text(COMMUNE, "utf-8")
    found = Registry.load(tmp_path).resolve(name, date(2026, 1, 1))
    assert [agency.key for agency in found.agencies] == keys


def test_provincial_departments_go_by_field_and_initials(tmp_path):
    text = (
        "sources: {s: nguồn}\nagencies:\n- {key: khcn, name: Sở Khoa học và Công nghệ, kind: department, source: s}\n"
    )
    (tmp_path / "tinh.yaml").write_text(text, "utf-8")
    registry = Registry.load(tmp_path)
    for name in ("Sở KH&CN", "Khoa học và Công nghệ", "KHCN", "Giám đốc Sở Khoa học và Công nghệ"):
        assert [agency.key for agency in registry.resolve(name, PLAN_DAY).agencies] == ["khcn"], name
    assert registry.resolve("Phòng Khoa học và Công nghệ", PLAN_DAY).agencies == ()


GOOD = """sources: {s: nguồn}
agencies:
- {key: a, name: Phòng A, kind: department, valid_to: 2025-06-30, source: s}
"""
FAULTS = [
    ("agencies:\n- {key: a, name: A, kind: department}", 2, "source"),
    (GOOD + "- {key: a, name: B, kind: department, source: s}", 4, "đã dùng"),
    (GOOD + "- {key: b, name: B, kind: phong, source: s}", 4, "phong"),
    (GOOD + "- {key: B B, name: B, kind: department, source: s}", 4, "chữ thường"),
    (GOOD + "- {key: b, kind: department, source: s}", 4, "name"),
    (GOOD + "- {key: b, name: B, kind: department, source: s, tel: 1}", 4, "tel"),
    (GOOD + "- {key: b, name: B, kind: department, source: s, official_code: 21952}", 4, "ngoặc kép"),
    (GOOD + "- {key: b, name: B, kind: department, source: s, parent: c}", 4, "“c”"),
    (GOOD + "- {key: b, name: B, kind: department, source: s, successors: [c], valid_to: 2025-01-01}", 4, "“c”"),
    (GOOD + "- {key: b, name: B, kind: department, source: s, successors: [a], valid_to: 2025-12-31}", 4, "2026-01-01"),
    (GOOD + "- {key: b, name: B, kind: department, source: s, successors: [a]}", 4, "valid_to"),
    (
        GOOD + "- {key: b, name: B, kind: department, source: s, valid_from: 2025-07-01, valid_to: 2025-01-01}",
        4,
        "đứng trước",
    ),
    (GOOD + "- {key: b, name: B, kind: department, source: s, valid_from: hôm qua}", 4, "ngày dạng"),
    (GOOD + "- {key: b, name: B, kind: department, source: s, aliases: BB}", 4, "danh sách"),
    (GOOD + "groups:\n- {key: g, name: Các phòng, members: {}, source: s}", 5, "thành viên"),
    (GOOD + "groups:\n- {key: g, name: Các phòng, members: {keys: [z]}, source: s}", 5, "“z”"),
    (GOOD + "groups: các phòng", 4, "danh sách"),
]


@pytest.mark.parametrize(("text", "line", "says"), FAULTS, ids=[fault[2] + str(i) for i, fault in enumerate(FAULTS)])
def test_a_fault_names_its_file_and_line(tmp_path, text, line, says):
    path = tmp_path / "agencies.yaml"
    path.write_text(text, "utf-8")
    with pytest.raises(RuleError) as error:
        Registry.load(tmp_path)
    assert str(error.value).startswith(f"{path}:{line}: ")
    assert says in str(error.value)


def test_an_empty_folder_is_said(tmp_path):
    with pytest.raises(RuleError, match=r"không có tệp"):
        Registry.load(tmp_path)


def test_the_version_changes_with_the_content(tmp_path):
    (tmp_path / "a.yaml").write_text(GOOD, "utf-8")
    first = Registry.load(tmp_path).version
    assert Registry.load(tmp_path).version == first
    (tmp_path / "a.yaml").write_text(GOOD.replace("Phòng A", "Phòng B"), "utf-8")
    assert Registry.load(tmp_path).version != first
