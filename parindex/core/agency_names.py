"""Splits the words of an agency cell into names, leading and supporting, by the grammar of Vietnamese agency names."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from parindex.core.agency_words import (
    ACRONYM,
    IS_GENERIC,
    KNOWN_FIELDS,
    LEVELS,
    NOT_NAMES,
    OPENS,
    OPENS_LOWER,
    OPENS_SHORT,
    UPPER,
    loose,
)
from parindex.core.words import normalise


class KnowsNames(Protocol):
    """What the splitter asks of a registry: is this, as it stands, one known name?"""

    def knows(self, name: str) -> bool: ...


@dataclass(frozen=True)
class Responsible:
    """Who leads and who supports, in the source's words. `duty`: a clause on what they do; `unread`: no name at all."""

    lead: tuple[str, ...] = ()
    supporting: tuple[str, ...] = ()
    unread: str = ""
    duty: str = ""


_BULLET = re.compile(r"^\s*(?:[-–—•+*·o]\s+|[-–—•+*·](?=\S)|\(?\d{1,2}[.)]\s+|[a-zđ]\)\s*)+")
_INLINE_BULLET = re.compile(
    r"(?<=\S)\s+[-–•+]\s+(?=(?:Phòng|Sở|Bộ|UBND|Văn phòng|Trung tâm|Các|Ban|Công an|Thanh tra|Hội)\s)"
)
_LABEL = re.compile(
    r"^(?:(?:các )?(?:cơ quan|đơn vị)(?: được giao)? )?"
    r"(?P<role>chủ trì|phối hợp|thực hiện|chủ trì,? (?:thực hiện|tham mưu|theo dõi)|phối hợp thực hiện)\s*:\s*",
    re.I,
)
_MARK = re.compile(r"\s*\((?:cơ quan |đơn vị )?(?P<role>chủ trì|phối hợp|thường trực)[^)]*\)", re.I)
_SUPPORT = re.compile(
    r"(?:[,;.]?\s*(?:là )?(?:cơ quan |đơn vị )?\bchủ trì\b[\s,;]*(?:và\s+)?)?"
    r"[,;.]?\s*\b(?:chủ động )?phối hợp\b(?: chặt chẽ| thực hiện)?(?:\s+(?:với|cùng(?: với)?)\b)?\s*:?\s*",
    re.I,
)
_LEAD = re.compile(
    r"^(?:giao\s+)|[\s,]*\b(?:là )?(?:cơ quan |đơn vị )?chủ trì\b(?:,? ?(?:thực hiện|tham mưu|tổng hợp))*\s*:?", re.I
)
_DUTY = re.compile(
    r"[\s,]+(?:có trách nhiệm|chịu trách nhiệm|(?<!cơ quan )tham mưu|tổ chức (?:thực hiện|triển khai)|"
    r"triển khai thực hiện|thực hiện theo|để (?:thực hiện|triển khai|tham mưu)|trong việc|căn cứ|"
    r"theo (?:chức năng|quy định|nhiệm vụ))\b[^;]*"
)
_SEPARATOR = re.compile(r"\s*(?P<comma>,)\s*(?:(?:và|cùng(?: với)?)\s+)?|\s+(?P<word>và|cùng với|cùng)\s+")
_COUNCIL = re.compile(r"(?:HĐND|Hội đồng nhân dân|ĐBQH|Đoàn đại biểu Quốc hội)$", re.I)
_COUNCIL_REST = re.compile(
    r"^(?:UBND|HĐND|[UỦ][ỷyỶY] ban nhân dân|Ủy ban nhân dân|Uỷ ban nhân dân|Hội đồng nhân dân)(?!\w)", re.I
)
_LEVEL_TAIL = re.compile(rf"(?<!,)(?<!và)\s+(?:(?:thuộc|của) (?:UBND )?)?{LEVELS}(?:\s+[{UPPER}]\S*)*$")
_LISTED_PLACES = re.compile(
    rf"^(?:UBND\s+)?(?:C|c)ác\s+(?:xã|phường|thị trấn|huyện|tỉnh|thành phố|địa phương)\s*:?\s+(?:\w+\s+)?[{UPPER}]"
)
_KIND_HEAD = re.compile(r"^(?:các\s+)?(?:sở|bộ|phòng|ban|cục|chi cục|vụ|p\.)\s*:?\s+", re.I)


def split_agencies(text: str, registry: KnowsNames | None = None) -> Responsible:
    """Split one agency entry (a bullet or a whole cell) into names in the source's words.

    Bullets, final punctuation, role words and a duty clause go; restricting words stay. A group is one name. Words that
    name nobody come back in `unread`. A registry only helps to see where a name ends; unknown names are split too.
    """
    found: dict[str, list[str]] = {"lead": [], "supporting": [], "unread": [], "duty": []}
    role = "lead"
    for line in _lines(text):
        label = _LABEL.match(line)
        if label:
            role = "supporting" if label["role"].lower().startswith("phối hợp") else "lead"
            line = line[label.end() :]
        role = _read_line(line, role, registry, found)
    unique = {key: tuple(dict.fromkeys(names)) for key, names in found.items()}
    supporting = tuple(name for name in unique["supporting"] if name not in unique["lead"])
    return Responsible(unique["lead"], supporting, "; ".join(unique["unread"]), "; ".join(unique["duty"]))


def _lines(text: str) -> Iterator[str]:
    """Entries of a cell: lines, unless a line plainly goes on the one above (lower case, or a name left open)."""
    kept: list[str] = []
    for raw in _INLINE_BULLET.sub("\n- ", unicodedata.normalize("NFC", text)).splitlines():
        line = normalise(raw)
        if not line:
            continue
        bullet = _BULLET.match(line)
        goes_on = kept and not bullet and not _LABEL.match(line) and (not OPENS.match(line) or _left_open(kept[-1]))
        if goes_on:
            kept[-1] = f"{kept[-1]} {line}"
        else:
            kept.append(line[bullet.end() :] if bullet else line)
    return iter(kept)


def _left_open(line: str) -> bool:
    return bool(re.search(r"(?:,|\bvà|\bvới|\bcác|\bcùng|&|[-–])$", line))


def _read_line(line: str, role: str, registry: KnowsNames | None, found: dict[str, list[str]]) -> str:
    """Read one entry into `found`; return the role that the next entry of a labelled cell has."""
    support = _SUPPORT.search(_blank_brackets(line))
    parts = [(line, role)]
    if support:
        parts = [(line[: support.start()], "lead"), (line[support.end() :], "supporting")]
    marked = any(mark["role"].lower() == "chủ trì" for mark in _MARK.finditer(line))
    for words, part_role in parts:
        words = _LEAD.sub(" ", words) if part_role == "lead" and not marked else words
        for name, mark in _names(words, registry, found["duty"]):
            if mark is None and marked and part_role == "lead":
                mark = "supporting"  # "Sở A (chủ trì), Sở B": B is named beside the one that leads.
            found["unread" if _no_name(name) else mark or part_role].append(name)
    return role


def _names(words: str, registry: KnowsNames | None, duties: list[str]) -> Iterator[tuple[str, str | None]]:
    for duty in _DUTY.finditer(words):
        duties.append(_clean(duty.group()))
    for chunk in _split_outside(_DUTY.sub("", words), ";"):
        for name in _join(_pieces(chunk), registry):
            mark = _MARK.search(name)
            bare = _clean(_MARK.sub("", name))
            role = None if mark is None else ("supporting" if mark["role"].lower() == "phối hợp" else "lead")
            if bare:
                yield bare, role


def _clean(name: str) -> str:
    name = normalise(name).strip(" .;,:/–-")
    name = re.sub(r"^(?:và|cùng với|cùng|với|giao)\s+", "", name)
    return name + ")" if name.count("(") > name.count(")") else name


def _no_name(name: str) -> bool:
    return bool(NOT_NAMES.match(name)) or not any(char.isalpha() for char in name) or len(name) < 2


def _blank_brackets(text: str) -> str:
    """Return `text` with what stands in brackets blanked, so that positions stay."""
    return re.sub(r"\([^)]*\)?", lambda found: "§" * len(found.group()), text)


def _split_outside(text: str, mark: str) -> list[str]:
    bare = _blank_brackets(text)
    cuts = [-1, *(i for i, char in enumerate(bare) if char == mark), len(text)]
    return [text[a + 1 : b] for a, b in zip(cuts, cuts[1:], strict=False)]


def _pieces(chunk: str) -> list[tuple[str, str]]:
    """Cut at every comma and "và" outside brackets: (what stood before, piece)."""
    bare, pieces, start, before = _blank_brackets(chunk), [], 0, ""
    for found in _SEPARATOR.finditer(bare):
        pieces.append((before, chunk[start : found.start()]))
        start, before = found.end(), chunk[found.start() : found.end()]
    pieces.append((before, chunk[start:]))
    glued: list[tuple[str, str]] = []
    for gap, piece in pieces:
        glued.extend(_unglue(gap, piece))
    return [(gap, piece) for gap, piece in glued if piece.strip() or gap.strip()]


def _unglue(gap: str, piece: str) -> Iterator[tuple[str, str]]:
    """Part two names that a lost line break put side by side: "Truyền thông Bộ Khoa học"."""
    for found in re.finditer(rf"\s+(?=(?:Sở|Bộ|Phòng)\s+[{UPPER}])", piece):
        left = piece[: found.start()]
        if not re.match(
            r"^(?:Văn phòng|Thanh tra|Lãnh đạo|Thủ trưởng|Trưởng|Chánh|Giám đốc|Công an|Đảng ủy)\b", left.strip()
        ):
            yield gap, left
            gap, piece = "\n", piece[found.end() :]
            break
    yield gap, piece


def _join(pieces: list[tuple[str, str]], registry: KnowsNames | None) -> Iterator[str]:
    """Put pieces together again where a comma or "và" belongs to one name."""
    at = 0
    while at < len(pieces):
        name, after = pieces[at][1], at + 1
        longest = _longest_known(pieces, at, registry)
        if longest > after:
            name, after = _text(pieces, at, longest), longest
        while after < len(pieces) and _goes_on(name, pieces, after, registry):
            name, after = name + "".join(pieces[after]), after + 1
        yield name
        at = after


def _text(pieces: list[tuple[str, str]], start: int, end: int) -> str:
    return pieces[start][1] + "".join("".join(piece) for piece in pieces[start + 1 : end])


def _longest_known(pieces: list[tuple[str, str]], at: int, registry: KnowsNames | None) -> int:
    """Return the end of the longest run of pieces that is one known name or field; `at` + 1 when a piece is alone."""
    for end in range(min(len(pieces), at + 5), at + 1, -1):
        if any(gap == "\n" for gap, _ in pieces[at + 1 : end]):
            continue
        text = _text(pieces, at, end)
        if _is_field(text) or (registry is not None and registry.knows(text)):
            return end
    return at + 1


def _is_field(text: str) -> bool:
    """Is `text` a field of government, with or without the kind of office before and the level behind?"""
    name = _KIND_HEAD.sub("", _clean(text), count=1)
    return any(loose(form) in KNOWN_FIELDS for form in (name, _LEVEL_TAIL.sub("", name)))


def _opens(piece: str) -> bool:
    """Does the piece begin a name of its own?"""
    piece = piece.strip()
    if OPENS.match(piece) or OPENS_LOWER.match(piece) or ACRONYM.match(piece):
        return True
    short = OPENS_SHORT.match(piece)
    return bool(short and (short["rest"][:1].isupper() or _is_field(piece)))


def _goes_on(name: str, pieces: list[tuple[str, str]], at: int, registry: KnowsNames | None) -> bool:
    """Does the piece at `at` continue `name`? Capitals, kind words and known fields decide."""
    gap, piece = pieces[at]
    left, right = normalise(name), normalise(piece)
    if gap == "\n" or not right:
        return False
    if _COUNCIL.search(left) and _COUNCIL_REST.match(right):
        return bool(_COUNCIL.match(left)) or bool(re.match(r"^(?:Văn phòng|VP)\b", left, re.I) and " các" not in right)
    if re.match(r"^(?:Ban Quản lý|BQL)\b", left, re.I) and re.match(r"^các (?:khu|cụm|dự án)\b", right, re.I):
        return True
    if _is_bare_group(left, right):
        return True
    if _opens(right):
        return False
    if _LISTED_PLACES.match(left) or re.search(r"\blà\b", left):
        return True
    if not right[:1].isupper():
        return True  # A name in a list begins with a capital or a kind word; anything else belongs to the name before.
    if _is_field(left) or (registry is not None and registry.knows(left)):
        # A finished name: what follows shares its kind word ("Phòng Nội vụ, Tư pháp").
        return False
    alone = (
        _longest_known(pieces, at, registry) > at + 1
        or _is_field(right)
        or (registry is not None and registry.knows(right))
    )
    if alone:
        return False
    # An unknown field: "và" binds, and so does a comma that a later "và" closes ("Cục Báo chí, Phát thanh và ...").
    closes = at + 1 < len(pieces) and "và" in pieces[at + 1][0] and not _opens(pieces[at + 1][1])
    return bool(OPENS.match(left)) and ("và" in gap or closes)


def _is_bare_group(left: str, right: str) -> bool:
    """Do both stand in one group of bare kind words: "Các Sở, Ban, Ngành", "UBND các xã, Thị trấn"?"""
    last = re.split(r",|\bvà\b", left)[-1].strip()
    generic = IS_GENERIC.match(re.sub(r"^(?:UBND\s+)?(?:(?:các|những)\s+)?", "", last, flags=re.I))
    rest = IS_GENERIC.sub("", right, count=1).strip() if IS_GENERIC.match(right) else "X"
    bare = not rest or re.match(rf"(?:chuyên môn|thuộc|trực thuộc|của|có|liên quan|trên|{LEVELS})(?!\w)", rest)
    return bool(generic and generic.end() == len(generic.string) and bare)
