"""Cuts the shared plan's table into entries (bullets or paragraphs) per item, apart from the product's own reader."""

import html
import re
from dataclasses import dataclass, field

from tests.shared import shared


@dataclass
class Item:
    section: str
    number: str
    title: str = ""
    tasks: list[str] = field(default_factory=list)
    agencies: list[str] = field(default_factory=list)


def items() -> list[Item]:
    """The 32 items of the seed's table, each with the words of its tasks and of its agency entries, in order."""
    found: list[Item] = []
    section = ""
    for line in shared("seed/plan-2023.md").read_text("utf-8").splitlines():
        if line.count("\t") < 4 or line.startswith(("STT", "--")):
            continue
        cells = [*line.split("\t"), "", ""]
        number = _plain(cells[0])
        if re.fullmatch(r"[IVX]+", number):
            section = number
            continue
        if number:
            found.append(Item(section, number))
        item = found[-1]
        item.title = f"{item.title} {_plain(cells[1])}".strip()
        _extend(item.tasks, cells[2], bool(number))
        _extend(item.agencies, cells[3], bool(number))
    return found


def _plain(cell: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", cell))).strip()


def _extend(entries: list[str], cell: str, fresh: bool) -> None:
    """Add a cell's paragraphs; one without a bullet goes on the entry before it, where there is one."""
    for paragraph in re.split(r"</?p>|</?li>|\s{2,}(?=- )", cell):
        text = _plain(paragraph)
        if not text:
            continue
        bullet = re.match(r"^(?:-|\d\.)\s+", text)
        if bullet or fresh or not entries:
            entries.append(text[bullet.end() :] if bullet else text)
        else:
            entries[-1] += " " + text
        fresh = False
