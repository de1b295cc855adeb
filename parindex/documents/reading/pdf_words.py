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
_SPACE = 4.5  # points: a space, and what the margins of a cell are uncertain by
_LIFT = 1.5  # points that a new paragraph stands lower; less is the rounding of a browser's lines
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


@dataclass
class Column:
    """Where lines of text run: from `left` to `right`. `indents`: a line set in begins a paragraph. `bulleted`: its
    text goes on from a place that had bullets."""

    left: float
    right: float
    indents: bool = False
    bulleted: bool = False
    pitch: float = 0.0


def to_paragraph_lines(lines: Sequence[TextLine], column: Column, page: int) -> list[Line]:
    """Join the lines of one column of text into paragraphs.

    A line begins a paragraph when it opens with a bullet or number, when its first word would have fitted on the line
    before, after a wider gap, and where it is set in. Otherwise the words only wrapped.
    """
    column.pitch = _usual_pitch(lines)
    groups: list[list[TextLine]] = []
    for line in lines:
        if groups and not _begins(groups[-1], line, column):
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
    return text + following if following[:1] in ",;:.)!?" else f"{text} {following}"


def _usual_pitch(lines: Sequence[TextLine]) -> float:
    gaps = sorted(below.bottom - above.bottom for above, below in zip(lines, lines[1:], strict=False))
    gaps = [gap for gap in gaps if gap > 1]
    return gaps[len(gaps) // 4] if gaps else 0.0


def _begins(group: list[TextLine], line: TextLine, column: Column) -> bool:
    before = group[-1]
    mark = split_mark(line.text)[0]
    gap = line.bottom - before.bottom if column.pitch else 0.0
    # The lines of one paragraph may stand further apart than others: letters of another font, raised letters.
    pitch = max(column.pitch, before.bottom - group[-2].bottom) if len(group) > 1 else column.pitch
    apart = gap > pitch * _PITCH
    fits = _room(before, column) > line.words[0].x1 - line.words[0].x0 + _SPACE
    if mark:
        return fits or apart or gap > pitch + _LIFT or not _wrapped_hyphen(mark, group, line, column)
    goes_on = continues(before.text, line.text)
    if apart:
        return not goes_on or gap > pitch * 2.2
    return not goes_on and (fits or (column.indents and _set_apart(group, line, column)))


def _wrapped_hyphen(mark: str, group: list[TextLine], line: TextLine, column: Column) -> bool:
    """Tell whether a line that opens with a hyphen goes on with a compound: “Văn hóa / - Thông tin”.

    The line before is known to be full. Text that has bullets of its own begins a new one with the same sign, unless
    the sign stands where the wrapped words stand, further in than the bullet.
    """
    if not is_bullet(mark) or not group[-1].text[-1:].isalnum():
        return False
    bullet = split_mark(group[0].text)[0]
    if is_bullet(bullet):
        return mark != bullet and mark in "-–" or line.x0 > group[0].x0 + 3
    return not column.bulleted and line.x0 <= group[-1].x0 + 1


def _set_apart(group: list[TextLine], line: TextLine, column: Column) -> bool:
    if line.bold != group[-1].bold and line.bold != all(part.bold for part in group):
        return True
    return line.x0 - column.left > 12 and group[-1].x0 - column.left < 6 and not _centred(line, column)


def _centred(line: TextLine, column: Column) -> bool:
    before, after = line.x0 - column.left, column.right - line.x1
    return before > 8 and abs(before - after) < 8


def _room(line: TextLine, column: Column) -> float:
    if _centred(line, column):
        return (column.right - column.left) - (line.x1 - line.x0)
    return column.right - line.x1
