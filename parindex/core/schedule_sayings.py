"""Says a term back in Vietnamese, in words that read to the same term."""

import re
from datetime import date

from parindex.core.recurrences import MONTHS, Frequency
from parindex.core.schedules import Term

_FREQUENCY = {"week": "hàng tuần", "month": "hàng tháng", "quarter": "hàng quý", "half": "hàng 06 tháng",
              "nine_months": "hàng 09 tháng", "year": "hàng năm"}  # fmt: skip
_UNIT_WORDS = {"day": "ngày", "working_day": "ngày làm việc", "month": "tháng", "hour": "giờ",
               "working_hour": "giờ làm việc"}  # fmt: skip
_WEEKDAY_WORDS = dict(
    zip(("MO", "TU", "WE", "TH", "FR", "SA", "SU"),
        ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật"), strict=True)
)  # fmt: skip


def say(term: Term) -> str:
    """Return a term in Vietnamese words that read back to the same term in a plan of the same year."""
    if term.kind == "once":
        return _say_once(term)
    if term.kind == "continuous":
        return "thường xuyên" + (f" từ ngày {day(term.start)}" if term.start else "")
    if term.kind == "reference":
        return "theo thời hạn do văn bản khác quy định, người phụ trách nhập ngày"
    if term.kind == "event":
        return _say_event(term)
    return _say_recurring(term)


def day(value: date) -> str:
    """A day as officials write it: 05/4/2023, 14/12/2023."""
    return f"{value.day:02d}/{value.month if value.month > 2 else f'{value.month:02d}'}/{value.year}"


def _say_once(term: Term) -> str:
    due = term.due[0]
    if term.start is None:
        return f"chậm nhất ngày {day(due)}"
    for period in term.periods:
        if period and period.start == term.start and period.end == due:
            # "9 tháng năm 2023" alone would read as a length of time.
            return f"trong {period.says}".replace("9 tháng năm", "9 tháng đầu năm")
    return f"từ ngày {day(term.start)} đến ngày {day(due)}"


def _say_event(term: Term) -> str:
    opening = f"từ ngày {day(term.start)} đến khi {term.trigger}" if term.start else ""
    if opening:
        return opening
    when = term.trigger or ""
    named = re.match(r"(?:ngày|thời điểm)\b", when) is not None
    if term.within:
        length = f"trong thời hạn {term.within.count:02d} {_UNIT_WORDS[term.within.unit]}"
        return f"{length} kể từ {'' if named else 'khi '}{when}" if when else length
    if when.casefold().startswith("đột xuất"):
        return when
    return f"kể từ {when}" if named else f"khi {when}"


def _say_recurring(term: Term) -> str:
    frequency, rule = str(term.frequency), term.rule or ""
    words = _FREQUENCY.get(frequency, "định kỳ")
    interval = re.search(r"INTERVAL=(\d+)", rule)
    if interval:
        words = f"định kỳ {int(interval[1]):02d} năm một lần"
    months = re.search(r"BYMONTH=([\d,]+)", rule)
    if frequency == "month" and months:
        words = f"định kỳ {12 // len(months[1].split(',')):02d} tháng một lần"
    if frequency == "week":
        return f"{words}{_reach(term)}, chậm nhất {_WEEKDAY_WORDS[rule[-2:]]}"
    if frequency in ("month", "quarter"):
        places = [f"{_day_words(line)} {_month_words(term)}".removesuffix(" -") for line in rule.splitlines()]
        return f"{words}{_reach(term)}, chậm nhất {' và '.join(places)}"
    if "BYDAY" in rule:
        return f"{words}, chậm nhất ngày làm việc cuối cùng của {_month_words(term)}"
    return f"{words}, chậm nhất {' và '.join(_dated(term))}"


def _dated(term: Term) -> list[str]:
    places = []
    for due, period in zip(term.due, term.periods, strict=True):
        later = " năm sau" if period and due.year > period.year else ""
        clamped = "BYMONTHDAY=-1" in (term.rule or "") and due.month == 2
        places.append(f"ngày {29 if clamped else due.day:02d} tháng {due.month:02d}{later}")
    return places


def _day_words(rule: str) -> str:
    found = re.search(r"BYMONTHDAY=([-\d,]+)", rule)
    if not found:
        return "ngày làm việc cuối cùng của"
    last = int(found[1].split(",")[-1])
    if last == -1:
        return "ngày cuối cùng của"
    return f"ngày {last:02d}" if last > 0 else "trước ngày cuối cùng của"


def _month_words(term: Term) -> str:
    due, period = term.due[0], term.periods[0]
    if period is None:
        return "tháng"
    ahead = (due.year - period.start.year) * 12 + due.month - period.start.month
    if term.frequency == "month":
        numbered = re.search(r"BYMONTHDAY=\d", term.rule or "") and not ahead
        return "tháng tiếp theo" if ahead else "-" if numbered else "tháng"
    length = MONTHS[str(term.frequency)]
    place = ("đầu", "giữa", "cuối")[ahead % length * 3 // length]
    unit = "quý" if term.frequency == "quarter" else "năm"
    return f"tháng {place} {unit}{' sau' if ahead >= length else ''}"


def _reach(term: Term) -> str:
    """The first and last period where a term does not fill the year: "từ tháng 4/2023 đến tháng 12/2023"."""
    periods = [period for period in term.periods if period]
    if not periods or len(set(periods)) == len(Frequency(periods[0].kind, _interval(term)).periods(periods[0].year)):
        return ""
    if periods[0].kind == "week":
        return f" từ ngày {day(periods[0].start)} đến ngày {day(periods[-1].end)}"
    return f" từ {periods[0].says} đến {periods[-1].says}"


def _interval(term: Term) -> int:
    months = re.search(r"BYMONTH=([\d,]+)", term.rule or "")
    return 12 // len(months[1].split(",")) if term.frequency == "month" and months else 1
