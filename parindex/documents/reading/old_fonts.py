"""Recognises Vietnamese typed for fonts older than Unicode (TCVN3: .VnTime, VNI: VNI-Times), read as gibberish."""

import re
from collections.abc import Iterable

from parindex.core.errors import InputError

# What those fonts show as letters are signs that no Vietnamese word holds: “Céng hoµ x· héi”, “COÄNG HOØA”.
_TCVN3 = re.compile(r"[^\W\d_][µ¸¶·¹¨»¾¼½©]|®[^\W\d_]|[µ¸¶·¹¨»¾¼½©][^\W\d_]")
_VNI = re.compile(r"[aeiouyAEIOUYôơưÔƠƯ][ÄØÛÏäøûï]")
_WORD = re.compile(r"[^\W\d_]+")
_LEAST, _SHARE = 12, 0.05


def refuse_old_fonts(texts: Iterable[str]) -> None:
    """InputError when more than one word in twenty is spelled for an old font."""
    text = " ".join(texts)
    words = len(_WORD.findall(text))
    for name, pattern in (("TCVN3 (.VnTime)", _TCVN3), ("VNI (VNI-Times)", _VNI)):
        found = len(pattern.findall(text))
        if found >= _LEAST and found > words * _SHARE:
            raise InputError(
                f"văn bản gõ bằng phông chữ cũ {name} nên không đọc đúng được; hãy chuyển mã sang Unicode"
                " (ví dụ bằng UniKey, Ctrl+Shift+F6) rồi tải lên lại"
            )
