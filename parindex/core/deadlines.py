"""Reads a Vietnamese deadline phrase into a Schedule; the words are in deadlines.lark."""

import re
from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path

from lark import Lark, UnexpectedInput

from parindex.core.dates import DateRange, Period
from parindex.core.deadline_accounts import unread_words, weigh
from parindex.core.deadline_duties import break_opaque, fill_lists, inherent, joined, named_year, span_ends
from parindex.core.deadline_happenings import counted_behind, is_happening, within, within_own_words
from parindex.core.deadline_parts import Part, Splitter, When
from parindex.core.errors import InputError
from parindex.core.recurrences import Anchor, Frequency, Point, Unreadable, WorkCalendar, anchor, occurrences, once
from parindex.core.schedule_sayings import say
from parindex.core.schedule_spelling import spelled
from parindex.core.schedule_words import Item, Items
from parindex.core.schedules import Schedule, Term

__all__ = ["read_deadline", "say"]

_LONGEST = 1000  # characters; a deadline is a phrase, not a page


def read_deadline(phrase: str, year: int, calendar: WorkCalendar | None = None) -> Schedule:
    """Return what `phrase` means in a plan of `year` (1990-2100, else InputError).

    `calendar` tells working days where a phrase speaks of one; without it Monday to Friday are worked, and `says`
    says so. Words that are not understood go to `Schedule.unread`; nothing is guessed.
    """
    if not 1990 <= year <= 2100:
        raise InputError(f"Năm {year} nằm ngoài khoảng 1990-2100; hãy cho năm của kế hoạch, ví dụ 2023.")
    if len(phrase) > 10 * _LONGEST:
        return Schedule(phrase, (), phrase.strip())
    text = spelled(phrase)
    if not text:
        return Schedule(phrase, (), phrase.strip())
    if len(text) > _LONGEST:
        return Schedule(phrase, (), text)
    try:
        tree = _grammar().parse(text)
    except UnexpectedInput:
        return _by_clause(phrase, text, year, calendar)
    terms, unread = _Reader(text, year, calendar).read(Items().transform(tree))
    return Schedule(phrase, terms, unread or ("" if terms else text))


def _by_clause(phrase: str, text: str, year: int, calendar: WorkCalendar | None) -> Schedule:
    """Read what stands between semicolons by itself, so that one bad clause does not hide the others."""
    if ";" not in text:
        return Schedule(phrase, (), text)
    parts = [read_deadline(clause, year, calendar) for clause in text.split(";") if clause.strip()]
    terms = tuple(term for part in parts for term in part.terms)
    return Schedule(phrase, terms, "; ".join(part.unread for part in parts if part.unread))


@lru_cache(maxsize=1)
def _grammar() -> Lark:
    words = (Path(__file__).with_name("deadlines.lark")).read_text("utf-8")
    return Lark(words, parser="lalr", lexer="contextual", propagate_positions=True,
                g_regex_flags=re.IGNORECASE)  # fmt: skip


class _Reader:
    """Turns the parts of one phrase into terms."""

    def __init__(self, text: str, year: int, calendar: WorkCalendar | None) -> None:
        self.text, self.year, self.calendar = text, year, calendar
        self.terms: list[Term] = []
        self.repeated: list[tuple[Part, Term]] = []
        self.named: set[int] = set()
        self.default = year

    def read(self, items: list[Item]) -> tuple[tuple[Term, ...], str]:
        parts = Splitter(self.year).split(items)
        break_opaque(parts)
        fill_lists(parts)
        self.named = {id(item) for part in parts for item in part.names}
        parts = joined([part for part in parts if part.timed or part.unread or part.periodic])
        for index, part in enumerate(parts):
            self.default = named_year(parts, index) or self.year
            try:
                if not part.broken:
                    self._add(part)
                    self.named |= {id(item) for when in part.whens for item in when.items}
            except (Unreadable, ValueError, OverflowError):
                part.broken = True
        self._drop_doubtful(parts)
        if not any(term.kind == "recurring" for term in self.terms):
            for part in parts:
                part.broken = part.broken or (part.periodic and not part.whens)
        return tuple(self.terms), unread_words(self.text, items, parts, self.named, nothing_read=not self.terms)

    def _drop_doubtful(self, parts: list[Part]) -> None:
        """A frequency beside a time that was not understood may be due on that time: it is not emitted."""
        clause: list[Part] = []
        for part in [*parts, Part(";", 0)]:
            if part.joint == ";":
                if any(one.broken and one.whens for one in clause):
                    for one in clause:
                        one.broken = one.broken or bool(one.frequency and not one.whens)
                clause = []
            clause.append(part)
        doubtful = [id(term) for part, term in self.repeated if part.broken]
        self.terms = [term for term in self.terms if id(term) not in doubtful]

    def _add(self, part: Part) -> None:
        if part.own:
            self._add_own(part, part.own)
        elif part.frequency == "day":
            raise Unreadable  # What is due daily has no day to be counted by.
        elif part.frequency or any(inherent(when.point) for when in part.whens):
            self.terms.append(self._recurring(part))
            self.repeated.append((part, self.terms[-1]))
        else:
            for when in part.whens:
                self._add_once(when, part)

    # --- happenings, references, duties without an end

    def _add_own(self, part: Part, own: Item) -> None:
        said = own.value
        own, unread = within_own_words(self.text, own)
        part.unread += unread
        if own.kind == "continuous":
            self._continue(None)
        elif own.kind == "reference":
            self._append(Term("reference"))
        elif own.kind == "years_after":
            if self.terms and self.terms[-1].kind == "continuous":
                return
            last = max((term.due[-1].year for term in self.terms if term.due), default=self.year)
            self._continue(date(last + 1, 1, 1))
        elif own.kind == "irregular":
            words = re.sub(r"^đột xuất khi ", "", own.value, flags=re.IGNORECASE)
            self._append(Term("event", trigger=words))
        elif not is_happening(said) or not own.value:
            raise Unreadable
        elif part.whens:
            self._add_counted(part, own)
        else:
            trigger, length = counted_behind(own, self.text)
            term = Term("event", trigger=trigger, within=length)
            before = own.kind in ("before_event", "until")
            self._append(term, self._words(own) if before else "")

    def _add_counted(self, part: Part, own: Item) -> None:
        when = part.whens[0]
        if own.kind == "until":
            found = self._range(when)
            self._append(Term("event", start=found.start or found.end, trigger=own.value))
        elif own.kind == "before_event" or when.bound in ("before", "after"):
            # A stretch that ends at a happening, or only begins after it, cannot be held in a term: the happening is
            # kept, the count is shown.
            says = self._words(own) if own.kind == "before_event" else f"trước {own.value}"
            self._append(Term("event", trigger=own.value), says if when.bound != "after" else "")
            (item,) = when.items
            bound = re.search(r"(?:trước|sau) $", self.text[: item.start], re.IGNORECASE)
            part.unread.append((bound.start() if bound else item.start, item.end))
        else:
            self._append(Term("event", trigger=own.value, within=within(when.point)))

    def _words(self, item: Item) -> str:
        words = self.text[item.start : item.end]
        return words[:1].lower() + words[1:]

    def _continue(self, start: date | None) -> None:
        """Add a continuous term; a start said apart from "thường xuyên" is the same duty."""
        last = self.terms[-1] if self.terms else None
        if last and last.kind == "continuous" and (start is None or last.start is None):
            self.terms.pop()
            start = start or last.start
        self._append(Term("continuous", start=start))

    def _append(self, term: Term, says: str = "") -> None:
        self.terms.append(replace(term, says=says or say(term)))

    # --- once

    def _add_once(self, when: When, part: Part) -> None:
        point = when.point
        if point.count and not point.edge:
            length = when.bound is None and point.count[1] in ("day", "working_day", "hour", "working_hour")
            # "sau 30 ngày" says when it may begin, not when it is due.
            if not (length or when.bound in ("inside", "by")) or when.end or point != Point(count=point.count):
                raise Unreadable
            self._append(Term("event", within=within(point)))
            return
        if (
            point.each == {"year"}
            and not (point.edge or point.year_shift == 0 or point.month_edge or point.half)
            and when.bound != "inside"
        ):
            raise Unreadable
        found = self._range(when)
        assert found.end
        if when.bound == "since" and not when.end:
            self._continue(found.start or found.end)
        elif when.bound == "after":
            self._continue(found.end + timedelta(days=1))
        elif self._fills_continuous(part, when, found):
            self.terms.pop()
            self._append(Term("continuous", start=None if when.bound == "by" else found.start))
        else:
            self._append(self._narrowed(_term_once(when, found), when, part))

    def _narrowed(self, term: Term, when: When, part: Part) -> Term:
        """ "Quý IV/2023 (trước ngày 15/12/2023)": a day inside the window just said is that window's due day."""
        last = self.terms[-1] if self.terms else None
        beside = part.joint in ("OPEN", "COMMA") and when.bound in ("before", "by") and when is part.whens[0]
        beside = beside and not part.acts  # "Năm 2025 (báo cáo trước 10/12)" is another duty.
        if last and beside and last.kind == "once" and last.start and last.start <= term.due[0] <= last.due[0]:
            self.terms.pop()
            return replace(term, start=last.start, periods=last.periods)
        return term

    def _fills_continuous(self, part: Part, when: When, found: DateRange) -> bool:
        """ "Thường xuyên trong năm 2023" is one duty; a window with another end than the year's is apart."""
        last = self.terms[-1] if self.terms else None
        beside = part.joint in (" ", "OPEN") and last is not None and last.kind == "continuous" and last.start is None
        return beside and when.bound not in ("before", "after") and found.end == date(self.year, 12, 31)

    def _range(self, when: When) -> DateRange:
        if when.end is None:
            return _days(when.point, self._year_for(when.point))
        first, second = span_ends(when.point, when.end)
        end = _days(second, first.year if second.year is None and first.year else self._year_for(second)).end
        named = second.year if first.year is None and second.year else self._year_for(first)
        opening = _days(first, named)
        start = opening.start or opening.end
        assert start and end
        if start > end and first.year is None and second.year:
            opening = once(first, named - 1)
            start = opening.start or opening.end
        elif start > end and first.year and second.year is None and second.year_shift is None:
            end = once(second, first.year + 1).end
        assert start and end
        if start > end:
            raise Unreadable
        return DateRange(start, end)

    def _year_for(self, point: Point) -> int:
        return self.year if point.year_shift is not None else self.default

    # --- recurring

    def _recurring(self, part: Part) -> Term:
        frequency = part.frequency
        places: list[Anchor | int] = []
        limits: list[DateRange] = []
        windows: list[DateRange] = []
        year = self.year
        for when in part.whens:
            frequency = frequency or inherent(when.point)
            assert isinstance(frequency, Frequency)
            own_year = when.point == Point(year=when.point.year) or when.point == Point(each=frozenset({"year"}))
            if own_year and when.end is None and when.bound in (None, "inside"):
                year = when.point.year or year
            elif own_year or when.year or (when.bound == "since" and not when.end):
                limits.append(self._limit(when))
            else:
                places.append(self._place(when, frequency))
                window = self._window(when, frequency) if when.end or len(part.whens) == 1 else None
                windows += [window] if window and window.start else []
        assert isinstance(frequency, Frequency)
        if part.shared and not places:
            raise Unreadable  # On which days "02 lần/năm" falls is not said.
        dates = sum(isinstance(place, Anchor) and place.only is not None for place in places)
        if frequency.kind == "quarter" and 0 < dates < 3:
            raise Unreadable
        if not places:
            places = [6 if frequency.kind == "week" else anchor(None, frequency, False)]
        found, rule = occurrences(places, frequency, year, self._is_working)
        found = [(due, period) for due, period in found if all(period.end in limit for limit in limits)]
        if not found:
            raise Unreadable
        term = Term("recurring", due=tuple(due for due, _ in found), periods=tuple(period for _, period in found),
                    frequency=frequency.kind, rule=rule)  # fmt: skip
        return replace(term, says=say(term) + self._remarks(places, frequency, windows))

    def _limit(self, when: When) -> DateRange:
        found = self._range(when)
        if when.end:
            return found
        if when.bound == "since":
            return DateRange(found.start or found.end, None)
        if when.upto:
            return DateRange(None, found.end)
        raise Unreadable

    def _place(self, when: When, frequency: Frequency) -> Anchor | int:
        point, before = when.point, when.bound == "before" and not when.clock
        if when.bound == "after" or point.count:
            raise Unreadable
        if when.end:
            point, before = span_ends(when.point, when.end)[1], False
        if point.edge and point == Point(edge=point.edge):
            # "đầu mỗi tháng" is "đầu tháng" of each month.
            point = point.joined(each=frozenset({frequency.kind}))
        if point.bare is not None:
            if point != Point(bare=point.bare) or frequency.kind not in ("month", "quarter"):
                raise Unreadable
            point = Point(day=point.bare)
        if point.weekday is not None:
            if frequency.kind != "week":
                raise Unreadable
            return point.weekday - before
        weigh(point, lambda one: anchor(one, frequency, before))
        return anchor(point, frequency, before)

    def _window(self, when: When, frequency: Frequency) -> DateRange | None:
        if when.bound in ("before", "by") or (frequency.kind != "year" and when.end is None):
            return None
        if when.end and when.point.day and when.point.month is None:
            return DateRange(date(self.year, 1, when.point.day), None)
        try:
            found = self._range(replace(when, bound=None))
        except Unreadable:
            if when.end:
                raise
            return None
        return found if found.start else None

    def _remarks(self, places: list[Anchor | int], frequency: Frequency, windows: list[DateRange]) -> str:
        remarks = []
        for window in windows:
            assert window.start
            month = f" tháng {window.start.month:02d}" if window.end else ""
            remarks.append(f"làm từ ngày {window.start.day:02d}{month}")
        if frequency.interval > 1 and frequency.kind == "year":
            remarks.append(f"tính từ năm {self.year}")
        working = [place for place in places if isinstance(place, Anchor) and place.working]
        if any(place.back for place in working):
            remarks.append("hạn là ngày liền trước ngày đó")
        if working and self.calendar is None:
            remarks.append("coi thứ Hai đến thứ Sáu là ngày làm việc")
        return f" ({'; '.join(remarks)})" if remarks else ""

    def _is_working(self, value: date) -> bool:
        return value.weekday() < 5 if self.calendar is None else self.calendar.is_working(value)


def _days(point: Point, year: int) -> DateRange:
    weigh(point, lambda one: once(one, year))
    return once(point, year)


def _term_once(when: When, found: DateRange) -> Term:
    start, end = found.start, found.end
    assert end
    if when.bound == "before" and not when.clock:
        if when.end or when.point.edge in ("last", "end"):
            raise Unreadable
        start, end = None, (start or end) - timedelta(days=1)
    elif when.bound in ("before", "by") and not when.end:
        start = None
    return Term("once", start=start, due=(end,), periods=(_period(start, end),))


def _period(start: date | None, end: date) -> Period | None:
    if start is None or start.year != end.year:
        return None
    candidates = [Period(end.year, "month", end.month), Period(end.year, "quarter", (end.month + 2) // 3),
                  Period(end.year, "half", (end.month + 5) // 6), Period(end.year, "nine_months"),
                  Period(end.year, "year")]  # fmt: skip
    return next((period for period in candidates if (period.start, period.end) == (start, end)), None)
