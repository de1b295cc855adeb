"""Running heads and feet of PDF pages: numbers of pages, titles, dates and addresses of the program that printed."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from parindex.documents.reading.pdf_layout import Layout
from parindex.documents.reading.pdf_words import TextLine

_ZONE = 0.12  # of the page's height: as far as running heads and feet reach
_MARGIN = 0.085  # of the page's height: where a number alone is the page's
_EDGE = 0.055  # of the page's height: nearer to the edge than any text of a document's own
_DEEPEST = 3  # lines of a running head; more that repeat are a form filled in on each page
_LONGEST = 1000  # pages that a foot counts; a greater number is a year
_APART = 3.0  # points that one head may stand elsewhere on another page

_NUMBER = re.compile(r"\d+")
_DAY, _HOUR = r"\d{1,2}[/.]\d{1,2}[/.]\d{2,4}", r"\d{1,2}:\d{2}(?::\d{2})?(?: [AP]M| SA| CH)?"
_STAMP = rf"(?:{_DAY},? {_HOUR}|{_HOUR},? {_DAY})"
_ADDRESS = r"(?:https?|file|about|data|blob)://?\S+"
_PRINTED = re.compile(rf"^(?:{_STAMP}|{_ADDRESS})|(?:{_STAMP}|{_ADDRESS})$")
_PAGE = re.compile(
    r"""(?: (?:^|[-–|•·,;]\s*) (?:trang|page)(?:\ số)?:?\s* | ^ )
        [-–(\[]?\s* (\d{1,5}) (?:\s*(?:/|trên|of|trong)\s*(\d{1,5}))? \s*[-–)\]]?$""",
    re.IGNORECASE | re.VERBOSE,
)
_NAMED = re.compile(r"^(?:trang|page)\b", re.IGNORECASE)
# What opens a part of a document stands at a page's top too, with a number that grows from page to page.
_OPENS_PART = re.compile(
    r"^\W*(?:phụ lục|biểu(?: mẫu)?|bảng|mẫu|phần|chương|mục|điều|khoản|danh (?:mục|sách)|tháng|quý|tuần|đợt|ngày|năm|kỳ"
    r"|buổi|bước|câu|nhóm)(?: số)?\W*#?\W*$",
    re.IGNORECASE,
)
_FOOTNOTE = re.compile(r"^\W*#\W+(?:\S+\s+){3,}\S*[.;:]$")
_LETTERHEAD = re.compile(r"cộng h(?:òa|oà) xã hội|độc lập\s*-\s*tự do", re.IGNORECASE)


@dataclass
class _Place:
    """A line near a page's edge: `distance` from that edge, `numbers` in it."""

    page: int
    line: TextLine
    distance: float
    numbers: tuple[int, ...]


class Running:
    """Finds the running heads and feet of a document, a stretch of pages at a time."""

    def __init__(self, pages: int) -> None:
        self._pages = pages
        self._known: defaultdict[tuple[bool, str], list[float]] = defaultdict(list)

    def strip(self, layouts: Sequence[Layout]) -> None:
        """Take running heads and feet out of the lines of `layouts`."""
        found: set[int] = set()
        places: defaultdict[tuple[bool, str], list[_Place]] = defaultdict(list)
        for layout in layouts:
            for head in (True, False):
                for line in _edge_lines(layout, head):
                    if _is_sign(_text(line), line, layout, self._pages):
                        found.add(id(line))
                    else:
                        form, place = _place(line, layout, head)
                        places[head, form].append(place)
        heights = {layout.number: layout.height for layout in layouts}
        for key, group in places.items():
            known = self._known[key]
            for cluster in _clusters(group):
                near = any(abs(distance - cluster[0].distance) <= _APART for distance in known)
                if near or self._repeats(key[1], cluster, heights):
                    known.append(cluster[0].distance)
                    found |= {id(place.line) for place in cluster}
        for layout in layouts:
            found -= _form_lines(layout, found)
            layout.lines = [line for line in layout.lines if id(line) not in found]

    def _repeats(self, form: str, places: list[_Place], heights: dict[int, float]) -> bool:
        counted = False
        for numbers in zip(*(place.numbers for place in places), strict=True):
            if len(set(numbers)) > 1:
                if len({number - place.page for number, place in zip(numbers, places, strict=True)}) > 1:
                    return False
                counted = True
        pages = {place.page for place in places}
        if len(pages) < 2 or any(pattern.search(form) for pattern in (_LETTERHEAD, _OPENS_PART, _FOOTNOTE)):
            return False
        outside = all(place.distance < _EDGE * heights[place.page] for place in places)
        most = 2 * len(pages) >= len(heights)
        return counted or (len(pages) > 2 and (outside or most)) or (outside and len(heights) <= 3)


def _text(line: TextLine) -> str:
    return unicodedata.normalize("NFKC", line.text)


def _edge_lines(layout: Layout, head: bool) -> list[TextLine]:
    """The lines at the head (or foot) of a page, from the edge inwards, above (below) all tables."""
    tops = [table.grid.ys[0] for table in layout.tables]
    ends = [table.grid.ys[-1] for table in layout.tables]
    if head:
        until = min([layout.height * _ZONE, *(top + 2 for top in tops)])
        return [line for line in layout.lines if line.bottom <= until]
    start = max([layout.height * (1 - _ZONE), *(end - 2 for end in ends)])
    return [line for line in reversed(layout.lines) if line.top >= start]


def _place(line: TextLine, layout: Layout, head: bool) -> tuple[str, _Place]:
    text = _text(line)
    numbers = tuple(int(number) for number in _NUMBER.findall(text) if number.isdecimal())
    distance = line.top if head else layout.height - line.bottom
    return _NUMBER.sub("#", text), _Place(layout.number, line, distance, numbers)


def _clusters(places: list[_Place]) -> Iterable[list[_Place]]:
    """Part lines of one form by their distance from the edge."""
    cluster: list[_Place] = []
    for place in sorted(places, key=lambda place: (place.distance, place.page)):
        if cluster and place.distance - cluster[0].distance > _APART:
            yield cluster
            cluster = []
        cluster.append(place)
    if cluster:
        yield cluster


def _form_lines(layout: Layout, found: set[int]) -> set[int]:
    """The lines of a head so deep that it is a form's: a letter printed anew on each page keeps its letterhead."""
    for head in (True, False):
        lines = {id(line) for line in _edge_lines(layout, head)} & found
        if len(lines) > _DEEPEST:
            return lines
    return set()


def _is_sign(text: str, line: TextLine, layout: Layout, pages: int) -> bool:
    """Tell by its words alone that a line is a page's: its number, or what a browser prints around a page."""
    distance = min(line.top, layout.height - line.bottom) / layout.height
    if distance < _EDGE and _PRINTED.search(text):
        return True
    found = _PAGE.search(text)
    if not found:
        return False
    number, total = int(found[1]), int(found[2] or 0)
    if total:
        return total == pages or (number == layout.number and number <= total < _LONGEST)
    if _NAMED.match(text):
        return True
    if found.start() > 0:
        return number == layout.number
    middle = abs((line.x0 + line.x1) / 2 - layout.width / 2) < layout.width * _MARGIN
    return pages > 1 and distance < _MARGIN and len(text) <= 8 and (middle or number == layout.number)
