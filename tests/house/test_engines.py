"""Engines are named in one file; measures say what is counted and never how."""

import ast
import re

import pytest

from tests.shared import ROOT

INDICATORS = ROOT / "parindex" / "indicators"
ENGINES = {"duckdb", "psycopg", "pyspark", "pandas", "polars"}
NAMES = re.compile(r"duckdb|postgres|spark", re.IGNORECASE)
SQL = re.compile(r"\b(?:SELECT|FROM|WHERE|GROUP BY|JOIN)\b")


def imported(text: str) -> set[str]:
    """The first names of all modules that some code imports, wherever it does."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            found |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.partition(".")[0])
    return found


def strings(text: str) -> list[str]:
    return [
        node.value
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]


@pytest.mark.parametrize("path", sorted(INDICATORS.rglob("*.py")), ids=lambda path: str(path.relative_to(INDICATORS)))
def test_only_one_file_opens_an_engine(path):
    opened = imported(path.read_text("utf-8")) & ENGINES
    assert not opened or path.name == "engines.py", f"{path.name} opens {opened}: ask engines.py"


def test_a_breach_is_seen():
    assert imported("def count():\n    import duckdb") == {"duckdb"}
    assert SQL.search(strings('x = "SELECT 1"')[0])


@pytest.mark.parametrize("path", sorted((INDICATORS / "measures").glob("*.py")), ids=lambda path: path.stem)
def test_a_measure_names_no_engine_and_writes_no_sql(path):
    text = path.read_text("utf-8")
    assert not NAMES.search(text)
    assert not any(SQL.search(said) for said in strings(text))
    assert len(text.splitlines()) <= 20, "a measure is a few words"
