"""Characters of a PDF page -> words -> lines -> paragraphs, in the order in which a person reads them."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from parindex.documents.reading.marks import is_bullet, split_mark
from parindex.documents.reading.paragraphs import Line, continues

_BULLET_FONTS = ("wingdings", "symbol", "courier", "zapf")
_COMPOUND = re.compile(r"\w[-‐‑]$")
_CODE = re.compile(r"(?:\d|[^\W\d_a-zà-ỹ])/$")
_PITCH = 1.35  # lines further apart than this many usual distances belong to two paragraphs


@dataclass
class Word:
    """A word with its box in points, top down; `glued`: no space stands between it and the word before."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    bold: bool = False
    glued: bool = False

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass
class TextLine:
    """Words that stand on one line, left to right."""

    words: list[Word] = field(default_factory=list)

    @property
    def x0(self) -> float:
        return self.words[0].x0

    @property
    def x1(self) -> float:
        return max(word.x1 for word in self.words)

    @property
    def top(self) -> float:
        return min(word.top for word in self.words)

    @property
    def bottom(self) -> float:
        return max(word.bottom for word in self.words)

    @property
    def text(self) -> str:
        return "".join(("" if word.glued or not n else " ") + word.text for n, word in enumerate(self.words))

    @property
    def bold(self) -> bool:
        return all(word.bold for word in self.words if any(c.isalnum() for c in word.text))


def to_words(chars: Iterable[dict[str, Any]]) -> list[Word]:
    """Join characters, in the order in which the file draws them, into words; a gap or a space ends one."""
    words: list[Word] = []
    spaced = True
    for char in chars:
        text = char["text"]
        if not text.strip() or text == "\u00a0":
            spaced = True
            continue
        height = char["bottom"] - char["top"] or 1.0
        last = words[-1] if words else None
        beside = last is not None and abs(char["bottom"] - last.bottom) < 0.35 * height
        gap = char["x0"] - last.x1 if last is not None else 0.0
        if last is not None and unicodedata.combining(text[0]) and abs(gap) < height and not spaced:
            last.text += text
        elif last is not None and beside and not spaced and -0.6 * height < gap < 0.2 * height:
            last.text += text
            last.x1, last.top = max(last.x1, char["x1"]), min(last.top, char["top"])
        else:
            near = beside and not spaced and -0.6 * height < gap < 0.1 * height
            words.append(_word(char, text, glued=near))
        spaced = False
    return words


def _word(char: dict[str, Any], text: str, glued: bool) -> Word:
    font = char.get("fontname", "").rpartition("+")[2].lower()
    if len(text) == 1 and font.startswith(_BULLET_FONTS) and (text in "o§Øüvq¨·" or text >= "\ue000"):
        text = "-" if text == "\uf02d" else "•"
    bold = "bold" in font or "black" in font or font.endswith(("-bd", ",b"))
    return Word(text, char["x0"], char["x1"], char["top"], char["bottom"], bold, glued)


def to_lines(words: Iterable[Word]) -> list[TextLine]:
    """Group words into lines, top down, words left to right."""
    lines: list[TextLine] = []
    for word in sorted(words, key=lambda word: (round(word.middle, 1), word.x0)):
        line = next((line for line in reversed(lines[-3:]) if _on_line(line, word)), None)
        if line is None:
            lines.append(TextLine([word]))
        else:
            line.words.append(word)
    for line in lines:
        line.words.sort(key=lambda word: word.x0)
        line.words[0].glued = False
    return sorted(lines, key=lambda line: (line.top + line.bottom) / 2)


def _on_line(line: TextLine, word: Word) -> bool:
    first = line.words[0]
    overlap = min(first.bottom, word.bottom) - max(first.top, word.top)
    return overlap > 0.5 * min(first.bottom - first.top, word.bottom - word.top)


def to_paragraph_lines(lines: Sequence[TextLine], left: float, right: float, page: int, indents: bool) -> list[Line]:
    """Join the lines of one column of text, from `left` to `right`, into paragraphs.

    A line begins a paragraph when it opens with a bullet or number, when its first word would have fitted on the line
    before, after a wider gap, and (`indents`) when it is set in. Otherwise the words only wrapped.
    """
    pitch = _usual_pitch(lines)
    groups: list[list[TextLine]] = []
    for line in lines:
        if groups and not _begins(groups[-1], line, left, right, pitch, indents):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [
        Line(_joined(group), bold=all(line.bold for line in group), page=page) for group in groups if _joined(group)
    ]


def _joined(group: list[TextLine]) -> str:
    text = group[0].text
    for line in group[1:]:
        text = _glue(text, line.text)
    return text


def _glue(text: str, following: str) -> str:
    """Join two lines: a break at a soft hyphen, inside a compound or inside a document's number left no space."""
    if text.endswith("\u00ad"):
        return text[:-1] + following
    if _COMPOUND.search(text) or (_CODE.search(text) and following[:1].isupper()):
        return text + following
    return f"{text} {following}"


def _usual_pitch(lines: Sequence[TextLine]) -> float:
    gaps = sorted(below.bottom - above.bottom for above, below in zip(lines, lines[1:], strict=False))
    gaps = [gap for gap in gaps if gap > 1]
    return gaps[len(gaps) // 4] if gaps else 0.0


def _begins(group: list[TextLine], line: TextLine, left: float, right: float, pitch: float, indents: bool) -> bool:
    before = group[-1]
    text = before.text
    mark = split_mark(line.text)[0]
    fits = _room(before, left, right) > line.words[0].x1 - line.words[0].x0 + 3
    apart = bool(pitch) and line.bottom - before.bottom > pitch * _PITCH
    if mark:
        # “Văn hóa / - Thông tin”: a hyphen that wrapped stands where the lines begin, and the line before was full.
        wrapped = is_bullet(mark) and not fits and not apart and not is_bullet(split_mark(group[0].text)[0])
        return not (wrapped and text[-1:].isalnum() and line.words[0].x0 <= before.x0 + 1 and len(group) > 0)
    goes_on = continues(text, line.text)
    if apart:
        return not goes_on or line.bottom - before.bottom > pitch * 2.2
    if indents and before.bold != line.bold and not goes_on and _whole_bold(group) != line.bold:
        return True
    if indents and line.x0 - left > 12 and before.x0 - left < 6 and not _centred(line, left, right):
        return True
    return fits and not goes_on


def _whole_bold(group: list[TextLine]) -> bool:
    return all(line.bold for line in group)


def _centred(line: TextLine, left: float, right: float) -> bool:
    return line.x0 - left > 8 and abs((line.x0 - left) - (right - line.x1)) < 8


def _room(line: TextLine, left: float, right: float) -> float:
    if _centred(line, left, right):
        return (right - left) - (line.x1 - line.x0)
    return right - line.x1
