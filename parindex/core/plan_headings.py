"""The headings among the rows of a plan's table: parts, sections, groups, and those under which nothing stands."""

import re
from dataclasses import dataclass, field

from parindex.core.plan_reading import Place, Unread
from parindex.core.words import normalise

_ROMAN = r"(?=[IVX])X{0,3}(?:IX|IV|V?I{0,3})"
_SECTION = re.compile(rf"{_ROMAN}|[A-ZĐ]|(?:PHẦN|MỤC|NHÓM)\s+(?:[IVX]+|\d+|[A-Z])", re.IGNORECASE)
_PART, _SECTIONED, _GROUP = range(3)
_HEADED = re.compile(rf"({_ROMAN}|[A-HĐ])\s*[.)/:-]\s+(\S.*)", re.DOTALL)


def clean_number(number: str) -> str:
    """Return a printed number without what stands around it: “1.” and “(1)” are 1."""
    return number.strip().rstrip(".)/:").lstrip("(").strip()


def numbers_section(number: str) -> bool:
    """Whether a number is a section's: a Roman numeral, a capital, or “Phần 1”."""
    return bool(_SECTION.fullmatch(clean_number(number)))


def is_headed(text: str) -> bool:
    """Whether the words begin with a section's number."""
    return bool(_HEADED.match(text))


@dataclass
class Headings:
    """The headings that the rows so far stand under. `unread` holds those under which no item came."""

    section: str | None = None
    title: str | None = None
    group: str | None = None
    unread: list[Unread] = field(default_factory=list)
    _part: tuple[str, str] | None = None
    _bare: list[tuple[int, Unread]] = field(default_factory=list)

    def open(self, number: str, words: str, place: Place) -> None:
        """Take a heading: numbered it opens a section, else a group within the section, or a section without number."""
        headed = _HEADED.match(words) if not number else None
        if headed:
            number, words = headed[1], normalise(headed[2])
        number = clean_number(number)
        if number:
            self._open_section(number, words, place)
        elif self.section is None:
            self._leave(_SECTIONED, place, words)
            self.title = words
        else:
            self.open_group(words, place)

    def open_group(self, words: str, place: Place) -> None:
        """Take a heading within the section."""
        self._leave(_GROUP, place, words)
        self.group = words

    def leave_group(self) -> None:
        """What comes next stands under the section again."""
        self._end(_GROUP)
        self.group = None

    def add(self, words: str) -> None:
        """Take more words of the heading taken last: a page break cut it."""
        if self.group:
            self.group = f"{self.group} {words}"
        else:
            self.title = f"{self.title or ''} {words}".strip()

    def use(self) -> None:
        """An item stands under the headings now."""
        self._bare = []

    def close(self) -> None:
        """The table ends: headings without an item stay unread, the others are forgotten."""
        self.unread += [bare for _, bare in self._bare]
        self._bare, self._part = [], None
        self.section = self.title = self.group = None

    def _open_section(self, number: str, words: str, place: Place) -> None:
        is_roman = bool(re.fullmatch(_ROMAN, number))
        # “A. …” with “I. …” right below it is a part with sections; sections after it are that part's too.
        if is_roman and self._bare and self.section and not re.fullmatch(_ROMAN, self.section.split(".")[-1]):
            self._part = (self.section, self.title or "")
            self._bare = [(_PART, bare) for _, bare in self._bare]
        elif not is_roman:
            self._part = None
            self._end(_PART)
        self._leave(_SECTIONED, place, f"{number} {words}".strip())
        part = self._part
        self.section = f"{part[0]}.{number}" if part else number
        self.title = " – ".join(text for text in (part[1] if part else "", words) if text)
        self.group = None

    def _leave(self, rank: int, place: Place, words: str) -> None:
        """A heading ends those of its own rank and below."""
        self._end(rank)
        self.group = None
        self._bare.append((rank, Unread(place, words, "đề mục không có mục nào bên dưới")))

    def _end(self, rank: int) -> None:
        self.unread += [bare for own, bare in self._bare if own >= rank]
        self._bare = [(own, bare) for own, bare in self._bare if own < rank]
