"""House rules on texts, templates, styles, scripts and locks, each with the breach that proves it."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from tests.house.rule import Finding, Rule

EVERYTHING = ("**",)
TEMPLATES = ("parindex/web/templates/**.html", "parindex/web/templates/**.svg")
STATIC = ("parindex/web/static/**.css", "parindex/web/static/**.js", "parindex/web/static/**.svg")
LOCKS = (
    *("requirements.in", "requirements.txt", "requirements-test.in", "requirements-test.txt"),
    *("requirements-node.in", "requirements-node.txt", "package.json", "package-lock.json", ".npmrc", "pyproject.toml"),
)
README_LINES = 60


def matching(pattern: str, said: str, flags: int = re.IGNORECASE):
    """Return a finder of every match of a pattern, over lines too; `said` tells what to do."""
    compiled = re.compile(pattern, flags)

    def find(_path: PurePosixPath, text: str) -> Iterator[Finding]:
        for found in compiled.finditer(text):
            yield text.count("\n", 0, found.start()) + 1, f"“{found[0].strip()[:60]}”: {said}"

    return find


def bare_requirement(_path: PurePosixPath, text: str) -> Iterator[Finding]:
    """A reason stands on the line, or in a comment right above it."""
    lines = ["", *text.splitlines()]
    for number, line in enumerate(lines):
        named = line.strip() and not line.startswith(("#", "-"))
        if named and "#" not in line and not lines[number - 1].startswith("#"):
            yield number, f"{line}: say what it is for"


def unhashed(_path: PurePosixPath, text: str) -> Iterator[Finding]:
    for number, line in enumerate(text.splitlines(), 1):
        if re.match(r"^[A-Za-z]", line) and not re.match(r"^[\w.-]+(\[[\w,-]+\])?==\S+( ;.*)? \\$", line):
            yield number, f"{line}: pinned by version and hash, by `make lock`"


def long_readme(_path: PurePosixPath, text: str) -> Iterator[Finding]:
    if (lines := text.count("\n")) > README_LINES:
        yield lines, f"{lines} lines; at most {README_LINES}: the rest belongs to docs/"


LATER = "|".join(("TO" + "DO", "FIX" + "ME", "X" * 3))
OWN = "our own files alone: the content policy refuses it"

RULES = (
    Rule(
        "nothing is left for later",
        ("parindex/**", "tests/**", "rules/**", "scripts/**", "docs/**", "Makefile"),
        matching(rf"\b({LATER})\b", "do it, or write it down as an issue", 0),
        ("parindex/a.py", "x = 1\n# " + "TO" + "DO: y\n"),
        2,
    ),
    Rule(
        "no path of one machine",
        EVERYTHING,
        matching(r"(?<![\w.~)}/-])/(?:work|root|home|Users)/[\w.]+", "take it from the environment or the checkout"),
        ("docs/a.md", "see " + "/wo" + "rk/main\n"),
        1,
    ),
    Rule("no script inside a page", TEMPLATES, matching(r"<script(?![^>]*\ssrc=)[^>]*>", OWN), ("", "<script>\n"), 1),
    Rule("no style inside a page", TEMPLATES, matching(r"<style\b", OWN), ("", "<p>\n<style>p{}</style>"), 2),
    Rule(
        "no style on a tag", TEMPLATES, matching(r"(?<=\s)style\s*=", OWN), ("", '<p class="a"\n style="color:red">'), 2
    ),
    Rule(
        "no event on a tag",
        TEMPLATES,
        matching(r"(?<=\s)(?:on[a-z]+|hx-on[\w:.-]*)\s*=\s*[\"']", OWN),
        ("", '<p\nonclick="go()">'),
        2,
    ),
    Rule(
        "no script in a value",
        TEMPLATES,
        matching(r"[\"'](?:javascript|js):", OWN),
        ("", "<a hx-vals='js:{a: 1}'>"),
        1,
    ),
    Rule(
        "a page loads nothing from elsewhere",
        TEMPLATES,
        matching(
            r"(?:\b(?:src|srcset|action|formaction|poster|data|hx-\w+)|<link[^>]*\shref)\s*=\s*[\"']?(?:https?:)?//",
            OWN,
        ),
        ("", '\n<img src="https://example.org/a.png">'),
        2,
    ),
    Rule(
        "a style or script loads nothing from elsewhere",
        STATIC,
        matching(r"(?:url\(|@import|fetch\(|import\s*\(|from\s)\s*[\"']?(?:https?:)?//", OWN),
        ("", '@import "https://example.org/a.css";'),
        1,
    ),
    Rule(
        "a style inlines no picture",
        STATIC,
        matching(r"url\([\"']?data:", OWN),
        ("", "a { background: url(data:image/png;base64,aa) }"),
        1,
    ),
    Rule(
        "locks hold no address", LOCKS, matching(r"://", "names, versions, hashes"), ("", "a @ https://example.org"), 1
    ),
    Rule("locks hold no origin", LOCKS, matching(r'"resolved"', "run `make lock`"), ("", '{"resolved": "a"}'), 1),
    Rule(
        "a dependency has its reason",
        ("requirements.in", "requirements-test.in", "requirements-node.in"),
        bare_requirement,
        ("", "# why\na>=1\nb>=2\n"),
        3,
    ),
    Rule(
        "a dependency is pinned by its hash",
        ("requirements.txt", "requirements-test.txt", "requirements-node.txt"),
        unhashed,
        ("", "a==1 \\\n    --hash=sha256:0\nb==2\n"),
        3,
    ),
    Rule("the README is short", ("README.md",), long_readme, ("", "a\n" * 61), 61),
)
