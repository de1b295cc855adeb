"""Vietnamese text: one spelling of each letter, folding for search, keys for sorting."""

import re
import unicodedata

_SPACES = re.compile(r"[\s\u00a0\u2000-\u200b\u202f\u2060\ufeff]+")

# The alphabet's order (TCVN 5712 keyboards and dictionaries): letters first, tones break ties.
_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_RANK = {letter: chr(ord("A") + i) for i, letter in enumerate(_LETTERS)}
# Tones in dictionary order: none, huyền, hỏi, ngã, sắc, nặng.
_TONES = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}


def normalise(text: str) -> str:
    """Return `text` in NFC with every run of white space, of any kind, as one space."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()


def fold(text: str) -> str:
    """Return `text` without diacritics and case, đ as d: two texts that a hasty searcher means alike are equal."""
    bare = unicodedata.normalize("NFD", normalise(text).casefold()).replace("đ", "d")
    return "".join(c for c in bare if not unicodedata.combining(c))


def sort_key(text: str) -> str:
    """Return a key whose byte order is the Vietnamese dictionary order (ă after a, đ after d, tones last)."""
    letters, tones = [], []
    for char in normalise(text).casefold():
        base, tone = _without_tone(char)
        if base in _RANK:
            letters.append(_RANK[base])
            tones.append(tone)
        elif base.isdigit():
            letters.append(base)
        else:
            letters.append(" ")
    return "".join(letters) + "\x1f" + "".join(tones)


def _without_tone(char: str) -> tuple[str, str]:
    tone = "0"
    kept = []
    for part in unicodedata.normalize("NFD", char):
        if part in _TONES:
            tone = _TONES[part]
        else:
            kept.append(part)
    return unicodedata.normalize("NFC", "".join(kept)), tone
