"""The words of one cell of a text table: inline HTML, Markdown's signs, bullets that lost their line breaks."""

import re

from parindex.core.tables import Paragraph
from parindex.documents.reading.emphasis import plain
from parindex.documents.reading.html_flow import Flow, parse_fragment
from parindex.documents.reading.paragraphs import Line, split_lines, to_paragraphs

_TAG = re.compile(r"</?[A-Za-z][^<>]*>|&(?:#\d+|#x[0-9a-fA-F]+|[A-Za-z]+);")
# A bullet after two spaces was a line of its own before somebody flattened the cell.
_FLATTENED = re.compile(r"(?<=\S)[ \t\xa0]{2,}(?=[-+•–] ?[^\W\d_]|[-+•–] \S)")
_SIGN = re.compile(r"\s*([-+•–])\s+\S")


def cell_paragraphs(text: str) -> tuple[Paragraph, ...]:
    """Return the paragraphs of a cell of a tab-separated or pipe table."""
    return to_paragraphs(line for piece in _pieces(text) for line in _lines(piece))


def _pieces(text: str) -> list[Line]:
    if not _TAG.search(text):
        return split_lines(text)
    # Browsers fold white space; here two spaces may be all that is left of a line break.
    return _flow(_FLATTENED.sub("<br>", text))


def _flow(text: str) -> list[Line]:
    return Flow().walk(parse_fragment(text)).lines


def _lines(piece: Line) -> list[Line]:
    parts = _FLATTENED.split(piece.text)
    sign = _SIGN.match(parts[0])
    if sign:
        after_stop = re.compile(rf"(?<=[.;]) (?={re.escape(sign[1])} [^\W\d_a-z])")
        parts = [part for whole in parts for part in after_stop.split(whole)]
    lines = []
    for number, part in enumerate(parts):
        words, bold = plain(part)
        if number == 0:
            lines.append(Line(words, piece.mark, piece.level, piece.indent, piece.bold or bold, soft=piece.soft))
        else:
            lines.append(Line(words, indent=piece.indent, bold=piece.bold or bold))
    return lines
