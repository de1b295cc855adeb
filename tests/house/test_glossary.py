"""The glossary is one well-formed table in which every table of the database has its word."""

import re
from collections import Counter

import pytest
from django.apps import apps

from parindex.core.words import normalise, sort_key
from tests.house.rule import text_of
from tests.house.test_nouns import listed
from tests.shared import ROOT

HEADINGS = ["Term", "Identifier", "Meaning", "Source"]


@pytest.fixture(scope="module")
def rows() -> list[list[str]]:
    lines = [line for line in (ROOT / "docs/glossary.md").read_text("utf-8").splitlines() if line.startswith("|")]
    cells = [[normalise(cell) for cell in line.strip().strip("|").split("|")] for line in lines]
    assert cells[0] == HEADINGS
    assert all(re.fullmatch(r":?-+:?", cell) for cell in cells[1])
    return cells[2:]


def test_every_line_fills_every_column(rows):
    assert [row for row in rows if len(row) != len(HEADINGS) or not all(row)] == []


def test_each_term_has_one_identifier_in_snake_case(rows):
    assert [row[1] for row in rows if not re.fullmatch(r"`[a-z][a-z0-9]*(_[a-z0-9]+)*`", row[1])] == []


def test_no_term_and_no_identifier_stands_twice(rows):
    terms = Counter(normalise(term).casefold() for row in rows for term in row[0].split(" / "))
    identifiers = Counter(row[1] for row in rows)
    assert [word for word, count in (terms + identifiers).items() if count > 1] == []


def test_terms_stand_in_dictionary_order(rows):
    terms = [row[0] for row in rows]
    assert terms == sorted(terms, key=sort_key)


def test_every_noun_of_the_architecture_has_its_word(rows):
    nouns = listed(text_of("docs/architecture.md"))
    named = set(re.findall(r"`(\w+)`", " ".join(cell for row in rows for cell in row)))
    assert nouns
    assert sorted(nouns - named) == []


def test_every_model_has_its_word(rows):
    named = {row[1].strip("`") for row in rows}
    models = [model.__name__ for model in apps.get_app_config("records").get_models()]
    assert models
    snake = {re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower() for name in models}
    assert sorted(snake - named) == []
