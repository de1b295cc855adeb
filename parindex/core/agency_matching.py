"""How the written forms of an agency's name are told to be one: spellings, abbreviations, level words, heads, slips."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from rapidfuzz.distance import OSA

from parindex.core.agency_entries import Agency, Group
from parindex.core.agency_words import loose
from parindex.core.words import normalise

_HEAD = re.compile(
    r"^(?:các\s+)?(?:phó\s+)?(?:thủ trưởng|tổ trưởng|trưởng|chánh|giám đốc|chủ tịch|bí thư|lãnh đạo|người đứng đầu)\s+"
    r"(?:của\s+)?",
    re.I,
)
_SPELLED = (
    ("uy ban nhan dan", "ubnd"),
    ("hoi dong nhan dan", "hdnd"),
    ("uy ban mat tran to quoc", "mttq"),
    ("vp", "van phong"),
    ("bql", "ban quan ly"),
    ("qlda", "quan ly du an"),
    ("p", "phong"),
    ("ptnt", "phat trien nong thon"),
    ("ptqd", "phat trien quy dat"),
    ("ttr", "thanh tra"),
)
_MANY = re.compile(r"^(?:cac|nhung|tat ca|toan the|toan bo|moi) ")
_COMMUNE = re.compile(r"^(?:UBND\s+)?(?P<level>xã|phường|thị trấn|đặc khu)\s+(?P<name>.+)$")
_LEVEL_SHORT = {"thị trấn": ("tt",), "phường": ("p",), "xã": ("x",), "đặc khu": ()}
_SHORTEST_SLIP, _MOST_SLIPS = 4, 2


def joined(form: str) -> str:
    """Return loose words without spaces: "VH TT" and "VHTT" are the same."""
    return form.replace(" ", "")


def _spelled(words: str) -> str:
    padded = f" {words} "
    for short, long in _SPELLED:
        padded = padded.replace(f" {short} ", f" {long} ")
    return padded.strip()


def accents(text: str) -> tuple[str, ...]:
    """Return the words of `text` with their letters and, apart, their tones: "Hòa" and "Hoà" are the same."""
    found = []
    for word in re.findall(r"[^\W_]+", normalise(text).casefold()):
        parts = unicodedata.normalize("NFD", word)
        tones = "".join(sorted(char for char in parts if char in "\u0300\u0301\u0303\u0309\u0323"))
        found.append("".join(char for char in parts if char not in tones) + tones)
    return tuple(found)


@dataclass(frozen=True)
class Places:
    """The words that say whose office it is ("huyện", "huyện Tuy Phước"): its plans often leave them out."""

    levels: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, agencies: Iterable[Agency]) -> "Places":
        found = []
        for agency in agencies:
            level, _, name = agency.name.removeprefix("UBND ").partition(" ")
            if agency.kind == "authority" and name:
                found.append((loose(level), loose(name)))
        return cls(tuple(dict.fromkeys(found)))

    def bare(self, words: str) -> str:
        """Return the loose `words` without the level at the end; unchanged where nothing else would be left."""
        for level, name in self.levels:
            tail = rf"(?: (?:thuoc|cua|truc thuoc|tren dia ban)(?: ubnd)?)?(?: cap)? {level}(?: {name})?$"
            words = re.sub(tail, "", words) or words
        return words


def forms(agency: Agency, places: Places) -> frozenset[str]:
    """Return every form, in loose words, that means this agency when it stands alone."""
    written = {agency.name, *agency.aliases}
    if agency.kind == "commune":
        written |= _commune_forms(agency.name)
    if agency.kind == "authority":
        written |= {
            agency.name.removeprefix("UBND "),
            " ".join(agency.name.split()[:2]),
            " ".join(agency.name.split()[2:]),
        }
    if agency.kind == "department":
        written |= _field_forms(written)
    heads = {head for head in (agency.head, *agency.head_aliases) if head}
    found = {_spelled(loose(name)) for name in written | heads if name}
    return frozenset(form for name in found for form in (name, places.bare(name)) if form)


def _field_forms(names: Iterable[str]) -> set[str]:
    """Forms of "Phòng Tài chính - Kế hoạch" without the kind of office or with initials: Phòng TC-KH, TCKH."""
    found = set()
    for name in names:
        kind, _, field = name.partition(" ")
        if kind in ("Phòng", "Sở", "Bộ") and field:
            short = set(_shortened(field))
            found |= (
                {field}
                | {f"{kind} {form}" for form in short}
                | {form for form in short if len(joined(_spelled(loose(form)))) > 3}
            )
    return found


def _commune_forms(name: str) -> set[str]:
    found = _COMMUNE.match(name)
    if not found:
        return set()
    level, place = found["level"], found["name"]
    return {f"{level} {place}", place, f"UBND {place}"} | {
        form for short in _LEVEL_SHORT[level] for form in (f"{short} {place}", f"UBND {short} {place}")
    }


def _shortened(field: str) -> Iterator[str]:
    """Yield a field with each of its halves whole or as initials: Tài chính - KH, TC - Kế hoạch, TC - KH."""
    halves = [half.split() for half in re.split(r"\s*[-–,]\s*|\s+và\s+", field)]
    choices = [(" ".join(half), "".join(word[0] for word in half)) for half in halves]
    for choice in product(*choices):
        if any(part != whole for part, (whole, _) in zip(choice, choices, strict=True)):
            yield " ".join(choice)


def group_forms(group: Group, places: Places) -> frozenset[str]:
    """Return every form, in loose words, that means this group."""
    return frozenset(_MANY.sub("", places.bare(_spelled(loose(name)))) for name in (group.name, *group.called))


@lru_cache(maxsize=1 << 14)
def readings(name: str, places: Places) -> tuple[str, ...]:
    """Return the loose words that `name` may stand for, the most literal first: as written, less level, less head."""
    found: list[str] = []
    for text in (name, _HEAD.sub("", name)):
        words = _spelled(loose(text))
        for form in (words, _MANY.sub("", words), places.bare(words), _MANY.sub("", places.bare(words))):
            if form and form not in found:
                found.append(form)
    return tuple(found)


def same_accents(name: str, agency: Agency) -> bool:
    """Do the words that `name` shares with the agency's names carry the same letters and tones?"""
    own = {
        _bare_word(word): word for text in (agency.name, *agency.aliases, agency.head or "") for word in accents(text)
    }
    return all(own.get(_bare_word(word), word) == word for word in accents(name))


def _bare_word(word: str) -> str:
    return loose(word)


def closest(form: str, known: dict[str, frozenset[str]]) -> str | None:
    """Return the one key with a form that is a slip of the pen away from `form`; None when none or several may be.

    A slip is one letter, in at most two words of four letters or more: short words tell a Sở from a Tổ, and a word more
    tells a province's office from a district's. Any other key must be two letters farther, so that near names of
    neighbours (Phước Thành, Phước Thắng) are not guessed.
    """
    words = form.split()
    nearest: list[tuple[int, str]] = []
    for key, forms_of_key in known.items():
        distances = [sum(one) for other in forms_of_key if (one := _distances(words, other.split())) is not None]
        if distances:
            nearest.append((min(distances), key))
    nearest.sort()
    if not nearest or (len(nearest) > 1 and nearest[1][0] < nearest[0][0] + 2):
        return None
    key = nearest[0][1]
    return key if any(_is_slip(words, other.split()) for other in known[key]) else None


def _distances(one: list[str], other: list[str]) -> list[int] | None:
    """Letters by which each word differs; None for another number of words."""
    if len(one) != len(other):
        return None
    return [OSA.distance(first, second) for first, second in zip(one, other, strict=True)]


def _is_slip(one: list[str], other: list[str]) -> bool:
    distances = _distances(one, other)
    if distances is None or not 0 < sum(distances) <= _MOST_SLIPS or max(distances) > 1:
        return False
    changed = [first for first, second in zip(one, other, strict=True) if first != second]
    return all(len(word) >= _SHORTEST_SLIP for word in changed)
