"""What a .docx says about paragraphs apart from their words: styles, headings, list numbers as Word prints them."""

import re
from dataclasses import dataclass, field

from lxml import etree

from parindex.documents.reading.html_flow import ordinal
from parindex.documents.reading.marks import split_mark

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_VAL = f"{W}val"
_HEADING = re.compile(r"heading (\d)$", re.IGNORECASE)
_LETTERS = {"lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I"}
_LEVELS = 9


def is_on(parent: etree._Element | None, tag: str) -> bool | None:
    """Return whether a switch such as w:b is on, off (False), or not said (None)."""
    found = parent.find(f"{W}{tag}") if parent is not None else None
    return None if found is None else found.get(_VAL, "true") not in ("0", "false", "off", "none")


def value(parent: etree._Element | None, path: str) -> str | None:
    """Return the w:val of the element at `path` ("numPr/numId"), None when absent."""
    found = parent.find("/".join(f"{W}{step}" for step in path.split("/"))) if parent is not None else None
    return None if found is None else found.get(_VAL)


@dataclass
class Style:
    """A style with what it inherits."""

    bold: bool = False
    hidden: bool = False
    level: int = 0
    list_id: str | None = None
    list_level: int = 0


class Styles:
    """The styles of a document by id; an unknown id is a plain style."""

    def __init__(self, root: etree._Element | None) -> None:
        self._elements = {}
        for style in root.iterchildren(f"{W}style") if root is not None else ():
            self._elements[style.get(f"{W}styleId")] = style
            if style.get(f"{W}default") in ("1", "true") and style.get(f"{W}type") == "paragraph":
                self._elements.setdefault(None, style)
        self._known: dict[str | None, Style] = {}

    def get(self, name: str | None) -> Style:
        if name not in self._known:
            self._known[name] = self._resolve(name, 0)
        return self._known[name]

    def _resolve(self, name: str | None, depth: int) -> Style:
        element = self._elements.get(name)
        if element is None or depth > 20:
            return Style()
        parent = value(element, "basedOn")
        style = self._resolve(parent, depth + 1) if parent else Style()
        run, paragraph = element.find(f"{W}rPr"), element.find(f"{W}pPr")
        bold, hidden = is_on(run, "b"), is_on(run, "vanish")
        style.bold = style.bold if bold is None else bold
        style.hidden = style.hidden if hidden is None else hidden
        outline, heading = value(paragraph, "outlineLvl"), _HEADING.match(value(element, "name") or "")
        if outline and outline.isdecimal():
            style.level = int(outline) + 1 if int(outline) < _LEVELS else 0
        elif heading:
            style.level = int(heading[1])
        style.list_id = value(paragraph, "numPr/numId") or style.list_id
        style.list_level = _level(value(paragraph, "numPr/ilvl"), style.list_level)
        return style


def _level(text: str | None, default: int = 0) -> int:
    return min(int(text), _LEVELS - 1) if text and text.isdecimal() else default


@dataclass
class _Level:
    kind: str = "decimal"
    text: str = ""
    start: int = 1
    legal: bool = False
    style: str | None = None


@dataclass
class _List:
    abstract: str
    levels: list[_Level]
    restarts: dict[int, int] = field(default_factory=dict)
    used: bool = False


class Numbering:
    """Counts the lists of a document; call `mark` once for each numbered paragraph, in reading order."""

    def __init__(self, root: etree._Element | None) -> None:
        self._lists: dict[str, _List] = {}
        self._counts: dict[str, list[int]] = {}
        self._by_style: dict[str, tuple[str, int]] = {}
        if root is None:
            return
        abstracts = {item.get(f"{W}abstractNumId"): item for item in root.iterchildren(f"{W}abstractNum")}
        linked = {value(item, "styleLink"): key for key, item in abstracts.items() if value(item, "styleLink")}
        for item in root.iterchildren(f"{W}num"):
            key = value(item, "abstractNumId") or ""
            key = linked.get(value(abstracts.get(key), "numStyleLink"), key)
            self._lists[item.get(f"{W}numId")] = _read_list(item, key, abstracts.get(key))
        for name, found in self._lists.items():
            for number, level in enumerate(found.levels):
                if level.style:
                    self._by_style.setdefault(level.style, (name, number))

    def level_of_style(self, style: str | None, list_id: str | None) -> int | None:
        """Return the list level that a list ties to a paragraph style."""
        found = self._by_style.get(style or "")
        return found[1] if found and found[0] == list_id else None

    def mark(self, list_id: str, level: int) -> str:
        """Count one paragraph on `level` of a list and return its number or bullet; "" for an unknown list."""
        found = self._lists.get(list_id)
        if not found or level >= len(found.levels):
            return ""
        counts = self._counts.setdefault(found.abstract, [0] * _LEVELS)
        if not found.used:
            found.used = True
            for place, start in found.restarts.items():
                counts[place] = start - 1
        for place, above in enumerate(found.levels[:level]):
            counts[place] = counts[place] or above.start
        start = found.restarts.get(level, found.levels[level].start)
        counts[level] = counts[level] + 1 if counts[level] else start
        counts[level + 1 :] = [0] * (_LEVELS - level - 1)
        return _printed(found.levels, level, counts)


def _read_list(item: etree._Element, key: str, abstract: etree._Element | None) -> _List:
    levels = [_Level() for _ in range(_LEVELS)]
    for element in abstract.iterchildren(f"{W}lvl") if abstract is not None else ():
        levels[_level(element.get(f"{W}ilvl"))] = _read_level(element)
    found = _List(key, levels)
    for override in item.iterchildren(f"{W}lvlOverride"):
        place = _level(override.get(f"{W}ilvl"))
        element, start = override.find(f"{W}lvl"), value(override, "startOverride")
        if element is not None:
            levels[place] = _read_level(element)
        if start and start.isdecimal():
            found.restarts[place] = int(start)
    return found


def _read_level(element: etree._Element) -> _Level:
    start = value(element, "start")
    return _Level(
        kind=value(element, "numFmt") or "decimal",
        text=value(element, "lvlText") or "",
        start=int(start) if start and start.isdecimal() else 1,
        legal=bool(is_on(element, "isLgl")),
        style=value(element, "pStyle"),
    )


def _printed(levels: list[_Level], level: int, counts: list[int]) -> str:
    current = levels[level]
    if current.kind == "none":
        return ""
    if current.kind == "bullet":
        return _bullet(current.text)

    def number(match: re.Match[str]) -> str:
        place = min(int(match[1]) - 1, _LEVELS - 1)
        kind = "decimal" if current.legal else levels[place].kind
        return _ordinal(counts[place] or levels[place].start, kind)

    return re.sub(r"%([1-9])", number, current.text).strip()


def _bullet(text: str) -> str:
    mark = text.strip()[:1]
    if not mark or mark.isalnum():  # letters of Wingdings and Courier New that print as shapes
        return "•"
    return split_mark(f"{mark} x")[0] or mark


def _ordinal(number: int, kind: str) -> str:
    if kind == "decimalZero":
        return f"{number:02d}"
    return ordinal(number, _LETTERS.get(kind, "1"))
