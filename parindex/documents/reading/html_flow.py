"""The text of an HTML element as lines: blocks, breaks, lists with the bullets a browser would print."""

import re
from collections.abc import Callable, Iterator

from lxml import etree, html

from parindex.core.errors import InputError
from parindex.documents.reading.marks import split_mark
from parindex.documents.reading.paragraphs import Line

_NAME = re.compile(r"\w+")
BLOCKS = frozenset(
    _NAME.findall(
        "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer"
        " form h1 h2 h3 h4 h5 h6 header hr html legend li main nav ol p pre section summary table tbody td tfoot th"
        " thead tr ul"
    )
)
SKIPPED = frozenset(
    _NAME.findall("script style head title template noscript object svg math select textarea iframe audio video")
)
_BOLD = frozenset(("b", "strong"))
_BOLD_BLOCKS = frozenset(("th", "h1", "h2", "h3", "h4", "h5", "h6"))
_SPACES = re.compile(r"[ \t\r\n\f]+")
_STYLE_BOLD = re.compile(r"font-weight\s*:\s*(bold|[6-9]00)", re.IGNORECASE)
_STYLE_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all|visibility\s*:\s*hidden", re.IGNORECASE)
_STYLE_PRE = re.compile(r"white-space\s*:\s*pre", re.IGNORECASE)
_NO_MARKS = re.compile(r"list-style(?:-type)?\s*:[^;]*\bnone\b", re.IGNORECASE)
_MSO_LIST = re.compile(r"mso-list\s*:\s*(?!ignore)\S", re.IGNORECASE)
_MSO_MARK = re.compile(r"mso-list\s*:\s*ignore", re.IGNORECASE)
_MSO_LEVEL = re.compile(r"mso-list\s*:[^;]*\blevel(\d)", re.IGNORECASE)
_ROMANS = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
_TENS = ("", "x", "xx", "xxx", "xl", "l", "lx", "lxx", "lxxx", "xc")


class Flow:
    """Walks an element and gathers lines; `on_table` is called for each table met, when given."""

    def __init__(self, on_table: Callable[[etree._Element, "Flow"], None] | None = None) -> None:
        self.lines: list[Line] = []
        self._on_table = on_table
        self._text: list[str] = []
        self._bold: list[bool] = []
        self._next = Line("")

    def walk(self, element: etree._Element) -> "Flow":
        self._inside(element, bold=element.tag in _BOLD_BLOCKS, pre=False, depth=0)
        self._end(Line(""))
        return self

    def _element(self, element: etree._Element, bold: bool, pre: bool, depth: int) -> None:
        tag = element.tag.lower() if isinstance(element.tag, str) else ""
        style = element.get("style") or ""
        if not tag or tag in SKIPPED or element.get("hidden") is not None or (style and _STYLE_HIDDEN.search(style)):
            return
        if tag == "br":
            self._end(Line("", soft=True, level=self._next.level, indent=self._next.indent))
        elif tag == "table" and self._on_table:
            self._end(Line(""))
            self._on_table(element, self)
        elif style and _MSO_MARK.search(style):
            self._next.mark = _mso_mark("".join(element.itertext()))
        elif tag in BLOCKS:
            depth += tag in ("ul", "ol")
            self._end(_begin(element, tag, style, depth))
            strong = bold or tag in _BOLD_BLOCKS or bool(_STYLE_BOLD.search(style))
            self._inside(element, strong, pre or tag == "pre", depth)
            self._end(Line("", indent=max(depth - 1, 0)))
        else:
            if tag == "input" and element.get("type", "text").lower() in ("text", "number", "date"):
                self._add(element.get("value") or "", bold, pre)
            strong = bold or tag in _BOLD or bool(style and _STYLE_BOLD.search(style))
            self._inside(element, strong, pre or bool(style and _STYLE_PRE.search(style)), depth)

    def _inside(self, element: etree._Element, bold: bool, pre: bool, depth: int) -> None:
        self._add(element.text, bold, pre)
        for child in element:
            self._element(child, bold, pre, depth)
            self._add(child.tail, bold, pre)

    def _add(self, text: str | None, bold: bool, pre: bool) -> None:
        if not text:
            return
        if pre and "\n" in text:
            first, *rest = text.split("\n")
            self._add(first, bold, False)
            for line in rest:
                self._end(Line("", soft=True))
                self._add(line, bold, False)
            return
        self._text.append(_SPACES.sub(" ", text))
        if not text.isspace():
            self._bold.append(bold)

    def _end(self, following: Line) -> None:
        text = "".join(self._text)
        line = self._next
        if text.strip():
            line.text, line.bold = text, bool(self._bold) and all(self._bold)
            self.lines.append(line)
        elif not following.mark:
            # Nothing was printed yet: <li><p>text</p></li> prints its bullet before the paragraph.
            following.mark, following.indent = line.mark, max(following.indent, line.indent)
            following.level = following.level or line.level
            following.soft = following.soft and line.soft
        self._text, self._bold, self._next = [], [], following


def _begin(element: etree._Element, tag: str, style: str, depth: int) -> Line:
    line = Line("", indent=max(depth - 1, 0))
    if tag[0] == "h" and tag[1:].isdigit():
        line.level = int(tag[1:])
    elif tag == "li":
        line.mark = _item_mark(element)
    elif "mso-list" in style and _MSO_LIST.search(style):
        found = _MSO_LEVEL.search(style)
        line.indent = int(found[1]) - 1 if found else 0
    return line


def _mso_mark(text: str) -> str:
    mark = text.replace("\xa0", " ").strip()
    if mark in ("o", "§", "Ø", "ü", "v", "q"):  # letters of Wingdings and Courier that print as shapes
        return "•"
    return split_mark(f"{mark} x")[0] or mark


def _item_mark(item: etree._Element) -> str:
    parent = item.getparent()
    style = f"{item.get('style') or ''};{parent.get('style') or '' if parent is not None else ''}"
    if _NO_MARKS.search(style):
        return ""
    if parent is None or parent.tag != "ol":
        return "•"
    return f"{ordinal(_number(item, parent), parent.get('type') or _style_type(style))}."


def _number(item: etree._Element, parent: etree._Element) -> int:
    number = _integer(parent.get("start"), 1)
    for sibling in parent.iterchildren("li"):
        number = _integer(sibling.get("value"), number)
        if sibling is item:
            break
        number += 1
    return number


def _integer(text: str | None, default: int) -> int:
    return int(text) if text and re.fullmatch(r"-?\d{1,6}", text.strip()) else default


def _style_type(style: str) -> str:
    found = re.search(r"list-style(?:-type)?\s*:\s*([\w-]+)", style, re.IGNORECASE)
    names = {"lower-alpha": "a", "lower-latin": "a", "upper-alpha": "A", "upper-latin": "A"}
    names |= {"lower-roman": "i", "upper-roman": "I"}
    return names.get(found[1].lower(), "1") if found else "1"


def ordinal(number: int, kind: str) -> str:
    """Return `number` as a list prints it: kind is 1, a, A, i or I; beyond the alphabet a doubles (z, aa, bb)."""
    if number < 1 or kind == "1" or (kind in "iI" and number > 99):
        return str(number)
    if kind in "iI":
        text = _TENS[number // 10] + _ROMANS[number % 10]
    else:
        text = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
    return text.upper() if kind in "AI" else text


def walk_children(element: etree._Element) -> Iterator[etree._Element]:
    """Yield the child elements, comments and instructions left out."""
    return (child for child in element if isinstance(child.tag, str))


def parse(text: str) -> etree._Element:
    """Parse a page without network; InputError when nothing can be made of it."""
    parser = html.HTMLParser(no_network=True, huge_tree=False, remove_comments=True, remove_pis=True)
    try:
        return html.document_fromstring(text, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError, RecursionError) as error:
        raise InputError("Tệp HTML bị hỏng, không đọc được; hãy lưu lại từ trình duyệt hoặc Word") from error


def parse_fragment(text: str) -> etree._Element:
    """Parse a piece of HTML that stands in one cell."""
    return parse(f"<div>{text}</div>")
