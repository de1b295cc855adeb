"""Puts the pieces of an agency list together again: which commas and "và" part names, and which stand inside one."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Protocol

from parindex.core.agency_words import (
    ACRONYM,
    COMMITTEES,
    IS_GENERIC,
    KINDS,
    KNOWN_FIELDS,
    LEVELS,
    OPENS,
    OPENS_LOWER,
    OPENS_SHORT,
    UPPER,
    loose,
    words,
)
from parindex.core.words import normalise


class KnowsNames(Protocol):
    """What the splitter asks of a registry: is this, as it stands, one known name?"""

    def knows(self, name: str) -> bool: ...


_SEPARATOR = re.compile(
    r"\s*(?P<comma>,)\s*(?:(?:và|cùng(?: với)?)\s+)?|\s+(?P<word>và|cùng với|cùng)\s+|"
    r"\s*[&/+]\s*(?=(?:Phòng|Văn phòng|Trung tâm|Sở|Bộ|Ban|Công an)\s)"
)
_COUNCIL = re.compile(r"(?:HĐND|Hội đồng nhân dân|ĐBQH|Đoàn đại biểu Quốc hội)$", re.I)
_COUNCIL_REST = re.compile(
    r"^(?:UBND|HĐND|[UỦ][ỷyỶY] ban nhân dân|Ủy ban nhân dân|Uỷ ban nhân dân|Hội đồng nhân dân)(?!\w)", re.I
)
_LEVEL_TAIL = re.compile(rf"(?<!,)(?<!và)\s+(?:(?:thuộc|của) (?:UBND )?)?{LEVELS}(?:\s+[{UPPER}]\S*)*$")
# "Ban Tuyên giáo và Dân vận Thành ủy", "Báo và Phát thanh, Truyền hình Cần Thơ": whose office it is.
_OWNER_TAIL = re.compile(
    rf"(?<!,)(?<!và)\s+(?:{COMMITTEES}(?:\s+{LEVELS})?(?:\s+[{UPPER}]\w*)*|[{UPPER}]\w*(?:\s+[{UPPER}]\w*){{1,2}})$"
)
_LISTED_PLACES = re.compile(
    rf"^(?:UBND\s+)?(?:C|c)ác\s+(?:xã|phường|thị trấn|huyện|tỉnh|thành phố|địa phương)\s*:?\s+(?:\w+\s+)?[{UPPER}]"
)
# What stays in capitals in a cell of capitals: the names that have no vowel of their own, and those known.
_SHORT = re.compile(r"UBND|HĐND|TAND|VKSND|BQLDA|UBMTTQ(?:VN)?|CCHC|[BCDĐGHKLMNPQRSTVX]{2,}")
_KIND_HEAD = re.compile(r"^(?:các\s+)?(?:sở|bộ|phòng|ban|cục|chi cục|vụ|p\.)\s*:?\s+", re.I)


def names_in(chunk: str, registry: KnowsNames | None) -> Iterator[str]:
    """Yield the names of a list without semicolons, as written, parted at the commas and "và" that do part names."""
    plain, end = _in_small_letters(chunk), 0
    for name in _join(_pieces(plain), registry):
        at = plain.find(name, end)
        end = at + len(name)
        yield chunk[at:end] if at >= 0 else name


def _in_small_letters(chunk: str) -> str:
    """Return a list in capitals as it would be written otherwise, letter for letter; any other as it is."""
    if not chunk.isupper() or not re.search(rf"(?<!\w)(?:{'|'.join(words(KINDS))})\s+\w", chunk, re.I):
        return chunk
    small = re.sub(r"\w+", lambda word: word[0] if _SHORT.fullmatch(word[0]) else word[0].lower(), chunk)
    small = re.sub(r"(?:^|[,;/&+(\n]|(?<!\w)và(?!\w)|(?<!\w)cùng(?!\w))\W*\w", _last_up, small)
    return small if len(small) == len(chunk) else chunk


def _last_up(match: re.Match[str]) -> str:
    return match[0][:-1] + match[0][-1].upper()


def is_finished(name: str, registry: KnowsNames | None) -> bool:
    """Is `name` one office, whole, so that a verb after it says what it does? A group may be told apart by a verb."""
    name = normalise(name)
    if re.match(r"^(?:các|những|mọi)(?!\w)", name, re.I) or " " not in name:
        return False
    level = re.search(rf"\s{LEVELS}(?:\s[{UPPER}]\w*)*$", name)
    return bool(_is_field(name) or (level and OPENS.match(name)) or (registry is not None and registry.knows(name)))


def blank_brackets(text: str) -> str:
    """Return `text` with what stands in brackets blanked, so that positions stay."""
    return re.sub(r"\([^)]*\)?", lambda found: "§" * len(found.group()), text)


def split_outside(text: str, mark: str) -> list[str]:
    """Split at each `mark`, one character, that stands outside brackets."""
    bare = blank_brackets(text)
    cuts = [-1, *(i for i, char in enumerate(bare) if char == mark), len(text)]
    return [text[a + 1 : b] for a, b in zip(cuts, cuts[1:], strict=False)]


def _pieces(chunk: str) -> list[tuple[str, str]]:
    """Cut at every comma and "và" outside brackets: (what stood before, piece)."""
    bare, pieces, start, before = blank_brackets(chunk), [], 0, ""
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
    for found in re.finditer(rf"\s+(?=(?:Sở|Bộ|Phòng)\s+[{UPPER}])", blank_brackets(piece)):
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


@lru_cache(maxsize=1 << 16)
def _is_field(text: str) -> bool:
    """Is `text` a field of government, with or without the kind of office before and the level behind?"""
    name = _KIND_HEAD.sub("", text.strip(" .;,:/–-"), count=1)
    forms = (name, _LEVEL_TAIL.sub("", name), _OWNER_TAIL.sub("", name))
    return any(loose(form) in KNOWN_FIELDS for form in forms)


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
        if IS_GENERIC.match(right) and (_is_field(left) or (registry is not None and registry.knows(left))):
            return _ends_generic(left)  # "Bộ Tài chính, bộ, ngành liên quan" are two, "UBND huyện, thị xã" is one.
        return True  # A name in a list begins with a capital or a kind word; anything else belongs to the name before.
    alone = (
        _longest_known(pieces, at, registry) > at + 1
        or _is_field(right)
        or (registry is not None and registry.knows(right))
    )
    if _is_field(left) or (registry is not None and registry.knows(left)):
        # A finished name: what follows shares its kind word ("Phòng Nội vụ, Tư pháp"), unless it is no office by
        # itself: "Phòng Xây dựng và Kiểm tra văn bản".
        work = re.match(rf"[{UPPER}]\w*\s+[^\W\d_{UPPER}]", right)
        return bool(gap.strip() == "và" and work and OPENS.match(left) and not alone)
    if alone:
        return False
    # An unknown field: "và" binds, and so does a comma that a later "và" closes ("Cục Báo chí, Phát thanh và ...").
    closes = at + 1 < len(pieces) and "và" in pieces[at + 1][0] and not _opens(pieces[at + 1][1])
    return bool(OPENS.match(left)) and ("và" in gap or closes)


def _is_bare_group(left: str, right: str) -> bool:
    """Do both stand in one group of bare kind words: "Các Sở, Ban, Ngành", "UBND các xã, Thị trấn"?"""
    last, right = re.split(r",|\bvà\b", left)[-1].strip(), right.rstrip(" .:")
    generic = IS_GENERIC.match(
        re.sub(r"^(?:(?:UBND|[UỦ][ỷy] ban nhân dân)\s+)?(?:(?:các|những)\s+)?", "", last, flags=re.I)
    )
    school = re.match(r"trường(?!\w)", last, re.I) and not re.match(r"(?:học )?viện(?!\w)", right, re.I)
    if school or re.match(r"(?:doanh nghiệp|tập đoàn|tổ chức|cá nhân)(?!\w)", last, re.I):
        return False  # "Doanh nghiệp, Sở, ban, ngành": no kind of office.
    rest = IS_GENERIC.sub("", right, count=1).strip() if IS_GENERIC.match(right) else "X"
    bare = not rest or re.match(rf"(?:chuyên môn|thuộc|trực thuộc|của|có|liên quan|trên|{LEVELS})(?!\w)", rest)
    return bool(generic and generic.end() == len(generic.string) and bare)


def _ends_generic(name: str) -> bool:
    return any(IS_GENERIC.fullmatch(" ".join(name.split()[-count:])) for count in (1, 2))
