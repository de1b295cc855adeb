"""The case of a late dossier: its stage on a day, what is missing and by when, how long a letter hangs out.

A stage is derived from what happened up to a day and never stored. Explanation, then letter, signature, sending,
posting; each missing one says what to do and keeps the sentence by which its due date was counted.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal, NamedTuple

from parindex.core.calendar import DueDate, WorkCalendar
from parindex.core.calendar_rules import day_month_year
from parindex.core.dates import DateRange
from parindex.core.dossier_rules import DossierRule
from parindex.core.errors import InputError

# The five columns of the board, and two that stand beside it: exempt by a decision; not late after all.
Stage = Literal["explain", "draft", "sign_send", "post", "done", "exempt", "in_time"]
Step = Literal["explain", "draft", "sign", "send", "post", "new_due"]
STAGES: dict[Stage, str] = {
    "explain": "Giải trình",
    "draft": "Soạn thư xin lỗi",
    "sign_send": "Ký và gửi",
    "post": "Niêm yết",
    "done": "Xong",
    "exempt": "Được miễn",
    "in_time": "Không trễ",
}
_DUE = "hẹn trả"
_ORDER: tuple[Stage, ...] = ("explain", "draft", "sign_send", "post", "done")


@dataclass(frozen=True)
class Letter:
    """One letter of apology by its days; `posted_to` None: as the rule says. Withdrawn: in error, never sent."""

    ordinal: int
    written_on: date
    new_due: date | None = None
    decision: str = ""
    signed_on: date | None = None
    sent_on: date | None = None
    posted_from: date | None = None
    posted_to: date | None = None
    withdrawn_on: date | None = None


@dataclass(frozen=True)
class LateFacts:
    """What is known of a late dossier and of what was done about it.

    `due_day` is the local day of its limit; `finished_day` is when it was resolved. `foreseen`: its agency said, before
    it was late, that it will be. `known_on`: the day on which the lateness could first be seen here (an extract came
    in), None for the due day itself. `late`: resolved late or overdue, by core/timeliness.
    """

    due_day: date
    late: bool
    finished_day: date | None = None
    foreseen: bool = False
    known_on: date | None = None
    explained_on: date | None = None
    letters: tuple[Letter, ...] = ()
    exempt_on: date | None = None
    exempt_ended_on: date | None = None


@dataclass(frozen=True)
class Missing:
    """What is still to do: the words, the last acceptable day, how that day was counted and from which other one.

    `due` is None where the calendar does not hold the year; `because` then says so. `since` names what happened on
    `since_day`: "ngày hẹn trả".
    """

    step: Step
    says: str
    due: date | None
    because: str
    since: str
    since_day: date
    letter: int | None = None

    def late_on(self, day: date) -> bool:
        return self.due is not None and day > self.due


class Counted(NamedTuple):
    """A due day, as Missing has it."""

    due: date | None
    because: str
    since: str
    since_day: date


def stage(facts: LateFacts, on: date, rule: DossierRule) -> Stage:
    """Where the case stands on a day: the first column in which something is still to do."""
    if _done(facts.exempt_on, on) and not _done(facts.exempt_ended_on, on):
        return "exempt"
    if _owes_nothing(facts, on):
        return "in_time"
    stages: list[Stage] = [] if _done(facts.explained_on, on) else ["explain"]
    letters = _live(facts, on)
    stages += [_letter_stage(letter, on, rule) for letter in letters] or ["draft"]
    return min(stages, key=_ORDER.index)


def missing(facts: LateFacts, on: date, rule: DossierRule, calendar: WorkCalendar) -> list[Missing]:
    """What is still to do on a day, in the order of doing it; nothing for what is exempt or in time after all."""
    if stage(facts, on, rule) in ("exempt", "in_time"):
        return []
    return list(_missing(facts, on, rule, calendar))


def _missing(facts: LateFacts, on: date, rule: DossierRule, calendar: WorkCalendar) -> Iterator[Missing]:
    first = letter_due(facts, rule, calendar)
    if not _done(facts.explained_on, on):
        yield Missing("explain", "Giải trình: chọn nguyên nhân và ghi rõ lý do trễ hạn.", *first)
    letters = _live(facts, on)
    if not letters:
        yield Missing("draft", "Soạn thư xin lỗi, có lý do và ngày hẹn trả mới.", *first)
    for letter in letters:
        named = "" if letter.ordinal == 1 else f" lần {letter.ordinal}"
        if not _done(letter.signed_on, on):
            says = f"Trình người đứng đầu ký thư xin lỗi{named} rồi đính kèm bản đã ký."
            yield Missing("sign", says, *_later_letter(letter, first, calendar), letter.ordinal)
        elif not _done(letter.sent_on, on):
            says = f"Gửi thư xin lỗi{named} cho người nộp hồ sơ và ghi ngày gửi, cách gửi."
            yield Missing("send", says, *_later_letter(letter, first, calendar), letter.ordinal)
        elif letter.sent_on and not _done(letter.posted_from, on):
            says = f"Niêm yết thư xin lỗi{named} {rule.posting_days} ngày."
            yield Missing("post", says, *_next_working(letter.sent_on, "gửi thư", calendar), letter.ordinal)
        elif letter.posted_to and _taken_down_early(letter, on, rule):
            says = f"Thư xin lỗi{named} bị gỡ sớm: niêm yết lại cho đủ {rule.posting_days} ngày."
            yield Missing("post", says, *_next_working(letter.posted_to, "gỡ thư", calendar), letter.ordinal)
    promised = max((letter.new_due for letter in letters if letter.new_due), default=None)
    if promised and promised < on and not _done(facts.finished_day, on):
        says = f"Đã quá ngày hẹn trả mới {day_month_year(promised)}: giải quyết xong hồ sơ"
        if len(letters) >= rule.reschedules:
            says += "; muốn hẹn lại lần nữa phải có số quyết định"
        yield Missing("new_due", f"{says}.", *_next_working(promised, "hẹn trả mới", calendar))


def letter_due(facts: LateFacts, rule: DossierRule, calendar: WorkCalendar) -> Counted:
    """By when explanation and letter are due, and how that was counted.

    Foreseen: as the law asks, before the due day. Else nobody can be asked for the past: the first working day after
    the due day, or after the lateness could first be seen.
    """
    if facts.foreseen:
        before = rule.apology_days_before
        return _counted(lambda: calendar.due_before(facts.due_day, before), rule.reference.title, _DUE, facts.due_day)
    if facts.known_on and facts.known_on > facts.due_day:
        return _next_working(facts.known_on, "số liệu cho biết hồ sơ trễ hạn", calendar)
    return _next_working(facts.due_day, _DUE, calendar)


def decision_missing(ordinal: int, decision: str, rule: DossierRule) -> str:
    """What to ask for before the `ordinal`-th letter reschedules; "" where nothing is missing."""
    if ordinal <= rule.reschedules or decision.strip():
        return ""
    return (
        f"Chỉ được hẹn lại {rule.reschedules} lần ({rule.reference.title}); hẹn lại lần {ordinal} phải ghi số quyết "
        "định cho phép."
    )


def posting_span(posted_from: date, posted_to: date | None, days: int) -> DateRange:
    """The days on which a letter hangs out: `days` of them with the first, fewer where it was taken down earlier."""
    last = posted_from + timedelta(days=days - 1)
    return DateRange(posted_from, min(posted_to, last) if posted_to else last)


def on_show(posted_from: date | None, posted_to: date | None, day: date, days: int) -> bool:
    """Whether the letter hangs out on a day: posted on D for 30 days, it is there until D+29 and gone on D+30."""
    return posted_from is not None and day in posting_span(posted_from, posted_to, days)


def posting_served(posted_from: date | None, posted_to: date | None, day: date, days: int) -> bool:
    """Whether on that day all days of posting are past and none was missed."""
    if posted_from is None:
        return False
    last = posted_from + timedelta(days=days - 1)
    return day > last and (posted_to is None or posted_to >= last)


def _letter_stage(letter: Letter, on: date, rule: DossierRule) -> Stage:
    if not (_done(letter.signed_on, on) and _done(letter.sent_on, on)):
        return "sign_send"
    served = posting_served(letter.posted_from, letter.posted_to, on, rule.posting_days)
    return "done" if served else "post"


def _taken_down_early(letter: Letter, on: date, rule: DossierRule) -> bool:
    return not (
        on_show(letter.posted_from, letter.posted_to, on, rule.posting_days)
        or posting_served(letter.posted_from, letter.posted_to, on, rule.posting_days)
    )


def _live(facts: LateFacts, on: date) -> list[Letter]:
    return [each for each in facts.letters if _done(each.written_on, on) and not _done(each.withdrawn_on, on)]


def _owes_nothing(facts: LateFacts, on: date) -> bool:
    return not facts.late and (not facts.foreseen or _done(facts.finished_day, on))


def _later_letter(letter: Letter, first: Counted, calendar: WorkCalendar) -> Counted:
    """A second letter is not due with the first: it is due on the working day after it was written."""
    if letter.ordinal == 1:
        return first
    return _next_working(letter.written_on, "soạn thư", calendar)


def _next_working(day: date, what: str, calendar: WorkCalendar) -> Counted:
    return _counted(lambda: calendar.due(day, 1), f"Ngày {what}: {day_month_year(day)}", what, day)


def _done(happened: date | None, on: date) -> bool:
    return happened is not None and happened <= on


def _counted(count: Callable[[], DueDate], why: str, what: str, since_day: date) -> Counted:
    try:
        found = count()
    except InputError as error:
        return Counted(None, str(error), f"ngày {what}", since_day)
    return Counted(found.day, f"{why}. {found.says}", f"ngày {what}", since_day)
