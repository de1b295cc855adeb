"""Happenings in deadlines: which words name one, how long after it, and where another deadline begins in them."""

import re
from dataclasses import replace

from parindex.core.recurrences import Point, Unreadable
from parindex.core.schedule_words import UNITS, Item
from parindex.core.schedules import Unit, Within

# What follows "trước" or "sau" and is a time that was not understood, rather than a happening.
_NO_HAPPENING = re.compile(r"[\W\d]|(?:và|hoặc|ngày làm việc)\b|(?:ngày|tháng|quý|năm)\W*(?:\d|[IVX]+\b|$)")
_UNTIL_TIME = re.compile(r"đến (?:hết )?(?:ngày|tháng|quý|năm|cuối) ?[\dIVX]")
_MULTIPLES: dict[str, tuple[int, Unit]] = {
    "day": (1, "day"), "working_day": (1, "working_day"), "hour": (1, "hour"), "working_hour": (1, "working_hour"),
    "week": (7, "day"), "month": (1, "month"), "quarter": (3, "month"), "year": (12, "month"),
}  # fmt: skip
# "Sau khi ban hành 10 ngày": how long after. A length that the happening itself has, or of delay, is not.
_COUNT_BEHIND = re.compile(
    r"^(?P<trigger>.+?),?(?: (?:chậm nhất|muộn nhất|tối đa|không quá|trong(?: vòng| thời hạn)?)(?: là)?)? "
    r"(?P<count>\d{1,3}) (?P<unit>ngày làm việc|ngày|tháng|giờ làm việc|giờ|tuần)$",
    re.IGNORECASE,
)
_HAS_LENGTH = re.compile(
    r"(?<!\w)(?:quá|quá hạn|trễ|trễ hạn|chậm|muộn|sớm|trước|được|trong|đủ|ít nhất|tối thiểu|hơn|trên|dưới|và|hoặc|đến|"
    r"từ|kể|công khai|niêm yết|đăng tải|thí điểm|thử nghiệm|vận hành|hoạt động|thực hiện|triển khai|áp dụng|nghỉ|"
    r"thời hạn|thời gian|vòng|có hiệu lực)$",
    re.IGNORECASE,
)
# A time inside the words of a happening or a reference that is not theirs: it has a bound, begins a line of its own, or
# follows what parts two deadlines. "Quyết định số 5/QĐ-UBND ngày 03/4/2023" has its own date.
_BOUND = (
    r"(?:trước|(?:chậm|muộn) nhất|đến hết|hoàn thành|xong|hạn|Trước|(?:Chậm|Muộn) nhất|Đến|Hoàn thành|Xong|Hạn)"
    r"(?: trong| trước| vào| là| đến)*"
    r"(?: (?:ngày|tháng|[Qq]uý|năm) (?:\d|[IVX]+\b)| \d{1,2}[/.]\d| \d{1,2} tháng \d)|"
    r"từ (?:ngày |tháng |quý |năm )?[\dIVX][^,;]* đến "
)
_FRESH = (
    r"(?:(?:Trong|Vào|Hoàn thành) )?(?:Quý|(?:Ngày|Tháng|Năm|Từ|Từ ngày|Từ tháng|Từ năm)(?= \d)|Từ quý|Trong thời hạn|"
    r"(?:Hàng|Hằng|Định k[ỳì](?: \S+)?) (?:tuần|tháng|quý|năm)|Thường xuyên|Khi có|Sau khi|Theo)(?!\w)"
)
_PARTED = r"(?:\d{1,2}/\d{1,2}(?:/\d{4})?(?!\d)|(?:(?:ngày|tháng|quý|năm|từ ngày|từ tháng) )(?:\d|[IVX]+\b))"
_SWALLOWED = re.compile(
    rf"(?<=.[ (])(?:{_BOUND}|{_FRESH})|(?<![Nn]gày)(?<!số)(?<!từ)(?<!đến)(?<!-) (?=\d{{1,2}}/\d{{1,2}}/\d{{4}}(?!\d))"
    rf"|(?:[,+/&] ?|\bvà ){_PARTED}(?!.*(?:của|số))"
)


def is_happening(words: str) -> bool:
    """Whether words name something that happens, and no time that was not understood."""
    return not (_NO_HAPPENING.match(words) or _UNTIL_TIME.search(words))


def within(point: Point) -> Within:
    """Return the length that a counted point says; Unreadable outside 1-999."""
    count, unit = point.count or (0, "day")
    times, plain = _MULTIPLES[unit]
    if not 1 <= count <= 999:
        raise Unreadable
    return Within(count * times, plain)


def counted_behind(own: Item, text: str) -> tuple[str, Within | None]:
    """Return the happening of "sau khi ban hành 10 ngày" and the length behind it; `text` is the whole phrase."""
    found = _COUNT_BEHIND.match(own.value)
    after = re.match(r"(?:ngay )?sau\b|kể từ khi\b", text[own.start : own.end], re.IGNORECASE)
    if own.kind != "when" or not (found and after) or _HAS_LENGTH.search(found["trigger"]):
        return own.value, None
    return found["trigger"], within(Point(count=(int(found["count"]), UNITS[found["unit"].casefold()])))


def within_own_words(text: str, item: Item) -> tuple[Item, list[tuple[int, int]]]:
    """Return a happening or reference without what its words run on to, another deadline, and where that stands."""
    words = text[item.start : item.end]
    found = _SWALLOWED.search(words)
    if not found or not isinstance(item.value, str):
        return item, []
    kept = item.value[: max(0, len(item.value) - len(words[found.start() :].rstrip(" .,:-–")))].rstrip(" ,.:;+/&-–(")
    return replace(item, value=kept, end=item.start + found.start()), [(item.start + found.start(), item.end)]
