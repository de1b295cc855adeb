"""The locks are fresh: what is asked for is pinned, and the tests run on what is shipped."""

import json
import re

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.shared import ROOT

NAMES = ("requirements", "requirements-test", "requirements-node")
PIN = re.compile(r"^(?P<name>[\w.-]+)(?:\[[\w,-]+\])?==(?P<version>[^\s;]+)", re.MULTILINE)


def asked(name: str) -> list[Requirement]:
    lines = (line.split("#")[0].strip() for line in (ROOT / f"{name}.in").read_text("utf-8").splitlines())
    return [Requirement(line) for line in lines if line and not line.startswith("-")]


def pinned(name: str) -> dict[str, str]:
    text = (ROOT / f"{name}.txt").read_text("utf-8")
    return {canonicalize_name(found["name"]): found["version"] for found in PIN.finditer(text)}


def unmet(wanted: list[Requirement], pins: dict[str, str]) -> list[str]:
    return [
        str(need)
        for need in wanted
        if not need.specifier.contains(pins.get(canonicalize_name(need.name), "0"), prereleases=True)
    ]


@pytest.mark.parametrize("name", NAMES)
def test_what_is_asked_for_is_pinned(name):
    assert asked(name)
    assert unmet(asked(name), pinned(name)) == []


def test_a_stale_lock_is_seen():
    assert unmet([Requirement("Django>=5"), Requirement("lark>=1")], {"django": "4.2"}) == ["Django>=5", "lark>=1"]


def test_the_tests_run_on_what_is_shipped():
    shipped, tested = pinned("requirements"), pinned("requirements-test")
    assert {name: tested.get(name) for name in shipped} == shipped


def test_the_look_is_locked_by_hash():
    wanted = json.loads((ROOT / "package.json").read_text("utf-8"))
    packages = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    root = packages.pop("")
    assert (root["dependencies"], root["devDependencies"]) == (wanted["dependencies"], wanted["devDependencies"])
    assert [name for name, package in packages.items() if not package["integrity"].startswith("sha512-")] == []
    assert [name for name, package in packages.items() if package["license"] not in ("MIT", "MPL-2.0")] == []
