"""House rules on Python files, each with the breach that proves it."""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import PurePosixPath

from tests.house.rule import Finding, Rule, tree_of

LONGEST_FILE, LONGEST_FUNCTION, LONGEST_OPENING = 400, 50, 3
EVERYWHERE = ("parindex/**.py", "tests/**.py", "scripts/**.py", "manage.py", "hatch_build.py")
MIGRATIONS = ("parindex/records/migrations/**.py",)
NO_NAMES = {
    "util",
    "utils",
    "helper",
    "helpers",
    "common",
    "misc",
    "manager",
    "managers",
    "service",
    "services",
    "base",
}
CLOCK = re.compile(
    r"^(?:.*\.)?(?:date\.today|datetime\.(?:now|utcnow|today)|timezone\.(?:now|localdate|localtime)"
    r"|time\.(?:time|time_ns|localtime|gmtime))$"
)
CLOCK_NAMES = {"django.utils.timezone": {"now", "localdate", "localtime"}, "time": {"time", "time_ns"}}
WRITES = {"save", "delete", "create", "bulk_create", "bulk_update", "update_or_create", "get_or_create"}
TABLES = {"objects", "_default_manager", "_base_manager"}

# What each room may import besides the standard library and Parindex itself.
EXTERNAL = {
    "core": {"yaml", "lark", "dateutil", "rapidfuzz", "highspy"},
    "documents": {"docx", "lxml", "pdfplumber", "pdfminer", "xlsxwriter", "vl_convert", "icalendar"},
    "indicators": {"duckdb", "ibis", "sqlglot", "pyarrow", "deltalake", "fastexcel", "psycopg", "pyspark", "yaml"},
    "records": {"django", "cryptography"},
    "config": {"django", "csp", "dj_database_url", "granian", "django_tasks"},
    "web": {"django", "django_htmx", "axes"},
    "cli": {"django", "yaml"},
}
NOT_EXTERNAL = re.compile(r"^(parindex|tests|__future__)$")


def long_file(_path: PurePosixPath, text: str) -> Iterator[Finding]:
    if (lines := text.count("\n")) > LONGEST_FILE:
        yield lines, f"{lines} lines; split it by meaning, at most {LONGEST_FILE}"


def long_function(_path: PurePosixPath, text: str) -> Iterator[Finding]:
    for node in ast.walk(tree_of(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > LONGEST_FUNCTION:
                yield node.lineno, f"{node.name} has {lines} lines; at most {LONGEST_FUNCTION}"


def opening(_path: PurePosixPath, text: str) -> Iterator[Finding]:
    if not text.strip():
        return
    said = ast.get_docstring(tree_of(text))
    if not said:
        yield 1, "say in one to three lines what this file is for"
    elif len(said.split("\n\n")[0].splitlines()) > LONGEST_OPENING:
        yield 1, f"the opening is longer than {LONGEST_OPENING} lines; say the rest in a paragraph of its own"


def empty_name(path: PurePosixPath, _text: str) -> Iterator[Finding]:
    words = {word for part in path.with_suffix("").parts for word in part.split("_")}
    if bad := words & NO_NAMES or {word for word in words if re.fullmatch(r"v\d+", word)}:
        yield 1, f"“{', '.join(sorted(bad))}” says nothing; name the file by its noun"


def silent_function(_path: PurePosixPath, text: str) -> Iterator[Finding]:
    for node in tree_of(text).body:
        public = isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
        if public and not ast.get_docstring(node):
            yield node.lineno, f"{node.name} is public: say its units, ranges, errors or source"


def tables_in_web(_path: PurePosixPath, text: str) -> Iterator[Finding]:
    for node in ast.walk(tree_of(text)):
        if isinstance(node, ast.Attribute) and node.attr in TABLES:
            yield node.lineno, f".{node.attr} in web: ask parindex.records.queries, order parindex.records.actions"
        called = node.func if isinstance(node, ast.Call) else None
        if isinstance(called, ast.Attribute) and called.attr in WRITES:
            yield node.lineno, f".{called.attr}( in web: order an action, which checks the right and keeps the history"


def clock(_path: PurePosixPath, text: str) -> Iterator[Finding]:
    for node in ast.walk(tree_of(text)):
        if isinstance(node, ast.Attribute) and CLOCK.match(ast.unparse(node)):
            yield node.lineno, f"{ast.unparse(node)}: the day comes from the door as on= or at="
        elif isinstance(node, ast.ImportFrom) and node.module in CLOCK_NAMES:
            for name in node.names:
                if name.name in CLOCK_NAMES[node.module]:
                    yield node.lineno, f"{node.module}.{name.name}: the day comes from the door as on= or at="


def stranger(path: PurePosixPath, text: str) -> Iterator[Finding]:
    room = path.parts[1] if len(path.parts) > 2 else "core"
    for node in ast.walk(tree_of(text)):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            names = [node.module]
        for top in sorted({name.partition(".")[0] for name in names}):
            if top not in sys.stdlib_module_names and not NOT_EXTERNAL.match(top) and top not in EXTERNAL[room]:
                yield node.lineno, f"{room} may not import {top}; see docs/architecture.md"


def relative_import(_path: PurePosixPath, text: str) -> Iterator[Finding]:
    for node in ast.walk(tree_of(text)):
        if isinstance(node, ast.ImportFrom) and node.level:
            yield node.lineno, "write the whole name of the module, so that a search finds it"


def left_out(_path: PurePosixPath, text: str) -> Iterator[Finding]:
    for node in ast.walk(tree_of(text)):
        if isinstance(node, ast.Attribute) and node.attr in ("skip", "skipif", "skipIf", "xfail", "importorskip"):
            yield node.lineno, "a test that a machine leaves out proves nothing there; let it run or let it fail"


def unblocked(_path: PurePosixPath, text: str) -> Iterator[Finding]:
    for number, line in enumerate(text.splitlines(), 1):
        if re.search(r"django_db_blocker|mark\.database\b|add_marker\(.database", line):
            yield number, "ask for the fixture `db`: then the test is tried on every database, and only then"


RULES = (
    Rule("a file fits in a head", EVERYWHERE, long_file, ("parindex/a.py", "x = 1\n" * 401), 401, MIGRATIONS),
    Rule(
        "a function fits on a screen",
        EVERYWHERE,
        long_function,
        ("parindex/a.py", "\ndef f():\n" + "    x = 1\n" * 50),
        2,
        MIGRATIONS,
    ),
    Rule("a module says what it is for", EVERYWHERE, opening, ("parindex/a.py", "import os\n"), 1, MIGRATIONS),
    Rule("a module's opening is short", EVERYWHERE, opening, ("parindex/a.py", '"""a\nb\nc\nd\n"""\n'), 1, MIGRATIONS),
    Rule("a file's name says something", EVERYWHERE, empty_name, ("parindex/web/form_utils.py", ""), 1),
    Rule(
        "what core offers is explained",
        ("parindex/core/**.py",),
        silent_function,
        ("parindex/core/a.py", '"""A."""\n\ndef f(): ...\n'),
        3,
    ),
    Rule(
        "web touches no tables",
        ("parindex/web/**.py",),
        tables_in_web,
        ("parindex/web/a.py", "\nTask.objects.all()\n"),
        2,
    ),
    Rule("web writes nothing", ("parindex/web/**.py",), tables_in_web, ("parindex/web/a.py", "task.delete()\n"), 1),
    Rule(
        "the clock is read at the doors",
        tuple(f"parindex/{room}/**.py" for room in ("core", "documents", "indicators", "records")),
        clock,
        ("parindex/core/a.py", "\nfrom datetime import date\nnow = date.today()\n"),
        3,
        MIGRATIONS,
    ),
    Rule(
        "the settings read no clock but in its file and the sessions'",
        ("parindex/config/**.py",),
        clock,
        ("parindex/config/a.py", "from django.utils.timezone import now\n"),
        1,
        ("parindex/config/clock.py", "parindex/config/sessions.py", "parindex/config/work.py"),
    ),
    Rule(
        "each room opens its own tools",
        ("parindex/**.py",),
        stranger,
        ("parindex/web/a.py", "import os\nimport docx.shared\n"),
        2,
    ),
    Rule("imports are whole names", ("parindex/**.py",), relative_import, ("parindex/a.py", "from . import b\n"), 1),
    Rule(
        "no test is left out by what a machine has",
        ("tests/**.py",),
        left_out,
        (
            "tests/unit/test_a.py",
            '\n@pytest.mark.skipif(which("office") is None, reason="absent")\ndef test_a(): ...\n',
        ),
        2,
        # Documents that the repository may not hold; two writers at once, tried where a database has two.
        ("tests/shared.py", "tests/integration/test_at_once.py"),
    ),
    Rule(
        "whether a test opens the database shows in what it asks for",
        ("tests/**.py",),
        unblocked,
        ("tests/integration/test_a.py", "\ndef test_a(django_db_blocker): ...\n"),
        2,
        ("tests/integration/conftest.py", "tests/house/code_rules.py"),
    ),
)
