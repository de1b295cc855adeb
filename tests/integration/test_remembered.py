"""What is remembered of the lake: asked once a version, told apart by all that it depends on, and never too much."""

import pytest

from parindex.indicators.run import DossierPage
from parindex.records.queries import lake as queries
from tests.factories.dossiers import ALL, LATE, lake_of, later, take_in


@pytest.fixture
def asked(small, monkeypatch):
    """Ask with `asked(question, answer)`; `asked.count` tells how often somebody had to look."""
    monkeypatch.setattr(queries, "_answers", type(queries._answers)())
    take_in(small, *ALL)
    lake = lake_of(small)

    def ask(question, answer):
        def look():
            ask.count += 1
            return answer

        return queries.remembered(lake, question, look)

    ask.count = 0
    return ask


def test_a_question_is_asked_once_until_the_lake_changes(asked, small):
    assert [asked("a", [1]), asked("a", [2])] == [[1], [1]] and asked.count == 1
    take_in(small, LATE.but(finished="08/06/2023 09:00"), at=later(1))
    assert asked("a", [3]) == [3]


def test_questions_and_lakes_are_told_apart(asked, small, settings, tmp_path):
    asked(("a", ("phong-tu-phap",)), [1])
    assert asked(("a", ("xa-phuoc-son",)), [2]) == [2] and asked(("a", None), [3]) == [3]
    settings.LAKES = tmp_path / "another"
    take_in(small, *ALL)
    assert queries.remembered(lake_of(small), ("a", None), lambda: [4]) == [4]


def test_long_answers_are_not_kept_and_the_oldest_go_first(asked, monkeypatch):
    monkeypatch.setattr(queries, "LONGEST", 3)
    monkeypatch.setattr(queries, "KEPT_ROWS", 9)
    assert asked("long", [1] * 4) and asked("long", [2] * 4) == [2] * 4
    assert asked("page", DossierPage(9, [1] * 4)) and asked("page", None) is None
    for name in "abc":  # four rows each, with the question itself: two of them stay
        asked(name, [name] * 3)
    asked.count = 0
    assert asked("c", [0]) == ["c"] * 3 and asked("b", [0]) == ["b"] * 3 and asked.count == 0
    assert asked("a", [0]) == [0] and asked.count == 1
