"""docs/reference/indicators.md says what the cards say: it is written from them."""

from parindex.core.indicators import load_cards
from scripts.reference import PAGE, indicators


def test_the_page_is_as_the_cards_are():
    assert PAGE.read_text("utf-8") == indicators(), "chạy .venv/bin/python scripts/reference.py"


def test_every_card_stands_on_it_once():
    page = indicators()
    assert [code for code in load_cards() if page.count(f"### `{code}`\n") != 1] == []
