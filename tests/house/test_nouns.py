"""A noun has one file name in every room: docs/architecture.md lists the nouns, and records has no other files."""

import re

import pytest

from tests.house.rule import files, text_of

ROOMS = ("parindex/records/queries", "parindex/records/actions")


def listed(text: str) -> set[str]:
    lists = re.findall(r"^- (?:Nouns|Views over several nouns): ([^.]+)\.$", text, re.MULTILINE)
    return {word.split()[0] for words in lists for word in words.split(",")}


def strangers(paths: tuple[str, ...], words: set[str]) -> list[str]:
    """Return the files of ROOMS whose name is not among the words."""
    named = [re.fullmatch(rf"({'|'.join(ROOMS)})/(\w+)\.py", path) for path in paths]
    return [found[0] for found in named if found and found[2] != "__init__" and found[2] not in words]


@pytest.fixture(scope="module")
def words() -> set[str]:
    return listed(text_of("docs/architecture.md"))


def test_each_file_of_the_memory_is_named_by_a_noun(words):
    assert strangers(files(), words) == []


def test_a_file_named_otherwise_is_found(words):
    stranger = "parindex/records/actions/thing.py"
    assert strangers((stranger, "parindex/records/actions/task.py"), words) == [stranger]


def test_each_noun_listed_has_its_file(words):
    rooms = (*ROOMS, "parindex/records/models")
    assert sorted(word for word in words if not any(f"{room}/{word}.py" in files() for room in rooms)) == []
