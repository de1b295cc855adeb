"""A house rule: which files it reads, what it finds in one of them, and a breach that it must find."""

import ast
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath

from tests.shared import ROOT

Finding = tuple[int, str]  # line, what is wrong and what to do


@dataclass(frozen=True)
class Rule:
    """`find(path, text)` yields findings; `breach` is a (path, text) in which it must find one, at `line`."""

    name: str
    where: tuple[str, ...]
    find: Callable[[PurePosixPath, str], Iterator[Finding]]
    breach: tuple[str, str]
    line: int
    but: tuple[str, ...] = ()

    def reads(self, path: str) -> bool:
        return any(_within(path, glob) for glob in self.where) and not any(_within(path, glob) for glob in self.but)

    def findings(self, path: str, text: str) -> list[str]:
        return [f"{path}:{line}: {said}" for line, said in self.find(PurePosixPath(path), text)]

    def in_project(self) -> list[str]:
        return [found for path in files() if self.reads(path) for found in self.findings(path, text_of(path))]


@cache
def files() -> tuple[str, ...]:
    """Return every file of the project, tracked or about to be, and nothing that was fetched or built."""
    command = ["git", "-c", "safe.directory=*", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    return tuple(sorted({path for path in listed if (ROOT / path).is_file()}))


@cache
def text_of(path: str) -> str:
    """Return a file's text; "" for what is not text."""
    try:
        return (ROOT / path).read_text("utf-8")
    except UnicodeDecodeError:
        return ""


@cache
def tree_of(text: str) -> ast.Module:
    return ast.parse(text)


def _within(path: str, glob: str) -> bool:
    """`room/**.ext` is any file of a room at any depth; a glob without stars is one file."""
    room, stars, ending = glob.partition("**")
    return path.startswith(room) and path.endswith(ending) if stars else path == glob
