"""Bullets and numbers typed at the start of a line: told apart from hyphens, amounts, dates and abbreviations."""

import re

# Dashes, signs and shapes that people type or that Word's symbol fonts leave behind (§ Ø ü ¨ are Wingdings letters).
_SHAPES = "•●○◦▪▫■□◆◇♦❖➢➤►▶✓✔✦★☆→⁃∙·"
_SIGNS = "-–—−‐‑+*"
_SYMBOL_FONT = {"\uf02d": "-", "\uf02b": "+", "\uf0be": "-"}
_BULLET = re.compile(
    rf"(?P<mark>[{_SHAPES}\ue000-\uf8ff]|[{_SIGNS}](?=\s)|[-–—+](?=[^\W\d_])|[§Øü¨](?=\s))\s*(?P<text>\S.*)", re.DOTALL
)
_ROMAN = r"(?=[IVX])X{0,3}(?:IX|IV|V?I{0,3})"
_LOWER_ROMAN = r"(?=[ivx])x{0,2}(?:ix|iv|v?i{0,3})"
_CAPITAL = "[A-ZĐÁÀẢÃẠĂẮẰẲẴẶÂẤẦẨẪẬÉÈẺẼẸÊẾỀỂỄỆÍÌỈĨỊÓÒỎÕỌÔỐỒỔỖỘƠỚỜỞỠỢÚÙỦŨỤƯỨỪỬỮỰÝỲỶỸỴ]"
_LETTER = r"[a-zđăâêôơư]"
_OPENS = r"[^\W_]|[“\"'‘(\[<>≥≤%*]"
_NUMBER = re.compile(
    rf"""(?P<mark>
        (?:{_ROMAN}|[A-H]|\d{{1,3}})(?:\.\d{{1,2}}){{1,4}}                              # 1.1. and 1.1 and II.3
            (?:[.)/](?=\s*[^\W\d_]|\s+[“"(\d])|(?=\s+{_CAPITAL}))
      | \d{{1,3}}(?:[.)](?=\s|[^\W\d_]{{2}})|[/:](?=\s+[^\W\d_])|-(?=\s*[^\W\d_]))        # 1. and 1) and 1/ and 1-
      | \(\d{{1,2}}\)(?=\s) | \({_LETTER}\)(?=\s) | \({_LOWER_ROMAN}\)(?=\s)         # (1) and (a) and (i)
      | (?:{_LETTER}|{_LOWER_ROMAN})(?:[.)](?=\s)|\)(?=[^\W\d_]{{2}})|/(?=\s+[^\W\d_]))    # a) and a. and ii)
      | (?:{_ROMAN}|[A-GĐ])(?:[.)](?=\s|{_CAPITAL}\w)|[/:](?=\s+[^\W\d_]))                # I. and A) and II/
      | (?:{_ROMAN})-(?=\s+[^\W\d_])                                                 # I- MỤC ĐÍCH
    )\s*(?P<text>(?:{_OPENS}).*)""",
    re.DOTALL | re.VERBOSE,
)
# “X. Phước Hòa”, “Đ. Lê Lợi”, “C. Vân”: an abbreviation before a proper name, in which every word has a capital.
_PROPER_NAME = re.compile(r"(?:[^\W\d_]\w*[\s,;.)]*){1,4}$")
_ABBREVIATIONS = frozenset("XĐ")
_AMOUNT = re.compile(r"000\b|\d{3}(?:[.,]\d{3})+\b")
_DAY = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}")


def split_mark(text: str) -> tuple[str, str]:
    """Return (mark, rest) of one line; mark is "" when the line opens with none.

    A mark alone is text, not a mark: a cell that holds only "-" or "1." keeps it as its words.
    """
    line = text.strip()
    found = _BULLET.match(line)
    if found:
        mark = found["mark"]
        return _SYMBOL_FONT.get(mark, "•" if "\ue000" <= mark <= "\uf8ff" else mark), found["text"]
    found = _NUMBER.match(line)
    if not found or _looks_like_words(found["mark"], found["text"], line):
        return "", line
    return found["mark"], found["text"]


def _looks_like_words(mark: str, rest: str, line: str) -> bool:
    if mark[0].isdigit() and (_AMOUNT.match(rest) or _DAY.match(line)):
        return True
    if mark[0] in _ABBREVIATIONS and mark[1:] == ".":
        words = rest.split()
        return bool(_PROPER_NAME.match(rest)) and not rest.isupper() and all(w[0].isupper() for w in words[:2])
    return False


def is_bullet(mark: str) -> bool:
    """Tell whether a mark is a sign or a shape rather than a number or a letter."""
    return bool(mark) and not any(c.isalnum() for c in mark)
