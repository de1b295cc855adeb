"""Text of a PDF page outside tables: paragraphs, and blocks that stand side by side (letterheads, signatures)."""

import re
import unicodedata
from dataclasses import dataclass, field, replace

from parindex.documents.reading.paragraphs import Line
from parindex.documents.reading.pdf_paragraphs import Column, to_paragraph_lines
from parindex.documents.reading.pdf_words import TextLine, Word

_GAP, _WIDER_GAP = 2.2, 3.0  # line heights of white between two blocks; more where a single word stands on the left
_NEAR = 2.5  # line heights: further down, a line no longer belongs to the blocks above it
_SET = 1.0  # points: lines that begin so close together begin at one place
# Words with which the right block begins in every document of the administration (Decree 30/2020), however near the
# left block comes: the country's name and its motto, and the signer's power beside the list of receivers.
_COUNTRY = re.compile(r"CỘNG H(?:ÒA|OÀ) XÃ HỘI")
_MOTTO = re.compile(r"Độc lập\s*[-–]\s*Tự do")
_AGAINST = re.compile(r".*[^\W\d_](?=Độc$)")
_RECEIVERS = re.compile(r"Nơi nhận\s*:?$")
_NUMBER, _DATE = re.compile(r"Số\s*:"), re.compile(r"ngày\b.*\btháng\b")


@dataclass
class _Blocks:
    """Two blocks side by side: between `end` of the left and `start` of the right nothing is written."""

    end: float
    start: float
    left: list[TextLine] = field(default_factory=list)
    right: list[TextLine] = field(default_factory=list)
    bottom: float = 0.0


def prose(lines: list[TextLine], column: Column, page: int) -> list[Line]:
    """Return the lines of paragraphs in reading order; of blocks side by side first the left, then the right."""
    found: list[Line] = []
    plain: list[TextLine] = []
    blocks: _Blocks | None = None
    for line in lines:
        if blocks and _added(blocks, line):
            continue
        if blocks:
            found += _block_lines(blocks, page)
            blocks = None
        halves = _halves(line)
        if halves:
            found += to_paragraph_lines(plain, column, page)
            plain, blocks = [], _Blocks(halves[0].x1, halves[1].x0, [halves[0]], [halves[1]], line.bottom)
        else:
            plain.append(line)
    if blocks:
        found += _block_lines(blocks, page)
    return found + to_paragraph_lines(plain, column, page)


def _added(blocks: _Blocks, line: TextLine) -> bool:
    """Put a line where it belongs; False when it runs across the gap, stands too far below or is the title."""
    height = line.bottom - line.top
    if blocks.bottom and line.top - blocks.bottom > _NEAR * height:
        return False
    halves = _halves(line) or _halves_at(line, blocks)
    if halves and halves[0].x1 <= blocks.start and halves[1].x0 >= blocks.end:
        blocks.left.append(halves[0])
        blocks.right.append(halves[1])
        blocks.end, blocks.start = max(blocks.end, halves[0].x1), min(blocks.start, halves[1].x0)
    elif line.x1 <= blocks.start and not _is_title(line, blocks):
        blocks.left.append(line)
    elif line.x0 >= blocks.end:
        blocks.right.append(line)
    else:
        return False
    blocks.bottom = max(blocks.bottom, line.bottom)
    return True


def _is_title(line: TextLine, blocks: _Blocks) -> bool:
    """Tell whether a line ends a letterhead: after its number and its date, capitals are the document's kind."""
    numbered = any(_NUMBER.match(_text(part.words)) for part in blocks.left)
    dated = any(_DATE.search(_text(part.words)) for part in blocks.right)
    return numbered and dated and line.text.isupper()


def _block_lines(blocks: _Blocks, page: int) -> list[Line]:
    return [
        line
        for block in (blocks.left, blocks.right)
        if block
        for line in to_paragraph_lines(
            block, Column(min(part.x0 for part in block), max(part.x1 for part in block), loose=True), page
        )
    ]


def _halves(line: TextLine) -> tuple[TextLine, TextLine] | None:
    words = _with_motto_apart(line.words)
    for place in range(1, len(words)):
        before, after = words[place - 1], words[place]
        gap = (after.x0 - before.x1) / max(before.bottom - before.top, 1.0)
        if gap > (_GAP if place > 1 else _WIDER_GAP) or _opens_right(words, place):
            return TextLine(words[:place]), TextLine(words[place:])
    return None


def _halves_at(line: TextLine, blocks: _Blocks) -> tuple[TextLine, TextLine] | None:
    """Part a line that begins where the left block does, where a word begins just where the right block does."""
    if not any(abs(part.x0 - line.x0) < _SET for part in blocks.left):
        return None
    for place in range(1, len(line.words)):
        word = line.words[place]
        if abs(word.x0 - blocks.start) < _SET and word.text[:1].isupper():
            return TextLine(line.words[:place]), TextLine(line.words[place:])
    return None


def _opens_right(words: list[Word], place: int) -> bool:
    rest = _text(words[place : place + 6])
    if _COUNTRY.match(rest) or _MOTTO.match(rest):
        return True
    return bool(_RECEIVERS.match(_text(words[:place]))) and words[place].text.isupper()


def _with_motto_apart(words: list[Word]) -> list[Word]:
    """Part the motto's first word from a word that it was printed against, without any white between."""
    for place, word in enumerate(words):
        text = _text([word])
        found = _AGAINST.match(text)
        if found:
            cut = found.end()
            middle = word.x0 + (word.x1 - word.x0) * cut / len(text)
            parts = [replace(word, text=text[:cut], x1=middle), replace(word, text=text[cut:], x0=middle)]
            return [*words[:place], *parts, *words[place + 1 :]]
    return words


def _text(words: list[Word]) -> str:
    return unicodedata.normalize("NFC", " ".join(word.text for word in words))
