"""Lines of text that were wrapped by hand -> whole paragraphs and list items."""

import re
from collections.abc import Sequence

from parindex.documents.reading.emphasis import plain
from parindex.documents.reading.marks import is_bullet, split_mark
from parindex.documents.reading.paragraphs import Line, continues

_TAG = re.compile(r"</?[A-Za-z][^<>]*>")
_BOLD_LINE = re.compile(r"\s*\*\*.*\*\*\s*$", re.DOTALL)


def prose_lines(lines: Sequence[str], marked: bool) -> list[Line]:
    """Join lines that were wrapped by hand; each list item, bold title and forced break stands by itself.

    In Markdown a line break is a space; in plain text it is one only where the line was full or the sentence goes on.
    """
    width = max((len(line.rstrip()) for line in lines), default=0)
    groups: list[list[str]] = []
    for line in lines:
        if groups and _joins(groups[-1], line, marked, width):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [_joined(group) for group in groups]


def _joins(group: list[str], line: str, marked: bool, width: int) -> bool:
    before = group[-1]
    if before.endswith("  ") and before.strip() and not line[:1].islower():
        return False
    text, previous = plain(line.strip())[0], plain(before.strip())[0]
    full = len(before.rstrip()) + len(line.split(maxsplit=1)[0]) >= width
    if split_mark(text)[0]:
        # “… Công an thành phố / - Thường trực …”: a hyphen that fell to the start of a wrapped line is no bullet.
        wrapped = full and len(before) > 60 and not previous.endswith((".", ";", ":", ",", "./"))
        return wrapped and is_bullet(split_mark(text)[0]) and not is_bullet(split_mark(plain(group[0].strip())[0])[0])
    if _BOLD_LINE.match("\n".join(group)) or (len(group) > 1 and _BOLD_LINE.match(" ".join(group))):
        return text[:1].islower()
    if marked:
        return True
    return continues(previous, text) or (full and len(before) > 60)


def _joined(group: list[str]) -> Line:
    raw = " ".join(line.strip() for line in group)
    words, bold = plain(_TAG.sub(" ", raw) if "<" in raw else raw)
    indent = (len(group[0]) - len(group[0].lstrip(" "))) // 2
    return Line(words, indent=min(indent, 8), bold=bold)
