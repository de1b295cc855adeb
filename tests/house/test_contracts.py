"""The import contracts hold, and each of them names the module and line of a breach."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.shared import ROOT

LINTER = Path(sys.executable).with_name("lint-imports")
BREACHES = {
    "a tool asks the memory": ("documents", "from parindex.records import permissions"),
    "meaning asks a tool": ("core", "import parindex.documents.reading"),
    "a tool asks the other tool": ("indicators", "import parindex.documents.reading"),
    "the memory asks a door": ("records", "import parindex.web"),
    "a door asks the other door": ("cli", "import parindex.web"),
    "the memory asks the settings": ("records", "import parindex.config.clock"),
    "a query orders an action": ("records.queries", "import parindex.records.actions.obligation"),
    "a model asks a query": ("records.models", "import parindex.records.queries.obligation"),
    "meaning knows Django": ("core", "import django.utils.timezone"),
    "a tool knows Django": ("documents", "import django.utils.timezone"),
    "the memory opens an engine": ("records", "import duckdb"),
    "a door opens a document format": ("web", "import docx"),
}


@pytest.fixture(scope="module")
def house(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("house")
    shutil.copy(ROOT / ".importlinter", folder)
    only_code = shutil.ignore_patterns("static", "templates", "__pycache__")
    shutil.copytree(ROOT / "parindex", folder / "parindex", ignore=only_code)
    return folder


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([LINTER, "--no-cache"], cwd=folder, capture_output=True, text=True, check=False)


def test_the_contracts_hold(house):
    done = lint(house)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("breach", BREACHES)
def test_a_breach_is_named(house, breach):
    room, line = BREACHES[breach]
    file = house / "parindex" / room.replace(".", "/") / "breach.py"
    file.write_text(f'"""A breach."""\n{line}\n', "utf-8")
    try:
        done = lint(house)
    finally:
        file.unlink()
    assert done.returncode == 1
    assert f"parindex.{room}.breach" in done.stdout
    assert "(l.2)" in done.stdout
