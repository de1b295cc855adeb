"""Numbers of a spreadsheet as a Vietnamese reader sees them in their cells: 25%, 2.000.000, 76,03, 15/4/2023."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

# The built-in formats that matter (ECMA-376 part 1, 18.8.30); 14 and 22 follow the reader's country.
BUILT_IN = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%", 14: "d/m/yyyy", 15: "d/m/yyyy",
    16: "d/m", 17: "m/yyyy", 18: "h:mm", 19: "h:mm:ss", 20: "h:mm", 21: "h:mm:ss", 22: "d/m/yyyy h:mm",
    37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00", 41: "#,##0", 42: "#,##0", 43: "#,##0.00",
    44: "#,##0.00", 45: "mm:ss", 47: "mm:ss",
}  # fmt: skip
_PIECE = re.compile(r'"([^"]*)"|\\(.)|_(.)|\*(.)|\[([^\]]*)\]|([^"\\_*\[]+)')
_DATE_LETTERS = re.compile(r"[ymdhs]", re.IGNORECASE)
_DATE_TOKEN = re.compile(r"y+|m+|d+|h+|s+|am/pm|a/p|[^ymdhs]", re.IGNORECASE)
_DIGITS = re.compile(r"[0#?][0#?,.]*|\.[0#?]+")
_EPOCH, _EPOCH_1904 = datetime(1899, 12, 30, tzinfo=UTC), datetime(1904, 1, 1, tzinfo=UTC)


def show(raw: str, number_format: str, mac_epoch: bool = False) -> str:
    """Return the stored number `raw` as `number_format` prints it; unknown formats give the plain number."""
    try:
        number = Decimal(raw)
    except InvalidOperation:
        return raw
    if not number.is_finite() or abs(number.adjusted()) > 300:
        return raw
    section, number = _section(number_format, number)
    plain = "".join(piece[5] for piece in _PIECE.findall(section))
    if section.lower() in ("", "general", "@"):
        return general(number)
    if _DATE_LETTERS.search(plain) and not _DIGITS.search(plain.replace("0", "", 1) if "s.0" in plain else plain):
        return _show_date(number, section, mac_epoch) or general(number)
    return _show_number(number, section, plain)


def general(number: Decimal) -> str:
    """Return a number with as many decimals as it has, at most ten, and a decimal comma."""
    rounded = number.quantize(Decimal(1).scaleb(-10), ROUND_HALF_UP) if number.adjusted() < 16 else number
    text = f"{rounded:f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return text.replace(".", ",") if text not in ("", "-0") else "0"


def _section(number_format: str, number: Decimal) -> tuple[str, Decimal]:
    sections = number_format.split(";")
    if number < 0 and len(sections) > 1 and sections[1]:
        return sections[1], -number if "-" in sections[1] or "(" in sections[1] else number
    if number == 0 and len(sections) > 2 and sections[2]:
        return sections[2], number
    return sections[0], number


def _show_number(number: Decimal, section: str, plain: str) -> str:
    pattern = _DIGITS.search(plain)
    if pattern is None:
        return "".join(piece[0] or piece[1] or piece[5] for piece in _PIECE.findall(section)).strip()
    if "e+" in plain.lower() or "/" in plain:
        return general(number)
    digits = pattern[0]
    percent = plain.count("%")
    whole, _, decimals = digits.partition(".")
    scale = len(whole) - len(whole.rstrip(","))
    number = number * 100**percent / Decimal(1000) ** scale
    thousands = "," in whole.rstrip(",")
    least = whole.count("0")
    body = _digits(number, least, len(decimals.replace(",", "")), decimals.count("0"), thousands)
    text, done = [], False
    for quoted, escaped, _, _, bracket, rest in _PIECE.findall(section):
        if rest and not done and (found := _DIGITS.search(rest)):
            rest, done = rest[: found.start()] + body + rest[found.end() :], True
        text.append(quoted or escaped or _currency(bracket) or rest)
    return "".join(text).strip()


def _currency(bracket: str) -> str:
    return bracket[1:].split("-")[0] if bracket.startswith("$") else ""


def _digits(number: Decimal, least: int, places: int, kept: int, thousands: bool) -> str:
    rounded = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    whole, _, fraction = f"{abs(rounded):f}".partition(".")
    whole = whole.zfill(least)
    fraction = fraction[:kept] + fraction[kept:].rstrip("0")
    if thousands:
        whole = f"{int(whole):,}".replace(",", ".").zfill(least)
    sign = "-" if rounded < 0 else ""
    return f"{sign}{whole},{fraction}" if fraction else f"{sign}{whole}"


def _show_date(number: Decimal, section: str, mac_epoch: bool) -> str:
    try:
        at = (_EPOCH_1904 if mac_epoch else _EPOCH) + timedelta(seconds=round(float(number) * 86400))
    except OverflowError:
        return ""
    text: list[str] = []
    hours = False
    for quoted, escaped, _, _, bracket, rest in _PIECE.findall(section):
        if bracket and set(bracket.lower()) <= set("hms"):
            hours, rest = True, ""
            text.append(str(int(float(number) * 24)))
        text.append(quoted or escaped)
        tokens = _DATE_TOKEN.findall(rest)
        for place, token in enumerate(tokens):
            following = "".join(tokens[place + 1 :]).lstrip(":")
            text.append(_date_token(token.lower(), at, hours or following.startswith("s")))
            hours = token[0] in "hH" or (hours and not token[0].isalpha())
    return "".join(text).strip()


def _date_token(token: str, at: datetime, minutes: bool) -> str:
    day: date = at.date()
    if token[0] == "y":
        return f"{day.year:04d}" if len(token) > 2 else f"{day.year % 100:02d}"
    if token[0] == "d":
        return f"{day.day:02d}" if len(token) == 2 else "" if len(token) > 2 else str(day.day)
    if token[0] == "m" and not minutes:
        return f"{day.month:02d}" if len(token) == 2 else str(day.month)
    parts = {"h": at.hour, "m": at.minute, "s": at.second}
    if token[0] in parts and set(token) == {token[0]}:
        return f"{parts[token[0]]:02d}" if len(token) > 1 else str(parts[token[0]])
    return "" if token in ("am/pm", "a/p") else token
