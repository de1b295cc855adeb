"""What would tell who somebody is: the one rule for words that are refused and for cells that are not shown."""

import re

from parindex.core.words import normalise

HIDDEN = "(không hiện: có thể là dữ liệu cá nhân)"
# A telephone, an identity number of twelve digits, an e-mail address.
_PERSONAL = re.compile(r"(?<!\w)(?:(?:\+84|0)(?:[ .]?\d){9}|\d{12}|[\w.+-]+@[\w-]+\.[\w.]+)(?!\w)")

# Days as systems write them. A stamp of twelve digits is no identity number: those begin with a province, 001 to 096.
_DAY = re.compile(
    r"(?<!\d)(?:\d{1,2}([./-])\d{1,2}\1(?:\d{4}|\d{2})|\d{4}([./-])\d{1,2}\2\d{1,2}"
    r"|(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:\d{4}|\d{6})?)(?!\d)"
)
_SERIAL = re.compile(r"\d{5}\.\d+")  # a spreadsheet's day with its time
_WEEKDAY = re.compile(r"\bthứ (?:hai|ba|tư|năm|sáu|bảy)\b|\bchủ nhật\b")
_BETWEEN = re.compile(r"(?<=\d)[ .()-]+(?=\d)")
# Words that belong to a day or an hour: no family name is among them, and they count beside digits only.
_DAY_WORDS = """am pm sa ch h giờ g phút p giây s ngày tháng năm quý i ii iii iv kỳ cn t z utc gmt đ vnd
    jan feb mar apr may jun jul aug sep sept oct nov dec january february march april june july august september
    october november december mon tue wed thu fri sat sun monday tuesday wednesday thursday friday saturday sunday"""
_OF_DAYS = frozenset(_DAY_WORDS.split())
# What systems and people write where there is no day or number.
_EMPTY_WORDS = """null|none|nan|nat|n/a|na|#n/a|#ref!|#value!|#name?|#num!|#div/0!|true|false|x|có|không|chưa|chưa có
    |không có|chưa rõ|không rõ|chưa xong|chưa trả|chưa xử lý|chưa giải quyết|chưa có kết quả|đang xử lý|đang giải quyết
    |đã trả|đã xong|đã xử lý|đã giải quyết|đúng hạn|trước hạn|quá hạn|trễ hạn|hôm nay|hôm qua"""
_NOTHING = frozenset(words.strip() for words in _EMPTY_WORDS.split("|"))


def personal_in(words: str) -> str | None:
    """The first telephone number, identity number or e-mail address in free words."""
    found = _PERSONAL.search(words)
    return found[0] if found else None


def shown_words(words: str) -> str:
    """Free words of a source, or HIDDEN where they hold a number or an address of a person."""
    return HIDDEN if personal_in(words) else words


def shown_figure(cell: str) -> str:
    """The cell of a column of days or numbers, for a list that people pass on: HIDDEN where it may be a name or number
    of a person. Letters are shown only where they are words of days or say that there is nothing.
    """
    words = normalise(cell).casefold()
    if words in _NOTHING or _SERIAL.fullmatch(words):
        return cell
    rest = _WEEKDAY.sub(" ", _DAY.sub(" ", words))
    letters = set(re.findall(r"[^\W\d_]+", rest))
    if letters and not (letters <= _OF_DAYS and any(map(str.isdigit, words))):
        return HIDDEN
    return HIDDEN if re.search(r"\d{9}", _BETWEEN.sub("", rest)) else cell


def shown_code(cell: str) -> str:
    """The cell of a column of codes: HIDDEN where it holds a number of a person, or several words without a digit."""
    several = " " in normalise(cell) and not any(map(str.isdigit, cell))
    return HIDDEN if several or personal_in(cell) else cell
