"""A PDF page taken apart: its ruled tables with the lines in each cell, and the lines outside them."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from pdfplumber.page import Page

from parindex.documents.reading.pdf_grid import Grid, Slot, find_grids
from parindex.documents.reading.pdf_words import TextLine, Word, to_lines, to_words

_SMALLEST, _LARGEST = 1.2, 7.0  # points across: a list's bullet drawn as a shape
_REACH = 2.2  # line heights between such a bullet and its words


@dataclass
class Filled:
    """A grid with the lines of each of its slots."""

    grid: Grid
    cells: list[list[TextLine]]


@dataclass
class Layout:
    """A page: `lines` stand outside its tables. Sizes in points, top down."""

    number: int
    width: float
    height: float
    tables: list[Filled]
    lines: list[TextLine]
    picture: bool = False


def lay_out(page: Page, number: int) -> Layout:
    """Return the page's tables and lines; a page with pictures and no words is a `picture`."""
    words = to_words(page.dedupe_chars().chars if _has_doubles(page) else page.chars)
    words += _drawn_bullets([*page.curves, *page.rects], words)
    grids = [grid for grid in find_grids(page.edges) if len(grid.slots) > 1]  # a frame around words is no table
    inside: list[list[Word]] = [[] for _ in grids]
    outside: list[Word] = []
    for word in words:
        at = next((place for place, grid in enumerate(grids) if _holds(grid, word)), None)
        (outside if at is None else inside[at]).append(word)
    tables = [Filled(grid, _cells(grid, held)) for grid, held in zip(grids, inside, strict=True) if held]
    picture = not words and bool(page.images)
    return Layout(number, float(page.width), float(page.height), tables, to_lines(outside), picture)


def _has_doubles(page: Page) -> bool:
    """Some programs print bold by drawing each letter twice, a hair apart."""
    chars = page.chars
    return any(
        one["text"] == other["text"] and abs(one["x0"] - other["x0"]) < 0.5 and abs(one["top"] - other["top"]) < 0.5
        for one, other in zip(chars, chars[1:], strict=False)
        if one["text"].strip()
    )


def _holds(grid: Grid, word: Word) -> bool:
    middle = (word.x0 + word.x1) / 2
    return grid.xs[0] <= middle <= grid.xs[-1] and grid.ys[0] - 1 <= word.middle <= grid.ys[-1] + 1


def _cells(grid: Grid, words: list[Word]) -> list[list[TextLine]]:
    held: list[list[Word]] = [[] for _ in grid.slots]
    for word in words:
        middle = (word.x0 + word.x1) / 2
        at = min(range(len(grid.slots)), key=lambda place: _outside(grid.slots[place], middle, word.middle))
        held[at].append(word)
    return [to_lines(found) for found in held]


def _outside(slot: Slot, x: float, y: float) -> float:
    return max(slot.x0 - x, x - slot.x1, 0.0) + max(slot.top - y, y - slot.bottom, 0.0)


def _drawn_bullets(shapes: Iterable[dict[str, Any]], words: list[Word]) -> list[Word]:
    """Browsers draw the bullets of lists as discs and squares, without a letter; one before words is a bullet."""
    small = [shape for shape in shapes if _is_small(shape)]
    bullets = []
    for shape in small:
        word = _word_after(shape, words)
        if word and not any(_beside(shape, other) for other in small):
            bullets.append(
                Word("•", shape["x0"], shape["x1"], word.top, word.bottom, word.bold, word.baseline, word.font)
            )
    return bullets


def _is_small(shape: dict[str, Any]) -> bool:
    width, height = shape["x1"] - shape["x0"], shape["bottom"] - shape["top"]
    return _SMALLEST <= width <= _LARGEST and _SMALLEST <= height <= _LARGEST and abs(width - height) < 0.3 * width


def _beside(shape: dict[str, Any], other: dict[str, Any]) -> bool:
    """Tell whether two shapes stand in a row: a dotted line, a pattern."""
    size = shape["x1"] - shape["x0"]
    return 0.2 * size < abs(other["x0"] - shape["x0"]) < 4 * size and abs(other["top"] - shape["top"]) < size


def _word_after(shape: dict[str, Any], words: list[Word]) -> Word | None:
    """The word that a shape stands before, close by, with nothing close to the shape's left."""
    middle = (shape["top"] + shape["bottom"]) / 2
    line = [word for word in words if word.top <= middle <= word.bottom]
    after = min((word for word in line if word.x0 >= shape["x1"]), key=lambda word: word.x0, default=None)
    if after is None or after.x0 - shape["x1"] > _REACH * (after.bottom - after.top):
        return None
    close = any(word.x0 < shape["x1"] and word.x1 > shape["x0"] - 3 for word in line)
    return None if close else after
