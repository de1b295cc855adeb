"""How the written forms of an agency's name are told to be one: spellings, abbreviations, level words, heads, slips."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
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
_SHORTEST_SLIP = 8


def squeeze(text: str) -> str:
    """Return the letters of `text` alone, folded, "và" left out: the form in which names are compared."""
    return _spelled(loose(text)).replace(" ", "")


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
    """Return every squeezed form that means this agency when it stands alone."""
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
        fields = {name.split(" ", 1)[1] for name in written if name.startswith("Phòng ")}
        short = {form for name in fields for form in _shortened(name)}
        written |= fields | {f"Phòng {form}" for form in short} | {form for form in short if len(squeeze(form)) > 3}
    heads = {head for head in (agency.head, *agency.head_aliases) if head}
    found = {_spelled(loose(name)) for name in written | heads if name}
    return frozenset(form.replace(" ", "") for name in found for form in (name, places.bare(name)) if form)


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
    """Return every squeezed form that means this group."""
    found = {_MANY.sub("", places.bare(_spelled(loose(name)))) for name in (group.name, *group.called)}
    return frozenset(form.replace(" ", "") for form in found)


def readings(name: str, places: Places) -> Iterator[str]:
    """Yield the squeezed forms that `name` may stand for, the most literal first: as written, less level, less head."""
    seen: set[str] = set()
    for text in (name, _HEAD.sub("", name)):
        words = _spelled(loose(text))
        for form in (words, _MANY.sub("", words), places.bare(words), _MANY.sub("", places.bare(words))):
            short = form.replace(" ", "")
            if short and short not in seen:
                seen.add(short)
                yield short


def same_accents(name: str, agency: Agency) -> bool:
    """Do the words that `name` shares with the agency's names carry the same letters and tones?"""
    own = {
        _bare_word(word): word for text in (agency.name, *agency.aliases, agency.head or "") for word in accents(text)
    }
    return all(own.get(_bare_word(word), word) == word for word in accents(name))


def _bare_word(word: str) -> str:
    return loose(word)


def closest(form: str, known: dict[str, frozenset[str]], strict: frozenset[str]) -> str | None:
    """Return the one key whose written form is a slip away from `form`; None when none is or two might be meant.

    A slip is one letter in 16 and one more (one in all for `strict` keys: group names differ by short words), and
    every other key must be at least two letters farther; near ones ("Phước Thành", "Phước Thắng") are not guessed.
    """
    if len(form) < _SHORTEST_SLIP:
        return None
    allowed = 1 + len(form) // 16
    best: Counter[str] = Counter()
    for key, written in known.items():
        distances = [OSA.distance(form, other) for other in written if len(other) >= _SHORTEST_SLIP - 1]
        if distances:
            best[key] = min(distances)
    ranked = sorted(best.items(), key=lambda found: (found[1], found[0]))
    if not ranked or ranked[0][1] > (1 if ranked[0][0] in strict else allowed):
        return None
    if len(ranked) > 1 and ranked[1][1] < ranked[0][1] + 2:
        return None
    return ranked[0][0]
