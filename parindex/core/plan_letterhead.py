"""The head of a plan: who issues it, where, its number and its day; an annex has them in its “(Kèm theo …)”."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from parindex.core.agency_words import KINDS, UPPER
from parindex.core.agency_words import words as listed
from parindex.core.words import fold, normalise

_LEVELS = "tỉnh|thành phố|huyện|quận|thị xã|xã|phường|thị trấn|đặc khu"
_NAME = rf"[{UPPER}]\w*(?:[ -][{UPPER}]\w*)*"
_SYMBOL = rf"[{UPPER}][\w&]*(?:-[\w&]+|\s+-\s*[{UPPER}]{{2,}}(?!\w)|-\s+[{UPPER}]{{2,}}(?!\w))*"
_NUMBER = re.compile(
    rf"(?:^|\s)(?:Số|SỐ)\s*[:.]?[\s.…_]*(?P<figure>\d[\w-]*(?:\s*/\s*\d{{4}})?)[\s.…_]*/\s*(?P<symbol>{_SYMBOL})"
)
_BLANK_NUMBER = re.compile(rf"^(?:Số|SỐ)\s*(?::[\s.…_]*$|[:.]?[\s.…_]*/\s*(?:{_SYMBOL})?)")
_DATED = re.compile(
    r"(?P<place>(?:Quận|Phường) \d{1,2}|[^\W\d_][^,\d]{1,40}),\s*ngày[\s.…_]*(?P<day>\d{1,2})?"
    r"[\s.…_]*tháng[\s.…_]*(?P<month>\d{1,2})?[\s.…_]*năm(?:\s*(?P<year>\d{4}))?",
    re.IGNORECASE,
)
_MOTTO = re.compile(
    r"CỘNG H(?:ÒA|OÀ|OA)(?:\s+XÃ HỘI.*)?$|^XÃ HỘI CHỦ NGHĨA.*|^(?:NGHĨA )?VIỆT NAM$|"
    r"Độc\s*lập\s*[-–—.]\s*Tự\s*do.*|^Hạnh phúc$|ĐẢNG CỘNG SẢN VIỆT NAM$",
    re.IGNORECASE,
)
_ATTACHED = re.compile(
    r"kèm theo\s+(?:Kế hoạch|Quyết định|Công văn|Chương trình|Đề án|Văn bản|Nghị quyết|Thông báo|Tờ trình)"
    r"(?:\s+số\s*:?[\s.…]*(?P<figure>\d[\w-]*(?:/\d{4})?)?[\s.…]*/\s*(?P<symbol>" + _SYMBOL + r"))?"
    r"(?:[\s,]*ngày[\s.…]*(?P<d>\d{1,2})?(?:\s*[/.-]\s*|[\s.…]*tháng[\s.…]*)(?P<m>\d{1,2})?"
    r"(?:\s*[/.-]\s*|[\s.…]*năm\s*)(?P<y>\d{4}))?"
    r"(?:\s+của\s+(?:Chủ tịch\s+)?(?P<issuer>[^);.]+?)(?=\s+(?:về|ban hành)\s|[);.]|$))?",
    re.IGNORECASE,
)
_AUTHORITY = re.compile(
    r"(?:[UỦ][ỶY] BAN NHÂN DÂN|UBND)(?:\s+(?P<level>" + _LEVELS + r"|TP\.?|TX\.?|TT\.?)\s*(?P<name>\S.*)?)?$",
    re.IGNORECASE,
)
_AUTHORITY_ALONE = re.compile(rf"(?:[UỦ][ỶY] BAN NHÂN DÂN|UBND)\s+(?:{_LEVELS})\s+\S", re.IGNORECASE)
_LEVEL_OPENS = re.compile(rf"(?:{_LEVELS})\s+(?!HỘI\b)\S", re.IGNORECASE)
_SHORT_LEVELS = {"tp": "thành phố", "tx": "thị xã", "tt": "thị trấn"}
_OPENERS = sorted(
    {fold(word) for word in listed(KINDS)}
    - {fold(level) for level in _LEVELS.split("|")}
    - {"ban", "to", "trung", "hoi", "so", "bao"},
    key=len,
    reverse=True,
)
# Folded, “bão” is “báo” and “tờ” is “tổ”: the short ones are told with their diacritics.
_OPENS = re.compile(rf"(?:{'|'.join(_OPENERS)})(?!\w)")
_OPENS_EXACT = re.compile(r"(?:BAN|TỔ|HỘI|SỞ|BÁO)(?!\w)", re.IGNORECASE)
_LEFT_OPEN = re.compile(r"(?:\b(?:VÀ|CỦA|VỚI)|[-–,&])$", re.IGNORECASE)
_SMALL_WORDS = frozenset({"và", "của", "các", "cho", "với"})
_PROPER = ("Việt Nam", "Hồ Chí Minh", "Tổ quốc", "Hội đồng nhân dân", "Ủy ban nhân dân")
_SYLLABLE = re.compile(r"(?:ngh?|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdghklmnpqrstvx])?[aeiouy]+(?:ng|nh|ch|[cmnpt])?")
_ENDS = re.compile(
    r"(?:ke hoach|chuong trinh|de an|phuong an|quyet dinh|nghi quyet|chi thi|phu luc|danh muc|bieu|bang|s?tt$|so tt$)\b"
)
_HEAD_LINES, _MIXED_LINES, _ATTACHED_LINES = 16, 5, 60


@dataclass(frozen=True)
class Letterhead:
    """What the head says; None where it is blank. `year` is that of its day, known also where the day is blank."""

    issuer: str | None = None
    place: str | None = None
    number: str | None = None
    issued: date | None = None
    year: int | None = None


def read_letterhead(texts: Sequence[str], title: str, signs_for_authority: bool) -> Letterhead:
    """Return what the head of a document says.

    `texts` are its lines from the first, in cells too; the body spells the names that the head prints in capitals.
    `signs_for_authority`: the foot is signed “TM. ỦY BAN NHÂN DÂN”.
    """
    head, body = list(texts[:_HEAD_LINES]), " ".join(texts)
    dated = _dated(head)
    town = _spelled(dated["place"], body, None) if dated else None
    names = list(_names(head))
    issuer, place = _issuer(names, town, title, body, signs_for_authority)
    found = next((found for found in map(_NUMBER.search, head) if found), None)
    number = _number(found) if found else None
    issued = _day(dated["day"], dated["month"], dated["year"]) if dated else None
    attached = next((a for text in texts[:_ATTACHED_LINES] if (a := _ATTACHED.search(text))), None)
    if attached and not names:
        if issuer is None and attached["issuer"]:
            issuer, place = _of_attached(normalise(attached["issuer"]), body, place)
        if attached["figure"]:
            number = number or _number(attached)
        issued = issued or _day(attached["d"], attached["m"], attached["y"])
    year = dated["year"] if dated else attached["y"] if attached and not names else None
    return Letterhead(issuer, place, number, issued, int(year) if year else None)


def is_frame(text: str) -> bool:
    """Whether a line belongs to the head's frame: the national motto, the number, or the place and day."""
    return not _own_words(text) or bool(re.fullmatch(r"\d{4}\.?", text))


def _own_words(text: str) -> str:
    """Return what a line of the head says beside the motto, the number and the day."""
    text = _without_number(text)
    dated = _DATED.match(text)
    own = _MOTTO.sub("", text[dated.end() :] if dated else text)
    own = re.sub(r"[-–—_*]{2,}", " ", own).lstrip("-–—").strip(" _*.:;/|")  # the ruled line below the name
    return own if any(char.isalnum() for char in own) else ""


def _without_number(text: str) -> str:
    return _BLANK_NUMBER.sub("", _NUMBER.sub("", text)).strip()


def _dated(head: list[str]) -> re.Match[str] | None:
    for index, line in enumerate(head):
        line = _without_number(line)
        found = _DATED.match(line)
        following = head[index + 1] if index + 1 < len(head) else ""
        if found and not found["year"] and re.fullmatch(r"\d{4}\.?", following):
            found = _DATED.match(f"{line} {following}")  # a narrow cell broke the line
        if found:
            return found
    return None


def _names(head: list[str]) -> Iterator[str]:
    """The names that the head prints over one another, the highest first, each on one line."""
    framed = any(_MOTTO.search(line) or _NUMBER.search(line) or _BLANK_NUMBER.match(line) for line in head)
    name = ""
    for index, line in enumerate(head):
        text = _own_words(line)
        if _ENDS.match(fold(text)):
            break
        begins = _begins_name(text) if text.isupper() else index < _MIXED_LINES and bool(_AUTHORITY.match(text))
        if not (text.isupper() or begins) or "/" in text or ":" in text:
            continue
        if not name:
            name = text if begins or (framed and " " in text) else ""
        elif _AUTHORITY_ALONE.match(name) and _LEVEL_OPENS.match(text):
            yield name
            name = f"UBND {text}"
        elif begins and not _LEFT_OPEN.search(name) and not _is_bare(name):
            yield name
            name = text
        else:
            name = f"{name} {text}"
    if name:
        yield name


def _begins_name(text: str) -> bool:
    folded = fold(text)
    return bool(_OPENS.match(folded) or _OPENS_EXACT.match(text)) and len(text) < 120


def _is_bare(name: str) -> bool:
    """Whether `name` is no name yet: “VĂN PHÒNG” above “HỘI ĐỒNG NHÂN DÂN VÀ ỦY BAN NHÂN DÂN”."""
    found = _OPENS.match(fold(name)) or _OPENS_EXACT.match(name)
    return found is not None and found.end() == len(name) and not _AUTHORITY.match(name)


def _issuer(
    names: list[str], town: str | None, title: str, body: str, signs_for_authority: bool
) -> tuple[str | None, str | None]:
    """The last name of the head; an authority as UBND + level + place, which the title or body may have to tell."""
    authority = next((found for name in reversed(names) if (found := _AUTHORITY.match(name))), None)
    where: tuple[str, str] | None = None
    if authority and authority["level"] and authority["name"]:
        where = _placed(authority["level"], authority["name"], town, body)
    elif authority or (signs_for_authority and not names):
        where = _from_body(town, title, body)
    place = where[1] if where else town
    if where and where[1].isdigit():
        place = f"{where[0].capitalize()} {where[1]}"
    if not names or (authority and _AUTHORITY.match(names[-1])):
        return (f"UBND {where[0]} {where[1]}" if where else None), place
    return _spelled(names[-1], body, place), place


def _of_attached(name: str, body: str, place: str | None) -> tuple[str | None, str | None]:
    authority = _AUTHORITY.match(name)
    if authority and authority["level"] and authority["name"]:
        level, own = _placed(authority["level"], authority["name"], None, body)
        return f"UBND {level} {own}", own
    return (None if authority else name), place


def _placed(level: str, name: str, town: str | None, body: str) -> tuple[str, str]:
    bare = level.lower().rstrip(".")
    name = normalise(name)
    if town and fold(town) == fold(name):
        return _SHORT_LEVELS.get(bare, bare), town
    return _SHORT_LEVELS.get(bare, bare), (
        _in_body(name, body, proper=True) or name.title()
    ) if name.isupper() else name


def _from_body(town: str | None, title: str, body: str) -> tuple[str, str] | None:
    for text in (title, body):
        found = Counter(
            (level.lower(), normalise(name)) for level, name in re.findall(rf"\b((?i:{_LEVELS}))\s+({_NAME})", text)
        )
        same = [(pair, count) for pair, count in found.items() if town and fold(pair[1]) == fold(town)]
        best = max(same or found.items(), key=lambda item: item[1], default=None)
        if best and (same or text is title):
            return best[0]
    return None


def _spelled(name: str, body: str, town: str | None) -> str:
    """Return a name printed in capitals as the body spells it, else by the rule for agencies' names."""
    name = normalise(name)
    if not name.isupper():
        return name
    spelled = _in_body(name, body) or _cased(name)
    if town and fold(name).endswith(f" {fold(town)}"):
        spelled = f"{spelled[: -len(town)]}{town}"
    return spelled


def _in_body(name: str, body: str, proper: bool = False) -> str | None:
    found = Counter(m for m in re.findall(rf"(?<!\w){re.escape(name)}(?!\w)", body, re.IGNORECASE) if not m.isupper())
    fit = [m for m, _ in found.most_common() if m[:1].isupper() and (not proper or m == m.title())]
    return fit[0] if fit else None


def _cased(name: str) -> str:
    """“PHÒNG VĂN HÓA VÀ THÔNG TIN HUYỆN TUY PHƯỚC” -> “Phòng Văn hóa và Thông tin huyện Tuy Phước”."""
    place = re.search(rf"\s(?P<level>{_LEVELS})\s+(?!HỘI\b)(?P<place>\S.*)$", name, re.IGNORECASE)
    own = name[: place.start()] if place else name
    kind = _OPENS.match(fold(own)) or _OPENS_EXACT.match(own)
    cut = kind.end() if kind else 0
    words: list[str] = []
    capital = True
    named = False  # what follows an abbreviation is a name: “Trường THCS Nguyễn Du”
    for word in own[cut:].split():
        lower = word.lower()
        is_small = lower in _SMALL_WORDS or not lower[:1].isalpha()
        is_short = not _SYLLABLE.fullmatch(fold(word.rstrip(",")))
        words.append(lower if is_small else word if is_short else lower.capitalize() if capital or named else lower)
        named = not is_small and (named or is_short)
        capital = is_small or word.endswith(",")
    cased = f"{own[:cut].capitalize()} {' '.join(words)}".strip()
    for phrase in _PROPER:
        cased = re.sub(rf"(?<!\w){phrase}(?!\w)", phrase, cased, flags=re.IGNORECASE)
    return f"{cased} {place['level'].lower()} {place['place'].title()}" if place else cased


def _number(found: re.Match[str]) -> str:
    return re.sub(r"\s+", "", f"{found['figure']}/{found['symbol']}")


def _day(day: str | None, month: str | None, year: str | None) -> date | None:
    if not (day and month and year):
        return None
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
