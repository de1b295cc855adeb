"""Lines as a format gives them -> paragraphs of the table model: joined, cleaned, their marks split off."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from parindex.core.tables import Paragraph
from parindex.core.words import normalise
from parindex.documents.reading.marks import is_bullet, split_mark

_PLAIN_BULLETS = ("•", "●", "·", "▪", "○")
_ENDS = (*".;:!?…", "./")
_HANGS = re.compile(r"(?:[,(\-–&/]|\b(?:và|hoặc|với|của|các|cho|về|tại|theo|từ|đến|trong))$", re.IGNORECASE)
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\x00-\x08\x0b\x0c\x0e-\x1f]")
_LINE_BREAK = re.compile(r"\r\n?|\n|\x0b|\u2028|\u2029")


@dataclass
class Line:
    """One line on its way to a paragraph. `soft`: it follows a line break inside a paragraph, not a paragraph's end.

    `mark` is a bullet or number that the format itself supplies; a typed one is still in `text`.
    """

    text: str
    mark: str = ""
    level: int = 0
    indent: int = 0
    bold: bool = False
    page: int | None = None
    soft: bool = False


def to_paragraphs(lines: Iterable[Line]) -> tuple[Paragraph, ...]:
    """Return the paragraphs of `lines`; blank ones are dropped, soft ones joined where the sentence goes on."""
    joined: list[Line] = []
    for line in lines:
        text = clean(line.text)
        if not text and not line.mark:
            continue
        line = replace(line, text=text)
        if line.soft and joined and not line.mark and continues(joined[-1].text, text):
            last = joined[-1]
            joined[-1] = replace(last, text=f"{last.text} {text}", bold=last.bold and line.bold)
        else:
            joined.append(line)
    return tuple(_paragraph(line) for line in joined)


def split_lines(text: str) -> list[Line]:
    """Return one hard line and soft ones after it for each line break inside `text`."""
    return [Line(part, soft=number > 0) for number, part in enumerate(_LINE_BREAK.split(text))]


def clean(text: str) -> str:
    """Return `text` in NFC without invisible characters, each run of white space as one space."""
    return normalise(_INVISIBLE.sub("", text)) if text else ""


def continues(before: str, line: str) -> bool:
    """Tell whether `line` goes on with the sentence of the line before it rather than beginning its own."""
    if split_mark(line)[0] or before.endswith(_ENDS) or not (_has_words(before) and _has_words(line)):
        return False
    return line[:1].islower() or bool(_HANGS.search(before))


def _has_words(text: str) -> bool:
    return any(c.isalnum() for c in text)


def _paragraph(line: Line) -> Paragraph:
    mark, text = split_mark(line.text)
    if line.mark and not (mark and line.mark in _PLAIN_BULLETS):
        mark, text = line.mark, line.text
    inner, words = split_mark(text)
    if mark in _PLAIN_BULLETS and is_bullet(inner):  # a dash typed after a list's own bullet: what its author wrote
        mark, text = inner, words
    return Paragraph(text, mark, line.level, line.indent, line.bold, line.page)
