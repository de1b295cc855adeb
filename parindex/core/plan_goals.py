"""The goal that a plan's own words set for the index: points, a rank, or both; proposed to a person, never assumed."""

import re
from collections.abc import Iterable
from typing import Any

_NAME = re.compile(r"Chỉ số (?:cải cách hành chính|CCHC)\b|PAR[ -]?INDEX", re.IGNORECASE)
_OTHER = re.compile(r"Chỉ số (?!cải cách hành chính|CCHC)|SIPAS|PAPI|PCI|\bDTI\b", re.IGNORECASE)
_AIM = re.compile(r"phấn đấu|mục tiêu|phải đạt|yêu cầu|đặt ra", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.;])\s+")
_AT_LEAST = r"(?:từ|trên|ít nhất|tối thiểu|ở mức|mức|khoảng)"
_POINTS = re.compile(
    rf"(?:đạt|lên|{_AT_LEAST})\s+(?:{_AT_LEAST}\s+)*(?P<points>\d{{1,3}}(?:[.,]\d{{1,2}})?)(?:\s*/\s*\d+)?\s*điểm"
    r"(?P<more>\s+trở lên)?",
    re.IGNORECASE,
)
_RANK = re.compile(
    r"(?:xếp|hạng|vị trí)\s+(?:(?:hạng|vị trí|thứ|ở|lên|từ)\s+)*0?(?P<rank>\d{1,2})\b(?!\s*[.,/]?\d*\s*(?:%|điểm))"
    r"|(?:nhóm|tốp|top)\s+0?(?P<first>\d{1,2})\b(?=[^.;]{0,60}(?:dẫn đầu|cao nhất|đứng đầu|đầu))",
    re.IGNORECASE,
)
_OF_YEAR = re.compile(r"năm\s+(\d{4})")


def read_goal(texts: Iterable[str], year: int) -> dict[str, Any] | None:
    """The first goal for the index of the plan's `year`: points as text, rank, and the sentence; None without one.

    A sentence counts that names the index and says what is striven for; results of earlier years and goals of later
    ones do not.
    """
    for text in texts:
        if not _NAME.search(text):
            continue
        for sentence in _SENTENCE.split(text):
            found = _of_sentence(sentence, year)
            if found:
                return found
    return None


def _of_sentence(sentence: str, year: int) -> dict[str, Any] | None:
    name, aim = _NAME.search(sentence), _AIM.search(sentence)
    if name is None:
        return None
    after = sentence[(aim or name).start() :]  # what stands before the aim is the result of a year before
    named = _NAME.search(after)
    if other := _OTHER.search(after, named.end() if named else 0):
        after = after[: other.start()]
    years = [int(found) for found in _OF_YEAR.findall(after)]
    if years and year not in years:
        return None
    points, rank = _POINTS.search(after), _RANK.search(after)
    if not aim and not (points and points["more"]):
        return None
    if points is None and rank is None:
        return None
    return {
        "points": points["points"].replace(",", ".") if points else None,
        "rank": int(rank["rank"] or rank["first"]) if rank else None,
        "words": sentence.strip(),
    }
