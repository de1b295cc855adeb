"""Lines of one column or cell of a PDF page -> paragraphs: what only wrapped is joined again."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from parindex.core.agency_words import KINDS, UPPER, words
from parindex.documents.reading.marks import is_bullet, split_mark
from parindex.documents.reading.paragraphs import Line, continues
from parindex.documents.reading.pdf_pitch import Pitches
from parindex.documents.reading.pdf_words import TextLine

_COMPOUND = re.compile(r"\w[-‐‑]$")
_CODE = re.compile(r"(?:\d|[^\W\d_a-zà-ỹ])/$")
_SPACE = 4.5  # points: a space, and what the margins of a cell are uncertain by
_LIFT = 1.5  # points that a new paragraph stands lower; less is the rounding of a browser's lines
_LONG = 9  # letters: longer than any Vietnamese syllable, so a code or two glued words
_PITCH = 1.35  # lines further apart than this many usual distances belong to two paragraphs
# A date and the lines at the head of every document, cut where a block is too narrow.
_UNFINISHED = re.compile(r"\b(?:ngày|tháng|năm)$|^CỘNG H(?:ÒA|OÀ) XÃ HỘI(?!.*NAM$)|^Độc lập\s*[-–](?!.*phúc$)")
_ENDING = re.compile(r"(?:ng?h?|ch?|[gpthm])[.,;:)]*$")  # the consonants at the end of a Vietnamese syllable
_DATED = re.compile(rf"[{UPPER}\d][^;]*\d[^;]*;?$")
# Bodies whose names have hyphens, and what only looks like one: “Ban hành kế hoạch”, “Tổ chức hội nghị”.
_BODY = re.compile(
    r"(?:Phòng|Sở|Trung tâm|Ban (?!hành)|Ủy ban|Uỷ ban|Chi cục|Cục|Văn phòng|Đoàn|Đội|Tổ (?!chức)|Viện|Trường (?!hợp)"
    r"|Trạm|Liên đoàn|Công ty)\b"
)
_OPENERS = re.compile(rf"(?:{'|'.join(sorted(words(KINDS), key=len, reverse=True))})\b")


@dataclass
class Column:
    """Where lines of text run: from `left` to `right`.

    `indents`: a line set in begins a paragraph. `bulleted`: the text goes on from a place that had bullets. `loose`:
    lines without bullets stand by themselves, as in letterheads and signatures. `pitches`: how far lines of one
    paragraph stand apart elsewhere in the document; known for cells.
    """

    left: float
    right: float
    indents: bool = False
    bulleted: bool = False
    loose: bool = False
    pitches: Pitches | None = None
    pitch: float = 0.0


def to_paragraph_lines(lines: Sequence[TextLine], column: Column, page: int) -> list[Line]:
    """Join the lines of one column of text into paragraphs.

    A line begins a paragraph when it opens with a bullet or number, when its first word would have fitted on the line
    before, after a wider gap, and where it is set in. Otherwise the words only wrapped.
    """
    column.pitch = _usual_pitch(lines)
    if column.pitches and _widely_set(lines, column.pitches):
        column.pitches = None
    apart = column.pitches is not None and _dated(lines)
    groups: list[list[TextLine]] = []
    for line in lines:
        if groups and not apart and not _begins(groups[-1], line, column):
            groups[-1].append(line)
        else:
            groups.append([line])
    return [Line(_joined(group, column), bold=all(line.bold for line in group), page=page) for group in groups]


def _widely_set(lines: Sequence[TextLine], pitches: Pitches) -> bool:
    """Tell whether a cell is set wider than others: a sentence of its own goes on over a gap that is wide elsewhere."""
    pairs = zip(lines, lines[1:], strict=False)
    return any(pitches.wider(above, below) and continues(above.text, below.text) for above, below in pairs)


def _dated(lines: Sequence[TextLine]) -> bool:
    """Tell whether each line is one dated piece of a list: “Tháng 4; / Tháng 9”. Wrapping would not fall so."""
    last = len(lines) - 1
    return last > 0 and all(
        _DATED.match(line.text) and (place == last or line.text.endswith(";")) for place, line in enumerate(lines)
    )


def _joined(group: list[TextLine], column: Column) -> str:
    text = group[0].text
    for before, line in zip(group, group[1:], strict=False):
        text = text + line.text if _cut_inside(before, line, column) else _glue(text, line.text)
    return text


def _cut_inside(line: TextLine, following: TextLine, column: Column) -> bool:
    """Tell whether a column too narrow for a word cut it: the word fills its line alone, and what follows is no word.

    Of a syllable cut short only its last consonants follow, of a number figures.
    """
    words = line.words[1:] if is_bullet(line.words[0].text) else line.words
    if len(words) != 1 or not words[0].text[-1].isalnum():
        return False
    word, rest = words[0], following.words[0]
    size, white = word.bottom - word.top, column.right - word.x1
    if len(word.text) >= _LONG and white < 0.6 * size:
        return True
    figures = word.text[-1].isdigit() and rest.text[0].isdigit()
    return white < size and (figures or (word.text[-1].isalpha() and bool(_ENDING.match(rest.text))))


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
    wider = column.pitches is not None and column.pitches.wider(before, line)
    fits = _room(group, line, column) > line.words[0].x1 - line.words[0].x0 + _SPACE
    if mark:
        return fits or apart or wider or gap > pitch + _LIFT or not _wrapped_hyphen(mark, group, line, column)
    heading = fits and before.bold and not line.bold and before.text.isupper()
    goes_on = not heading and continues(before.text, line.text)
    if apart:
        return not goes_on or gap > pitch * 2.2
    if column.loose and not split_mark(group[0].text)[0]:
        return not (goes_on or _UNFINISHED.search(_joined(group, column)))
    return not goes_on and (fits or wider or (column.indents and _set_apart(group, line, column)))


def _wrapped_hyphen(mark: str, group: list[TextLine], line: TextLine, column: Column) -> bool:
    """Tell whether a line that opens with a hyphen goes on with a compound: “Văn hóa / - Thông tin”.

    The line before is known to be full. Text that has bullets of its own begins a new one with the same sign, unless
    the sign stands where the wrapped words stand, further in than the bullet, or goes on with the name of a body.
    """
    if not is_bullet(mark) or not group[-1].text[-1:].isalnum():
        return False
    bullet, name = split_mark(group[0].text)
    if is_bullet(bullet):
        inside = mark != bullet and mark in "-–" or line.x0 > group[0].x0 + 3
        return inside or _rest_of_name(name, split_mark(line.text)[1])
    return not column.bulleted and line.x0 <= group[-1].x0 + 1


def _rest_of_name(name: str, rest: str) -> bool:
    """Tell whether `rest` can be the rest of a body's name: in a list of bodies the next would open as bodies do."""
    return bool(_BODY.match(name)) and rest[:1].isupper() and not _OPENERS.match(rest)


def _set_apart(group: list[TextLine], line: TextLine, column: Column) -> bool:
    if line.bold != group[-1].bold and line.bold != all(part.bold for part in group):
        return True
    return line.x0 - column.left > 12 and group[-1].x0 - column.left < 6 and not _centred(line, column)


def _centred(line: TextLine, column: Column) -> bool:
    before, after = line.x0 - column.left, column.right - line.x1
    return before > 8 and abs(before - after) < 8


def _room(group: list[TextLine], line: TextLine, column: Column) -> float:
    """How much white the last line of `group` leaves; centred lines leave it on both sides.

    Lines that begin at one place, or under a bullet, are not centred, however far they are set in.
    """
    before = group[-1]
    aligned = abs(before.x0 - line.x0) < 2 or is_bullet(split_mark(group[0].text)[0])
    if not aligned and _centred(before, column):
        return (column.right - column.left) - (before.x1 - before.x0)
    return column.right - before.x1
