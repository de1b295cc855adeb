"""Parindex runs from its checkout and from an installed wheel: rules, screens' look and commands come along."""

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.shared import ROOT

PLAN = """\
# KẾ HOẠCH Cải cách hành chính năm 2023 của huyện

| STT | Nội dung | Nhiệm vụ, giải pháp | Cơ quan chủ trì | Thời gian |
|---|---|---|---|---|
| I | CHỈ ĐẠO ĐIỀU HÀNH | | | |
| 1 | Ban hành kế hoạch | Ban hành kế hoạch của huyện | Phòng Nội vụ | Trước ngày 15/4/2023 |
"""
CALL = "import sys, parindex.cli; print(parindex.cli.__file__, file=sys.stderr); sys.exit(parindex.cli.main())"


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder / "dist")]
    subprocess.run(build, cwd=ROOT, capture_output=True, check=True)
    (wheel,) = (folder / "dist").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def parindex(home: Path, cwd: Path, *arguments: str) -> dict | list:
    """Run the command with the package of `home`, and make sure that it was that one."""
    environment = os.environ | {"PYTHONPATH": str(home)}
    command = [sys.executable, "-P", "-c", CALL, *arguments]
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr.startswith(str(home / "parindex"))
    return json.loads(done.stdout)


@pytest.fixture(params=["checkout", "wheel"])
def home(request) -> Path:
    return ROOT if request.param == "checkout" else request.getfixturevalue("unpacked")


def test_a_plan_is_read_with_the_rules(home, tmp_path):
    (tmp_path / "plan.md").write_text(PLAN, "utf-8")
    read = parindex(home, tmp_path, "plan", "read", "plan.md", "--json")
    (item,) = read["items"]
    (task,) = item["tasks"]
    assert task["schedule"][0]["due"] == ["2023-04-14"]
    assert len(task["lead_agencies"]) == 1


def test_the_calendar_comes_along(home, tmp_path):
    days = parindex(home, tmp_path, "calendar", "days", "2023-01-01", "2023-01-03", "--json")
    assert [day["working"] for day in days] == [False, False, True]


def test_every_rule_is_in_the_wheel(unpacked):
    here = {path.relative_to(ROOT / "rules") for path in (ROOT / "rules").rglob("*.yaml")}
    assert here
    assert {path.relative_to(unpacked / "parindex/_rules") for path in unpacked.rglob("_rules/**/*.yaml")} == here


def test_the_look_is_in_the_wheel(unpacked):
    vendor = unpacked / "parindex/web/static/vendor"
    assert (vendor / "tabler.min.css").stat().st_size > 100_000
    assert "<symbol" in (vendor / "icons.svg").read_text("utf-8")


def test_the_wheel_asks_for_what_requirements_say(unpacked):
    (metadata,) = unpacked.glob("*.dist-info/METADATA")
    assert "requires-dist: django<5.3,>=5.2" in metadata.read_text("utf-8").lower()


def test_tests_and_scripts_stay_out_of_the_wheel(unpacked):
    assert {path.name for path in unpacked.iterdir() if not path.name.endswith(".dist-info")} == {"parindex"}
