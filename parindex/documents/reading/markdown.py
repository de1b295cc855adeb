"""Reads Markdown and plain text: headings, lists, paragraphs wrapped by hand, and the tables that stand among them."""

import re
from collections.abc import Sequence

from parindex.core.tables import Block, Document, Table
from parindex.documents.encodings import decode
from parindex.documents.reading.bare_pipes import is_bare_pipe, read_bare_table
from parindex.documents.reading.emphasis import plain
from parindex.documents.reading.html import html_blocks
from parindex.documents.reading.paragraphs import Line, to_paragraphs
from parindex.documents.reading.pipe_tables import is_pipe_table, read_pipe_table
from parindex.documents.reading.prose import prose_lines
from parindex.documents.reading.tabs import is_tab_row, read_tab_table

_HEADING = re.compile(r"\s{0,3}(#{1,6})\s+(.*?)\s*#*\s*$")
_RULE = re.compile(r"\s*(?:[-=_*]\s*){3,}$")
_FENCE = re.compile(r"\s*(?:```|~~~)")
_TABLE_TAG = re.compile(r"<table\b", re.IGNORECASE)
_TABLE_END = re.compile(r"</table\s*>", re.IGNORECASE)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_SIGNS_OF_MARKDOWN = re.compile(r"^#{1,6}\s|\*\*\S|^\s*\|?\s*:?-{3,}:?\s*\|", re.MULTILINE)


def read_markdown(data: bytes, name: str = "") -> Document:
    """Read text bytes; the format is "markdown" when its signs are there or the name says so, else "text"."""
    text = decode(data).replace("\r\n", "\n").replace("\r", "\n").replace("\f", "\n\n")
    marked = name.lower().endswith((".md", ".markdown")) or bool(_SIGNS_OF_MARKDOWN.search(text))
    return Document("markdown" if marked else "text", tuple(_Reader(text.split("\n"), marked).read()))


class _Reader:
    """Goes through the lines once; a table is read by its own reader, the rest gathers into paragraphs."""

    def __init__(self, lines: Sequence[str], marked: bool) -> None:
        self.lines, self.marked = lines, marked
        self.blocks: list[Block] = []
        self.held: list[str] = []
        self.tables = 0

    def read(self) -> list[Block]:
        position = 0
        while position < len(self.lines):
            position = self._table(position) or self._html(position) or self._text(position)
        self._flush()
        return self.blocks

    def _table(self, position: int) -> int:
        line = self.lines[position]
        if is_bare_pipe(line) and any(map(is_bare_pipe, self.lines[position + 1 : position + 40])):
            table, after = read_bare_table(self.lines, position, self.tables + 1)
        elif is_tab_row(line) and not line.startswith(("\t", " ")) or (is_tab_row(line) and line.count("\t") > 1):
            table, after = read_tab_table(self.lines, position, self.tables + 1)
        elif is_pipe_table(self.lines, position):
            table, after = read_pipe_table(self.lines, position, self.tables + 1)
        else:
            return 0
        self._flush()
        self._add(table)
        return after

    def _html(self, position: int) -> int:
        if not _TABLE_TAG.search(self.lines[position]):
            return 0
        opened, end = 0, position
        while end < len(self.lines):
            opened += len(_TABLE_TAG.findall(self.lines[end])) - len(_TABLE_END.findall(self.lines[end]))
            end += 1
            if opened <= 0:
                break
        self._flush()
        for block in html_blocks("\n".join(self.lines[position:end]), self.tables + 1):
            self._add(block)
        return end

    def _text(self, position: int) -> int:
        line = self.lines[position]
        heading = _HEADING.match(line) if self.marked else None
        if heading:
            self._flush()
            words, bold = plain(_TAG.sub(" ", heading[2]))
            self.blocks.extend(to_paragraphs([Line(words, level=len(heading[1]), bold=bold)]))
        elif not line.strip() or _FENCE.match(line) or _RULE.match(line):
            self._flush()
        else:
            self.held.append(line)
        return position + 1

    def _add(self, block: Block | None) -> None:
        if block is not None:
            self.blocks.append(block)
            self.tables += isinstance(block, Table)

    def _flush(self) -> None:
        self.blocks.extend(to_paragraphs(prose_lines(self.held, self.marked)))
        self.held = []
