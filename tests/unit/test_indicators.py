"""Cards of indicators: each has its measure and speaks of real columns; what an empty denominator is worth; errors."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from parindex.core.indicators import GROUPS, cards_version, load_cards, value
from parindex.core.loading import RuleError
from parindex.indicators.facts import TABLES
from parindex.indicators.measure import Count, Register, Stock
from parindex.indicators.measures import measures

WRITTEN = """
code: a_share
title: "Tỷ lệ A"
short: "A"
group: online
order: 1
unit: "%"
direction: up
numerator: "A"
denominator: "B"
empty_denominator: null
empty_reason: "Không có gì."
event: received
period_note: "Theo ngày tiếp nhận."
references: ["Luật"]
author: "Người viết"
next_review: 2027-06-30
"""


def _folder(tmp_path: Path, text: str, name: str = "a_share") -> Path:
    (tmp_path / f"{name}.yaml").write_text(text.lstrip(), "utf-8")
    return tmp_path


def test_each_card_has_its_measure_and_each_measure_its_card():
    assert sorted(load_cards()) == sorted(measures())


def test_card_and_measure_agree_on_event_and_sides():
    kinds = {Stock: "stock", Register: "register"}
    for code, measure in measures().items():
        card, event = load_cards()[code], kinds.get(type(measure)) or measure.event
        assert card.event == {"apology": "apology_day"}.get(event, event), code
        counts = isinstance(measure, Count | Stock) or measure == Register(entered=False)
        assert (card.denominator is None) is counts, code


def test_what_a_card_needs_is_a_column_that_exists():
    needs = [(card.code, need.split(".")) for card in load_cards().values() for need in card.needs]
    assert needs
    assert [(code, need) for code, need in needs if need[1] not in TABLES[need[0]].columns] == []


def test_cards_say_things_apart():
    cards = load_cards().values()
    for words in ([card.title for card in cards], [(card.group, card.short) for card in cards]):
        assert len(set(words)) == len(words)
    assert [card.group for card in cards] == sorted((card.group for card in cards), key=list(GROUPS).index)
    assert {card.group for card in cards} == set(GROUPS)


def test_shares_say_their_denominator_and_why_it_may_be_empty():
    for card in load_cards().values():
        assert bool(card.denominator) is (card.unit in ("%", "ngày")), card.code
        assert bool(card.empty_reason) is bool(card.denominator), card.code


def test_cards_mention_only_codes_that_exist():
    cards = load_cards()
    named = {
        (card.code, word.strip(".,;:()"))
        for card in cards.values()
        for note in card.notes
        for word in note.split()
        if "_" in word
    }
    assert named
    assert [pair for pair in named if pair[1] not in cards] == []


@pytest.mark.parametrize(
    ("code", "numerator", "denominator", "expected"),
    [
        ("on_time_share", 2, 3, Fraction(200, 3)),
        ("on_time_share", 0, 0, None),
        ("on_time_share", None, None, None),
        ("apology_share", 0, 0, Fraction(100)),
        ("apology_share", None, None, None),
        ("apology_posted_share", 0, 0, None),
        ("average_working_days", 7, 2, Fraction(7, 2)),
        ("average_working_days", 0, 0, None),
        ("received", 0, None, Fraction(0)),
        ("received", None, None, None),
    ],
)
def test_the_value_is_exact_and_nothing_is_never_silently_full(code, numerator, denominator, expected):
    assert value(load_cards()[code], numerator, denominator) == expected


def test_a_card_is_read_whole(tmp_path):
    card = load_cards(_folder(tmp_path, WRITTEN))["a_share"]
    assert (card.title, card.next_review, card.references) == ("Tỷ lệ A", date(2027, 6, 30), ("Luật",))
    assert (card.empty_denominator, card.needs, card.notes) == (None, (), ())


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("code: a_share", "code: b_share", 1, "tên tệp"),
        ("direction: up", "direction: left", 7, "up, down, none"),
        ('denominator: "B"\n', "", 1, "mẫu số"),
        ("empty_denominator: null", "empty_denominator: zero", 10, "full"),
        ('empty_reason: "Không có gì."\n', "", 1, "empty_reason"),
        ('references: ["Luật"]', "references: []", 14, "căn cứ"),
        ("next_review: 2027-06-30", "next_review: sang năm", 16, "2024-04-29"),
        ('author: "Người viết"', 'writer: "Người viết"', 15, "writer"),
        ("order: 1", "order: đầu", 5, "số nguyên"),
        ("group: online", "group: tree", 4, "timeliness"),
    ],
)
def test_a_fault_names_file_line_and_remedy(tmp_path, old, new, line, says):
    assert old in WRITTEN
    with pytest.raises(RuleError, match=rf"a_share\.yaml:{line}: .*{says}"):
        load_cards(_folder(tmp_path, WRITTEN.replace(old, new)))


def test_a_folder_without_cards_is_said(tmp_path):
    with pytest.raises(RuleError, match="chưa có thẻ"):
        load_cards(tmp_path)


def test_the_version_follows_words_and_not_comments(tmp_path):
    def version(name: str, text: str) -> str:
        folder = tmp_path / name
        folder.mkdir()
        return cards_version(_folder(folder, text))

    assert version("a", WRITTEN) == version("b", "# ghi chú\n" + WRITTEN)
    assert version("a2", WRITTEN) != version("c", WRITTEN.replace("Tỷ lệ A", "Tỷ lệ B"))


def test_full_is_for_shares_alone():
    card = replace(load_cards()["average_working_days"], empty_denominator="full")
    assert value(card, 0, 0) is None
