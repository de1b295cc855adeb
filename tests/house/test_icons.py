"""The icons that pages show are among those that parindex/web/icons.txt brings."""

import re

from parindex.web.places import PLACES
from parindex.web.states import LOOKS
from tests.house.rule import files, text_of

IN_TEMPLATE = re.compile(r"\bicon(?:=|\s+)[\"']([a-z0-9-]+)[\"']")
IN_CODE = re.compile(r"\bicon\([\"']([a-z0-9-]+)[\"']")


def used_in(text: str) -> set[str]:
    return set(IN_TEMPLATE.findall(text)) | set(IN_CODE.findall(text))


def used() -> set[str]:
    pages = (path for path in files() if re.match(r"parindex/web/.*\.(html|py)$", path))
    named = {look.icon for look in LOOKS.values()} | {place.icon for place in PLACES}
    return named.union(*(used_in(text_of(path)) for path in pages))


def brought() -> list[str]:
    return text_of("parindex/web/icons.txt").split()


def test_an_icon_is_seen_wherever_it_is_named():
    assert used_in("""{% icon "home" %} {% icon 'key' words %} {% include "a.html" with icon="plus" %}""") == {
        *("home", "key", "plus")
    }
    assert used_in('icon("star-off")') == {"star-off"}


def test_each_icon_shown_is_brought():
    assert sorted(used() - set(brought())) == []


def test_each_icon_is_listed_once_and_in_order():
    assert brought() == sorted(set(brought()))
