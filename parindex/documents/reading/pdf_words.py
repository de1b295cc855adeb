"""Characters of a PDF page -> words -> lines, in the order in which a person reads them."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

_BULLET_FONTS = ("wingdings", "symbol", "courier", "zapf")
_STYLE = re.compile("[-,]")
_BASELINE = 1.2  # points that letters of one line may stand apart; a raised figure stands further


@dataclass(slots=True)
class Word:
    """A word with its box in points, top down; `font` names the fonts and sizes of its letters, each after a bar."""

    text: str
    x0: float
    x1: float
    top: float
    bottom: float
    bold: bool = False
    baseline: float = 0.0
    font: str = ""

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
                if glyph.font not in last.font:
                    last.font += glyph.font
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
    name, bold, bullets = _font(char.get("fontname", ""))
    if bullets and len(text) == 1 and (text in "o§Øüvq¨·" or text >= "\ue000"):
        text = "-" if text == "\uf02d" else "•"
    face = f"|{name} {char['bottom'] - char['top']:.0f}"
    return Word(text, char["x0"], char["x1"], char["top"], char["bottom"], bold, -char["matrix"][5], face)


@lru_cache(maxsize=1024)
def _font(name: str) -> tuple[str, bool, bool]:
    """Return (family, whether it is bold, whether its letters are shapes) of a font's name."""
    full = name.rpartition("+")[2]
    font = full.lower()
    bold = "bold" in font or "black" in font or font.endswith(("-bd", ",b"))
    return _STYLE.split(full)[0], bold, font.startswith(_BULLET_FONTS)


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
