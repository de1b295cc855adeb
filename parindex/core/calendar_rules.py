"""Reads rules/calendar: which days of which years are off or worked by law or decision, and checks that they agree."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Literal, get_args

from parindex.core.loading import Mapping, RuleError, load

DayKind = Literal["holiday", "day_in_lieu", "swapped_day_off", "swapped_work_day"]
Confidence = Literal["high", "medium", "low"]

LAWS = "laws.yaml"
_YEAR_FILE = re.compile(r"\d{4}\.yaml")
_KINDS = get_args(DayKind)
_CONFIDENCES = get_args(Confidence)
_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
# The key that names the other day of an entry: the holiday made up for, or the other half of a swap.
_PARTNER_KEY = {"day_in_lieu": "for", "swapped_day_off": "swapped_with", "swapped_work_day": "swapped_with"}
_DAY_KEYS = {"day", "kind", "name", "for", "swapped_with", "reference", "confidence", "no_lieu"}


@dataclass(frozen=True)
class Reference:
    """A law or a decision. `confidence` says how well its words are known, `source` where they were read."""

    title: str
    confidence: Confidence
    source: str


@dataclass(frozen=True)
class DayRule:
    """What a law or a decision makes of one day; `partner` is the holiday made up for or the other half of a swap."""

    day: date
    kind: DayKind
    name: str
    reference: Reference
    partner: date | None = None

    @property
    def working(self) -> bool:
        return self.kind == "swapped_work_day"


@dataclass(frozen=True)
class Doubt:
    """A day whose standing is not settled: how it is treated until somebody finds out, and what is not known."""

    day: date
    working: bool
    why: str
    source: str


@dataclass(frozen=True)
class CalendarRules:
    """The years held, without a gap, and what differs in them from the plain week."""

    first_year: int
    last_year: int
    days: dict[date, DayRule]
    doubts: dict[date, Doubt]


def is_weekend(day: date) -> bool:
    """Saturday and Sunday: the weekly rest of administrative offices."""
    return day.weekday() >= 5


def is_working(rules: CalendarRules, day: date) -> bool:
    """What the rules make of a day of the years held."""
    rule = rules.days.get(day)
    return rule.working if rule else not is_weekend(day)


def day_month_year(day: date) -> str:
    """The day as documents write it: 05/01/2023."""
    return f"{day:%d/%m/%Y}"


def weekday_name(day: date) -> str:
    """thứ Hai, ..., Chủ nhật."""
    return _WEEKDAYS[day.weekday()]


def weekday_and_date(day: date) -> str:
    """thứ Hai 02/01/2023."""
    return f"{weekday_name(day)} {day_month_year(day)}"


def load_calendar_rules(folder: Path) -> CalendarRules:
    """Read laws.yaml and every <year>.yaml of `folder`; RuleError names the file and line of what does not agree."""
    files = _year_files(folder)
    references = dict(read_references(load(folder / LAWS))) if (folder / LAWS).is_file() else {}
    for data in files.values():
        for key, reference in read_references(documents(data)):
            if key in references:
                raise data.error(f"văn bản “{key}” đã khai ở tệp khác; mỗi văn bản chỉ khai một lần", "references")
            references[key] = reference
    entries: dict[date, Mapping] = {}
    days: dict[date, DayRule] = {}
    doubts: dict[date, Doubt] = {}
    for year, data in files.items():
        for entry in data.entries("days"):
            rule = _day_rule(entry, year, references)
            if rule.day in days:
                raise entry.error(f"ngày {day_month_year(rule.day)} ghi hai lần; hãy bỏ một dòng", "day")
            days[rule.day], entries[rule.day] = rule, entry
        for entry in data.entries("doubts"):
            doubt = _doubt(entry, year)
            doubts[doubt.day] = doubt
    rules = CalendarRules(min(files), max(files), days, doubts)
    _check_pairs(rules, entries)
    _check_lieu(rules, entries)
    _check_doubts(rules, files)
    return rules


def _year_files(folder: Path) -> dict[int, Mapping]:
    years = {int(path.stem): path for path in sorted(folder.glob("*.yaml")) if _YEAR_FILE.fullmatch(path.name)}
    if not years:
        raise RuleError(f"{folder}: chưa có tệp lịch nào; hãy thêm tệp <năm>.yaml theo docs/howto/calendar.md")
    for year in range(min(years), max(years)):
        if year not in years:
            raise RuleError(
                f"{folder / f'{year}.yaml'}: thiếu tệp lịch năm {year} giữa các năm đã có; hãy thêm tệp này"
            )
    files = {}
    for year, path in years.items():
        data = load(path)
        if data.get("year") != year:
            raise data.error(f"khóa year phải là {year}, đúng với tên tệp", "year")
        data.only({"year", "references", "days", "doubts"})
        files[year] = data
    return files


def read_references(data: Mapping) -> Iterator[tuple[str, Reference]]:
    """The laws and decisions of a mapping, by the key under which entries name them."""
    for key, entry in data.items():
        if not isinstance(entry, Mapping):
            raise data.error(f"văn bản “{key}” phải có title, confidence và source")
        entry.only({"title", "confidence", "source"})
        yield key, Reference(entry.text("title"), entry.choice("confidence", _CONFIDENCES), entry.text("source"))


def _day_rule(entry: Mapping, year: int, references: dict[str, Reference]) -> DayRule:
    entry.only(_DAY_KEYS)
    day = _day(entry, "day", year)
    kind: DayKind = entry.choice("kind", _KINDS)
    reference = references.get(str(entry.get("reference")))
    if reference is None:
        raise entry.error(f"chưa khai văn bản “{entry.get('reference')}” ở mục references hoặc {LAWS}", "reference")
    if "confidence" in entry:
        reference = replace(reference, confidence=entry.choice("confidence", _CONFIDENCES))
    _check_weekday(entry, day, kind)
    partner = _day(entry, _PARTNER_KEY[kind]) if kind in _PARTNER_KEY else None
    name = entry.text("name") if kind == "holiday" else ""
    return DayRule(day, kind, name, reference, partner)


def _check_weekday(entry: Mapping, day: date, kind: str) -> None:
    if kind == "swapped_work_day" and not is_weekend(day):
        raise entry.error(f"ngày làm bù {weekday_and_date(day)} không phải thứ Bảy, Chủ nhật; hãy xem lại ngày", "day")
    if kind in ("day_in_lieu", "swapped_day_off") and is_weekend(day):
        label = "ngày nghỉ bù" if kind == "day_in_lieu" else "ngày nghỉ hoán đổi"
        raise entry.error(f"{label} {weekday_and_date(day)} rơi vào ngày nghỉ hằng tuần; hãy xem lại ngày", "day")


def _check_pairs(rules: CalendarRules, entries: dict[date, Mapping]) -> None:
    """A swap has two halves that name each other; a day in lieu names a holiday on a weekly rest day."""
    for day, rule in rules.days.items():
        other = rules.days.get(rule.partner) if rule.partner else None
        if rule.kind in ("swapped_day_off", "swapped_work_day"):
            wanted = "swapped_work_day" if rule.kind == "swapped_day_off" else "swapped_day_off"
            elsewhere = not rules.first_year <= rule.partner.year <= rules.last_year if rule.partner else False
            if not elsewhere and (other is None or other.kind != wanted or other.partner != day):
                message = f"hoán đổi phải có đủ hai ngày: thiếu dòng {wanted} ngày {_written(rule)} trỏ về ngày này"
                raise entries[day].error(message, "swapped_with")
        if rule.kind == "day_in_lieu" and (other is None or other.kind != "holiday" or not is_weekend(other.day)):
            message = f"nghỉ bù cho ngày {_written(rule)}, nhưng đó không phải ngày lễ trùng thứ Bảy, Chủ nhật"
            raise entries[day].error(message, "for")


def _check_lieu(rules: CalendarRules, entries: dict[date, Mapping]) -> None:
    """Each holiday on a weekly rest day is made up for exactly once, unless the file says why not (no_lieu)."""
    made_up: dict[date, date] = {}
    for rule in rules.days.values():
        if rule.kind == "day_in_lieu" and rule.partner:
            if rule.partner in made_up:
                message = (
                    f"ngày lễ {day_month_year(rule.partner)} đã nghỉ bù ngày {day_month_year(made_up[rule.partner])}"
                )
                raise entries[rule.day].error(message, "for")
            made_up[rule.partner] = rule.day
            if not _follows(rules, rule.partner, rule.day):
                message = "nghỉ bù phải vào ngày làm việc kế tiếp sau ngày lễ; giữa hai ngày này còn ngày làm việc"
                raise entries[rule.day].error(message, "for")
    for day, rule in rules.days.items():
        if rule.kind == "holiday" and is_weekend(day) and day not in made_up and not entries[day].get("no_lieu"):
            message = (
                f"ngày lễ {weekday_and_date(day)} chưa có ngày nghỉ bù; hãy thêm dòng day_in_lieu hoặc ghi no_lieu"
            )
            raise entries[day].error(message, "day")


def _follows(rules: CalendarRules, holiday: date, lieu: date) -> bool:
    """Labour Code 2019, Article 111.3: the next working day, so that every day between the two is off."""
    between = [holiday + timedelta(days=n) for n in range(1, (lieu - holiday).days)]
    return holiday < lieu and not any(is_working(rules, day) for day in between)


def _check_doubts(rules: CalendarRules, files: dict[int, Mapping]) -> None:
    """What a doubt says of a day must be what the days make of it, or readers would be told two things."""
    for data in files.values():
        for entry in data.entries("doubts"):
            day = entry["day"]
            working = is_working(rules, day)
            if working is not entry["working"]:
                says = "làm việc" if working else "nghỉ"
                raise entry.error(f"theo mục days thì ngày {day_month_year(day)} là ngày {says}", "working")


def _doubt(entry: Mapping, year: int) -> Doubt:
    entry.only({"day", "working", "why", "source"})
    if not isinstance(entry.get("working"), bool):
        raise entry.error("khóa working phải là true (tạm coi là làm việc) hoặc false (tạm coi là nghỉ)", "working")
    return Doubt(_day(entry, "day", year), entry["working"], entry.text("why"), entry.text("source"))


def documents(data: Mapping) -> Mapping:
    """The part of a file that declares its laws and decisions; empty where there is none."""
    found = data.get("references") or Mapping()
    if not isinstance(found, Mapping):
        raise data.error("mục references phải là các cặp “khóa: văn bản”", "references")
    return found


def _day(entry: Mapping, key: str, year: int | None = None) -> date:
    value = entry.day(key)
    if year is not None and value.year != year:
        raise entry.error(f"ngày {day_month_year(value)} không thuộc năm {year} của tệp", key)
    return value


def _written(rule: DayRule) -> str:
    return day_month_year(rule.partner) if rule.partner else "?"
