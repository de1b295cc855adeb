"""The running text of a plan as an outline: sections, numbered points, bullets, and the labelled lines below them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from parindex.core.tables import Document, Paragraph
from parindex.core.words import fold, normalise

Label = Literal["lead", "supporting", "time", "product", "task", "note"]
SECTION, NUMBER, LETTER, BULLET, DETAIL, BODY = 1, 2, 5, 6, 7, 8
_WHO = r"(?:(?:cac )?(?:co quan|don vi|to chuc)(?:,? (?:don vi|to chuc|dia phuong))?(?: duoc (?:giao|phan cong))?)"
_DOES = r"(?:chu tri|dau moi|thuc hien|tham muu|chiu trach nhiem)"
_LABELS: tuple[tuple[Label, str], ...] = (
    ("supporting", rf"(?:{_WHO} )?phoi hop(?: thuc hien)?"),
    ("lead", rf"{_WHO} {_DOES}(?:[, ]+(?:thuc hien|tham muu|tong hop))*"),
    ("lead", r"chu tri(?: thuc hien)?|dau moi|phan cong(?: thuc hien| nhiem vu)?|trach nhiem(?: thuc hien)?"),
    (
        "time",
        r"(?:thoi gian|thoi han|thoi diem|tien do|lo trinh)"
        r"(?:,? (?:va )?(?:thuc hien|hoan thanh|trien khai|bao cao|to chuc|bat dau|ket thuc|tien do|lo trinh))*"
        r"|hoan thanh",
    ),
    (
        "product",
        r"(?:san pham|ket qua|dau ra)(?:,? (?:dau ra|du kien|thuc hien|can dat|hoan thanh|phai dat|san pham))*",
    ),
    ("task", r"(?:noi dung|nhiem vu)(?:,? (?:thuc hien|cong viec|cu the|trong tam|giai phap|nhiem vu))*"),
    ("note", r"ghi chu|(?:nguon )?kinh phi(?: thuc hien)?"),
)
_ANY = "|".join(f"(?:{pattern})" for _, pattern in _LABELS)
_AT_START = re.compile(rf"(?P<label>{_ANY})\s*:\s*")
_INSIDE = re.compile(rf"(?:(?<=[.;,])\s+|\(\s*)(?P<label>{_ANY})\s*:\s*")
_NO_COLON = re.compile(
    r"(?P<label>thoi (?:gian|han)(?: thuc hien| hoan thanh))\s+"
    r"(?=sau khi|tu |trong |truoc |den |cham nhat|quy |thang |hang )"
)
# “(Phòng Nội vụ chủ trì; …” at the end of a point: who, and when it goes on with a time of its own.
_IN_BRACKETS = re.compile(
    r"\(\s*(?P<who>[^();:]{3,160}? (?:chu tri|thuc hien|dau moi)(?:,? (?:va )?phoi hop [^();:]*?)?)\s*"
    r"(?:[;,]\s*(?P<when>(?:hoan thanh|xong|truoc|trong|cham nhat|dinh ky|thuong xuyen|hang|quy|thang) ?[^()]*))?"
    r"[;,)\s.]*$"
)
_FOOTNOTE = re.compile(r"\[\d{1,3}\]\s")
_MARK_ALONE = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})*|[IVX]{1,5}|[a-zđ])\s*[.)/]")
_ROMAN = re.compile(r"(?=[IVX])X{0,3}(?:IX|IV|V?I{0,3})[.)/:-]?")
_ENDS_BODY = re.compile(r"noi nhan\s*:?$")
_NEW_PART = re.compile(r"(?:phu luc|ke hoach|chuong trinh|de an|quy dinh|danh muc)\b.{0,30}$")


@dataclass
class Point:
    """A paragraph of the outline with what stands below it. `at` counts the document's paragraphs from 1."""

    level: int
    mark: str
    text: str
    at: int
    bold: bool = False
    label: Label | None = None
    parent: "Point | None" = None
    below: list["Point"] = field(default_factory=list)

    @property
    def number(self) -> str:
        return self.mark.strip("().:/- ")

    @property
    def whole(self) -> str:
        """The words of the point and of all below it, their marks kept."""
        parts = [self.text, *(f"{p.mark} {p.whole}".strip() for p in self.below if p.label is None)]
        return normalise(" ".join(parts))

    def above(self) -> Iterator["Point"]:
        point = self.parent
        while point is not None:
            yield point
            point = point.parent

    def every(self) -> Iterator["Point"]:
        """The point and all below it, in reading order."""
        yield self
        for point in self.below:
            yield from point.every()


def read_outline(document: Document) -> Point:
    """Return the outline of the running text; its root stands for the document."""
    root = last = Point(0, "", "", 0)
    stack = [root]
    listening = True
    mark = ""
    for at, paragraph in enumerate(document.paragraphs(), start=1):
        text = normalise(paragraph.text)
        if not paragraph.mark and _MARK_ALONE.fullmatch(text):
            mark = text  # a number on a line of its own belongs to the line after it
            continue
        if not text or _FOOTNOTE.match(text):
            continue
        if mark and not paragraph.mark:
            paragraph = replace(paragraph, mark=mark)
        mark = ""
        listening = _listens(paragraph, text, listening)
        if not listening:
            continue
        if _opens_part(paragraph, text):
            stack = [root]
        for point in _points(paragraph, text, at):
            if not _goes_on(last, point):
                _place(point, stack)
                last = point
            else:
                last.text = f"{last.text} {point.text}"
    return root


def _goes_on(last: Point, point: Point) -> bool:
    """Whether a page break cut the paragraph before: this one begins in lower case after an unfinished sentence."""
    if point.mark or point.label is not None or last.label is not None or not last.text:
        return False
    return point.text[:1].islower() and not last.text.endswith((".", ";", ":", "!", "?"))


def _listens(paragraph: Paragraph, text: str, listening: bool) -> bool:
    """The foot of a document, from “Nơi nhận”, is no part of its text; an annex begins it anew."""
    if _ENDS_BODY.fullmatch(fold(text)):
        return False
    return listening or paragraph.level > 0 or _level(paragraph) == SECTION or _opens_part(paragraph, text)


def _opens_part(paragraph: Paragraph, text: str) -> bool:
    return not paragraph.mark and text.isupper() and bool(_NEW_PART.match(fold(text)))


def _points(paragraph: Paragraph, text: str, at: int) -> Iterator[Point]:
    """The paragraph as one point, with the labelled parts inside it as points after it."""
    level = _level(paragraph)
    folded = fold(text)
    if len(folded) != len(text):  # letters that fold to several: no position can be told
        yield Point(level, paragraph.mark, text, at, paragraph.bold)
        return
    cuts = [(found.start(), found.end(), _label(found["label"])) for found in _INSIDE.finditer(folded)]
    first = (_AT_START.match(folded) or _NO_COLON.match(folded)) if level >= LETTER else None
    if first:
        cuts = [(0, first.end(), _label(first["label"])), *(cut for cut in cuts if cut[0] >= first.end())]
    cuts = [cut for cut in cuts if cut[0] == 0 or cut[2] not in ("task", "note")]
    ends = [*(cut[0] for cut in cuts[1:]), len(text)][: len(cuts)]
    if not cuts or cuts[0][0] > 0:
        own = text[: cuts[0][0]] if cuts else text
        yield from _own_points(level, paragraph, own, at)
    for number, ((start, begin, label), end) in enumerate(zip(cuts, ends, strict=True)):
        value = _unbracketed(text[begin:end].strip(" ;,"))
        marked = number == 0 and start == 0
        yield Point(level if marked else BODY, paragraph.mark if marked else "", value, at, label=label)


def _own_points(level: int, paragraph: Paragraph, own: str, at: int) -> Iterator[Point]:
    """The words of a point, and who and when as it says them in brackets at its end."""
    said = _IN_BRACKETS.search(fold(own)) if NUMBER <= level < BODY else None
    if said is None or said.start() == 0:
        yield Point(level, paragraph.mark, own.strip(" ("), at, paragraph.bold)
        return
    yield Point(level, paragraph.mark, own[: said.start()].strip(), at, paragraph.bold)
    yield Point(BODY, "", own[said.start("who") : said.end("who")].strip(), at, label="lead")
    if said["when"]:
        yield Point(BODY, "", own[said.start("when") : said.end("when")].strip(), at, label="time")


def _unbracketed(value: str) -> str:
    """The words without the bracket that opened before them."""
    closed = re.sub(r"\)\s*[.;]?$", "", value)
    return closed if closed != value and value.count("(") < value.count(")") else value


def _label(words: str) -> Label:
    return next(label for label, pattern in _LABELS if re.fullmatch(pattern, words))


def _level(paragraph: Paragraph) -> int:
    mark = paragraph.mark
    if not mark:
        return BODY
    bare = mark.strip("().:/- ")
    if _ROMAN.fullmatch(mark) or re.fullmatch(r"[A-HĐ]", bare):
        return SECTION
    if re.fullmatch(r"[\dIVX]+(\.\d+)*", bare):
        return NUMBER + min(bare.count("."), 2)
    if re.fullmatch(r"[a-zđ]{1,3}", bare):
        return LETTER
    return DETAIL if mark == "+" else BULLET


def _place(point: Point, stack: list[Point]) -> None:
    """Hang the point below the nearest one of a higher rank."""
    if point.level == BODY and point.label is not None:
        while stack[-1].level == DETAIL or (stack[-1].label is not None and stack[-1].level == BODY):
            stack.pop()
        owner = stack[-1]
        if owner.level >= LETTER and owner.parent is not None:
            owner = owner.parent
        point.parent = owner
        owner.below.append(point)
        return
    while len(stack) > 1 and stack[-1].level >= point.level:
        stack.pop()
    point.parent = stack[-1]
    stack[-1].below.append(point)
    if point.level < BODY:
        stack.append(point)
