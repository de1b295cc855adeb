"""The words of a Word paragraph: runs, breaks, symbols, inserted text but not deleted, text boxes apart."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from parindex.documents.reading.docx_styles import Styles, W, is_on, value

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_MATH_TEXT = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
_DELETED = frozenset((f"{W}del", f"{W}moveFrom", f"{W}rPr", f"{W}pPr", f"{W}instrText", f"{W}delText", f"{W}rt"))
_TEXT = {f"{W}tab": " ", f"{W}ptab": " ", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_SYMBOLS = {
    "symbol": {0xB3: "≥", 0xA3: "≤", 0xB1: "±", 0xB4: "×", 0xAE: "→", 0x2D: "-", 0xB9: "≠", 0xB0: "°", 0xD7: "·"},
    "wingdings": {0xA8: "☐", 0x6F: "☐", 0xFE: "☑", 0xFD: "☒", 0xFC: "✓", 0xE0: "→", 0xF0: "⇨"},
}


def children(element: etree._Element, tag: str) -> Iterator[etree._Element]:
    """Yield the w:`tag` below `element`, through content controls, insertions and alternatives, not deletions."""
    for child in unwrapped(element):
        if child.tag == f"{W}{tag}":
            yield child


def unwrapped(element: etree._Element) -> Iterator[etree._Element]:
    """Yield the children of `element`; wrappers that a reader does not see are replaced by what they hold."""
    for child in element:
        if child.tag in _WRAPPERS:
            yield from unwrapped(child)
        elif child.tag == f"{MC}AlternateContent":
            yield from unwrapped(alternative(child))
        elif child.tag == f"{W}sdt":
            content = child.find(f"{W}sdtContent")
            if content is not None:
                yield from unwrapped(content)
        elif isinstance(child.tag, str) and child.tag not in (f"{W}del", f"{W}moveFrom"):
            yield child


_WRAPPERS = frozenset(f"{W}{name}" for name in ("customXml", "smartTag", "ins", "moveTo"))


def alternative(element: etree._Element) -> etree._Element:
    """Return the one branch of mc:AlternateContent to read: the choice, unless only the fallback has words."""
    choice, fallback = element.find(f"{MC}Choice"), element.find(f"{MC}Fallback")
    if choice is None or (fallback is not None and not _has_words(choice) and _has_words(fallback)):
        return fallback if fallback is not None else element
    return choice


def _has_words(element: etree._Element) -> bool:
    return any(text.text for text in element.iter(f"{W}t"))


@dataclass
class ParagraphText:
    """The text of a paragraph (a line break is a newline), what was seen on the way, and its text boxes."""

    styles: Styles
    bold_style: bool = False
    text: list[str] = field(default_factory=list)
    bold: bool = True
    breaks_before: int = 0
    breaks: int = 0
    notes: list[str] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)

    def read(self, paragraph: etree._Element) -> "ParagraphText":
        self._inside(paragraph, self.bold_style, hidden=False)
        return self

    @property
    def has_words(self) -> bool:
        return any(part.strip() for part in self.text)

    @property
    def is_bold(self) -> bool:
        return self.bold and self.has_words

    def _inside(self, element: etree._Element, bold: bool, hidden: bool) -> None:
        for child in element:
            tag = child.tag
            if tag == f"{W}r":
                self._run(child, bold, hidden)
            elif tag in _DELETED or not isinstance(tag, str):
                continue
            elif tag == f"{W}sdt":
                content = child.find(f"{W}sdtContent")
                if content is not None:
                    self._inside(content, bold, hidden)
            elif tag == f"{MC}AlternateContent":
                self._inside(alternative(child), bold, hidden)
            elif tag == f"{W}txbxContent":
                self.boxes.append(child)
            elif tag == _MATH_TEXT or tag == f"{W}t":
                self._add(child.text or "", bold, hidden)
            elif tag == f"{W}lastRenderedPageBreak":
                self._page_break()
            elif tag == f"{W}br":
                self._add(" " if child.get(f"{W}type") in ("page", "column") else "\n", bold, hidden)
            elif tag in _TEXT:
                self._add(_TEXT[tag], bold, hidden)
            elif tag == f"{W}sym":
                self._add(_symbol(child), bold, hidden)
            elif tag in (f"{W}footnoteReference", f"{W}endnoteReference"):
                self.notes.append(f"{tag.removeprefix(W).removesuffix('Reference')}:{child.get(f'{W}id')}")
            elif len(child):
                self._inside(child, bold, hidden)

    def _run(self, run: etree._Element, bold: bool, hidden: bool) -> None:
        properties = run.find(f"{W}rPr")
        if properties is not None:
            style = self.styles.get(value(properties, "rStyle") or "")
            own, gone = is_on(properties, "b"), is_on(properties, "vanish")
            bold = (bold or style.bold) if own is None else own
            hidden = (hidden or style.hidden) if gone is None else gone
        self._inside(run, bold, hidden)

    def _add(self, text: str, bold: bool, hidden: bool) -> None:
        if hidden or not text:
            return
        if not bold and not text.isspace():
            self.bold = False
        self.text.append(text)

    def _page_break(self) -> None:
        self.breaks += 1
        if not self.has_words:
            self.breaks_before += 1


def _symbol(element: etree._Element) -> str:
    code = element.get(f"{W}char") or ""
    try:
        number = int(code, 16)
    except ValueError:
        return ""
    font = (element.get(f"{W}font") or "").lower().split(" ")[0]
    known = _SYMBOLS.get(font, {}).get(number & 0xFF) if number >= 0xF000 or number < 0x100 else None
    return known or chr(0xF000 | number if number < 0x100 else number)
