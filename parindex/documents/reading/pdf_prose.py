"""Text of a PDF page outside tables: paragraphs, and blocks that stand side by side (letterheads, signatures)."""

from dataclasses import dataclass, field

from parindex.documents.reading.paragraphs import Line
from parindex.documents.reading.pdf_words import Column, TextLine, to_paragraph_lines

_GAP, _WIDER_GAP = 2.2, 3.0  # line heights of white between two blocks; more where a single word stands on the left
_NEAR = 2.5  # line heights: further down, a line no longer belongs to the blocks above it


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
            plain, blocks = [], _Blocks(halves[0].x1, halves[1].x0)
            _added(blocks, line)
        else:
            plain.append(line)
    if blocks:
        found += _block_lines(blocks, page)
    return found + to_paragraph_lines(plain, column, page)


def _added(blocks: _Blocks, line: TextLine) -> bool:
    """Put a line where it belongs; False when it runs across the gap or stands too far below."""
    height = line.bottom - line.top
    if blocks.bottom and line.top - blocks.bottom > _NEAR * height:
        return False
    halves = _halves(line)
    if halves and halves[0].x1 < blocks.start and halves[1].x0 > blocks.end:
        blocks.left.append(halves[0])
        blocks.right.append(halves[1])
        blocks.end, blocks.start = max(blocks.end, halves[0].x1), min(blocks.start, halves[1].x0)
    elif line.x1 < blocks.start:
        blocks.left.append(line)
    elif line.x0 > blocks.end:
        blocks.right.append(line)
    else:
        return False
    blocks.bottom = max(blocks.bottom, line.bottom)
    return True


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
    for place in range(1, len(line.words)):
        before, after = line.words[place - 1], line.words[place]
        gap = (after.x0 - before.x1) / max(before.bottom - before.top, 1.0)
        if gap > (_GAP if place > 1 else _WIDER_GAP):
            return TextLine(line.words[:place]), TextLine(line.words[place:])
    return None
