"""One spelling for deadline phrases: marks, blanks, tone marks set on the wrong vowel, and commas that part nothing."""

import re
import unicodedata

from parindex.core.words import normalise

_LABEL = re.compile(r"^(?:thời (?:gian|hạn|điểm)|tiến độ|hạn)[^:;\d]{0,40}:", re.IGNORECASE)
_BULLET = re.compile(r"^[\s\-+*•–—.,;:]+")
# The words of deadlines in which the tone is often set on the wrong vowel: "qúy", "trứơc", "hòan thành".
_WORDS = """
    quý quí trước thường xuyên hoàn thành tuần tuyên truyền cuối giữa cuộc được toàn bước việc chiều buổi trưởng tiến
    tiếp của điểm điều khoảng thuộc nguyên hóa khóa thủy liên kiểm chuyển liền kề người giờ
"""
_TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0303\u0309\u0323"))
_NTH = {"nhất": "đầu", "1": "đầu", "01": "đầu", "hai": "giữa", "2": "giữa", "02": "giữa", "ba": "cuối", "3": "cuối",
        "03": "cuối"}  # fmt: skip
_NTH_MONTH = r"\btháng thứ (nhất|hai|ba|0?[123])\b"
_EACH_QUARTER = re.compile(r"\b(?:hàng|hằng|mỗi|từng|định k[ỳì])(?: hàng| hằng)? qu[ýí]\b", re.IGNORECASE)


def _untoned(word: str) -> tuple[str, str]:
    """Return a word's letters and its tones apart: where the tone stands does not matter."""
    marks = unicodedata.normalize("NFD", word.casefold())
    return unicodedata.normalize("NFC", marks.translate(_TONES)), "".join(c for c in marks if ord(c) in _TONES)


_RIGHT = {_untoned(word): word for word in _WORDS.split()} | {_untoned("kì"): "kì", _untoned("qúi"): "quí"}


def _retoned(match: re.Match[str]) -> str:
    word = match[0]
    right = _RIGHT.get(_untoned(word), word)
    if right == word.casefold() or right == word:
        return word
    return right.upper() if word.isupper() else right.capitalize() if word[0].isupper() else right


def spelled(phrase: str) -> str:
    """One spelling of marks: NFKC, single spaces, plain dashes, no bullets, labels or final stops."""
    text = normalise("".join(c for c in unicodedata.normalize("NFKC", phrase) if c.isprintable() or c.isspace()))
    text = re.sub(r"[^\W\d_]{3,}", _retoned, text)
    text = re.sub(r"[‐‑‒–—―−]", "-", text).replace("\u2044", "/").replace("*", "")
    text = re.sub(r"(?<=[\dIVX])(?<!\D20\d\d) ?/ ?(?=\d)", "/", text)
    text = re.sub(r"\b(ngày|tháng|năm|quý)(?=\d|(?:I{1,3}|IV)\b)", r"\1 ", text, flags=re.IGNORECASE)
    text = re.sub(r"\b(\d{4})-(\d{2})-(\d{2})\b", r"\3/\2/\1", text)
    text = re.sub(r"(?<=\d)([.-]) (?=\d{1,2}\1 ?\d{4})", r"\1", text)
    text = _BULLET.sub("", _LABEL.sub("", _BULLET.sub("", text)))
    text = re.sub(r"\bT\.? ?(?=\d{1,2}/\d{4})", "tháng ", text)
    text = re.sub(r"\bQ\.? ?(?=(?:I{1,3}|IV|[1-4])/\d{4})", "quý ", text)
    text = re.sub(r"(?<=[\w)])\. (?=[^\W\d_]|\d{1,2}/\d{1,2}/)", "; ", text)
    text = _one_unit(text)
    return re.sub(r"(?<![\d ]) ?: ?", " ", text).strip(" .,;-")


def _one_unit(text: str) -> str:
    """Take out what parts the words of one time: "quý II, năm 2025", "ngày 15, tháng 4", "05 ngày (làm việc)"."""
    text = re.sub(r"(?<!\d)(\d{1,2}|I{1,3}|IV) ?, (?=năm (?:19|20|21)\d\d)", r"\1 ", text, flags=re.IGNORECASE)
    text = re.sub(r"\b(ngày \d{1,2}) ?, (?=tháng (?:\d|đầu|giữa|cuối))", r"\1 ", text, flags=re.IGNORECASE)
    text = re.sub(r"(?<=ngày|.giờ) \((làm việc|hành chính)\)", r" \1", text, flags=re.IGNORECASE)
    behind = r"(?=,?(?: \(?(?:của|trong))?(?: (?:mỗi|hàng|hằng|từng))? ?\(?qu[ýí]\b)"
    text = re.sub(_NTH_MONTH + behind, _month_of_quarter, text, flags=re.IGNORECASE)
    if _EACH_QUARTER.search(text):
        text = re.sub(_NTH_MONTH + r"(?! (?:của )?năm)", _month_of_quarter, text, flags=re.IGNORECASE)
    return text


def _month_of_quarter(match: re.Match[str]) -> str:
    return f"tháng {_NTH[match[1].casefold()]}"
