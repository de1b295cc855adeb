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
_BASELINE = 1.2  # points that letters of one line may stand apart; a raised figure stands further
_SPACE = 4.5  # points: a space, and what the margins of a cell are uncertain by
_LIFT = 1.5  # points that a new paragraph stands lower; less is the rounding of a browser's lines
_LONG = 9  # letters: longer than any Vietnamese syllable, so a code or two glued words
_PITCH = 1.35  # lines further apart than this many usual distances belong to two paragraphs


@dataclass
class Word:
    """A word with its box in points, top down."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    bold: bool = False
    baseline: float = 0.0

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
        return " ".join(word.text for word in self.words)

    @property
    def bold(self) -> bool:
        return all(word.bold for word in self.words if any(c.isalnum() for c in word.text))


def to_words(chars: Iterable[dict[str, Any]]) -> list[Word]:
    """Join the characters that stand side by side into words; a gap or a space ends one.

    Where they stand decides, not the order in which the file draws them: letters that a font lacks, in Vietnamese
    often the accented ones, are drawn from another font after the rest of the line.
    """
    words: list[Word] = []
    for line in _by_baseline(_glyphs(chars)):
        spaced = True
        for glyph in sorted(line, key=lambda glyph: glyph.x0):
            if not glyph.text.strip():
                spaced = True
                continue
            if words and not spaced and _beside(words[-1], glyph):
                last = words[-1]
                last.text += glyph.text
                last.x1, last.top = max(last.x1, glyph.x1), min(last.top, glyph.top)
            else:
                words.append(glyph)
            spaced = False
    return words


def _by_baseline(glyphs: list[Word]) -> list[list[Word]]:
    """Group characters by the line that they are written on; their boxes will not do, for fonts differ in height."""
    rows: list[list[Word]] = []
    for glyph in sorted(glyphs, key=lambda glyph: glyph.baseline):
        if rows and glyph.baseline - rows[-1][0].baseline < _BASELINE:
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    return rows


def _glyphs(chars: Iterable[dict[str, Any]]) -> list[Word]:
    """Each character as a word of its own; a combining accent joins the letter that it was drawn on."""
    glyphs: list[Word] = []
    for char in chars:
        text, height = char["text"], char["bottom"] - char["top"]
        last = glyphs[-1] if glyphs else None
        if last and text and unicodedata.combining(text[0]) and abs(char["x0"] - last.x1) < height:
            last.text += text
        else:
            glyphs.append(_glyph(char, text))
    return glyphs


def _glyph(char: dict[str, Any], text: str) -> Word:
    font = char.get("fontname", "").rpartition("+")[2].lower()
    if len(text) == 1 and font.startswith(_BULLET_FONTS) and (text in "o§Øüvq¨·" or text >= "\ue000"):
        text = "-" if text == "\uf02d" else "•"
    bold = "bold" in font or "black" in font or font.endswith(("-bd", ",b"))
    return Word(text, char["x0"], char["x1"], char["top"], char["bottom"], bold, -char["matrix"][5])


def _beside(word: Word, glyph: Word) -> bool:
    height = glyph.bottom - glyph.top or 1.0
    return -0.6 * height < glyph.x0 - word.x1 < 0.2 * height


def _rows_of(words: Iterable[Word]) -> list[list[Word]]:
    """Group words by the line that they stand on, top down."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (round(word.middle, 1), word.x0)):
        row = next((row for row in reversed(rows[-3:]) if _on_line(row[0], word)), None)
        if row is None:
            rows.append([word])
        else:
            row.append(word)
    return rows


def _on_line(first: Word, word: Word) -> bool:
    overlap = min(first.bottom, word.bottom) - max(first.top, word.top)
    return overlap > 0.5 * min(first.bottom - first.top, word.bottom - word.top)


def to_lines(words: Iterable[Word]) -> list[TextLine]:
    """Group words into lines, top down, words left to right."""
    lines = [TextLine(sorted(row, key=lambda word: word.x0)) for row in _rows_of(words)]
    return sorted(lines, key=lambda line: (line.top + line.bottom) / 2)


@dataclass
class Column:
    """Where lines of text run: from `left` to `right`.

    `indents`: a line set in begins a paragraph. `bulleted`: the text goes on from a place that had bullets. `loose`:
    lines without bullets stand by themselves, as in letterheads and signatures.
    """

    left: float
    right: float
    indents: bool = False
    bulleted: bool = False
    loose: bool = False
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
    return [Line(_joined(group, column), bold=all(line.bold for line in group), page=page) for group in groups]


def _joined(group: list[TextLine], column: Column) -> str:
    text = group[0].text
    for before, line in zip(group, group[1:], strict=False):
        text = text + line.text if _cut_inside(before, column) else _glue(text, line.text)
    return text


def _cut_inside(line: TextLine, column: Column) -> bool:
    """Tell whether a column too narrow for a long word cut it: the word fills its line and nothing ends it."""
    word = line.words[0]
    alone = len(line.words) == 1 and len(word.text) >= _LONG and word.text[-1].isalnum()
    return alone and column.right - word.x1 < 0.6 * (word.bottom - word.top)


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
    if column.loose and not split_mark(group[0].text)[0]:
        return not goes_on
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
